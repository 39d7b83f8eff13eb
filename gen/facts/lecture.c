/* See lecture.h. Reads what the core has computed; the shapes of the matrices are those of the design. */
#include "lecture.h"

#include "../base/text.h"
#include "../core/capacity.h"
#include "../core/operators.h"
#include "../core/over.h"
#include "../core/params.h"
#include "../core/step.h"
#include "derived.h"

#include <math.h>
#include <string.h>

static const struct layer_kind *attending(const struct model *model) {
    for (size_t i = 0; i < model->n_kinds; i++)
        if (model->kinds[i].attention.kind != ATTENTION_NONE)
            return &model->kinds[i];
    return NULL;
}

/* ---- weights ------------------------------------------------------------------------------------------ */

static void make_weights(const struct design *design, const struct analysis *analysis,
                         const struct derived *derived, struct lecture *out) {
    const struct model *model = &design->model;
    const struct layer_kind *kind = attending(model);
    double d = (double)model->d_model, h = (double)derived->d_head;
    if (kind && !derived->latent)
        out->attention_params = 2 * d * h * (double)(derived->n_heads + derived->n_kv_heads);
    else if (kind)
        lecture_latent(&kind->attention, d, out);
    for (size_t i = 0; i < model->n_kinds; i++)
        if (model->kinds[i].ffn.n_experts > 0 && !out->d_expert) {
            out->d_expert = model->kinds[i].ffn.d_expert;
            out->d_shared = model->kinds[i].ffn.d_shared;
        }
    for (size_t i = 0; i < model->n_kinds; i++) {
        if (model->kinds[i].ffn.n_experts > 0)
            out->expert_layers += model->kinds[i].n_layers;
        else
            out->dense_layers += model->kinds[i].n_layers;
    }
    out->has_shared = out->d_shared > 0;
    double width = derived->mixture
                       ? (double)derived->n_experts * (double)out->d_expert + (double)out->d_shared
                       : (double)derived->d_ff;
    out->ffn_params = (double)derived->ffn_matrices * d * width;
    out->layer_params = out->attention_params > 0 ? out->attention_params + out->ffn_params : 0;
    out->multi_head = kind && !derived->latent && !derived->grouped;
    out->regular = model->n_kinds == 1 && kind && !derived->latent && !derived->mixture &&
                   !derived->windowed && !derived->stateful &&
                   (kind->attention.d_value == 0 || kind->attention.d_value == derived->d_head);
    out->plain = model->n_kinds == 1 && !derived->latent && !derived->mixture && !derived->gated &&
                 !derived->grouped && derived->n_heads * derived->d_head == model->d_model &&
                 derived->d_ff == 4 * model->d_model;
    double total = (double)analysis->params.total, active = (double)analysis->params.active;
    out->billions = analysis->params.counted / 1e9;
    out->nominal_gap = total > 0 ? fabs(analysis->params.counted / total - 1) : 0;
    out->nominal_is_less = analysis->params.counted < total;
    out->rule_share = over(derived->twelve_l_d2, total);
    out->two_embeddings = (double)(analysis->params.embedding + analysis->params.head);
    out->two_p_flops = 2 * active;
    out->flops_gap_share = active > 0 ? 1 - analysis->flops_per_token / (2 * active) : 0;
    out->kv_flops_share = over(analysis->kv_flops_per_token, analysis->flops_per_token);
}

/* ---- exchange ----------------------------------------------------------------------------------------- */

struct sorting {
    size_t kind;
    double layers, routed_share; /* k/E */
    double weights[LECTURE_MATRICES];
};

/* The matrices between which the partial sums are exchanged: into the heads, out of them, into the
 * feed-forward, out of it. */
