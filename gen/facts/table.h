/* Tables as pages print them, made from the records. One row of `table_rows` a table; each is built when it
 * is asked for. The machine's forms (CSV, JSON) come from record.h. */
#ifndef FACTS_TABLE_H
#define FACTS_TABLE_H

#include "quantity.h"

struct table_kind {
    const char *id, *title;
    void (*build)(const struct facts *facts,
                  struct table *table); /* fills what `struct table` holds beyond the id */
};

extern const struct table_kind table_kinds[];
extern const size_t n_table_kinds;

/* Plain text (columns aligned, units in the head) and Markdown of a table; for the terminal. */
void table_text(const struct facts *facts, const struct table *table, struct text *out);
void table_markdown(const struct facts *facts, const struct table *table, struct text *out);

/* The rows as CSV or a JSON array of objects, for tables that no records stand behind: numbers in SI base
 * units, the heading that a row stands under as a field of it, and whether it is a total, where any is. */
void table_csv(const struct facts *facts, const struct table *table, struct text *out);
void table_json(const struct facts *facts, const struct table *table, struct text *out);

/* ---- for the builders ------------------------------------------------------------------------------------
 */

/* Columns that several tables have; a checksum is never broken. */
#define COLUMN_FILE                                                                                          \
    { .id = "file", .head = "File", .align = ALIGN_LEFT, .names = true }
#define COLUMN_SHA256                                                                                        \
    { .id = "sha256", .head = "SHA-256", .align = ALIGN_LEFT, .names = true, .width = 1 }

/* Sets the columns of a table, their heads and units put in the language of the facts, and makes room for
 * `most_rows`. Borrowed. */
void table_begin(const struct facts *facts, struct table *table, const struct table_column *columns,
                 size_t n_columns, size_t most_rows);
/* The cells of a new row, all empty. */
struct cell *table_row(const struct facts *facts, struct table *table, enum row_kind kind);
/* The heading of rows of one context, which files carry as its number. */
void table_group_context(const struct facts *facts, struct table *table, int64_t context);
/* A note in the language of the facts: the format is translated. */
void table_note(const struct facts *facts, struct table *table, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Names the colours of the bars below the table: one word a term. */
void table_key(const struct facts *facts, struct table *table, const enum term *terms, size_t n_terms);

/* Takes a column out again, from the head and from every row. */
void table_drop_column(const struct facts *facts, struct table *table, size_t column);

/* Words of the program, which facts_table puts into the language of the facts; with numbers in them they come
 * from words_printf. */
struct cell cell_words(const char *text);
struct cell cell_grey(struct cell cell, bool grey);
/* Words printed from a number in SI base units, which files carry in their place; none where not finite. */
struct cell cell_holding(struct cell words, double value);
/* Printed from what a quantity is, where that is a number. */
struct cell cell_of(const struct facts *facts, const struct quantity *quantity, const char *text);
/* "yes", or "no" in grey. */
struct cell cell_truth(bool truth);
struct cell cell_number(const struct facts *facts, double value, int decimals);
/* "64 … 512", whole numbers; one alone where they are the same. */
struct cell cell_run(const struct facts *facts, double first, double last);
/* `value` in `unit`, the unit not printed (it stands in the head). */
struct cell cell_in(const struct facts *facts, double value, enum measure measure, const char *unit,
                    int decimals);
/* … at so many significant digits, zeros kept: for columns whose values lie far apart. */
struct cell cell_digits(const struct facts *facts, double value, enum measure measure, const char *unit,
                        int digits);
/* … printed behind the number. */
struct cell cell_with_unit(const struct facts *facts, double value, enum measure measure, const char *unit,
                           int decimals);
struct cell cell_coloured(const char *text, struct colour colour);
struct cell cell_bar(const struct facts *facts, const struct share *shares, size_t n_shares, bool track);
/* What binds: its word in its colour; the colour alone, a lighter one for areas than for words. */
struct cell cell_term(enum term term);
struct colour term_colour(enum term term, bool words);

void table_matrix(const struct facts *facts, struct table *table);
void table_latency(const struct facts *facts, struct table *table);
void table_batches(const struct facts *facts, struct table *table);
void table_prefill(const struct facts *facts, struct table *table);
void table_serving(const struct facts *facts, struct table *table);
void table_measured(const struct facts *facts, struct table *table);
void table_calibration(const struct facts *facts, struct table *table);
void table_loads(const struct facts *facts, struct table *table);
void table_operators(const struct facts *facts, struct table *table);
const char *table_fewest_words(const struct facts *facts); /* note on rows of fewest accelerators, said */
void table_sensitivity(const struct facts *facts, struct table *table);
void table_shortfall(const struct facts *facts, struct table *table);
void table_remedies(const struct facts *facts, struct table *table);
void table_counts(const struct facts *facts, struct table *table);
void table_capacity(const struct facts *facts, struct table *table);
void table_comms(const struct facts *facts, struct table *table);
void table_components(const struct facts *facts, struct table *table);
void table_parameters(const struct facts *facts, struct table *table);
void table_sources(const struct facts *facts, struct table *table);
void table_inputs(const struct facts *facts, struct table *table);
void table_checksums(const struct facts *facts, struct table *table);
void table_files(const struct facts *facts, struct table *table);
void table_versions(const struct facts *facts, struct table *table);
void table_fonts(const struct facts *facts, struct table *table);
void table_passes(const struct facts *facts, struct table *table);
void table_exchange(const struct facts *facts, struct table *table);
void table_article_runs(const struct facts *facts, struct table *table);
void table_layer_comms(const struct facts *facts, struct table *table);
void table_flops(const struct facts *facts, struct table *table);
void table_prompts(const struct facts *facts, struct table *table);
void table_work(const struct facts *facts, struct table *table);
void table_formulas(const struct facts *facts, struct table *table);
void table_quantities(const struct facts *facts, struct table *table);
void table_conditions(const struct facts *facts, struct table *table);
void table_all_symbols(const struct facts *facts, struct table *table);
void table_symbols(const struct facts *facts, struct table *table);

#endif
