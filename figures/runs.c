/* See runs.h. */
#include "runs.h"

#include "frame.h"
#include "mark.h"

#include <math.h>

const struct runs_words runs_words_en = {.y_name = "ms",
                                         .x_name = "sequences in a batch →",
                                         .floor = "floor",
                                         .calibrated = "calibrated",
                                         .measured = "measured"};
const struct runs_words runs_words_zh = {
    .y_name = "毫秒", .x_name = "每批序列数 →", .floor = "下限", .calibrated = "校准", .measured = "实测"};

static const double TOP = 34, FOOT = 28, GUTTER = 10, DOT = 0.8, Y_GAP = 11;
static const double TICK_GAP = 17;
static const double NO_TICKS = 1e9; /* no two are so far apart */

enum line { FLOOR, CALIBRATED, MEASURED, LINES };

struct view {
    struct ink *ink;
    const struct runs_data *data;
    const struct runs_words *words;
    double unit, left, panel, bottom; /* panel: its width */
    struct scale y;
};

static double value_of(const struct runs_point *point, enum line line) {
    return line == FLOOR ? point->floor : line == CALIBRATED ? point->calibrated : point->measured;
}

static const char *words_of(const struct view *view, enum line line) {
    const char *const words[LINES] = {view->words->floor, view->words->calibrated, view->words->measured};
    return words[line];
}

static bool occurs(const struct runs_data *data, enum line line) {
    for (size_t i = 0; i < data->n_panels; i++)
        for (size_t j = 0; j < data->panels[i].n_points; j++)
            if (value_of(&data->panels[i].points[j], line) > 0)
                return true;
    return false;
}

static void view_open(struct view *view, struct ink *ink, const struct runs_data *data, double width,
                      double height) {
    *view = (struct view){.ink = ink, .data = data, .words = data->words ? data->words : &runs_words_en};
    view->unit = data->unit_s > 0 ? data->unit_s : 1e-3;
    view->bottom = height - FOOT;
    double least = INFINITY, greatest = 0, named = 0;
    for (size_t i = 0; i < data->n_panels; i++)
        for (size_t j = 0; j < data->panels[i].n_points; j++)
            for (enum line line = FLOOR; line < LINES; line++) {
                double value = value_of(&data->panels[i].points[j], line) / view->unit;
                least = value > 0 ? fmin(least, value) : least;
                greatest = fmax(greatest, value);
            }
    for (enum line line = FLOOR; line < LINES; line++)
        if (occurs(data, line))
            named = fmax(named, ink_measure(ink, FACE_LABEL_BOLD, LABEL_SIZE, words_of(view, line)) + 6);
    if (!(greatest > 0))
        least = greatest = 1;
    view->y = scale_log_covering(least, greatest, view->bottom - 4, TOP);
    view->left = frame_y_room(ink, &(struct axis){.scale = view->y, .gap = Y_GAP});
    double n = fmax((double)data->n_panels, 1);
    view->panel = (width - view->left - named - 6 + GUTTER) / n - GUTTER;
}

static struct scale x_of(const struct view *view, size_t i) {
    double least = INFINITY, greatest = 0, from = view->left + 6 + (double)i * (view->panel + GUTTER);
    for (size_t k = 0; k < view->data->n_panels; k++)
        for (size_t j = 0; j < view->data->panels[k].n_points; j++) {
            least = fmin(least, view->data->panels[k].points[j].batch);
            greatest = fmax(greatest, view->data->panels[k].points[j].batch);
        }
    if (!(greatest > least)) {
        least = greatest > 0 ? greatest / 2 : 1;
        greatest = 4 * least;
    }
    return (struct scale){true, least / 1.2, greatest * 1.2, from, from + view->panel};
}

static double y_at(const struct view *view, double seconds) {
    return scale_at(&view->y, seconds / view->unit);
}

/* The batches themselves are the ticks: the ends first, then every one, every other, … that there is room
 * for. */
static void draw_axis(const struct view *view, size_t i) {
    enum { MOST = 14 };
    const struct runs_panel *panel = &view->data->panels[i];
    struct axis_mark marks[MOST];
    size_t n = 0, last = panel->n_points - 1, step = 1;
    marks[n++] = (struct axis_mark){panel->points[0].batch, NULL, COLOUR_INK, false};
    marks[n++] = (struct axis_mark){panel->points[last].batch, NULL, COLOUR_INK, false};
    while (step < last && view->panel * (double)step < TICK_GAP * (double)last)
        step *= 2;
    for (size_t j = step; j < last && n < MOST; j += step)
        marks[n++] = (struct axis_mark){panel->points[j].batch, NULL, COLOUR_INK, false};
    struct axis axis = {
        .scale = x_of(view, i), .across = view->bottom, .marks = marks, .n_marks = n, .gap = NO_TICKS};
    struct field field; /* keeps the numbers off those of the next panel */
    field_open(&field, view->ink, axis.scale.from - 2, 0, axis.scale.to + 2, view->bottom + FOOT);
    frame_x(view->ink, &axis, &field);
    field_close(&field);
}

static bool has_both(const struct runs_point *point) {
    return point->floor > 0 && point->calibrated > 0;
}

