/* The tables behind model files: key, type, bounds, what it is for. Reads nothing itself. */
#include "model_form.h"
#include "model_build.h"

#include <string.h>

const char *const ffn_names[] = {"gelu", "relu", "silu", "relu2", "swiglu", "geglu", "reglu", NULL};
const char *const norm_names[] = {"layernorm", "rmsnorm", "layernorm_no_bias", "unweighted", NULL};
const char *const attention_names[] = {"full", "sliding", "chunked", "none", NULL};
const char *const qk_norm_names[] = {"none", "per_head", "whole", "per_head_bias", "whole_bias", NULL};
const char *const component_names[] = {"embedding", "position", "attention", "ffn", "router",
                                       "norm",      "head",     "other",     NULL};

const int ffn_matrices[FORM_FFNS] = {2, 2, 2, 2, 3, 3, 3};
const int norm_weights[FORM_NORMS] = {2, 1, 1, 0};

#define AT(member)    offsetof(struct model_form, member)
#define LAYER(member) offsetof(struct layer_form, member)
#define TEXT(key, to, help)                                                                                  \
    { key, FIELD_TEXT, DIMENSION_NUMBER, 0, 0, NULL, false, to, NULL, 0, NULL, help }
#define COUNT(key, to, least, most, label, help)                                                             \
    { key, FIELD_COUNT, DIMENSION_COUNT, least, most, NULL, false, to, NULL, 0, label, help }
#define TRUTH(key, to, label, help)                                                                          \
    { key, FIELD_BOOL, DIMENSION_NUMBER, 0, 0, NULL, false, to, NULL, 0, label, help }
#define CHOICE(key, to, words, label, help)                                                                  \
    { key, FIELD_CHOICE, DIMENSION_NUMBER, 0, 0, NULL, false, to, words, 0, label, help }
#define NODE(key, to, help)                                                                                  \
    { key, FIELD_NODE, DIMENSION_NUMBER, 0, 0, NULL, false, to, NULL, 0, NULL, help }

enum { MODEL_ROWS = 17 }; /* rows of the whole model; those of a layer follow */

static const struct field rows[] = {
    TEXT("name", AT(name), "name on the page; the file's name by default"),
    TEXT("source", AT(source), "where the figures come from"),
    CHOICE("confidence", AT(confidence), confidence_names, NULL,
           "how sure those figures are that do not say it themselves; third_party by default"),
    TEXT("family", AT(family), "architecture, say the model_type of a config.json"),
    {"n_parameters", FIELD_QUANTITY, DIMENSION_NUMBER, 1, MODEL_MOST_WEIGHTS, NULL, false, AT(n_parameters),
     NULL, 0, "parameters, nominal", "nominal number of parameters (52e9); then it is the parameter count"},
    COUNT("d_model", AT(d_model), 1, MODEL_MOST_WIDTH, "model width", "width of the model"),
    COUNT("vocab_size", AT(vocab_size), 1, MODEL_MOST_VOCAB, "vocabulary", "rows of the embedding table"),
    COUNT("d_embedding", AT(d_embedding), 1, MODEL_MOST_WIDTH, "embedding width",
          "width of an embedding row; d_model by default"),
    COUNT("position_rows", AT(position_rows), 0, MODEL_MOST_TOKENS, "learned positions",
          "rows of the table of learned positions; 0 (rotary, ALiBi) by default"),
    COUNT("state_values", AT(state_values), 0, MODEL_MOST_WEIGHTS, "state of a sequence, values",
          "values that layers without attention keep of a sequence whatever its length, all layers together"),
    TRUTH("tied_embeddings", AT(tied_embeddings), "LM head shared with the embedding",
          "LM head and embedding are one matrix; false by default"),
    TRUTH("head_bias", AT(head_bias), "bias of the LM head", "the LM head has a bias; false by default"),
    CHOICE("norm", AT(norm), norm_names, "kind of norm",
           "kind of norm; rmsnorm for gated feed-forwards, else layernorm"),
    TRUTH("final_norm", AT(final_norm), "norm before the LM head",
          "a norm before the LM head; true by default"),
    COUNT("full_every", AT(full_every), 1, MODEL_MOST_LAYERS, "full attention every so many layers",
          "with sliding or chunked attention: every so many layers one is full"),
    NODE("layers", AT(layers), "a list of layer kinds; each overrides the model's keys for its n_layers"),
    NODE("extra_tensors", AT(extra_tensors), "tensors that no other key tells of"),
    COUNT("n_layers", LAYER(n_layers), 1, MODEL_MOST_LAYERS, "layers", "number of layers"),
    COUNT("n_heads", LAYER(n_heads), 1, MODEL_MOST_WIDTH, "query heads", "query heads of a layer"),
    COUNT("n_kv_heads", LAYER(n_kv_heads), 1, MODEL_MOST_WIDTH, "key/value heads",
          "key/value heads of a layer; n_heads by default"),
    COUNT("d_head", LAYER(d_head), 1, MODEL_MOST_WIDTH, "head width",
          "width of a head; d_model / n_heads by default"),
    COUNT("d_ff", LAYER(d_ff), 1, MODEL_MOST_FFN, "feed-forward width",
          "width of the feed-forward; 4 d_model by default where it is not gated"),
    CHOICE("ffn", LAYER(ffn), ffn_names, "kind of feed-forward",
           "feed-forward: the glu kinds have three matrices; gelu by default"),
    CHOICE("attention", LAYER(attention), attention_names, "kind of attention",
           "what a layer attends to; full by default"),
    COUNT("window", LAYER(window), 1, MODEL_MOST_TOKENS, "attention window",
          "tokens that sliding or chunked attention sees"),
    TRUTH("attention_bias", LAYER(attention_bias), "biases on query, key and value",
          "biases on query, key and value; false by default"),
    TRUTH("output_bias", LAYER(output_bias), "bias on the output projection",
          "a bias on the output projection; false by default"),
    TRUTH("ffn_bias", LAYER(ffn_bias), "biases in the feed-forward",
          "biases in the feed-forward; false by default"),
    CHOICE("qk_norm", LAYER(qk_norm), qk_norm_names, "norms of queries and keys",
           "norms of queries and keys; none by default"),
    TRUTH("sinks", LAYER(sinks), "attention sinks", "one learned attention sink a head; false by default"),
    COUNT("norms_per_layer", LAYER(norms_per_layer), 0, 16, "norms of a layer",
          "norms of width d_model in a layer; 2, or 1 where parallel, by default"),
    TRUTH("parallel", LAYER(parallel), "attention beside the feed-forward",
          "attention and feed-forward side by side; false by default"),
    NODE("moe", LAYER(moe), "mixture of experts: n_experts, top_k, d_expert, …; or `none`"),
    NODE("mla", LAYER(mla),
         "multi-head latent attention: q_rank, kv_rank, d_rope, d_nope, d_value; or `none`"),
};

