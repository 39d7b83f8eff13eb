/* Steps by the operator method. Expected values marked "by hand" were worked out apart, in Python, from the
 * formulas of operators.h and comms.h written out for the one model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_bench.h"

/* ---- values worked out apart --------------------------------------------------------------------------- */

/* Llama-3.1-70B on H100s: 989.5e12 FLOP/s, 3.35e12 B/s, 450e9 B/s, 8 us. By hand. */
static const struct {
    int64_t batch, context, n;
    double step_s, sum_s, comm_s, compute_s, weights_s;
    enum bound bound;
    enum term term;
} llama_steps[] = {
    {1, 512, 8, 0.005193251152238805, 0.007763445641127694, 0.002570194488888889, 1.772935903789793e-05,
     0.005186793533134329, BOUND_MEMORY, TERM_WEIGHTS},
    {64, 2048, 8, 0.00680203095880597, 0.010014478247694858, 0.0032124472888888887, 0.0011672330509065185,
     0.005186793533134329, BOUND_MEMORY, TERM_WEIGHTS},
    {512, 8192, 8, 0.060375012494618456, 0.06815459080572957, 0.0077795783111111105, 0.01037959472664578,
     0.005186793533134329, BOUND_MEMORY, TERM_CACHE},
    {256, 512, 8, 0.006839944023880597, 0.012009733179436152, 0.005169789155555556, 0.00453871591370187,
     0.005186793533134329, BOUND_MEMORY, TERM_WEIGHTS},
    {8, 2048, 16, 0.002844592831044776, 0.005491974164378109, 0.0026473813333333335, 7.430848536836786e-05,
     0.002643478008358209, BOUND_MEMORY, TERM_WEIGHTS},
};

static void llama_steps_come_out_as_by_hand(void **state) {
    (void)state;
    struct layer_kind kind;
    for (size_t i = 0; i < COUNT(llama_steps); i++) {
        struct design design = lay(llama_70b(&kind), h100(), llama_steps[i].n);
        struct decode_row row = decode(design, llama_steps[i].batch, llama_steps[i].context);
        assert_near(row.step_s, llama_steps[i].step_s, 1e-12);
        assert_near(row.step_sum_s, llama_steps[i].sum_s, 1e-12);
        assert_near(row.comm_s, llama_steps[i].comm_s, 1e-12);
        assert_near(row.compute_s, llama_steps[i].compute_s, 1e-12);
        assert_near(row.weights_s, llama_steps[i].weights_s, 1e-12);
        assert_int_equal(row.bound, llama_steps[i].bound);
        assert_int_equal(row.term, llama_steps[i].term);
    }
}

/* The same model reading prompts: causal attention, the head for the last token alone. By hand. */
static void llama_prompts_come_out_as_by_hand(void **state) {
    (void)state;
    struct layer_kind kind;
    struct bench bench;
    struct prefill_row row;
    const struct plan *plan = plan_of(&bench, lay(llama_70b(&kind), h100(), 8));
    step_prefill(plan, 1, 2048, &row);
    assert_near(row.ops_s, 0.036596230636889736, 1e-12);
    assert_near(row.comm_s, 0.023438313244444446, 1e-12);
    assert_int_equal(row.bound, BOUND_COMPUTE);
    step_prefill(plan, 4, 8192, &row);
    assert_near(row.step_s, 0.6176974573541155, 1e-12);
    assert_near(row.step_sum_s, 0.6176974573541155 + 0.3366130119111111, 1e-12);
}

/* DeepSeek-V3 in fp8 with a bf16 cache, on eight of 1979e12 FLOP/s and 4.8e12 B/s: latent attention, expected
 * experts, and the third case with experts over 32 accelerators of four replicas. By hand. */
