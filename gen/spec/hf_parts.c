/* The shape that all families share, and how their layers are laid out. Never knows a family by name. */
#include "hf_parts.h"

#include <string.h>

void hf_extra(struct hf *hf, const char *name, const char *component, int64_t rows, int64_t columns,
              int64_t times, bool matmul) {
    model_build_extra(&hf->build, (struct extra_tensor){name, component, rows, columns, times, matmul});
}

struct feed_forward hf_experts(struct hf *hf, const char *n_names, const char *width_names) {
    struct feed_forward moe = {.matrices = 3};
    moe.n_experts = hf_count(hf, "n_experts", n_names, HF_NEEDED, 1, MODEL_MOST_EXPERTS);
    moe.top_k = hf_count(hf, "top_k", HF_NAMES_TOPK, HF_NEEDED, 1, MODEL_MOST_EXPERTS);
    moe.d_expert = hf_count(hf, "d_expert", width_names, HF_NEEDED, 1, MODEL_MOST_FFN);
    if (hf->good && moe.top_k > moe.n_experts)
        hf_fault(hf, HF_NAMES_TOPK, NULL, "more experts are chosen than there are");
    return moe;
}

/* ---- the common shape -----------------------------------------------------------------------------------
 */

/* h = head_dim where given, else d / H, which must be whole. */
static int64_t read_d_head(struct hf *hf, const struct hf_traits *traits, int64_t n_heads) {
    int64_t d_head = hf_count(hf, "d_head", "head_dim", traits->d_head, 1, MODEL_MOST_WIDTH);
    if (d_head > 0 || !hf->good)
        return d_head > 0 ? d_head : 1;
    if (hf->model->d_model % n_heads != 0)
        hf_fault(hf, "num_attention_heads|n_head|n_heads", "give `head_dim`",
                 "the heads do not divide the width of the model");
    return hf->model->d_model / n_heads;
}

static void read_attention(struct hf *hf, const struct hf_traits *traits, struct attention *out) {
    int64_t heads = traits->n_heads ? traits->n_heads : HF_NEEDED;
    out->kind = ATTENTION_FULL;
    out->n_heads = hf_count(hf, "n_heads", "num_attention_heads|n_head|n_heads", heads, 1, MODEL_MOST_WIDTH);
    const struct node *given = node_find(hf->map, "num_key_value_heads"); /* null says as many as queries */
    bool own = given && given->kind == NODE_NULL;
    int64_t kv_heads = traits->n_kv_heads && !own ? traits->n_kv_heads : out->n_heads;
    out->n_kv_heads =
        hf_count(hf, "n_kv_heads", "num_key_value_heads|num_kv_heads", kv_heads, 1, MODEL_MOST_WIDTH);
    out->d_head = out->d_value = read_d_head(hf, traits, out->n_heads);
    out->q_bias = out->kv_bias = hf_switched(hf, traits->qkv_bias);
    out->o_bias = hf_switched(hf, traits->o_bias);
    if (hf_switched(hf, traits->qk_normed)) {
        out->qk_norm = traits->qk_norm;
        out->qk_norm_weights = traits->qk_norm_weights;
    }
}

static void check_kv_heads(struct hf *hf, const struct attention *a) {
    if (!hf->good || a->kind == ATTENTION_LATENT)
        return;
    if (a->n_kv_heads > a->n_heads)
        hf_fault(hf, "num_key_value_heads|num_kv_heads", NULL, "more key/value heads than query heads");
    else if (a->n_heads % a->n_kv_heads != 0)
        hf_fault(hf, "num_key_value_heads|num_kv_heads", NULL,
                 "the key/value heads do not divide the query heads");
}

