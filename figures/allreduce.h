/* A ring all-reduce step by step: N accelerators, each with N pieces of a vector. In N - 1 sends every piece
 * is summed somewhere, in N - 1 more every sum is everywhere. A panel shows the pieces after a send: rows are
 * accelerators, columns pieces, the darker the more of the sum is in; green is what has just arrived.
 * Everything borrowed. */
#ifndef FIGURES_ALLREDUCE_H
#define FIGURES_ALLREDUCE_H

#include "ink.h"

#include <stdint.h>

struct allreduce_words {
    const char *start, *after[2]; /* "at the start"; what stands before and behind the number of a send */
    const char *accelerator;      /* "accelerator", before its number */
    const char *add, *share;      /* under the two halves: "adding", "handing round" */
    const char *alone;            /* where N is 1 */
};
extern const struct allreduce_words allreduce_words_en, allreduce_words_zh;

struct allreduce_data {
    const struct allreduce_words *words; /* NULL: English */
    int64_t n;                           /* >= 1; of more than 16, 16 are drawn */
    const char *remark; /* grey, at the foot: "14 sends of 2,048 bytes, 8 µs each"; NULL: none */
};

/* Good at 328.8 or 487.6 by 110. */
void allreduce_draw(struct ink *ink, const void *data, double width, double height);

#endif
