/* See roofline.h. */
#include "roofline.h"

#include "frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct roofline_words roofline_words_en = {.y_name = "TFLOP/s, one accelerator",
                                                 .x_name = "FLOP for each byte read →",
                                                 .memory_bound = "memory-bound",
                                                 .compute_bound = "compute-bound",
                                                 .bound = "bound ",
                                                 .by_weights = "by the weights",
                                                 .by_cache = "by the cache",
                                                 .by_compute = "by compute",
                                                 .by_exchange = "by the exchange",
                                                 .comma = ", "};
const struct roofline_words roofline_words_zh = {.y_name = "TFLOP/s，单个加速器",
                                                 .x_name = "每读一字节的 FLOP →",
                                                 .memory_bound = "受内存限制",
                                                 .compute_bound = "受算力限制",
                                                 .bound = "受限于",
                                                 .by_weights = "权重",
                                                 .by_cache = "缓存",
                                                 .by_compute = "算力",
                                                 .by_exchange = "通信",
                                                 .comma = "、"};

static const double TERA = 1e12, ROOF = 1.8, OTHER = 0.75, PATH_LINE = 0.8;

struct view {
    struct ink *ink;
    const struct roofline_data *data;
    const struct roofline_words *words;
    struct scale x, y;
    struct field field;
    double top, right, bottom; /* of the plot */
    double roof, ridge;        /* FLOP/s, FLOP/byte; ridge 0: none */
};

static double at_x(const struct view *view, double value) {
    return scale_at(&view->x, value);
}

static double at_y(const struct view *view, double value) {
    return scale_at(&view->y, value);
}

/* ---- ranges ------------------------------------------------------------------------------------------- */

static void widen(double value, double *least, double *greatest) {
    if (value > 0 && isfinite(value)) {
        *least = fmin(*least, value);
        *greatest = fmax(*greatest, value);
    }
}

/* A single point that is to be named beside it. */
static bool is_lone(const struct roofline_path *path) {
    return path->n_points == 1 && path->name && !path->remark;
}

static void ranges(struct view *view, double *x0, double *x1, double *y0, double *y1) {
    const struct roofline_data *data = view->data;
    double bandwidth = data->bandwidth_bytes_per_s;
    *x0 = *y0 = INFINITY;
    *x1 = *y1 = 0;
    for (size_t i = 0; i < data->n_ceilings; i++) {
        widen(data->ceilings[i].flops_per_s, y0, y1);
        if (bandwidth > 0 && i == data->main)
            widen(data->ceilings[i].flops_per_s / bandwidth, x0, x1);
    }
    for (size_t i = 0; i < data->n_paths; i++)
        for (size_t j = 0; j < data->paths[i].n_points; j++) {
            widen(data->paths[i].points[j].x, x0, x1);
            widen(data->paths[i].points[j].y, y0, y1);
        }
    for (size_t i = 0; i < data->n_strips; i++)
        for (size_t j = 0; j < data->strips[i].n_points; j++)
            widen(data->strips[i].points[j].x, x0, x1);
    if (!(*x1 > 0))
        *x0 = *x1 = 1;
    /* room for the slope before the first point, for the roof behind the ridge */
    *x0 = nice_below(*x0 / (view->right < 400 ? 2.6 : 1.6));
    double named = 0;
    for (size_t i = 0; i < data->n_paths; i++)
        if (is_lone(&data->paths[i]))
            named = fmax(named, data->paths[i].points[0].x);
    *x1 = fmax(*x1 * 1.8,
               fmax(view->ridge * 6, named > view->ridge ? named * (view->right < 400 ? 30 : 8) : 0));
    if (bandwidth > 0)
        *y0 = fmin(*y0, bandwidth * *x0);
    if (!(*y1 > 0))
        *y0 = *y1 = 1;
    *y0 *= 0.75;
    double next = nice_above(*y1 / TERA) * TERA;
    *y1 = next < *y1 * 1.3 ? next : *y1;
}

