/* See tree.h. md4c calls back per block, span and stretch of text; a stack of open nodes turns that into a
 * tree. Paragraphs are then told apart: a directive, a display, a verdict, or words. */
#include "tree.h"

#include "entity.h"
#include "tree_faults.h"

#include <md4c.h>
#include <string.h>

enum { MAX_DEPTH = 32 };

struct builder {
    struct arena *arena;
    const struct template_text *text;
    struct diags *diags;
    struct node *open[MAX_DEPTH];
    size_t depth;
    unsigned style;
    const char *link;
    enum span_kind math; /* SPAN_WORDS outside of mathematics */
    struct text words;   /* of the mathematics being read */
    size_t *places;
    size_t n_places, places_capacity;
    size_t offset; /* the last one known */
    bool head;     /* in the head of a grid */
};

static struct node *top(struct builder *b) {
    return b->open[b->depth - 1];
}

static bool is_inside(const struct builder *b, const char *at) {
    return at >= b->text->markdown && at < b->text->markdown + b->text->length;
}

/* Where something stands that md4c may have put together elsewhere: then about where the last word was. */
static size_t offset_of(const struct builder *b, const char *at) {
    return is_inside(b, at) ? (size_t)(at - b->text->markdown) : b->offset;
}

static void complain(struct builder *b, size_t offset, const char *hint, const char *what, const char *word) {
    diag_add(b->diags, DIAG_ERROR, template_mark(b->text, offset), hint, what, word);
}

static struct node *node_new(struct builder *b, enum node_kind kind) {
    struct node *node = arena_alloc(b->arena, sizeof *node);
    node->kind = kind;
    node->offset = b->offset;
    return node;
}

