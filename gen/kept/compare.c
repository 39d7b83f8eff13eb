/* See compare.h. */
#include "compare.h"

#include "../base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct comparing {
    struct arena *arena;
    struct changes *out;
};

/* ---- what a path is -------------------------------------------------------------------------------------
 */

/* The first that a path begins with decides; all else is a figure. */
static const struct {
    const char *prefix;
    enum change_kind kind;
} kinds[] = {
    {"version", CHANGE_TOOL},
    {"commit", CHANGE_TOOL},
    {"formula_set", CHANGE_TOOL},
    {"report.", CHANGE_TOOL},
    {"spec.sha256_short", CHANGE_TOOL}, /* said whole as spec_sha256 */
    {"spec.", CHANGE_INPUT},
    {"spec_sha256", CHANGE_INPUT},
    {"inputs.", CHANGE_INPUT},
    {"measurements.floor_", CHANGE_FIGURE},
    {"measurements.share", CHANGE_FIGURE},
    {"measurements.calibrated_", CHANGE_FIGURE},
    {"measurements.", CHANGE_INPUT},
    {"precision.", CHANGE_INPUT},
    {"method", CHANGE_INPUT},
    {"workload.contexts", CHANGE_INPUT},
    {"workload.batch_sizes", CHANGE_INPUT},
    {"workload.prompt_tokens", CHANGE_INPUT},
    {"workload.output_tokens", CHANGE_INPUT},
    {"model.name", CHANGE_INPUT},
    {"model.source", CHANGE_INPUT},
    {"cluster.accelerator", CHANGE_INPUT},
};

static enum change_kind kind_of(const char *path) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strncmp(path, kinds[i].prefix, strlen(kinds[i].prefix)))
            return kinds[i].kind;
    return CHANGE_FIGURE;
}

/* What tells of other values in the words of a language: two reports in two languages do not differ. */
static bool is_told_again(const char *path) {
    static const char *const words[] = {"known.", "model.params.words", "capacity.heads_words",
                                        "spec.warnings", "calibration.extrapolates"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strncmp(path, words[i], strlen(words[i])))
            return true;
    return false;
}

/* ---- values ---------------------------------------------------------------------------------------------
 */

static bool number_of(const struct node *node, double *out) {
    if (!node || node->kind != NODE_SCALAR || node->quoted || !node->text || !node->length)
        return false;
    char *end;
    *out = strtod(node->text, &end); /* JSON's numbers; the locale is the program's own, "C" */
    return !*end && isfinite(*out);
}

static const char *words_of(const struct node *node) {
    return !node || node->kind == NODE_NULL ? NULL : node->kind == NODE_SCALAR ? node->text : "…";
}

static void add(struct comparing *c, const char *path, const char *row, const struct node *before,
                const struct node *after) {
    struct change change = {.kind = kind_of(path),
                            .path = path,
                            .row = row,
                            .before = words_of(before),
                            .after = words_of(after)};
    double a, b;
    if ((!change.before && !change.after) || is_told_again(path))
        return;
    if (change.before && change.after && !strcmp(change.before, change.after))
        return;
    bool was = number_of(before, &a), is = number_of(after, &b);
    change.number = (was || !change.before) && (is || !change.after);
    if (was && is) {
        change.numeric = true;
        change.relative = a == 0 ? (double)INFINITY : b / a - 1;
    }
    if (c->out->n == MOST_CHANGES) {
        c->out->left_out++;
        return;
    }
    c->out->items = arena_grow(c->arena, c->out->items, c->out->n, &c->out->capacity, sizeof *c->out->items);
    c->out->items[c->out->n++] = change;
}

/* ---- rows -----------------------------------------------------------------------------------------------
 */

/* What a row is a row of: these of its members, where it has them. */
static const char *const naming[] = {"phase", "quantity", "label",         "metric", "name",
                                     "batch", "context",  "prompt_tokens", "tokens"};

static const char *name_of_row(struct comparing *c, const struct node *row) {
    struct text words = {0};
    for (size_t i = 0; i < sizeof naming / sizeof *naming; i++) {
        const struct node *value = node_find(row, naming[i]);
        if (!value || value->kind != NODE_SCALAR)
            continue;
        bool said = value->quoted; /* a name speaks for itself */
        text_printf(&words, "%s%s%s%s", words.length ? ", " : "", said ? "" : naming[i], said ? "" : " ",
                    value->text);
    }
    return text_keep(c->arena, &words);
}

static bool is_naming(const char *key) {
    for (size_t i = 0; i < sizeof naming / sizeof *naming; i++)
        if (!strcmp(naming[i], key))
            return true;
    return false;
}

