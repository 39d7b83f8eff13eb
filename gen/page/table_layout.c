/* See table_layout.h. Rows as slices, heads and rules around them. */
#include "table_layout.h"

#include "table_grid.h"

#include <math.h>
#include <string.h>

#define ROW           10.95 /* baseline to baseline */
#define ROW_FIRST     10.5  /* from the rule under the head */
#define GROUP_FIRST   12.0
#define GROUP_SPACE   6.9 /* more above a group that is not the first */
#define GROUP_ROW     11.15
#define HEAD_FIRST    9.4 /* from the top rule to a baseline */
#define HEAD_LINE     8.3
#define HEAD_UNIT     7.1
#define HEAD_LAST     3.5 /* from the last baseline to the rule */
#define LAST          4.8
#define RULE          .8
#define RULE_FINE     .4
#define BAR_HEIGHT    4.8
#define FORMULA_WHITE 2.0 /* more between the lines of formulas */
#define BAR_APART     .5
#define KEY_SQUARE    4.8
#define KEY_GAP       2.8 /* from a square to its word */
#define KEY_APART     9.6
#define KEY_BELOW     11.2 /* from the last rule to the words */
#define HAN_MORE      1.3  /* between lines: Han reaches below a line and is as high as its type */

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

static double han_more(const struct setting *s) {
    return s->style->han ? HAN_MORE : 0;
}

/* Top rule, heads on one last baseline, units, fine rule. */
static void put_head(const struct setting *s, const struct table *table, const struct table_grid *grid,
                     struct slice *slice) {
    struct lines *heads = arena_array(s->arena, grid->n, sizeof *heads);
    size_t most = 1;
    bool units = false, any = false;
    double line_white = HEAD_LINE + han_more(s), unit_white = HEAD_UNIT + han_more(s);
    for (size_t i = 0; i < grid->n; i++) {
        const struct table_column *column = &table->columns[grid->columns[i]];
        heads[i] = table_head(s, column, grid->width[i] + .01);
        most = heads[i].n > most ? heads[i].n : most;
        units = units || column->unit;
        any = any || heads[i].n;
    }
    struct box *box = slice->box;
    double y = slice->height;
    rule(box, y, grid->total, RULE);
    if (!any && !units)
        return;
    y += HEAD_FIRST + (double)(most - 1) * line_white;
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
            box_add(box, line->box, x, y - (double)(heads[i].n - 1 - k) * line_white);
        }
        if (column->unit)
            box_label(box, s->fonts, aligned(grid, i, column->align), y + unit_white, FACE_LABEL,
                      TABLE_UNIT_SIZE, 0, palette[COLOUR_GREY], column->align, column->unit);
        box_end(box);
    }
    box_end(box);
    y += (units ? unit_white : 0) + HEAD_LAST;
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

/* Words that are wider than their column go on below. Returns how much lower they end. */
static double put_words(const struct setting *s, const struct table_grid *grid, size_t i, struct box *box,
                        double y, enum face face, enum align align, const struct cell *cell) {
    struct type type = s->style->types[TYPE_CELL];
    type.regular = face;
    struct atoms atoms = inline_words(s, &type, cell->text);
    for (size_t k = 0; k < atoms.n; k++)
        atoms.atoms[k].colour = cell_colour(cell);
    double room = cell->span > 1 ? grid->total - grid->x[i] : grid->width[i];
    struct lines lines = paragraph_lines(s, &type, atoms, room + .01);
    for (size_t k = 0; k < lines.n; k++) {
        double slack = grid->width[i] - lines.lines[k].width;
        double x = grid->x[i] + (align == ALIGN_RIGHT ? slack : align == ALIGN_CENTRE ? slack / 2 : 0);
        box_add(box, lines.lines[k].box, x, y + (double)k * type.leading);
    }
    return lines.n ? (double)(lines.n - 1) * type.leading : 0;
}

/* How far the lines behind a formula's first are moved right: under its first relation, as far as there is
 * room. */
static double math_indent(const struct lines *lines, double relation, double room) {
    double widest = 0;
    for (size_t k = 1; k < lines->n; k++)
        widest = fmax(widest, lines->lines[k].width);
    return fmax(0, fmin(relation, room - widest));
}

