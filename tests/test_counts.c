/* The same model on fewer and on more accelerators: every row of the table is tried again here as a spec of
 * that number, with the whole analysis, and the numbers set side by side are counted by brute force. */
#include "table_reading.h"

#include "../gen/core/counts.h"
#include "../gen/facts/quantity.h"

#include <math.h>
#include <stdlib.h>

static double value_at(const struct table *table, size_t row, const char *column) {
    const struct cell *cell = cell_at(table, row, column);
    if (cell->holds != HOLDS_NUMBER)
        fail_msg("%s has no number in column %s", table->id, column);
    return cell->value;
}

static void assert_close(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g, not %.17g", value, expected);
}

static const struct decode_row *decode_at(const struct analysis *analysis, int64_t batch, int64_t context) {
    for (size_t i = 0; i < analysis->n_decode; i++)
        if (analysis->decode[i].batch == batch && analysis->decode[i].context == context)
            return &analysis->decode[i];
    fail_msg("no row of batch %lld", (long long)batch);
    return NULL;
}

/* The row of a number is what a spec of that number gets: the design is laid on it by hand, experts that lie
 * apart in proportion, and asked for every batch of the spec. */
static void expect_row(struct arena *arena, const struct facts *facts, const struct table *table,
                       size_t row) {
    struct design design = facts->spec.design;
    struct cluster *cluster = &design.cluster;
    int64_t replicas = cluster->data_parallel * cluster->pipeline_parallel, own = cluster->tensor_parallel,
            lead = facts->derived.lead.context;
    cluster->count = (int64_t)value_at(table, row, "accelerators");
    cluster->tensor_parallel = cluster->count / replicas;
    if (cluster->expert_parallel > 1)
        cluster->expert_parallel = cluster->expert_parallel * cluster->tensor_parallel / own;
    const struct analysis *analysis = analyse(arena, &design);
    if (cell_at(table, row, "kv_room_bytes")->holds == HOLDS_NUMBER)
        assert_close(value_at(table, row, "kv_room_bytes"), analysis->capacity.kv_room_bytes);
    else
        assert_true(analysis->capacity.kv_room_bytes < 0);
    for (size_t i = 0; i < analysis->capacity.n_rows; i++)
        if (analysis->capacity.rows[i].context == lead && analysis->capacity.rows[i].max_batch > 0)
            assert_close(value_at(table, row, "max_batch_lead"),
                         (double)analysis->capacity.rows[i].max_batch);
    if (cell_at(table, row, "batch")->holds != HOLDS_NUMBER) {
        assert_false(decode_at(analysis, facts->derived.smallest_batch, lead)->fits);
        return;
    }
    int64_t batch = (int64_t)value_at(table, row, "batch");
    const struct decode_row *most = decode_at(analysis, batch, lead);
    assert_true(most->fits);
    for (size_t i = 0; i < analysis->n_decode; i++)
        assert_false(analysis->decode[i].context == lead && analysis->decode[i].batch > batch &&
                     analysis->decode[i].fits);
    assert_close(value_at(table, row, "tokens_per_s"), most->tokens_per_s);
    assert_close(value_at(table, row, "tokens_per_s_per_accelerator"), most->tokens_per_s_per_accelerator);
    assert_close(value_at(table, row, "single_tokens_per_s"),
                 decode_at(analysis, facts->derived.smallest_batch, lead)->tokens_per_s_per_user);
    if (facts->derived.priced)
        assert_close(value_at(table, row, "cost_per_million_tokens"), most->cost_per_million_tokens);
}

static void every_row_is_a_spec_of_that_number(void **state) {
    static const char *const specs[] = {"llama-3.1-70b-8xh100-sxm",  "llama-3.1-8b-1xh100-sxm",
                                        "deepseek-v3-8xh200",        "gopher-260b-16xa100-40gb",
                                        "anthropic-52b-3xa100-40gb", "gpt-20b-2xa100-80gb"};
    (void)state;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        const struct facts *facts = facts_of(arena, specs[s]);
        const struct table *table = facts_table(facts, "counts");
        size_t own = 0;
        for (size_t i = 0; i < table->n_rows; i++) {
            expect_row(arena, facts, table, i);
            if (table->rows[i].cells[0].style == CELL_BOLD) {
                assert_close(value_at(table, i, "accelerators"), (double)facts->spec.design.cluster.count);
                own++;
            }
        }
        assert_int_equal(own, 1);
        arena_drop(arena);
    }
}

