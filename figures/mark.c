/* See mark.h. */
#include "mark.h"

#include <math.h>

static const double radii[] = {
    [MARK_CIRCLE] = 2.4, [MARK_SQUARE] = 2.2, [MARK_DIAMOND] = 3.1, [MARK_TRIANGLE] = 2.7};
_Static_assert(sizeof radii / sizeof *radii == MARK_COUNT, "a marker without its size");

static const double rim = 0.75, hollow_line = 1.0;

double mark_radius(enum marker marker) {
    return radii[marker];
}

static void outline(struct ink *ink, enum marker marker, double x, double y, double r) {
    switch (marker) {
    case MARK_SQUARE:
        ink_rectangle(ink, x - r, y - r, 2 * r, 2 * r);
        return;
    case MARK_DIAMOND:
        ink_move(ink, x, y - r);
        ink_line(ink, x + r, y);
        ink_line(ink, x, y + r);
        ink_line(ink, x - r, y);
        ink_close(ink);
        return;
    case MARK_TRIANGLE:
        ink_move(ink, x, y - r);
        ink_line(ink, x + r, y + 0.75 * r);
        ink_line(ink, x - r, y + 0.75 * r);
        ink_close(ink);
        return;
    default:
        ink_circle(ink, x, y, r);
    }
}

/* A rim of even breadth needs more where corners are sharp. */
static double rim_of(enum marker marker) {
    return marker == MARK_DIAMOND ? rim * 1.414 : marker == MARK_TRIANGLE ? rim * 1.7 : rim;
}

void mark_filled(struct ink *ink, enum marker marker, double x, double y, double size, struct colour colour) {
    double r = radii[marker] * size;
    outline(ink, marker, x, y, r + rim_of(marker));
    ink_fill(ink, palette[COLOUR_PAPER]);
    outline(ink, marker, x, y, r);
    ink_fill(ink, colour);
}

void mark_hollow(struct ink *ink, enum marker marker, double x, double y, double size, struct colour colour) {
    double r = radii[marker] * size;
    struct pen pen = {.colour = colour, .width = hollow_line};
    outline(ink, marker, x, y, r + rim_of(marker));
    ink_fill(ink, palette[COLOUR_PAPER]);
    outline(ink, marker, x, y, r);
    ink_stroke(ink, &pen);
}

void mark_ring(struct ink *ink, enum marker marker, double x, double y, double size, struct colour colour) {
    struct pen pen = {.colour = colour, .width = hollow_line};
    outline(ink, marker, x, y, radii[marker] * size);
    ink_stroke(ink, &pen);
}

void line_draw(struct ink *ink, double x0, double y0, double x1, double y1, struct colour colour,
               double width) {
    struct pen pen = {.colour = colour, .width = width};
    ink_move(ink, x0, y0);
    ink_line(ink, x1, y1);
    ink_stroke(ink, &pen);
}

void line_dashed(struct ink *ink, double x0, double y0, double x1, double y1, struct colour colour,
                 double width) {
    struct pen pen = {.colour = colour, .width = width, .dash = {2, 2}, .n_dash = 2};
    ink_move(ink, x0, y0);
    ink_line(ink, x1, y1);
    ink_stroke(ink, &pen);
}

void box_fill(struct ink *ink, double x, double y, double width, double height, struct colour colour) {
    ink_rectangle(ink, x, y, width, height);
    ink_fill(ink, colour);
}

void box_outline(struct ink *ink, double x, double y, double width, double height, struct colour colour,
                 double line) {
    struct pen pen = {.colour = colour, .width = line};
    ink_rectangle(ink, x + line / 2, y + line / 2, width - line, height - line);
    ink_stroke(ink, &pen);
}

void arrow_head(struct ink *ink, double x, double y, double dx, double dy, double size,
                struct colour colour) {
    double length = hypot(dx, dy);
    if (length <= 0)
        return;
    dx /= length;
    dy /= length;
    double bx = x - dx * size, by = y - dy * size, half = size * 0.36;
    ink_move(ink, x, y);
    ink_line(ink, bx - dy * half, by + dx * half);
    ink_line(ink, bx + dy * half, by - dx * half);
    ink_close(ink);
    ink_fill(ink, colour);
}

void arrow_draw(struct ink *ink, double x0, double y0, double x1, double y1, struct colour colour,
                double width) {
    double size = 3.2 + width * 1.2, length = hypot(x1 - x0, y1 - y0);
    double keep = length > size ? 1 - 0.8 * size / length : 0;
    line_draw(ink, x0, y0, x0 + (x1 - x0) * keep, y0 + (y1 - y0) * keep, colour, width);
    arrow_head(ink, x1, y1, x1 - x0, y1 - y0, size, colour);
}

struct colour colour_of_words(int palette_index) {
    if (palette_index == COLOUR_CACHE)
        return palette[COLOUR_CACHE_WORDS];
    if (palette_index == COLOUR_ATTENTION || palette_index == COLOUR_LANE1)
        return palette[COLOUR_ATTENTION_WORDS];
    return palette[palette_index];
}
