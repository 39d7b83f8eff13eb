/* See layout.h: tables written in Markdown. In the main column with the rules of any other table; in a note
 * without, small. Cells may hold mathematics, links and emphasis, and break into lines. */
#include "layout.h"
#include "layout_note.h"

#include <math.h>
#include <string.h>

#define GAP       12.0
#define GAP_NOTE  8.0
#define GAP_LIST  13.0 /* in a note's table of more columns than two */
#define SPREAD    16.0
#define NARROWEST 8.0  /* a column narrower than this holds nothing */
#define KEY_WIDTH 42.5 /* a note's table of two columns: words and values */

struct grid {
    size_t n;
    double *x, *width;
    enum align *align;
};

/* The widest part that no line ends in. */
static double least_width(const struct atoms *atoms) {
    double least = 0, part = 0;
    for (size_t i = 0; i < atoms->n; i++) {
        part += atoms->atoms[i].width;
        least = fmax(least, part);
        part = atoms->atoms[i].can_break ? 0 : part + atoms->atoms[i].space;
    }
    return least;
}

static size_t count_columns(const struct node *grid) {
    size_t n = 0;
    if (grid->first)
        for (const struct node *cell = grid->first->first; cell; cell = cell->next)
            n++;
    return n;
}

/* What is left goes where numbers begin; in the main column a little to every gap first. */
static void spread(struct grid *grid, double slack, double gap, bool note) {
    double each = note || grid->n < 2 ? 0 : fmin(slack / (double)(grid->n - 1), SPREAD);
    double rest = slack - each * (grid->n ? (double)(grid->n - 1) : 0), x = 0;
    for (size_t i = 0; i < grid->n; i++) {
        if (i)
            x += gap + each;
        if (i && grid->align[i] == ALIGN_RIGHT && grid->align[i - 1] == ALIGN_LEFT) {
            x += rest;
            rest = 0;
        }
        grid->x[i] = x;
        x += grid->width[i];
    }
}

/* The widest column gives, as long as there is one whose words leave room; past that a word will be cut. */
static void narrow(struct grid *grid, const double *least, double total, double room) {
    while (total > room + .01) {
        size_t widest = grid->n, any = 0;
        for (size_t i = 0; i < grid->n; i++) {
            any = grid->width[i] > grid->width[any] ? i : any;
            if (grid->width[i] > least[i] + .01 &&
                (widest == grid->n || grid->width[i] > grid->width[widest]))
                widest = i;
        }
        double give = fmin(total - room, grid->width[widest < grid->n ? widest : any] * .1);
        if (widest < grid->n)
            give = fmin(give, grid->width[widest] - least[widest]);
        grid->width[widest < grid->n ? widest : any] -= give;
        total -= give;
    }
}

/* Natural widths; where they are too much, the widest columns give. Without columns when there are too many.
 */
static struct grid measure_grid(struct layout *layout, const struct node *node, const struct type *type,
                                double measure, double gap, bool note) {
    struct arena *arena = layout->setting.arena;
    size_t n = count_columns(node);
    struct grid grid = {n, arena_array(arena, n, sizeof(double)), arena_array(arena, n, sizeof(double)),
                        arena_array(arena, n, sizeof(enum align))};
    double *least = arena_array(arena, n, sizeof *least);
    for (const struct node *row = node->first; row; row = row->next) {
        size_t i = 0;
        for (const struct node *cell = row->first; cell && i < n; cell = cell->next, i++) {
            struct atoms atoms = inline_atoms(&layout->setting, type, cell->spans, cell->n_spans);
            least[i] = fmax(least[i], least_width(&atoms));
            grid.width[i] = fmax(grid.width[i], paragraph_lines(&layout->setting, type, atoms, 1e5).width);
            grid.align[i] = cell->align;
        }
    }
    if (note && n == 2)
        grid.width[0] = fmax(grid.width[0], KEY_WIDTH - gap);
    double room = measure - gap * (n ? (double)(n - 1) : 0), total = 0;
    if (room < NARROWEST * (double)n) {
        diag_add(layout->setting.diags, DIAG_ERROR, template_mark(layout->setting.text, node->offset),
                 "make several tables of it", "%zu columns are more than this table has room for", n);
        return (struct grid){0};
    }
    for (size_t i = 0; i < n; i++)
        total += grid.width[i];
    narrow(&grid, least, total, room);
    spread(&grid, fmax(room - total, 0), gap, note);
    return grid;
}

