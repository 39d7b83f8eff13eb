/* What holds of every design: pseudo-random ones from a fixed seed, of all kinds of layers, machines and
 * layouts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_random.h"
#include "../gen/core/operators.h"
#include "../gen/core/step.h"

enum { DESIGNS = 400 };

/* Runs `check` on each design's analysis. */
static void for_designs(void (*check)(const struct design *, const struct analysis *)) {
    struct layer_kind kinds[KINDS];
    seed = 20220330;
    for (int i = 0; i < DESIGNS; i++) {
        struct design design = random_design(kinds);
        struct answer a = answer(&design);
        check(&design, &a.analysis);
        answer_drop(&a);
    }
}

static void sound(double value) {
    assert_true(isfinite(value) && value >= 0);
}

static void check_sound(const struct design *design, const struct analysis *a) {
    (void)design;
    for (size_t i = 0; i < a->n_decode; i++) {
        const struct decode_row *r = &a->decode[i];
        const double values[] = {r->weights_s,
                                 r->kv_s,
                                 r->memory_s,
                                 r->activations_s,
                                 r->compute_s,
                                 r->comm_s,
                                 r->step_s,
                                 r->step_sum_s,
                                 r->tokens_per_s,
                                 r->tokens_per_s_per_user,
                                 r->flops,
                                 r->bytes,
                                 r->intensity,
                                 r->kv_bytes,
                                 r->step_calibrated_s,
                                 r->cost_per_million_tokens,
                                 r->energy_per_million_tokens_j};
        for (size_t v = 0; v < COUNT(values); v++)
            sound(values[v]);
        assert_true(r->step_s > 0);
    }
    for (size_t i = 0; i < a->n_serving; i++) {
        const struct serving_row *r = &a->serving[i];
        const double values[] = {r->ttft_s,
                                 r->tpot_s,
                                 r->end_to_end_s,
                                 r->tokens_per_s,
                                 r->tpot_calibrated_s,
                                 r->input_cost_per_million,
                                 r->output_cost_per_million};
        for (size_t v = 0; v < COUNT(values); v++)
            sound(values[v]);
    }
    assert_true(isfinite(a->capacity.kv_room_bytes));
    sound(a->compute_bound_batch);
    sound(a->kv_flops_per_token);
}

static void every_number_is_finite_and_none_is_negative(void **state) {
    (void)state;
    for_designs(check_sound);
}

static void check_terms(const struct design *design, const struct analysis *a) {
    (void)design;
    for (size_t i = 0; i < a->n_decode; i++) {
        const struct decode_row *r = &a->decode[i];
        assert_true(r->step_s >= r->memory_s && r->step_s >= r->compute_s && r->step_s >= r->comm_s);
        assert_true(r->step_s >= r->weights_s && r->step_sum_s >= r->step_s);
        assert_true((r->bound == BOUND_COMM) == (r->term == TERM_COMM));
        assert_true((r->bound == BOUND_COMM) == (r->comm_s > r->ops_s));
    }
    for (size_t i = 0; i < a->n_prefill; i++) {
        const struct prefill_row *r = &a->prefill[i];
        assert_true(r->step_s >= r->memory_s && r->step_s >= r->compute_s && r->step_s >= r->comm_s);
        assert_true(r->step_sum_s >= r->step_s);
    }
}

static void a_step_is_never_under_one_of_its_terms(void **state) {
    (void)state;
    for_designs(check_terms);
}

static void check_operators(const struct design *design, const struct analysis *a) {
    (void)design;
    size_t at = 0;
    for (size_t i = 0; i < a->n_decode; i++) {
        double time_s = 0, flops = 0, bytes = 0;
        for (;
             at < a->n_operators && a->operators[at].phase == PHASE_DECODE &&
             a->operators[at].batch == a->decode[i].batch && a->operators[at].context == a->decode[i].context;
             at++) {
            time_s += a->operators[at].time_s;
            flops += a->operators[at].flops;
            bytes += a->operators[at].bytes;
            assert_non_null(a->operators[at].name);
        }
        assert_near(time_s, a->decode[i].ops_s, 1e-12);
        assert_near(flops, a->decode[i].flops, 1e-12);
        assert_near(bytes, a->decode[i].bytes, 1e-12);
    }
}

static void operators_add_up_to_their_step(void **state) {
    (void)state;
    for_designs(check_operators);
}

