/* See otherwise.h. */
#include "otherwise.h"

const struct analysis *otherwise_run(struct arena *arena, const struct design *design) {
    struct design *kept = arena_alloc(arena, sizeof *kept);
    struct analysis *analysis = arena_alloc(arena, sizeof *analysis);
    int64_t *batch = arena_alloc(arena, sizeof *batch);
    *kept = *design;
    *batch = design->workload.batch_sizes[0];
    for (size_t i = 1; i < design->workload.n_batch_sizes; i++)
        if (design->workload.batch_sizes[i] < *batch)
            *batch = design->workload.batch_sizes[i];
    kept->workload.batch_sizes = batch;
    kept->workload.n_batch_sizes = 1;
    kept->workload.prompt_tokens = kept->workload.output_tokens = 1;
    analysis_run(kept, arena_alloc(arena, analysis_bytes(kept)), analysis);
    return analysis;
}

bool otherwise_timed(const struct design *design, bool *beyond) {
    const struct accelerator *a = &design->accelerator;
    int64_t n = design->cluster.tensor_parallel;
    bool between = a->internode_bandwidth_bytes_per_s > 0, within = a->link_bandwidth_bytes_per_s > 0;
    *beyond |= within && !between && a->link_domain > 0 && n > a->link_domain;
    return n == 1 || within || between;
}