static void view_open(struct view *view, struct ink *ink, const struct roofline_data *data, double width,
                      double height) {
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &roofline_words_en;
    if (data->main < data->n_ceilings)
        view->roof = data->ceilings[data->main].flops_per_s;
    if (view->roof > 0 && data->bandwidth_bytes_per_s > 0)
        view->ridge = view->roof / data->bandwidth_bytes_per_s;
    double strips = data->n_strips ? 17 + 14 * (double)data->n_strips : 0;
    view->top = 26;
    view->right = width;
    view->bottom = height - strips - 26;
    double x0, x1, y0, y1;
    ranges(view, &x0, &x1, &y0, &y1);
    view->y = (struct scale){true, y0, y1 * 1.001, view->bottom, view->top};
    struct axis axis = {.scale = view->y, .unit = TERA};
    double left = fmax(frame_y_room(ink, &axis), 28);
    for (size_t i = 0; i < data->n_strips; i++)
        if (data->strips[i].name)
            left = fmax(left, ink_measure(ink, FACE_LABEL, LABEL_SIZE, data->strips[i].name) + 6.6);
    view->x = (struct scale){true, x0, x1, left, width};
    field_open(&view->field, ink, 0, 0, width, height);
}

/* ---- zones, roof, axes -------------------------------------------------------------------------------- */

static void draw_zones(struct view *view) {
    if (!(view->ridge > 0))
        return;
    double left = view->x.from, ridge = at_x(view, view->ridge), roof = at_y(view, view->roof);
    double foot = at_y(view, view->data->bandwidth_bytes_per_s * view->x.low);
    ink_move(view->ink, left, view->bottom);
    ink_line(view->ink, left, foot);
    ink_line(view->ink, ridge, roof);
    ink_line(view->ink, ridge, view->bottom);
    ink_close(view->ink);
    ink_fill(view->ink, colour_pale(palette[COLOUR_WEIGHTS]));
    box_fill(view->ink, ridge, roof, view->right - ridge, view->bottom - roof,
             colour_pale(palette[COLOUR_COMPUTE]));
}

static void draw_line(struct view *view, double x0, double y0, double x1, double y1, int colour,
                      double width) {
    line_draw(view->ink, x0, y0, x1, y1, palette[colour], width);
    field_segment(&view->field, x0, y0, x1, y1);
}

/* Where a ceiling meets the slope, within the plot. */
static double ridge_of(const struct view *view, double flops_per_s) {
    double bandwidth = view->data->bandwidth_bytes_per_s;
    return at_x(view, bandwidth > 0 ? flops_per_s / bandwidth : view->x.low);
}

static void draw_ceiling(struct view *view, const struct roofline_ceiling *ceiling) {
    double y = at_y(view, ceiling->flops_per_s), x = ridge_of(view, ceiling->flops_per_s);
    bool higher = ceiling->flops_per_s > view->roof * 1.0001;
    int colour = higher ? COLOUR_COMPUTE : COLOUR_HAIRLINE;
    if (higher && view->ridge > 0) {
        draw_line(view, at_x(view, view->ridge), at_y(view, view->roof), x, y, colour, OTHER);
        if (x < view->right - 1) {
            line_dashed(view->ink, x, y, x, view->bottom, palette[COLOUR_HIDDEN], 0.5);
            field_segment(&view->field, x, y, x, view->bottom);
        }
    }
    if (x < view->right - 1)
        draw_line(view, x, y, view->right, y, colour, OTHER);
}