static void read_whole(struct hf *hf, const struct hf_traits *traits) {
    struct model *model = hf->model;
    int64_t vocab = traits->vocab ? traits->vocab : HF_NEEDED;
    model->d_model =
        hf_count(hf, "d_model", "hidden_size|n_embd|d_model|n_embed", HF_NEEDED, 1, MODEL_MOST_WIDTH);
    model->vocab_size =
        hf_count(hf, "vocab_size", "padded_vocab_size|vocab_size", vocab, 1, MODEL_MOST_VOCAB);
    hf->n_layers = hf_count(hf, "n_layers", "num_hidden_layers|n_layer|num_layers|n_layers", HF_NEEDED, 1,
                            MODEL_MOST_LAYERS);
    model->tied_embeddings = hf_truth(hf, "tie_word_embeddings", traits->tied);
    model->head_bias = traits->head_bias;
    model->norm_weights = traits->norm;
    model->final_norm = true;
    if (traits->positions)
        model->position_rows = hf_count(hf, "position_rows", "n_positions|max_position_embeddings|n_ctx",
                                        HF_NEEDED, 1, MODEL_MOST_TOKENS);
}

/* ---- windows --------------------------------------------------------------------------------------------
 */

/* A number, or letters of which the last, G, is the full layer: LLLG. */
static int64_t read_pattern(struct hf *hf, const struct hf_traits *traits) {
    const char *names = "sliding_window_pattern|_sliding_window_pattern";
    const struct node *node = hf_find(hf, names);
    size_t locals = node && node->kind == NODE_SCALAR ? strspn(node->text, "L") : 0;
    if (locals > 0 && strcmp(node->text + locals, "G") == 0)
        return (int64_t)locals + 1;
    return hf_count(hf, NULL, names, traits->full_every, 1, MODEL_MOST_LAYERS);
}

static void read_window(struct hf *hf, const struct hf_traits *traits, struct hf_layers *layers) {
    if (traits->slide == HF_SLIDE_NONE)
        return;
    bool chunks = traits->slide == HF_SLIDE_CHUNKS;
    const char *key = chunks ? "attention_chunk_size" : "sliding_window";
    const struct node *given = node_find(hf->map, key);
    if (given && given->kind == NODE_NULL) /* null says none; absent says the class's default */
        return;
    layers->window = hf_count(hf, "window", key, traits->window, 1, MODEL_MOST_TOKENS);
    layers->windowed = chunks ? ATTENTION_CHUNKED : ATTENTION_SLIDING;
    layers->layer_types = hf_words(hf, "layer_types");
    if (traits->slide == HF_SLIDE_UPPER) {
        if (!hf_truth(hf, "use_sliding_window", false))
            layers->window = 0;
        layers->slide_from = hf_count(hf, NULL, "max_window_layers", 28, 0, MODEL_MOST_LAYERS);
    }
    if (traits->slide == HF_SLIDE_PATTERN)
        layers->full_every = read_pattern(hf, traits);
    if (chunks) {
        layers->window_flags = hf_numbers(hf, "no_rope_layers");
        layers->full_every =
            hf_count(hf, NULL, "no_rope_layer_interval", traits->full_every, 1, MODEL_MOST_LAYERS);
    }
    if (traits->slide == HF_SLIDE_ALL && !given && traits->window > 0)
        diag_add(hf->diags, DIAG_WARNING, hf->map->mark, "write `\"sliding_window\": null` for none",
                 "`sliding_window` is absent: the %lld tokens of the class `%s` are taken",
                 (long long)traits->window, hf->family->model_type);
}

/* ---- from layer numbers to kinds ------------------------------------------------------------------------
 */

static bool flag_at(const struct node *flags, int64_t i) {
    return (size_t)i < flags->n_items && strcmp(flags->items[i]->text, "0") != 0;
}

static bool layer_has_experts(const struct hf_layers *layers, int64_t i) {
    if (layers->moe.n_experts == 0)
        return false;
    if (layers->expert_layers)
        return hf_list_has(layers->expert_layers, i);
    int64_t every = layers->expert_every > 0 ? layers->expert_every : 1;
    return i >= layers->first_dense && i % every == layers->expert_at &&
           !hf_list_has(layers->dense_layers, i);
}

