/* Tables for files: CSV and JSON, a record for each row (declared in table.h). What was printed from a number
 * is that number, in SI base units. */
#include "record.h"
#include "table.h"

#include <string.h>

/* A key and what stands under it. */
struct field {
    const char *key;
    struct cell cell;
};

/* Fields that a row has beside its columns, where any row has them. */
enum { HEADING, TOTAL, EXTRAS };

static bool any_row(const struct table *table, enum row_kind kind) {
    for (size_t i = 0; i < table->n_rows; i++)
        if (table->rows[i].kind == kind)
            return true;
    return false;
}

/* The fields of a row below `heading` (NULL: none); of no row, the keys alone. */
static size_t fields_of(const struct table *table, const struct table_row *row, const struct cell *heading,
                        struct field *out) {
    bool total = row && row->kind == ROW_TOTAL;
    size_t n = 0;
    if (any_row(table, ROW_GROUP)) {
        out[n++] = (struct field){.key = table->groups ? table->groups : "group"};
        if (heading && !total) /* a total is of all */
            out[n - 1].cell = *heading;
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        struct field field = {.key = table->columns[i].id};
        if (row)
            field.cell = row->cells[i];
        if (!table->columns[i].printed)
            out[n++] = field;
    }
    if (any_row(table, ROW_TOTAL))
        out[n++] = (struct field){"total", {.holds = HOLDS_TRUTH, .value = total}};
    return n;
}

/* Nothing, where there is no value: `nothing` stands for it. */
static void put_cell(const struct cell *cell, void (*put_string)(struct text *, const char *),
                     const char *nothing, struct text *out) {
    const char *words = cell->whole ? cell->whole : cell->text;
    if (cell->holds == HOLDS_NUMBER)
        number_result(out, cell->value);
    else if (cell->holds == HOLDS_TRUTH)
        text_string(out, cell->value != 0 ? "true" : "false");
    else if (words && *words && strcmp(words, EM_DASH) != 0)
        put_string(out, words);
    else
        text_string(out, nothing);
}

/* The next row that is no heading, at `*at` or behind it; headings that it passes are `*heading`. */
static const struct table_row *next_record(const struct table *table, size_t *at,
                                           const struct cell **heading) {
    for (; *at < table->n_rows; (*at)++) {
        const struct table_row *row = &table->rows[*at];
        if (row->kind != ROW_GROUP) {
            (*at)++;
            return row;
        }
        *heading = &row->cells[0];
    }
    return NULL;
}

void table_csv(const struct facts *facts, const struct table *table, struct text *out) {
    struct field *fields = arena_array(facts->arena, table->n_columns + EXTRAS, sizeof *fields);
    size_t n = fields_of(table, NULL, NULL, fields), at = 0;
    const struct cell *heading = NULL;
    for (size_t i = 0; i < n; i++)
        text_printf(out, "%s%s", i ? "," : "", fields[i].key);
    text_char(out, '\n');
    for (const struct table_row *row; (row = next_record(table, &at, &heading));) {
        fields_of(table, row, heading, fields);
        for (size_t i = 0; i < n; i++) {
            text_string(out, i ? "," : "");
            put_cell(&fields[i].cell, csv_string, "", out);
        }
        text_char(out, '\n');
    }
}

void table_json(const struct facts *facts, const struct table *table, struct text *out) {
    struct field *fields = arena_array(facts->arena, table->n_columns + EXTRAS, sizeof *fields);
    size_t at = 0, records = 0;
    const struct cell *heading = NULL;
    text_char(out, '[');
    for (const struct table_row *row; (row = next_record(table, &at, &heading)); records++) {
        size_t n = fields_of(table, row, heading, fields);
        text_string(out, records ? ",\n  {" : "\n  {");
        for (size_t i = 0; i < n; i++) {
            text_string(out, i ? ", " : "");
            json_string(out, fields[i].key);
            text_string(out, ": ");
            put_cell(&fields[i].cell, json_string, "null", out);
        }
        text_char(out, '}');
    }
    text_string(out, records ? "\n]\n" : "]\n");
}
