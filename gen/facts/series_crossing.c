/* Time against tokens: reading the weights and computing, and where they cross (the article's picture). */
#include "series_kinds.h"

#include "../../figures/crossing.h"

#include <math.h>

static struct crossing_panel panel_of(const struct facts *facts, double accelerators, double max_tokens) {
    const struct derived *derived = &facts->derived;
    double compute_s = derived->compute_per_sequence_s;
    return (struct crossing_panel){
        .title = accelerators > 1
                     ? words_printf(facts, "On %s accelerators", words_count(facts, accelerators))
                     : words_say(facts, "On one accelerator"),
        .memory_s = derived->weights_read_s,
        .compute_s_per_token = compute_s,
        .max_tokens = max_tokens,
        .memory_value = words_number(facts, derived->weights_read_s, DIM_SECONDS, "ms", DIGITS_3),
        .compute_value = words_number(facts, compute_s * max_tokens, DIM_SECONDS, "ms", DIGITS_3),
        .compute_words = words_printf(facts, "computing, %s a token",
                                      words_number(facts, compute_s, DIM_SECONDS, NULL, DIGITS_3))};
}

/* Of the article's method, whose step is this very pass: past the largest batch that fits at the shortest
 * context the picture is of steps that cannot be taken. */
static void shade(const struct facts *facts, struct crossing_panel *panel) {
    int64_t fits = facts->derived.shortest_max_batch;
    if (!facts->derived.article || fits < 1)
        return;
    panel->full_at = (double)fits;
    panel->full_words =
        words_printf(facts, "full at %s sequences of %s tokens", words_count(facts, (double)fits),
                     words_count(facts, (double)facts->derived.shortest_context));
}

bool series_crossing(const struct facts *facts, struct figure *figure) {
    const struct derived *derived = &facts->derived;
    struct crossing_data *data = arena_alloc(facts->arena, sizeof *data);
    struct crossing_panel *only = arena_alloc(facts->arena, sizeof *only);
    double cross = derived->compute_per_sequence_s > 0
                       ? derived->weights_read_s / derived->compute_per_sequence_s
                       : facts->analysis.flops_per_byte;
    double n = (double)facts->spec.design.cluster.tensor_parallel, end = 64;
    /* of experts, more are read as tokens choose more */
    if (derived->mixture || !(cross > 0) || !isfinite(cross) || cross > 1e9)
        return false;
    while (end < 1.7 * cross) /* the axis ends at a power of two, well behind the crossing */
        end *= 2;
    *only = panel_of(facts, n, end);
    shade(facts, only);
    data->words = SERIES_SAY(facts, crossing);
    data->panels = only;
    data->n_panels = 1;
    const char *tokens = words_number(facts, cross, DIM_COUNT, NULL, DIGITS_3);
    figure->title = words_printf(facts, "Up to %s tokens cost no more than one", tokens);
    figure->subtitle = "One forward pass; the cache and the exchange left out.";
    figure->alt =
        words_printf(facts,
                     "Time of a forward pass against tokens in it: reading the weights takes %s whatever the "
                     "number, computing %s; the two are equal at %s tokens.",
                     only->memory_value, only->compute_words, tokens);
    figure->width = WIDTH_MAIN;
    figure->height = 190;
    figure->draw = crossing_draw;
    figure->data = data;
    return true;
}
