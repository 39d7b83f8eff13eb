/* Times of single steps. Never allocates. Units: seconds, FLOPs, bytes, tokens a second. */
#include "step.h"
#include "capacity.h"
#include "comms.h"
#include "over.h"

#include <math.h>

/* Operators of one pass of one part. */
static double pass_ops_s(const struct plan *plan, enum phase phase, double batch, double context,
                         double flops_per_s, double bytes_per_s) {
    double ops_s = 0;
    for (size_t i = 0; i < plan->n_works; i++) {
        struct load load = operators_load(&plan->works[i], phase, batch, context);
        ops_s += fmax(over(load.flops, flops_per_s), over(load_bytes(&load), bytes_per_s));
    }
    return ops_s;
}

static double pass_tokens(enum phase phase, double batch, double context) {
    return phase == PHASE_DECODE ? batch : batch * context;
}

double step_pass_comm_s(const struct plan *plan, enum phase phase, double batch, double context) {
    double latency_s, bandwidth_s;
    return comms_time(plan->design, &plan->comms, pass_tokens(phase, batch, context), &latency_s,
                      &bandwidth_s);
}

static struct passage prompt_passage(const struct plan *plan, double batch, double context, double stages) {
    struct passage best = {batch, 1};
    double least_s = INFINITY;
    for (double parts = 1;; parts = fmin(parts * 2, batch)) {
        struct passage passage = {batch / parts, (parts + stages - 1) / stages};
        double ops_s =
            pass_ops_s(plan, PHASE_PREFILL, passage.batch, context, plan->flops_per_s, plan->bytes_per_s);
        double comm_s = step_pass_comm_s(plan, PHASE_PREFILL, passage.batch, context);
        double step_s = passage.passes * fmax(ops_s, comm_s);
        if (step_s < least_s) {
            least_s = step_s;
            best = passage;
        }
        if (parts >= batch)
            return best;
    }
}

struct passage step_passage(const struct plan *plan, enum phase phase, double batch, double context) {
    double stages = (double)plan->design->cluster.pipeline_parallel;
    if (stages <= 1 || plan->design->method == METHOD_ARTICLE)
        return (struct passage){batch, 1};
    if (phase == PHASE_DECODE)
        return (struct passage){fmax(batch / stages, 1), 1};
    return prompt_passage(plan, batch, context, stages);
}

double step_ops_s(const struct plan *plan, enum phase phase, double batch, double context,
                  double compute_efficiency, double memory_efficiency) {
    struct passage passage = step_passage(plan, phase, batch, context);
    return passage.passes * pass_ops_s(plan, phase, passage.batch, context,
                                       plan->flops_per_s * compute_efficiency,
                                       plan->bytes_per_s * memory_efficiency);
}

/* A step of either phase, before it is cast into a row. */
struct sums {
    double flops, bytes;
    double weights_s, kv_s, activations_s, memory_s, compute_s, ops_s;
    double ops_weights_s, ops_cache_s, ops_compute_s; /* what ops_s is made of */
    double ops_read_s;                                /* ops_weights_s without the activations */
    double latency_s, bandwidth_s, comm_s;
    double step_s, sum_s;
};

/* The load of all passes of an operator. */
static struct load passage_load(const struct work *work, enum phase phase, struct passage passage,
                                double context) {
    struct load load = operators_load(work, phase, passage.batch, context);
    load.flops *= passage.passes;
    load.weights_bytes *= passage.passes;
    load.cache_bytes *= passage.passes;
    load.activation_bytes *= passage.passes;
    return load;
}

static void sum_loads(const struct plan *plan, enum phase phase, struct passage passage, double context,
                      struct sums *out) {
    for (size_t i = 0; i < plan->n_works; i++) {
        struct load load = passage_load(&plan->works[i], phase, passage, context);
        double compute_s = over(load.flops, plan->flops_per_s);
        double memory_s = over(load_bytes(&load), plan->bytes_per_s);
        out->flops += load.flops;
        out->bytes += load_bytes(&load);
        out->weights_s += over(load.weights_bytes, plan->bytes_per_s);
        out->kv_s += over(load.cache_bytes, plan->bytes_per_s);
        out->activations_s += over(load.activation_bytes, plan->bytes_per_s);
        out->compute_s += compute_s;
        out->ops_s += fmax(compute_s, memory_s);
        if (compute_s > memory_s) {
            out->ops_compute_s += compute_s;
        } else {
            double cache_s = over(load.cache_bytes, plan->bytes_per_s);
            out->ops_cache_s += cache_s;
            out->ops_weights_s += memory_s - cache_s;
            out->ops_read_s += over(load.weights_bytes, plan->bytes_per_s);
        }
    }
}

