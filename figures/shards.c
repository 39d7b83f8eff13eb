/* See shards.h. A plan fixes the scale and the rows, so that equal steps stand level in all lanes; then each
 * lane is drawn from the plan, and the sends between the two lanes of a half. */
#include "shards.h"

#include "note.h"
#include "scale.h"
#include "shard_parts.h"

#include <math.h>
#include <stdio.h>

const struct shards_words shards_words_en = {.attention = "Attention",
                                             .feed_forward = "Feed-forward",
                                             .accelerator = "accelerator",
                                             .more = "more",
                                             .partial = "partial",
                                             .half = "half of ",
                                             .head = "head",
                                             .heads = "heads",
                                             .times = "times ",
                                             .then = "then ",
                                             .to_feed_forward = ", to the feed-forward",
                                             .to_next = ", to the next layer",
                                             .alone = "nothing to exchange: the sum is whole"};
const struct shards_words shards_words_zh = {.attention = "注意力",
                                             .feed_forward = "前馈网络",
                                             .accelerator = "加速器",
                                             .more = "个从略",
                                             .partial = "部分和",
                                             .half = "一半 ",
                                             .head = "头",
                                             .heads = "头",
                                             .times = "乘 ",
                                             .then = "再经 ",
                                             .to_feed_forward = "，到前馈网络",
                                             .to_next = "，到下一层",
                                             .alone = "无需通信：和已完整"};

static const double SYMBOL = 8.6, NAME_ROW = 10, HALF = VECTOR_HEIGHT_TENTHS / 20.0;

struct plan {
    struct ink *ink;
    const struct shards_data *data;
    const struct shards_words *words;
    bool cells;
    double matrix, vector;   /* points for one row, one element */
    double lane, gap;        /* widths */
    double d, h, f, q, k, n; /* shapes: widths of q and of k for all heads, lanes */
    double block_b, block_d; /* heights */
    /* rows: y of baselines for names, of centres for vectors, of tops for blocks */
    double lane_top, name, x, names, b, c, c_label, d_top, partial, sums, piece, join, foot, bottom;
};

struct lane {
    const struct plan *plan;
    double left, centre;
    double index; /* of the accelerator */
    bool last;    /* the one at the right */
    int colour, words_colour;
};

/* ---- the plan ----------------------------------------------------------------------------------------- */

static void plan_scale(struct plan *plan) {
    double room = plan->lane - 8, most = fmax(plan->f, plan->q);
    plan->cells = plan->d <= 8 && most <= 32 && plan->f / plan->n <= 12 && plan->q / plan->n <= 6;
    double three = room - (plan->cells ? 12 : 22);
    plan->matrix = fmin(room / plan->f, three / (plan->q + 2 * plan->k));
    plan->matrix = fmin(plan->matrix, plan->cells ? 6.05 : 92 / most);
    plan->matrix = fmin(plan->matrix, 34 / plan->d);
    double widest = fmax(plan->d, fmax(plan->f, plan->q) / plan->n);
    plan->vector = plan->cells ? fmin(8.2, room / widest) : fmin(44 / plan->d, room / widest);
    /* q and k stand below their matrices, side by side */
    double apart = (plan->q + plan->k) / 2 * plan->matrix + (plan->cells ? 12 : 15);
    double own_k = fmax(plan->k / plan->n, plan->h); /* copied where there are fewer heads than lanes */
    plan->vector = fmin(plan->vector, (apart - 4) / ((plan->q / plan->n + own_k) / 2));
}

static double matrix_height(const struct plan *plan, double rows) {
    return fmax(rows * plan->matrix, 0.8);
}

static void plan_blocks(struct plan *plan) {
    bool gated = plan->data->gated;
    plan->block_b = matrix_height(plan, plan->d) * (gated ? 2 : 1) + (gated ? NAME_ROW + 3 : 0);
    double names = plan->cells ? 0 : NAME_ROW;
    double attention = 4 + (plan->cells ? 24 : 34) + 2 * HALF + 16 + names + matrix_height(plan, plan->q);
    plan->block_d = fmax(names + matrix_height(plan, plan->f), attention);
}