static void draw_roof(struct view *view) {
    const struct roofline_data *data = view->data;
    for (size_t i = 0; i < data->n_ceilings; i++)
        if (i != data->main && data->ceilings[i].flops_per_s > 0)
            draw_ceiling(view, &data->ceilings[i]);
    if (!(view->ridge > 0))
        return;
    double ridge = at_x(view, view->ridge), roof = at_y(view, view->roof);
    line_draw(view->ink, ridge, roof, ridge, view->bottom, palette[COLOUR_INK], 0.7);
    field_segment(&view->field, ridge, roof, ridge, view->bottom);
    double foot = at_y(view, data->bandwidth_bytes_per_s * view->x.low);
    draw_line(view, ridge, roof, view->right, roof, COLOUR_COMPUTE, ROOF);
    draw_line(view, view->x.from, foot, ridge, roof, COLOUR_WEIGHTS, ROOF);
}

static void draw_axes(struct view *view) {
    enum { MARKS_MOST = 8 };
    const struct roofline_data *data = view->data;
    struct axis_mark marks[MARKS_MOST];
    size_t n = 0;
    if (view->ridge > 0)
        marks[n++] = (struct axis_mark){view->ridge, NULL, COLOUR_INK, true};
    for (size_t i = 0; i < data->n_ceilings && n < MARKS_MOST && view->ridge > 0; i++) {
        double flops = data->ceilings[i].flops_per_s;
        if (i != data->main && flops > view->roof * 1.0001 &&
            flops / data->bandwidth_bytes_per_s < view->x.high)
            marks[n++] = (struct axis_mark){flops / data->bandwidth_bytes_per_s, NULL, COLOUR_HIDDEN, false};
    }
    struct axis x = {.scale = view->x,
                     .across = view->bottom,
                     .name = view->words->x_name,
                     .name_x = view->right,
                     .name_y = view->bottom + 22.4,
                     .marks = marks,
                     .n_marks = n};
    struct axis y = {.scale = view->y,
                     .across = view->x.from,
                     .name = view->words->y_name,
                     .name_x = 0,
                     .name_y = 6,
                     .unit = TERA};
    frame_x(view->ink, &x, &view->field);
    frame_y(view->ink, &y, &view->field);
    field_segment(&view->field, view->x.from, view->bottom, view->x.from, view->top);
    field_segment(&view->field, view->x.from, view->bottom, view->right, view->bottom);
    field_box(&view->field, 0, 0, ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, y.name), 8, 2);
}

/* ---- paths -------------------------------------------------------------------------------------------- */

static void draw_path(struct view *view, const struct roofline_path *path) {
    for (size_t i = 0; i + 1 < path->n_points && path->line; i++)
        draw_line(view, at_x(view, path->points[i].x), at_y(view, path->points[i].y),
                  at_x(view, path->points[i + 1].x), at_y(view, path->points[i + 1].y), path->colour,
                  PATH_LINE);
    for (size_t i = 0; i < path->n_points; i++) {
        const struct roofline_point *point = &path->points[i];
        double x = at_x(view, point->x), y = at_y(view, point->y);
        double size = path->size > 0 ? path->size : 1;
        (path->hollow ? mark_hollow : mark_filled)(view->ink, path->marker, x, y, size,
                                                   palette[point->colour]);
        field_mark(&view->field, x, y, mark_radius(path->marker) * size);
    }
}

/* Points on the slope are labelled up and to the left, those on the roof below. */
static double label_direction(const struct view *view, double x, double y) {
    bool on_roof = view->roof > 0 && fabs(y - at_y(view, view->roof)) < 4 && view->ridge > 0 &&
                   x > at_x(view, view->ridge);
    return on_roof ? 270 : 135;
}

/* Whether an earlier path has said the same at the same place. */
static bool is_said(const struct view *view, const struct roofline_path *path,
                    const struct roofline_point *point) {
    for (const struct roofline_path *other = view->data->paths; other < path; other++)
        for (size_t j = 0; j < other->n_points; j++) {
            const struct roofline_point *there = &other->points[j];
            if (there->label && strcmp(there->label, point->label) == 0 &&
                hypot(at_x(view, there->x) - at_x(view, point->x),
                      at_y(view, there->y) - at_y(view, point->y)) < 7)
                return true;
        }
    return false;
}

