/* Tables of the shipped specs: what does not fit is folded, what does not make a step is grey, what is sent
 * adds up, what is printed once is printed once. Expected figures: kipply, Transformer Inference Arithmetic
 * (2022), or worked out beside each. */
#include "table_reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* 16 GB of room hold 14 sequences of 512 tokens, 3 of 2,048 and none of 8,192: batches from 16, 4 and 1 on.
 */
static void batches_that_do_not_fit_are_one_row(void **state) {
    static const char *const runs[] = {"16 … 512", "4 … 512", "1 … 512"};
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "anthropic-52b-3xa100-40gb"), "latency");
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *batch = table->rows[i].cells[0].text;
        if (table->rows[i].kind != ROW_DATA || !strstr(batch, "…"))
            continue;
        assert_true(found < 3);
        assert_string_equal(batch, runs[found++]);
        assert_non_null(strstr(cell_at(table, i, "share")->text, "cache 1.18 … "));
        assert_string_equal(cell_at(table, i, "step_s")->text, EM_DASH);
    }
    assert_int_equal(found, 3);
    assert_int_equal(table->n_rows, 3 + 4 + 2 + 3); /* contexts; batches that fit; what does not */
    arena_drop(arena);
}

/* The article leaves reading the cache out of its steps: none of that column makes the step. */
static void what_does_not_make_the_step_is_grey(void **state) {
    static const char *const terms[] = {"weights_s", "kv_s", "compute_s", "comm_s"};
    static const char *const specs[] = {"gopher-260b-16xa100-40gb", "deepseek-v3-8xh200"};
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        struct arena *arena = arena_new();
        const struct table *table = facts_table(facts_of(arena, specs[s]), "latency");
        size_t exchanges = 0;
        for (size_t i = 0; i < table->n_rows; i++) {
            if (table->rows[i].kind != ROW_DATA || cell_at(table, i, "share")->text)
                continue;
            bool exchange = !strcmp(cell_at(table, i, "bound")->text, "exchange");
            for (size_t k = 0; k < 4; k++) {
                bool grey = cell_at(table, i, terms[k])->style == CELL_GREY;
                if (exchange)
                    assert_int_equal(grey, k < 3);
                else if (k == 3 || (k == 1 && s == 0))
                    assert_true(grey);
            }
            exchanges += exchange;
        }
        assert_int_equal(exchanges, s ? 6 : 0); /* batches 1 and 2 of DeepSeek-V3, at each context */
        arena_drop(arena);
    }
}

static void one_accelerator_has_no_exchange_to_show(void **state) {
    struct arena *arena = arena_new();
    struct facts *facts = facts_of(arena, "gpt-13b-1xa100-40gb");
    static const char *const ids[] = {"latency", "batches", "prefill"};
    (void)state;
    for (size_t t = 0; t < 3; t++) {
        const struct table *table = facts_table(facts, ids[t]);
        for (size_t i = 0; i < table->n_columns; i++) {
            assert_null(strstr(table->columns[i].id, "comm_"));
            assert_string_not_equal(table->columns[i].id, "step_sum_s");
        }
    }
    arena_drop(arena);
}

/* d/N elements to each of N - 1 others, four times a layer: 2 of 2,731 of 3 accelerators (8,192/3 = 2,730.7),
 * 43.69 kB in all. DeepSeek-V3: 8 of 8 experts' tokens of 7,168 values go to 7 others, 2 bytes each, and
 * back: 100.35 kB each way, beside 2 x 7 x 896 x 2 bytes of the attention's sum. */
