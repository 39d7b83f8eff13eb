/* See record.h. The tables of columns: one row a key. */
#include "record.h"

#include <string.h>

#define COLUMN(type, member)                                                                                 \
    { #member, offsetof(struct type, member), MEMBER_KIND(struct type, member), false }
/* … that is 0 where nothing was given for it: a price, a power, a calibration, a measurement of that kind */
#define COLUMN_GIVEN(type, member)                                                                           \
    { #member, offsetof(struct type, member), MEMBER_KIND(struct type, member), true }
#define COLUMN_AS(type, member, kind)                                                                        \
    { #member, offsetof(struct type, member), kind, false }

static const struct record_column capacity_columns[] = {
    COLUMN(capacity_row, context),
    COLUMN(capacity_row, sequence_bytes),
    COLUMN(capacity_row, max_batch),
};

static const struct record_column decode_columns[] = {
    COLUMN(decode_row, batch),
    COLUMN(decode_row, context),
    COLUMN(decode_row, memory_s),
    COLUMN(decode_row, weights_s),
    COLUMN(decode_row, kv_s),
    COLUMN(decode_row, compute_s),
    COLUMN(decode_row, ops_weights_s),
    COLUMN(decode_row, ops_cache_s),
    COLUMN(decode_row, ops_compute_s),
    COLUMN(decode_row, comm_latency_s),
    COLUMN(decode_row, comm_bandwidth_s),
    COLUMN(decode_row, comm_s),
    COLUMN(decode_row, step_s),
    COLUMN(decode_row, step_sum_s),
    COLUMN_GIVEN(decode_row, step_calibrated_s),
    COLUMN_AS(decode_row, bound, MEMBER_BOUND),
    COLUMN_AS(decode_row, term, MEMBER_TERM),
    COLUMN(decode_row, tokens_per_s),
    COLUMN(decode_row, tokens_per_s_per_user),
    COLUMN(decode_row, tokens_per_s_per_accelerator),
    COLUMN(decode_row, flops),
    COLUMN(decode_row, bytes),
    COLUMN(decode_row, intensity),
    COLUMN(decode_row, kv_bytes),
    COLUMN_GIVEN(decode_row, cost_per_million_tokens),
    COLUMN_GIVEN(decode_row, energy_per_million_tokens_j),
    COLUMN(decode_row, fits),
};

static const struct record_column prefill_columns[] = {
    COLUMN(prefill_row, batch),
    COLUMN(prefill_row, prompt_tokens),
    COLUMN(prefill_row, compute_s),
    COLUMN(prefill_row, memory_s),
    COLUMN(prefill_row, comm_s),
    COLUMN(prefill_row, step_s),
    COLUMN(prefill_row, step_sum_s),
    COLUMN_GIVEN(prefill_row, step_calibrated_s),
    COLUMN(prefill_row, flops),
    COLUMN(prefill_row, bytes),
    COLUMN(prefill_row, intensity),
    COLUMN(prefill_row, tokens_per_s),
    COLUMN_AS(prefill_row, bound, MEMBER_BOUND),
    COLUMN(prefill_row, fits),
};

static const struct record_column operator_columns[] = {
    COLUMN_AS(operator_row, phase, MEMBER_PHASE),
    COLUMN(operator_row, batch),
    COLUMN(operator_row, context),
    COLUMN(operator_row, name),
    COLUMN(operator_row, flops),
    COLUMN(operator_row, bytes),
    COLUMN(operator_row, intensity),
    COLUMN(operator_row, time_s),
    COLUMN_AS(operator_row, bound, MEMBER_BOUND),
};

static const struct record_column serving_columns[] = {
    COLUMN(serving_row, batch),
    COLUMN(serving_row, ttft_s),
    COLUMN(serving_row, tpot_s),
    COLUMN(serving_row, end_to_end_s),
    COLUMN_GIVEN(serving_row, input_cost_per_million),
    COLUMN_GIVEN(serving_row, output_cost_per_million),
    COLUMN_GIVEN(serving_row, ttft_calibrated_s),
    COLUMN_GIVEN(serving_row, tpot_calibrated_s),
    COLUMN_GIVEN(serving_row, input_energy_per_million_j),
    COLUMN_GIVEN(serving_row, output_energy_per_million_j),
    COLUMN_GIVEN(serving_row, input_cost_calibrated_per_million),
    COLUMN_GIVEN(serving_row, output_cost_calibrated_per_million),
    COLUMN_GIVEN(serving_row, input_energy_calibrated_per_million_j),
    COLUMN_GIVEN(serving_row, output_energy_calibrated_per_million_j),
    COLUMN(serving_row, tokens_per_s),
    COLUMN(serving_row, fits),
};

static const struct record_column tensor_columns[] = {
    COLUMN(tensor, name),    COLUMN(tensor, component), COLUMN(tensor, rows),
    COLUMN(tensor, columns), COLUMN(tensor, times),     COLUMN(tensor, count),
};

static const struct record_column provenance_columns[] = {
    COLUMN(provenance, quantity),
    COLUMN(provenance, value),
    COLUMN_AS(provenance, confidence, MEMBER_CONFIDENCE),
    COLUMN(provenance, source),
    COLUMN(provenance, date),
};

static const struct record_column pass_columns[] = {
    COLUMN(pass_row, tokens),
    COLUMN(pass_row, one_accelerator_s),
    COLUMN(pass_row, replica_s),
};

static const struct record_column compared_columns[] = {
    COLUMN(compared_row, label),
    COLUMN(compared_row, metric),
    COLUMN_GIVEN(compared_row, value_s),
    COLUMN(compared_row, batch),
    COLUMN(compared_row, context),
    COLUMN(compared_row, prompt_tokens),
    COLUMN(compared_row, output_tokens),
    COLUMN_GIVEN(compared_row, floor_s),
    COLUMN_GIVEN(compared_row, share),
    COLUMN_GIVEN(compared_row, calibrated_s),
    COLUMN_GIVEN(compared_row, value_bytes),
    COLUMN_GIVEN(compared_row, floor_bytes),
    COLUMN(compared_row, source),
    COLUMN(compared_row, note),
};

static const struct record_column matrix_columns[] = {
    COLUMN(matrix_row, name),
    COLUMN(matrix_row, model),
    COLUMN(matrix_row, accelerator),
    COLUMN(matrix_row, accelerators),
    COLUMN(matrix_row, tensor_parallel),
    COLUMN(matrix_row, pipeline_parallel),
    COLUMN(matrix_row, data_parallel),
    COLUMN(matrix_row, weights),
    COLUMN(matrix_row, kv_cache),
    COLUMN(matrix_row, fits),
    COLUMN(matrix_row, memory_bytes),
    COLUMN(matrix_row, weights_bytes),
    COLUMN(matrix_row, kv_room_bytes),
    COLUMN(matrix_row, max_tokens),
    COLUMN_GIVEN(matrix_row, shortest_step_s),
    COLUMN_GIVEN(matrix_row, shortest_batch),
    COLUMN_GIVEN(matrix_row, shortest_context),
    COLUMN_GIVEN(matrix_row, most_tokens_per_s),
    COLUMN_GIVEN(matrix_row, most_tokens_per_s_per_accelerator),
    COLUMN_GIVEN(matrix_row, most_batch),
    COLUMN_GIVEN(matrix_row, most_context),
    COLUMN_GIVEN(matrix_row, cost_per_million_tokens),
};

#define SET(id, table, columns, type, rows, count)                                                           \
    {                                                                                                        \
        id, table, columns, sizeof columns / sizeof columns[0], sizeof(struct type),                         \
            offsetof(struct facts, rows), offsetof(struct facts, count)                                      \
    }

const struct record_set record_sets[] = {
    SET("capacity.rows", "capacity", capacity_columns, capacity_row, analysis.capacity.rows,
        analysis.capacity.n_rows),
    SET("decode", "latency", decode_columns, decode_row, analysis.decode, analysis.n_decode),
    SET("prefill", "prefill", prefill_columns, prefill_row, analysis.prefill, analysis.n_prefill),
    SET("operators", "operators", operator_columns, operator_row, analysis.operators, analysis.n_operators),
    SET("serving", "serving", serving_columns, serving_row, analysis.serving, analysis.n_serving),
    SET("article.passes", "passes", pass_columns, pass_row, derived.pass_rows, derived.n_passes),
    SET("tensors", "parameters", tensor_columns, tensor, tensors, n_tensors),
    SET("inputs", "sources", provenance_columns, provenance, spec.provenance, spec.n_provenance),
    SET(NULL, "matrix", matrix_columns, matrix_row, matrix, n_matrix),
    SET("measurements", "measured", compared_columns, compared_row, derived.compared, derived.n_compared),
};
const size_t n_record_sets = sizeof record_sets / sizeof record_sets[0];

const void *record_row(const struct facts *facts, const struct record_set *set, size_t index) {
    const char *rows = *(const char *const *)(const void *)((const char *)facts + set->rows);
    return rows + index * set->stride;
}

size_t record_count(const struct facts *facts, const struct record_set *set) {
    return *(const size_t *)(const void *)((const char *)facts + set->count);
}

const struct record_set *record_find(const char *table) {
    for (size_t i = 0; i < n_record_sets; i++)
        if (!strcmp(record_sets[i].table, table))
            return &record_sets[i];
    return NULL;
}
