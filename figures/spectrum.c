/* See spectrum.h. */
#include "spectrum.h"

#include "frame.h"
#include "mark.h"

#include <math.h>
#include <stdint.h>

const struct spectrum_words spectrum_words_en = {.x_name = "sequences in a batch →",
                                                 .weights = "weights",
                                                 .cache = "cache",
                                                 .compute = "compute",
                                                 .exchange = "exchange"};
const struct spectrum_words spectrum_words_zh = {
    .x_name = "每批序列数 →", .weights = "权重", .cache = "缓存", .compute = "计算", .exchange = "通信"};

static const double FOOT = FRAME_FOOT + 2, BAR = 11;
static const double VISIBLE = 2; /* a part narrower than this bears no word */

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

/* Where the part ends that the cache still holds. */
static double held_to(const struct view *view, const struct spectrum_row *row, size_t j) {
    double x0 = scale_at(&view->x, row->parts[j].from), x1 = scale_at(&view->x, row->parts[j].to);
    double full = row->full_at > 0 ? scale_at(&view->x, row->full_at) : view->x.to;
    return fmin(fmax(full, x0), x1);
}

/* The word of a part between x0 and x1, where it has room. */
static bool word_between(const struct view *view, int colour, bool pale, double x0, double x1, double y) {
    const char *words = term_words(view, colour);
    /* in what is pale the mark where the cache is full has its room too */
    double least = ink_measure(view->ink, FACE_LABEL_BOLD, LABEL_SIZE, words) + (pale ? 8 : 4);
    struct colour light = palette[colour == COLOUR_CACHE ? COLOUR_INK : COLOUR_PAPER];
    if (x1 - x0 < least)
        return false;
    ink_text(view->ink, (x0 + x1) / 2, y + TEXT_MIDDLE * LABEL_SIZE, pale ? FACE_LABEL : FACE_LABEL_BOLD,
             LABEL_SIZE, pale ? colour_of_words(colour) : light, ALIGN_CENTRE, words);
    return true;
}

/* One part, pale past the batch that still fits. Whether its word stands in it: in what fits and in what is
 * pale, wherever it can. */
static bool draw_part(struct view *view, const struct spectrum_row *row, size_t j, double y) {
    const struct spectrum_part *part = &row->parts[j];
    double x0 = scale_at(&view->x, part->from), x1 = scale_at(&view->x, part->to);
    double held = held_to(view, row, j);
    struct colour colour = palette[part->colour];
    if (held > x0)
        box_fill(view->ink, x0, y - BAR / 2, held - x0, BAR, colour);
    if (x1 > held)
        box_fill(view->ink, held, y - BAR / 2, x1 - held, BAR,
                 colour_mix(colour, palette[COLOUR_PAPER], 0.85));
    if (j > 0)
        line_draw(view->ink, x0, y - BAR / 2, x0, y + BAR / 2, palette[COLOUR_PAPER], 0.8);
    bool solid = word_between(view, part->colour, false, x0, held, y);
    bool pale = word_between(view, part->colour, true, held, x1, y);
    return solid || pale;
}

/* A narrow part's word stands above it, or as near as there is room. */
static void label_narrow(struct view *view, const struct spectrum_row *row, size_t j, double y) {
    double x0 = scale_at(&view->x, row->parts[j].from), held = held_to(view, row, j), width, height;
    if (held - x0 < VISIBLE)
        return;
    struct note note = note_of(FACE_LABEL_BOLD, colour_of_words(row->parts[j].colour),
                               term_words(view, row->parts[j].colour));
    note_measure(view->ink, &note, &width, &height);
    for (int k = 0; k < 80; k++) {
        double x = (x0 + held - width) / 2 + (k % 2 ? 1 : -1) * ((k + 1) / 2);
        if (x >= view->x.from - 1 && label_try(&view->field, &note, x, y - BAR / 2 - height - 1.4))
            return;
    }
}