static void replicas_and_stages_stay_as_they_are(void **state) {
    struct arena *arena = arena_new();
    struct spec *spec = spec_of(arena, "llama-3.1-70b-8xh100-sxm");
    (void)state;
    spec->design.cluster.tensor_parallel = 2;
    spec->design.cluster.pipeline_parallel = 2;
    spec->design.cluster.data_parallel = 2;
    const struct facts *facts = facts_from(arena, spec);
    const struct table *table = facts_table(facts, "counts");
    assert_close(value_at(table, 0, "accelerators"), 4); /* one wide, two stages, two replicas */
    for (size_t i = 0; i < table->n_rows; i++)
        expect_row(arena, facts, table, i);
    arena_drop(arena);
}

/* Llama 3.1 70B has 64 heads: next to eight stand four and two, sixteen and thirty-two. 141.1 GB of weights
 * fit on two of 80 GB; batch 512 at 8,192 tokens on none, as each holds a whole key/value head. Three
 * A100-40GB hold 104 GB, but three divide no 128 heads: beside them stand two, one, four and eight. */
static void the_numbers_beside_are_those_that_divide_the_heads(void **state) {
    struct arena *arena = arena_new();
    int64_t widths[COUNTS_MOST];
    (void)state;
    const struct design *llama = &spec_of(arena, "llama-3.1-70b-8xh100-sxm")->design;
    static const int64_t of_eight[] = {2, 4, 8, 16, 32};
    assert_int_equal(counts_near(llama, 70553706496.0, widths), 5);
    assert_memory_equal(widths, of_eight, sizeof of_eight);
    assert_int_equal(counts_below(llama), 4);
    const struct design *three = &spec_of(arena, "anthropic-52b-3xa100-40gb")->design;
    static const int64_t of_three[] = {1, 2, 3, 4, 8};
    assert_int_equal(counts_near(three, 52e9, widths), 5);
    assert_memory_equal(widths, of_three, sizeof of_three);
    assert_int_equal(counts_enough(three, 52e9), 4);
    struct design four = *llama;
    four.cluster.count = four.cluster.tensor_parallel = 1; /* 141.1 GB on 80 */
    assert_int_equal(counts_enough(&four, 70553706496.0), 2);
    assert_int_equal(counts_below(&four), 0);
    arena_drop(arena);
}

/* Half as many experts lie on half as many accelerators; a number that shares out no whole experts is none.
 */
static void experts_are_shared_out_in_proportion(void **state) {
    struct arena *arena = arena_new();
    const struct design *design = &spec_of(arena, "deepseek-v3-8xh200")->design;
    (void)state;
    assert_int_equal(counts_design(design, 4).cluster.expert_parallel, 4);
    assert_int_equal(counts_design(design, 16).cluster.expert_parallel, 16);
    struct design halves = *design;
    halves.cluster.expert_parallel = 2;
    assert_int_equal(counts_below(&halves), 4); /* one group of experts; two would be half a group */
    halves.cluster.tensor_parallel = halves.cluster.count = 4;
    assert_int_equal(counts_below(&halves), 2);
    halves.cluster.tensor_parallel = halves.cluster.count = 2;
    assert_int_equal(counts_below(&halves), 1);
    arena_drop(arena);
}

/* 640 GB less 141.1 on eight, 320 less 141.1 on four: 178.9. */
static void the_next_fewer_are_told_in_sentences(void **state) {
    struct arena *arena = arena_new();
    const struct facts *facts = facts_of(arena, "llama-3.1-70b-8xh100-sxm");
    const struct table *table = facts_table(facts, "counts");
    (void)state;
    assert_int_equal(facts->derived.fewer.accelerators, 4);
    assert_close(facts->derived.fewer.room_bytes, 320e9 - 2 * 70553706496.0);
    assert_true(facts->derived.fewer.short_bytes == 0);
    assert_close((double)facts->derived.fewer.max_batch, value_at(table, 1, "max_batch_lead"));
    assert_close(facts->derived.fewer.single_tokens_per_s, value_at(table, 1, "single_tokens_per_s"));
    facts = facts_of(arena, "gopher-260b-16xa100-40gb");
    assert_int_equal(facts->derived.fewer.accelerators, 8);
    assert_close(facts->derived.fewer.short_bytes, 520e9 - 320e9);
    assert_true(facts->derived.fewer.single_tokens_per_s == 0 && facts->derived.fewer.max_batch == 0);
    arena_drop(arena);
}

