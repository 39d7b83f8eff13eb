/* The roofline: matrices, attention, whole steps and prompts of this spec under the accelerator's roof. */
#include "series_kinds.h"

#include "../../figures/roofline.h"
#include "../core/step.h"

#include <math.h>
#include <string.h>

/* The work of some operators of a step, added up. */
struct work_sum {
    double flops, bytes, time_s;
};

static struct work_sum sum_matrices(const struct plan *plan, int64_t batch, int64_t context) {
    struct operator_row rows[OPERATOR_COUNT];
    struct work_sum sum = {0};
    size_t n = step_operators(plan, PHASE_DECODE, batch, context, rows);
    for (size_t i = 0; i < n; i++) {
        if (rows[i].op == OPERATOR_ATTENTION || rows[i].op == OPERATOR_NORMS ||
            rows[i].op == OPERATOR_EMBEDDING)
            continue;
        sum.flops += rows[i].flops;
        sum.bytes += rows[i].bytes;
        sum.time_s += rows[i].time_s;
    }
    return sum;
}

static struct work_sum one_operator(const struct plan *plan, enum operator_id op, int64_t batch,
                                    int64_t context) {
    struct operator_row rows[OPERATOR_COUNT];
    size_t n = step_operators(plan, PHASE_DECODE, batch, context, rows);
    for (size_t i = 0; i < n; i++)
        if (rows[i].op == op)
            return (struct work_sum){rows[i].flops, rows[i].bytes, rows[i].time_s};
    return (struct work_sum){0};
}

static struct roofline_point *room(const struct facts *facts, size_t n) {
    return arena_array(facts->arena, n, sizeof(struct roofline_point));
}

static bool add_point(struct roofline_point *points, size_t *n, struct work_sum sum, const char *label,
                      int colour) {
    if (!(sum.flops > 0 && sum.bytes > 0 && sum.time_s > 0))
        return false;
    points[(*n)++] = (struct roofline_point){sum.flops / sum.bytes, sum.flops / sum.time_s, label, colour};
    return true;
}

static void matrices_path(const struct facts *facts, struct roofline_path *path) {
    const struct workload *w = &facts->spec.design.workload;
    struct roofline_point *points = room(facts, w->n_batch_sizes);
    double ridge = facts->analysis.flops_per_byte;
    *path = (struct roofline_path){.name = words_say(facts, "matrices alone,"),
                                   .marker = MARK_CIRCLE,
                                   .colour = COLOUR_WEIGHTS,

                                   .points = points};
    path->remark = words_printf(facts, "decoding, batch %s \xE2\x80\xA6 %s",
                                words_count(facts, (double)facts->derived.smallest_batch),
                                words_count(facts, (double)facts->derived.largest_batch));
    for (size_t i = 0; i < w->n_batch_sizes; i++) {
        struct work_sum sum =
            sum_matrices(facts->analysis.plan, w->batch_sizes[i], facts->derived.lead.context);
        bool compute = sum.bytes > 0 && sum.flops / sum.bytes > ridge;
        add_point(points, &path->n_points, sum, words_count(facts, (double)w->batch_sizes[i]),
                  compute ? COLOUR_COMPUTE : COLOUR_WEIGHTS);
    }
}

static void attention_path(const struct facts *facts, struct roofline_path *path) {
    struct roofline_point *points = room(facts, 1);
    struct work_sum sum = one_operator(facts->analysis.plan, OPERATOR_ATTENTION,
                                       facts->derived.smallest_batch, facts->derived.lead.context);
    *path = (struct roofline_path){.name = words_say(facts, "attention over the cache,"),
                                   .marker = MARK_DIAMOND,
                                   .colour = COLOUR_ATTENTION,
                                   .hollow = true,
                                   .size = 1.5,
                                   .points = points};
    if (add_point(points, &path->n_points, sum, NULL, COLOUR_ATTENTION))
        path->remark = words_printf(facts, "%s at every batch",
                                    words_number(facts, points[0].x, DIM_COUNT, NULL, DIGITS_3));
}

