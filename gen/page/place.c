/* See place.h. One pass: a block goes where the last one ended, or its slices go on a new page. The side
 * column is settled when a page ends or something wide begins: notes move down past one another, then up from
 * the foot.
 *
 * A heading stays with what follows; a paragraph before a display keeps two lines with it; a figure or a
 * short table that does not fit lets the text go past it to the end of the page, and heads the next. */
#include "place.h"

#include <math.h>
#include <string.h>

enum { MAX_FLOATS = 32 };

struct waiting_note {
    const struct side_note *note;
    double want, y;
};

struct placer {
    struct arena *arena;
    const struct paper *paper;
    const struct baselines *grid;
    struct pages pages;
    struct box *page;
    double y;     /* the last baseline in the main column */
    double after; /* white that the last block asked for */
    bool empty;   /* nothing on this page yet */
    struct waiting_note *notes;
    size_t n_notes, notes_capacity;
    double side_top; /* where the side column begins */
    struct block *floats[MAX_FLOATS];
    size_t n_floats;
};

/* ---- the grid ----------------------------------------------------------------------------------------- */

#define HAIR                                                                                                 \
    .5 /* so far past a line of the grid is on it: capitals of one face are higher than another's            \
        */

/* Where a baseline that would be at y goes, no higher but for a hair. */
static double on_grid(const struct placer *p, enum snap snap, double y) {
    double step = snap == SNAP_HALF ? p->grid->step / 2 : p->grid->step;
    double first = p->grid->first + (snap == SNAP_BETWEEN ? step / 2 : 0);
    return snap == SNAP_NOT ? y : first + ceil((y - first - HAIR) / step) * step;
}

/* The top of a slice that would begin at y, `up` of which is given up. */
static double top_of(const struct placer *p, const struct slice *slice, double y, double up) {
    double base = y + slice->base - up;
    return slice->base > 0 ? y - up + on_grid(p, slice->snap, base) - base : y - up;
}

static double end_of(const struct placer *p, const struct slice *slice, double y, double up) {
    return top_of(p, slice, y, up) + slice->height;
}

/* ---- the side column ---------------------------------------------------------------------------------- */

static void wait_note(struct placer *p, const struct side_note *note, double want) {
    p->notes = arena_grow(p->arena, p->notes, p->n_notes, &p->notes_capacity, sizeof *p->notes);
    p->notes[p->n_notes++] = (struct waiting_note){.note = note, .want = want};
}

/* Gives the waiting notes their places between side_top and `bottom`. Returns how many fit. */
static size_t arrange_notes(struct placer *p, double bottom) {
    size_t n = p->n_notes, fit = 0;
    double least = p->side_top, y = least;
    for (size_t i = 0; i < n; i++) {
        double want = p->notes[i].want, base = p->notes[i].note->base;
        p->notes[i].y = want >= y ? want : on_grid(p, SNAP_HALF, y + base) - base;
        y = p->notes[i].y + p->notes[i].note->height + SPACE_NOTE;
        if (least + p->notes[i].note->height <= bottom + .01 ||
            !i) /* a note taller than the page goes first */
            fit = i + 1;
        least += p->notes[i].note->height + SPACE_NOTE;
        if (fit <= i)
            break;
    }
    double limit = bottom;
    for (size_t i = fit; i-- && p->notes[i].y + p->notes[i].note->height > limit;) {
        p->notes[i].y = fmax(p->side_top, limit - p->notes[i].note->height);
        limit = p->notes[i].y - SPACE_NOTE;
    }
    return fit;
}