/* Points whose marks touch share one label, "first … last". */
static void label_points(struct view *view, const struct roofline_path *path) {
    const struct roofline_point *points = path->points;
    double radius = mark_radius(path->marker);
    for (size_t from = 0, to; from < path->n_points; from = to) {
        double x = at_x(view, points[from].x), y = at_y(view, points[from].y), last_x = x, last_y = y;
        for (to = from + 1; to < path->n_points; to++) {
            double next_x = at_x(view, points[to].x), next_y = at_y(view, points[to].y);
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
                    palette[COLOUR_INK], words);
        double middle_x = (x + last_x) / 2, middle_y = (y + last_y) / 2;
        label_round(&view->field, &note, middle_x, middle_y, radius + hypot(last_x - x, last_y - y) / 2,
                    label_direction(view, middle_x, middle_y), 8);
    }
}

/* A name without a remark stands below the numbers of points on the roof, between two of them, unled. */
static bool label_under_roof(struct view *view, const struct roofline_path *path) {
    if (path->remark || !path->name || path->n_points == 0)
        return false;
    struct note note = note_of(FACE_LABEL_BOLD, colour_of_words(path->colour), path->name);
    double width, height;
    note_measure(view->ink, &note, &width, &height);
    for (size_t i = path->n_points; i-- > 0;) {
        const struct roofline_point *point = &path->points[i], *before = i ? point - 1 : point;
        double x = (at_x(view, point->x) + at_x(view, before->x)) / 2;
        double y = fmax(at_y(view, point->y), at_y(view, before->y));
        if (label_direction(view, at_x(view, point->x), y) == 270 &&
            label_try(&view->field, &note, x - width / 2, y + 15))
            return true;
    }
    return false;
}

/* What the slope and the roof allow at x. */
static double limit_at(const struct view *view, double x) {
    double slope = view->data->bandwidth_bytes_per_s > 0 ? view->data->bandwidth_bytes_per_s * x : INFINITY;
    return fmin(slope, view->roof > 0 ? view->roof : INFINITY);
}

/* Whether there is a line from this point to the next: the path's own, or the roof that both lie on. */
static bool joined(const struct view *view, const struct roofline_path *path, size_t i) {
    const struct roofline_point *a = &path->points[i], *b = a + 1;
    return path->line || (a->y > 0.98 * limit_at(view, a->x) && b->y > 0.98 * limit_at(view, b->x));
}

/* Whether the mark of any path stands here. */
static bool is_marked(const struct view *view, struct anchor anchor) {
    for (size_t i = 0; i < view->data->n_paths; i++)
        for (size_t j = 0; j < view->data->paths[i].n_points; j++) {
            const struct roofline_point *point = &view->data->paths[i].points[j];
            if (hypot(at_x(view, point->x) - anchor.x, at_y(view, point->y) - anchor.y) < 5)
                return true;
        }
    return false;
}

/* Where a leader to a path may end, from its middle outwards: on the line between two points, since marks can
 * be shared; on a mark where there is no line. Sets the radius to stay off. */
static size_t path_anchors(const struct view *view, const struct roofline_path *path, struct anchor *anchors,
                           size_t room, double *radius) {
    size_t n = 0, links = path->n_points > 1 ? path->n_points - 1 : 0;
    *radius = 0;
    for (size_t k = 0; k < links && n < room; k++) {
        size_t i = k % 2 ? links / 2 - (k + 1) / 2 : links / 2 + k / 2;
        if (i < links && joined(view, path, i)) {
            const struct roofline_point *a = &path->points[i], *b = a + 1;
            anchors[n] = (struct anchor){(at_x(view, a->x) + at_x(view, b->x)) / 2,
                                         (at_y(view, a->y) + at_y(view, b->y)) / 2};
            n += !is_marked(view, anchors[n]);
        }
    }
    if (n)
        return n;
    *radius = mark_radius(path->marker) * (path->size > 0 ? path->size : 1);
    for (size_t i = 0; i < path->n_points && n < room; i++)
        anchors[n++] = (struct anchor){at_x(view, path->points[i].x), at_y(view, path->points[i].y)};
    return n;
}

