/* Every row of "Which input changes the verdict, and at what value" is tried again on the whole analysis: at
 * the value printed the change has come, and a little nearer to what the spec has, it has not. */
#include "table_reading.h"

#include "../gen/core/turn.h"
#include "../gen/facts/quantity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The number of a sentence that stands behind `words`: "batch 512 fits at 2,048 tokens". */
static int64_t number_behind(const char *sentence, const char *words) {
    char digits[32];
    size_t n = 0;
    const char *at = strstr(sentence, words);
    if (!at)
        fail_msg("no `%s` in: %s", words, sentence);
    for (at += strlen(words); (*at >= '0' && *at <= '9') || *at == ','; at++)
        if (*at != ',')
            digits[n++] = *at;
    digits[n] = '\0';
    return atoll(digits);
}

struct change {
    const char *input, *then;
    double at;
};

static void change_design(const struct change *change, double value, struct design *design) {
    struct accelerator *a = &design->accelerator;
    if (!strcmp(change->input, "Memory of each"))
        a->memory_bytes = a->usable_memory_bytes = value;
    else if (!strcmp(change->input, "Latency of a message"))
        a->link_latency_s = value;
    else if (!strcmp(change->input, "Link bandwidth"))
        a->link_bandwidth_bytes_per_s = value;
    else if (!strcmp(change->input, "Memory bandwidth"))
        a->memory_bandwidth_bytes_per_s = value;
    else if (!strcmp(change->input, "Peak arithmetic"))
        a->peak_flops_per_s[design->precision.compute] = value;
    else
        fail_msg("an input that the test does not know: %s", change->input);
}

/* Whether what the row says is so of a design. */
static bool holds(const struct facts *facts, const struct change *change, double value) {
    struct arena *arena = arena_new();
    struct design design = facts->spec.design;
    bool binds = strstr(change->then, "binds batch") != NULL,
         weights = !strncmp(change->then, "the weights", 11);
    int64_t batch = 1, context = facts->derived.lead.context;
    if (!weights)
        batch = number_behind(change->then, "batch ");
    if (!weights && !binds)
        context = number_behind(change->then, "at ");
    change_design(change, value, &design);
    design.workload = (struct workload){&batch, 1, &context, 1, 1, 1};
    const struct analysis *analysis = analyse(arena, &design);
    const struct decode_row *row = &analysis->decode[0];
    bool answer = weights ? analysis->capacity.kv_room_bytes >= 0 : row->fits;
    if (binds)
        answer = row->bound == (strstr(change->then, "exchange")  ? BOUND_COMM
                                : strstr(change->then, "compute") ? BOUND_COMPUTE
                                                                  : BOUND_MEMORY);
    arena_drop(arena);
    return answer;
}

static void at_the_value_printed_the_change_has_come(void **state) {
    static const char *const specs[] = {"llama-3.1-70b-8xh100-sxm",  "llama-3.1-8b-1xh100-sxm",
                                        "deepseek-v3-8xh200",        "gopher-260b-16xa100-40gb",
                                        "anthropic-52b-3xa100-40gb", "anthropic-52b-4xa100-40gb",
                                        "gpt-13b-2xa100-40gb",       "gpt-20b-2xa100-80gb"};
    (void)state;
    size_t tried = 0;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        const struct facts *facts = facts_of(arena, specs[s]);
        const struct table *table = facts_table(facts, "sensitivity");
        for (size_t i = 0; i < table->n_rows; i++) {
            const struct cell *cells = table->rows[i].cells;
            struct change change = {cells[0].text, cells[3].text, cells[2].value};
            if (!strcmp(change.input, "Accelerators") || !strncmp(change.input, "Bits", 4) ||
                !strcmp(change.then, "one more than fit"))
                continue; /* below, and in test_misfit.c */
            double step = !strcmp(change.input, "Memory of each") ? 1.5e-3 : 1.5e-2,
                   nearer = change.at > cells[1].value || !strcmp(change.input, "Memory of each") ? 1 - step
                                                                                                  : 1 + step;
            if (!holds(facts, &change, change.at))
                fail_msg("%s: not yet: %s at %g: %s", specs[s], change.input, change.at, change.then);
            if (holds(facts, &change, change.at * nearer))
                fail_msg("%s: already before: %s at %g: %s", specs[s], change.input, change.at, change.then);
            tried++;
        }
        arena_drop(arena);
    }
    assert_true(tried > 40);
}

