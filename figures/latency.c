/* See latency.h. */
#include "latency.h"

#include "frame.h"
#include "mark.h"

#include <math.h>

const struct latency_words latency_words_en = {.batch = "batch",
                                               .x_name = "ms, one step →",
                                               .terms = {"weights", "cache", "compute", "exchange"},
                                               .step = "overlapped",
                                               .sum = "summed",
                                               .alone = "step"};
const struct latency_words latency_words_zh = {.batch = "批量",
                                               .x_name = "毫秒，每步 →",
                                               .terms = {"权重", "缓存", "计算", "通信"},
                                               .step = "重叠",
                                               .sum = "相加",
                                               .alone = "一步"};

static const int term_colours[LATENCY_TERMS] = {COLOUR_WEIGHTS, COLOUR_CACHE, COLOUR_COMPUTE, COLOUR_COMM};
static const double HEAD = 16, FOOT = FRAME_FOOT + 2, PART_GAP = 0.5, PALE = 0.75;
static const double BEHIND = 5; /* words keep this from a bar's end and from the dash */

struct view {
    struct ink *ink;
    const struct latency_data *data;
    const struct latency_words *words;
    double unit, row, bar; /* heights */
    double step_right, sum_right;
    const char *step_words;
    struct scale x;
};

static double sum_s(const struct latency_row *row) {
    double sum = 0;
    for (int i = 0; i < LATENCY_TERMS; i++)
        sum += row->terms_s[i];
    return fmax(sum, row->step_s);
}

static double widest(struct ink *ink, enum face face, const char *head, const struct latency_data *data,
                     size_t offset) {
    double width = ink_measure(ink, FACE_LABEL, LABEL_SIZE, head);
    for (size_t i = 0; i < data->n_rows; i++) {
        const char *words = *(const char *const *)((const char *)&data->rows[i] + offset);
        if (words)
            width = fmax(width, ink_measure(ink, face, LABEL_SIZE, words));
    }
    return width;
}

/* What is left for words behind a bar that ends at `end`, up to the dash in the column of steps. */
static double missing_room(const struct view *view, double end) {
    return view->step_right - ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, "—") - BEHIND - end;
}

/* Where the axis must end for the words behind each pale bar to have their room; at most `right`. */
static double right_of_bars(const struct view *view, double left, double right, double longest) {
    for (size_t i = 0; i < view->data->n_rows; i++) {
        const struct latency_row *row = &view->data->rows[i];
        if (!row->missing || !row->missing_words || sum_s(row) <= 0)
            continue;
        double words = ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, row->missing_words) + BEHIND;
        right = fmin(right, left + (missing_room(view, left) - words) * longest / sum_s(row));
    }
    return right;
}

static void view_open(struct view *view, struct ink *ink, const struct latency_data *data, double width,
                      double height) {
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &latency_words_en;
    view->unit = data->unit_s > 0 ? data->unit_s : 1e-3;
    double longest = 0;
    bool summed = false;
    for (size_t i = 0; i < data->n_rows; i++) {
        longest = fmax(longest, sum_s(&data->rows[i]));
        summed = summed || data->rows[i].sum_value;
    }
    view->sum_right = width;
    view->step_right = width;
    view->step_words = summed ? view->words->step : view->words->alone;
    if (summed)
        view->step_right -=
            widest(ink, FACE_LABEL, view->words->sum, data, offsetof(struct latency_row, sum_value)) + 10;
    double left = widest(ink, FACE_LABEL, view->words->batch, data, offsetof(struct latency_row, label)) + 8;
    double right =
        view->step_right - 12 -
        widest(ink, FACE_LABEL_BOLD, view->step_words, data, offsetof(struct latency_row, step_value));
    right = fmax(right_of_bars(view, left, right, longest), left + (right - left) / 2);
    view->x = scale_linear(0, longest > 0 ? longest / view->unit : 1, left, right);
    view->row = (height - HEAD - FOOT) / fmax((double)data->n_rows, 1);
    view->bar = fmin(view->row * 0.62, 9);
}

static double at_x(const struct view *view, double seconds) {
    return scale_at(&view->x, seconds / view->unit);
}

static double row_y(const struct view *view, size_t i) {
    return HEAD + view->row * ((double)i + 0.5);
}

static void words_at(const struct view *view, double x, double y, bool bold, int colour, enum align align,
                     const char *words) {
    if (words)
        ink_text(view->ink, x, y, bold ? FACE_LABEL_BOLD : FACE_LABEL, LABEL_SIZE, palette[colour], align,
                 words);
}

static void draw_bar(const struct view *view, const struct latency_row *row, double y) {
    double before = 0;
    for (int term = 0; term < LATENCY_TERMS; term++) {
        double x0 = at_x(view, before), x1 = at_x(view, before + row->terms_s[term]);
        struct colour colour = palette[term_colours[term]];
        before += row->terms_s[term];
        if (x1 - x0 > 0.05)
            box_fill(view->ink, x0, y - view->bar / 2, fmax(x1 - x0 - PART_GAP, 0.3), view->bar,
                     row->missing ? colour_mix(colour, palette[COLOUR_PAPER], PALE) : colour);
    }
}