/* Whether steps send anything: what is whole has the exchange added then, in its colour. */
static bool exchanges(const struct facts *facts) {
    return facts->derived.tensor_parallel || facts->derived.expert_parallel;
}

/* The whole step at the leading context, the exchange not hidden. */
static void step_path(const struct facts *facts, struct roofline_path *path) {
    const struct analysis *analysis = &facts->analysis;
    struct roofline_point *points = room(facts, analysis->n_decode);
    int colour = exchanges(facts) ? COLOUR_COMM : COLOUR_CACHE;
    *path = (struct roofline_path){
        .marker = MARK_TRIANGLE, .colour = colour, .hollow = true, .line = true, .points = points};
    path->name = words_printf(facts, "whole step, %s tokens of context,",
                              words_count(facts, (double)facts->derived.lead.context));
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (row->context == facts->derived.lead.context && row->fits)
            add_point(points, &path->n_points, (struct work_sum){row->flops, row->bytes, row->step_sum_s},
                      NULL, colour);
    }
    if (path->n_points)
        path->remark = words_printf(
            facts, "%s: up to %s at batch %s",
            exchanges(facts) ? words_say(facts, "exchange not hidden") : words_say(facts, "cache included"),
            words_number(facts, points[path->n_points - 1].y, DIM_FLOPS_PER_S, NULL, DIGITS_3),
            words_count(facts, (double)facts->derived.lead.batch));
}

/* Prompts of the contexts' lengths, their operators alone; and, in a path of its own, whole, as steps are. */
static void prompts_paths(const struct facts *facts, struct roofline_path *alone,
                          struct roofline_path *whole) {
    const struct workload *w = &facts->spec.design.workload;
    struct roofline_point *points = room(facts, w->n_contexts), *added = room(facts, w->n_contexts);
    *alone = (struct roofline_path){.name = words_say(facts, "prompts, tokens"),
                                    .marker = MARK_SQUARE,
                                    .colour = COLOUR_COMPUTE,
                                    .under = true,
                                    .points = points};
    *whole = (struct roofline_path){.name = words_say(facts, "whole prompts"),
                                    .marker = MARK_SQUARE,
                                    .colour = COLOUR_COMM,
                                    .hollow = true,
                                    .line = true,
                                    .points = added};
    for (size_t i = 0; i < w->n_contexts; i++) {
        struct prefill_row row;
        step_prefill(facts->analysis.plan, 1, w->contexts[i], &row);
        if (!row.fits)
            continue;
        add_point(points, &alone->n_points, (struct work_sum){row.flops, row.bytes, row.ops_s},
                  words_count(facts, (double)w->contexts[i]),
                  row.compute_s >= row.memory_s ? COLOUR_COMPUTE : COLOUR_WEIGHTS);
        if (exchanges(facts))
            add_point(added, &whole->n_points, (struct work_sum){row.flops, row.bytes, row.step_sum_s}, NULL,
                      COLOUR_COMM);
    }
}

static void strip_of(const struct facts *facts, size_t index, struct roofline_strip *strip) {
    const struct analysis *analysis = &facts->analysis;
    int64_t context = facts->spec.design.workload.contexts[index];
    struct roofline_point *points = room(facts, analysis->n_decode);
    *strip = (struct roofline_strip){
        .name = words_count(facts, (double)context), .marker = series_marker(index), .points = points};
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (row->context != context)
            continue;
        if (!row->fits)
            strip->suffix = words_say(facts, ", then full");
        else if (row->intensity > 0)
            points[strip->n_points++] = (struct roofline_point){
                row->intensity, 0, words_count(facts, (double)row->batch), series_colour(row->term)};
    }
    if (strip->suffix && !strip->n_points)
        strip->suffix = words_say(facts, "does not fit");
}

/* Ceilings of the number formats that the machine has: the one computed with first, then others that differ.
 */
