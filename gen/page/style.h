/* The look of the page: sizes, leadings and spaces, all in one place. Points.
 *
 * Vertical measure: a line is counted from the height of its capitals to its baseline, so a block begins at
 * the top of its capitals and ends at its last baseline, and a space between blocks is the white one sees. */
#ifndef PAGE_STYLE_H
#define PAGE_STYLE_H

#include "../../figures/ink.h"

#define MM (72 / 25.4)

/* Sizes are one scale: the text's 9.4 points times 2^(n/8), within a hundredth. Small type, of which more
 * is to be told apart in less room, has the half steps too. */
#define SIZE_FIRST   24.4 /* 11: the document's title */
#define SIZE_OPENER  22.4 /* 10 */
#define SIZE_KEY     20.5 /* 9: key figures */
#define SIZE_TITLE   18.8 /* 8 */
#define SIZE_SECTION 14.5 /* 5 */
#define SIZE_VERDICT 12.2 /* 3 */
#define SIZE_RUN     10.3 /* 1 */
#define SIZE_TEXT    9.4
#define SIZE_HAN     9.6 /* its strokes are closer: a half of a half step more */
#define SIZE_GROUP   9.0 /* -1/2 */
#define SIZE_CAPTION 8.6 /* -1 */
#define SIZE_CODE    8.3 /* -3/2 */
#define SIZE_NOTE    7.6 /* -5/2: side notes */
#define SIZE_CELL    7.5 /* -5/2 too: the 64 digits of a checksum have room in their column */
#define SIZE_LABEL   7.2 /* -3 */
#define SIZE_SMALL   6.9 /* -7/2: what stands below a label */
#define SIZE_HEADS   6.6 /* -4: capitals, tracked */

/* Baseline to baseline. Notes have four fifths of it, so that every fifth of their lines is level with a
 * fourth of the text; labels in notes three quarters. */
#define LEADING     12.2
#define LEADING_HAN 14.7

struct paper {
    const char *name;
    double width, height;
    double left, top, bottom; /* margins; bottom is where text ends */
    double main, gutter, side, full;
    double header, footer; /* baselines, from the top; as far from the text */
};
/* NULL: no such paper. */
const struct paper *style_paper(const char *name);

/* A manner of setting running text. */
struct type {
    enum face regular, italic, bold, bold_italic;
    double size, leading, tracking;
    enum { TYPE_INK, TYPE_GREY, TYPE_ATTENTION, TYPE_HIDDEN } shade;
    bool justified; /* Han text, where its lines are long */
};

enum type_name {
    TYPE_TEXT,
    TYPE_VERDICT,
    TYPE_TITLE_FIRST,  /* the document's */
    TYPE_TITLE_OPENER, /* below a small line: a chapter begins */
    TYPE_TITLE,
    TYPE_SECTION,
    TYPE_RUN_HEAD, /* ### */
    TYPE_EYEBROW,
    TYPE_NOTE,
    TYPE_NOTE_HEAD,
    TYPE_NOTE_LABEL, /* tables and marked lists in a note */
    TYPE_FIGURE_TITLE,
    TYPE_SUBTITLE,
    TYPE_CELL,
    TYPE_STRIP_VALUE,
    TYPE_STRIP_LABEL,
    TYPE_STRIP_NOTE,
    TYPE_BOX_HEAD,
    TYPE_PUBLISHED, /* the left column of what is corrected */
    TYPE_FOOTER,
    TYPE_CODE,
    TYPE_COUNT
};

struct style {
    const char *language;
    bool han;
    struct type types[TYPE_COUNT];
    const char *table, *figure, *continued; /* "Table", "Figure", " (continued)" */
    const char *appendix;                   /* "The spec as written" */
};
/* NULL: no such language. Borrowed for ever. */
const struct style *style_language(const char *language);

/* The lines that running text stands on, the same on every page: the first has its capitals at the top. */
struct baselines {
    double first, step; /* the first baseline of a page, and from each to the next */
};
struct baselines style_grid(struct fonts *fonts, const struct style *style, const struct paper *paper);

struct colour style_colour(const struct type *type);
/* Height of the capitals of a type, in points. */
double style_cap(struct fonts *fonts, const struct type *type);

/* White between blocks, at the least: what follows goes down to the grid, so that from baseline to baseline
 * there are whole and half leadings. */
#define SPACE_PARAGRAPH    12.0 /* a line left empty */
#define SPACE_EYEBROW      8.0
#define SPACE_TITLE        11.5 /* below a title; the document's own has 15 */
#define SPACE_TITLE_FIRST  15.0
#define SPACE_HAN_TITLE    5.0  /* of it, where the title is Han */
#define SPACE_CHAPTER      36.0 /* above a title that does not begin a page */
#define SPACE_SECTION      21.0 /* above */
#define SPACE_SECTION_TEXT 10.0 /* below */
#define SPACE_RUN_HEAD     14.0 /* above; its text stands on the next line */
#define SPACE_RUN_TEXT     5.5
#define SPACE_EQUATION     10.0
#define SPACE_ROWS         5.0 /* between the rows of a display */
#define SPACE_FLOAT        15.0
#define SPACE_TABLE        11.0 /* between text and a table's rule */
#define SPACE_NOTE         13.0
#define SPACE_NOTE_HEAD    5.0
#define SPACE_STRIP        16.0
#define SPACE_LIST         5.5
#define SPACE_BOX          12.5
#define SPACE_TIGHT        10.5 /* no white is more where a few lines must not take a page */
#define SPACE_TIGHT_HEAD   16.5 /* but above a head */

#endif