/* The batch where one term hands over to the next stands above, in bold where it still fits. */
static void label_changes(struct view *view, const struct spectrum_row *row, double y) {
    char number[48];
    for (size_t j = 1; j < row->n_parts; j++) {
        double x = scale_at(&view->x, row->parts[j].from), width, height;
        if (x <= view->x.from || scale_at(&view->x, row->parts[j].to) - x < VISIBLE)
            continue;
        bool held = held_to(view, row, j) - x >= VISIBLE;
        number_fixed(row->parts[j].from, 0, number);
        struct note note =
            note_of(held ? FACE_LABEL_BOLD : FACE_LABEL, palette[held ? COLOUR_INK : COLOUR_GREY], number);
        note_measure(view->ink, &note, &width, &height);
        label_try(&view->field, &note, fmin(x - width / 2, view->x.to - width), y - BAR / 2 - height - 1.4);
    }
}

/* The mark where the cache is full, and its words in the column at the right. */
static void draw_full(struct view *view, const struct spectrum_row *row, double y) {
    if (!(row->full_at > 0 && row->full_at < view->x.high))
        return;
    double x = scale_at(&view->x, row->full_at);
    line_draw(view->ink, x, y - BAR / 2 - 1.5, x, y + BAR / 2 + 1.5, palette[COLOUR_INK], 1.6);
    if (row->full_words)
        ink_text(view->ink, view->x.to + 5, y + TEXT_MIDDLE * LABEL_SIZE, FACE_LABEL, LABEL_SIZE,
                 palette[COLOUR_INK], ALIGN_LEFT, row->full_words);
}

static void draw_row(struct view *view, const struct spectrum_row *row, double y) {
    if (row->name)
        ink_text(view->ink, view->x.from - 8, y + TEXT_MIDDLE * LABEL_SIZE, FACE_LABEL, LABEL_SIZE,
                 palette[COLOUR_INK], ALIGN_RIGHT, row->name);
    uint64_t narrow = 0;
    for (size_t j = 0; j < row->n_parts; j++)
        if (!draw_part(view, row, j, y) && j < 64)
            narrow |= UINT64_C(1) << j;
    label_changes(view, row, y);
    for (size_t j = 0; j < row->n_parts && j < 64; j++)
        if (narrow >> j & 1)
            label_narrow(view, row, j, y);
    draw_full(view, row, y);
}

static void view_open(struct view *view, struct ink *ink, const struct spectrum_data *data, double width,
                      double height) {
    *view = (struct view){.ink = ink, .data = data, .words = data->words ? data->words : &spectrum_words_en};
    double names = 0, full = 0;
    for (size_t i = 0; i < data->n_rows; i++) {
        const struct spectrum_row *row = &data->rows[i];
        if (row->name)
            names = fmax(names, ink_measure(ink, FACE_LABEL, LABEL_SIZE, row->name));
        if (row->full_words && row->full_at > 0 && row->full_at < data->greatest)
            full = fmax(full, ink_measure(ink, FACE_LABEL, LABEL_SIZE, row->full_words) + 5);
    }
    view->row = (height - FOOT) / fmax((double)data->n_rows, 1);
    view->x = (struct scale){true, data->least, data->greatest, fmin(names + 8, width / 2), width - full};
    field_open(&view->field, ink, 0, 0, width, height);
}

static void draw_axis(struct view *view, double height) {
    struct axis_mark ends[] = {{view->data->greatest, NULL, COLOUR_INK, false},
                               {view->data->least, NULL, COLOUR_INK, false}};
    struct axis axis = {.scale = view->x,
                        .across = height - FRAME_FOOT,
                        .name = view->words->x_name,
                        .marks = ends,
                        .n_marks = 2};
    frame_x(view->ink, &axis, &view->field);
}

void spectrum_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct spectrum_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    for (size_t i = 0; i < data->n_rows; i++)
        draw_row(&view, &data->rows[i], view.row * ((double)i + 1) - BAR / 2 - 3);
    draw_axis(&view, height);
    field_close(&view.field);
}
