/* See table_rows.h. */
#include "table_rows.h"

#include <math.h>
#include <string.h>

#define ROW           10.95 /* baseline to baseline */
#define ROW_FIRST     10.5  /* from the rule under the head */
#define GROUP_FIRST   12.0
#define GROUP_SPACE   6.9 /* more above a group that is not the first */
#define GROUP_ROW     11.15
#define FORMULA_WHITE 3.0 /* more between the lines of formulas */
#define HAN_MORE      1.3 /* Han reaches below a line and is as high as its type */
#define BAR_HEIGHT    4.8
#define BAR_APART     .5

double table_aligned(const struct table_grid *grid, size_t i, enum align align) {
    return grid->x[i] + align_before(align, grid->width[i]);
}

double table_han_more(const struct setting *s) {
    return s->style->han ? HAN_MORE : 0;
}

/* ---- cells -------------------------------------------------------------------------------------------- */

static void put_bar(struct box *box, const struct cell *cell, double x, double baseline, double width) {
    double y = baseline - .58 - BAR_HEIGHT, from = 0;
    box_begin(box, ROLE_ARTIFACT, NULL);
    if (cell->track)
        box_rect(box, x, y, width, BAR_HEIGHT, palette[COLOUR_FAINT]);
    for (size_t i = 0; i < cell->n_shares && from < 1; i++) {
        double part = fmin(fmax(cell->shares[i].part, 0), 1 - from);
        double wide = part * width, apart = i + 1 < cell->n_shares && wide > BAR_APART ? BAR_APART : 0;
        if (wide - apart > 0)
            box_rect(box, x + from * width, y, wide - apart, BAR_HEIGHT, cell->shares[i].colour);
        from += part;
    }
    box_end(box);
}

static struct colour cell_colour(const struct cell *cell) {
    if (cell->style == CELL_COLOURED)
        return cell->colour;
    return palette[cell->style == CELL_GREY ? COLOUR_HIDDEN : COLOUR_INK];
}

/* Words that are wider than their column go on below. Returns how much lower they end. */
static double put_words(const struct setting *s, const struct table_grid *grid, size_t i, struct box *box,
                        double y, enum face face, enum align align, const struct cell *cell) {
    struct type type = s->style->types[TYPE_CELL];
    type.regular = face;
    struct atoms atoms = inline_words(s, &type, cell->late ? cell->late->words(cell->late) : cell->text);
    for (size_t k = 0; k < atoms.n; k++)
        atoms.atoms[k].colour = cell_colour(cell);
    double room = cell->span > 1 ? grid->total - grid->x[i] : grid->width[i];
    struct lines lines = paragraph_lines(s, &type, atoms, room + .01);
    for (size_t k = 0; k < lines.n; k++) {
        double slack = grid->width[i] - lines.lines[k].width;
        double x = grid->x[i] + align_before(align, slack);
        box_add(box, lines.lines[k].box, x, y + (double)k * type.leading);
    }
    return lines.n ? (double)(lines.n - 1) * type.leading : 0;
}

static const struct atoms *formula_of(const struct table *table, const struct table_grid *grid, size_t r,
                                      size_t i) {
    return &grid->formulas[r * table->n_columns + grid->columns[i]];
}

/* How far the lines behind a formula's first are moved right: under its first relation, as far as there is
 * room. */
static double math_indent(const struct atoms *formula, const struct lines *lines, double room) {
    double widest = 0, relation = formula->n > 1 ? formula->atoms[0].width + formula->atoms[0].space : 0;
    for (size_t k = 1; k < lines->n; k++)
        widest = fmax(widest, lines->lines[k].width);
    return fmax(0, fmin(relation, room - widest));
}

/* A formula's lines. Returns how much lower they end than one line of words. */
static double put_math(const struct setting *s, const struct table_grid *grid, size_t i, struct box *box,
                       double y, const struct atoms *formula) {
    struct lines lines = table_math(s, formula, grid->width[i] + .01);
    double from = y, indent = math_indent(formula, &lines, grid->width[i]);
    for (size_t k = 0; k < lines.n; k++) {
        y += k ? s->style->types[TYPE_CELL].leading + FORMULA_WHITE + lines.lines[k - 1].below +
                     lines.lines[k].above
               : 0;
        box_add(box, lines.lines[k].box, grid->x[i] + (k ? indent : 0), y);
    }
    double below = lines.n ? lines.lines[lines.n - 1].below : 0;
    return y - from + below + (below > 0 ? FORMULA_WHITE : 0);
}

/* How far the tallest formula of a row reaches above a line of words. */
static double math_above(const struct setting *s, const struct table *table, const struct table_grid *grid,
                         size_t r) {
    double above = 0;
    for (size_t i = 0; grid->formulas && i < grid->n; i++) {
        const struct atoms *formula = formula_of(table, grid, r, i);
        struct lines lines = table_math(s, formula, grid->width[i] + .01);
        above = lines.n ? fmax(above, lines.lines[0].above) : above;
    }
    return above;
}

