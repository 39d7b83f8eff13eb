/* Turns a design into the work of its operators. Never knows rates but to keep them. Units: FLOPs, bytes. */
#include "operators.h"
#include "cache.h"
#include "capacity.h"
#include "comms.h"
#include "params.h"

#include <math.h>

static const char *const names[] = {
    [OPERATOR_EMBEDDING] = "embedding",
    [OPERATOR_NORMS] = "norms_residuals",
    [OPERATOR_QKV] = "qkv_projection",
    [OPERATOR_ATTENTION] = "attention",
    [OPERATOR_OUTPUT] = "output_projection",
    [OPERATOR_ROUTER] = "router",
    [OPERATOR_FFN] = "ffn",
    [OPERATOR_EXPERTS] = "experts",
    [OPERATOR_SHARED] = "shared_expert",
    [OPERATOR_EXTRAS] = "extras",
    [OPERATOR_HEAD] = "lm_head",
};
_Static_assert(sizeof names / sizeof names[0] == OPERATOR_COUNT, "one name per operator");

const char *operator_name(enum operator_id op) {
    return names[op];
}

/* Share of the experts that `tokens` tokens leave unread. */
static double unread_share(double idle_share, double tokens) {
    return idle_share > 0 ? exp(tokens * log(idle_share)) : 0;
}

double operators_expected_experts(double n_experts, double top_k, double tokens) {
    return n_experts * (1 - unread_share(1 - fmin(top_k / n_experts, 1), tokens));
}

/* ---- building ------------------------------------------------------------------------------------------ */

size_t operators_capacity(const struct model *model) {
    return (model->n_kinds + 1) * OPERATOR_COUNT;
}

struct building {
    const struct design *design;
    struct work *works; /* a slot for each operator of the model (kind -1) and of each layer kind */
    double read_scale;  /* nominal over exact, of the weights that are read */
    double share;       /* 1/N */
};

static struct work *slot(const struct building *b, int64_t kind, enum operator_id op) {
    return &b->works[(size_t)(kind + 1) * OPERATOR_COUNT + op];
}

/* Experts lie over EP accelerators where those are more than the tensor-parallel group, else over the group.
 */
static double expert_spread(const struct cluster *cluster) {
    int64_t n = cluster->tensor_parallel, experts = cluster->expert_parallel;
    return (double)(experts > n ? experts : n);
}

static void add_routed(const struct building *b, struct work *work, const struct tensor *tensor,
                       double bytes) {
    const struct feed_forward *f = &b->design->model.kinds[tensor->kind].ffn;
    double chosen = fmin((double)f->top_k / (double)f->n_experts, 1);
    double spread = expert_spread(&b->design->cluster);
    work->expert_bytes += bytes / spread;
    work->idle_share = 1 - chosen;
    work->expert_tokens = spread * b->share;
    if (tensor->matmul)
        work->flops_per_token += 2 * (double)tensor->count * chosen * b->read_scale * b->share;
}

static void add_tensor(void *context, const struct tensor *tensor) {
    const struct building *b = context;
    const struct model *model = &b->design->model;
    struct work *work = slot(b, tensor->kind, tensor->op);
    double value = dtype_bytes(b->design->precision.weights);
    double bytes = (double)tensor->count * value * b->read_scale, share = b->share;
    if (tensor->looked_up) {
        work->bytes_per_token += (double)tensor->columns * (double)tensor->times * value * share;
        return;
    }
    if (tensor->routed) {
        add_routed(b, work, tensor, bytes);
        return;
    }
    if (tensor->makes_cache)
        share *= cache_copies(&model->kinds[tensor->kind].attention, b->design->cluster.tensor_parallel);
    work->bytes += bytes * share;
    if (tensor->matmul)
        work->flops_per_token += 2 * (double)tensor->count * b->read_scale * share;
}

/* Attention over the cache: 2 FLOPs for each value of a head's key and each of its value, per cached token.
 */
static void add_attention(const struct building *b, int64_t index) {
    const struct layer_kind *kind = &b->design->model.kinds[index];
    const struct attention *a = &kind->attention;
    double layers = (double)kind->n_layers, heads = (double)a->n_heads * b->share;
    double key = (double)a->d_head, value = (double)attention_value_width(a);
    if (a->kind == ATTENTION_NONE)
        return;
    struct work *work = slot(b, index, OPERATOR_ATTENTION);
    work->attention = a;
    work->flops_per_pair = 2 * layers * heads * (key + value);
    work->flops_per_cached = work->flops_per_pair;
    if (a->kind == ATTENTION_LATENT) {
        work->flops_per_pair = 2 * layers * heads * (key + (double)a->d_rope + value);
        work->flops_per_cached = 2 * layers * heads * (2 * (double)a->kv_rank + (double)a->d_rope);
    }
    work->bytes_per_cached =
        layers * cache_layer_bytes_per_accelerator(a, dtype_bytes(b->design->precision.kv_cache),
                                                   b->design->cluster.tensor_parallel);
}

/* The states of layers without a cache, beside the mixers' tensors that use them. */
static void add_states(const struct building *b) {
    slot(b, -1, OPERATOR_EXTRAS)->state_bytes = capacity_state_bytes(b->design) * b->share;
}

/* The residual stream, read and written once for each norm. */
static void add_streams(const struct building *b) {
    const struct model *model = &b->design->model;
    double pass = 2 * (double)model->d_model * dtype_bytes(b->design->precision.activations) * b->share;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct layer_kind *kind = &model->kinds[i];
        slot(b, (int64_t)i, OPERATOR_NORMS)->bytes_per_token +=
            pass * (double)kind->n_layers * (double)kind->norms;
    }
    if (model->final_norm)
        slot(b, -1, OPERATOR_NORMS)->bytes_per_token += pass;
}