static size_t ceilings_of(const struct facts *facts, struct roofline_ceiling *ceilings) {
    const struct accelerator *machine = &facts->spec.design.accelerator;
    enum dtype main_dtype = facts->spec.design.precision.compute;
    size_t n = 0;
    for (int i = -1; i < DTYPE_COUNT; i++) {
        enum dtype dtype = i < 0 ? main_dtype : (enum dtype)i;
        double peak = machine->peak_flops_per_s[dtype];
        /* integers are not computed with here, tf32 is a way to read fp32 */
        bool known = !(peak > 0) || dtype == INT8 || dtype == INT4 || (dtype == TF32 && i >= 0);
        for (size_t j = 0; j < n && !known; j++)
            known = fabs(ceilings[j].flops_per_s / peak - 1) < 0.02;
        if (!known)
            ceilings[n++] = (struct roofline_ceiling){
                dtype_names[dtype], words_number(facts, peak, DIM_FLOPS_PER_S, "TFLOP/s", DIGITS_4), peak};
    }
    return n;
}

enum { PATHS = 5 };

bool series_roofline(const struct facts *facts, struct figure *figure) {
    const struct workload *w = &facts->spec.design.workload;
    const struct accelerator *machine = &facts->spec.design.accelerator;
    struct roofline_data *data = arena_alloc(facts->arena, sizeof *data);
    struct roofline_ceiling *ceilings = arena_array(facts->arena, DTYPE_COUNT + 1, sizeof *ceilings);
    struct roofline_path *paths = arena_array(facts->arena, PATHS, sizeof *paths);
    struct roofline_strip *strips = arena_array(facts->arena, w->n_contexts, sizeof *strips);
    data->bandwidth_bytes_per_s = machine->memory_bandwidth_bytes_per_s;
    data->words = SERIES_SAY(facts, roofline);
    data->bandwidth_name = words_say(facts, "memory");
    data->bandwidth_value =
        words_number(facts, machine->memory_bandwidth_bytes_per_s, DIM_BYTES_PER_S, NULL, DIGITS_4);
    data->ceilings = ceilings;
    data->n_ceilings = ceilings_of(facts, ceilings);
    matrices_path(facts, &paths[0]);
    attention_path(facts, &paths[1]);
    step_path(facts, &paths[2]);
    prompts_paths(facts, &paths[3], &paths[4]);
    data->paths = paths;
    data->n_paths = PATHS;
    size_t shown = w->n_contexts < 6 ? w->n_contexts : 6;
    for (size_t i = 0; i < shown; i++)
        strip_of(facts, i, &strips[i]);
    data->strips = strips;
    data->n_strips = shown;
    data->strips_title = words_printf(facts, "whole step, batch %s \xE2\x80\xA6 %s, at contexts of",
                                      words_count(facts, (double)facts->derived.smallest_batch),
                                      words_count(facts, (double)facts->derived.largest_batch));
    figure->title =
        words_printf(facts, "Memory sets the pace up to %s FLOP a byte",
                     words_number(facts, facts->analysis.flops_per_byte, DIM_COUNT, NULL, DIGITS_3));
    figure->subtitle =
        exchanges(facts)
            ? "Arithmetic reached against arithmetic per byte read, both axes logarithmic. Under the roof, "
              "hollow "
              "green marks are whole steps and prompts, the exchange added; all others are operators alone."
            : "Arithmetic reached against arithmetic per byte read, both axes logarithmic.";
    figure->alt = words_printf(
        facts,
        "Roofline of %s: a slope of %s up to the ridge at %s FLOP per byte, then a ceiling of %s. The "
        "matrices of a "
        "decoding step climb the slope with the batch; attention over the cache stays low.",
        machine->name, data->bandwidth_value,
        words_number(facts, facts->analysis.flops_per_byte, DIM_COUNT, NULL, DIGITS_3), ceilings[0].value);
    figure->width = WIDTH_FULL;
    figure->height = 250 + 14.0 * (double)shown;
    figure->draw = roofline_draw;
    figure->data = data;
    return true;
}