/* What does not fit is said behind the pale bar, where there is room. */
static void draw_missing(const struct view *view, const struct latency_row *row, double baseline) {
    double end = at_x(view, sum_s(row)) + (sum_s(row) > 0 ? BEHIND : 3);
    /* a hair more: the axis may have been set for these very words */
    double room = missing_room(view, end) + 0.01;
    if (row->missing_words && ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, row->missing_words) <= room)
        words_at(view, end, baseline, false, COLOUR_GREY, ALIGN_LEFT, row->missing_words);
    words_at(view, view->step_right, baseline, false, COLOUR_GREY, ALIGN_RIGHT, "—");
    if (view->sum_right != view->step_right)
        words_at(view, view->sum_right, baseline, false, COLOUR_GREY, ALIGN_RIGHT, "—");
}

static void draw_row(const struct view *view, size_t i) {
    const struct latency_row *row = &view->data->rows[i];
    double y = row_y(view, i), baseline = y + TEXT_MIDDLE * LABEL_SIZE;
    words_at(view, view->x.from - 8, baseline, false, row->missing ? COLOUR_GREY : COLOUR_INK, ALIGN_RIGHT,
             row->label);
    draw_bar(view, row, y);
    if (row->missing) {
        draw_missing(view, row, baseline);
        return;
    }
    double step = at_x(view, row->step_s), half = view->bar / 2 + 1.8;
    if (row->sum_value) {
        line_draw(view->ink, step, y - half, step, y + half, palette[COLOUR_PAPER], 2.4);
        line_draw(view->ink, step, y - half, step, y + half, palette[COLOUR_INK], 1.2);
    }
    words_at(view, view->step_right, baseline, true, COLOUR_INK, ALIGN_RIGHT, row->step_value);
    words_at(view, view->sum_right, baseline, false, COLOUR_HIDDEN, ALIGN_RIGHT, row->sum_value);
}

/* The words of a term stand inside its widest part, in a pale one where there is no other, or, where none is
 * wide enough, in the line above. Returns whether they found a part. */
static bool name_inside(const struct view *view, int term, bool missing) {
    double widest_part = 0, middle = 0, y = 0;
    for (size_t i = 0; i < view->data->n_rows; i++) {
        const struct latency_row *row = &view->data->rows[i];
        double before = 0;
        for (int k = 0; k < term; k++)
            before += row->terms_s[k];
        double x0 = at_x(view, before), x1 = at_x(view, before + row->terms_s[term]);
        double step = at_x(view, row->step_s);
        /* the step's mark would cut the words: then the longer side of it */
        if (!missing && step > x0 && step < x1) {
            if (step - x0 > x1 - step)
                x1 = step - 2;
            else
                x0 = step + 2;
        }
        if (row->missing == missing && x1 - x0 > widest_part) {
            widest_part = x1 - x0;
            middle = (x0 + x1) / 2;
            y = row_y(view, i);
        }
    }
    double size = fmin(6.2, view->bar * 0.85);
    const char *words = view->words->terms[term];
    if (size < 5 || widest_part < ink_measure(view->ink, FACE_LABEL_BOLD, size, words) + 5)
        return false;
    struct colour light = palette[term == LATENCY_CACHE ? COLOUR_INK : COLOUR_PAPER];
    ink_text(view->ink, middle, y + TEXT_MIDDLE * size, FACE_LABEL_BOLD, size,
             missing ? colour_of_words(term_colours[term]) : light, ALIGN_CENTRE, words);
    return true;
}

static void draw_head(const struct view *view) {
    double x = view->x.from;
    words_at(view, view->x.from - 8, 6, false, COLOUR_GREY, ALIGN_RIGHT, view->words->batch);
    words_at(view, view->step_right, 6, true, COLOUR_INK, ALIGN_RIGHT, view->step_words);
    if (view->sum_right != view->step_right)
        words_at(view, view->sum_right, 6, false, COLOUR_GREY, ALIGN_RIGHT, view->words->sum);
    for (int term = 0; term < LATENCY_TERMS; term++) {
        bool occurs = false;
        for (size_t i = 0; i < view->data->n_rows; i++)
            occurs = occurs || view->data->rows[i].terms_s[term] > 0;
        if (!occurs || name_inside(view, term, false) || name_inside(view, term, true))
            continue;
        box_fill(view->ink, x, 1.2, 4.8, 4.8, palette[term_colours[term]]);
        x += 7;
        x += ink_text(view->ink, x, 6, FACE_LABEL, LABEL_SIZE, colour_of_words(term_colours[term]),
                      ALIGN_LEFT, view->words->terms[term]) +
             9;
    }
}

void latency_draw(struct ink *ink, const void *data, double width, double height) {
    struct view view;
    view_open(&view, ink, data, width, height);
    for (size_t i = 0; i < view.data->n_rows; i++)
        draw_row(&view, i);
    draw_head(&view);
    struct axis axis = {.scale = view.x, .across = height - FRAME_FOOT, .name = view.words->x_name};
    frame_x(ink, &axis, NULL);
}
