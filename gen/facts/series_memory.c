/* What fills the memory: one accelerator drawn to scale, the cache growing with the context, the terms of a
 * step. */
#include "series_kinds.h"

#include "../../figures/capacity.h"
#include "../../figures/latency.h"
#include "../../figures/memory.h"
#include "../core/capacity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one accelerator
 * ----------------------------------------------------------------------------------------- */

bool series_memory(const struct facts *facts, struct figure *figure) {
    const struct derived *derived = &facts->derived;
    const struct capacity *capacity = &facts->analysis.capacity;
    const struct cluster *cluster = &facts->spec.design.cluster;
    double replica = (double)(cluster->tensor_parallel * cluster->pipeline_parallel);
    struct memory_data *data = arena_alloc(facts->arena, sizeof *data);
    data->n_accelerators = cluster->count;
    data->capacity_bytes = derived->usable_memory_bytes;
    data->weights_bytes = derived->weights_per_accelerator_bytes;
    const char *weights = words_number(facts, data->weights_bytes, DIM_BYTES, "GB", DIGITS_3);
    data->weights_value = weights;
    data->words = SERIES_SAY(facts, memory);
    data->weights_name = words_say(facts, "weights");
    data->head = words_printf(facts, cluster->count > 1 ? "%s each, drawn to scale:" : "%s, drawn to scale:",
                              words_number(facts, data->capacity_bytes, DIM_BYTES, "GB", DIGITS_3));
    if (capacity->kv_room_bytes < 0) {
        data->weights_name = words_printf(facts, "%s of weights", weights);
        data->weights_value = words_number(facts, data->capacity_bytes, DIM_BYTES, "GB", DIGITS_3);
        data->lacking_value = words_printf(
            facts, "%s too much",
            words_number(facts, data->weights_bytes - data->capacity_bytes, DIM_BYTES, "GB", DIGITS_3));
        data->rest = words_printf(facts, cluster->count > 1 ? "short by %s in all" : "short by %s",
                                  words_number(facts, -capacity->kv_room_bytes, DIM_BYTES, "GB", DIGITS_4));
    } else {
        data->n_sequences = derived->lead.max_batch;
        data->sequence_bytes = derived->lead.sequence_bytes / replica;
        const char *context = words_count(facts, (double)derived->lead.context);
        data->cache_value =
            words_number(facts, (double)data->n_sequences * data->sequence_bytes, DIM_BYTES, "GB", DIGITS_3);
        if (data->n_sequences > 0)
            data->cache_name = data->n_sequences == 1
                                   ? words_printf(facts, "1 sequence of %s tokens", context)
                                   : words_printf(facts, "%s sequences of %s tokens",
                                                  words_count(facts, (double)data->n_sequences), context);
        double kept =
            (double)cluster->data_parallel * (double)data->n_sequences * derived->lead.sequence_bytes;
        data->rest = words_printf(
            facts, cluster->count > 1 ? "%s left over in all" : "%s left over",
            words_number(facts, fmax(0, capacity->kv_room_bytes - kept), DIM_BYTES, NULL, DIGITS_3));
    }
    figure->title = capacity->kv_room_bytes < 0 ? "The weights alone are larger than the memory"
                                                : "The cache lives in what the weights leave";
    figure->subtitle =
        cluster->count > 1 ? "The memory of each accelerator." : "The memory of the accelerator.";
    figure->alt = words_printf(
        facts,
        cluster->count > 1 ? "Each accelerator holds %s of weights in %s of memory; %s."
                           : "The accelerator holds %s of weights in %s of memory; %s.",
        weights, words_number(facts, data->capacity_bytes, DIM_BYTES, "GB", DIGITS_3), data->rest);
    figure->width = WIDTH_MAIN;
    figure->height = memory_height(data);
    figure->draw = memory_draw;
    figure->data = data;
    return true;
}

/* ---- the cache against the context
 * ------------------------------------------------------------------------------ */

enum { MOST_LINES = 5, MOST_POINTS = 64 };

static double cache_of(const struct facts *facts, double batch, double context) {
    return batch * capacity_sequence_bytes(&facts->spec.design, context);
}

/* The context at which a batch fills the room, by halving; 0 when it does not between the ends. */
static double full_at(const struct facts *facts, double batch, double room, double low, double high) {
    if (cache_of(facts, batch, low) > room || cache_of(facts, batch, high) < room)
        return 0;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (cache_of(facts, batch, middle) > room)
            high = middle;
        else
            low = middle;
    }
    return low;
}

static void line_of(const struct facts *facts, double batch, double first, double last,
                    struct capacity_line *line) {
    struct capacity_point *points = arena_array(facts->arena, MOST_POINTS, sizeof *points);
    size_t n = 0;
    for (double context = first; n < MOST_POINTS - 1 && context < last; context *= 1.5)
        points[n++] = (struct capacity_point){context, cache_of(facts, batch, context)};
    points[n++] = (struct capacity_point){last, cache_of(facts, batch, last)};
    line->label = words_printf(facts, "batch %s", words_count(facts, batch));
    line->points = points;
    line->n_points = n;
    line->end_context = full_at(facts, batch, facts->analysis.capacity.replica_room_bytes, first, last);
}

