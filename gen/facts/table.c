/* See table.h: the list of tables, what builders share, and the terminal's forms. */
#include "table.h"

#include "../base/text.h"
#include "typeset.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

const struct table_kind table_kinds[] = {
    {"latency", "Latency of one decoding step", table_latency},
    {"capacity", "What the cache holds", table_capacity},
    {"shortfall", "What is short", table_shortfall},
    {"remedies", "What would make it fit", table_remedies},
    {"counts", "Fewer of them, and more", table_counts},
    {"batches", "Times if memory were no limit", table_batches},
    {"prefill", "The first token", table_prefill},
    {"serving", "One request, from prompt to last token", table_serving},
    {"loads", "What each operator computes and moves", table_loads},
    {"operators", "Where the time goes, operator by operator", table_operators},
    {"sensitivity", "Which input changes the verdict, and at what value", table_sensitivity},
    {"comms", "What each accelerator sends", table_comms},
    {"passes", "One pass over the weights", table_passes},
    {"exchange", "What is sent in one layer", table_exchange},
    {"article-runs", "What the article measured of a 13B, for each token", table_article_runs},
    {"layer-comms", "Arithmetic for each byte exchanged", table_layer_comms},
    {"flops", "The arithmetic of one token", table_flops},
    {"work", "Arithmetic and traffic of each step", table_work},
    {"prompts", "Every batch of prompts", table_prompts},
    {"formulas", "Every formula, with this spec's numbers", table_formulas},
    {"quantities", "Every value", table_quantities},
    {"conditions", "Every condition", table_conditions},
    {"components", "Parameters by component", table_components},
    {"parameters", "Every tensor", table_parameters},
    {"measured", "Floor and measurement", table_measured},
    {"calibration", "What the calibration was fitted to", table_calibration},
    {"symbols", "Symbols", table_symbols},
    {"all-symbols", "Symbols that no formula works out", table_all_symbols},
    {"sources", "Inputs and their sources", table_sources},
    {"inputs", "Every input", table_inputs},
    {"matrix", "Every combination", table_matrix},
    {"files", "Files that this report was made from", table_files},
    {"versions", "Program and libraries", table_versions},
    {"fonts", "Fonts", table_fonts},
    {"checksums", "Checksums", table_checksums},
};
const size_t n_table_kinds = sizeof table_kinds / sizeof table_kinds[0];

static const char *said(const struct facts *facts, const char *text) {
    text = words_say(facts, text);
    return text && strchr(text, '\'') ? typeset_words(facts->arena, text) : text;
}

/* Puts what the builder left in English into the language of the facts; what was put together with
 * words_printf is no string of the table of translations, and stays. */
static void tell_table(const struct facts *facts, struct table *table) {
    table->caption = words_say(facts, table->caption);
    for (size_t r = 0; r < table->n_rows; r++) {
        struct cell *cells = (struct cell *)table->rows[r].cells;
        for (size_t c = 0; c < (table->rows[r].kind == ROW_GROUP ? 1 : table->n_columns); c++)
            if (!table->columns[c].names || table->rows[r].kind != ROW_DATA)
                cells[c].text = said(facts, cells[c].text);
    }
}

static const struct table_kind *find_kind(const char *id) {
    for (size_t i = 0; i < n_table_kinds; i++)
        if (!strcmp(table_kinds[i].id, id))
            return &table_kinds[i];
    return NULL; /* LCOV_EXCL_LINE: names are looked up before */
}

static struct table *table_made(const struct facts *facts, const struct table_kind *kind) {
    struct table **made = &facts->tables_made[kind - table_kinds], *table = *made;
    if (!table) {
        table = arena_alloc(facts->arena, sizeof *table);
        table->id = kind->id;
        table->title = words_say(facts, kind->title);
        kind->build(facts, table);
        tell_table(facts, table);
        *made = table;
    }
    return table;
}

const struct table *facts_table(const struct facts *facts, const char *id) {
    const struct table_kind *kind = find_kind(id);
    return kind ? table_made(facts, kind) : NULL;
}

void table_begin(const struct facts *facts, struct table *table, const struct table_column *columns,
                 size_t n_columns, size_t most_rows) {
    struct table_column *said = arena_array(facts->arena, n_columns, sizeof *said);
    for (size_t i = 0; i < n_columns; i++) {
        said[i] = columns[i];
        said[i].head = words_say(facts, columns[i].head);
        said[i].unit = words_say(facts, columns[i].unit);
    }
    table->columns = said;
    table->n_columns = n_columns;
    table->rows = arena_array(facts->arena, most_rows, sizeof *table->rows);
}

struct cell *table_row(const struct facts *facts, struct table *table, enum row_kind kind) {
    struct cell *cells = arena_array(facts->arena, table->n_columns, sizeof *cells);
    struct table_row *rows = (struct table_row *)table->rows;
    rows[table->n_rows++] = (struct table_row){kind, cells};
    return cells;
}

