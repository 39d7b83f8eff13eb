/* Lines and marks against labels in a drawing's trace (ink_trace.h): that none passes through words. A line
 * that an opaque ground covers before the words are set on it is hidden, and does not count. Include it
 * behind figure_labels.h. */
#ifndef TESTS_FIGURE_LINES_H
#define TESTS_FIGURE_LINES_H

#include "figure_labels.h"

#include <stdlib.h>

static const double INSIDE = 0.6; /* a label's box is as much larger than its letters */
static const double LARGEST_MARK = 10;

/* Whether the segment meets the quad, taken in by INSIDE on every side. Quads are turned boxes: along their
 * foot and across it they are upright. */
static inline bool segment_meets(const struct quad *quad, double x0, double y0, double x1, double y1) {
    double ax = quad->x[1] - quad->x[0], ay = quad->y[1] - quad->y[0], length = hypot(ax, ay);
    double bx = quad->x[3] - quad->x[0], by = quad->y[3] - quad->y[0], height = hypot(bx, by);
    if (length < 2 * INSIDE + 0.1 || height < 2 * INSIDE + 0.1)
        return false;
    double from[2] = {((x0 - quad->x[0]) * ax + (y0 - quad->y[0]) * ay) / length,
                      ((x0 - quad->x[0]) * bx + (y0 - quad->y[0]) * by) / height};
    double step[2] = {((x1 - x0) * ax + (y1 - y0) * ay) / length, ((x1 - x0) * bx + (y1 - y0) * by) / height};
    double low = 0, high = 1, size[2] = {length, height};
    for (int k = 0; k < 2; k++) {
        double least = INSIDE, most = size[k] - INSIDE;
        if (fabs(step[k]) < 1e-9) {
            if (from[k] < least || from[k] > most)
                return false;
            continue;
        }
        double a = (least - from[k]) / step[k], b = (most - from[k]) / step[k];
        low = fmax(low, fmin(a, b));
        high = fmin(high, fmax(a, b));
    }
    return low < high;
}

struct drawn_line {
    double x0, y0, x1, y1;
    size_t order; /* number of its line in the trace */
};
struct drawn_ground {
    double box[4];
    size_t order;
};
enum { LINES_MOST = 65536 };
struct drawn {
    struct drawn_line lines[LINES_MOST];
    struct drawn_ground grounds[LINES_MOST];
    size_t n_lines, n_grounds;
};

static inline void add_line(struct drawn *drawn, double x0, double y0, double x1, double y1, size_t order) {
    assert_true(drawn->n_lines < LINES_MOST);
    drawn->lines[drawn->n_lines++] = (struct drawn_line){x0, y0, x1, y1, order};
}

/* The steps of one path: "M x y L x y C x1 y1 x2 y2 x y Z". Curves as eight chords. */
static inline void take_steps(struct drawn *drawn, const char *at, const char *end, size_t order,
                              double box[4]) {
    double x = 0, y = 0, first_x = 0, first_y = 0;
    while (at < end) {
        char letter = *at++;
        int count = letter == 'C' ? 6 : letter == 'M' || letter == 'L' ? 2 : 0;
        double n[6] = {0};
        for (int i = 0; i < count; i++) {
            char *after;
            n[i] = strtod(at, &after);
            assert_true(after != at);
            at = after;
        }
        for (int i = 0; i < count; i++) {
            box[i % 2] = fmin(box[i % 2], n[i]);
            box[2 + i % 2] = fmax(box[2 + i % 2], n[i]);
        }
        if (letter == 'M') {
            first_x = n[0], first_y = n[1];
        } else if (letter == 'L') {
            add_line(drawn, x, y, n[0], n[1], order);
        } else if (letter == 'Z') {
            add_line(drawn, x, y, first_x, first_y, order);
            x = first_x, y = first_y;
        } else if (letter == 'C') {
            double px = x, py = y;
            for (int k = 1; k <= 8; k++) {
                double t = k / 8.0, u = 1 - t;
                double qx = u * u * u * x + 3 * u * u * t * n[0] + 3 * u * t * t * n[2] + t * t * t * n[4];
                double qy = u * u * u * y + 3 * u * u * t * n[1] + 3 * u * t * t * n[3] + t * t * t * n[5];
                add_line(drawn, px, py, qx, qy, order);
                px = qx, py = qy;
            }
        }
        if (count)
            x = n[count - 2], y = n[count - 1];
    }
}

/* Strokes are lines; so are the edges of marks; larger fills are grounds. */
static inline void read_drawn(const char *trace, struct drawn *drawn) {
    size_t order = 0;
    drawn->n_lines = drawn->n_grounds = 0;
    for (const char *line = trace; *line; line = strchr(line, '\n') + 1, order++) {
        bool stroke = strncmp(line, "stroke ", 7) == 0;
        if (!stroke && strncmp(line, "fill ", 5) != 0)
            continue;
        double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        size_t before = drawn->n_lines;
        take_steps(drawn, find_in_line(line, " : ") + 3, strchr(line, '\n'), order, box);
        if (stroke || (box[2] - box[0] < LARGEST_MARK && box[3] - box[1] < LARGEST_MARK))
            continue;
        drawn->n_lines = before;
        drawn->grounds[drawn->n_grounds++] = (struct drawn_ground){{box[0], box[1], box[2], box[3]}, order};
    }
}

static inline bool is_covered(const struct drawn *drawn, const struct quad *quad, size_t from, size_t to) {
    for (size_t i = 0; i < drawn->n_grounds; i++) {
        const struct drawn_ground *ground = &drawn->grounds[i];
        if (ground->order > from && ground->order < to && ground->box[0] <= quad->left + INSIDE &&
            ground->box[1] <= quad->top + INSIDE && ground->box[2] >= quad->right - INSIDE &&
            ground->box[3] >= quad->bottom - INSIDE)
            return true;
    }
    return false;
}

static inline void check_lines(const char *name, const char *trace) {
    static struct quad quads[QUADS_MOST];
    static struct drawn drawn;
    size_t n = read_quads(trace, quads);
    read_drawn(trace, &drawn);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < drawn.n_lines; j++) {
            const struct drawn_line *line = &drawn.lines[j];
            if (fmax(line->x0, line->x1) < quads[i].left || fmin(line->x0, line->x1) > quads[i].right ||
                fmax(line->y0, line->y1) < quads[i].top || fmin(line->y0, line->y1) > quads[i].bottom ||
                !segment_meets(&quads[i], line->x0, line->y0, line->x1, line->y1) ||
                (line->order < quads[i].order && is_covered(&drawn, &quads[i], line->order, quads[i].order)))
                continue;
            fail_msg("%s: a line passes through \"%s\" at (%.1f, %.1f)", name, quads[i].words, quads[i].x[0],
                     quads[i].y[0]);
        }
}

#endif
