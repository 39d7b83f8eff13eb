/* What does not fit: by how much, and what would make it fit. Every remedy that is told of is tried again
 * here on the whole analysis; figures are worked out beside each. */
#include "table_reading.h"

#include "../gen/core/shortage.h"
#include "../gen/core/step.h"

#include <math.h>
#include <stdlib.h>

#define ON3   "anthropic-52b-3xa100-40gb"
#define LLAMA "llama-3.1-70b-4xa100-80gb"

/* Whether the whole analysis, asked for one batch at one context, says that it fits. */
static bool fits(const struct design *from, int64_t batch, int64_t context) {
    struct arena *arena = arena_new();
    struct design design = *from;
    design.workload = (struct workload){&batch, 1, &context, 1, 1, 1};
    bool answer = analyse(arena, &design)->decode[0].fits;
    arena_drop(arena);
    return answer;
}

static void shortages_agree_with_the_analysis(void **state) {
    static const char *const specs[] = {ON3, LLAMA, "deepseek-v3-8xh200", "gpt-20b-2xa100-80gb",
                                        "gopher-260b-16xa100-40gb"};
    (void)state;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        const struct design *design = &spec_of(arena, specs[s])->design;
        const struct analysis *analysis = analyse(arena, design);
        for (size_t i = 0; i < analysis->n_decode; i++) {
            const struct decode_row *row = &analysis->decode[i];
            struct shortage shortage;
            shortage_find(design, analysis->params.counted, row->batch, row->context, &shortage);
            double all = (double)design->cluster.count,
                   missing = row->kv_bytes - analysis->capacity.kv_room_bytes;
            assert_int_equal(row->fits, shortage.short_bytes <= 0);
            assert_true(fabs(shortage.short_bytes * all - missing) <= 1e-9 * fabs(missing));
        }
        arena_drop(arena);
    }
}

/* The least is the least: brute force on the analysis, and one step less does not do. */
static void the_least_remedy_is_the_least(void **state) {
    struct arena *arena = arena_new();
    const struct design *design = &spec_of(arena, LLAMA)->design;
    double parameters = analyse(arena, design)->params.counted;
    int64_t batch = 128, context = 8192;
    (void)state;
    int64_t n = shortage_fewest_accelerators(design, parameters, batch, context), least = 0;
    for (int64_t i = 1; i <= n && !least; i++) {
        struct design with = shortage_with_accelerators(design, i);
        if (64 % i == 0 && fits(&with, batch, context)) /* Llama 3.1 70B has 64 heads */
            least = i;
    }
    assert_true(n > design->cluster.count);
    assert_int_equal(n, least);
    /* four times that is 171.8 GB for each of the eight heads, which no accelerator can share */
    assert_int_equal(shortage_fewest_accelerators(design, parameters, 4 * batch, context), 0);
    int64_t smaller = shortage_largest_batch(design, parameters, batch, context);
    assert_true(fits(design, smaller, context) && !fits(design, smaller + 1, context));
    int64_t shorter = shortage_longest_context(design, parameters, batch, context);
    assert_true(fits(design, batch, shorter) && !fits(design, batch, shorter + 1));
    arena_drop(arena);
}

static const struct cell *cells_of(const struct table *table, const char *group, const char *change) {
    bool within = false;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct cell *cells = table->rows[i].cells;
        if (table->rows[i].kind == ROW_GROUP)
            within = strstr(cells[0].text, group) != NULL;
        else if (within && !strcmp(cells[0].text, change))
            return cells;
    }
    return NULL;
}

static const char *text_at(const struct table *table, const struct cell *cells, const char *column) {
    for (size_t i = 0; i < table->n_columns; i++)
        if (!strcmp(table->columns[i].id, column))
            return cells[i].text;
    fail_msg("%s has no column %s", table->id, column);
    return NULL;
}

/* Three A100-40GB, 104 GB of weights, 2,097,152 bytes a token. 512 sequences of 512 tokens take 549.8 GB:
 * (549.8 + 104)/40 is 16.3 accelerators, and 32 the next that divides 128 heads; 16e9 / 2,097,152 is 7,629
 * tokens, 14 each of 512; halving either format of 653.8 GB leaves more than 120. One sequence of 8,192
 * tokens takes 17.18 GB of 16. */
