/* Families with mixtures of experts.
 *
 * Shapes as in the modelling code of Hugging Face transformers, src/transformers/models/<model_type>/; dbrx,
 * kimi_k2 and minimax_m2 as in the code beside their weights. */
#include "hf_rows.h"

#include "../core/params.h"

/* Every layer has experts, as wide as `intermediate_size` says. */
static void adjust_mixtral(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "num_local_experts|num_experts", "intermediate_size");
}

static void adjust_granitemoe_shared(struct hf *hf, struct hf_layers *layers) {
    adjust_mixtral(hf, layers);
    layers->moe.d_shared = hf_count(hf, "d_shared", "shared_intermediate_size", 0, 0, MODEL_MOST_FFN);
}

static void adjust_phimoe(struct hf *hf, struct hf_layers *layers) {
    adjust_mixtral(hf, layers);
    hf->model->head_bias = hf_truth(hf, "lm_head_bias", false);
}

/* Experts in every decoder_sparse_step-th layer, the last of each group, but for those listed as dense. */
static void adjust_qwen3_moe(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "num_experts|num_local_experts", "moe_intermediate_size");
    layers->expert_every = hf_count(hf, NULL, "decoder_sparse_step", 1, 1, MODEL_MOST_LAYERS);
    layers->expert_at = layers->expert_every - 1;
    layers->dense_layers = hf_numbers(hf, "mlp_only_layers");
}

static void adjust_qwen2_moe(struct hf *hf, struct hf_layers *layers) {
    adjust_qwen3_moe(hf, layers);
    layers->moe.d_shared =
        hf_count(hf, "d_shared", "shared_expert_intermediate_size", 5632, 1, MODEL_MOST_FFN);
    layers->moe.shared_gate = true;
}

static void adjust_gpt_oss(struct hf *hf, struct hf_layers *layers) {
    adjust_mixtral(hf, layers);
    layers->moe.router_bias = layers->moe.expert_bias = true;
    layers->layer.attention.sinks = true;
}

/* `intermediate_size` is an expert's and the shared expert's; dense layers have intermediate_size_mlp. */
static void adjust_llama4(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "num_local_experts", "intermediate_size");
    layers->moe.d_shared = layers->moe.d_expert;
    layers->layer.ffn.d_ff = hf_count(hf, "d_ff", "intermediate_size_mlp", 16384, 1, MODEL_MOST_FFN);
    layers->expert_layers = hf_numbers(hf, "moe_layers");
    layers->expert_every = hf_count(hf, NULL, "interleave_moe_layer_step", 1, 1, MODEL_MOST_LAYERS);
    layers->expert_at = layers->expert_every - 1;
}

/* Routed and shared experts of one width, dense layers first. */
static void read_deepseek_experts(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "n_routed_experts|num_experts", "moe_intermediate_size");
    int64_t shared = hf_count(hf, NULL, "n_shared_experts|num_shared_experts", 0, 0, MODEL_MOST_EXPERTS);
    layers->moe.d_shared = shared * layers->moe.d_expert;
    layers->first_dense = hf_count(hf, NULL, "first_k_dense_replace", 0, 0, MODEL_MOST_LAYERS);
    layers->expert_every = hf_count(hf, NULL, "moe_layer_freq", 1, 1, MODEL_MOST_LAYERS);
}

/* Multi-head latent attention; without q_lora_rank (V2 Lite) the query's matrix is whole. */
static void read_latent(struct hf *hf, struct attention *a) {
    a->kind = ATTENTION_LATENT;
    a->n_kv_heads = a->n_heads;
    a->q_rank = hf_count(hf, "q_rank", "q_lora_rank", 0, 1, MODEL_MOST_WIDTH);
    a->kv_rank = hf_count(hf, "kv_rank", "kv_lora_rank", HF_NEEDED, 1, MODEL_MOST_WIDTH);
    a->d_rope = hf_count(hf, "d_rope", "qk_rope_head_dim", HF_NEEDED, 1, MODEL_MOST_WIDTH);
    a->d_head = hf_count(hf, "d_nope", "qk_nope_head_dim", HF_NEEDED, 1, MODEL_MOST_WIDTH);
    a->d_value = hf_count(hf, "d_value", "v_head_dim", HF_NEEDED, 1, MODEL_MOST_WIDTH);
    if (hf_truth(hf, "attention_bias", false))
        hf_fault(hf, "attention_bias", "write a model file by hand, with the biases as extra_tensors",
                 "biases in latent attention are not known");
}

