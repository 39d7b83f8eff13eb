/* See layout.h: headings, lists, corrections, and labels that hang. */
#include "layout.h"

#include <math.h>
#include <string.h>

#define BULLET_INDENT 11.0
#define HUNG          53.7 /* from a hanging label to its paragraph */
#define BOX_CLEAR     4.5  /* white above a box that its page never gives up */
#define BOX_APART     1.5  /* leadings from a box's head to its first entry, and between long entries */

/* ---- headings ----------------------------------------------------------------------------------------- */

static const struct outline_entry *entry_of(const struct layout *layout, const struct node *node,
                                            bool *first) {
    *first = true;
    for (size_t i = 0; i < layout->n_outline; i++) {
        if (layout->headings[i] == node)
            return &layout->outline[i];
        *first = *first && layout->outline[i].level > 1;
    }
    return NULL;
}

static bool title_follows(const struct node *node) {
    const struct node *next = node->next;
    while (next && (next->kind == NODE_NOTE || next->kind == NODE_FOOTER))
        next = next->next;
    return next && next->kind == NODE_HEADING && next->level == 1;
}

/* A title a little too long for its line is set smaller; one that stays too long breaks. */
static struct type fit_title(struct layout *layout, enum type_name name, const struct node *node) {
    struct type type = layout->setting.style->types[name];
    double size = type.size, leading = type.leading;
    for (double scale = 1; scale >= .8; scale -= .04) {
        type.size = size * scale;
        type.leading = leading * scale;
        if (layout_lines(&layout->setting, &type, node, layout->paper->full).n <= 1)
            return type;
    }
    type.size = size * .88;
    type.leading = leading * .88;
    return type;
}

struct block *layout_heading(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    static const struct {
        enum ink_role role;
        enum type_name type;
        double before, after;
        enum snap snap;
        bool wide;
    } manners[] = {
        {ROLE_P, TYPE_EYEBROW, SPACE_SECTION, SPACE_EYEBROW, SNAP_LINE, true},
        {ROLE_H1, TYPE_TITLE, SPACE_SECTION, SPACE_TITLE, SNAP_BETWEEN, true},
        {ROLE_H2, TYPE_SECTION, SPACE_SECTION, SPACE_SECTION_TEXT, SNAP_BETWEEN, false},
        {ROLE_H3, TYPE_RUN_HEAD, SPACE_RUN_HEAD, SPACE_RUN_TEXT, SNAP_LINE, false},
        {ROLE_H3, TYPE_NOTE_HEAD, SPACE_RUN_HEAD, SPACE_RUN_TEXT, SNAP_LINE, false},
    };
    bool first, eyebrow = node->kind == NODE_EYEBROW;
    size_t manner = eyebrow ? 0 : node->level < 4 ? (size_t)node->level : 4;
    const struct outline_entry *entry = entry_of(layout, node, &first);
    enum type_name type_name = manners[manner].type;
    bool after_eyebrow = layout->last && layout->last->role == ROLE_P && layout->last->keep_next;
    if (node->level == 1 && (first || after_eyebrow))
        type_name = first ? TYPE_TITLE_FIRST : TYPE_TITLE_OPENER;
    const struct type type = manner == 1 ? fit_title(layout, type_name, node) : s->style->types[type_name];
    struct block *block =
        block_new(s->arena, manners[manner].role, manners[manner].before, manners[manner].after);
    struct lines lines = layout_lines(&layout->setting, &type, node,
                                      manners[manner].wide ? layout->paper->full : layout->paper->main);
    if (!lines.n)
        return NULL;
    block_lines(s, block, &type, &lines, 0);
    for (size_t i = 0; i < block->n_slices; i++)
        block->slices[i].stay = i + 1 < block->n_slices;
    block->slices[0].snap = manners[manner].snap;
    if (entry)
        box_anchor(block->slices[0].box, 0, -6, entry->anchor);
    if (type_name == TYPE_TITLE_FIRST || type_name == TYPE_TITLE_OPENER) {
        block->after = SPACE_TITLE_FIRST;
        block->slices[0].snap = SNAP_LINE;
        if (s->style->han) { /* Han reaches below the line: this much is kept where a page is set tight too */
            block->slices[block->n_slices - 1].height += SPACE_HAN_TITLE;
            block->after -= SPACE_HAN_TITLE;
        }
    }
    block->wide = manners[manner].wide;
    block->keep_next = true;
    /* A title begins a chapter, with the small line over it if there is one. */
    if (layout->first)
        block->chapter = eyebrow ? title_follows(node) : node->level == 1 && !after_eyebrow;
    if (after_eyebrow && node->level == 1)
        block->before = SPACE_EYEBROW;
    return block;
}

/* ---- lists -------------------------------------------------------------------------------------------- */

