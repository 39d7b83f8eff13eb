/* See layout.h: contents, the list of figures, the list of tables. Page numbers are known only when all
 * blocks are placed: a piece of its own says whose it is. */
#include "layout.h"

#include <math.h>

#define LABEL_WIDTH 46.0 /* "Figure 12" and some white */
#define PAGE_WIDTH  30.0
#define INDENT      16.0
#define LABEL_GAP   12.0 /* behind the small line over a title */

/* One line, or more: a grey label, words, and the page at the right; all of it a link. */
static void put_entry(struct layout *layout, struct block *block, const char *label, const char *words,
                      const char *anchor, double indent) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_TEXT];
    double measure = layout->paper->main - PAGE_WIDTH - indent;
    struct lines lines = paragraph_lines(s, type, inline_words(s, type, words), measure);
    size_t from = block->n_slices;
    if (!lines.n)
        return; /* LCOV_EXCL_LINE: headings without words are not listed, and our own titles have some */
    block_lines(s, block, type, &lines, indent);
    if (label) { /* first of the line */
        struct box *line = block->slices[from].box, *whole = box_new(s->arena);
        box_label(whole, s->fonts, 0, block->slices[from].height, type->regular, type->size, 0,
                  palette[COLOUR_GREY], ALIGN_LEFT, label);
        box_add(whole, line, 0, 0);
        block->slices[from].box = whole;
    }
    if (from) {
        block->slices[from - 1].stay = false;
        block_push(&block->slices[from], type->leading - style_cap(s->fonts, type));
    }
    for (size_t i = from; i < block->n_slices; i++) {
        struct slice *slice = &block->slices[i];
        box_link(slice->box, 0, slice->height - type->size, layout->paper->main, type->leading,
                 arena_printf(s->arena, "#%s", anchor));
    }
    struct slice *last = &block->slices[block->n_slices - 1];
    struct piece *number = box_piece(last->box, PIECE_PAGE_OF, layout->paper->main, last->height);
    number->words = anchor;
    number->face = type->regular;
    number->size = type->size;
    number->colour = palette[COLOUR_GREY];
    block_wrap(block, from, block->n_slices, &(struct ink_part){.role = ROLE_LINK, .key = anchor});
    block_wrap(block, from, block->n_slices, &(struct ink_part){.role = ROLE_TOCI, .key = anchor});
}

/* A heading right above a list of what there is does not list itself. */
static bool heads_listing(const struct node *heading) {
    const struct node *next = heading->next;
    if (!next || next->kind != NODE_DIRECTIVE)
        return false;
    enum directive_kind kind = next->directive->kind;
    return kind == DIRECTIVE_CONTENTS || kind == DIRECTIVE_FIGURES || kind == DIRECTIVE_TABLES;
}

/* Titles and sections, but for the document's own title, which comes first. */
static bool is_listed(const struct layout *layout, size_t i) {
    int level = layout->outline[i].level;
    return level <= 2 && !(i == 0 && level == 1) && !heads_listing(layout->headings[i]);
}

/* The small line over a title stands left of it. */
static const char *label_of(const struct layout *layout, size_t i) {
    const struct node *eyebrow = layout->eyebrows[i];
    return eyebrow && is_listed(layout, i) ? tree_words(layout->setting.arena, eyebrow) : NULL;
}

static double widest_label(const struct layout *layout) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_TEXT];
    double widest = 0;
    for (size_t i = 0; i < layout->n_outline; i++) {
        const char *label = label_of(layout, i);
        if (label)
            widest = fmax(widest, fonts_width(s->fonts, type->regular, type->size, label) + LABEL_GAP);
    }
    return widest;
}

static void put_contents(struct layout *layout, struct block *block) {
    double labels = widest_label(layout);
    int top = 2; /* sections alone are not indented */
    for (size_t i = 0; i < layout->n_outline; i++)
        if (is_listed(layout, i) && layout->outline[i].level < top)
            top = layout->outline[i].level;
    for (size_t i = 0; i < layout->n_outline; i++) {
        const struct outline_entry *entry = &layout->outline[i];
        if (is_listed(layout, i))
            put_entry(layout, block, label_of(layout, i), entry->words, entry->anchor,
                      labels + (entry->level > top ? INDENT : 0));
    }
}

static void put_numbered(struct layout *layout, struct block *block, enum directive_kind kind) {
    const struct setting *s = &layout->setting;
    const char *word = kind == DIRECTIVE_TABLE ? s->style->table : s->style->figure;
    for (size_t i = 0; i < layout->n_numbered; i++) {
        const struct numbered *numbered = &layout->numbered[i];
        if (numbered->kind == kind && numbered->title)
            put_entry(layout, block, arena_printf(s->arena, "%s %zu", word, numbered->number),
                      numbered->title, numbered->anchor, LABEL_WIDTH);
    }
}

struct block *layout_listing(struct layout *layout, const struct node *node) {
    struct block *block = block_new(layout->setting.arena, ROLE_TOC, SPACE_PARAGRAPH, SPACE_SECTION);
    if (node->directive->kind == DIRECTIVE_CONTENTS)
        put_contents(layout, block);
    else
        put_numbered(layout, block,
                     node->directive->kind == DIRECTIVE_TABLES ? DIRECTIVE_TABLE : DIRECTIVE_FIGURE);
    return block->n_slices ? block : NULL;
}
