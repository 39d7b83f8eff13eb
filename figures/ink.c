/* The part of ink that every device shares: it takes finished paths off the cairo context, places text, and
 * keeps the first error. It never paints. Points, y downwards. */
#include "ink.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Past this no page reaches, and libharu would clamp silently. */
#define FARTHEST 20000.0

const struct colour palette[COLOUR_COUNT] = {
    [COLOUR_INK] = RGB(0x1a1a1a),
    [COLOUR_GREY] = RGB(0x6a6a6a),
    [COLOUR_HIDDEN] = RGB(0x8d8a86),
    [COLOUR_HAIRLINE] = RGB(0xc9c6c0),
    [COLOUR_FAINT] = RGB(0xeceae6),
    [COLOUR_PAPER] = RGB(0xffffff),
    [COLOUR_WEIGHTS] = RGB(0x0072b2),
    [COLOUR_CACHE] = RGB(0x56b4e9),
    [COLOUR_CACHE_WORDS] = RGB(0x2b86bd),
    [COLOUR_COMPUTE] = RGB(0xd55e00),
    [COLOUR_COMM] = RGB(0x009e73),
    [COLOUR_ATTENTION] = RGB(0xe69f00),
    [COLOUR_ATTENTION_WORDS] = RGB(0xb97f00),
    [COLOUR_LANE0] = RGB(0x0072b2),
    [COLOUR_LANE1] = RGB(0xe08a00),
};
_Static_assert(COLOUR_LANE1 + 1 == COLOUR_COUNT, "a colour without its value");

struct colour colour_mix(struct colour colour, struct colour towards, double share) {
    return (struct colour){colour.r + (towards.r - colour.r) * share,
                           colour.g + (towards.g - colour.g) * share,
                           colour.b + (towards.b - colour.b) * share};
}

struct colour colour_pale(struct colour colour) {
    return colour_mix(colour, palette[COLOUR_PAPER], 0.93);
}

struct colour colour_muted(struct colour colour) {
    return colour_mix(colour, palette[COLOUR_PAPER], 0.58);
}

void ink_fail(struct ink *ink, const char *format, ...) {
    if (ink->error[0])
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(ink->error, sizeof ink->error, format, args);
    va_end(args);
}

const char *ink_error(const struct ink *ink) {
    return ink->error[0] ? ink->error : NULL;
}

static bool reachable(double value) {
    return isfinite(value) && fabs(value) <= FARTHEST;
}

/* ---- paths -------------------------------------------------------------------------------------------- */

static bool step_allowed(struct ink *ink, double x, double y) {
    if (!ink->error[0] && !(isfinite(x) && isfinite(y)))
        ink_fail(ink, "a path through a point that is not a number");
    if (!ink->error[0] && !(reachable(x) && reachable(y))) {
        ink->beyond = true;
        ink_fail(ink, "a path past the end of any page (%g, %g)", x, y);
    }
    return !ink->error[0];
}

void ink_move(struct ink *ink, double x, double y) {
    if (step_allowed(ink, x, y))
        cairo_move_to(ink->cr, x, y);
}

void ink_line(struct ink *ink, double x, double y) {
    if (step_allowed(ink, x, y))
        cairo_line_to(ink->cr, x, y);
}

void ink_curve(struct ink *ink, double x1, double y1, double x2, double y2, double x3, double y3) {
    if (step_allowed(ink, x1, y1) && step_allowed(ink, x2, y2) && step_allowed(ink, x3, y3))
        cairo_curve_to(ink->cr, x1, y1, x2, y2, x3, y3);
}

void ink_close(struct ink *ink) {
    cairo_close_path(ink->cr);
}

void ink_rectangle(struct ink *ink, double x, double y, double width, double height) {
    if (step_allowed(ink, x, y) && step_allowed(ink, x + width, y + height))
        cairo_rectangle(ink->cr, x, y, width, height);
}

void ink_circle(struct ink *ink, double x, double y, double radius) {
    if (!step_allowed(ink, x - radius, y - radius) || !step_allowed(ink, x + radius, y + radius))
        return;
    cairo_new_sub_path(ink->cr);
    cairo_arc(ink->cr, x, y, radius, 0, 2 * 3.14159265358979323846);
    cairo_close_path(ink->cr);
}

/* The path so far in points of the page, and none left behind. NULL when there is nothing to paint. */
static cairo_path_t *path_take(struct ink *ink) {
    cairo_path_t *path = NULL;
    if (!ink->error[0]) {
        cairo_matrix_t user;
        cairo_get_matrix(ink->cr, &user);
        cairo_identity_matrix(ink->cr);
        path = cairo_copy_path(ink->cr);
        cairo_set_matrix(ink->cr, &user);
        if (path->status || cairo_status(ink->cr))
            ink_fail(ink, "a path: %s",
                     cairo_status_to_string(path->status ? path->status : cairo_status(ink->cr)));
    }
    cairo_new_path(ink->cr);
    for (int i = 0; path && !ink->error[0] && i < path->num_data; i += path->data[i].header.length)
        for (int j = 1; j < path->data[i].header.length; j++)
            step_allowed(ink, path->data[i + j].point.x, path->data[i + j].point.y);
    if (path && (ink->error[0] || path->num_data == 0)) {
        cairo_path_destroy(path);
        path = NULL;
    }
    return path;
}

