/* See side.h. */
#include "side.h"

#include <math.h>
#include <string.h>

void side_wait(struct side *side, const struct side_note *note, double baseline) {
    side->notes = arena_grow(side->arena, side->notes, side->n, &side->capacity, sizeof *side->notes);
    side->notes[side->n++] = (struct waiting_note){.note = note, .want = baseline - note->base};
}

static double end_of(const struct waiting_note *waiting) {
    return waiting->y + waiting->note->height;
}

/* Gives the waiting notes their places between the column's top and `bottom`. Returns how many fit. */
static size_t arrange(struct side *side, double bottom) {
    size_t fit = 0;
    double least = side->top, y = least;
    for (size_t i = 0; i < side->n; i++) {
        struct waiting_note *waiting = &side->notes[i];
        double base = waiting->note->base;
        waiting->y =
            waiting->want >= y ? waiting->want : block_on_grid(side->grid, SNAP_HALF, y + base) - base;
        y = end_of(waiting) + SPACE_NOTE;
        /* a note taller than a page is at the head of one */
        bool must = !i && side->top <= side->paper->top;
        if (least + waiting->note->height > bottom + .01 && !must)
            break;
        fit = i + 1;
        least += waiting->note->height + SPACE_NOTE;
    }
    double limit = bottom;
    for (size_t i = fit; i-- && end_of(&side->notes[i]) > limit;) {
        side->notes[i].y = fmax(side->top, limit - side->notes[i].note->height);
        limit = side->notes[i].y - SPACE_NOTE;
    }
    return fit;
}

double side_settle(struct side *side, struct box *page, double bottom) {
    size_t fit = arrange(side, bottom);
    double end = side->top, x = side->paper->left + side->paper->main + side->paper->gutter;
    for (size_t i = 0; i < fit; i++) {
        box_begin(page, ROLE_NOTE, NULL);
        box_add(page, side->notes[i].note->box, x, side->notes[i].y);
        box_end(page);
        end = end_of(&side->notes[i]);
    }
    if (fit)
        memmove(side->notes, side->notes + fit, (side->n - fit) * sizeof *side->notes);
    side->n -= fit;
    for (size_t i = 0; i < side->n; i++)
        side->notes[i].want = side->paper->top;
    return end;
}

double side_clear(struct side *side, struct box *page, double y, double white) {
    if (!side->n)
        return y;
    double need = side->top - SPACE_NOTE;
    for (size_t i = 0; i < side->n; i++)
        need += side->notes[i].note->height + SPACE_NOTE;
    double end = side_settle(side, page, fmin(fmax(y - white, need), side->paper->bottom));
    return fmax(y, end + white);
}

bool side_fits(const struct side *side, const struct side_note *more) {
    double y = side->top;
    for (size_t i = 0; i < side->n; i++)
        y += side->notes[i].note->height + SPACE_NOTE;
    for (; more; more = more->next)
        y += more->height + SPACE_NOTE;
    return y - SPACE_NOTE <= side->paper->bottom + .01;
}

struct side side_copy(const struct side *side) {
    struct side copy = *side;
    copy.notes = arena_array(side->arena, side->n, sizeof *copy.notes);
    copy.capacity = side->n;
    if (side->n)
        memcpy(copy.notes, side->notes, side->n * sizeof *copy.notes);
    return copy;
}