/* Lays the rows with `give` more points at each place that can stretch. */
static void plan_rows(struct plan *plan, double give) {
    double label = plan->cells ? 0 : 9, dimensions = plan->cells ? 0 : 16.4;
    plan->lane_top = 15;
    plan->name = plan->lane_top + 10;
    plan->x = plan->name + 14 + label + 0.8 * give;
    plan->names = plan->x + HALF + 3 + 10 + give + 11;
    plan->b = plan->names + 4.5;
    plan->c = plan->b + plan->block_b + 3 + 11 + 0.3 * give + HALF;
    plan->c_label = plan->c + HALF + 8.5;
    plan->d_top = plan->c_label + dimensions + 8 + 0.6 * give;
    plan->partial = plan->d_top + plan->block_d + 3 + 11 + give + HALF;
    plan->sums = plan->partial + 44 + 2 * give;
    plan->piece = plan->sums + 2 * HALF + 14 + 0.3 * give;
    plan->join = plan->piece + 38 + 1.4 * give;
    if (plan->n <= 1)
        plan->join = plan->partial;
    plan->foot = plan->join + HALF + 3 + 12 + 0.4 * give + 8;
    plan->bottom = plan->foot + 7;
}

static void plan_open(struct plan *plan, struct ink *ink, const struct shards_data *data, double width,
                      double height) {
    *plan = (struct plan){.ink = ink, .data = data};
    plan->words = data->words ? data->words : &shards_words_en;
    plan->n = (double)data->n_lanes;
    plan->d = (double)data->d_model;
    plan->h = (double)data->d_head;
    plan->f = (double)data->d_ff;
    plan->q = (double)data->n_heads * plan->h;
    plan->k = (double)data->n_kv_heads * plan->h;
    double half = (width - 23.6) / 2, widest = 24;
    const struct shards_exchange *both[] = {&data->sum, &data->join};
    for (int i = 0; i < 2; i++) {
        if (both[i]->head)
            widest = fmax(widest, ink_measure(ink, FACE_LABEL_BOLD, LABEL_SIZE, both[i]->head));
        for (int j = 0; j < 2; j++)
            if (both[i]->lines[j])
                widest = fmax(widest, ink_measure(ink, FACE_LABEL, LABEL_SIZE, both[i]->lines[j]));
    }
    plan->gap = data->n_lanes > 1 ? fmin(widest + 4, half / 3) : 0;
    plan->lane = data->n_lanes > 1 ? (half - plan->gap) / 2 : half;
    plan_scale(plan);
    plan_blocks(plan);
    plan_rows(plan, 0);
    double least = plan->bottom;
    plan_rows(plan, 1);
    double give = (height - least) / (plan->bottom - least);
    plan_rows(plan, give < 0 ? 0 : give > 14 ? 14 : give);
}

/* ---- words -------------------------------------------------------------------------------------------- */

static void grey(const struct lane *lane, double x, double y, enum align align, const char *words) {
    ink_text(lane->plan->ink, x, y, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY], align, words);
}

static void shape_words(double rows, double columns, char out[112]) {
    char r[48], c[48];
    number_fixed(rows, 0, r);
    number_fixed(columns, 0, c);
    snprintf(out, 112, "%s × %s", r, c);
}

/* Italics, then upright words in grey: "x, 1 × 4". */
static struct note mixed(const char *italic, const char *upright) {
    struct note note = {0};
    note_add(&note, FACE_LABEL_ITALIC, palette[COLOUR_GREY], italic);
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], upright);
    return note;
}

/* Draws a note whose box is centred on y, beginning at x, centred on it, or ending there. */
static void note_at(struct ink *ink, const struct note *note, double x, double y, enum align align) {
    double width, height;
    note_measure(ink, note, &width, &height);
    note_draw(ink, note,
              align == ALIGN_RIGHT    ? x - width
              : align == ALIGN_CENTRE ? x - width / 2
                                      : x,
              y - height / 2);
}

/* Words at the outer side of a vector: left of the first lane's, right of the last's. */
static void beside(const struct lane *lane, const struct note *note, double half_width, double y) {
    if (lane->last)
        note_at(lane->plan->ink, note, lane->centre + half_width + 4, y, ALIGN_LEFT);
    else
        note_at(lane->plan->ink, note, lane->centre - half_width - 4, y, ALIGN_RIGHT);
}

