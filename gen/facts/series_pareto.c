/* Throughput against the speed of each user, a curve for each context as the batch grows. */
#include "series_kinds.h"

#include "../../figures/pareto.h"
#include "../core/step.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_CURVES = 5, MOST_STEPS = 400 }; /* 1.12^400 is past any batch */
static const double STEP = 1.12; /* from one point of a curve to the next, where whole sequences allow it */

static void add(struct pareto_point *points, size_t *n, const struct plan *plan, int64_t batch,
                int64_t context, bool marked, bool full) {
    struct decode_row row;
    step_decode(plan, batch, context, &row);
    if (row.tokens_per_s_per_user > 0 && row.tokens_per_s > 0)
        points[(*n)++] = (struct pareto_point){row.tokens_per_s_per_user, row.tokens_per_s,
                                               marked ? batch : 0, series_colour(row.term), full};
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The batches asked for, rising, that `most` sequences allow. */
static size_t batches_up_to(const struct facts *facts, int64_t most, int64_t *batches) {
    const struct workload *w = &facts->spec.design.workload;
    size_t n = 0;
    for (size_t i = 0; i < w->n_batch_sizes; i++)
        if (w->batch_sizes[i] <= most)
            batches[n++] = w->batch_sizes[i];
    qsort(batches, n, sizeof *batches, by_size);
    return n;
}

static void curve_of(const struct facts *facts, size_t index, struct pareto_curve *curve) {
    const struct capacity_row *capacity = &facts->analysis.capacity.rows[index];
    const struct plan *plan = facts->analysis.plan;
    size_t n_asked = facts->spec.design.workload.n_batch_sizes, n = 0;
    int64_t *batches = arena_array(facts->arena, n_asked, sizeof *batches);
    /* between two batches asked for, less than one point more than the steps from one to the other */
    struct pareto_point *points = arena_array(facts->arena, 2 * n_asked + MOST_STEPS, sizeof *points);
    size_t fitting = batches_up_to(facts, capacity->max_batch, batches);
    bool full = capacity->max_batch < facts->derived.largest_batch && capacity->max_batch > 0;
    for (size_t i = 0; i < fitting; i++) {
        bool ends = full && capacity->max_batch == batches[i];
        add(points, &n, plan, batches[i], capacity->context, true, ends);
        int64_t next = i + 1 < fitting ? batches[i + 1] : full ? capacity->max_batch : batches[i];
        for (double batch = ceil(STEP * (double)batches[i]); batch < (double)next; batch = ceil(STEP * batch))
            add(points, &n, plan, (int64_t)batch, capacity->context, false, false);
        if (i + 1 == fitting && full && !ends)
            add(points, &n, plan, capacity->max_batch, capacity->context, false, true);
    }
    *curve = (struct pareto_curve){
        .name = words_printf(facts, index ? "%s tokens" : "%s tokens of context",
                             words_count(facts, (double)capacity->context)),
        .marker = series_marker(index),
        .points = points,
        .n_points = n,
    };
    if (full)
        curve->remark =
            words_printf(facts, "full at %s sequences", words_count(facts, (double)capacity->max_batch));
}

/* What batching buys: the marked batch of the last curve that leaves each user about two thirds of the speed.
 */
static void remark_on(const struct facts *facts, struct pareto_data *data) {
    for (size_t c = data->n_curves; c-- > 0;) {
        const struct pareto_curve *curve = &data->curves[c];
        size_t best = 0;
        if (curve->n_points < 2)
            continue;
        double alone = curve->points[0].x, nearest = INFINITY;
        for (size_t i = 1; i < curve->n_points; i++) {
            double distance = fabs(curve->points[i].x / alone - 0.65);
            if (curve->points[i].batch > 1 && distance < nearest)
                nearest = distance, best = i;
        }
        if (!best || curve->points[0].batch != 1)
            continue;
        const struct pareto_point *point = &curve->points[best];
        data->remark = words_printf(facts,
                                    "Batch %s at %s tokens gives %s times the tokens of one user alone, each "
                                    "at %s\xE2\x80\xAF%% of that "
                                    "user’s speed.",
                                    words_count(facts, (double)point->batch),
                                    words_count(facts, (double)facts->analysis.capacity.rows[c].context),
                                    words_number(facts, point->y / curve->points[0].y, DIM_COUNT, NULL,
                                                 point->y / curve->points[0].y < 10),
                                    words_number(facts, 100 * point->x / alone, DIM_COUNT, NULL, 0));
        data->remark_curve = c;
        data->remark_point = best;
        return;
    }
}

bool series_pareto(const struct facts *facts, struct figure *figure) {
    struct pareto_data *data = arena_alloc(facts->arena, sizeof *data);
    struct pareto_curve *curves = arena_array(facts->arena, MOST_CURVES, sizeof *curves);
    size_t n_contexts = facts->analysis.capacity.n_rows, full = 0;
    for (size_t i = 0; i < n_contexts && data->n_curves < MOST_CURVES; i++) {
        curve_of(facts, i, &curves[data->n_curves]);
        full += curves[data->n_curves].remark != NULL;
        data->n_curves += curves[data->n_curves].n_points > 0;
    }
    if (!data->n_curves)
        return false;
    data->words = SERIES_SAY(facts, pareto);
    data->curves = curves;
    remark_on(facts, data);
    figure->title = full && !facts->derived.mixture
                        ? "Short contexts batch almost for free; long ones fill the memory"
                        : "Batching trades each user’s speed for throughput";
    figure->subtitle = words_printf(facts,
                                    full ? "Decode floor, overlapped, at batch %s \xE2\x80\xA6 %s. A hollow "
                                           "mark is where the cache is full."
                                         : "Decode floor, overlapped, at batch %s \xE2\x80\xA6 %s.",
                                    words_count(facts, (double)facts->derived.smallest_batch),
                                    words_count(facts, (double)facts->derived.largest_batch));
    figure->alt =
        words_printf(facts,
                     "Tokens a second of the whole cluster against tokens a second of each user, one curve "
                     "for each context, the batch growing along it. %s",
                     data->remark ? data->remark : "");
    figure->width = WIDTH_MAIN;
    figure->height = 272;
    figure->draw = pareto_draw;
    figure->data = data;
    return true;
}