static void check_linear(const struct design *design, const struct analysis *a) {
    bool windows = false;
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        enum attention_kind kind = design->model.kinds[i].attention.kind;
        windows = windows || kind == ATTENTION_SLIDING || kind == ATTENTION_CHUNKED;
    }
    double unit = a->capacity.token_bytes;
    for (size_t i = 0; i < a->n_decode; i++) {
        double tokens = (double)(a->decode[i].batch * a->decode[i].context);
        if (!windows || design->method == METHOD_ARTICLE)
            assert_near(a->decode[i].kv_bytes, tokens * unit, 1e-12);
        else
            assert_true(a->decode[i].kv_bytes <= tokens * unit * (1 + 1e-12));
    }
}

static void the_cache_is_linear_in_tokens_and_batch(void **state) {
    (void)state;
    for_designs(check_linear);
}

static void check_more(const struct design *design, const struct analysis *a) {
    struct design twice = *design;
    twice.cluster.tensor_parallel *= 2;
    twice.cluster.count *= 2;
    struct answer more = answer(&twice);
    for (size_t i = 0; i < a->n_decode; i++)
        assert_true(more.analysis.decode[i].memory_s <= a->decode[i].memory_s * (1 + 1e-12));
    /* a pipeline may part its prompts otherwise, and then read the weights more often */
    for (size_t i = 0; i < a->n_prefill && design->cluster.pipeline_parallel == 1; i++)
        assert_true(more.analysis.prefill[i].memory_s <= a->prefill[i].memory_s * (1 + 1e-12));
    answer_drop(&more);
}

static void more_accelerators_never_raise_memory_time(void **state) {
    (void)state;
    for_designs(check_more);
}

static void check_alone(const struct design *design, const struct analysis *unused) {
    (void)unused;
    struct design alone = *design;
    alone.cluster.tensor_parallel = alone.cluster.pipeline_parallel = alone.cluster.expert_parallel = 1;
    struct answer a = answer(&alone);
    for (size_t i = 0; i < a.analysis.n_decode; i++) {
        assert_true(a.analysis.decode[i].comm_s == 0);
        assert_true(a.analysis.decode[i].step_s == a.analysis.decode[i].step_sum_s);
    }
    assert_true(a.analysis.comms.bytes_per_token == 0 && a.analysis.comms.messages_per_layer == 0);
    answer_drop(&a);
}

static void one_accelerator_communicates_nothing(void **state) {
    (void)state;
    for_designs(check_alone);
}

/* A larger batch never makes a step shorter, nor does a longer context. */
static void check_monotone(const struct design *design, const struct analysis *a) {
    (void)design;
    for (size_t i = 0; i < a->n_decode; i++) {
        if (i % COUNT(contexts) > 0)
            assert_true(a->decode[i].step_s >= a->decode[i - 1].step_s);
        if (i >= COUNT(contexts))
            assert_true(a->decode[i].step_s >= a->decode[i - COUNT(contexts)].step_s);
    }
}

static void steps_grow_with_batch_and_context(void **state) {
    (void)state;
    for_designs(check_monotone);
}

/* The forward pass of a token is what the operators compute for it on one accelerator, attention left out. */
static void check_token(const struct design *design, const struct analysis *unused) {
    (void)unused;
    struct design alone = *design;
    alone.cluster.tensor_parallel = alone.cluster.expert_parallel = 1;
    alone.method = METHOD_OPERATOR;
    struct answer a = answer(&alone);
    double flops = 0;
    for (size_t i = 0; i < a.analysis.plan->n_works; i++)
        flops += a.analysis.plan->works[i].flops_per_token;
    assert_near(flops, a.analysis.flops_per_token, 1e-12);
    answer_drop(&a);
}

static void a_tokens_flops_are_those_of_its_operators(void **state) {
    (void)state;
    for_designs(check_token);
}