static void deepseek_steps_come_out_as_by_hand(void **state) {
    (void)state;
    static const struct {
        int64_t batch, expert_parallel;
        double ops_s, comm_s;
    } steps[] = {{1, 1, 0.0010597663466666667, 0.0019588016355555557},
                 {128, 1, 0.024891178985882913, 0.0028226093511111113},
                 {64, 32, 0.008567196016070457, 0.0040133256533333335}};
    struct layer_kind kinds[2];
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct design design = lay(deepseek_v3(kinds), machine(1979e12, 141e9, 4.8e12, 450e9), 8);
        design.precision = (struct precision){FP8, BF16, BF16, FP8};
        design.cluster.expert_parallel = steps[i].expert_parallel;
        design.cluster.data_parallel = steps[i].expert_parallel > 8 ? 4 : 1;
        struct decode_row row = decode(design, steps[i].batch, 4096);
        assert_near(row.ops_s, steps[i].ops_s, 1e-12);
        assert_near(row.comm_s, steps[i].comm_s, 1e-12);
    }
}

/* Latent attention decodes on what is cached, 2·512 + 64 values a head, and reads prompts with whole heads of
 * 128 + 64 and 128; 61 layers of 128 heads on eight. DeepSeek-V2 (arXiv 2405.04434), section 2.1. */
static void latent_attention_computes_on_the_cache(void **state) {
    (void)state;
    struct layer_kind kinds[2];
    struct bench bench;
    struct operator_row rows[OPERATOR_COUNT];
    const struct plan *plan = plan_of(&bench, lay(deepseek_v3(kinds), h100(), 8));
    size_t n = step_operators(plan, PHASE_DECODE, 4, 1000, rows), seen = 0;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].op == OPERATOR_ATTENTION) {
            assert_near(rows[i].flops, 4.0 * 1000 * 2 * 61 * 16 * (2 * 512 + 64), 1e-12);
            assert_near(rows[i].bytes, 4.0 * 1000 * 70272, 1e-12);
            seen++;
        }
    }
    n = step_operators(plan, PHASE_PREFILL, 4, 1000, rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].op == OPERATOR_ATTENTION) {
            assert_near(rows[i].flops, 4.0 * 1000 * 1000 / 2 * 2 * 61 * 16 * (128 + 64 + 128), 1e-12);
            seen++;
        }
    }
    assert_int_equal(seen, 2);
    struct answer a = answer(&bench.design);
    assert_near(a.analysis.kv_flops_per_token, 2.0 * 61 * 7168 * (512 + 64), 1e-12);
    answer_drop(&a);
}

/* Mixtral 8x7B: 8·(1 - (3/4)^32) = 7.9992 distinct experts expected a layer at batch 32; 2 at batch 1. */
static void mixtral_reads_the_experts_expected(void **state) {
    (void)state;
    assert_near(operators_expected_experts(8, 2, 32), 7.999196380594235, 1e-12);
    assert_near(operators_expected_experts(8, 2, 1), 2, 1e-12);
    assert_near(operators_expected_experts(8, 8, 3), 8, 0);
    struct layer_kind kind;
    struct bench bench;
    struct operator_row rows[OPERATOR_COUNT];
    const struct plan *plan = plan_of(&bench, lay(mixtral(&kind), h100(), 2));
    size_t n = step_operators(plan, PHASE_DECODE, 32, 512, rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].op == OPERATOR_EXPERTS) {
            assert_near(rows[i].bytes, 7.999196380594235 * 32 * 3 * 4096 * 14336 * 2 / 2, 1e-12);
            assert_near(rows[i].flops, 32.0 * 2 * 2 * 32 * 3 * 4096 * 14336 / 2, 1e-12);
            return;
        }
    }
    fail_msg("no row for experts");
}

/* Llama-2-13B on eight accelerators of 0.82 TB/s, 26e9 bytes of weights and 819,200 of cache a token, 8,192
 * tokens: the JAX scaling book's inference chapter, which rounds a sequence to 6.7 GB, so at most 0.2 % is
 * above it. */
