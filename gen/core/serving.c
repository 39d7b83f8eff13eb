/* Requests over a growing context. Never allocates, never steps token by token. Units: seconds, USD, J. */
#include "serving.h"
#include "capacity.h"
#include "over.h"
#include "step.h"

#include <math.h>

typedef double step_function(const struct plan *plan, double batch, double context);

static double calibrated(const struct plan *plan, double batch, double context) {
    return step_calibrated_s(plan, PHASE_DECODE, batch, context);
}

/* Last context, at most `last`, up to which no window fills behind `first`. */
static int64_t stretch_end(const struct plan *plan, int64_t first, int64_t last) {
    for (size_t i = 0; i < plan->n_works; i++) {
        const struct attention *attention = plan->works[i].attention;
        if (attention != NULL && attention_windowed(attention) && attention->window > first &&
            attention->window < last)
            last = attention->window;
    }
    return last;
}

/* The sum of a function that is linear on [first, last]. */
static double series(const struct plan *plan, step_function *step, double batch, int64_t first,
                     int64_t last) {
    double count = (double)(last - first) + 1;
    return count * (step(plan, batch, (double)first) + step(plan, batch, (double)last)) / 2;
}

/* The same where it may be flat up to some place, while communication hides the operators, and linear from
 * there. */
static double bent_series(const struct plan *plan, step_function *step, double batch, int64_t first,
                          int64_t last) {
    double flat = step(plan, batch, (double)first);
    if (step(plan, batch, (double)last) <= flat)
        return flat * ((double)(last - first) + 1);
    int64_t low = first, high = last; /* step(low) is flat, step(high) above */
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (step(plan, batch, (double)middle) > flat)
            high = middle;
        else
            low = middle;
    }
    return flat * ((double)(low - first) + 1) + series(plan, step, batch, high, last);
}

static double sum_steps(const struct plan *plan, step_function *step, double batch, int64_t first,
                        int64_t last) {
    double sum = 0;
    while (first <= last) {
        int64_t end = stretch_end(plan, first, last);
        sum += bent_series(plan, step, batch, first, end);
        first = end + 1;
    }
    return sum;
}

double serving_sum_s(const struct plan *plan, double batch, int64_t first, int64_t last) {
    return sum_steps(plan, step_decode_s, batch, first, last);
}

double serving_sum_calibrated_s(const struct plan *plan, double batch, int64_t first, int64_t last) {
    return plan->design->calibration.present ? sum_steps(plan, calibrated, batch, first, last) : 0;
}

static void price(const struct plan *plan, double tokens_per_s, double *cost, double *energy_j) {
    *cost = step_cost_per_million(plan, tokens_per_s);
    *energy_j = step_energy_per_million_j(plan, tokens_per_s);
}

void serving_fill(const struct plan *plan, int64_t batch, struct serving_row *out) {
    const struct workload *w = &plan->design->workload;
    double b = (double)batch, steps = (double)(w->output_tokens - 1);
    struct prefill_row prefill;
    step_prefill(plan, batch, w->prompt_tokens, &prefill);
    *out = (struct serving_row){.batch = batch, .ttft_s = prefill.step_s};
    out->ttft_calibrated_s = prefill.step_calibrated_s;
    if (w->output_tokens > 1) {
        int64_t first = w->prompt_tokens, last = w->prompt_tokens + w->output_tokens - 2;
        out->tpot_s = serving_sum_s(plan, b, first, last) / steps;
        out->tpot_calibrated_s = serving_sum_calibrated_s(plan, b, first, last) / steps;
    }
    out->end_to_end_s = out->ttft_s + (w->output_tokens > 1 ? steps * out->tpot_s : 0);
    out->tokens_per_s =
        over(b * (double)w->output_tokens * (double)plan->design->cluster.data_parallel, out->end_to_end_s);
    double input = b * (double)w->prompt_tokens;
    price(plan, over(input, out->ttft_s), &out->input_cost_per_million, &out->input_energy_per_million_j);
    price(plan, over(b, out->tpot_s), &out->output_cost_per_million, &out->output_energy_per_million_j);
    price(plan, over(input, out->ttft_calibrated_s), &out->input_cost_calibrated_per_million,
          &out->input_energy_calibrated_per_million_j);
    price(plan, over(b, out->tpot_calibrated_s), &out->output_cost_calibrated_per_million,
          &out->output_energy_calibrated_per_million_j);
    double needed = b * capacity_sequence_bytes(plan->design, (double)(w->prompt_tokens + w->output_tokens));
    out->fits = needed <= plan->replica_room_bytes;
}