static void sort_tensor(void *context, const struct tensor *tensor) {
    struct sorting *sorting = context;
    bool last = ends_in(tensor->name, ".down");
    static const int slots[OPERATOR_COUNT] = {[OPERATOR_QKV] = 1,
                                              [OPERATOR_OUTPUT] = 2,
                                              [OPERATOR_FFN] = 3,
                                              [OPERATOR_EXPERTS] = 3,
                                              [OPERATOR_SHARED] = 3};
    int slot = slots[tensor->op];
    if (tensor->kind != (int64_t)sorting->kind || !tensor->matmul || !slot)
        return;
    if (slot == 3 && last)
        slot = 4;
    sorting->weights[slot - 1] +=
        (double)tensor->count / sorting->layers * (tensor->routed ? sorting->routed_share : 1);
}

/* Where a layer has experts, one that has them is shown. */
static size_t shown_kind(const struct model *model) {
    size_t shown = model->n_kinds;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct layer_kind *kind = &model->kinds[i];
        if (kind->attention.kind == ATTENTION_NONE)
            continue;
        if (shown == model->n_kinds || (kind->ffn.n_experts > 0 && !model->kinds[shown].ffn.n_experts))
            shown = i;
    }
    return shown < model->n_kinds ? shown : 0;
}

/* Elements that one accelerator sends for one token in all all-reduces: of every exchange but the experts'.
 */
static double reduced_elements(const struct design *design, const struct comms *comms, double layers) {
    const struct cluster *cluster = &design->cluster;
    double apart = (double)cluster->expert_parallel, chosen = 0;
    for (size_t i = 0; apart > 1 && design->method != METHOD_ARTICLE && i < design->model.n_kinds; i++)
        chosen += 2 * (double)design->model.kinds[i].n_layers * (double)design->model.kinds[i].ffn.top_k;
    return comms->elements_per_token_per_layer * layers -
           chosen * (double)design->model.d_model * (apart - 1) / apart;
}

/* Latency and throughput in their parts, and whose formula they follow. */
static void make_parts(const struct design *design, const struct analysis *analysis,
                       const struct derived *derived, struct lecture *out) {
    const struct comms *comms = &analysis->comms;
    const struct cluster *cluster = &design->cluster;
    double n = (double)cluster->tensor_parallel;
    bool article = design->method == METHOD_ARTICLE, experts = cluster->expert_parallel > 1,
         stages = cluster->pipeline_parallel > 1;
    bool near = n > 1 && !article && comms->domains <= 1; /* all-reduces within one node */
    out->ring = near && cluster->all_reduce == ALL_REDUCE_RING;
    out->mesh = near && cluster->all_reduce == ALL_REDUCE_MESH;
    out->one_shot = near && cluster->all_reduce == ALL_REDUCE_ONE_SHOT;
    out->in_network = near && cluster->all_reduce == ALL_REDUCE_IN_NETWORK;
    out->told = (article ? n > 1 : near) || derived->worked.experts_near;
    out->with_experts = !article && experts && !stages;
    out->with_stages = !article && stages && !experts;
    out->with_both = !article && stages && experts;
    out->in_parts = !article && (experts || stages);
    out->experts_in_rounds = out->with_experts && derived->worked.experts_near && (out->ring || out->mesh);
    out->two_rounds = ((out->ring || out->mesh) && !experts && !stages) || (article && n > 1);
    double layers = (double)(out->expert_layers + out->dense_layers), with = (double)out->expert_layers;
    if (experts && with > 0) /* what is sent beyond the all-reduces, of the layers that send it */
        out->experts_elements =
            fmax(0, comms->elements_per_token_per_layer * layers - reduced_elements(design, comms, layers)) /
            with;
}

/* The matrices in the order in which they are multiplied, an all-reduce behind the second and the fourth; or
 * one behind all, or experts apart in place of the second. */
