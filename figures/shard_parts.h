/* The pieces that a picture of shards is made of: matrices and vectors, in cells or in blocks, arrows of an
 * exchange, names with an index. Points. */
#ifndef FIGURES_SHARD_PARTS_H
#define FIGURES_SHARD_PARTS_H

#include "mark.h"

/* A part [from, to) of a side of a matrix, in its rows or columns. */
struct part {
    double from, to;
};

/* A matrix of rows by columns at `scale` points each, its top left at (x, y): a white ghost, filled where the
 * parts of both sides meet. Cell by cell where `cells`. A filled part is at least a hair wide. */
void part_matrix(struct ink *ink, double x, double y, double rows, double columns, double scale,
                 struct part row, struct part column, bool cells, struct colour colour);

enum vector_style { VECTOR_FULL, VECTOR_PARTIAL };

/* A row vector `length` long centred on (x, y); a partial sum is pale with an outline. Returns its width. */
double part_vector(struct ink *ink, double x, double y, double length, double scale, bool cells,
                   enum vector_style style, struct colour colour);

/* A vector of `pieces` parts: the first in the first lane's colour, the last in the last's, others grey. */
double part_mixed(struct ink *ink, double x, double y, double length, double scale, bool cells,
                  int64_t pieces);

#define VECTOR_HEIGHT 7.6
#define SHARD_LEAST   0.8 /* a thinner one is drawn so thick */

/* What an accelerator sends to the other: leaves and lands upright. */
void part_send(struct ink *ink, double x0, double y0, double x1, double y1);

/* A symbol in italics with its index, W_q; the index upright where it is a word or number. Both return the
 * width. */
double part_symbol(struct ink *ink, double x, double y, double size, enum align align, struct colour colour,
                   const char *symbol, const char *index);
double part_symbol_width(struct ink *ink, double size, const char *symbol, const char *index);

#endif
