/* See tree.h: the second look at what md4c read. Paragraphs become directives, displays and verdicts; a strip
 * takes its list, a box of corrections its table. Also the tree's words and its printed form. */
#include "tree.h"

#include <assert.h>
#include <string.h>

struct tidier {
    struct arena *arena;
    const struct template_text *text;
    struct diags *diags;
};

static void complain(struct tidier *t, size_t offset, const char *hint, const char *what, const char *word) {
    diag_add(t->diags, DIAG_ERROR, template_mark(t->text, offset), hint, what, word);
}

static bool is_blank(const struct span *span) {
    if (span->kind == SPAN_SOFT)
        return true;
    if (span->kind != SPAN_WORDS)
        return false;
    for (size_t i = 0; i < span->length; i++)
        if (span->text[i] != ' ')
            return false;
    return true;
}

static bool is_block_directive(const struct span *span) {
    return span->kind == SPAN_REF && span->directive->kind != DIRECTIVE_REF;
}

/* Block directives stand alone; what is left among words is a fault. */
static void refuse_directives(struct tidier *t, const struct node *node) {
    for (size_t i = 0; i < node->n_spans; i++)
        if (is_block_directive(&node->spans[i]))
            complain(t, node->spans[i].offset, "leave an empty line before and behind it",
                     "this must stand in a paragraph of its own%s", "");
}

static size_t count_blank(const struct node *node, enum span_kind kind, size_t *others) {
    size_t count = 0;
    *others = 0;
    for (size_t i = 0; i < node->n_spans; i++) {
        if (node->spans[i].kind == kind)
            count++;
        else if (!is_blank(&node->spans[i]))
            (*others)++;
    }
    return count;
}

static struct node *piece_of(struct tidier *t, const struct node *node, enum node_kind kind, size_t from,
                             size_t to) {
    struct node *piece = arena_alloc(t->arena, sizeof *piece);
    piece->kind = kind;
    piece->spans = node->spans + from;
    piece->n_spans = to - from;
    piece->offset = to > from ? node->spans[from].offset : node->offset;
    return piece;
}

/* A paragraph with displays among its words becomes paragraphs and displays. The last of them takes the
 * paragraph's place among its siblings. */
static void split_displays(struct tidier *t, struct node *node) {
    struct node *last = NULL, *first = NULL, *next = node->next;
    for (size_t i = 0; i < node->n_spans;) {
        bool display = node->spans[i].kind == SPAN_DISPLAY;
        size_t j = i;
        while (j < node->n_spans && (node->spans[j].kind == SPAN_DISPLAY) == display)
            j++;
        size_t k = i;
        while (k < j && is_blank(&node->spans[k]))
            k++;
        if (k < j) {
            struct node *piece = piece_of(t, node, display ? NODE_DISPLAY : NODE_PARAGRAPH, k, j);
            if (last)
                last->next = piece;
            else
                first = piece;
            last = piece;
        }
        i = j;
    }
    assert(first && last); /* the caller has seen a piece that is not blank */
    last->next = next;
    *node = *first;
}

/* {{footer}} begins its paragraph; the rest is the footer's words. */
static void make_footer(struct node *node) {
    node->kind = NODE_FOOTER;
    node->spans++;
    node->n_spans--;
}

static bool all_italic(const struct node *node) {
    for (size_t i = 0; i < node->n_spans; i++)
        if (!is_blank(&node->spans[i]) && !(node->spans[i].style & SPAN_ITALIC))
            return false;
    return node->n_spans > 0;
}

static void tidy_paragraph(struct tidier *t, struct node *node, const struct node *before) {
    size_t others, count = count_blank(node, SPAN_DISPLAY, &others);
    if (node->n_spans && node->spans[0].kind == SPAN_REF &&
        node->spans[0].directive->kind == DIRECTIVE_FOOTER) {
        make_footer(node);
        return;
    }
    if (count && others) {
        refuse_directives(t, node);
        split_displays(t, node);
        return;
    }
    if (count) {
        size_t n = 0; /* leave only the displays */
        for (size_t i = 0; i < node->n_spans; i++)
            if (node->spans[i].kind == SPAN_DISPLAY)
                node->spans[n++] = node->spans[i];
        node->n_spans = n;
        node->kind = NODE_DISPLAY;
        return;
    }
    count = count_blank(node, SPAN_REF, &others);
    if (count == 1 && !others)
        for (size_t i = 0; i < node->n_spans; i++)
            if (is_block_directive(&node->spans[i])) {
                node->kind = NODE_DIRECTIVE;
                node->directive = node->spans[i].directive;
                node->offset = node->spans[i].offset;
                return;
            }
    refuse_directives(t, node);
    if (before && before->kind == NODE_HEADING && before->level == 1 && all_italic(node)) {
        node->kind = NODE_VERDICT;
        for (size_t i = 0; i < node->n_spans; i++)
            node->spans[i].style &= ~(unsigned)SPAN_ITALIC;
    }
}

