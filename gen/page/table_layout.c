/* See table_layout.h. Widths first, then rows as slices. */
#include "table_layout.h"

#include <math.h>
#include <string.h>

#define SIZE        7.5
#define UNIT_SIZE   6.8
#define GROUP_SIZE  9.0
#define NOTE_SIZE   6.9
#define ROW         10.95 /* baseline to baseline */
#define ROW_FIRST   10.5  /* from the rule under the head */
#define GROUP_FIRST 12.0
#define GROUP_SPACE 6.9 /* more above a group that is not the first */
#define GROUP_ROW   11.15
#define HEAD_FIRST  9.4 /* from the top rule to a baseline */
#define HEAD_LINE   8.3
#define HEAD_UNIT   7.1
#define HEAD_LAST   3.5 /* from the last baseline to the rule */
#define LAST        4.8
#define RULE        .8
#define RULE_FINE   .4
#define GAP         9.0
#define GAP_LEAST   5.0
#define SPREAD      16.0 /* what a column of numbers gains at most beside a first column of words */
#define BAR_HEIGHT  4.8
#define BAR_WIDTH   (30 * MM)
#define BAR_APART   .5

static enum face cell_face(const struct table_row *row, const struct table_column *column,
                           const struct cell *cell) {
    if (row->kind == ROW_TOTAL || column->bold || cell->style == CELL_BOLD)
        return cell->style == CELL_GREY ? FACE_LABEL : FACE_LABEL_BOLD;
    return cell->style == CELL_ITALIC ? FACE_LABEL_ITALIC : FACE_LABEL;
}

static double text_width(const struct setting *s, enum face face, double size, const char *text) {
    return text ? fonts_shape(s->fonts, face, text, strlen(text))->width * size : 0;
}

/* ---- widths ------------------------------------------------------------------------------------------- */

/* The head of a column, cut into lines at its spaces so that it is no wider than `measure`. */
static struct lines head_lines(const struct setting *s, const struct table_column *column, double measure) {
    struct type type = s->style->types[TYPE_CELL];
    if (column->bold)
        type.regular = type.bold;
    if (!column->head || !*column->head)
        return (struct lines){0};
    return paragraph_lines(s, &type, inline_words(s, &type, column->head, 0), measure);
}

static double widest_word(const struct setting *s, const struct table_column *column) {
    struct type type = s->style->types[TYPE_CELL];
    if (column->bold)
        type.regular = type.bold;
    double width = 0;
    if (column->head) {
        struct atoms atoms = inline_words(s, &type, column->head, 0);
        for (size_t i = 0; i < atoms.n; i++)
            width = fmax(width, atoms.atoms[i].width);
    }
    return width;
}

/* What a column's contents ask for. Cells that span several columns ask for nothing. */
static double contents_width(const struct setting *s, const struct table *table, size_t c) {
    const struct table_column *column = &table->columns[c];
    double width = fmax(widest_word(s, column), text_width(s, FACE_LABEL, UNIT_SIZE, column->unit));
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct table_row *row = &table->rows[r];
        if (row->kind == ROW_GROUP || !row->cells)
            continue;
        const struct cell *cell = &row->cells[c];
        if (cell->span > 1)
            continue;
        if (cell->n_shares)
            width = fmax(width, BAR_WIDTH);
        else
            width = fmax(width, text_width(s, cell_face(row, column, cell), SIZE, cell->text));
    }
    return fmax(width, column->width);
}

/* Spreads what is left of the measure: to a first column of words, else evenly; numbers keep to their right.
 */
static void spread(const struct table *table, struct table_grid *grid, double measure, double gap) {
    double slack = measure - grid->total;
    size_t n = grid->n;
    bool words = table->columns[grid->columns[0]].align == ALIGN_LEFT;
    double each = n ? slack / (double)n : 0;
    if (words && n > 1)
        each = fmin(slack / (double)n, SPREAD);
    double x = 0;
    for (size_t i = 0; i < n; i++) {
        enum align align = table->columns[grid->columns[i]].align;
        double more = words && n > 1 && i == 0 ? slack - each * (double)(n - 1) : each;
        grid->x[i] = x + (align == ALIGN_RIGHT ? more : align == ALIGN_CENTRE ? more / 2 : 0);
        x += grid->width[i] + more + gap;
    }
    grid->total = measure;
}