static void the_52b_on_three_says_what_would_do(void **state) {
    static const char *const large = "Batch 512 at 512 tokens", *const single = "Batch 1 at 8,192 tokens";
    struct arena *arena = arena_new();
    struct facts *facts = facts_of(arena, ON3);
    const struct table *table = facts_table(facts, "remedies");
    (void)state;
    assert_string_equal(text_at(table, cells_of(table, large, "Accelerators"), "to"), "32");
    assert_string_equal(text_at(table, cells_of(table, large, "Smaller batch"), "to"), "14");
    /* 512 / 14 is 36.6: 37 replicas of three accelerators, 36 of them to be bought, with 14 sequences each.
     * The step of 14, 104e9 / (3 * 1.5e12) = 23.11 ms, makes 512 tokens, not 37 * 14; 37 * 16 - 549.8 is
     * left. */
    const struct cell *shared = cells_of(table, large, "Replicas that share the batch");
    assert_string_equal(text_at(table, shared, "to"), "37");
    assert_non_null(strstr(text_at(table, shared, "words"), "108 more"));
    assert_string_equal(text_at(table, shared, "tokens_per_s"), "22,154");
    assert_string_equal(text_at(table, shared, "left_bytes"), "42.2");
    assert_string_equal(text_at(table, cells_of(table, large, "Shorter context"), "to"), "14");
    assert_null(cells_of(table, large, "Weights"));
    assert_null(cells_of(table, large, "Cache"));
    assert_string_equal(text_at(table, cells_of(table, single, "Accelerators"), "to"), "4");
    assert_string_equal(text_at(table, cells_of(table, single, "Shorter context"), "to"), "7,629");
    assert_string_equal(text_at(table, cells_of(table, single, "Cache"), "left_bytes"),
                        "7.4"); /* 16 - 8.59 */
    assert_null(cells_of(table, single, "Smaller batch"));

    const struct table *shortfall = facts_table(facts, "shortfall");
    const struct cell *cells = cells_of(shortfall, "8,192 tokens", "1");
    assert_string_equal(text_at(shortfall, cells, "weights_bytes"), "34.67"); /* 104 / 3 */
    assert_string_equal(text_at(shortfall, cells, "cache_bytes"), "5.73");    /* 17.18 / 3 */
    assert_string_equal(text_at(shortfall, cells, "short_bytes"), "0.39");
    assert_string_equal(text_at(shortfall, cells, "short_gib"), "0.37");
    arena_drop(arena);
}

/* 141.1 GB of weights on one A100 of 80 GB: no batch is small enough; eight bits a weight, 70.6 GB, are few
 * enough for one sequence, and for 64 of 8,192 tokens, 171.8 GB, nothing that leaves one accelerator. */
static void weights_that_do_not_fit_need_fewer_bytes_or_more_memory(void **state) {
    struct arena *arena = arena_new();
    struct spec *spec = spec_of(arena, LLAMA);
    static const int64_t batches[] = {1, 64}, contexts[] = {512, 8192};
    spec->design = shortage_with_accelerators(&spec->design, 1);
    spec->design.workload = (struct workload){batches, 2, contexts, 2, 512, 128};
    struct facts *facts = facts_from(arena, spec);
    const struct table *table = facts_table(facts, "remedies"), *shortfall = facts_table(facts, "shortfall");
    static const char *const single = "Batch 1 at 512 tokens", *const most = "Batch 64 at 8,192 tokens";
    (void)state;
    assert_non_null(cells_of(shortfall, "The weights alone", "none"));
    assert_string_equal(text_at(table, cells_of(table, single, "Weights"), "to"), "int8, fp8");
    assert_string_equal(text_at(table, cells_of(table, single, "Accelerators"), "to"), "2");
    assert_null(cells_of(table, single, "Smaller batch"));
    assert_null(cells_of(table, single, "Shorter context"));
    assert_null(cells_of(table, single, "Cache"));
    assert_non_null(cells_of(table, most, "Accelerators"));
    assert_null(cells_of(table, most, "Weights"));
    arena_drop(arena);
}

