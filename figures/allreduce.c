/* See allreduce.h. In step t < N - 1, accelerator i sends piece (i - t) mod N to i + 1, which adds it; in the
 * N - 1 steps after that it sends piece (i + 1 - t) mod N, which is whole there. */
#include "allreduce.h"

#include "mark.h"
#include "note.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const struct allreduce_words allreduce_words_en = {.start = "start",
                                                   .after = {"send ", ""},
                                                   .accelerator = "accelerator",
                                                   .add = "adding",
                                                   .share = "handing round",
                                                   .alone = "One accelerator: nothing to exchange."};
const struct allreduce_words allreduce_words_zh = {.start = "开始",
                                                   .after = {"第 ", " 次发送"},
                                                   .accelerator = "加速卡",
                                                   .add = "求和",
                                                   .share = "分发",
                                                   .alone = "仅一张加速卡，无需通信。"};

enum { MOST = 16 };
static const double DOT = 0.16; /* of a cell's side: in a piece that the last send brought */

struct view {
    struct ink *ink;
    const struct allreduce_words *words;
    int n;
    double cell, top;
};

static int wrapped(int value, int n) {
    return ((value % n) + n) % n;
}

/* How many summands piece `piece` on accelerator `at` holds after `sends`, and whether the last send brought
 * it. */
static int summands(int n, int sends, int at, int piece, bool *arrived) {
    int held = 1;
    *arrived = false;
    for (int t = 0; t < sends; t++) {
        int from = wrapped(at - 1, n);
        int sent = t < n - 1 ? wrapped(from - t, n) : wrapped(from + 1 - (t - (n - 1)), n);
        *arrived = sent == piece;
        if (*arrived)
            held = t < n - 1 ? t + 2 : n;
    }
    return held;
}

static void draw_panel(const struct view *view, int sends, double x) {
    int n = view->n;
    for (int at = 0; at < n; at++)
        for (int piece = 0; piece < n; piece++) {
            bool arrived;
            double share = (double)summands(n, sends, at, piece, &arrived) / n;
            struct colour full = palette[arrived ? COLOUR_COMM : COLOUR_WEIGHTS];
            double left = x + piece * view->cell, top = view->top + at * view->cell, side = view->cell - 0.6;
            box_fill(view->ink, left, top, side, side,
                     colour_mix(full, palette[COLOUR_PAPER], 0.86 * (1 - share)));
            if (arrived) { /* green and blue are one grey in print */
                ink_circle(view->ink, left + side / 2, top + side / 2, fmin(DOT * side, 1.4));
                ink_fill(view->ink, palette[COLOUR_PAPER]);
            }
        }
}

/* Which states to show: all where there is room, else the first and last of each half and some between. */
static int states_of(int n, int room, int *states) {
    int all = 2 * (n - 1) + 1, count = all < room ? all : room;
    assert(count > 0);
    for (int i = 0; i < count; i++)
        states[i] = count > 1 ? (int)lround((double)i * (all - 1) / (count - 1)) : 0;
    /* the end of the adding is the one state that must be there */
    int nearest = 0;
    for (int i = 1; i < count - 1; i++)
        if (abs(states[i] - (n - 1)) < abs(states[nearest] - (n - 1)) || nearest == 0)
            nearest = i;
    if (nearest > 0)
        states[nearest] = n - 1;
    return count;
}

/* The name of a half under its panels, which may reach half into the `gaps` beside them. */
static void draw_half_name(const struct view *view, double x0, double x1, double gaps, double y,
                           const char *words) {
    if (!(x1 > x0))
        return; /* LCOV_EXCL_LINE: no slot is drawn so narrow */
    double width = ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, words), middle = (x0 + x1) / 2;
    if (x1 - x0 > width + 12) {
        line_draw(view->ink, x0, y, middle - width / 2 - 3, y, palette[COLOUR_HAIRLINE], 0.5);
        line_draw(view->ink, middle + width / 2 + 3, y, x1, y, palette[COLOUR_HAIRLINE], 0.5);
    }
    if (x1 - x0 + gaps >= width)
        ink_text(view->ink, middle, y + 2.2, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_CENTRE,
                 words);
}

/* The states, each under its name; `*add_end` is the last in which parts are added. Returns where the last
 * panel begins. */
static double draw_states(const struct view *view, const int *states, int count, double left, double step,
                          int *add_end) {
    char words[96];
    for (int i = 0; i < count; i++) {
        double x = left + i * step;
        if (states[i] == 0)
            snprintf(words, sizeof words, "%s", view->words->start);
        else
            snprintf(words, sizeof words, "%s%d%s", view->words->after[0], states[i], view->words->after[1]);
        ink_text(view->ink, x + view->cell * view->n / 2, 7, FACE_LABEL, LABEL_SIZE, palette[COLOUR_INK],
                 ALIGN_CENTRE, words);
        draw_panel(view, states[i], x);
        if (states[i] <= view->n - 1)
            *add_end = i;
    }
    return left + step * (count - 1);
}

/* "accelerator 0", then numbers alone, as many as rows of cells have room for. */
static void name_rows(const struct view *view, double right) {
    char words[96];
    int every = view->cell >= 7 ? 1 : (int)ceil(7 / view->cell);
    for (int at = 0; at < view->n; at += every) {
        snprintf(words, sizeof words, at ? "%s%d" : "%s %d", at ? "" : view->words->accelerator, at);
        ink_text(view->ink, right, view->top + (at + 0.5) * view->cell + 0.3 * LABEL_SIZE, FACE_LABEL,
                 LABEL_SIZE, palette[COLOUR_GREY], ALIGN_RIGHT, words);
    }
}

void allreduce_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct allreduce_data *data = plot;
    struct view view = {.ink = ink, .words = data->words ? data->words : &allreduce_words_en};
    view.n = data->n > MOST ? MOST : (int)data->n;
    if (view.n < 2) {
        ink_text(ink, 0, 8, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_LEFT, view.words->alone);
        return;
    }
    char words[96];
    snprintf(words, sizeof words, "%s %d", view.words->accelerator, view.n - 1);
    double names = ink_measure(ink, FACE_LABEL, LABEL_SIZE, words) + 6, gap = 16;
    double foot = data->remark ? 24 : 13;
    view.top = 12;
    view.cell = fmin((height - view.top - foot) / view.n, 15);
    /* smaller cells where that lets every send be shown */
    int all = 2 * (view.n - 1) + 1;
    const double least_gap = 10;
    double fitting = (width - names - least_gap * (all - 1)) / (all * view.n);
    if (fitting >= 6) {
        view.cell = fmin(view.cell, fitting);
        gap = least_gap;
    }
    double panel = view.cell * view.n;
    int states[2 * MOST], add_end = 0;
    int room = (int)floor((width - names + gap) / (panel + gap) + 1e-6);
    int count = states_of(view.n, room < 2 ? 2 : room > 2 * MOST - 1 ? 2 * MOST - 1 : room, states);
    double step = count > 1 ? fmin((width - names - panel) / (count - 1), panel + 40) : 0;
    double last = draw_states(&view, states, count, names, step, &add_end);
    name_rows(&view, names - 6);
    double y = view.top + panel + 6, gaps = fmax(step - panel - 6, 0);
    draw_half_name(&view, names + step * (add_end ? 1 : 0), names + step * add_end + panel, gaps, y,
                   view.words->add);
    draw_half_name(&view, names + step * (add_end + 1), last + panel, gaps, y, view.words->share);
    if (data->remark)
        ink_text(ink, names, y + 13, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_LEFT, data->remark);
}