/* One ground for points side by side that have both: along the floor, and back along the calibrated times. */
static void draw_band(const struct view *view, const struct runs_panel *panel, const struct scale *x) {
    for (size_t from = 0, to; from < panel->n_points; from = to + 1) {
        for (to = from; to < panel->n_points && has_both(&panel->points[to]);)
            to++;
        if (to < from + 2)
            continue;
        ink_move(view->ink, scale_at(x, panel->points[from].batch), y_at(view, panel->points[from].floor));
        for (size_t j = from + 1; j < to; j++)
            ink_line(view->ink, scale_at(x, panel->points[j].batch), y_at(view, panel->points[j].floor));
        for (size_t j = to; j-- > from;)
            ink_line(view->ink, scale_at(x, panel->points[j].batch), y_at(view, panel->points[j].calibrated));
        ink_close(view->ink);
        ink_fill(view->ink, palette[COLOUR_FAINT]);
    }
}

static void draw_line(const struct view *view, const struct runs_panel *panel, const struct scale *x,
                      enum line line) {
    for (size_t j = 0; j + 1 < panel->n_points; j++) {
        double a = value_of(&panel->points[j], line), b = value_of(&panel->points[j + 1], line);
        if (a > 0 && b > 0)
            line_draw(view->ink, scale_at(x, panel->points[j].batch), y_at(view, a),
                      scale_at(x, panel->points[j + 1].batch), y_at(view, b),
                      palette[line == FLOOR ? COLOUR_INK : COLOUR_GREY], line == FLOOR ? 1.3 : 0.7);
    }
}

static void draw_dots(const struct view *view, const struct runs_panel *panel, const struct scale *x) {
    for (size_t j = 0; j < panel->n_points; j++) {
        const struct runs_point *point = &panel->points[j];
        double at = scale_at(x, point->batch);
        if (panel->n_points == 1 && point->floor > 0)
            line_draw(view->ink, at - 6, y_at(view, point->floor), at + 6, y_at(view, point->floor),
                      palette[COLOUR_INK], 1.3);
        if (panel->n_points == 1 && point->calibrated > 0)
            line_draw(view->ink, at - 6, y_at(view, point->calibrated), at + 6, y_at(view, point->calibrated),
                      palette[COLOUR_GREY], 0.7);
        if (point->measured > 0)
            mark_filled(view->ink, MARK_CIRCLE, at, y_at(view, point->measured), DOT, palette[COLOUR_INK]);
    }
}

static void draw_panel(const struct view *view, size_t i) {
    const struct runs_panel *panel = &view->data->panels[i];
    struct scale x = x_of(view, i);
    if (panel->n_points == 0)
        return;
    struct note head = {0};
    note_wrap(&head, view->ink, FACE_LABEL_BOLD, palette[COLOUR_INK], panel->name, view->panel);
    note_wrap(&head, view->ink, FACE_LABEL, palette[COLOUR_GREY], panel->remark, view->panel);
    double width, height;
    note_measure(view->ink, &head, &width, &height);
    note_draw(view->ink, &head, x.from, fmax(TOP - 6 - height, 9));
    draw_band(view, panel, &x);
    draw_line(view, panel, &x, CALIBRATED);
    draw_line(view, panel, &x, FLOOR);
    draw_dots(view, panel, &x);
    draw_axis(view, i);
}

/* Right of the last panel, each level with what it names or as near as the others let it. */
static void name_lines(const struct view *view) {
    const struct runs_panel *last = &view->data->panels[view->data->n_panels - 1];
    double at[LINES] = {0},
           x = view->left + 6 + (double)view->data->n_panels * (view->panel + GUTTER) - GUTTER + 4;
    enum line order[LINES];
    int n = 0;
    for (enum line line = FLOOR; line < LINES; line++) {
        double value = 0;
        for (size_t j = 0; j < last->n_points; j++)
            if (value_of(&last->points[j], line) > 0)
                value = value_of(&last->points[j], line);
        if (!(value > 0))
            continue;
        /* from the lowest up: what is named later at the same height stands above */
        int k = n++;
        for (; k > 0 && at[k - 1] < y_at(view, value); k--) {
            at[k] = at[k - 1];
            order[k] = order[k - 1];
        }
        at[k] = y_at(view, value);
        order[k] = line;
    }
    for (int k = 1; k < n; k++)
        at[k] = fmin(at[k], at[k - 1] - LABEL_LEADING);
    for (int k = 0; k < n; k++)
        ink_text(view->ink, x, at[k] + TEXT_MIDDLE * LABEL_SIZE,
                 order[k] == MEASURED ? FACE_LABEL_BOLD : FACE_LABEL, LABEL_SIZE,
                 palette[order[k] == CALIBRATED ? COLOUR_GREY : COLOUR_INK], ALIGN_LEFT,
                 words_of(view, order[k]));
}

void runs_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct runs_data *data = plot;
    struct view view;
    if (data->n_panels == 0)
        return;
    view_open(&view, ink, data, width, height);
    struct axis y = {
        .scale = view.y, .across = view.left, .name = view.words->y_name, .name_y = 6, .gap = Y_GAP};
    frame_y(ink, &y, NULL);
    for (size_t i = 0; i < data->n_panels; i++)
        draw_panel(&view, i);
    name_lines(&view);
    double right = view.left + 6 + (double)data->n_panels * (view.panel + GUTTER) - GUTTER;
    ink_text(ink, right, height - 3.6, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_RIGHT,
             view.words->x_name);
}