/* Draws what fits; the rest goes on waiting. Returns where the column ends. */
static double settle_notes(struct placer *p, double bottom) {
    size_t fit = arrange_notes(p, bottom);
    double end = p->side_top;
    double x = p->paper->left + p->paper->main + p->paper->gutter;
    for (size_t i = 0; i < fit; i++) {
        box_begin(p->page, ROLE_NOTE, NULL);
        box_add(p->page, p->notes[i].note->box, x, p->notes[i].y);
        box_end(p->page);
        end = p->notes[i].y + p->notes[i].note->height;
    }
    if (fit)
        memmove(p->notes, p->notes + fit, (p->n_notes - fit) * sizeof *p->notes);
    p->n_notes -= fit;
    for (size_t i = 0; i < p->n_notes; i++)
        p->notes[i].want = p->paper->top;
    return end;
}

/* ---- pages -------------------------------------------------------------------------------------------- */

static void begin_page(struct placer *p) {
    p->pages.boxes =
        arena_grow(p->arena, p->pages.boxes, p->pages.n, &p->pages.capacity, sizeof *p->pages.boxes);
    p->page = p->pages.boxes[p->pages.n++] = box_new(p->arena);
    p->y = p->side_top = p->paper->top;
    p->after = 0;
    p->empty = true;
}

static void put_block(struct placer *p, struct block *block, bool may_wait);

static void new_page(struct placer *p) {
    settle_notes(p, p->paper->bottom);
    begin_page(p);
    size_t n = p->n_floats;
    struct block *floats[MAX_FLOATS];
    memcpy(floats, p->floats, n * sizeof *floats);
    p->n_floats = 0;
    for (size_t i = 0; i < n; i++)
        put_block(p, floats[i], false);
}

/* ---- blocks ------------------------------------------------------------------------------------------- */

/* Where a block would begin now. */
static double start_of(const struct placer *p, const struct block *block) {
    return p->empty ? p->y : p->y + fmax(p->after, block->before);
}

static double chunk_end(const struct placer *p, const struct block *block, double y);

/* Where what must stand together of the next block ends, when this one ends at y. */
static double lead_end(const struct placer *p, const struct block *block, double y) {
    const struct block *next = block->next;
    return next && !next->page_before ? chunk_end(p, next, y + fmax(block->after, next->before)) : y;
}

/* The end of what must stand together from the block's beginning at y: the first place where a page may end.
 */
static double chunk_end(const struct placer *p, const struct block *block, double y) {
    for (size_t i = 0; i < block->n_slices; i++) {
        y = end_of(p, &block->slices[i], y, 0);
        if (!block->slices[i].stay && i + 1 < block->n_slices)
            return y;
    }
    return block->keep_next || block->keep_end ? lead_end(p, block, y) : y;
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
        if (last && block->keep_next && lead_end(p, block, y) > bottom)
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
    return good && good_y - start > .5 * (fit_y - start) ? good : fit;
}

/* Draws slices [from, to) at y; returns the new y. */
static double put_slices(struct placer *p, const struct block *block, size_t from, size_t to, double y) {
    double x = p->paper->left;
    if (block->role != ROLE_COUNT)
        box_begin_part(p->page, &(struct ink_part){.role = block->role, .key = block});
    y = put_again(p, block, from, y, true);
    for (size_t i = from; i < to; i++) {
        bool resumed = i == from && from;
        double up = resumed ? block->slices[i].trim : 0;
        box_add(p->page, block->slices[i].box, x, top_of(p, &block->slices[i], y, up));
        y = end_of(p, &block->slices[i], y, up);
    }
    if (to < block->n_slices && block->tail.box)
        box_add(p->page, block->tail.box, x, y);
    if (block->role != ROLE_COUNT)
        box_end(p->page);
    p->empty = false;
    return y;
}

/* Settles the notes that wait so that something wide can begin at y or, where they are longer than that,
 * below them; returns where. */
static double below_notes(struct placer *p, double y, double white) {
    if (!p->n_notes)
        return y;
    double need = p->side_top - SPACE_NOTE;
    for (size_t i = 0; i < p->n_notes; i++)
        need += p->notes[i].note->height + SPACE_NOTE;
    double end = settle_notes(p, fmin(fmax(y - white, need), p->paper->bottom));
    return fmax(y, end + white);
}