static bool type_has_attention(const char *type) {
    return strstr(type, "attention") != NULL && strcmp(type, "linear_attention") != 0;
}

static bool layer_has_attention(const struct hf_layers *layers, int64_t i) {
    if (layers->attention_flags)
        return flag_at(layers->attention_flags, i);
    if (layers->attention_layers)
        return hf_list_has(layers->attention_layers, i);
    if (layers->attention_types)
        return type_has_attention(layers->attention_types->items[i]->text);
    return layers->attention_every == 0 || i % layers->attention_every == layers->attention_at;
}

int64_t hf_attention_layers(const struct hf *hf, const struct hf_layers *layers) {
    int64_t n = 0;
    for (int64_t i = 0; i < hf->n_layers; i++)
        n += layer_has_attention(layers, i);
    return n;
}

static bool layer_is_windowed(const struct hf_layers *layers, int64_t i) {
    if (layers->window <= 0)
        return false;
    if (layers->layer_types && (size_t)i < layers->layer_types->n_items)
        return strcmp(layers->layer_types->items[i]->text, "full_attention") != 0;
    if (layers->window_flags)
        return flag_at(layers->window_flags, i);
    return i >= layers->slide_from && (layers->full_every == 0 || (i + 1) % layers->full_every != 0);
}

static void spread(struct hf *hf, const struct hf_layers *layers) {
    for (int64_t i = 0; i < hf->n_layers; i++) {
        struct layer_kind kind = layers->layer;
        kind.n_layers = 1;
        if (layer_has_experts(layers, i))
            kind.ffn = layers->moe;
        if (!layer_has_attention(layers, i)) {
            kind.attention = (struct attention){.kind = ATTENTION_NONE};
        } else if (layer_is_windowed(layers, i)) {
            kind.attention.kind = layers->windowed;
            kind.attention.window = layers->window;
        }
        model_build_layers(&hf->build, kind);
    }
}

/* The width of the dense feed-forward; plain ones are 4 d by default, gated ones must say. A family whose
 * layers all have experts sets its own (adjust). */
static void read_feed_forward(struct hf *hf, const struct hf_traits *traits, struct feed_forward *out) {
    int64_t fallback = traits->gated ? 0 : 4 * hf->model->d_model;
    out->matrices = traits->gated ? 3 : 2;
    out->d_ff = hf_count(hf, "d_ff", HF_NAMES_FFN, fallback, 1, MODEL_MOST_FFN);
    out->bias = hf_switched(hf, traits->ffn_bias);
}

static void check_feed_forward(struct hf *hf, const struct hf_layers *layers) {
    if (hf->good && ((double)layers->layer.ffn.d_ff > MODEL_MOST_FFN ||
                     (double)layers->moe.d_shared > MODEL_MOST_FFN)) /* products of two keys */
        hf_fault(hf, "expansion_ratio|n_shared_experts|num_shared_experts|moe_num_shared_experts", NULL,
                 "the feed-forward would be wider than 10000000");
    for (int64_t i = 0; hf->good && i < hf->n_layers; i++)
        if (!layer_has_experts(layers, i) && layers->layer.ffn.d_ff <= 0)
            hf_fault(hf, HF_NAMES_FFN, NULL, "a dense layer needs `intermediate_size`");
}

bool hf_model_read(struct hf *hf) {
    const struct hf_traits *traits = &hf->family->traits;
    struct hf_layers layers = {.layer = {.norms = traits->norms, .parallel = traits->parallel}};
    read_whole(hf, traits);
    read_attention(hf, traits, &layers.layer.attention);
    read_feed_forward(hf, traits, &layers.layer.ffn);
    read_window(hf, traits, &layers);
    if (hf->family->adjust)
        hf->family->adjust(hf, &layers);
    check_kv_heads(hf, &layers.layer.attention);
    check_feed_forward(hf, &layers);
    if (!hf->good)
        return false;
    spread(hf, &layers);
    return model_build_finish(&hf->build, hf->model, hf->map->mark, hf->diags);
}
