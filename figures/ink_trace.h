/* An ink that writes each call as a line of text, for goldens and for tests of the layout. Coordinates in
 * points with two decimals. Lines:
 *
 *   stroke #0072b2 1.30 round dash 2.00 1.00 : M 1.00 2.00 L 3.00 4.00
 *   fill #edf5fa : M 0.00 0.00 C … Z
 *   text label 6.80 #1a1a1a box X0 Y0 X1 Y1 X2 Y2 X3 Y3 : words
 *   link X0 Y0 X1 Y1 : target     anchor X Y : name     begin figure : words     end
 *
 * The four corners of a text's box go round it from the start of its foot: foot left, foot right, head right,
 * head left, as the run is turned. */
#ifndef FIGURES_INK_TRACE_H
#define FIGURES_INK_TRACE_H

#include "ink.h"

/* Owned; NULL when memory is short. `fonts` is borrowed. */
struct ink *ink_trace_new(struct fonts *fonts);
void ink_trace_drop(struct ink *ink);

/* The lines so far; borrowed until the next call. */
const char *ink_trace_lines(const struct ink *ink);

#endif
