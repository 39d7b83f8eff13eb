/* See layout.h: the walk over the document. */
#include "layout.h"

#include "page.h"
#include "table_layout.h"

#include <math.h>
#include <string.h>

#define BODY  (258 * MM) /* the height of page that figures are drawn for: A4 */
#define GIVES .18        /* of its height, that a figure gives up to fit a page */
#define LEAD  (150 * MM) /* a wide lead over a wide table or figure: some 100 characters at the most */

struct lines layout_lines(const struct setting *s, const struct type *type, const struct node *node,
                          double measure) {
    return paragraph_lines(s, type, inline_atoms(s, type, node->spans, node->n_spans), measure);
}

void layout_append(struct layout *layout, struct block *block) {
    while (block) {
        struct block *next = block->next;
        block->next = NULL;
        if (layout->last)
            layout->last->next = block;
        else
            layout->first = block;
        layout->last = block;
        block = next;
    }
}

/* ---- the walk ----------------------------------------------------------------------------------------- */

static const struct node *skip_notes(const struct node *node) {
    while (node && (node->kind == NODE_NOTE || node->kind == NODE_FOOTER))
        node = node->next;
    return node;
}

static bool is_wide(const struct layout *layout, const struct node *node) {
    const struct names *names = layout->setting.names;
    if (!node || node->kind != NODE_DIRECTIVE)
        return false;
    if (node->directive->kind == DIRECTIVE_TABLE) {
        const struct table *table = names->table(names->facts, node->directive->name);
        return table && table->wide;
    }
    if (node->directive->kind == DIRECTIVE_FIGURE) {
        const struct figure *figure = names->figure(names->facts, node->directive->name);
        return figure && figure->width > layout->paper->main + 1;
    }
    return false;
}

static bool is_equation(const struct node *node) {
    return node && (node->kind == NODE_DISPLAY ||
                    (node->kind == NODE_DIRECTIVE && node->directive->kind == DIRECTIVE_FORMULA));
}

/* Whether a paragraph ends with a colon. */
static bool announces(const struct node *node) {
    static const char *const colons[] = {":", "：" /* full width */};
    const struct span *last = node->n_spans ? &node->spans[node->n_spans - 1] : NULL;
    for (size_t i = 0; last && i < sizeof colons / sizeof *colons; i++) {
        size_t length = strlen(colons[i]);
        if (last->length >= length && !memcmp(last->text + last->length - length, colons[i], length))
            return true;
    }
    return false;
}

/* Whether the last lines of a paragraph stay with what comes next. */
static bool leads_to(const struct node *node, const struct node *next) {
    return is_equation(next) || (next && (next->kind == NODE_LIST || next->kind == NODE_CODE ||
                                          (next->kind == NODE_PARAGRAPH && announces(node))));
}

/* An equation right above another: one sentence leads into both. */
static struct block *equation(const struct node *node, struct block *block) {
    if (block)
        block->leads = is_equation(skip_notes(node->next));
    return block;
}

/* A paragraph right below a heading and right above something wide, with no note beside it, is as wide as
 * a line may be. */
static bool is_lead(const struct layout *layout, const struct node *node, const struct node *before) {
    return before && before->kind == NODE_HEADING && before->level <= 2 && !layout->waiting &&
           is_wide(layout, node->next);
}

static struct block *paragraph(struct layout *layout, const struct node *node, const struct node *before) {
    const struct setting *s = &layout->setting;
    bool verdict = node->kind == NODE_VERDICT, wide = !verdict && is_lead(layout, node, before);
    const struct type *type = &s->style->types[verdict ? TYPE_VERDICT : TYPE_TEXT];
    struct block *block = block_new(s->arena, ROLE_P, verdict ? SPACE_TITLE_FIRST : SPACE_PARAGRAPH,
                                    verdict ? SPACE_STRIP : SPACE_PARAGRAPH);
    struct lines lines =
        layout_lines(s, type, node, wide ? fmin(LEAD, layout->paper->full) : layout->paper->main);
    if (!lines.n)
        return NULL;
    block_lines(s, block, type, &lines, 0);
    if (verdict)
        block->slices[0].snap = SNAP_HALF;
    const struct node *next = skip_notes(node->next);
    block->wide = wide;
    if (next && next->kind == NODE_LIST)
        block->after = SPACE_LIST;
    block->keep_end = leads_to(node, next);
    return block;
}

