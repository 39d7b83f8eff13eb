/* From small batch to large: which term binds a step, from which batch to which, a row for each context. The
 * x axis is logarithmic. Past the batch that fills the cache a row is pale, its words and numbers thin.
 * Everything borrowed. */
#ifndef FIGURES_SPECTRUM_H
#define FIGURES_SPECTRUM_H

#include "ink.h"

struct spectrum_part {
    double from, to; /* batch sizes, rising; a part begins where the one before it ends */
    int colour;      /* what binds: COLOUR_WEIGHTS, _CACHE, _COMPUTE, _COMM */
};

struct spectrum_row {
    const char *name; /* "2,048 tokens" */
    const struct spectrum_part *parts;
    size_t n_parts;
    double full_at;         /* the batch from which the cache is full; 0: past the axis */
    const char *full_words; /* at the row's right end: "full at 743"; NULL: none */
};

struct spectrum_words {
    const char *x_name;                               /* "batch →" */
    const char *weights, *cache, *compute, *exchange; /* inside the parts, or above where they are narrow */
};
extern const struct spectrum_words spectrum_words_en, spectrum_words_zh;

struct spectrum_data {
    const struct spectrum_words *words; /* NULL: English */
    double least, greatest;             /* batch sizes at the ends of the axis, 0 < least < greatest */
    const struct spectrum_row *rows;
    size_t n_rows;
};

/* Good at 328.8 or 487.6 by 34 and 24 for each row. */
void spectrum_draw(struct ink *ink, const void *data, double width, double height);

#endif
