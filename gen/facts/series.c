/* See series.h: the list of figures. Each file series_NAME.c turns records into one figure's plot data. */
#include "series_kinds.h"

#include <string.h>

const struct figure_kind figure_kinds[] = {
    {"roofline", "Operators and steps under the roof, logarithmic", NULL, series_roofline},
    {"crossing", "Reading and computing against tokens in the pass",
     "reading and computing do not cross: the experts that are read grow with the tokens, or nothing is read",
     series_crossing},
    {"pareto", "Throughput against the speed of each user, batch by batch", "no batch of the spec fits",
     series_pareto},
    {"memory", "What fills each accelerator’s memory", NULL, series_memory},
    {"capacity", "The cache against the context, and the room for it",
     "the weights leave no room for a cache, or there is none to keep", series_capacity},
    {"latency", "The terms of a step, batch by batch", NULL, series_latency},
    {"spectrum", "Which term binds, from small batch to large", NULL, series_spectrum},
    {"measured", "Floor, calibrated and measured side by side", "the spec has no `measurements` of times",
     series_measured},
    {"all-reduce", "The all-reduce step by step", "`tensor_parallel` is 1: nothing is exchanged",
     series_allreduce},
    {"tensor-parallel", "One layer on N accelerators: shards to scale and what they send",
     "the layers are not of a kind that is drawn as shards", series_shards},
    {"worked-example", "One small layer on two accelerators, cell by cell", NULL, series_example},
};
const size_t n_figure_kinds = sizeof figure_kinds / sizeof figure_kinds[0];

const struct figure *facts_figure(const struct facts *facts, const char *id) {
    for (size_t i = 0; i < n_figure_kinds; i++) {
        if (strcmp(figure_kinds[i].id, id) != 0)
            continue;
        if (facts->figures_made[i])
            return facts->figures_made[i];
        struct figure *figure = arena_alloc(facts->arena, sizeof *figure);
        figure->id = figure_kinds[i].id;
        if (!figure_kinds[i].build(facts, figure))
            return NULL;
        figure->title = words_say(facts, figure->title);
        figure->subtitle = words_say(facts, figure->subtitle);
        figure->alt = words_say(facts, figure->alt);
        return facts->figures_made[i] = figure;
    }
    return NULL; /* LCOV_EXCL_LINE: names are looked up before */
}

void series_tell_further(const struct facts *facts, struct figure *figure, const char *sentence) {
    figure->subtitle = words_join(facts, words_say(facts, figure->subtitle), words_say(facts, sentence));
}

int series_colour(enum term term) {
    static const int colours[] = {COLOUR_WEIGHTS, COLOUR_CACHE, COLOUR_COMPUTE, COLOUR_COMM};
    return colours[term];
}

enum marker series_marker(size_t index) {
    return (enum marker)(index % MARK_COUNT);
}
