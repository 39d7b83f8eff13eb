/* Latent attention in a lane, from x to q, k and v: down to the ranks, up again by heads. What makes the
 * cache is whole on every accelerator, as the cache is; the query's matrices are shared out, and the parts of
 * its latent vector joined. The up matrices are wide and low, so they stand one above another. */
#include "shards_plan.h"

#include <math.h>

static const double GAP = 4, BETWEEN = 3; /* between groups of matrices, between two alike */
static const char *const down[] = {"DQ", "DKV"}, *const up_query[] = {"UQ"},
                         *const up_others[] = {"UK", "UV"};

double shards_latent_height(const struct shards_plan *plan) {
    double ranks = shards_shape_height(plan) + LABEL_LEADING + 3 + shards_side(plan, plan->d) + 14 +
                   2 * SHARDS_HALF + 14;
    double query = shards_shape_height(plan) + shards_side(plan, (double)plan->data->q_rank);
    double others = shards_shape_height(plan) + 2 * shards_side(plan, (double)plan->data->kv_rank) + BETWEEN;
    return ranks + query + GAP + others;
}

/* W_DQ and W_DKV, and what they give. Returns where that ends. */
static double draw_down(const struct shards_lane *lane, double top) {
    const struct shards_plan *plan = lane->plan;
    const double ranks[] = {(double)plan->data->q_rank, (double)(plan->data->kv_rank + plan->data->d_rope)};
    double own = ranks[0] / plan->n, words = shards_shape_height(plan);
    double matrix = top + words + LABEL_LEADING + 3, foot = matrix + shards_side(plan, plan->d);
    double vector = foot + 14 + SHARDS_HALF;
    for (int i = 0; i < 2; i++) {
        double side = i ? 1 : -1, x = lane->centre + side * plan->lane / 5;
        double width = shards_side(plan, ranks[i]);
        shards_draw_shape(lane, top + i * words,
                          &(struct shards_shape){down + i, 1, COLOUR_INK, plan->d, ranks[i],
                                                 i ? fmax(plan->d, ranks[i]) : own, false});
        shards_matrix(lane, x - width / 2, matrix, plan->d, ranks[i], (struct part){0, plan->d},
                      i ? (struct part){0, ranks[i]} : shards_share(lane, ranks[i]));
        shards_arrow(lane, x, foot + 3, vector - SHARDS_HALF - 2.5);
        double both =
            i ? part_vector(plan->ink, x, vector, ranks[i], plan->vector, false, VECTOR_FULL, SHARDS_WHOLE)
              : part_mixed(plan->ink, x, vector, ranks[i], plan->vector, false, plan->data->n_lanes);
        double half = both / 2;
        part_symbol(plan->ink, x + side * (half + 4), vector + 2.4, 7.6, i ? ALIGN_LEFT : ALIGN_RIGHT,
                    palette[COLOUR_INK], "c", i ? "KV" : "Q");
        shards_arrow(lane, x, vector + SHARDS_HALF + 3, vector + SHARDS_HALF + 12);
    }
    return vector + SHARDS_HALF + 14;
}

/* One that goes by heads, its top at `top`. Returns its foot. */
static double draw_up(const struct shards_lane *lane, double top, double rows, double columns) {
    const struct shards_plan *plan = lane->plan;
    shards_matrix(lane, lane->centre - columns * plan->matrix / 2, top, rows, columns, (struct part){0, rows},
                  shards_share(lane, columns));
    return top + shards_side(plan, rows);
}

void shards_draw_latent(const struct shards_lane *lane, double middles[3]) {
    static const char *const names[] = {"q", "k", "v"};
    const struct shards_plan *plan = lane->plan;
    const double widths[] = {plan->q, plan->k, plan->z};
    double q_rank = (double)plan->data->q_rank, kv_rank = (double)plan->data->kv_rank;
    double y = draw_down(lane, plan->b_foot - plan->attention_b);
    shards_draw_shape(
        lane, y, &(struct shards_shape){up_query, 1, COLOUR_INK, q_rank, plan->q, plan->q / plan->n, false});
    y = draw_up(lane, y + shards_shape_height(plan), q_rank, plan->q) + GAP;
    shards_draw_shape(
        lane, y,
        &(struct shards_shape){up_others, 2, COLOUR_INK, kv_rank, plan->k, plan->k / plan->n, false});
    y = draw_up(lane, y + shards_shape_height(plan), kv_rank, plan->k) + BETWEEN;
    draw_up(lane, y, kv_rank, plan->z);
    for (int i = 0; i < 3; i++) {
        middles[i] = lane->centre + (i - 1) * 0.31 * plan->lane;
        shards_arrow(lane, middles[i], plan->b_foot + 3, plan->c - SHARDS_HALF - 2.5);
        shards_vector(lane, middles[i], plan->c, widths[i] / plan->n, VECTOR_FULL);
        ink_text(plan->ink, middles[i], plan->c_label, FACE_TEXT_ITALIC, 7.6, palette[COLOUR_INK],
                 ALIGN_CENTRE, names[i]);
    }
}