static struct table_grid grid_new(const struct setting *s, const size_t *columns, size_t n) {
    struct table_grid grid = {.n = n};
    size_t *copy = arena_array(s->arena, n, sizeof *copy);
    memcpy(copy, columns, n * sizeof *copy);
    grid.columns = copy;
    grid.x = arena_array(s->arena, n, sizeof *grid.x);
    grid.width = arena_array(s->arena, n, sizeof *grid.width);
    return grid;
}

struct table_grid *table_grids(const struct setting *s, const struct table *table, double measure,
                               size_t *count) {
    size_t n = table->n_columns;
    double *widths = arena_array(s->arena, n, sizeof *widths);
    double total = 0, heads = 0;
    double *whole = arena_array(s->arena, n, sizeof *whole);
    for (size_t i = 0; i < n; i++) {
        widths[i] = contents_width(s, table, i);
        const struct table_column *column = &table->columns[i];
        whole[i] =
            fmax(widths[i], text_width(s, column->bold ? FACE_LABEL_BOLD : FACE_LABEL, SIZE, column->head));
        total += widths[i];
        heads += whole[i];
    }
    double gaps = n > 1 ? (double)(n - 1) : 0;
    if (heads + gaps * GAP <= measure) { /* heads in one line each */
        memcpy(widths, whole, n * sizeof *widths);
        total = heads;
    }
    double gap = total + gaps * GAP <= measure ? GAP : GAP_LEAST;
    struct table_grid *grids = arena_array(s->arena, n + 1, sizeof *grids);
    size_t *part = arena_array(s->arena, n + 1, sizeof *part);
    *count = 0;
    for (size_t next = 0; next < n || !*count;) {
        size_t k = 0;
        double width = 0;
        if (next && n)
            part[k++] = 0, width = widths[0];
        size_t least = k + 1; /* at least one new column, however wide */
        while (next < n && (k < least || width + gap + widths[next] <= measure + 1e-6)) {
            width += widths[next] + (k ? gap : 0);
            part[k++] = next++;
        }
        struct table_grid grid = grid_new(s, part, k);
        for (size_t i = 0; i < k; i++)
            grid.width[i] = widths[part[i]];
        grid.total = width;
        spread(table, &grid, fmax(measure, width), gap);
        grids[(*count)++] = grid;
    }
    return grids;
}

/* ---- parts -------------------------------------------------------------------------------------------- */

static void rule(struct box *box, double y, double width, double thick) {
    box_begin(box, ROLE_ARTIFACT, NULL);
    box_rect(box, 0, y - thick / 2, width, thick, palette[COLOUR_INK]);
    box_end(box);
}

static double aligned(const struct table_grid *grid, size_t i, enum align align) {
    return grid->x[i] + (align == ALIGN_RIGHT    ? grid->width[i]
                         : align == ALIGN_CENTRE ? grid->width[i] / 2
                                                 : 0);
}

/* Top rule, heads on one last baseline, units, fine rule. */
static void put_head(const struct setting *s, const struct table *table, const struct table_grid *grid,
                     struct slice *slice) {
    struct lines *heads = arena_array(s->arena, grid->n, sizeof *heads);
    size_t most = 1;
    bool units = false, any = false;
    for (size_t i = 0; i < grid->n; i++) {
        const struct table_column *column = &table->columns[grid->columns[i]];
        heads[i] = head_lines(s, column, grid->width[i] + .01);
        most = heads[i].n > most ? heads[i].n : most;
        units = units || column->unit;
        any = any || heads[i].n;
    }
    struct box *box = slice->box;
    double y = slice->height;
    rule(box, y, grid->total, RULE);
    if (!any && !units)
        return;
    y += HEAD_FIRST + (double)(most - 1) * HEAD_LINE;
    box_begin(box, ROLE_TR, NULL);
    for (size_t i = 0; i < grid->n; i++) {
        const struct table_column *column = &table->columns[grid->columns[i]];
        box_begin(box, ROLE_TH, NULL);
        for (size_t k = 0; k < heads[i].n; k++) {
            const struct line *line = &heads[i].lines[k];
            double x = aligned(grid, i, column->align);
            x -= column->align == ALIGN_RIGHT    ? line->width
                 : column->align == ALIGN_CENTRE ? line->width / 2
                                                 : 0;
            box_add(box, line->box, x, y - (double)(heads[i].n - 1 - k) * HEAD_LINE);
        }
        if (column->unit)
            box_label(box, s->fonts, aligned(grid, i, column->align), y + HEAD_UNIT, FACE_LABEL, UNIT_SIZE, 0,
                      palette[COLOUR_GREY], column->align, column->unit);
        box_end(box);
    }
    box_end(box);
    y += (units ? HEAD_UNIT : 0) + HEAD_LAST;
    rule(box, y, grid->total, RULE_FINE);
    slice->height = y;
}

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

