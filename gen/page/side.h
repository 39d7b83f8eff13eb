/* The side column: notes wait until a page ends or something wide begins, and are then put level with what
 * they belong to. They move down past one another, then up from the foot. */
#ifndef PAGE_SIDE_H
#define PAGE_SIDE_H

#include "block.h"

struct waiting_note {
    const struct side_note *note;
    double want, y;
};

struct side {
    struct arena *arena;
    const struct paper *paper;
    const struct baselines *grid;
    double top; /* where the column begins on this page */
    struct waiting_note *notes;
    size_t n, capacity;
};

/* The note's first line at a baseline, or as far below it as the notes before it make it. */
void side_wait(struct side *side, const struct side_note *note, double baseline);
/* Draws what fits above `bottom`; the rest goes on waiting, for the top of a page. Returns where the column
 * ends. */
double side_settle(struct side *side, struct box *page, double bottom);
/* Settles the notes so that something wide can begin at y or, where they are longer than that, `white` below
 * them; returns where. */
double side_clear(struct side *side, struct box *page, double y, double white);
/* Whether all that waits, and some notes more, has room on this page. */
bool side_fits(const struct side *side, const struct side_note *more);
/* The same notes waiting, in memory of their own. */
struct side side_copy(const struct side *side);

#endif
