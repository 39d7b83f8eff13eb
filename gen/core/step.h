/* One step: decoding one token for each sequence of a batch, or reading their prompts. Seconds.
 *
 * Operator: ops = sum over operators of max(FLOPs/pi, bytes/beta); step = max(ops, comms), overlapped, and
 * their sum. Article: step = max(memory, compute, comms) and the sum max(memory, compute) + comms; memory
 * leaves the cache's reads out. Calibrated: ops at the fitted efficiencies + comms at theirs + an overhead a
 * layer and a step, nothing overlapped. A pipeline's stages work one after the other, its bubbles unfilled.
 * Rates count all replicas. Source: reference arithmetic, sections 1 and 4. A step is never under one of its
 * terms. */
#ifndef CORE_STEP_H
#define CORE_STEP_H

#include "operators.h"

void step_decode(const struct plan *plan, int64_t batch, int64_t context, struct decode_row *out);
void step_prefill(const struct plan *plan, int64_t batch, int64_t prompt_tokens, struct prefill_row *out);

/* The same step's operators, those of one name added up over the layer kinds; at most OPERATOR_COUNT rows.
 * Returns how many. */
size_t step_operators(const struct plan *plan, enum phase phase, int64_t batch, int64_t context,
                      struct operator_row *out);

/* How a batch passes the stages of a pipeline: in parts of `batch` sequences (a mean, so perhaps broken),
 * worth `passes` of one part through all stages. Without a pipeline the batch itself, once. */
struct passage {
    double batch, passes;
};
struct passage step_passage(const struct plan *plan, enum phase phase, double batch, double context);

/* Time of exchange in one pass of such a part. */
double step_pass_comm_s(const struct plan *plan, enum phase phase, double batch, double context);

/* Time of the operators alone at efficiencies of compute and memory (1 and 1: the floor). */
double step_ops_s(const struct plan *plan, enum phase phase, double batch, double context,
                  double compute_efficiency, double memory_efficiency);

/* Time of the whole step: the floor, overlapped; and calibrated (0 without a calibration). */
double step_decode_s(const struct plan *plan, double batch, double context);
double step_calibrated_s(const struct plan *plan, enum phase phase, double batch, double context);

/* Tokens in a batch from which computing the matrices takes as long as reading their weights: pi/beta for the
 * article at 16 bit; for the operator method pi·b_w/(2·beta) where all weights are read at every batch, and
 * solved for where experts are not. */
double step_compute_bound_batch(const struct plan *plan);

/* USD, and J at most, of a million tokens when a replica makes `tokens_per_s`. */
double step_cost_per_million(const struct plan *plan, double tokens_per_s);
double step_energy_per_million_j(const struct plan *plan, double tokens_per_s);

#endif
