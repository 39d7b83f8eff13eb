/* See layout.h: numbers, anchors, and the walk over the document. */
#include "layout.h"

#include "table_layout.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define LEAD (150 * MM) /* a wide lead over a wide table or figure: some 100 characters at the most */

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

/* ---- numbers and anchors ------------------------------------------------------------------------------ */

static void number_node(struct layout *layout, const struct node *node, enum directive_kind kind,
                        const char *name, const char *title) {
    struct arena *arena = layout->setting.arena;
    static const char *const prefixes[] = {
        [DIRECTIVE_TABLE] = "table", [DIRECTIVE_FIGURE] = "figure", [DIRECTIVE_FORMULA] = "formula"};
    size_t number = 1;
    for (size_t i = 0; i < layout->n_numbered; i++)
        number += layout->numbered[i].kind == kind;
    layout->numbered = arena_grow(arena, layout->numbered, layout->n_numbered, &layout->numbered_capacity,
                                  sizeof *layout->numbered);
    layout->numbered[layout->n_numbered++] =
        (struct numbered){.kind = kind,
                          .name = name,
                          .node = node,
                          .number = number,
                          .anchor = arena_printf(arena, "%s-%zu", prefixes[kind], number),
                          .title = title};
}

/* As the usual sites make them: lower case, hyphens for spaces, other signs left out, -1 behind a second. */
static const char *slug_of(struct layout *layout, const char *words) {
    struct text out = {0};
    for (const char *at = words; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (isalnum(c) || c >= 0x80)
            text_char(&out, (char)tolower(c));
        else if (c == ' ' || c == '-')
            text_char(&out, '-');
    }
    if (!out.length)
        text_string(&out, "section"); /* a heading of signs alone */
    size_t same = 0;
    const char *slug = arena_copy(layout->setting.arena, text_get(&out), out.length);
    for (size_t i = 0; i < layout->n_outline; i++) {
        const char *anchor = layout->outline[i].anchor;
        same += strcmp(anchor, slug) == 0 ||
                (strncmp(anchor, slug, out.length) == 0 && anchor[out.length] == '-' &&
                 isdigit((unsigned char)anchor[out.length + 1]));
    }
    text_drop(&out);
    return same ? arena_printf(layout->setting.arena, "%s-%zu", slug, same) : slug;
}

static void number_heading(struct layout *layout, const struct node *node) {
    struct arena *arena = layout->setting.arena;
    const char *words = tree_words(arena, node);
    if (!words[strspn(words, " ")])
        return;
    size_t n = layout->n_outline, capacity = layout->outline_capacity;
    const char *anchor = slug_of(layout, words);
    layout->outline =
        arena_grow(arena, layout->outline, n, &layout->outline_capacity, sizeof *layout->outline);
    layout->headings = arena_grow(arena, layout->headings, n, &capacity, sizeof *layout->headings);
    layout->headings[n] = node;
    layout->outline[layout->n_outline++] = (struct outline_entry){node->level, words, anchor};
}

static void number_directive(struct layout *layout, const struct node *node) {
    const struct directive *directive = node->directive;
    const struct names *names = layout->setting.names;
    const char *title = NULL;
    if (directive->bare)
        return;
    if (directive->kind == DIRECTIVE_TABLE) {
        const struct table *table = names->table(names->facts, directive->name);
        if (!table || !table->n_columns || !table->n_rows)
            return;
        title = table->title;
    } else if (directive->kind == DIRECTIVE_FIGURE) {
        const struct figure *figure = names->figure(names->facts, directive->name);
        if (!figure)
            return;
        title = figure->title;
    } else if (directive->kind != DIRECTIVE_FORMULA) {
        return;
    }
    number_node(layout, node, directive->kind, directive->name, title);
}

static void number_all(struct layout *layout, const struct node *document) {
    for (const struct node *node = document->first; node; node = node->next) {
        if (node->kind == NODE_HEADING && node->level <= 3)
            number_heading(layout, node);
        else if (node->kind == NODE_DIRECTIVE)
            number_directive(layout, node);
        else if (node->kind == NODE_DISPLAY)
            for (size_t i = 0; i < node->n_spans; i++)
                number_node(layout, node, DIRECTIVE_FORMULA, NULL, NULL);
    }
}

const struct numbered *layout_numbered(const struct layout *layout, const struct node *node) {
    for (size_t i = 0; i < layout->n_numbered; i++)
        if (layout->numbered[i].node == node)
            return &layout->numbered[i];
    return NULL;
}

/* The words of {{ref …}}. */
static const char *reference(void *data, const struct directive *directive, const char **link) {
    struct layout *layout = data;
    const struct setting *s = &layout->setting;
    for (size_t i = 0; i < layout->n_numbered; i++) {
        const struct numbered *numbered = &layout->numbered[i];
        if (numbered->kind != directive->what || !numbered->name ||
            strcmp(numbered->name, directive->name) != 0)
            continue;
        *link = arena_printf(s->arena, "#%s", numbered->anchor);
        if (directive->what == DIRECTIVE_FORMULA)
            return arena_printf(s->arena, "(%zu)", numbered->number);
        return arena_printf(s->arena, "%s%s%zu",
                            directive->what == DIRECTIVE_TABLE ? s->style->table : s->style->figure,
                            s->style->han ? " " : "\u00A0", numbered->number);
    }
    diag_add(s->diags, DIAG_ERROR, mark_at(s->text->source, directive->offset),
             "with a number, that is: not bare", "`%s` does not stand in this document", directive->name);
    return "?";
}