/* Where something wide begins: past the notes of this page, or on a page of its own. */
static double start_wide(struct placer *p, const struct block *block, double y) {
    double white = fmax(block->before, SPACE_TABLE);
    for (;;) {
        bool notes = p->n_notes > 0;
        double below = below_notes(p, y, white);
        if (slices_that_fit(p, block, 0, below) || (p->empty && !notes))
            return below;
        new_page(p);
        y = start_of(p, block);
    }
}

/* Makes a figure lower, as far as it gives, so that it fits below y. */
static void lower_figure(const struct placer *p, struct block *block, double y) {
    for (size_t i = 0; i < block->n_slices; i++)
        y = end_of(p, &block->slices[i], y, 0);
    double over = y - p->paper->bottom;
    if (over <= 0 || over > block->gives)
        return;
    struct slice *slice = &block->slices[block->n_slices - 1];
    for (size_t i = 0; i < slice->box->n; i++)
        if (slice->box->pieces[i].kind == PIECE_FIGURE)
            slice->box->pieces[i].height -= over;
    slice->height -= over;
    block->gives -= over;
}

/* Floats of one kind keep their order. */
static bool is_overtaking(const struct placer *p, const struct block *block) {
    for (size_t i = 0; i < p->n_floats; i++)
        if (p->floats[i]->role == block->role)
            return block->floats;
    return false;
}

static bool can_wait(const struct placer *p, const struct block *block, bool may_wait) {
    return may_wait && block->floats && !p->empty && p->n_floats < MAX_FLOATS && block->next &&
           !block->next->page_before;
}

static void put_block(struct placer *p, struct block *block, bool may_wait) {
    if (block->page_before && may_wait && (!p->empty || p->n_floats))
        do
            new_page(p);
        while (p->n_floats || !p->empty); /* what waited has pages of its own: a title begins one */
    while (may_wait && is_overtaking(p, block) && !can_wait(p, block, may_wait))
        new_page(p); /* the last of its kind: those that wait go first */
    double y = start_of(p, block);
    lower_figure(p, block, y);
    if (is_overtaking(p, block) && can_wait(p, block, may_wait)) {
        p->floats[p->n_floats++] = block;
        return;
    }
    if (slices_that_fit(p, block, 0, y) == 0 && !p->empty) {
        if (can_wait(p, block, may_wait)) {
            p->floats[p->n_floats++] = block;
            return;
        }
        new_page(p);
        y = start_of(p, block);
        if (slices_that_fit(p, block, 0, y) == 0 && !p->empty && !p->n_floats) {
            new_page(p); /* floats had filled it */
            y = start_of(p, block);
        }
    }
    if (block->wide)
        y = start_wide(p, block, y);
    double level = top_of(p, &block->slices[0], y, 0) + block->slices[0].base;
    for (const struct side_note *note = block->notes; note; note = note->next)
        wait_note(p, note, level - note->base);
    for (size_t from = 0; from < block->n_slices;) {
        size_t fit = slices_that_fit(p, block, from, y);
        if (!fit && !p->empty) {
            new_page(p);
            y = start_of(p, block);
            continue;
        }
        if (!fit) /* taller than a page: as it is */
            fit = block->n_slices - from;
        y = put_slices(p, block, from, from + fit, y);
        from += fit;
        if (from < block->n_slices) {
            new_page(p);
            y = start_of(p, block);
        }
    }
    p->y = y;
    p->after = block->after;
    if (block->wide)
        p->side_top = y + block->after;
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
    struct placer placer = {.arena = arena, .paper = paper, .grid = grid}, *p = &placer;
    begin_page(p);
    for (struct block *block = first; block; block = block->next)
        put_block(p, block, true);
    while (p->n_floats)
        new_page(p);
    settle_notes(p, paper->bottom);
    while (p->n_notes) {
        begin_page(p);
        settle_notes(p, paper->bottom);
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
