/* See capacity.h. */
#include "capacity.h"

#include "frame.h"
#include "mark.h"

#include <math.h>

const struct capacity_words capacity_words_en = {.y_name = "cache of all sequences, GB",
                                                 .x_name = "tokens of context →"};
const struct capacity_words capacity_words_zh = {.y_name = "所有序列的缓存，GB",
                                                 .x_name = "上下文 token 数 →"};

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

static void view_open(struct view *view, struct ink *ink, const struct capacity_data *data, double width,
                      double height) {
    double x0 = INFINITY, x1 = 0, y0 = INFINITY, y1 = 0, labels = 0;
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &capacity_words_en;
    for (size_t i = 0; i < data->n_lines; i++) {
        const struct capacity_line *line = &data->lines[i];
        for (size_t j = 0; j < line->n_points; j++) {
            x0 = fmin(x0, line->points[j].context);
            x1 = fmax(x1, line->points[j].context);
            y0 = fmin(y0, line->points[j].bytes);
            y1 = fmax(y1, line->points[j].bytes);
        }
        if (line->label)
            labels = fmax(labels, ink_measure(ink, FACE_LABEL, LABEL_SIZE, line->label));
    }
    if (!(x1 > 0 && y1 > 0))
        x0 = x1 = y0 = y1 = 1;
    if (data->room_bytes > 0) {
        y0 = fmin(y0, data->room_bytes);
        y1 = fmax(y1, data->room_bytes);
    }
    view->bottom = height - 26;
    view->y = scale_log(y0, y1, view->bottom, 24);
    double unit = data->unit_bytes > 0 ? data->unit_bytes : 1e9;
    struct axis y = {.scale = view->y,
                     .across = fmax(frame_y_room(ink, &(struct axis){.scale = view->y, .unit = unit}), 26),
                     .name = view->words->y_name,
                     .name_y = 6,
                     .unit = unit};
    view->x = (struct scale){true, x0, fmax(x1, x0 * 1.5), y.across, width - labels - 6};
    field_open(&view->field, ink, 0, 0, width, view->bottom - 1);
    frame_y(ink, &y, &view->field);
    field_segment(&view->field, y.across, view->bottom, y.across, 24);
    field_box(&view->field, 0, 0, ink_measure(ink, FACE_LABEL, LABEL_SIZE, y.name), 8, 2);
}

/* The longest contexts are numbers that matter: in bold on the axis, each below its line's end. */
static void draw_x_axis(struct view *view) {
    enum { MARKS_MOST = 12 };
    struct axis_mark marks[MARKS_MOST];
    char whole[MARKS_MOST][48];
    size_t n = 0;
    for (size_t i = 0; i < view->data->n_lines && n < MARKS_MOST; i++) {
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
    struct axis x = {.scale = view->x,
                     .across = view->bottom,
                     .name = view->words->x_name,
                     .name_x = view->x.to,
                     .name_y = view->bottom + 22.4,
                     .marks = marks,
                     .n_marks = n};
    frame_x(view->ink, &x, NULL);
}

/* Above the room nothing is held: a pale ground, with the room's own line below it. */
static void draw_room(struct view *view) {
    const struct capacity_data *data = view->data;
    if (!(data->room_bytes > 0))
        return;
    double y = scale_at(&view->y, data->room_bytes);
    box_fill(view->ink, view->x.from, view->y.to, view->x.to - view->x.from, y - view->y.to,
             colour_pale(palette[COLOUR_ATTENTION]));
    line_draw(view->ink, view->x.from, y, view->x.to, y, palette[COLOUR_ATTENTION], 1.3);
    field_segment(&view->field, view->x.from, y, view->x.to, y);
}

/* Solid below the room, thin and pale past it. */
static void draw_line(struct view *view, const struct capacity_line *line) {
    double room = view->data->room_bytes > 0 ? scale_at(&view->y, view->data->room_bytes) : -1;
    for (size_t j = 0; j + 1 < line->n_points; j++) {
        struct anchor a = at(view, line->points[j].context, line->points[j].bytes);
        struct anchor b = at(view, line->points[j + 1].context, line->points[j + 1].bytes);
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

static void label_line(struct view *view, const struct capacity_line *line) {
    if (line->n_points == 0)
        return;
    const struct capacity_point *last = &line->points[line->n_points - 1];
    struct anchor end = at(view, last->context, last->bytes);
    struct note note = note_of(FACE_LABEL, palette[COLOUR_CACHE_WORDS], line->label);
    label_round(&view->field, &note, end.x, end.y, 1, 0, 6);
}

void capacity_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct capacity_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    draw_room(&view);
    draw_x_axis(&view);
    for (size_t i = 0; i < data->n_lines; i++)
        draw_line(&view, &data->lines[i]);
    for (size_t i = 0; i < data->n_lines; i++)
        label_line(&view, &data->lines[i]);
    if (data->room_bytes > 0) {
        struct note room = note_of(FACE_LABEL_BOLD, palette[COLOUR_ATTENTION_WORDS], data->room_label);
        double y = scale_at(&view.y, data->room_bytes);
        label_along(&view.field, &room, view.x.from, y, view.x.to, y, 0.02, false);
    }
    field_close(&view.field);
}
