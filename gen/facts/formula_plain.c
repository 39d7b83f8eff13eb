/* A formula as one line of text: for cells and terminals (declared in formula.h). Knows the part of math.h's
 * notation that formula.c uses; anything else stays as it is. */
#include "formula.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static const struct {
    const char *command, *words;
} plain[] = {{"\\cdot", "\xC2\xB7"},
             {"\\pi", "\xCF\x80"},
             {"\\beta", "\xCE\xB2"},
             {"\\alpha", "\xCE\xB1"},
             {"\\eta", "\xCE\xB7"},
             {"\\phi", "\xCF\x86"},
             {"\\sum", "\xE2\x88\x91"},
             {"\\lfloor", "\xE2\x8C\x8A"},
             {"\\rfloor", "\xE2\x8C\x8B"},
             {"\\left", ""},
             {"\\right", ""},
             {"\\max", "max"},
             {"\\min", "min"}};

/* The group at `at` (its brace), and where it ends. */
static const char *group_end(const char *at) {
    int depth = 0;
    for (;; at++) {
        assert(*at && "braces of our own formulas close");
        depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
        if (!depth)
            return at;
    }
}

static void put(struct text *out, const char *from, const char *to);

/* A numerator in brackets where it is a sum, a denominator where it is more than one term. */
static void put_term(struct text *out, const char *from, const char *to, bool denominator) {
    struct text inside = {0};
    put(&inside, from, to);
    const char *words = text_get(&inside);
    size_t length = inside.length;
    while (length && words[length - 1] == ' ')
        length--;
    bool sum = strstr(words, " + ") || strstr(words, " \xE2\x88\x92 ");
    bool many = denominator ? memchr(words, ' ', length) != NULL : sum && !strstr(words, "( ");
    text_string(out, many ? "(" : "");
    text_bytes(out, words, length);
    text_string(out, many ? ")" : "");
    text_drop(&inside);
}

static const char *put_command(struct text *out, const char *at) {
    if (!strncmp(at, "\\frac", 5)) {
        const char *first = strchr(at, '{'), *first_end = group_end(first);
        const char *second = strchr(first_end, '{'), *second_end = group_end(second);
        put_term(out, first + 1, first_end, false);
        text_string(out, " / ");
        put_term(out, second + 1, second_end, true);
        return second_end + 1;
    }
    if (!strncmp(at, "\\text{", 6)) {
        const char *end = group_end(at + 5);
        text_bytes(out, at + 6, (size_t)(end - at - 6));
        return end + 1;
    }
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        size_t length = strlen(plain[i].command);
        if (!strncmp(at, plain[i].command, length) && !isalpha((unsigned char)at[length])) {
            text_string(out, plain[i].words);
            return at + length;
        }
    }
    text_char(out, *at); /* LCOV_EXCL_LINE: the table above has every command of formula.c */
    return at + 1;       /* LCOV_EXCL_LINE */
}

static void put(struct text *out, const char *from, const char *to) {
    for (const char *at = from; at < to;) {
        bool space = *at == ' ';
        if (*at == '\\') {
            at = put_command(out, at);
        } else if (at[0] == '^' && at[1] == '2') {
            while (out->length && text_get(out)[out->length - 1] == ' ')
                out->length--; /* "d ^2" */
            text_string(out, "\xC2\xB2");
            at += 2;
        } else if (*at == '-') {
            text_string(out, "\xE2\x88\x92");
            at++;
        } else if (*at == '{' || *at == '}') {
            at++;
        } else if (space && (!out->length || text_get(out)[out->length - 1] == ' ' ||
                             text_get(out)[out->length - 1] == '(' || at[1] == ')')) {
            at++;
        } else {
            text_char(out, *at++);
        }
    }
}

const char *formula_plain(struct arena *arena, const char *formula) {
    struct text out = {0};
    put(&out, formula, formula + strlen(formula));
    return text_keep(arena, &out);
}
