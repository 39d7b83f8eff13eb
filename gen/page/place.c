/* See place.h. A block goes where the last one ended, or its slices go on a new page. Notes: side.h.
 *
 * A heading stays with what follows; a paragraph before a display keeps two lines with it, and equations that
 * follow one another stay together where that costs no page; a figure or a short table that does not
 * fit lets the text go past it to the end of the page, and heads the next. A chapter whose last page would
 * be nearly empty is set again with less white and lower figures. */
#include "place.h"

#include "side.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { MAX_FLOATS = 32 };
#define GOOD .7  /* of what fits: a group that ends past this ends the page */
#define POOR .25 /* of a page: less on the last of a chapter is better on those before it */
#define HOLE .25 /* of a page: no more is left empty for the sake of equations */

struct placer {
    struct arena *arena;
    const struct paper *paper;
    const struct baselines *grid;
    struct pages pages;
    struct box *page;
    double y;     /* the last baseline in the main column */
    double after; /* white that the last block asked for */
    bool empty;   /* nothing on this page yet */
    struct side side;
    struct block *floats[MAX_FLOATS];
    size_t n_floats;
    double hole; /* the most that a page of this chapter left empty at its foot */
    bool torn;   /* an equation may be parted from the one above it */
    int tight;   /* 1: with less white; more: with lower figures too, by so many lines less one */
};

/* ---- the grid ----------------------------------------------------------------------------------------- */

/* The top of a slice that would begin at y, `up` of which is given up. */
static double top_of(const struct placer *p, const struct slice *slice, double y, double up) {
    double base = y + slice->base - up;
    return slice->base > 0 ? y - up + block_on_grid(p->grid, slice->snap, base) - base : y - up;
}

static double end_of(const struct placer *p, const struct slice *slice, double y, double up) {
    return top_of(p, slice, y, up) + slice->height;
}

/* ---- pages -------------------------------------------------------------------------------------------- */

static void begin_page(struct placer *p) {
    p->pages.boxes =
        arena_grow(p->arena, p->pages.boxes, p->pages.n, &p->pages.capacity, sizeof *p->pages.boxes);
    p->page = p->pages.boxes[p->pages.n++] = box_new(p->arena);
    p->y = p->side.top = p->paper->top;
    p->after = 0;
    p->empty = true;
}

static void put_block(struct placer *p, struct block *block, bool may_wait);

static void new_page(struct placer *p) {
    p->hole = fmax(p->hole, p->paper->bottom - p->y);
    side_settle(&p->side, p->page, p->paper->bottom);
    begin_page(p);
    size_t n = p->n_floats;
    struct block *floats[MAX_FLOATS];
    memcpy(floats, p->floats, n * sizeof *floats);
    p->n_floats = 0;
    for (size_t i = 0; i < n; i++)
        put_block(p, floats[i], false);
}

/* ---- blocks ------------------------------------------------------------------------------------------- */

/* Between one block and the next. */
static double white_of(const struct placer *p, double after, double before) {
    double white = fmax(after, before);
    return p->tight ? fmin(white, SPACE_TIGHT) : white;
}

/* Where a block would begin now. */
static double start_of(const struct placer *p, const struct block *block) {
    return p->empty ? p->y : p->y + white_of(p, p->after, block->before);
}

static bool keeps_next(const struct placer *p, const struct block *block) {
    return block->keep_next || (block->leads && !p->torn);
}

static double chunk_end(const struct placer *p, const struct block *block, double y);

/* Where what must stand together of the next block ends, when this one ends at y. */
static double lead_end(const struct placer *p, const struct block *block, double y) {
    const struct block *next = block->next;
    return next && !next->page_before ? chunk_end(p, next, y + white_of(p, block->after, next->before)) : y;
}

/* The end of what must stand together from the block's beginning at y: the first place where a page may end.
 * Past the foot of the page it is not looked for. */