/* Dense layers read every weight but the input's tables once a step, or the nominal figure whole. */
static void check_reading(const struct design *design, const struct analysis *unused) {
    (void)unused;
    struct layer_kind kinds[KINDS];
    struct design dense = *design;
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        kinds[i] = design->model.kinds[i];
        kinds[i].ffn.n_experts = 0;
    }
    dense.model.kinds = kinds;
    dense.model.n_extras = 0;
    dense.cluster.tensor_parallel = 1;
    dense.method = METHOD_OPERATOR;
    struct answer a = answer(&dense);
    const struct parameter_counts *p = &a.analysis.params;
    double read = (double)(p->total - p->position - (dense.model.tied_embeddings ? 0 : p->embedding));
    if (p->nominal)
        read = dense.model.n_parameters;
    assert_near(a.analysis.weights_read_bytes, read * dtype_bytes(dense.precision.weights), 1e-12);
    answer_drop(&a);
}

static void dense_weights_are_read_once_a_step(void **state) {
    (void)state;
    for_designs(check_reading);
}

/* The largest figures that a spec may hold stay finite: 10^4 layers, d 10^6, V 10^8, 10^5 experts, 10^9
 * tokens, batch 10^7. */
static void the_largest_design_stays_finite(void **state) {
    (void)state;
    static const int64_t batch = 10000000, context = 1000000000;
    struct layer_kind kind;
    struct model model = llama(&kind, 10000, 1000000, 1000000, 1000000, 1000000, 1000000, 100000000);
    kind.ffn.n_experts = 100000;
    kind.ffn.top_k = 100000;
    kind.ffn.d_expert = 1000000;
    for (int method = METHOD_OPERATOR; method <= METHOD_ARTICLE; method++) {
        struct design design = lay(model, machine(1e9, 1e9, 1e9, 1e9), 1000000);
        design.method = (enum method)method;
        design.cluster.price_per_hour = 1e6;
        design.accelerator.tdp_w = 1e6;
        design.workload = (struct workload){&batch, 1, &context, 1, context, context};
        struct answer a = answer(&design);
        assert_true(a.analysis.params.saturated);
        check_sound(&design, &a.analysis);
        check_terms(&design, &a.analysis);
        answer_drop(&a);
    }
}

/* A machine of zeros, as no spec can give: nothing is divided by zero. */
static void zero_rates_give_zero_times(void **state) {
    (void)state;
    static const int64_t batch = 1, context = 1;
    struct layer_kind kind;
    struct design design = lay(llama_8b(&kind), machine(0, 0, 0, 0), 8);
    design.workload = (struct workload){&batch, 1, &context, 1, 1, 1};
    struct answer a = answer(&design);
    assert_true(a.analysis.decode[0].memory_s == 0 && a.analysis.decode[0].compute_s == 0);
    assert_true(isfinite(a.analysis.decode[0].tokens_per_s) && isfinite(a.analysis.serving[0].tokens_per_s));
    assert_true(a.analysis.flops_per_byte == 0 && a.analysis.compute_bound_batch == 0);
    answer_drop(&a);
}

/* max_batch sequences fit and one more does not. */
static void check_batches(const struct design *design, const struct analysis *a) {
    (void)design;
    double room = a->capacity.replica_room_bytes;
    for (size_t i = 0; i < a->capacity.n_rows; i++) {
        const struct capacity_row *row = &a->capacity.rows[i];
        if (row->max_batch == INT64_MAX || room < 0)
            continue;
        assert_true((double)row->max_batch * row->sequence_bytes <= room * (1 + 1e-12));
        assert_true((double)(row->max_batch + 1) * row->sequence_bytes > room * (1 - 1e-12));
    }
    assert_true(room >= 0 || (a->capacity.max_tokens == 0 && !a->capacity.fits));
}

static void the_largest_batch_fits_and_one_more_does_not(void **state) {
    (void)state;
    for_designs(check_batches);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_is_finite_and_none_is_negative),
        cmocka_unit_test(a_step_is_never_under_one_of_its_terms),
        cmocka_unit_test(operators_add_up_to_their_step),
        cmocka_unit_test(the_cache_is_linear_in_tokens_and_batch),
        cmocka_unit_test(more_accelerators_never_raise_memory_time),
        cmocka_unit_test(one_accelerator_communicates_nothing),
        cmocka_unit_test(steps_grow_with_batch_and_context),
        cmocka_unit_test(a_tokens_flops_are_those_of_its_operators),
        cmocka_unit_test(dense_weights_are_read_once_a_step),
        cmocka_unit_test(the_largest_design_stays_finite),
        cmocka_unit_test(zero_rates_give_zero_times),
        cmocka_unit_test(the_largest_batch_fits_and_one_more_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
