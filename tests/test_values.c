/* Every value of kipply's Transformer Inference Arithmetic (2022), as corrected, comes out of the shipped
 * specs through `floorline calc`, to the digits that the article and its corrections print. */
#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/diag.h"
#include "../gen/spec/node.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ON3   "anthropic-52b-3xa100-40gb"
#define ON4   "anthropic-52b-4xa100-40gb"
#define BIG   "gopher-260b-16xa100-40gb"
#define ONE   "gpt-13b-1xa100-40gb"
#define TWO   "gpt-13b-2xa100-40gb"
#define LLAMA "llama-3.1-70b-8xh100-sxm"
#define MIXED "deepseek-v3-8xh200"

/* path: keys between points; `name[key=value]` picks the list's item. digits: decimals printed, in units of
 * `unit`. */
static const struct row {
    const char *spec, *path;
    double expected, unit;
    int decimals;
    const char *source;
} rows[] = {
    {ON4, "cluster.flops_per_byte", 208, 1, 0, "312e12 / 1.5e12"},
    {ON4, "cluster.flops_per_comm_byte", 1040, 1, 0, "312e12 / 300e9"},
    {ON4, "model.params.twelve_l_d2", 51539607552.0, 1, 0, "12 * 64 * 8192^2"},
    {ON4, "model.params.embedding", 536870912, 1, 0, "65536 * 8192"},
    {ON4, "model.kv_flops_per_token", 17179869184.0, 1, 0, "2 * 2 * 64 * 8192^2"},
    {ON4, "model.flops_per_token", 103079215104.0, 1, 0, "24 * 64 * 8192^2"},
    {ON4, "model.kv_bytes_per_token", 2097152, 1, 0, "2 * 2 * 64 * 128 * 64"},
    {ON4, "article.one_pass_s", 68.7, 1e-3, 1, "2 * 12 L d^2 / 1.5e12"},
    {ON4, "article.one_pass_all_s", 17.2, 1e-3, 1, "the same on four"},
    {ON4, "article.passes[tokens=1].one_accelerator_s", 68.7, 1e-3, 1, "one token costs what 208 do"},
    {ON4, "article.passes[tokens=208].one_accelerator_s", 68.7, 1e-3, 1, "2 * 12 L d^2 * 208 / 312e12"},
    {ON4, "article.passes[tokens=312].one_accelerator_s", 103, 1e-3, 0, "half as many again"},
    {ON4, "article.passes[tokens=416].one_accelerator_s", 137, 1e-3, 0, "twice as many"},
    {ON4, "model.weights_bytes", 104e9, 1, 0, "2 * 52e9"},
    {ON3, "capacity.kv_room_bytes", 16e9, 1, 0, "3 * 40e9 - 104e9"},
    {ON3, "capacity.max_tokens", 7629, 1, 0, "16e9 / 2097152"},
    {ON4, "capacity.kv_room_bytes", 56e9, 1, 0, "4 * 40e9 - 104e9"},
    {ON4, "capacity.max_tokens", 26702, 1, 0, "56e9 / 2097152"},
    {ON4, "capacity.rows[context=2048].sequence_bytes", 4.294967296e9, 1, 0, "2048 * 2097152"},
    {ON3, "capacity.rows[context=2048].max_batch", 3, 1, 0, "16e9 / 4.29e9: three, not four"},
    {ON4, "decode[batch=256,context=512].compute_s", 21.3, 1e-3, 1, "256 * 104e9 / (4 * 312e12)"},
    {ON4, "decode[batch=256,context=512].comm_s", 3.6, 1e-3, 1, "256 * 4 * 64 * 8192 * 2 / 300e9"},
    {BIG, "decode[batch=1,context=512].memory_s", 21.67, 1e-3, 2, "2 * 260e9 / (16 * 1.5e12)"},
    {BIG, "decode[batch=1,context=512].comm_latency_s", 2.56, 1e-3, 2, "4 * 80 * 8e-6"},
    {BIG, "decode[batch=1,context=512].comm_bandwidth_s", 35, 1e-6, 0, "4 * 80 * 16384 * 2 / 300e9"},
    {BIG, "decode[batch=512,context=512].compute_s", 53.33, 1e-3, 2, "512 * 520e9 / (16 * 312e12)"},
    {BIG, "decode[batch=512,context=512].comm_s", 17.90, 1e-3, 2, "512 * 4 * 80 * 16384 * 2 / 300e9"},
    {BIG, "article.comm_kept_s", 16.78, 1e-3, 2, "the same with (N - 1) / N kept"},
    {BIG, "decode[batch=512,context=512].step_s", 53.3, 1e-3, 1, "overlapped"},
    {BIG, "decode[batch=512,context=512].step_sum_s", 71.2, 1e-3, 1, "nothing overlapped"},
    {BIG, "capacity.kv_room_bytes", 120e9, 1, 0, "16 * 40e9 - 520e9"},
    {BIG, "capacity.max_tokens", 22888, 1, 0, "120e9 / (2 * 2 * 80 * 16384)"},
    {BIG, "capacity.largest_tokens_each", 44, 1, 0, "22888 / 512"},
    {ONE, "decode[batch=1,context=512].step_s", 16.8, 1e-3, 1, "2 * 12 * 40 * 5120^2 / 1.5e12"},
    {TWO, "decode[batch=1,context=512].memory_s", 8.4, 1e-3, 1, "half of it"},
    {TWO, "decode[batch=1,context=512].comm_s", 1.28, 1e-3, 2, "4 * 40 * 8e-6"},
    {ONE, "measured.step_s", 22.0, 1e-3, 1, "FasterTransformer"},
    {ONE, "measured.share", 76, 1e-2, 0, "16.8 / 22.0"},
    {TWO, "measured.step_s", 13.5, 1e-3, 1, "FasterTransformer"},
    {TWO, "measured.share", 62, 1e-2, 0, "8.4 / 13.5"},
    {ONE, "measurements[value_s=0.2836].output_tokens", 10, 1, 0, "the raw run: 283.60 ms, ten tokens"},
    {ONE, "measurements[value_s=0.06317].prompt_tokens", 512, 1, 0, "63.17 ms of it the context"},
    {TWO, "measurements[value_s=0.18086].output_tokens", 10, 1, 0, "the raw run on two: 180.86 ms"},
    {TWO, "measurements[value_s=0.04545].prompt_tokens", 512, 1, 0, "45.45 ms of it the context"},
    {ONE, "measurements[value_s=0.000476].floor_s", 344, 1e-6, 0, "2 * 512 * 5120 * 20480 / 312e12"},
    {ONE, "measurements[value_s=0.000476].share", 72, 1e-2, 0, "344 / 476"},
    {ONE, "measurements[value_s=0.000159].floor_s", 86, 1e-6, 0, "2 * 512 * 5120 * 5120 / 312e12"},
    {ONE, "measurements[value_s=0.000159].share", 54, 1e-2, 0, "86 / 159"},
    {ON4, "article.intermediate_share", 5.375, 1e-2, 3, "43 % * (8192/1024) / (8192/1024)^2"},
    {ON4, "article.intermediate_of_all", 8.6, 1e-2, 1, "43 * 8 / (43 * 8 + 57 * 64)"},
    {ON4, "exercise.half_intermediate_of_all", 4.5, 1e-2, 1, "43 * 16 / (43 * 16 + 57 * 256)"},
    {ON4, "layer.least_each", 5461, 1, 0, "8 d^2 / 4 over 2 * 3/4 * d * 2 bytes: 2 * 8192 / 3"},
    {ON4, "exercise.most_accelerators", 16, 1, 0, "1 + 2 * 8192 / 1040, rounded down"},
    {ON4, "model.params.nominal_gap", 1.2, 1e-2, 1, "1 - 52e9 / 52,615,462,912"},
    {ON4, "exercise.crossing", 209, 1, 0, "both take as long at 208"},
    {ON4, "exercise.half_crossing", 105, 1, 0, "both take as long at 104"},
    {ON4, "small.reached", 61.95, 1e-2, 2, "2 * 12 * 40 * 5120^2 / 3e12 over (0.18086 - 0.04545) / 10"},
    {LLAMA, "exercise.crossing", 296, 1, 0, "above 989.5e12 / 3.35e12 = 295.4"},
    {LLAMA, "exercise.half_crossing", 148, 1, 0, "above 295.4 / 2"},
    {LLAMA, "exercise.least_width", 2199, 1, 0, "from 989.5e12 / 450e9 = 2198.9 on"},
    {LLAMA, "exercise.least_width_each", 7697, 1, 0, "from 2198.9 * 7 / 2 = 7696.1 on"},
    {ON4, "exercise.least_width_each", 1560, 1, 0, "1040 * 3 / 2"},
    {ON4, "exercise.equal_context", 49152, 1, 0, "6 * 8192"},
    {ON4, "exercise.again_s", 170.8, 1e-3, 1, "2049 * 104e9 / (4 * 312e12)"},
    {ON4, "step.full_cache_s", 9.33, 1e-3, 2, "56e9 / (4 * 1.5e12)"},
    {LLAMA, "layer.least_each", 1317, 1, 0, "2 * (2 * 64 + 2 * 8) * 128 * 8192 / 8 over 2 * 7/8 * 16384"},
    {LLAMA, "exercise.most_accelerators", 5, 1, 0, "1 + 9216 * 450e9 / 989.5e12, rounded down"},
    {LLAMA, "exercise.most_even", 4, 1, 0, "the greatest up to 5 that divides 64 heads"},
    {LLAMA, "large.cache_per_sequence_s", 6.26, 1e-6, 2, "512 * 327680 / (8 * 3.35e12)"},
    {MIXED, "cluster.idle_tokens", 206, 1, 0, "1979e12 / 4.8e12 / 2: a byte a weight"},
    {MIXED, "exercise.half_idle_tokens", 103, 1, 0, "half of 206"},
    {MIXED, "exercise.experts_read", 163.3, 1, 1, "256 - 256 * (31/32)^32"},
    {MIXED, "exercise.again_read_s", 17.5, 1e-3, 1,
     "671.03e9 - 0.93e9 looked up + 1.76e9 copied, / (8 * 4.8e12)"},
    {MIXED, "comms.experts_elements", 100352, 1, 0, "2 * 8 * 7168 * 7 / 8"},
    {MIXED, "comms.all_to_all_latency_s", 928, 1e-6, 0, "2 * 58 * 8e-6"},
    {MIXED, "comms.all_to_all_per_sequence_s", 25.9, 1e-6, 1, "58 * 100352 * 2 / 450e9"},
};

