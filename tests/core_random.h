/* Pseudo-random designs: all kinds of layers, machines and layouts. For one test program. */
#ifndef TESTS_CORE_RANDOM_H
#define TESTS_CORE_RANDOM_H

#include "core_designs.h"

#include <stdint.h>

enum { KINDS = 3 };

static uint64_t seed; /* the one who draws sets it */

/* Knuth's MMIX generator; the high bits. Less than `limit`. */
static inline int64_t pick(int64_t limit) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((seed >> 33) % (uint64_t)limit);
}

static inline bool toss(void) {
    return pick(2) == 1;
}

static inline struct layer_kind random_kind(void) {
    struct layer_kind kind = {.n_layers = 1 + pick(40), .norms = pick(5), .parallel = toss()};
    kind.attention = (struct attention){.kind = (enum attention_kind)pick(5),
                                        .n_kv_heads = (int64_t)1 << pick(6),
                                        .d_head = 64 + 32 * pick(6),
                                        .window = 1 + pick(5000),
                                        .q_rank = toss() ? 512 : 0,
                                        .kv_rank = 256,
                                        .d_rope = 64,
                                        .q_bias = toss(),
                                        .kv_bias = toss(),
                                        .o_bias = toss(),
                                        .qk_norm = (enum qk_norm)pick(3),
                                        .qk_norm_weights = 1 + pick(2),
                                        .sinks = toss()};
    kind.attention.n_heads = kind.attention.n_kv_heads * (1 + pick(8));
    kind.attention.d_value = toss() ? kind.attention.d_head : 64;
    kind.ffn = (struct feed_forward){.d_ff = toss() ? 1024 * (1 + pick(20)) : 0,
                                     .matrices = 2 + (int)pick(2),
                                     .bias = toss(),
                                     .n_experts = toss() ? 1 + pick(256) : 0,
                                     .d_expert = 128 * (1 + pick(16)),
                                     .d_shared = toss() ? 2048 : 0,
                                     .shared_gate = toss(),
                                     .router_bias = toss(),
                                     .expert_bias = toss()};
    kind.ffn.top_k = kind.ffn.n_experts > 0 ? 1 + pick(kind.ffn.n_experts) : 0;
    return kind;
}

static const struct extra_tensor extras[] = {{"mixer", "other", 3000, 1000, 12, true},
                                             {"types", "embedding", 2, 1024, 1, false},
                                             {"scale", "norm", 1024, 1, 12, false}};
static const int64_t batches[] = {1, 3, 64, 1000};
static const int64_t contexts[] = {1, 777, 20000};

static inline struct design random_design(struct layer_kind kinds[KINDS]) {
    size_t n_kinds = 1 + (size_t)pick(KINDS);
    for (size_t i = 0; i < n_kinds; i++)
        kinds[i] = random_kind();
    struct model model = {.name = "random",
                          .n_parameters = pick(4) == 0 ? 7e9 : 0,
                          .d_model = 256 * (1 + pick(32)),
                          .vocab_size = 1000 + pick(200000),
                          .tied_embeddings = toss(),
                          .head_bias = toss(),
                          .position_rows = toss() ? 2048 : 0,
                          .norm_weights = pick(3),
                          .final_norm = toss(),
                          .kinds = kinds,
                          .n_kinds = n_kinds,
                          .extras = extras,
                          .n_extras = (size_t)pick(4)};
    struct accelerator a = machine(1e12 * (double)(1 + pick(2000)), 1e9 * (double)(8 + pick(180)),
                                   1e11 * (double)(1 + pick(80)), 1e9 * (double)pick(900));
    a.link_domain = pick(9);
    a.internode_bandwidth_bytes_per_s = toss() ? 50e9 : 0;
    a.tdp_w = 700;
    struct design design = lay(model, a, (int64_t)1 << pick(6));
    design.cluster.pipeline_parallel = 1 + pick(3);
    design.cluster.data_parallel = 1 + pick(3);
    design.cluster.expert_parallel = toss() ? 1 : (int64_t)1 << pick(7);
    design.cluster.all_reduce = (enum all_reduce)pick(ALL_REDUCE_COUNT);
    design.cluster.price_per_hour = 2;
    design.precision =
        (struct precision){(enum dtype)pick(DTYPE_COUNT), (enum dtype)pick(DTYPE_COUNT), BF16, BF16};
    design.method = pick(5) == 0 ? METHOD_ARTICLE : METHOD_OPERATOR;
    design.workload.batch_sizes = batches;
    design.workload.n_batch_sizes = COUNT(batches);
    design.workload.contexts = contexts;
    design.workload.n_contexts = COUNT(contexts);
    design.workload.prompt_tokens = 1 + pick(9000);
    design.workload.output_tokens = 1 + pick(9000);
    if (toss())
        design.calibration = (struct calibration){true, 0.6, 0.8, 0.5, 1e-5, 1e-4};
    return design;
}

#endif
