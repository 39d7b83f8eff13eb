/* The cache of keys and values: what a token of a sequence takes, and how many tokens a layer keeps. Bytes.
 *
 * Per layer and token K·(h + h_v)·b_kv bytes; latent attention caches kv_rank + d_rope values. Over N
 * tensor-parallel accelerators each holds ceil(K/N) heads, so heads are copied where N > K; a latent cache is
 * whole on each. Source: reference arithmetic, section 4; DeepSeek-V2 (arXiv 2405.04434) for the latent
 * cache; vLLM, model_executor/layers/mamba/mamba_utils.py, for the states that do not grow. */
#ifndef CORE_CACHE_H
#define CORE_CACHE_H

#include "design.h"

/* Tokens that a layer keeps of `context`: all, or at most `window`. A chunk counts as full, its longest
 * state. */
double cache_tokens(const struct attention *attention, double context);

/* Query-key pairs of a causal prompt of `tokens`, T²/2 in a full layer: the sum over tokens of what each
 * sees. */
double cache_prompt_pairs(const struct attention *attention, double tokens);

/* Bytes of one token in one layer: of the whole model, and on one of `tensor_parallel` accelerators. */
double cache_layer_bytes(const struct attention *attention, double value_bytes);
double cache_layer_bytes_per_accelerator(const struct attention *attention, double value_bytes,
                                         int64_t tensor_parallel);

/* How often each byte of a layer's cache is stored in a tensor-parallel group, 1 where nothing is copied. */
double cache_copies(const struct attention *attention, int64_t tensor_parallel);

/* All layers: bytes of one token, nothing copied, and on one accelerator; windows not yet full. */
double cache_token_bytes(const struct model *model, double value_bytes);
double cache_token_bytes_per_accelerator(const struct model *model, double value_bytes,
                                         int64_t tensor_parallel);

/* All layers: bytes of one sequence of `context` tokens over a tensor-parallel group, copies counted. */
double cache_sequence_bytes(const struct model *model, double value_bytes, int64_t tensor_parallel,
                            double context);

/* All layers: bytes of the state that layers without a cache keep of one sequence, over a tensor-parallel
 * group. Each accelerator holds its share of the heads or channels, and nothing is copied. */
double cache_state_bytes(const struct model *model, double value_bytes);

#endif
