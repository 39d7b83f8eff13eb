/* The document tree: what md4c reads in a template, in the terms of the page. Nothing here knows faces or
 * lengths.
 *
 * Everything is kept in the arena. Offsets are into the Markdown text (template_mark gives the place). */
#ifndef PAGE_TREE_H
#define PAGE_TREE_H

#include "template.h"

enum node_kind {
    NODE_DOCUMENT,
    NODE_HEADING, /* level 1 to 5 */
    NODE_EYEBROW, /* level 6 */
    NODE_PARAGRAPH,
    NODE_VERDICT,
    NODE_NOTE,
    NODE_LIST, /* of items */
    NODE_ITEM,
    NODE_RULE,
    NODE_CODE,
    NODE_GRID, /* a Markdown table: rows of cells */
    NODE_ROW,
    NODE_CELL,
    NODE_DISPLAY,   /* $$…$$ alone in its paragraph: one span of mathematics, or several side by side */
    NODE_DIRECTIVE, /* a paragraph that is one directive: table, figure, formula, lists, page */
    NODE_STRIP,     /* {{strip}}: its list is its child */
    NODE_CORRECTED, /* {{corrected}}: its grid is its child */
    NODE_FOOTER,
    NODE_KIND_COUNT
};

enum span_kind {
    SPAN_WORDS,
    SPAN_MATH,
    SPAN_DISPLAY,
    SPAN_REF,  /* to a numbered thing: its directive says which */
    SPAN_SOFT, /* a line ends in the source */
    SPAN_BREAK
};

enum { SPAN_ITALIC = 1, SPAN_BOLD = 2, SPAN_CODE = 4, SPAN_RAISED = 8 };

struct span {
    enum span_kind kind;
    unsigned style;
    const char *text; /* UTF-8 */
    size_t length;
    size_t offset;                     /* of the text, or of the directive it came from */
    const size_t *places;              /* SPAN_MATH, SPAN_DISPLAY: of each byte */
    const char *link;                  /* where a click leads, or NULL */
    const struct directive *directive; /* SPAN_REF */
};

struct node {
    enum node_kind kind;
    int level;        /* headings */
    bool ordered;     /* lists */
    unsigned start;   /* of an ordered list */
    enum align align; /* cells */
    bool head;        /* a cell of the head row */
    size_t offset;    /* where it begins (of the first text in it) */
    bool placed;      /* offset is known */
    const struct directive *directive;
    struct span *spans;
    size_t n_spans, spans_capacity;
    struct node *first, *last, *next;
};

/* Reads the Markdown. False when it holds what a template may not (the diagnostics say where). */
bool tree_read(struct arena *arena, const struct template_text *text, struct diags *diags, struct node **out);

/* Part of tree_read (tree_tidy.c): tells paragraphs apart, and gives a strip its list and corrections their
 * table. */
void tree_tidy(struct arena *arena, const struct template_text *text, struct diags *diags,
               struct node *document);

/* The words of a node, styles left out, in the arena: for outline, anchors and tests. */
const char *tree_words(struct arena *arena, const struct node *node);

/* The tree as indented lines, for golden tests. */
void tree_print(const struct node *node, struct text *out);

#endif