static struct sums step_sums(const struct plan *plan, enum phase phase, double batch, double context) {
    const struct design *design = plan->design;
    struct passage passage = step_passage(plan, phase, batch, context);
    struct sums sums = {0};
    sum_loads(plan, phase, passage, context, &sums);
    sums.memory_s = sums.weights_s + sums.kv_s;
    if (design->method == METHOD_ARTICLE && phase == PHASE_DECODE)
        sums.kv_s =
            over(batch * capacity_sequence_bytes(design, context), plan->replica_size * plan->bytes_per_s);
    double tokens = pass_tokens(phase, passage.batch, context);
    sums.comm_s =
        passage.passes * comms_time(design, &plan->comms, tokens, &sums.latency_s, &sums.bandwidth_s);
    sums.latency_s *= passage.passes;
    sums.bandwidth_s *= passage.passes;
    /* Rounding must not put the sum of maxima under one of the sums. */
    sums.ops_s = fmax(sums.ops_s, fmax(sums.memory_s, sums.compute_s));
    sums.step_s = fmax(sums.ops_s, sums.comm_s);
    sums.sum_s = sums.ops_s + sums.comm_s;
    return sums;
}

/* The longest of what the step is really made of: weights that hide behind arithmetic, and arithmetic that
 * hides behind weights, do not count. Nor do activations, so that cache and weights compare as they are told
 * of: each alone. */
static enum term term_of(const struct sums *sums) {
    if (sums->comm_s > sums->ops_s)
        return TERM_COMM;
    if (sums->ops_compute_s > sums->ops_read_s && sums->ops_compute_s > sums->ops_cache_s)
        return TERM_COMPUTE;
    return sums->ops_cache_s > sums->ops_read_s ? TERM_CACHE : TERM_WEIGHTS;
}

static enum bound bound_of(enum term term) {
    return term == TERM_COMM ? BOUND_COMM : term == TERM_COMPUTE ? BOUND_COMPUTE : BOUND_MEMORY;
}

double step_cost_per_million(const struct plan *plan, double tokens_per_s) {
    const struct cluster *c = &plan->design->cluster;
    double utilisation = c->utilisation > 0 ? c->utilisation : 1;
    return over(c->price_per_hour * plan->replica_size / 3600, tokens_per_s * utilisation) * 1e6;
}

double step_energy_per_million_j(const struct plan *plan, double tokens_per_s) {
    double pue = plan->design->cluster.pue > 0 ? plan->design->cluster.pue : 1;
    return over(plan->replica_size * plan->design->accelerator.tdp_w * pue, tokens_per_s) * 1e6;
}

/* Whether a cache fits beside the weights; none does where the weights alone are too much. */
static bool cache_fits(const struct plan *plan, double bytes) {
    return bytes <= plan->replica_room_bytes;
}

void step_decode(const struct plan *plan, int64_t batch, int64_t context, struct decode_row *out) {
    double b = (double)batch, s = (double)context;
    struct sums sums = step_sums(plan, PHASE_DECODE, b, s);
    *out = (struct decode_row){.batch = batch, .context = context};
    out->weights_s = sums.weights_s;
    out->kv_s = sums.kv_s;
    out->memory_s = sums.memory_s;
    out->activations_s = sums.activations_s;
    out->compute_s = sums.compute_s;
    out->ops_s = sums.ops_s;
    out->ops_weights_s = sums.ops_weights_s;
    out->ops_cache_s = sums.ops_cache_s;
    out->ops_compute_s = sums.ops_compute_s;
    out->comm_latency_s = sums.latency_s;
    out->comm_bandwidth_s = sums.bandwidth_s;
    out->comm_s = sums.comm_s;
    out->step_s = sums.step_s;
    out->step_sum_s = sums.sum_s;
    out->step_calibrated_s = step_calibrated_s(plan, PHASE_DECODE, b, s);
    out->term = term_of(&sums);
    out->bound = bound_of(out->term);
    double replica_tokens_per_s = over(b, sums.step_s);
    out->tokens_per_s = replica_tokens_per_s * (double)plan->design->cluster.data_parallel;
    out->tokens_per_s_per_user = over(1, sums.step_s);
    out->tokens_per_s_per_accelerator = replica_tokens_per_s / plan->replica_size;
    out->flops = sums.flops;
    out->bytes = sums.bytes;
    out->intensity = over(sums.flops, sums.bytes);
    out->kv_bytes = b * capacity_sequence_bytes(plan->design, s);
    out->cost_per_million_tokens = step_cost_per_million(plan, replica_tokens_per_s);
    out->energy_per_million_tokens_j = step_energy_per_million_j(plan, replica_tokens_per_s);
    out->fits = cache_fits(plan, out->kv_bytes);
}

