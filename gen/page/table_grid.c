/* See table_grid.h. */
#include "table_grid.h"

#include <math.h>
#include <string.h>

#define GAP        9.0
#define GAP_TURN   14.0 /* from numbers, which end at the right, to words or bars, which begin at the left */
#define GAP_LEAST  5.0
#define TURN_LEAST 8.0
#define SPREAD     16.0 /* what a column gains at most where the first holds words */
#define BAR_WIDTH  (30 * MM)
#define FORMULA    190.0 /* formulas are broken into lines only where they are wider */
#define WORDS      78.0  /* words are not broken into columns narrower than this */

/* What one column asks for. */
struct want {
    double width; /* unbroken */
    double least; /* with its words, or its head, broken */
    bool words;   /* cells may be broken into lines */
};

enum face table_face(const struct table_row *row, const struct table_column *column,
                     const struct cell *cell) {
    if (row->kind == ROW_TOTAL || column->bold || cell->style == CELL_BOLD)
        return cell->style == CELL_GREY ? FACE_LABEL : FACE_LABEL_BOLD;
    return cell->style == CELL_ITALIC ? FACE_LABEL_ITALIC : FACE_LABEL;
}

static double text_width(const struct setting *s, enum face face, double size, const char *text) {
    return text ? fonts_shape(s->fonts, face, text, strlen(text))->width * size : 0;
}

/* ---- formulas ----------------------------------------------------------------------------------------- */

/* Set once: they are measured before they are put down. */
static const struct atoms *set_formulas(const struct setting *s, const struct table *table) {
    struct atoms *formulas = NULL;
    for (size_t r = 0; r < table->n_rows; r++)
        for (size_t c = 0; table->rows[r].kind != ROW_GROUP && c < table->n_columns; c++) {
            const char *math = table->rows[r].cells[c].math;
            if (!math)
                continue;
            if (!formulas)
                formulas = arena_array(s->arena, table->n_rows * table->n_columns, sizeof *formulas);
            struct span span = {.kind = SPAN_MATH, .text = math, .length = strlen(math), .offset = s->offset};
            formulas[r * table->n_columns + c] = inline_atoms(s, &s->style->types[TYPE_CELL], &span, 1);
        }
    return formulas;
}

struct lines table_math(const struct setting *s, const struct atoms *formula, double measure) {
    return paragraph_lines(s, &s->style->types[TYPE_CELL], *formula, measure);
}

/* ---- heads -------------------------------------------------------------------------------------------- */

static struct type head_type(const struct setting *s, const struct table_column *column) {
    struct type type = s->style->types[TYPE_CELL];
    if (column->bold)
        type.regular = type.bold;
    return type;
}

/* The words of a column's head; a newline ends a line. */
static struct atoms head_atoms(const struct setting *s, const struct table_column *column,
                               const struct type *type) {
    struct span spans[8];
    size_t n = 0;
    for (const char *at = column->head; at && *at && n + 2 <= sizeof spans / sizeof *spans;) {
        size_t length = strcspn(at, "\n");
        if (n)
            spans[n++] = (struct span){.kind = SPAN_BREAK, .text = "", .offset = s->offset};
        spans[n++] = (struct span){.kind = SPAN_WORDS, .text = at, .length = length, .offset = s->offset};
        at += length + (at[length] == '\n');
    }
    return inline_atoms(s, type, spans, n);
}

struct lines table_head(const struct setting *s, const struct table_column *column, double measure) {
    struct type type = head_type(s, column);
    return paragraph_lines(s, &type, head_atoms(s, column, &type), measure);
}

