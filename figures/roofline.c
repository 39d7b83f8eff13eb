/* See roofline.h. */
#include "roofline.h"

#include "frame.h"
#include "roofline_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct roofline_words roofline_words_en = {.y_name = "TFLOP/s, one accelerator",
                                                 .x_name = "FLOP for each byte read →",
                                                 .memory_bound = "memory-bound",
                                                 .compute_bound = "compute-bound",
                                                 .bound = "bound ",
                                                 .by_weights = "by the weights",
                                                 .by_cache = "by the cache",
                                                 .by_compute = "by compute",
                                                 .by_exchange = "by the exchange",
                                                 .comma = ", "};
const struct roofline_words roofline_words_zh = {.y_name = "TFLOP/s，单张加速卡",
                                                 .x_name = "每读一字节的 FLOP →",
                                                 .memory_bound = "访存受限",
                                                 .compute_bound = "计算受限",
                                                 .bound = "受限于",
                                                 .by_weights = "权重",
                                                 .by_cache = "缓存",
                                                 .by_compute = "计算",
                                                 .by_exchange = "通信",
                                                 .comma = "、"};

static const double TERA = 1e12, ROOF = 1.8, OTHER = 0.75, PATH_LINE = 0.8;
static const double AROUND = 1.8;                 /* size of a mark round another's */
static const double NEAR = 2.2, PAST_MARKS = 5.8; /* of a ceiling's words to its line */

double roofline_x(const struct roofline_view *view, double value) {
    return scale_at(&view->x, value);
}

double roofline_y(const struct roofline_view *view, double value) {
    return scale_at(&view->y, value);
}

/* ---- ranges ------------------------------------------------------------------------------------------- */

static void widen(double value, double *least, double *greatest) {
    if (value > 0 && isfinite(value)) {
        *least = fmin(*least, value);
        *greatest = fmax(*greatest, value);
    }
}

bool roofline_is_lone(const struct roofline_path *path) {
    return path->n_points == 1 && path->name && !path->remark;
}

static void ranges(struct roofline_view *view, double *x0, double *x1, double *y0, double *y1) {
    const struct roofline_data *data = view->data;
    double bandwidth = data->bandwidth_bytes_per_s;
    *x0 = *y0 = INFINITY;
    *x1 = *y1 = 0;
    for (size_t i = 0; i < data->n_ceilings; i++) {
        widen(data->ceilings[i].flops_per_s, y0, y1);
        if (bandwidth > 0 && i == data->main)
            widen(data->ceilings[i].flops_per_s / bandwidth, x0, x1);
    }
    for (size_t i = 0; i < data->n_paths; i++)
        for (size_t j = 0; j < data->paths[i].n_points; j++) {
            widen(data->paths[i].points[j].x, x0, x1);
            widen(data->paths[i].points[j].y, y0, y1);
        }
    for (size_t i = 0; i < data->n_strips; i++)
        for (size_t j = 0; j < data->strips[i].n_points; j++)
            widen(data->strips[i].points[j].x, x0, x1);
    if (!(*x1 > 0))
        *x0 = *x1 = 1;
    /* room for the slope before the first point, for the roof behind the ridge */
    *x0 = nice_below(*x0 / (view->right < 400 ? 2.6 : 1.6));
    double named = 0;
    for (size_t i = 0; i < data->n_paths; i++)
        if (roofline_is_lone(&data->paths[i]))
            named = fmax(named, data->paths[i].points[0].x);
    *x1 = fmax(*x1 * 1.8,
               fmax(view->ridge * 6, named > view->ridge ? named * (view->right < 400 ? 30 : 8) : 0));
    if (bandwidth > 0)
        *y0 = fmin(*y0, bandwidth * *x0);
    if (!(*y1 > 0))
        *y0 = *y1 = 1;
    *y0 *= 0.75;
    /* the axis ends on a tick where one is near, else with the highest ceiling's own number */
    double next = nice_above(*y1 / TERA) * TERA;
    if (next < *y1 * 1.3)
        *y1 = next;
    else
        view->top_flops = *y1;
}

