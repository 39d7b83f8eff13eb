/* One accelerator's lane down to its partial sum: what enters, the matrices of attention or of the
 * feed-forward, and what comes out of each. */
#include "shards_plan.h"

#include "scale.h"

#include <math.h>
#include <stdio.h>

static const double SYMBOL = 8.6;

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
    note_draw(ink, note,
              align == ALIGN_RIGHT    ? x - width
              : align == ALIGN_CENTRE ? x - width / 2
                                      : x,
              y - height / 2);
}

void shards_arrow(const struct shards_lane *lane, double x, double y0, double y1) {
    arrow_draw(lane->plan->ink, x, y0, x, y1, palette[COLOUR_GREY], 0.6);
}

/* ---- the parts of a lane ------------------------------------------------------------------------------ */

static struct part share_of(const struct shards_lane *lane, double whole) {
    return (struct part){whole * lane->index / lane->plan->n, whole * (lane->index + 1) / lane->plan->n};
}

/* Key and value heads: copied where there are fewer than lanes. */
static struct part kv_share(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    double heads = (double)plan->data->n_kv_heads;
    if (heads >= plan->n)
        return share_of(lane, plan->k);
    double head = floor(lane->index * heads / plan->n);
    return (struct part){head * plan->h, (head + 1) * plan->h};
}

static double length_of(struct part part) {
    return part.to - part.from;
}

static void draw_matrix(const struct shards_lane *lane, double x, double y, double rows, double columns,
                        struct part row, struct part column) {
    part_matrix(lane->plan->ink, x, y, rows, columns, lane->plan->matrix, row, column, lane->plan->cells,
                palette[lane->colour]);
}

double shards_vector(const struct shards_lane *lane, double x, double y, double length,
                     enum vector_style style) {
    const struct shards_plan *plan = lane->plan;
    return part_vector(plan->ink, x, y, length, plan->vector, plan->cells, style, palette[lane->colour]);
}

/* The vector that enters: whole on every accelerator. */
void shards_draw_input(const struct shards_lane *lane, bool joined) {
    const struct shards_plan *plan = lane->plan;
    char shape[112], words[128];
    double width = plan->d * plan->vector;
    if (joined)
        part_mixed(plan->ink, lane->centre, plan->x, plan->d, plan->vector, plan->cells, plan->data->n_lanes);
    else
        part_vector(plan->ink, lane->centre, plan->x, plan->d, plan->vector, plan->cells, VECTOR_FULL,
                    RGB(0x555555));
    shape_words(1, plan->d, shape);
    snprintf(words, sizeof words, ", %s", shape);
    struct note note = shards_mixed("x", words);
    if (plan->cells)
        shards_note_at(plan->ink, &note, lane->centre + width / 2 + 4, plan->x, ALIGN_LEFT);
    else
        shards_note_at(plan->ink, &note, lane->centre, plan->x - SHARDS_HALF - 7, ALIGN_CENTRE);
    shards_arrow(lane, lane->centre, plan->x + SHARDS_HALF + 3, plan->names - 10);
}

static void draw_projections(const struct shards_lane *lane) {
    static const char *const names[] = {"q", "k", "v"};
    const struct shards_plan *plan = lane->plan;
    double widths[] = {plan->q, plan->k, plan->k}, total = 0;
    for (int i = 0; i < 3; i++)
        total += fmax(widths[i] * plan->matrix, 0.8);
    double space = fmin(plan->cells ? 12 : 15, (plan->lane - 8 - total) / 2);
    double x = lane->centre - (total + 2 * space) / 2, first = 0, last = 0;
    for (int i = 0; i < 3; i++) {
        struct part own = i == 0 ? share_of(lane, plan->q) : kv_share(lane);
        double width = fmax(widths[i] * plan->matrix, 0.8), middle = x + width / 2;
        part_symbol(plan->ink, middle, plan->names, SYMBOL, ALIGN_CENTRE, palette[COLOUR_INK], "W", names[i]);
        draw_matrix(lane, x, plan->b, plan->d, widths[i], (struct part){0, plan->d}, own);
        shards_arrow(lane, middle, plan->b + shards_matrix_height(plan, plan->d) + 3,
                     plan->c - SHARDS_HALF - 2.5);
        shards_vector(lane, middle, plan->c, length_of(own), VECTOR_FULL);
        ink_text(plan->ink, middle, plan->c_label, FACE_TEXT_ITALIC, 7.6, palette[COLOUR_INK], ALIGN_CENTRE,
                 names[i]);
        first = i == 0 ? middle : first;
        last = middle;
        x += width + space;
    }
    /* the bracket that takes the three together */
    double y = plan->d_top + 4, out = plan->cells ? 6 : 3;
    struct pen pen = {.colour = palette[COLOUR_GREY], .width = 0.6};
    ink_move(plan->ink, first - out, y - 4);
    ink_line(plan->ink, first - out, y);
    ink_line(plan->ink, last + out, y);
    ink_line(plan->ink, last + out, y - 4);
    ink_stroke(plan->ink, &pen);
}

