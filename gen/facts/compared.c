/* Measurements beside their floors, what the calibration says, and what tokens cost (declared in derived.h).
 * The formulas are the core's (measure.h, serving.h); nothing is worked out here but ratios. */
#include "derived.h"

#include "../core/over.h"
#include "number.h"

#include <string.h>

static const char *tokens_words(struct arena *arena, const struct measurement *m) {
    struct text words = {0};
    number_print(&words, (double)m->context, 0);
    if (m->output_tokens > 0) {
        text_string(&words, " + ");
        number_print(&words, (double)m->output_tokens, 0);
    }
    return text_keep(arena, &words);
}

static void compare(const struct measurement *m, const struct plan *plan, struct compared_row *out) {
    struct measure_point point = {m->kind, m->batch, m->context, m->prompt_tokens, m->output_tokens};
    *out = (struct compared_row){.label = m->label,
                                 .metric = m->metric,
                                 .words = metrics[m->kind].words,
                                 .batch = m->batch,
                                 .context = m->context,
                                 .prompt_tokens = m->prompt_tokens,
                                 .output_tokens = m->output_tokens,
                                 .source = m->source,
                                 .note = m->note};
    if (m->kind == METRIC_MEMORY || m->kind == METRIC_OUT_OF_MEMORY) {
        out->value_bytes = m->value;
        out->floor_bytes = measure_memory_bytes(plan, &point);
        out->share = over(out->floor_bytes, out->value_bytes);
        return;
    }
    out->value_s = m->value_s;
    out->floor_s = measure_floor_s(plan, &point);
    out->share = over(out->floor_s, m->value_s);
    out->calibrated_s = measure_calibrated_s(plan, &point);
    out->calibrated_share = over(out->calibrated_s, m->value_s);
}

/* What a sentence names: the first measured step. */
static void name_first(const struct compared_row *row, struct derived *out) {
    out->measured = true;
    out->first_measured.measured_s = row->value_s;
    out->first_measured.floor_s = row->floor_s;
    out->first_measured.calibrated_s = row->calibrated_s;
    out->first_measured.share = row->share;
    out->first_measured.batch = row->batch;
    out->first_measured.context = row->context;
    out->first_measured.source = row->source;
}

static void derive_calibration(const struct spec *spec, struct derived *out) {
    const struct calibration *c = &spec->design.calibration;
    const struct calibration_scope *scope = &spec->calibration_scope;
    out->calibrated = c->present;
    if (!c->present)
        return;
    out->calibration.compute_efficiency = c->compute_efficiency;
    out->calibration.memory_efficiency = c->memory_efficiency;
    out->calibration.link_efficiency = c->link_efficiency;
    out->calibration.layer_overhead_s = c->layer_overhead_s;
    out->calibration.step_overhead_s = c->step_overhead_s;
    out->calibration.median = scope->median;
    out->calibration.p90 = scope->p90;
    out->calibration.worst = scope->worst;
    out->calibration.count = scope->count;
    out->calibration.source = scope->source;
    out->calibration.runtime = scope->runtime;
    out->calibration.extrapolates = spec->extrapolates;
}

bool compared_band(const struct derived *derived, double calibrated_s, double *low_s, double *high_s) {
    double p90 = derived->calibration.p90; /* of |calibrated / measured - 1| */
    *low_s = *high_s = 0;
    if (!(calibrated_s > 0) || !(p90 > 0) || p90 >= 1)
        return false;
    *low_s = calibrated_s / (1 + p90);
    *high_s = calibrated_s / (1 - p90);
    return true;
}

size_t compared_below(const struct derived *derived, size_t *first) {
    size_t n = 0;
    for (size_t i = derived->n_compared; i-- > 0;)
        if (derived->compared[i].share > 1) {
            *first = i;
            n++;
        }
    return n;
}

static void derive_band(struct derived *out) {
    const struct compared_row *run = NULL;
    if (out->calibrated && out->lead.any)
        out->band.calibrated_s = out->one_user.step_calibrated_s;
    compared_band(out, out->band.calibrated_s, &out->band.low_s, &out->band.high_s);
    for (size_t i = 0; i < out->n_compared; i++) {
        const struct compared_row *row = &out->compared[i];
        bool step = !strcmp(row->metric, metric_names[METRIC_DECODE_STEP]);
        if (row->value_s > 0 && row->floor_s > 0 && (!run || step)) {
            run = row;
            if (step)
                break;
        }
    }
    if (!run)
        return;
    out->band.run = run->words;
    out->band.tokens = run->tokens;
    out->band.batch = run->batch;
    out->band.run_floor_s = run->floor_s;
    out->band.run_calibrated_s = run->calibrated_s;
    out->band.run_measured_s = run->value_s;
    out->band.run_share = run->share;
    compared_band(out, run->calibrated_s, &out->band.run_low_s, &out->band.run_high_s);
}

static void derive_cost(const struct spec *spec, const struct analysis *analysis, struct derived *out) {
    const struct serving_row *best = NULL;
    for (size_t i = 0; i < analysis->n_serving; i++)
        if (analysis->serving[i].fits && (!best || analysis->serving[i].batch > best->batch))
            best = &analysis->serving[i];
    if (best) {
        bool calibrated = out->calibrated;
        out->cost.batch = best->batch;
        out->cost.input = calibrated ? best->input_cost_calibrated_per_million : best->input_cost_per_million;
        out->cost.output =
            calibrated ? best->output_cost_calibrated_per_million : best->output_cost_per_million;
        out->cost.input_energy_j =
            calibrated ? best->input_energy_calibrated_per_million_j : best->input_energy_per_million_j;
        out->cost.output_energy_j =
            calibrated ? best->output_energy_calibrated_per_million_j : best->output_energy_per_million_j;
    }
    for (size_t i = 0; i < spec->n_provenance; i++)
        if (!strcmp(spec->provenance[i].quantity, "cluster.price")) {
            out->cost.price_source = spec->provenance[i].source;
            out->cost.price_date = spec->provenance[i].date;
        }
}

void compared_make(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                   struct derived *out) {
    struct compared_row *rows = arena_array(arena, spec->n_measurements, sizeof *rows);
    for (size_t i = 0; i < spec->n_measurements; i++) {
        compare(&spec->measurements[i], analysis->plan, &rows[i]);
        rows[i].tokens = tokens_words(arena, &spec->measurements[i]);
        if (!out->measured && spec->measurements[i].kind == METRIC_DECODE_STEP)
            name_first(&rows[i], out);
    }
    out->compared = rows;
    out->n_compared = spec->n_measurements;
    out->measured_count = (int64_t)spec->n_measurements;
    derive_calibration(spec, out);
    derive_band(out);
    derive_cost(spec, analysis, out);
}
