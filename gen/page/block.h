/* Blocks: what stands on a page one below another, cut into slices between which a page may end. Measured
 * from the top of the first slice; x from the left of the main column. Kept in an arena. */
#ifndef PAGE_BLOCK_H
#define PAGE_BLOCK_H

#include "paragraph.h"

/* Where the first baseline of a slice may stand: anywhere, on the grid, midway between two of its lines, or
 * on either. */
enum snap { SNAP_NOT, SNAP_LINE, SNAP_BETWEEN, SNAP_HALF };

/* A line, a row, a figure. Its box's origin is its top left corner; its height leads to its last baseline. */
struct slice {
    struct box *box;
    double height;
    double base; /* of its first line, from the top; 0: it has none */
    enum snap snap;
    double trim;               /* what it gives up when it is the first on a page */
    bool stay;                 /* no page ends behind it */
    bool good;                 /* a page ends best behind it: a group ends */
    const struct slice *again; /* drawn before it when it is the first on a page: the head of its group */
};

/* Stands in the side column, level with its block. */
struct side_note {
    struct box *box;
    double height;
    double base;      /* of its first line, from the top */
    const char *mark; /* that the text has where it belongs; NULL: none */
    size_t slice;     /* the one of its block that it stands level with */
    struct side_note *next;
};

struct block {
    enum ink_role role;   /* ROLE_COUNT: the slices say it themselves */
    double before, after; /* white asked for; between two blocks the larger counts */
    struct slice *slices;
    size_t n_slices, capacity;
    struct slice head,
        tail;         /* a table's, drawn again where it goes on and where it is broken off; may be empty */
    bool keep_next;   /* a heading: stays with what follows */
    bool leads;       /* an equation above another: stays with it where that takes no page more */
    bool keep_end;    /* its last two lines stay with what follows */
    bool wide;        /* spans both columns */
    bool floats;      /* text may go past it when it does not fit */
    double gives;     /* a figure, its last slice: how much lower it may be to fit */
    double lowered;   /* and how much lower it is */
    bool page_before; /* begins a page */
    bool chapter;     /* begins a page too, unless the one before has room and it is the better for it */
    struct side_note *notes, *last_note;
    struct block *next;
};

/* Where on the grid a baseline goes that would be at y: no higher, but for a hair. */
double block_on_grid(const struct baselines *grid, enum snap snap, double y);

struct block *block_new(struct arena *arena, enum ink_role role, double before, double after);
struct slice *block_slice(struct arena *arena, struct block *block, double height);
/* One slice per line, on the baselines of its type, which for running text are those of the grid; `x` moves
 * it right. Widows and orphans are kept off. */
void block_lines(const struct setting *setting, struct block *block, const struct type *type,
                 const struct lines *lines, double x);
/* White above a slice's contents, given up at the head of a page. */
void block_push(struct slice *slice, double white);
/* The first slice that has a mark, raised by its type, or 0. */
size_t block_find_mark(const struct block *block, const struct type *type, const char *mark);
/* Height of some or all slices. */
double block_height(const struct block *block, size_t from, size_t to);
/* Puts what is in some slices into a part, the same one in each of them. */
void block_wrap(struct block *block, size_t from, size_t to, const struct ink_part *part);
/* All slices as one box, with its height: for notes. */
struct box *block_flatten(struct arena *arena, const struct block *block, double *height);

#endif
