/* Cost and energy of a million tokens, as `floorline calc` gives them, against the formulas written out:
 * price·N/3600/(tokens/s·utilisation)·1e6 and N·TDP·PUE/(tokens/s)·1e6 (reference arithmetic, section 4). */
#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/diag.h"
#include "../gen/spec/node.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CLUSTER                                                                                              \
    "model: llama-3.1-8b\nprecision: {weights: bf16}\n"                                                      \
    "workload: {batch_sizes: [1, 16, 64], contexts: [512], prompt_tokens: 256, output_tokens: 32}\n"         \
    "cluster:\n  accelerator: h100-sxm-80gb\n  count: 4\n  tensor_parallel: 2\n"

static const struct node *calc(struct arena *arena, const char *spec) {
    struct text out = {0};
    assert_int_equal(run(&out, "%s calc %s", program(), private_file("cost.yaml", spec)), 0);
    struct source *source = arena_alloc(arena, sizeof *source);
    *source = (struct source){"json", arena_copy(arena, text_get(&out), out.length), out.length};
    text_drop(&out);
    return node_read(arena, source, diags_new(arena));
}

static double number(const struct node *mapping, const char *key) {
    const struct node *node = node_find(mapping, key);
    if (!node)
        fail_msg("no `%s`", key);
    return strtod(node->text, NULL);
}

static void assert_close(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g, not %.17g", value, expected);
}

/* Two replicas of two: a replica's price is shared by what the replica makes. */
static void cost_and_energy_follow_the_rates(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct node *json =
        calc(arena, CLUSTER
             "  price: {value: 3 USD/h, source: an offer, date: 2026-01-31}\n  pue: 1.5\n"
             "  utilisation: 50 %\n"
             "calibration: {memory_efficiency: 70 %, compute_efficiency: 60 %, layer_overhead: 9 us}\n");
    const struct node *serving = node_find(json, "serving");
    assert_int_equal(serving->n_items, 3);
    for (size_t i = 0; i < serving->n_items; i++) {
        const struct node *row = serving->items[i];
        double batch = number(row, "batch");
        double in = batch * 256 / number(row, "ttft_s"), out = batch / number(row, "tpot_s");
        double in_slow = batch * 256 / number(row, "ttft_calibrated_s"),
               out_slow = batch / number(row, "tpot_calibrated_s");
        double usd = 3.0 * 2 / 3600 / 0.5 * 1e6, joules = 2 * 700.0 * 1.5 * 1e6;
        assert_close(number(row, "input_cost_per_million"), usd / in);
        assert_close(number(row, "output_cost_per_million"), usd / out);
        assert_close(number(row, "input_energy_per_million_j"), joules / in);
        assert_close(number(row, "output_energy_per_million_j"), joules / out);
        assert_close(number(row, "input_cost_calibrated_per_million"), usd / in_slow);
        assert_close(number(row, "output_cost_calibrated_per_million"), usd / out_slow);
        assert_close(number(row, "output_energy_calibrated_per_million_j"), joules / out_slow);
        assert_true(out_slow < out && in_slow < in);
    }
    const struct node *cost = node_find(json, "cost"), *last = serving->items[2];
    assert_close(number(cost, "batch"), 64);
    assert_close(number(cost, "output_per_million"), number(last, "output_cost_calibrated_per_million"));
    assert_string_equal(node_find(cost, "price_source")->text, "an offer");
    assert_string_equal(node_find(cost, "price_date")->text, "2026-01-31");
    arena_drop(arena);
}

/* What was not given is null, never 0: nothing is free, and no step takes no time. */
static void without_a_price_nothing_costs(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct node *json = calc(arena, CLUSTER), *cost = node_find(json, "cost"),
                      *step = node_find(json, "decode")->items[0],
                      *request = node_find(json, "serving")->items[0];
    assert_int_equal(node_find(step, "cost_per_million_tokens")->kind, NODE_NULL);
    assert_int_equal(node_find(step, "step_calibrated_s")->kind, NODE_NULL);
    assert_true(number(step, "energy_per_million_tokens_j") > 0);
    assert_int_equal(node_find(request, "input_cost_per_million")->kind, NODE_NULL);
    assert_int_equal(node_find(request, "tpot_calibrated_s")->kind, NODE_NULL);
    assert_int_equal(node_find(cost, "input_per_million")->kind, NODE_NULL);
    assert_int_equal(node_find(cost, "price_date")->kind, NODE_NULL);
    assert_true(number(cost, "input_energy_per_million_j") > 0);
    arena_drop(arena);
}

/* The date stands where the price does, and the page says both. */
static void a_price_bears_its_date_and_source(void **state) {
    (void)state;
    struct text out = {0};
    const char *spec =
        private_file("dated.yaml", CLUSTER "  price: {value: 3 USD/h, source: an offer, date: 2026-01-31}\n");
    assert_int_equal(run(&out, "%s table sources %s", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "an offer (2026-01-31)"));
    text_clear(&out);
    assert_int_equal(run(&out, "%s table serving %s", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "USD/Mtok"));
    assert_non_null(strstr(text_get(&out), "Wh/Mtok"));
    text_clear(&out);
    assert_int_equal(run(&out, "%s report -o - %s | pdftotext - -", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "What a million tokens cost"));
    assert_non_null(strstr(text_get(&out), "2026-01-31"));
    text_drop(&out);
}

/* The first page of what has no price says so, and how doubtful its link is; the energy is told all the same.
 */
static void the_first_page_tells_what_is_not_known(void **state) {
    (void)state;
    struct text out = {0};
    static const char spec[] = "specs/gopher-260b-16xa100-40gb.yaml";
    assert_int_equal(
        run(&out, "%s report -t procurement -o - %s | pdftotext -l 1 - - | tr '\\n' ' '", program(), spec),
        0);
    assert_non_null(strstr(text_get(&out), "No price is given"));
    assert_non_null(strstr(text_get(&out), "That one link joins all 16 is in doubt"));
    assert_non_null(strstr(text_get(&out), "machines on sale hold 8"));
    assert_non_null(strstr(text_get(&out), "Nothing is kept back"));
    text_clear(&out);
    assert_int_equal(
        run(&out, "%s report -t procurement -o - %s | pdftotext - - | tr '\\n' ' '", program(), spec), 0);
    assert_non_null(strstr(text_get(&out), "At full power, 400"));
    assert_null(strstr(text_get(&out), "USD"));
    text_drop(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost_and_energy_follow_the_rates),
        cmocka_unit_test(without_a_price_nothing_costs),
        cmocka_unit_test(a_price_bears_its_date_and_source),
        cmocka_unit_test(the_first_page_tells_what_is_not_known),
    };
    return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
