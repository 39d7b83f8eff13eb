/* Runs the whole arithmetic of a design into one block of memory. Never allocates: the block is the caller's.
 */
#include <assert.h>

#include "analysis.h"
#include "cache.h"
#include "capacity.h"
#include "operators.h"
#include "over.h"
#include "params.h"
#include "serving.h"
#include "step.h"

/* Hands out parts of a block, or only adds them up where there is none. */
struct block {
    char *memory; /* NULL: measure */
    size_t used;
};

static void *take(struct block *block, size_t count, size_t size) {
    size_t bytes, end;
    if (__builtin_mul_overflow(count, size, &bytes) ||
        __builtin_add_overflow(block->used, bytes + 15, &end)) {
        block->used = SIZE_MAX - 15; /* LCOV_EXCL_LINE: specs have bounded lists */
        return NULL;                 /* LCOV_EXCL_LINE */
    }
    void *part = block->memory == NULL ? NULL : block->memory + block->used;
    block->used = end & ~(size_t)15;
    return part;
}

struct parts {
    struct plan *plan;
    struct work *works;
};

static struct parts lay_out(const struct design *design, struct block *block, struct analysis *out) {
    size_t batches = design->workload.n_batch_sizes, contexts = design->workload.n_contexts;
    size_t points = batches * contexts + batches;
    struct parts parts;
    parts.plan = take(block, 1, sizeof *parts.plan);
    parts.works = take(block, operators_capacity(&design->model), sizeof *parts.works);
    out->capacity.rows = take(block, contexts, sizeof *out->capacity.rows);
    out->decode = take(block, batches * contexts, sizeof *out->decode);
    out->prefill = take(block, batches, sizeof *out->prefill);
    out->serving = take(block, batches, sizeof *out->serving);
    out->operators = take(block, points * OPERATOR_COUNT, sizeof *out->operators);
    return parts;
}

size_t analysis_bytes(const struct design *design) {
    struct block block = {0};
    struct analysis unused;
    lay_out(design, &block, &unused);
    return block.used;
}

static void fill_model(const struct design *design, const struct plan *plan, struct analysis *out) {
    const struct model *model = &design->model;
    double value = dtype_bytes(design->precision.weights), d = (double)model->d_model;
    params_count(model, &out->params);
    out->params.counted = plan->parameters;
    out->weights_bytes = plan->parameters * value;
    out->kv_bytes_per_token = capacity_token_bytes_once(design);
    out->kv_bytes_per_token_per_accelerator = capacity_token_bytes(design) / plan->replica_size;
    out->state_bytes_per_sequence = capacity_state_bytes(design);
    out->weights_read_bytes = 0;
    for (size_t i = 0; i < plan->n_works; i++)
        out->weights_read_bytes += operators_decode(&plan->works[i], 1, 0).weights_bytes;
    out->weights_read_bytes *= (double)design->cluster.tensor_parallel;
    if (design->method == METHOD_ARTICLE) {
        out->kv_flops_per_token = 4 * plan->n_layers * d * d;
        out->flops_per_token = 24 * plan->n_layers * d * d;
    }
}

static void add_cache_flops(void *context, const struct tensor *tensor) {
    double *flops = context;
    if (tensor->makes_cache && tensor->matmul)
        *flops += 2 * (double)tensor->count;
}

static void fill_flops(const struct design *design, const struct plan *plan, struct analysis *out) {
    if (design->method == METHOD_ARTICLE)
        return;
    params_each(&design->model, add_cache_flops, &out->kv_flops_per_token);
    out->flops_per_token = 2 * (double)out->params.matmul;
    if (out->params.nominal && out->params.total > 0) /* what the times take, copies left out */
        out->flops_per_token *= plan->read_scale;
}

static void fill_machine(const struct design *design, const struct plan *plan, struct analysis *out) {
    double link = design->accelerator.link_bandwidth_bytes_per_s;
    out->peak_flops_per_s = plan->flops_per_s;
    out->flops_per_byte = over(plan->flops_per_s, plan->bytes_per_s);
    out->flops_per_comm_byte = over(plan->flops_per_s, link);
    out->compute_bound_batch = step_compute_bound_batch(plan);
}

static void fill_pass(const struct design *design, const struct plan *plan, struct article_pass *out) {
    double d = (double)design->model.d_model;
    out->parameters = 12 * plan->n_layers * d * d;
    out->weights_bytes = out->parameters * dtype_bytes(design->precision.weights);
    out->one_accelerator_s = over(out->weights_bytes, plan->bytes_per_s);
    out->replica_s = out->one_accelerator_s / plan->replica_size;
    out->token_s = over(2 * out->parameters, plan->flops_per_s);
}

static void fill_decode(const struct design *design, const struct plan *plan, struct analysis *out) {
    const struct workload *w = &design->workload;
    for (size_t b = 0; b < w->n_batch_sizes; b++) {
        for (size_t c = 0; c < w->n_contexts; c++) {
            step_decode(plan, w->batch_sizes[b], w->contexts[c], &out->decode[out->n_decode++]);
            out->n_operators += step_operators(plan, PHASE_DECODE, w->batch_sizes[b], w->contexts[c],
                                               &out->operators[out->n_operators]);
        }
    }
}

static void fill_batches(const struct design *design, const struct plan *plan, struct analysis *out) {
    const struct workload *w = &design->workload;
    for (size_t b = 0; b < w->n_batch_sizes; b++) {
        step_prefill(plan, w->batch_sizes[b], w->prompt_tokens, &out->prefill[out->n_prefill++]);
        out->n_operators += step_operators(plan, PHASE_PREFILL, w->batch_sizes[b], w->prompt_tokens,
                                           &out->operators[out->n_operators]);
        serving_fill(plan, w->batch_sizes[b], &out->serving[out->n_serving++]);
    }
}

void analysis_run(const struct design *design, void *memory, struct analysis *out) {
    struct block block = {.memory = memory};
    *out = (struct analysis){0};
    struct parts parts = lay_out(design, &block, out);
    assert(parts.plan); /* `memory` is not NULL */
    operators_plan(design, parts.works, parts.plan);
    out->plan = parts.plan;
    fill_model(design, parts.plan, out);
    fill_flops(design, parts.plan, out);
    fill_machine(design, parts.plan, out);
    fill_pass(design, parts.plan, &out->pass);
    out->comms = parts.plan->comms;
    out->capacity.n_rows = design->workload.n_contexts;
    capacity_fill(parts.plan, &out->capacity);
    fill_decode(design, parts.plan, out);
    fill_batches(design, parts.plan, out);
}