static void arrow(const struct lane *lane, double x, double y0, double y1) {
    arrow_draw(lane->plan->ink, x, y0, x, y1, palette[COLOUR_GREY], 0.6);
}

/* ---- the parts of a lane ------------------------------------------------------------------------------ */

static struct part share_of(const struct lane *lane, double whole) {
    return (struct part){whole * lane->index / lane->plan->n, whole * (lane->index + 1) / lane->plan->n};
}

/* Key and value heads: copied where there are fewer than lanes. */
static struct part kv_share(const struct lane *lane) {
    const struct plan *plan = lane->plan;
    double heads = (double)plan->data->n_kv_heads;
    if (heads >= plan->n)
        return share_of(lane, plan->k);
    double head = floor(lane->index * heads / plan->n);
    return (struct part){head * plan->h, (head + 1) * plan->h};
}

static double length_of(struct part part) {
    return part.to - part.from;
}

static void draw_matrix(const struct lane *lane, double x, double y, double rows, double columns,
                        struct part row, struct part column) {
    part_matrix(lane->plan->ink, x, y, rows, columns, lane->plan->matrix, row, column, lane->plan->cells,
                palette[lane->colour]);
}

static double draw_vector(const struct lane *lane, double x, double y, double length,
                          enum vector_style style) {
    const struct plan *plan = lane->plan;
    return part_vector(plan->ink, x, y, length, plan->vector, plan->cells, style, palette[lane->colour]);
}

/* The vector that enters: whole on every accelerator. */
static void draw_input(const struct lane *lane, bool joined) {
    const struct plan *plan = lane->plan;
    char shape[112], words[128];
    double width = plan->d * plan->vector;
    if (joined)
        part_mixed(plan->ink, lane->centre, plan->x, plan->d, plan->vector, plan->cells, plan->data->n_lanes);
    else
        part_vector(plan->ink, lane->centre, plan->x, plan->d, plan->vector, plan->cells, VECTOR_FULL,
                    RGB(0x555555));
    shape_words(1, plan->d, shape);
    snprintf(words, sizeof words, ", %s", shape);
    struct note note = mixed("x", words);
    if (plan->cells)
        note_at(plan->ink, &note, lane->centre + width / 2 + 4, plan->x, ALIGN_LEFT);
    else
        note_at(plan->ink, &note, lane->centre, plan->x - HALF - 7, ALIGN_CENTRE);
    arrow(lane, lane->centre, plan->x + HALF + 3, plan->names - 10);
}

static void draw_projections(const struct lane *lane) {
    static const char *const names[] = {"q", "k", "v"};
    const struct plan *plan = lane->plan;
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
        arrow(lane, middle, plan->b + matrix_height(plan, plan->d) + 3, plan->c - HALF - 2.5);
        draw_vector(lane, middle, plan->c, length_of(own), VECTOR_FULL);
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
static void draw_dimensions(const struct lane *lane, double y, int colour, const char *const *indices, int n,
                            double rows, double columns) {
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
            grey(lane, x, y, ALIGN_LEFT, ", ");
            x += comma;
        }
    }
    grey(lane, x + space, y, ALIGN_LEFT, shape);
}

/* softmax(qk/√h) times v, broken to the room beside the arrow. */
static void label_attention(const struct lane *lane, double top) {
    const struct plan *plan = lane->plan;
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
static void label_heads(const struct lane *lane, double half_width, double y) {
    const struct plan *plan = lane->plan;
    double per = (double)plan->data->n_heads / plan->n, width, height;
    long long first = (long long)floor(lane->index * per),
              last = (long long)ceil((lane->index + 1) * per) - 1;
    double room = plan->lane / 2 - half_width - 6, at = lane->centre + half_width + 4;
    char range[64], head[48];
    snprintf(head, sizeof head, "%s ", last > first ? plan->words->heads : plan->words->head);
    snprintf(range, sizeof range, last > first ? "%lld–%lld" : "%lld", first, last);
    struct note z = mixed("z", NULL), note = mixed("z", ", ");
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], head);
    note_add(&note, FACE_LABEL, palette[COLOUR_GREY], range);
    note_measure(plan->ink, &note, &width, &height);
    if (width > room) {
        note_at(plan->ink, &z, lane->centre - half_width - 4, y, ALIGN_RIGHT);
        note = mixed(NULL, head);
        note_add(&note, FACE_LABEL, palette[COLOUR_GREY], range);
        note_measure(plan->ink, &note, &width, &height);
        note.spans[1].breaks = width > room;
    }
    note_at(plan->ink, &note, at, y, ALIGN_LEFT);
}