static void the_scaling_book_comes_out(void **state) {
    (void)state;
    static const struct {
        int64_t batch;
        double ms;
    } book[] = {{1, 4.98}, {8, 12.13}, {16, 20.30}, {32, 36.65}, {64, 69.33}, {240, 249.09}};
    struct layer_kind kind;
    struct model model = llama(&kind, 40, 5120, 40, 40, 128, 13824, 32000);
    model.n_parameters = 13e9;
    struct accelerator a = machine(197e12, 16e9, 0.82e12, 200e9);
    a.link_latency_s = 1e-6;
    for (size_t i = 0; i < COUNT(book); i++) {
        struct decode_row row = decode(lay(model, a, 8), book[i].batch, 8192);
        assert_true(row.memory_s * 1e3 >= book[i].ms && row.memory_s * 1e3 <= book[i].ms * 1.002);
        assert_true(row.step_s * 1e3 >= book[i].ms && row.step_s * 1e3 <= book[i].ms * 1.002);
        assert_near(row.memory_s, (26e9 + (double)book[i].batch * 8192 * 819200) / (8 * 0.82e12), 1e-12);
    }
}

/* ---- communication ------------------------------------------------------------------------------------- */

/* One all-reduce of m = 64·8192·2 bytes over eight, 160 of them: each algorithm's formula written out. */
static void all_reduces_take_what_their_formula_says(void **state) {
    (void)state;
    static const struct {
        enum all_reduce all_reduce;
        double alphas, shares;
    } costs[] = {{ALL_REDUCE_MESH, 2, 1.75},
                 {ALL_REDUCE_RING, 14, 1.75},
                 {ALL_REDUCE_ONE_SHOT, 1, 7},
                 {ALL_REDUCE_IN_NETWORK, 2, 1}};
    struct layer_kind kind;
    double m = 64 * 8192 * 2;
    for (size_t i = 0; i < COUNT(costs); i++) {
        struct design design = lay(llama_70b(&kind), h100(), 8);
        design.cluster.all_reduce = costs[i].all_reduce;
        struct decode_row row = decode(design, 64, 512);
        assert_near(row.comm_latency_s, 160 * costs[i].alphas * 8e-6, 1e-12);
        assert_near(row.comm_bandwidth_s, 160 * costs[i].shares * m / 450e9, 1e-12);
        assert_near(row.comm_s, row.comm_latency_s + row.comm_bandwidth_s, 1e-15);
    }
}

/* Sixteen in domains of eight: mesh within eight, then m/8 between two over 50 GB/s of 10 us. */
static void wider_groups_reduce_within_then_between_domains(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 16);
    design.accelerator.link_domain = 8;
    design.accelerator.internode_bandwidth_bytes_per_s = 50e9;
    design.accelerator.internode_latency_s = 10e-6;
    struct decode_row row = decode(design, 64, 512);
    double m = 64 * 8192 * 2;
    assert_near(row.comm_latency_s, 160 * (16e-6 + 20e-6), 1e-12);
    assert_near(row.comm_bandwidth_s, 160 * (1.75 * m / 450e9 + m / 8 / 50e9), 1e-12);
}

/* Cards without a link between them (a domain of one) reduce over the network; so does a pipeline's boundary
 * when the replica is wider than the domain. */
static void cards_alone_use_the_network(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 4);
    design.accelerator.link_domain = 1;
    design.accelerator.internode_bandwidth_bytes_per_s = 50e9;
    design.accelerator.internode_latency_s = 10e-6;
    double m = 64 * 8192 * 2;
    struct decode_row row = decode(design, 64, 512);
    assert_near(row.comm_latency_s, 160 * 20e-6, 1e-12);
    assert_near(row.comm_bandwidth_s, 160 * 1.5 * m / 50e9, 1e-12);
    design.accelerator.link_domain = 4;
    design.cluster.pipeline_parallel = 2;
    row = decode(design, 128, 512); /* two parts of 64 */
    assert_near(row.comm_latency_s, 160 * 16e-6 + 10e-6, 1e-12);
    assert_near(row.comm_bandwidth_s, 160 * 1.5 * m / 450e9 + m / 50e9, 1e-12);
}

/* Experts over sixteen accelerators in domains of eight, one replica each: 32 layers of two all-to-alls, in
 * which 7 of 16 parts stay within the domain and 8 leave it. No all-reduce: each replica is one accelerator.
 */