static struct block *figure(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct paper *paper = layout->paper;
    const struct figure *figure = s->names->figure(s->names->facts, node->directive->name);
    if (!figure)
        return NULL; /* LCOV_EXCL_LINE: template.c has left it out */
    const struct numbered *numbered = layout_numbered(layout, node);
    struct block *block = block_new(s->arena, ROLE_DIV, SPACE_FLOAT, SPACE_FLOAT);
    block->wide = figure->width > paper->main + 1;
    block->floats = true;
    double width = fmin(figure->width, block->wide ? paper->full : paper->main);
    double room = paper->bottom - paper->top;
    if (numbered) {
        table_title(s, block, arena_printf(s->arena, "%s %zu", s->style->figure, numbered->number),
                    figure->title, figure->subtitle, numbered->anchor,
                    block->wide ? fmin(LEAD, paper->full) : paper->main);
        room -= block_height(block, 0, block->n_slices) + 7.5;
    }
    double height = fmin(room, figure->height * fmin(1, (paper->bottom - paper->top) / BODY));
    double above = numbered ? 7.5 : 0, taken = height;
    if (numbered) { /* its room ends on the grid, like the first line of its title; itself it is as it is
                       alone */
        double step = s->style->types[TYPE_TEXT].leading;
        double upper = block_height(block, 0, block->n_slices) - block->slices[0].base + above;
        double ends = step * ceil((upper + height) / step - 1e-6) - upper;
        taken = ends <= room ? ends : height;
    }
    struct slice *slice = block_slice(s->arena, block, taken + above);
    box_begin(slice->box, ROLE_FIGURE, figure->alt);
    struct piece *piece = box_piece(slice->box, PIECE_FIGURE, 0, above);
    piece->figure = figure;
    piece->width = width;
    piece->height = height;
    box_end(slice->box);
    block->gives = fmax(0, fmin(GIVES * height, height - figure->least));
    return block;
}

static struct block *table(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct table *table = s->names->table(s->names->facts, node->directive->name);
    if (!table || !table->n_columns || !table->n_rows)
        return NULL;
    const struct numbered *numbered = layout_numbered(layout, node);
    const char *number =
        numbered ? arena_printf(s->arena, "%s %zu", s->style->table, numbered->number) : NULL;
    struct block *block = table_blocks(s, table, layout->paper->main, layout->paper->full, number,
                                       numbered ? numbered->anchor : NULL);
    if (layout->last && layout->last->role == ROLE_P && !block->floats) /* it stays where it is led to */
        layout->last->keep_end = true;
    return block;
}

static struct block *directive(struct layout *layout, const struct node *node) {
    switch (node->directive->kind) {
    case DIRECTIVE_TABLE:
        return table(layout, node);
    case DIRECTIVE_FIGURE:
        return figure(layout, node);
    case DIRECTIVE_FORMULA:
        return equation(node, layout_formula(layout, node));
    case DIRECTIVE_CONTENTS:
    case DIRECTIVE_FIGURES:
    case DIRECTIVE_TABLES:
        return layout_listing(layout, node);
    default:         /* LCOV_EXCL_LINE: layout_document and tree_tidy.c have had the others */
        return NULL; /* LCOV_EXCL_LINE */
    }
}

static struct block *fine_rule(struct layout *layout) {
    struct block *block = block_new(layout->setting.arena, ROLE_ARTIFACT, SPACE_BOX, SPACE_BOX);
    struct slice *slice = block_slice(layout->setting.arena, block, .4);
    box_rect(slice->box, 0, 0, layout->paper->full, .4, palette[COLOUR_INK]);
    block->wide = true;
    return block;
}

static struct block *code(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_CODE];
    struct block *block = block_new(s->arena, ROLE_P, SPACE_EQUATION, SPACE_EQUATION);
    struct lines lines = layout_lines(s, type, node, layout->paper->main - 12);
    block_lines(s, block, type, &lines, 12);
    if (lines.n)
        block->slices[0].snap = SNAP_HALF;
    return lines.n ? block : NULL;
}

static void footer(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_FOOTER];
    struct lines lines = layout_lines(s, type, node, layout->paper->full - 40);
    if (lines.n)
        layout->footer = lines.lines[0];
    if (lines.n > 1)
        diag_add(s->diags, DIAG_WARNING, template_mark(s->text, node->offset), NULL,
                 "the footer is longer than its line, and is cut");
}