static void add_tied_head(const struct building *b) {
    const struct model *model = &b->design->model;
    if (!model->tied_embeddings)
        return;
    double count = (double)model->vocab_size * (double)params_embedding_width(model) * b->read_scale;
    struct work *head = slot(b, -1, OPERATOR_HEAD);
    head->bytes += count * dtype_bytes(b->design->precision.weights) * b->share;
    head->flops_per_token += 2 * count * b->share;
}

static void sum_read(void *context, const struct tensor *tensor) {
    double *read = context;
    if (!tensor->looked_up)
        *read += (double)tensor->count;
}

/* Nominal over exact: what each weight that is read stands for. */
static double read_scale(const struct model *model) {
    double read = 0;
    if (model->n_parameters <= 0)
        return 1;
    params_each(model, sum_read, &read);
    if (model->tied_embeddings)
        read += (double)model->vocab_size * (double)params_embedding_width(model);
    return read > 0 ? model->n_parameters / read : 1;
}

/* The article's three matrix groups: 3, 1 and 8 twelfths of P. */
static void build_article(const struct building *b, double parameters) {
    static const struct {
        enum operator_id op;
        double twelfths;
    } parts[] = {{OPERATOR_QKV, 3}, {OPERATOR_OUTPUT, 1}, {OPERATOR_FFN, 8}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        double share = parameters * parts[i].twelfths / 12 /
                       (double)(b->design->cluster.tensor_parallel * b->design->cluster.pipeline_parallel);
        struct work *work = slot(b, -1, parts[i].op);
        work->bytes = share * dtype_bytes(b->design->precision.weights);
        work->flops_per_token = 2 * share;
    }
}

static void build_operators(struct building *b) {
    const struct model *model = &b->design->model;
    b->read_scale = read_scale(model);
    params_each(model, add_tensor, b);
    for (size_t i = 0; i < model->n_kinds; i++)
        add_attention(b, (int64_t)i);
    add_states(b);
    add_streams(b);
    add_tied_head(b);
    slot(b, -1, OPERATOR_HEAD)->per_sequence = true;
}

static bool idle(const struct work *work) {
    return work->flops_per_token <= 0 && work->bytes <= 0 && work->bytes_per_token <= 0 &&
           work->expert_bytes <= 0 && work->state_bytes <= 0 && work->attention == NULL;
}

/* Drops the slots without work; returns how many remain. */
static size_t compact(struct work *works, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!idle(&works[i]))
            works[kept++] = works[i];
    }
    return kept;
}

static double article_parameters(const struct model *model) {
    double d = (double)model->d_model;
    return model->n_parameters > 0 ? model->n_parameters : 12 * (double)params_layers(model) * d * d;
}

void operators_plan(const struct design *design, struct work *works, struct plan *out) {
    const struct cluster *cluster = &design->cluster;
    size_t capacity = operators_capacity(&design->model);
    struct building b = {
        .design = design, .works = works, .read_scale = 1, .share = 1 / (double)cluster->tensor_parallel};
    for (size_t i = 0; i < capacity; i++)
        works[i] = (struct work){.op = (enum operator_id)(i % OPERATOR_COUNT)};
    *out = (struct plan){.design = design, .works = works, .n_layers = (double)params_layers(&design->model)};
    if (design->method == METHOD_ARTICLE) {
        out->parameters = article_parameters(&design->model);
        build_article(&b, out->parameters);
    } else {
        struct parameter_counts counts;
        params_count(&design->model, &counts);
        out->parameters = counts.counted;
        build_operators(&b);
    }
    out->n_works = compact(works, capacity);
    out->flops_per_s = design->accelerator.peak_flops_per_s[design->precision.compute];
    out->bytes_per_s = design->accelerator.memory_bandwidth_bytes_per_s;
    out->replica_size = (double)(cluster->tensor_parallel * cluster->pipeline_parallel);
    comms_plan(design, &out->comms);
    out->read_scale = b.read_scale;
    for (size_t i = 0; i < out->n_works; i++)
        out->experts = out->experts || out->works[i].expert_bytes > 0;
    out->weights_bytes = capacity_weights_bytes(design, out->parameters);
    out->replica_room_bytes = capacity_room_bytes(design, out->weights_bytes);
}

/* ---- evaluating ---------------------------------------------------------------------------------------- */

static double weights_read(const struct work *work, double tokens) {
    if (work->expert_bytes <= 0)
        return work->bytes;
    return work->bytes +
           work->expert_bytes * (1 - unread_share(work->idle_share, tokens * work->expert_tokens));
}

struct load operators_decode(const struct work *work, double batch, double context) {
    struct load load = {.flops = batch * work->flops_per_token,
                        .weights_bytes = weights_read(work, batch),
                        .cache_bytes = 2 * batch * work->state_bytes,
                        .activation_bytes = batch * work->bytes_per_token};
    if (work->attention != NULL) {
        double cached = batch * cache_tokens(work->attention, context);
        load.flops += cached * work->flops_per_cached;
        load.cache_bytes = cached * work->bytes_per_cached;
    }
    return load;
}

struct load operators_prefill(const struct work *work, double batch, double tokens) {
    double all = batch * tokens;
    struct load load = {.flops = (work->per_sequence ? batch : all) * work->flops_per_token,
                        .weights_bytes = weights_read(work, all),
                        .cache_bytes = batch * work->state_bytes,
                        .activation_bytes = all * work->bytes_per_token};
    if (work->attention != NULL) {
        load.flops += batch * cache_prompt_pairs(work->attention, tokens) * work->flops_per_pair;
        load.cache_bytes = batch * cache_tokens(work->attention, tokens) * work->bytes_per_cached;
    }
    return load;
}
