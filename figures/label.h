/* Placing labels so that they touch nothing: a field of what stands already, and ways to ask for a free place
 * near a mark, along a line, in a region, or further off with a leader. First fit in a fixed order, so the
 * same data always gives the same drawing. Points.
 *
 * What is drawn is added to the field. A label for which there is no place is not drawn: the callers give
 * what matters most first. */
#ifndef FIGURES_LABEL_H
#define FIGURES_LABEL_H

#include "note.h"

/* A convex obstacle of 2 to 4 corners. */
struct shape {
    double x[4], y[4];
    int n;
    double clear; /* labels keep this far off */
    double box[4];
    bool mark;
};

struct field {
    struct ink *ink;
    double x0, y0, x1, y1; /* labels stay inside */
    double air;            /* labels placed from now on keep so much further off; 0 at first */
    bool wide;             /* labels keep 1.5 mm off marks */
    bool dry;              /* labels placed upright from now on are added but not drawn */
    double found_y;        /* the top of the last of them, dry or not */
    struct shape *shapes;
    size_t n, capacity;
    size_t in_way; /* of what was tried last: the next is beside it, so this one is asked first */
};

void field_open(struct field *field, struct ink *ink, double x0, double y0, double x1, double y1);
void field_close(struct field *field);

/* Obstacles. */
void field_segment(struct field *field, double x0, double y0, double x1, double y1);
void field_box(struct field *field, double x0, double y0, double x1, double y1, double clear);
void field_mark(struct field *field, double x, double y, double radius);

/* Whether a box is inside the field and clear of all. */
bool field_free(struct field *field, double x0, double y0, double x1, double y1);

/* Draws a note where the caller wants it and adds it. */
void label_put(struct field *field, const struct note *note, double x, double y);
/* The same, only where that place is free. */
bool label_try(struct field *field, const struct note *note, double x, double y);

/* Beside the mark of that radius at (x, y): first in the direction `degrees` (0 right, 90 up), then round it,
 * then up to `reach` points further off. */
bool label_round(struct field *field, const struct note *note, double x, double y, double radius,
                 double degrees, double reach);

/* The same within so many degrees of that direction. */
bool label_fan(struct field *field, const struct note *note, double x, double y, double radius,
               double degrees, double spread, double reach);

/* Off one of the anchors, with a grey leader to it: `nearest` to `farthest` points away. `radius`: of the
 * marks at the anchors, 0 for a bare line. */
struct anchor {
    double x, y;
};
bool label_led(struct field *field, const struct note *note, const struct anchor *anchors, size_t n_anchors,
               double radius, double degrees, double nearest, double farthest);

/* Below a mark, beginning at it, hung on an upright leader where it is not right beneath; at most `deepest`
 * down. Marks side by side are done from right to left. */
bool label_hung(struct field *field, const struct note *note, double x, double y, double radius,
                double deepest);

/* Along the line from (x0, y0) to (x1, y1), turned with it, about `share` of the way, on the upper side if
 * there is room there (`under`: on the lower). */
bool label_along(struct field *field, const struct note *note, double x0, double y0, double x1, double y1,
                 double share, bool under);

/* Inside a region, as near as can be to the place at the shares (0 left or top, 1 right or bottom). */
bool label_within(struct field *field, const struct note *note, double x0, double y0, double x1, double y1,
                  double share_x, double share_y);

#endif
