/* Folds a plan into lines and slopes, and evaluates them in blocks that a compiler turns into vectors. Never
 * allocates. Units: seconds. */
#include "point.h"
#include "over.h"

#include <math.h>

/* Relative difference up to which two operators count as turning at the same batch. */
static const double same_turn = 1e-13;

static double larger(double a, double b) {
    return a > b ? a : b; /* unlike fmax one instruction: nothing here is NaN */
}

static double smaller(double a, double b) {
    return a < b ? a : b;
}

/* ---- folding ------------------------------------------------------------------------------------------- */

/* Neither is streamed or routed, and compute overtakes memory at the same batch: their maxima add up to one.
 */
static bool folds(const struct point_line *a, const struct point_line *b) {
    double left = a->compute_s * b->memory_s, right = b->compute_s * a->memory_s;
    bool plain = a->stream_s <= 0 && b->stream_s <= 0 && a->experts_s <= 0 && b->experts_s <= 0;
    return plain && fabs(left - right) <= same_turn * larger(left, right);
}

static size_t add_line(struct point_line *lines, size_t n, const struct point_line *line) {
    for (size_t i = 0; i < n; i++) {
        if (folds(&lines[i], line)) {
            lines[i].compute_s += line->compute_s;
            lines[i].memory_s += line->memory_s;
            return n;
        }
    }
    lines[n] = *line;
    return n + 1;
}

static size_t add_slope(struct point_slope *slopes, size_t n, const struct plan *plan,
                        const struct work *work) {
    double slope = larger(over(work->flops_per_cached, plan->flops_per_s),
                          over(work->bytes_per_cached, plan->bytes_per_s));
    double window = attention_windowed(work->attention) ? (double)work->attention->window : INFINITY;
    for (size_t i = 0; i < n; i++) {
        if (!(slopes[i].window < window) && !(slopes[i].window > window)) {
            slopes[i].slope_s += slope;
            return n;
        }
    }
    slopes[n] = (struct point_slope){slope, window};
    return n + 1;
}

static struct point_line line_of(const struct plan *plan, const struct work *work) {
    return (struct point_line){.compute_s = over(work->flops_per_token, plan->flops_per_s),
                               .memory_s = over(work->bytes, plan->bytes_per_s),
                               .stream_s =
                                   over(work->bytes_per_token + 2 * work->state_bytes, plan->bytes_per_s),
                               .experts_s = over(work->expert_bytes, plan->bytes_per_s),
                               .log_idle_share = work->idle_share > 0 ? log(work->idle_share) : -INFINITY,
                               .expert_tokens = work->expert_tokens};
}

void points_prepare(const struct plan *plan, struct point_line *lines, struct point_slope *slopes,
                    struct points *out) {
    *out = (struct points){.lines = lines, .slopes = slopes};
    for (size_t i = 0; i < plan->n_works; i++) {
        const struct work *work = &plan->works[i];
        struct point_line line = line_of(plan, work);
        if (work->attention != NULL) {
            out->n_slopes = add_slope(slopes, out->n_slopes, plan, work);
        } else if (line.compute_s <= line.stream_s && line.experts_s <= 0) {
            out->base_s += line.memory_s;
            out->stream_s += line.stream_s;
        } else {
            out->experts = out->experts || line.experts_s > 0;
            out->n_lines = add_line(lines, out->n_lines, &line);
        }
    }
    out->article = plan->design->method == METHOD_ARTICLE;
    out->stage = out->article ? 1 : 1 / (double)plan->design->cluster.pipeline_parallel;
    out->latency_s = plan->comms.latency_s;
    out->comm_s = plan->comms.s_per_token;
}

/* ---- evaluating ---------------------------------------------------------------------------------------- */

/* The part of a batch that passes the stages as one. */
static double part_of(const struct points *points, double batch) {
    return larger(batch * points->stage, 1);
}

