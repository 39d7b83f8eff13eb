/* See shards.h. The halves of the layer and what crosses between their lanes; shards_plan.c lays the rows,
 * shards_lane.c draws what an accelerator does alone. */
#include "shards.h"

#include "shards_plan.h"

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
                                             .comma = ", ",
                                             .times = "times ",
                                             .then = ", then ",
                                             .each = "each ",
                                             .of_which = "of which ",
                                             .here = "",
                                             .columns = " columns here",
                                             .rows = " rows here",
                                             .experts = "Experts",
                                             .router = "router: ",
                                             .of = " of ",
                                             .experts_of = " experts of ",
                                             .experts_only = " experts",
                                             .shared = "and a shared one",
                                             .and_shared = ", and a shared one",
                                             .to_experts = ", to the experts",
                                             .to_feed_forward = ", to the feed-forward",
                                             .to_next = ", to the next layer",
                                             .alone = "nothing to exchange: the sum is whole"};
const struct shards_words shards_words_zh = {.attention = "注意力",
                                             .feed_forward = "前馈网络",
                                             .accelerator = "加速卡",
                                             .more = "张从略",
                                             .partial = "部分和",
                                             .half = "一半 ",
                                             .head = "头",
                                             .heads = "头",
                                             .comma = "，",
                                             .times = "乘 ",
                                             .then = "，再经 ",
                                             .each = "各 ",
                                             .of_which = "其中 ",
                                             .here = "此处 ",
                                             .columns = " 列",
                                             .rows = " 行",
                                             .experts = "专家",
                                             .router = "路由：",
                                             .of = " / ",
                                             .experts_of = " 个专家 ",
                                             .experts_only = " 个专家",
                                             .shared = "另有一个共享专家",
                                             .and_shared = " 个，另有一个共享",
                                             .to_experts = "，到专家",
                                             .to_feed_forward = "，到前馈网络",
                                             .to_next = "，到下一层",
                                             .alone = "无需通信：和已完整"};

/* ---- the exchange ------------------------------------------------------------------------------------- */

/* Words at the outer side of a vector: left of the first lane's, right of the last's. */
static void beside(const struct shards_lane *lane, const struct note *note, double half_width, double y) {
    if (lane->last)
        shards_note_at(lane->plan->ink, note, lane->centre + half_width + 4, y, ALIGN_LEFT);
    else
        shards_note_at(lane->plan->ink, note, lane->centre - half_width - 4, y, ALIGN_RIGHT);
}

/* A piece of the vector, at least wide enough to be seen. */
static double piece_length(const struct shards_plan *plan) {
    return fmax(plan->d / plan->n, (plan->cells ? 0 : 4) / plan->vector);
}

/* own + … + the other's: where each piece stands, from the lane's centre. */
static double piece_offset(const struct shards_plan *plan) {
    double between = plan->n > 2 ? 23 : 7;
    return (piece_length(plan) * plan->vector + between) / 2;
}

static void draw_sum(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    double off = piece_offset(plan), length = piece_length(plan);
    part_vector(plan->ink, lane->centre - off, plan->sums, length, plan->vector, plan->cells, VECTOR_PARTIAL,
                palette[COLOUR_LANE0]);
    part_vector(plan->ink, lane->centre + off, plan->sums, length, plan->vector, plan->cells, VECTOR_PARTIAL,
                palette[COLOUR_LANE1]);
    ink_text(plan->ink, lane->centre, plan->sums + 2.4, FACE_LABEL, 7.4, palette[COLOUR_INK], ALIGN_CENTRE,
             plan->n > 2 ? "+ … +" : "+");
    shards_arrow(lane, lane->centre, plan->sums + SHARDS_HALF + 2.5, plan->piece - SHARDS_HALF - 2.5);
}

static void label_piece(const struct shards_lane *lane, double half_width) {
    const struct shards_plan *plan = lane->plan;
    char words[64];
    struct note note = {0};
    if (plan->n <= 2) {
        note_add(&note, FACE_LABEL, palette[COLOUR_GREY], plan->words->half);
        note_add(&note, FACE_LABEL_ITALIC, palette[COLOUR_GREY], "y");
    } else {
        snprintf(words, sizeof words, "/%.0f", plan->n);
        note = shards_mixed("y", words);
    }
    beside(lane, &note, half_width, plan->piece);
}