/* "W_k, W_v 8,192 × 128" in grey, centred: the shape of this accelerator's part. */
static void draw_dimensions(const struct shards_lane *lane, double y, int colour, const char *const *indices,
                            int n, double rows, double columns) {
    struct ink *ink = lane->plan->ink;
    char shape[112];
    shape_words(rows, columns, shape);
    double comma = ink_measure(ink, FACE_LABEL, LABEL_SIZE, ", "), space = 3;
    double width = ink_measure(ink, FACE_LABEL, LABEL_SIZE, shape) + space + comma * (n - 1);
    for (int i = 0; i < n; i++)
        width += part_symbol_width(ink, 7.4, "W", indices[i]);
    double x = lane->centre - width / 2;
    for (int i = 0; i < n; i++) {
        x += part_symbol(ink, x, y, 7.4, ALIGN_LEFT, palette[colour], "W", indices[i]);
        if (i + 1 < n) {
            shards_grey(lane, x, y, ALIGN_LEFT, ", ");
            x += comma;
        }
    }
    shards_grey(lane, x + space, y, ALIGN_LEFT, shape);
}

/* softmax(qk/√h) times v, broken to the room beside the arrow. */
static void label_attention(const struct shards_lane *lane, double top) {
    const struct shards_plan *plan = lane->plan;
    char root[64], size[48];
    number_fixed(plan->h, 0, size);
    snprintf(root, sizeof root, "/√%s)", size);
    struct colour colour = palette[COLOUR_GREY];
    double room = plan->lane / 2 - 4;
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

/* "z, heads 0–7" to the right; where that has no room, z to the left of its vector. */
static void label_heads(const struct shards_lane *lane, double half_width, double y) {
    const struct shards_plan *plan = lane->plan;
    double per = (double)plan->data->n_heads / plan->n, width, height;
    long long first = (long long)floor(lane->index * per),
              last = (long long)ceil((lane->index + 1) * per) - 1;
    double room = plan->lane / 2 - half_width - 6, at = lane->centre + half_width + 4;
    char range[64], head[48];
    snprintf(head, sizeof head, "%s ", last > first ? plan->words->heads : plan->words->head);
    snprintf(range, sizeof range, last > first ? "%lld–%lld" : "%lld", first, last);
    struct note z = shards_mixed("z", NULL), note = shards_mixed("z", ", ");
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], head);
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], range);
    note_measure(plan->ink, &note, &width, &height);
    if (width > room) {
        shards_note_at(plan->ink, &z, lane->centre - half_width - 4, y, ALIGN_RIGHT);
        note = shards_mixed(NULL, head);
        note_add(&note, FACE_LABEL, palette[COLOUR_GREY], range);
        note_measure(plan->ink, &note, &width, &height);
        note.spans[1].breaks = width > room;
    }
    shards_note_at(plan->ink, &note, at, y, ALIGN_LEFT);
}