/* From the three projections to this accelerator's partial sum. */
static void draw_attention(const struct lane *lane) {
    static const char *const qkv[] = {"q", "k", "v"}, *const o[] = {"o"};
    const struct plan *plan = lane->plan;
    struct part own = share_of(lane, plan->q);
    draw_projections(lane);
    double y = plan->d_top + 4, z = y + (plan->cells ? 22 : 32) + HALF;
    arrow(lane, lane->centre, y, z - HALF - 2);
    label_attention(lane, y + 2.5);
    double half = draw_vector(lane, lane->centre, z, length_of(own), VECTOR_FULL) / 2;
    label_heads(lane, half, z);
    double names = plan->cells ? 0 : NAME_ROW, o_top = z + HALF + 16 + names;
    double width = fmax(plan->d * plan->matrix, 0.8), height = matrix_height(plan, plan->q);
    arrow(lane, lane->centre, z + HALF + 3, o_top - names - 2);
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
    arrow(lane, lane->centre, o_top + height + 3, plan->partial - HALF - 2.5);
}

static void draw_up_matrix(const struct lane *lane, double y, const char *index, struct part own) {
    const struct plan *plan = lane->plan;
    double width = fmax(plan->f * plan->matrix, 0.8), baseline = y - 4.5;
    if (plan->cells)
        part_symbol(plan->ink, lane->centre, baseline, SYMBOL, ALIGN_CENTRE, palette[COLOUR_INK], "W", index);
    else
        draw_dimensions(lane, baseline, COLOUR_INK, &index, 1, plan->d, length_of(own));
    draw_matrix(lane, lane->centre - width / 2, y, plan->d, plan->f, (struct part){0, plan->d}, own);
}

static void draw_feed_forward(const struct lane *lane) {
    const struct plan *plan = lane->plan;
    const char *down = plan->data->gated ? "down" : "2";
    struct part own = share_of(lane, plan->f);
    double step = matrix_height(plan, plan->d) + NAME_ROW + 3;
    draw_up_matrix(lane, plan->b, plan->data->gated ? "gate" : "1", own);
    if (plan->data->gated)
        draw_up_matrix(lane, plan->b + step, "up", own);
    arrow(lane, lane->centre, plan->b + plan->block_b + 3, plan->c - HALF - 2.5);
    draw_vector(lane, lane->centre, plan->c, length_of(own), VECTOR_FULL);
    char shape[112], words[256];
    shape_words(1, length_of(own), shape);
    snprintf(words, sizeof words, "%s, %s%s", shape, plan->words->then,
             plan->data->activation ? plan->data->activation : "");
    grey(lane, lane->centre, plan->c_label, ALIGN_CENTRE, words);
    double width = fmax(plan->d * plan->matrix, 0.8), height = matrix_height(plan, plan->f);
    double top = plan->d_top + (plan->cells ? 0 : NAME_ROW);
    if (plan->cells)
        part_symbol(plan->ink, lane->centre + width / 2 + 5, top + height / 2 + 2, SYMBOL, ALIGN_LEFT,
                    palette[COLOUR_INK], "W", down);
    else
        draw_dimensions(lane, top - 4, COLOUR_INK, &down, 1, length_of(own), plan->d);
    draw_matrix(lane, lane->centre - width / 2, top, plan->f, plan->d, own, (struct part){0, plan->d});
    arrow(lane, lane->centre, top + height + 3, plan->partial - HALF - 2.5);
}

/* ---- the exchange ------------------------------------------------------------------------------------- */

/* A piece of the vector, at least wide enough to be seen. */
static double piece_length(const struct plan *plan) {
    return fmax(plan->d / plan->n, (plan->cells ? 0 : 4) / plan->vector);
}

/* own + … + the other's: where each piece stands, from the lane's centre. */
static double piece_offset(const struct plan *plan) {
    double between = plan->n > 2 ? 23 : 7;
    return (piece_length(plan) * plan->vector + between) / 2;
}

