/* See crossing.h. */
#include "crossing.h"

#include "frame.h"
#include "mark.h"

#include <math.h>

const struct crossing_words crossing_words_en = {.y_name = "ms, one forward pass",
                                                 .x_name = "tokens in the pass →",
                                                 .reading = "reading the weights",
                                                 .idle = "idle arithmetic"};
const struct crossing_words crossing_words_zh = {.y_name = "毫秒，一次前向计算",
                                                 .x_name = "一次计算的 token 数 →",
                                                 .reading = "读取权重",
                                                 .idle = "闲置算力"};

static const double MAXIMUM = 1.8, HIDDEN = 0.7, HAIR = 0.4, AIR = 2.6;

struct panel {
    struct ink *ink;
    const struct crossing_panel *data;
    const struct crossing_words *words;
    double unit, left, top, bottom;
    struct scale x, y;
    struct field field;
    double crossing; /* tokens; past the axis where the lines do not meet on it */
    double end_s;    /* computing at the axis's end */
};

static double panel_title(struct ink *ink, const struct crossing_panel *data, double x, double y) {
    if (!data->title)
        return y; /* LCOV_EXCL_LINE: every panel has a title here */
    ink_text(ink, x, y + 6, FACE_LABEL_BOLD, 7.2, palette[COLOUR_INK], ALIGN_LEFT, data->title);
    return y + 13;
}

static double value_width(struct ink *ink, const struct crossing_panel *data) {
    double memory = data->memory_value ? ink_measure(ink, FACE_LABEL, LABEL_SIZE, data->memory_value) : 0;
    double compute = data->compute_value ? ink_measure(ink, FACE_LABEL, LABEL_SIZE, data->compute_value) : 0;
    return fmax(memory, compute) + 5;
}

static void panel_open(struct panel *panel, double x, double y, double width, double height) {
    const struct crossing_panel *data = panel->data;
    double tokens = data->max_tokens > 0 ? data->max_tokens : 1;
    panel->left = x;
    panel->top = panel_title(panel->ink, data, x, y);
    panel->bottom = y + height - FRAME_FOOT;
    panel->end_s = data->compute_s_per_token * tokens;
    panel->crossing = data->compute_s_per_token > 0 ? data->memory_s / data->compute_s_per_token : INFINITY;
    double highest = fmax(fmax(data->memory_s, panel->end_s) / panel->unit, 1e-9);
    double step = nice_above(highest / 5); /* the axis ends at a tick above all that is drawn */
    panel->y = scale_linear(0, step * ceil(highest / step - 1e-9), panel->bottom, panel->top + 20);
    struct axis axis = {.scale = panel->y};
    double axis_x = x + fmax(frame_y_room(panel->ink, &axis), 22);
    panel->x = (struct scale){false, 0, tokens, axis_x, x + width - value_width(panel->ink, data)};
    field_open(&panel->field, panel->ink, x, y, x + width, y + height);
}

static double at_x(const struct panel *panel, double tokens) {
    return scale_at(&panel->x, tokens);
}

static double at_y(const struct panel *panel, double seconds) {
    return scale_at(&panel->y, seconds / panel->unit);
}

static bool crosses(const struct panel *panel) {
    return panel->data->memory_s > 0 && panel->crossing < panel->x.high;
}

static void draw_idle(struct panel *panel) {
    double end = fmin(panel->crossing, panel->x.high);
    double memory = at_y(panel, panel->data->memory_s);
    ink_move(panel->ink, panel->x.from, panel->bottom);
    ink_line(panel->ink, panel->x.from, memory);
    ink_line(panel->ink, at_x(panel, end), memory);
    ink_line(panel->ink, at_x(panel, end), at_y(panel, panel->data->compute_s_per_token * end));
    ink_close(panel->ink);
    ink_fill(panel->ink, colour_pale(palette[COLOUR_WEIGHTS]));
}

static bool fills(const struct panel *panel) {
    return panel->data->full_at > 0 && panel->data->full_at < panel->x.high;
}

static double full_top(const struct panel *panel) {
    return panel->y.to - 6;
}

