/* What the arithmetic answers. Plain numbers in SI base units, the unit in the name.
 *
 * All counts that can pass 2^53 by nature (FLOPs of a large prefill) are doubles; parameter counts are exact
 * int64. The formulas and their sources stand beside the functions that compute them (params.h, cache.h,
 * step.h, …). */
#ifndef CORE_ANALYSIS_H
#define CORE_ANALYSIS_H

#include "design.h"

enum bound { BOUND_MEMORY, BOUND_COMPUTE, BOUND_COMM };

/* What the memory time is made of, so that a page can say "by the weights" or "by the cache". */
enum term { TERM_WEIGHTS, TERM_CACHE, TERM_COMPUTE, TERM_COMM };

/* Exact counts. total = embedding + position + attention + ffn + router + norm + head + other. */
struct parameter_counts {
    int64_t total;  /* every stored weight, a tied head once */
    int64_t active; /* total less the routed experts that a token does not choose */
    int64_t embedding, position, attention, ffn, router, norm, head, other;
    int64_t matmul; /* weights of the matrices multiplied for one token: of the active ones; LM head in, tied
                       too; looked-up tables, norms and biases out */
    double counted; /* what the times use: the nominal figure where given, else total (article: 12 L d^2) */
    bool nominal;
    bool saturated; /* some count passes 2^63 - 1 and stands there at that: the model is absurd */
};

/* The operators of a step. Names by operator_name (operators.h). */
enum operator_id {
    OPERATOR_EMBEDDING,
    OPERATOR_NORMS,
    OPERATOR_QKV,
    OPERATOR_ATTENTION,
    OPERATOR_OUTPUT,
    OPERATOR_ROUTER,
    OPERATOR_FFN,
    OPERATOR_EXPERTS,
    OPERATOR_SHARED,
    OPERATOR_EXTRAS,
    OPERATOR_HEAD,
    OPERATOR_COUNT
};

struct tensor {
    const char *name, *component; /* component: "embedding", "attention", … as in parameter_counts */
    int64_t rows, columns;        /* inputs, outputs; columns 1 for a vector (2: a norm's weight and bias) */
    int64_t times;                /* copies in the whole model (layers × experts …) */
    int64_t count;                /* rows * columns * times */
    int64_t kind;                 /* index of the layer kind, -1 for what is outside the layers */
    enum operator_id op;          /* which reads it */
    bool matmul;                  /* multiplied: 2 FLOPs a weight */
    bool looked_up;               /* rows picked, never read whole (unless tied to the head) */
    bool routed;                  /* only top_k of n_experts copies a token */
    bool makes_cache;             /* its output is what is cached: copied where the cache is */
};

struct capacity_row {
    int64_t context;
    double sequence_bytes; /* of one sequence in one replica (tensor × pipeline parallel), copies counted */
    int64_t max_batch;     /* sequences per replica; 0 where none fits; INT64_MAX where one takes nothing */
};

struct capacity {
    double memory_bytes;       /* of all accelerators, as the spec lets the runtime use them: reserved out */
    double weights_bytes;      /* as stored over all accelerators, copies counted */
    double replica_room_bytes; /* kv_room_bytes of one replica; negative: short by that much */
    double kv_room_bytes;      /* negative: short by that much */
    bool fits;                 /* weights fit and one sequence of one token too */
    int64_t max_tokens; /* cached tokens of one sequence in each replica that fit, 0 where the weights do
                           not; windows taken as not yet full */
    double token_bytes; /* of one cached token in one replica, copies counted, windows not yet full */
    struct capacity_row *rows; /* one per context, in the spec's order */
    size_t n_rows;
};

struct decode_row {
    int64_t batch, context;
    double weights_s, kv_s, memory_s; /* memory_s = weights_s + kv_s (article: weights_s alone) */
    double activations_s;             /* rows looked up, residual stream: in the step, not in memory_s */
    double ops_s;                     /* sum over operators of max(compute, memory) */
    double ops_weights_s, ops_cache_s, ops_compute_s; /* ops_s by what holds each operator; activations count
                                                         as weights */
    double compute_s;
    double comm_latency_s, comm_bandwidth_s, comm_s;
    double step_s;            /* overlapped: the floor that is quoted */
    double step_sum_s;        /* nothing overlapped */
    double step_calibrated_s; /* 0 without a calibration */
    enum bound bound;
    enum term
        term; /* the longest of ops_weights_s less its activations, ops_cache_s, ops_compute_s, comm_s */
    double tokens_per_s, tokens_per_s_per_user, tokens_per_s_per_accelerator;
    double flops, bytes, intensity; /* of the step on one accelerator; with a pipeline, on the way of a part
                                       of the batch through all stages (step.h) */
    double kv_bytes; /* cache and states of the batch at the context in one replica, copies counted */
    double cost_per_million_tokens, energy_per_million_tokens_j; /* 0 where price or power is not given */
    bool fits;                                                   /* weights and kv_bytes */
};

