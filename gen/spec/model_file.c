/* Model files: from keys to the core's layer kinds, with the defaults that follow from one another.
 *
 * Never counts parameters; never opens a file (a node tree comes in). Every fault is a diagnostic at its key.
 */
#include "model_file.h"

#include "field.h"
#include "field_keys.h"
#include "hf.h"
#include "model_figures.h"
#include "model_build.h"
#include "model_form.h"

#include <string.h>

struct reader {
    struct field_context context;
    struct diags *diags;
    const struct node *root;
    int64_t d_model;
    struct model_build build;
};

/* What a layer has of a mixture of experts beside the layer's own struct. */
struct layers_plan {
    int64_t first_dense, every; /* every 0: no mixture */
};

static bool fault(struct reader *r, const struct node *at, const char *key, const char *hint,
                  const char *what) {
    diag_add(r->diags, DIAG_ERROR, node_place(at, key), hint, "%s", what);
    return false;
}

/* A key that is there but faulty has been complained about already. */
static bool lacks(struct reader *r, const struct node *at, const struct field_table *table, const char *key) {
    if (!field_given(at, key) && !field_given(r->root, key))
        diag_add(r->diags, DIAG_ERROR, at->mark, field_keys_help(table, key), "%s lacks `%s`", table->title,
                 key);
    return false;
}

static void qk_norm_resolve(int form, struct attention *out) {
    static const enum qk_norm kinds[FORM_QK_NORMS] = {QK_NORM_NONE, QK_NORM_PER_HEAD, QK_NORM_WHOLE,
                                                      QK_NORM_PER_HEAD, QK_NORM_WHOLE};
    static const int64_t weights[FORM_QK_NORMS] = {0, 1, 1, 2, 2};
    out->qk_norm = kinds[form];
    out->qk_norm_weights = weights[form];
}

static bool latent_resolve(struct reader *r, const struct node *node, struct attention *out) {
    struct mla_form form = {-1, -1, -1, -1, -1};
    if (!fields_read(&r->context, &mla_fields, node, &form))
        return false;
    if (form.kv_rank < 0)
        return lacks(r, node, &mla_fields, "kv_rank");
    if (form.d_rope < 0)
        return lacks(r, node, &mla_fields, "d_rope");
    out->kind = ATTENTION_LATENT;
    out->q_rank = form.q_rank < 0 ? 0 : form.q_rank;
    out->kv_rank = form.kv_rank;
    out->d_rope = form.d_rope;
    if (form.d_nope >= 0)
        out->d_head = form.d_nope;
    out->d_value = form.d_value >= 0 ? form.d_value : out->d_head;
    return true;
}

/* `none` takes back what the whole model has. */
static bool is_none(const struct node *node) {
    return !node || (node->kind == NODE_SCALAR && strcmp(node->text, "none") == 0);
}

/* h = d_model / n_heads where nothing else is said, and only where that is whole. */
static bool d_head_resolve(struct reader *r, const struct layer_form *form, const struct node *at,
                           struct attention *out) {
    out->d_head = form->d_head;
    if (form->d_head >= 0 || (!is_none(form->mla) && field_given(form->mla, "d_nope")))
        return true;
    if (r->d_model % form->n_heads != 0) {
        diag_add(r->diags, DIAG_ERROR, node_place(at, "n_heads"), "give `d_head`",
                 "d_model (%lld) is not a multiple of n_heads (%lld)", (long long)r->d_model,
                 (long long)form->n_heads);
        return false;
    }
    out->d_head = r->d_model / form->n_heads;
    return true;
}

static bool heads_resolve(struct reader *r, const struct layer_form *form, const struct node *at,
                          struct attention *out) {
    if (form->n_heads < 0)
        return lacks(r, at, &model_fields, "n_heads");
    out->n_heads = form->n_heads;
    out->n_kv_heads = form->n_kv_heads < 0 ? form->n_heads : form->n_kv_heads;
    if (out->n_kv_heads > out->n_heads || out->n_heads % out->n_kv_heads != 0) {
        diag_add(r->diags, DIAG_ERROR, node_place(at, "n_kv_heads"), NULL,
                 out->n_kv_heads > out->n_heads ? "n_kv_heads (%lld) is above n_heads (%lld)"
                                                : "n_kv_heads (%lld) does not divide n_heads (%lld)",
                 (long long)out->n_kv_heads, (long long)out->n_heads);
        return false;
    }
    return d_head_resolve(r, form, at, out);
}

