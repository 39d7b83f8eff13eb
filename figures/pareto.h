/* Tokens/s of the whole cluster against tokens/s of each user, one curve for each context as the batch grows;
 * hairlines join equal batches; the colour says what binds; a hollow mark ends a curve where the cache is
 * full. A mark that would lie on that of an earlier curve is left out. Both axes logarithmic. Everything
 * borrowed. */
#ifndef FIGURES_PARETO_H
#define FIGURES_PARETO_H

#include "mark.h"

#include <stdint.h>

struct pareto_point {
    double x, y;   /* tokens/s of each user, of all; > 0 */
    int64_t batch; /* marked and joined with its equals; 0: the curve only passes through */
    int colour;    /* what binds: COLOUR_WEIGHTS, _CACHE, _COMPUTE, _COMM */
    bool full;     /* hollow: the cache holds no more */
};

struct pareto_curve {
    const char *name;   /* "2,048 tokens" */
    const char *remark; /* grey, below it: "full at 743 sequences"; NULL: none */
    enum marker marker;
    const struct pareto_point *points; /* batch rising */
    size_t n_points;
};

struct pareto_words {
    const char *y_name, *x_name; /* "tok/s, whole cluster", "tok/s, each user →" */
    const char *batch;           /* "batch ", before the first number */
    /* "bound by the weights" for the label that stands highest, "by the weights" for the others: the weights,
     * the cache, compute, the exchange */
    const char *bound_by[4], *by[4];
};
extern const struct pareto_words pareto_words_en, pareto_words_zh;

struct pareto_data {
    const struct pareto_words *words;  /* NULL: English */
    const struct pareto_curve *curves; /* shortest context first */
    size_t n_curves;
    const char *remark; /* one sentence with a leader; NULL: none */
    size_t remark_curve, remark_point;
};

/* Good at 328.8 by 300. */
void pareto_draw(struct ink *ink, const void *data, double width, double height);

#endif
