/* A spec that makes many reports: lists of models, clusters and precisions under `matrix`, each combination a
 * report of its own. Here it is taken apart into plain specs; nobody else knows of it.
 *
 *     matrix:
 *       model: [anthropic-52b, gpt-13b]
 *       cluster: [{accelerator: a100-sxm-40gb, count: 4}, {accelerator: h100-sxm-80gb, count: 2}]
 *       precision: [fp16, {weights: fp8, kv_cache: fp8}]
 *
 * A list that is left out stands in the spec itself, once. The last list varies fastest. */
#ifndef SPEC_MATRIX_H
#define SPEC_MATRIX_H

#include "node.h"

enum { MATRIX_MOST_ITEMS = 1000, MATRIX_MOST_CELLS = 10000 };
enum matrix_axis { MATRIX_MODEL, MATRIX_CLUSTER, MATRIX_PRECISION, MATRIX_AXES };

struct matrix {
    const struct node *root; /* of the whole spec */
    const struct node *const *items[MATRIX_AXES];
    size_t n_items[MATRIX_AXES];            /* 0: the list is left out */
    const char *const *labels[MATRIX_AXES]; /* "4xa100-sxm-40gb": letters, digits, `.`, `_`, `+`, `-`; no two
                                               of an axis alike */
    const char *const *names; /* of the reports, STEM-LABEL-LABEL: no two alike, none leaves its folder; NULL
                                 before matrix_name */
    size_t n_cells;
};

/* Whether a spec is one. */
bool matrix_is(const struct node *root);

/* False when the lists are wrong (diagnostics say where). Without the names of the reports. Kept in the
 * arena. */
bool matrix_read(struct arena *arena, const struct node *root, struct diags *diags, struct matrix *out);

/* Names the reports, `stem` beginning each: a work for all of them, and not for each. */
void matrix_name(struct arena *arena, struct matrix *matrix, const char *stem);

/* The cell of that name, or n_cells. `number` (of the cell, from 1; 0: not known) saves naming them all; one
 * that the name does not bear out is not believed. */
size_t matrix_find(struct arena *arena, struct matrix *matrix, const char *stem, const char *name,
                   size_t number);

/* The plain spec of a cell: the spec's keys without `matrix`, with the cell's model, cluster and precision,
 * and a title that tells which it is. */
const struct node *matrix_root(struct arena *arena, const struct matrix *matrix, size_t cell);

/* Which item of an axis a cell has. */
size_t matrix_item(const struct matrix *matrix, size_t cell, enum matrix_axis axis);

#endif
