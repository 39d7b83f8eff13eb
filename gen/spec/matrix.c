/* See matrix.h. */
#include "matrix.h"

#include "catalogue.h"
#include "path.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_LABEL = 48 };

static const char *const axes[MATRIX_AXES] = {
    [MATRIX_MODEL] = "model", [MATRIX_CLUSTER] = "cluster", [MATRIX_PRECISION] = "precision"};

bool matrix_is(const struct node *root) {
    return node_find(root, "matrix") != NULL;
}

/* ---- labels ---------------------------------------------------------------------------------------------
 */

/* What may stand in a file's name, and no more of it than is good there. */
static const char *plain_label(struct arena *arena, const char *words) {
    char *label = arena_alloc(arena, LONGEST_LABEL + 1);
    size_t n = 0;
    for (const char *at = words; *at && n < LONGEST_LABEL; at++) {
        bool good = isalnum((unsigned char)*at) || (n > 0 && strchr("._+-", *at));
        if (good || (n > 0 && label[n - 1] != '-'))
            label[n++] = good ? *at : '-';
    }
    return n ? label : "x";
}

static const char *words_of(const struct node *mapping, const char *key) {
    const struct node *node = node_find(mapping, key);
    return node && node->kind == NODE_SCALAR ? node->text : NULL;
}

/* "llama-3.1-70b", of a name, a path or a mapping with a name. */
static const char *named(struct arena *arena, const struct node *node, const char *otherwise) {
    const char *words = node && node->kind == NODE_SCALAR ? node->text : words_of(node, "name");
    if (!words)
        return otherwise;
    return catalogue_is_path(words) ? path_stem(arena, words) : words;
}

static const char *model_label(struct arena *arena, const struct node *item) {
    return named(arena, item, "model");
}

static const char *cluster_label(struct arena *arena, const struct node *item) {
    const char *count = words_of(item, "count"), *tensor = words_of(item, "tensor_parallel");
    const char *name = named(arena, node_find(item, "accelerator"), "accelerator");
    return arena_printf(arena, "%sx%s%s%s", count ? count : "1", name, tensor ? "-tp" : "",
                        tensor ? tensor : "");
}

static const char *precision_label(struct arena *arena, const struct node *item) {
    if (item->kind == NODE_SCALAR)
        return item->text;
    const char *weights = words_of(item, "weights"), *cache = words_of(item, "kv_cache");
    return arena_printf(arena, "%s%s%s", weights ? weights : "default", cache ? "-kv-" : "",
                        cache ? cache : "");
}

static const char *(*const label_of[MATRIX_AXES])(struct arena *, const struct node *) = {
    [MATRIX_MODEL] = model_label,
    [MATRIX_CLUSTER] = cluster_label,
    [MATRIX_PRECISION] = precision_label,
};

/* ---- names that never collide ---------------------------------------------------------------------------
 */

struct numbered {
    const char *name;
    size_t place;
};

static int by_name(const void *a, const void *b) {
    const struct numbered *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* Where some are alike, all get their number behind them: then none can meet another, since no two have the
 * same number and a label with one ends in it. */
static void tell_apart(struct arena *arena, const char **names, size_t n) {
    struct numbered *sorted = arena_array(arena, n, sizeof *sorted);
    bool alike = false;
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct numbered){names[i], i};
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 1; i < n; i++)
        alike = alike || !strcmp(sorted[i - 1].name, sorted[i].name);
    for (size_t i = 0; i < n && alike; i++)
        names[i] = arena_printf(arena, "%s-%zu", names[i], i + 1);
}

/* Not yet told apart from others. */
static const char *plain_name(struct arena *arena, const struct matrix *matrix, const char *stem,
                              size_t cell) {
    const char *name = stem;
    for (int axis = 0; axis < MATRIX_AXES; axis++)
        if (matrix->n_items[axis])
            name = arena_printf(arena, "%s-%s", name,
                                matrix->labels[axis][matrix_item(matrix, cell, (enum matrix_axis)axis)]);
    return name;
}

