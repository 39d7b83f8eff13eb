/* Sizes of the key-value cache. Never knows capacities or times. Unit: bytes. */
#include "cache.h"

#include <math.h>

double cache_tokens(const struct attention *attention, double context) {
    if (attention->kind == ATTENTION_NONE)
        return 0;
    return attention_windowed(attention) ? fmin(context, (double)attention->window) : context;
}

double cache_prompt_pairs(const struct attention *attention, double tokens) {
    double window = (double)attention->window;
    if (attention->kind == ATTENTION_NONE)
        return 0;
    if (!attention_windowed(attention) || tokens <= window)
        return tokens * tokens / 2;
    if (attention->kind == ATTENTION_SLIDING)
        return window * window / 2 + (tokens - window) * window;
    double chunks = floor(tokens / window), rest = tokens - chunks * window;
    return chunks * window * window / 2 + rest * rest / 2;
}

/* Values of one token in one head, keys and values together. */
static double head_values(const struct attention *attention) {
    return (double)attention->d_head + (double)attention_value_width(attention);
}

double cache_layer_bytes(const struct attention *attention, double value_bytes) {
    if (attention->kind == ATTENTION_NONE)
        return 0;
    if (attention->kind == ATTENTION_LATENT)
        return (double)(attention->kv_rank + attention->d_rope) * value_bytes;
    return (double)attention->n_kv_heads * head_values(attention) * value_bytes;
}

double cache_layer_bytes_per_accelerator(const struct attention *attention, double value_bytes,
                                         int64_t tensor_parallel) {
    if (attention->kind == ATTENTION_NONE || attention->kind == ATTENTION_LATENT)
        return cache_layer_bytes(attention, value_bytes);
    int64_t heads = (attention->n_kv_heads + tensor_parallel - 1) / tensor_parallel;
    return (double)heads * head_values(attention) * value_bytes;
}

double cache_copies(const struct attention *attention, int64_t tensor_parallel) {
    double once = cache_layer_bytes(attention, 1);
    if (once <= 0)
        return 1; /* LCOV_EXCL_LINE: asked of layers with attention alone */
    return cache_layer_bytes_per_accelerator(attention, 1, tensor_parallel) * (double)tensor_parallel / once;
}

double cache_token_bytes(const struct model *model, double value_bytes) {
    double bytes = 0;
    for (size_t i = 0; i < model->n_kinds; i++)
        bytes +=
            (double)model->kinds[i].n_layers * cache_layer_bytes(&model->kinds[i].attention, value_bytes);
    return bytes;
}

double cache_token_bytes_per_accelerator(const struct model *model, double value_bytes,
                                         int64_t tensor_parallel) {
    double bytes = 0;
    for (size_t i = 0; i < model->n_kinds; i++)
        bytes += (double)model->kinds[i].n_layers *
                 cache_layer_bytes_per_accelerator(&model->kinds[i].attention, value_bytes, tensor_parallel);
    return bytes;
}

double cache_sequence_bytes(const struct model *model, double value_bytes, int64_t tensor_parallel,
                            double context) {
    double bytes = 0;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct attention *attention = &model->kinds[i].attention;
        bytes += (double)model->kinds[i].n_layers * cache_tokens(attention, context) *
                 cache_layer_bytes_per_accelerator(attention, value_bytes, tensor_parallel);
    }
    return bytes * (double)tensor_parallel;
}

double cache_state_bytes(const struct model *model, double value_bytes) {
    return model->state_values * value_bytes;
}
