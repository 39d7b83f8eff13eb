/* What the arithmetic is asked about: a model, a machine, how the one is laid on the other, and a workload.
 *
 * Plain numbers in SI base units: bytes, seconds, FLOP/s, bytes/s (1 GB = 1e9). Strings and arrays are
 * borrowed. The core trusts these values: whoever fills them (gen/spec) has checked each to be finite and in
 * range. */
#ifndef CORE_DESIGN_H
#define CORE_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dtype { FP32, TF32, BF16, FP16, FP8, INT8, FP4, INT4, DTYPE_COUNT };

extern const char *const dtype_names[DTYPE_COUNT + 1]; /* "bf16"; here and below NULL behind the last */

/* Bytes of one value, 0.5 for the four-bit kinds. */
double dtype_bytes(enum dtype dtype);

/* ---- the model ---------------------------------------------------------------------------------------- */

enum attention_kind {
    ATTENTION_NONE,    /* a layer without attention and so without a cache */
    ATTENTION_FULL,    /* every earlier token */
    ATTENTION_SLIDING, /* the last `window` tokens */
    ATTENTION_CHUNKED, /* the tokens of the current chunk of `window` */
    ATTENTION_LATENT   /* multi-head latent attention: the cache is kv_rank + d_rope values a token */
};

enum qk_norm {
    QK_NORM_NONE,
    QK_NORM_PER_HEAD /* d_head weights each */,
    QK_NORM_WHOLE /* H*h and K*h weights */
};

struct attention {
    enum attention_kind kind;
    int64_t n_heads;    /* H, query heads */
    int64_t n_kv_heads; /* K, heads of the cache; H for multi-head, 1 for multi-query */
    int64_t d_head;     /* h, width of a query and key head (latent: without the rotary part) */
    int64_t d_value;    /* width of a value head; 0: d_head, as in all but latent attention */
    int64_t window;     /* tokens, for sliding and chunked */
    int64_t q_rank;     /* latent: rank of the query's projection, 0 where W_q is whole */
    int64_t kv_rank;    /* latent: rank of keys and values, what is cached */
    int64_t d_rope;     /* latent: width of the shared rotary key, cached beside it */
    bool q_bias, kv_bias, o_bias;
    enum qk_norm qk_norm;
    int64_t qk_norm_weights; /* weights per normed unit: 1 rmsnorm, 2 layernorm */
    bool sinks;              /* one learned value a head */
};

/* d_value, or d_head where that is 0. */
static inline int64_t attention_value_width(const struct attention *attention) {
    return attention->d_value > 0 ? attention->d_value : attention->d_head;
}
/* Whether no more than `window` tokens are seen. */
static inline bool attention_windowed(const struct attention *attention) {
    return (attention->kind == ATTENTION_SLIDING || attention->kind == ATTENTION_CHUNKED) &&
           attention->window > 0;
}

struct feed_forward {
    int64_t d_ff;      /* F, width of the dense feed-forward, 0 where there is none; a layer with experts may
                          have one beside them */
    int matrices;      /* g: 2 plain, 3 gated */
    bool bias;         /* on every matrix */
    int64_t n_experts; /* E, 0 for a dense layer */
    int64_t top_k;     /* k, experts chosen per token */
    int64_t d_expert;  /* width of one expert */
    int64_t d_shared;  /* width of all shared experts together, 0 where there is none */
    bool shared_gate;  /* d_model weights that gate the shared expert */
    bool router_bias;  /* E values, whether a bias or a score correction */
    bool expert_bias;
};

/* Layers of one shape. */
struct layer_kind {
    int64_t n_layers;
    struct attention attention;
    struct feed_forward ffn;
    int64_t norms; /* norms of width d_model in a layer (q/k norms not counted here) */
    bool parallel; /* attention and feed-forward side by side: one all-reduce a layer instead of two */
};

/* A tensor that the fields above do not tell of. */
struct extra_tensor {
    const char *name;
    const char *component; /* "embedding", "attention", "ffn", "norm", "head", "other" */
    int64_t rows, columns; /* columns 1 for a vector */
    int64_t times;         /* copies in the model, say one for each of L layers */
    bool matmul;           /* multiplied with every token: read each step, 2 FLOPs a weight */
};

