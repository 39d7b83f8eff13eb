/* See box.h. */
#include "box.h"

#include <assert.h>
#include <string.h>

struct box *box_new(struct arena *arena) {
    struct box *box = arena_alloc(arena, sizeof *box);
    box->arena = arena;
    return box;
}

struct piece *box_piece(struct box *box, enum piece_kind kind, double x, double y) {
    box->pieces = arena_grow(box->arena, box->pieces, box->n, &box->capacity, sizeof *box->pieces);
    struct piece *piece = &box->pieces[box->n++];
    *piece = (struct piece){.kind = kind, .x = x, .y = y};
    return piece;
}

void box_shaped(struct box *box, double x, double y, const struct shaped *run, double size, double tracking,
                struct colour colour) {
    struct piece *piece = box_piece(box, PIECE_TEXT, x, y);
    piece->run = run;
    piece->size = size;
    piece->tracking = tracking;
    piece->colour = colour;
    piece->width = run->width * size;
    if (run->n_glyphs > 1)
        piece->width += tracking * size * (double)(run->n_glyphs - 1);
}

double box_run(struct box *box, double x, double y, const struct shaped *run, double size, double tracking,
               struct colour colour, enum align align) {
    box_shaped(box, x, y, run, size, tracking, colour);
    struct piece *piece = &box->pieces[box->n - 1];
    piece->x -= align_before(align, piece->width);
    return piece->width;
}

double box_label(struct box *box, struct fonts *fonts, double x, double y, enum face face, double size,
                 double tracking, struct colour colour, enum align align, const char *utf8) {
    const struct shaped *run = fonts_shape(fonts, face, utf8, strlen(utf8));
    return box_run(box, x, y, run, size, tracking, colour, align);
}

void box_late(struct box *box, double x, double y, enum face face, double size, double width,
              struct colour colour, const struct late *late) {
    struct piece *piece = box_piece(box, PIECE_LATE, x, y);
    piece->face = face;
    piece->size = size;
    piece->width = width;
    piece->colour = colour;
    piece->late = late;
}

void box_rect(struct box *box, double x, double y, double width, double height, struct colour colour) {
    struct piece *piece = box_piece(box, PIECE_RECT, x, y);
    piece->width = width;
    piece->height = height;
    piece->colour = colour;
}

void box_rule(struct box *box, double y, double width, double thick) {
    box_begin(box, ROLE_ARTIFACT, NULL);
    box_rect(box, 0, y - thick / 2, width, thick, palette[COLOUR_INK]);
    box_end(box);
}

void box_link(struct box *box, double x, double y, double width, double height, const char *target) {
    struct piece *piece = box_piece(box, PIECE_LINK, x, y);
    piece->width = width;
    piece->height = height;
    piece->words = target;
}

void box_anchor(struct box *box, double x, double y, const char *name) {
    box_piece(box, PIECE_ANCHOR, x, y)->words = name;
}

void box_begin(struct box *box, enum ink_role role, const char *words) {
    box_begin_part(box, &(struct ink_part){.role = role, .words = words});
}

void box_begin_part(struct box *box, const struct ink_part *part) {
    box_piece(box, PIECE_BEGIN, 0, 0)->part = *part;
}

void box_wrap(struct box *box, const struct ink_part *part) {
    box_begin_part(box, part); /* makes room; it goes to the front */
    struct piece begin = box->pieces[box->n - 1];
    memmove(box->pieces + 1, box->pieces, (box->n - 1) * sizeof *box->pieces);
    box->pieces[0] = begin;
    box_end(box);
}

void box_end(struct box *box) {
    box_piece(box, PIECE_END, 0, 0);
}

void box_add(struct box *box, const struct box *other, double dx, double dy) {
    if (!other->n)
        return;
    struct piece *piece = box_piece(box, PIECE_BOX, dx, dy);
    if (other->n == 1) { /* the piece itself, sooner than a reference to it */
        *piece = other->pieces[0];
        piece->x += dx;
        piece->y += dy;
    } else {
        piece->box = other;
    }
}

static void draw_figure(struct ink *ink, const struct piece *piece, double x, double y) {
    const struct figure *figure = piece->figure;
    cairo_save(ink->cr);
    cairo_translate(ink->cr, x, y);
    figure->draw(ink, figure->data, piece->width, piece->height);
    cairo_restore(ink->cr);
}

static void draw_slanted(const struct piece *piece, struct ink *ink, double x, double y) {
    cairo_matrix_t lean;
    cairo_matrix_init(&lean, 1, 0, -piece->slant, 1, x, y);
    cairo_save(ink->cr);
    cairo_transform(ink->cr, &lean);
    ink_shaped(ink, 0, 0, piece->run, piece->size, piece->tracking, piece->colour);
    cairo_restore(ink->cr);
}

void box_draw(const struct box *box, struct ink *ink, double x, double y,
              const char *(*page_of)(void *data, const char *anchor), void *data) {
    for (size_t i = 0; i < box->n; i++) {
        const struct piece *piece = &box->pieces[i];
        double px = x + piece->x, py = y + piece->y;
        switch (piece->kind) {
        case PIECE_BOX:
            box_draw(piece->box, ink, px, py, page_of, data);
            break;
        case PIECE_TEXT:
            if (piece->slant > 0)
                draw_slanted(piece, ink, px, py);
            else
                ink_shaped(ink, px, py, piece->run, piece->size, piece->tracking, piece->colour);
            break;
        case PIECE_LATE:
            ink_text(ink, px, py, piece->face, piece->size, piece->colour, ALIGN_LEFT,
                     piece->late->words(piece->late));
            break;
        case PIECE_RECT:
            cairo_rectangle(ink->cr, px, py, piece->width, piece->height);
            ink_fill(ink, piece->colour);
            break;
        case PIECE_LINK:
            ink_link(ink, px, py, piece->width, piece->height, piece->words);
            break;
        case PIECE_ANCHOR:
            ink_anchor(ink, px, py, piece->words);
            break;
        case PIECE_BEGIN:
            ink_begin_part(ink, &piece->part);
            break;
        case PIECE_END:
            ink_end(ink);
            break;
        case PIECE_FIGURE:
            draw_figure(ink, piece, px, py);
            break;
        case PIECE_PAGE_OF: {
            const char *number = page_of ? page_of(data, piece->words) : NULL;
            if (number)
                ink_text(ink, px, py, piece->face, piece->size, piece->colour, ALIGN_RIGHT, number);
            break;
        }
        case PIECE_KIND_COUNT:        /* LCOV_EXCL_LINE */
            assert(!"no such piece"); /* LCOV_EXCL_LINE */
        }
    }
}
