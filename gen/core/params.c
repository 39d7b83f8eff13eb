/* Walks a model's tensors and counts its weights. Never allocates, never rounds. Unit: weights. */
#include "params.h"

#include <string.h>

int64_t count_multiply(int64_t a, int64_t b) {
    int64_t product;
    return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

int64_t count_add(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

int64_t params_layers(const struct model *model) {
    int64_t layers = 0;
    for (size_t i = 0; i < model->n_kinds; i++)
        layers = count_add(layers, model->kinds[i].n_layers);
    return layers;
}

int64_t params_embedding_width(const struct model *model) {
    return model->d_embedding > 0 ? model->d_embedding : model->d_model;
}

/* ---- walking ------------------------------------------------------------------------------------------- */

struct walk {
    params_visit *visit;
    void *context;
    const struct model *model;
    struct tensor next; /* kind, times, component and operator are kept from tensor to tensor */
};

static void emit(struct walk *walk, const char *name, int64_t rows, int64_t columns) {
    struct tensor tensor = walk->next;
    tensor.name = name;
    tensor.rows = rows;
    tensor.columns = columns;
    tensor.count = count_multiply(count_multiply(rows, columns), tensor.times);
    if (tensor.count > 0)
        walk->visit(walk->context, &tensor);
}

static void emit_matrix(struct walk *walk, const char *name, int64_t rows, int64_t columns) {
    walk->next.matmul = true;
    emit(walk, name, rows, columns);
    walk->next.matmul = false;
}

static void emit_if(struct walk *walk, bool present, const char *name, int64_t rows) {
    if (present)
        emit(walk, name, rows, 1);
}

static void begin(struct walk *walk, const char *component, enum operator_id op, int64_t kind,
                  int64_t times) {
    walk->next = (struct tensor){.component = component, .op = op, .kind = kind, .times = times};
}

static void walk_tables(struct walk *walk) {
    const struct model *model = walk->model;
    begin(walk, "embedding", OPERATOR_EMBEDDING, -1, 1);
    walk->next.looked_up = true;
    emit(walk, "embedding", model->vocab_size, params_embedding_width(model));
    walk->next.component = "position";
    emit(walk, "positions", model->position_rows, model->d_model);
}

/* Keys and values of grouped heads; queries beside them. */
static void walk_heads(struct walk *walk, const struct attention *a) {
    int64_t d = walk->model->d_model;
    int64_t value = attention_value_width(a);
    int64_t q = count_multiply(a->n_heads, a->d_head);
    int64_t k = count_multiply(a->n_kv_heads, a->d_head), v = count_multiply(a->n_kv_heads, value);
    emit_matrix(walk, "attention.q", d, q);
    emit_if(walk, a->q_bias, "attention.q.bias", q);
    walk->next.makes_cache = true;
    emit_matrix(walk, "attention.k", d, k);
    emit_if(walk, a->kv_bias, "attention.k.bias", k);
    emit_matrix(walk, "attention.v", d, v);
    emit_if(walk, a->kv_bias, "attention.v.bias", v);
    walk->next.makes_cache = false;
    if (a->qk_norm == QK_NORM_PER_HEAD) {
        emit(walk, "attention.q.norm", a->d_head, a->qk_norm_weights);
        emit(walk, "attention.k.norm", a->d_head, a->qk_norm_weights);
    } else if (a->qk_norm == QK_NORM_WHOLE) {
        emit(walk, "attention.q.norm", q, a->qk_norm_weights);
        emit(walk, "attention.k.norm", k, a->qk_norm_weights);
    }
}

/* Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434): queries and keys of d_head + d_rope, values of
 * d_value, keys and values through kv_rank, the rotary key shared by all heads. */
static void walk_latent(struct walk *walk, const struct attention *a) {
    int64_t d = walk->model->d_model;
    int64_t value = attention_value_width(a);
    int64_t q = count_multiply(a->n_heads, count_add(a->d_head, a->d_rope));
    int64_t cached = count_add(a->kv_rank, a->d_rope);
    if (a->q_rank > 0) {
        emit_matrix(walk, "attention.q.down", d, a->q_rank);
        emit_if(walk, a->q_bias, "attention.q.down.bias", a->q_rank);
        emit(walk, "attention.q.norm", a->q_rank, 1);
        emit_matrix(walk, "attention.q.up", a->q_rank, q);
    } else {
        emit_matrix(walk, "attention.q", d, q);
        emit_if(walk, a->q_bias, "attention.q.bias", q);
    }
    walk->next.makes_cache = true;
    emit_matrix(walk, "attention.kv.down", d, cached);
    emit_if(walk, a->kv_bias, "attention.kv.down.bias", cached);
    emit(walk, "attention.kv.norm", a->kv_rank, 1);
    walk->next.makes_cache = false;
    emit_matrix(walk, "attention.kv.up", a->kv_rank, count_multiply(a->n_heads, count_add(a->d_head, value)));
}

static void walk_attention(struct walk *walk, const struct layer_kind *kind, int64_t index) {
    const struct attention *a = &kind->attention;
    if (a->kind == ATTENTION_NONE)
        return;
    int64_t value = attention_value_width(a);
    begin(walk, "attention", OPERATOR_QKV, index, kind->n_layers);
    if (a->kind == ATTENTION_LATENT)
        walk_latent(walk, a);
    else
        walk_heads(walk, a);
    begin(walk, "attention", OPERATOR_OUTPUT, index, kind->n_layers);
    emit_if(walk, a->sinks, "attention.sinks", a->n_heads);
    emit_matrix(walk, "attention.o", count_multiply(a->n_heads, value), walk->model->d_model);
    emit_if(walk, a->o_bias, "attention.o.bias", walk->model->d_model);
}

struct ffn_names {
    const char *up, *up_bias, *gate, *gate_bias, *down, *down_bias;
};
static const struct ffn_names dense_names = {"ffn.up",        "ffn.up.bias", "ffn.gate",
                                             "ffn.gate.bias", "ffn.down",    "ffn.down.bias"};
static const struct ffn_names expert_names = {"expert.up",        "expert.up.bias", "expert.gate",
                                              "expert.gate.bias", "expert.down",    "expert.down.bias"};
static const struct ffn_names shared_names = {"shared.up", NULL, "shared.gate", NULL, "shared.down", NULL};

static void walk_matrices(struct walk *walk, const struct ffn_names *names, int64_t width, bool gated,
                          bool bias) {
    int64_t d = walk->model->d_model;
    if (gated) {
        emit_matrix(walk, names->gate, d, width);
        emit_if(walk, bias, names->gate_bias, width);
    }
    emit_matrix(walk, names->up, d, width);
    emit_if(walk, bias, names->up_bias, width);
    emit_matrix(walk, names->down, width, d);
    emit_if(walk, bias, names->down_bias, d);
}

static void walk_ffn(struct walk *walk, const struct layer_kind *kind, int64_t index) {
    const struct feed_forward *f = &kind->ffn;
    int64_t d = walk->model->d_model;
    bool gated = f->matrices > 2;
    begin(walk, "ffn", OPERATOR_FFN, index, kind->n_layers);
    walk_matrices(walk, &dense_names, f->d_ff, gated, f->bias);
    if (f->n_experts <= 0)
        return;
    begin(walk, "router", OPERATOR_ROUTER, index, kind->n_layers);
    emit_matrix(walk, "router", d, f->n_experts);
    emit_if(walk, f->router_bias, "router.bias", f->n_experts);
    begin(walk, "ffn", OPERATOR_EXPERTS, index, count_multiply(kind->n_layers, f->n_experts));
    walk->next.routed = true;
    walk_matrices(walk, &expert_names, f->d_expert, gated, f->expert_bias);
    begin(walk, "ffn", OPERATOR_SHARED, index, kind->n_layers);
    walk_matrices(walk, &shared_names, f->d_shared, gated, false);
    if (f->shared_gate)
        emit_matrix(walk, "shared.router", d, 1);
}

static void walk_extras(struct walk *walk) {
    for (size_t i = 0; i < walk->model->n_extras; i++) {
        const struct extra_tensor *extra = &walk->model->extras[i];
        begin(walk, extra->component, OPERATOR_EXTRAS, -1, extra->times);
        walk->next.looked_up = !extra->matmul && strcmp(extra->component, "embedding") == 0;
        if (walk->next.looked_up)
            walk->next.op = OPERATOR_EMBEDDING;
        walk->next.matmul = extra->matmul;
        emit(walk, extra->name, extra->rows, extra->columns);
    }
}

static void walk_head(struct walk *walk) {
    const struct model *model = walk->model;
    if (model->final_norm) {
        begin(walk, "norm", OPERATOR_NORMS, -1, 1);
        emit(walk, "norm.final", model->d_model, model->norm_weights);
    }
    begin(walk, "head", OPERATOR_HEAD, -1, 1);
    if (!model->tied_embeddings)
        emit_matrix(walk, "head", params_embedding_width(model), model->vocab_size);
    emit_if(walk, model->head_bias, "head.bias", model->vocab_size);
}

void params_each(const struct model *model, params_visit *visit, void *context) {
    struct walk walk = {.visit = visit, .context = context, .model = model};
    walk_tables(&walk);
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct layer_kind *kind = &model->kinds[i];
        walk_attention(&walk, kind, (int64_t)i);
        walk_ffn(&walk, kind, (int64_t)i);
        begin(&walk, "norm", OPERATOR_NORMS, (int64_t)i, count_multiply(kind->n_layers, kind->norms));
        emit(&walk, "norm", model->d_model, model->norm_weights);
    }
    walk_extras(&walk);
    walk_head(&walk);
}

/* ---- listing and counting ------------------------------------------------------------------------------ */

struct listing {
    struct tensor *out;
    size_t capacity, count;
};

static void list_one(void *context, const struct tensor *tensor) {
    struct listing *listing = context;
    if (listing->count < listing->capacity)
        listing->out[listing->count] = *tensor;
    listing->count++;
}

size_t params_list(const struct model *model, struct tensor *out, size_t capacity) {
    struct listing listing = {out, capacity, 0};
    params_each(model, list_one, &listing);
    return listing.count;
}

struct counting {
    const struct model *model;
    struct parameter_counts *counts;
};

static int64_t *component_find(struct parameter_counts *counts, const char *name) {
    const struct {
        const char *name;
        int64_t *count;
    } components[] = {
        {"embedding", &counts->embedding}, {"position", &counts->position},
        {"attention", &counts->attention}, {"ffn", &counts->ffn},
        {"router", &counts->router},       {"norm", &counts->norm},
        {"head", &counts->head},
    };
    for (size_t i = 0; i < sizeof components / sizeof components[0]; i++) {
        if (strcmp(components[i].name, name) == 0)
            return components[i].count;
    }
    return &counts->other;
}

/* What one token uses of a tensor: top_k of n_experts copies where it is routed. */
static int64_t active_count(const struct model *model, const struct tensor *tensor) {
    if (!tensor->routed)
        return tensor->count;
    const struct feed_forward *f = &model->kinds[tensor->kind].ffn;
    int64_t chosen = f->top_k < f->n_experts ? f->top_k : f->n_experts;
    int64_t times = count_multiply(model->kinds[tensor->kind].n_layers, chosen);
    return count_multiply(count_multiply(tensor->rows, tensor->columns), times);
}

static void count_one(void *context, const struct tensor *tensor) {
    struct counting *counting = context;
    struct parameter_counts *counts = counting->counts;
    int64_t active = active_count(counting->model, tensor);
    int64_t *component = component_find(counts, tensor->component);
    *component = count_add(*component, tensor->count);
    counts->total = count_add(counts->total, tensor->count);
    counts->active = count_add(counts->active, active);
    if (tensor->matmul)
        counts->matmul = count_add(counts->matmul, active);
}

void params_count(const struct model *model, struct parameter_counts *out) {
    *out = (struct parameter_counts){0};
    params_each(model, count_one, &(struct counting){model, out});
    if (model->tied_embeddings)
        out->matmul =
            count_add(out->matmul, count_multiply(model->vocab_size, params_embedding_width(model)));
    out->nominal = model->n_parameters > 0;
    out->counted = out->nominal ? model->n_parameters : (double)out->total;
    out->saturated = out->total == INT64_MAX;
}
