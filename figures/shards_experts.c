/* Experts in a lane: the router's choice, the experts as tiles of a grid, filled where they are held. Apart,
 * tokens go to the accelerators that hold their experts and what those make of them comes back; else each
 * accelerator has a slice of every expert and ends with a partial sum like any feed-forward. */
#include "shards_plan.h"

#include "scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "256 experts of 7,168 × 2,048," and below it "of which 32", or of a slice "256 columns here". */
static void label_grid(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    char count[48], rows[48], columns[48], own[48], words[224];
    double share = shards_scatters(plan) ? (double)plan->data->n_experts : (double)plan->data->d_expert;
    double y = plan->grid_top - 2 * LABEL_LEADING - 3 + 6;
    number_fixed((double)plan->data->n_experts, 0, count);
    number_fixed(plan->d, 0, rows);
    number_fixed((double)plan->data->d_expert, 0, columns);
    number_fixed(share / plan->n, 0, own);
    snprintf(words, sizeof words, "%s%s%s × %s%s", count, plan->words->experts_of, rows, columns,
             plan->n > 1 ? "," : "");
    /* where the shape has no room, the count alone */
    if (ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, words) > plan->lane - 2)
        snprintf(words, sizeof words, "%s%s", count, plan->words->experts_only);
    shards_grey(lane, lane->centre, y, ALIGN_CENTRE, words);
    const char *shared = plan->n > 1 ? plan->words->and_shared : plan->words->shared;
    words[0] = '\0';
    if (shards_scatters(plan))
        snprintf(words, sizeof words, "%s%s", plan->words->of_which, own);
    else if (plan->n > 1)
        snprintf(words, sizeof words, "%s%s%s", plan->words->here, own, plan->words->columns);
    double room = plan->lane - 2 - ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, words);
    if (plan->data->shared && ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, shared) <= room)
        snprintf(words + strlen(words), sizeof words - strlen(words), "%s", shared);
    if (words[0])
        shards_grey(lane, lane->centre, y + LABEL_LEADING, ALIGN_CENTRE, words);
}

static void draw_grid(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    struct shards_grid grid = shards_grid_of(plan);
    double count = (double)plan->data->n_experts, side = grid.cell - fmin(1.2, grid.cell / 4);
    double left = lane->centre - (grid.cell * grid.columns - (grid.cell - side)) / 2;
    struct part held = shards_share(lane, count), slice = shards_share(lane, side);
    double width = fmax(shards_length(slice), SHARD_LEAST);
    bool scattered = shards_scatters(plan);
    for (int i = 0; i < (int)count; i++) {
        double x = left + i % grid.columns * grid.cell, y = plan->grid_top + i / grid.columns * grid.cell;
        bool own = i >= held.from - 1e-9 && i < held.to - 1e-9;
        box_fill(plan->ink, x, y, side, side, palette[own && scattered ? lane->colour : COLOUR_PAPER]);
        if (!own || !scattered)
            box_outline(plan->ink, x, y, side, side, palette[COLOUR_HAIRLINE], 0.4);
        if (!scattered) /* over the outline, which would hide a narrow one */
            box_fill(plan->ink, x + fmin(slice.from, side - width), y, width, side, palette[lane->colour]);
    }
    label_grid(lane);
}

/* "router: 8 of 256", its foot below x. */
static double draw_router(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    char words[128];
    double y = plan->x + SHARDS_HALF + 3 + 11;
    snprintf(words, sizeof words, "%s%lld%s%lld", plan->words->router, (long long)plan->data->top_k,
             plan->words->of, (long long)plan->data->n_experts);
    shards_draw_input(lane, true, y);
    shards_grey(lane, lane->centre, y + 6, ALIGN_CENTRE, words);
    return y + 9;
}

/* Length of what is drawn of a token that travels: shorter than at home, so that two stand side by side. */
static double travelling(const struct shards_plan *plan) {
    return plan->d * 0.55;
}

