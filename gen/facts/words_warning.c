/* What the spec was warned of, for a report: it is signed by people who saw no terminal (declared in
 * words.h).
 */
#include "words_pattern.h"

#include <ctype.h>
#include <string.h>

/* The warnings of gen/spec. */
static const struct translation warnings[] = {
    {"`*` is absent: the * tokens of the class `*` are taken", "未给 *：取 * 个 token，即 * 类的取值"},
    {"U+* turns the direction of text: what you see is not what is read", "U+* 改变文字方向：所见并非所读"},
    {"what the layers without attention keep of a sequence is left out of its memory",
     "没有注意力的层为序列保存的状态，未计入其内存"},
    {"without a vocabulary the embedding and the LM head are left out of the counts",
     "没有词表，嵌入表与 LM 头未计入参数"},
    {"* heads cannot be shared out evenly over * accelerators; the article pools them",
     "* 个头不能均分到 * 张加速卡；原文合在一起计"},
    {"the link joins * accelerators; nothing is known of what lies between such groups, and the link's own "
     "figures are taken for it",
     "链路连接 * 张加速卡；各组之间以何相连并不知道，取链路自身的数值"},
    {"* has no link to others (link domain 1); nothing is known of what lies between them, and the link's "
     "own "
     "figures are taken for it",
     "* 与其他加速卡没有链路相连（链路域为 1）；其间以何相连并不知道，取链路自身的数值"},
    {"a context of * tokens is longer than the * positions that the model has learned",
     "* token 的上下文长于模型学过的 * 个位置"},
    {"the article's formulas do not know grouped key/value heads", "原文公式不含分组的键值头"},
    {"the article's formulas do not know gated feed-forward", "原文公式不含门控前馈"},
    {"the article's formulas do not know grouped key/value heads and gated feed-forward",
     "原文公式不含分组的键值头与门控前馈"},
    {"`*` repeats values; each is taken once", "* 有重复的值；每个只取一次"},
    {"`*` are not in rising order; the report keeps the order given", "* 不按升序；报告保持所给顺序"},
    {"`*` is far from what machines have: *", "* 与实际机器相差甚远：*"},
    {"`usable_memory` is larger than `memory`", "usable_memory 大于 memory"},
    {"beyond what the calibration was fitted to: *", "超出校准所拟合的范围：*"},
};

/* A sentence of a page: begun with a capital, no marks of code. */
static void put_sentence(struct text *out, const char *words) {
    for (const char *c = words; *c; c++)
        if (*c != '`')
            text_char(out, c == words ? (char)toupper((unsigned char)*c) : *c);
    text_char(out, '.');
}

const char *words_warnings(struct arena *arena, enum language language, const char *const *said, size_t n) {
    struct text out = {0};
    for (size_t i = 0; i < n; i++) {
        bool chinese =
            language == LANGUAGE_ZH &&
            words_pattern_say(warnings, sizeof warnings / sizeof warnings[0], said[i], strlen(said[i]), &out);
        if (chinese)
            text_string(&out, "\u3002");
        else
            put_sentence(&out, said[i]);
        if (i + 1 < n && !chinese)
            text_char(&out, ' ');
    }
    return n ? text_keep(arena, &out) : NULL;
}
