/* See label.h. */
#include "label.h"

#include "mark.h"

#include <math.h>
#include <stdlib.h>

static const double LINE_CLEAR = 1.6, MARK_CLEAR = 1.6, LABEL_CLEAR = 3.0;
static const double LEADER_CLEAR = 1.6;
static const double GAP = 2.4, WIDE_GAP = 4.3; /* rim of a mark to its label; 1.5 mm where there is room */
static const double WIDE_REACH = 4;
static const double RADIAN = 3.14159265358979323846 / 180;

/* ---- the field ---------------------------------------------------------------------------------------- */

void field_open(struct field *field, struct ink *ink, double x0, double y0, double x1, double y1) {
    *field = (struct field){.ink = ink, .x0 = x0, .y0 = y0, .x1 = x1, .y1 = y1};
}

void field_close(struct field *field) {
    free(field->shapes);
    field->shapes = NULL;
    field->n = field->capacity = 0;
}

static struct shape shape_bounded(struct shape shape) {
    shape.box[0] = shape.box[2] = shape.x[0];
    shape.box[1] = shape.box[3] = shape.y[0];
    for (int i = 1; i < shape.n; i++) {
        double x = shape.x[i], y = shape.y[i];
        shape.box[0] = x < shape.box[0] ? x : shape.box[0];
        shape.box[1] = y < shape.box[1] ? y : shape.box[1];
        shape.box[2] = x > shape.box[2] ? x : shape.box[2];
        shape.box[3] = y > shape.box[3] ? y : shape.box[3];
    }
    return shape;
}

static struct shape shape_box(double x0, double y0, double x1, double y1, double clear) {
    return shape_bounded((struct shape){{x0, x1, x1, x0}, {y0, y0, y1, y1}, 4, clear, {0}, false});
}

static struct shape shape_segment(double x0, double y0, double x1, double y1) {
    return shape_bounded((struct shape){{x0, x1}, {y0, y1}, 2, LINE_CLEAR, {0}, false});
}

static void field_add(struct field *field, struct shape shape) {
    if (field->n == field->capacity) {
        size_t capacity = field->capacity ? 2 * field->capacity : 64;
        struct shape *grown = realloc(field->shapes, capacity * sizeof *grown);
        if (!grown) {
            ink_fail(field->ink, "out of memory for labels");
            return;
        }
        field->shapes = grown;
        field->capacity = capacity;
    }
    field->shapes[field->n++] = shape;
}

void field_segment(struct field *field, double x0, double y0, double x1, double y1) {
    field_add(field, shape_segment(x0, y0, x1, y1));
}

void field_box(struct field *field, double x0, double y0, double x1, double y1, double clear) {
    field_add(field, shape_box(x0, y0, x1, y1, clear));
}

void field_mark(struct field *field, double x, double y, double radius) {
    struct shape shape = shape_box(x - radius, y - radius, x + radius, y + radius, MARK_CLEAR);
    shape.mark = true;
    field_add(field, shape);
}

/* ---- what is free ------------------------------------------------------------------------------------- */

/* How far the two lie apart along the direction; negative where they overlap. */
static double apart_along(const struct shape *a, const struct shape *b, double dx, double dy) {
    double low_a = INFINITY, high_a = -INFINITY, low_b = INFINITY, high_b = -INFINITY;
    for (int i = 0; i < a->n; i++) {
        double at = a->x[i] * dx + a->y[i] * dy;
        low_a = at < low_a ? at : low_a;
        high_a = at > high_a ? at : high_a;
    }
    for (int i = 0; i < b->n; i++) {
        double at = b->x[i] * dx + b->y[i] * dy;
        low_b = at < low_b ? at : low_b;
        high_b = at > high_b ? at : high_b;
    }
    return low_b - high_a > low_a - high_b ? low_b - high_a : low_a - high_b;
}

/* The greatest distance that some edge of `a` (or its normal) shows between the two. Edges along an axis show
 * what the boxes have shown before. */
