/* What can be measured of a running model, and what the arithmetic says of the same thing: its floor, what a
 * calibration predicts, and the sample that a fit takes of it. Seconds, bytes.
 *
 * Requests of `batch` sequences of `prompt_tokens` that each make `output_tokens`, all together. The first
 * output token comes with the prompt, so o tokens are a prompt and o - 1 decode steps at contexts T … T+o-2
 * (reference arithmetic, section 4). A matrix is one of one layer at the prompts' length, alone: the longer
 * of 2·B·T·rows·columns/(N·pi) and its weights' bytes/(N·beta), no layer's or step's overhead with it. */
#ifndef CORE_MEASURE_H
#define CORE_MEASURE_H

#include "calibrate.h"

enum metric {
    METRIC_DECODE_STEP,   /* one step at `context` */
    METRIC_PREFILL,       /* the prompts */
    METRIC_TTFT,          /* the same: until the first token */
    METRIC_TPOT,          /* mean step after it */
    METRIC_END_TO_END,    /* from prompt to last token */
    METRIC_OUTPUT_RATE,   /* output tokens of all sequences over the end-to-end time */
    METRIC_MATRIX_FFN,    /* one matrix d × F of the feed-forward */
    METRIC_MATRIX_OUTPUT, /* the attention's output projection, H·h × d */
    METRIC_MEMORY,        /* bytes taken on one accelerator at the end of the request */
    METRIC_OUT_OF_MEMORY, /* it did not run */
    METRIC_COUNT
};

/* What a metric is of. */
enum metric_of { METRIC_OF_TIME, METRIC_OF_RATE, METRIC_OF_BYTES, METRIC_OF_NOTHING };

struct metric_info {
    const char *words; /* "one step" */
    enum metric_of of;
    bool context, prompt, output; /* which lengths it depends on */
};
extern const struct metric_info metrics[METRIC_COUNT];
extern const char *const metric_names[METRIC_COUNT + 1]; /* "decode_step"; NULL behind the last */

struct measure_point {
    enum metric metric;
    int64_t batch, context, prompt_tokens, output_tokens;
};

/* The floor of a time, or of the time behind a rate; 0 for what has none: memory, or a matrix that the model
 * has not. */
double measure_floor_s(const struct plan *plan, const struct measure_point *point);

/* The same by the design's calibration; 0 without one. */
double measure_calibrated_s(const struct plan *plan, const struct measure_point *point);

/* Weights and cache on one accelerator of the replica, at the end of the request. */
double measure_memory_bytes(const struct plan *plan, const struct measure_point *point);

/* Adds what the fit needs to a sample of zeros whose parts have room for measure_parts. False: there is no
 * time to fit in this metric. */
size_t measure_parts(const struct plan *plan);
bool measure_sample(const struct plan *plan, const struct measure_point *point,
                    struct calibration_sample *sample);

#endif
