/* One spec of a matrix in one row: what it is, whether it fits, how fast and how much at best. SI base units.
 * Only rows that fit count: the figures of what does not fit are 0, and printed as absent. */
#ifndef FACTS_MATRIX_ROW_H
#define FACTS_MATRIX_ROW_H

#include "../core/analysis.h"
#include "../spec/spec.h"

struct matrix_row {
    const char *name; /* of its report */
    const char *model, *accelerator;
    int64_t accelerators, tensor_parallel, pipeline_parallel, data_parallel;
    const char *weights, *kv_cache; /* dtypes */
    bool fits;
    double memory_bytes, weights_bytes, kv_room_bytes; /* of the whole cluster; the room may be negative */
    int64_t max_tokens;                                /* of cache */
    double shortest_step_s;                            /* of all batches and contexts of the spec */
    int64_t shortest_batch, shortest_context;
    double most_tokens_per_s; /* of all batches and contexts */
    double most_tokens_per_s_per_accelerator;
    int64_t most_batch, most_context;
    double cost_per_million_tokens; /* there; 0 without a price */
};

/* Borrows the spec's strings. */
void matrix_row_fill(const struct spec *spec, const struct analysis *analysis, struct matrix_row *out);

#endif
