/* Tables for the terminal: text and Markdown (declared in table.h). */
#include "formula.h"
#include "table.h"

#include <string.h>

static size_t width_of(const char *text) {
    size_t width = 0;
    const char *end = text + strlen(text);
    while (text < end) {
        utf8_next(&text, end);
        width++;
    }
    return width;
}

static bool is_bar(const struct table *table, size_t column) {
    for (size_t i = 0; i < table->n_rows; i++)
        if (table->rows[i].kind != ROW_GROUP && table->rows[i].cells[column].n_shares)
            return true;
    return false;
}

static const char *cell_text(const struct cell *cell) {
    return cell->text ? cell->text : "";
}

/* "Reading\nweights" on one line, its symbol and its unit behind it. */
static void head_words(const struct facts *facts, const struct table_column *column, struct text *out) {
    for (const char *c = column->head; *c; c++)
        text_char(out, *c == '\n' ? ' ' : *c);
    if (column->symbol)
        text_printf(out, "%s%s", *column->head ? ", " : "", formula_plain(facts->arena, column->symbol));
    if (column->unit)
        text_printf(out, "%s%s", *column->head ? ", " : "", column->unit);
}

static void pad(struct text *out, const char *text, size_t width, enum align align, bool last) {
    size_t have = width_of(text), gap = have < width ? width - have : 0;
    for (size_t i = 0; align == ALIGN_RIGHT && i < gap; i++)
        text_char(out, ' ');
    text_string(out, text);
    for (size_t i = 0; align != ALIGN_RIGHT && !last && i < gap; i++)
        text_char(out, ' ');
}

/* One line of cells; head NULL. Bars are a picture and left out, words in their place are kept. */
static void text_line(const struct table *table, const struct table_row *row, const char *const *heads,
                      const size_t *widths, struct text *out) {
    bool first = true;
    size_t last = table->n_columns - 1;
    for (size_t j = 0; j < table->n_columns; j++) {
        if (!widths[j])
            continue;
        text_string(out, first ? "" : "  ");
        first = false;
        pad(out, heads ? heads[j] : cell_text(&row->cells[j]), widths[j], table->columns[j].align, j == last);
    }
    text_char(out, '\n');
}

void table_text(const struct facts *facts, const struct table *table, struct text *out) {
    size_t *widths = arena_array(facts->arena, table->n_columns, sizeof *widths);
    const char **heads = arena_array(facts->arena, table->n_columns, sizeof *heads);
    struct text words = {0};
    for (size_t j = 0; j < table->n_columns; j++) {
        text_clear(&words);
        head_words(facts, &table->columns[j], &words);
        heads[j] = arena_string(facts->arena, text_get(&words));
        bool bar = is_bar(table, j), any = !bar;
        widths[j] = width_of(heads[j]);
        for (size_t i = 0; i < table->n_rows; i++) {
            if (table->rows[i].kind == ROW_GROUP)
                continue;
            size_t width = width_of(cell_text(&table->rows[i].cells[j]));
            any |= width > 0;
            widths[j] = width > widths[j] ? width : widths[j];
        }
        if (!any)
            widths[j] = 0;
    }
    text_drop(&words);
    text_printf(out, "%s\n\n", table->title);
    text_line(table, NULL, heads, widths, out);
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct table_row *row = &table->rows[i];
        if (row->kind == ROW_GROUP)
            text_printf(out, "%s%s\n", i ? "\n" : "", cell_text(&row->cells[0]));
        else
            text_line(table, row, NULL, widths, out);
    }
    for (size_t i = 0; i < table->n_notes; i++)
        text_printf(out, "%s%s\n", i ? "" : "\n", table->notes[i]);
}

void table_markdown(const struct facts *facts, const struct table *table, struct text *out) {
    (void)facts;
    for (size_t j = 0; j < table->n_columns; j++) {
        text_string(out, "| ");
        head_words(facts, &table->columns[j], out);
        text_char(out, ' ');
    }
    text_string(out, "|\n");
    for (size_t j = 0; j < table->n_columns; j++)
        text_string(out, table->columns[j].align == ALIGN_RIGHT ? "|--:" : "|---");
    text_string(out, "|\n");
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct table_row *row = &table->rows[i];
        for (size_t j = 0; j < table->n_columns; j++) {
            bool strong = row->kind == ROW_TOTAL || row->kind == ROW_GROUP;
            const char *text = row->kind == ROW_GROUP && j ? "" : cell_text(&row->cells[j]);
            text_string(out, "| ");
            text_string(out, strong && *text ? "**" : "");
            for (const char *c = text; *c; c++)
                text_printf(out, *c == '|' ? "\\%c" : "%c", *c);
            text_string(out, strong && *text ? "** " : " ");
        }
        text_string(out, "|\n");
    }
    for (size_t i = 0; i < table->n_notes; i++)
        text_printf(out, "\n%s\n", table->notes[i]);
}