/* From where on the memory is full: a bracket over what does not fit, its left end down to the axis. */
static void draw_full(struct panel *panel) {
    double x0 = at_x(panel, panel->data->full_at), x1 = panel->x.to, top = full_top(panel);
    line_dashed(panel->ink, x0, top, x0, panel->bottom, palette[COLOUR_INK], HIDDEN);
    line_draw(panel->ink, x0, top, x1, top, palette[COLOUR_INK], HAIR);
    line_draw(panel->ink, x1, top, x1, top + 3, palette[COLOUR_INK], HAIR);
    field_segment(&panel->field, x0, top, x0, panel->bottom);
    field_segment(&panel->field, x0, top, x1, top);
}

static void draw_axes(struct panel *panel) {
    struct axis_mark marks[] = {{panel->crossing, NULL, COLOUR_INK, true},
                                {panel->data->full_at, NULL, COLOUR_INK, true}};
    size_t from = !crosses(panel), to = fills(panel) ? 2 : 1;
    struct axis x = {.scale = panel->x,
                     .across = panel->bottom,
                     .name = panel->words->x_name,
                     .marks = marks + from,
                     .n_marks = to - from,
                     .powers = true,
                     .gap = 34};
    struct axis y = {.scale = panel->y,
                     .across = panel->x.from,
                     .name = panel->words->y_name,
                     .name_x = panel->left,
                     .name_y = panel->top + 6,
                     .gap = 22};
    frame_x(panel->ink, &x, &panel->field);
    frame_y(panel->ink, &y, &panel->field);
    field_segment(&panel->field, panel->x.from, panel->bottom, panel->x.to, panel->bottom);
    field_segment(&panel->field, panel->x.from, panel->bottom, panel->x.from, panel->y.to);
}

/* Thick where a line is the maximum, thin where the other hides it. */
static void draw_lines(struct panel *panel) {
    double memory = at_y(panel, panel->data->memory_s), end = at_y(panel, panel->end_s);
    double x0 = panel->x.from, x1 = panel->x.to;
    double meet_x = at_x(panel, fmin(panel->crossing, panel->x.high));
    double meet_y = crosses(panel) ? memory : end;
    struct colour blue = palette[COLOUR_WEIGHTS], red = palette[COLOUR_COMPUTE];
    if (crosses(panel))
        line_draw(panel->ink, meet_x, memory, meet_x, panel->bottom, palette[COLOUR_INK], HIDDEN);
    line_draw(panel->ink, x0, panel->bottom, meet_x, meet_y, red, HIDDEN);
    line_draw(panel->ink, meet_x, memory, x1, memory, blue, HIDDEN);
    line_draw(panel->ink, x0, memory, meet_x, memory, blue, MAXIMUM);
    if (crosses(panel)) {
        line_draw(panel->ink, meet_x, meet_y, x1, end, red, MAXIMUM);
        mark_filled(panel->ink, MARK_CIRCLE, meet_x, meet_y, 1, palette[COLOUR_INK]);
        field_segment(&panel->field, meet_x, memory, meet_x, panel->bottom);
        field_mark(&panel->field, meet_x, meet_y, mark_radius(MARK_CIRCLE));
    }
    field_segment(&panel->field, x0, memory, x1, memory);
    field_segment(&panel->field, x0, panel->bottom, meet_x, meet_y);
    field_segment(&panel->field, meet_x, meet_y, x1, end);
}

/* Both values stand behind their line's end; where the ends are near, they give way up and down. */
static void label_values(struct panel *panel) {
    double memory = at_y(panel, panel->data->memory_s), compute = at_y(panel, panel->end_s);
    const double apart = 8.4;
    if (fabs(memory - compute) < apart) {
        double push = (apart - fabs(memory - compute)) / 2;
        memory += memory > compute ? push : -push;
        compute += memory > compute ? -push : push;
    }
    /* and above the axis's numbers */
    double low = fmax(memory, compute) - panel->bottom;
    memory -= fmax(low, 0);
    compute -= fmax(low, 0);
    struct note blue = note_of(FACE_LABEL, palette[COLOUR_WEIGHTS], panel->data->memory_value);
    struct note red = note_of(FACE_LABEL, palette[COLOUR_COMPUTE], panel->data->compute_value);
    label_put(&panel->field, &blue, panel->x.to + 4, memory - 3);
    label_put(&panel->field, &red, panel->x.to + 4, compute - 3);
}

