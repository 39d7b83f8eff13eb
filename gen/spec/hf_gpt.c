/* Families after GPT-2: a plain feed-forward, layer norms, biases here and there.
 *
 * Shapes as in the modelling code of Hugging Face transformers, src/transformers/models/<model_type>/. */
#include "hf_rows.h"

static void adjust_gpt_neox(struct hf *hf, struct hf_layers *layers) {
    layers->layer.parallel = hf_truth(hf, "use_parallel_residual", true);
}

/* Two position rows more than positions; the smallest model but one embeds at half width and projects. */
static void adjust_opt(struct hf *hf, struct hf_layers *layers) {
    struct model *m = hf->model;
    bool bias = hf_truth(hf, "enable_bias", true);
    layers->layer.attention.q_bias = layers->layer.attention.kv_bias = bias;
    layers->layer.attention.o_bias = layers->layer.ffn.bias = bias;
    if (!hf_truth(hf, "layer_norm_elementwise_affine", true))
        m->norm_weights = 0;
    m->position_rows += 2;
    m->final_norm =
        hf_truth(hf, "do_layer_norm_before", true) && !hf_truth(hf, "_remove_final_layer_norm", false);
    int64_t width = hf_count(hf, "d_embedding", "word_embed_proj_dim", m->d_model, 1, MODEL_MOST_WIDTH);
    if (width == m->d_model)
        return;
    m->d_embedding = width;
    hf_extra(hf, "project_in", "embedding", width, m->d_model, 1, true);
    hf_extra(hf, "project_out", "head", m->d_model, width, 1, true);
}

static void adjust_bloom(struct hf *hf, struct hf_layers *layers) {
    (void)layers;
    hf_extra(hf, "word_embeddings_layernorm", "norm", 2 * hf->model->d_model, 1, 1, false);
}

/* Falcon's first models share one key/value head and one norm; the later ones have groups and two norms. */
static void adjust_falcon(struct hf *hf, struct hf_layers *layers) {
    bool grouped = hf_truth(hf, "new_decoder_architecture", false);
    bool single = hf_truth(hf, "multi_query", true) && !grouped;
    bool parallel = hf_truth(hf, "parallel_attn", true);
    int64_t norms = hf_count(hf, NULL, "num_ln_in_parallel_attn", grouped ? 2 : 1, 1, 2);
    layers->layer.parallel = parallel;
    layers->layer.norms = parallel ? norms : 2;
    if (single)
        layers->layer.attention.n_kv_heads = 1;
}

/* `learned_pos_emb` says nothing where ALiBi is on; `no_bias` takes biases from norms too. */
static void adjust_mpt(struct hf *hf, struct hf_layers *layers) {
    struct attention *a = &layers->layer.attention;
    const struct node *outer = hf_enter(hf, "attn_config");
    bool alibi = hf_truth(hf, "alibi", true);
    bool normed = hf_truth(hf, "qk_ln", false);
    a->n_kv_heads = hf_count(hf, "n_kv_heads", "kv_n_heads", a->n_heads, 1, MODEL_MOST_WIDTH);
    hf->map = outer;
    bool bias = !hf_truth(hf, "no_bias", true);
    a->q_bias = a->kv_bias = a->o_bias = layers->layer.ffn.bias = bias;
    hf->model->norm_weights = bias ? 2 : 1;
    if (normed) {
        a->qk_norm = QK_NORM_WHOLE;
        a->qk_norm_weights = hf->model->norm_weights;
    }
    if (hf_truth(hf, "learned_pos_emb", true) && !alibi)
        hf->model->position_rows =
            hf_count(hf, "position_rows", "max_seq_len", HF_NEEDED, 1, MODEL_MOST_TOKENS);
    int64_t ratio = hf_count(hf, NULL, "expansion_ratio", 4, 1, 64);
    layers->layer.ffn.d_ff = ratio * hf->model->d_model;
}

static void adjust_gpt_bigcode(struct hf *hf, struct hf_layers *layers) {
    if (hf_truth(hf, "multi_query", true))
        layers->layer.attention.n_kv_heads = 1;
}

const struct hf_family hf_gpt_families[] = {
    {"gpt2",
     {.tied = true,
      .norm = 2,
      .norms = 2,
      .positions = true,
      .qkv_bias = YES,
      .o_bias = YES,
      .ffn_bias = YES},
     NULL},
    {"gptj", {.norm = 2, .norms = 1, .parallel = true, .head_bias = true, .ffn_bias = YES}, NULL},
    {"codegen", {.norm = 2, .norms = 1, .parallel = true, .head_bias = true, .ffn_bias = YES}, NULL},
    {"gpt_neox",
     {.norm = 2,
      .norms = 2,
      .qkv_bias = KEY("attention_bias", true),
      .o_bias = KEY("attention_bias", true),
      .ffn_bias = YES},
     adjust_gpt_neox},
    {"opt", {.tied = true, .norm = 2, .norms = 2, .positions = true}, adjust_opt},
    {"bloom",
     {.tied = true, .norm = 2, .norms = 2, .qkv_bias = YES, .o_bias = YES, .ffn_bias = YES},
     adjust_bloom},
    {"falcon",
     {.tied = true,
      .norm = 2,
      .norms = 1,
      .qkv_bias = KEY("bias", false),
      .o_bias = KEY("bias", false),
      .ffn_bias = KEY("bias", false)},
     adjust_falcon},
    {"mpt", {.tied = true, .norm = 1, .norms = 2}, adjust_mpt},
    {"gpt_bigcode",
     {.tied = true,
      .norm = 2,
      .norms = 2,
      .positions = true,
      .qkv_bias = YES,
      .o_bias = YES,
      .ffn_bias = YES},
     adjust_gpt_bigcode},
    {"starcoder2",
     {.tied = true,
      .norm = 2,
      .norms = 2,
      .n_kv_heads = 2,
      .qkv_bias = KEY("use_bias", true),
      .o_bias = KEY("use_bias", true),
      .ffn_bias = KEY("use_bias", true),
      .slide = HF_SLIDE_ALL},
     NULL},
    {"phi",
     {.norm = 2,
      .norms = 1,
      .parallel = true,
      .head_bias = true,
      .qkv_bias = YES,
      .o_bias = YES,
      .ffn_bias = YES,
      .qk_normed = KEY("qk_layernorm", false),
      .qk_norm = QK_NORM_PER_HEAD,
      .qk_norm_weights = 2},
     NULL},
    {"persimmon",
     {.norm = 2,
      .norms = 2,
      .qkv_bias = YES,
      .o_bias = YES,
      .ffn_bias = YES,
      .qk_normed = KEY("qk_layernorm", true),
      .qk_norm = QK_NORM_PER_HEAD,
      .qk_norm_weights = 2},
     NULL},
    {"nemotron",
     {.norm = 2,
      .norms = 2,
      .qkv_bias = KEY("attention_bias", false),
      .o_bias = KEY("attention_bias", false),
      .ffn_bias = KEY("mlp_bias", false)},
     NULL},
};
const size_t hf_n_gpt_families = sizeof hf_gpt_families / sizeof hf_gpt_families[0];