static void adjust_deepseek_v2(struct hf *hf, struct hf_layers *layers) {
    read_latent(hf, &layers->layer.attention);
    read_deepseek_experts(hf, layers);
}

/* Prediction modules for further tokens are no part of the model that answers, and left out unless the file
 * asks for them with floorline's own key `include_mtp`: then they are stored, but not used for a token. Each
 * is a layer with experts, a projection of two states to one, three norms, and embedding and head once more
 * (DeepSeek-V3, arXiv 2412.19437, section 2.2, and the tensors of its checkpoint). */
static void extras_prediction(struct hf *hf, const struct hf_layers *layers) {
    int64_t modules = hf_count(hf, NULL, "num_nextn_predict_layers", 0, 0, 64);
    if (!hf->good || !hf_truth(hf, "include_mtp", false))
        return;
    struct layer_kind kind = layers->layer;
    kind.ffn = layers->moe;
    kind.n_layers = 1;
    struct model module = *hf->model;
    module.kinds = &kind;
    module.n_kinds = 1;
    module.tied_embeddings = module.final_norm = false;
    struct parameter_counts counts;
    params_count(&module, &counts);
    int64_t d = module.d_model;
    hf_extra(hf, "prediction.layer", "other", counts.total, 1, modules, false);
    hf_extra(hf, "prediction.eh_proj", "other", 2 * d, d, modules, false);
    hf_extra(hf, "prediction.norms", "other", 3 * d, module.norm_weights, modules, false);
}

/* The router's scores are corrected by one value an expert. */
static void adjust_deepseek_v3(struct hf *hf, struct hf_layers *layers) {
    adjust_deepseek_v2(hf, layers);
    layers->moe.router_bias = true;
    extras_prediction(hf, layers);
}

static void adjust_glm4_moe(struct hf *hf, struct hf_layers *layers) {
    read_deepseek_experts(hf, layers);
    layers->moe.router_bias = true;
    extras_prediction(hf, layers);
}

/* Shared experts of the routed ones' width; dense layers only before the first with experts. */
static void adjust_ernie4_5_moe(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "moe_num_experts", "moe_intermediate_size");
    layers->moe.router_bias = true;
    layers->moe.d_shared =
        layers->moe.d_expert * hf_count(hf, NULL, "moe_num_shared_experts", 2, 0, MODEL_MOST_EXPERTS);
    layers->first_dense = hf_count(hf, NULL, "moe_layer_start_index", 1, 0, MODEL_MOST_LAYERS);
    layers->expert_every = hf_count(hf, NULL, "moe_layer_interval", 1, 1, MODEL_MOST_LAYERS);
    layers->expert_at = layers->expert_every - 1;
    int64_t last = hf_count(hf, NULL, "moe_layer_end_index", -1, -1, MODEL_MOST_LAYERS);
    if (last >= 0 && last < hf->n_layers - 1)
        hf_fault(hf, "moe_layer_end_index", "write a model file by hand, with a list of layers",
                 "dense layers behind those with experts are not known");
}

/* Attention and experts each in a mapping of their own. */
static void adjust_dbrx(struct hf *hf, struct hf_layers *layers) {
    struct attention *a = &layers->layer.attention;
    const struct node *outer = hf_enter(hf, "attn_config");
    a->n_kv_heads = hf_count(hf, "n_kv_heads", "kv_n_heads", 1, 1, MODEL_MOST_WIDTH);
    hf->map = outer;
    hf_enter(hf, "ffn_config");
    layers->moe.matrices = 3;
    layers->moe.n_experts = hf_count(hf, "n_experts", "moe_num_experts", 4, 1, MODEL_MOST_EXPERTS);
    layers->moe.top_k = hf_count(hf, "top_k", "moe_top_k", 1, 1, (double)layers->moe.n_experts);
    layers->moe.d_expert = hf_count(hf, "d_expert", "ffn_hidden_size", 3584, 1, MODEL_MOST_FFN);
    hf->map = outer;
}