/* Lone points that coincide share one label, a name to a line; the first of them places it. */
static void label_lone(struct view *view, size_t i) {
    const struct roofline_path *paths = view->data->paths, *path = &paths[i];
    struct anchor here = {at_x(view, path->points[0].x), at_y(view, path->points[0].y)};
    struct note note = {0};
    double radius = 0;
    for (size_t k = 0; k < view->data->n_paths; k++) {
        if (!is_lone(&paths[k]))
            continue;
        double dx = at_x(view, paths[k].points[0].x) - here.x, dy = at_y(view, paths[k].points[0].y) - here.y;
        if (hypot(dx, dy) > 5)
            continue;
        if (k < i)
            return; /* said already, with the first */
        double size = paths[k].size > 0 ? paths[k].size : 1;
        radius = fmax(radius, mark_radius(paths[k].marker) * size + hypot(dx, dy));
        note_line(&note, FACE_LABEL_BOLD, colour_of_words(paths[k].colour), paths[k].name);
    }
    double degrees = label_direction(view, here.x, here.y);
    if (degrees == 270 && label_hung(&view->field, &note, here.x, here.y, radius, 120))
        return;
    if (!label_round(&view->field, &note, here.x, here.y, radius, degrees, 4))
        label_led(&view->field, &note, &here, 1, radius, degrees, 16, 220);
}

/* From right to left, as labels that hang side by side ask. */
static void label_lones(struct view *view) {
    const struct roofline_path *paths = view->data->paths;
    double before = INFINITY;
    for (;;) {
        double next = -INFINITY;
        for (size_t i = 0; i < view->data->n_paths; i++)
            if (is_lone(&paths[i]) && paths[i].points[0].x < before)
                next = fmax(next, paths[i].points[0].x);
        if (next == -INFINITY)
            return;
        for (size_t i = 0; i < view->data->n_paths; i++)
            if (is_lone(&paths[i]) && paths[i].points[0].x == next)
                label_lone(view, i);
        before = next;
    }
}

static void label_path(struct view *view, const struct roofline_path *path) {
    enum { ANCHORS_MOST = 7 };
    struct anchor anchors[ANCHORS_MOST];
    double radius;
    if ((!path->name && !path->remark) || label_under_roof(view, path))
        return;
    size_t n = path_anchors(view, path, anchors, ANCHORS_MOST, &radius);
    if (n == 0)
        return;
    struct note note = {0};
    note_add(&note, FACE_LABEL_BOLD, colour_of_words(path->colour), path->name);
    note_wrap(&note, view->ink, FACE_LABEL, palette[COLOUR_INK], path->remark, 132);
    const struct roofline_point *middle = &path->points[path->n_points / 2];
    double x = at_x(view, middle->x), y = at_y(view, middle->y);
    /* a path below the slope has its room below */
    bool below = y > at_y(view, limit_at(view, middle->x)) + 6;
    label_led(&view->field, &note, anchors, n, radius, below ? 330 : label_direction(view, x, y), 24, 220);
}

/* ---- words in the plot -------------------------------------------------------------------------------- */

static void label_ceiling(struct view *view, size_t i) {
    const struct roofline_ceiling *ceiling = &view->data->ceilings[i];
    bool lower = ceiling->flops_per_s < view->roof * 0.9999;
    struct colour colour = palette[lower ? COLOUR_GREY : COLOUR_INK];
    struct note note = {0};
    char value[80];
    snprintf(value, sizeof value, " %s", ceiling->value ? ceiling->value : "");
    note_add(&note, lower ? FACE_LABEL : FACE_LABEL_BOLD, colour, ceiling->name);
    note_add(&note, FACE_LABEL, colour, value);
    double y = at_y(view, ceiling->flops_per_s);
    label_along(&view->field, &note, ridge_of(view, ceiling->flops_per_s), y, view->right, y, 1, lower);
}

