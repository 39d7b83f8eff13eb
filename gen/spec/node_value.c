/* Nodes as values: look-up by key, numbers, truth values and texts. See node.h. */
#include "node.h"

#include "../base/units.h"
#include "node_text.h"

#include <assert.h>
#include <string.h>

const char *node_kind_name(enum node_kind kind) {
    static const char *const names[NODE_KIND_COUNT] = {
        [NODE_NULL] = "empty",        [NODE_SCALAR] = "a single value", [NODE_SEQUENCE] = "a list",
        [NODE_MAPPING] = "a mapping", [NODE_FAULTY] = "faulty",
    };
    assert(kind < NODE_KIND_COUNT);
    return names[kind];
}

const struct node *node_find(const struct node *mapping, const char *key) {
    if (!mapping || mapping->kind != NODE_MAPPING)
        return NULL;
    for (size_t i = 0; i < mapping->n_pairs; i++)
        if (mapping->pairs[i].key->kind == NODE_SCALAR && !strcmp(mapping->pairs[i].key->text, key))
            return mapping->pairs[i].value;
    return NULL;
}

struct mark node_place(const struct node *mapping, const char *key) {
    const struct node *value = node_find(mapping, key);
    if (value)
        return value->mark;
    return mapping ? mapping->mark : (struct mark){0};
}

const char *node_words(struct arena *arena, const struct node *mapping, const char *key,
                       const char *otherwise) {
    const struct node *value = node_find(mapping, key);
    return value && value->kind == NODE_SCALAR ? node_text_line(arena, value->text) : otherwise;
}

void node_complain(const struct node *node, const char *what, const char *expected, const char *hint,
                   struct diags *diags) {
    if (!node)
        diag_add(diags, DIAG_ERROR, (struct mark){0}, hint, "`%s` is missing", what);
    else if (node->kind == NODE_SCALAR)
        diag_add(diags, DIAG_ERROR, node->mark, hint, "`%s` must be %s, but is `%.60s`", what, expected,
                 node->text);
    else if (node->kind != NODE_FAULTY)
        diag_add(diags, DIAG_ERROR, node->mark, hint, "`%s` must be %s, but is %s", what, expected,
                 node_kind_name(node->kind));
}

static bool is_blank(const struct node *node) {
    return node->text[strspn(node->text, " \t\r\n")] == '\0';
}

/* Whether it would be a number or a truth without its quotes. */
static bool is_quoted_value(const struct node *node) {
    return strchr("0123456789+-.", node->text[0]) || !strcmp(node->text, "true") ||
           !strcmp(node->text, "false");
}

const char *node_unquote(const struct node *node) {
    return node && node->kind == NODE_SCALAR && node->quoted && !is_blank(node) && is_quoted_value(node)
               ? "leave the quotes out"
               : NULL;
}

static bool is_plain(const struct node *node) {
    return node && node->kind == NODE_SCALAR && !node->quoted;
}

bool node_int64(const struct node *node, const char *what, int64_t *out, struct diags *diags) {
    if (!is_plain(node)) {
        node_complain(node, what, "a whole number", node_unquote(node), diags);
        return false;
    }
    struct arena *arena = arena_new();
    struct unit_fault fault;
    bool sound = count_read(arena, node->text, out, &fault);
    if (!sound)
        diag_add(diags, DIAG_ERROR, node->mark, fault.hint, "`%s`: %s", what, fault.what);
    arena_drop(arena);
    return sound;
}

bool node_bool(const struct node *node, const char *what, bool *out, struct diags *diags) {
    bool yes = is_plain(node) && !strcmp(node->text, "true");
    if (!yes && !(is_plain(node) && !strcmp(node->text, "false"))) {
        node_complain(node, what, "true or false", node_unquote(node), diags);
        return false;
    }
    *out = yes;
    return true;
}

const char *node_string(const struct node *node, const char *what, struct diags *diags) {
    if (!node || node->kind != NODE_SCALAR) {
        node_complain(node, what, "a text", NULL, diags);
        return NULL;
    }
    if (!is_blank(node))
        return node->text;
    diag_add(diags, DIAG_ERROR, node->mark, NULL, "`%s` may not be empty", what);
    return NULL;
}
