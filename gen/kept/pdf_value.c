/* See pdf_value.h. */
#include "pdf_value.h"

#include "../base/text.h"

#include <string.h>

static bool is_white(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_regular(char c) {
    return !is_white(c) && !strchr("()<>[]{}/%", c);
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

void pdf_skip_white(struct pdf_cursor *c) {
    while (c->at < c->end) {
        if (*c->at == '%')
            while (c->at < c->end && *c->at != '\n' && *c->at != '\r')
                c->at++;
        else if (is_white(*c->at))
            c->at++;
        else
            return;
    }
}

bool pdf_skip_word(struct pdf_cursor *c, const char *word) {
    size_t length = strlen(word);
    pdf_skip_white(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
        return false;
    if (c->at + length < c->end && is_regular(word[length - 1]) && is_regular(c->at[length]))
        return false;
    c->at += length;
    return true;
}

bool pdf_read_integer(struct pdf_cursor *c, int64_t *out) {
    enum { MOST_DIGITS = 15 };
    pdf_skip_white(c);
    const char *at = c->at;
    int64_t value = 0, sign = 1;
    int digits = 0;
    if (at < c->end && (*at == '-' || *at == '+'))
        sign = *at++ == '-' ? -1 : 1;
    for (; at < c->end && *at >= '0' && *at <= '9'; at++) {
        if (++digits > MOST_DIGITS)
            return false;
        value = value * 10 + (*at - '0');
    }
    if (!digits || (at < c->end && is_regular(*at)))
        return false;
    c->at = at;
    *out = sign * value;
    return true;
}

/* ---- the kinds ------------------------------------------------------------------------------------------
 */

static bool keep(struct pdf_cursor *c, struct text *bytes, struct pdf_value *out) {
    out->bytes = arena_copy(c->arena, text_get(bytes), bytes->length);
    out->length = bytes->length;
    text_drop(bytes);
    return true;
}

static bool read_name(struct pdf_cursor *c, struct pdf_value *out) {
    struct text bytes = {0};
    out->kind = PDF_NAME;
    for (c->at++; c->at < c->end && is_regular(*c->at); c->at++) {
        int high = -1, low = -1;
        if (*c->at == '#' && c->end - c->at > 2) {
            high = hex_digit(c->at[1]);
            low = hex_digit(c->at[2]);
        }
        if (high >= 0 && low >= 0)
            text_char(&bytes, (char)(high << 4 | low)), c->at += 2;
        else
            text_char(&bytes, *c->at);
        if (bytes.length > PDF_LONGEST_NAME || memchr(bytes.bytes, '\0', bytes.length)) {
            text_drop(&bytes);
            return false;
        }
    }
    return keep(c, &bytes, out);
}

static bool read_hexadecimal(struct pdf_cursor *c, struct pdf_value *out) {
    struct text bytes = {0};
    int digits = 0, byte = 0;
    out->kind = PDF_STRING;
    for (c->at++; c->at < c->end && *c->at != '>'; c->at++) {
        int digit = hex_digit(*c->at);
        if (digit < 0 && !is_white(*c->at))
            break;
        if (digit < 0)
            continue;
        byte = (byte & 0xF) << 4 | digit;
        if (++digits % 2 == 0)
            text_char(&bytes, (char)(byte & 0xFF));
    }
    if (digits % 2)
        text_char(&bytes, (char)(byte << 4 & 0xFF));
    if (c->at >= c->end || *c->at != '>') {
        text_drop(&bytes);
        return false;
    }
    c->at++;
    return keep(c, &bytes, out);
}

/* What follows a backslash; an end of line after one is left out. */
static void read_escape(struct pdf_cursor *c, struct text *bytes) {
    static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
    char letter = *c->at++;
    const char *known = letter ? strchr(letters, letter) : NULL;
    if (known) {
        text_char(bytes, meant[known - letters]);
    } else if (letter >= '0' && letter <= '7') {
        int value = letter - '0';
        for (int i = 0; i < 2 && c->at < c->end && *c->at >= '0' && *c->at <= '7'; i++)
            value = value << 3 | (*c->at++ - '0');
        text_char(bytes, (char)(value & 0xFF));
    } else if (letter == '\r') {
        if (c->at < c->end && *c->at == '\n')
            c->at++;
    } else if (letter != '\n') {
        text_char(bytes, letter);
    }
}

static bool read_string(struct pdf_cursor *c, struct pdf_value *out) {
    struct text bytes = {0};
    size_t open = 1;
    out->kind = PDF_STRING;
    for (c->at++; c->at < c->end;) {
        char byte = *c->at++;
        if (byte == '\\' && c->at < c->end) {
            read_escape(c, &bytes);
            continue;
        }
        open += byte == '(';
        open -= byte == ')';
        if (!open)
            return keep(c, &bytes, out);
        text_char(&bytes, byte);
    }
    text_drop(&bytes);
    return false;
}

static bool read_at(struct pdf_cursor *c, struct pdf_value *out, int depth);

/* Values up to `close`, in a row. */
static bool read_items(struct pdf_cursor *c, const char *close, struct pdf_value *out, int depth) {
    struct pdf_value *items = NULL;
    size_t n = 0, capacity = 0;
    while (!pdf_skip_word(c, close)) {
        struct pdf_value item = {0};
        if (!read_at(c, &item, depth + 1))
            return false;
        items = arena_grow(c->arena, items, n, &capacity, sizeof *items);
        items[n++] = item;
    }
    out->items = items;
    out->length = n;
    return true;
}

static bool read_dict(struct pdf_cursor *c, struct pdf_value *out, int depth) {
    c->at += 2;
    out->kind = PDF_DICT;
    if (!read_items(c, ">>", out, depth) || out->length % 2)
        return false;
    out->length /= 2;
    for (size_t i = 0; i < out->length; i++)
        if (out->items[2 * i].kind != PDF_NAME)
            return false;
    return true;
}

/* An integer, a reference ("12 0 R"), or a real, whose value nothing here needs. */
static bool read_number(struct pdf_cursor *c, struct pdf_value *out) {
    struct pdf_cursor ahead;
    int64_t generation;
    if (pdf_read_integer(c, &out->integer)) {
        out->kind = PDF_INTEGER;
        ahead = *c;
        if (out->integer >= 0 && pdf_read_integer(&ahead, &generation) && generation >= 0 &&
            pdf_skip_word(&ahead, "R")) {
            out->kind = PDF_REF;
            *c = ahead;
        }
        return true;
    }
    const char *start = c->at;
    while (c->at < c->end && strchr("+-.0123456789", *c->at) && *c->at)
        c->at++;
    out->kind = PDF_REAL;
    return c->at > start;
}

static bool read_at(struct pdf_cursor *c, struct pdf_value *out, int depth) {
    pdf_skip_white(c);
    *out = (struct pdf_value){.kind = PDF_NULL};
    if (depth > PDF_MOST_DEPTH || ++*c->values > PDF_MOST_VALUES || c->at >= c->end)
        return false;
    bool two = c->end - c->at > 1 && c->at[1] == c->at[0];
    switch (*c->at) {
    case '/':
        return read_name(c, out);
    case '(':
        return read_string(c, out);
    case '<':
        return two ? read_dict(c, out, depth) : read_hexadecimal(c, out);
    case '[':
        c->at++;
        out->kind = PDF_ARRAY;
        return read_items(c, "]", out, depth);
    default:
        break;
    }
    if (pdf_skip_word(c, "null"))
        return true;
    out->kind = PDF_TRUTH;
    out->integer = pdf_skip_word(c, "true");
    if (out->integer || pdf_skip_word(c, "false"))
        return true;
    return read_number(c, out);
}

bool pdf_value_read(struct pdf_cursor *cursor, struct pdf_value *out) {
    return read_at(cursor, out, 0);
}

const struct pdf_value *pdf_find(const struct pdf_value *dict, const char *key) {
    if (!dict || dict->kind != PDF_DICT)
        return NULL;
    for (size_t i = 0; i < dict->length; i++)
        if (!strcmp(dict->items[2 * i].bytes, key))
            return &dict->items[2 * i + 1];
    return NULL;
}

bool pdf_is_name(const struct pdf_value *value, const char *name) {
    return value && value->kind == PDF_NAME && !strcmp(value->bytes, name);
}