static void label_slope(struct view *view) {
    const struct roofline_data *data = view->data;
    if (!(view->ridge > 0))
        return;
    struct note note = {0};
    char value[80];
    snprintf(value, sizeof value, " %s", data->bandwidth_value ? data->bandwidth_value : "");
    note_add(&note, FACE_LABEL_BOLD, palette[COLOUR_WEIGHTS], data->bandwidth_name);
    note_add(&note, FACE_LABEL, palette[COLOUR_WEIGHTS], value);
    double foot = at_y(view, data->bandwidth_bytes_per_s * view->x.low);
    double x1 = at_x(view, view->ridge), y1 = at_y(view, view->roof);
    /* between the first marks, else further off the line, past their numbers */
    if (!label_along(&view->field, &note, view->x.from, foot, x1, y1, 0.3, false))
        label_along(&view->field, &note, view->x.from - 9, foot - 9, x1 - 9, y1 - 9, 0.3, false);
}

static void label_zones(struct view *view) {
    if (!(view->ridge > 0))
        return;
    double ridge = at_x(view, view->ridge);
    struct note memory = note_of(FACE_LABEL, palette[COLOUR_WEIGHTS], view->words->memory_bound);
    struct note compute = note_of(FACE_LABEL, palette[COLOUR_COMPUTE], view->words->compute_bound);
    memory.size = compute.size = 7.6;
    double top = view->bottom - 60;
    label_within(&view->field, &memory, view->x.from + 4, top, ridge - 3, view->bottom - 4, 0.55, 0.92);
    label_within(&view->field, &compute, ridge + 3, top, view->right, view->bottom - 4, 0.5, 0.92);
}

/* ---- strips ------------------------------------------------------------------------------------------- */

static void draw_strip(struct view *view, const struct roofline_strip *strip, double y) {
    if (strip->name) {
        double width = ink_text(view->ink, view->x.from - 6.6, y + 0.36 * LABEL_SIZE, FACE_LABEL, LABEL_SIZE,
                                palette[COLOUR_INK], ALIGN_RIGHT, strip->name);
        field_box(&view->field, view->x.from - 6.6 - width, y - 3, view->x.from - 6.6, y + 4, 2);
    }
    double radius = mark_radius(strip->marker) * 0.85;
    for (size_t i = 0; i + 1 < strip->n_points; i++)
        draw_line(view, at_x(view, strip->points[i].x), y, at_x(view, strip->points[i + 1].x), y,
                  COLOUR_HAIRLINE, 0.5);
    for (size_t i = 0; i < strip->n_points; i++) {
        double x = at_x(view, strip->points[i].x);
        mark_filled(view->ink, strip->marker, x, y, 0.85, palette[strip->points[i].colour]);
        field_mark(&view->field, x, y, radius);
    }
}

static void label_strip(struct view *view, const struct roofline_strip *strip, double y) {
    if (strip->n_points == 0)
        return;
    const struct roofline_point *first = &strip->points[0], *last = &strip->points[strip->n_points - 1];
    double radius = mark_radius(strip->marker);
    double first_x = at_x(view, first->x), last_x = at_x(view, last->x);
    struct note end = {0};
    note_add(&end, FACE_LABEL, palette[COLOUR_INK], last->label);
    note_add(&end, FACE_LABEL, palette[COLOUR_GREY], strip->suffix);
    double width, height;
    note_measure(view->ink, &end, &width, &height);
    /* to the right, stepping over the ridge where that is in the way */
    for (double x = fmax(first_x, last_x) + radius + 3; end.n_spans && x + width <= view->right; x += 2)
        if (label_try(&view->field, &end, x, y - height / 2))
            break;
    struct note start = note_of(FACE_LABEL, palette[COLOUR_GREY], first->label);
    note_measure(view->ink, &start, &width, &height);
    if (start.n_spans && strip->n_points > 1)
        label_try(&view->field, &start, fmin(first_x, last_x) - radius - 4 - width, y - height / 2);
}

