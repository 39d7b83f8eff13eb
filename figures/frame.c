/* See frame.h. */
#include "frame.h"

#include "mark.h"

#include <math.h>

static const double TICK = 4.2, AXIS_LINE = 0.5, X_GAP = 26, Y_GAP = 13;
static const double X_WORDS = 12.2; /* axis to the baseline of its numbers */
static const double X_NAME = 22.4;  /* and to that of its name */
static const double Y_WORDS = 6.6;  /* axis to the right end of its numbers */

struct tick_set {
    double at[TICKS_MOST];
    int n;
    double step; /* of linear ticks, in units; 0 where they are not even */
};

static double unit_of(const struct axis *axis) {
    return axis->unit > 0 ? axis->unit : 1;
}

/* Ticks at even shares of a range that ends on a multiple of a power of two: 0, 128, 256, … */
static bool ticks_binary(const struct axis *axis, double gap, struct tick_set *set) {
    double high = axis->scale.high, length = fabs(axis->scale.to - axis->scale.from);
    if (!axis->powers || axis->scale.logarithmic || axis->scale.low != 0)
        return false;
    double step = 1;
    while (high / step * gap > length && step < 1e15)
        step *= 2;
    if (step < 4 || fmod(high, step) > 1e-9 * high)
        return false;
    set->n = 0;
    for (double value = 0; value <= high * (1 + 1e-9) && set->n < TICKS_MOST; value += step)
        set->at[set->n++] = value;
    set->step = step / unit_of(axis);
    return true;
}

static struct tick_set ticks_of(const struct axis *axis, double usual_gap) {
    struct tick_set set = {.n = 0};
    double gap = axis->gap > 0 ? axis->gap : usual_gap;
    if (ticks_binary(axis, gap, &set))
        return set;
    /* ticks are round in the unit that is printed */
    struct scale shown = axis->scale;
    shown.low /= unit_of(axis);
    shown.high /= unit_of(axis);
    set.n = scale_ticks(&shown, gap, set.at, TICKS_MOST);
    if (!shown.logarithmic && set.n > 1)
        set.step = set.at[1] - set.at[0];
    for (int i = 0; i < set.n; i++)
        set.at[i] *= unit_of(axis);
    return set;
}

static void tick_words(const struct axis *axis, const struct tick_set *set, double value, char out[48]) {
    number_words(value / unit_of(axis), set->step, out);
}

struct placed {
    double centre, half;
};

static bool clear_of(const struct placed *taken, size_t n, double centre, double half, double gap) {
    for (size_t i = 0; i < n; i++)
        if (fabs(centre - taken[i].centre) < half + taken[i].half + gap)
            return false;
    return true;
}

enum { PLACED_MOST = TICKS_MOST + 16 };

static void x_words(struct ink *ink, const struct axis *axis, struct field *field, double x,
                    const char *words, int colour, bool bold) {
    enum face face = bold ? FACE_LABEL_BOLD : FACE_LABEL;
    double half = ink_measure(ink, face, LABEL_SIZE, words) / 2;
    double baseline = axis->across + X_WORDS;
    ink_text(ink, x, baseline, face, LABEL_SIZE, palette[colour], ALIGN_CENTRE, words);
    if (field)
        field_box(field, x - half, baseline - TEXT_RISE * LABEL_SIZE, x + half,
                  baseline + TEXT_DROP * LABEL_SIZE, 2);
}

static const char *mark_words(const struct axis *axis, const struct axis_mark *mark, char buffer[48]) {
    if (mark->words)
        return mark->words;
    double value = mark->value / unit_of(axis);
    number_fixed(value, value < 10 && value != floor(value) ? 1 : 0, buffer);
    return buffer;
}

/* A tick that a marked number replaces. */
static bool near_mark(const struct axis *axis, double place) {
    for (size_t i = 0; i < axis->n_marks; i++)
        if (fabs(scale_at(&axis->scale, axis->marks[i].value) - place) < 5)
            return true;
    return false;
}

