/* The strips below the roofline: one row for each context, sharing the x axis. */
#include "roofline_view.h"

#include <math.h>

/* What binds a step is told by its mark's colour and by its filling: paper may have no colours. */
static const struct filling {
    int colour;
    bool hollow, parted; /* a core in what is hollow, a white line through what is full */
} fillings[] = {{COLOUR_WEIGHTS, false, false},
                {COLOUR_CACHE, true, false},
                {COLOUR_COMPUTE, false, true},
                {COLOUR_COMM, true, true}};
static const double MARK_ROOM = 8.6; /* before words of the legend */
enum { FILLINGS = sizeof fillings / sizeof *fillings };

static void draw_bound(struct ink *ink, enum marker marker, double x, double y, int colour) {
    struct filling filling = fillings[0];
    for (int i = 1; i < FILLINGS; i++)
        if (fillings[i].colour == colour)
            filling = fillings[i];
    (filling.hollow ? mark_hollow : mark_filled)(ink, marker, x, y, 0.85, palette[colour]);
    if (filling.parted && filling.hollow)
        mark_filled(ink, marker, x, y, 0.35, palette[colour]);
    else if (filling.parted)
        line_draw(ink, x - mark_radius(marker), y, x + mark_radius(marker), y, palette[COLOUR_PAPER], 1.1);
}

static void draw_strip(struct roofline_view *view, const struct roofline_strip *strip, double y) {
    if (strip->name) {
        double width = ink_text(view->ink, view->x.from - 6.6, y + TEXT_MIDDLE * LABEL_SIZE, FACE_LABEL,
                                LABEL_SIZE, palette[COLOUR_INK], ALIGN_RIGHT, strip->name);
        field_box(&view->field, view->x.from - 6.6 - width, y - 3, view->x.from - 6.6, y + 4, 2);
    }
    double radius = mark_radius(strip->marker) * 0.85;
    for (size_t i = 0; i + 1 < strip->n_points; i++)
        roofline_line(view, roofline_x(view, strip->points[i].x), y, roofline_x(view, strip->points[i + 1].x),
                      y, COLOUR_HAIRLINE, 0.5);
    for (size_t i = 0; i < strip->n_points; i++) {
        double x = roofline_x(view, strip->points[i].x);
        draw_bound(view->ink, strip->marker, x, y, strip->points[i].colour);
        field_mark(&view->field, x, y, radius);
    }
}

/* The last label, beside its dot: past the ridge where that would cut it, or on a white ground where it is
 * too long for that. */
static void label_end(struct roofline_view *view, const struct note *end, double x, double y) {
    double width, height, ridge = view->ridge > 0 ? roofline_x(view, view->ridge) : -10;
    note_measure(view->ink, end, &width, &height);
    if (ridge > x - 2 && ridge < x + 24 && ridge + 3 + width <= view->right)
        x = ridge + 3;
    if (x + width > view->right)
        return;
    if (ridge > x - 2 && ridge < x + width + 2)
        box_fill(view->ink, x - 1, y - height / 2 - 0.5, width + 2, height + 1, palette[COLOUR_PAPER]);
    label_put(&view->field, end, x, y - height / 2);
}

static void label_strip(struct roofline_view *view, const struct roofline_strip *strip, double y) {
    struct note end = {0};
    if (strip->n_points == 0) { /* all there is to say */
        note_add(&end, FACE_LABEL, palette[COLOUR_GREY], strip->suffix);
        if (end.n_spans)
            label_end(view, &end, view->x.from + 4, y);
        return;
    }
    const struct roofline_point *first = &strip->points[0], *last = &strip->points[strip->n_points - 1];
    double radius = mark_radius(strip->marker), width, height;
    double first_x = roofline_x(view, first->x), last_x = roofline_x(view, last->x);
    note_add(&end, FACE_LABEL, palette[COLOUR_INK], last->label);
    note_add(&end, FACE_LABEL, palette[COLOUR_GREY], strip->suffix);
    if (end.n_spans)
        label_end(view, &end, fmax(first_x, last_x) + radius + 3, y);
    struct note start = note_of(FACE_LABEL, palette[COLOUR_GREY], first->label);
    note_measure(view->ink, &start, &width, &height);
    if (start.n_spans && strip->n_points > 1)
        label_try(&view->field, &start, fmin(first_x, last_x) - radius - 4 - width, y - height / 2);
}

/* "bound by the weights, by the cache, by compute": of those that occur, each behind its mark. Puts it at x,
 * or only measures it (`put` false); returns its width. */
static double lay_legend(struct roofline_view *view, bool put, double x, double y) {
    const struct roofline_words *words = view->words;
    const char *by[] = {words->by_weights, words->by_cache, words->by_compute, words->by_exchange};
    double from = x, width, height;
    struct colour before = palette[COLOUR_INK];
    for (int c = 0; c < FILLINGS; c++) {
        bool occurs = false, first = x == from;
        for (size_t i = 0; i < view->data->n_strips; i++)
            for (size_t j = 0; j < view->data->strips[i].n_points; j++)
                occurs |= view->data->strips[i].points[j].colour == fillings[c].colour;
        if (!occurs)
            continue;
        struct colour colour = colour_of_words(fillings[c].colour);
        struct note lead = note_of(FACE_LABEL, first ? colour : before, first ? words->bound : words->comma);
        struct note word = note_of(FACE_LABEL, colour, by[c]);
        note_measure(view->ink, &lead, &width, &height);
        if (put) {
            label_put(&view->field, &lead, x, y - height / 2);
            draw_bound(view->ink, MARK_CIRCLE, x + width + 0.45 * MARK_ROOM, y, fillings[c].colour);
            label_put(&view->field, &word, x + width + MARK_ROOM, y - height / 2);
        }
        x += width + MARK_ROOM;
        note_measure(view->ink, &word, &width, &height);
        x += width;
        before = colour;
    }
    return x - from;
}

static bool put_legend(struct roofline_view *view, double width, double x, double y) {
    bool free = field_free(&view->field, x, y - LABEL_LEADING / 2, x + width, y + LABEL_LEADING / 2);
    if (free)
        lay_legend(view, true, x, y);
    return free;
}

void roofline_draw_strips(struct roofline_view *view, double height) {
    const struct roofline_data *data = view->data;
    if (data->n_strips == 0)
        return;
    double first = height - 14 * (double)data->n_strips + 8;
    double title_y = first - 13;
    if (data->strips_title) {
        double title = ink_text(view->ink, 0, title_y + 2, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY],
                                ALIGN_LEFT, data->strips_title);
        field_box(&view->field, 0, title_y - 3, title, title_y + 4, 2);
    }
    if (view->ridge > 0)
        roofline_line(view, roofline_x(view, view->ridge), first - 6, roofline_x(view, view->ridge), height,
                      COLOUR_INK, 0.7);
    for (size_t i = 0; i < data->n_strips; i++)
        draw_strip(view, &data->strips[i], first + 14 * (double)i);
    for (size_t i = 0; i < data->n_strips; i++)
        label_strip(view, &data->strips[i], first + 14 * (double)i);
    double width = lay_legend(view, false, 0, 0);
    for (size_t i = data->n_strips; i-- > 0;)
        if (put_legend(view, width, view->right - width - 0.01, first + 14 * (double)i))
            return;
    for (double x = view->right - width - 0.01; x >= 0; x -= 6)
        if (put_legend(view, width, x, title_y))
            return;
}
