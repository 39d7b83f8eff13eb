/* Tables of the model: weights by component and by tensor, symbols (declared in table.h). */
#include "../core/over.h"
#include "formula.h"
#include "table.h"

#include <string.h>

/* Part of all parameters in percent: what is there but too little to show is not 0. */
static struct cell cell_share(const struct facts *facts, double count, double total) {
    double share = over(count, total);
    if (share > 0 && share < .00005)
        return cell_holding(cell_words("<" THIN_SPACE "0.01"), share);
    return cell_in(facts, share, DIM_SHARE, "%", 2);
}

/* ---- by component ------------------------------------------------------------------------------------- */

/* The quantity of a component as parameter_counts names it: "ffn", whose name is "Feed-forward". */
static const struct quantity *component(const char *id) {
    char path[64] = "model.params.";
    return quantity_find(strncat(path, id, sizeof path - strlen(path) - 1));
}

enum { C_NAME, C_COUNT, C_BAR, C_PERCENT, C_BYTES, C_COLUMNS };

/* A line of the foot; a count of 0: it has none, only bytes. */
static void component_total(const struct facts *facts, struct table *table, const char *name, double count,
                            double bytes, bool of_all) {
    struct cell *cells = table_row(facts, table, ROW_TOTAL);
    cells[C_NAME] = cell_words(name);
    if (count > 0)
        cells[C_COUNT] = cell_number(facts, count, 0);
    if (of_all)
        cells[C_PERCENT] = cell_share(facts, count, (double)facts->analysis.params.total);
    cells[C_BYTES] = cell_in(facts, bytes, DIM_BYTES, "GB", 3);
}

static void component_totals(const struct facts *facts, struct table *table) {
    const struct analysis *analysis = &facts->analysis;
    const struct parameter_counts *params = &analysis->params;
    double value_bytes = facts->derived.weight_value_bytes, once = analysis->weights_bytes,
           stored = analysis->capacity.weights_bytes;
    const char *accelerators = words_count(facts, (double)facts->spec.design.cluster.count);
    component_total(facts, table, "Counted, tensor by tensor", (double)params->total,
                    (double)params->total * value_bytes, true);
    if (facts->derived.mixture)
        component_total(facts, table, "Active for one token", (double)params->active,
                        (double)params->active * value_bytes, true);
    if (params->nominal || params->counted != (double)params->total)
        component_total(facts, table,
                        params->nominal ? "Nominal, used for the times" : "12 L d\u00B2, used for the times",
                        params->counted, once, false);
    if (stored > once * (1 + 1e-9)) {
        component_total(facts, table, words_printf(facts, "Copies on %s accelerators", accelerators), 0,
                        stored - once, false);
        component_total(facts, table, words_printf(facts, "Stored on %s accelerators", accelerators), 0,
                        stored, false);
    }
}

void table_components(const struct facts *facts, struct table *table) {
    static const struct table_column columns[C_COLUMNS] = {
        {.id = "component", .head = "Component", .align = ALIGN_LEFT},
        {.id = "count", .head = "Parameters", .align = ALIGN_RIGHT, .bold = true},
        {.id = "bar", .head = "", .align = ALIGN_LEFT, .printed = true, .width = 72},
        {.id = "share", .head = "Share", .unit = "%", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Stored", .unit = "GB", .align = ALIGN_RIGHT},
    };
    static const char *const ids[] = {"embedding", "position", "attention", "ffn",
                                      "router",    "norm",     "head",      "other"};
    double total = (double)facts->analysis.params.total;
    table_begin(facts, table, columns, C_COLUMNS, 13);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        double count;
        const struct quantity *quantity = component(ids[i]);
        if (!quantity_number(facts, quantity, &count) || count == 0)
            continue;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        struct share part = {count / total, palette[COLOUR_WEIGHTS]};
        cells[C_NAME] = cell_words(quantity->name);
        cells[C_COUNT] = cell_number(facts, count, 0);
        cells[C_BAR] = cell_bar(facts, &part, 1, true);
        cells[C_PERCENT] = cell_share(facts, count, total);
        cells[C_BYTES] = cell_in(facts, count * facts->derived.weight_value_bytes, DIM_BYTES, "GB", 3);
    }
    component_totals(facts, table);
    if (facts->derived.mixture)
        table_note(facts, table,
                   "Active: all weights but the routed experts that a token does not choose; both "
                   "embedding tables are counted.");
}