/* The columns of this grid that a cell takes; the cells it covers are not drawn. */
static int cell_span(const struct table_row *row, const struct table_grid *grid, size_t i) {
    size_t c = grid->columns[i], left = grid->n - i;
    int span = row->cells[c].span;
    bool covers = span > 1 && left > 1 && grid->columns[i + 1] == c + 1;
    return !covers ? 1 : (size_t)span < left ? span : (int)left;
}

static double put_cell(const struct setting *s, const struct table *table, const struct table_grid *grid,
                       size_t r, size_t i, struct box *box, double y) {
    const struct table_row *row = &table->rows[r];
    size_t c = grid->columns[i];
    const struct table_column *column = &table->columns[c];
    const struct cell *cell = &row->cells[c];
    double more = 0;
    box_begin_part(box, &(struct ink_part){.role = ROLE_TD, .span = cell_span(row, grid, i)});
    if (cell->n_shares) {
        put_bar(box, cell, grid->x[i], y, grid->width[i]);
    } else if (cell->math) {
        more = put_math(s, grid, i, box, y, formula_of(table, grid, r, i));
    } else if (cell->text && *cell->text) {
        enum align align = cell->span > 1 ? ALIGN_LEFT : column->align;
        enum face face = table_face(row, column, cell);
        const struct shaped *run = fonts_shape(s->fonts, face, cell->text, strlen(cell->text));
        double width = run->width * TABLE_SIZE;
        if (width > grid->width[i] + .01)
            more = put_words(s, grid, i, box, y, face, align, cell);
        else if (cell->late)
            box_late(box, grid->x[i], y, face, TABLE_SIZE, width, cell_colour(cell), cell->late);
        else
            box_run(box, table_aligned(grid, i, align), y, run, TABLE_SIZE, 0, cell_colour(cell), align);
    }
    box_end(box);
    return more;
}

/* ---- rows --------------------------------------------------------------------------------------------- */

/* How far a row's baseline is below the one before it, or below the rule under the head. */
static double row_height(const struct setting *s, const struct table *table, size_t r) {
    const struct table_row *row = &table->rows[r];
    if (row->kind == ROW_GROUP)
        return r ? ROW + GROUP_SPACE : GROUP_FIRST;
    if (r && table->rows[r - 1].kind == ROW_GROUP)
        return GROUP_ROW + table_han_more(s);
    if (row->kind == ROW_TOTAL)
        return ROW + 1.6;
    return r ? ROW : ROW_FIRST;
}

/* The line over a group. */
static void put_group(const struct setting *s, struct slice *slice, size_t columns, const char *words) {
    box_begin(slice->box, ROLE_TR, NULL);
    box_begin_part(slice->box, &(struct ink_part){.role = ROLE_TH, .span = (int)columns, .heads_row = true});
    if (words)
        box_label(slice->box, s->fonts, 0, slice->height, s->style->han ? FACE_TEXT : FACE_TEXT_ITALIC,
                  SIZE_GROUP, 0, palette[COLOUR_INK], ALIGN_LEFT, words);
    box_end(slice->box);
    box_end(slice->box);
}

/* The same, for where the group goes on after a page. */
const struct slice *table_group_again(const struct setting *s, const char *words) {
    struct slice *slice = arena_alloc(s->arena, sizeof *slice);
    *slice = (struct slice){.box = box_new(s->arena), .height = GROUP_FIRST};
    put_group(s, slice, 1, words ? arena_printf(s->arena, "%s%s", words, s->style->continued) : NULL);
    return slice;
}

void table_put_row(const struct setting *s, const struct table *table, const struct table_grid *grid,
                   size_t r, struct block *block) {
    const struct table_row *row = &table->rows[r];
    struct slice *slice = block_slice(s->arena, block, row_height(s, table, r));
    if (row->kind == ROW_GROUP) {
        slice->trim = r ? GROUP_SPACE : 0;
        slice->stay = true;
        put_group(s, slice, grid->n, row->cells[0].text);
        return;
    }
    box_begin(slice->box, ROLE_TR, NULL);
    if (row->kind == ROW_TOTAL && r && table->rows[r - 1].kind != ROW_TOTAL)
        box_rule(slice->box, slice->height - ROW + 2.4, grid->total, TABLE_RULE_FINE);
    slice->height += math_above(s, table, grid, r);
    double more = 0;
    for (size_t i = 0, skip = 0; i < grid->n; i++) {
        if (skip) {
            skip--;
            continue;
        }
        more = fmax(more, put_cell(s, table, grid, r, i, slice->box, slice->height));
        skip = (size_t)cell_span(row, grid, i) - 1;
    }
    slice->height += more;
    box_end(slice->box);
}