static double chunk_end(const struct placer *p, const struct block *block, double y) {
    for (size_t i = 0; i < block->n_slices; i++) {
        y = end_of(p, &block->slices[i], y, 0);
        if (!block->slices[i].stay && i + 1 < block->n_slices)
            return y;
    }
    return (keeps_next(p, block) || block->keep_end) && y <= p->paper->bottom + 1 ? lead_end(p, block, y) : y;
}

/* What is said again where a block goes on: a table's head, and that of the group. */
static double put_again(struct placer *p, const struct block *block, size_t from, double y, bool draw) {
    const struct slice *parts[2] = {&block->head, block->slices[from].again};
    for (size_t i = 0; i < 2 && from; i++)
        if (parts[i] && parts[i]->box) {
            if (draw) { /* said before: who listens need not hear it again */
                box_begin(p->page, ROLE_ARTIFACT, NULL);
                box_add(p->page, parts[i]->box, p->paper->left, y);
                box_end(p->page);
            }
            y += parts[i]->height;
        }
    return y;
}

/* How many slices from `from` stand on this page between y and the foot; 0: none. */
static size_t slices_that_fit(struct placer *p, const struct block *block, size_t from, double y) {
    size_t fit = 0, good = 0;
    double bottom = p->paper->bottom + .01, start = y, fit_y = y, good_y = y;
    y = put_again(p, block, from, y, false);
    for (size_t i = from; i < block->n_slices; i++) {
        const struct slice *slice = &block->slices[i];
        y = end_of(p, slice, y, i == from && from ? slice->trim : 0);
        bool last = i + 1 == block->n_slices;
        if (y + (last ? 0 : block->tail.height) > bottom)
            break;
        if (last && keeps_next(p, block) && lead_end(p, block, y) > bottom)
            break;
        if (last && block->keep_end && lead_end(p, block, y) > bottom) {
            /* leave two lines for the next page; one of three or fewer goes there whole */
            fit = block->n_slices - from > 3 ? block->n_slices - 2 - from : 0;
            break;
        }
        if (last)
            return i + 1 - from;
        if (!slice->stay)
            fit = i + 1 - from, fit_y = y;
        if (!slice->stay && slice->good)
            good = fit, good_y = y;
    }
    return good && good_y - start > GOOD * (fit_y - start) ? good : fit;
}

/* Draws slices [from, to) at y, and lets their notes wait; returns the new y. */
static double put_slices(struct placer *p, const struct block *block, size_t from, size_t to, double y) {
    double x = p->paper->left;
    if (block->role != ROLE_COUNT)
        box_begin_part(p->page, &(struct ink_part){.role = block->role, .key = block});
    y = put_again(p, block, from, y, true);
    for (size_t i = from; i < to; i++) {
        bool resumed = i == from && from;
        double up = resumed ? block->slices[i].trim : 0;
        double top = top_of(p, &block->slices[i], y, up);
        box_add(p->page, block->slices[i].box, x, top);
        for (const struct side_note *note = block->notes; note; note = note->next)
            if (note->slice == i)
                side_wait(&p->side, note, top + block->slices[i].base);
        y = end_of(p, &block->slices[i], y, up);
    }
    if (to < block->n_slices && block->tail.box)
        box_add(p->page, block->tail.box, x, y);
    if (block->role != ROLE_COUNT)
        box_end(p->page);
    p->empty = false;
    return y;
}

/* Where something wide begins: past the notes of this page, or on a page of its own. */
static double start_wide(struct placer *p, const struct block *block, double y) {
    double white = fmax(block->before, SPACE_TABLE);
    for (;;) {
        bool notes = p->side.n > 0;
        double below = side_clear(&p->side, p->page, y, white);
        if (slices_that_fit(p, block, 0, below) || (p->empty && !notes))
            return below;
        new_page(p);
        y = start_of(p, block);
    }
}