static void draw_sum(const struct lane *lane) {
    const struct plan *plan = lane->plan;
    double off = piece_offset(plan), length = piece_length(plan);
    part_vector(plan->ink, lane->centre - off, plan->sums, length, plan->vector, plan->cells, VECTOR_PARTIAL,
                palette[COLOUR_LANE0]);
    part_vector(plan->ink, lane->centre + off, plan->sums, length, plan->vector, plan->cells, VECTOR_PARTIAL,
                palette[COLOUR_LANE1]);
    ink_text(plan->ink, lane->centre, plan->sums + 2.4, FACE_LABEL, 7.4, palette[COLOUR_INK], ALIGN_CENTRE,
             plan->n > 2 ? "+ … +" : "+");
    arrow(lane, lane->centre, plan->sums + HALF + 2.5, plan->piece - HALF - 2.5);
}

static void label_piece(const struct lane *lane, double half_width) {
    const struct plan *plan = lane->plan;
    char words[64];
    struct note note = {0};
    if (plan->n <= 2) {
        note_add(&note, FACE_LABEL, palette[COLOUR_GREY], plan->words->half);
        note_add(&note, FACE_LABEL_ITALIC, palette[COLOUR_GREY], "y");
    } else {
        snprintf(words, sizeof words, "/%.0f", plan->n);
        note = mixed("y", words);
    }
    beside(lane, &note, half_width, plan->piece);
}

/* Where the own part goes down and where the sent part leaves, off the centre of a vector. */
static double own_side(const struct lane *lane, double width) {
    return (lane->last ? 1 : -1) * width / 4;
}

static void draw_exchange(const struct lane *lane) {
    const struct plan *plan = lane->plan;
    double width = draw_vector(lane, lane->centre, plan->partial, plan->d, VECTOR_PARTIAL);
    struct note partial = note_of(FACE_LABEL, palette[COLOUR_GREY], plan->words->partial);
    beside(lane, &partial, width / 2, plan->partial);
    draw_sum(lane);
    double own = (lane->last ? 1 : -1) * piece_offset(plan);
    arrow(lane, lane->centre + own, plan->partial + HALF + 2.5, plan->sums - HALF - 2.5);
    double piece = draw_vector(lane, lane->centre, plan->piece, piece_length(plan), VECTOR_FULL);
    label_piece(lane, piece / 2);
    arrow(lane, lane->centre + own_side(lane, piece) + (lane->last ? 1.4 : -1.4), plan->piece + HALF + 2.5,
          plan->join - HALF - 2.5);
}

static void draw_sends(const struct lane *lanes) {
    const struct plan *plan = lanes[0].plan;
    double width = plan->d * plan->vector, piece = piece_length(plan) * plan->vector;
    for (int from = 0; from < 2; from++) {
        const struct lane *a = &lanes[from], *b = &lanes[1 - from];
        part_send(plan->ink, a->centre - own_side(a, width), plan->partial + HALF + 2,
                  b->centre - (b->last ? 1 : -1) * piece_offset(plan), plan->sums - HALF - 1.5);
        part_send(plan->ink, a->centre - own_side(a, piece), plan->piece + HALF + 2,
                  b->centre - own_side(b, width), plan->join - HALF - 1.5);
    }
}

static void label_exchange(const struct lane *lanes, const struct shards_exchange *exchange, double y) {
    struct note note = {.align = ALIGN_CENTRE};
    note_add(&note, FACE_LABEL_BOLD, palette[COLOUR_COMM], exchange->head);
    note_line(&note, FACE_LABEL, palette[COLOUR_COMM], exchange->lines[0]);
    note_line(&note, FACE_LABEL, palette[COLOUR_COMM], exchange->lines[1]);
    double width, height;
    note_measure(lanes[0].plan->ink, &note, &width, &height);
    /* ends above the place where the sends cross */
    note_draw(lanes[0].plan->ink, &note, (lanes[0].centre + lanes[1].centre) / 2 - width / 2, y - height);
}

/* ---- the halves --------------------------------------------------------------------------------------- */