static void compare_row(struct comparing *c, const char *path, const char *row, const struct node *before,
                        const struct node *after) {
    const struct node *all = before ? before : after;
    bool input = !strcmp(path, "inputs"); /* its rows are named by the quantity, and it is known as that */
    for (size_t i = 0; all->kind == NODE_MAPPING && i < all->n_pairs; i++) {
        const char *key = all->pairs[i].key->text;
        const char *where = input ? arena_printf(c->arena, "inputs.%s.%s", row, key)
                                  : arena_printf(c->arena, "%s.%s", path, key);
        if (!is_naming(key))
            add(c, where, input ? NULL : row, node_find(before, key), node_find(after, key));
    }
}

/* The rows of one side by their names: a long table is searched for every row of the other. */
struct named {
    const char *name;
    size_t at;    /* among the rows */
    size_t taken; /* of the first of a name: how many of that name were found already */
};

static int by_name(const void *a, const void *b) {
    const struct named *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The first row of a name that was not found before; NULL: none. */
static struct named *take_named(struct named *rows, size_t n, const char *name) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(rows[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n || strcmp(rows[low].name, name) != 0)
        return NULL;
    size_t at = low + rows[low].taken;
    if (at >= n || strcmp(rows[at].name, name) != 0)
        return NULL;
    rows[low].taken++;
    return &rows[at];
}

static void compare_rows(struct comparing *c, const char *path, const struct node *before,
                         const struct node *after) {
    struct named *rows = arena_array(c->arena, after->n_items, sizeof *rows);
    bool *met = arena_array(c->arena, after->n_items, sizeof *met);
    for (size_t i = 0; i < after->n_items; i++)
        rows[i] = (struct named){.name = name_of_row(c, after->items[i]), .at = i};
    if (after->n_items)
        qsort(rows, after->n_items, sizeof *rows, by_name);
    for (size_t i = 0; i < before->n_items; i++) {
        const char *row = name_of_row(c, before->items[i]);
        const struct named *found = take_named(rows, after->n_items, row);
        if (found)
            met[found->at] = true;
        compare_row(c, path, row, before->items[i], found ? after->items[found->at] : NULL);
    }
    for (size_t i = 0; i < after->n_items; i++)
        if (!met[i])
            compare_row(c, path, name_of_row(c, after->items[i]), NULL, after->items[i]);
}

/* ---- all of it ------------------------------------------------------------------------------------------
 */

static void compare_nodes(struct comparing *c, const char *path, const struct node *before,
                          const struct node *after);

static void compare_members(struct comparing *c, const char *path, const struct node *before,
                            const struct node *after) {
    const struct node *sides[] = {before, after};
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < sides[side]->n_pairs; i++) {
            const char *key = sides[side]->pairs[i].key->text;
            if (side && node_find(before, key))
                continue;
            compare_nodes(c, *path ? arena_printf(c->arena, "%s.%s", path, key) : key, node_find(before, key),
                          node_find(after, key));
        }
}

static void compare_nodes(struct comparing *c, const char *path, const struct node *before,
                          const struct node *after) {
    static const struct node empty_list = {.kind = NODE_SEQUENCE}, empty_mapping = {.kind = NODE_MAPPING};
    enum node_kind kind = before && before->kind != NODE_NULL ? before->kind
                          : after                             ? after->kind
                                                              : NODE_NULL;
    const struct node *empty = kind == NODE_SEQUENCE ? &empty_list : &empty_mapping;
    const struct node *a = before && before->kind == kind ? before : empty,
                      *b = after && after->kind == kind ? after : empty;
    if (kind == NODE_SEQUENCE)
        compare_rows(c, path, a, b);
    else if (kind == NODE_MAPPING)
        compare_members(c, path, a, b);
    else
        add(c, path, NULL, before, after);
}

static int by_words(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What an input with its source tells ("inputs.cluster.count.value") is not told again by the quantity of its
 * name. */
static void drop_repeated(struct comparing *c) {
    struct changes *changes = c->out;
    static const char from[] = "inputs.", value[] = ".value";
    const char **told = arena_array(c->arena, changes->n, sizeof *told);
    size_t n_told = 0, kept = 0;
    for (size_t i = 0; i < changes->n; i++) {
        const char *path = changes->items[i].path;
        const char *name = !strncmp(path, from, strlen(from)) ? path + strlen(from) : "";
        if (ends_in(name, value))
            told[n_told++] = arena_copy(c->arena, name, strlen(name) - strlen(value));
    }
    if (n_told)
        qsort(told, n_told, sizeof *told, by_words);
    for (size_t i = 0; i < changes->n; i++)
        if (!n_told || !bsearch(&changes->items[i].path, told, n_told, sizeof *told, by_words))
            changes->items[kept++] = changes->items[i];
    changes->n = kept;
}

void compare_results(struct arena *arena, const struct node *before, const struct node *after,
                     struct changes *out) {
    struct comparing c = {arena, out};
    *out = (struct changes){0};
    compare_nodes(&c, "", before, after);
    drop_repeated(&c);
}

size_t compare_count(const struct changes *changes, enum change_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < changes->n; i++)
        count += changes->items[i].kind == kind;
    return count;
}
