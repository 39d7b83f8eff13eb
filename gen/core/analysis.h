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
    int64_t
        matmul; /* weights multiplied for one token: active less tables that are only looked up, LM head in */
    double counted; /* what the times use: the nominal figure where given, else total */
    bool nominal;
};

struct tensor {
    const char *name, *component; /* component: "embedding", "attention", … as in parameter_counts */
    int64_t rows, columns;        /* columns 1 for a vector */
    int64_t times;                /* copies in the whole model (layers × experts …) */
    int64_t count;                /* rows * columns * times */
};

struct capacity_row {
    int64_t context;
    double sequence_bytes; /* of one sequence in one tensor-parallel group, copies counted */
    int64_t max_batch;     /* sequences per replica; 0 where none fits */
};

struct capacity {
    double memory_bytes;       /* of all accelerators, as the spec lets the runtime use them */
    double weights_bytes;      /* as stored over all accelerators, copies counted */
    double kv_room_bytes;      /* negative: short by that much */
    bool fits;                 /* weights fit and one token's cache too */
    int64_t max_tokens;        /* cached tokens that fit, 0 where the weights do not */
    struct capacity_row *rows; /* one per context, in the spec's order */
    size_t n_rows;
};

struct decode_row {
    int64_t batch, context;
    double weights_s, kv_s, memory_s; /* memory_s = weights_s + kv_s (article: weights_s alone) */
    double compute_s;
    double comm_latency_s, comm_bandwidth_s, comm_s;
    double step_s;            /* overlapped: the floor that is quoted */
    double step_sum_s;        /* nothing overlapped */
    double step_calibrated_s; /* 0 without a calibration */
    enum bound bound;
    enum term term; /* the longest single term behind the bound */
    double tokens_per_s, tokens_per_s_per_user, tokens_per_s_per_accelerator;
    double flops, bytes, intensity; /* of the step on one accelerator */
    double kv_bytes;                /* the cache that this row needs, over the tensor-parallel group */
    double cost_per_million_tokens, energy_per_million_tokens_j; /* 0 where price or power is not given */
    bool fits;
};

struct prefill_row {
    int64_t batch, prompt_tokens;
    double compute_s, memory_s, comm_s, step_s, step_sum_s;
    double flops, bytes, intensity;
    double tokens_per_s;
    enum bound bound;
    bool fits;
};

enum phase { PHASE_PREFILL, PHASE_DECODE };

struct operator_row {
    enum phase phase;
    int64_t batch, context; /* prefill: context is the prompt's length */
    const char *name; /* "qkv_projection", "attention", "output_projection", "ffn", "router", "lm_head", … */
    double flops, bytes, intensity, time_s; /* of all layers, on one accelerator */
    enum bound bound;
};

struct comms {
    double messages_per_layer;           /* of one accelerator */
    double elements_per_token_per_layer; /* sent by one accelerator */
    double bytes_per_token;              /* all layers, sent by one accelerator */
    double all_reduces_per_layer;
    double hop_latency_s, layer_latency_s;
};

/* Serving one request at the workload's prompt and output length, batch by batch. */
struct serving_row {
    int64_t batch;
    double ttft_s, tpot_s, end_to_end_s;
    double input_cost_per_million, output_cost_per_million;
    bool fits;
};

struct analysis {
    struct parameter_counts params;
    double weights_bytes;      /* of one replica of the model */
    double kv_bytes_per_token; /* of one sequence's token, no copies, windows not yet full */
    double kv_bytes_per_token_per_accelerator;
    double kv_flops_per_token; /* to compute one token's k and v */
    double flops_per_token;    /* forward pass of one token, attention over the cache left out */
    double peak_flops_per_s;   /* of one accelerator at the compute dtype */
    double flops_per_byte, flops_per_comm_byte; /* of the accelerator; the latter 0 without a link */
    double compute_bound_batch; /* batch (tokens) where compute time equals weight-reading time */
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
};

#endif