struct line table_symbol(const struct setting *s, const struct table_column *column) {
    struct type type = s->style->types[TYPE_SUBTITLE];
    type.size = TABLE_UNIT_SIZE;
    const char *unit = column->unit ? arena_printf(s->arena, ", %s", column->unit) : "";
    struct span spans[] = {
        {.kind = SPAN_MATH, .text = column->symbol, .length = strlen(column->symbol), .offset = s->offset},
        {.kind = SPAN_WORDS, .text = unit, .length = strlen(unit), .offset = s->offset}};
    return paragraph_lines(s, &type, inline_atoms(s, &type, spans, *unit ? 2 : 1), 1e5).lines[0];
}

/* ---- widths ------------------------------------------------------------------------------------------- */

/* The widest part that a line never breaks inside. */
static double widest(const struct atoms *atoms) {
    double width = 0;
    for (size_t i = 0; i < atoms->n; i++)
        width = fmax(width, atoms->atoms[i].width);
    return width;
}

/* Cells that span several columns ask for nothing. */
static struct want want_of(const struct setting *s, const struct table *table, const struct atoms *math,
                           size_t c) {
    const struct table_column *column = &table->columns[c];
    double cells = column->symbol ? table_symbol(s, column).width
                                  : text_width(s, FACE_LABEL, TABLE_UNIT_SIZE, column->unit);
    double formulas = 0;
    bool bars = false;
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct table_row *row = &table->rows[r];
        if (row->kind == ROW_GROUP || !row->cells || row->cells[c].span > 1)
            continue;
        const struct cell *cell = &row->cells[c];
        bars = bars || cell->n_shares;
        if (cell->math) {
            const struct atoms *formula = &math[r * table->n_columns + c];
            formulas = fmax(formulas, widest(formula));
            cells = fmax(cells, table_math(s, formula, 1e5).width);
            continue;
        }
        cells = fmax(cells, cell->n_shares
                                ? (column->width > 0 ? column->width : BAR_WIDTH)
                                : text_width(s, table_face(row, column, cell), TABLE_SIZE, cell->text));
    }
    cells = fmax(cells, column->width);
    struct want want = {.words = column->align == ALIGN_LEFT && !bars && column->width <= 0};
    struct type type = head_type(s, column);
    struct atoms head = head_atoms(s, column, &type);
    double word = widest(&head);
    want.width = fmax(cells, paragraph_lines(s, &type, head, 1e5).width);
    want.least = fmax(want.words ? fmax(fmin(cells, formulas > 0 ? FORMULA : WORDS), formulas) : cells, word);
    return want;
}

/* `ease` 1: the gap that looks well; 0: the least. */
static double gap_before(const struct table *table, size_t left, size_t right, double ease) {
    bool turn = table->columns[left].align == ALIGN_RIGHT && table->columns[right].align == ALIGN_LEFT;
    double least = turn ? TURN_LEAST : GAP_LEAST;
    return least + ease * ((turn ? GAP_TURN : GAP) - least);
}

static double total_of(const struct table *table, const double *widths, double ease) {
    double total = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        total += widths[i] + (i ? gap_before(table, i - 1, i, ease) : 0);
    return total;
}

/* Takes from the widest columns of words until the table fits, or none can give. */
static void break_words(const struct table *table, const struct want *wants, double *widths, double measure) {
    for (double over = total_of(table, widths, 1) - measure; over > .01;) {
        size_t widest = table->n_columns;
        for (size_t i = 0; i < table->n_columns; i++)
            if (wants[i].words && widths[i] > wants[i].least + .01 &&
                (widest == table->n_columns || widths[i] > widths[widest]))
                widest = i;
        if (widest == table->n_columns)
            return;
        double give = fmin(over, fmax(1, (widths[widest] - wants[widest].least) * .1));
        give = fmin(give, widths[widest] - wants[widest].least);
        widths[widest] -= give;
        over -= give;
    }
}

/* The widths as wanted, heads in one line, where there is room, else heads broken; then words; then gaps as
 * narrow as need be, which is what it returns. */
