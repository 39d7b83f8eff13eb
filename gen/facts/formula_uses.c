/* Which quantities the formulas of a report are written with (declared in formula.h). */
#include "formula.h"

#include <string.h>

/* What lectures alone work out; they tell their symbols as they go. */
static bool of_lectures(const char *id) {
    static const char *const ids[] = {"layer.",
                                      "small.",
                                      "article.",
                                      "large.",
                                      "model.attention_flops",
                                      "comms.elements_per_token_per_layer",
                                      "comms.bytes_per_token"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (!strncmp(id, ids[i], strlen(ids[i])))
            return true;
    return false;
}

/* What only an archive works out, in its table of formulas. */
static bool of_archives(const char *id) {
    static const char *const ids[] = {"lead.",
                                      "prompt.",
                                      "request.",
                                      "cost.",
                                      "band.",
                                      "misfit.",
                                      "model.params.total",
                                      "model.params.active",
                                      "model.params.matmul",
                                      "model.params.counted",
                                      "model.kv_bytes_per_token_per_accelerator",
                                      "cluster.replica_accelerators",
                                      "cluster.usable_memory_bytes",
                                      "capacity.memory_bytes",
                                      "capacity.weights_bytes",
                                      "capacity.margin_share",
                                      "capacity.replica_room_bytes",
                                      "capacity.token_bytes",
                                      "step.weights_read_bytes",
                                      "step.compute_bound_batch",
                                      "comms.all_to_all"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (!strncmp(id, ids[i], strlen(ids[i])))
            return true;
    return false;
}

bool formula_shown(const struct facts *facts, const struct formula_row *row, bool all) {
    double value;
    return (all || (!of_lectures(row->quantity) && !of_archives(row->quantity))) &&
           formula_find(facts, row->quantity) == row &&
           quantity_number(facts, quantity_find(row->quantity), &value);
}

void formula_uses(const struct facts *facts, bool all, bool *used) {
    for (size_t i = 0; i < n_formula_rows; i++) {
        const struct formula_row *row = &formula_rows[i];
        if (!formula_shown(facts, row, all))
            continue;
        const struct quantity *result = quantity_find(row->quantity);
        if (all && result->symbol)
            used[result - quantities] = true;
        for (const char *at = row->formula; (at = strchr(at, '@'));) {
            size_t length = formula_id_length(++at);
            char id[96];
            memcpy(id, at, length);
            id[length] = '\0';
            used[quantity_find(id) - quantities] = true;
        }
    }
}