/* ---- tensor by tensor --------------------------------------------------------------------------------- */

/* "58 expert layers, full attention": layers of one kind, by what sets it apart from the others. */
static const char *kind_words(const struct facts *facts, int64_t index) {
    static const char *const attentions[] = {[ATTENTION_NONE] = "without attention",
                                             [ATTENTION_FULL] = "full attention",
                                             [ATTENTION_SLIDING] = "sliding window",
                                             [ATTENTION_CHUNKED] = "chunked attention",
                                             [ATTENTION_LATENT] = "latent attention"};
    const struct model *model = &facts->spec.design.model;
    const struct layer_kind *kind = &model->kinds[index];
    bool by_experts = false, by_attention = false;
    for (size_t i = 0; i < model->n_kinds; i++) {
        by_experts |= (model->kinds[i].ffn.n_experts > 0) != (kind->ffn.n_experts > 0);
        by_attention |= model->kinds[i].attention.kind != kind->attention.kind;
    }
    const char *count = words_count(facts, (double)kind->n_layers);
    bool one = kind->n_layers == 1;
    const char *layers = !by_experts ? words_printf(facts, one ? "%s layer" : "%s layers", count)
                         : kind->ffn.n_experts > 0
                             ? words_printf(facts, one ? "%s expert layer" : "%s expert layers", count)
                             : words_printf(facts, one ? "%s dense layer" : "%s dense layers", count);
    const char *attention = words_say(facts, attentions[kind->attention.kind]);
    return by_attention ? words_printf(facts, "%s, %s", layers, attention) : layers;
}

static const char *shape_words(const struct facts *facts, const struct tensor *tensor) {
    const char *rows = words_count(facts, (double)tensor->rows);
    return tensor->columns == 1 ? rows
                                : arena_printf(facts->arena, "%s \u00D7 %s", rows,
                                               words_count(facts, (double)tensor->columns));
}

void table_parameters(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "name", .head = "Tensor", .align = ALIGN_LEFT, .names = true},
        {.id = "component", .head = "Component", .align = ALIGN_LEFT},
        {.id = "shape", .head = "Shape", .align = ALIGN_RIGHT},
        {.id = "times", .head = "Times", .align = ALIGN_RIGHT},
        {.id = "count", .head = "Parameters", .align = ALIGN_RIGHT, .bold = true},
        {.id = "share", .head = "Share", .unit = "%", .align = ALIGN_RIGHT},
    };
    double total = (double)facts->analysis.params.total;
    bool kinds = facts->spec.design.model.n_kinds > 1;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], 2 * facts->n_tensors + 1);
    for (size_t i = 0; i < facts->n_tensors; i++) {
        const struct tensor *tensor = &facts->tensors[i];
        if (kinds && (!i || tensor->kind != tensor[-1].kind))
            table_row(facts, table, ROW_GROUP)[0] =
                cell_words(tensor->kind >= 0 ? kind_words(facts, tensor->kind)
                           : i               ? "Outside the layers"
                                             : "Before the layers");
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(tensor->name);
        cells[1] = cell_words(component(tensor->component)->name);
        cells[2] = cell_words(shape_words(facts, tensor));
        cells[3] = cell_number(facts, (double)tensor->times, 0);
        cells[4] = cell_number(facts, (double)tensor->count, 0);
        cells[5] = cell_share(facts, (double)tensor->count, total);
    }
    struct cell *sum = table_row(facts, table, ROW_TOTAL);
    sum[0] = cell_words("All tensors");
    sum[4] = cell_number(facts, total, 0);
    sum[5] = cell_share(facts, total, total);
}

/* ---- symbols ------------------------------------------------------------------------------------------ */