/* 13B on one A100 with one batch of one short sequence: there is nothing to tell. */
static void what_fits_has_no_such_page(void **state) {
    static const int64_t one = 1, context = 512;
    struct arena *arena = arena_new();
    struct spec *spec = spec_of(arena, "gpt-13b-1xa100-40gb");
    bool misfit = true;
    (void)state;
    spec->design.workload = (struct workload){&one, 1, &context, 1, 512, 10};
    struct facts *facts = facts_from(arena, spec);
    assert_true(facts_truth(facts, "misfit.short_bytes", &misfit));
    assert_false(misfit);
    assert_int_equal(facts_table(facts, "remedies")->n_rows, 0);
    assert_true(facts_truth(facts_of(arena, ON3), "misfit.short_bytes", &misfit) && misfit);
    arena_drop(arena);
}

/* 512 sequences of 8,192 tokens take 1,374 GB, 171.8 for each of eight heads: no group of accelerators of 80
 * GB holds them, and the table says why instead of explaining a row that it lacks. */
static void no_number_of_accelerators_is_said_to_be_none(void **state) {
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "llama-3.1-70b-8xh100-sxm"), "remedies");
    (void)state;
    const struct cell *cells = cells_of(table, "Batch 512 at 8,192 tokens", "Accelerators");
    assert_string_equal(text_at(table, cells, "to"), EM_DASH);
    assert_string_equal(text_at(table, cells, "words"), "none in one group: only 8 key/value heads");
    assert_int_equal(table->n_notes, 0);
    arena_drop(arena);
}

/* Every context has its row, and what the accelerators at hand hold is marked. */
static void every_context_has_its_fewest_accelerators(void **state) {
    struct arena *arena = arena_new();
    const struct spec *spec = spec_of(arena, "llama-3.1-70b-8xh100-sxm");
    const struct table *table = facts_table(facts_from(arena, spec), "sensitivity");
    (void)state;
    for (size_t i = 0; i < spec->design.workload.n_contexts; i++) {
        const char *words = text_at(table, table->rows[1 + i].cells, "then");
        bool holds = fits(&spec->design, 512, spec->design.workload.contexts[i]);
        assert_int_equal(strstr(words, "so it is here") != NULL, holds);
    }
    arena_drop(arena);
}

/* The next bound begins at the first batch whose column of the table is the longest, asked for or not. The
 * first spec asks for 64 and for 256 sequences, of which 215 fit. */
static void the_next_bound_begins_where_its_column_is_the_longest(void **state) {
    static const struct {
        const char *spec;
        int64_t from;
    } rows[] = {
        {"gpt-20b-2xa100-80gb", 74}, {"llama-3.1-70b-8xh100-sxm", 208}, {"llama-3.1-8b-1xh100-sxm", 28}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        const struct facts *facts = facts_of(arena, rows[i].spec);
        struct decode_row at, before;
        step_decode(facts->analysis.plan, rows[i].from, facts->derived.lead.context, &at);
        step_decode(facts->analysis.plan, rows[i].from - 1, facts->derived.lead.context, &before);
        assert_int_equal(facts->derived.next_from, rows[i].from);
        assert_false(facts->derived.same_bound);
        assert_true(at.kv_s > at.weights_s && before.kv_s <= before.weights_s);
        arena_drop(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortages_agree_with_the_analysis),
        cmocka_unit_test(the_least_remedy_is_the_least),
        cmocka_unit_test(the_52b_on_three_says_what_would_do),
        cmocka_unit_test(weights_that_do_not_fit_need_fewer_bytes_or_more_memory),
        cmocka_unit_test(what_fits_has_no_such_page),
        cmocka_unit_test(no_number_of_accelerators_is_said_to_be_none),
        cmocka_unit_test(every_context_has_its_fewest_accelerators),
        cmocka_unit_test(the_next_bound_begins_where_its_column_is_the_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
