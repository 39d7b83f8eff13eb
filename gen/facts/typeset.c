/* See typeset.h. */
#include "typeset.h"

#include "number.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define APOSTROPHE "\xE2\x80\x99"

/* How far the word at `at` goes: a unit ends before a space or a mark that ends a part of the sentence. */
static size_t word_length(const char *at) {
    return strcspn(at, " ,;.:)");
}

/* The unit at `at`, as printed; its length in the source in `*length`. NULL: no unit. */
static const char *unit_at(const char *at, size_t *length) {
    *length = word_length(at);
    if (*length == 2 && !strncmp(at, "us", 2))
        return "\xC2\xB5s";
    return number_unit(at, *length);
}

const char *typeset_words(struct arena *arena, const char *words) {
    struct text out = {0};
    if (!words)
        return NULL;
    for (const char *at = words; *at; at++) {
        char before = at > words ? at[-1] : ' ';
        size_t length;
        const char *unit;
        if (*at == '\'' && isalnum((unsigned char)before)) {
            text_string(&out, APOSTROPHE);
        } else if (*at == '-' && before == ' ' && at[1] == ' ' && isdigit((unsigned char)at[2])) {
            text_string(&out, MINUS);
        } else if (*at == ' ' && isdigit((unsigned char)before) && (unit = unit_at(at + 1, &length))) {
            text_string(&out, THIN_SPACE);
            text_string(&out, unit);
            at += length;
        } else {
            text_char(&out, *at);
        }
    }
    return text_keep(arena, &out);
}

/* "8192" with its thousands apart. */
static void grouped(struct text *out, const char *digits, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            text_char(out, ',');
        text_char(out, digits[i]);
    }
}

/* One number with its unit, or a word. */
static void one_value(struct text *out, const char *value) {
    size_t whole = strspn(value, "0123456789"), fraction = value[whole] == '.' ? 1 : 0;
    fraction += fraction ? strspn(value + whole + 1, "0123456789") : 0;
    const char *end = value + whole + fraction;
    if (whole && (*end == 'e' || *end == 'E')) {
        char *behind;
        double number = strtod(value, &behind);
        number_print(out, number, number < 1e15 && number == (double)(int64_t)number ? 0 : DIGITS_4);
        end = behind;
    } else if (whole && (!*end || *end == ' ')) {
        grouped(out, value, whole);
        text_bytes(out, value + whole, fraction);
    } else {
        end = value;
    }
    text_string(out, end);
}

/* The first of the marks between values of a list or factors of a shape. */
static const char *next_mark(const char *value, size_t *length) {
    static const char *const marks[] = {" \xC2\xB7 ", " \xC3\x97 "};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *found = strstr(value, marks[i]);
        if (found && (!first || found < first))
            first = found;
    }
    *length = strlen(marks[0]);
    return first;
}

const char *typeset_value(struct arena *arena, const char *value) {
    struct text out = {0};
    size_t length;
    for (const char *mark; (mark = next_mark(value, &length)); value = mark + length) {
        one_value(&out, arena_copy(arena, value, (size_t)(mark - value)));
        text_bytes(&out, mark, length);
    }
    one_value(&out, value);
    const char *kept = typeset_words(arena, text_get(&out));
    text_drop(&out);
    return kept;
}
