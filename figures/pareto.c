/* See pareto.h. */
#include "pareto.h"

#include "frame.h"

#include <math.h>
#include <stdio.h>

const struct pareto_words pareto_words_en = {
    .y_name = "tok/s, whole cluster",
    .x_name = "tok/s, each user →",
    .batch = "batch ",
    .bound_by = {"bound by the weights", "bound by the cache", "bound by compute", "bound by the exchange"},
    .by = {"by the weights", "by the cache", "by compute", "by the exchange"}};
const struct pareto_words pareto_words_zh = {
    .y_name = "tok/s，整个集群",
    .x_name = "tok/s，每个用户 →",
    .batch = "批量 ",
    .bound_by = {"受限于权重", "受限于缓存", "受限于计算", "受限于通信"},
    .by = {"受限于权重", "受限于缓存", "受限于计算", "受限于通信"}};

static const double CURVE = 1.3, ISO = 0.35;
static const double APART = 4.4; /* of marks that do not overlap */

struct view {
    struct ink *ink;
    const struct pareto_data *data;
    const struct pareto_words *words;
    struct scale x, y;
    double bottom;
    struct field field;
};

static struct anchor at(const struct view *view, const struct pareto_point *point) {
    return (struct anchor){scale_at(&view->x, point->x), scale_at(&view->y, point->y)};
}

static void view_open(struct view *view, struct ink *ink, const struct pareto_data *data, double width,
                      double height) {
    double x0 = INFINITY, x1 = 0, y0 = INFINITY, y1 = 0;
    *view = (struct view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &pareto_words_en;
    for (size_t i = 0; i < data->n_curves; i++)
        for (size_t j = 0; j < data->curves[i].n_points; j++) {
            const struct pareto_point *point = &data->curves[i].points[j];
            x0 = fmin(x0, point->x);
            x1 = fmax(x1, point->x);
            y0 = fmin(y0, point->y);
            y1 = fmax(y1, point->y);
        }
    view->bottom = height - FRAME_FOOT;
    if (!(x1 > 0 && y1 > 0))
        x0 = x1 = y0 = y1 = 1;
    view->y = scale_log_covering(y0, y1, view->bottom - 9, 24);
    struct axis axis = {.scale = view->y};
    double left = fmax(frame_y_room(ink, &axis), 26);
    /* room at the left for the names at the curves' ends */
    view->x = (struct scale){true, x0 / fmax(pow(x1 / x0, 0.3), 1.5), x1 * 1.04, left, width - 34};
    field_open(&view->field, ink, 0, 0, width, view->bottom - 1);
}

static void draw_axes(struct view *view) {
    struct axis x = {.scale = view->x, .across = view->bottom, .name = view->words->x_name};
    struct axis y = {.scale = view->y, .across = view->x.from, .name = view->words->y_name, .name_y = 6};
    frame_x(view->ink, &x, NULL);
    frame_y(view->ink, &y, &view->field);
    field_segment(&view->field, view->x.from, view->bottom, view->x.from, view->y.to);
    field_box(&view->field, 0, 0, ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, y.name), 8, 2);
}

/* ---- lines and marks ---------------------------------------------------------------------------------- */

static const struct pareto_point *find_batch(const struct pareto_curve *curve, int64_t batch) {
    for (size_t i = 0; i < curve->n_points; i++)
        if (curve->points[i].batch == batch)
            return &curve->points[i];
    return NULL;
}

/* From each marked point to its equal on the next curve that has one. */
static void draw_iso(struct view *view, size_t i) {
    const struct pareto_curve *curve = &view->data->curves[i];
    for (size_t j = 0; j < curve->n_points; j++) {
        const struct pareto_point *equal = NULL;
        for (size_t k = i + 1; curve->points[j].batch && k < view->data->n_curves && !equal; k++)
            equal = find_batch(&view->data->curves[k], curve->points[j].batch);
        if (!equal)
            continue;
        struct anchor a = at(view, &curve->points[j]), b = at(view, equal);
        line_draw(view->ink, a.x, a.y, b.x, b.y, palette[COLOUR_HAIRLINE], ISO);
        field_segment(&view->field, a.x, a.y, b.x, b.y);
    }
}

