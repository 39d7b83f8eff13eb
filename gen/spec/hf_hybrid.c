/* Families in which only some layers have attention; the mixers of the others are tensors of their own.
 *
 * What those mixers keep of the past does not grow with the context: it is the model's state, not in the
 * cache per token. Shapes as in Hugging Face transformers,
 * src/transformers/models/{jamba,bamba,granitemoehybrid,minimax,qwen3_next}/; states as in vLLM,
 * vllm/model_executor/layers/mamba/mamba_utils.py: of a convolution over `conv` tokens the last conv - 1. */
#include "hf_rows.h"

#include <string.h>

/* What a mixer keeps of a sequence: `tails` of a convolution and a recurrent state. */
static void add_state(struct hf *hf, double channels, int64_t conv, double recurrent, int64_t times) {
    double values = (channels * (double)(conv - 1) + recurrent) * (double)times;
    if (values > MODEL_MOST_WEIGHTS)
        hf_fault(hf, "num_hidden_layers|n_layer|num_layers|n_layers", NULL,
                 "the mixers would keep more than 2^53 values of a sequence");
    else
        hf->model->state_values = values;
}

/* A Mamba mixer of width n = expand × d, as in modeling_jamba.py: its norms stand on dt, B and C. */
static void extras_mamba(struct hf *hf, int64_t times) {
    int64_t d = hf->model->d_model;
    int64_t n = d * hf_count(hf, NULL, "mamba_expand", 2, 1, 64);
    int64_t state = hf_count(hf, NULL, "mamba_d_state", 16, 1, MODEL_MOST_WIDTH);
    int64_t conv = hf_count(hf, NULL, "mamba_d_conv", 4, 1, 1024);
    const struct node *rank = hf_find(hf, "mamba_dt_rank");
    int64_t dt = (d + 15) / 16;
    if (rank && strcmp(rank->text, "auto") != 0)
        dt = hf_count(hf, NULL, "mamba_dt_rank", dt, 1, MODEL_MOST_WIDTH);
    int64_t biases = hf_truth(hf, "mamba_proj_bias", false) ? 2 * n + d : 0;
    int64_t conv_bias = hf_truth(hf, "mamba_conv_bias", true) ? n : 0;
    hf_extra(hf, "mamba.in_proj", "other", 2 * n, d, times, true);
    hf_extra(hf, "mamba.conv1d", "other", n, conv, times, true);
    hf_extra(hf, "mamba.conv1d.bias", "other", conv_bias, 1, times, false);
    hf_extra(hf, "mamba.x_proj", "other", dt + 2 * state, n, times, true);
    hf_extra(hf, "mamba.dt_proj", "other", n, dt, times, true);
    hf_extra(hf, "mamba.dt_proj.bias", "other", n, 1, times, false);
    hf_extra(hf, "mamba.A_log", "other", n, state, times, false);
    hf_extra(hf, "mamba.D", "other", n, 1, times, false);
    hf_extra(hf, "mamba.norms", "norm", dt + 2 * state, 1, times, false);
    hf_extra(hf, "mamba.out_proj", "other", d, n, times, true);
    hf_extra(hf, "mamba.proj.bias", "other", biases, 1, times, false);
    add_state(hf, (double)n, conv, (double)n * (double)state, times);
}

static void adjust_jamba(struct hf *hf, struct hf_layers *layers) {
    layers->attention_every = hf_count(hf, NULL, "attn_layer_period", 8, 1, MODEL_MOST_LAYERS);
    layers->attention_at = hf_count(hf, NULL, "attn_layer_offset", 4, 0, MODEL_MOST_LAYERS);
    int64_t experts = hf_count(hf, NULL, "num_experts", 16, 1, MODEL_MOST_EXPERTS);
    if (experts > 1) { /* one expert is a dense feed-forward */
        layers->moe = (struct feed_forward){.matrices = 3, .n_experts = experts};
        layers->moe.top_k = hf_count(hf, "top_k", HF_NAMES_TOPK, 2, 1, (double)experts);
        layers->moe.d_expert = layers->layer.ffn.d_ff;
        layers->expert_every = hf_count(hf, NULL, "expert_layer_period", 2, 1, MODEL_MOST_LAYERS);
        layers->expert_at = hf_count(hf, NULL, "expert_layer_offset", 1, 0, MODEL_MOST_LAYERS);
    }
    extras_mamba(hf, hf->n_layers - hf_attention_layers(hf, layers));
}

