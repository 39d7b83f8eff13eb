/* See results.h. */
#include "results.h"

#include "../base/text.h"

#include <string.h>

enum { KEYS = 1024 }; /* a power of two; keys past these are made anew */

struct reading {
    struct arena *arena;
    const char *at, *end;
    struct text words; /* of the string at hand */
    const struct node *keys[KEYS];
    size_t n_values;
    const char *fault;
};

static bool fault(struct reading *r, const char *what) {
    if (!r->fault)
        r->fault = what;
    return false;
}

static void skip_white(struct reading *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

static bool skip(struct reading *r, char c) {
    skip_white(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

/* ---- strings --------------------------------------------------------------------------------------------
 */

static bool hexadecimal(struct reading *r, uint32_t *out) {
    *out = 0;
    for (int i = 0; i < 4; i++, r->at++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = r->at < r->end && *r->at ? strchr(digits, *r->at) : NULL;
        if (!digit)
            return false;
        *out = *out << 4 | (uint32_t)((digit - digits) & 0xF);
    }
    return true;
}

/* What follows a backslash. */
static bool read_escape(struct reading *r) {
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *known = r->at < r->end && *r->at ? strchr(letters, *r->at) : NULL;
    uint32_t code, low;
    if (known) {
        r->at++;
        text_char(&r->words, meant[known - letters]);
        return true;
    }
    if (r->at == r->end || *r->at++ != 'u' || !hexadecimal(r, &code) || !code)
        return false;
    if (code >= 0xD800 && code < 0xDC00) {
        if (r->end - r->at < 2 || *r->at++ != '\\' || *r->at++ != 'u' || !hexadecimal(r, &low) ||
            low < 0xDC00 || low > 0xDFFF)
            return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low & 0x3FF);
    } else if (code >= 0xDC00 && code < 0xE000) {
        return false;
    }
    text_codepoint(&r->words, code);
    return true;
}

/* Behind the opening quote, into r->words. */
static bool read_string(struct reading *r) {
    text_clear(&r->words);
    while (r->at < r->end && *r->at != '"') {
        const char *from = r->at;
        while (r->at < r->end && *r->at != '"' && *r->at != '\\' && (unsigned char)*r->at >= ' ')
            r->at++;
        text_bytes(&r->words, from, (size_t)(r->at - from));
        if (r->at < r->end && *r->at == '\\') {
            r->at++;
            if (!read_escape(r))
                return fault(r, "a string is damaged");
        } else if (r->at < r->end && *r->at != '"') {
            return fault(r, "a string is damaged");
        }
    }
    if (r->at == r->end)
        return fault(r, "it ends within a string");
    r->at++;
    return true;
}

static const struct node *key_of(struct reading *r) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < r->words.length; i++)
        hash = (hash ^ (unsigned char)r->words.bytes[i]) * 16777619u;
    const struct node **place = &r->keys[hash % KEYS];
    if (*place && !strcmp((*place)->text, text_get(&r->words)))
        return *place;
    struct node *key = arena_alloc(r->arena, sizeof *key);
    *key = (struct node){.kind = NODE_SCALAR,
                         .quoted = true,
                         .text = arena_copy(r->arena, text_get(&r->words), r->words.length),
                         .length = r->words.length};
    return *place = key;
}

/* ---- values ---------------------------------------------------------------------------------------------
 */

static struct node *read_value(struct reading *r, int depth);

static bool read_object(struct reading *r, struct node *node, int depth) {
    struct node_pair *pairs = NULL;
    size_t capacity = 0;
    node->kind = NODE_MAPPING;
    if (skip(r, '}'))
        return true;
    do {
        if (!skip(r, '"') || !read_string(r) || r->words.length > RESULTS_LONGEST_KEY)
            return fault(r, "a key is wanting, or too long");
        const struct node *key = key_of(r);
        if (!skip(r, ':'))
            return fault(r, "a colon is wanting");
        const struct node *value = read_value(r, depth + 1);
        if (!value)
            return false;
        pairs = arena_grow(r->arena, pairs, node->n_pairs, &capacity, sizeof *pairs);
        pairs[node->n_pairs++] = (struct node_pair){key, value};
    } while (skip(r, ','));
    node->pairs = pairs;
    return skip(r, '}') || fault(r, "an object is not closed");
}

static bool read_array(struct reading *r, struct node *node, int depth) {
    const struct node **items = NULL;
    size_t capacity = 0;
    node->kind = NODE_SEQUENCE;
    if (skip(r, ']'))
        return true;
    do {
        const struct node *item = read_value(r, depth + 1);
        if (!item)
            return false;
        items = arena_grow(r->arena, items, node->n_items, &capacity, sizeof *items);
        items[node->n_items++] = item;
    } while (skip(r, ','));
    node->items = items;
    return skip(r, ']') || fault(r, "a list is not closed");
}

static bool digits(struct reading *r) {
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return r->at > from;
}

/* A number, true, false or null. */
static bool read_plain(struct reading *r, struct node *node) {
    static const char *const words[] = {"true", "false", "null"};
    const char *from = r->at;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(r->end - r->at) < length || memcmp(r->at, words[i], length) != 0)
            continue;
        r->at += length;
        node->kind = *words[i] == 'n' ? NODE_NULL : NODE_SCALAR;
        node->text = *words[i] == 'n' ? "" : words[i];
        node->length = strlen(node->text);
        return true;
    }
    if (*r->at == '-')
        r->at++;
    if (!digits(r))
        return fault(r, "there is no value");
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        if (!digits(r))
            return fault(r, "a number is damaged");
    }
    if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
            r->at++;
        if (!digits(r))
            return fault(r, "a number is damaged");
    }
    node->kind = NODE_SCALAR;
    node->length = (size_t)(r->at - from);
    node->text = arena_copy(r->arena, from, node->length);
    return true;
}

static struct node *read_value(struct reading *r, int depth) {
    skip_white(r);
    if (r->at == r->end || depth > RESULTS_MOST_DEPTH || ++r->n_values > RESULTS_MOST_VALUES) {
        fault(r, r->at == r->end ? "it ends too soon"
                                 : "it is nested deeper, or has more values, than the limit");
        return NULL;
    }
    struct node *node = arena_alloc(r->arena, sizeof *node);
    node->text = "";
    if (skip(r, '{'))
        return read_object(r, node, depth) ? node : NULL;
    if (skip(r, '['))
        return read_array(r, node, depth) ? node : NULL;
    if (!skip(r, '"'))
        return read_plain(r, node) ? node : NULL;
    if (!read_string(r))
        return NULL;
    node->kind = NODE_SCALAR;
    node->quoted = true;
    node->text = arena_copy(r->arena, text_get(&r->words), r->words.length);
    node->length = r->words.length;
    return node;
}

const struct node *results_read(struct arena *arena, const struct source *source, struct diags *diags) {
    struct reading *r = arena_alloc(arena, sizeof *r);
    struct node *top = NULL;
    *r = (struct reading){.arena = arena, .at = source->text, .end = source->text + source->length};
    if (utf8_check(source->text, source->length) != source->length)
        fault(r, "it is not in UTF-8");
    else
        top = read_value(r, 0);
    skip_white(r);
    if (top && top->kind != NODE_MAPPING)
        fault(r, "it is no object");
    else if (top && r->at != r->end)
        fault(r, "something follows its end");
    text_drop(&r->words);
    if (top && !r->fault) {
        top->mark = mark_at(source, 0);
        return top;
    }
    diag_add(diags, DIAG_ERROR, mark_at(source, (size_t)(r->at - source->text)), NULL,
             "these results cannot be read: %s", r->fault);
    return NULL;
}