static struct anchor unit(struct anchor a, struct anchor b, double *length) {
    *length = hypot(b.x - a.x, b.y - a.y);
    if (!(*length > 1e-9))
        return (struct anchor){0, 0};
    return (struct anchor){(b.x - a.x) / *length, (b.y - a.y) / *length};
}

/* The direction of the curve at a point of the run [from, to]: between those of its two links, nearer to that
 * of the shorter. At an end of the run the last link is bent like an arc, so that the curve may turn sharply
 * where another term takes over. */
static struct anchor tangent(const struct view *view, const struct pareto_point *points, size_t i,
                             size_t from, size_t to) {
    double before, after, norm;
    bool at_end = i == from || i == to;
    size_t inner = i == from ? i + 1 : i == to ? i - 1 : i;
    struct anchor here = at(view, &points[inner]), zero = {0, 0};
    struct anchor link =
        i == from ? unit(at(view, &points[i]), here, &norm) : unit(here, at(view, &points[i]), &norm);
    if (at_end && to - from < 2)
        return link;
    struct anchor in = unit(at(view, &points[inner - 1]), here, &before);
    struct anchor out = unit(here, at(view, &points[inner + 1]), &after);
    struct anchor sum = {in.x * after + out.x * before, in.y * after + out.y * before};
    struct anchor middle = unit(zero, sum, &norm);
    if (!at_end)
        return middle;
    double along = 2 * (link.x * middle.x + link.y * middle.y);
    return (struct anchor){along * link.x - middle.x, along * link.y - middle.y};
}

static double inside(double value, double a, double b) {
    return fmin(fmax(value, fmin(a, b)), fmax(a, b));
}

/* A control point off `from`, kept in the box of the link's ends: then the curve rises nowhere above its
 * points, however sharply they turn. */
static struct anchor control(struct anchor from, struct anchor to, struct anchor direction, double length) {
    return (struct anchor){inside(from.x + direction.x * length, from.x, to.x),
                           inside(from.y + direction.y * length, from.y, to.y)};
}

/* Labels stay off the curve itself, not its chord: in as many pieces as its length asks. */
static void add_bend(struct view *view, struct anchor a, struct anchor c1, struct anchor c2,
                     struct anchor b) {
    int pieces = 1 + (int)fmin(hypot(b.x - a.x, b.y - a.y) / 6, 7);
    struct anchor before = a;
    for (int k = 1; k <= pieces; k++) {
        double t = (double)k / pieces, u = 1 - t, w0 = u * u * u, w1 = 3 * u * u * t, w2 = 3 * u * t * t;
        double w3 = t * t * t;
        struct anchor next = {w0 * a.x + w1 * c1.x + w2 * c2.x + w3 * b.x,
                              w0 * a.y + w1 * c1.y + w2 * c2.y + w3 * b.y};
        field_segment(&view->field, before.x, before.y, next.x, next.y);
        before = next;
    }
}

/* Runs of one colour are one smooth path through their points. */
static void draw_curve(struct view *view, const struct pareto_curve *curve) {
    for (size_t from = 0, to; from + 1 < curve->n_points; from = to) {
        int colour = curve->points[from + 1].colour;
        for (to = from + 1; to + 1 < curve->n_points && curve->points[to + 1].colour == colour;)
            to++;
        struct pen pen = {.colour = palette[colour], .width = CURVE, .round = true};
        struct anchor a = at(view, &curve->points[from]);
        ink_move(view->ink, a.x, a.y);
        for (size_t j = from; j < to; j++) {
            struct anchor b = at(view, &curve->points[j + 1]);
            struct anchor out = tangent(view, curve->points, j, from, to);
            struct anchor in = tangent(view, curve->points, j + 1, from, to);
            double third = hypot(b.x - a.x, b.y - a.y) / 3;
            struct anchor c1 = control(a, b, out, third), c2 = control(b, a, in, -third);
            ink_curve(view->ink, c1.x, c1.y, c2.x, c2.y, b.x, b.y);
            add_bend(view, a, c1, c2, b);
            a = b;
        }
        ink_stroke(view->ink, &pen);
    }
}

