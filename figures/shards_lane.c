/* One accelerator's lane down to its partial sum: what enters, the matrices of attention or of the
 * feed-forward, and what comes out of each. */
#include "shards_plan.h"

#include "scale.h"

#include <math.h>
#include <stdio.h>

static const double SYMBOL = 8.6;
static const double EDGE = 4.3; /* from words to the lane's edge */

/* ---- words -------------------------------------------------------------------------------------------- */

void shards_grey(const struct shards_lane *lane, double x, double y, enum align align, const char *words) {
    ink_text(lane->plan->ink, x, y, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], align, words);
}

static void shape_words(double rows, double columns, char out[112]) {
    char r[48], c[48];
    number_fixed(rows, 0, r);
    number_fixed(columns, 0, c);
    snprintf(out, 112, "%s × %s", r, c);
}

/* Italics, then upright words in grey: "x, 1 × 4". */
struct note shards_mixed(const char *italic, const char *upright) {
    struct note note = {0};
    note_add(&note, FACE_LABEL_ITALIC, palette[COLOUR_GREY], italic);
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], upright);
    return note;
}

/* Draws a note whose box is centred on y, beginning at x, centred on it, or ending there. */
void shards_note_at(struct ink *ink, const struct note *note, double x, double y, enum align align) {
    double width, height;
    note_measure(ink, note, &width, &height);
    note_draw(ink, note, x - align_before(align, width), y - height / 2);
}

void shards_arrow(const struct shards_lane *lane, double x, double y0, double y1) {
    arrow_draw(lane->plan->ink, x, y0, x, y1, palette[COLOUR_GREY], 0.6);
}

/* ---- the parts of a lane ------------------------------------------------------------------------------ */

struct part shards_share(const struct shards_lane *lane, double whole) {
    return (struct part){whole * lane->index / lane->plan->n, whole * (lane->index + 1) / lane->plan->n};
}

/* Key and value heads: copied where there are fewer than lanes. */
static struct part kv_share(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    double heads = (double)plan->data->n_kv_heads;
    if (heads >= plan->n)
        return shards_share(lane, plan->k);
    double head = floor(lane->index * heads / plan->n);
    return (struct part){head * plan->h, (head + 1) * plan->h};
}

double shards_length(struct part part) {
    return part.to - part.from;
}

void shards_matrix(const struct shards_lane *lane, double x, double y, double rows, double columns,
                   struct part row, struct part column) {
    part_matrix(lane->plan->ink, x, y, rows, columns, lane->plan->matrix, row, column, lane->plan->cells,
                palette[lane->colour]);
}

double shards_vector(const struct shards_lane *lane, double x, double y, double length,
                     enum vector_style style) {
    const struct shards_plan *plan = lane->plan;
    return part_vector(plan->ink, x, y, length, plan->vector, plan->cells, style, palette[lane->colour]);
}

void shards_draw_input(const struct shards_lane *lane, bool joined, double top) {
    const struct shards_plan *plan = lane->plan;
    char shape[112], words[128];
    double width = plan->d * plan->vector;
    if (joined)
        part_mixed(plan->ink, lane->centre, plan->x, plan->d, plan->vector, plan->cells, plan->data->n_lanes);
    else
        part_vector(plan->ink, lane->centre, plan->x, plan->d, plan->vector, plan->cells, VECTOR_FULL,
                    SHARDS_WHOLE);
    shape_words(1, plan->d, shape);
    snprintf(words, sizeof words, ", %s", shape);
    struct note note = shards_mixed("x", words);
    if (plan->cells)
        shards_note_at(plan->ink, &note, lane->centre + width / 2 + 4, plan->x, ALIGN_LEFT);
    else
        shards_note_at(plan->ink, &note, lane->centre, plan->x - SHARDS_HALF - 7, ALIGN_CENTRE);
    shards_arrow(lane, lane->centre, plan->x + SHARDS_HALF + 3, top - 2.5);
}

/* Takes q, k and v together. */
static void draw_bracket(const struct shards_lane *lane, double first, double last) {
    const struct shards_plan *plan = lane->plan;
    double y = plan->d_top + 4, out = plan->cells ? 6 : 3;
    struct pen pen = {.colour = palette[COLOUR_GREY], .width = 0.6};
    ink_move(plan->ink, first - out, y - 4);
    ink_line(plan->ink, first - out, y);
    ink_line(plan->ink, last + out, y);
    ink_line(plan->ink, last + out, y - 4);
    ink_stroke(plan->ink, &pen);
}