/* Where the own part goes down and where the sent part leaves, off the centre of a vector. */
static double own_side(const struct shards_lane *lane, double width) {
    return (lane->last ? 1 : -1) * width / 4;
}

static void draw_exchange(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    double width = shards_vector(lane, lane->centre, plan->partial, plan->d, VECTOR_PARTIAL);
    struct note partial = note_of(FACE_LABEL, palette[COLOUR_GREY], plan->words->partial);
    beside(lane, &partial, width / 2, plan->partial);
    draw_sum(lane);
    double own = (lane->last ? 1 : -1) * piece_offset(plan);
    shards_arrow(lane, lane->centre + own, plan->partial + SHARDS_HALF + 2.5, plan->sums - SHARDS_HALF - 2.5);
    double piece = shards_vector(lane, lane->centre, plan->piece, piece_length(plan), VECTOR_FULL);
    label_piece(lane, piece / 2);
    shards_arrow(lane, lane->centre + own_side(lane, piece) + (lane->last ? 1.4 : -1.4),
                 plan->piece + SHARDS_HALF + 2.5, plan->join - SHARDS_HALF - 2.5);
}

static void draw_sends(const struct shards_lane *lanes) {
    const struct shards_plan *plan = lanes[0].plan;
    double width = plan->d * plan->vector, piece = piece_length(plan) * plan->vector;
    for (int from = 0; from < 2; from++) {
        const struct shards_lane *a = &lanes[from], *b = &lanes[1 - from];
        part_send(plan->ink, a->centre - own_side(a, width), plan->partial + SHARDS_HALF + 2,
                  b->centre - (b->last ? 1 : -1) * piece_offset(plan), plan->sums - SHARDS_HALF - 1.5);
        part_send(plan->ink, a->centre - own_side(a, piece), plan->piece + SHARDS_HALF + 2,
                  b->centre - own_side(b, width), plan->join - SHARDS_HALF - 1.5);
    }
}

