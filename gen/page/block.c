/* See block.h. */
#include "block.h"

#include <math.h>
#include <string.h>

/* So far past a line of the grid is on it: the capitals of one face are higher than another's. */
#define HAIR .5

double block_on_grid(const struct baselines *grid, enum snap snap, double y) {
    double step = snap == SNAP_HALF ? grid->step / 2 : grid->step;
    double first = grid->first + (snap == SNAP_BETWEEN ? step / 2 : 0);
    return snap == SNAP_NOT ? y : first + ceil((y - first - HAIR) / step) * step;
}

struct block *block_new(struct arena *arena, enum ink_role role, double before, double after) {
    struct block *block = arena_alloc(arena, sizeof *block);
    block->role = role;
    block->before = before;
    block->after = after;
    return block;
}

struct slice *block_slice(struct arena *arena, struct block *block, double height) {
    block->slices =
        arena_grow(arena, block->slices, block->n_slices, &block->capacity, sizeof *block->slices);
    struct slice *slice = &block->slices[block->n_slices++];
    *slice = (struct slice){.box = box_new(arena), .height = height};
    return slice;
}

/* What white there is between two lines is for mathematics to reach into, but for this much. */
#define CLEAR .8

/* How far a line must be let down for what reaches past its capitals, and past the descenders above it. */
static double crowding(const struct type *type, double cap, double below, double above) {
    double white = type->leading - cap - DESCENDER * type->size - CLEAR;
    return fmax(0, below + above - fmax(white, 0));
}

void block_lines(const struct setting *setting, struct block *block, const struct type *type,
                 const struct lines *lines, double x) {
    double cap = style_cap(setting->fonts, type);
    bool running = type->leading == setting->style->types[TYPE_TEXT].leading;
    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->lines[i];
        bool first = i == 0;
        double more = crowding(type, cap, i ? lines->lines[i - 1].below : 0, line->above);
        double height = (first ? cap : type->leading) + more;
        struct slice *slice = block_slice(setting->arena, block, height);
        slice->base = height;
        slice->snap = running ? SNAP_LINE : SNAP_NOT;
        slice->trim = first ? 0 : type->leading - cap;
        slice->stay = i == 0 || i + 2 == lines->n; /* no line alone at the foot or at the head of a page */
        if (i + 1 == lines->n)
            slice->stay = false;
        box_add(slice->box, line->box, x, height);
        if (i + 1 == lines->n)
            slice->height += crowding(type, cap, line->below, 0);
    }
}

void block_push(struct slice *slice, double white) {
    for (size_t i = 0; i < slice->box->n; i++)
        slice->box->pieces[i].y += white;
    slice->height += white;
    slice->base += white;
    slice->trim += white;
}

static bool has_mark(const struct box *box, double size, const char *mark) {
    size_t length = strlen(mark);
    for (size_t i = 0; i < box->n; i++) {
        const struct piece *piece = &box->pieces[i];
        if (piece->kind == PIECE_BOX && has_mark(piece->box, size, mark))
            return true;
        if (piece->kind == PIECE_TEXT && fabs(piece->size - size) < 1e-9 &&
            strncmp(piece->run->text, mark, length) == 0 &&
            strspn(piece->run->text + length, " ") == strlen(piece->run->text + length))
            return true;
    }
    return false;
}

size_t block_find_mark(const struct block *block, const struct type *type, const char *mark) {
    for (size_t i = 0; i < block->n_slices; i++)
        if (has_mark(block->slices[i].box, RAISED_SIZE * type->size, mark))
            return i;
    return 0;
}

double block_height(const struct block *block, size_t from, size_t to) {
    double height = 0;
    for (size_t i = from; i < to; i++)
        height += block->slices[i].height;
    return height;
}

void block_wrap(struct block *block, size_t from, size_t to, const struct ink_part *part) {
    for (size_t i = from; i < to; i++)
        box_wrap(block->slices[i].box, part);
}

struct box *block_flatten(struct arena *arena, const struct block *block, double *height) {
    struct box *box = box_new(arena);
    double y = 0;
    for (size_t i = 0; i < block->n_slices; i++) {
        box_add(box, block->slices[i].box, 0, y);
        y += block->slices[i].height;
    }
    if (block->role != ROLE_COUNT)
        box_wrap(box, &(struct ink_part){.role = block->role, .key = block});
    *height = y;
    return box;
}