/* The item of a list whose members equal those named: "batch=1,context=512". */
static const struct node *pick(const struct node *list, char *wanted) {
    struct {
        char *key;
        double value;
    } keys[4];
    size_t n = 0;
    for (char *part = strtok(wanted, ","); part; part = strtok(NULL, ",")) {
        char *equals = strchr(part, '=');
        *equals = '\0';
        keys[n].key = part;
        keys[n++].value = strtod(equals + 1, NULL);
    }
    for (size_t i = 0; i < list->n_items; i++) {
        size_t matching = 0;
        for (size_t j = 0; j < n; j++) {
            const struct node *member = node_find(list->items[i], keys[j].key);
            matching += member && strtod(member->text, NULL) == keys[j].value;
        }
        if (matching == n)
            return list->items[i];
    }
    return NULL;
}

static const struct node *follow(const struct node *node, const char *path) {
    char copy[160];
    strcpy(copy, path);
    for (char *at = copy; node && at;) {
        char *bracket = strchr(at, '['), *point = strchr(at, '.'), *next = NULL;
        if (bracket && point && bracket > point)
            bracket = NULL;
        if (bracket) {
            char *end = strchr(bracket, ']');
            next = end[1] ? end + 2 : NULL;
            *bracket = *end = '\0';
            node = node_find(node, at);
            node = node ? pick(node, bracket + 1) : NULL;
        } else {
            next = point ? point + 1 : NULL;
            if (point)
                *point = '\0';
            node = node_find(node, at);
        }
        at = next;
    }
    return node;
}

static void every_value_of_the_article_comes_out(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const struct node *tree = NULL;
    const char *spec = "";
    int wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(spec, rows[i].spec) != 0) {
            struct text out = {0};
            assert_int_equal(run(&out, "%s calc specs/%s.yaml", program(), rows[i].spec), 0);
            struct source *source = arena_alloc(arena, sizeof *source);
            *source =
                (struct source){rows[i].spec, arena_copy(arena, text_get(&out), out.length), out.length};
            tree = node_read(arena, source, diags_new(arena));
            assert_non_null(tree);
            text_drop(&out);
            spec = rows[i].spec;
        }
        const struct node *value = follow(tree, rows[i].path);
        char expected[64], printed[64] = "absent";
        snprintf(expected, sizeof expected, "%.*f", rows[i].decimals, rows[i].expected);
        if (value)
            snprintf(printed, sizeof printed, "%.*f", rows[i].decimals,
                     strtod(value->text, NULL) / rows[i].unit);
        if (strcmp(expected, printed) != 0) {
            print_error("%s %s: expected %s (%s), got %s\n", rows[i].spec, rows[i].path, expected,
                        rows[i].source, printed);
            wrong++;
        }
    }
    arena_drop(arena);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_value_of_the_article_comes_out)};
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