static bool is_empty(const struct node *row) {
    for (const struct node *cell = row->first; cell; cell = cell->next)
        if (cell->n_spans)
            return false;
    return true;
}

void layout_begin_cell(struct box *box, const struct node *row, const struct node *cell) {
    box_begin_part(box, &(struct ink_part){.role = ROLE_TR, .key = row});
    box_begin_part(box, &(struct ink_part){.role = cell->head ? ROLE_TH : ROLE_TD, .key = cell});
}

void layout_end_cell(struct box *box) {
    box_end(box);
    box_end(box);
}

/* A row as slices, one a line; the first is `first` high to its baseline. */
static void put_row(struct layout *layout, struct block *block, const struct grid *grid,
                    const struct node *row, const struct type *type, const struct type *key, double first) {
    const struct setting *s = &layout->setting;
    size_t from = block->n_slices, i = 0;
    block_slice(s->arena, block, first);
    for (const struct node *cell = row->first; cell && i < grid->n; cell = cell->next, i++) {
        const struct type *used = i == 0 && key ? key : type;
        struct lines lines = layout_lines(s, used, cell, grid->width[i] + .01);
        for (size_t k = 0; k < lines.n; k++) {
            if (from + k == block->n_slices)
                block_slice(s->arena, block, type->leading + lines.lines[k].above);
            struct slice *slice = &block->slices[from + k];
            double x = grid->x[i] + align_before(grid->align[i], grid->width[i] - lines.lines[k].width);
            layout_begin_cell(slice->box, row, cell);
            box_add(slice->box, lines.lines[k].box, x, slice->height);
            layout_end_cell(slice->box);
        }
        if (!lines.n) { /* an empty cell is one too: whoever listens to a table counts it */
            layout_begin_cell(block->slices[from].box, row, cell);
            layout_end_cell(block->slices[from].box);
        }
    }
    for (size_t k = from; k + 1 < block->n_slices; k++)
        block->slices[k].stay = true;
}

struct block *layout_grid(struct layout *layout, const struct node *node, double measure) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_CELL];
    struct grid grid = measure_grid(layout, node, type, measure, GAP, false);
    if (!grid.n)
        return NULL;
    struct block *block = block_new(s->arena, ROLE_TABLE, SPACE_TABLE, SPACE_FLOAT);
    box_rule(block_slice(s->arena, block, 0)->box, 0, measure, .8);
    block->slices[0].stay = true;
    bool under_rule = true;
    for (const struct node *row = node->first; row; row = row->next) {
        bool head = row->first && row->first->head;
        if (head && is_empty(row))
            continue;
        put_row(layout, block, &grid, row, type, NULL, under_rule && !head ? 10.5 : head ? 9.4 : 11.5);
        under_rule = head;
        if (head) {
            struct slice *slice = &block->slices[block->n_slices - 1];
            box_rule(slice->box, slice->height + 3.5, measure, .4);
            slice->height += 3.5;
            slice->stay = true;
        }
    }
    struct slice *last = &block->slices[block->n_slices - 1];
    box_rule(last->box, last->height + 4.8, measure, .8);
    last->height += 4.8;
    return block;
}

struct block *layout_note_grid(struct layout *layout, const struct node *node, double measure) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_NOTE_LABEL];
    struct type grey = *type;
    grey.shade = TYPE_GREY;
    struct grid grid =
        measure_grid(layout, node, type, measure, count_columns(node) > 2 ? GAP_LIST : GAP_NOTE, true);
    if (!grid.n)
        return NULL;
    struct block *block = block_new(s->arena, ROLE_TABLE, 5.5, 9);
    for (const struct node *row = node->first; row; row = row->next) {
        bool head = row->first && row->first->head;
        if (head && is_empty(row))
            continue;
        put_row(layout, block, &grid, row, head ? &grey : type, head || grid.n == 2 ? &grey : NULL,
                block->n_slices ? type->leading : style_cap(s->fonts, type));
    }
    return block->n_slices ? block : NULL;
}