/* {{strip}} and {{corrected}} take the block behind them as their child. */
static void take_child(struct tidier *t, struct node *node) {
    bool strip = node->directive->kind == DIRECTIVE_STRIP;
    struct node *child = node->next;
    if (!child || child->kind != (strip ? NODE_LIST : NODE_GRID)) {
        complain(t, node->offset, NULL,
                 strip ? "{{strip}} needs a list behind it%s" : "{{corrected}} needs a table behind it%s",
                 "");
        return;
    }
    node->kind = strip ? NODE_STRIP : NODE_CORRECTED;
    node->next = child->next;
    child->next = NULL;
    node->first = node->last = child;
}

static void tidy(struct tidier *t, struct node *parent) {
    for (struct node *node = parent->first, *before = NULL; node; node = node->next) {
        if (node->kind == NODE_PARAGRAPH)
            tidy_paragraph(t, node, before);
        else
            refuse_directives(t, node);
        if (node->kind == NODE_DIRECTIVE &&
            (node->directive->kind == DIRECTIVE_STRIP || node->directive->kind == DIRECTIVE_CORRECTED))
            take_child(t, node);
        if (parent->kind == NODE_ITEM && node->kind != NODE_PARAGRAPH && node->kind != NODE_LIST &&
            node->kind != NODE_DISPLAY && node->kind != NODE_NOTE)
            complain(t, node->offset, NULL, "this has no place in a list%s", "");
        tidy(t, node);
        parent->last = node;
        if (node->kind != NODE_NOTE && node->kind != NODE_FOOTER)
            before = node;
    }
}

void tree_tidy(struct arena *arena, const struct template_text *text, struct diags *diags,
               struct node *document) {
    struct tidier tidier = {arena, text, diags};
    tidy(&tidier, document);
}

const char *tree_words(struct arena *arena, const struct node *node) {
    struct text out = {0};
    for (size_t i = 0; i < node->n_spans; i++) {
        const struct span *span = &node->spans[i];
        if (span->kind == SPAN_SOFT || span->kind == SPAN_BREAK)
            text_char(&out, ' ');
        else if (!(span->style & SPAN_RAISED))
            text_bytes(&out, span->text, span->length);
    }
    return text_keep(arena, &out);
}

static void print_span(const struct span *span, struct text *out) {
    static const char *const kinds[] = {
        [SPAN_WORDS] = "words", [SPAN_MATH] = "math", [SPAN_DISPLAY] = "display",
        [SPAN_REF] = "ref",     [SPAN_SOFT] = "soft", [SPAN_BREAK] = "break"};
    text_string(out, kinds[span->kind]);
    if (span->style & SPAN_ITALIC)
        text_string(out, " italic");
    if (span->style & SPAN_BOLD)
        text_string(out, " bold");
    if (span->style & SPAN_CODE)
        text_string(out, " code");
    if (span->style & SPAN_RAISED)
        text_string(out, " raised");
    if (span->link)
        text_printf(out, " link=%s", span->link);
    if (span->directive && span->directive->name)
        text_printf(out, " %s", span->directive->name);
    if (span->length)
        text_printf(out, " \"%.*s\"", (int)span->length, span->text);
    text_char(out, '\n');
}

static void print_node(const struct node *node, int depth, struct text *out) {
    static const char *const kinds[] = {
        [NODE_DOCUMENT] = "document",   [NODE_HEADING] = "heading",     [NODE_EYEBROW] = "eyebrow",
        [NODE_PARAGRAPH] = "paragraph", [NODE_VERDICT] = "verdict",     [NODE_NOTE] = "note",
        [NODE_LIST] = "list",           [NODE_ITEM] = "item",           [NODE_RULE] = "rule",
        [NODE_CODE] = "code",           [NODE_GRID] = "grid",           [NODE_ROW] = "row",
        [NODE_CELL] = "cell",           [NODE_DISPLAY] = "display",     [NODE_DIRECTIVE] = "directive",
        [NODE_STRIP] = "strip",         [NODE_CORRECTED] = "corrected", [NODE_FOOTER] = "footer"};
    _Static_assert(sizeof kinds / sizeof *kinds == NODE_KIND_COUNT, "a word for each");
    text_printf(out, "%*s%s", 2 * depth, "", kinds[node->kind]);
    if (node->level)
        text_printf(out, " %d", node->level);
    if (node->directive && node->directive->name)
        text_printf(out, " %s", node->directive->name);
    text_char(out, '\n');
    for (size_t i = 0; i < node->n_spans; i++) {
        text_printf(out, "%*s- ", 2 * depth + 2, "");
        print_span(&node->spans[i], out);
    }
    for (const struct node *child = node->first; child; child = child->next)
        print_node(child, depth + 1, out);
}

void tree_print(const struct node *node, struct text *out) {
    print_node(node, 0, out);
}