struct model {
    const char *name, *source, *family;
    double n_parameters; /* nominal count that overrides the exact one where > 0 (52e9); weights' bytes follow
                            it */
    int64_t d_model, vocab_size;
    int64_t d_embedding; /* width of the token embedding and of the head where it is not d_model; 0: d_model.
                            Projections between the two are extras */
    bool tied_embeddings, head_bias;
    int64_t position_rows; /* learned positions, rows of width d_model; 0 for rotary and ALiBi */
    int64_t norm_weights;  /* weights per channel of a norm: 1 rmsnorm or no bias, 2 layernorm */
    bool final_norm;
    double state_values; /* values that layers without a cache keep of a sequence whatever its length, all
                            layers together: recurrent states, tails of convolutions; 0: none */
    const struct layer_kind *kinds;
    size_t n_kinds;
    const struct extra_tensor *extras;
    size_t n_extras;
};

/* ---- the machine -------------------------------------------------------------------------------------- */

enum confidence {
    CONFIDENCE_DATASHEET,
    CONFIDENCE_THIRD_PARTY,
    CONFIDENCE_DERIVED,
    CONFIDENCE_DISPUTED,
    CONFIDENCE_ASSUMED,
    CONFIDENCE_GIVEN, /* the spec's own choice, not a fact about the world: 4 accelerators */
    CONFIDENCE_COUNT
};

struct accelerator {
    const char *name, *source;
    double peak_flops_per_s[DTYPE_COUNT]; /* dense; 0 where the machine has no such path */
    double memory_bytes;                  /* nameplate */
    double usable_memory_bytes;           /* what a program sees; nameplate where that is not known */
    double memory_bandwidth_bytes_per_s;
    double link_bandwidth_bytes_per_s; /* one way, all links of one accelerator; 0 where there is none (then
                                          nothing that needs a link takes time) */
    double link_latency_s;             /* of one message */
    int64_t link_domain;               /* accelerators that the link joins; 0: any number */
    double internode_bandwidth_bytes_per_s, internode_latency_s; /* between domains; 0: not given */
    double tdp_w;                                                /* 0: not given */
};

/* ---- how the model is laid on the machine ----------------------------------------------------------------
 */

/* How partial sums of m bytes become one sum on each of N accelerators; alpha is the latency of a message, C
 * the link's bandwidth one way. Times in comms.h. */
enum all_reduce {
    ALL_REDUCE_MESH,       /* the default: N-1 sends at once of m/N each, added, N-1 sends at once again */
    ALL_REDUCE_RING,       /* 2(N-1) hops of m/N each, one after the other */
    ALL_REDUCE_ONE_SHOT,   /* N-1 sends at once of the whole m, each adds for itself */
    ALL_REDUCE_IN_NETWORK, /* the switch adds: m up, m down */
    ALL_REDUCE_COUNT
};
extern const char *const all_reduce_names[ALL_REDUCE_COUNT + 1]; /* "in-network" */

struct cluster {
    int64_t count;             /* accelerators in all */
    int64_t tensor_parallel;   /* N */
    int64_t pipeline_parallel; /* 1: none */
    int64_t data_parallel;     /* count / (tensor * pipeline): replicas, each with its own batch */
    int64_t expert_parallel;   /* 1: none */
    enum all_reduce all_reduce;
    double memory_fraction; /* of usable memory that the runtime may take, 1 by default */
    double reserved_bytes;  /* per accelerator, for activations and the runtime; 0 by default */
    double price_per_hour;  /* USD per accelerator, 0: not given */
    double pue;             /* power usage effectiveness, 1 by default */
    double utilisation;     /* share of time that serves requests, 1 by default */
};

struct precision {
    enum dtype weights, kv_cache, activations, compute; /* compute: whose peak counts */
};

struct workload {
    const int64_t *batch_sizes;
    size_t n_batch_sizes;
    const int64_t *contexts; /* tokens already cached */
    size_t n_contexts;
    int64_t prompt_tokens, output_tokens;
};

enum method { METHOD_OPERATOR, METHOD_ARTICLE, METHOD_COUNT };
extern const char *const method_names[METHOD_COUNT + 1]; /* "operator" */

/* Efficiencies fitted to measurements (1 and 0 where nothing was fitted). */
struct calibration {
    bool present;
    double compute_efficiency, memory_efficiency, link_efficiency;
    double layer_overhead_s, step_overhead_s;
};

struct design {
    struct model model;
    struct accelerator accelerator;
    struct cluster cluster;
    struct precision precision;
    struct workload workload;
    enum method method;
    struct calibration calibration;
};

#endif
