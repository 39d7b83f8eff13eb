/* See fill.h. A block goes where the last one ended, or its slices go on a new page.
 *
 * A heading stays with what follows; a paragraph before a display keeps two lines with it; a figure or a
 * short table that does not fit lets the text go past it to the end of the page, and heads the next. */
#include "fill.h"

#include <math.h>
#include <string.h>

#define GOOD .7 /* of what fits: a group that ends past this ends the page */

/* ---- the grid ----------------------------------------------------------------------------------------- */

/* The top of a slice that would begin at y, `up` of which is given up. */
static double top_of(const struct filler *f, const struct slice *slice, double y, double up) {
    double base = y + slice->base - up;
    return slice->base > 0 ? y - up + block_on_grid(f->grid, slice->snap, base) - base : y - up;
}

static double end_of(const struct filler *f, const struct slice *slice, double y, double up) {
    return top_of(f, slice, y, up) + slice->height;
}

/* ---- pages -------------------------------------------------------------------------------------------- */

void fill_begin_page(struct filler *f) {
    f->pages.boxes =
        arena_grow(f->arena, f->pages.boxes, f->pages.n, &f->pages.capacity, sizeof *f->pages.boxes);
    f->page = f->pages.boxes[f->pages.n++] = box_new(f->arena);
    f->y = f->side.top = f->paper->top;
    f->after = 0;
    f->empty = true;
}

void fill_new_page(struct filler *f) {
    f->hole = fmax(f->hole, f->paper->bottom - f->y);
    side_settle(&f->side, f->page, f->paper->bottom);
    fill_begin_page(f);
    size_t n = f->n_floats;
    struct block *floats[FILL_MOST_FLOATS];
    memcpy(floats, f->floats, n * sizeof *floats);
    f->n_floats = 0;
    for (size_t i = 0; i < n; i++)
        fill_put(f, floats[i], false);
}

/* ---- blocks ------------------------------------------------------------------------------------------- */

/* Between one block and the next. */
static double white_of(const struct filler *f, double after, const struct block *block) {
    double white = fmax(after, block->before);
    bool head = block->role >= ROLE_H1 && block->role <= ROLE_H3;
    return f->tight ? fmin(white, head ? SPACE_TIGHT_HEAD : SPACE_TIGHT) : white;
}

bool fill_begins_chapter(const struct block *block) {
    return block->page_before || block->chapter;
}

/* Where a block would begin now. */
static double start_of(const struct filler *f, const struct block *block) {
    if (f->empty)
        return f->y;
    return f->y + (block->chapter ? fmax(f->after, SPACE_CHAPTER) : white_of(f, f->after, block));
}

static bool keeps_next(const struct filler *f, const struct block *block) {
    return block->keep_next || (block->leads && !f->torn);
}

static double chunk_end(const struct filler *f, const struct block *block, double y);

/* Where what must stand together of the next block ends, when this one ends at y. */
static double lead_end(const struct filler *f, const struct block *block, double y) {
    const struct block *next = block->next;
    return next && !fill_begins_chapter(next) ? chunk_end(f, next, y + white_of(f, block->after, next)) : y;
}

/* The end of what must stand together from the block's beginning at y: the first place where a page may end.
 * Past the foot of the page it is not looked for. */
static double chunk_end(const struct filler *f, const struct block *block, double y) {
    for (size_t i = 0; i < block->n_slices; i++) {
        y = end_of(f, &block->slices[i], y, 0);
        if (!block->slices[i].stay && i + 1 < block->n_slices)
            return y;
    }
    return (keeps_next(f, block) || block->keep_end) && y <= f->paper->bottom + 1 ? lead_end(f, block, y) : y;
}

/* What is said again where a block goes on: a table's head, and that of the group. */
static double put_again(struct filler *f, const struct block *block, size_t from, double y, bool draw) {
    const struct slice *parts[2] = {&block->head, block->slices[from].again};
    for (size_t i = 0; i < 2 && from; i++)
        if (parts[i] && parts[i]->box) {
            if (draw) { /* said before: who listens need not hear it again */
                box_begin(f->page, ROLE_ARTIFACT, NULL);
                box_add(f->page, parts[i]->box, f->paper->left, y);
                box_end(f->page);
            }
            y += parts[i]->height;
        }
    return y;
}

