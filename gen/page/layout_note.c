/* See layout.h, layout_note.h: a note's parts, stacked into one box. */
#include "layout_note.h"

#include "table_layout.h"

#include <math.h>
#include <string.h>

#define NOTE_PARAGRAPH 6.4
#define NOTE_ROWS      4.9 /* between the lines of a formula */

static struct block *paragraph(struct layout *layout, const struct node *node, const struct type *type) {
    const struct setting *s = &layout->setting;
    struct block *block = block_new(s->arena, ROLE_P, NOTE_PARAGRAPH, NOTE_PARAGRAPH);
    struct lines lines = layout_lines(s, type, node, layout->paper->side);
    block_lines(s, block, type, &lines, 0);
    return lines.n ? block : NULL;
}

static struct block *head(struct layout *layout, const char *words, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_NOTE_HEAD];
    struct block *block = block_new(s->arena, ROLE_P, SPACE_NOTE, SPACE_NOTE_HEAD);
    struct atoms atoms =
        words ? inline_words(s, type, words) : inline_atoms(s, type, node->spans, node->n_spans);
    struct lines lines = paragraph_lines(s, type, atoms, layout->paper->side);
    block_lines(s, block, type, &lines, 0);
    return lines.n ? block : NULL;
}

/* ---- formulas ----------------------------------------------------------------------------------------- */

static struct math_style small(const struct layout *layout) {
    const struct setting *s = &layout->setting;
    return (struct math_style){s->fonts, s->style->types[TYPE_NOTE].size, palette[COLOUR_INK], false, false};
}

static bool fits(struct layout *layout, const struct math_rows *rows) {
    struct math_style style = small(layout);
    return math_set(layout->setting.arena, &style, rows->rows[0].cells[0]).width <= layout->paper->side;
}

static void put_rows(struct layout *layout, struct block *block, const struct math_rows *rows,
                     const char *words, size_t offset) {
    struct math_style style = small(layout);
    double size = style.size;
    struct math_display display;
    do {
        display = math_set_rows(layout->setting.arena, &style, rows, 0, .95 * style.size, NOTE_ROWS, 0);
        style.size *= .94;
    } while (display.box.width > layout->paper->side && style.size > .6 * size);
    if (display.box.width > layout->paper->side)
        diag_add(layout->setting.diags, DIAG_WARNING, template_mark(layout->setting.text, offset),
                 "break it with \\\\", "this formula is wider than its column");
    double gap = block->n_slices ? NOTE_ROWS : 0;
    struct slice *slice = block_slice(layout->setting.arena, block, 0);
    box_begin(slice->box, ROLE_FORMULA, words);
    box_add(slice->box, display.box.box, 0, gap + display.box.ascent);
    box_end(slice->box);
    slice->height = gap + display.box.ascent + display.box.descent;
}

/* The first of the lines given that fits is set; the last is set in any case. */
static bool put_line(struct layout *layout, struct block *block, size_t offset, const char *line, bool must) {
    struct math_rows rows;
    if (!layout_parse(layout, line, offset, &rows))
        return true; /* said; nothing more to try */
    if (!must && !fits(layout, &rows))
        return false;
    put_rows(layout, block, &rows, line, offset);
    return true;
}

/* Symbols, numbers, result: in one line where it fits, else broken before the =. */
static struct block *formula(struct layout *layout, const struct node *node, const struct formula *f) {
    struct arena *arena = layout->setting.arena;
    struct block *block = block_new(arena, ROLE_P, NOTE_PARAGRAPH, NOTE_PARAGRAPH);
    const char *result = arena_printf(arena, "\\mathbf{%s}", f->result);
    const char *symbols = f->symbols ? f->symbols : f->symbol ? f->symbol : "";
    bool numbers = f->numbers && strcmp(f->numbers, f->result) != 0;
    const char *rest = numbers ? arena_printf(arena, "%s = %s", f->numbers, result) : result;
    if (!*symbols) {
        put_line(layout, block, node->offset, rest, true);
    } else if (!put_line(layout, block, node->offset, arena_printf(arena, "%s = %s", symbols, rest), false)) {
        put_line(layout, block, node->offset, symbols, true);
        if (!put_line(layout, block, node->offset, arena_printf(arena, "\\;= %s", rest), !numbers)) {
            put_line(layout, block, node->offset, arena_printf(arena, "\\;= %s", f->numbers), true);
            put_line(layout, block, node->offset, arena_printf(arena, "\\;= %s", result), true);
        }
    }
    return block->n_slices ? block : NULL;
}

