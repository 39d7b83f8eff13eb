/* How the cache grows with the context, one line for each batch, and the room that there is for it: where a
 * line meets the room is the longest context of that batch. Both axes logarithmic; of a line past the room no
 * more is shown than its first stretch. Bytes and tokens; everything borrowed. */
#ifndef FIGURES_CAPACITY_H
#define FIGURES_CAPACITY_H

#include "ink.h"

#include <stdint.h>

struct capacity_point {
    double context, bytes; /* > 0 */
};

struct capacity_line {
    const char *label;                   /* "batch 32" */
    const char *end;                     /* on the axis where it is full: "47,578"; NULL: the number itself */
    double end_context;                  /* where the line meets the room; 0: not on this plot */
    const struct capacity_point *points; /* context rising; more than two where windows bend the line */
    size_t n_points;
};

struct capacity_words {
    const char *y_name, *x_name; /* "cache, GB", "tokens of context →" */
};
extern const struct capacity_words capacity_words_en, capacity_words_zh;

struct capacity_data {
    const struct capacity_words *words; /* NULL: English */
    double unit_bytes;                  /* what y_name names; 0: 1e9 */
    double room_bytes;                  /* <= 0: there is none, and no line for it */
    const char *room_label;             /* right of that line: "499 GB of room" */
    const struct capacity_line *lines;
    size_t n_lines;
};

/* Good at 328.8 by 185. */
void capacity_draw(struct ink *ink, const void *data, double width, double height);

#endif
