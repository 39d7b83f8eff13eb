/* What the parts of the picture of shards have in common: the plan that fixes scale and rows, so that equal
 * steps stand level in all lanes, and the lane. Private to shards*.c. Points. */
#ifndef FIGURES_SHARDS_PLAN_H
#define FIGURES_SHARDS_PLAN_H

#include "note.h"
#include "shard_parts.h"
#include "shards.h"

#define SHARDS_HALF    (VECTOR_HEIGHT / 2)
#define SHARDS_SYMBOLS 14.5          /* a row of symbols over matrices, with its gap */
#define SHARDS_SOFTMAX 32            /* what attention does, in up to three lines */
#define SHARDS_WHOLE   RGB(0x555555) /* the colour of what every accelerator has */

struct shards_plan {
    struct ink *ink;
    const struct shards_data *data;
    const struct shards_words *words;
    bool cells;
    double matrix, vector;   /* points for one row, one element */
    double lane, gap;        /* widths */
    double d, h, f, q, k, n; /* shapes: widths of q and of k for all heads, lanes */
    double z;                /* width of what attention gives, all heads */
    bool latent;
    double block_b, block_d; /* heights of what multiplies x, and of what leads to the partial sum */
    double attention_b, feed_forward_b; /* own heights in the first; both end level */
    /* rows: y of baselines for names, of centres for vectors, of tops and feet for blocks */
    double scatter, gathered, grid_top, results, returned; /* of experts apart; grid_top of all */
    double lane_top, name, x, b, b_foot, c, c_label, d_top, partial, sums, piece, join, foot, bottom;
};

struct shards_lane {
    const struct shards_plan *plan;
    double left, centre;
    double index; /* of the accelerator */
    bool last;    /* the one at the right */
    int colour;
};

/* Fits scale and rows to a box; `bottom` may come out past `height` where that is too little. */
void shards_plan_open(struct shards_plan *plan, struct ink *ink, const struct shards_data *data, double width,
                      double height);
/* The side of a matrix as it is drawn, at least a hair. */
double shards_side(const struct shards_plan *plan, double rows_or_columns);
/* What a shape in words takes above its matrix; 0 where cells can be counted. */
double shards_shape_height(const struct shards_plan *plan);
/* Whether x goes to a gate and to a matrix beside it, whose products are multiplied. */
bool shards_forks(const struct shards_plan *plan);
/* Whether experts are apart and tokens go to them. */
bool shards_scatters(const struct shards_plan *plan);
/* Whether the matrices of q, k and v are alike in shape and in share. */
bool shards_alike(const struct shards_plan *plan);

/* Experts as tiles of a grid. */
struct shards_grid {
    int columns, rows;
    double cell; /* with its gap */
};
struct shards_grid shards_grid_of(const struct shards_plan *plan);

/* A part of something that is shared out over the lanes, and its length. */
struct part shards_share(const struct shards_lane *lane, double whole);
double shards_length(struct part part);

/* A matrix as it is drawn, and how much of it is filled. */
struct shards_shape {
    const char *const *indices; /* of its W; n_indices 0: what stands above it says which */
    int n_indices;
    int colour;
    double rows, columns, own; /* own: columns that this accelerator holds, */
    bool by_rows;              /* or rows */
};
/* "W_k, W_v 8,192 × 1,024," and below it "128 columns here", centred, from `top` down. */
void shards_draw_shape(const struct shards_lane *lane, double top, const struct shards_shape *shape);
void shards_matrix(const struct shards_lane *lane, double x, double y, double rows, double columns,
                   struct part row, struct part column);
/* The vector that enters: whole on every accelerator. `top`: of what it meets. */
void shards_draw_input(const struct shards_lane *lane, bool joined, double top);

/* shards_latent.c: from x to q, k and v through the ranks; height of that, and the places of q, k and v. */
void shards_draw_latent(const struct shards_lane *lane, double middles[3]);
double shards_latent_height(const struct shards_plan *plan);

/* shards_experts.c: what one accelerator does where experts stand in place of the feed-forward, and what goes
 * between two where they are apart. */
void shards_draw_experts(const struct shards_lane *lane);
void shards_draw_scatter(const struct shards_lane *lanes);

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
