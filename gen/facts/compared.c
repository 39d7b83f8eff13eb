/* Measurements beside their floors and what the calibration says (declared in derived.h). The formulas are
 * the core's (measure.h); nothing is worked out here but ratios. */
#include "derived.h"

static double ratio(double part, double whole) {
    return whole > 0 ? part / whole : 0;
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
        out->share = ratio(out->floor_bytes, out->value_bytes);
        return;
    }
    out->value_s = m->value_s;
    out->floor_s = measure_floor_s(plan, &point);
    out->share = ratio(out->floor_s, m->value_s);
    out->calibrated_s = measure_calibrated_s(plan, &point);
    out->calibrated_share = ratio(out->calibrated_s, m->value_s);
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

void compared_make(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                   struct derived *out) {
    struct compared_row *rows = arena_array(arena, spec->n_measurements, sizeof *rows);
    for (size_t i = 0; i < spec->n_measurements; i++) {
        compare(&spec->measurements[i], analysis->plan, &rows[i]);
        if (!out->measured && spec->measurements[i].kind == METRIC_DECODE_STEP)
            name_first(&rows[i], out);
    }
    out->compared = rows;
    out->n_compared = spec->n_measurements;
    out->measured_count = (int64_t)spec->n_measurements;
}