static double settle_widths(const struct table *table, const struct want *wants, double *widths,
                            double measure) {
    if (total_of(table, widths, 1) <= measure)
        return 1;
    for (size_t i = 0; i < table->n_columns; i++)
        if (!wants[i].words)
            widths[i] = wants[i].least;
    break_words(table, wants, widths, measure);
    double most = total_of(table, widths, 1), least = total_of(table, widths, 0);
    return most <= measure + .01 || most <= least ? 1 : fmax((measure - least) / (most - least), 0);
}

/* ---- places ------------------------------------------------------------------------------------------- */

/* Where words end and numbers begin: what is left over goes there. n: nowhere. */
static size_t boundary(const struct table *table, const struct table_grid *grid) {
    for (size_t i = 0; i + 1 < grid->n; i++)
        if (table->columns[grid->columns[i]].align == ALIGN_LEFT &&
            table->columns[grid->columns[i + 1]].align == ALIGN_RIGHT)
            return i;
    return grid->n;
}

/* Spreads what is left of the measure: evenly, or where the first column holds words, a little to each and
 * the rest where numbers begin. Numbers keep to the right of what they gain. */
static void spread(const struct table *table, struct table_grid *grid, double measure, double ease) {
    size_t n = grid->n;
    double slack = measure - grid->total, each = slack / (double)n;
    bool words = table->columns[grid->columns[0]].align == ALIGN_LEFT;
    size_t wide = words ? boundary(table, grid) : n;
    if (words)
        each = fmin(each, SPREAD);
    double rest = slack - each * (double)n, x = 0;
    for (size_t i = 0; i < n; i++) {
        size_t c = grid->columns[i];
        double more = each + (i == wide ? rest : 0);
        if (i)
            x += gap_before(table, grid->columns[i - 1], c, ease);
        grid->x[i] = x + align_before(table->columns[c].align, more);
        x += grid->width[i] + more;
    }
    grid->total = measure;
}

/* Columns from `*next` on, as many as fit, with the first before them where some went before. */
static struct table_grid take_columns(const struct setting *s, const struct table *table,
                                      const double *widths, double measure, double ease, size_t *next) {
    size_t n = table->n_columns, k = 0;
    size_t *columns = arena_array(s->arena, n + 1, sizeof *columns);
    struct table_grid grid = {.columns = columns};
    grid.x = arena_array(s->arena, n + 1, sizeof *grid.x);
    grid.width = arena_array(s->arena, n + 1, sizeof *grid.width);
    if (*next)
        columns[k++] = 0, grid.total = widths[0];
    for (size_t least = k + 1; *next < n; (*next)++) {
        double gap = k ? gap_before(table, columns[k - 1], *next, ease) : 0;
        if (k >= least && grid.total + gap + widths[*next] > measure + .01)
            break;
        grid.total += gap + widths[*next];
        columns[k++] = *next;
    }
    grid.n = k;
    for (size_t i = 0; i < k; i++)
        grid.width[i] = widths[columns[i]];
    spread(table, &grid, fmax(measure, grid.total), ease);
    return grid;
}

struct table_grid *table_grids(const struct setting *s, const struct table *table, double main, double full,
                               bool *wide, size_t *count) {
    size_t n = table->n_columns;
    const struct atoms *formulas = set_formulas(s, table);
    struct want *wants = arena_array(s->arena, n, sizeof *wants);
    double *widths = arena_array(s->arena, n, sizeof *widths);
    for (size_t i = 0; i < n; i++) {
        wants[i] = want_of(s, table, formulas, i);
        widths[i] = wants[i].width;
    }
    *wide = table->wide || total_of(table, widths, 1) > main;
    double measure = *wide ? full : main, ease = settle_widths(table, wants, widths, measure);
    struct table_grid *grids = arena_array(s->arena, n + 1, sizeof *grids);
    *count = 0;
    for (size_t next = 0; next < n; (*count)++) {
        grids[*count] = take_columns(s, table, widths, measure, ease, &next);
        grids[*count].formulas = formulas;
    }
    return grids;
}