/* The word of the tinted triangle stands in it, right under its upper side, where it is widest; closer to its
 * sides where it must. */
static void label_idle(struct panel *panel, double memory, double meet_x) {
    const double airs[] = {AIR, AIR / 2, 0};
    struct note idle = note_of(FACE_LABEL_ITALIC, palette[COLOUR_WEIGHTS], panel->words->idle);
    double width, height, top = memory + 4;
    note_measure(panel->ink, &idle, &width, &height);
    for (size_t i = 0; i < sizeof airs / sizeof *airs; i++) {
        panel->field.air = airs[i];
        double bottom = fmin(top + height + 3, panel->bottom - 3);
        if (label_within(&panel->field, &idle, panel->x.from + 4, top, meet_x - 3, bottom, 0, 0))
            return;
    }
}

static void label_lines(struct panel *panel) {
    double memory = at_y(panel, panel->data->memory_s), end = at_y(panel, panel->end_s);
    double meet_x = at_x(panel, fmin(panel->crossing, panel->x.high));
    double meet_y = crosses(panel) ? memory : end;
    struct note slope = note_of(FACE_LABEL, palette[COLOUR_COMPUTE], panel->data->compute_words);
    struct note reading = note_of(FACE_LABEL, palette[COLOUR_WEIGHTS], panel->words->reading);
    /* figure labels keep 1.5 mm from what they name */
    panel->field.air = AIR;
    if (fills(panel) && panel->data->full_words) {
        struct note full = note_of(FACE_LABEL, palette[COLOUR_INK], panel->data->full_words);
        double x = at_x(panel, panel->data->full_at);
        if (!label_within(&panel->field, &full, x + 5, panel->y.to - 6, panel->x.to, panel->bottom, 0, 0.05))
            label_within(&panel->field, &full, panel->x.from, panel->y.to - 6, x - 5, panel->bottom, 1, 0.05);
    }
    bool above =
        crosses(panel) && label_along(&panel->field, &slope, meet_x, meet_y, panel->x.to, end, 0.4, false);
    if (!above)
        label_along(&panel->field, &slope, panel->x.from, panel->bottom, meet_x, meet_y, 0.6, true);
    if (!label_along(&panel->field, &reading, meet_x, memory, panel->x.to, memory, 0.97, true))
        label_along(&panel->field, &reading, panel->x.from, memory, panel->x.to, memory, 0.1, false);
    label_idle(panel, memory, meet_x);
}

static void draw_panel(struct panel *panel) {
    if (panel->data->memory_s > 0)
        draw_idle(panel);
    if (fills(panel))
        draw_full(panel);
    draw_axes(panel);
    draw_lines(panel);
    label_values(panel);
    label_lines(panel);
    field_close(&panel->field);
}

void crossing_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct crossing_data *data = plot;
    const double gutter = 24, least = 150;
    size_t n = data->n_panels, most = (size_t)fmax(1, floor((width + gutter) / (least + gutter)));
    size_t columns = n < most ? n : most, rows = columns ? (n + columns - 1) / columns : 0;
    for (size_t i = 0; i < n && columns && rows; i++) {
        struct panel panel = {.ink = ink,
                              .data = &data->panels[i],
                              .words = data->words ? data->words : &crossing_words_en,
                              .unit = data->unit_s > 0 ? data->unit_s : 1e-3};
        double one = (width - gutter * (double)(columns - 1)) / (double)columns;
        double tall = height / (double)rows;
        panel_open(&panel, (double)(i % columns) * (one + gutter), (double)(i / columns) * tall, one,
                   tall - (rows > 1 ? 8 : 0));
        draw_panel(&panel);
    }
}