/* Makes a figure lower than it asks to be. */
static void lower_by(struct block *block, double by) {
    struct slice *slice = &block->slices[block->n_slices - 1];
    double change = block->lowered - by;
    for (size_t i = 0; i < slice->box->n; i++)
        if (slice->box->pieces[i].kind == PIECE_FIGURE)
            slice->box->pieces[i].height += change;
    slice->height += change;
    block->lowered = by;
}

/* Makes a figure lower, as far as it gives, where its page is set tight and where it then fits below y. */
static void lower_figure(const struct placer *p, struct block *block, double y) {
    if (block->gives <= 0)
        return;
    lower_by(block, p->tight > 1 ? fmin(block->gives, (p->tight - 1) * p->grid->step) : 0);
    for (size_t i = 0; i < block->n_slices; i++)
        y = end_of(p, &block->slices[i], y, 0);
    double over = y - p->paper->bottom;
    if (over > 0 && block->lowered + over <= block->gives)
        lower_by(block, block->lowered + over);
}

/* What is numbered keeps its order: floats of one kind, and tables too long to wait. */
static bool is_overtaking(const struct placer *p, const struct block *block) {
    for (size_t i = 0; i < p->n_floats; i++)
        if (p->floats[i]->role == block->role)
            return block->floats || block->head.box;
    return false;
}

static bool can_wait(const struct placer *p, const struct block *block, bool may_wait) {
    return may_wait && block->floats && !p->empty && p->n_floats < MAX_FLOATS && block->next &&
           !block->next->page_before;
}

/* Whether the block can begin at y. Below something wide its notes need their room too; beside text alone
 * they may go on at the top of the next page. */
static bool can_begin(struct placer *p, const struct block *block, double y) {
    bool below_wide = p->side.top > p->paper->top;
    return slices_that_fit(p, block, 0, y) &&
           (block->wide || !below_wide || side_fits(&p->side, block->notes));
}

static void put_block(struct placer *p, struct block *block, bool may_wait) {
    while (may_wait && is_overtaking(p, block) && !can_wait(p, block, may_wait))
        new_page(p); /* the last of its kind: those that wait go first */
    double y = start_of(p, block);
    lower_figure(p, block, y);
    if (is_overtaking(p, block) && can_wait(p, block, may_wait)) {
        p->floats[p->n_floats++] = block;
        return;
    }
    if (!can_begin(p, block, y) && !p->empty) {
        if (can_wait(p, block, may_wait)) {
            p->floats[p->n_floats++] = block;
            return;
        }
        new_page(p);
        y = start_of(p, block);
        if (!can_begin(p, block, y) && !p->empty && !p->n_floats) {
            new_page(p); /* floats had filled it */
            y = start_of(p, block);
        }
    }
    if (block->wide)
        y = start_wide(p, block, y);
    for (size_t from = 0; from < block->n_slices;) {
        size_t fit = slices_that_fit(p, block, from, y);
        if (!fit && !p->empty) {
            new_page(p);
            y = start_of(p, block);
            continue;
        }
        if (!fit) /* taller than a page: as it is */
            fit = block->n_slices - from;
        y = p->y = put_slices(p, block, from, from + fit, y);
        from += fit;
        if (from < block->n_slices) {
            new_page(p);
            y = start_of(p, block);
        }
    }
    p->y = y;
    p->after = block->after;
    if (block->wide)
        p->side.top = y + block->after;
}

/* ---- chapters ----------------------------------------------------------------------------------------- */

/* What waits at the end of a chapter has pages of its own. */
static void put_blocks(struct placer *p, struct block *first, const struct block *end, int tight) {
    p->tight = tight;
    for (struct block *block = first; block != end; block = block->next)
        put_block(p, block, true);
    while (p->n_floats)
        new_page(p);
}