static bool attention_resolve(struct reader *r, const struct layer_form *form, const struct node *at,
                              struct attention *out) {
    static const enum attention_kind kinds[FORM_ATTENTIONS] = {ATTENTION_FULL, ATTENTION_SLIDING,
                                                               ATTENTION_CHUNKED, ATTENTION_NONE};
    out->kind = kinds[form->attention];
    if (out->kind == ATTENTION_NONE)
        return true;
    if (!heads_resolve(r, form, at, out))
        return false;
    out->d_value = out->d_head;
    out->q_bias = out->kv_bias = form->attention_bias;
    out->o_bias = form->output_bias;
    out->sinks = form->sinks;
    qk_norm_resolve(form->qk_norm, out);
    if (out->kind == ATTENTION_SLIDING || out->kind == ATTENTION_CHUNKED) {
        if (form->window < 0)
            return fault(r, at, "attention", "give `window`, in tokens",
                         "sliding and chunked attention need a window");
        out->window = form->window;
    }
    return is_none(form->mla) || latent_resolve(r, form->mla, out);
}

static bool experts_resolve(struct reader *r, const struct node *node, struct feed_forward *out,
                            struct layers_plan *plan) {
    struct moe_form form = {-1, -1, -1, 0, 0, 1, false, false, false};
    if (!fields_read(&r->context, &moe_fields, node, &form))
        return false;
    const char *const needed[] = {"n_experts", "top_k", "d_expert"};
    const int64_t given[] = {form.n_experts, form.top_k, form.d_expert};
    bool good = true;
    for (size_t i = 0; i < 3; i++)
        if (given[i] < 0)
            good = lacks(r, node, &moe_fields, needed[i]);
    if (!good)
        return false;
    if (form.top_k > form.n_experts)
        return fault(r, node, "top_k", NULL, "top_k is above n_experts");
    out->n_experts = form.n_experts;
    out->top_k = form.top_k;
    out->d_expert = form.d_expert;
    out->d_shared = form.d_shared;
    out->shared_gate = form.shared_gate;
    out->router_bias = form.router_bias;
    out->expert_bias = form.expert_bias;
    *plan = (struct layers_plan){form.first_dense, form.every};
    return true;
}

/* F = 4 d_model where a plain feed-forward does not say; a gated one must. */
static bool d_ff_resolve(struct reader *r, const struct layer_form *form, const struct node *at,
                         struct feed_forward *out) {
    out->d_ff = form->d_ff;
    if (form->d_ff >= 0)
        return true;
    if (out->matrices > 2)
        return lacks(r, at, &model_fields, "d_ff");
    out->d_ff = 4 * r->d_model;
    return true;
}

static struct layer_kind without_experts(struct layer_kind kind) {
    kind.ffn.n_experts = kind.ffn.top_k = kind.ffn.d_expert = kind.ffn.d_shared = 0;
    kind.ffn.shared_gate = kind.ffn.router_bias = kind.ffn.expert_bias = false;
    return kind;
}

/* One layer with every feature that the form gives it; the plan says which layers leave the experts out. */
static bool layer_resolve(struct reader *r, const struct layer_form *form, const struct node *at,
                          struct layer_kind *out, struct layers_plan *plan) {
    memset(out, 0, sizeof *out);
    *plan = (struct layers_plan){0, 0};
    out->parallel = form->parallel;
    out->norms = form->norms_per_layer >= 0 ? form->norms_per_layer : form->parallel ? 1 : 2;
    out->ffn.matrices = ffn_matrices[form->ffn];
    out->ffn.bias = form->ffn_bias;
    bool good = attention_resolve(r, form, at, &out->attention);
    if (!is_none(form->moe))
        good = experts_resolve(r, form->moe, &out->ffn, plan) && good;
    bool dense_layers = plan->every != 1 || plan->first_dense > 0;
    return (!dense_layers || d_ff_resolve(r, form, at, &out->ffn)) && good;
}

