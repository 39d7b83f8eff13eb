/* See shards_plan.h. */
#include "shards_plan.h"

#include <math.h>

static const double FORK = 6; /* at each side of gate and up, for the lines past them */

bool shards_forks(const struct shards_plan *plan) {
    return plan->data->gated && plan->f > 0;
}

static void plan_scale(struct shards_plan *plan) {
    double room = plan->lane - 8, most = fmax(plan->f, plan->q);
    double forks = shards_forks(plan) ? 2 * FORK : 0;
    if (plan->latent) { /* the widest matrices stand one above another */
        double rank = fmax((double)plan->data->q_rank, (double)(plan->data->kv_rank + plan->data->d_rope));
        double spread = plan->lane * 0.31, own = fmax(fmax(plan->q, plan->k), plan->z) / plan->n;
        plan->matrix = fmin(fmin(70, room) / fmax(most, plan->z), 34 / fmax(plan->d, rank));
        plan->matrix = fmin(plan->matrix, spread / rank);
        plan->vector = fmin(fmin(44 / plan->d, (spread - 5) / own), plan->lane * 0.2 / rank);
        if (plan->f > 0) { /* before a dense feed-forward */
            plan->matrix = fmin(plan->matrix, fmin(room - forks, 92) / plan->f);
            plan->vector = fmin(plan->vector, room * plan->n / plan->f);
        }
        return;
    }
    plan->cells = plan->data->n_experts < 1 && plan->d <= 8 && most <= 32 && plan->f / plan->n <= 12 &&
                  plan->q / plan->n <= 6;
    double three = room - (plan->cells ? 12 : 22);
    plan->matrix = fmin((room - forks) / fmax(plan->f, 1), three / (plan->q + 2 * plan->k));
    plan->matrix = fmin(plan->matrix, plan->cells ? 6.05 : 92 / most);
    plan->matrix = fmin(plan->matrix, 34 / plan->d);
    double widest = fmax(plan->d, fmax(plan->f, plan->q) / plan->n);
    plan->vector = plan->cells ? fmin(8.2, room / widest) : fmin(44 / plan->d, room / widest);
    /* q and k stand below their matrices, side by side */
    double apart = (plan->q + plan->k) / 2 * plan->matrix + (plan->cells ? 12 : 15);
    double own_k = fmax(plan->k / plan->n, plan->h); /* copied where there are fewer heads than lanes */
    plan->vector = fmin(plan->vector, (apart - 4) / ((plan->q / plan->n + own_k) / 2));
}

bool shards_scatters(const struct shards_plan *plan) {
    return plan->data->n_experts > 0 && plan->data->apart && plan->n > 1;
}

double shards_side(const struct shards_plan *plan, double rows_or_columns) {
    return fmax(rows_or_columns * plan->matrix, SHARD_LEAST);
}

double shards_shape_height(const struct shards_plan *plan) {
    return plan->cells ? 0 : (plan->n > 1 ? 2 : 1) * LABEL_LEADING + 3;
}

bool shards_alike(const struct shards_plan *plan) {
    return plan->k == plan->q;
}

static void plan_blocks(struct shards_plan *plan) {
    double matrix = shards_side(plan, plan->d), shape = shards_shape_height(plan);
    double shapes = shards_alike(plan) ? shape : 2 * shape;
    double named = plan->cells ? SHARDS_SYMBOLS : shape;
    plan->attention_b = (plan->cells ? 0 : shapes) + SHARDS_SYMBOLS + matrix;
    if (plan->latent)
        plan->attention_b = shards_latent_height(plan);
    plan->feed_forward_b = plan->data->gated ? 2 * (named + matrix) + 4 : named + matrix;
    if (plan->f <= 0) /* experts have rows of their own */
        plan->feed_forward_b = 0;
    plan->block_b = fmax(plan->attention_b, plan->feed_forward_b);
    double attention = 4 + SHARDS_SOFTMAX + 2 + 2 * SHARDS_HALF + 16 + shape + shards_side(plan, plan->z);
    plan->block_d = fmax(plan->f > 0 ? shape + shards_side(plan, plan->f) : 0, attention);
}

/* Lays the rows with `give` more points at each place that can stretch. */
static void plan_rows(struct shards_plan *plan, double give) {
    double label = plan->cells ? 0 : 9;
    plan->lane_top = 15;
    plan->name = plan->lane_top + 10;
    plan->x = plan->name + 14 + label + 0.8 * give;
    plan->b = plan->x + SHARDS_HALF + 3 + 11 + give;
    plan->b_foot = plan->b + plan->block_b;
    plan->c = plan->b_foot + 3 + 11 + (shards_forks(plan) ? 9 : 0) + 0.3 * give + SHARDS_HALF;
    plan->c_label = plan->c + SHARDS_HALF + 8.5;
    plan->d_top = plan->c_label + 8 + 0.6 * give;
    plan->partial = plan->d_top + plan->block_d + 3 + 11 + give + SHARDS_HALF;
    plan->sums = plan->partial + 44 + 2 * give;
    plan->piece = plan->sums + 2 * SHARDS_HALF + 14 + 0.3 * give;
    plan->join = plan->piece + 38 + 1.4 * give;
    if (plan->n <= 1)
        plan->join = plan->partial;
    plan->foot = plan->join + SHARDS_HALF + 3 + 12 + 0.4 * give + 8;
    plan->bottom = plan->foot + 7;
}

