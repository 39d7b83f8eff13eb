/* What an archive says of its table of loads: that all its operators come from it. */
#include "table_reading.h"

#include <math.h>

/* The number that a cell was printed from; an empty one holds none. */
static double held_at(const struct table *table, size_t row, const char *column) {
    for (size_t c = 0; c < table->n_columns; c++)
        if (!strcmp(table->columns[c].id, column))
            return table->rows[row].cells[c].text ? table->rows[row].cells[c].value : 0;
    return 0; /* the column is left out where all are empty */
}

/* Each operator's FLOPs, bytes and time at each batch and
 * context, worked out again from the cells with the formulas of the template. */
static void operators_are_worked_out_again_from_their_loads(void **state) {
    static const char *const specs[] = {"llama-3.1-70b-8xh100-sxm", "deepseek-v3-8xh200",
                                        "anthropic-52b-4xa100-40gb"};
    (void)state;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        struct facts *facts = facts_of(arena, specs[s]);
        const struct table *loads = facts_table(facts, "loads");
        const struct analysis *analysis = &facts->analysis;
        double unread = 1 - (double)facts->derived.top_k / fmax((double)facts->derived.n_experts, 1);
        assert_true(analysis->n_operators > 0 && analysis->n_operators % loads->n_rows == 0);
        for (size_t i = 0; i < analysis->n_operators; i++) {
            const struct operator_row *row = &analysis->operators[i];
            size_t r = i % loads->n_rows;
            bool prompts = row->phase == PHASE_PREFILL;
            double context = (double)row->context, batch = (double)row->batch;
            double tokens = prompts ? batch * context : batch;
            double pairs = held_at(loads, r, prompts ? "flops_per_pair" : "flops_per_cached");
            double flops =
                tokens * (held_at(loads, r, "flops_per_token") + context * pairs / (prompts ? 2 : 1));
            double bytes = held_at(loads, r, "weights_bytes") +
                           held_at(loads, r, "experts_bytes") * (1 - pow(unread, tokens)) +
                           tokens * held_at(loads, r, "vector_bytes") +
                           batch * context * held_at(loads, r, "cache_bytes");
            if (prompts && row->op == OPERATOR_HEAD)
                flops /= context; /* of each prompt's last token alone */
            double time_s = fmax(flops / analysis->peak_flops_per_s,
                                 bytes / facts->spec.design.accelerator.memory_bandwidth_bytes_per_s);
            assert_true(fabs(flops - row->flops) <= 1e-9 * row->flops);
            assert_true(fabs(bytes - row->bytes) <= 1e-9 * row->bytes);
            assert_true(fabs(time_s - row->time_s) <= 1e-9 * row->time_s);
        }
        arena_drop(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_are_worked_out_again_from_their_loads),
    };
    return cmocka_run_group_tests_name("loads", tests, NULL, NULL);
}