static double apart_by_edges(const struct shape *a, const struct shape *b) {
    double most = -INFINITY;
    for (int i = 0; i < a->n; i++) {
        double dx = a->x[(i + 1) % a->n] - a->x[i], dy = a->y[(i + 1) % a->n] - a->y[i];
        if (dx == 0 || dy == 0)
            continue;
        double length = hypot(dx, dy);
        if (length < 1e-9)
            continue; /* LCOV_EXCL_LINE: the edges of labels and bars are longer */
        most = fmax(most, apart_along(a, b, -dy / length, dx / length));
        if (a->n == 2)
            most = fmax(most, apart_along(a, b, dx / length, dy / length));
    }
    return most;
}

static bool shapes_apart(const struct shape *a, const struct shape *b, double clear) {
    if (a->box[0] - b->box[2] >= clear || b->box[0] - a->box[2] >= clear || a->box[1] - b->box[3] >= clear ||
        b->box[1] - a->box[3] >= clear)
        return true;
    return apart_by_edges(a, b) >= clear || apart_by_edges(b, a) >= clear;
}

static bool apart_from(const struct field *field, const struct shape *shape, size_t i) {
    const struct shape *other = &field->shapes[i];
    double clear = other->mark && field->wide ? WIDE_GAP - 0.1 : other->clear;
    return shapes_apart(shape, other, clear + field->air);
}

static bool shape_free(struct field *field, const struct shape *shape) {
    if (shape->box[0] < field->x0 || shape->box[1] < field->y0 || shape->box[2] > field->x1 ||
        shape->box[3] > field->y1)
        return false;
    if (field->in_way < field->n && !apart_from(field, shape, field->in_way))
        return false;
    for (size_t i = 0; i < field->n; i++)
        if (!apart_from(field, shape, i)) {
            field->in_way = i;
            return false;
        }
    return true;
}

bool field_free(struct field *field, double x0, double y0, double x1, double y1) {
    struct shape shape = shape_box(x0, y0, x1, y1, 0);
    return shape_free(field, &shape);
}

/* A leader crosses nothing, but may come nearer than a label, to lines above all. It may touch the marks that
 * it leads to, whose corners a box overstates. */
static bool leader_free(const struct field *field, const struct shape *leader, double x, double y) {
    for (size_t i = 0; i < field->n; i++) {
        const struct shape *shape = &field->shapes[i];
        bool own = shape->n == 4 && fabs((shape->box[0] + shape->box[2]) / 2 - x) < 0.5 &&
                   fabs((shape->box[1] + shape->box[3]) / 2 - y) < 0.5;
        if (!own && !shapes_apart(leader, shape, shape->clear == LABEL_CLEAR ? LEADER_CLEAR : 0.4))
            return false;
    }
    return true;
}

/* ---- labels ------------------------------------------------------------------------------------------- */

void label_put(struct field *field, const struct note *note, double x, double y) {
    double width, height;
    note_measure(field->ink, note, &width, &height);
    if (!field->dry)
        note_draw(field->ink, note, x, y);
    field->found_y = y;
    field_box(field, x, y, x + width, y + height, LABEL_CLEAR);
}

bool label_try(struct field *field, const struct note *note, double x, double y) {
    double width, height;
    note_measure(field->ink, note, &width, &height);
    if (!field_free(field, x, y, x + width, y + height))
        return false;
    label_put(field, note, x, y);
    return true;
}

/* The k-th direction to try: 0, +step, -step, +2 step, … off the preferred one. */
static double turned(double degrees, int k, double step) {
    return (degrees + (k % 2 ? 1 : -1) * ((k + 1) / 2) * step) * RADIAN;
}