/* What does not depend on the context: operators but attention, and communication. */
static double fixed_s(const struct points *points, double batch) {
    double sum = points->base_s + points->stream_s * batch;
    for (size_t i = 0; i < points->n_lines; i++) {
        const struct point_line *line = &points->lines[i];
        double memory = line->memory_s + line->stream_s * batch;
        if (line->experts_s > 0)
            memory -= line->experts_s * expm1(batch * line->expert_tokens * line->log_idle_share);
        sum += larger(line->compute_s * batch, memory);
    }
    return sum;
}

static double comm_s(const struct points *points, double batch) {
    double bandwidth_s = points->comm_s * batch;
    return points->article ? larger(points->latency_s, bandwidth_s) : points->latency_s + bandwidth_s;
}

double point_step_s(const struct points *points, double batch, double context) {
    double cached = 0;
    for (size_t i = 0; i < points->n_slopes; i++)
        cached += points->slopes[i].slope_s * smaller(context, points->slopes[i].window);
    double part = part_of(points, batch);
    return larger(fixed_s(points, part) + part * cached, comm_s(points, part));
}

/* One part, many contexts. Written a slope at a time, so that each inner loop is straight arithmetic on
 * arrays. */
static void row_s(const struct points *points, double part, const double *restrict contexts, size_t n,
                  double *restrict step_s) {
    double fixed = fixed_s(points, part), comm = comm_s(points, part);
    for (size_t i = 0; i < n; i++)
        step_s[i] = fixed;
    for (size_t k = 0; k < points->n_slopes; k++) {
        double slope = points->slopes[k].slope_s * part, window = points->slopes[k].window;
        for (size_t i = 0; i < n; i++)
            step_s[i] += slope * smaller(contexts[i], window);
    }
    for (size_t i = 0; i < n; i++)
        step_s[i] = larger(step_s[i], comm);
}

enum { BLOCK = 256 }; /* points whose sums stay in the nearest cache */

static void lines_s(const struct points *points, const double *restrict parts, size_t n,
                    double *restrict sum) {
    for (size_t i = 0; i < n; i++)
        sum[i] = points->base_s + points->stream_s * parts[i];
    for (size_t k = 0; k < points->n_lines; k++) {
        struct point_line line = points->lines[k];
        for (size_t i = 0; i < n; i++)
            sum[i] += larger(line.compute_s * parts[i], line.memory_s + line.stream_s * parts[i]);
    }
}

/* The same with experts: one exponential for each part that differs from the one before. */
static void routed_s(const struct points *points, const double *restrict parts, size_t n,
                     double *restrict sum) {
    double part = NAN, fixed = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(parts[i] <= part && parts[i] >= part)) {
            part = parts[i];
            fixed = fixed_s(points, part);
        }
        sum[i] = fixed;
    }
}

static void block_s(const struct points *points, const double *restrict batches,
                    const double *restrict contexts, size_t n, double *restrict step_s) {
    double parts[BLOCK];
    for (size_t i = 0; i < n; i++)
        parts[i] = part_of(points, batches[i]);
    if (points->experts)
        routed_s(points, parts, n, step_s);
    else
        lines_s(points, parts, n, step_s);
    for (size_t k = 0; k < points->n_slopes; k++) {
        struct point_slope slope = points->slopes[k];
        for (size_t i = 0; i < n; i++)
            step_s[i] += parts[i] * (slope.slope_s * smaller(contexts[i], slope.window));
    }
    for (size_t i = 0; i < n; i++)
        step_s[i] = larger(step_s[i], comm_s(points, parts[i]));
}

void point_steps_s(const struct points *points, const double *batches, const double *contexts, size_t n,
                   double *step_s) {
    for (size_t at = 0; at < n; at += BLOCK)
        block_s(points, batches + at, contexts + at, n - at < BLOCK ? n - at : BLOCK, step_s + at);
}

void point_grid_s(const struct points *points, const double *batches, size_t n_batches,
                  const double *contexts, size_t n_contexts, double *step_s) {
    for (size_t b = 0; b < n_batches; b++)
        for (size_t at = 0; at < n_contexts; at += BLOCK)
            row_s(points, part_of(points, batches[b]), contexts + at,
                  n_contexts - at < BLOCK ? n_contexts - at : BLOCK, step_s + b * n_contexts + at);
}