struct shards_grid shards_grid_of(const struct shards_plan *plan) {
    int count = (int)plan->data->n_experts, columns = (int)ceil(sqrt((double)count));
    while (columns < count && count % columns)
        columns++;
    if (columns > 32) /* a count that divides badly ends in a row not full */
        columns = (int)ceil(sqrt((double)count));
    struct shards_grid grid = {columns, (count + columns - 1) / columns, 0};
    grid.cell = fmin(fmin((plan->lane - 10) / columns, 92.0 / grid.rows), 22);
    return grid;
}

/* The rows of experts, between x and the sum of parts or the output: what room there is goes to the arrows,
 * most to those that cross. */
static void plan_experts(struct shards_plan *plan) {
    struct shards_grid grid = shards_grid_of(plan);
    double tall = grid.cell * grid.rows, words = 2 * LABEL_LEADING + 3, from = plan->x + SHARDS_HALF;
    double begin = 3 + 11 + 9; /* to the foot of the router's words */
    if (!shards_scatters(plan)) {
        double give = plan->partial - SHARDS_HALF - from - begin - (3 + 11 + words + tall + 3 + 11);
        plan->grid_top = from + begin + 14 + fmax(give, 0) / 2 + words;
        return;
    }
    double fixed = begin + 14 + 2 * 40 + 6 * SHARDS_HALF + 14 + words + tall + 14 + 14;
    double give = fmax(plan->join - from - fixed - SHARDS_HALF, 0);
    plan->scatter = from + begin + 14 + give / 8 + SHARDS_HALF;
    plan->gathered = plan->scatter + 2 * SHARDS_HALF + 40 + give / 4;
    plan->grid_top = plan->gathered + SHARDS_HALF + 14 + give / 8 + words;
    plan->results = plan->grid_top + tall + 14 + give / 8 + SHARDS_HALF;
    plan->returned = plan->results + 2 * SHARDS_HALF + 40 + give / 4;
}

void shards_plan_open(struct shards_plan *plan, struct ink *ink, const struct shards_data *data, double width,
                      double height) {
    *plan = (struct shards_plan){.ink = ink, .data = data};
    plan->words = data->words ? data->words : &shards_words_en;
    plan->n = (double)data->n_lanes;
    plan->d = (double)data->d_model;
    plan->h = (double)data->d_head;
    plan->latent = data->kv_rank > 0;
    plan->f = data->n_experts > 0 ? 0 : (double)data->d_ff;
    plan->q = (double)data->n_heads * (plan->h + (plan->latent ? (double)data->d_rope : 0));
    plan->k = (double)(plan->latent ? data->n_heads : data->n_kv_heads) * plan->h;
    plan->z = plan->latent ? (double)data->n_heads * (double)data->d_value : plan->q;
    double half = (width - 23.6) / 2, widest = 24;
    const struct shards_exchange *both[] = {&data->sum, &data->join, &data->out, &data->back};
    for (int i = 0; i < 4; i++) {
        if (both[i]->head)
            widest = fmax(widest, ink_measure(ink, FACE_LABEL_BOLD, LABEL_SIZE, both[i]->head));
        for (int j = 0; j < 2; j++)
            if (both[i]->lines[j])
                widest = fmax(widest, ink_measure(ink, FACE_LABEL, LABEL_SIZE, both[i]->lines[j]));
    }
    plan->gap = data->n_lanes > 1 ? fmin(widest + 4, half / 3) : 0;
    plan->lane = data->n_lanes > 1 ? (half - plan->gap) / 2 : half;
    plan_scale(plan);
    if (plan->n > 1 && !plan->cells) { /* room for the word beside the partial sum */
        double word = ink_measure(ink, FACE_LABEL, LABEL_SIZE, plan->words->partial) + 5;
        plan->vector = fmin(plan->vector, fmax(plan->lane - 2 * word, 8) / plan->d);
    }
    plan_blocks(plan);
    plan_rows(plan, 0);
    double least = plan->bottom;
    plan_rows(plan, 1);
    double give = (height - least) / (plan->bottom - least);
    plan_rows(plan, give < 0 ? 0 : give > 14 ? 14 : give);
    if (data->n_experts > 0)
        plan_experts(plan);
}