/* How much the transform in force enlarges lengths. */
static double enlargement(struct ink *ink) {
    cairo_matrix_t user;
    cairo_get_matrix(ink->cr, &user);
    return sqrt(fabs(user.xx * user.yy - user.xy * user.yx));
}

static bool colour_allowed(struct ink *ink, struct colour colour) {
    if (!(colour.r >= 0 && colour.r <= 1 && colour.g >= 0 && colour.g <= 1 && colour.b >= 0 && colour.b <= 1))
        ink_fail(ink, "a colour out of range (%g, %g, %g)", colour.r, colour.g, colour.b);
    return !ink->error[0];
}

void ink_stroke(struct ink *ink, const struct pen *pen) {
    cairo_path_t *path = path_take(ink);
    if (!path)
        return;
    struct pen scaled = *pen;
    double by = enlargement(ink);
    scaled.width *= by;
    for (int i = 0; i < pen->n_dash; i++)
        scaled.dash[i] *= by;
    if (!(reachable(scaled.width) && scaled.width > 0))
        ink_fail(ink, "a line %g points wide", scaled.width);
    if (colour_allowed(ink, pen->colour) && ink->device->stroke)
        ink->device->stroke(ink, path, &scaled);
    cairo_path_destroy(path);
}

void ink_fill(struct ink *ink, struct colour colour) {
    cairo_path_t *path = path_take(ink);
    if (!path)
        return;
    if (colour_allowed(ink, colour) && ink->device->fill)
        ink->device->fill(ink, path, colour);
    cairo_path_destroy(path);
}

/* ---- text --------------------------------------------------------------------------------------------- */

void ink_shaped(struct ink *ink, double x, double y, const struct shaped *run, double size, double tracking,
                struct colour colour) {
    if (ink->error[0] || run->n_glyphs == 0)
        return;
    if (!(reachable(x) && reachable(y) && reachable(size) && size > 0 && reachable(tracking))) {
        ink->beyond = !ink->error[0];
        ink_fail(ink, "\"%.40s\" at (%g, %g), size %g", run->text, x, y, size);
        return;
    }
    cairo_matrix_t user, matrix;
    cairo_get_matrix(ink->cr, &user);
    cairo_matrix_init(&matrix, size, 0, 0, -size, x, y);
    cairo_matrix_multiply(&matrix, &matrix, &user);
    if (!(reachable(matrix.x0) && reachable(matrix.y0))) {
        ink->beyond = !ink->error[0];
        ink_fail(ink, "\"%.40s\" at (%g, %g) of the page", run->text, matrix.x0, matrix.y0);
        return;
    }
    if (colour_allowed(ink, colour) && ink->device->text)
        ink->device->text(ink, run, &matrix, tracking, colour);
}

double ink_text(struct ink *ink, double x, double y, enum face face, double size, struct colour colour,
                enum align align, const char *utf8) {
    const struct shaped *run = fonts_shape(ink->fonts, face, utf8, strlen(utf8));
    double width = run->width * size;
    ink_shaped(ink, x - align_before(align, width), y, run, size, 0, colour);
    return width;
}

double ink_measure(struct ink *ink, enum face face, double size, const char *utf8) {
    return fonts_width(ink->fonts, face, size, utf8);
}

/* ---- structure ---------------------------------------------------------------------------------------- */

void ink_link(struct ink *ink, double x, double y, double width, double height, const char *target) {
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        double cx = x + (corner & 1 ? width : 0), cy = y + (corner & 2 ? height : 0);
        cairo_user_to_device(ink->cr, &cx, &cy);
        if (!step_allowed(ink, cx, cy))
            return;
        box[0] = fmin(box[0], cx);
        box[1] = fmin(box[1], cy);
        box[2] = fmax(box[2], cx);
        box[3] = fmax(box[3], cy);
    }
    if (ink->device->link)
        ink->device->link(ink, box, target);
}

void ink_anchor(struct ink *ink, double x, double y, const char *name) {
    cairo_user_to_device(ink->cr, &x, &y);
    if (step_allowed(ink, x, y) && ink->device->anchor)
        ink->device->anchor(ink, x, y, name);
}

void ink_begin_part(struct ink *ink, const struct ink_part *part) {
    if (!ink->error[0] && ink->device->begin)
        ink->device->begin(ink, part);
}

void ink_end(struct ink *ink) {
    if (!ink->error[0] && ink->device->end)
        ink->device->end(ink);
}
