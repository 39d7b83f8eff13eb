/* Reports in Chinese: the templates give the same things in the same order, and the pages hold Chinese text
 * as it should be set.
 *
 * Line breaking: GB/T 15834-2011 5.1.10 (no closing punctuation at the beginning of a line, no opening one at
 * its end). */
#define _POSIX_C_SOURCE 200809L /* strdup, strndup */
#include "program.h"

#include "../gen/base/file.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SPEC "specs/llama-3.1-70b-8xh100-sxm.yaml"

/* ---- templates ----------------------------------------------------------------------------------------- */

static void put_line(struct text *out, const char *words, size_t length) {
    text_bytes(out, words, length);
    text_char(out, '\n');
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_block(const char *text, const char *at, const char *end) {
    static const char *const blocks[] = {"table ", "figure ", "formula ", "contents",  "figures",
                                         "tables", "strip",   "page",     "corrected", "footer"};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (!strncmp(at, blocks[i], strlen(blocks[i])))
            return true;
    return (at - 2 == text || at[-3] == '\n') && end[2] == '\n'; /* a condition over whole blocks */
}

/* The directives of a template, one a line: blocks, and the conditions over them, in their order; values and
 * conditions within a sentence sorted and each once, since a sentence has another order in another language.
 */
static void directives(const char *path, struct text *blocks, struct text *values) {
    enum { MOST = 1024 };
    static char *sorted[MOST];
    struct text text = {0};
    size_t n = 0;
    assert_int_equal(run(&text, "cat %s", path), 0);
    for (const char *at = text_get(&text); (at = strstr(at, "{{")); at += 2) {
        const char *end = strstr(at, "}}"), *word = at + 2;
        size_t length = (size_t)(end - word);
        assert_non_null(end);
        if (is_block(text_get(&text), word, end)) {
            put_line(blocks, word, length);
        } else if (strncmp(word, "end", length) != 0 && strncmp(word, "else", length) != 0) {
            assert_true(n < MOST);
            sorted[n++] = strndup(word, length);
        }
    }
    qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 0; i < n; i++)
        if (!i || strcmp(sorted[i], sorted[i - 1]) != 0)
            put_line(values, sorted[i], strlen(sorted[i]));
    for (size_t i = 0; i < n; i++)
        free(sorted[i]);
    text_drop(&text);
}

static void expect_same_lines(const char *what, const struct text *a, const struct text *b) {
    const char *x = text_get(a), *y = text_get(b);
    while (*x && *x == *y)
        x++, y++;
    if (*x || *y) {
        while (x > text_get(a) && x[-1] != '\n')
            x--;
        while (y > text_get(b) && y[-1] != '\n')
            y--;
        fail_msg("%s: English has `%.*s` where Chinese has `%.*s`", what, (int)strcspn(x, "\n"), x,
                 (int)strcspn(y, "\n"), y);
    }
}

static void templates_say_the_same_in_both_languages(void **state) {
    (void)state;
    glob_t all;
    size_t n = 0;
    assert_int_equal(glob("templates/*.md", 0, NULL, &all), 0);
    for (size_t i = 0; i < all.gl_pathc; i++) {
        const char *path = all.gl_pathv[i];
        char chinese[256];
        if (strstr(path, ".zh.md"))
            continue;
        snprintf(chinese, sizeof chinese, "%.*s.zh.md", (int)(strlen(path) - 3), path);
        struct text blocks[2] = {{0}}, values[2] = {{0}};
        if (access(chinese, R_OK) != 0)
            fail_msg("%s has no Chinese form %s", path, chinese);
        directives(path, &blocks[0], &values[0]);
        directives(chinese, &blocks[1], &values[1]);
        expect_same_lines(chinese, &blocks[0], &blocks[1]);
        expect_same_lines(chinese, &values[0], &values[1]);
        for (int k = 0; k < 2; k++)
            text_drop(&blocks[k]), text_drop(&values[k]);
        n++;
    }
    assert_true(n > 0);
    globfree(&all);
}

static void a_template_without_translation_is_a_diagnostic(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(NULL, "mkdir -p %s/templates", private_folder()), 0);
    private_file("templates/own.md", "# Own\n");
    assert_int_equal(run(&out, "FLOORLINE_PATH=%s %s report --lang zh -t own %s -o %s/own.pdf 2>&1",
                         private_folder(), program(), SPEC, private_folder()),
                     1);
    assert_non_null(strstr(text_get(&out), "the template `own` is not there in the language `zh`"));
    assert_non_null(strstr(text_get(&out), "templates/own.zh.md"));
    text_drop(&out);
}

/* ---- pages --------------------------------------------------------------------------------------------- */