static void view_open(struct roofline_view *view, struct ink *ink, const struct roofline_data *data,
                      double width, double height) {
    *view = (struct roofline_view){.ink = ink, .data = data};
    view->words = data->words ? data->words : &roofline_words_en;
    if (data->main < data->n_ceilings)
        view->roof = data->ceilings[data->main].flops_per_s;
    if (view->roof > 0 && data->bandwidth_bytes_per_s > 0)
        view->ridge = view->roof / data->bandwidth_bytes_per_s;
    double strips = data->n_strips ? 17 + 14 * (double)data->n_strips : 0;
    view->top = 26;
    view->right = width;
    view->bottom = height - strips - FRAME_FOOT;
    double x0, x1, y0, y1;
    ranges(view, &x0, &x1, &y0, &y1);
    view->y = (struct scale){true, y0, y1 * 1.001, view->bottom, view->top};
    struct axis_mark highest = {view->top_flops, NULL, COLOUR_INK, true};
    struct axis axis = {.scale = view->y, .marks = &highest, .n_marks = view->top_flops > 0, .unit = TERA};
    double left = fmax(frame_y_room(ink, &axis), 28);
    for (size_t i = 0; i < data->n_strips; i++)
        if (data->strips[i].name)
            left = fmax(left, ink_measure(ink, FACE_LABEL, LABEL_SIZE, data->strips[i].name) + 6.6);
    view->x = (struct scale){true, x0, x1, left, width};
    field_open(&view->field, ink, 0, 0, width, height);
}

/* ---- zones, roof, axes -------------------------------------------------------------------------------- */

static void draw_zones(struct roofline_view *view) {
    if (!(view->ridge > 0))
        return;
    double left = view->x.from, ridge = roofline_x(view, view->ridge), roof = roofline_y(view, view->roof);
    double foot = roofline_y(view, view->data->bandwidth_bytes_per_s * view->x.low);
    ink_move(view->ink, left, view->bottom);
    ink_line(view->ink, left, foot);
    ink_line(view->ink, ridge, roof);
    ink_line(view->ink, ridge, view->bottom);
    ink_close(view->ink);
    ink_fill(view->ink, colour_pale(palette[COLOUR_WEIGHTS]));
    box_fill(view->ink, ridge, roof, view->right - ridge, view->bottom - roof,
             colour_pale(palette[COLOUR_COMPUTE]));
}

void roofline_line(struct roofline_view *view, double x0, double y0, double x1, double y1, int colour,
                   double width) {
    line_draw(view->ink, x0, y0, x1, y1, palette[colour], width);
    field_segment(&view->field, x0, y0, x1, y1);
}

/* Where a ceiling meets the slope, within the plot. */
static double ridge_of(const struct roofline_view *view, double flops_per_s) {
    double bandwidth = view->data->bandwidth_bytes_per_s;
    return roofline_x(view, bandwidth > 0 ? flops_per_s / bandwidth : view->x.low);
}

static void draw_ceiling(struct roofline_view *view, const struct roofline_ceiling *ceiling) {
    double y = roofline_y(view, ceiling->flops_per_s), x = ridge_of(view, ceiling->flops_per_s);
    bool higher = ceiling->flops_per_s > view->roof * 1.0001;
    int colour = higher ? COLOUR_COMPUTE : COLOUR_HAIRLINE;
    if (higher && view->ridge > 0) {
        roofline_line(view, roofline_x(view, view->ridge), roofline_y(view, view->roof), x, y, colour, OTHER);
        if (x < view->right - 1) {
            line_dashed(view->ink, x, y, x, view->bottom, palette[COLOUR_HIDDEN], 0.5);
            field_segment(&view->field, x, y, x, view->bottom);
        }
    }
    if (x < view->right - 1)
        roofline_line(view, x, y, view->right, y, colour, OTHER);
}

static void draw_roof(struct roofline_view *view) {
    const struct roofline_data *data = view->data;
    for (size_t i = 0; i < data->n_ceilings; i++)
        if (i != data->main && data->ceilings[i].flops_per_s > 0)
            draw_ceiling(view, &data->ceilings[i]);
    if (!(view->ridge > 0))
        return;
    double ridge = roofline_x(view, view->ridge), roof = roofline_y(view, view->roof);
    line_draw(view->ink, ridge, roof, ridge, view->bottom, palette[COLOUR_INK], 0.7);
    field_segment(&view->field, ridge, roof, ridge, view->bottom);
    double foot = roofline_y(view, data->bandwidth_bytes_per_s * view->x.low);
    roofline_line(view, ridge, roof, view->right, roof, COLOUR_COMPUTE, ROOF);
    roofline_line(view, view->x.from, foot, ridge, roof, COLOUR_WEIGHTS, ROOF);
}

