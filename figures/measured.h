/* Floor, calibrated and measured side by side, one line for each case: a bar from 0 to the floor, a mark for
 * each of the others, and the numbers in columns. Cases of one name stand together under it. Any unit;
 * everything borrowed. */
#ifndef FIGURES_MEASURED_H
#define FIGURES_MEASURED_H

#include "ink.h"

struct measured_row {
    const char *name;   /* bold, on a line of its own where it is not that of the row before; NULL: none */
    const char *remark; /* on the row's line: "batch 1, 512 tokens"; NULL: none */
    double floor, calibrated, measured;                          /* 0: not there */
    const char *floor_value, *calibrated_value, *measured_value; /* "16.8 ms" */
    const char *share; /* "76 %": the floor's share of the measured; NULL: none */
};

struct measured_words {
    const char *floor, *calibrated, *measured; /* over the columns */
    const char *share;                         /* "floor ÷ measured" */
};
extern const struct measured_words measured_words_en, measured_words_zh;

struct measured_data {
    const struct measured_words *words; /* NULL: English */
    const struct measured_row *rows;
    size_t n_rows;
};

/* How high the lines are that the data take. */
double measured_height(const struct measured_data *data);

/* Good at 328.8 or 487.6 by measured_height. */
void measured_draw(struct ink *ink, const void *data, double width, double height);

#endif
