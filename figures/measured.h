/* Floor, calibrated and measured side by side, a row for each case. Any unit; everything borrowed. */
#ifndef FIGURES_MEASURED_H
#define FIGURES_MEASURED_H

#include "ink.h"

struct measured_row {
    const char *name, *remark; /* "13B on 2 × A100-40GB", grey below: "batch 1, 512 tokens"; may be NULL */
    double floor, calibrated, measured;                          /* 0: not there */
    const char *floor_value, *calibrated_value, *measured_value; /* "16.8 ms" */
    const char *share; /* "76 %": the floor's share of the measured; NULL: none */
};

struct measured_words {
    const char *x_name;                        /* "ms, one step →" */
    const char *floor, *calibrated, *measured; /* over the columns and the first row's marks */
    const char *share;                         /* "floor ÷ measured" */
};
extern const struct measured_words measured_words_en, measured_words_zh;

struct measured_data {
    const struct measured_words *words; /* NULL: English */
    double unit;                        /* of x_name, in that of the values; 0: 1 */
    const struct measured_row *rows;
    size_t n_rows;
};

/* Good at 328.8 or 487.6 by 46 and 26 for each row. */
void measured_draw(struct ink *ink, const void *data, double width, double height);

#endif