/* Layers 0 to n-1 of a model without a list: full ones among sliding ones, dense ones among experts. */
static void layers_spread(struct reader *r, int64_t n_layers, int64_t full_every, struct layers_plan plan,
                          const struct layer_kind *layer) {
    for (int64_t i = 0; i < n_layers; i++) {
        bool experts = plan.every > 0 && i >= plan.first_dense && (i + 1) % plan.every == 0;
        struct layer_kind kind = experts ? *layer : without_experts(*layer);
        kind.n_layers = 1;
        if (experts)
            kind.ffn.d_ff = 0;
        if (full_every > 0 && (i + 1) % full_every == 0) {
            kind.attention.kind = ATTENTION_FULL;
            kind.attention.window = 0;
        }
        model_build_layers(&r->build, kind);
    }
}

/* What neither the layers at `at` nor the model says, with what it follows from. */
static void record_defaults(struct reader *r, const struct node *at, const struct layer_form *form,
                            const struct layer_kind *layer) {
    bool kind_given = field_given(at, "ffn") || field_given(r->root, "ffn");
    model_figures_default(&r->context, form, layer, kind_given);
}

static bool layers_uniform(struct reader *r, const struct model_form *form, const struct node *root) {
    if (form->layer.n_layers < 0)
        return lacks(r, root, &model_fields, "n_layers");
    struct layer_kind layer;
    struct layers_plan plan;
    if (!layer_resolve(r, &form->layer, root, &layer, &plan))
        return false;
    bool windowed = layer.attention.kind == ATTENTION_SLIDING || layer.attention.kind == ATTENTION_CHUNKED;
    if (form->full_every > 0 && !windowed)
        return fault(r, root, "full_every", NULL, "`full_every` belongs to sliding or chunked attention");
    record_defaults(r, root, &form->layer, &layer);
    layers_spread(r, form->layer.n_layers, form->full_every, plan, &layer);
    return true;
}

/* One entry of `layers`: the model's own keys, overridden. */
static bool layers_entry(struct reader *r, const struct model_form *form, const struct node *entry,
                         int64_t *sum) {
    struct layer_form own = form->layer;
    own.n_layers = -1;
    if (entry->kind != NODE_MAPPING) {
        node_complain(entry, "layers", "a list of mappings",
                      "each is a kind of layer: {n_layers: 12, attention: full}", r->diags);
        return false;
    }
    if (!fields_read(&r->context, &layer_fields, entry, &own))
        return false;
    if (own.n_layers < 0)
        return lacks(r, entry, &layer_fields, "n_layers");
    struct layer_kind layer;
    struct layers_plan plan;
    if (!layer_resolve(r, &own, entry, &layer, &plan))
        return false;
    record_defaults(r, entry, &own, &layer);
    if (plan.first_dense != 0 || plan.every > 1)
        return fault(r, own.moe, plan.first_dense != 0 ? "first_dense" : "every", NULL,
                     "where layers are listed, list the dense ones as a kind of their own");
    layers_spread(r, own.n_layers, 0, plan, &layer);
    *sum += own.n_layers;
    return true;
}

static bool layers_listed(struct reader *r, const struct model_form *form, const struct node *root) {
    const struct node *list = form->layers;
    if (list->kind != NODE_SEQUENCE || list->n_items == 0) {
        node_complain(list, "layers", "a list of layer kinds", "[{n_layers: 12, attention: full}], say",
                      r->diags);
        return false;
    }
    struct provenance_list *whole = r->context.provenance,
                           *kinds = arena_array(r->context.arena, list->n_items, sizeof *kinds);
    bool good = true;
    int64_t sum = 0;
    for (size_t i = 0; i < list->n_items; i++) {
        r->context.provenance = whole ? &kinds[i] : NULL;
        good = layers_entry(r, form, list->items[i], &sum) && good;
    }
    r->context.provenance = whole;
    model_figures_listed(r->context.arena, whole, kinds, list->n_items);
    if (good && form->full_every > 0)
        return fault(r, root, "full_every", NULL, "`full_every` and `layers` exclude each other");
    if (good &&
        (sum > (int64_t)MODEL_MOST_LAYERS || (form->layer.n_layers >= 0 && sum != form->layer.n_layers))) {
        diag_add(r->diags, DIAG_ERROR, node_place(root, "n_layers"), NULL,
                 "the entries of `layers` have %lld layers in all", (long long)sum);
        return false;
    }
    return good;
}

