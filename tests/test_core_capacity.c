/* What fits, and what it costs to hold it: capacity by the operator method. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_bench.h"

#include <string.h>

/* Two replicas of four: twice the weights, twice the tokens, but no sequence longer than one replica can
 * hold. */
static void data_parallel_never_divides_a_cache(void **state) {
    (void)state;
    static const int64_t contexts[] = {8192};
    struct layer_kind kind;
    struct design one = lay(llama_70b(&kind), h100(), 4);
    one.workload.contexts = contexts;
    one.workload.n_contexts = 1;
    struct design two = one;
    two.cluster.count = 8;
    two.cluster.data_parallel = 2;
    struct answer a = answer(&one), b = answer(&two);
    assert_true(b.analysis.capacity.rows[0].sequence_bytes == a.analysis.capacity.rows[0].sequence_bytes);
    assert_true(b.analysis.capacity.rows[0].max_batch == a.analysis.capacity.rows[0].max_batch);
    assert_true(b.analysis.capacity.weights_bytes == 2 * a.analysis.capacity.weights_bytes);
    assert_true(b.analysis.capacity.max_tokens == 2 * a.analysis.capacity.max_tokens);
    answer_drop(&a);
    answer_drop(&b);
}

/* 8·80 GB less 141.1 GB of weights leave 1,522,499 tokens of 327,680 bytes; nine tenths and 2 GB each
 * reserved less. */
static void capacity_counts_fraction_and_reserved_bytes(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 8);
    struct answer a = answer(&design);
    assert_true(a.analysis.capacity.max_tokens == 1522499);
    answer_drop(&a);
    design.cluster.memory_fraction = 0.9;
    design.cluster.reserved_bytes = 2e9;
    a = answer(&design);
    assert_near(a.analysis.capacity.memory_bytes, 8 * (72e9 - 2e9), 1e-12);
    assert_near(a.analysis.capacity.kv_room_bytes, 560e9 - 141107412992.0, 1e-12);
    answer_drop(&a);
}

/* Llama-3.1-70B on eight H100s, and 1e9 values of state: 2e9 bytes a sequence at 16 bit, whatever its length
 * and the width of the cache. 1e9 / 8 · 2 bytes are read and as many written by each accelerator with each
 * token of each sequence, and written once after a prompt. By hand. */
static void a_state_takes_room_and_time_whatever_the_context(void **state) {
    (void)state;
    static const int64_t contexts[] = {1, 8192};
    struct layer_kind kind;
    struct design plain = lay(llama_70b(&kind), h100(), 8);
    plain.workload.contexts = contexts;
    plain.workload.n_contexts = 2;
    plain.precision.kv_cache = FP8;
    struct design design = plain;
    design.model.state_values = 1e9;
    struct answer a = answer(&plain), b = answer(&design);
    assert_true(a.analysis.state_bytes_per_sequence == 0);
    assert_true(b.analysis.state_bytes_per_sequence == 2e9);
    assert_true(b.analysis.kv_bytes_per_token == a.analysis.kv_bytes_per_token);
    assert_true(b.analysis.capacity.weights_bytes == a.analysis.capacity.weights_bytes);
    for (size_t i = 0; i < 2; i++)
        assert_true(b.analysis.capacity.rows[i].sequence_bytes ==
                    a.analysis.capacity.rows[i].sequence_bytes + 2e9);
    /* (8·80e9 - 141,107,412,992) / (163,840 · 8192 + 2e9) = 149.3; less one state / 163,840 = 3,032,791.7 */
    assert_int_equal(b.analysis.capacity.rows[1].max_batch, 149);
    assert_int_equal(b.analysis.capacity.max_tokens, 3032791);
    answer_drop(&a);
    answer_drop(&b);
    for (int64_t batch = 1; batch <= 64; batch *= 8) {
        struct decode_row with = decode(design, batch, 8192), without = decode(plain, batch, 8192);
        assert_near(with.kv_s - without.kv_s, (double)batch * 2 * 2e9 / 8 / 3.35e12, 1e-9);
        assert_near(with.ops_s - without.ops_s, (double)batch * 2 * 2e9 / 8 / 3.35e12, 1e-9);
        assert_true(with.kv_bytes == without.kv_bytes + (double)batch * 2e9);
    }
    struct bench bench;
    struct prefill_row with, without;
    step_prefill(plan_of(&bench, design), 4, 512, &with);
    step_prefill(plan_of(&bench, plain), 4, 512, &without);
    assert_near(with.kv_s - without.kv_s, 4 * 2e9 / 8 / 3.35e12, 1e-9);
    design.method = METHOD_ARTICLE; /* knows no such layers */
    b = answer(&design);
    assert_true(b.analysis.state_bytes_per_sequence == 0);
    answer_drop(&b);
}

