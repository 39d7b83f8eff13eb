/* `floorline calibrate`, and what specs and reports make of the file it writes. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_command_writes_what_a_spec_can_name(void **state) {
    (void)state;
    const char *folder = private_folder();
    struct text out = {0};
    assert_int_equal(run(&out,
                         "%s calibrate specs/measured/fastertransformer-gpt-20b.yaml -o %s/calibration.yaml",
                         program(), folder),
                     0);
    assert_non_null(strstr(text_get(&out), "Fitted to 174 measured times of 4 set-ups"));
    assert_non_null(strstr(text_get(&out), "half fitted, the other half tested"));
    assert_non_null(strstr(text_get(&out), "No measurement beats its floor"));
    const char *spec = private_file(
        "twenty.yaml",
        "model: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, count: 2}\n"
        "workload: {batch_sizes: [1, 8], contexts: [128], prompt_tokens: 60, output_tokens: 20}\n"
        "calibration: calibration.yaml\n");
    text_clear(&out);
    assert_int_equal(run(&out, "%s check %s 2>&1", program(), spec), 0);
    assert_null(strstr(text_get(&out), "warning"));
    text_clear(&out);
    assert_int_equal(run(&out, "%s calc %s", program(), spec), 0);
    assert_null(strstr(text_get(&out), "\"step_calibrated_s\": 0,"));
    text_drop(&out);
}

/* The same, asked for a batch that was never measured: a warning, the JSON, the tables and the page say so.
 */
static void a_report_says_where_it_goes_beyond_the_fit(void **state) {
    (void)state;
    struct text out = {0};
    private_file("fit.yaml", "memory_efficiency: 80 %\nrange: {batch: [1, 16]}\n");
    const char *spec = private_file(
        "beyond.yaml",
        "model: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, count: 2}\n"
        "workload: {batch_sizes: [1, 32], contexts: [128], prompt_tokens: 60, output_tokens: 20}\n"
        "calibration: fit.yaml\nmeasurements:\n"
        "  - {label: a run, metric: tpot, value: 16 ms, batch: 32, source: own runs}\n");
    assert_int_equal(run(&out, "%s check %s 2>&1", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "warning: beyond what the calibration was fitted to: batch 32"));
    text_clear(&out);
    assert_int_equal(run(&out, "%s calc %s 2>/dev/null", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "\"extrapolates\": \"batch 32 (fitted: 1 to 16)\""));
    text_clear(&out);
    assert_int_equal(run(&out, "%s table measured %s 2>/dev/null", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "Beyond what the calibration was fitted to: batch 32"));
    assert_non_null(strstr(text_get(&out), "each token after it"));
    text_clear(&out);
    assert_int_equal(run(&out, "%s report %s -o - 2>/dev/null | pdftotext - -", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "stretched beyond what was"));
    text_drop(&out);
}

static void what_cannot_be_fitted_is_said(void **state) {
    (void)state;
    struct text out = {0};
    const char *bare = private_file("bare.yaml", "source: nobody\nmodel: gpt-20b\n"
                                                 "cluster: {accelerator: a100-sxm-80gb, count: 1}\n"
                                                 "measurements:\n  - {label: x, metric: out_of_memory, "
                                                 "prompt_tokens: 8, output_tokens: 8}\n");
    assert_int_equal(run(&out, "%s calibrate %s 2>&1", program(), bare), 1);
    assert_non_null(strstr(text_get(&out), "no measured time"));
    text_clear(&out);
    const char *wrong = private_file("wrong.yaml", "source: nobody\nruntime: none\nmodel: gpt-20b\nsetups:\n"
                                                   "  - cluster: {accelerator: a100-sxm-80gb, count: 1}\n"
                                                   "    measurements: [{value: 1 ms}]\n  - precision: {}\n");
    assert_int_equal(run(&out, "%s calibrate %s 2>&1", program(), wrong), 1);
    assert_non_null(strstr(text_get(&out), "wrong.yaml:6:20: error: a measurement lacks `context`"));
    assert_non_null(strstr(text_get(&out), "a set-up lacks `cluster`"));
    assert_int_equal(run(NULL, "%s calibrate 2>/dev/null", program()), 2);
    assert_int_equal(run(NULL, "%s calibrate no-such-file.yaml 2>/dev/null", program()), 1);
    text_drop(&out);
}

/* A step of a microsecond is none of this machine's: the fit goes on, and says which row it was and what it
 * was fitted to. */