static void put_cell(const struct setting *s, const struct table *table, const struct table_grid *grid,
                     const struct table_row *row, size_t i, struct box *box, double y) {
    size_t c = grid->columns[i];
    const struct table_column *column = &table->columns[c];
    const struct cell *cell = &row->cells[c];
    box_begin(box, ROLE_TD, NULL);
    if (cell->n_shares)
        put_bar(box, cell, grid->x[i], y, grid->width[i]);
    else if (cell->text && *cell->text) {
        enum align align = cell->span > 1 ? ALIGN_LEFT : column->align;
        box_label(box, s->fonts, aligned(grid, i, align), y, cell_face(row, column, cell), SIZE, 0,
                  cell_colour(cell), align, cell->text);
    }
    box_end(box);
}

/* How far a row's baseline is below the one before it, or below the rule under the head. */
static double row_height(const struct table *table, size_t r) {
    const struct table_row *row = &table->rows[r];
    if (row->kind == ROW_GROUP)
        return r ? ROW + GROUP_SPACE : GROUP_FIRST;
    if (r && table->rows[r - 1].kind == ROW_GROUP)
        return GROUP_ROW;
    if (row->kind == ROW_TOTAL)
        return ROW + 1.6;
    return r ? ROW : ROW_FIRST;
}

static void put_row(const struct setting *s, const struct table *table, const struct table_grid *grid,
                    size_t r, struct block *block) {
    const struct table_row *row = &table->rows[r];
    struct slice *slice = block_slice(s->arena, block, row_height(table, r));
    box_begin(slice->box, ROLE_TR, NULL);
    if (row->kind == ROW_GROUP) {
        slice->trim = r ? GROUP_SPACE : 0;
        slice->stay = true;
        box_begin(slice->box, ROLE_TH, NULL);
        if (row->cells[0].text)
            box_label(slice->box, s->fonts, 0, slice->height, FACE_TEXT_ITALIC, GROUP_SIZE, 0,
                      palette[COLOUR_INK], ALIGN_LEFT, row->cells[0].text);
        box_end(slice->box);
    } else {
        if (row->kind == ROW_TOTAL && r && table->rows[r - 1].kind != ROW_TOTAL)
            rule(slice->box, slice->height - ROW + 2.4, grid->total, RULE_FINE);
        for (size_t i = 0, skip = 0; i < grid->n; i++) {
            size_t c = grid->columns[i];
            if (skip) {
                skip--;
                continue;
            }
            put_cell(s, table, grid, row, i, slice->box, slice->height);
            int span = row->cells[c].span;
            skip = span > 1 && (i + 1 == grid->n || grid->columns[i + 1] == c + 1) ? (size_t)span - 1 : 0;
        }
    }
    box_end(slice->box);
}

static void put_notes(const struct setting *s, const struct table *table, double measure,
                      struct block *block) {
    struct type type = s->style->types[TYPE_SUBTITLE];
    type.size = NOTE_SIZE;
    for (size_t i = 0; i < table->n_notes; i++) {
        struct lines lines = paragraph_lines(s, &type, inline_words(s, &type, table->notes[i], 0), measure);
        size_t from = block->n_slices;
        if (from)
            block->slices[from - 1].stay = true;
        block_lines(s, block, &type, &lines, 0);
        for (size_t k = from; k < block->n_slices; k++) {
            struct slice *slice = &block->slices[k];
            if (k == from)
                block_push(slice, i ? 3.6 : 5.2);
            slice->stay = k + 1 < block->n_slices;
        }
    }
}