static void draw_axes(struct roofline_view *view) {
    enum { MARKS_MOST = 8 };
    const struct roofline_data *data = view->data;
    struct axis_mark marks[MARKS_MOST];
    size_t n = 0;
    if (view->ridge > 0)
        marks[n++] = (struct axis_mark){view->ridge, NULL, COLOUR_INK, true};
    for (size_t i = 0; i < data->n_ceilings && n < MARKS_MOST && view->ridge > 0; i++) {
        double flops = data->ceilings[i].flops_per_s;
        if (i != data->main && flops > view->roof * 1.0001 &&
            flops / data->bandwidth_bytes_per_s < view->x.high)
            marks[n++] = (struct axis_mark){flops / data->bandwidth_bytes_per_s, NULL, COLOUR_HIDDEN, false};
    }
    struct axis x = {
        .scale = view->x, .across = view->bottom, .name = view->words->x_name, .marks = marks, .n_marks = n};
    struct axis_mark top = {view->top_flops, NULL, COLOUR_INK, true};
    struct axis y = {.scale = view->y,
                     .across = view->x.from,
                     .name = view->words->y_name,
                     .name_y = 6,
                     .marks = &top,
                     .n_marks = view->top_flops > 0,
                     .unit = TERA};
    frame_x(view->ink, &x, &view->field);
    frame_y(view->ink, &y, &view->field);
    field_segment(&view->field, view->x.from, view->bottom, view->x.from, view->top);
    field_segment(&view->field, view->x.from, view->bottom, view->right, view->bottom);
    field_box(&view->field, 0, 0, ink_measure(view->ink, FACE_LABEL, LABEL_SIZE, y.name), 8, 2);
}

/* ---- paths -------------------------------------------------------------------------------------------- */

double roofline_mark(const struct roofline_view *view, const struct roofline_path *path, size_t i,
                     bool *ring) {
    double x = roofline_x(view, path->points[i].x), y = roofline_y(view, path->points[i].y);
    *ring = path->hollow;
    for (const struct roofline_path *other = view->data->paths; path->under && other < path; other++)
        for (size_t j = 0; j < other->n_points; j++)
            if (!other->hollow && hypot(roofline_x(view, other->points[j].x) - x,
                                        roofline_y(view, other->points[j].y) - y) < 4.4) {
                *ring = true;
                return AROUND;
            }
    return path->size > 0 ? path->size : 1;
}

static void draw_path(struct roofline_view *view, const struct roofline_path *path) {
    for (size_t i = 0; i + 1 < path->n_points && path->line; i++)
        roofline_line(view, roofline_x(view, path->points[i].x), roofline_y(view, path->points[i].y),
                      roofline_x(view, path->points[i + 1].x), roofline_y(view, path->points[i + 1].y),
                      path->colour, PATH_LINE);
    for (size_t i = 0; i < path->n_points; i++) {
        const struct roofline_point *point = &path->points[i];
        double x = roofline_x(view, point->x), y = roofline_y(view, point->y);
        bool ring;
        double size = roofline_mark(view, path, i, &ring);
        (ring && size >= AROUND ? mark_ring
         : ring                 ? mark_hollow
                                : mark_filled)(view->ink, path->marker, x, y, size, palette[point->colour]);
        field_mark(&view->field, x, y, mark_radius(path->marker) * size);
    }
}

/* Whether a filled mark of another path covers some of a mark here. */
static bool is_covered(const struct roofline_view *view, const struct roofline_path *path, double x,
                       double y) {
    for (size_t i = 0; i < view->data->n_paths; i++) {
        const struct roofline_path *other = &view->data->paths[i];
        double near = mark_radius(path->marker) + mark_radius(other->marker) + 1;
        for (size_t j = 0; j < other->n_points && !other->hollow; j++)
            if (hypot(roofline_x(view, other->points[j].x) - x, roofline_y(view, other->points[j].y) - y) <
                near)
                return true;
    }
    return false;
}

/* The outlines of hollow marks, once more where a filled one lies on them. */
static void draw_covered(struct roofline_view *view, const struct roofline_path *path) {
    for (size_t i = 0; i < path->n_points && path->hollow; i++) {
        double x = roofline_x(view, path->points[i].x), y = roofline_y(view, path->points[i].y);
        if (is_covered(view, path, x, y))
            mark_ring(view->ink, path->marker, x, y, path->size > 0 ? path->size : 1,
                      palette[path->points[i].colour]);
    }
}

/* ---- words in the plot -------------------------------------------------------------------------------- */