static double clamp(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

/* The top left of a box that lies `distance` from (x, y) in a direction. */
static void box_beside(double x, double y, double angle, double distance, double width, double height,
                       double *left, double *top) {
    double along = cos(angle), up = sin(angle);
    *left = x + distance * along + clamp(1.5 * along, -1, 1) * width / 2 - width / 2;
    *top = y - distance * up - clamp(1.5 * up, -1, 1) * height / 2 - height / 2;
}

bool label_round(struct field *field, const struct note *note, double x, double y, double radius,
                 double degrees, double reach) {
    return label_fan(field, note, x, y, radius, degrees, 180, reach);
}

static bool fan_try(struct field *field, const struct note *note, double x, double y, double from,
                    double degrees, double spread, double reach) {
    double width, height, left, top;
    note_measure(field->ink, note, &width, &height);
    for (double off = 0; off <= reach; off += 2)
        for (int k = 0; k < 16 && (k + 1) / 2 * 22.5 <= spread; k++) {
            box_beside(x, y, turned(degrees, k, 22.5), from + off, width, height, &left, &top);
            if (field_free(field, left, top, left + width, top + height)) {
                label_put(field, note, left, top);
                return true;
            }
        }
    return false;
}

/* About where it should stand, well off all marks; else wherever there is room. */
bool label_fan(struct field *field, const struct note *note, double x, double y, double radius,
               double degrees, double spread, double reach) {
    field->wide = true;
    bool done =
        fan_try(field, note, x, y, radius + WIDE_GAP, degrees, fmin(spread, 67.5), fmin(reach, WIDE_REACH));
    field->wide = false;
    return done || fan_try(field, note, x, y, radius + GAP, degrees, spread, reach);
}

/* From the label's box to just short of the mark: from its foot or head where it lies over or under the
 * anchor, else from the middle of its nearest line. */
static struct shape leader_between(double left, double top, double width, double height, struct anchor anchor,
                                   double radius) {
    double inset = width / 5, line = fmin(3.2, height / 2);
    double beside = fmax(left - anchor.x, anchor.x - left - width);
    double over = fmax(top - anchor.y, anchor.y - top - height);
    double x = clamp(anchor.x, left + inset, left + width - inset), y = clamp(anchor.y, top, top + height);
    if (beside > 1.5 * over) {
        x = clamp(anchor.x, left, left + width);
        y = clamp(anchor.y, top + line, top + height - line);
    }
    double dx = anchor.x - x, dy = anchor.y - y, length = fmax(hypot(dx, dy), 1e-9);
    dx /= length;
    dy /= length;
    double short_by = radius + 1.4;
    return shape_segment(x + dx * 2.2, y + dy * 2.2, anchor.x - dx * short_by, anchor.y - dy * short_by);
}

static bool led_try(struct field *field, const struct note *note, double width, double height,
                    const struct anchor *anchor, double radius, double angle, double distance) {
    double left, top;
    box_beside(anchor->x, anchor->y, angle, distance, width, height, &left, &top);
    const double air = 3; /* a remark stands freer than a number */
    if (!field_free(field, left - air, top - air, left + width + air, top + height + air))
        return false;
    struct shape leader = leader_between(left, top, width, height, *anchor, radius);
    if (!leader_free(field, &leader, anchor->x, anchor->y))
        return false;
    line_draw(field->ink, leader.x[0], leader.y[0], leader.x[1], leader.y[1], palette[COLOUR_GREY], 0.4);
    field_add(field, leader);
    label_put(field, note, left, top);
    return true;
}

bool label_led(struct field *field, const struct note *note, const struct anchor *anchors, size_t n_anchors,
               double radius, double degrees, double nearest, double farthest) {
    double width, height;
    note_measure(field->ink, note, &width, &height);
    for (double distance = nearest; distance <= farthest; distance += 6)
        for (int k = 0; k < 24; k++)
            for (size_t i = 0; i < n_anchors; i++)
                if (led_try(field, note, width, height, &anchors[i], radius, turned(degrees, k, 15),
                            distance))
                    return true;
    return false;
}

bool label_hung(struct field *field, const struct note *note, double x, double y, double radius,
                double deepest) {
    double width, height, near = y + radius + GAP;
    note_measure(field->ink, note, &width, &height);
    for (int k = 0; near + k <= y + deepest; k++) {
        /* every depth twice: about the leader, then just right of it */
        double top = near + k / 2 * 2, left = k % 2 ? x + 1 : x - 2;
        struct shape leader = shape_segment(x, y + radius + 1.4, x, top - 1.4);
        bool is_led = top > near + 5;
        if (!field_free(field, left, top, left + width, top + height) ||
            (is_led && !leader_free(field, &leader, x, y)))
            continue;
        if (is_led) {
            line_draw(field->ink, x, leader.y[0], x, leader.y[1], palette[COLOUR_GREY], 0.4);
            field_add(field, leader);
        }
        label_put(field, note, left, top);
        return true;
    }
    return false;
}

/* The four corners of a turned box whose foot runs along the line. */
static struct shape along_shape(double x, double y, double dx, double dy, double width, double height) {
    double nx = dy, ny = -dx; /* upwards of the line */
    return shape_bounded((struct shape){{x, x + dx * width, x + dx * width + nx * height, x + nx * height},
                                        {y, y + dy * width, y + dy * width + ny * height, y + ny * height},
                                        4,
                                        LABEL_CLEAR,
                                        {0},
                                        false});
}

static bool along_try(struct field *field, const struct note *note, double x, double y, double dx, double dy,
                      double width, double height) {
    struct shape shape = along_shape(x, y, dx, dy, width, height);
    if (!shape_free(field, &shape))
        return false;
    cairo_save(field->ink->cr);
    cairo_translate(field->ink->cr, shape.x[3], shape.y[3]);
    cairo_rotate(field->ink->cr, atan2(dy, dx));
    note_draw(field->ink, note, 0, 0);
    cairo_restore(field->ink->cr);
    field_add(field, shape);
    return true;
}

bool label_along(struct field *field, const struct note *note, double x0, double y0, double x1, double y1,
                 double share, bool under) {
    if (x1 < x0) {
        double x = x0, y = y0;
        x0 = x1, y0 = y1, x1 = x, y1 = y;
        share = 1 - share;
    }
    double width, height, length = hypot(x1 - x0, y1 - y0);
    note_measure(field->ink, note, &width, &height);
    if (!(length >= width))
        return false;
    double dx = (x1 - x0) / length, dy = (y1 - y0) / length, room = length - width;
    /* one side near the line, the same further off (past marks on it), then the other side */
    for (int trial = 0; trial < 4; trial++) {
        double lift = LINE_CLEAR + 0.6 + (trial % 2 ? 3.6 : 0); /* a hair more than must be, for rounding */
        double off = under == (trial < 2) ? -(lift + height) : lift;
        for (int k = 0; k <= 40; k++) {
            double at = share * room + (k % 2 ? 1 : -1) * ((k + 1) / 2) * fmax(room / 20, 1);
            if (at < -1e-6 || at > room + 1e-6)
                continue;
            if (along_try(field, note, x0 + dx * at + dy * off, y0 + dy * at - dx * off, dx, dy, width,
                          height))
                return true;
        }
    }
    return false;
}

bool label_within(struct field *field, const struct note *note, double x0, double y0, double x1, double y1,
                  double share_x, double share_y) {
    enum { STEPS = 24 };
    double width, height, best = INFINITY, best_x = 0, best_y = 0;
    note_measure(field->ink, note, &width, &height);
    double room_x = x1 - x0 - width, room_y = y1 - y0 - height;
    if (!(room_x >= 0 && room_y >= 0))
        return false;
    double want_x = x0 + share_x * room_x, want_y = y0 + share_y * room_y;
    for (int i = 0; i <= STEPS; i++)
        for (int j = -1; j <= STEPS; j++) {
            double x = x0 + room_x * i / STEPS, y = j < 0 ? want_y : y0 + room_y * j / STEPS;
            if (i == 0)
                x = want_x;
            double off = hypot(x - want_x, y - want_y);
            if (off < best && field_free(field, x, y, x + width, y + height)) {
                best = off;
                best_x = x;
                best_y = y;
            }
        }
    if (best < INFINITY)
        label_put(field, note, best_x, best_y);
    return best < INFINITY;
}
