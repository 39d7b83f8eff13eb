/* Placing: blocks onto pages, side notes level with their blocks, floats where there is room. */
#ifndef PAGE_PLACE_H
#define PAGE_PLACE_H

#include "block.h"

struct page_anchor {
    const char *name;
    size_t page; /* from 1 */
};

struct pages {
    struct box **boxes; /* one a page, in points of the page */
    size_t n, capacity;
    struct page_anchor *anchors;
    size_t n_anchors, anchors_capacity;
};

/* Puts a chain of blocks on pages, their lines on the grid as they ask for it. Always at least one page. Kept
 * in the arena. */
struct pages place_blocks(struct arena *arena, const struct paper *paper, const struct baselines *grid,
                          struct block *first);

/* The page, counted from 1, that an anchor is on; 0: on none. */
size_t place_page_of(const struct pages *pages, const char *anchor);

#endif