static void label_exchange(const struct shards_lane *lanes, const struct shards_exchange *exchange,
                           double y) {
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

/* `alone`: made whole by this accelerator. */
static void draw_output(const struct shards_lane *lane, const char *destination, bool alone) {
    const struct shards_plan *plan = lane->plan;
    double width = alone ? shards_vector(lane, lane->centre, plan->join, plan->d, VECTOR_FULL)
                         : part_mixed(plan->ink, lane->centre, plan->join, plan->d, plan->vector, plan->cells,
                                      plan->data->n_lanes);
    struct note y = shards_mixed("y", NULL);
    beside(lane, &y, width / 2, plan->join);
    shards_arrow(lane, lane->centre, plan->join + SHARDS_HALF + 3, plan->foot - 7.5);
    struct note foot = note_of(FACE_LABEL, palette[COLOUR_GREY], "+ ");
    note_add(&foot, FACE_LABEL_ITALIC, palette[COLOUR_GREY], "x");
    note_add(&foot, FACE_LABEL, palette[COLOUR_GREY], destination);
    shards_note_at(plan->ink, &foot, lane->centre, plan->foot - 2, ALIGN_CENTRE);
}

static void draw_lane_ground(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    char words[96];
    box_fill(plan->ink, lane->left, plan->lane_top, plan->lane, plan->bottom - plan->lane_top,
             colour_pale(palette[lane->colour]));
    snprintf(words, sizeof words, "%s %.0f", plan->words->accelerator, lane->index);
    ink_text(plan->ink, lane->left + 4, plan->name, FACE_LABEL_BOLD, LABEL_SIZE,
             colour_of_words(lane->colour), ALIGN_LEFT, words);
}

/* Where there is one accelerator: why nothing stands between lanes. */
static void label_alone(const struct shards_lane *lane) {
    const struct shards_plan *plan = lane->plan;
    struct note alone = {0};
    double beginning = plan->lane / 2 + 8 + plan->d * plan->vector / 2;
    note_wrap(&alone, plan->ink, FACE_LABEL, palette[COLOUR_COMM], plan->words->alone,
              plan->lane - beginning - 4);
    shards_note_at(plan->ink, &alone, lane->left + beginning, plan->join, ALIGN_LEFT);
}

/* What crosses between the two lanes, and how many more there are. */
static void draw_between(const struct shards_lane *lanes, bool scattered) {
    const struct shards_plan *plan = lanes[0].plan;
    if (scattered) {
        shards_draw_scatter(lanes);
        label_exchange(lanes, &plan->data->out, plan->scatter + 7);
        label_exchange(lanes, &plan->data->back, plan->results + 7);
    } else {
        draw_sends(lanes);
        label_exchange(lanes, &plan->data->sum, plan->partial + 7);
        label_exchange(lanes, &plan->data->join, plan->piece + 6);
    }
    if (plan->n > 2) {
        char words[96];
        double x = (lanes[0].centre + lanes[1].centre) / 2;
        snprintf(words, sizeof words, "%.0f %s", plan->n - 2, plan->words->more);
        shards_grey(&lanes[0], x, plan->name, ALIGN_CENTRE, "…");
        shards_grey(&lanes[0], x, plan->name + LABEL_LEADING, ALIGN_CENTRE, words);
    }
}

/* What a half of the layer is: its head, what a lane does in it, and where its output goes. */
struct half {
    const char *head, *destination;
    void (*draw)(const struct shards_lane *lane);
    bool scattered;
};

static struct half half_of(const struct shards_plan *plan, bool attention) {
    const struct shards_words *words = plan->words;
    bool experts = plan->data->n_experts > 0;
    if (attention)
        return (struct half){words->attention, experts ? words->to_experts : words->to_feed_forward,
                             shards_draw_attention, false};
    if (experts)
        return (struct half){words->experts, words->to_next, shards_draw_experts, shards_scatters(plan)};
    return (struct half){words->feed_forward, words->to_next, shards_draw_feed_forward, false};
}

static void draw_half(const struct shards_plan *plan, double left, bool attention) {
    int n = plan->data->n_lanes > 1 ? 2 : 1;
    struct half half = half_of(plan, attention);
    struct shards_lane lanes[2];
    ink_text(plan->ink, left, 7, FACE_LABEL_BOLD, 8, palette[COLOUR_INK], ALIGN_LEFT, half.head);
    for (int i = 0; i < n; i++) {
        double x = left + i * (plan->lane + plan->gap);
        lanes[i] = (struct shards_lane){.plan = plan,
                                        .left = x,
                                        .centre = x + plan->lane / 2,
                                        .index = i ? plan->n - 1 : 0,
                                        .last = i == 1,
                                        .colour = i ? COLOUR_LANE1 : COLOUR_LANE0};
        draw_lane_ground(&lanes[i]);
    }
    for (int i = 0; i < n; i++) {
        half.draw(&lanes[i]);
        if (n > 1 && !half.scattered)
            draw_exchange(&lanes[i]);
        draw_output(&lanes[i], half.destination, half.scattered);
    }
    if (n > 1)
        draw_between(lanes, half.scattered);
    else
        label_alone(&lanes[0]);
}

void shards_draw(struct ink *ink, const void *data, double width, double height) {
    struct shards_plan plan;
    shards_plan_open(&plan, ink, data, width, height);
    /* a box too low for all rows gets the whole smaller, rather than something outside it */
    double smaller = plan.bottom > height ? height / plan.bottom : 1;
    cairo_save(ink->cr);
    cairo_translate(ink->cr, width * (1 - smaller) / 2, 0);
    cairo_scale(ink->cr, smaller, smaller);
    draw_half(&plan, 0, true);
    draw_half(&plan, width - (plan.lane * (plan.n > 1 ? 2 : 1) + plan.gap), false);
    cairo_restore(ink->cr);
}
