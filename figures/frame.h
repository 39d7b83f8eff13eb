/* Axes: a line near the data, ticks outside, the name of the y axis above it and that of the x axis at its
 * right end below; numbers that matter take the place of ticks, in bold. No grid. Points. */
#ifndef FIGURES_FRAME_H
#define FIGURES_FRAME_H

#include "label.h"
#include "scale.h"

/* A number that matters on an axis. */
struct axis_mark {
    double value;
    const char *words; /* NULL: the number itself */
    int colour;        /* palette */
    bool bold;
};

struct axis {
    struct scale scale;
    double across;         /* where the axis line stands: y of an x axis, x of a y axis */
    const char *name;      /* NULL: none */
    double name_x, name_y; /* where a y axis's name begins, baseline; an x axis's ends with its line */
    const struct axis_mark *marks; /* drawn in this order: the first has first claim on its place */
    size_t n_marks;
    double unit; /* a tick says value / unit; 0: 1 */
    bool powers; /* ticks at powers of two where the range is a whole number of them (tokens, batch) */
    double gap;  /* least distance of ticks, 0: the usual one */
};

enum { TICKS_MOST = 40 };

/* What an x axis with a name takes below its line. */
#define FRAME_FOOT 26.0

/* Draws the axis. Words that are drawn are added to the field where one is given (may be NULL). */
void frame_x(struct ink *ink, const struct axis *axis, struct field *field);
void frame_y(struct ink *ink, const struct axis *axis, struct field *field);

/* Room that the tick labels of a y axis take left of its line, ticks included. */
double frame_y_room(struct ink *ink, const struct axis *axis);

#endif
