/* The same design on fewer and on more accelerators: which numbers can be set beside the one that is asked
 * about.
 *
 * What varies is the width of the tensor-parallel group, alone: stages and replicas stay, and experts that
 * lie apart are shared out in the same proportion. A width counts where it divides the heads of every layer
 * and, where experts lie apart, the experts. */
#ifndef CORE_COUNTS_H
#define CORE_COUNTS_H

#include "design.h"

/* The design with groups so wide; `width` is one of counts_near or the design's own. */
struct design counts_design(const struct design *design, int64_t width);

/* Whether a width counts. */
bool counts_divide(const struct design *design, int64_t width);

/* Widths in rising order, the design's own among them: two below it and two above, and the fewest that hold
 * the smallest batch at the shortest context, and the largest at the longest, up to COUNTS_TIMES as wide.
 * `parameters` as in shortage.h. Returns how many. */
enum { COUNTS_MOST = 7, COUNTS_TIMES = 16 };
size_t counts_near(const struct design *design, double parameters, int64_t widths[COUNTS_MOST]);

/* The next width below the design's own; 0: there is none. */
int64_t counts_below(const struct design *design);

/* The fewest, up to COUNTS_TIMES the design's own width, that hold the smallest batch asked for at the
 * shortest context; 0: none of them. */
int64_t counts_enough(const struct design *design, double parameters);

#endif