static void append(struct node *parent, struct node *node) {
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

static struct node *push(struct builder *b, enum node_kind kind) {
    struct node *node = node_new(b, kind);
    append(top(b), node);
    b->open[b->depth++] = node;
    return node;
}

/* Where words go: the open node, or for an item of a tight list a paragraph inside it. */
static struct node *holder(struct builder *b) {
    struct node *node = top(b);
    if (node->kind != NODE_ITEM && node->kind != NODE_NOTE && node->kind != NODE_DOCUMENT)
        return node;
    if (!node->last || node->last->kind != NODE_PARAGRAPH)
        append(node, node_new(b, NODE_PARAGRAPH));
    return node->last;
}

static struct span *add_span(struct builder *b, enum span_kind kind, const char *text, size_t length) {
    struct node *node = holder(b);
    for (size_t i = b->depth; i-- && !b->open[i]->placed;) {
        b->open[i]->placed = true;
        b->open[i]->offset = b->offset;
    }
    if (!node->placed)
        node->offset = b->offset, node->placed = true;
    node->spans =
        arena_grow(b->arena, node->spans, node->n_spans, &node->spans_capacity, sizeof *node->spans);
    struct span *span = &node->spans[node->n_spans++];
    *span = (struct span){.kind = kind,
                          .style = b->style,
                          .text = text,
                          .length = length,
                          .offset = b->offset,
                          .link = b->link};
    return span;
}

/* ---- text --------------------------------------------------------------------------------------------- */

static void add_entity(struct builder *b, const char *text, size_t size) {
    const char *utf8 = entity_utf8(b->arena, text, size);
    if (utf8)
        add_span(b, SPAN_WORDS, utf8, strlen(utf8));
    else
        complain(b, b->offset, "write the character itself", "the entity %s is not known here",
                 arena_copy(b->arena, text, size));
}

/* A value's words, which in code may stand in several lines. */
static void add_value(struct builder *b, const char *words) {
    size_t length;
    for (; b->style & SPAN_CODE && words[length = strcspn(words, "\n")]; words += length + 1) {
        add_span(b, SPAN_WORDS, words, length);
        add_span(b, SPAN_BREAK, "", 0);
    }
    add_span(b, SPAN_WORDS, words, strlen(words));
}

/* Words up to `at`, where the next begin. */
static void add_plain(struct builder *b, const char *from, const char *at) {
    if (at > from)
        add_span(b, SPAN_WORDS, from, (size_t)(at - from));
    b->offset += (size_t)(at - from);
}

static void add_words(struct builder *b, const char *text, size_t size) {
    const char *at = text, *end = text + size, *from = text;
    size_t base = b->offset;
    while (at < end) {
        const char *after;
        size_t mark = b->style & SPAN_CODE ? 0 : tree_mark_length(at, end);
        const struct directive *directive = template_directive(b->text, at, end, &after);
        if (!mark && !directive) {
            at++;
            continue;
        }
        add_plain(b, from, at);
        if (mark) {
            add_span(b, SPAN_WORDS, at + 2, mark - 3)->style |= SPAN_RAISED;
            at += mark;
        } else if (directive->kind == DIRECTIVE_VALUE) {
            add_value(b, directive->words);
            at = after;
        } else {
            add_span(b, SPAN_REF, "", 0)->directive = directive;
            at = after;
        }
        from = at;
        b->offset = base + (size_t)(from - text);
    }
    add_plain(b, from, at);
}

/* Code has values in it like other words, but no marks. */
static void add_code(struct builder *b, const char *text, size_t size) {
    unsigned style = b->style;
    b->style |= SPAN_CODE;
    add_words(b, text, size);
    b->style = style;
}

static void add_math(struct builder *b, const char *text, size_t size, bool inside) {
    for (size_t i = 0; i < size; i++) {
        b->places = arena_grow(b->arena, b->places, b->n_places, &b->places_capacity, sizeof *b->places);
        b->places[b->n_places++] = b->offset + (inside ? i : 0);
    }
    text_bytes(&b->words, text, size);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data) {
    struct builder *b = data;
    bool inside = is_inside(b, text);
    b->offset = offset_of(b, text);
    if (b->math != SPAN_WORDS) {
        add_math(b, text, size, inside);
        return 0;
    }
    switch (type) {
    case MD_TEXT_NORMAL:
        if (b->link && size > 1 && text[0] == '^') { /* a mark whose note looks like a definition to md4c */
            const char *link = b->link;
            b->link = NULL;
            add_span(b, SPAN_WORDS, text + 1, size - 1)->style |= SPAN_RAISED;
            b->link = link;
        } else {
            if (inside)
                tree_tell_dollars(b->text, text, size, b->diags);
            add_words(b, text, size);
        }
        break;
    case MD_TEXT_CODE:
        if (size == 1 && text[0] == '\n')
            add_span(b, SPAN_BREAK, "", 0);
        else
            add_code(b, arena_copy(b->arena, text, size), size);
        break;
    case MD_TEXT_ENTITY:
        add_entity(b, text, size);
        break;
    case MD_TEXT_BR:
        add_span(b, SPAN_BREAK, "", 0);
        break;
    case MD_TEXT_SOFTBR:
        add_span(b, SPAN_SOFT, "", 0);
        break;
    case MD_TEXT_HTML:
        if (text[0] == '<')
            complain(b, b->offset, "templates are Markdown alone; a literal < is written \\<",
                     "raw HTML has no place in a template%s", "");
        break;
    case MD_TEXT_NULLCHAR:  /* LCOV_EXCL_LINE: refused before */
    case MD_TEXT_LATEXMATH: /* LCOV_EXCL_LINE: add_math has had it */
        break;              /* LCOV_EXCL_LINE */
    }
    return 0;
}

/* ---- spans -------------------------------------------------------------------------------------------- */

static const char *read_link(struct builder *b, const MD_ATTRIBUTE *href) {
    static const char *const allowed[] = {"http://", "https://", "mailto:", "#"};
    struct text out = {0};
    const char *at = href->size ? href->text : "", *end = at + href->size; /* md4c: NULL where it is empty */
    while (at < end) {
        const char *after;
        const struct directive *directive = template_directive(b->text, at, end, &after);
        if (directive && directive->words) {
            text_string(&out, directive->words);
            at = after;
        } else {
            text_char(&out, *at++);
        }
    }
    const char *link = text_keep(b->arena, &out);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (strncmp(link, allowed[i], strlen(allowed[i])) == 0)
            return link;
    complain(b, offset_of(b, href->text), "links begin with http:, https:, mailto: or #",
             "the link `%s` leads nowhere a page can", link);
    return NULL;
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *data) {
    struct builder *b = data;
    switch (type) {
    case MD_SPAN_EM:
        b->style |= SPAN_ITALIC;
        break;
    case MD_SPAN_STRONG:
        b->style |= SPAN_BOLD;
        break;
    case MD_SPAN_CODE:
        b->style |= SPAN_CODE;
        break;
    case MD_SPAN_A:
        b->link = read_link(b, &((MD_SPAN_A_DETAIL *)detail)->href);
        break;
    case MD_SPAN_IMG:
        complain(b, offset_of(b, ((MD_SPAN_IMG_DETAIL *)detail)->src.text),
                 "figures are drawn: {{figure NAME}}", "images have no place in a template%s", "");
        break;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
        b->math = type == MD_SPAN_LATEXMATH ? SPAN_MATH : SPAN_DISPLAY;
        text_clear(&b->words);
        b->n_places = b->places_capacity = 0;
        b->places = NULL;
        break;
    default:   /* LCOV_EXCL_LINE: the parser's flags ask for no others */
        break; /* LCOV_EXCL_LINE */
    }
    return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *data) {
    struct builder *b = data;
    (void)detail;
    switch (type) {
    case MD_SPAN_EM:
        b->style &= ~(unsigned)SPAN_ITALIC;
        break;
    case MD_SPAN_STRONG:
        b->style &= ~(unsigned)SPAN_BOLD;
        break;
    case MD_SPAN_CODE:
        b->style &= ~(unsigned)SPAN_CODE;
        break;
    case MD_SPAN_A:
        b->link = NULL;
        break;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY: {
        size_t length = b->words.length;
        if (length)
            b->offset = b->places[0];
        add_span(b, b->math, arena_copy(b->arena, text_get(&b->words), length), length)->places = b->places;
        b->math = SPAN_WORDS;
        break;
    }
    default:
        break;
    }
    return 0;
}

/* ---- blocks ------------------------------------------------------------------------------------------- */

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *data) {
    struct builder *b = data;
    if (b->depth == MAX_DEPTH) {
        complain(b, b->offset, NULL, "lists and notes nest too deep%s", "");
        return 1;
    }
    struct node *node = NULL;
    switch (type) {
    case MD_BLOCK_QUOTE:
        if (top(b)->kind != NODE_DOCUMENT)
            complain(b, b->offset, NULL, "a side note stands by itself, in no list and no other note%s", "");
        push(b, NODE_NOTE);
        break;
    case MD_BLOCK_UL:
        push(b, NODE_LIST);
        break;
    case MD_BLOCK_OL:
        node = push(b, NODE_LIST);
        node->ordered = true;
        node->start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        break;
    case MD_BLOCK_LI:
        push(b, NODE_ITEM);
        break;
    case MD_BLOCK_HR:
        push(b, NODE_RULE);
        break;
    case MD_BLOCK_H:
        node = push(b, NODE_HEADING);
        node->level = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
        if (node->level == 6)
            node->kind = NODE_EYEBROW;
        break;
    case MD_BLOCK_CODE:
        push(b, NODE_CODE);
        break;
    case MD_BLOCK_P:
        push(b, NODE_PARAGRAPH);
        break;
    case MD_BLOCK_TABLE:
        push(b, NODE_GRID);
        break;
    case MD_BLOCK_TR:
        push(b, NODE_ROW);
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: {
        MD_ALIGN align = ((MD_BLOCK_TD_DETAIL *)detail)->align;
        node = push(b, NODE_CELL);
        node->head = type == MD_BLOCK_TH;
        node->align = align == MD_ALIGN_RIGHT    ? ALIGN_RIGHT
                      : align == MD_ALIGN_CENTER ? ALIGN_CENTRE
                                                 : ALIGN_LEFT;
        break;
    }
    default:
        break;
    }
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *data) {
    struct builder *b = data;
    (void)detail;
    if (type != MD_BLOCK_DOC && type != MD_BLOCK_HTML && type != MD_BLOCK_THEAD && type != MD_BLOCK_TBODY)
        b->depth--;
    return 0;
}

bool tree_read(struct arena *arena, const struct template_text *text, struct diags *diags,
               struct node **out) {
    size_t errors = diags_errors(diags);
    struct builder builder = {.arena = arena, .text = text, .diags = diags};
    builder.open[0] = node_new(&builder, NODE_DOCUMENT);
    builder.depth = 1;
    const MD_PARSER parser = {.flags = MD_FLAG_LATEXMATHSPANS | MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS,
                              .enter_block = on_enter_block,
                              .leave_block = on_leave_block,
                              .enter_span = on_enter_span,
                              .leave_span = on_leave_span,
                              .text = on_text};
    md_parse(text->markdown, (MD_SIZE)text->length, &parser, &builder);
    text_drop(&builder.words);
    *out = builder.open[0];
    tree_tidy(arena, text, diags, *out);
    tree_tell_footnotes(text, diags);
    return diags_errors(diags) == errors;
}