/* How many slices from `from` stand on this page between y and the foot; 0: none. */
static size_t slices_that_fit(struct filler *f, const struct block *block, size_t from, double y) {
    size_t fit = 0, good = 0;
    double bottom = f->paper->bottom + .01, start = y, fit_y = y, good_y = y;
    y = put_again(f, block, from, y, false);
    for (size_t i = from; i < block->n_slices; i++) {
        const struct slice *slice = &block->slices[i];
        y = end_of(f, slice, y, i == from && from ? slice->trim : 0);
        bool last = i + 1 == block->n_slices;
        if (y + (last ? 0 : block->tail.height) > bottom)
            break;
        if (last && keeps_next(f, block) && lead_end(f, block, y) > bottom)
            break;
        if (last && block->keep_end && lead_end(f, block, y) > bottom) {
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
static double put_slices(struct filler *f, const struct block *block, size_t from, size_t to, double y) {
    double x = f->paper->left;
    if (block->role != ROLE_COUNT)
        box_begin_part(f->page, &(struct ink_part){.role = block->role, .key = block});
    y = put_again(f, block, from, y, true);
    for (size_t i = from; i < to; i++) {
        bool resumed = i == from && from;
        double up = resumed ? block->slices[i].trim : 0;
        double top = top_of(f, &block->slices[i], y, up);
        box_add(f->page, block->slices[i].box, x, top);
        for (const struct side_note *note = block->notes; note; note = note->next)
            if (note->slice == i)
                side_wait(&f->side, note, top + block->slices[i].base);
        y = end_of(f, &block->slices[i], y, up);
    }
    if (to < block->n_slices && block->tail.box)
        box_add(f->page, block->tail.box, x, y);
    if (block->role != ROLE_COUNT)
        box_end(f->page);
    f->empty = false;
    return y;
}

/* Where something wide begins: past the notes of this page, or on a page of its own. */
static double start_wide(struct filler *f, const struct block *block, double y) {
    double white = fmax(block->before, SPACE_TABLE);
    for (;;) {
        bool notes = f->side.n > 0;
        double below = side_clear(&f->side, f->page, y, white);
        if (slices_that_fit(f, block, 0, below) || (f->empty && !notes))
            return below;
        fill_new_page(f);
        y = start_of(f, block);
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
static void lower_figure(const struct filler *f, struct block *block, double y) {
    if (block->gives <= 0)
        return;
    lower_by(block, f->tight > 1 ? fmin(block->gives, (f->tight - 1) * f->grid->step) : 0);
    for (size_t i = 0; i < block->n_slices; i++)
        y = end_of(f, &block->slices[i], y, 0);
    double over = y - f->paper->bottom;
    if (over > 0 && block->lowered + over <= block->gives)
        lower_by(block, block->lowered + over);
}

/* What is numbered keeps its order: floats of one kind, and tables too long to wait. */
static bool is_overtaking(const struct filler *f, const struct block *block) {
    for (size_t i = 0; i < f->n_floats; i++)
        if (f->floats[i]->role == block->role)
            return block->floats || block->head.box;
    return false;
}

/* The same of what a heading stays with. */
static bool leads_past(const struct filler *f, const struct block *block) {
    while (block->keep_next && block->next)
        block = block->next;
    return is_overtaking(f, block);
}

static bool can_wait(const struct filler *f, const struct block *block, bool may_wait) {
    return may_wait && block->floats && !f->empty && f->n_floats < FILL_MOST_FLOATS && block->next &&
           !fill_begins_chapter(block->next);
}

/* Whether the block can begin at y. Below something wide its notes need their room too; beside text alone
 * they may go on at the top of the next page. */
static bool can_begin(struct filler *f, const struct block *block, double y) {
    bool below_wide = f->side.top > f->paper->top;
    return slices_that_fit(f, block, 0, y) &&
           (block->wide || !below_wide || side_fits(&f->side, block->notes));
}

void fill_put(struct filler *f, struct block *block, bool may_wait) {
    while (may_wait && leads_past(f, block) && !can_wait(f, block, may_wait))
        fill_new_page(f); /* the last of its kind: those that wait go first */
    double y = start_of(f, block);
    lower_figure(f, block, y);
    if (is_overtaking(f, block) && can_wait(f, block, may_wait)) {
        f->floats[f->n_floats++] = block;
        return;
    }
    if (!can_begin(f, block, y) && !f->empty) {
        if (can_wait(f, block, may_wait)) {
            f->floats[f->n_floats++] = block;
            return;
        }
        fill_new_page(f);
        y = start_of(f, block);
        if (!can_begin(f, block, y) && !f->empty && !f->n_floats) {
            fill_new_page(f); /* floats had filled it */
            y = start_of(f, block);
        }
    }
    if (block->wide)
        y = start_wide(f, block, y);
    for (size_t from = 0; from < block->n_slices;) {
        size_t fit = slices_that_fit(f, block, from, y);
        if (!fit && !f->empty) {
            fill_new_page(f);
            y = start_of(f, block);
            continue;
        }
        if (!fit) /* taller than a page: as it is */
            fit = block->n_slices - from;
        y = f->y = put_slices(f, block, from, from + fit, y);
        from += fit;
        if (from < block->n_slices) {
            f->cuts += block->head.box && !block->slices[from - 1].good;
            fill_new_page(f);
            y = start_of(f, block);
        }
    }
    f->y = y;
    f->after = block->after;
    if (block->wide)
        f->side.top = y + block->after;
}