static void draw_projections(const struct shards_lane *lane) {
    static const char *const names[] = {"q", "k", "v"};
    const struct shards_plan *plan = lane->plan;
    double widths[] = {plan->q, plan->k, plan->k}, total = 0;
    for (int i = 0; i < 3; i++)
        total += shards_side(plan, widths[i]);
    double space = fmin(plan->cells ? 12 : 15, (plan->lane - 8 - total) / 2);
    double x = lane->centre - (total + 2 * space) / 2, first = 0, last = 0;
    double top = plan->b_foot - shards_side(plan, plan->d);
    for (int i = 0; i < 3; i++) {
        struct part own = i == 0 ? shards_share(lane, plan->q) : kv_share(lane);
        double width = shards_side(plan, widths[i]), middle = x + width / 2;
        part_symbol(plan->ink, middle, top - 4.5, SYMBOL, ALIGN_CENTRE, palette[COLOUR_INK], "W", names[i]);
        shards_matrix(lane, x, top, plan->d, widths[i], (struct part){0, plan->d}, own);
        shards_arrow(lane, middle, plan->b_foot + 3, plan->c - SHARDS_HALF - 2.5);
        shards_vector(lane, middle, plan->c, shards_length(own), VECTOR_FULL);
        ink_text(plan->ink, middle, plan->c_label, FACE_TEXT_ITALIC, 7.6, palette[COLOUR_INK], ALIGN_CENTRE,
                 names[i]);
        first = i == 0 ? middle : first;
        last = middle;
        x += width + space;
    }
    draw_bracket(lane, first, last);
}

void shards_draw_shape(const struct shards_lane *lane, double top, const struct shards_shape *shape) {
    const struct shards_plan *plan = lane->plan;
    struct ink *ink = plan->ink;
    char size[112], words[176], own[48];
    double y = top + 6, space = shape->n_indices ? 3 : 0;
    bool whole = shape->own >= fmax(shape->rows, shape->columns) || plan->n <= 1;
    shape_words(shape->rows, shape->columns, size);
    snprintf(words, sizeof words, "%s%s%s", shape->n_indices ? "" : plan->words->each, size,
             whole ? "" : ",");
    double comma = ink_measure(ink, FACE_LABEL, LABEL_SIZE, ", ");
    double width = ink_measure(ink, FACE_LABEL, LABEL_SIZE, words) + space;
    for (int i = 0; i < shape->n_indices; i++)
        width += part_symbol_width(ink, 7.4, "W", shape->indices[i]) + (i ? comma : 0);
    double x = lane->centre - width / 2;
    for (int i = 0; i < shape->n_indices; i++) {
        if (i) {
            shards_grey(lane, x, y, ALIGN_LEFT, ", ");
            x += comma;
        }
        x += part_symbol(ink, x, y, 7.4, ALIGN_LEFT, palette[shape->colour], "W", shape->indices[i]);
    }
    shards_grey(lane, x + space, y, ALIGN_LEFT, words);
    if (whole)
        return;
    number_fixed(shape->own, 0, own);
    snprintf(words, sizeof words, "%s%s%s", plan->words->here, own,
             shape->by_rows ? plan->words->rows : plan->words->columns);
    shards_grey(lane, lane->centre, y + LABEL_LEADING, ALIGN_CENTRE, words);
}

/* softmax(qk/√h) times v, broken to the room beside the arrow. */
static void label_attention(const struct shards_lane *lane, double top) {
    const struct shards_plan *plan = lane->plan;
    char root[64], size[48];
    number_fixed(plan->q / (double)plan->data->n_heads, 0, size); /* of the whole query */
    snprintf(root, sizeof root, "/√%s)", size);
    struct colour colour = palette[COLOUR_GREY];
    double room = plan->lane / 2 - 4 - EDGE;
    double whole = ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, "softmax(qk") +
                   ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, root);
    struct note note = {0};
    note_add(&note, FACE_LABEL, colour, "softmax");
    (whole <= room ? note_add : note_line)(&note, FACE_LABEL, colour, "(");
    note_add(&note, FACE_LABEL_ITALIC, colour, "qk");
    note_add(&note, FACE_LABEL, colour, root);
    note_line(&note, FACE_LABEL, colour, plan->words->times);
    note_add(&note, FACE_LABEL_ITALIC, colour, "v");
    note_draw(plan->ink, &note, lane->centre + 4, top);
}