/* Whether a mark would lie on that of an earlier curve, of the same batch: half hidden it says nothing, and
 * the other says the batch. Only what is drawn covers. */
static bool is_covered(const struct view *view, size_t i, const struct pareto_point *point) {
    enum { KEPT_MOST = 16 };
    struct anchor kept[KEPT_MOST] = {{0}};
    size_t n_kept = 0;
    for (size_t k = 0; k <= i && n_kept < KEPT_MOST; k++) {
        const struct pareto_curve *curve = &view->data->curves[k];
        const struct pareto_point *equal = k == i ? point : find_batch(curve, point->batch);
        bool covered = false;
        if (!equal)
            continue;
        struct anchor a = at(view, equal);
        for (size_t j = 0; j < n_kept && !equal->full; j++)
            covered = covered || hypot(a.x - kept[j].x, a.y - kept[j].y) < APART;
        if (k == i)
            return covered;
        if (!covered)
            kept[n_kept++] = a;
    }
    return false; /* LCOV_EXCL_LINE: more curves than are kept */
}

static void draw_marks(struct view *view, size_t i) {
    const struct pareto_curve *curve = &view->data->curves[i];
    for (size_t j = 0; j < curve->n_points; j++) {
        const struct pareto_point *point = &curve->points[j];
        struct anchor a = at(view, point);
        if ((!point->batch && !point->full) || is_covered(view, i, point))
            continue;
        (point->full ? mark_hollow : mark_filled)(view->ink, curve->marker, a.x, a.y, point->full ? 1.2 : 0.9,
                                                  palette[point->colour]);
        field_mark(&view->field, a.x, a.y, mark_radius(curve->marker));
    }
}

/* ---- words -------------------------------------------------------------------------------------------- */

/* Each batch is named once, right of the curve that lies furthest right. Batches whose marks touch share a
 * label. */
static bool is_rightmost(const struct view *view, size_t i, const struct pareto_point *point) {
    for (size_t k = 0; k < view->data->n_curves; k++) {
        const struct pareto_point *other = find_batch(&view->data->curves[k], point->batch);
        if (k != i && other && (other->x > point->x || (other->x == point->x && k < i)))
            return false;
    }
    return point->batch > 0;
}

static void label_batches(struct view *view, size_t i) {
    const struct pareto_curve *curve = &view->data->curves[i];
    int64_t least = INT64_MAX;
    for (size_t k = 0; k < view->data->n_curves; k++)
        for (size_t j = 0; j < view->data->curves[k].n_points; j++)
            if (view->data->curves[k].points[j].batch > 0 && view->data->curves[k].points[j].batch < least)
                least = view->data->curves[k].points[j].batch;
    for (size_t j = 0; j < curve->n_points; j++) {
        const struct pareto_point *first = &curve->points[j], *last = first;
        if (!is_rightmost(view, i, first))
            continue;
        struct anchor a = at(view, first), b = a;
        for (size_t k = j + 1; k < curve->n_points; k++) {
            struct anchor next = at(view, &curve->points[k]);
            if (hypot(next.x - a.x, next.y - a.y) > 7)
                break;
            if (is_rightmost(view, i, &curve->points[k])) {
                last = &curve->points[k];
                b = next;
                j = k;
            }
        }
        char words[112], one[48], other[48];
        number_fixed((double)first->batch, 0, one);
        number_fixed((double)last->batch, 0, other);
        snprintf(words, sizeof words, last != first ? "%s%s … %s" : "%s%s",
                 first->batch == least ? view->words->batch : "", one, other);
        struct note note = note_of(FACE_LABEL, palette[COLOUR_INK], words);
        label_round(&view->field, &note, (a.x + b.x) / 2, (a.y + b.y) / 2,
                    mark_radius(curve->marker) + hypot(b.x - a.x, b.y - a.y) / 2, 12, 8);
    }
}

