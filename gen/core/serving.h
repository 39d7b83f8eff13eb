/* Serving requests from first prompt token to last output token. Seconds, USD, J.
 *
 * TTFT: reading the prompts of the batch, with the head once. TPOT: the mean over output tokens 2 … o of the
 * decode step at contexts T … T+o-2, an exact sum, not a sample: between the places where a window fills or
 * the operators overtake communication a step is linear in the context, so each stretch is summed as an
 * arithmetic series. End to end: TTFT + (o-1)·TPOT. Input tokens are priced at the prefill's rate, output
 * tokens at the decode's. Source: reference arithmetic, section 4. */
#ifndef CORE_SERVING_H
#define CORE_SERVING_H

#include "operators.h"

void serving_fill(const struct plan *plan, int64_t batch, struct serving_row *out);

/* Sum of the decode step over contexts first … last, both in: the floor, and calibrated (0 without one). */
double serving_sum_s(const struct plan *plan, double batch, int64_t first, int64_t last);
double serving_sum_calibrated_s(const struct plan *plan, double batch, int64_t first, int64_t last);

#endif
