/* See measure.h. Never allocates; every formula of a step stands in step.c and serving.c. */
#include "measure.h"
#include "capacity.h"
#include "over.h"
#include "serving.h"
#include "step.h"

#include <math.h>

const char *const metric_names[METRIC_COUNT + 1] = {
    [METRIC_DECODE_STEP] = "decode_step",
    [METRIC_PREFILL] = "prefill",
    [METRIC_TTFT] = "ttft",
    [METRIC_TPOT] = "tpot",
    [METRIC_END_TO_END] = "end_to_end",
    [METRIC_OUTPUT_RATE] = "output_rate",
    [METRIC_MATRIX_FFN] = "matrix_ffn",
    [METRIC_MATRIX_OUTPUT] = "matrix_output",
    [METRIC_MEMORY] = "memory",
    [METRIC_OUT_OF_MEMORY] = "out_of_memory",
};

const struct metric_info metrics[METRIC_COUNT] = {
    [METRIC_DECODE_STEP] = {"one step", METRIC_OF_TIME, .context = true},
    [METRIC_PREFILL] = {"the prompt", METRIC_OF_TIME, .prompt = true},
    [METRIC_TTFT] = {"the first token", METRIC_OF_TIME, .prompt = true},
    [METRIC_TPOT] = {"each token after it", METRIC_OF_TIME, .prompt = true, .output = true},
    [METRIC_END_TO_END] = {"the whole request", METRIC_OF_TIME, .prompt = true, .output = true},
    [METRIC_OUTPUT_RATE] = {"the whole request", METRIC_OF_RATE, .prompt = true, .output = true},
    [METRIC_MATRIX_FFN] = {"a feed-forward matrix", METRIC_OF_TIME, .prompt = true},
    [METRIC_MATRIX_OUTPUT] = {"an output projection", METRIC_OF_TIME, .prompt = true},
    [METRIC_MEMORY] = {"one accelerator's memory", METRIC_OF_BYTES, .prompt = true, .output = true},
    [METRIC_OUT_OF_MEMORY] = {"does not fit", METRIC_OF_NOTHING, .prompt = true, .output = true},
};

/* ---- one matrix ---------------------------------------------------------------------------------------- */

/* Weights of the matrix on one accelerator, of the first kind of layer that has it; 0: none has. */
static double matrix_weights(const struct plan *plan, enum metric metric) {
    const struct model *model = &plan->design->model;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct attention *a = &model->kinds[i].attention;
        double rows = metric == METRIC_MATRIX_FFN ? (double)model->kinds[i].ffn.d_ff
                      : a->kind != ATTENTION_NONE ? (double)(a->n_heads * attention_value_width(a))
                                                  : 0;
        if (rows > 0)
            return rows * (double)model->d_model / (double)plan->design->cluster.tensor_parallel;
    }
    return 0;
}

static struct calibration_part matrix_part(const struct plan *plan, const struct measure_point *p) {
    double weights = matrix_weights(plan, p->metric), tokens = (double)p->batch * (double)p->prompt_tokens;
    double bytes = weights * dtype_bytes(plan->design->precision.weights);
    return (struct calibration_part){over(2 * weights * tokens, plan->flops_per_s),
                                     over(bytes, plan->bytes_per_s)};
}

/* ---- times --------------------------------------------------------------------------------------------- */

static double prompt_s(const struct plan *plan, const struct measure_point *p, bool calibrated) {
    struct prefill_row row;
    step_prefill(plan, p->batch, p->prompt_tokens, &row);
    return calibrated ? row.step_calibrated_s : row.step_s;
}

static double step_s(const struct plan *plan, const struct measure_point *p, bool calibrated) {
    double batch = (double)p->batch, context = (double)p->context;
    return calibrated ? step_calibrated_s(plan, PHASE_DECODE, batch, context)
                      : step_decode_s(plan, batch, context);
}