static const char *report(const char *options, const char *spec, const char *name) {
    static char path[1024];
    struct text said = {0};
    snprintf(path, sizeof path, "%s/%s", private_folder(), name);
    int status = run(&said, "%s report %s %s -o %s 2>&1", program(), options, spec, path);
    if (status != 0 || said.length)
        fail_msg("status %d: %s", status, text_get(&said));
    text_drop(&said);
    return path;
}

static void the_text_can_be_searched(void **state) {
    (void)state;
    static const char *const wanted[] = {"选型报告", "解码一步的延迟", "上下文 2,048 个 token",
                                         "缓存超出", "装得下",         "短上下文加大批量几乎免费",
                                         "目录"};
    struct text out = {0};
    assert_int_equal(run(&out, "pdftotext -enc UTF-8 %s -", report("--lang zh", SPEC, "zh.pdf")), 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!strstr(text_get(&out), wanted[i]))
            fail_msg("`%s` is not in the text of the report", wanted[i]);
    text_clear(&out);
    assert_int_equal(run(&out, "pdfinfo %s; qpdf --check %s", report("--lang zh", SPEC, "zh.pdf"),
                         report("--lang zh", SPEC, "zh.pdf")),
                     0);
    text_drop(&out);
}

static void every_font_is_embedded_and_cut(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out, "pdffonts %s | tail -n +3", report("--lang zh", SPEC, "zh.pdf")), 0);
    assert_non_null(strstr(text_get(&out), "+LXGWWenKai-Regular"));
    assert_non_null(strstr(text_get(&out), "+DroidSansFallback"));
    for (char *line = strtok((char *)out.bytes, "\n"); line; line = strtok(NULL, "\n"))
        if (!strstr(line, "yes yes yes"))
            fail_msg("not embedded, cut and mapped to Unicode: %s", line);
    text_drop(&out);
    /* an English report needs neither */
    assert_int_equal(run(&out, "pdffonts %s", report("--lang en", SPEC, "en.pdf")), 0);
    assert_null(strstr(text_get(&out), "WenKai"));
    assert_null(strstr(text_get(&out), "Droid"));
    text_drop(&out);
}

static bool is_han(const char *at) {
    return (unsigned char)*at >= 0xE4 && (unsigned char)*at <= 0xE9; /* U+4000 to U+9FFF in UTF-8 */
}

/* GB/T 15834-2011, 5.1: beside a Chinese letter marks are as wide as it. */
static bool has_narrow_mark(const char *line) {
    for (const char *at = line; *at; at++)
        if (strchr(",;:!?", *at) && ((at - line >= 3 && is_han(at - 3)) || is_han(at + 1)))
            return true;
    return false;
}

/* Lines as they stand on the page, of every template. Words along a slope, which the crossing figure has,
 * come out of pdftotext in pieces: it is left out. */
static void no_line_begins_or_ends_with_the_wrong_punctuation(void **state) {
    (void)state;
    static const char *const not_first[] = {"，", "。", "、", "；", "：", "！", "？", "）", "》", "」", NULL};
    static const char *const not_last[] = {"（", "《", "「", NULL};
    static const char *const gaps[] = {"， ", "。 ", "； ", " ，", " 。", "（ ", " ）", NULL};
    glob_t templates;
    assert_int_equal(glob("templates/*.zh.md", 0, NULL, &templates), 0);
    for (size_t s = 0; s < templates.gl_pathc; s++) {
        struct text out = {0};
        char options[1024], without[512];
        snprintf(without, sizeof without, "%s/without.md", private_folder());
        assert_int_equal(run(NULL, "sed '/{{figure crossing}}/d' %s >%s", templates.gl_pathv[s], without), 0);
        snprintf(options, sizeof options, "--lang zh -t %s", without);
        assert_int_equal(run(&out, "pdftotext -enc UTF-8 %s -", report(options, SPEC, "lines.pdf")), 0);
        size_t lines = 0;
        for (char *line = strtok((char *)out.bytes, "\n\f"); line; line = strtok(NULL, "\n\f"), lines++) {
            size_t length = strlen(line);
            for (const char *const *at = not_first; *at; at++)
                if (!strncmp(line, *at, strlen(*at)))
                    fail_msg("%s: a line begins with punctuation: %s", templates.gl_pathv[s], line);
            for (const char *const *at = not_last; *at; at++)
                if (length >= strlen(*at) && !strcmp(line + length - strlen(*at), *at))
                    fail_msg("%s: a line ends with an opening bracket: %s", templates.gl_pathv[s], line);
            if (has_narrow_mark(line))
                fail_msg("%s: a narrow mark beside Han: %s", templates.gl_pathv[s], line);
            for (const char *const *at = gaps; *at; at++)
                if (strstr(line, *at))
                    fail_msg("%s: a gap is read as a space: %s", templates.gl_pathv[s], line);
        }
        assert_true(lines > 10);
        text_drop(&out);
    }
    globfree(&templates);
}