/* A Mamba-2 mixer of `heads` × `width`, as in modeling_bamba.py: one matrix in for gate, values, B, C and dt.
 */
static void extras_mamba2(struct hf *hf, int64_t times) {
    int64_t d = hf->model->d_model;
    int64_t heads = hf_count(hf, NULL, "mamba_n_heads", 128, 1, MODEL_MOST_WIDTH);
    int64_t n = d * hf_count(hf, NULL, "mamba_expand", 2, 1, 64);
    int64_t groups = hf_count(hf, NULL, "mamba_n_groups", 1, 1, MODEL_MOST_WIDTH);
    int64_t state = hf_count(hf, NULL, "mamba_d_state", 256, 1, MODEL_MOST_WIDTH);
    int64_t conv = hf_count(hf, NULL, "mamba_d_conv", 4, 1, 1024);
    int64_t mixed = n + 2 * groups * state;
    bool bias = hf_truth(hf, "mamba_proj_bias", false);
    hf_extra(hf, "mamba.in_proj", "other", n + mixed + heads, d, times, true);
    hf_extra(hf, "mamba.conv1d", "other", mixed, conv, times, true);
    hf_extra(hf, "mamba.conv1d.bias", "other", hf_truth(hf, "mamba_conv_bias", true) ? mixed : 0, 1, times,
             false);
    hf_extra(hf, "mamba.dt_bias_A_D", "other", heads, 3, times, false);
    hf_extra(hf, "mamba.norm", "norm", n, 1, times, false);
    hf_extra(hf, "mamba.out_proj", "other", d, n, times, true);
    hf_extra(hf, "mamba.proj.bias", "other", bias ? n + mixed + heads + d : 0, 1, times, false);
    add_state(hf, (double)mixed, conv, (double)n * (double)state, times);
}

static void adjust_bamba(struct hf *hf, struct hf_layers *layers) {
    layers->attention_layers = hf_numbers(hf, "attn_layer_indices");
    layers->attention_every = hf->n_layers + 1; /* no list: no layer has attention */
    layers->attention_at = hf->n_layers;
    extras_mamba2(hf, hf->n_layers - hf_attention_layers(hf, layers));
}

/* Every layer has a shared feed-forward, and routed experts beside it where there are any. */
static void adjust_granitemoehybrid(struct hf *hf, struct hf_layers *layers) {
    int64_t shared = hf_count(hf, "d_shared", "shared_intermediate_size", HF_NEEDED, 1, MODEL_MOST_FFN);
    layers->layer.ffn.d_ff = shared;
    if (hf_count(hf, NULL, "num_local_experts", 8, 0, MODEL_MOST_EXPERTS) > 0) {
        layers->moe = hf_experts(hf, "num_local_experts", "intermediate_size");
        layers->moe.d_shared = shared;
    }
    layers->attention_types = hf_words(hf, "layer_types|layers_block_type");
    if (!layers->attention_types)
        hf_fault(hf, "layer_types", NULL,
                 "`layer_types` must say which layers are mamba and which attention");
    extras_mamba2(hf, hf->n_layers - hf_attention_layers(hf, layers));
}

/* Lightning attention: q, k, v and a gate of all heads, a norm over them, and the way back. */
static void extras_lightning(struct hf *hf, const struct attention *a, int64_t times) {
    int64_t d = hf->model->d_model, width = a->n_heads * a->d_head;
    hf_extra(hf, "lightning.qkv_proj", "attention", 3 * width, d, times, true);
    hf_extra(hf, "lightning.output_gate", "attention", width, d, times, true);
    hf_extra(hf, "lightning.out_proj", "attention", d, width, times, true);
    hf_extra(hf, "lightning.norm", "norm", width, 1, times, false);
    add_state(hf, 0, 1, (double)width * (double)a->d_head, times);
}