static void make_blocks(const struct design *design, const struct analysis *analysis,
                        const struct layer_kind *kind, struct lecture *out) {
    const struct comms *comms = &analysis->comms;
    double n = (double)design->cluster.tensor_parallel, value = dtype_bytes(design->precision.activations);
    double layers = (double)(out->expert_layers + out->dense_layers);
    double reduce = (double)design->model.d_model * value; /* two accelerators send the vector once */
    if (n > 1 && comms->all_reduces_per_layer > 0)
        reduce = reduced_elements(design, comms, layers) / (comms->all_reduces_per_layer * layers) * value;
    bool apart = out->experts_elements > 0 && kind->ffn.n_experts > 0;
    out->n_blocks = kind->parallel && !apart ? 1 : 2;
    for (int i = 0; i < LECTURE_MATRICES; i++)
        out->blocks[out->n_blocks == 1 ? 0 : i / 2].all_flops += out->matrices[i].flops;
    for (size_t i = 0; i < out->n_blocks; i++) {
        struct lecture_block *block = &out->blocks[i];
        block->flops = block->all_flops / fmax(n, 2);
        block->bytes = reduce;
        if (i == 1 && apart)
            block->bytes = out->experts_elements * value + (kind->ffn.d_ff > 0 ? reduce : 0);
        block->ratio = over(block->flops, block->bytes);
        if (block->ratio > 0 && (out->least_each == 0 || block->ratio < out->least_each))
            out->least_each = block->ratio;
    }
}

static void make_exchange(const struct design *design, const struct analysis *analysis, struct lecture *out) {
    const struct model *model = &design->model;
    double n = (double)design->cluster.tensor_parallel;
    double bytes = (double)model->d_model * dtype_bytes(design->precision.activations);
    struct sorting sorting = {.kind = shown_kind(model)};
    const struct layer_kind *kind = &model->kinds[sorting.kind];
    sorting.layers = (double)kind->n_layers;
    if (kind->ffn.n_experts > 0)
        sorting.routed_share = (double)kind->ffn.top_k / (double)kind->ffn.n_experts;
    params_each(model, sort_tensor, &sorting);
    out->send_bytes = bytes / n;
    out->sends_per_layer = 2 * analysis->comms.all_reduces_per_layer * (n - 1);
    for (int i = 0; i < LECTURE_MATRICES; i++) {
        struct lecture_matrix *matrix = &out->matrices[i];
        matrix->flops = 2 * sorting.weights[i];
        matrix->bytes = bytes;
        matrix->ratio = over(matrix->flops, bytes);
        if (matrix->ratio > 0 && (out->least_ratio == 0 || matrix->ratio < out->least_ratio))
            out->least_ratio = matrix->ratio;
    }
    make_blocks(design, analysis, kind, out);
    out->safe = out->least_ratio >= analysis->flops_per_comm_byte;
    out->safe_each = out->least_each >= analysis->flops_per_comm_byte;
}

/* ---- steps -------------------------------------------------------------------------------------------- */

static void make_step(const struct analysis *analysis, const struct derived *derived, int64_t batch,
                      struct lecture_step *out) {
    struct decode_row row;
    step_decode(analysis->plan, batch, derived->shortest_context, &row);
    *out = (struct lecture_step){
        .batch = batch,
        .memory_s = row.memory_s,
        .matrices_s = (double)batch * derived->compute_per_sequence_s,
        .compute_s = row.compute_s,
        .latency_s = row.comm_latency_s,
        .exchange_s = row.comm_bandwidth_s,
        .comm_s = row.comm_s,
        .step_s = row.step_s,
        .sum_s = row.step_sum_s,
        .ops_compute_s = row.ops_compute_s,
        .ops_cache_s = row.ops_cache_s,
        .ops_weights_s = row.ops_weights_s,
        .comm_of_compute = over(row.comm_s, row.compute_s),
        .comm_of_sum = over(row.comm_s, row.step_sum_s),
        .tokens_per_s = row.tokens_per_s,
        .tokens_per_s_per_user = row.tokens_per_s_per_user,
        .memory_binds = row.bound == BOUND_MEMORY,
        .compute_binds = row.bound == BOUND_COMPUTE,
        .comm_binds = row.bound == BOUND_COMM,
        .fits = row.fits,
    };
}