enum { ROWS = sizeof rows / sizeof rows[0], LAYER_ROWS = ROWS - MODEL_ROWS };

const struct field_table model_fields = {"model", "the model", rows, ROWS, false, true};
const struct field_table layer_fields = {"model.layers", "a layer kind", rows + MODEL_ROWS,
                                         LAYER_ROWS,     false,          false};

#define MOE(member) offsetof(struct moe_form, member)
static const struct field moe_rows[] = {
    COUNT("n_experts", MOE(n_experts), 1, MODEL_MOST_EXPERTS, "experts", "routed experts of a layer"),
    COUNT("top_k", MOE(top_k), 1, MODEL_MOST_EXPERTS, "experts per token", "experts chosen for a token"),
    COUNT("d_expert", MOE(d_expert), 1, MODEL_MOST_FFN, "expert width", "feed-forward width of an expert"),
    COUNT("d_shared", MOE(d_shared), 0, MODEL_MOST_FFN, "shared expert width",
          "width of all shared experts together; 0 by default"),
    TRUTH("shared_gate", MOE(shared_gate), "gate of the shared expert",
          "d_model weights gate the shared expert; false by default"),
    TRUTH("router_bias", MOE(router_bias), "biases of the router",
          "one bias an expert in the router; false by default"),
    TRUTH("expert_bias", MOE(expert_bias), "biases in the experts",
          "biases in the experts; false by default"),
    COUNT("first_dense", MOE(first_dense), 0, MODEL_MOST_LAYERS, "leading layers without experts",
          "leading layers without experts; 0 by default"),
    COUNT("every", MOE(every), 1, MODEL_MOST_LAYERS, "experts every so many layers",
          "experts in every so many layers, the last of each group; 1 by default"),
};
const struct field_table moe_fields = {
    "model.moe", "the mixture of experts", moe_rows, sizeof moe_rows / sizeof moe_rows[0], false, true};

#define MLA(member) offsetof(struct mla_form, member)
static const struct field mla_rows[] = {
    COUNT("q_rank", MLA(q_rank), 0, MODEL_MOST_WIDTH, "query rank",
          "rank of the query's projection; 0, a whole matrix, by default"),
    COUNT("kv_rank", MLA(kv_rank), 1, MODEL_MOST_WIDTH, "latent width", "rank of keys and values: cached"),
    COUNT("d_rope", MLA(d_rope), 0, MODEL_MOST_WIDTH, "rotary key width",
          "width of the shared rotary key: cached"),
    COUNT("d_nope", MLA(d_nope), 1, MODEL_MOST_WIDTH, "head width without the rotary part",
          "width of a query or key head without its rotary part; d_head by default"),
    COUNT("d_value", MLA(d_value), 1, MODEL_MOST_WIDTH, "value head width",
          "width of a value head; d_nope by default"),
};
const struct field_table mla_fields = {
    "model.mla", "the latent attention", mla_rows, sizeof mla_rows / sizeof mla_rows[0], false, true};

#define EXTRA(member) offsetof(struct extra_form, member)
static const struct field extra_rows[] = {
    TEXT("name", EXTRA(name), "name of the tensor"),
    CHOICE("component", EXTRA(component), component_names, NULL,
           "what it is counted under; other by default"),
    COUNT("rows", EXTRA(rows), 1, MODEL_MOST_WEIGHTS, NULL, "rows"),
    COUNT("columns", EXTRA(columns), 1, MODEL_MOST_WEIGHTS, NULL, "columns; 1 by default"),
    COUNT("times", EXTRA(times), 1, MODEL_MOST_WEIGHTS, NULL, "copies in the model; 1 by default"),
    TRUTH("matmul", EXTRA(matmul), NULL, "multiplied with every token; false by default"),
};
const struct field_table extra_fields = {
    "model.extra_tensors", "a tensor", extra_rows, sizeof extra_rows / sizeof extra_rows[0], false, false};

void model_form_clear(struct model_form *form) {
    memset(form, 0, sizeof *form);
    struct layer_form *layer = &form->layer;
    layer->n_layers = layer->n_heads = layer->n_kv_heads = layer->d_head = layer->d_ff = -1;
    layer->window = layer->norms_per_layer = -1;
    layer->ffn = FORM_GELU;
    layer->attention = FORM_FULL;
    form->d_model = form->full_every = form->state_values = -1;
    form->norm = -1;
    form->confidence = CONFIDENCE_THIRD_PARTY;
    form->final_norm = true;
}
