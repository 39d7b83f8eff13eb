/* Families in which only some layers have attention; the mixers of the others are tensors of their own.
 *
 * What those mixers keep of the past does not grow with the context and is not in the cache per token. Shapes
 * as in Hugging Face transformers, src/transformers/models/{jamba,minimax}/. */
#include "hf_parts.h"

#include <string.h>

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

/* Lightning attention: q, k, v and a gate of all heads, a norm over them, and the way back. */
static void extras_lightning(struct hf *hf, const struct attention *a, int64_t times) {
    int64_t d = hf->model->d_model, width = a->n_heads * a->d_head;
    hf_extra(hf, "lightning.qkv_proj", "attention", 3 * width, d, times, true);
    hf_extra(hf, "lightning.output_gate", "attention", width, d, times, true);
    hf_extra(hf, "lightning.out_proj", "attention", d, width, times, true);
    hf_extra(hf, "lightning.norm", "norm", width, 1, times, false);
}

/* The first configurations list 1 for a layer of softmax attention; the later ones name each layer's kind. */
static void adjust_minimax(struct hf *hf, struct hf_layers *layers) {
    layers->moe = hf_experts(hf, "num_local_experts|num_experts", "intermediate_size");
    layers->attention_flags = hf_numbers(hf, "attn_type_list");
    layers->attention_types = hf_words(hf, "layer_types");
    layers->attention_every = 2;
    extras_lightning(hf, &layers->layer.attention, hf->n_layers - hf_attention_layers(hf, layers));
}

#define LLAMA .gated = true, .norm = 1, .norms = 2

const struct hf_family hf_hybrid_families[] = {
    {"jamba", {LLAMA, .n_kv_heads = 8}, adjust_jamba},
    {"minimax", {LLAMA}, adjust_minimax},
    {"minimax_text_01", {LLAMA}, adjust_minimax},
};
const size_t hf_n_hybrid_families = sizeof hf_hybrid_families / sizeof hf_hybrid_families[0];
