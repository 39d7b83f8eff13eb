/* What binds from which batch on, and the all-reduce step by step. */
#include "series_kinds.h"

#include "../../figures/allreduce.h"
#include "../../figures/spectrum.h"
#include "../core/step.h"

#include <math.h>

/* ---- small batch, large batch
 * ---------------------------------------------------------------------------------- */

enum { STEPS = 160, MOST_PARTS = 16 };

static enum term term_at(const struct facts *facts, int64_t batch, int64_t context) {
    struct decode_row row;
    step_decode(facts->analysis.plan, batch, context, &row);
    return row.term;
}

/* The first batch in (low, high] whose term is not that of `low`, by halving: terms change once between the
 * two. */
static int64_t change_between(const struct facts *facts, int64_t low, int64_t high, int64_t context) {
    enum term term = term_at(facts, low, context);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (term_at(facts, middle, context) == term)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void spectrum_row_of(const struct facts *facts, size_t index, int64_t greatest,
                            struct spectrum_row *row) {
    const struct capacity_row *capacity = &facts->analysis.capacity.rows[index];
    struct spectrum_part *parts = arena_array(facts->arena, MOST_PARTS, sizeof *parts);
    int64_t last = 1;
    enum term term = term_at(facts, 1, capacity->context);
    size_t n = 0;
    parts[n++] = (struct spectrum_part){1, 0, series_colour(term)};
    for (int i = 1; i <= STEPS && n < MOST_PARTS; i++) {
        int64_t batch = 1 + (greatest - 1) * i * i / (STEPS * STEPS);
        if (batch == last)
            continue;
        enum term before = term;
        term = term_at(facts, batch, capacity->context);
        if (term != before) {
            int64_t change = change_between(facts, last, batch, capacity->context);
            parts[n - 1].to = (double)change;
            parts[n++] = (struct spectrum_part){(double)change, 0,
                                                series_colour(term_at(facts, change, capacity->context))};
        }
        last = batch;
    }
    parts[n - 1].to = (double)greatest;
    *row = (struct spectrum_row){.parts = parts, .n_parts = n};
    row->name = words_printf(facts, "%s tokens", words_count(facts, (double)capacity->context));
    if (capacity->max_batch < greatest) {
        row->full_at = capacity->max_batch > 0 ? (double)capacity->max_batch : 1;
        row->full_words =
            capacity->max_batch > 0
                ? words_printf(facts, "full at %s", words_count(facts, (double)capacity->max_batch))
                : words_say(facts, "none fits");
    }
}

bool series_spectrum(const struct facts *facts, struct figure *figure) {
    size_t n = facts->analysis.capacity.n_rows < 6 ? facts->analysis.capacity.n_rows : 6;
    int64_t greatest = facts->derived.largest_batch > 2 ? facts->derived.largest_batch : 2;
    struct spectrum_data *data = arena_alloc(facts->arena, sizeof *data);
    struct spectrum_row *rows = arena_array(facts->arena, n, sizeof *rows);
    for (size_t i = 0; i < n; i++)
        spectrum_row_of(facts, i, greatest, &rows[i]);
    *data = (struct spectrum_data){.words = SERIES_SAY(facts, spectrum),
                                   .least = 1,
                                   .greatest = (double)greatest,
                                   .rows = rows,
                                   .n_rows = n};
    figure->title = "What binds a step, from small batch to large";
    figure->subtitle = "The longest term of the overlapped step; beyond the mark the cache is full.";
    figure->alt =
        "For each context, the ranges of batch sizes in which the weights, the cache, arithmetic or the "
        "exchange bind the decoding step.";
    figure->width = WIDTH_MAIN;
    figure->height = figure->least = 34 + 24.0 * (double)n; /* numbers stand between the bars */
    figure->draw = spectrum_draw;
    figure->data = data;
    return n > 0;
}

/* ---- the all-reduce
 * ---------------------------------------------------------------------------------------------- */

/* Whose times the report has, where it is not the ring that is drawn; NULL: the ring's. */
static const char *other_than_ring(const struct design *design) {
    static const char *const words[] = {
        [ALL_REDUCE_RING] = NULL,
        [ALL_REDUCE_MESH] = "a mesh’s, where each sends to all others at once",
        [ALL_REDUCE_ONE_SHOT] = "of one round, in which each sends its whole vector to all others",
        [ALL_REDUCE_IN_NETWORK] = "of a sum made in the network’s switches",
    };
    enum all_reduce counted = design->method == METHOD_ARTICLE ? ALL_REDUCE_MESH : design->cluster.all_reduce;
    /* of two, each is the other's next and its all */
    return counted == ALL_REDUCE_MESH && design->cluster.tensor_parallel == 2 ? NULL : words[counted];
}

bool series_allreduce(const struct facts *facts, struct figure *figure) {
    const struct design *design = &facts->spec.design;
    struct allreduce_data *data = arena_alloc(facts->arena, sizeof *data);
    double n = (double)design->cluster.tensor_parallel;
    if (n < 2)
        return false;
    data->words = SERIES_SAY(facts, allreduce);
    data->n = design->cluster.tensor_parallel;
    data->remark = words_printf(
        facts, "%s sends of %s each, for one token", words_count(facts, 2 * (n - 1)),
        words_number(facts, (double)design->model.d_model / n * facts->derived.activation_value_bytes,
                     DIM_BYTES, NULL, DIGITS_3));
    figure->title = "A ring adds the parts, then hands the sums round";
    figure->subtitle =
        "Rows are accelerators, columns pieces of the vector; the darker, the more of the sum is in. A dot: "
        "brought by the last send.";
    const char *counted = other_than_ring(design);
    if (counted)
        series_tell_further(
            facts, figure,
            words_printf(facts, "Drawn as a ring, to be followed step by step; the report’s times are %s.",
                         words_say(facts, counted)));
    figure->alt =
        words_printf(facts, "Ring all-reduce over %s accelerators: %s.", words_count(facts, n), data->remark);
    figure->width = WIDTH_FULL;
    figure->height = fmin(36 + 15 * n, 110); /* for cells of 15, as far as it goes */
    figure->draw = allreduce_draw;
    figure->data = data;
    return true;
}
