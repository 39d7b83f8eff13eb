/* Times of runs against the batch, floor, calibrated and measured: one small panel for each length of prompt
 * and output, side by side on one axis of time. A band reaches from the floor to the calibrated time; dots
 * are measured. Both axes logarithmic. Seconds; everything borrowed. */
#ifndef FIGURES_RUNS_H
#define FIGURES_RUNS_H

#include "ink.h"

struct runs_point {
    double batch;                       /* > 0 */
    double floor, calibrated, measured; /* 0: not there */
};

struct runs_panel {
    const char *name, *remark; /* "20 + 8 tokens", and in grey below it "FasterTransformer"; NULL: none */
    const struct runs_point *points; /* batch rising */
    size_t n_points;
};

struct runs_words {
    const char *y_name, *x_name;               /* "ms", "batch →" */
    const char *floor, *calibrated, *measured; /* at the ends of what they name, in the last panel */
};
extern const struct runs_words runs_words_en, runs_words_zh;

struct runs_data {
    const struct runs_words *words; /* NULL: English */
    double unit_s;                  /* what y_name names; 0: a millisecond */
    const struct runs_panel *panels;
    size_t n_panels;
};

/* Good at 487.6 by 150 for up to six panels, at 328.8 for up to three. */
void runs_draw(struct ink *ink, const void *data, double width, double height);

#endif
