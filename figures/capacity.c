/* See capacity.h. */
#include "capacity.h"

#include "frame.h"
#include "mark.h"

#include <math.h>

const struct capacity_words capacity_words_en = {.y_name = "cache of all sequences, GB",
                                                 .x_name = "tokens of context →"};
const struct capacity_words capacity_words_zh = {.y_name = "所有序列的缓存，GB",
                                                 .x_name = "上下文 token 数 →"};

static const double PAST_ROOM = 1.6; /* how far above the room the plot ends, at least */

struct view {
    struct ink *ink;
    const struct capacity_data *data;
    const struct capacity_words *words;
    struct scale x, y;
    double bottom;
    struct field field;
};

static struct anchor at(const struct view *view, double context, double bytes) {
    return (struct anchor){scale_at(&view->x, context), scale_at(&view->y, bytes)};
}

/* From the first points of the lines to a little past the room, or to the last points where there is none. */
static void ranges(const struct capacity_data *data, double x[2], double y[2]) {
    x[0] = y[0] = INFINITY;
    x[1] = y[1] = 0;
    for (size_t i = 0; i < data->n_lines; i++)
        for (size_t j = 0; j < data->lines[i].n_points; j++) {
            const struct capacity_point *point = &data->lines[i].points[j];
            x[0] = fmin(x[0], point->context);
            x[1] = fmax(x[1], point->context);
            y[0] = fmin(y[0], point->bytes);
            y[1] = fmax(y[1], point->bytes);
        }
    if (!(x[1] > 0 && y[1] > 0))
        x[0] = x[1] = y[0] = y[1] = 1;
    if (data->room_bytes > 0) {
        y[0] = fmin(y[0], data->room_bytes);
        y[1] = data->room_bytes * PAST_ROOM;
    }
}

static void view_open(struct view *view, struct ink *ink, const struct capacity_data *data, double width,
                      double height) {
    double xs[2], ys[2];
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &capacity_words_en;
    ranges(data, xs, ys);
    double label = data->room_bytes > 0 && data->room_label
                       ? ink_measure(ink, FACE_LABEL_BOLD, LABEL_SIZE, data->room_label) + 5
                       : 0;
    view->bottom = height - FRAME_FOOT;
    view->y = scale_log_covering(ys[0], ys[1], view->bottom, 17);
    double unit = data->unit_bytes > 0 ? data->unit_bytes : 1e9;
    struct axis y = {.scale = view->y,
                     .across = fmax(frame_y_room(ink, &(struct axis){.scale = view->y, .unit = unit}), 26),
                     .name = view->words->y_name,
                     .name_y = 6,
                     .unit = unit};
    view->x = (struct scale){true, xs[0], fmax(xs[1], xs[0] * 1.5), y.across, width - fmax(label, 12)};
    field_open(&view->field, ink, 0, 0, width, view->bottom - 1);
    frame_y(ink, &y, &view->field);
    field_segment(&view->field, y.across, view->bottom, y.across, view->y.to);
    field_box(&view->field, 0, 0, ink_measure(ink, FACE_LABEL, LABEL_SIZE, y.name), 8, 2);
}

/* The longest contexts are numbers that matter: in bold on the axis, each below its line's end. */
static void draw_x_axis(struct view *view) {
    enum { MARKS_MOST = 12 };
    struct axis_mark marks[MARKS_MOST];
    char whole[MARKS_MOST][48];
    size_t n = 0;
    for (size_t i = 0; i < view->data->n_lines && n + 1 < MARKS_MOST; i++) {
        const struct capacity_line *line = &view->data->lines[i];
        if (!(line->end_context > 0 && view->data->room_bytes > 0))
            continue;
        struct anchor end = at(view, line->end_context, view->data->room_bytes);
        number_fixed(floor(line->end_context), 0, whole[n]); /* part of a token does not fit */
        marks[n] = (struct axis_mark){line->end_context, line->end ? line->end : whole[n], COLOUR_INK, true};
        n++;
        line_dashed(view->ink, end.x, end.y, end.x, view->bottom, palette[COLOUR_HIDDEN], 0.5);
        field_segment(&view->field, end.x, end.y, end.x, view->bottom);
    }
    marks[n++] = (struct axis_mark){view->x.low, NULL, COLOUR_INK, false}; /* where the axis begins */
    struct axis x = {
        .scale = view->x, .across = view->bottom, .name = view->words->x_name, .marks = marks, .n_marks = n};
    frame_x(view->ink, &x, NULL);
}

/* Above the room nothing is held: a pale ground, with the room's own line below it. */
static void draw_room(struct view *view) {
    const struct capacity_data *data = view->data;
    if (!(data->room_bytes > 0))
        return;
    double y = scale_at(&view->y, data->room_bytes);
    box_fill(view->ink, view->x.from, view->y.to, view->x.to - view->x.from, y - view->y.to,
             colour_mix(palette[COLOUR_FAINT], palette[COLOUR_PAPER], 0.5));
    line_draw(view->ink, view->x.from, y, view->x.to, y, palette[COLOUR_INK], 1.3);
    field_segment(&view->field, view->x.from, y, view->x.to, y);
}

