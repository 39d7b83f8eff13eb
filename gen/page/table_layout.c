/* See table_layout.h. Rows as slices, heads and rules around them. */
#include "table_layout.h"

#include "table_grid.h"
#include "table_rows.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define HEAD_FIRST 9.4 /* from the top rule to a baseline */
#define HEAD_LINE  8.3
#define HEAD_UNIT  7.1
#define HEAD_LAST  3.5 /* from the last baseline to the rule */
#define LAST       4.8
#define RULE       .8
#define KEY_SQUARE 4.8
#define KEY_GAP    2.8 /* from a square to its word */
#define KEY_APART  9.6
#define KEY_BELOW  11.2 /* from the last rule to the words */

/* ---- head -------------------------------------------------------------------------------------------- */

/* Top rule, heads on one last baseline, units, fine rule. */
static void put_head(const struct setting *s, const struct table *table, const struct table_grid *grid,
                     struct slice *slice) {
    struct lines *heads = arena_array(s->arena, grid->n, sizeof *heads);
    size_t most = 1;
    bool units = false, any = false;
    double line_white = HEAD_LINE + table_han_more(s), unit_white = HEAD_UNIT + table_han_more(s);
    for (size_t i = 0; i < grid->n; i++) {
        const struct table_column *column = &table->columns[grid->columns[i]];
        heads[i] = table_head(s, column, grid->width[i] + .01);
        most = heads[i].n > most ? heads[i].n : most;
        units = units || column->unit || column->symbol;
        any = any || heads[i].n;
    }
    struct box *box = slice->box;
    double y = slice->height;
    box_rule(box, y, grid->total, RULE);
    if (!any && !units)
        return;
    y += HEAD_FIRST + (double)(most - 1) * line_white;
    box_begin(box, ROLE_TR, NULL);
    for (size_t i = 0; i < grid->n; i++) {
        const struct table_column *column = &table->columns[grid->columns[i]];
        box_begin(box, ROLE_TH, NULL);
        for (size_t k = 0; k < heads[i].n; k++) {
            const struct line *line = &heads[i].lines[k];
            double x = table_aligned(grid, i, column->align) - align_before(column->align, line->width);
            box_add(box, line->box, x, y - (double)(heads[i].n - 1 - k) * line_white);
        }
        if (column->symbol) {
            struct line line = table_symbol(s, column);
            box_add(box, line.box,
                    table_aligned(grid, i, column->align) - align_before(column->align, line.width),
                    y + unit_white);
        } else if (column->unit)
            box_label(box, s->fonts, table_aligned(grid, i, column->align), y + unit_white, FACE_LABEL,
                      TABLE_UNIT_SIZE, 0, palette[COLOUR_GREY], column->align, column->unit);
        box_end(box);
    }
    box_end(box);
    y += (units ? unit_white : 0) + HEAD_LAST;
    box_rule(box, y, grid->total, TABLE_RULE_FINE);
    slice->height = y;
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
        block_push(slice, grey->leading - slice->height - .9 + table_han_more(s));
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

/* A short table is never broken. */
static bool is_short(const struct table *table) {
    enum { SHORT = 14 };
    return table->n_rows <= SHORT;
}

/* A long one keeps its first and last rows together, and the first two and the
 * last two of each group, breaks best where a group ends, and says again which group goes on. */
static void decide_breaks(const struct setting *s, const struct table *table, struct block *block,
                          size_t first) {
    enum { TOGETHER = 3 };
    bool whole = is_short(table);
    const struct slice *again = NULL;
    for (size_t r = 0; r < table->n_rows; r++) {
        struct slice *slice = &block->slices[first + r];
        bool last = r + 1 == table->n_rows;
        if (whole || r + 1 < TOGETHER || r + TOGETHER >= table->n_rows ||
            (!last && table->rows[r + 1].kind == ROW_TOTAL) || leaves_one(table, r))
            slice->stay = !last;
        slice->good = !last && table->rows[r + 1].kind == ROW_GROUP;
        if (table->rows[r].kind == ROW_GROUP && !whole)
            again = table_group_again(s, table->rows[r].cells[0].text);
        else
            slice->again = again;
    }
    block->floats = whole;
}

static struct block *grid_block(const struct setting *s, const struct table *table,
                                const struct table_grid *grid, const char *number, const char *anchor,
                                bool resumed) {
    assert(number || !anchor);
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
    put_head(s, table, grid, head);
    head->stay = true;
    if (!is_short(table)) {
        struct block *repeat = block_new(s->arena, ROLE_TABLE, 0, 0);
        table_title(s, repeat, again, NULL, NULL, NULL, grid->total);
        put_head(s, table, grid, block_slice(s->arena, repeat, 5.5));
        block->head.box = block_flatten(s->arena, repeat, &block->head.height);
    }
    block->tail = (struct slice){.box = box_new(s->arena), .height = LAST};
    box_rule(block->tail.box, LAST, grid->total, RULE);
    size_t first = block->n_slices;
    for (size_t r = 0; r < table->n_rows; r++)
        table_put_row(s, table, grid, r, block);
    decide_breaks(s, table, block, first);
    struct slice *last = &block->slices[block->n_slices - 1];
    box_rule(last->box, last->height + LAST, grid->total, RULE);
    last->height += LAST;
    put_key(s, table, grid->n, block);
    put_notes(s, table, grid, block);
    return block;
}

struct block *table_blocks(const struct setting *s, const struct table *table, double main, double full,
                           const char *number, const char *anchor) {
    size_t n;
    bool wide;
    struct table_grid *grids = table_grids(s, table, main, full, &wide, &n);
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
