/* What the formulas of steps, requests and prices are worked out with: rows of the analysis picked out, so
 * that a formula's numbers are those that its result came from (declared in derived.h). */
#include "derived.h"

#include "../core/shortage.h"
#include "../core/step.h"

#include <math.h>

static void work_layout(const struct spec *spec, const struct analysis *analysis, struct derived *out) {
    const struct design *design = &spec->design;
    const struct cluster *cluster = &design->cluster;
    struct shortage shortage;
    shortage_find(design, analysis->params.counted, 0, 0, &shortage);
    out->worked.memory_bytes = shortage.memory_bytes;
    out->worked.kept_bytes = shortage.kept_bytes;
    out->worked.memory_fraction = cluster->memory_fraction;
    out->worked.reserved_bytes = cluster->reserved_bytes;
    out->worked.replica_accelerators = cluster->tensor_parallel * cluster->pipeline_parallel;
    out->worked.article = out->article && !out->pipelined;
    out->worked.operators = !out->article && !out->pipelined;
    out->worked.reads_all = !out->article && !out->mixture;
    out->worked.sees_all = out->uniform_cache && !out->windowed;
    out->worked.first_token = design->workload.output_tokens == 1;
    out->worked.copied = out->copies_bytes > 0;
    out->worked.whole = out->copies_bytes == 0; /* experts over several replicas: less than once */
    out->worked.once = out->worked.whole && !out->replicated;
    out->worked.nothing = analysis->capacity.kv_room_bytes < 0;
    out->worked.plain = out->plain_cache && !out->replicated;
    out->worked.exchanges = analysis->comms.latency_s + analysis->comms.s_per_token > 0;
    for (size_t i = 0; i < design->model.n_kinds; i++)
        if (design->model.kinds[i].ffn.n_experts > 0)
            out->worked.expert_layers += design->model.kinds[i].n_layers;
    int64_t domain = design->accelerator.link_domain;
    out->worked.experts_near = out->expert_parallel && !out->article && out->worked.expert_layers > 0 &&
                               (domain <= 0 || cluster->expert_parallel <= domain);
    out->worked.stages_near =
        out->pipelined && !out->article &&
        (domain <= 0 || cluster->tensor_parallel * cluster->pipeline_parallel <= domain);
    double linear = analysis->capacity.token_bytes * (double)out->lead.context;
    out->worked.linear = fabs(linear - out->lead.sequence_bytes) <= 1e-9 * linear;
    double most = analysis->capacity.token_bytes * (double)out->longest_context *
                  (double)(out->largest_batch * cluster->data_parallel);
    out->worked.misfit_linear = fabs(most - out->misfit.cache_bytes) <= 1e-9 * most;
    out->worked.exact = !out->article && !analysis->params.nominal;
    out->worked.rule = out->article && !analysis->params.nominal;
    out->worked.by_floor = !out->calibrated;
    out->worked.token_whole = out->latent && out->worked.operators;
    out->worked.token_by_heads = out->uniform_cache && out->worked.operators;
}

static void work_calibrated(const struct spec *spec, const struct analysis *analysis, struct derived *out) {
    const struct calibration *c = &spec->design.calibration;
    if (!(out->band.calibrated_s > 0))
        return;
    out->worked.single_comm_s = out->one_user.comm_s;
    out->worked.calibrated_ops_s =
        step_ops_s(analysis->plan, PHASE_DECODE, (double)out->one_user.batch, (double)out->one_user.context,
                   c->compute_efficiency, c->memory_efficiency);
}

static void work_request(const struct spec *spec, const struct analysis *analysis, struct derived *out) {
    const struct workload *workload = &spec->design.workload;
    for (size_t i = 0; i < analysis->n_serving; i++) {
        const struct serving_row *row = &analysis->serving[i];
        if (row->batch != out->cost.batch)
            continue;
        out->worked.ttft_s = row->ttft_s;
        out->worked.tpot_s = row->tpot_s;
        out->worked.end_to_end_s = row->end_to_end_s;
        out->worked.tokens_per_s = row->tokens_per_s;
        out->worked.prefill_s = out->calibrated ? row->ttft_calibrated_s : row->ttft_s;
        out->worked.step_s = out->calibrated ? row->tpot_calibrated_s : row->tpot_s;
        out->worked.request_tokens = row->batch * workload->prompt_tokens;
    }
    for (size_t i = 0; i < analysis->n_prefill; i++) {
        const struct prefill_row *row = &analysis->prefill[i];
        if (row->batch == out->cost.batch) {
            out->worked.ttft_ops_s = row->ops_s;
            out->worked.ttft_comm_s = row->comm_s;
        }
    }
    out->worked.prompt_tokens = out->prompt.tokens;
    out->worked.prompt_ops_s = out->one_prompt.ops_s;
    out->worked.prompt_comm_s = out->one_prompt.comm_s;
}

void worked_make(const struct spec *spec, const struct analysis *analysis, struct derived *out) {
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (out->lead.any && row->batch == out->lead.batch && row->context == out->lead.context) {
            out->worked.ops_s = row->ops_s;
            out->worked.comm_s = row->comm_s;
            out->worked.sum_s = row->step_sum_s;
        }
    }
    work_calibrated(spec, analysis, out);
    work_layout(spec, analysis, out);
    work_request(spec, analysis, out);
}
