/* Measurements beside their floors: many against the batch, a panel for each length; a few as bars. */
#include "series_kinds.h"

#include "../../figures/measured.h"
#include "../../figures/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BARS = 8, MOST_PANELS = 6, MANY = 3 };

/* The rows that are shown: times of one metric, that of the first measurement that has a floor, since steps
 * and whole requests differ by orders of magnitude. */
struct shown {
    const struct compared_row **rows;
    size_t n;
    double least, greatest; /* measured / floor */
};

static struct shown rows_shown(const struct facts *facts) {
    const struct derived *derived = &facts->derived;
    struct shown shown = {.rows = arena_array(facts->arena, derived->n_compared, sizeof *shown.rows),
                          .least = INFINITY};
    for (size_t i = 0; i < derived->n_compared; i++) {
        const struct compared_row *row = &derived->compared[i];
        if (row->value_s <= 0 || row->floor_s <= 0 ||
            (shown.n && strcmp(row->metric, shown.rows[0]->metric) != 0))
            continue;
        shown.rows[shown.n++] = row;
        shown.least = fmin(shown.least, row->value_s / row->floor_s);
        shown.greatest = fmax(shown.greatest, row->value_s / row->floor_s);
    }
    return shown;
}

/* ---- panels ------------------------------------------------------------------------------------------- */

/* "20 + 8 tokens", prompt and output; "512 tokens" where there is no output. */
static const char *length_words(const struct facts *facts, const struct compared_row *row) {
    const char *tokens = words_count(facts, (double)row->context);
    return row->output_tokens == 0 ? words_printf(facts, "%s tokens", tokens)
                                   : words_printf(facts, "%s + %s tokens", tokens,
                                                  words_count(facts, (double)row->output_tokens));
}

static bool alike(const struct compared_row *a, const struct compared_row *b) {
    return a->context == b->context && a->output_tokens == b->output_tokens && !strcmp(a->label, b->label);
}

static int by_batch(const void *a, const void *b) {
    double x = ((const struct runs_point *)a)->batch, y = ((const struct runs_point *)b)->batch;
    return x < y ? -1 : x > y;
}

/* Those like the row, itself the first of them. */
static void panel_of(const struct facts *facts, const struct shown *shown, size_t first, bool labelled,
                     struct runs_panel *panel) {
    const struct compared_row *row = shown->rows[first];
    struct runs_point *points = arena_array(facts->arena, shown->n, sizeof *points);
    size_t n = 0;
    for (size_t i = first; i < shown->n; i++)
        if (alike(shown->rows[i], row))
            points[n++] = (struct runs_point){(double)shown->rows[i]->batch, shown->rows[i]->floor_s,
                                              shown->rows[i]->calibrated_s, shown->rows[i]->value_s};
    qsort(points, n, sizeof *points, by_batch);
    *panel = (struct runs_panel){.name = length_words(facts, row),
                                 .remark = labelled ? row->label : NULL,
                                 .points = points,
                                 .n_points = n};
}

/* Whether this row is the first of those like it. */
static bool is_first(const struct shown *shown, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (alike(shown->rows[k], shown->rows[i]))
            return false;
    return true;
}

static struct runs_data *panels_of(const struct facts *facts, const struct shown *shown) {
    struct runs_data *data = arena_alloc(facts->arena, sizeof *data);
    struct runs_panel *panels = arena_array(facts->arena, MOST_PANELS, sizeof *panels);
    bool labelled = false;
    for (size_t i = 1; i < shown->n; i++)
        labelled = labelled || strcmp(shown->rows[i]->label, shown->rows[0]->label) != 0;
    *data = (struct runs_data){.words = SERIES_SAY(facts, runs), .panels = panels};
    for (size_t i = 0; i < shown->n && data->n_panels < MOST_PANELS; i++)
        if (is_first(shown, i))
            panel_of(facts, shown, i, labelled, &panels[data->n_panels++]);
    return data;
}

/* ---- bars --------------------------------------------------------------------------------------------- */

static const char *bar_remark(const struct facts *facts, const struct compared_row *row) {
    return words_printf(facts, "batch %s, %s", words_count(facts, (double)row->batch),
                        length_words(facts, row));
}