/* `batch` prompts read at once, nothing cached before, the head for the last token of each alone. */
struct prefill_row {
    int64_t batch, prompt_tokens;
    double compute_s, memory_s, comm_s, step_s, step_sum_s;
    double weights_s, kv_s, activations_s, ops_s, comm_latency_s, comm_bandwidth_s;
    double step_calibrated_s; /* 0 without a calibration */
    double flops, bytes, intensity;
    double tokens_per_s;
    enum bound bound;
    enum term term;
    bool fits; /* weights and the prompts' cache */
};

enum phase { PHASE_PREFILL, PHASE_DECODE };

struct operator_row {
    enum phase phase;
    int64_t batch, context; /* prefill: context is the prompt's length */
    const char *name; /* "qkv_projection", "attention", "output_projection", "ffn", "router", "lm_head", … */
    enum operator_id op;
    double flops, bytes, intensity, time_s; /* of all layers, on one accelerator */
    enum bound bound;                       /* memory or compute */
};

/* What is sent, and how long it takes: latency_s + tokens × s_per_token (article: the greater of the two). */
struct comms {
    double messages_per_layer;           /* of one accelerator, layers averaged */
    double elements_per_token_per_layer; /* sent by one accelerator, layers averaged */
    double bytes_per_token;              /* all layers, sent by one accelerator */
    double all_reduces_per_layer;
    double layer_latency_s;
    double latency_s, s_per_token; /* of one step through all layers; of one token of it */
    double all_to_all_latency_s, all_to_all_s_per_token; /* the share of expert parallel in them */
    double pipeline_latency_s, pipeline_s_per_token;     /* the share of pipeline boundaries in them */
    int64_t domains;       /* nodes that a tensor-parallel group spans, 1: one */
    const char *algorithm; /* "mesh", "ring", …, "article" */
};

/* Serving at the workload's prompt and output length, batch by batch: all of a batch begins and ends
 * together. */
struct serving_row {
    int64_t batch;
    double ttft_s; /* prefill of the whole batch, first token sampled in it */
    double tpot_s; /* mean decode step of the tokens after the first, exact over the growing context */
    double end_to_end_s;
    double ttft_calibrated_s, tpot_calibrated_s; /* 0 without a calibration */
    double tokens_per_s;                         /* output tokens of all replicas over the whole time */
    double input_cost_per_million, output_cost_per_million; /* 0 without a price */
    double input_energy_per_million_j, output_energy_per_million_j;
    double input_cost_calibrated_per_million, output_cost_calibrated_per_million; /* 0 without one */
    double input_energy_calibrated_per_million_j, output_energy_calibrated_per_million_j;
    bool fits; /* the cache of prompt and output too */
};

/* One pass over 12 L d^2 weights: what the article plots against tokens. */
struct article_pass {
    double parameters; /* 12 L d^2, whatever nominal figure there is */
    double weights_bytes;
    double one_accelerator_s, replica_s; /* reading them on one accelerator, and on all of a replica */
    double token_s;                      /* computing one token on one accelerator */
};

struct plan; /* operators.h: what one needs for steps beyond the rows, with step_decode and step_prefill */

struct analysis {
    struct parameter_counts params;
    double weights_bytes;      /* of one replica of the model, nothing copied */
    double weights_read_bytes; /* of one decode step at batch 1, all accelerators of a replica */
    double kv_bytes_per_token; /* of one sequence's token, no copies, windows not yet full */
    double kv_bytes_per_token_per_accelerator;
    double state_bytes_per_sequence; /* what a sequence takes whatever its length; 0: nothing */
    double kv_flops_per_token;       /* to compute one token's k and v */
    double flops_per_token;          /* forward pass of one token, attention over the cache left out */
    double peak_flops_per_s;         /* of one accelerator at the compute dtype */
    double flops_per_byte, flops_per_comm_byte; /* of the accelerator; the latter 0 without a link */
    double compute_bound_batch; /* tokens where computing the matrices takes as long as reading them */
    struct article_pass pass;
    struct capacity capacity;
    struct comms comms;
    struct decode_row *decode; /* every batch × context, the context varying fastest, in the spec's order */
    size_t n_decode;
    struct prefill_row *prefill;
    size_t n_prefill;
    struct operator_row *operators;
    size_t n_operators;
    struct serving_row *serving;
    size_t n_serving;
    const struct plan *plan; /* in the same memory */
};

/* Bytes of memory that analysis_run needs; SIZE_MAX - 15 where no memory could hold it. */
size_t analysis_bytes(const struct design *design);

/* Answers everything. The arrays lie in `memory`, of analysis_bytes and aligned for any object, which must
 * outlive the analysis, as must the design. tensor_parallel, pipeline_parallel, data_parallel are at least 1.
 */
void analysis_run(const struct design *design, void *memory, struct analysis *out);

#endif
