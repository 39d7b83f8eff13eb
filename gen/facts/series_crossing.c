/* Time against tokens: reading the weights and computing, and where they cross (the article's picture). */
#include "series_kinds.h"

#include "../../figures/crossing.h"

#include <math.h>

static void panel(const struct facts *facts, struct crossing_panel *panel, double accelerators, double share,
                  double max_tokens) {
    const struct derived *derived = &facts->derived;
    double compute_s = derived->compute_per_sequence_s * share;
    panel->title = accelerators > 1
                       ? words_printf(facts, "On %s accelerators", series_count(facts, accelerators))
                       : words_say(facts, "On one accelerator");
    panel->memory_s = derived->weights_read_s * share;
    panel->compute_s_per_token = compute_s;
    panel->max_tokens = max_tokens;
    panel->memory_value = series_words(facts, panel->memory_s, DIM_SECONDS, "ms", DIGITS_3);
    panel->compute_value = series_words(facts, compute_s * max_tokens, DIM_SECONDS, "ms", DIGITS_3);
    panel->compute_words = words_printf(facts, "computing, %s a token",
                                        series_words(facts, compute_s, DIM_SECONDS, NULL, DIGITS_3));
}

bool series_crossing(const struct facts *facts, struct figure *figure) {
    const struct derived *derived = &facts->derived;
    struct crossing_data *data = arena_alloc(facts->arena, sizeof *data);
    struct crossing_panel *panels = arena_array(facts->arena, 2, sizeof *panels);
    double cross = derived->compute_per_sequence_s > 0
                       ? derived->weights_read_s / derived->compute_per_sequence_s
                       : facts->analysis.flops_per_byte;
    double n = (double)facts->spec.design.cluster.tensor_parallel, end = 64;
    if (!(cross > 0) || !isfinite(cross) || cross > 1e9)
        return false;
    while (end < 1.7 * cross) /* the axis ends at a power of two, well behind the crossing */
        end *= 2;
    if (n > 1 && !derived->article)
        panel(facts, &panels[data->n_panels++], 1, n, end);
    panel(facts, &panels[data->n_panels++], n, 1, end);
    data->words = SERIES_SAY(facts, crossing);
    data->panels = panels;
    const char *tokens = series_words(facts, cross, DIM_COUNT, NULL, DIGITS_3);
    figure->title = words_printf(facts, "Up to %s tokens cost no more than one", tokens);
    figure->subtitle = "One forward pass; the cache and the exchange left out.";
    figure->alt = words_printf(
        facts,
        "Time of a forward pass against tokens in it: reading the weights takes %s whatever the "
        "number, computing %s; the two are equal at %s tokens.",
        panels[data->n_panels - 1].memory_value, panels[data->n_panels - 1].compute_words, tokens);
    figure->width = (data->n_panels > 1 ? WIDTH_FULL : WIDTH_MAIN) / 10.0;
    figure->height = data->n_panels > 1 ? 190 : 250;
    figure->draw = crossing_draw;
    figure->data = data;
    return true;
}