static struct measured_data *bars_of(const struct facts *facts, const struct shown *shown) {
    struct measured_data *data = arena_alloc(facts->arena, sizeof *data);
    struct measured_row *rows = arena_array(facts->arena, MOST_BARS, sizeof *rows);
    *data = (struct measured_data){.words = SERIES_SAY(facts, measured), .rows = rows};
    for (size_t i = 0; i < shown->n && i < MOST_BARS; i++) {
        const struct compared_row *row = shown->rows[i];
        rows[data->n_rows++] = (struct measured_row){
            .name = row->label,
            .remark = bar_remark(facts, row),
            .floor = row->floor_s,
            .calibrated = row->calibrated_s,
            .measured = row->value_s,
            .floor_value = words_number(facts, row->floor_s, DIM_SECONDS, "ms", DIGITS_3),
            .calibrated_value = row->calibrated_s > 0
                                    ? words_number(facts, row->calibrated_s, DIM_SECONDS, "ms", DIGITS_3)
                                    : NULL,
            .measured_value = words_number(facts, row->value_s, DIM_SECONDS, "ms", DIGITS_3),
            .share = words_number(facts, row->share, DIM_SHARE, "%", 0),
        };
    }
    return data;
}

/* ---- words -------------------------------------------------------------------------------------------- */

static bool among(const struct scope_words *words, const char *name) {
    for (size_t i = 0; name && i < words->count; i++)
        if (!strcmp(words->items[i], name))
            return true;
    return false;
}

/* Whether runs of this model on this accelerator were fitted to. */
static bool was_fitted(const struct facts *facts) {
    const struct calibration_scope *scope = &facts->spec.calibration_scope;
    return facts->derived.calibrated && among(&scope->models, facts->spec.design.model.name) &&
           among(&scope->accelerators, facts->spec.design.accelerator.name);
}

static const char *times(const struct facts *facts, double ratio) {
    return words_number(facts, ratio, DIM_COUNT, NULL, ratio < 10);
}

static const char *title_of(const struct facts *facts, const struct shown *shown) {
    const char *least = times(facts, shown->least), *greatest = times(facts, shown->greatest);
    if (shown->least < 1)
        return words_say(facts, "A measurement beats its floor: one of the two is of something else");
    if (!strcmp(least, greatest))
        return words_printf(facts, "What was measured took %s times its floor", least);
    return words_printf(facts, "What was measured took %s to %s times its floor", least, greatest);
}

/* What is plotted, and what must be said of it. */
static const char *subtitle_of(const struct facts *facts, const char *said, size_t n_lengths) {
    if (n_lengths > MOST_PANELS)
        said = words_join(facts, said,
                          words_printf(facts, "The first %s of %s lengths.", words_count(facts, MOST_PANELS),
                                       words_count(facts, (double)n_lengths)));
    if (was_fitted(facts))
        said = words_join(facts, said,
                          words_say(facts, "Runs of this model on this accelerator are among those that the "
                                           "calibration was fitted to."));
    return said;
}

bool series_measured(const struct facts *facts, struct figure *figure) {
    struct shown shown = rows_shown(facts);
    size_t n_lengths = 0;
    if (!shown.n)
        return false;
    const char *metric = words_say(facts, shown.rows[0]->words);
    for (size_t i = 0; i < shown.n; i++)
        n_lengths += is_first(&shown, i);
    figure->title = title_of(facts, &shown);
    figure->alt = words_printf(facts, "Floor %s against %s measured.",
                               words_number(facts, shown.rows[0]->floor_s, DIM_SECONDS, "ms", DIGITS_3),
                               words_number(facts, shown.rows[0]->value_s, DIM_SECONDS, "ms", DIGITS_3));
    if (shown.n >= MANY * n_lengths) {
        figure->subtitle = subtitle_of(
            facts,
            facts->derived.calibrated
                ? words_printf(facts,
                               "Time of %s, by the length of prompt and output. The band reaches from the "
                               "floor to the calibrated time; dots are measured.",
                               metric)
                : words_printf(facts, "Time of %s, by the length of prompt and output. Dots are measured.",
                               metric),
            n_lengths);
        figure->width = n_lengths > 2 ? WIDTH_FULL : WIDTH_MAIN;
        figure->height = 170;
        figure->draw = runs_draw;
        figure->data = panels_of(facts, &shown);
        return true;
    }
    struct measured_data *bars = bars_of(facts, &shown);
    figure->subtitle = subtitle_of(facts, words_printf(facts, "Time of %s.", metric), 0);
    figure->width = WIDTH_MAIN;
    figure->height = measured_height(bars);
    figure->draw = measured_draw;
    figure->data = bars;
    return true;
}