static void adjust_minimax_m2(struct hf *hf, struct hf_layers *layers) {
    adjust_mixtral(hf, layers);
    layers->moe.router_bias = hf_truth(hf, "use_routing_bias", true);
    layers->moe.d_shared = hf_count(hf, "d_shared", "shared_intermediate_size", 0, 0, MODEL_MOST_FFN);
}

#define QWEN3_MOE LLAMA, ATTENTION_BIAS, .qk_normed = YES, PER_HEAD, .slide = HF_SLIDE_UPPER, .window = 4096
#define LLAMA4                                                                                               \
    LLAMA, ATTENTION_BIAS, .d_head = 128, .n_kv_heads = 8, .slide = HF_SLIDE_CHUNKS, .window = 8192,         \
                           .full_every = 4
#define LATENT LLAMA, .d_head = 128 /* of no use: the latent widths follow */

const struct hf_family hf_moe_families[] = {
    {"mixtral", {LLAMA, .n_kv_heads = 8, .slide = HF_SLIDE_ALL}, adjust_mixtral},
    {"qwen2_moe",
     {LLAMA, .qkv_bias = KEY("qkv_bias", true), .slide = HF_SLIDE_UPPER, .window = 4096},
     adjust_qwen2_moe},
    {"qwen3_moe", {QWEN3_MOE}, adjust_qwen3_moe},
    {"qwen3_vl_moe_text", {QWEN3_MOE}, adjust_qwen3_moe},
    {"olmoe", {LLAMA, ATTENTION_BIAS, .qk_normed = YES, WHOLE}, adjust_mixtral},
    {"phimoe",
     {.gated = true, .n_kv_heads = 8, .norm = 2, .norms = 2, ATTENTION_BIAS, .slide = HF_SLIDE_ALL},
     adjust_phimoe},
    {"granitemoe", {LLAMA, ATTENTION_BIAS}, adjust_mixtral},
    {"granitemoeshared", {LLAMA, ATTENTION_BIAS}, adjust_granitemoe_shared},
    {"gpt_oss",
     {LLAMA, .d_head = 64, .n_kv_heads = 8, .qkv_bias = KEY("attention_bias", true),
      .o_bias = KEY("attention_bias", true), .slide = HF_SLIDE_PATTERN, .window = 128, .full_every = 2},
     adjust_gpt_oss},
    {"llama4", {LLAMA4}, adjust_llama4},
    {"llama4_text", {LLAMA4}, adjust_llama4},
    {"deepseek_v2", {LATENT}, adjust_deepseek_v2},
    {"deepseek_v3", {LATENT}, adjust_deepseek_v3},
    {"kimi_k2", {LATENT}, adjust_deepseek_v3},
    {"glm4_moe",
     {LLAMA, .n_kv_heads = 8, .qkv_bias = KEY("attention_bias", false),
      .qk_normed = KEY("use_qk_norm", false), PER_HEAD},
     adjust_glm4_moe},
    {"dots1", {LLAMA, ATTENTION_BIAS, .qk_normed = YES, PER_HEAD}, adjust_glm4_moe},
    {"ernie4_5_moe",
     {.tied = true,
      LLAMA,
      .d_head = 128,
      .qkv_bias = KEY("use_bias", false),
      .o_bias = KEY("use_bias", false),
      .ffn_bias = KEY("use_bias", false)},
     adjust_ernie4_5_moe},
    {"dbrx", {LLAMA}, adjust_dbrx},
    {"minimax_m2", {LLAMA, .qk_normed = KEY("use_qk_norm", true), WHOLE}, adjust_minimax_m2},
};
const size_t hf_n_moe_families = sizeof hf_moe_families / sizeof hf_moe_families[0];