const char *layout_own_mark(const struct node *paragraph) {
    static const char *const marks[] = {"●", "◐", "○", "◆", "▲", "■"};
    if (!paragraph || !paragraph->n_spans || paragraph->spans[0].kind != SPAN_WORDS)
        return NULL;
    const struct span *span = &paragraph->spans[0];
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (span->length >= strlen(marks[i]) && memcmp(span->text, marks[i], strlen(marks[i])) == 0)
            return marks[i];
    return NULL;
}

/* Words without the mark that they begin with, and the spaces behind it. */
static void drop_mark(struct span *span, const char *mark) {
    span->text += strlen(mark);
    span->length -= strlen(mark);
    while (span->length && *span->text == ' ')
        span->text++, span->length--;
}

static void put_list(struct layout *layout, struct block *block, const struct node *list, double x,
                     double measure, const struct type *type);

/* A bullet or a number, before what it stands beside. */
static void put_label(const struct setting *s, struct slice *slice, double x, enum face face, double size,
                      struct colour colour, const char *mark) {
    struct box *whole = box_new(s->arena);
    box_begin(whole, ROLE_LBL, NULL);
    box_label(whole, s->fonts, x, slice->height, face, size, 0, colour, ALIGN_LEFT, mark);
    box_end(whole);
    box_add(whole, slice->box, 0, 0);
    slice->box = whole;
}

static void put_item(struct layout *layout, struct block *block, const struct node *item, const char *mark,
                     double x, double measure, const struct type *type) {
    const struct setting *s = &layout->setting;
    bool first = true;
    double cap = style_cap(s->fonts, type), indent = BULLET_INDENT * type->size / SIZE_TEXT;
    for (const struct node *child = item->first; child; child = child->next) {
        if (child->kind == NODE_LIST) {
            size_t nested = block->n_slices;
            put_list(layout, block, child, x + indent, measure - indent, type);
            block_wrap(block, nested, block->n_slices, &(struct ink_part){.role = ROLE_LIST, .key = child});
            block_wrap(block, nested, block->n_slices, &(struct ink_part){.role = ROLE_LBODY, .key = item});
            block_wrap(block, nested, block->n_slices, &(struct ink_part){.role = ROLE_LI, .key = item});
            continue;
        }
        struct node copy = *child;
        struct span *spans = arena_array(s->arena, child->n_spans, sizeof *spans);
        if (child->n_spans) /* else there are none to copy from */
            memcpy(spans, child->spans, child->n_spans * sizeof *spans);
        copy.spans = spans;
        const char *own = first ? layout_own_mark(child) : NULL;
        if (own)
            drop_mark(&spans[0], own);
        struct lines lines = layout_lines(&layout->setting, type, &copy, measure - indent);
        size_t from = block->n_slices;
        block_lines(s, block, type, &lines, x + indent);
        if (block->n_slices == from)
            continue;
        struct slice *slice = &block->slices[from];
        block_wrap(block, from, block->n_slices, &(struct ink_part){.role = ROLE_LBODY, .key = item});
        if (first)
            put_label(s, slice, x, own ? FACE_LABEL : type->regular, type->size * (own ? .95 : 1),
                      palette[own ? COLOUR_INK : COLOUR_GREY], own ? own : mark);
        block_wrap(block, from, block->n_slices, &(struct ink_part){.role = ROLE_LI, .key = item});
        if (from) {
            double more = slice->snap == SNAP_LINE ? 0 : first ? .22 * type->size : .4 * type->size;
            block_push(slice, type->leading - cap + more);
        }
        first = false;
    }
}

static void put_list(struct layout *layout, struct block *block, const struct node *list, double x,
                     double measure, const struct type *type) {
    unsigned number = list->start;
    for (const struct node *item = list->first; item; item = item->next) {
        const char *mark = list->ordered ? arena_printf(layout->setting.arena, "%u.", number++) : "–";
        put_item(layout, block, item, mark, x, measure, type);
    }
}

struct block *layout_list(struct layout *layout, const struct node *node, double measure,
                          const struct type *type) {
    struct block *block = block_new(layout->setting.arena, ROLE_LIST, SPACE_LIST, SPACE_PARAGRAPH);
    put_list(layout, block, node, 0, measure, type);
    return block->n_slices ? block : NULL;
}

struct block *layout_hung(struct layout *layout, const struct node *label, const struct node *body) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_TEXT];
    struct block *block = block_new(s->arena, ROLE_COUNT, SPACE_BOX, SPACE_BOX);
    double measure = layout->paper->main - HUNG;
    if (body->kind == NODE_LIST) {
        put_list(layout, block, body, HUNG, measure, type);
    } else {
        struct lines lines = layout_lines(&layout->setting, type, body, measure);
        block_lines(s, block, type, &lines, HUNG);
    }
    block_wrap(block, 0, block->n_slices,
               &(struct ink_part){.role = body->kind == NODE_LIST ? ROLE_LIST : ROLE_P, .key = body});
    struct type head = s->style->types[TYPE_NOTE_HEAD];
    head.shade = TYPE_INK;
    struct lines words = layout_lines(&layout->setting, &head, label, HUNG - 6);
    if (!block->n_slices)
        return NULL;
    struct slice *slice = &block->slices[0];
    struct box *whole = box_new(s->arena); /* the label is read first */
    for (size_t i = 0; i < words.n; i++)
        box_add(whole, words.lines[i].box, 0, slice->height + (double)i * head.leading);
    box_wrap(whole, &(struct ink_part){.role = ROLE_H3});
    box_add(whole, slice->box, 0, 0);
    slice->box = whole;
    block_push(slice, 5.2);
    box_rule(slice->box, 0, layout->paper->main, .4);
    return block;
}

