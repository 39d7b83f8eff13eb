/* Filling pages: one block behind another, and the notes beside them. Points of the page, y downwards.
 *
 * A filler may be copied to try a chapter in another way (place.c), with a copy of its notes. */
#ifndef PAGE_FILL_H
#define PAGE_FILL_H

#include "place.h"
#include "side.h"

enum { FILL_MOST_FLOATS = 32 };

struct filler {
    struct arena *arena;
    const struct paper *paper;
    const struct baselines *grid;
    struct pages pages;
    struct box *page;
    double y;     /* the last baseline in the main column */
    double after; /* white that the last block asked for */
    bool empty;   /* nothing on this page yet */
    struct side side;
    struct block *floats[FILL_MOST_FLOATS];
    size_t n_floats;
    double hole; /* the most that a page of this chapter left empty at its foot */
    size_t cuts; /* how often a table of it goes on on another page, and not where a group ends */
    bool torn;   /* an equation may be parted from the one above it */
    int tight;   /* 1: with less white; more: with lower figures too, by so many lines less one */
};

/* A page behind those that there are, with nothing on it. */
void fill_begin_page(struct filler *f);
/* Ends a page with its notes, and begins one with the floats that wait. */
void fill_new_page(struct filler *f);
/* Puts a block where the last one ended, or on pages of its own; one that floats may wait. */
void fill_put(struct filler *f, struct block *block, bool may_wait);
/* Whether a block begins a page, or may. */
bool fill_begins_chapter(const struct block *block);

#endif