/* From the three projections to this accelerator's partial sum. */
void shards_draw_attention(const struct shards_lane *lane) {
    static const char *const qkv[] = {"q", "k", "v"}, *const o[] = {"o"};
    const struct shards_plan *plan = lane->plan;
    struct part own = share_of(lane, plan->q);
    draw_projections(lane);
    double y = plan->d_top + 4, z = y + (plan->cells ? 22 : 32) + SHARDS_HALF;
    shards_arrow(lane, lane->centre, y, z - SHARDS_HALF - 2);
    label_attention(lane, y + 2.5);
    double half = shards_vector(lane, lane->centre, z, length_of(own), VECTOR_FULL) / 2;
    label_heads(lane, half, z);
    double names = plan->cells ? 0 : SHARDS_NAME_ROW, o_top = z + SHARDS_HALF + 16 + names;
    double width = fmax(plan->d * plan->matrix, 0.8), height = shards_matrix_height(plan, plan->q);
    shards_arrow(lane, lane->centre, z + SHARDS_HALF + 3, o_top - names - 2);
    draw_matrix(lane, lane->centre - width / 2, o_top, plan->q, plan->d, own, (struct part){0, plan->d});
    if (plan->cells) {
        part_symbol(plan->ink, lane->centre + width / 2 + 8, o_top + height / 2 + 2, SYMBOL, ALIGN_LEFT,
                    palette[COLOUR_INK], "W", "o");
    } else {
        double columns = length_of(kv_share(lane));
        int together = columns == length_of(own) ? 3 : 1;
        draw_dimensions(lane, plan->c_label + 10, COLOUR_GREY, qkv, together, plan->d, length_of(own));
        if (together == 1)
            draw_dimensions(lane, plan->c_label + 18.6, COLOUR_GREY, qkv + 1, 2, plan->d, columns);
        draw_dimensions(lane, o_top - 4, COLOUR_INK, o, 1, length_of(own), plan->d);
    }
    shards_arrow(lane, lane->centre, o_top + height + 3, plan->partial - SHARDS_HALF - 2.5);
}

static void draw_up_matrix(const struct shards_lane *lane, double y, const char *index, struct part own) {
    const struct shards_plan *plan = lane->plan;
    double width = fmax(plan->f * plan->matrix, 0.8), baseline = y - 4.5;
    if (plan->cells)
        part_symbol(plan->ink, lane->centre, baseline, SYMBOL, ALIGN_CENTRE, palette[COLOUR_INK], "W", index);
    else
        draw_dimensions(lane, baseline, COLOUR_INK, &index, 1, plan->d, length_of(own));
    draw_matrix(lane, lane->centre - width / 2, y, plan->d, plan->f, (struct part){0, plan->d}, own);
}

void shards_draw_feed_forward(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    const char *down = plan->data->gated ? "down" : "2";
    struct part own = share_of(lane, plan->f);
    double step = shards_matrix_height(plan, plan->d) + SHARDS_NAME_ROW + 3;
    draw_up_matrix(lane, plan->b, plan->data->gated ? "gate" : "1", own);
    if (plan->data->gated)
        draw_up_matrix(lane, plan->b + step, "up", own);
    shards_arrow(lane, lane->centre, plan->b + plan->block_b + 3, plan->c - SHARDS_HALF - 2.5);
    shards_vector(lane, lane->centre, plan->c, length_of(own), VECTOR_FULL);
    char shape[112], words[256];
    shape_words(1, length_of(own), shape);
    snprintf(words, sizeof words, "%s, %s%s", shape, plan->words->then,
             plan->data->activation ? plan->data->activation : "");
    shards_grey(lane, lane->centre, plan->c_label, ALIGN_CENTRE, words);
    double width = fmax(plan->d * plan->matrix, 0.8), height = shards_matrix_height(plan, plan->f);
    double top = plan->d_top + (plan->cells ? 0 : SHARDS_NAME_ROW);
    if (plan->cells)
        part_symbol(plan->ink, lane->centre + width / 2 + 5, top + height / 2 + 2, SYMBOL, ALIGN_LEFT,
                    palette[COLOUR_INK], "W", down);
    else
        draw_dimensions(lane, top - 4, COLOUR_INK, &down, 1, length_of(own), plan->d);
    draw_matrix(lane, lane->centre - width / 2, top, plan->f, plan->d, own, (struct part){0, plan->d});
    shards_arrow(lane, lane->centre, top + height + 3, plan->partial - SHARDS_HALF - 2.5);
}