/* Batches whose lines meet the room between the ends, at least twice as large as the one before; where there
 * are fewer than two, those that stay below it. Returns how many. */
static size_t batches_shown(const struct facts *facts, double room, double first, double last,
                            double batches[MOST_LINES]) {
    const struct workload *w = &facts->spec.design.workload;
    size_t n = 0;
    for (int below = 0; below < 2 && n < 2; below++) {
        double before = 0;
        n = 0;
        for (size_t pass = 0; pass < w->n_batch_sizes && n < MOST_LINES; pass++) {
            double next = INFINITY; /* the batches stand in the spec's order */
            for (size_t i = 0; i < w->n_batch_sizes; i++) {
                double batch = (double)w->batch_sizes[i];
                bool meets = full_at(facts, batch, room, first, last) > 0;
                bool stays = cache_of(facts, batch, last) < room;
                if (batch >= 2 * before && batch > before && batch < next && (meets || (below && stays)))
                    next = batch;
            }
            if (next < INFINITY)
                batches[n++] = before = next;
        }
    }
    return n;
}

/* A little past the longest context that any batch asked for can have, but at least the longest asked for and
 * at most four times that. */
static double last_context(const struct facts *facts, double room) {
    const struct workload *w = &facts->spec.design.workload;
    double first = (double)facts->derived.shortest_context, last = (double)facts->derived.longest_context;
    double longest = 0;
    for (size_t i = 0; i < w->n_batch_sizes; i++) {
        double batch = (double)w->batch_sizes[i];
        if (cache_of(facts, batch, 4 * last) < room)
            return 4 * last;
        longest = fmax(longest, full_at(facts, batch, room, first, 4 * last));
    }
    return fmax(last, fmin(4 * last, 1.4 * longest));
}

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* "1 … 16, 512": the batches asked for that have no line, as far as they follow one another; NULL: none. */
static const char *left_out(const struct facts *facts, const double *drawn, size_t n_drawn) {
    const struct workload *w = &facts->spec.design.workload;
    int64_t *sizes = arena_array(facts->arena, w->n_batch_sizes, sizeof *sizes);
    memcpy(sizes, w->batch_sizes, w->n_batch_sizes * sizeof *sizes);
    qsort(sizes, w->n_batch_sizes, sizeof *sizes, by_size);
    const char *words = NULL;
    int64_t first = 0, last = 0; /* of those without a line that follow one another; 0: none yet */
    for (size_t i = 0; i <= w->n_batch_sizes; i++) {
        bool out = i < w->n_batch_sizes;
        for (size_t k = 0; out && k < n_drawn; k++)
            out = (double)sizes[i] != drawn[k];
        if (out) {
            first = first ? first : sizes[i];
            last = sizes[i];
        } else if (first) {
            words = arena_printf(facts->arena, "%s%s%s", words ? words : "", words ? ", " : "",
                                 words_count(facts, (double)first));
            if (last > first)
                words = arena_printf(facts->arena, "%s … %s", words, words_count(facts, (double)last));
            first = 0;
        }
    }
    return words;
}

bool series_capacity(const struct facts *facts, struct figure *figure) {
    const struct derived *derived = &facts->derived;
    struct capacity_data *data = arena_alloc(facts->arena, sizeof *data);
    struct capacity_line *lines = arena_array(facts->arena, MOST_LINES, sizeof *lines);
    double batches[MOST_LINES];
    double room = facts->analysis.capacity.replica_room_bytes, first = (double)derived->shortest_context;
    if (!(room > 0) || !(cache_of(facts, 1, first) > 0))
        return false;
    double last = last_context(facts, room);
    size_t n = batches_shown(facts, room, first, last, batches);
    for (size_t i = 0; i < n; i++)
        line_of(facts, batches[i], first, last, &lines[data->n_lines++]);
    if (!data->n_lines)
        return false;
    data->words = SERIES_SAY(facts, capacity);
    data->lines = lines;
    data->room_bytes = room;
    data->room_label =
        words_printf(facts, "%s of room", words_number(facts, room, DIM_BYTES, "GB", DIGITS_3));
    figure->title = "How far each batch can grow before the cache is full";
    figure->subtitle = "Cache of the whole batch against its context, both axes logarithmic.";
    const char *missing = left_out(facts, batches, n);
    if (missing)
        series_tell_further(facts, figure, words_printf(facts, "Not drawn: batch %s.", missing));
    figure->alt = words_printf(
        facts, "The cache of %zu batch sizes against the context, and the room of %s that there is.",
        data->n_lines, words_number(facts, room, DIM_BYTES, "GB", DIGITS_3));
    figure->width = WIDTH_MAIN;
    figure->height = 185;
    figure->draw = capacity_draw;
    figure->data = data;
    return true;
}

