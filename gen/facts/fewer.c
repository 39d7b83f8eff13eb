/* What fewer accelerators would hold, and how many would be enough (declared in derived.h). Other designs are
 * answered by the core. */
#include "../core/counts.h"
#include "../core/step.h"
#include "derived.h"
#include "otherwise.h"

static void derive_fewer(struct arena *arena, const struct design *design, struct derived *out) {
    int64_t width = counts_below(design);
    bool beyond = false;
    if (!width)
        return;
    struct design with = counts_design(design, width);
    const struct analysis *analysis = otherwise_run(arena, &with);
    double room = analysis->capacity.kv_room_bytes;
    out->fewer.accelerators = with.cluster.count;
    out->fewer.room_bytes = room > 0 ? room : 0;
    out->fewer.short_bytes = room < 0 ? -room : 0;
    for (size_t i = 0; i < analysis->capacity.n_rows; i++)
        if (analysis->capacity.rows[i].context == out->lead.context)
            out->fewer.max_batch = analysis->capacity.rows[i].max_batch;
    struct decode_row single;
    step_decode(analysis->plan, 1, out->lead.context, &single);
    if (single.fits && otherwise_timed(&with, &beyond))
        out->fewer.single_tokens_per_s = single.tokens_per_s_per_user;
}

void fewer_make(struct arena *arena, const struct design *design, const struct analysis *analysis,
                struct derived *out) {
    const struct capacity *capacity = &analysis->capacity;
    derive_fewer(arena, design, out);
    if (capacity->fits)
        return;
    out->enough = counts_enough(design, analysis->params.counted) * design->cluster.pipeline_parallel *
                  design->cluster.data_parallel;
    out->fitting_bits = 8 * out->weight_value_bytes * capacity->memory_bytes / capacity->weights_bytes;
}
