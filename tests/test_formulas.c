/* Every formula that a page prints, worked out here from its own notation with this spec's values put in,
 * gives the result that is printed beside it: the notation and the core compute apart from each other. */
#include "../gen/facts/formula.h"
#include "program.h"
#include "table_reading.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct reader {
    const struct facts *facts;
    const char *at;
};

static double sum_of(struct reader *reader);

static void skip_space(struct reader *reader) {
    while (*reader->at == ' ')
        reader->at++;
}

static bool take(struct reader *reader, const char *token) {
    skip_space(reader);
    size_t length = strlen(token);
    if (strncmp(reader->at, token, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static void expect(struct reader *reader, const char *token) {
    if (!take(reader, token))
        fail_msg("expected %s at: %s", token, reader->at);
}

static double group(struct reader *reader) {
    expect(reader, "{");
    double value = sum_of(reader);
    expect(reader, "}");
    return value;
}

static double quantity_at(struct reader *reader) {
    char id[96];
    size_t n = 0;
    while (isalnum((unsigned char)reader->at[n]) || reader->at[n] == '_' || reader->at[n] == '.')
        n++;
    memcpy(id, reader->at, n);
    id[n] = '\0';
    reader->at += n;
    double value;
    const struct quantity *quantity = quantity_find(id);
    if (!quantity || !quantity_number(reader->facts, quantity, &value))
        fail_msg("@%s has no value", id);
    return value;
}

static double number_at(struct reader *reader) {
    char digits[32];
    size_t n = 0;
    for (; isdigit((unsigned char)*reader->at) || *reader->at == ',' || *reader->at == '.'; reader->at++)
        if (*reader->at != ',' && n + 1 < sizeof digits)
            digits[n++] = *reader->at;
    digits[n] = '\0';
    return strtod(digits, NULL);
}

static double factor(struct reader *reader) {
    double value;
    skip_space(reader);
    if (take(reader, "\\max")) {
        expect(reader, "(");
        value = sum_of(reader);
        expect(reader, ",");
        value = fmax(value, sum_of(reader));
        expect(reader, ")");
    } else if (take(reader, "\\frac")) {
        double above = group(reader);
        value = above / group(reader);
    } else if (take(reader, "\\left\\lfloor")) {
        value = sum_of(reader);
        expect(reader, "\\right\\rfloor");
        value = floor(value);
    } else if (take(reader, "\\text{")) { /* "43 %" */
        value = number_at(reader);
        take(reader, "\u202F");
        skip_space(reader);
        if (take(reader, "%"))
            value /= 100;
        if (take(reader, "ms"))
            value /= 1e3;
        if (take(reader, "TB/s"))
            value *= 1e12;
        take(reader, "s/h");
        expect(reader, "}");
    } else if (take(reader, "(")) {
        value = sum_of(reader);
        expect(reader, ")");
    } else if (take(reader, "@")) {
        value = quantity_at(reader);
    } else if (isdigit((unsigned char)*reader->at)) {
        value = number_at(reader);
    } else {
        fail_msg("not a factor: %s", reader->at);
        value = 0;
    }
    if (take(reader, "^")) {
        double power = *reader->at == '{' ? group(reader) : *reader->at++ - '0';
        value = pow(value, power);
    }
    return value;
}

static double product(struct reader *reader) {
    double value = factor(reader);
    for (;;) {
        skip_space(reader);
        if (take(reader, "\\cdot"))
            value *= factor(reader);
        else if (take(reader, "/"))
            value /= factor(reader);
        else if (*reader->at == '(' || *reader->at == '@' || !strncmp(reader->at, "\\frac", 5))
            value *= factor(reader);
        else
            return value;
    }
}

static double sum_of(struct reader *reader) {
    double value = product(reader);
    for (;;) {
        if (take(reader, "+"))
            value += product(reader);
        else if (take(reader, "-"))
            value -= product(reader);
        else
            return value;
    }
}

static const char *const specs[] = {
    "specs/anthropic-52b-3xa100-40gb.yaml", "specs/anthropic-52b-4xa100-40gb.yaml",
    "specs/gopher-260b-16xa100-40gb.yaml",  "specs/gpt-13b-1xa100-40gb.yaml",
    "specs/gpt-13b-2xa100-40gb.yaml",       "specs/llama-3.1-70b-8xh100-sxm.yaml",
    "specs/llama-3.1-70b-4xa100-80gb.yaml", "specs/deepseek-v3-8xh200.yaml",
    "specs/llama-3.1-8b-1xh100-sxm.yaml",   "specs/gpt-20b-2xa100-80gb.yaml"};

struct tally {
    int worked, summed, wrong;
};

/* Works out every formula of a spec. */
static void work_out(const char *path, struct tally *tally) {
    struct arena *arena = arena_new();
    struct facts *facts = facts_from(arena, spec_at(arena, path));
    for (size_t i = 0; i < n_formula_rows; i++) {
        const struct formula_row *row = &formula_rows[i];
        double printed;
        if (formula_find(facts, row->quantity) != row ||
            !quantity_number(facts, quantity_find(row->quantity), &printed))
            continue;
        tally->summed += strstr(row->formula, "\\sum_\\text{layers}") != NULL;
        if (strstr(row->formula, "\\sum")) /* it names no single values */
            continue;
        struct reader reader = {facts, row->formula};
        double value = sum_of(&reader);
        skip_space(&reader);
        assert_string_equal(reader.at, "");
        tally->worked++;
        if (fabs(value - printed) > 1e-9 * fabs(printed)) {
            print_error("%s: %s is %.12g, its formula gives %.12g\n", path, row->quantity, printed, value);
            tally->wrong++;
        }
    }
    arena_drop(arena);
}

static void what_is_printed_is_what_the_formula_gives(void **state) {
    (void)state;
    struct tally tally = {0};
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++)
        work_out(specs[s], &tally);
    assert_true(tally.worked > 300);
    assert_int_equal(tally.summed, 0); /* no shipped spec has layers that differ in their cache */
    assert_int_equal(tally.wrong, 0);
}

/* States, windows, pipelines, replicas, experts apart, latent copies, other all-reduces, one token alone. */
static void it_is_for_layouts_that_no_shipped_spec_has(void **state) {
    static const char *const layouts[][6] = {
        {"jamba-v0.1", "h100-sxm-80gb", "count: 4, tensor_parallel: 2, data_parallel: 2", "bf16", "64",
         "operator"},
        {"gemma-3-27b-it", "h100-sxm-80gb", "count: 2, price: {value: 2 USD/h, source: x}", "bf16", "64",
         "operator"},
        {"llama-3.1-405b", "h100-sxm-80gb",
         "count: 16, tensor_parallel: 8, pipeline_parallel: 2, reserved: 3 GB, memory_fraction: 90 %", "fp8",
         "1", "operator"},
        {"mixtral-8x22b-v0.1", "h100-sxm-80gb",
         "count: 8, tensor_parallel: 4, data_parallel: 2, expert_parallel: 8", "bf16", "64", "operator"},
        {"deepseek-v3", "h100-sxm-80gb", "count: 8", "fp8", "64", "operator"},
        {"deepseek-v3", "h200-sxm-141gb",
         "count: 16, tensor_parallel: 8, data_parallel: 2, expert_parallel: 16, all_reduce: ring", "fp8",
         "64", "operator"},
        {"deepseek-v2-lite", "h100-sxm-80gb", "count: 4", "bf16", "64", "operator"},
        {"gpt-175b", "a100-sxm-40gb", "count: 10", "fp16", "64", "article"},
        {"llama-3.1-8b", "h100-sxm-80gb",
         "count: 2, tensor_parallel: 1, data_parallel: 2, price: {value: 2 USD/h, source: x}", "bf16", "64",
         "operator"},
        {"llama-3.1-70b", "h100-sxm-80gb", "count: 8, all_reduce: one-shot", "bf16", "64", "operator"},
        {"llama-3.1-70b", "h100-sxm-80gb", "count: 8, tensor_parallel: 4, pipeline_parallel: 2", "bf16", "64",
         "operator"},
    };
    struct tally tally = {0};
    (void)state;
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        const char *const *l = layouts[i];
        char spec[640];
        snprintf(spec, sizeof spec,
                 "title: A layout\nmodel: %s\ncluster: {accelerator: %s, %s}\n"
                 "precision: {weights: %s, kv_cache: bf16, activations: bf16}\n"
                 "workload: {batch_sizes: [1, 16, 1024], contexts: [1024, 32768], prompt_tokens: 1024, "
                 "output_tokens: %s}\nmethod: %s\n",
                 l[0], l[1], l[2], l[3], l[4], l[5]);
        work_out(private_file("layout.yaml", spec), &tally);
    }
    assert_true(tally.worked > 200);
    assert_int_equal(tally.wrong, 0);
}

/* Of DeepSeek-V3, from its config.json alone: 1,536 (7,168 + 24,576) + 7,168 (576 + 16,384) + 512 * 32,768
 * weights of attention in a layer, beside two norms of 1,536 and 512; the all-reduces of 64 halves of layers
 * and what goes to 8 experts in 58 layers and back, 7/8 of it, at two bytes; and 2,048 tokens times the
 * weights of all layers, W_DKV on each of eight, with 128 * 320 numbers in each pair of tokens and layer. */
static void of_deepseek_v3_it_is_what_its_shapes_give(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct facts *facts = facts_of(arena, "deepseek-v3-8xh200");
    double attention = 187105280, experts = 3.0 * 7168 * 2048 * 9 + 7168 * 256, dense = 3.0 * 7168 * 18432;
    double weights = 61 * attention + 58 * experts + 3 * dense + 7 * 61 * 7168.0 * 576,
           head = 129280.0 * 7168;
    double pairs = 61 * 128 * 320.0 * 2048 * 2048;
    const struct {
        const char *id;
        double value;
    } rows[] = {
        {"layer.attention_params", attention},
        {"model.params.attention", 61 * (attention + 1536 + 512)},
        {"comms.bytes_per_token", 2 * 7 / 8.0 * 7168 * 2 * (64 + 8 * 58)},
        {"prompt.compute_s", (2 * (2048 * weights + head) + pairs) / (8 * 1979e12)},
        {"attention.ratio", 16 * 1088 * 2 / (576 * 2.0)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value = 0;
        assert_true(quantity_number(facts, quantity_find(rows[i].id), &value));
        if (fabs(value - rows[i].value) > 1e-12 * value)
            fail_msg("%s is %.15g, its shapes give %.15g", rows[i].id, value, rows[i].value);
    }
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_printed_is_what_the_formula_gives),
                                       cmocka_unit_test(it_is_for_layouts_that_no_shipped_spec_has),
                                       cmocka_unit_test(of_deepseek_v3_it_is_what_its_shapes_give)};
    return cmocka_run_group_tests_name("formulas", tests, NULL, NULL);
}
