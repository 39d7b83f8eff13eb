/* Layout: the document tree becomes blocks, measured and in order; place.h puts them on pages.
 *
 * Here numbers are given to tables, figures and equations, anchors to headings, and side notes to the block
 * they stand level with. Nothing here knows of pages. */
#ifndef PAGE_LAYOUT_H
#define PAGE_LAYOUT_H

#include "block.h"

struct outline_entry {
    int level;
    const char *words, *anchor;
};

/* A table, figure or equation that has a number, in the order of the document. */
struct numbered {
    enum directive_kind kind; /* DIRECTIVE_TABLE, _FIGURE, _FORMULA */
    const char *name;         /* NULL: a display written out */
    const struct node *node;
    size_t number;
    const char *anchor, *title;
};

enum {
    LAYOUT_MOST_NUMBERED = 4096,  /* headings of a document; tables, figures and formulas together */
    LAYOUT_LONGEST_HEADING = 4096 /* bytes */
};

struct layout {
    struct setting setting;
    const struct paper *paper;
    struct numbered *numbered;
    size_t n_numbered, numbered_capacity;
    struct outline_entry *outline;
    size_t n_outline, outline_capacity;
    const struct node **headings; /* those of the outline */
    const struct node **eyebrows; /* the small line over each; NULL: none */
    struct block *first, *last;
    struct line footer; /* box NULL: none */
    struct side_note *waiting, *last_waiting;
};

/* Lays out the tree. Faults go to the diagnostics of `layout->setting`, which the caller fills in, as
 * `layout->paper`; the rest is zero. */
void layout_document(struct layout *layout, const struct node *document);

/* Shared between the files of this step. */
void layout_append(struct layout *layout, struct block *block);
/* Gives numbers and anchors, and checks that links inside the document lead to something. False: there is too
 * much to be numbered, which is said. */
bool layout_number(struct layout *layout, const struct node *document);
const struct numbered *layout_numbered(const struct layout *layout, const struct node *node);
/* A node's words, broken into lines. */
struct lines layout_lines(const struct setting *setting, const struct type *type, const struct node *node,
                          double measure);
/* The mark that a paragraph begins with, which its item has for a bullet; NULL: none. */
const char *layout_own_mark(const struct node *paragraph);
/* The blocks of one node below a measure; NULL when it makes none (it was wrong). */
struct block *layout_heading(struct layout *layout, const struct node *node);
struct block *layout_strip(struct layout *layout, const struct node *node);
struct block *layout_corrected(struct layout *layout, const struct node *node);
struct block *layout_list(struct layout *layout, const struct node *node, double measure,
                          const struct type *type);
struct block *layout_display(struct layout *layout, const struct node *node);
struct block *layout_formula(struct layout *layout, const struct node *node);
struct block *layout_listing(struct layout *layout, const struct node *node); /* contents, figures, tables */
struct block *layout_grid(struct layout *layout, const struct node *node, double measure);
/* Round what stands in a cell of a Markdown table. */
void layout_begin_cell(struct box *box, const struct node *row, const struct node *cell);
void layout_end_cell(struct box *box);
struct block *layout_hung(struct layout *layout, const struct node *label, const struct node *body);
/* A chain: a tall note is cut between its parts. */
struct side_note *layout_note(struct layout *layout, const struct node *node);
/* A formula's rows in the notation of math.h, at a size; NULL parts are left out. False after a diagnostic.
 */
bool layout_parse(struct layout *layout, const char *notation, size_t offset, struct math_rows *rows);

#endif
