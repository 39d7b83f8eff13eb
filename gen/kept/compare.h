/* Two sets of results (results.json, or what `calc` prints) held against each other, figure by figure. Rows
 * of tables are matched by what they are rows of (batch, context, name), not by their order. */
#ifndef KEPT_COMPARE_H
#define KEPT_COMPARE_H

#include "../spec/node.h"

enum change_kind {
    CHANGE_INPUT,  /* what went in */
    CHANGE_FIGURE, /* what came out */
    CHANGE_TOOL,   /* the program and how it was called */
    CHANGE_KINDS
};

struct change {
    enum change_kind kind;
    const char *path;           /* "decode.step_s", "accelerator.memory_bandwidth" */
    const char *row;            /* "batch 8, context 512"; NULL: in no table */
    const char *before, *after; /* as written; NULL: not there */
    bool number;                /* what is there is one, on one side or on both */
    bool numeric;               /* both are numbers, and `relative` says after / before - 1 */
    double relative;            /* infinite where before is 0 */
};

enum { MOST_CHANGES = 1 << 14 };

struct changes {
    struct change *items; /* in the order of the first set */
    size_t n, capacity;
    size_t left_out; /* beyond MOST_CHANGES */
};

/* Kept in the arena; the nodes must outlive it. */
void compare_results(struct arena *arena, const struct node *before, const struct node *after,
                     struct changes *out);

size_t compare_count(const struct changes *changes, enum change_kind kind);

#endif
