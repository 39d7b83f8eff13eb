/* See measured.h. */
#include "measured.h"

#include "mark.h"
#include "note.h"

#include <math.h>
#include <string.h>

const struct measured_words measured_words_en = {
    .floor = "floor", .calibrated = "calibrated", .measured = "measured", .share = "floor ÷ measured"};
const struct measured_words measured_words_zh = {
    .floor = "下限", .calibrated = "校准", .measured = "实测", .share = "下限 ÷ 实测"};

static const double HEAD = 13, LINE = 13, BAR = 3.4, COLUMN_GAP = 12;

enum { FLOOR, CALIBRATED, MEASURED, SHARE, COLUMNS };

static const enum face column_faces[COLUMNS] = {FACE_LABEL, FACE_LABEL, FACE_LABEL_BOLD, FACE_LABEL};
static const int column_colours[COLUMNS] = {COLOUR_INK, COLOUR_GREY, COLOUR_INK, COLOUR_INK};

struct view {
    struct ink *ink;
    const struct measured_data *data;
    const struct measured_words *words;
    double line;           /* height of one */
    double from, to;       /* the bars' stretch */
    double most;           /* the value at `to` */
    double right[COLUMNS]; /* where the numbers end; 0: a column that no row has */
};

static const char *cell(const struct measured_row *row, int column) {
    const double values[] = {row->floor, row->calibrated, row->measured, 1};
    const char *const words[] = {row->floor_value, row->calibrated_value, row->measured_value, row->share};
    return values[column] > 0 ? words[column] : NULL;
}

static const char *column_name(const struct view *view, int column) {
    const char *const names[] = {view->words->floor, view->words->calibrated, view->words->measured,
                                 view->words->share};
    return names[column];
}

/* Whether a row begins a group, and so has its name on a line above. */
static bool is_first(const struct measured_data *data, size_t i) {
    const char *name = data->rows[i].name;
    return name && (i == 0 || !data->rows[i - 1].name || strcmp(name, data->rows[i - 1].name) != 0);
}

static double lines_of(const struct measured_data *data) {
    double lines = (double)data->n_rows;
    for (size_t i = 0; i < data->n_rows; i++)
        lines += is_first(data, i);
    return lines;
}

double measured_height(const struct measured_data *data) {
    return HEAD + LINE * lines_of(data);
}

static void view_open(struct view *view, struct ink *ink, const struct measured_data *data, double width,
                      double height) {
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &measured_words_en;
    view->line = fmin((height - HEAD) / fmax(lines_of(data), 1), 1.5 * LINE);
    double remarks = 0, at = width;
    for (size_t i = 0; i < data->n_rows; i++) {
        const struct measured_row *row = &data->rows[i];
        if (row->remark)
            remarks = fmax(remarks, ink_measure(ink, FACE_LABEL, LABEL_SIZE, row->remark));
        view->most = fmax(view->most, fmax(row->floor, fmax(row->calibrated, row->measured)));
    }
    for (int column = COLUMNS; column-- > 0;) {
        double widest = 0;
        for (size_t i = 0; i < data->n_rows; i++)
            if (cell(&data->rows[i], column))
                widest = fmax(
                    widest, ink_measure(ink, column_faces[column], LABEL_SIZE, cell(&data->rows[i], column)));
        if (!(widest > 0))
            continue;
        widest = fmax(widest, ink_measure(ink, FACE_LABEL, LABEL_SIZE, column_name(view, column)));
        view->right[column] = at;
        at -= widest + COLUMN_GAP;
    }
    view->from = fmin(remarks + (remarks > 0 ? COLUMN_GAP : 0), at - 20);
    view->to = at - 3;
}

static double at_x(const struct view *view, double value) {
    return view->from + (view->to - view->from) * value / view->most;
}

static void draw_bar(const struct view *view, const struct measured_row *row, double y) {
    double end = at_x(view, fmax(row->floor, fmax(row->calibrated, row->measured)));
    line_draw(view->ink, view->from, y, end, y, palette[COLOUR_HAIRLINE], 0.6);
    if (row->floor > 0) {
        double x = at_x(view, row->floor);
        box_fill(view->ink, view->from, y - BAR / 2, x - view->from, BAR, colour_muted(palette[COLOUR_INK]));
        line_draw(view->ink, x, y - BAR - 0.6, x, y + BAR + 0.6, palette[COLOUR_INK], 1.6);
    }
    if (row->calibrated > 0)
        mark_hollow(view->ink, MARK_DIAMOND, at_x(view, row->calibrated), y, 1, palette[COLOUR_GREY]);
    if (row->measured > 0)
        mark_filled(view->ink, MARK_CIRCLE, at_x(view, row->measured), y, 1.1, palette[COLOUR_INK]);
}

static void draw_row(const struct view *view, const struct measured_row *row, double y) {
    double baseline = y + TEXT_MIDDLE * LABEL_SIZE;
    if (row->remark)
        ink_text(view->ink, 0, baseline, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_LEFT,
                 row->remark);
    for (int column = 0; column < COLUMNS; column++)
        if (cell(row, column))
            ink_text(view->ink, view->right[column], baseline, column_faces[column], LABEL_SIZE,
                     palette[column_colours[column]], ALIGN_RIGHT, cell(row, column));
    if (view->most > 0 && view->to > view->from)
        draw_bar(view, row, y);
}

void measured_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct measured_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    for (int column = 0; column < COLUMNS; column++)
        if (view.right[column] > 0)
            ink_text(ink, view.right[column], 6, FACE_LABEL, LABEL_SIZE,
                     palette[column == SHARE ? COLOUR_GREY : column_colours[column]], ALIGN_RIGHT,
                     column_name(&view, column));
    double y = HEAD;
    for (size_t i = 0; i < data->n_rows; i++) {
        if (is_first(data, i)) {
            struct note name = {0};
            note_add(&name, FACE_LABEL_BOLD, palette[COLOUR_INK], data->rows[i].name);
            note_draw(ink, &name, 0, y + view.line / 2 - 3);
            y += view.line;
        }
        draw_row(&view, &data->rows[i], y + view.line / 2);
        y += view.line;
    }
}