/* "heads 0–7", of one accelerator. */
static void heads_of(const struct shards_plan *plan, double index, const char **head, char range[64]) {
    double per = (double)plan->data->n_heads / plan->n;
    long long first = (long long)floor(index * per), last = (long long)ceil((index + 1) * per) - 1;
    *head = last > first ? plan->words->heads : plan->words->head;
    snprintf(range, 64, last > first ? "%lld–%lld" : "%lld", first, last);
}

/* "z, heads 0–7" to the right of its vector; where the longest such has no room, z to the left in every
 * lane. */
static void label_heads(const struct shards_lane *lane, double half_width, double y) {
    const struct shards_plan *plan = lane->plan;
    double room = plan->lane / 2 - half_width - 6, at = lane->centre + half_width + 4;
    char range[64], longest[160];
    const char *head;
    heads_of(plan, plan->n - 1, &head, range);
    snprintf(longest, sizeof longest, "%s %s", head, range);
    double words = ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, longest);
    bool together = words + ink_measure(plan->ink, FACE_LABEL_ITALIC, LABEL_SIZE, "z") +
                        ink_measure(plan->ink, FACE_LABEL, LABEL_SIZE, plan->words->comma) <=
                    room;
    heads_of(plan, lane->index, &head, range);
    struct note z = shards_mixed("z", NULL), note = {0};
    if (together)
        note = shards_mixed("z", plan->words->comma);
    else
        shards_note_at(plan->ink, &z, lane->centre - half_width - 4, y, ALIGN_RIGHT);
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], head);
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], words > room ? "" : " ");
    (words > room ? note_line : note_add)(&note, FACE_LABEL, palette[COLOUR_GREY], range);
    shards_note_at(plan->ink, &note, at, y, ALIGN_LEFT);
}

/* From x through the three projections to this accelerator's partial sum. */
void shards_draw_attention(const struct shards_lane *lane) {
    static const char *const names[] = {"q", "k", "v", "o"};
    const struct shards_plan *plan = lane->plan;
    struct part own = shards_share(lane, plan->q);
    double top = plan->b_foot - plan->attention_b, middles[3];
    shards_draw_input(lane, false, top);
    if (plan->latent) {
        shards_draw_latent(lane, middles);
        draw_bracket(lane, middles[0], middles[2]);
        own = shards_share(lane, plan->z);
    } else if (!plan->cells && shards_alike(plan)) {
        shards_draw_shape(
            lane, top,
            &(struct shards_shape){NULL, 0, COLOUR_GREY, plan->d, plan->q, shards_length(own), false});
    } else if (!plan->cells) {
        shards_draw_shape(
            lane, top,
            &(struct shards_shape){names, 1, COLOUR_INK, plan->d, plan->q, shards_length(own), false});
        shards_draw_shape(lane, top + shards_shape_height(plan),
                          &(struct shards_shape){names + 1, 2, COLOUR_INK, plan->d, plan->k,
                                                 shards_length(kv_share(lane)), false});
    }
    if (!plan->latent)
        draw_projections(lane);
    double y = plan->d_top + 4, z = y + SHARDS_SOFTMAX + SHARDS_HALF;
    shards_arrow(lane, lane->centre, y, z - SHARDS_HALF - 2);
    label_attention(lane, y + 2.5);
    double half = shards_vector(lane, lane->centre, z, shards_length(own), VECTOR_FULL) / 2;
    label_heads(lane, half, z);
    double shape = shards_shape_height(plan), o_top = z + SHARDS_HALF + 16 + shape;
    double width = shards_side(plan, plan->d), height = shards_side(plan, plan->z);
    shards_arrow(lane, lane->centre, z + SHARDS_HALF + 3, o_top - shape - 2);
    shards_matrix(lane, lane->centre - width / 2, o_top, plan->z, plan->d, own, (struct part){0, plan->d});
    if (plan->cells)
        part_symbol(plan->ink, lane->centre + width / 2 + 8, o_top + height / 2 + 2, SYMBOL, ALIGN_LEFT,
                    palette[COLOUR_INK], "W", "o");
    else
        shards_draw_shape(
            lane, o_top - shape,
            &(struct shards_shape){names + 3, 1, COLOUR_INK, plan->z, plan->d, shards_length(own), true});
    shards_arrow(lane, lane->centre, o_top + height + 3, plan->partial - SHARDS_HALF - 2.5);
}