void matrix_name(struct arena *arena, struct matrix *matrix, const char *stem) {
    const char **names = arena_array(arena, matrix->n_cells, sizeof *names);
    for (size_t cell = 0; cell < matrix->n_cells; cell++)
        names[cell] = plain_name(arena, matrix, stem, cell);
    tell_apart(arena, names, matrix->n_cells);
    matrix->names = names;
}

/* ---- reading --------------------------------------------------------------------------------------------
 */

static bool read_axis(struct arena *arena, const struct node *root, const struct node *list,
                      enum matrix_axis axis, struct diags *diags, struct matrix *out) {
    const char *key = axes[axis];
    if (list->kind != NODE_SEQUENCE) {
        node_complain(list, key, "a list", "its items are what the key would have alone: [...]", diags);
        return false;
    }
    if (!list->n_items || list->n_items > MATRIX_MOST_ITEMS) {
        diag_add(diags, DIAG_ERROR, list->mark, NULL,
                 list->n_items ? "the list of `%s` is longer than the limit of %d"
                               : "the list of `%s` is empty",
                 key, MATRIX_MOST_ITEMS);
        return false;
    }
    if (node_find(root, key)) {
        diag_add(diags, DIAG_ERROR, node_place(root, key), "keep one of them",
                 "`%s` stands here and in `matrix`", key);
        return false;
    }
    const char **labels = arena_array(arena, list->n_items, sizeof *labels);
    for (size_t i = 0; i < list->n_items; i++)
        labels[i] = plain_label(arena, label_of[axis](arena, list->items[i]));
    tell_apart(arena, labels, list->n_items);
    out->items[axis] = list->items;
    out->n_items[axis] = list->n_items;
    out->labels[axis] = labels;
    return true;
}

static bool read_key(struct arena *arena, const struct node *root, const struct node_pair *pair,
                     struct diags *diags, struct matrix *out) {
    for (int axis = 0; axis < MATRIX_AXES; axis++)
        if (!strcmp(pair->key->text, axes[axis]))
            return read_axis(arena, root, pair->value, (enum matrix_axis)axis, diags, out);
    const char *near = nearest_name(pair->key->text, axes, MATRIX_AXES);
    diag_add(diags, DIAG_ERROR, pair->key->mark,
             near ? arena_printf(arena, "did you mean `%s`?", near) : NULL,
             "`matrix` has no key `%.40s`: it takes lists of model, cluster and precision", pair->key->text);
    return false;
}

bool matrix_read(struct arena *arena, const struct node *root, struct diags *diags, struct matrix *out) {
    const struct node *node = node_find(root, "matrix");
    *out = (struct matrix){.root = root, .n_cells = 1};
    if (node->kind != NODE_MAPPING || !node->n_pairs) {
        node_complain(node, "matrix", "a mapping of lists: {model: [...], cluster: [...]}", NULL, diags);
        return false;
    }
    bool sound = true;
    for (size_t i = 0; i < node->n_pairs; i++)
        sound &= read_key(arena, root, &node->pairs[i], diags, out);
    for (int axis = 0; axis < MATRIX_AXES; axis++)
        out->n_cells *= out->n_items[axis] ? out->n_items[axis] : 1;
    if (sound && out->n_cells > MATRIX_MOST_CELLS) {
        diag_add(diags, DIAG_ERROR, node->mark, NULL, "%zu reports are more than the limit of %d",
                 out->n_cells, MATRIX_MOST_CELLS);
        sound = false;
    }
    return sound;
}