static void what_is_sent_adds_up(void **state) {
    static const struct {
        const char *spec, *sends, *bytes, *elements;
    } rows[] = {{"anthropic-52b-3xa100-40gb", "8", "43.69", "2,731"},
                {"deepseek-v3-8xh200", "28", "225.79", "896"},
                {"llama-3.1-70b-8xh100-sxm", "28", "57.34", "1,024"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        const struct table *table = facts_table(facts_of(arena, rows[i].spec), "comms");
        assert_string_equal(cell_at(table, 0, "elements")->text, rows[i].elements);
        assert_string_equal(cell_at(table, table->n_rows - 1, "sends")->text, rows[i].sends);
        assert_string_equal(cell_at(table, table->n_rows - 1, "bytes")->text, rows[i].bytes);
        arena_drop(arena);
    }
}

/* Two all-reduces a layer of a vector of 8,192 values of 2 bytes among 8: in two rounds 7/8 of it are sent in
 * each; in one round all of it goes to 7 others; in the network once to the switch. */
static void the_lecture_s_exchange_is_that_of_the_spec(void **state) {
    static const struct {
        enum all_reduce algorithm;
        const char *sends, *bytes;
    } rows[] = {{ALL_REDUCE_MESH, "28", "57.34"},
                {ALL_REDUCE_RING, "28", "57.34"},
                {ALL_REDUCE_ONE_SHOT, "14", "229.38"},
                {ALL_REDUCE_IN_NETWORK, "2", "32.77"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        struct spec *spec = spec_of(arena, "llama-3.1-70b-8xh100-sxm");
        spec->design.cluster.all_reduce = rows[i].algorithm;
        const struct table *table = facts_table(facts_from(arena, spec), "exchange");
        assert_string_equal(cell_at(table, table->n_rows - 1, "sends")->text, rows[i].sends);
        assert_string_equal(cell_at(table, table->n_rows - 1, "bytes")->text, rows[i].bytes);
        arena_drop(arena);
    }
}

/* The matrices of one token add up to its forward pass, whether the head has a matrix of its own or is the
 * embedding's; scores stand apart. */
static void the_arithmetic_of_a_token_adds_up(void **state) {
    (void)state;
    for (int tied = 0; tied < 2; tied++) {
        struct arena *arena = arena_new();
        struct spec *spec = spec_of(arena, "llama-3.1-8b-1xh100-sxm");
        spec->design.model.tied_embeddings = tied;
        const struct table *table = facts_table(facts_from(arena, spec), "flops");
        double sum = 0, all = strtod(cell_at(table, table->n_rows - 1, "flops")->text, NULL);
        for (size_t i = 0; i + 1 < table->n_rows; i++)
            if (strcmp(cell_at(table, i, "what")->text, "Scores and weighted values") != 0)
                sum += strtod(cell_at(table, i, "flops")->text, NULL);
        assert_true(fabs(sum - all) < 0.005 * (double)table->n_rows); /* of two decimals */
        arena_drop(arena);
    }
}

/* The tensors of a mixture stand by kind of layer; shares too small to print are not 0. */
static void tensors_stand_by_kind_of_layer(void **state) {
    static const char *const heads[] = {"Before the layers", "3 dense layers", "58 expert layers",
                                        "Outside the layers"};
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "deepseek-v3-8xh200"), "parameters");
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < table->n_rows; i++)
        if (table->rows[i].kind == ROW_GROUP)
            assert_string_equal(table->rows[i].cells[0].text, heads[found++]);
        else
            assert_string_not_equal(cell_at(table, i, "share")->text, "0.00");
    assert_int_equal(found, 4);
    assert_string_equal(cell_at(table, table->n_rows - 1, "share")->text, "100.00");
    arena_drop(arena);
}

/* No two inputs one after another tell the same source in words. */
static void a_source_is_told_once_in_a_row(void **state) {
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "llama-3.1-70b-8xh100-sxm"), "sources");
    size_t groups = 0, dittos = 0;
    (void)state;
    for (size_t i = 0; i < table->n_rows; i++) {
        groups += table->rows[i].kind == ROW_GROUP;
        if (!i || table->rows[i].kind == ROW_GROUP || table->rows[i - 1].kind == ROW_GROUP)
            continue;
        const char *source = cell_at(table, i, "source")->text;
        bool ditto = !strcmp(source, "\u2033");
        assert_true(ditto || strcmp(source, cell_at(table, i - 1, "source")->text) != 0);
        dittos += ditto;
    }
    assert_int_equal(groups, 5); /* model, cluster, accelerator, workload, defaults */
    assert_in_range(dittos, 10, table->n_rows);
    arena_drop(arena);
}

/* Nine tenths of |calibrated / measured - 1| are within 18.7 %: a calibrated 20.34 ms stands for measured
 * times of 20.34 / 1.187 to 20.34 / 0.813. */
static void the_band_of_a_calibration_is_its_residuals(void **state) {
    static const char *const ids[] = {"band.calibrated_s", "band.low_s", "band.high_s",
                                      "band.run_measured_s"};
    static const char *const words[] = {"20.3" THIN_SPACE "ms", "17.1" THIN_SPACE "ms",
                                        "25.0" THIN_SPACE "ms", "147" THIN_SPACE "ms"};
    struct arena *arena = arena_new();
    struct facts *facts = facts_of(arena, "gpt-20b-2xa100-80gb");
    const struct table *table = facts_table(facts, "latency");
    const char *why;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct text out = {0};
        assert_true(facts_words(facts, ids[i], NULL, -1, &out, &why));
        assert_string_equal(text_get(&out), words[i]);
        text_drop(&out);
    }
    assert_non_null(strstr(cell_at(table, 7, "calibrated_range")->text, "17.1"));
    assert_non_null(strstr(cell_at(table, 7, "calibrated_range")->text, "25.0"));
    arena_drop(arena);
}

/* kipply's 13B on two A100: a step of 13.5 ms at batch 1 and 512 tokens stands beside its floor. */
static void a_measured_step_stands_in_its_row(void **state) {
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "gpt-13b-2xa100-40gb"), "latency");
    (void)state;
    assert_string_equal(cell_at(table, 1, "measured_s")->text, "13.50");
    assert_string_equal(cell_at(table, 2, "measured_s")->text, EM_DASH);
    arena_drop(arena);
}

