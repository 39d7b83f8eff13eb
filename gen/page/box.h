/* Boxes: what layout hands to the page. A box is a list of pieces with places relative to its top left
 * corner, so that it can be measured, moved and put on any page before any of it is drawn.
 *
 * Points, y downwards. Everything is kept in the box's arena. Nothing here decides where anything goes. */
#ifndef PAGE_BOX_H
#define PAGE_BOX_H

#include "../../figures/ink.h"
#include "../base/arena.h"
#include "../facts/facts.h"

enum piece_kind {
    PIECE_BOX,     /* another box, its corner here */
    PIECE_TEXT,    /* a shaped run, its baseline at y */
    PIECE_LATE,    /* words that are asked for when they are drawn */
    PIECE_RECT,    /* filled: rules, bars */
    PIECE_LINK,    /* a place to click; words is the target */
    PIECE_ANCHOR,  /* words is its name */
    PIECE_BEGIN,   /* a part begins */
    PIECE_END,     /* and ends */
    PIECE_FIGURE,  /* drawn into width x height */
    PIECE_PAGE_OF, /* the number of the page that the anchor `words` is on, ending at x */
    PIECE_KIND_COUNT
};

struct piece {
    enum piece_kind kind;
    enum face face; /* PIECE_LATE, PIECE_PAGE_OF */
    double x, y, width, height;
    union { /* a report has thousands of pieces */
        struct {
            const struct shaped *run; /* PIECE_TEXT */
            double size, tracking;    /* points, em */
            double slant;             /* 0, or the shear that stands for an italic that no face has */
            struct colour colour;
        };
        struct ink_part part; /* PIECE_BEGIN */
    };
    union {
        const char *words;
        const struct figure *figure; /* PIECE_FIGURE */
        const struct box *box;       /* PIECE_BOX */
        const struct late *late;     /* PIECE_LATE */
    };
};

struct box {
    struct arena *arena;
    struct piece *pieces;
    size_t n, capacity;
    double width, height; /* set by whoever fills it */
};

struct box *box_new(struct arena *arena);
struct piece *box_piece(struct box *box, enum piece_kind kind, double x, double y); /* zeroed but for these */
void box_shaped(struct box *box, double x, double y, const struct shaped *run, double size, double tracking,
                struct colour colour);
/* The same with x its left, middle or right end. Returns its width. */
double box_run(struct box *box, double x, double y, const struct shaped *run, double size, double tracking,
               struct colour colour, enum align align);
/* Shapes a label and places it so. */
double box_label(struct box *box, struct fonts *fonts, double x, double y, enum face face, double size,
                 double tracking, struct colour colour, enum align align, const char *utf8);
/* Words that are known later, and no wider than `width`. */
void box_late(struct box *box, double x, double y, enum face face, double size, double width,
              struct colour colour, const struct late *late);
void box_rect(struct box *box, double x, double y, double width, double height, struct colour colour);
/* A rule across, its middle at y: an ornament. */
void box_rule(struct box *box, double y, double width, double thick);
void box_link(struct box *box, double x, double y, double width, double height, const char *target);
void box_anchor(struct box *box, double x, double y, const char *name);
void box_begin(struct box *box, enum ink_role role, const char *words);
void box_begin_part(struct box *box, const struct ink_part *part);
void box_end(struct box *box);
/* Puts all that is in the box so far into a part. */
void box_wrap(struct box *box, const struct ink_part *part);
/* Adds another box, moved. It is only referred to: what is added to it later is drawn too. */
void box_add(struct box *box, const struct box *other, double dx, double dy);

/* Draws at a place of the page. `page_of` gives the words of an anchor's page number (NULL: none). */
void box_draw(const struct box *box, struct ink *ink, double x, double y,
              const char *(*page_of)(void *data, const char *anchor), void *data);

#endif