static double travelling_offset(const struct shards_plan *plan) {
    return (travelling(plan) * plan->vector + (plan->n > 2 ? 23 : 7)) / 2;
}

/* The first lane's and the last's, side by side in every lane; what stands between them. */
static void draw_pair(const struct shards_lane *lane, double y, enum vector_style style,
                      const char *between) {
    const struct shards_plan *plan = lane->plan;
    static const int colours[] = {COLOUR_LANE0, COLOUR_LANE1};
    for (int i = 0; i < 2; i++)
        part_vector(plan->ink, lane->centre + (i ? 1 : -1) * travelling_offset(plan), y, travelling(plan),
                    plan->vector, false, style, style == VECTOR_FULL ? SHARDS_WHOLE : palette[colours[i]]);
    ink_text(plan->ink, lane->centre, y + 2.4, FACE_LABEL, 7.4, palette[COLOUR_INK], ALIGN_CENTRE, between);
}

static double outer(const struct shards_lane *lane, double off) {
    return lane->centre + (lane->last ? off : -off);
}

/* What stays in the lane while the rest crosses. */
static void draw_scattered(const struct shards_lane *lane, double router) {
    const struct shards_plan *plan = lane->plan;
    struct shards_grid grid = shards_grid_of(plan);
    double grid_foot = plan->grid_top + grid.cell * grid.rows, off = travelling_offset(plan);
    double quarter = plan->d * plan->vector / 4;
    shards_arrow(lane, lane->centre, router + 1, plan->scatter - SHARDS_HALF - 2.5);
    part_mixed(plan->ink, lane->centre, plan->scatter, plan->d, plan->vector, false, plan->data->n_lanes);
    shards_arrow(lane, outer(lane, off), plan->scatter + SHARDS_HALF + 2.5,
                 plan->gathered - SHARDS_HALF - 2.5);
    draw_pair(lane, plan->gathered, VECTOR_FULL, plan->n > 2 ? "…" : "");
    shards_arrow(lane, lane->centre, plan->gathered + SHARDS_HALF + 2.5,
                 plan->grid_top - 2 * LABEL_LEADING - 5);
    shards_arrow(lane, lane->centre, grid_foot + 2.5, plan->results - SHARDS_HALF - 2.5);
    shards_vector(lane, lane->centre, plan->results, plan->d, VECTOR_PARTIAL);
    shards_arrow(lane, outer(lane, fmin(off, quarter)), plan->results + SHARDS_HALF + 2.5,
                 plan->returned - SHARDS_HALF - 2.5);
    draw_pair(lane, plan->returned, VECTOR_PARTIAL, plan->n > 2 ? "+ … +" : "+");
    shards_arrow(lane, lane->centre, plan->returned + SHARDS_HALF + 2.5, plan->join - SHARDS_HALF - 2.5);
}

void shards_draw_experts(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    struct shards_grid grid = shards_grid_of(plan);
    double router = draw_router(lane);
    draw_grid(lane);
    if (shards_scatters(plan)) {
        draw_scattered(lane, router);
        return;
    }
    shards_arrow(lane, lane->centre, router + 1, plan->grid_top - 2 * LABEL_LEADING - 5);
    shards_arrow(lane, lane->centre, plan->grid_top + grid.cell * grid.rows + 2.5,
                 plan->partial - SHARDS_HALF - 2.5);
}

void shards_draw_scatter(const struct shards_lane *lanes) {
    const struct shards_plan *plan = lanes[0].plan;
    double quarter = plan->d * plan->vector / 4, off = travelling_offset(plan);
    for (int from = 0; from < 2; from++) {
        const struct shards_lane *a = &lanes[from], *b = &lanes[1 - from];
        double x0 = outer(a, -quarter), x1 = b->centre + (from ? off : -off);
        part_send(plan->ink, x0, plan->scatter + SHARDS_HALF + 2, x1, plan->gathered - SHARDS_HALF - 1.5);
        part_send(plan->ink, x0, plan->results + SHARDS_HALF + 2, x1, plan->returned - SHARDS_HALF - 1.5);
    }
}