/* The least and the most of a share in the shipped calibrations, in whole percent; 100 % was not exercised.
 */
static void shares_of(const char *key, int *least, int *most) {
    static const char *const files[] = {"fastertransformer-a100-40gb", "fastertransformer-a100-80gb",
                                        "gpt-fast-a100-80gb"};
    *least = 100, *most = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[96], line[256];
        snprintf(path, sizeof path, "specs/calibrations/%s.yaml", files[i]);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        while (fgets(line, sizeof line, file)) {
            if (strncmp(line, key, strlen(key)) != 0)
                continue;
            int share = (int)(strtod(line + strlen(key), NULL) + .5);
            *least = share < *least ? share : *least;
            *most = share < 100 && share > *most ? share : *most;
        }
        fclose(file);
    }
}

static void what_the_template_says_of_real_runs_is_in_the_calibrations(void **state) {
    static const char *const keys[] = {"memory_efficiency:", "compute_efficiency:"};
    struct arena *arena = arena_new();
    struct text page = {0};
    char part[4096];
    size_t n;
    (void)state;
    FILE *file = fopen("templates/procurement.md", "r");
    assert_non_null(file);
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        text_bytes(&page, part, n);
    fclose(file);
    for (size_t i = 0; i < 2; i++) {
        int least, most;
        shares_of(keys[i], &least, &most);
        assert_non_null(
            strstr(text_get(&page), arena_printf(arena, "%d to %d" THIN_SPACE "%%", least, most)));
    }
    text_drop(&page);
    arena_drop(arena);
}

/* GPT 20B on two A100-80GB: 45 runs in lengths of five, each batch under its length; the one that found no
 * memory says what it would have taken (75.6 GB of weights and cache on each of 80). */
static void measured_runs_stand_under_their_length(void **state) {
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "gpt-20b-2xa100-80gb"), "measured");
    size_t groups = 0, misfits = 0;
    (void)state;
    for (size_t i = 0; i < table->n_rows; i++) {
        if (table->rows[i].kind == ROW_GROUP) {
            groups++;
            assert_non_null(strstr(table->rows[i].cells[0].text, "tokens"));
            continue;
        }
        const char *measured = cell_at(table, i, "value_s")->text;
        misfits += strstr(measured, "take 75.6 of 80") != NULL;
        assert_true(strstr(measured, "out of memory") || strtod(measured, NULL) > 0);
    }
    assert_int_equal(groups, 5);
    assert_int_equal(misfits, 1);
    assert_non_null(strstr(table->notes[0], "no forecast"));
    arena_drop(arena);
}

/* One accelerator exchanges nothing: no symbol, input or column of an exchange. */
static void one_accelerator_tells_of_no_exchange(void **state) {
    struct arena *arena = arena_new();
    struct facts *facts = facts_of(arena, "llama-3.1-8b-1xh100-sxm");
    static const char *const tables[] = {"latency", "prefill", "work", "prompts"};
    (void)state;
    for (size_t t = 0; t < 4; t++) {
        const struct table *table = facts_table(facts, tables[t]);
        for (size_t c = 0; c < table->n_columns; c++)
            assert_null(strstr(table->columns[c].head, "xchang"));
    }
    const struct table *symbols = facts_table(facts, "all-symbols"), *sources = facts_table(facts, "sources");
    for (size_t i = 0; i < symbols->n_rows; i++) {
        assert_string_not_equal(symbols->rows[i].cells[0].text, "C");
        assert_string_not_equal(symbols->rows[i].cells[0].text, "\u03B1");
    }
    for (size_t i = 0; i < sources->n_rows; i++)
        assert_null(strstr(sources->rows[i].cells[0].text, "link"));
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measured_runs_stand_under_their_length),
        cmocka_unit_test(one_accelerator_tells_of_no_exchange),
        cmocka_unit_test(the_band_of_a_calibration_is_its_residuals),
        cmocka_unit_test(a_measured_step_stands_in_its_row),
        cmocka_unit_test(what_the_template_says_of_real_runs_is_in_the_calibrations),
        cmocka_unit_test(batches_that_do_not_fit_are_one_row),
        cmocka_unit_test(what_does_not_make_the_step_is_grey),
        cmocka_unit_test(one_accelerator_has_no_exchange_to_show),
        cmocka_unit_test(the_lecture_s_exchange_is_that_of_the_spec),
        cmocka_unit_test(the_arithmetic_of_a_token_adds_up),
        cmocka_unit_test(what_is_sent_adds_up),
        cmocka_unit_test(tensors_stand_by_kind_of_layer),
        cmocka_unit_test(a_source_is_told_once_in_a_row),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
