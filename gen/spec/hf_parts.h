/* What the readers of Hugging Face families share: keys with their aliases, the common shape, patterns of
 * layers. Not for use outside of gen/spec/hf*.c. */
#ifndef SPEC_HF_PARTS_H
#define SPEC_HF_PARTS_H

#include "model_build.h"
#include "node.h"
#include "provenance.h"

/* A truth value of the configuration: a key and what its class takes where it is absent. A NULL key is a
 * constant of the architecture. */
struct hf_switch {
    const char *key;
    bool fallback;
};

enum hf_slide {
    HF_SLIDE_NONE,
    HF_SLIDE_ALL,     /* every layer, wherever the window is given */
    HF_SLIDE_UPPER,   /* Qwen: use_sliding_window, and only from max_window_layers on */
    HF_SLIDE_PATTERN, /* every so many layers one is full */
    HF_SLIDE_CHUNKS   /* Llama 4: chunks, and full where there is no rotary embedding */
};

/* One architecture, as far as a row can tell it. Zero is the commonest answer. */
struct hf_traits {
    bool tied;                                  /* class default of tie_word_embeddings */
    bool gated;                                 /* three matrices */
    int64_t norm;                               /* weights per channel of a norm */
    int64_t norms;                              /* per layer, of width d_model */
    bool parallel;                              /* attention and feed-forward side by side */
    bool head_bias;                             /* a bias on the LM head */
    bool positions;                             /* a table of learned positions */
    int64_t n_heads, n_kv_heads, d_head, vocab; /* class defaults; 0: H must be given, K = H, h = d/H */
    struct hf_switch qkv_bias, o_bias, ffn_bias, qk_normed;
    enum qk_norm qk_norm; /* where qk_normed */
    int64_t qk_norm_weights;
    enum hf_slide slide;
    int64_t window, full_every; /* class defaults of sliding_window and sliding_window_pattern */
};

struct hf;
struct hf_layers;

struct hf_family {
    const char *model_type;
    struct hf_traits traits;
    /* Sees the common shape, and sets what the row does not say. NULL: nothing is left to say. */
    void (*adjust)(struct hf *hf, struct hf_layers *layers);
};

/* Reading one configuration. */
struct hf {
    struct arena *arena;
    struct diags *diags;
    struct provenance_list *provenance;
    const struct node *map; /* the language model's part of the file */
    const struct hf_family *family;
    struct model *model;
    struct model_build build;
    int64_t n_layers;
    bool good;
};

/* Which layers are what: layer i has experts where moe.n_experts > 0, i >= first_dense,
 * i % expert_every == expert_at, and neither list of layer numbers says otherwise. */
struct hf_layers {
    struct layer_kind layer; /* full attention, dense */
    struct feed_forward moe; /* of a layer with experts */
    int64_t first_dense, expert_every, expert_at;
    const struct node *dense_layers, *expert_layers; /* lists of layer numbers, or NULL */
    enum attention_kind windowed;
    int64_t window, full_every, slide_from; /* full_every 0: every layer from slide_from on has the window */
    const struct node *layer_types;         /* list of "full_attention", …, one a layer, or NULL */
    const struct node *window_flags;        /* list of 1 for a layer with the window, or NULL */
    const struct node *attention_flags;     /* list of 1 for a layer with attention, or NULL */
    const struct node *attention_types;    /* words: "full_attention", "mamba", "linear_attention"; or NULL */
    const struct node *attention_layers;   /* numbers of the layers with attention, or NULL */
    int64_t attention_every, attention_at; /* other layers have no attention; 0: all have it */
};

/* ---- keys: `names` are alternatives, "num_hidden_layers|n_layer" -----------------------------------------
 */

const struct node *hf_find(const struct hf *hf, const char *names); /* NULL where absent or null */

#define HF_NEEDED ((int64_t)-1)
/* A count within bounds. Absent: `fallback`, or a diagnostic where that is HF_NEEDED. On a fault `hf->good`
 * is false and the answer is one that does no harm (max(least, 1)). `quantity` ("d_model", may be NULL)
 * records the figure's provenance. */
int64_t hf_count(struct hf *hf, const char *quantity, const char *names, int64_t fallback, double least,
                 double most);
bool hf_truth(struct hf *hf, const char *names, bool fallback);
bool hf_switched(struct hf *hf, struct hf_switch s);
/* A list under a key: of words, one a layer; of layer numbers or flags. NULL where absent, empty or faulty.
 */
const struct node *hf_words(struct hf *hf, const char *names);
const struct node *hf_numbers(struct hf *hf, const char *names);
bool hf_list_has(const struct node *numbers, int64_t value); /* NULL has nothing */
/* Reads on in a mapping inside of the configuration, and gives back the one before; an absent one is empty.
 */
const struct node *hf_enter(struct hf *hf, const char *key);
void hf_fault(struct hf *hf, const char *names, const char *hint, const char *what);

#define HF_NAMES_FFN  "intermediate_size|n_inner|ffn_dim|ffn_hidden_size"
#define HF_NAMES_TOPK "num_experts_per_tok|experts_per_token|num_experts_per_token|moe_topk|moe_k"

/* ---- the model ------------------------------------------------------------------------------------------
 */

/* Reads the common shape by the family's traits, lets the family adjust, and spreads the layers. */
bool hf_model_read(struct hf *hf);

/* The routed experts of most families: counts, width; the router without bias. */
struct feed_forward hf_experts(struct hf *hf, const char *n_names, const char *width_names);

/* A tensor of `times` copies that the common fields do not tell of. */
void hf_extra(struct hf *hf, const char *name, const char *component, int64_t rows, int64_t columns,
              int64_t times, bool matmul);

/* How many of the model's layers have attention under `layers`. */
int64_t hf_attention_layers(const struct hf *hf, const struct hf_layers *layers);

extern const struct hf_family hf_gpt_families[], hf_llama_families[], hf_moe_families[], hf_hybrid_families[];
extern const size_t hf_n_gpt_families, hf_n_llama_families, hf_n_moe_families, hf_n_hybrid_families;

#endif