static void label_curve(struct view *view, const struct pareto_curve *curve) {
    if (curve->n_points == 0)
        return;
    struct anchor end = at(view, &curve->points[curve->n_points - 1]);
    struct note note = {.align = ALIGN_CENTRE};
    note_add(&note, FACE_LABEL_BOLD, palette[COLOUR_INK], curve->name);
    note_line(&note, FACE_LABEL, palette[COLOUR_GREY], curve->remark);
    if (note.n_spans && !label_round(&view->field, &note, end.x, end.y, mark_radius(curve->marker), 112, 14))
        label_led(&view->field, &note, &end, 1, mark_radius(curve->marker), 150, 18, 160);
}

/* The words stand once, beside the middle of a run of their colour: of the last curve that has room, since
 * that is where the plot is emptiest. */
static bool label_bound(struct view *view, int colour, const char *words) {
    struct note note = note_of(FACE_LABEL, colour_of_words(colour), words);
    for (size_t i = view->data->n_curves; i-- > 0;) {
        const struct pareto_curve *curve = &view->data->curves[i];
        size_t from = 0, to;
        while (from < curve->n_points && curve->points[from].colour != colour)
            from++;
        for (to = from; to < curve->n_points && curve->points[to].colour == colour;)
            to++;
        for (size_t k = 0; k < to - from; k++) {
            size_t j = from + (to - from) / 2 + (k % 2 ? k / 2 : 0) - (k % 2 ? 0 : k / 2);
            if (j < from || j >= to || j == 0)
                continue;
            struct anchor a = at(view, &curve->points[j]), b = at(view, &curve->points[j - 1]);
            if (label_round(&view->field, &note, (a.x + b.x) / 2, (a.y + b.y) / 2, 1.5,
                            colour == COLOUR_COMPUTE ? 75 : 215, 10))
                return true;
        }
    }
    return false;
}

/* The label read first says what is meant: places are found once without drawing, to know which that is. */
static void label_bounds(struct view *view) {
    static const int colours[] = {COLOUR_WEIGHTS, COLOUR_CACHE, COLOUR_COMPUTE, COLOUR_COMM};
    enum { COLOURS = sizeof colours / sizeof *colours };
    double highest = INFINITY;
    size_t n = view->field.n;
    int first = -1;
    view->field.dry = true;
    for (int i = 0; i < COLOURS; i++)
        if (label_bound(view, colours[i], view->words->by[i]) && view->field.found_y < highest) {
            highest = view->field.found_y;
            first = i;
        }
    view->field.n = n;
    view->field.dry = false;
    for (int i = 0; i < COLOURS; i++)
        label_bound(view, colours[i], i == first ? view->words->bound_by[i] : view->words->by[i]);
}

static void label_remark(struct view *view) {
    const struct pareto_data *data = view->data;
    if (!data->remark || data->remark_curve >= data->n_curves)
        return;
    const struct pareto_curve *curve = &data->curves[data->remark_curve];
    if (data->remark_point >= curve->n_points)
        return;
    struct anchor anchor = at(view, &curve->points[data->remark_point]);
    struct note note = {.leading = 8.8};
    note_wrap(&note, view->ink, FACE_LABEL, palette[COLOUR_INK], data->remark, 128);
    label_led(&view->field, &note, &anchor, 1, mark_radius(curve->marker), 225, 30, 200);
}

void pareto_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct pareto_data *data = plot;
    struct view view;
    view_open(&view, ink, data, width, height);
    draw_axes(&view);
    for (size_t i = 0; i < data->n_curves; i++)
        draw_iso(&view, i);
    for (size_t i = data->n_curves; i-- > 0;)
        draw_curve(&view, &data->curves[i]);
    for (size_t i = data->n_curves; i-- > 0;)
        draw_marks(&view, i);
    for (size_t i = 0; i < data->n_curves; i++)
        label_curve(&view, &data->curves[i]);
    for (size_t i = 0; i < data->n_curves; i++)
        label_batches(&view, i);
    view.field.air = 3;
    label_bounds(&view);
    label_remark(&view);
    field_close(&view.field);
}
