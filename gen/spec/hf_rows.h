/* Words that rows of Hugging Face families are made of. Only for gen/spec/hf_{gpt,llama,moe,hybrid}.c. */
#ifndef SPEC_HF_ROWS_H
#define SPEC_HF_ROWS_H

#include "hf_parts.h"

/* Switches: always on; or under a key, with what its class takes where it is absent. */
#define YES                                                                                                  \
    { NULL, true }
#define KEY(k, d)                                                                                            \
    { k, d }

/* Traits that families share. */
#define LLAMA          .gated = true, .norm = 1, .norms = 2
#define ATTENTION_BIAS .qkv_bias = KEY("attention_bias", false), .o_bias = KEY("attention_bias", false)
#define PER_HEAD       .qk_norm = QK_NORM_PER_HEAD, .qk_norm_weights = 1
#define WHOLE          .qk_norm = QK_NORM_WHOLE, .qk_norm_weights = 1

#endif
