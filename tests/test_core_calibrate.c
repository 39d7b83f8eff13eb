/* Fitting: synthetic measurements made with known factors give them back; bounds hold; errors are ranked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_designs.h"
#include "../gen/core/calibrate.h"
#include "../gen/core/step.h"

#include <string.h>

enum { SAMPLES = 120, PARTS = 40 };

static struct calibration_part parts[SAMPLES][PARTS];
static struct calibration_sample samples[SAMPLES];

/* Prompts and decode steps of an 8B and a 70B model on one to eight accelerators, batch 1 to 64. */
static size_t make_samples(const struct calibration *truth) {
    size_t n = 0;
    for (int big = 0; big < 2; big++) {
        for (int64_t tp = 1; tp <= 8; tp *= 2) {
            for (int64_t batch = 1; batch <= 64; batch *= 4) {
                for (int phase = PHASE_PREFILL; phase <= PHASE_DECODE; phase++) {
                    struct layer_kind kind;
                    struct work works[PARTS];
                    struct plan plan;
                    struct design design = lay(big ? llama_70b(&kind) : llama_8b(&kind), h100(), tp);
                    operators_plan(&design, works, &plan);
                    assert_in_range(calibrate_parts(&plan), 1, PARTS);
                    samples[n] = (struct calibration_sample){.parts = parts[n]};
                    calibrate_add(&plan, (enum phase)phase, (double)batch, 700,
                                  phase == PHASE_DECODE ? 100 : 1, &samples[n]);
                    samples[n].measured_s = calibrate_predict_s(truth, &samples[n]);
                    n++;
                }
            }
        }
    }
    assert_in_range(n, 1, SAMPLES);
    return n;
}

static void known_factors_are_found_again(void **state) {
    (void)state;
    static const struct calibration truths[] = {
        {true, 0.5, 0.8, 0.4, 20e-6, 1e-3}, {true, 0.9, 0.6, 0.7, 0, 3e-4}, {true, 0.35, 0.95, 0.1, 5e-5, 0}};
    for (size_t i = 0; i < COUNT(truths); i++) {
        struct calibration fit;
        size_t n = make_samples(&truths[i]);
        assert_true(calibrate_fit(samples, n, &fit));
        assert_true(fit.present);
        assert_near(fit.compute_efficiency, truths[i].compute_efficiency, 1e-6);
        assert_near(fit.memory_efficiency, truths[i].memory_efficiency, 1e-6);
        assert_near(fit.link_efficiency, truths[i].link_efficiency, 1e-6);
        assert_true(fabs(fit.layer_overhead_s - truths[i].layer_overhead_s) < 1e-10);
        assert_true(fabs(fit.step_overhead_s - truths[i].step_overhead_s) < 1e-8);
    }
}

static double squares(const struct calibration *c, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        double error = calibrate_predict_s(c, &samples[i]) / samples[i].measured_s - 1;
        sum += error * error;
    }
    return sum;
}

/* Measurements a fifth off, up and down: no small change of any factor has smaller squares. */
static void the_fit_has_the_least_squares(void **state) {
    (void)state;
    struct calibration truth = {true, 0.5, 0.8, 0.4, 20e-6, 1e-3}, fit;
    size_t n = make_samples(&truth);
    for (size_t i = 0; i < n; i++)
        samples[i].measured_s *= 1 + 0.2 * sin((double)i * 1.7);
    assert_true(calibrate_fit(samples, n, &fit));
    double least = squares(&fit, n);
    assert_true(least <= squares(&truth, n));
    for (double change = 0.99; change < 1.02; change += 0.02) {
        struct calibration near[5];
        for (size_t i = 0; i < COUNT(near); i++)
            near[i] = fit;
        near[0].compute_efficiency *= change;
        near[1].memory_efficiency *= change;
        near[2].link_efficiency *= change;
        near[3].layer_overhead_s *= change;
        near[4].step_overhead_s *= change;
        for (size_t i = 0; i < COUNT(near); i++)
            assert_true(squares(&near[i], n) >= least * (1 - 1e-9));
    }
}

/* Measurements twice as fast as the floor: no efficiency above 1, no negative overhead. */
static void efficiencies_stay_within_their_bounds(void **state) {
    (void)state;
    struct calibration floor = {true, 1, 1, 1, 0, 0}, fit;
    size_t n = make_samples(&floor);
    for (size_t i = 0; i < n; i++)
        samples[i].measured_s /= 2;
    assert_true(calibrate_fit(samples, n, &fit));
    assert_true(fit.compute_efficiency == 1 && fit.memory_efficiency == 1 && fit.link_efficiency == 1);
    assert_true(fit.layer_overhead_s == 0 && fit.step_overhead_s == 0);
}

/* No prefill and one accelerator: nothing is told of compute or links, so they stay at 1. */
static void what_the_data_do_not_tell_stays_at_its_floor(void **state) {
    (void)state;
    struct calibration truth = {true, 0.5, 0.8, 0.4, 0, 0}, fit;
    size_t kept = 0, n = make_samples(&truth);
    for (size_t i = 0; i < n; i++) {
        if (samples[i].steps > 1 && samples[i].comm_s <= 0)
            samples[kept++] = samples[i];
    }
    assert_in_range(kept, 2, n - 1);
    assert_true(calibrate_fit(samples, kept, &fit));
    assert_near(fit.memory_efficiency, 0.8, 1e-6);
    assert_true(fit.link_efficiency == 1);
}

static void nothing_measured_fits_nothing(void **state) {
    (void)state;
    struct calibration fit;
    assert_false(calibrate_fit(NULL, 0, &fit));
    assert_false(fit.present);
    assert_true(fit.memory_efficiency == 1 && fit.step_overhead_s == 0);
}

/* A sample of one decode step is what a calibrated row says. */
static void a_sample_predicts_what_the_row_says(void **state) {
    (void)state;
    struct layer_kind kind;
    struct work works[PARTS];
    struct plan plan;
    struct design design = lay(llama_70b(&kind), h100(), 8);
    design.calibration = (struct calibration){true, 0.5, 0.8, 0.4, 20e-6, 1e-3};
    operators_plan(&design, works, &plan);
    for (int phase = PHASE_PREFILL; phase <= PHASE_DECODE; phase++) {
        struct calibration_sample sample = {.parts = parts[0]};
        calibrate_add(&plan, (enum phase)phase, 16, 2048, 1, &sample);
        assert_near(calibrate_predict_s(&design.calibration, &sample),
                    step_calibrated_s(&plan, (enum phase)phase, 16, 2048), 1e-12);
    }
}

/* Nearest rank: of ten, the fifth and the ninth by size. */
static void errors_are_ranked_by_size(void **state) {
    (void)state;
    double errors[] = {0.05, -0.1, 0.2, -0.3, 0.4, -0.5, 0.6, -0.7, 0.8, -0.95};
    struct calibration_errors e;
    calibrate_errors(errors, COUNT(errors), &e);
    assert_int_equal(e.count, 10);
    assert_true(e.median == 0.4 && e.p90 == 0.8 && e.worst == 0.95);
    assert_near(e.mean, -0.05, 1e-12);
    calibrate_errors(errors, 0, &e);
    assert_int_equal(e.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_factors_are_found_again),
        cmocka_unit_test(the_fit_has_the_least_squares),
        cmocka_unit_test(efficiencies_stay_within_their_bounds),
        cmocka_unit_test(what_the_data_do_not_tell_stays_at_its_floor),
        cmocka_unit_test(nothing_measured_fits_nothing),
        cmocka_unit_test(a_sample_predicts_what_the_row_says),
        cmocka_unit_test(errors_are_ranked_by_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
