/* Dense families after Llama: a gated feed-forward, norms without biases, grouped heads.
 *
 * Shapes as in the modelling code of Hugging Face transformers, src/transformers/models/<model_type>/;
 * chatglm, internlm, exaone and baichuan as in the code beside their weights. */
#include "hf_rows.h"

#define QWEN_SLIDE .slide = HF_SLIDE_UPPER, .window = 4096

/* Side by side, the feed-forward reads the norm of the attention. */
static void adjust_stablelm(struct hf *hf, struct hf_layers *layers) {
    layers->layer.parallel = hf_truth(hf, "use_parallel_residual", false);
    layers->layer.norms = layers->layer.parallel ? 1 : 2;
}

static void adjust_chatglm(struct hf *hf, struct hf_layers *layers) {
    struct attention *a = &layers->layer.attention;
    if (hf_truth(hf, "multi_query_attention", false))
        a->n_kv_heads = hf_count(hf, "n_kv_heads", "multi_query_group_num", HF_NEEDED, 1, MODEL_MOST_WIDTH);
    a->d_head = a->d_value = hf_count(hf, "d_head", "kv_channels", a->d_head, 1, MODEL_MOST_WIDTH);
    bool all = hf_truth(hf, "add_bias_linear", false);
    a->q_bias = a->kv_bias = all || hf_truth(hf, "add_qkv_bias", false);
    a->o_bias = layers->layer.ffn.bias = all;
    hf->model->norm_weights = hf_truth(hf, "rmsnorm", true) ? 1 : 2;
    hf->model->final_norm = hf_truth(hf, "post_layer_norm", true);
}

#define GEMMA .tied = true, .gated = true, .norm = 1, .d_head = 256, ATTENTION_BIAS
#define GEMMA3                                                                                               \
    GEMMA, .norms = 4, .qk_normed = YES, PER_HEAD, .n_heads = 8, .n_kv_heads = 4, .vocab = 262208,           \
           .slide = HF_SLIDE_PATTERN, .window = 4096, .full_every = 6
#define QWEN2 LLAMA, .qkv_bias = YES, QWEN_SLIDE
#define QWEN3 LLAMA, .d_head = 128, ATTENTION_BIAS, .qk_normed = YES, PER_HEAD, QWEN_SLIDE

const struct hf_family hf_llama_families[] = {
    {"llama", {LLAMA, ATTENTION_BIAS, .ffn_bias = KEY("mlp_bias", false)}, NULL},
    {"mistral", {LLAMA, .n_kv_heads = 8, .slide = HF_SLIDE_ALL, .window = 4096}, NULL},
    {"ministral3", {LLAMA, .d_head = 128}, NULL},
    {"qwen2", {QWEN2}, NULL},
    {"qwen2_vl", {QWEN2}, NULL},
    {"qwen2_vl_text", {QWEN2}, NULL},
    {"qwen2_5_vl", {QWEN2}, NULL},
    {"qwen2_5_vl_text", {QWEN2}, NULL},
    {"qwen3", {QWEN3}, NULL},
    {"qwen3_vl_text", {QWEN3}, NULL},
    {"gemma", {GEMMA, .norms = 2}, NULL},
    {"gemma2", {GEMMA, .norms = 4, .slide = HF_SLIDE_PATTERN, .window = 4096, .full_every = 2}, NULL},
    {"gemma3", {GEMMA3}, NULL},
    {"gemma3_text", {GEMMA3}, NULL},
    {"phi3", {LLAMA, .slide = HF_SLIDE_ALL}, NULL},
    {"cohere",
     {.tied = true,
      .gated = true,
      .norm = 1,
      .norms = 1,
      .parallel = true,
      ATTENTION_BIAS,
      .qk_normed = KEY("use_qk_norm", false),
      WHOLE},
     NULL},
    {"cohere2",
     {.tied = true,
      .gated = true,
      .norm = 1,
      .norms = 1,
      .parallel = true,
      ATTENTION_BIAS,
      .slide = HF_SLIDE_PATTERN,
      .window = 4096,
      .full_every = 4},
     NULL},
    {"olmo", {.gated = true, .norm = 0, .norms = 2, ATTENTION_BIAS}, NULL},
    {"olmo2", {LLAMA, ATTENTION_BIAS, .qk_normed = YES, WHOLE}, NULL},
    {"olmo3",
     {LLAMA, ATTENTION_BIAS, .qk_normed = YES, WHOLE, .slide = HF_SLIDE_PATTERN, .window = 4096,
      .full_every = 4},
     NULL},
    {"granite", {LLAMA, ATTENTION_BIAS, .ffn_bias = KEY("mlp_bias", false)}, NULL},
    {"stablelm",
     {.gated = true,
      .norm = 2,
      .norms = 2,
      .qkv_bias = KEY("use_qkv_bias", false),
      .qk_normed = KEY("qk_layernorm", false),
      WHOLE},
     adjust_stablelm},
    {"internlm", {LLAMA, .qkv_bias = KEY("bias", true), .o_bias = KEY("bias", true)}, NULL},
    {"internlm2", {LLAMA, .qkv_bias = KEY("bias", true), .o_bias = KEY("bias", true)}, NULL},
    {"internlm3",
     {LLAMA, .qkv_bias = KEY("qkv_bias", false), .o_bias = KEY("bias", false),
      .ffn_bias = KEY("bias", false)},
     NULL},
    {"exaone", {.tied = true, LLAMA}, NULL},
    {"exaone4",
     {LLAMA, .qk_normed = YES, PER_HEAD, .slide = HF_SLIDE_PATTERN, .window = 4096, .full_every = 4},
     NULL},
    {"glm", {LLAMA, .qkv_bias = KEY("attention_bias", true)}, NULL},
    {"glm4", {.gated = true, .norm = 1, .norms = 4, .qkv_bias = KEY("attention_bias", true)}, NULL},
    {"chatglm", {LLAMA}, adjust_chatglm},
    {"baichuan", {LLAMA}, NULL},
    {"smollm3",
     {.tied = true, LLAMA, .n_kv_heads = 4, ATTENTION_BIAS, .ffn_bias = KEY("mlp_bias", false), QWEN_SLIDE},
     NULL},
    {"seed_oss",
     {LLAMA, .d_head = 128, .n_kv_heads = 8, .qkv_bias = KEY("attention_bias", true),
      .o_bias = KEY("attention_out_bias", false), .ffn_bias = KEY("mlp_bias", false)},
     NULL},
    {"ernie4_5",
     {.tied = true,
      LLAMA,
      .d_head = 128,
      .qkv_bias = KEY("use_bias", false),
      .o_bias = KEY("use_bias", false),
      .ffn_bias = KEY("use_bias", false)},
     NULL},
    {"helium", {LLAMA, .d_head = 128, ATTENTION_BIAS, .ffn_bias = KEY("mlp_bias", false)}, NULL},
    {"arcee", {.norm = 1, .norms = 2, ATTENTION_BIAS, .ffn_bias = KEY("mlp_bias", false)}, NULL},
};
const size_t hf_n_llama_families = sizeof hf_llama_families / sizeof hf_llama_families[0];