/* What the cache adds to a step, and what the vectors in between add to its time. */
static void make_cache(const struct design *design, const struct analysis *analysis,
                       const struct derived *derived, struct lecture *out) {
    const struct cluster *cluster = &design->cluster;
    double bytes_per_s = (double)(cluster->tensor_parallel * cluster->pipeline_parallel) *
                         design->accelerator.memory_bandwidth_bytes_per_s;
    if (bytes_per_s > 0 && analysis->capacity.replica_room_bytes > 0)
        out->full_cache_s = analysis->capacity.replica_room_bytes / bytes_per_s;
    if (bytes_per_s > 0 && !derived->article && (derived->uniform_cache || derived->latent) &&
        !derived->windowed && !derived->stateful && cluster->pipeline_parallel == 1)
        out->cache_per_sequence_s =
            (double)derived->shortest_context * analysis->capacity.token_bytes / bytes_per_s;
    /* scaled by the growth of the matrices, whose 57 % stay 57 % */
    out->intermediate_of_all = derived->intermediate_share / (derived->intermediate_share + 0.57);
}

/* ---- answers ------------------------------------------------------------------------------------------ */

/* The same model on twice as many accelerators, all of them in tensor parallel. */
static void make_doubled(const struct design *design, const struct analysis *analysis,
                         const struct derived *derived, struct lecture *out) {
    struct design larger = *design;
    larger.cluster.count *= 2;
    larger.cluster.tensor_parallel *= 2;
    double replicas = (double)larger.cluster.data_parallel;
    double weights = capacity_weights_bytes(&larger, analysis->plan->parameters);
    double room = capacity_room_bytes(&larger, weights), token = capacity_token_bytes(&larger);
    out->exercise.double_room_bytes = room * replicas;
    out->exercise.double_short_bytes = fmax(0, -room * replicas);
    if (room > 0 && token > 0 && room / token < 9e15)
        out->exercise.double_tokens = (int64_t)(floor(room / token) * replicas);
    double once = capacity_token_bytes_once(&larger);
    if (!derived->latent && once > 0 && token > once)
        out->exercise.double_copies = token / once;
    if (analysis->capacity.max_tokens > 0)
        out->exercise.double_factor =
            (double)out->exercise.double_tokens / (double)analysis->capacity.max_tokens;
    double n = (double)larger.cluster.tensor_parallel;
    if (out->two_rounds)
        out->exercise.double_elements =
            2 * fmax(1, analysis->comms.all_reduces_per_layer) * (n - 1) * (double)design->model.d_model / n;
}

/* The first whole number above a bound, and the first not below it; a part in 10^12 is rounding. */
static int64_t first_above(double bound) {
    return bound > 0 && bound < 9e15 ? (int64_t)floor(bound * (1 + 1e-12)) + 1 : 0;
}

static int64_t first_from(double bound) {
    return bound > 0 && bound < 9e15 ? (int64_t)ceil(bound * (1 - 1e-12)) : 0;
}