/* A formula's lines. Returns how much lower they end than one line of words. */
static double put_math(const struct setting *s, const struct table_grid *grid, size_t i, struct box *box,
                       double y, const struct cell *cell) {
    double relation;
    struct lines lines = table_math(s, cell, grid->width[i] + .01, NULL, &relation);
    double from = y, indent = math_indent(&lines, relation, grid->width[i]);
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
static double math_above(const struct setting *s, const struct table_row *row,
                         const struct table_grid *grid) {
    double above = 0;
    for (size_t i = 0; i < grid->n; i++) {
        const struct cell *cell = &row->cells[grid->columns[i]];
        struct lines lines =
            cell->math ? table_math(s, cell, grid->width[i] + .01, NULL, NULL) : (struct lines){0};
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
                       const struct table_row *row, size_t i, struct box *box, double y) {
    size_t c = grid->columns[i];
    const struct table_column *column = &table->columns[c];
    const struct cell *cell = &row->cells[c];
    double more = 0;
    box_begin_part(box, &(struct ink_part){.role = ROLE_TD, .span = cell_span(row, grid, i)});
    if (cell->n_shares) {
        put_bar(box, cell, grid->x[i], y, grid->width[i]);
    } else if (cell->math) {
        more = put_math(s, grid, i, box, y, cell);
    } else if (cell->text && *cell->text) {
        enum align align = cell->span > 1 ? ALIGN_LEFT : column->align;
        enum face face = table_face(row, column, cell);
        if (fonts_width(s->fonts, face, TABLE_SIZE, cell->text) > grid->width[i] + .01)
            more = put_words(s, grid, i, box, y, face, align, cell);
        else
            box_label(box, s->fonts, aligned(grid, i, align), y, face, TABLE_SIZE, 0, cell_colour(cell),
                      align, cell->text);
    }
    box_end(box);
    return more;
}

/* How far a row's baseline is below the one before it, or below the rule under the head. */
static double row_height(const struct setting *s, const struct table *table, size_t r) {
    const struct table_row *row = &table->rows[r];
    if (row->kind == ROW_GROUP)
        return r ? ROW + GROUP_SPACE : GROUP_FIRST;
    if (r && table->rows[r - 1].kind == ROW_GROUP)
        return GROUP_ROW + han_more(s);
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
static const struct slice *group_again(const struct setting *s, const char *words) {
    struct slice *slice = arena_alloc(s->arena, sizeof *slice);
    *slice = (struct slice){.box = box_new(s->arena), .height = GROUP_FIRST};
    put_group(s, slice, 1, words ? arena_printf(s->arena, "%s%s", words, s->style->continued) : NULL);
    return slice;
}

static void put_row(const struct setting *s, const struct table *table, const struct table_grid *grid,
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
        rule(slice->box, slice->height - ROW + 2.4, grid->total, RULE_FINE);
    slice->height += math_above(s, row, grid);
    double more = 0;
    for (size_t i = 0, skip = 0; i < grid->n; i++) {
        if (skip) {
            skip--;
            continue;
        }
        more = fmax(more, put_cell(s, table, grid, row, i, slice->box, slice->height));
        skip = (size_t)cell_span(row, grid, i) - 1;
    }
    slice->height += more;
    box_end(slice->box);
}

/* What stands below the rules is the table's last row. */
static void wrap_below(struct block *block, size_t from, size_t columns, const void *key) {
    block_wrap(block, from, block->n_slices,
               &(struct ink_part){.role = ROLE_TD, .key = key, .span = (int)columns});
    block_wrap(block, from, block->n_slices, &(struct ink_part){.role = ROLE_TR, .key = key});
}

/* What the colours of the bars stand for, in one line under the table. */
static void put_key(const struct setting *s, const struct table *table, size_t columns, struct block *block) {
    if (!table->n_key)
        return;
    block->slices[block->n_slices - 1].stay = true;
    struct slice *slice = block_slice(s->arena, block, KEY_BELOW);
    double x = 0, y = slice->height;
    for (size_t i = 0; i < table->n_key; i++) {
        const struct key_word *key = &table->key[i];
        box_begin(slice->box, ROLE_ARTIFACT, NULL);
        box_rect(slice->box, x, y - KEY_SQUARE, KEY_SQUARE, KEY_SQUARE, key->colour);
        box_end(slice->box);
        x += KEY_SQUARE + KEY_GAP;
        x += KEY_APART + box_label(slice->box, s->fonts, x, y, FACE_LABEL, SIZE_SMALL, 0,
                                   palette[COLOUR_GREY], ALIGN_LEFT, key->word);
    }
    wrap_below(block, block->n_slices - 1, columns, table->key);
}

static void put_notes(const struct setting *s, const struct table *table, const struct table_grid *grid,
                      struct block *block) {
    struct type type = s->style->types[TYPE_SUBTITLE];
    type.size = SIZE_SMALL;
    for (size_t i = 0; i < table->n_notes; i++) {
        struct lines lines = paragraph_lines(s, &type, inline_words(s, &type, table->notes[i]), grid->total);
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
        wrap_below(block, from, grid->n, table->notes[i]);
    }
}

void table_title(const struct setting *s, struct block *block, const char *number, const char *title,
                 const char *subtitle, const char *anchor, double measure) {
    const struct type *bold = &s->style->types[TYPE_FIGURE_TITLE], *grey = &s->style->types[TYPE_SUBTITLE];
    struct type plain = *grey;
    plain.size = bold->size;
    size_t from = block->n_slices;
    struct atoms atoms = inline_words(s, &plain, arena_printf(s->arena, "%s\u2002", number));
    if (atoms.n)
        atoms.atoms[atoms.n - 1].can_break = atoms.atoms[atoms.n - 1].must_break = false;
    struct atoms more = inline_words(s, bold, title ? title : "");
    for (size_t i = 0; i < more.n; i++) {
        atoms.atoms = arena_grow(s->arena, atoms.atoms, atoms.n, &atoms.capacity, sizeof *atoms.atoms);
        atoms.atoms[atoms.n++] = more.atoms[i];
    }
    struct lines lines = paragraph_lines(s, bold, atoms, measure);
    block_lines(s, block, bold, &lines, 0);
    if (subtitle && *subtitle) {
        lines = paragraph_lines(s, grey, inline_words(s, grey, subtitle), measure);
        size_t first = block->n_slices;
        block_lines(s, block, grey, &lines, 0);
        struct slice *slice = &block->slices[first];
        block_push(slice, grey->leading - slice->height - .9 + han_more(s));
    }
    block->slices[from].snap = SNAP_LINE;
    if (anchor)
        box_anchor(block->slices[from].box, 0, 0, anchor);
    block_wrap(block, from, block->n_slices, &(struct ink_part){.role = ROLE_CAPTION, .key = block});
    for (size_t i = from; i < block->n_slices; i++) {
        block->slices[i].stay = true;
        block->slices[i].trim = 0;
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------- */

static bool ends_group(const struct table *table, size_t r) {
    return r + 1 == table->n_rows || table->rows[r + 1].kind == ROW_GROUP;
}

/* Whether a page that ended behind row r would leave one row of a group alone, on it or on the next. */
static bool leaves_one(const struct table *table, size_t r) {
    if (ends_group(table, r))
        return false;
    return (r && table->rows[r - 1].kind == ROW_GROUP) || ends_group(table, r + 1);
}

/* A short table is never broken; a long one keeps its first and last rows together, and the first two and the
 * last two of each group, breaks best where a group ends, and says again which group goes on. */
static void decide_breaks(const struct setting *s, const struct table *table, struct block *block,
                          size_t first) {
    enum { SHORT = 14, TOGETHER = 3 };
    bool whole = table->n_rows <= SHORT;
    const struct slice *again = NULL;
    for (size_t r = 0; r < table->n_rows; r++) {
        struct slice *slice = &block->slices[first + r];
        bool last = r + 1 == table->n_rows;
        if (whole || r + 1 < TOGETHER || r + TOGETHER >= table->n_rows ||
            (!last && table->rows[r + 1].kind == ROW_TOTAL) || leaves_one(table, r))
            slice->stay = !last;
        slice->good = !last && table->rows[r + 1].kind == ROW_GROUP;
        if (table->rows[r].kind == ROW_GROUP)
            again = group_again(s, table->rows[r].cells[0].text);
        else
            slice->again = again;
    }
    block->floats = whole;
}

static struct block *grid_block(const struct setting *s, const struct table *table,
                                const struct table_grid *grid, const char *number, const char *anchor,
                                bool resumed) {
    struct block *block = block_new(s->arena, ROLE_TABLE, SPACE_TABLE, SPACE_FLOAT);
    const char *again = arena_printf(s->arena, "%s%s",
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
    decide_breaks(s, table, block, first);
    struct slice *last = &block->slices[block->n_slices - 1];
    rule(last->box, last->height + LAST, grid->total, RULE);
    last->height += LAST;
    put_key(s, table, grid->n, block);
    put_notes(s, table, grid, block);
    return block;
}

struct block *table_blocks(const struct setting *s, const struct table *table, double main, double full,
                           const char *number, const char *anchor) {
    size_t n;
    bool wide = table->wide || table_natural(s, table) > main;
    struct table_grid *grids = table_grids(s, table, wide ? full : main, &n);
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
