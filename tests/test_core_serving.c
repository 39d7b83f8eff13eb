/* Whole requests: means over growing contexts, end to end, cost, energy, calibration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_bench.h"
#include "../gen/core/serving.h"

/* The exact sum against one evaluation a token, across a full window and the place where operators overtake
 * communication. */
static void the_mean_over_a_growing_context_is_exact(void **state) {
    (void)state;
    struct layer_kind kinds[2];
    struct model model = llama(&kinds[0], 40, 3840, 16, 8, 256, 15360, 262208);
    kinds[1] = kinds[0];
    kinds[1].n_layers = 8;
    kinds[0].attention.kind = ATTENTION_SLIDING;
    kinds[0].attention.window = 1024;
    model.n_kinds = 2;
    struct bench bench;
    const struct plan *plan = plan_of(&bench, lay(model, h100(), 8));
    bool hidden = false, shown = false;
    for (int64_t batch = 1; batch <= 512; batch *= 8) {
        double sum = 0;
        for (int64_t s = 500; s <= 5000; s++) {
            struct decode_row row;
            step_decode(plan, batch, s, &row);
            sum += row.step_s;
            hidden = hidden || row.bound == BOUND_COMM;
            shown = shown || row.bound == BOUND_MEMORY;
        }
        assert_near(serving_sum_s(plan, (double)batch, 500, 5000), sum, 1e-11);
    }
    assert_true(hidden && shown);
}

/* End to end is the first token and the rest at their mean; one output token has no rest. */
static void end_to_end_adds_up(void **state) {
    (void)state;
    struct layer_kind kind;
    struct bench bench;
    struct serving_row row;
    struct design design = lay(llama_8b(&kind), h100(), 1);
    serving_fill(plan_of(&bench, design), 4, &row);
    assert_near(row.end_to_end_s, row.ttft_s + 127 * row.tpot_s, 1e-12);
    struct decode_row first = decode(design, 4, 512), last = decode(design, 4, 512 + 126);
    assert_near(row.tpot_s, (first.step_s + last.step_s) / 2, 1e-12);
    design.workload.output_tokens = 1;
    serving_fill(plan_of(&bench, design), 4, &row);
    assert_true(row.tpot_s == 0);
    assert_true(row.end_to_end_s == row.ttft_s);
}

/* price·N/3600/(tokens/s)·1e6, and N·TDP·PUE/(tokens/s)·1e6. */
static void cost_and_energy_follow_the_rate(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 8);
    design.cluster.price_per_hour = 2.5;
    design.cluster.pue = 1.2;
    design.cluster.utilisation = 0.5;
    design.accelerator.tdp_w = 700;
    struct decode_row row = decode(design, 16, 512);
    assert_near(row.cost_per_million_tokens, 2.5 * 8 / 3600 / row.tokens_per_s / 0.5 * 1e6, 1e-12);
    assert_near(row.energy_per_million_tokens_j, 8 * 700 * 1.2 / row.tokens_per_s * 1e6, 1e-12);
    design.cluster.price_per_hour = design.accelerator.tdp_w = 0;
    row = decode(design, 16, 512);
    assert_true(row.cost_per_million_tokens == 0 && row.energy_per_million_tokens_j == 0);
}

/* ops at the efficiencies + comms at theirs + overheads, nothing hidden. At batch 1 all is memory. */
static void calibration_adds_up(void **state) {
    (void)state;
    struct layer_kind kind;
    struct design design = lay(llama_70b(&kind), h100(), 8);
    struct decode_row floor = decode(design, 1, 512);
    assert_true(floor.step_calibrated_s == 0);
    design.calibration = (struct calibration){true, 0.5, 0.8, 0.4, 20e-6, 1e-3};
    struct decode_row row = decode(design, 1, 512);
    assert_near(row.step_calibrated_s, floor.ops_s / 0.8 + floor.comm_s / 0.4 + 80 * 20e-6 + 1e-3, 1e-12);
    assert_true(row.step_s == floor.step_s);
    design.calibration = (struct calibration){true, 1, 1, 1, 0, 0};
    assert_near(decode(design, 1, 512).step_calibrated_s, floor.step_sum_s, 1e-12);
}

/* From here on computing the matrices takes as long as reading them: pi·b/(2·beta) where all are read. */
static void matrices_are_balanced_at_the_compute_bound_batch(void **state) {
    (void)state;
    struct layer_kind kinds[2];
    struct bench bench;
    const struct plan *plan = plan_of(&bench, lay(llama_8b(kinds), h100(), 1));
    assert_near(step_compute_bound_batch(plan), 989.5e12 / 3.35e12, 1e-12);
    struct design half = lay(llama_8b(kinds), h100(), 1);
    half.precision.weights = INT4;
    assert_near(step_compute_bound_batch(plan_of(&bench, half)), 989.5e12 / 3.35e12 / 4, 1e-12);
    plan = plan_of(&bench, lay(mixtral(kinds), h100(), 1));
    double batch = step_compute_bound_batch(plan), weights = 0, flops = 0;
    for (size_t i = 0; i < plan->n_works; i++) {
        struct load load = operators_decode(&plan->works[i], batch, 0);
        weights += load.weights_bytes;
        flops += load.flops;
    }
    assert_near(weights / 3.35e12, flops / 989.5e12, 1e-9);
    assert_true(batch > 989.5e12 / 3.35e12); /* a token uses two of eight experts */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_over_a_growing_context_is_exact),
        cmocka_unit_test(end_to_end_adds_up),
        cmocka_unit_test(cost_and_energy_follow_the_rate),
        cmocka_unit_test(calibration_adds_up),
        cmocka_unit_test(matrices_are_balanced_at_the_compute_bound_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