void step_prefill(const struct plan *plan, int64_t batch, int64_t prompt_tokens, struct prefill_row *out) {
    double b = (double)batch, t = (double)prompt_tokens;
    struct sums sums = step_sums(plan, PHASE_PREFILL, b, t);
    *out = (struct prefill_row){.batch = batch, .prompt_tokens = prompt_tokens};
    out->weights_s = sums.weights_s;
    out->kv_s = sums.kv_s;
    out->activations_s = sums.activations_s;
    out->memory_s = sums.memory_s;
    out->compute_s = sums.compute_s;
    out->ops_s = sums.ops_s;
    out->comm_latency_s = sums.latency_s;
    out->comm_bandwidth_s = sums.bandwidth_s;
    out->comm_s = sums.comm_s;
    out->step_s = sums.step_s;
    out->step_sum_s = sums.sum_s;
    out->step_calibrated_s = step_calibrated_s(plan, PHASE_PREFILL, b, t);
    out->flops = sums.flops;
    out->bytes = sums.bytes;
    out->intensity = over(sums.flops, sums.bytes);
    out->tokens_per_s = over(b * t, sums.step_s) * (double)plan->design->cluster.data_parallel;
    out->term = term_of(&sums);
    out->bound = bound_of(out->term);
    out->fits = cache_fits(plan, b * capacity_sequence_bytes(plan->design, t));
}

size_t step_operators(const struct plan *plan, enum phase phase, int64_t batch, int64_t context,
                      struct operator_row *out) {
    struct operator_row rows[OPERATOR_COUNT] = {0};
    struct passage passage = step_passage(plan, phase, (double)batch, (double)context);
    size_t count = 0;
    for (size_t i = 0; i < plan->n_works; i++) {
        const struct work *work = &plan->works[i];
        struct load load = passage_load(work, phase, passage, (double)context);
        struct operator_row *row = &rows[work->op];
        row->name = operator_name(work->op);
        row->flops += load.flops;
        row->bytes += load_bytes(&load);
        row->time_s += fmax(over(load.flops, plan->flops_per_s), over(load_bytes(&load), plan->bytes_per_s));
    }
    for (int op = 0; op < OPERATOR_COUNT; op++) {
        struct operator_row *row = &rows[op];
        if (row->name == NULL)
            continue;
        row->phase = phase;
        row->op = (enum operator_id)op;
        row->batch = batch;
        row->context = context;
        row->intensity = over(row->flops, row->bytes);
        bool compute = over(row->flops, plan->flops_per_s) > over(row->bytes, plan->bytes_per_s);
        row->bound = compute ? BOUND_COMPUTE : BOUND_MEMORY;
        out[count++] = *row;
    }
    return count;
}

double step_decode_s(const struct plan *plan, double batch, double context) {
    struct passage passage = step_passage(plan, PHASE_DECODE, batch, context);
    double ops_s =
        pass_ops_s(plan, PHASE_DECODE, passage.batch, context, plan->flops_per_s, plan->bytes_per_s);
    return fmax(ops_s, step_pass_comm_s(plan, PHASE_DECODE, passage.batch, context));
}

double step_calibrated_s(const struct plan *plan, enum phase phase, double batch, double context) {
    const struct calibration *c = &plan->design->calibration;
    if (!c->present)
        return 0;
    struct passage passage = step_passage(plan, phase, batch, context);
    double ops_s = pass_ops_s(plan, phase, passage.batch, context, plan->flops_per_s * c->compute_efficiency,
                              plan->bytes_per_s * c->memory_efficiency);
    double comm_s = over(step_pass_comm_s(plan, phase, passage.batch, context), c->link_efficiency);
    return passage.passes * (ops_s + comm_s + c->layer_overhead_s * plan->n_layers) + c->step_overhead_s;
}

/* Weights read by a batch of `tokens`, less what it computes, in seconds of one accelerator. */
static double reading_lead(const struct plan *plan, double flops_per_token, double tokens) {
    double lead = 0;
    for (size_t i = 0; i < plan->n_works; i++)
        lead += operators_decode(&plan->works[i], tokens, 0).weights_bytes;
    return over(lead, plan->bytes_per_s) - over(tokens * flops_per_token, plan->flops_per_s);
}

double step_compute_bound_batch(const struct plan *plan) {
    double flops_per_token = 0, bytes = 0;
    if (plan->design->method == METHOD_ARTICLE)
        return over(plan->flops_per_s, plan->bytes_per_s);
    for (size_t i = 0; i < plan->n_works; i++) {
        flops_per_token += plan->works[i].flops_per_token;
        bytes += plan->works[i].bytes + plan->works[i].expert_bytes;
    }
    double compute_s = over(flops_per_token, plan->flops_per_s);
    double high = over(over(bytes, plan->bytes_per_s), compute_s), low = 0;
    if (!plan->experts)
        return over(plan->flops_per_s * dtype_bytes(plan->design->precision.weights), 2 * plan->bytes_per_s);
    for (int i = 0; i < 100; i++) { /* the lead falls from positive to negative once: bisect it */
        double middle = (low + high) / 2;
        if (reading_lead(plan, flops_per_token, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    return high;
}