/* The first configurations list 1 for a layer of softmax attention; the later ones name each layer's kind. */
static void adjust_minimax(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "num_local_experts|num_experts", "intermediate_size");
    layers->attention_flags = hf_numbers(hf, "attn_type_list");
    layers->attention_types = hf_words(hf, "layer_types");
    layers->attention_every = 2;
    extras_lightning(hf, &layers->layer.attention, hf->n_layers - hf_attention_layers(hf, layers));
}

/* A gated delta net, as in modeling_qwen3_next.py: q, k, v and a gate, two values a head, a convolution. */
static void extras_delta_net(struct hf *hf, int64_t times) {
    int64_t d = hf->model->d_model;
    int64_t k_heads = hf_count(hf, NULL, "linear_num_key_heads", 16, 1, MODEL_MOST_WIDTH);
    int64_t v_heads = hf_count(hf, NULL, "linear_num_value_heads", 32, 1, MODEL_MOST_WIDTH);
    int64_t k_width = hf_count(hf, NULL, "linear_key_head_dim", 128, 1, MODEL_MOST_WIDTH);
    int64_t v_width = hf_count(hf, NULL, "linear_value_head_dim", 128, 1, MODEL_MOST_WIDTH);
    int64_t conv = hf_count(hf, NULL, "linear_conv_kernel_dim", 4, 1, 1024);
    int64_t keys = k_heads * k_width, values = v_heads * v_width;
    hf_extra(hf, "linear.qkvz", "attention", 2 * keys + 2 * values, d, times, true);
    hf_extra(hf, "linear.ba", "attention", 2 * v_heads, d, times, true);
    hf_extra(hf, "linear.conv1d", "attention", 2 * keys + values, conv, times, true);
    hf_extra(hf, "linear.dt_bias_A", "attention", v_heads, 2, times, false);
    hf_extra(hf, "linear.norm", "norm", v_width, 1, times, false);
    hf_extra(hf, "linear.out_proj", "attention", d, values, times, true);
    add_state(hf, (double)(2 * keys + values), conv, (double)values * (double)k_width, times);
}

/* Three of four layers are linear; the others gate their attention with a matrix as large as the query's. */
static void adjust_qwen3_next(struct hf *hf, struct hf_layers *layers) {
    const struct attention *a = &layers->layer.attention;
    layers->moe = hf_experts(hf, "num_experts", "moe_intermediate_size");
    layers->moe.d_shared =
        hf_count(hf, "d_shared", "shared_expert_intermediate_size", 512, 1, MODEL_MOST_FFN);
    layers->moe.shared_gate = true;
    layers->expert_every = hf_count(hf, NULL, "decoder_sparse_step", 1, 1, MODEL_MOST_LAYERS);
    layers->expert_at = layers->expert_every - 1;
    layers->dense_layers = hf_numbers(hf, "mlp_only_layers");
    layers->attention_types = hf_words(hf, "layer_types");
    layers->attention_every = hf_count(hf, NULL, "full_attention_interval", 4, 1, MODEL_MOST_LAYERS);
    layers->attention_at = layers->attention_every - 1;
    int64_t full = hf_attention_layers(hf, layers);
    hf_extra(hf, "attention.gate", "attention", a->n_heads * a->d_head, hf->model->d_model, full, true);
    extras_delta_net(hf, hf->n_layers - full);
}

const struct hf_family hf_hybrid_families[] = {
    {"jamba", {LLAMA, .n_kv_heads = 8}, adjust_jamba},
    {"bamba", {LLAMA, .n_kv_heads = 8}, adjust_bamba},
    {"granitemoehybrid",
     {LLAMA, .qkv_bias = {"attention_bias", false}, .o_bias = {"attention_bias", false}},
     adjust_granitemoehybrid},
    {"qwen3_next",
     {LLAMA, .d_head = 256, .qkv_bias = {"attention_bias", false}, .o_bias = {"attention_bias", false},
      .qk_normed = {NULL, true}, .qk_norm = QK_NORM_PER_HEAD, .qk_norm_weights = 1},
     adjust_qwen3_next},
    {"minimax", {LLAMA}, adjust_minimax},
    {"minimax_text_01", {LLAMA}, adjust_minimax},
};
const size_t hf_n_hybrid_families = sizeof hf_hybrid_families / sizeof hf_hybrid_families[0];