/* "bound by the weights, by the cache, by compute": of those that occur. */
static struct note legend(const struct view *view) {
    static const int colours[] = {COLOUR_WEIGHTS, COLOUR_CACHE, COLOUR_COMPUTE, COLOUR_COMM};
    const struct roofline_words *words = view->words;
    const char *by[] = {words->by_weights, words->by_cache, words->by_compute, words->by_exchange};
    struct note note = {0};
    int shown = 0;
    struct colour before = palette[COLOUR_INK];
    for (size_t c = 0; c < sizeof colours / sizeof *colours; c++) {
        bool occurs = false;
        for (size_t i = 0; i < view->data->n_strips; i++)
            for (size_t j = 0; j < view->data->strips[i].n_points; j++)
                occurs |= view->data->strips[i].points[j].colour == colours[c];
        if (!occurs)
            continue;
        note_add(&note, FACE_LABEL, shown ? before : colour_of_words(colours[c]),
                 shown ? words->comma : words->bound);
        before = colour_of_words(colours[c]);
        note_add(&note, FACE_LABEL, before, by[c]);
        shown++;
    }
    return note;
}

static void draw_strips(struct view *view, double height) {
    const struct roofline_data *data = view->data;
    if (data->n_strips == 0)
        return;
    double first = height - 14 * (double)data->n_strips + 8;
    double title_y = first - 13;
    if (data->strips_title) {
        double title = ink_text(view->ink, 0, title_y + 2, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY],
                                ALIGN_LEFT, data->strips_title);
        field_box(&view->field, 0, title_y - 3, title, title_y + 4, 2);
    }
    if (view->ridge > 0)
        draw_line(view, at_x(view, view->ridge), first - 6, at_x(view, view->ridge), height, COLOUR_INK, 0.7);
    for (size_t i = 0; i < data->n_strips; i++)
        draw_strip(view, &data->strips[i], first + 14 * (double)i);
    for (size_t i = 0; i < data->n_strips; i++)
        label_strip(view, &data->strips[i], first + 14 * (double)i);
    struct note note = legend(view);
    double note_width, note_height;
    note_measure(view->ink, &note, &note_width, &note_height);
    for (size_t i = data->n_strips; i-- > 0;)
        if (label_try(&view->field, &note, view->right - note_width,
                      first + 14 * (double)i - note_height / 2))
            return;
    label_within(&view->field, &note, 0, title_y - 4, view->right, title_y + 4, 0.6, 0.5);
}

void roofline_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct roofline_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    draw_zones(&view);
    draw_axes(&view);
    draw_roof(&view);
    for (size_t i = data->n_paths; i-- > 0;) /* the first path on top */
        draw_path(&view, &data->paths[i]);
    for (size_t i = 0; i < data->n_ceilings; i++)
        if (data->ceilings[i].flops_per_s > 0)
            label_ceiling(&view, i);
    for (size_t i = 0; i < data->n_paths; i++)
        label_points(&view, &data->paths[i]);
    label_slope(&view);
    /* a single point has the fewest places for its leader, so it chooses first */
    label_lones(&view);
    for (int single = 1; single >= 0; single--)
        for (size_t i = 0; i < data->n_paths; i++)
            if (!is_lone(&data->paths[i]) && (data->paths[i].n_points == 1) == single)
                label_path(&view, &data->paths[i]);
    label_zones(&view);
    draw_strips(&view, height);
    field_close(&view.field);
}
