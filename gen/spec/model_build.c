/* Layers of a model, gathered into kinds. Never counts parameters exactly (that is core/params.c); it only
 * makes sure that the exact count cannot overflow. */
#include "model_build.h"

#include <assert.h>

static bool attention_equal(const struct attention *a, const struct attention *b) {
    return a->kind == b->kind && a->n_heads == b->n_heads && a->n_kv_heads == b->n_kv_heads &&
           a->d_head == b->d_head && a->d_value == b->d_value && a->window == b->window &&
           a->q_rank == b->q_rank && a->kv_rank == b->kv_rank && a->d_rope == b->d_rope &&
           a->q_bias == b->q_bias && a->kv_bias == b->kv_bias && a->o_bias == b->o_bias &&
           a->qk_norm == b->qk_norm && a->qk_norm_weights == b->qk_norm_weights && a->sinks == b->sinks;
}

static bool feed_forward_equal(const struct feed_forward *a, const struct feed_forward *b) {
    return a->d_ff == b->d_ff && a->matrices == b->matrices && a->bias == b->bias &&
           a->n_experts == b->n_experts && a->top_k == b->top_k && a->d_expert == b->d_expert &&
           a->d_shared == b->d_shared && a->shared_gate == b->shared_gate &&
           a->router_bias == b->router_bias && a->expert_bias == b->expert_bias;
}

bool layer_kind_equal(const struct layer_kind *a, const struct layer_kind *b) {
    return attention_equal(&a->attention, &b->attention) && feed_forward_equal(&a->ffn, &b->ffn) &&
           a->norms == b->norms && a->parallel == b->parallel;
}

void model_build_layers(struct model_build *build, struct layer_kind kind) {
    assert(kind.n_layers > 0);
    for (size_t i = 0; i < build->n_kinds; i++) {
        if (layer_kind_equal(&build->kinds[i], &kind)) {
            build->kinds[i].n_layers += kind.n_layers;
            return;
        }
    }
    build->kinds = arena_grow(build->arena, build->kinds, build->n_kinds, &build->kind_capacity, sizeof kind);
    build->kinds[build->n_kinds++] = kind;
}

void model_build_extra(struct model_build *build, struct extra_tensor extra) {
    if (extra.rows <= 0 || extra.columns <= 0 || extra.times <= 0)
        return;
    build->extras =
        arena_grow(build->arena, build->extras, build->n_extras, &build->extra_capacity, sizeof extra);
    build->extras[build->n_extras++] = extra;
}

/* Weights of one layer, near enough: matrices alone, every width at its largest use. */
static double layer_weights(const struct layer_kind *kind, double d_model) {
    const struct attention *a = &kind->attention;
    const struct feed_forward *f = &kind->ffn;
    double heads = (double)a->n_heads + 2.0 * (double)a->n_kv_heads;
    double widths = (double)a->d_head + (double)a->d_value + (double)a->d_rope;
    double ranks = d_model + (double)a->q_rank + (double)a->kv_rank;
    double ffn = (double)f->d_ff + (double)f->d_shared + (double)f->n_experts * ((double)f->d_expert + 1.0);
    return 2.0 * heads * widths * ranks + (double)f->matrices * ffn * (d_model + 1.0) +
           d_model * (double)kind->norms;
}

static double weights_estimate(const struct model *model) {
    double d = (double)model->d_model;
    double weights = 2.0 * (double)model->vocab_size * (d + 1.0) + (double)model->position_rows * d;
    for (size_t i = 0; i < model->n_kinds; i++)
        weights += (double)model->kinds[i].n_layers * layer_weights(&model->kinds[i], d);
    for (size_t i = 0; i < model->n_extras; i++) {
        const struct extra_tensor *e = &model->extras[i];
        weights += (double)e->rows * (double)e->columns * (double)e->times;
    }
    return weights;
}

bool model_build_finish(const struct model_build *build, struct model *model, struct mark mark,
                        struct diags *diags) {
    model->kinds = build->kinds;
    model->n_kinds = build->n_kinds;
    model->extras = build->extras;
    model->n_extras = build->n_extras;
    assert(build->n_kinds > 0); /* the readers ask for a layer at least */
    double weights = weights_estimate(model);
    if (weights <= MODEL_MOST_WEIGHTS)
        return true;
    diag_add(diags, DIAG_ERROR, mark, "check the widths and counts: the limit is 2^53 parameters",
             "the model would have about %.2g parameters", weights);
    return false;
}
