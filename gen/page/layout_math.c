/* See layout.h: displays and formulas in the main column, numbered at their last line. */
#include "layout.h"

#include <math.h>
#include <string.h>

#define RELATION_X  49.2 /* where the = stands, from the left of the column */
#define RIGHT_X     65.2 /* and what follows it */
#define NUMBER_SIZE 7.6
#define NUMBER_ROOM 26.0

bool layout_parse(struct layout *layout, const char *notation, size_t offset, struct math_rows *rows) {
    struct math_words words = {.text = notation,
                               .length = strlen(notation),
                               .offset = offset,
                               .template_text = layout->setting.text};
    return math_parse(layout->setting.arena, &words, layout->setting.diags, rows);
}

/* Sets rows no wider than the room, smaller where they must be. */
static struct math_display set_fitting(struct layout *layout, const struct math_rows *rows, double room) {
    const struct setting *s = &layout->setting;
    double size = s->style->types[TYPE_TEXT].size, scale = 1;
    for (;;) {
        struct math_style style = {s->fonts, size * scale, palette[COLOUR_INK], false, false};
        double relation = fmin(RELATION_X, room * .32);
        struct math_display display =
            math_set_rows(s->arena, &style, rows, relation * scale,
                          relation * scale + (RIGHT_X - RELATION_X) * scale, SPACE_ROWS);
        if (display.box.width <= room || scale < .66)
            return display;
        scale *= .93;
    }
}

/* Puts one display and its number into a slice; returns how far below the slice's top it ends. */
static double put_display(struct layout *layout, struct slice *slice, const struct math_rows *rows,
                          const char *words, double x, double width, size_t number, size_t offset) {
    const struct setting *s = &layout->setting;
    struct math_display display = set_fitting(layout, rows, width - NUMBER_ROOM);
    if (display.box.width > width)
        diag_add(s->diags, DIAG_WARNING, template_mark(s->text, offset), "break it with \\\\",
                 "this formula is wider than its column");
    box_begin(slice->box, ROLE_P, NULL);
    box_begin(slice->box, ROLE_FORMULA, words);
    box_add(slice->box, display.box.box, x, display.box.ascent);
    box_end(slice->box);
    box_label(slice->box, s->fonts, x + width, display.box.ascent + display.last_baseline, FACE_LABEL,
              NUMBER_SIZE, 0, palette[COLOUR_GREY], ALIGN_RIGHT, arena_printf(s->arena, "(%zu)", number));
    box_end(slice->box);
    return display.box.ascent + display.box.descent;
}

struct block *layout_display(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    struct block *block = block_new(s->arena, ROLE_COUNT, SPACE_EQUATION, SPACE_EQUATION);
    struct slice *slice = block_slice(s->arena, block, 0);
    double gap = 16, column = (layout->paper->main + gap) / (double)node->n_spans;
    const struct numbered *numbered = layout_numbered(layout, node);
    bool any = false;
    for (size_t i = 0; i < node->n_spans; i++) {
        const struct span *span = &node->spans[i];
        struct math_words words = {span->text, span->length, span->places, span->offset, s->text};
        struct math_rows rows;
        if (!math_parse(s->arena, &words, s->diags, &rows))
            continue;
        double height = put_display(layout, slice, &rows, arena_copy(s->arena, span->text, span->length),
                                    (double)i * column, column - gap, numbered->number + i, span->offset);
        slice->height = fmax(slice->height, height);
        any = true;
    }
    return any ? block : NULL;
}

struct block *layout_formula(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    struct formula formula;
    if (!s->names->formula(s->names->facts, node->directive->name, &formula))
        return NULL;
    struct text notation = {0};
    if (formula.symbol)
        text_printf(&notation, "%s ", formula.symbol);
    if (formula.symbols)
        text_printf(&notation, "&= %s \\\\ ", formula.symbols);
    if (formula.numbers)
        text_printf(&notation, "&= %s \\\\ ", formula.numbers);
    text_printf(&notation, "&= \\mathbf{%s}", formula.result);
    struct math_rows rows;
    const char *words = arena_string(s->arena, text_get(&notation));
    bool good = layout_parse(layout, words, node->offset, &rows);
    text_drop(&notation);
    if (!good)
        return NULL;
    struct block *block = block_new(s->arena, ROLE_COUNT, SPACE_EQUATION, SPACE_EQUATION);
    struct slice *slice = block_slice(s->arena, block, 0);
    const struct numbered *numbered = layout_numbered(layout, node);
    if (numbered)
        box_anchor(slice->box, 0, 0, numbered->anchor);
    slice->height = put_display(layout, slice, &rows, words, 0, layout->paper->main,
                                numbered ? numbered->number : 0, node->offset);
    return block;
}