static struct block *block_of(struct layout *layout, const struct node *node, const struct node *before) {
    const struct setting *s = &layout->setting;
    switch (node->kind) {
    case NODE_HEADING:
    case NODE_EYEBROW:
        return layout_heading(layout, node);
    case NODE_PARAGRAPH:
    case NODE_VERDICT:
        return paragraph(layout, node, before);
    case NODE_LIST:
        return layout_list(layout, node, layout->paper->main, &s->style->types[TYPE_TEXT]);
    case NODE_RULE:
        return fine_rule(layout);
    case NODE_CODE:
        return code(layout, node);
    case NODE_GRID:
        return layout_grid(layout, node, layout->paper->main);
    case NODE_DISPLAY:
        return equation(node, layout_display(layout, node));
    case NODE_STRIP:
        return layout_strip(layout, node);
    case NODE_CORRECTED:
        return layout_corrected(layout, node);
    case NODE_DIRECTIVE:
        return directive(layout, node);
    default:         /* LCOV_EXCL_LINE: the others stand within these, or the caller has had them */
        return NULL; /* LCOV_EXCL_LINE */
    }
}

static void add_note(struct layout *layout, struct side_note *note) {
    if (!note)
        return;
    if (layout->last_waiting)
        layout->last_waiting->next = note;
    else
        layout->waiting = note;
    while (note->next)
        note = note->next;
    layout->last_waiting = note;
}

/* Notes that wait go to this block, unless it leaves no side column. */
static void give_notes(struct layout *layout, struct block *block) {
    if (!layout->waiting || !block)
        return;
    const struct type *text = &layout->setting.style->types[TYPE_TEXT];
    for (struct side_note *note = layout->waiting; note; note = note->next)
        note->slice = note->mark ? block_find_mark(block, text, note->mark) : 0;
    if (block->last_note)
        block->last_note->next = layout->waiting;
    else
        block->notes = layout->waiting;
    block->last_note = layout->last_waiting;
    layout->waiting = layout->last_waiting = NULL;
}

static bool breaks_page(const struct node *node) {
    return node->kind == NODE_DIRECTIVE && node->directive->kind == DIRECTIVE_PAGE;
}

/* #### with what follows it: the label hangs left of the paragraph. */
static bool is_hung(const struct node *node) {
    return node->kind == NODE_HEADING && node->level >= 4 && node->next &&
           (node->next->kind == NODE_PARAGRAPH || node->next->kind == NODE_LIST);
}

/* Pages are counted when they are placed; what is sure to be too much is not laid out to its end. Blocks give
 * up a part of their height on a page, but no half. */
enum { MOST_HEIGHT = PAGE_MOST_PAGES * 3 / 2 };

/* Of the block and those that follow it. What no page holds is told; past a page's own measure it could not
 * be drawn. */
static double height_of(const struct layout *layout, const struct block *block, size_t offset) {
    const double column = layout->paper->bottom - layout->paper->top, most = 10 * column;
    double height = 0;
    for (; block; block = block->next)
        for (size_t i = 0; i < block->n_slices; i++) {
            height += block->slices[i].height;
            if (block->slices[i].height > column)
                diag_add(layout->setting.diags, block->slices[i].height > most ? DIAG_ERROR : DIAG_WARNING,
                         template_mark(layout->setting.text, offset), NULL, "this is taller than a page");
        }
    return height;
}

void layout_document(struct layout *layout, const struct node *document) {
    if (!layout_number(layout, document))
        return;
    const struct node *before = NULL;
    bool page = false;
    struct block *narrow = NULL; /* the last block with a side column beside it */
    double height = 0, column = layout->paper->bottom - layout->paper->top;
    for (const struct node *node = document->first; node; before = node, node = node->next) {
        layout->setting.offset = node->offset;
        if (node->kind == NODE_NOTE) {
            add_note(layout, layout_note(layout, node));
            continue;
        }
        if (node->kind == NODE_FOOTER) {
            footer(layout, node);
            continue;
        }
        if (breaks_page(node)) {
            page = true;
            continue;
        }
        struct block *block;
        if (is_hung(node)) {
            block = layout_hung(layout, node, node->next);
            node = node->next;
        } else {
            block = block_of(layout, node, before && before->kind == NODE_NOTE ? NULL : before);
        }
        if (!block)
            continue;
        block->page_before = page;
        page = false;
        if (!block->wide) {
            give_notes(layout, block);
            narrow = block;
        }
        height += height_of(layout, block, node->offset);
        if (height > MOST_HEIGHT * column) {
            diag_add(layout->setting.diags, DIAG_ERROR, template_mark(layout->setting.text, node->offset),
                     NULL, "here the pages are more than the limit of %d by far", PAGE_MOST_PAGES);
            return;
        }
        layout_append(layout, block);
    }
    give_notes(layout, narrow ? narrow : layout->last);
}
