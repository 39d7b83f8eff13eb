/* Designs filled by hand for the core's tests: shapes from the publishers' configurations, machines from
 * their data sheets. Each `design_*` gives a whole design that borrows static arrays alone. */
#ifndef TESTS_CORE_DESIGNS_H
#define TESTS_CORE_DESIGNS_H

#include "../gen/core/analysis.h"

#include <math.h>
#include <stdlib.h>

/* Equal to a relative `bound`. Used where cmocka is included. */
#define assert_near(value, expected, bound)                                                                  \
    do {                                                                                                     \
        double near_value = (value), near_expected = (expected);                                             \
        if (!(fabs(near_value - near_expected) <= (bound)*fabs(near_expected)))                              \
            fail_msg("%s: %.17g, not %.17g", #value, near_value, near_expected);                             \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline struct accelerator machine(double flops, double memory, double bandwidth, double link) {
    struct accelerator a = {.name = "test",
                            .memory_bytes = memory,
                            .usable_memory_bytes = memory,
                            .memory_bandwidth_bytes_per_s = bandwidth,
                            .link_bandwidth_bytes_per_s = link,
                            .link_latency_s = 8e-6};
    for (int i = 0; i < DTYPE_COUNT; i++)
        a.peak_flops_per_s[i] = flops;
    return a;
}

/* The article's A100-SXM-40GB. */
static inline struct accelerator a100_40(void) {
    return machine(312e12, 40e9, 1.5e12, 300e9);
}

static inline struct accelerator h100(void) {
    return machine(989.5e12, 80e9, 3.35e12, 450e9);
}

static inline struct design lay(struct model model, struct accelerator accelerator, int64_t tensor_parallel) {
    return (struct design){.model = model,
                           .accelerator = accelerator,
                           .cluster = {.count = tensor_parallel,
                                       .tensor_parallel = tensor_parallel,
                                       .pipeline_parallel = 1,
                                       .data_parallel = 1,
                                       .expert_parallel = 1,
                                       .memory_fraction = 1,
                                       .pue = 1,
                                       .utilisation = 1},
                           .precision = {FP16, FP16, FP16, FP16},
                           .workload = {.prompt_tokens = 512, .output_tokens = 128}};
}

/* A GPT of the article's kind: full heads, plain feed-forward of 4d, nothing tied. */
static inline struct model gpt(struct layer_kind *kind, int64_t layers, int64_t d, int64_t heads,
                               int64_t head, int64_t vocabulary) {
    *kind = (struct layer_kind){.n_layers = layers,
                                .attention = {.kind = ATTENTION_FULL,
                                              .n_heads = heads,
                                              .n_kv_heads = heads,
                                              .d_head = head,
                                              .d_value = head},
                                .ffn = {.d_ff = 4 * d, .matrices = 2},
                                .norms = 2};
    return (struct model){.name = "gpt",
                          .d_model = d,
                          .vocab_size = vocabulary,
                          .norm_weights = 2,
                          .final_norm = true,
                          .kinds = kind,
                          .n_kinds = 1};
}

/* Llama and what follows it: grouped heads, gated feed-forward, rmsnorm, no biases. */
static inline struct model llama(struct layer_kind *kind, int64_t layers, int64_t d, int64_t heads,
                                 int64_t kv_heads, int64_t head, int64_t d_ff, int64_t vocabulary) {
    *kind = (struct layer_kind){.n_layers = layers,
                                .attention = {.kind = ATTENTION_FULL,
                                              .n_heads = heads,
                                              .n_kv_heads = kv_heads,
                                              .d_head = head,
                                              .d_value = head},
                                .ffn = {.d_ff = d_ff, .matrices = 3},
                                .norms = 2};
    return (struct model){.name = "llama",
                          .d_model = d,
                          .vocab_size = vocabulary,
                          .norm_weights = 1,
                          .final_norm = true,
                          .kinds = kind,
                          .n_kinds = 1};
}

static inline struct model llama_70b(struct layer_kind *kind) {
    return llama(kind, 80, 8192, 64, 8, 128, 28672, 128256);
}

static inline struct model llama_8b(struct layer_kind *kind) {
    return llama(kind, 32, 4096, 32, 8, 128, 14336, 128256);
}

/* Mixtral 8x7B v0.1 */
static inline struct model mixtral(struct layer_kind *kind) {
    struct model model = llama(kind, 32, 4096, 32, 8, 128, 0, 32000);
    kind->ffn = (struct feed_forward){.matrices = 3, .n_experts = 8, .top_k = 2, .d_expert = 14336};
    return model;
}

/* DeepSeek-V3 without its multi-token prediction; two kinds. */
static inline struct model deepseek_v3(struct layer_kind kinds[2]) {
    kinds[0] = (struct layer_kind){.n_layers = 3,
                                   .attention = {.kind = ATTENTION_LATENT,
                                                 .n_heads = 128,
                                                 .n_kv_heads = 128,
                                                 .d_head = 128,
                                                 .d_value = 128,
                                                 .q_rank = 1536,
                                                 .kv_rank = 512,
                                                 .d_rope = 64},
                                   .ffn = {.d_ff = 18432, .matrices = 3},
                                   .norms = 2};
    kinds[1] = kinds[0];
    kinds[1].n_layers = 58;
    kinds[1].ffn = (struct feed_forward){
        .matrices = 3, .n_experts = 256, .top_k = 8, .d_expert = 2048, .d_shared = 2048, .router_bias = true};
    return (struct model){.name = "deepseek-v3",
                          .d_model = 7168,
                          .vocab_size = 129280,
                          .norm_weights = 1,
                          .final_norm = true,
                          .kinds = kinds,
                          .n_kinds = 2};
}

/* An analysis and its memory, to be dropped together. */
struct answer {
    struct analysis analysis;
    void *memory;
};

static inline struct answer answer(const struct design *design) {
    struct answer a = {.memory = malloc(analysis_bytes(design))};
    if (a.memory == NULL)
        abort();
    analysis_run(design, a.memory, &a.analysis);
    return a;
}

static inline void answer_drop(struct answer *a) {
    free(a->memory);
}

#endif