/* ---- the terms of a step
 * ------------------------------------------------------------------------------------------ */

/* By how much the memory is too small for the weights, or else for the caches of rows from `first` to `last`:
 * as the table says it. */
static const char *excess_words(const struct facts *facts, const struct decode_row *first,
                                const struct decode_row *last) {
    double room = facts->analysis.capacity.kv_room_bytes,
           replicas = (double)facts->spec.design.cluster.data_parallel;
    double least = (room < 0 ? 0 : first->kv_bytes * replicas) - room,
           most = (room < 0 ? 0 : last->kv_bytes * replicas) - room;
    const char *words = words_number(facts, most, DIM_BYTES, "GB", DIGITS_3);
    if (least < most) {
        struct text from = {0};
        number_in_unit(&from, least, DIM_BYTES, "GB", number_decimals(least, DIM_BYTES, "GB", 3), true);
        words = arena_printf(facts->arena, "%s … %s", text_get(&from), words);
        text_drop(&from);
    }
    return words_printf(facts, room < 0 ? "weights %s too large" : "cache %s too large", words);
}

/* What the rows show, for the words above them. */
struct latency_shown {
    bool any, bare, computes, exchanges; /* bare: drawn though it does not fit */
};

static struct latency_shown latency_rows(const struct facts *facts, struct latency_data *data) {
    const struct analysis *analysis = &facts->analysis;
    struct latency_row *rows = arena_array(facts->arena, analysis->n_decode, sizeof *rows);
    struct latency_shown shown = {.exchanges = analysis->comms.latency_s + analysis->comms.s_per_token > 0};
    const struct decode_row *missing = NULL; /* the first of those that follow one another */
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (row->context != facts->derived.lead.context)
            continue;
        /* the article's step does not depend on the cache: its readers see where it would go */
        bool drawn = row->fits || facts->derived.article;
        shown.any |= drawn;
        shown.bare |= drawn && !row->fits;
        shown.computes |= drawn && row->ops_compute_s > 0 && !facts->derived.article;
        if (!drawn && missing && missing->batch < row->batch) { /* one row for all that follow one another */
            struct latency_row *run = &rows[data->n_rows - 1];
            run->label = arena_printf(facts->arena, "%s … %s", words_count(facts, (double)missing->batch),
                                      words_count(facts, (double)row->batch));
            run->missing_words = excess_words(facts, missing, row);
            continue;
        }
        missing = drawn ? NULL : row;
        struct latency_row *next = &rows[data->n_rows++];
        *next = (struct latency_row){
            .label = words_count(facts, (double)row->batch),
            .step_s = drawn ? row->step_s : 0,
            .step_value = words_number(facts, row->step_s * 1e3, DIM_COUNT, NULL, 2),
            .sum_value =
                shown.exchanges ? words_number(facts, row->step_sum_s * 1e3, DIM_COUNT, NULL, 2) : NULL,
            .missing = !row->fits,
            .missing_words = row->fits ? NULL : excess_words(facts, row, row),
        };
        const double terms_s[] = {row->ops_weights_s, row->ops_cache_s, row->ops_compute_s, row->comm_s};
        for (int term = 0; term < LATENCY_TERMS && drawn; term++)
            next->terms_s[term] = terms_s[term];
    }
    data->rows = rows;
    return shown;
}

static void tell_latency(const struct facts *facts, const struct latency_shown *shown,
                         struct figure *figure) {
    figure->title = words_printf(facts, "What a step is made of at %s tokens of context",
                                 words_count(facts, (double)facts->derived.lead.context));
    if (!shown->exchanges)
        figure->subtitle = shown->bare ? "One step, by what takes its time. Pale: if memory were no limit."
                                       : "One step, by what takes its time.";
    else
        figure->subtitle =
            shown->bare
                ? "Bars end with the exchange added; the mark is where the step ends when it hides. Pale: if "
                  "memory were no limit."
                : "Bars end with the exchange added; the mark is where the step ends when it hides.";
    if (shown->computes) /* so weights may be shorter here than in the table, which has all reading */
        series_tell_further(facts, figure,
                            "An operator that arithmetic binds is all compute: what it reads is hidden.");
}

bool series_latency(const struct facts *facts, struct figure *figure) {
    struct latency_data *data = arena_alloc(facts->arena, sizeof *data);
    struct latency_shown shown = latency_rows(facts, data);
    data->words = SERIES_SAY(facts, latency);
    tell_latency(facts, &shown, figure);
    figure->alt =
        "Stacked bars of reading weights, reading the cache, computing and exchanging for each batch size.";
    figure->width = WIDTH_MAIN;
    figure->height = 44 + 13.0 * (double)data->n_rows;
    figure->draw = latency_draw;
    figure->data = data;
    return shown.any;
}