/* A spec that asks for batches of eight and more alone: one user's step and one prompt are those of one. */
static void one_user_is_one_whatever_is_asked_for(void **state) {
    static const int64_t eight[] = {8, 64};
    struct arena *arena = arena_new();
    struct spec *spec = spec_of(arena, "llama-3.1-70b-8xh100-sxm");
    const struct derived asked = facts_from(arena, spec)->derived;
    (void)state;
    spec->design.workload.batch_sizes = eight;
    spec->design.workload.n_batch_sizes = 2;
    const struct derived *derived = &facts_from(arena, spec)->derived;
    assert_int_equal(derived->smallest_batch, 8);
    assert_close(derived->lead.single_step_s, asked.lead.single_step_s);
    assert_close(derived->weights_read_s, asked.weights_read_s);
    assert_close(derived->prompt.s, asked.prompt.s);
    assert_close(derived->fewer.single_tokens_per_s, asked.fewer.single_tokens_per_s);
    arena_drop(arena);
}

/* 52 billion weights on two A100-40GB: 80 GB hold 12.3 bits of each; four accelerators would do. */
static void what_would_be_enough_is_told_where_nothing_fits(void **state) {
    struct arena *arena = arena_new();
    struct spec *spec = spec_of(arena, "anthropic-52b-4xa100-40gb");
    (void)state;
    assert_int_equal(facts_from(arena, spec)->derived.enough, 0);
    spec->design.cluster.count = spec->design.cluster.tensor_parallel = 2;
    const struct facts *facts = facts_from(arena, spec);
    assert_int_equal(facts->derived.enough, 4);
    assert_close(facts->derived.fitting_bits, 8 * 80e9 / 52e9);
    arena_drop(arena);
}

/* The article's sixteen fill a domain that is disputed (machines on sale hold eight); four do not fill half
 * of it. Sixteen H100 stand in two domains of eight, and the article's thirty-two go beyond its one link. */
static void the_verdict_knows_what_joins_them(void **state) {
    struct arena *arena = arena_new();
    (void)state;
    const struct facts *facts = facts_of(arena, "gopher-260b-16xa100-40gb");
    assert_non_null(strstr(facts->derived.link.doubt, "machines on sale hold 8"));
    assert_false(facts->derived.link.spans);
    assert_null(facts_of(arena, "anthropic-52b-4xa100-40gb")->derived.link.doubt);
    struct spec *spec = spec_of(arena, "llama-3.1-70b-8xh100-sxm");
    spec->design.cluster.count = spec->design.cluster.tensor_parallel = 16;
    facts = facts_from(arena, spec);
    assert_int_equal(facts->derived.link.domains, 2);
    assert_true(facts->derived.link.spans && !facts->derived.link.beyond);
    spec = spec_of(arena, "gopher-260b-16xa100-40gb");
    spec->design.cluster.count = spec->design.cluster.tensor_parallel = 32;
    facts = facts_from(arena, spec);
    assert_true(facts->derived.link.spans && facts->derived.link.beyond && !facts->derived.link.doubt);
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_a_spec_of_that_number),
        cmocka_unit_test(replicas_and_stages_stay_as_they_are),
        cmocka_unit_test(the_numbers_beside_are_those_that_divide_the_heads),
        cmocka_unit_test(experts_are_shared_out_in_proportion),
        cmocka_unit_test(the_next_fewer_are_told_in_sentences),
        cmocka_unit_test(one_user_is_one_whatever_is_asked_for),
        cmocka_unit_test(what_would_be_enough_is_told_where_nothing_fits),
        cmocka_unit_test(the_verdict_knows_what_joins_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
