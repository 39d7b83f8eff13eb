/* See place.h. A block goes where the last one ended, or its slices go on a new page. Notes: side.h.
 *
 * A heading stays with what follows; a paragraph before a display keeps two lines with it, and equations that
 * follow one another stay together where that costs no page; a figure or a short table that does not
 * fit lets the text go past it to the end of the page, and heads the next. A chapter whose last page would
 * be nearly empty is set again with less white and lower figures. It begins a page, unless on what room the
 * one before has left it comes out better. */
#include "place.h"

#include "side.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { MAX_FLOATS = 32 };
#define GOOD .7  /* of what fits: a group that ends past this ends the page */
#define POOR .3  /* of a page: less on the last of a chapter is better on those before it */
#define HOLE .25 /* of a page: no more is left empty for the sake of equations */
#define LEFT .65 /* of a page: where no more is taken, a chapter may begin on it */

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
    size_t cuts; /* how often a table of it goes on on another page, and not where a group ends */
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
static double white_of(const struct placer *p, double after, const struct block *block) {
    double white = fmax(after, block->before);
    bool head = block->role >= ROLE_H1 && block->role <= ROLE_H3;
    return p->tight ? fmin(white, head ? SPACE_TIGHT_HEAD : SPACE_TIGHT) : white;
}

static bool begins_chapter(const struct block *block) {
    return block->page_before || block->chapter;
}

/* Where a block would begin now. */
static double start_of(const struct placer *p, const struct block *block) {
    if (p->empty)
        return p->y;
    return p->y + (block->chapter ? fmax(p->after, SPACE_CHAPTER) : white_of(p, p->after, block));
}

static bool keeps_next(const struct placer *p, const struct block *block) {
    return block->keep_next || (block->leads && !p->torn);
}

static double chunk_end(const struct placer *p, const struct block *block, double y);

/* Where what must stand together of the next block ends, when this one ends at y. */
static double lead_end(const struct placer *p, const struct block *block, double y) {
    const struct block *next = block->next;
    return next && !begins_chapter(next) ? chunk_end(p, next, y + white_of(p, block->after, next)) : y;
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

/* The same of what a heading stays with. */
static bool leads_past(const struct placer *p, const struct block *block) {
    while (block->keep_next && block->next)
        block = block->next;
    return is_overtaking(p, block);
}

static bool can_wait(const struct placer *p, const struct block *block, bool may_wait) {
    return may_wait && block->floats && !p->empty && p->n_floats < MAX_FLOATS && block->next &&
           !begins_chapter(block->next);
}

/* Whether the block can begin at y. Below something wide its notes need their room too; beside text alone
 * they may go on at the top of the next page. */
static bool can_begin(struct placer *p, const struct block *block, double y) {
    bool below_wide = p->side.top > p->paper->top;
    return slices_that_fit(p, block, 0, y) &&
           (block->wide || !below_wide || side_fits(&p->side, block->notes));
}

static void put_block(struct placer *p, struct block *block, bool may_wait) {
    while (may_wait && leads_past(p, block) && !can_wait(p, block, may_wait))
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
            p->cuts += block->head.box && !block->slices[from - 1].good;
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

/* A title, up to what begins the next chapter, and the placer as it was before. */
struct chapter {
    struct block *first, *end;
    struct placer start;
    struct side side;
    size_t pieces; /* on the page that is there */
    int tightest;
    bool leads; /* there are equations to keep together */
};

/* One way to set a chapter. */
struct way {
    bool runs_on; /* on the page that is there */
    bool torn;
    int tight;
};

static void put_way(struct placer *p, const struct chapter *chapter, struct way way) {
    *p = chapter->start;
    p->side = side_copy(&chapter->side);
    p->page->n = chapter->pieces;
    if (!way.runs_on && !p->empty)
        new_page(p);
    p->hole = 0;
    p->cuts = 0;
    p->torn = way.torn;
    p->tight = way.tight;
    for (struct block *block = chapter->first; block != chapter->end; block = block->next)
        put_block(p, block, true);
    while (p->n_floats) /* what waits at the end has pages of its own */
        new_page(p);
}

/* How much of the last page is taken, from 0 to 1. */
static double taken(const struct placer *p) {
    return (p->y - p->paper->top) / (p->paper->bottom - p->paper->top);
}

/* Where the last page of several would hold next to nothing, or there are more than `most`, all of them are
 * set tighter, if that does away with one. Returns how many pages there are. */
static size_t put_tighter(struct placer *p, const struct chapter *chapter, struct way *way, size_t most) {
    way->tight = 0;
    put_way(p, chapter, *way);
    size_t pages = p->pages.n, least = chapter->start.pages.n + !(way->runs_on || chapter->start.empty);
    bool poor = taken(p) < POOR || pages > most;
    while (poor && p->pages.n == pages && pages > least) {
        poor = ++way->tight <= chapter->tightest;
        way->tight = poor ? way->tight : 0;
        put_way(p, chapter, *way);
    }
    return p->pages.n;
}

/* Equations stay together, unless that takes a page more or leaves a hole in one. Returns the way taken. */
static struct way put_best(struct placer *p, const struct chapter *chapter, bool runs_on) {
    struct way way = {.runs_on = runs_on, .torn = true};
    size_t most = put_tighter(p, chapter, &way, SIZE_MAX);
    double hole = fmax(p->hole, HOLE * (p->paper->bottom - p->paper->top));
    if (!chapter->leads)
        return way;
    struct way torn = way;
    way.torn = false;
    if (put_tighter(p, chapter, &way, most) <= most && p->hole <= hole)
        return way;
    put_way(p, chapter, torn);
    return torn;
}

/* A chapter runs on below the one before where that saves a page, or where that page would be nearly empty
 * and none comes of it that is half as full: the chapter behind may then save it. A table is not cut
 * inside a group for a page that is fuller than that. Returns where it ends. */
static struct block *put_chapter(struct placer *p, struct block *first) {
    struct chapter chapter = {
        .first = first, .end = first, .start = *p, .side = side_copy(&p->side), .pieces = p->page->n};
    double gives = 0, before = taken(p);
    do {
        gives = fmax(gives, chapter.end->gives);
        chapter.leads = chapter.leads || chapter.end->leads;
        chapter.end = chapter.end->next;
    } while (chapter.end && !begins_chapter(chapter.end));
    chapter.tightest = 1 + (int)ceil(gives / p->grid->step);
    struct way own = put_best(p, &chapter, false);
    if (chapter.start.empty || first->page_before || before > LEFT)
        return chapter.end;
    size_t pages = p->pages.n, cuts = p->cuts;
    bool poor = before < POOR || taken(p) < POOR;
    put_best(p, &chapter, true);
    bool saves = p->pages.n < pages && (poor || p->cuts <= cuts),
         fuller = p->pages.n == pages && before < POOR && taken(p) > before / 2;
    if (!saves && !fuller)
        put_way(p, &chapter, own);
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