/* Whether an earlier quantity that is used has the same symbol and the same value: one line does for both. */
static bool told_before(const struct facts *facts, const bool *used, size_t at) {
    double value, other;
    quantity_number(facts, &quantities[at], &value);
    for (size_t i = 0; i < at; i++)
        if (used[i] &&
            !strcmp(quantity_symbol(facts, &quantities[i]), quantity_symbol(facts, &quantities[at])) &&
            quantity_number(facts, &quantities[i], &other) && other == value)
            return true;
    return false;
}

/* What sums run over: each of its terms has its own. */
static const struct {
    const char *symbol, *meaning, *whose;
} terms_of_sums[] = {
    {"r_i", "Rows of a tensor", "each tensor\u2019s own"},
    {"c_i", "Columns of a tensor", "each tensor\u2019s own"},
    {"n_i", "Times that a tensor is there", "each tensor\u2019s own"},
    {"f_i", "FLOP of an operator", "each operator\u2019s own"},
    {"m_i", "Bytes that an operator moves", "each operator\u2019s own"},
    {"t_j", "Step of an output token, at the context that it finds", "each token\u2019s own"},
    {"k_i", "Cache of one token in a layer", "each layer\u2019s own"},
    {"w_i", "Attention window of a layer", "each layer\u2019s own"},
    {"K_i", "Key/value heads of a layer", "each layer\u2019s own"},
    {"h_i", "Head width of a layer", "each layer\u2019s own"},
};
enum { TERMS_OF_SUMS = sizeof terms_of_sums / sizeof terms_of_sums[0] };

static void put_terms_of_sums(const struct facts *facts, struct table *table, bool all) {
    for (size_t t = 0; t < TERMS_OF_SUMS; t++) {
        const char *symbol = terms_of_sums[t].symbol;
        bool any = false;
        for (size_t i = 0; i < n_formula_rows && !any; i++) {
            const char *at = strstr(formula_rows[i].formula, symbol);
            any = at && at[-1] == ' ' && formula_shown(facts, &formula_rows[i], all);
        }
        if (!any)
            continue;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0].math = symbol;
        cells[0].text = formula_plain(facts->arena, symbol);
        cells[1] = cell_words(terms_of_sums[t].meaning);
        cells[2] = cell_grey(cell_words(terms_of_sums[t].whose), true);
    }
}

/* Whether table_formulas works the quantity out: there its symbol and its name stand before the formula. */
static bool worked_out(const struct facts *facts, const struct quantity *quantity) {
    const struct formula_row *row = formula_find(facts, quantity->id);
    return row && formula_shown(facts, row, true);
}

/* What the formulas of this spec are written with, in the order of the quantities; of `all` formulas, what
 * none of them works out. */
static void put_symbols(const struct facts *facts, struct table *table, bool all) {
    static const struct table_column columns[] = {
        {.id = "symbol", .head = "Symbol", .align = ALIGN_LEFT, .names = true},
        {.id = "name", .head = "Meaning", .align = ALIGN_LEFT},
        {.id = "value", .head = "Here", .align = ALIGN_RIGHT},
    };
    bool *used = arena_array(facts->arena, n_quantities, sizeof *used);
    formula_uses(facts, all, used);
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], n_quantities + TERMS_OF_SUMS);
    for (size_t i = 0; i < n_quantities; i++) {
        const struct quantity *quantity = &quantities[i];
        struct text words = {0};
        const char *why;
        double value;
        if (!used[i] || !quantity_number(facts, quantity, &value) || told_before(facts, used, i) ||
            (all && worked_out(facts, quantity)))
            continue;
        facts_words(facts, quantity->id, NULL, -1, &words, &why);
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0].math = words_say(facts, quantity_symbol(facts, quantity));
        cells[0].text = formula_plain(facts->arena, cells[0].math);
        cells[1] = cell_words(quantity->name);
        cells[2] = cell_of(facts, quantity, text_keep(facts->arena, &words));
    }
    put_terms_of_sums(facts, table, all);
}

void table_symbols(const struct facts *facts, struct table *table) {
    put_symbols(facts, table, false);
}

void table_all_symbols(const struct facts *facts, struct table *table) {
    put_symbols(facts, table, true);
    table->caption = "All others are worked out below, each before the sign of equality of its formula.";
}