static struct block *display(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    struct block *block = block_new(s->arena, ROLE_P, NOTE_PARAGRAPH, NOTE_PARAGRAPH);
    for (size_t i = 0; i < node->n_spans; i++) {
        const struct span *span = &node->spans[i];
        struct math_words words = {span->text, span->length, span->places, span->offset, s->text};
        struct math_rows rows;
        if (math_parse(s->arena, &words, s->diags, &rows))
            put_rows(layout, block, &rows, arena_copy(s->arena, span->text, span->length), span->offset);
    }
    return block->n_slices ? block : NULL;
}

/* ---- the parts ---------------------------------------------------------------------------------------- */

static bool begins_with_mark(const struct node *node) {
    while (node && node->kind != NODE_PARAGRAPH)
        node = node->first;
    return layout_own_mark(node);
}

static struct block *directive(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct directive *directive = node->directive;
    struct formula f;
    if (directive->kind == DIRECTIVE_FORMULA && s->names->formula(s->names->facts, directive->name, &f)) {
        struct block *first = f.name ? head(layout, f.name, node) : NULL, *second = formula(layout, node, &f);
        if (first)
            first->next = second;
        return first ? first : second;
    }
    /* figures and tables have labels and words of the text column's size */
    diag_add(s->diags, DIAG_ERROR, mark_at(s->text->source, directive->offset), NULL,
             "this has no place in a side note");
    return NULL;
}

static struct block *part(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct type *words = &s->style->types[TYPE_NOTE], *label = &s->style->types[TYPE_NOTE_LABEL];
    switch (node->kind) {
    case NODE_HEADING:
    case NODE_EYEBROW:
        return head(layout, NULL, node);
    case NODE_PARAGRAPH:
        return paragraph(layout, node, begins_with_mark(node) ? label : words);
    case NODE_LIST:
        return layout_list(layout, node, layout->paper->side, begins_with_mark(node) ? label : words);
    case NODE_GRID:
        return layout_note_grid(layout, node, layout->paper->side);
    case NODE_DISPLAY:
        return display(layout, node);
    case NODE_DIRECTIVE:
        return directive(layout, node);
    default:
        diag_add(s->diags, DIAG_ERROR, template_mark(s->text, node->offset), NULL,
                 "this has no place in a side note");
        return NULL;
    }
}

/* One more part below the note, or where the note grows taller than half a page, a note behind it. */
static struct side_note *add_part(struct layout *layout, struct side_note *note, const struct block *block,
                                  double after) {
    struct arena *arena = layout->setting.arena;
    double height, white = note->height > 0 ? fmax(after, block->before) : 0;
    if (note->height > 0 && after <= SPACE_NOTE_HEAD)
        white = after; /* right below its head */
    struct box *box = block_flatten(arena, block, &height);
    double most = (layout->paper->bottom - layout->paper->top) / 2;
    if (note->height > 0 && after > SPACE_NOTE_HEAD && note->height + white + height > most) {
        note->next = arena_alloc(arena, sizeof *note);
        note->next->mark = note->mark;
        note = note->next;
        note->box = box_new(arena);
        white = 0;
    }
    if (note->height <= 0 && block->n_slices)
        note->base = block->slices[0].base;
    box_add(note->box, box, 0, note->height + white);
    note->height += white + height;
    return note;
}

/* The mark that a note begins with; NULL: none. */
static const char *mark_of(struct arena *arena, const struct node *note) {
    const struct node *first = note->first;
    if (!first || first->kind != NODE_PARAGRAPH || !first->n_spans || !(first->spans[0].style & SPAN_RAISED))
        return NULL;
    return arena_copy(arena, first->spans[0].text, first->spans[0].length);
}

struct side_note *layout_note(struct layout *layout, const struct node *node) {
    struct arena *arena = layout->setting.arena;
    struct side_note *first = arena_alloc(arena, sizeof *first), *note = first;
    first->box = box_new(arena);
    first->mark = mark_of(arena, node);
    double after = 0;
    for (const struct node *child = node->first; child; child = child->next)
        for (struct block *block = part(layout, child); block; block = block->next) {
            note = add_part(layout, note, block, after);
            after = block->after;
        }
    return first->box->n ? first : NULL;
}