/* A few thousand glyph outlines would be megabytes: only those used are carried. */
static void a_report_stays_small(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out, "stat -c %%s %s", report("--lang zh", SPEC, "size.pdf")), 0);
    assert_in_range(atol(text_get(&out)), 30000, 300000);
    text_drop(&out);
}

static void a_chinese_title_and_model_work_in_an_english_report(void **state) {
    (void)state;
    struct text out = {0};
    char spec[1024];
    snprintf(spec, sizeof spec, "%s",
             private_file("han.yaml",
                          "title: 四张A100上的520亿模型\nmodel: {name: 某模型, n_layers: 64, d_model: 8192, "
                          "n_heads: 64, d_ff: 32768, vocab_size: 65536}\n"
                          "cluster: {accelerator: a100-sxm-40gb, count: 4}\n"));
    assert_int_equal(run(&out, "pdftotext -enc UTF-8 %s -", report("", spec, "han.pdf")), 0);
    assert_non_null(strstr(text_get(&out), "四张"));
    assert_non_null(strstr(text_get(&out), "某模型"));
    assert_non_null(strstr(text_get(&out), "Latency of one decoding step"));
    text_drop(&out);
}

/* In the report and its metadata; where the spec gives none, its title stands in both languages. */
static void a_chinese_report_has_the_chinese_title(void **state) {
    (void)state;
    static const char spec[] =
        "title: Sixteen\n%smodel: gpt-13b\n"
        "cluster: {accelerator: a100-sxm-40gb, count: 2}\nworkload: {contexts: [512]}\n";
    static const struct {
        const char *key, *language, *title, *other;
    } rows[] = {{"title_zh: 十六\n", "zh", "十六", "Sixteen"},
                {"title_zh: 十六\n", "en", "Sixteen", "十六"},
                {"", "zh", "Sixteen", "十六"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text out = {0};
        char text[512], options[64];
        snprintf(text, sizeof text, spec, rows[i].key);
        snprintf(options, sizeof options, "-t archive --lang %s", rows[i].language);
        const char *pdf = report(options, private_file("titled.yaml", text), "titled.pdf");
        assert_int_equal(run(&out, "pdfinfo %s; pdftotext -enc UTF-8 -l 1 %s - | head -5", pdf, pdf), 0);
        const char *named = strstr(text_get(&out), rows[i].title);
        assert_true(named && strstr(named + 1, rows[i].title));
        assert_null(strstr(text_get(&out), rows[i].other));
        text_drop(&out);
    }
}

static void a_figure_alone_is_told_in_the_language_asked_for(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out,
                         "%s figure roofline %s --lang zh -o %s/f.pdf && pdftotext -enc UTF-8 %s/f.pdf -",
                         program(), SPEC, private_folder(), private_folder()),
                     0);
    assert_non_null(strstr(text_get(&out), "快慢取决于显存"));
    text_clear(&out);
    assert_int_equal(
        run(&out, "%s figure roofline %s --lang fr -o %s/f.pdf 2>&1", program(), SPEC, private_folder()), 2);
    assert_non_null(strstr(text_get(&out), "en or zh"));
    text_drop(&out);
}

static void the_terminal_stays_english(void **state) {
    (void)state;
    struct text english = {0}, chinese = {0};
    char spec[1024];
    snprintf(spec, sizeof spec, "%s",
             private_file("zh.yaml",
                          "title: t\nmodel: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 2}\n"
                          "report: {language: zh}\n"));
    assert_int_equal(run(&chinese, "%s table latency %s", program(), spec), 0);
    assert_non_null(strstr(text_get(&chinese), "Latency of one decoding step"));
    assert_int_equal(run(&english, "%s report --lang en %s -o %s/e.pdf && pdftotext %s/e.pdf -", program(),
                         spec, private_folder(), private_folder()),
                     0);
    assert_non_null(strstr(text_get(&english), "Latency of one decoding step"));
    text_drop(&english);
    text_drop(&chinese);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates_say_the_same_in_both_languages),
        cmocka_unit_test(a_template_without_translation_is_a_diagnostic),
        cmocka_unit_test(the_text_can_be_searched),
        cmocka_unit_test(every_font_is_embedded_and_cut),
        cmocka_unit_test(no_line_begins_or_ends_with_the_wrong_punctuation),
        cmocka_unit_test(a_report_stays_small),
        cmocka_unit_test(a_chinese_title_and_model_work_in_an_english_report),
        cmocka_unit_test(a_chinese_report_has_the_chinese_title),
        cmocka_unit_test(a_figure_alone_is_told_in_the_language_asked_for),
        cmocka_unit_test(the_terminal_stays_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