/* One sequence, or one token in each, more than fits: and one fewer does fit. */
static void the_workload_turns_where_it_says(void **state) {
    static const char *const specs[] = {"llama-3.1-70b-8xh100-sxm", "deepseek-v3-8xh200",
                                        "gpt-13b-2xa100-40gb"};
    (void)state;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        const struct facts *facts = facts_of(arena, specs[s]);
        const struct table *table = facts_table(facts, "sensitivity");
        size_t tried = 0;
        for (size_t i = 0; i < table->n_rows; i++) {
            const struct cell *cells = table->rows[i].cells;
            if (strcmp(cells[3].text, "one more than fit") != 0)
                continue;
            bool tokens = !strncmp(cells[0].text, "Tokens", 6);
            for (int64_t more = -1; more <= 0; more++) {
                struct design design = facts->spec.design;
                int64_t value = (int64_t)cells[2].value + more,
                        batch = tokens ? facts->derived.largest_batch : value,
                        context = tokens ? value : facts->derived.lead.context;
                design.workload = (struct workload){&batch, 1, &context, 1, 1, 1};
                assert_int_equal(analyse(arena, &design)->decode[0].fits, more < 0);
            }
            tried++;
        }
        assert_int_equal(tried, 2);
        arena_drop(arena);
    }
}

/* Llama 3.1 70B on eight H100: 512 sequences of 8,192 tokens take 1,374.4 GB at 16 bits where there are
 * 498.9: 5.8 bits; 70,553,706,496 weights of 2 bytes on eight are 17.638 GB on each. */
static void bits_and_bytes_are_those_of_the_room(void **state) {
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "llama-3.1-70b-8xh100-sxm"), "sensitivity");
    bool bits = false, bytes = false;
    (void)state;
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct cell *cells = table->rows[i].cells;
        if (!strcmp(cells[0].text, "Bits a cached value"))
            bits = !strcmp(cells[2].text, "5.8") && !strcmp(cells[3].text, "batch 512 fits at 8,192 tokens");
        if (!strncmp(cells[3].text, "the weights just", 16))
            bytes = strstr(cells[2].text, "17.64") != NULL;
    }
    assert_true(bits && bytes);
    arena_drop(arena);
}

/* Sixteen H100 stand in two domains of eight. A message within one takes 8 us, between them 10: without the
 * former the latter still holds a mixture's step back, and no latency of the link turns it. A spec whose
 * message took nothing between them would turn at the ratio of the two terms. */
static void only_what_scales_with_an_input_is_scaled(void **state) {
    struct arena *arena = arena_new();
    struct design design = spec_of(arena, "deepseek-v3-8xh200")->design;
    enum bound then;
    (void)state;
    design.cluster.count = design.cluster.tensor_parallel = design.cluster.expert_parallel = 16;
    const struct analysis *analysis = analyse(arena, &design);
    assert_int_equal(analysis->comms.domains, 2);
    assert_int_equal(analysis->decode[0].bound, BOUND_COMM);
    assert_true(turn_find(analysis->plan, TURN_LINK_LATENCY, 1, 512, &then) == 0);
    design.accelerator.internode_latency_s = design.accelerator.link_latency_s / 1e6;
    analysis = analyse(arena, &design);
    assert_true(turn_find(analysis->plan, TURN_LINK_LATENCY, 1, 512, &then) > 0);
    assert_int_equal(then, BOUND_MEMORY);
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_the_value_printed_the_change_has_come),
        cmocka_unit_test(the_workload_turns_where_it_says),
        cmocka_unit_test(bits_and_bytes_are_those_of_the_room),
        cmocka_unit_test(only_what_scales_with_an_input_is_scaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