/* All steps after the first token. */
static double steps_s(const struct plan *plan, const struct measure_point *p, bool calibrated) {
    int64_t first = p->prompt_tokens, last = p->prompt_tokens + p->output_tokens - 2;
    if (last < first)
        return 0; /* LCOV_EXCL_LINE: the readers ask for two output tokens */
    return calibrated ? serving_sum_calibrated_s(plan, (double)p->batch, first, last)
                      : serving_sum_s(plan, (double)p->batch, first, last);
}

static double matrix_s(const struct plan *plan, const struct measure_point *p, bool calibrated) {
    struct calibration_part part = matrix_part(plan, p);
    const struct calibration *c = &plan->design->calibration;
    if (!calibrated)
        return fmax(part.compute_s, part.memory_s);
    return fmax(part.compute_s / c->compute_efficiency, part.memory_s / c->memory_efficiency);
}

static double time_s(const struct plan *plan, const struct measure_point *p, bool calibrated) {
    switch (p->metric) {
    case METRIC_DECODE_STEP:
        return step_s(plan, p, calibrated);
    case METRIC_PREFILL:
    case METRIC_TTFT:
        return prompt_s(plan, p, calibrated);
    case METRIC_TPOT:
        return p->output_tokens > 1 ? steps_s(plan, p, calibrated) / (double)(p->output_tokens - 1) : 0;
    case METRIC_END_TO_END:
    case METRIC_OUTPUT_RATE:
        return prompt_s(plan, p, calibrated) + steps_s(plan, p, calibrated);
    case METRIC_MATRIX_FFN:
    case METRIC_MATRIX_OUTPUT:
        return matrix_s(plan, p, calibrated);
    default:      /* LCOV_EXCL_LINE: of memory, which has no time */
        return 0; /* LCOV_EXCL_LINE: nobody asks */
    }
}

double measure_floor_s(const struct plan *plan, const struct measure_point *point) {
    return time_s(plan, point, false);
}

double measure_calibrated_s(const struct plan *plan, const struct measure_point *point) {
    return plan->design->calibration.present ? time_s(plan, point, true) : 0;
}

double measure_memory_bytes(const struct plan *plan, const struct measure_point *p) {
    double tokens = (double)(p->prompt_tokens + p->output_tokens);
    double cache = (double)p->batch * capacity_sequence_bytes(plan->design, tokens);
    return (plan->weights_bytes + cache) / plan->replica_size;
}

/* ---- the fit's sample ---------------------------------------------------------------------------------- */

size_t measure_parts(const struct plan *plan) {
    return 2 * calibrate_parts(plan) + 1;
}

/* A growing context counts as its mean: a step is nearly linear in it. */
static void add_steps(const struct plan *plan, const struct measure_point *p, double times,
                      struct calibration_sample *sample) {
    double steps = (double)(p->output_tokens - 1);
    if (steps > 0)
        calibrate_add(plan, PHASE_DECODE, (double)p->batch, (double)p->prompt_tokens + (steps - 1) / 2,
                      times > 0 ? times : steps, sample);
}

bool measure_sample(const struct plan *plan, const struct measure_point *p,
                    struct calibration_sample *sample) {
    double batch = (double)p->batch;
    switch (p->metric) {
    case METRIC_DECODE_STEP:
        calibrate_add(plan, PHASE_DECODE, batch, (double)p->context, 1, sample);
        return true;
    case METRIC_TPOT:
        add_steps(plan, p, 1, sample);
        return p->output_tokens > 1;
    case METRIC_PREFILL:
    case METRIC_TTFT:
        calibrate_add(plan, PHASE_PREFILL, batch, (double)p->prompt_tokens, 1, sample);
        return true;
    case METRIC_END_TO_END:
    case METRIC_OUTPUT_RATE:
        calibrate_add(plan, PHASE_PREFILL, batch, (double)p->prompt_tokens, 1, sample);
        add_steps(plan, p, 0, sample);
        return true;
    case METRIC_MATRIX_FFN:
    case METRIC_MATRIX_OUTPUT:
        sample->parts[sample->n_parts++] = matrix_part(plan, p);
        return matrix_weights(plan, p->metric) > 0;
    default:
        return false;
    }
}