size_t matrix_find(struct arena *arena, struct matrix *matrix, const char *stem, const char *name,
                   size_t number) {
    if (number && number <= matrix->n_cells) {
        const char *plain = plain_name(arena, matrix, stem, number - 1);
        if (!strcmp(name, plain) || !strcmp(name, arena_printf(arena, "%s-%zu", plain, number)))
            return number - 1;
    }
    size_t cell = 0;
    matrix_name(arena, matrix, stem);
    while (cell < matrix->n_cells && strcmp(matrix->names[cell], name) != 0)
        cell++;
    return cell;
}

size_t matrix_item(const struct matrix *matrix, size_t cell, enum matrix_axis axis) {
    for (int inner = MATRIX_AXES - 1; inner > (int)axis; inner--)
        cell /= matrix->n_items[inner] ? matrix->n_items[inner] : 1;
    return matrix->n_items[axis] ? cell % matrix->n_items[axis] : 0;
}

/* ---- one cell as a spec ---------------------------------------------------------------------------------
 */

static struct node *new_scalar(struct arena *arena, const char *text, struct mark mark) {
    struct node *node = arena_alloc(arena, sizeof *node);
    *node = (struct node){.kind = NODE_SCALAR, .mark = mark, .text = text, .length = strlen(text)};
    return node;
}

/* `fp8` for `{weights: fp8}`. */
static const struct node *whole_item(struct arena *arena, const struct node *item, enum matrix_axis axis) {
    if (axis != MATRIX_PRECISION || item->kind != NODE_SCALAR)
        return item;
    struct node_pair *pair = arena_alloc(arena, sizeof *pair);
    struct node *mapping = arena_alloc(arena, sizeof *mapping);
    *pair = (struct node_pair){new_scalar(arena, "weights", item->mark), item};
    *mapping =
        (struct node){.kind = NODE_MAPPING, .mark = item->mark, .text = "", .pairs = pair, .n_pairs = 1};
    return mapping;
}

/* `stops`: what stands before the first and before each other item that the cell is of. */
static const struct node *title_of(struct arena *arena, const struct matrix *matrix, const struct node *title,
                                   size_t cell, const char *const stops[2]) {
    const char *words = title->text;
    for (int axis = 0; axis < MATRIX_AXES; axis++)
        if (matrix->n_items[axis])
            words = arena_printf(arena, "%s%s%s", words, stops[words != title->text],
                                 matrix->labels[axis][matrix_item(matrix, cell, (enum matrix_axis)axis)]);
    struct node *whole = new_scalar(arena, words, title->mark);
    whole->quoted = true;
    return whole;
}

const struct node *matrix_root(struct arena *arena, const struct matrix *matrix, size_t cell) {
    static const struct {
        const char *key, *stops[2];
    } titles[] = {{"title", {": ", ", "}}, {"title_zh", {"：", "，"}}};
    const struct node *whole = matrix->root;
    struct node_pair *pairs = arena_array(arena, whole->n_pairs + MATRIX_AXES, sizeof *pairs);
    struct node *root = arena_alloc(arena, sizeof *root);
    *root = (struct node){.kind = NODE_MAPPING, .mark = whole->mark, .text = "", .pairs = pairs};
    for (size_t i = 0; i < whole->n_pairs; i++) {
        struct node_pair pair = whole->pairs[i];
        if (!strcmp(pair.key->text, "matrix"))
            continue;
        for (size_t k = 0; k < sizeof titles / sizeof *titles; k++)
            if (!strcmp(pair.key->text, titles[k].key) && pair.value->kind == NODE_SCALAR)
                pair.value = title_of(arena, matrix, pair.value, cell, titles[k].stops);
        pairs[root->n_pairs++] = pair;
    }
    for (int axis = 0; axis < MATRIX_AXES; axis++)
        if (matrix->n_items[axis]) {
            const struct node *item = matrix->items[axis][matrix_item(matrix, cell, (enum matrix_axis)axis)];
            pairs[root->n_pairs++] = (struct node_pair){new_scalar(arena, axes[axis], item->mark),
                                                        whole_item(arena, item, (enum matrix_axis)axis)};
        }
    return root;
}
