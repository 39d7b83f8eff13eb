/* The terms of a step, batch by batch: bars of weights, cache, compute and exchange end to end, as long as
 * the step would last if nothing overlapped, and a mark where it ends when they do. Seconds; everything
 * borrowed. */
#ifndef FIGURES_LATENCY_H
#define FIGURES_LATENCY_H

#include "ink.h"

enum latency_term { LATENCY_WEIGHTS, LATENCY_CACHE, LATENCY_COMPUTE, LATENCY_EXCHANGE, LATENCY_TERMS };

struct latency_row {
    const char *label;             /* "256" */
    double terms_s[LATENCY_TERMS]; /* >= 0 */
    double step_s;                 /* overlapped */
    const char *step_value;        /* "10.35" */
    const char *sum_value;         /* the whole bar: "12.91"; NULL: nothing overlaps, the bar is the step */
    bool missing; /* the cache holds no such batch: `missing_words`, and a pale bar where terms are given */
    const char *missing_words; /* "cache 188 GB too large" */
};

struct latency_words {
    const char *batch, *x_name;       /* "batch", "ms, one step →" */
    const char *terms[LATENCY_TERMS]; /* "weights", … */
    const char *step, *sum;           /* "overlapped", "summed": over the numbers at the right */
    const char *alone;                /* "step": in place of both where no row has a sum */
};
extern const struct latency_words latency_words_en, latency_words_zh;

struct latency_data {
    const struct latency_words *words; /* NULL: English */
    double unit_s;                     /* what x_name names; 0: a millisecond */
    const struct latency_row *rows;
    size_t n_rows;
};

/* Good at 328.8 or 487.6 by 44 and 13 for each row. */
void latency_draw(struct ink *ink, const void *data, double width, double height);

#endif