/* The part of a link that lies in the plot's height. */
static bool clip(const struct view *view, struct anchor *a, struct anchor *b) {
    double top = view->y.to;
    if (b->y >= top)
        return true;
    if (a->y <= top)
        return false;
    double share = (a->y - top) / (a->y - b->y);
    *b = (struct anchor){a->x + (b->x - a->x) * share, top};
    return true;
}

/* Where a value would stand, the plot's top left open. */
static struct anchor beyond(const struct view *view, const struct capacity_point *point) {
    struct anchor place = at(view, point->context, point->bytes);
    if (point->bytes > view->y.high)
        place.y = view->y.to - log(point->bytes / view->y.high) / log(view->y.high / view->y.low) *
                                   (view->y.from - view->y.to);
    return place;
}

/* Solid below the room, thin and pale past it. */
static void draw_line(struct view *view, const struct capacity_line *line) {
    double room = view->data->room_bytes > 0 ? scale_at(&view->y, view->data->room_bytes) : -1;
    for (size_t j = 0; j + 1 < line->n_points; j++) {
        struct anchor a = beyond(view, &line->points[j]), b = beyond(view, &line->points[j + 1]);
        if (!clip(view, &a, &b))
            continue;
        field_segment(&view->field, a.x, a.y, b.x, b.y);
        double share = a.y <= room ? 0 : b.y >= room ? 1 : (a.y - room) / (a.y - b.y);
        struct anchor middle = {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
        if (share > 0)
            line_draw(view->ink, a.x, a.y, middle.x, middle.y, palette[COLOUR_CACHE], 1.3);
        if (share < 1)
            line_draw(view->ink, middle.x, middle.y, b.x, b.y, colour_muted(palette[COLOUR_CACHE]), 0.7);
    }
    if (line->n_points == 1) {
        struct anchor a = at(view, line->points[0].context, line->points[0].bytes);
        mark_filled(view->ink, MARK_CIRCLE, a.x, a.y, 1, palette[COLOUR_CACHE]);
        field_mark(&view->field, a.x, a.y, mark_radius(MARK_CIRCLE));
    }
    if (line->end_context > 0 && view->data->room_bytes > 0) {
        struct anchor end = at(view, line->end_context, view->data->room_bytes);
        mark_hollow(view->ink, MARK_CIRCLE, end.x, end.y, 1, palette[COLOUR_CACHE]);
        field_mark(&view->field, end.x, end.y, mark_radius(MARK_CIRCLE));
    }
}

/* Along the line, near its beginning. */
static void label_line(struct view *view, const struct capacity_line *line) {
    if (line->n_points == 0)
        return;
    struct note note = note_of(FACE_LABEL, palette[COLOUR_CACHE_WORDS], line->label);
    size_t last = line->n_points - 1;
    struct anchor first = beyond(view, &line->points[0]), end = first;
    for (size_t j = 0; j < last; j++) { /* as far as the line is straight */
        struct anchor next = beyond(view, &line->points[j + 1]);
        double at_end = first.y + (end.y - first.y) * (next.x - first.x) / fmax(end.x - first.x, 1e-9);
        if ((j > 0 && fabs(at_end - next.y) > 0.5) || !clip(view, &first, &next))
            break;
        end = next;
    }
    double width, height, length = hypot(end.x - first.x, end.y - first.y);
    note_measure(view->ink, &note, &width, &height);
    double share = 6 / fmax(length - width, 6);
    if (!label_along(&view->field, &note, first.x, first.y, end.x, end.y, share, false))
        label_round(&view->field, &note, end.x, end.y, mark_radius(MARK_CIRCLE), 0, 12);
}

/* Its place is fixed, so others keep off it. */
static void label_room(struct view *view) {
    const char *label = view->data->room_label;
    if (!(view->data->room_bytes > 0) || !label)
        return;
    double x = view->x.to + 5, y = scale_at(&view->y, view->data->room_bytes) + TEXT_MIDDLE * LABEL_SIZE;
    ink_text(view->ink, x, y, FACE_LABEL_BOLD, LABEL_SIZE, palette[COLOUR_INK], ALIGN_LEFT, label);
    field_box(&view->field, x, y - LABEL_SIZE, x + ink_measure(view->ink, FACE_LABEL_BOLD, LABEL_SIZE, label),
              y + 2, 2);
}

void capacity_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct capacity_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    draw_room(&view);
    draw_x_axis(&view);
    for (size_t i = 0; i < data->n_lines; i++)
        draw_line(&view, &data->lines[i]);
    label_room(&view);
    for (size_t i = 0; i < data->n_lines; i++)
        label_line(&view, &data->lines[i]);
    field_close(&view.field);
}