/* ---- as published, and corrected ---------------------------------------------------------------------- */

/* The box: what was published beside what is right, under a head over both. */
struct correction {
    const struct type *head, *types[2];
    double x[2], measure[2], room;
    double apart; /* leadings between entries */
};

/* Whether an entry of the box has several lines: then white must tell one from the next. */
static bool any_runs_over(const struct layout *layout, const struct node *grid, const struct correction *c) {
    for (const struct node *row = grid->first; row; row = row->next) {
        size_t i = 0;
        for (const struct node *cell = row->first; cell && i < 2 && !cell->head; cell = cell->next, i++)
            if (layout_lines(&layout->setting, c->types[i], cell, c->measure[i]).n > 1)
                return true;
    }
    return false;
}

static struct correction correction_of(const struct layout *layout, const struct node *grid,
                                       const struct type *ragged) {
    const struct setting *s = &layout->setting;
    struct correction c = {.head = &s->style->types[TYPE_BOX_HEAD],
                           .types = {&s->style->types[TYPE_PUBLISHED], ragged}};
    double left = 9, published = 0;
    c.room = layout->paper->main - left;
    for (const struct node *row = grid->first; row; row = row->next)
        if (row->first && !row->first->head)
            published = fmax(published, layout_lines(s, c.types[0], row->first, c.room * .42).width);
    c.x[0] = left;
    c.x[1] = left + published + 9;
    c.measure[0] = published + 1;
    c.measure[1] = c.room - published - 9;
    c.apart = any_runs_over(layout, grid, &c) ? BOX_APART : 1;
    return c;
}

/* `gap`: leadings before it. */
static void put_correction(const struct layout *layout, struct block *block, const struct correction *c,
                           const struct node *row, double gap) {
    const struct setting *s = &layout->setting;
    bool is_head = row->first && row->first->head;
    size_t from = block->n_slices, i = 0;
    for (const struct node *cell = row->first; cell && i < 2; cell = cell->next, i++) {
        const struct type *type = is_head ? c->head : c->types[i];
        struct lines lines = layout_lines(s, type, cell, is_head ? c->room : c->measure[i]);
        for (size_t k = 0; k < lines.n; k++) {
            if (from + k == block->n_slices) {
                struct slice *slice =
                    block_slice(s->arena, block,
                                from || k ? type->leading * (k ? 1 : gap) : style_cap(s->fonts, c->head));
                slice->base = slice->height;
                slice->snap = is_head && k ? SNAP_NOT : SNAP_HALF;
            }
            struct slice *slice = &block->slices[from + k];
            layout_begin_cell(slice->box, row, cell);
            box_add(slice->box, lines.lines[k].box, c->x[i], slice->height);
            layout_end_cell(slice->box);
        }
        if (!lines.n && from < block->n_slices) {
            layout_begin_cell(block->slices[from].box, row, cell);
            layout_end_cell(block->slices[from].box);
        }
    }
}

/* The bar at its left, from the first line to the last. */
static void put_side(struct block *block) {
    block_push(&block->slices[0], BOX_CLEAR);
    for (size_t i = 0; i < block->n_slices; i++) {
        struct slice *slice = &block->slices[i];
        double top = i ? 0 : BOX_CLEAR;
        slice->stay = i + 1 < block->n_slices;
        box_begin(slice->box, ROLE_ARTIFACT, NULL);
        box_rect(slice->box, -1, top, 2, slice->height - top + (slice->stay ? .2 : 1.6),
                 palette[COLOUR_COMPUTE]);
        box_end(slice->box);
    }
}

struct block *layout_corrected(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    struct type ragged = s->style->types[TYPE_TEXT]; /* its lines are too short to be filled */
    ragged.justified = false;
    struct correction c = correction_of(layout, node->first, &ragged);
    struct block *block = block_new(s->arena, ROLE_TABLE, SPACE_BOX, SPACE_BOX);
    bool after_head = false;
    for (const struct node *row = node->first->first; row; row = row->next) {
        put_correction(layout, block, &c, row, after_head ? BOX_APART : c.apart);
        after_head = row->first && row->first->head;
    }
    if (!block->n_slices)
        return NULL;
    put_side(block);
    return block;
}
