/* What the parts of the roofline share while it is drawn. Private to roofline*.c. */
#ifndef FIGURES_ROOFLINE_VIEW_H
#define FIGURES_ROOFLINE_VIEW_H

#include "label.h"
#include "roofline.h"
#include "scale.h"

struct roofline_view {
    struct ink *ink;
    const struct roofline_data *data;
    const struct roofline_words *words;
    struct scale x, y;
    struct field field;
    double top, right, bottom; /* of the plot */
    double roof, ridge;        /* FLOP/s, FLOP/byte; ridge 0: none */
    double top_flops;          /* in bold at the y axis's end; 0: a tick stands there */
};

/* Places of values in the plot. */
double roofline_x(const struct roofline_view *view, double value);
double roofline_y(const struct roofline_view *view, double value);

/* A line that labels stay off. */
void roofline_line(struct roofline_view *view, double x0, double y0, double x1, double y1, int colour,
                   double width);

/* A single point that is to be named beside it. */
bool roofline_is_lone(const struct roofline_path *path);

/* How large the mark at a point is drawn, and whether as a ring, since an earlier path's stands there. */
double roofline_mark(const struct roofline_view *view, const struct roofline_path *path, size_t i,
                     bool *ring);

/* roofline_paths.c: the numbers at a path's points; the names of all paths. */
void roofline_label_points(struct roofline_view *view, const struct roofline_path *path);
void roofline_label_names(struct roofline_view *view);

/* roofline_strips.c: the rows below the plot, down to `height`. */
void roofline_draw_strips(struct roofline_view *view, double height);

#endif
