/* Tables of the model: weights by component and by tensor, symbols (declared in table.h). */
#include "formula.h"
#include "table.h"

#include <string.h>

void table_components(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "component", .head = "Component", .align = ALIGN_LEFT},
        {.id = "count", .head = "Parameters", .align = ALIGN_RIGHT, .bold = true},
        {.id = "share", .head = "Share", .align = ALIGN_LEFT, .width = 85},
        {.id = "percent", .head = "", .unit = "%", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Stored", .unit = "GB", .align = ALIGN_RIGHT},
    };
    static const char *const ids[] = {"embedding", "position", "attention", "ffn",
                                      "router",    "norm",     "head",      "other"};
    const struct parameter_counts *params = &facts->analysis.params;
    double total = params->total > 0 ? (double)params->total : 1;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], 12);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        char id[48] = "model.params.";
        double count;
        const struct quantity *quantity = quantity_find(strcat(id, ids[i]));
        if (!quantity_number(facts, quantity, &count) || count == 0)
            continue;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        struct share part = {count / total, palette[COLOUR_WEIGHTS]};
        cells[0] = cell_words(quantity->name);
        cells[1] = cell_number(facts, count, 0);
        cells[2] = cell_bar(facts, &part, 1, true);
        cells[3] = cell_number(facts, 100 * count / total, 2);
        cells[4] = cell_in(facts, count * facts->derived.weight_value_bytes, DIM_BYTES, "GB", 3);
    }
    struct cell *sum = table_row(facts, table, ROW_TOTAL);
    sum[0] = cell_words("Counted, tensor by tensor");
    sum[1] = cell_number(facts, (double)params->total, 0);
    sum[4] = cell_in(facts, (double)params->total * facts->derived.weight_value_bytes, DIM_BYTES, "GB", 3);
    if (params->nominal) {
        struct cell *nominal = table_row(facts, table, ROW_TOTAL);
        nominal[0] = cell_words("Nominal, used for the times");
        nominal[1] = cell_number(facts, params->counted, 0);
        nominal[4] = cell_in(facts, facts->analysis.weights_bytes, DIM_BYTES, "GB", 3);
    }
    if (facts->derived.mixture) {
        struct cell *active = table_row(facts, table, ROW_TOTAL);
        active[0] = cell_words("Active for one token");
        active[1] = cell_number(facts, (double)params->active, 0);
        active[4] =
            cell_in(facts, (double)params->active * facts->derived.weight_value_bytes, DIM_BYTES, "GB", 3);
        table_note(facts, table,
                   "Active: all weights but the routed experts that a token does not choose; both "
                   "embedding tables are counted.");
    }
}

void table_parameters(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "name", .head = "Tensor", .align = ALIGN_LEFT, .names = true},
        {.id = "component", .head = "Component", .align = ALIGN_LEFT},
        {.id = "shape", .head = "Shape", .align = ALIGN_RIGHT},
        {.id = "times", .head = "Copies", .align = ALIGN_RIGHT},
        {.id = "count", .head = "Parameters", .align = ALIGN_RIGHT, .bold = true},
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], facts->n_tensors + 1);
    for (size_t i = 0; i < facts->n_tensors; i++) {
        const struct tensor *tensor = &facts->tensors[i];
        struct cell *cells = table_row(facts, table, ROW_DATA);
        struct text shape = {0};
        number_print(&shape, (double)tensor->rows, 0);
        if (tensor->columns != 1) {
            text_string(&shape, " \xC3\x97 ");
            number_print(&shape, (double)tensor->columns, 0);
        }
        cells[0] = cell_words(tensor->name);
        cells[1] = cell_words(tensor->component);
        cells[2] = cell_words(arena_string(facts->arena, text_get(&shape)));
        cells[3] = cell_number(facts, (double)tensor->times, 0);
        cells[4] = cell_number(facts, (double)tensor->count, 0);
        text_drop(&shape);
    }
    struct cell *total = table_row(facts, table, ROW_TOTAL);
    total[0] = cell_words("All tensors");
    total[4] = cell_number(facts, (double)facts->analysis.params.total, 0);
}

/* The symbols that this report's formulas use, with this spec's values. */
void table_symbols(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "symbol", .head = "Symbol", .align = ALIGN_LEFT},
        {.id = "name", .head = "Meaning", .align = ALIGN_LEFT},
        {.id = "value", .head = "Here", .align = ALIGN_RIGHT},
    };
    static const char *const ids[] = {
        "model.n_layers",
        "model.d_model",
        "model.n_heads",
        "model.n_kv_heads",
        "model.d_head",
        "model.d_ff",
        "model.vocab_size",
        "model.params.counted",
        "precision.weight_bytes",
        "precision.kv_bytes",
        "cluster.tensor_parallel",
        "cluster.usable_memory_bytes",
        "cluster.peak_flops_per_s",
        "cluster.memory_bandwidth_bytes_per_s",
        "cluster.link_bandwidth_bytes_per_s",
        "cluster.link_latency_s",
    };
    enum { SYMBOLS = sizeof ids / sizeof ids[0] };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], SYMBOLS);
    for (size_t i = 0; i < SYMBOLS; i++) {
        const struct quantity *quantity = quantity_find(ids[i]);
        struct text words = {0};
        const char *why;
        double value;
        if (!quantity_number(facts, quantity, &value))
            continue;
        facts_words(facts, ids[i], NULL, -1, &words, &why);
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(!strcmp(quantity->symbol, "\\pi")      ? "\xCF\x80"
                              : !strcmp(quantity->symbol, "\\beta")  ? "\xCE\xB2"
                              : !strcmp(quantity->symbol, "\\alpha") ? "\xCE\xB1"
                                                                     : quantity->symbol);
        cells[0].style = CELL_ITALIC;
        cells[1] = cell_words(quantity->name);
        cells[2] = cell_words(arena_string(facts->arena, text_get(&words)));
        text_drop(&words);
    }
}
