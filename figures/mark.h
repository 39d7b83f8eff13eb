/* Marks: the small shapes at points, lines between two points, arrows and leaders. Sizes in points. */
#ifndef FIGURES_MARK_H
#define FIGURES_MARK_H

#include "ink.h"

enum marker { MARK_CIRCLE, MARK_SQUARE, MARK_DIAMOND, MARK_TRIANGLE, MARK_COUNT };

/* Half of the mark's extent. */
double mark_radius(enum marker marker);

/* Filled with a white rim that cuts it from the line; or hollow, where a limit ends the curve. `size` 1 is
 * the usual one. */
void mark_filled(struct ink *ink, enum marker marker, double x, double y, double size, struct colour colour);
void mark_hollow(struct ink *ink, enum marker marker, double x, double y, double size, struct colour colour);
/* Only the outline, round a mark that stands there: what lies under it stays to be seen. */
void mark_ring(struct ink *ink, enum marker marker, double x, double y, double size, struct colour colour);

/* A straight line; `dashed` in short dashes. */
void line_draw(struct ink *ink, double x0, double y0, double x1, double y1, struct colour colour,
               double width);
void line_dashed(struct ink *ink, double x0, double y0, double x1, double y1, struct colour colour,
                 double width);

/* A filled rectangle, any sign of width and height. */
void box_fill(struct ink *ink, double x, double y, double width, double height, struct colour colour);
/* An outline whose line lies inside the rectangle. */
void box_outline(struct ink *ink, double x, double y, double width, double height, struct colour colour,
                 double line);

/* The head of an arrow whose tip is (x, y), pointing along (dx, dy). */
void arrow_head(struct ink *ink, double x, double y, double dx, double dy, double size, struct colour colour);
/* A straight arrow. */
void arrow_draw(struct ink *ink, double x0, double y0, double x1, double y1, struct colour colour,
                double width);

/* The colour that words about a line of that palette colour take: darker where the line's is too pale. */
struct colour colour_of_words(int palette_index);

#endif