static void a_measurement_that_beats_its_floor_is_named(void **state) {
    (void)state;
    struct text out = {0};
    const char *low = private_file(
        "low.yaml", "source: own\nruntime: own\nmodel: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, "
                    "count: 2}\nmeasurements:\n"
                    "  - {metric: decode_step, value: 1 us, batch: 1, context: 128}\n"
                    "  - {metric: tpot, value: 40 ms, batch: 1, prompt_tokens: 8, output_tokens: 9}\n"
                    "  - {metric: prefill, value: 40 ms, batch: 4, prompt_tokens: 128}\n");
    const char *other = private_file(
        "other.yaml", "source: own\nruntime: own\nmodel: gpt-20b\ncluster: {accelerator: "
                      "a100-sxm-80gb, count: 2}\nmeasurements:\n"
                      "  - {metric: matrix_output, value: 1 ms, batch: 1, prompt_tokens: 512}\n");
    assert_int_equal(run(&out, "%s calibrate %s %s -o %s/own.yaml && cat %s/own.yaml", program(), low, other,
                         private_folder(), private_folder()),
                     0);
    assert_non_null(strstr(text_get(&out), "1 measurement beats its floor"));
    assert_non_null(strstr(text_get(&out), "low.yaml:6: decode_step: 0.001 ms measured, floor "));
    assert_non_null(strstr(text_get(&out), "source: \"fitted to low.yaml, other.yaml\""));
    text_drop(&out);
}

/* With half of each machine's rates a matrix takes twice its floor, and a step without exchange or overhead
 * too. */
static void every_metric_has_its_floor_and_its_fit(void **state) {
    (void)state;
    struct text out = {0};
    const char *spec = private_file(
        "every.yaml",
        "model: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, count: 1}\n"
        "workload: {batch_sizes: [1], contexts: [128], prompt_tokens: 60, output_tokens: 20}\n"
        "calibration: {compute_efficiency: 50 %, memory_efficiency: 50 %}\nmeasurements:\n"
        "  - {label: a, metric: matrix_ffn, value: 1 ms, batch: 1, prompt_tokens: 8, source: own}\n"
        "  - {label: b, metric: matrix_output, value: 1 ms, batch: 1, prompt_tokens: 8, source: own}\n"
        "  - {label: c, metric: decode_step, value: 40 ms, batch: 1, context: 128, source: own}\n"
        "  - {label: d, metric: prefill, value: 40 ms, batch: 1, prompt_tokens: 128, source: own}\n");
    assert_int_equal(run(&out,
                         "%s table measured %s --format csv | awk -F, 'NR > 1 { r = $10 / $8; print $1, "
                         "(r > 1.9999 && r < 2.0001) }'",
                         program(), spec),
                     0);
    assert_string_equal(text_get(&out), "a 1\nb 1\nc 1\nd 1\n");
    text_drop(&out);
}

static void faults_of_measurement_files_are_said_at_their_place(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"source: x\nsetups: 5\n", "f.yaml:2:9: error: `setups` must be a list of 1 to 1000"},
        {"source: x\nsetups: [{}]\nmeasurements: [1]\n", "stand in each of the `setups`, not beside them"},
        {"source: x\nnonsense: 3\n", "f.yaml:2:1: error: the measurement file has no key `nonsense`"},
        {"source: x\nmodel: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, count: 7, tensor_parallel: 2, "
         "pipeline_parallel: 2}\nmeasurements: []\n",
         "7 accelerators cannot be shared out in groups of 4"},
    };
    struct text out = {0};
    const char *spec =
        private_file("names-it.yaml", "title: T\nmodel: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, "
                                      "count: 2}\nmeasurements: f.yaml\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *file = private_file("f.yaml", rows[i][0]);
        text_clear(&out);
        assert_int_equal(run(&out, "%s calibrate %s 2>&1", program(), file), 1);
        assert_non_null(strstr(text_get(&out), rows[i][1]));
        text_clear(&out);
        assert_int_equal(run(&out, "%s check %s 2>&1", program(), spec), 1);
        assert_non_null(strstr(text_get(&out), rows[i][1]));
    }
    text_drop(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_command_writes_what_a_spec_can_name),
        cmocka_unit_test(a_report_says_where_it_goes_beyond_the_fit),
        cmocka_unit_test(what_cannot_be_fitted_is_said),
        cmocka_unit_test(a_measurement_that_beats_its_floor_is_named),
        cmocka_unit_test(every_metric_has_its_floor_and_its_fit),
        cmocka_unit_test(faults_of_measurement_files_are_said_at_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
