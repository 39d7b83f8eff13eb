/* See measured.h. */
#include "measured.h"

#include "frame.h"
#include "mark.h"

#include <math.h>

const struct measured_words measured_words_en = {.x_name = "ms, one step →",
                                                 .floor = "floor",
                                                 .calibrated = "calibrated",
                                                 .measured = "measured",
                                                 .share = "floor ÷ measured"};
const struct measured_words measured_words_zh = {.x_name = "毫秒，每步 →",
                                                 .floor = "下限",
                                                 .calibrated = "校准",
                                                 .measured = "实测",
                                                 .share = "下限 ÷ 实测"};

static const double HEAD = 14, FOOT = 28, BAR = 3.4;

struct view {
    struct ink *ink;
    const struct measured_data *data;
    const struct measured_words *words;
    double unit, row, right;
    struct scale x;
    struct field field;
};

static void view_open(struct view *view, struct ink *ink, const struct measured_data *data, double width,
                      double height) {
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &measured_words_en;
    view->unit = data->unit > 0 ? data->unit : 1;
    view->right = width;
    double most = 0, names = 0, shares = 0;
    for (size_t i = 0; i < data->n_rows; i++) {
        const struct measured_row *row = &data->rows[i];
        most = fmax(most, fmax(row->floor, fmax(row->calibrated, row->measured)));
        if (row->name)
            names = fmax(names, ink_measure(ink, FACE_LABEL_BOLD, LABEL_SIZE, row->name));
        if (row->remark)
            names = fmax(names, ink_measure(ink, FACE_LABEL, LABEL_SIZE, row->remark));
        if (row->share)
            shares = ink_measure(ink, FACE_LABEL, LABEL_SIZE, view->words->share) + 12;
    }
    names = fmin(names, width * 0.4);
    view->row = (height - HEAD - FOOT) / fmax((double)data->n_rows, 1);
    view->x = scale_linear(0, most > 0 ? most / view->unit : 1, names + 12, width - shares - 22);
    field_open(&view->field, ink, names + 4, 0, width - shares, height);
}

static double at_x(const struct view *view, double value) {
    return scale_at(&view->x, value / view->unit);
}

static double row_y(const struct view *view, size_t i) {
    return HEAD + view->row * ((double)i + 0.5) + 3;
}

static void draw_row(struct view *view, size_t i) {
    const struct measured_row *row = &view->data->rows[i];
    double y = row_y(view, i), zero = view->x.from;
    struct note name = {0};
    note_wrap(&name, view->ink, FACE_LABEL_BOLD, palette[COLOUR_INK], row->name, zero - 12);
    note_wrap(&name, view->ink, FACE_LABEL, palette[COLOUR_GREY], row->remark, zero - 12);
    double width, height;
    note_measure(view->ink, &name, &width, &height);
    note_draw(view->ink, &name, 0, y - height / 2);
    double end = at_x(view, fmax(row->floor, fmax(row->calibrated, row->measured)));
    line_draw(view->ink, zero, y, end, y, palette[COLOUR_HAIRLINE], 0.6);
    field_segment(&view->field, zero, y, end, y);
    if (row->floor > 0) {
        double x = at_x(view, row->floor);
        box_fill(view->ink, zero, y - BAR / 2, x - zero, BAR, colour_muted(palette[COLOUR_WEIGHTS]));
        line_draw(view->ink, x, y - BAR - 0.6, x, y + BAR + 0.6, palette[COLOUR_WEIGHTS], 1.6);
        field_box(&view->field, x - 0.8, y - BAR - 0.6, x + 0.8, y + BAR + 0.6, 1);
    }
    const double values[] = {row->calibrated, row->measured};
    for (int k = 0; k < 2; k++) {
        double x = at_x(view, values[k]);
        if (!(values[k] > 0))
            continue;
        if (k == 0)
            mark_hollow(view->ink, MARK_DIAMOND, x, y, 1, palette[COLOUR_COMM]);
        else
            mark_filled(view->ink, MARK_CIRCLE, x, y, 1.1, palette[COLOUR_INK]);
        field_mark(&view->field, x, y, 2.8);
    }
    if (row->share)
        ink_text(view->ink, view->right, y + 0.36 * LABEL_SIZE, FACE_LABEL, LABEL_SIZE, palette[COLOUR_INK],
                 ALIGN_RIGHT, row->share);
}

/* The value at a mark; in the first row its name before it. */
static void label_value(struct view *view, size_t i, double value, const char *words, const char *name,
                        enum face face, int colour, double degrees) {
    struct note note = {0};
    if (!(value > 0))
        return;
    note_add(&note, FACE_LABEL, palette[colour], i == 0 ? name : NULL);
    note_add(&note, FACE_LABEL, palette[colour], i == 0 && words ? " " : NULL);
    note_add(&note, face, palette[colour], words);
    if (note.n_spans)
        label_round(&view->field, &note, at_x(view, value), row_y(view, i), 3.4, degrees, 14);
}

void measured_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct measured_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    struct axis axis = {.scale = view.x,
                        .across = height - FOOT + 2,
                        .name = view.words->x_name,
                        .name_x = view.x.to,
                        .name_y = height - 3.6};
    frame_x(ink, &axis, NULL);
    view.field.y1 = height - FOOT;
    bool shares = false;
    for (size_t i = 0; i < data->n_rows; i++) {
        draw_row(&view, i);
        shares = shares || data->rows[i].share;
    }
    for (size_t i = 0; i < data->n_rows; i++) {
        const struct measured_row *row = &data->rows[i];
        label_value(&view, i, row->measured, row->measured_value, view.words->measured, FACE_LABEL_BOLD,
                    COLOUR_INK, 0);
        label_value(&view, i, row->floor, row->floor_value, view.words->floor, FACE_LABEL, COLOUR_WEIGHTS,
                    110);
        label_value(&view, i, row->calibrated, row->calibrated_value, view.words->calibrated, FACE_LABEL,
                    COLOUR_COMM, 270);
    }
    if (shares)
        ink_text(ink, width, 6, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_RIGHT, view.words->share);
    field_close(&view.field);
}
