/* The words at the roofline's paths: numbers at points, merged where points coincide, and names, beside a
 * lone point, under the roof, or off a leader. */
#include "roofline_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double BELOW = 9.5; /* a mark so close under one on the roof leaves no room for its number */

static bool on_roof(const struct roofline_view *view, double x, double y) {
    return view->roof > 0 && fabs(y - roofline_y(view, view->roof)) < 4 && view->ridge > 0 &&
           x > roofline_x(view, view->ridge);
}

/* Points are labelled above the slope and the roof; those of a path that stands under them, below. */
static double label_direction(const struct roofline_view *view, const struct roofline_path *path, double x,
                              double y) {
    if (on_roof(view, x, y))
        return path->under ? 270 : 90;
    return path->under ? 315 : 135;
}

/* Whether the path has a point of this label at this place. */
static bool has_point(const struct roofline_view *view, const struct roofline_path *path,
                      const struct roofline_point *point) {
    for (size_t i = 0; i < path->n_points; i++) {
        const struct roofline_point *there = &path->points[i];
        if (there->label && strcmp(there->label, point->label) == 0 &&
            hypot(roofline_x(view, there->x) - roofline_x(view, point->x),
                  roofline_y(view, there->y) - roofline_y(view, point->y)) < 7)
            return true;
    }
    return false;
}

/* Whether an earlier path has said the same at the same place, on the same side. */
static bool is_said(const struct roofline_view *view, const struct roofline_path *path,
                    const struct roofline_point *point) {
    for (const struct roofline_path *other = view->data->paths; other < path; other++)
        if (other->under == path->under && has_point(view, other, point))
            return true;
    return false;
}

/* Whether a path that is labelled below the roof says the same at the same place. */
static bool is_said_below(const struct roofline_view *view, const struct roofline_path *path,
                          const struct roofline_point *point) {
    for (size_t i = 0; i < view->data->n_paths && !path->under; i++)
        if (view->data->paths[i].under && has_point(view, &view->data->paths[i], point))
            return true;
    return false;
}

/* How far the marks of all paths whose middle is so near to a place reach round it: a ring round a dot keeps
 * its number off. */
static double radius_at(const struct roofline_view *view, double x, double y, double near) {
    double radius = 0;
    for (size_t i = 0; i < view->data->n_paths; i++)
        for (size_t j = 0; j < view->data->paths[i].n_points; j++) {
            const struct roofline_path *path = &view->data->paths[i];
            bool ring;
            double off =
                hypot(roofline_x(view, path->points[j].x) - x, roofline_y(view, path->points[j].y) - y);
            if (off < near)
                radius = fmax(radius, off + mark_radius(path->marker) * roofline_mark(view, path, j, &ring));
        }
    return radius;
}

/* What says something about all points has their colour, or ink where they differ. */
static struct colour words_colour(const struct roofline_path *path, size_t from, size_t to) {
    for (size_t i = from + 1; i < to; i++)
        if (path->points[i].colour != path->points[from].colour)
            return palette[COLOUR_INK];
    return from < to ? colour_of_words(path->points[from].colour) : palette[COLOUR_INK];
}

static struct colour name_colour(const struct roofline_path *path) {
    return words_colour(path, 0, path->n_points);
}

/* Points whose marks touch share one label, "first … last". */
void roofline_label_points(struct roofline_view *view, const struct roofline_path *path) {
    const struct roofline_point *points = path->points;
    double radius = mark_radius(path->marker);
    for (size_t from = 0, to; from < path->n_points; from = to) {
        double x = roofline_x(view, points[from].x), y = roofline_y(view, points[from].y), last_x = x,
               last_y = y;
        for (to = from + 1; to < path->n_points; to++) {
            double next_x = roofline_x(view, points[to].x), next_y = roofline_y(view, points[to].y);
            if (hypot(next_x - x, next_y - y) > 2 * radius + 3)
                break;
            last_x = next_x;
            last_y = next_y;
        }
        const char *first = points[from].label, *last = points[to - 1].label;
        if (!first || (to == from + 1 && is_said(view, path, &points[from])))
            continue;
        char words[96];
        snprintf(words, sizeof words, to > from + 1 && last ? "%.40s … %.40s" : "%.40s", first,
                 last ? last : "");
        struct note note =
            note_of(from == 0 && (first[0] < '0' || first[0] > '9') ? FACE_LABEL_BOLD : FACE_LABEL,
                    path->under ? words_colour(path, from, to) : palette[COLOUR_INK], words);
        double middle_x = (x + last_x) / 2, middle_y = (y + last_y) / 2;
        double own = radius + hypot(last_x - x, last_y - y) / 2,
               ringed = radius_at(view, middle_x, middle_y,
                                  path->under && on_roof(view, middle_x, middle_y) ? BELOW : 3);
        /* of a dot in a ring, whose number stands below, the own one only close by; right above it where the
         * ring's is the same and will do for both */
        bool shared = ringed > own + 0.1;
        double spread = !shared ? 90 : to == from + 1 && is_said_below(view, path, &points[from]) ? 10 : 45;
        label_fan(&view->field, &note, middle_x, middle_y, fmax(own, ringed),
                  label_direction(view, path, middle_x, middle_y), spread, shared ? 2 : 8);
    }
}

