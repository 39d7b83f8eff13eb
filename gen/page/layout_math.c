/* See layout.h: displays and formulas in the main column, numbered at their last line. */
#include "layout.h"

#include <math.h>
#include <string.h>

#define RELATION_X  49.2 /* where the = stands, from the left of the column */
#define RIGHT_X     65.2 /* and what follows it */
#define NUMBER_ROOM 26.0

bool layout_parse(struct layout *layout, const char *notation, size_t offset, struct math_rows *rows) {
    struct math_words words = {.text = notation,
                               .length = strlen(notation),
                               .offset = offset,
                               .template_text = layout->setting.text};
    return math_parse(layout->setting.arena, &words, layout->setting.diags, rows);
}

/* Sets rows no wider than the room, the last with its number: on more lines where they are sums, smaller
 * where they must be. */
static struct math_display set_fitting(struct layout *layout, struct math_rows *rows, double room) {
    const struct setting *s = &layout->setting;
    double size = s->style->types[TYPE_TEXT].size, scale = 1;
    for (;;) {
        struct math_style style = {s->fonts, size * scale, palette[COLOUR_INK], false, false};
        double relation = fmin(RELATION_X, (room - NUMBER_ROOM) * .32);
        double right = room - relation - (RIGHT_X - RELATION_X);
        struct math_display display = math_set_rows(s->arena, &style, rows, relation * scale,
                                                    relation * scale + (RIGHT_X - RELATION_X) * scale,
                                                    SPACE_ROWS, s->style->types[TYPE_TEXT].leading / 2);
        if ((display.box.width <= room && display.last_width <= room - NUMBER_ROOM) || scale < .66)
            return display;
        size_t before = rows->n_rows;
        if (scale == 1)
            math_break_rows(s->arena, &style, rows, right, right - NUMBER_ROOM);
        scale *= rows->n_rows > before ? 1 : .93;
    }
}

/* A display that is measured, and the room it stands in. */
struct set_display {
    struct math_display display;
    const char *words;
    double x, width;
    size_t number;
};

static struct set_display set_display(struct layout *layout, struct math_rows *rows, const char *words,
                                      double x, double width, size_t number, size_t offset) {
    struct set_display set = {set_fitting(layout, rows, width), words, x, width, number};
    if (set.display.box.width > width)
        diag_add(layout->setting.diags, DIAG_WARNING, template_mark(layout->setting.text, offset),
                 "break it with \\\\", "this formula is wider than its column");
    return set;
}

/* Puts displays side by side into a block's only slice, their first lines level and on the grid or midway. */
static void put_displays(struct layout *layout, struct block *block, const struct set_display *sets,
                         size_t n) {
    const struct setting *s = &layout->setting;
    struct slice *slice = &block->slices[0];
    slice->snap = SNAP_HALF;
    for (size_t i = 0; i < n; i++)
        slice->base = fmax(slice->base, sets[i].display.box.ascent);
    for (size_t i = 0; i < n; i++) {
        const struct set_display *set = &sets[i];
        box_begin(slice->box, ROLE_P, NULL);
        box_begin(slice->box, ROLE_FORMULA, set->words);
        box_add(slice->box, set->display.box.box, set->x, slice->base);
        box_end(slice->box);
        box_label(slice->box, s->fonts, set->x + set->width, slice->base + set->display.last_baseline,
                  FACE_LABEL, SIZE_NOTE, 0, palette[COLOUR_GREY], ALIGN_RIGHT,
                  arena_printf(s->arena, "(%zu)", set->number));
        box_end(slice->box);
        slice->height = fmax(slice->height, slice->base + set->display.box.descent);
    }
}

struct block *layout_display(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    struct block *block = block_new(s->arena, ROLE_COUNT, SPACE_EQUATION, SPACE_EQUATION);
    block_slice(s->arena, block, 0);
    double gap = 16, column = (layout->paper->main + gap) / (double)node->n_spans;
    const struct numbered *numbered = layout_numbered(layout, node);
    struct set_display *sets = arena_array(s->arena, node->n_spans, sizeof *sets);
    size_t n = 0;
    for (size_t i = 0; i < node->n_spans; i++) {
        const struct span *span = &node->spans[i];
        struct math_words words = {span->text, span->length, span->places, span->offset, s->text};
        struct math_rows rows;
        if (math_parse(s->arena, &words, s->diags, &rows))
            sets[n++] = set_display(layout, &rows, arena_copy(s->arena, span->text, span->length),
                                    (double)i * column, column - gap, numbered->number + i, span->offset);
    }
    put_displays(layout, block, sets, n);
    return n ? block : NULL;
}

struct block *layout_formula(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    struct formula formula;
    if (!s->names->formula(s->names->facts, node->directive->name, &formula))
        return NULL; /* LCOV_EXCL_LINE: template.c has left it out */
    struct text notation = {0};
    if (formula.symbol)
        text_printf(&notation, "%s ", formula.symbol);
    if (formula.symbols)
        text_printf(&notation, "&= %s \\\\ ", formula.symbols);
    if (formula.numbers)
        text_printf(&notation, "&= %s \\\\ ", formula.numbers);
    text_printf(&notation, "&= \\mathbf{%s}", formula.result);
    struct math_rows rows;
    const char *words = text_keep(s->arena, &notation);
    if (!layout_parse(layout, words, node->offset, &rows))
        return NULL; /* LCOV_EXCL_LINE: our own formulas parse: test_formulas */
    struct block *block = block_new(s->arena, ROLE_COUNT, SPACE_EQUATION, SPACE_EQUATION);
    struct slice *slice = block_slice(s->arena, block, 0);
    const struct numbered *numbered = layout_numbered(layout, node);
    if (numbered)
        box_anchor(slice->box, 0, 0, numbered->anchor);
    struct set_display set = set_display(layout, &rows, words, 0, layout->paper->main,
                                         numbered ? numbered->number : 0, node->offset);
    put_displays(layout, block, &set, 1);
    return block;
}