/* A matrix that x is multiplied by, its foot at `foot`. Returns the top of its words. */
static double draw_up_matrix(const struct shards_lane *lane, double foot, const char *index,
                             struct part own) {
    const struct shards_plan *plan = lane->plan;
    double width = shards_side(plan, plan->f), top = foot - shards_side(plan, plan->d);
    shards_matrix(lane, lane->centre - width / 2, top, plan->d, plan->f, (struct part){0, plan->d}, own);
    if (plan->cells) {
        part_symbol(plan->ink, lane->centre, top - 4.5, SYMBOL, ALIGN_CENTRE, palette[COLOUR_INK], "W",
                    index);
        return top - SHARDS_SYMBOLS;
    }
    top -= shards_shape_height(plan);
    shards_draw_shape(
        lane, top,
        &(struct shards_shape){&index, 1, COLOUR_INK, plan->d, plan->f, shards_length(own), false});
    return top;
}

/* A line with one or two bends and an arrow at its end, level. */
static void draw_past(const struct shards_lane *lane, double x0, double y0, double side, double x1,
                      double y1) {
    struct pen pen = {.colour = palette[COLOUR_GREY], .width = 0.6};
    ink_move(lane->plan->ink, x0, y0);
    ink_line(lane->plan->ink, side, y0);
    ink_line(lane->plan->ink, side, y1);
    ink_stroke(lane->plan->ink, &pen);
    arrow_draw(lane->plan->ink, side, y1, x1, y1, palette[COLOUR_GREY], 0.6);
}

/* x past the gate to the matrix below, the gate's product past that, and both multiplied. `foot`: the gate's.
 */
static void draw_fork(const struct shards_lane *lane, double foot) {
    const struct shards_plan *plan = lane->plan;
    double half = shards_side(plan, plan->f) / 2, middle = shards_side(plan, plan->d) / 2;
    double left = lane->left + 4, right = lane->left + plan->lane - 4, end = plan->c - SHARDS_HALF;
    double join = (plan->b_foot + end) / 2, clear = 3.4;
    draw_past(lane, lane->centre, plan->x + SHARDS_HALF + 5, left, lane->centre - half - 0.6,
              plan->b_foot - middle);
    draw_past(lane, lane->centre + half + 0.6, foot - middle, right, lane->centre + clear, join);
    shards_arrow(lane, lane->centre, plan->b_foot + 1.2, join - clear);
    ink_text(plan->ink, lane->centre, join + 2.4, FACE_LABEL, 7.4, palette[COLOUR_INK], ALIGN_CENTRE, "×");
    shards_arrow(lane, lane->centre, join + clear, end - 1.6);
    if (plan->data->activation)
        shards_grey(lane, lane->centre - 6, join + 2.4, ALIGN_RIGHT, plan->data->activation);
}

void shards_draw_feed_forward(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    bool forks = shards_forks(plan);
    const char *down = forks ? "down" : "2";
    struct part own = shards_share(lane, plan->f);
    double first = draw_up_matrix(lane, plan->b_foot, forks ? "up" : "1", own);
    if (forks) {
        draw_fork(lane, first - 4);
        first = draw_up_matrix(lane, first - 4, "gate", own);
    } else {
        shards_arrow(lane, lane->centre, plan->b_foot + 3, plan->c - SHARDS_HALF - 2.5);
    }
    shards_draw_input(lane, true, first);
    shards_vector(lane, lane->centre, plan->c, shards_length(own), VECTOR_FULL);
    char shape[112], words[256];
    shape_words(1, shards_length(own), shape);
    snprintf(words, sizeof words, "%s%s%s", shape, forks ? "" : plan->words->then,
             !forks && plan->data->activation ? plan->data->activation : "");
    shards_grey(lane, lane->centre, plan->c_label, ALIGN_CENTRE, words);
    double width = shards_side(plan, plan->d), height = shards_side(plan, plan->f);
    double top = plan->d_top + shards_shape_height(plan);
    if (plan->cells)
        part_symbol(plan->ink, lane->centre + width / 2 + 5, top + height / 2 + 2, SYMBOL, ALIGN_LEFT,
                    palette[COLOUR_INK], "W", down);
    else
        shards_draw_shape(
            lane, plan->d_top,
            &(struct shards_shape){&down, 1, COLOUR_INK, plan->f, plan->d, shards_length(own), true});
    shards_matrix(lane, lane->centre - width / 2, top, plan->f, plan->d, own, (struct part){0, plan->d});
    shards_arrow(lane, lane->centre, top + height + 3, plan->partial - SHARDS_HALF - 2.5);
}