/* Links inside the document must lead to something. */
static void check_links(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    for (size_t i = 0; i < node->n_spans; i++) {
        const char *link = node->spans[i].link;
        if (!link || link[0] != '#' || (i && node->spans[i - 1].link == link))
            continue;
        const char **anchors = arena_array(s->arena, layout->n_outline + 1, sizeof *anchors);
        bool found = false;
        for (size_t k = 0; k < layout->n_outline; k++) {
            anchors[k] = layout->outline[k].anchor;
            found = found || strcmp(anchors[k], link + 1) == 0;
        }
        if (found)
            continue;
        const char *near = nearest_name(link + 1, anchors, layout->n_outline);
        diag_add(s->diags, DIAG_ERROR, template_mark(s->text, node->spans[i].offset),
                 near ? arena_printf(s->arena, "did you mean `#%s`?", near) : NULL,
                 "no heading makes the anchor `%s`", link);
    }
    for (const struct node *child = node->first; child; child = child->next)
        check_links(layout, child);
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
    struct lines lines = paragraph_lines(s, type, inline_atoms(s, type, node->spans, node->n_spans),
                                         wide ? fmin(LEAD, layout->paper->full) : layout->paper->main);
    if (!lines.n)
        return NULL;
    block_lines(s, block, type, &lines, 0);
    const struct node *next = skip_notes(node->next);
    block->wide = wide;
    block->keep_end = next && (next->kind == NODE_DISPLAY || next->kind == NODE_LIST ||
                               (next->kind == NODE_DIRECTIVE && next->directive->kind == DIRECTIVE_FORMULA));
    return block;
}

static struct block *figure(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct paper *paper = layout->paper;
    const struct figure *figure = s->names->figure(s->names->facts, node->directive->name);
    if (!figure)
        return NULL;
    const struct numbered *numbered = layout_numbered(layout, node);
    struct block *block = block_new(s->arena, ROLE_COUNT, SPACE_FLOAT - 3, SPACE_FLOAT);
    block->wide = figure->width > paper->main + 1;
    block->floats = true;
    double width = fmin(figure->width, block->wide ? paper->full : paper->main);
    double room = paper->bottom - paper->top;
    if (numbered) {
        table_title(s, block, arena_printf(s->arena, "%s %zu", s->style->figure, numbered->number),
                    figure->title, figure->subtitle, numbered->anchor,
                    block->wide ? fmin(LEAD, paper->full) : paper->main);
        room -= block_height(block, 0, block->n_slices) + 5;
    }
    double height = fmin(figure->height, room), above = numbered ? 6 : 0;
    struct slice *slice = block_slice(s->arena, block, height + above);
    box_begin(slice->box, ROLE_FIGURE, figure->alt);
    struct piece *piece = box_piece(slice->box, PIECE_FIGURE, 0, above);
    piece->figure = figure;
    piece->width = width;
    piece->height = height;
    box_end(slice->box);
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
    return table_blocks(s, table, layout->paper->main, layout->paper->full, number,
                        numbered ? numbered->anchor : NULL);
}

static struct block *directive(struct layout *layout, const struct node *node) {
    switch (node->directive->kind) {
    case DIRECTIVE_TABLE:
        return table(layout, node);
    case DIRECTIVE_FIGURE:
        return figure(layout, node);
    case DIRECTIVE_FORMULA:
        return layout_formula(layout, node);
    case DIRECTIVE_CONTENTS:
    case DIRECTIVE_FIGURES:
    case DIRECTIVE_TABLES:
        return layout_listing(layout, node);
    default:
        return NULL;
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
    struct lines lines =
        paragraph_lines(s, type, inline_atoms(s, type, node->spans, node->n_spans), layout->paper->main - 12);
    block_lines(s, block, type, &lines, 12);
    return lines.n ? block : NULL;
}

static void footer(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_FOOTER];
    struct lines lines =
        paragraph_lines(s, type, inline_atoms(s, type, node->spans, node->n_spans), layout->paper->full - 40);
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
        return layout_display(layout, node);
    case NODE_STRIP:
        return layout_strip(layout, node);
    case NODE_CORRECTED:
        return layout_corrected(layout, node);
    case NODE_DIRECTIVE:
        return directive(layout, node);
    default:
        return NULL;
    }
}

static void add_note(struct layout *layout, struct side_note *note) {
    if (!note)
        return;
    if (layout->last_waiting)
        layout->last_waiting->next = note;
    else
        layout->waiting = note;
    layout->last_waiting = note;
}

/* Notes that wait go to this block, unless it leaves no side column. */
static void give_notes(struct layout *layout, struct block *block) {
    if (!layout->waiting || !block)
        return;
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

void layout_document(struct layout *layout, const struct node *document) {
    layout->setting.reference = reference;
    layout->setting.data = layout;
    number_all(layout, document);
    check_links(layout, document);
    const struct node *before = NULL;
    bool page = false;
    struct block *narrow = NULL; /* the last block with a side column beside it */
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
        block->page_before = block->page_before || page;
        page = false;
        if (!block->wide) {
            give_notes(layout, block);
            narrow = block;
        }
        layout_append(layout, block);
    }
    give_notes(layout, narrow ? narrow : layout->last);
}