static void all_to_alls_leave_the_domain(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(mixtral(&kind), h100(), 1);
    design.cluster.count = design.cluster.data_parallel = design.cluster.expert_parallel = 16;
    design.accelerator.link_domain = 8;
    design.accelerator.internode_bandwidth_bytes_per_s = 50e9;
    design.accelerator.internode_latency_s = 10e-6;
    struct decode_row row = decode(design, 64, 512);
    assert_near(row.comm_latency_s, 32 * 2 * 10e-6, 1e-12);
    assert_near(row.comm_bandwidth_s, 32 * 2 * 64 * 2 * 4096 * 2 * (7.0 / 16 / 450e9 + 8.0 / 16 / 50e9),
                1e-12);
    design.accelerator.link_domain = 0;
    row = decode(design, 64, 512);
    assert_near(row.comm_bandwidth_s, 32 * 2 * 64 * 2 * 4096 * 2 * 15.0 / 16 / 450e9, 1e-12);
}

/* Attention and feed-forward side by side: one partial sum a layer instead of two. */
static void parallel_blocks_reduce_once_a_layer(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 8);
    double twice = decode(design, 64, 512).comm_s;
    kind.parallel = true;
    assert_near(decode(design, 64, 512).comm_s, twice / 2, 1e-12);
}

/* Four stages of two: sixteen sequences go round in four parts, so a step is one of four sequences on two
 * accelerators, and three boundaries of alpha + m/C; memory counts all eight. */
static void a_pipeline_decodes_in_parts_that_go_round(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design two = lay(llama_70b(&kind), h100(), 2), eight = two;
    eight.cluster.count = 8;
    eight.cluster.pipeline_parallel = 4;
    struct decode_row a = decode(two, 4, 512), b = decode(eight, 16, 512);
    assert_near(b.memory_s, a.memory_s, 1e-12);
    assert_near(b.comm_s - a.comm_s, 3 * (8e-6 + 4 * 8192 * 2 / 450e9), 1e-9);
    assert_near(b.tokens_per_s, 16 / b.step_s, 1e-12);
    assert_near(b.tokens_per_s_per_accelerator, 2 / b.step_s, 1e-12);
    assert_near(decode(eight, 1, 512).memory_s, decode(two, 1, 512).memory_s, 1e-12);
    struct answer fit = answer(&eight);
    assert_near(fit.analysis.capacity.kv_room_bytes, 8 * 80e9 - 70553706496 * 2.0, 1e-12);
    assert_near(fit.analysis.kv_bytes_per_token_per_accelerator, 327680 / 8, 1e-12);
    answer_drop(&fit);
}

/* Sixteen long prompts, compute-bound, one a part: (16 + 3)/4 passes of one prompt on two accelerators. One
 * prompt alone passes once. */
static void a_pipeline_reads_prompts_with_bubbles(void **state) {
    (void)state;
    struct layer_kind kind;
    struct bench flat, staged;
    struct prefill_row one, many;
    struct design two = lay(llama_70b(&kind), h100(), 2), eight = two;
    eight.cluster.count = 8;
    eight.cluster.pipeline_parallel = 4;
    step_prefill(plan_of(&flat, two), 1, 8192, &one);
    step_prefill(plan_of(&staged, eight), 16, 8192, &many);
    assert_near(many.compute_s, 19.0 / 4 * one.compute_s, 1e-12);
    assert_near(many.flops, 19.0 / 4 * one.flops, 1e-12);
    step_prefill(&staged.plan, 1, 8192, &many);
    assert_near(many.compute_s, one.compute_s, 1e-12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(llama_steps_come_out_as_by_hand),
        cmocka_unit_test(llama_prompts_come_out_as_by_hand),
        cmocka_unit_test(deepseek_steps_come_out_as_by_hand),
        cmocka_unit_test(mixtral_reads_the_experts_expected),
        cmocka_unit_test(the_scaling_book_comes_out),
        cmocka_unit_test(all_reduces_take_what_their_formula_says),
        cmocka_unit_test(wider_groups_reduce_within_then_between_domains),
        cmocka_unit_test(latent_attention_computes_on_the_cache),
        cmocka_unit_test(cards_alone_use_the_network),
        cmocka_unit_test(all_to_alls_leave_the_domain),
        cmocka_unit_test(parallel_blocks_reduce_once_a_layer),
        cmocka_unit_test(a_pipeline_decodes_in_parts_that_go_round),
        cmocka_unit_test(a_pipeline_reads_prompts_with_bubbles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
