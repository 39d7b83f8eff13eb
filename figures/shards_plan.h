/* What the parts of the picture of shards have in common: the plan that fixes scale and rows, so that equal
 * steps stand level in all lanes, and the lane. Private to shards*.c. Points. */
#ifndef FIGURES_SHARDS_PLAN_H
#define FIGURES_SHARDS_PLAN_H

#include "note.h"
#include "shard_parts.h"
#include "shards.h"

#define SHARDS_HALF    (VECTOR_HEIGHT_TENTHS / 20.0) /* half the height of a vector */
#define SHARDS_LEADING 8.2                           /* between the lines of a shape */
#define SHARDS_SYMBOLS 14.5                          /* a row of symbols over matrices, with its gap */

struct shards_plan {
    struct ink *ink;
    const struct shards_data *data;
    const struct shards_words *words;
    bool cells;
    double matrix, vector;   /* points for one row, one element */
    double lane, gap;        /* widths */
    double d, h, f, q, k, n; /* shapes: widths of q and of k for all heads, lanes */
    double block_b, block_d; /* heights of what multiplies x, and of what leads to the partial sum */
    double attention_b, feed_forward_b; /* own heights in the first; both end level */
    /* rows: y of baselines for names, of centres for vectors, of tops and feet for blocks */
    double lane_top, name, x, b, b_foot, c, c_label, d_top, partial, sums, piece, join, foot, bottom;
};

struct shards_lane {
    const struct shards_plan *plan;
    double left, centre;
    double index; /* of the accelerator */
    bool last;    /* the one at the right */
    int colour, words_colour;
};

/* Fits scale and rows to a box; `bottom` may come out past `height` where that is too little. */
void shards_plan_open(struct shards_plan *plan, struct ink *ink, const struct shards_data *data, double width,
                      double height);
double shards_matrix_height(const struct shards_plan *plan, double rows);
/* What a shape in words takes above its matrix; 0 where cells can be counted. */
double shards_shape_height(const struct shards_plan *plan);
/* Whether the matrices of q, k and v are alike in shape and in share. */
bool shards_alike(const struct shards_plan *plan);

/* shards_lane.c: what one accelerator does from its input to its partial sum. */
void shards_draw_attention(const struct shards_lane *lane);
void shards_draw_feed_forward(const struct shards_lane *lane);

/* Small things that both halves of the picture use. */
void shards_grey(const struct shards_lane *lane, double x, double y, enum align align, const char *words);
struct note shards_mixed(const char *italic, const char *upright); /* "x, 1 × 4" */
void shards_note_at(struct ink *ink, const struct note *note, double x, double y, enum align align);
void shards_arrow(const struct shards_lane *lane, double x, double y0, double y1);
double shards_vector(const struct shards_lane *lane, double x, double y, double length,
                     enum vector_style style);

#endif