/* Below the number at a point, a little deeper where there is no room. */
static bool name_below(struct roofline_view *view, const struct note *note, double x, double y) {
    for (double down = 11; down < 31 && y + down + 9 < view->bottom; down += 2)
        if (label_try(&view->field, note, x, y + down))
            return true;
    return false;
}

/* The name of a path that stands under the roof: below the numbers on it, between two of them or at one; else
 * off a mark; else in the empty part of the plot, where its colour tells. */
static void label_under(struct roofline_view *view, const struct roofline_path *path) {
    if (!path->name || path->n_points == 0)
        return;
    struct note note = note_of(FACE_LABEL_BOLD, name_colour(path), path->name);
    double width, height, right = view->right - 0.01;
    note_measure(view->ink, &note, &width, &height);
    for (size_t i = path->n_points; i-- > 0;) {
        double x = roofline_x(view, path->points[i].x), y = roofline_y(view, path->points[i].y);
        double before = i ? roofline_x(view, path->points[i - 1].x) : x;
        if ((on_roof(view, before, y) && name_below(view, &note, (x + before - width) / 2, y)) ||
            name_below(view, &note, fmin(x - width / 2, right - width), y))
            return;
    }
    for (size_t i = path->n_points; i-- > 0;) {
        bool ring;
        double radius = mark_radius(path->marker) * roofline_mark(view, path, i, &ring);
        struct anchor here = {roofline_x(view, path->points[i].x), roofline_y(view, path->points[i].y)};
        if (!ring && label_led(&view->field, &note, &here, 1, radius, 315, 18, 90))
            return;
    }
    label_within(&view->field, &note, view->x.from + 4, view->top, right, view->bottom - 4, 0.8, 0.4);
}

/* What the slope and the roof allow at x. */
static double limit_at(const struct roofline_view *view, double x) {
    double slope = view->data->bandwidth_bytes_per_s > 0 ? view->data->bandwidth_bytes_per_s * x : INFINITY;
    return fmin(slope, view->roof > 0 ? view->roof : INFINITY);
}

/* Whether there is a line from this point to the next: the path's own, or the roof that both lie on. */
static bool joined(const struct roofline_view *view, const struct roofline_path *path, size_t i) {
    const struct roofline_point *a = &path->points[i], *b = a + 1;
    return path->line || (a->y > 0.98 * limit_at(view, a->x) && b->y > 0.98 * limit_at(view, b->x));
}

/* Whether the mark of any path stands here. */
static bool is_marked(const struct roofline_view *view, struct anchor anchor) {
    for (size_t i = 0; i < view->data->n_paths; i++)
        for (size_t j = 0; j < view->data->paths[i].n_points; j++) {
            const struct roofline_point *point = &view->data->paths[i].points[j];
            if (hypot(roofline_x(view, point->x) - anchor.x, roofline_y(view, point->y) - anchor.y) < 5)
                return true;
        }
    return false;
}

/* Where a leader to a path may end, from its middle outwards: on the line between two points, since marks can
 * be shared; on a mark where there is no line. Sets the radius to stay off. */
static size_t path_anchors(const struct roofline_view *view, const struct roofline_path *path,
                           struct anchor *anchors, size_t room, double *radius) {
    size_t n = 0, links = path->n_points > 1 ? path->n_points - 1 : 0;
    *radius = 0;
    for (size_t k = 0; k < links && n < room; k++) {
        size_t i = k % 2 ? links / 2 - (k + 1) / 2 : links / 2 + k / 2;
        if (i < links && joined(view, path, i)) {
            const struct roofline_point *a = &path->points[i], *b = a + 1;
            anchors[n] = (struct anchor){(roofline_x(view, a->x) + roofline_x(view, b->x)) / 2,
                                         (roofline_y(view, a->y) + roofline_y(view, b->y)) / 2};
            n += !is_marked(view, anchors[n]);
        }
    }
    if (n)
        return n;
    *radius = mark_radius(path->marker) * (path->size > 0 ? path->size : 1);
    for (size_t i = 0; i < path->n_points && n < room; i++)
        anchors[n++] =
            (struct anchor){roofline_x(view, path->points[i].x), roofline_y(view, path->points[i].y)};
    return n;
}