/* What begins a page, up to what begins the next, and the placer as it was before. */
struct chapter {
    struct block *first, *end;
    struct placer start;
    struct side side;
    size_t pieces; /* on the page that it begins */
    int tightest;
    bool leads; /* there are equations to keep together */
};

static void put_again_from(struct placer *p, const struct chapter *chapter, bool torn, int tight) {
    *p = chapter->start;
    p->side = side_copy(&chapter->side);
    p->page->n = chapter->pieces;
    p->torn = torn;
    put_blocks(p, chapter->first, chapter->end, tight);
}

/* Where the last page of several would hold next to nothing, or there are more than `most`, all of them are
 * set tighter, if that does away with one. Returns how many pages there are. */
static size_t put_tighter(struct placer *p, const struct chapter *chapter, bool torn, size_t most) {
    put_again_from(p, chapter, torn, 0);
    size_t pages = p->pages.n;
    bool poor = p->y - p->paper->top < POOR * (p->paper->bottom - p->paper->top) || pages > most;
    for (int tight = 1; poor && p->pages.n == pages && pages > chapter->start.pages.n; tight++) {
        put_again_from(p, chapter, torn, tight > chapter->tightest ? 0 : tight);
        poor = tight <= chapter->tightest;
    }
    return p->pages.n;
}

/* Equations stay together, unless that takes a page more or leaves a hole in one; returns where the chapter
 * ends. */
static struct block *put_chapter(struct placer *p, struct block *first) {
    struct chapter chapter = {.first = first, .end = first};
    double gives = 0;
    do {
        gives = fmax(gives, chapter.end->gives);
        chapter.leads = chapter.leads || chapter.end->leads;
        chapter.end = chapter.end->next;
    } while (chapter.end && !chapter.end->page_before);
    chapter.tightest = 1 + (int)ceil(gives / p->grid->step);
    if (!p->empty)
        new_page(p);
    p->hole = 0;
    chapter.start = *p;
    chapter.side = side_copy(&p->side);
    chapter.pieces = p->page->n;
    size_t most = put_tighter(p, &chapter, true, SIZE_MAX);
    double hole = fmax(p->hole, HOLE * (p->paper->bottom - p->paper->top));
    if (chapter.leads && (put_tighter(p, &chapter, false, most) > most || p->hole > hole))
        put_tighter(p, &chapter, true, most);
    return chapter.end;
}

/* Which page each anchor came to stand on. */
static void find_anchors(struct placer *p, const struct box *box, size_t page) {
    for (size_t i = 0; i < box->n; i++) {
        const struct piece *piece = &box->pieces[i];
        if (piece->kind == PIECE_BOX)
            find_anchors(p, piece->box, page);
        if (piece->kind != PIECE_ANCHOR)
            continue;
        p->pages.anchors = arena_grow(p->arena, p->pages.anchors, p->pages.n_anchors,
                                      &p->pages.anchors_capacity, sizeof *p->pages.anchors);
        p->pages.anchors[p->pages.n_anchors++] = (struct page_anchor){piece->words, page};
    }
}

struct pages place_blocks(struct arena *arena, const struct paper *paper, const struct baselines *grid,
                          struct block *first) {
    struct placer placer = {.arena = arena, .paper = paper, .grid = grid, .side = {arena, paper, grid}},
                  *p = &placer;
    begin_page(p);
    for (struct block *block = first; block;)
        block = put_chapter(p, block);
    side_settle(&p->side, p->page, paper->bottom);
    while (p->side.n) {
        begin_page(p);
        side_settle(&p->side, p->page, paper->bottom);
    }
    for (size_t i = 0; i < p->pages.n; i++)
        find_anchors(p, p->pages.boxes[i], i + 1);
    return p->pages;
}

size_t place_page_of(const struct pages *pages, const char *anchor) {
    for (size_t i = 0; i < pages->n_anchors; i++)
        if (strcmp(pages->anchors[i].name, anchor) == 0)
            return pages->anchors[i].page;
    return 0;
}