static void make_answers(const struct design *design, const struct analysis *analysis,
                         const struct derived *derived, struct lecture *out) {
    const struct capacity *capacity = &analysis->capacity;
    out->exercise.wide_params = 4 * derived->twelve_l_d2;
    out->exercise.deep_params = 2 * derived->twelve_l_d2;
    out->exercise.long_context = 2 * derived->longest_context;
    out->exercise.long_bytes = capacity_sequence_bytes(design, (double)out->exercise.long_context);
    if (capacity->replica_room_bytes > 0 && out->exercise.long_bytes > 0)
        out->exercise.long_batch = (int64_t)floor(capacity->replica_room_bytes / out->exercise.long_bytes);
    make_doubled(design, analysis, derived, out);
    out->exercise.half_weights_bytes = capacity->weights_bytes / 2;
    out->exercise.half_read_s = derived->weights_read_s / 2;
    out->exercise.crossing = first_above(analysis->compute_bound_batch);
    out->exercise.half_crossing = first_above(analysis->compute_bound_batch / 2);
    out->exercise.half_idle_tokens = derived->idle_tokens / 2;
    out->exercise.least_width = first_from(analysis->flops_per_comm_byte);
    out->exercise.least_width_each = /* 2d/(N - 1), the lesser of a plain layer's blocks */
        first_from(analysis->flops_per_comm_byte * (double)(design->cluster.tensor_parallel - 1) / 2);
    out->exercise.half_intermediate = derived->intermediate_share / 2;
    out->exercise.half_intermediate_of_all =
        out->exercise.half_intermediate / (out->exercise.half_intermediate + 0.57);
    out->exercise.again_tokens = derived->lead.context + 1;
    out->exercise.again_s = (double)out->exercise.again_tokens * derived->compute_per_sequence_s;
    struct decode_row again;
    step_decode(analysis->plan, out->exercise.again_tokens, 0, &again);
    out->exercise.again_read_s = again.weights_s;
    if ((derived->uniform_cache || derived->latent) && !derived->windowed && out->attention_share > 0)
        out->exercise.equal_context = (double)derived->lead.context / out->attention_share;
    if (derived->mixture && derived->top_k > 0) {
        double experts = (double)derived->n_experts, chosen = (double)derived->top_k / experts;
        out->exercise.expert_batch = llround(1 / chosen);
        out->exercise.experts_read = experts * (1 - pow(1 - chosen, (double)out->exercise.expert_batch));
    }
    /* of N, a block's share over what it sends falls with N - 1 */
    double asked = analysis->flops_per_comm_byte, n = (double)design->cluster.tensor_parallel;
    if (!out->two_rounds && n > 1 && out->least_each > 0 && asked > out->least_each)
        out->exercise.link_factor = asked / out->least_each;
    if (out->two_rounds && asked > 0 && out->least_each > 0)
        out->exercise.most_accelerators = 1 + (int64_t)floor(out->least_each * (n - 1) / asked);
    if (out->exercise.most_accelerators == 1)
        out->exercise.most_accelerators = 0;
    int64_t most = out->exercise.most_accelerators, even = most < derived->n_heads ? most : derived->n_heads;
    while (even > 0 && derived->n_heads % even)
        even--;
    out->exercise.most_even = even < most ? even : 0;
}

struct article_run lecture_article_run(int accelerators) {
    static const double in_all_s[] = {.28360, .18086}, prompt_s[] = {.06317, .04545}, tokens = 10;
    double weights_bytes = 2.0 * 12 * 40 * 5120 * 5120, bytes_per_s = 1.5e12;
    struct article_run run = {.accelerators = accelerators,
                              .floor_s = weights_bytes / (accelerators * bytes_per_s),
                              .in_all_s = in_all_s[accelerators - 1],
                              .prompt_s = prompt_s[accelerators - 1]};
    run.measured_s = (run.in_all_s - run.prompt_s) / tokens;
    run.share = run.floor_s / run.measured_s;
    return run;
}

void lecture_make(const struct design *design, const struct analysis *analysis, const struct derived *derived,
                  struct lecture *out) {
    *out = (struct lecture){0};
    make_weights(design, analysis, derived, out);
    lecture_attention(design, analysis, derived, out);
    out->token_bytes = analysis->capacity.token_bytes;
    out->replica_room_bytes = analysis->capacity.replica_room_bytes;
    out->plain_room = design->cluster.data_parallel == 1 &&
                      out->token_bytes == analysis->kv_bytes_per_token && !derived->stateful;
    out->crossing_fits = (double)derived->shortest_max_batch >= analysis->compute_bound_batch;
    out->holds_many = derived->shortest_max_batch > 1;
    make_parts(design, analysis, derived, out);
    make_exchange(design, analysis, out);
    make_cache(design, analysis, derived, out);
    make_step(analysis, derived, derived->smallest_batch, &out->small);
    make_step(analysis, derived, derived->largest_batch, &out->large);
    make_step(analysis, derived, derived->largest_batch > 1 ? derived->largest_batch / 2 : 1, &out->half);
    out->reached = lecture_article_run(design->cluster.tensor_parallel > 1 ? 2 : 1).share;
    out->likely_s = out->small.step_s / out->reached;
    make_answers(design, analysis, derived, out);
}