static bool extras_read(struct reader *r, const struct node *list) {
    if (list->kind != NODE_SEQUENCE) {
        node_complain(list, "extra_tensors", "a list of tensors", "[{name: x, rows: 100, columns: 64}], say",
                      r->diags);
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < list->n_items; i++) {
        struct extra_form form = {"extra", 7, -1, 1, 1, false};
        if (list->items[i]->kind != NODE_MAPPING) {
            node_complain(list->items[i], "extra_tensors", "a list of mappings",
                          "each is a tensor: {name: x, rows: 100, columns: 64}", r->diags);
            good = false;
        } else if (!fields_read(&r->context, &extra_fields, list->items[i], &form)) {
            good = false;
        } else if (form.rows < 0) {
            good = lacks(r, list->items[i], &extra_fields, "rows");
        } else {
            model_figure_tensor(&r->context, &form, list->items[i]->mark);
            model_build_extra(&r->build,
                              (struct extra_tensor){form.name, component_names[form.component], form.rows,
                                                    form.columns, form.times, form.matmul});
        }
    }
    return good;
}

static void model_take(struct reader *r, const struct model_form *form, const char *default_name,
                       struct model *out) {
    bool gated = ffn_matrices[form->layer.ffn] == 3;
    int norm = form->norm >= 0 ? form->norm : gated ? FORM_RMSNORM : FORM_LAYERNORM;
    if (form->norm < 0)
        model_figure_default(&r->context, "norm", norm_names[norm]);
    if (!field_given(r->root, "tied_embeddings"))
        model_figure_default(&r->context, "tied_embeddings", "false");
    memset(out, 0, sizeof *out);
    out->name = form->name ? form->name : default_name;
    out->source = form->source;
    out->family = form->family;
    out->n_parameters = form->n_parameters;
    out->d_model = form->d_model;
    out->vocab_size = form->vocab_size;
    out->d_embedding = form->d_embedding == form->d_model ? 0 : form->d_embedding;
    out->tied_embeddings = form->tied_embeddings;
    out->head_bias = form->head_bias;
    out->position_rows = form->position_rows;
    out->norm_weights = norm_weights[norm];
    out->final_norm = form->final_norm;
    out->state_values = form->state_values < 0 ? 0 : (double)form->state_values;
}

/* Mixers without a cache keep a state instead; what the file does not tell would be missing without a word.
 */
static void warn_of_states(struct reader *r, const struct model_form *form) {
    bool mixers = false;
    for (size_t i = 0; i < r->build.n_kinds; i++)
        mixers |= r->build.kinds[i].attention.kind == ATTENTION_NONE;
    if (mixers && form->state_values < 0)
        diag_add(r->diags, DIAG_WARNING, r->root->mark,
                 "give `state_values`: 0 where these layers keep nothing of a sequence",
                 "what the layers without attention keep of a sequence is left out of its memory");
}

/* What the file says of its figures as a whole; a faulty word is complained of where the fields are read. */
static enum confidence confidence_read(const struct node *root) {
    const struct node *word = node_find(root, "confidence");
    for (int i = 0; word && word->kind == NODE_SCALAR && confidence_names[i]; i++)
        if (strcmp(word->text, confidence_names[i]) == 0)
            return (enum confidence)i;
    return CONFIDENCE_THIRD_PARTY;
}

bool model_file_read(struct arena *arena, const struct node *root, const char *default_name,
                     struct model *out, struct provenance_list *provenance, struct diags *diags) {
    if (hf_is_config(root))
        return hf_read(arena, root, default_name, out, provenance, diags);
    struct field_context context = {
        arena, diags, provenance, node_words(arena, root, "source", "the model file"), confidence_read(root),
        NULL};
    struct model_form form;
    model_form_clear(&form);
    bool good = fields_read(&context, &model_fields, root, &form);
    struct reader reader = {context, diags, root, form.d_model, {.arena = arena}};
    if (form.d_model < 0)
        return lacks(&reader, root, &model_fields, "d_model");
    if (good && form.vocab_size == 0 && form.n_parameters <= 0)
        diag_add(diags, DIAG_WARNING, root->mark, "give `vocab_size`",
                 "without a vocabulary the embedding and the LM head are left out of the counts");
    good = (form.layers ? layers_listed(&reader, &form, root) : layers_uniform(&reader, &form, root)) && good;
    if (form.extra_tensors)
        good = extras_read(&reader, form.extra_tensors) && good;
    if (!good)
        return false;
    warn_of_states(&reader, &form);
    model_take(&reader, &form, default_name, out);
    return model_build_finish(&reader.build, out, root->mark, diags);
}
