/* Decode steps by the many millions: what depends on model, machine and layout alone is worked out once, and
 * a point (batch, context) then costs a few multiply-adds and maxima. Seconds, batch and context as doubles.
 *
 * Same answer as step_decode_s to a relative 1e-12, the order of the sums being another. What is folded:
 * operators that are never bound by compute become one straight line of the batch; operators that turn
 * compute-bound at the same batch (all plain matrices of one dtype) become one maximum; attention over layers
 * of one window becomes one slope, for both its FLOPs and its bytes are proportional to the tokens cached. */
#ifndef CORE_POINT_H
#define CORE_POINT_H

#include "operators.h"

/* max(compute·B, memory + stream·B + experts·(1 - idle_share^(B·expert_tokens))) */
struct point_line {
    double compute_s, memory_s, stream_s;
    double experts_s, log_idle_share, expert_tokens; /* log_idle_share: -infinity where all are chosen */
};

/* slope · B · min(context, window) */
struct point_slope {
    double slope_s, window; /* infinity: every token */
};

struct points {
    const struct point_line *lines;
    size_t n_lines;
    const struct point_slope *slopes;
    size_t n_slopes;
    double stage; /* 1 over the stages of the pipeline: a part of a batch is max(batch·stage, 1) */
    double base_s, stream_s;  /* base + stream·B: what is never bound by compute */
    bool experts;             /* some line has experts_s */
    bool article;             /* comms: the greater of latency and throughput, not their sum */
    double latency_s, comm_s; /* of a step; of one token */
};

/* Fills `lines` and `slopes`, both of at least plan->n_works, borrowed by `out` for as long as it is used. */
void points_prepare(const struct plan *plan, struct point_line *lines, struct point_slope *slopes,
                    struct points *out);

/* One step. */
double point_step_s(const struct points *points, double batch, double context);

/* n points; a batch equal to the one before it costs no exponential. */
void point_steps_s(const struct points *points, const double *batches, const double *contexts, size_t n,
                   double *step_s);

/* Every batch × context, the context varying fastest. */
void point_grid_s(const struct points *points, const double *batches, size_t n_batches,
                  const double *contexts, size_t n_contexts, double *step_s);

#endif