static void draw_output(const struct lane *lane, const char *destination) {
    const struct plan *plan = lane->plan;
    double width = part_mixed(plan->ink, lane->centre, plan->join, plan->d, plan->vector, plan->cells,
                              plan->data->n_lanes);
    struct note y = mixed("y", NULL);
    beside(lane, &y, width / 2, plan->join);
    arrow(lane, lane->centre, plan->join + HALF + 3, plan->foot - 7.5);
    struct note foot = note_of(FACE_LABEL, palette[COLOUR_GREY], "+ ");
    note_add(&foot, FACE_LABEL_ITALIC, palette[COLOUR_GREY], "x");
    note_add(&foot, FACE_LABEL, palette[COLOUR_GREY], destination);
    note_at(plan->ink, &foot, lane->centre, plan->foot - 2, ALIGN_CENTRE);
}

static void draw_lane_ground(const struct lane *lane) {
    const struct plan *plan = lane->plan;
    char words[96];
    box_fill(plan->ink, lane->left, plan->lane_top, plan->lane, plan->bottom - plan->lane_top,
             colour_pale(palette[lane->colour]));
    snprintf(words, sizeof words, "%s %.0f", plan->words->accelerator, lane->index);
    ink_text(plan->ink, lane->left + 4, plan->name, FACE_LABEL_BOLD, LABEL_SIZE,
             colour_of_words(lane->words_colour), ALIGN_LEFT, words);
}

static void draw_half(const struct plan *plan, double left, bool attention) {
    int n = plan->data->n_lanes > 1 ? 2 : 1;
    struct lane lanes[2];
    ink_text(plan->ink, left, 7, FACE_LABEL_BOLD, 8, palette[COLOUR_INK], ALIGN_LEFT,
             attention ? plan->words->attention : plan->words->feed_forward);
    for (int i = 0; i < n; i++) {
        double x = left + i * (plan->lane + plan->gap);
        lanes[i] = (struct lane){.plan = plan,
                                 .left = x,
                                 .centre = x + plan->lane / 2,
                                 .index = i ? plan->n - 1 : 0,
                                 .last = i == 1,
                                 .colour = i ? COLOUR_LANE1 : COLOUR_LANE0,
                                 .words_colour = i ? COLOUR_LANE1 : COLOUR_LANE0};
        draw_lane_ground(&lanes[i]);
    }
    for (int i = 0; i < n; i++) {
        draw_input(&lanes[i], !attention);
        (attention ? draw_attention : draw_feed_forward)(&lanes[i]);
        if (n > 1)
            draw_exchange(&lanes[i]);
        draw_output(&lanes[i], attention ? plan->words->to_feed_forward : plan->words->to_next);
    }
    if (n == 1) {
        struct note alone = {0};
        double beginning = plan->lane / 2 + 8 + plan->d * plan->vector / 2;
        note_wrap(&alone, plan->ink, FACE_LABEL, palette[COLOUR_COMM], plan->words->alone,
                  plan->lane - beginning - 4);
        note_at(plan->ink, &alone, left + beginning, plan->join, ALIGN_LEFT);
        return;
    }
    draw_sends(lanes);
    label_exchange(lanes, &plan->data->sum, plan->partial + 7);
    label_exchange(lanes, &plan->data->join, plan->piece + 6);
    if (plan->n > 2) {
        char words[96];
        double x = (lanes[0].centre + lanes[1].centre) / 2;
        snprintf(words, sizeof words, "%.0f %s", plan->n - 2, plan->words->more);
        grey(&lanes[0], x, plan->name, ALIGN_CENTRE, "…");
        grey(&lanes[0], x, plan->name + 8.2, ALIGN_CENTRE, words);
    }
}

void shards_draw(struct ink *ink, const void *data, double width, double height) {
    struct plan plan;
    plan_open(&plan, ink, data, width, height);
    /* a box too low for all rows gets the whole smaller, rather than something outside it */
    double smaller = plan.bottom > height ? height / plan.bottom : 1;
    cairo_save(ink->cr);
    cairo_translate(ink->cr, width * (1 - smaller) / 2, 0);
    cairo_scale(ink->cr, smaller, smaller);
    draw_half(&plan, 0, true);
    draw_half(&plan, width - (plan.lane * (plan.n > 1 ? 2 : 1) + plan.gap), false);
    cairo_restore(ink->cr);
}