void table_title(const struct setting *s, struct block *block, const char *number, const char *title,
                 const char *subtitle, const char *anchor, double measure) {
    const struct type *bold = &s->style->types[TYPE_FIGURE_TITLE], *grey = &s->style->types[TYPE_SUBTITLE];
    struct type plain = *grey;
    plain.size = bold->size;
    size_t from = block->n_slices;
    struct atoms atoms = inline_words(s, &plain, arena_printf(s->arena, "%s\u2002", number), 0);
    if (atoms.n)
        atoms.atoms[atoms.n - 1].can_break = atoms.atoms[atoms.n - 1].must_break = false;
    struct atoms more = inline_words(s, bold, title ? title : "", 0);
    for (size_t i = 0; i < more.n; i++) {
        atoms.atoms = arena_grow(s->arena, atoms.atoms, atoms.n, &atoms.capacity, sizeof *atoms.atoms);
        atoms.atoms[atoms.n++] = more.atoms[i];
    }
    struct lines lines = paragraph_lines(s, bold, atoms, measure);
    block_lines(s, block, bold, &lines, 0);
    if (subtitle && *subtitle) {
        lines = paragraph_lines(s, grey, inline_words(s, grey, subtitle, 0), measure);
        size_t first = block->n_slices;
        block_lines(s, block, grey, &lines, 0);
        struct slice *slice = &block->slices[first];
        block_push(slice, grey->leading - slice->height - .9);
    }
    if (anchor)
        box_anchor(block->slices[from].box, 0, 0, anchor);
    for (size_t i = from; i < block->n_slices; i++) {
        struct box *box = box_new(s->arena);
        box_begin(box, ROLE_CAPTION, NULL);
        box_add(box, block->slices[i].box, 0, 0);
        box_end(box);
        block->slices[i].box = box;
        block->slices[i].stay = true;
        block->slices[i].trim = 0;
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------- */

/* A short table is never broken; a long one keeps its first and last rows together. */
static void decide_breaks(const struct table *table, struct block *block, size_t first) {
    enum { SHORT = 9, TOGETHER = 3 };
    bool whole = table->n_rows <= SHORT;
    for (size_t i = first; i < first + table->n_rows; i++) {
        size_t r = i - first;
        if (whole || r + 1 < TOGETHER || r + TOGETHER >= table->n_rows)
            block->slices[i].stay = r + 1 < table->n_rows;
        if (r + 1 < table->n_rows && table->rows[r + 1].kind == ROW_TOTAL)
            block->slices[i].stay = true;
    }
    block->floats = whole;
}

static struct block *grid_block(const struct setting *s, const struct table *table,
                                const struct table_grid *grid, const char *number, const char *anchor,
                                bool resumed) {
    struct block *block = block_new(s->arena, ROLE_TABLE, SPACE_TABLE, SPACE_FLOAT);
    const char *again = arena_printf(s->arena, "%s (%s)",
                                     number         ? number
                                     : table->title ? table->title
                                                    : "",
                                     s->style->continued);
    if (number) {
        block->before = SPACE_FLOAT;
        table_title(s, block, resumed ? again : number, resumed ? NULL : table->title,
                    resumed ? NULL : table->caption, anchor, grid->total);
    }
    struct slice *head = block_slice(s->arena, block, number ? 5.5 : 0);
    if (anchor && !number)
        box_anchor(head->box, 0, 0, anchor);
    put_head(s, table, grid, head);
    head->stay = true;
    struct block *repeat = block_new(s->arena, ROLE_TABLE, 0, 0);
    table_title(s, repeat, again, NULL, NULL, NULL, grid->total);
    put_head(s, table, grid, block_slice(s->arena, repeat, 5.5));
    block->head.box = block_flatten(s->arena, repeat, &block->head.height);
    block->tail = (struct slice){.box = box_new(s->arena), .height = LAST};
    rule(block->tail.box, LAST, grid->total, RULE);
    size_t first = block->n_slices;
    for (size_t r = 0; r < table->n_rows; r++)
        put_row(s, table, grid, r, block);
    decide_breaks(table, block, first);
    struct slice *last = &block->slices[block->n_slices - 1];
    rule(last->box, last->height + LAST, grid->total, RULE);
    last->height += LAST;
    put_notes(s, table, grid->total, block);
    return block;
}

struct block *table_blocks(const struct setting *s, const struct table *table, double main, double full,
                           const char *number, const char *anchor) {
    size_t n;
    struct table_grid *grids = table_grids(s, table, table->wide ? full : main, &n);
    bool wide = table->wide;
    if (!wide && (n > 1 || (grids[0].total > main + .1))) {
        grids = table_grids(s, table, full, &n);
        wide = true;
    }
    struct block *first = NULL, *last = NULL;
    for (size_t i = 0; i < n; i++) {
        struct block *block = grid_block(s, table, &grids[i], number, i ? NULL : anchor, i > 0);
        block->wide = wide;
        if (last)
            last->next = block;
        else
            first = block;
        last = block;
    }
    return first;
}