/* Lone points that coincide share one label, a name to a line; the first of them places it. */
static void label_lone(struct roofline_view *view, size_t i) {
    const struct roofline_path *paths = view->data->paths, *path = &paths[i];
    struct anchor here = {roofline_x(view, path->points[0].x), roofline_y(view, path->points[0].y)};
    struct note note = {0};
    double radius = 0;
    for (size_t k = 0; k < view->data->n_paths; k++) {
        if (!roofline_is_lone(&paths[k]))
            continue;
        double dx = roofline_x(view, paths[k].points[0].x) - here.x,
               dy = roofline_y(view, paths[k].points[0].y) - here.y;
        if (hypot(dx, dy) > 5)
            continue;
        if (k < i)
            return; /* said already, with the first */
        double size = paths[k].size > 0 ? paths[k].size : 1;
        radius = fmax(radius, mark_radius(paths[k].marker) * size + hypot(dx, dy));
        note_line(&note, FACE_LABEL_BOLD, name_colour(&paths[k]), paths[k].name);
    }
    /* a name on the roof hangs below it */
    double degrees = on_roof(view, here.x, here.y) ? 270 : label_direction(view, path, here.x, here.y);
    if (degrees == 270 && label_hung(&view->field, &note, here.x, here.y, radius, 120))
        return;
    if (!label_round(&view->field, &note, here.x, here.y, radius, degrees, 4))
        label_led(&view->field, &note, &here, 1, radius, degrees, 16, 220);
}

/* From right to left, as labels that hang side by side ask. */
static void label_lones(struct roofline_view *view) {
    const struct roofline_path *paths = view->data->paths;
    double before = INFINITY;
    for (;;) {
        double next = -INFINITY;
        for (size_t i = 0; i < view->data->n_paths; i++)
            if (roofline_is_lone(&paths[i]) && paths[i].points[0].x < before)
                next = fmax(next, paths[i].points[0].x);
        if (next == -INFINITY)
            return;
        for (size_t i = 0; i < view->data->n_paths; i++)
            if (roofline_is_lone(&paths[i]) && paths[i].points[0].x == next)
                label_lone(view, i);
        before = next;
    }
}

static void label_path(struct roofline_view *view, const struct roofline_path *path) {
    enum { ANCHORS_MOST = 7 };
    struct anchor anchors[ANCHORS_MOST];
    double radius;
    if (path->under)
        label_under(view, path);
    if ((!path->name && !path->remark) || path->under)
        return;
    size_t n = path_anchors(view, path, anchors, ANCHORS_MOST, &radius);
    if (n == 0)
        return;
    struct note note = {0};
    note_add(&note, FACE_LABEL_BOLD, name_colour(path), path->name);
    note_wrap(&note, view->ink, FACE_LABEL, palette[COLOUR_INK], path->remark, 132);
    const struct roofline_point *middle = &path->points[path->n_points / 2];
    double x = roofline_x(view, middle->x), y = roofline_y(view, middle->y);
    /* a path below the slope has its room below */
    bool below = y > roofline_y(view, limit_at(view, middle->x)) + 6;
    if (label_led(&view->field, &note, anchors, n, radius, below ? 330 : label_direction(view, path, x, y),
                  24, 220))
        return;
    /* no leader reaches it: where its colour tells, a single mark's above it, else below */
    if (path->n_points == 1 && label_fan(&view->field, &note, anchors[0].x, anchors[0].y, radius, 90, 60, 40))
        return;
    if (path->name && !path->remark)
        label_fan(&view->field, &note, anchors[0].x, anchors[0].y, radius, 270, 45, 40);
}

void roofline_label_names(struct roofline_view *view) {
    const struct roofline_data *data = view->data;
    /* a single point has the fewest places for its leader, so it chooses first */
    label_lones(view);
    for (int single = 1; single >= 0; single--)
        for (size_t i = 0; i < data->n_paths; i++)
            if (!roofline_is_lone(&data->paths[i]) && (data->paths[i].n_points == 1) == single)
                label_path(view, &data->paths[i]);
}