static void label_ceiling(struct roofline_view *view, size_t i) {
    const struct roofline_ceiling *ceiling = &view->data->ceilings[i];
    bool lower = ceiling->flops_per_s < view->roof * 0.9999;
    struct colour colour = palette[lower ? COLOUR_GREY : COLOUR_INK];
    struct note note = {0};
    char value[80];
    snprintf(value, sizeof value, " %s", ceiling->value ? ceiling->value : "");
    note_add(&note, lower ? FACE_LABEL : FACE_LABEL_BOLD, colour, ceiling->name);
    note_add(&note, FACE_LABEL, colour, value);
    double y = roofline_y(view, ceiling->flops_per_s), width, height;
    note_measure(view->ink, &note, &width, &height);
    /* at the right end, past the marks on the line if need be, before anywhere else along it */
    double left = view->right - width - 0.01;
    bool placed = left > ridge_of(view, ceiling->flops_per_s) &&
                  (lower ? label_try(&view->field, &note, left, y + NEAR)
                         : label_try(&view->field, &note, left, y - NEAR - height) ||
                               label_try(&view->field, &note, left, y - PAST_MARKS - height));
    if (!placed)
        label_along(&view->field, &note, ridge_of(view, ceiling->flops_per_s), y, view->right, y, 1, lower);
}

static void label_slope(struct roofline_view *view) {
    const struct roofline_data *data = view->data;
    if (!(view->ridge > 0))
        return;
    struct note note = {0};
    char value[80];
    note_add(&note, FACE_LABEL_BOLD, palette[COLOUR_WEIGHTS], data->bandwidth_name);
    if (data->bandwidth_value) {
        snprintf(value, sizeof value, " %s", data->bandwidth_value);
        note_add(&note, FACE_LABEL, palette[COLOUR_WEIGHTS], value);
    }
    double foot = roofline_y(view, data->bandwidth_bytes_per_s * view->x.low);
    double x1 = roofline_x(view, view->ridge), y1 = roofline_y(view, view->roof);
    /* between the first marks, else further off the line, past their numbers */
    if (!label_along(&view->field, &note, view->x.from, foot, x1, y1, 0.3, false))
        label_along(&view->field, &note, view->x.from - 9, foot - 9, x1 - 9, y1 - 9, 0.3, false);
}

/* A stretch of the row at `top` that holds the note, as near to its middle as can be; -1: none. */
static double free_in_row(struct roofline_view *view, double width, double height, double top, double x0,
                          double x1) {
    double middle = (x0 + x1 - width) / 2;
    for (int k = 0; k < 400; k++) {
        double x = middle + (k % 2 ? 1 : -1) * ((k + 1) / 2);
        if (x >= x0 && x + width <= x1 && field_free(&view->field, x, top, x + width, top + height))
            return x;
    }
    return -1;
}

/* The names of both zones stand level: on the lowest row that has room for the two. */
static void label_zones(struct roofline_view *view) {
    if (!(view->ridge > 0))
        return;
    double ridge = roofline_x(view, view->ridge), widths[2], height;
    struct note memory = note_of(FACE_LABEL, palette[COLOUR_WEIGHTS], view->words->memory_bound);
    struct note compute = note_of(FACE_LABEL, palette[COLOUR_COMPUTE], view->words->compute_bound);
    memory.size = compute.size = 7.6;
    note_measure(view->ink, &memory, &widths[0], &height);
    note_measure(view->ink, &compute, &widths[1], &height);
    for (double top = view->bottom - 6 - height; top > view->bottom - 70; top -= 4) {
        double left = free_in_row(view, widths[0], height, top, view->x.from + 4, ridge - 3);
        double right = free_in_row(view, widths[1], height, top, ridge + 3, view->right);
        if (left < 0 || right < 0)
            continue;
        label_put(&view->field, &memory, left, top);
        label_put(&view->field, &compute, right, top);
        return;
    }
}

void roofline_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct roofline_data *data = plot;
    struct roofline_view view;
    view_open(&view, ink, data, width, height);
    draw_zones(&view);
    draw_axes(&view);
    draw_roof(&view);
    for (size_t i = data->n_paths; i-- > 0;) /* the first path on top */
        draw_path(&view, &data->paths[i]);
    for (size_t i = data->n_paths; i-- > 0;)
        draw_covered(&view, &data->paths[i]);
    for (size_t i = 0; i < data->n_ceilings; i++)
        if (data->ceilings[i].flops_per_s > 0)
            label_ceiling(&view, i);
    for (size_t i = 0; i < data->n_paths; i++)
        roofline_label_points(&view, &data->paths[i]);
    label_zones(&view);
    roofline_label_names(&view);
    label_slope(&view); /* which has the whole slope to choose from */
    roofline_draw_strips(&view, height);
    field_close(&view.field);
}