void table_group_context(const struct facts *facts, struct table *table, int64_t context) {
    const char *tokens = words_count(facts, (double)context);
    table_row(facts, table, ROW_GROUP)[0] =
        cell_holding(cell_words(words_printf(facts, "%s tokens of context", tokens)), (double)context);
}

void table_note(const struct facts *facts, struct table *table, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *note = words_vprintf(facts, format, args);
    va_end(args);
    const char **notes = arena_array(facts->arena, table->n_notes + 1, sizeof *notes);
    if (table->n_notes)
        memcpy(notes, table->notes, table->n_notes * sizeof *notes);
    notes[table->n_notes++] = note;
    table->notes = notes;
}

void table_drop_column(const struct facts *facts, struct table *table, size_t column) {
    struct table_column *columns = arena_array(facts->arena, table->n_columns, sizeof *columns);
    size_t behind = table->n_columns - column - 1;
    memcpy(columns, table->columns, table->n_columns * sizeof *columns);
    memmove(columns + column, columns + column + 1, behind * sizeof *columns);
    table->columns = columns;
    for (size_t i = 0; i < table->n_rows; i++) {
        struct cell *cells = (struct cell *)table->rows[i].cells;
        if (table->rows[i].kind != ROW_GROUP)
            memmove(cells + column, cells + column + 1, behind * sizeof *cells);
    }
    table->n_columns--;
}

void table_key(const struct facts *facts, struct table *table, const enum term *terms, size_t n_terms) {
    struct key_word *key = arena_array(facts->arena, n_terms, sizeof *key);
    for (size_t i = 0; i < n_terms; i++)
        key[i] = (struct key_word){words_say(facts, term_word(terms[i])), term_colour(terms[i], false)};
    table->key = key;
    table->n_key = n_terms;
}

struct cell cell_words(const char *text) {
    return (struct cell){.text = text ? text : EM_DASH};
}

struct cell cell_grey(struct cell cell, bool grey) {
    if (grey)
        cell.style = CELL_GREY;
    return cell;
}

struct cell cell_holding(struct cell words, double value) {
    if (isfinite(value)) {
        words.holds = HOLDS_NUMBER;
        words.value = value;
    }
    return words;
}

struct cell cell_of(const struct facts *facts, const struct quantity *quantity, const char *text) {
    double value;
    bool number = quantity->kind != MEMBER_TRUTH && quantity_number(facts, quantity, &value);
    return number ? cell_holding(cell_words(text), value) : cell_words(text);
}

struct cell cell_truth(bool truth) {
    struct cell cell = cell_grey(cell_words(truth ? "yes" : "no"), !truth);
    cell.holds = HOLDS_TRUTH;
    cell.value = truth;
    return cell;
}

struct cell cell_number(const struct facts *facts, double value, int decimals) {
    struct text words = {0};
    number_print(&words, value, decimals);
    return cell_holding(cell_words(text_keep(facts->arena, &words)), value);
}

struct cell cell_run(const struct facts *facts, double first, double last) {
    const char *from = words_count(facts, first);
    return cell_words(first < last
                          ? arena_printf(facts->arena, "%s \xE2\x80\xA6 %s", from, words_count(facts, last))
                          : from);
}

static struct cell cell_unit(const struct facts *facts, double value, enum measure measure, const char *unit,
                             int decimals, bool bare) {
    struct text words = {0};
    number_in_unit(&words, value, measure, unit, decimals, bare);
    return cell_holding(cell_words(text_keep(facts->arena, &words)), value);
}

struct cell cell_in(const struct facts *facts, double value, enum measure measure, const char *unit,
                    int decimals) {
    return cell_unit(facts, value, measure, unit, decimals, true);
}

struct cell cell_digits(const struct facts *facts, double value, enum measure measure, const char *unit,
                        int digits) {
    return cell_unit(facts, value, measure, unit, number_decimals(value, measure, unit, digits), true);
}

struct cell cell_with_unit(const struct facts *facts, double value, enum measure measure, const char *unit,
                           int decimals) {
    return cell_unit(facts, value, measure, unit, decimals, false);
}

struct cell cell_coloured(const char *text, struct colour colour) {
    return (struct cell){.text = text, .style = CELL_COLOURED, .colour = colour};
}

struct cell cell_bar(const struct facts *facts, const struct share *shares, size_t n_shares, bool track) {
    struct share *kept = arena_array(facts->arena, n_shares, sizeof *kept);
    memcpy(kept, shares, n_shares * sizeof *kept);
    return (struct cell){.shares = kept, .n_shares = n_shares, .track = track};
}

struct colour term_colour(enum term term, bool words) {
    switch (term) {
    case TERM_WEIGHTS:
        return palette[COLOUR_WEIGHTS];
    case TERM_CACHE:
        return palette[words ? COLOUR_CACHE_WORDS : COLOUR_CACHE];
    case TERM_COMPUTE:
        return palette[COLOUR_COMPUTE];
    default:
        return palette[COLOUR_COMM];
    }
}

struct cell cell_term(enum term term) {
    return cell_coloured(term_word(term), term_colour(term, true));
}
