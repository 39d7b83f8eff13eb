/* Memory of a design: weights, and what remains for the cache. Never knows times. Unit: bytes. */
#include "capacity.h"
#include "cache.h"
#include "params.h"

#include <math.h>

/* Largest double that converts to int64_t. */
static const double most = 9.2e18;

struct storing {
    const struct design *design;
    double extra; /* weights beyond one of each; negative where experts lie outside the replica */
};

static void store_one(void *context, const struct tensor *tensor) {
    struct storing *storing = context;
    const struct cluster *cluster = &storing->design->cluster;
    double count = (double)tensor->count;
    if (tensor->makes_cache) {
        const struct attention *attention = &storing->design->model.kinds[tensor->kind].attention;
        storing->extra += count * (cache_copies(attention, cluster->tensor_parallel) - 1);
    }
    if (tensor->routed && cluster->expert_parallel > cluster->tensor_parallel)
        storing->extra += count * ((double)cluster->tensor_parallel / (double)cluster->expert_parallel - 1);
}

double capacity_weights_bytes(const struct design *design, double parameters) {
    double value = dtype_bytes(design->precision.weights);
    struct parameter_counts counts;
    struct storing storing = {.design = design};
    if (design->method == METHOD_ARTICLE)
        return parameters * value;
    params_count(&design->model, &counts);
    params_each(&design->model, store_one, &storing);
    double stored = counts.total > 0 ? parameters * (1 + storing.extra / (double)counts.total) : parameters;
    return stored * value;
}

double capacity_seen_bytes(const struct design *design) {
    const struct accelerator *a = &design->accelerator;
    bool told = design->method == METHOD_OPERATOR && a->usable_memory_bytes > 0;
    return told ? fmin(a->memory_bytes, a->usable_memory_bytes) : a->memory_bytes;
}

static double replica_memory(const struct design *design) {
    const struct cluster *c = &design->cluster;
    double each = capacity_seen_bytes(design) * c->memory_fraction - c->reserved_bytes;
    return (double)(c->tensor_parallel * c->pipeline_parallel) * each;
}

double capacity_room_bytes(const struct design *design, double weights_bytes) {
    return replica_memory(design) - weights_bytes;
}

/* 2·b·L·H·h: the article knows one head of keys and values for each of queries. */
static double article_token_bytes(const struct design *design) {
    double values = 0;
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        const struct layer_kind *kind = &design->model.kinds[i];
        values +=
            2 * (double)kind->n_layers * (double)kind->attention.n_heads * (double)kind->attention.d_head;
    }
    return values * dtype_bytes(design->precision.kv_cache);
}

static double cached_bytes(const struct design *design, double context) {
    if (design->method == METHOD_ARTICLE)
        return article_token_bytes(design) * context;
    return cache_sequence_bytes(&design->model, dtype_bytes(design->precision.kv_cache),
                                design->cluster.tensor_parallel, context);
}

double capacity_state_bytes(const struct design *design) {
    if (design->method == METHOD_ARTICLE)
        return 0;
    return cache_state_bytes(&design->model, dtype_bytes(design->precision.activations));
}

double capacity_sequence_bytes(const struct design *design, double context) {
    return capacity_state_bytes(design) + cached_bytes(design, context);
}

double capacity_token_bytes(const struct design *design) {
    return cached_bytes(design, 1);
}

double capacity_token_bytes_once(const struct design *design) {
    if (design->method == METHOD_ARTICLE)
        return article_token_bytes(design);
    return cache_token_bytes(&design->model, dtype_bytes(design->precision.kv_cache));
}

/* How many of `bytes` each fit in `room`. */
static int64_t whole(double room, double bytes) {
    if (room < 0)
        return 0;
    if (bytes <= 0 || room / bytes >= most)
        return INT64_MAX;
    return (int64_t)floor(room / bytes);
}

void capacity_fill(const struct plan *plan, struct capacity *out) {
    const struct design *design = plan->design;
    double replicas = (double)design->cluster.data_parallel;
    out->weights_bytes = plan->weights_bytes * replicas;
    out->replica_room_bytes = plan->replica_room_bytes;
    out->kv_room_bytes = plan->replica_room_bytes * replicas;
    out->memory_bytes = replica_memory(design) * replicas;
    out->token_bytes = capacity_token_bytes(design);
    int64_t each = whole(plan->replica_room_bytes - capacity_state_bytes(design), out->token_bytes);
    out->fits = each > 0;
    out->max_tokens = count_multiply(each, design->cluster.data_parallel);
    for (size_t i = 0; i < out->n_rows; i++) {
        struct capacity_row *row = &out->rows[i];
        row->context = design->workload.contexts[i];
        row->sequence_bytes = capacity_sequence_bytes(design, (double)row->context);
        row->max_batch = whole(plan->replica_room_bytes, row->sequence_bytes);
    }
}