/* The operator method takes the smaller of nameplate and what programs see, the article the nameplate. */
static void usable_memory_never_passes_the_nameplate(void **state) {
    (void)state;
    static const double usable[] = {70e9, 85e9, 0}, taken[] = {70e9, 80e9, 80e9};
    struct layer_kind kind;
    for (size_t i = 0; i < COUNT(usable); i++) {
        struct design design = lay(llama_8b(&kind), h100(), 1);
        design.accelerator.usable_memory_bytes = usable[i];
        struct answer a = answer(&design);
        assert_true(a.analysis.capacity.memory_bytes == taken[i]);
        answer_drop(&a);
        design.method = METHOD_ARTICLE;
        a = answer(&design);
        assert_true(a.analysis.capacity.memory_bytes == 80e9);
        answer_drop(&a);
    }
}

/* Room for exactly ten sequences of 640 tokens, prompt and output together: ten fit and are served, eleven
 * are not; the prompts of twelve (512 tokens) would still fit. */
static void rows_say_what_fits(void **state) {
    (void)state;
    static const int64_t batches[] = {10, 11, 12, 13}, contexts[] = {640};
    static const bool serves[] = {true, false, false, false}, reads[] = {true, true, true, false};
    struct layer_kind kind;
    struct design design = lay(llama_8b(&kind), h100(), 1);
    design.accelerator.memory_bytes = design.accelerator.usable_memory_bytes =
        2 * 8030261248.0 + 10 * 640 * 131072.0;
    design.workload = (struct workload){batches, COUNT(batches), contexts, 1, 512, 128};
    struct answer a = answer(&design);
    assert_int_equal(a.analysis.capacity.rows[0].max_batch, 10);
    for (size_t i = 0; i < COUNT(batches); i++) {
        assert_int_equal(a.analysis.decode[i].fits, serves[i]);
        assert_int_equal(a.analysis.serving[i].fits, serves[i]);
        assert_int_equal(a.analysis.prefill[i].fits, reads[i]);
    }
    answer_drop(&a);
}

/* Rates of two replicas are twice those of one, but for those of a user and of an accelerator. */
static void replicas_add_their_rates(void **state) {
    (void)state;
    static const int64_t batches[] = {16}, contexts[] = {640};
    struct layer_kind kind;
    struct design one = lay(llama_8b(&kind), h100(), 2);
    one.workload = (struct workload){batches, 1, contexts, 1, 512, 128};
    struct design two = one;
    two.cluster.count = 4;
    two.cluster.data_parallel = 2;
    struct answer a = answer(&one), b = answer(&two);
    assert_near(b.analysis.decode[0].tokens_per_s, 2 * a.analysis.decode[0].tokens_per_s, 1e-15);
    assert_near(b.analysis.prefill[0].tokens_per_s, 2 * a.analysis.prefill[0].tokens_per_s, 1e-15);
    assert_near(b.analysis.serving[0].tokens_per_s, 2 * a.analysis.serving[0].tokens_per_s, 1e-15);
    assert_true(b.analysis.decode[0].tokens_per_s_per_user == a.analysis.decode[0].tokens_per_s_per_user);
    assert_true(b.analysis.decode[0].tokens_per_s_per_accelerator ==
                a.analysis.decode[0].tokens_per_s_per_accelerator);
    answer_drop(&a);
    answer_drop(&b);
}

/* Sixteen accelerators hold each of eight key-value heads twice, and the projections that make them. */
static void copied_heads_take_their_projections_along(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 16);
    struct answer a = answer(&design);
    assert_near(a.analysis.capacity.token_bytes, 2 * 327680, 0);
    assert_near(a.analysis.capacity.weights_bytes, 2 * (70553706496.0 + 80.0 * 2 * 8192 * 1024), 1e-12);
    answer_drop(&a);
}

/* Four replicas of eight share their experts over all 32: one copy of these, four of the rest. */
static void experts_over_replicas_are_stored_once(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(mixtral(&kind), h100(), 8);
    design.cluster.count = 32;
    design.cluster.data_parallel = 4;
    design.cluster.expert_parallel = 32;
    double experts = 32.0 * 8 * 3 * 4096 * 14336, rest = 46702792704.0 - experts;
    struct answer a = answer(&design);
    assert_near(a.analysis.capacity.weights_bytes, 2 * (experts + 4 * rest), 1e-12);
    answer_drop(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_takes_room_and_time_whatever_the_context),
        cmocka_unit_test(usable_memory_never_passes_the_nameplate),
        cmocka_unit_test(rows_say_what_fits),
        cmocka_unit_test(replicas_add_their_rates),
        cmocka_unit_test(experts_over_replicas_are_stored_once),
        cmocka_unit_test(data_parallel_never_divides_a_cache),
        cmocka_unit_test(capacity_counts_fraction_and_reserved_bytes),
        cmocka_unit_test(copied_heads_take_their_projections_along),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
