/* Tables of what was measured, and of what a calibration was fitted to (declared in table.h). */
#include "table.h"
#include "typeset.h"

#include <string.h>

/* ---- floor, calibrated and measured ---------------------------------------------------------------------
 */

enum { M_LABEL, M_WHAT, M_BATCH, M_TOKENS, M_MEASURED, M_FLOOR, M_SHARE, M_CALIBRATED, M_RATIO, M_COLUMNS };

static const struct table_column measured_columns[M_COLUMNS] = {
    {.id = "label", .head = "Run", .align = ALIGN_LEFT, .names = true},
    {.id = "metric", .head = "Of", .align = ALIGN_LEFT},
    {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
    {.id = "context", .head = "Context", .unit = "tokens", .align = ALIGN_RIGHT},
    {.id = "value_s", .head = "Measured", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
    {.id = "floor_s", .head = "Floor", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "share", .head = "Floor / measured", .unit = "%", .align = ALIGN_RIGHT},
    {.id = "calibrated_s", .head = "Calibrated", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "calibrated_share", .head = "Calibrated / measured", .unit = "%", .align = ALIGN_RIGHT},
};

enum { MIXED = -1 }; /* each time in a unit of its own */

/* Decimals of milliseconds that suit all times; MIXED where some are too short for them. */
static int decimals_of(const struct derived *derived) {
    int decimals = 0;
    for (size_t i = 0; i < derived->n_compared; i++) {
        double value_s = derived->compared[i].value_s;
        if (value_s > 0 && value_s < 1e-3)
            return MIXED;
        if (value_s > 0 && value_s < .1)
            decimals = 2;
    }
    return decimals;
}

static struct cell cell_time(const struct facts *facts, double value_s, int decimals) {
    if (value_s <= 0)
        return cell_words(EM_DASH);
    return decimals != MIXED ? cell_in(facts, value_s, DIM_SECONDS, "ms", decimals)
                             : cell_with_unit(facts, value_s, DIM_SECONDS, NULL, DIGITS_4);
}

static struct cell cell_bytes(const struct facts *facts, double bytes) {
    return bytes > 0 ? cell_with_unit(facts, bytes, DIM_BYTES, NULL, DIGITS_3) : cell_words(EM_DASH);
}

static struct cell cell_percent(const struct facts *facts, double share) {
    return share > 0 ? cell_in(facts, share, DIM_SHARE, "%", 0) : cell_words(EM_DASH);
}

static void measured_cells(const struct facts *facts, const struct compared_row *row, int decimals,
                           struct cell *cells) {
    bool memory = row->floor_bytes > 0;
    cells[M_LABEL] = cell_words(row->label);
    cells[M_WHAT] = cell_words(words_say(facts, row->words));
    cells[M_BATCH] = cell_number(facts, (double)row->batch, 0);
    cells[M_TOKENS] = cell_words(row->tokens);
    cells[M_MEASURED] =
        memory ? cell_bytes(facts, row->value_bytes) : cell_time(facts, row->value_s, decimals);
    cells[M_FLOOR] = memory ? cell_bytes(facts, row->floor_bytes) : cell_time(facts, row->floor_s, decimals);
    cells[M_SHARE] = cell_percent(facts, row->share);
    cells[M_CALIBRATED] = cell_time(facts, row->calibrated_s, decimals);
    cells[M_RATIO] = cell_percent(facts, row->calibrated_share);
}

/* What found no memory has no times; the cells from the measured one on say what it would have taken. */
static void misfit_cells(const struct facts *facts, const struct compared_row *row, struct cell *cells) {
    double memory = facts->derived.worked.memory_bytes;
    cells[M_MEASURED] =
        cell_grey(cell_words(words_printf(
                      facts, "out of memory: weights and cache alone take %s of %s on each accelerator",
                      cell_in(facts, row->floor_bytes, DIM_BYTES, "GB", DIGITS_3).text,
                      words_number(facts, memory, DIM_BYTES, "GB", DIGITS_3))),
                  true);
    cells[M_MEASURED].span = M_COLUMNS - M_MEASURED;
}

/* A source that many rows have is named once. */
static void note_once(const struct facts *facts, struct table *table, const char *words) {
    words = typeset_words(facts->arena, words);
    for (size_t i = 0; words && i < table->n_notes; i++)
        if (!strcmp(table->notes[i], words))
            return;
    if (words)
        table_note(facts, table, "%s", words);
}

static void without_unit(const struct facts *facts, struct table *table) {
    struct table_column *columns = arena_array(facts->arena, M_COLUMNS, sizeof *columns);
    memcpy(columns, table->columns, M_COLUMNS * sizeof *columns);
    columns[M_MEASURED].unit = columns[M_FLOOR].unit = columns[M_CALIBRATED].unit = NULL;
    table->columns = columns;
}

static bool ran(const struct compared_row *row) {
    return strcmp(row->metric, metric_names[METRIC_OUT_OF_MEMORY]) != 0;
}

/* Runs of one metric and length; one that found no memory is beside those that it would have joined. */
static bool same_run(const struct compared_row *a, const struct compared_row *b) {
    return !strcmp(a->label, b->label) && !strcmp(a->tokens, b->tokens) &&
           (!strcmp(a->words, b->words) || !ran(a));
}

/* Whether so many rows are of the same run and metric that these are said above them, not in columns. */
static bool many_alike(const struct derived *derived) {
    size_t runs = derived->n_compared > 0;
    for (size_t i = 1; i < derived->n_compared; i++)
        runs += !same_run(&derived->compared[i], &derived->compared[i - 1]);
    return derived->n_compared >= 3 * runs;
}

static void measured_rows(const struct facts *facts, struct table *table) {
    const struct derived *derived = &facts->derived;
    const struct compared_row *rows = derived->compared;
    int decimals = decimals_of(derived);
    bool alike = many_alike(derived);
    if (decimals == MIXED)
        without_unit(facts, table);
    for (size_t i = 0; i < derived->n_compared; i++) {
        if (alike && (!i || !same_run(&rows[i], &rows[i - 1])))
            table_row(facts, table, ROW_GROUP)[0] =
                cell_words(words_printf(facts, "%s, %s of %s tokens", rows[i].label,
                                        words_say(facts, rows[i].words), rows[i].tokens));
        struct cell *cells = table_row(facts, table, ROW_DATA);
        measured_cells(facts, &rows[i], decimals, cells);
        if (!ran(&rows[i]))
            misfit_cells(facts, &rows[i], cells);
    }
    if (!derived->calibrated) {
        table_drop_column(facts, table, M_RATIO);
        table_drop_column(facts, table, M_CALIBRATED);
    }
    if (alike) {
        table_drop_column(facts, table, M_TOKENS);
        table_drop_column(facts, table, M_WHAT);
        table_drop_column(facts, table, M_LABEL);
    }
}

static bool holds(const struct scope_words *words, const char *word) {
    for (size_t i = 0; word && i < words->count; i++)
        if (!strcmp(words->items[i], word))
            return true;
    return false;
}

/* Agreement with what a calibration was fitted to foretells nothing. */
static void note_fitted(const struct facts *facts, struct table *table) {
    const struct calibration_scope *scope = &facts->spec.calibration_scope;
    const struct design *design = &facts->spec.design;
    bool same = facts->derived.calibrated && scope->runtime && holds(&scope->models, design->model.name) &&
                holds(&scope->accelerators, design->accelerator.name);
    for (size_t i = 0; same && i < facts->derived.n_compared; i++)
        if (!strcmp(facts->derived.compared[i].label, scope->runtime)) {
            table_note(
                facts, table,
                "The calibration was fitted to measurements of %s with this model on this accelerator: "
                "that it agrees with them is no forecast.",
                scope->runtime);
            return;
        }
}

/* What cannot be: one of the two is of something else. */
static void note_below(const struct facts *facts, struct table *table) {
    size_t first, n = compared_below(&facts->derived, &first);
    if (n)
        table_note(facts, table,
                   n == 1 ? "%s measurement beats its floor: wrong model, number format, machine or metric?"
                          : "%s measurements beat their floors: wrong model, number format, machine or "
                            "metric?",
                   words_count(facts, (double)n));
}

void table_measured(const struct facts *facts, struct table *table) {
    const struct derived *derived = &facts->derived;
    table_begin(facts, table, measured_columns, M_COLUMNS, 2 * derived->n_compared);
    table->wide = true;
    measured_rows(facts, table);
    note_below(facts, table);
    note_fitted(facts, table);
    if (derived->calibration.extrapolates)
        table_note(facts, table, "Beyond what the calibration was fitted to: %s.",
                   derived->calibration.extrapolates);
    for (size_t i = 0; i < derived->n_compared; i++)
        note_once(facts, table, derived->compared[i].source);
    for (size_t i = 0; i < derived->n_compared; i++)
        note_once(facts, table, derived->compared[i].note);
}

/* ---- the calibration ------------------------------------------------------------------------------------
 */

static void add_line(const struct facts *facts, struct table *table, const char *name, struct cell value) {
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words(words_say(facts, name));
    cells[1] = value;
}

static void add_quantity(const struct facts *facts, struct table *table, const char *id) {
    struct text words = {0};
    const char *why;
    if (facts_words(facts, id, NULL, -1, &words, &why))
        add_line(facts, table, quantity_find(id)->name,
                 cell_of(facts, quantity_find(id), arena_string(facts->arena, text_get(&words))));
    text_drop(&words);
}

static void add_range(const struct facts *facts, struct table *table, const char *name,
                      struct scope_range range) {
    if (range.most == 0)
        return;
    add_line(facts, table, name,
             range.least == range.most
                 ? cell_number(facts, (double)range.least, 0)
                 : cell_words(words_printf(facts, "%s to %s", words_count(facts, (double)range.least),
                                           words_count(facts, (double)range.most))));
}

static void add_words(const struct facts *facts, struct table *table, const char *name,
                      const struct scope_words *words) {
    const char *list = "";
    for (size_t i = 0; i < words->count; i++)
        list = arena_printf(facts->arena, "%s%s%s", list, i ? ", " : "", words->items[i]);
    if (words->count)
        add_line(facts, table, name, cell_words(list));
}

void table_calibration(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "name", .head = "Fitted", .align = ALIGN_LEFT},
        {.id = "value", .head = "Value", .align = ALIGN_LEFT, .bold = true},
    };
    static const char *const ids[] = {
        "calibration.memory_efficiency", "calibration.compute_efficiency", "calibration.link_efficiency",
        "calibration.layer_overhead_s",  "calibration.step_overhead_s",    "calibration.count",
        "calibration.median_residual",   "calibration.p90_residual",       "calibration.worst_residual"};
    const struct calibration_scope *scope = &facts->spec.calibration_scope;
    table_begin(facts, table, columns, 2, 20);
    if (!facts->derived.calibrated)
        return;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        add_quantity(facts, table, ids[i]);
    add_range(facts, table, "Batches", scope->batch);
    add_range(facts, table, "Tokens of prompt and output", scope->context);
    add_range(facts, table, "Tensor parallel", scope->tensor_parallel);
    add_range(facts, table, "Pipeline stages", scope->pipeline_parallel);
    add_words(facts, table, "On accelerators", &scope->accelerators);
    add_words(facts, table, "Weights", &scope->weights);
    add_words(facts, table, "Models", &scope->models);
    if (scope->runtime)
        add_line(facts, table, "Runtime", cell_words(scope->runtime));
    if (facts->derived.calibration.extrapolates)
        table_note(facts, table, "This report goes beyond it: %s.", facts->derived.calibration.extrapolates);
    if (scope->source)
        table_note(facts, table, "Source: %s.", words_source(facts, scope->source));
}
