/* See spectrum.h. */
#include "spectrum.h"

#include "frame.h"
#include "mark.h"

#include <math.h>
#include <stdio.h>

const struct spectrum_words spectrum_words_en = {.x_name = "sequences in a batch →",
                                                 .weights = "weights",
                                                 .cache = "cache",
                                                 .compute = "compute",
                                                 .exchange = "exchange"};
const struct spectrum_words spectrum_words_zh = {
    .x_name = "每批序列数 →", .weights = "权重", .cache = "缓存", .compute = "计算", .exchange = "通信"};

static const double FOOT = 28, BAR = 11;

struct view {
    struct ink *ink;
    const struct spectrum_data *data;
    const struct spectrum_words *words;
    double row;
    struct scale x;
    struct field field;
};

static const char *term_words(const struct view *view, int colour) {
    switch (colour) {
    case COLOUR_CACHE:
        return view->words->cache;
    case COLOUR_COMPUTE:
        return view->words->compute;
    case COLOUR_COMM:
        return view->words->exchange;
    default:
        return view->words->weights;
    }
}

/* One part, pale past the batch that still fits. */
static void draw_part(struct view *view, const struct spectrum_row *row, size_t j, double y) {
    const struct spectrum_part *part = &row->parts[j];
    double x0 = scale_at(&view->x, part->from), x1 = scale_at(&view->x, part->to);
    double full = row->full_at > 0 ? scale_at(&view->x, row->full_at) : view->x.to;
    double held = fmin(fmax(full, x0), x1);
    struct colour colour = palette[part->colour];
    if (held > x0)
        box_fill(view->ink, x0, y - BAR / 2, held - x0, BAR, colour);
    if (x1 > held)
        box_fill(view->ink, held, y - BAR / 2, x1 - held, BAR,
                 colour_mix(colour, palette[COLOUR_PAPER], 0.8));
    if (j > 0)
        line_draw(view->ink, x0, y - BAR / 2, x0, y + BAR / 2, palette[COLOUR_PAPER], 0.8);
    const char *words = term_words(view, part->colour);
    double width = ink_measure(view->ink, FACE_LABEL_BOLD, LABEL_SIZE, words);
    bool on_colour = held - x0 >= x1 - held;
    double from = on_colour ? x0 : held, to = on_colour ? held : x1;
    struct colour ink_colour = !on_colour                     ? colour_of_words(part->colour)
                               : part->colour == COLOUR_CACHE ? palette[COLOUR_INK]
                                                              : palette[COLOUR_PAPER];
    if (to - from > width + 6)
        ink_text(view->ink, (from + to) / 2, y + 0.36 * LABEL_SIZE, FACE_LABEL_BOLD, LABEL_SIZE, ink_colour,
                 ALIGN_CENTRE, words);
}

/* The batch where one term hands over to the next stands above, in bold. */
static void label_row(struct view *view, const struct spectrum_row *row, double y) {
    char number[48];
    for (size_t j = 1; j < row->n_parts; j++) {
        double x = scale_at(&view->x, row->parts[j].from), width, height;
        number_fixed(row->parts[j].from, 0, number);
        struct note note = note_of(FACE_LABEL_BOLD, palette[COLOUR_INK], number);
        note_measure(view->ink, &note, &width, &height);
        if (x > view->x.from && x < view->x.to)
            label_try(&view->field, &note, fmin(x - width / 2, view->field.x1 - width),
                      y - BAR / 2 - height - 1.4);
    }
    if (row->full_at > 0 && row->full_at < view->x.high) {
        double x = scale_at(&view->x, row->full_at), width, height;
        line_draw(view->ink, x, y - BAR / 2 - 1.5, x, y + BAR / 2 + 1.5, palette[COLOUR_ATTENTION], 1.6);
        struct note note = note_of(FACE_LABEL, palette[COLOUR_ATTENTION_WORDS], row->full_words);
        note_measure(view->ink, &note, &width, &height);
        double above = y - BAR / 2 - height - 1.4;
        if (note.n_spans && !label_try(&view->field, &note, fmin(x + 1, view->field.x1 - width), above))
            label_try(&view->field, &note, fmax(x - width - 1, view->x.from), above);
    }
}

void spectrum_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct spectrum_data *data = plot;
    struct view view = {.ink = ink, .data = data, .words = data->words ? data->words : &spectrum_words_en};
    double names = 0;
    for (size_t i = 0; i < data->n_rows; i++)
        if (data->rows[i].name)
            names = fmax(names, ink_measure(ink, FACE_LABEL, LABEL_SIZE, data->rows[i].name));
    view.row = (height - FOOT) / fmax((double)data->n_rows, 1);
    view.x = (struct scale){true, data->least, data->greatest, fmin(names + 8, width / 2), width};
    field_open(&view.field, ink, 0, 0, width, height);
    for (size_t i = 0; i < data->n_rows; i++) {
        const struct spectrum_row *row = &data->rows[i];
        double y = view.row * ((double)i + 1) - BAR / 2 - 3;
        if (row->name)
            ink_text(ink, view.x.from - 8, y + 0.36 * LABEL_SIZE, FACE_LABEL, LABEL_SIZE, palette[COLOUR_INK],
                     ALIGN_RIGHT, row->name);
        for (size_t j = 0; j < row->n_parts; j++)
            draw_part(&view, row, j, y);
        label_row(&view, row, y);
    }
    struct axis axis = {.scale = view.x,
                        .across = height - FOOT + 2,
                        .name = view.words->x_name,
                        .name_x = width,
                        .name_y = height - 3.6};
    frame_x(ink, &axis, &view.field);
    field_close(&view.field);
}