void frame_x(struct ink *ink, const struct axis *axis, struct field *field) {
    struct placed taken[PLACED_MOST];
    size_t n_taken = 0;
    char buffer[48];
    double y = axis->across;
    line_draw(ink, axis->scale.from, y, axis->scale.to, y, palette[COLOUR_INK], AXIS_LINE);
    for (size_t i = 0; i < axis->n_marks && n_taken < 16; i++) {
        const struct axis_mark *mark = &axis->marks[i];
        const char *words = mark_words(axis, mark, buffer);
        double x = scale_at(&axis->scale, mark->value);
        double half = ink_measure(ink, mark->bold ? FACE_LABEL_BOLD : FACE_LABEL, LABEL_SIZE, words) / 2;
        /* at an end of the figure the number moves in, its tick stays */
        double centre = field ? fmax(fmin(x, field->x1 - half), field->x0 + half) : x;
        if (!clear_of(taken, n_taken, centre, half, 5))
            continue;
        taken[n_taken++] = (struct placed){centre, half};
        line_draw(ink, x, y, x, y + TICK + (mark->bold ? 0.8 : 0), palette[mark->colour],
                  mark->bold ? 1.2 : AXIS_LINE);
        x_words(ink, axis, field, centre, words, mark->colour, mark->bold);
    }
    struct tick_set set = ticks_of(axis, X_GAP);
    for (int i = 0; i < set.n; i++) {
        double x = scale_at(&axis->scale, set.at[i]);
        tick_words(axis, &set, set.at[i], buffer);
        double half = ink_measure(ink, FACE_LABEL, LABEL_SIZE, buffer) / 2;
        /* a tick without its number says nothing */
        if (near_mark(axis, x) || !clear_of(taken, n_taken, x, half, 9) ||
            (field && (x - half < field->x0 || x + half > field->x1)))
            continue;
        taken[n_taken++] = (struct placed){x, half};
        line_draw(ink, x, y, x, y + TICK, palette[COLOUR_INK], AXIS_LINE);
        x_words(ink, axis, field, x, buffer, COLOUR_INK, false);
    }
    if (axis->name)
        ink_text(ink, axis->scale.to, y + X_NAME, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_RIGHT,
                 axis->name);
}

static void y_words(struct ink *ink, const struct axis *axis, struct field *field, double y,
                    const char *words, int colour, bool bold) {
    enum face face = bold ? FACE_LABEL_BOLD : FACE_LABEL;
    double right = axis->across - Y_WORDS, baseline = y + TEXT_MIDDLE * LABEL_SIZE;
    double width = ink_text(ink, right, baseline, face, LABEL_SIZE, palette[colour], ALIGN_RIGHT, words);
    if (field)
        field_box(field, right - width, baseline - TEXT_RISE * LABEL_SIZE, right,
                  baseline + TEXT_DROP * LABEL_SIZE, 2);
}

void frame_y(struct ink *ink, const struct axis *axis, struct field *field) {
    const double half = (TEXT_RISE + TEXT_DROP) * LABEL_SIZE / 2;
    struct placed taken[PLACED_MOST];
    size_t n_taken = 0;
    char buffer[48];
    double x = axis->across;
    struct tick_set set = ticks_of(axis, Y_GAP);
    double last = axis->scale.from, first = axis->scale.from;
    for (int i = 0; i < set.n; i++) {
        last = scale_at(&axis->scale, set.at[i]);
        first = i == 0 ? last : first;
    }
    for (size_t i = 0; i < axis->n_marks && n_taken < 16; i++) {
        const struct axis_mark *mark = &axis->marks[i];
        double y = scale_at(&axis->scale, mark->value);
        if (!clear_of(taken, n_taken, y, half, 1))
            continue; /* LCOV_EXCL_LINE: no figure marks more than one value up its axis */
        taken[n_taken++] = (struct placed){y, half};
        line_draw(ink, x - TICK, y, x, y, palette[mark->colour], mark->bold ? 1.2 : AXIS_LINE);
        y_words(ink, axis, field, y, mark_words(axis, mark, buffer), mark->colour, mark->bold);
        last = fmin(last, y);
    }
    for (int i = 0; i < set.n; i++) {
        double y = scale_at(&axis->scale, set.at[i]);
        tick_words(axis, &set, set.at[i], buffer);
        if (near_mark(axis, y) || !clear_of(taken, n_taken, y, half, 1))
            continue;
        taken[n_taken++] = (struct placed){y, half};
        line_draw(ink, x - TICK, y, x, y, palette[COLOUR_INK], AXIS_LINE);
        y_words(ink, axis, field, y, buffer, COLOUR_INK, false);
    }
    /* the line goes as far as there are numbers on it */
    if (last != first)
        line_draw(ink, x, first + AXIS_LINE / 2, x, last - AXIS_LINE / 2, palette[COLOUR_INK], AXIS_LINE);
    if (axis->name)
        ink_text(ink, axis->name_x, axis->name_y, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], ALIGN_LEFT,
                 axis->name);
}

double frame_y_room(struct ink *ink, const struct axis *axis) {
    struct tick_set set = ticks_of(axis, Y_GAP);
    double widest = 0;
    char buffer[48];
    for (int i = 0; i < set.n; i++) {
        tick_words(axis, &set, set.at[i], buffer);
        widest = fmax(widest, ink_measure(ink, FACE_LABEL, LABEL_SIZE, buffer));
    }
    for (size_t i = 0; i < axis->n_marks; i++)
        widest = fmax(widest, ink_measure(ink, axis->marks[i].bold ? FACE_LABEL_BOLD : FACE_LABEL, LABEL_SIZE,
                                          mark_words(axis, &axis->marks[i], buffer)));
    return widest + Y_WORDS;
}
