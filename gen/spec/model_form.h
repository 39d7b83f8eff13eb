/* The keys of a model file in floorline's own words, as tables of fields and the structs that they fill.
 *
 * A form holds what the file says; -1 stands where it is silent and a default follows from the rest. */
#ifndef SPEC_MODEL_FORM_H
#define SPEC_MODEL_FORM_H

#include "field.h"
#include "../core/design.h"

enum form_ffn { FORM_GELU, FORM_RELU, FORM_SILU, FORM_RELU2, FORM_SWIGLU, FORM_GEGLU, FORM_REGLU, FORM_FFNS };
enum form_norm { FORM_LAYERNORM, FORM_RMSNORM, FORM_LAYERNORM_NO_BIAS, FORM_NORM_BARE, FORM_NORMS };
enum form_attention { FORM_FULL, FORM_SLIDING, FORM_CHUNKED, FORM_ATTENTION_NONE, FORM_ATTENTIONS };
enum form_qk_norm {
    FORM_QK_NONE,
    FORM_QK_PER_HEAD,
    FORM_QK_WHOLE,
    FORM_QK_PER_HEAD_BIAS,
    FORM_QK_WHOLE_BIAS,
    FORM_QK_NORMS
};

/* What can differ from layer to layer. First member of model_form, so that one table serves both. */
struct layer_form {
    int64_t n_layers, n_heads, n_kv_heads, d_head, d_ff, window, norms_per_layer;
    int attention, ffn, qk_norm;
    bool attention_bias, output_bias, ffn_bias, sinks, parallel;
    const struct node *moe, *mla;
};

struct model_form {
    struct layer_form layer;
    const char *name, *source, *family;
    double n_parameters;
    int64_t state_values;
    int64_t d_model, vocab_size, d_embedding, position_rows, full_every;
    int norm, confidence;
    bool tied_embeddings, head_bias, final_norm;
    const struct node *layers, *extra_tensors;
};

struct moe_form {
    int64_t n_experts, top_k, d_expert, d_shared, first_dense, every;
    bool shared_gate, router_bias, expert_bias;
};

struct mla_form {
    int64_t q_rank, kv_rank, d_rope, d_nope, d_value;
};

struct extra_form {
    const char *name;
    int component;
    int64_t rows, columns, times;
    bool matmul;
};

extern const struct field_table model_fields; /* struct model_form */
extern const struct field_table layer_fields; /* struct layer_form: an entry of `layers` */
extern const struct field_table moe_fields, mla_fields, extra_fields;

/* The words of the choices above, NULL behind the last. */
extern const char *const ffn_names[FORM_FFNS + 1];
extern const char *const norm_names[FORM_NORMS + 1];
extern const char *const attention_names[FORM_ATTENTIONS + 1];
extern const char *const qk_norm_names[FORM_QK_NORMS + 1];
extern const char *const component_names[]; /* of an extra tensor */

extern const int ffn_matrices[FORM_FFNS];
extern const int norm_weights[FORM_NORMS]; /* per channel */

void model_form_clear(struct model_form *form); /* as an empty file would leave it */

#endif
