/* What is said of faults in model files and configurations. */
#include "model_reading.h"

static void assert_said(void **state, const char *words, const char *expected) {
    struct reading *f = *state;
    struct model model;
    f->diags = diags_new(f->arena);
    text_clear(&f->said);
    if (read_words(f, words, &model) && !strstr(expected, "warning"))
        fail_msg("read without an error: %s", words);
    if (!strstr(text_get(&f->said), expected))
        fail_msg("expected `%s` in:\n%s", expected, text_get(&f->said));
}

static void faults_in_model_files_are_said_at_their_place(void **state) {
    assert_said(state, DENSE "n_layers: 2\nn_heads: 0\n", "m.yaml:4:10: error: `n_heads` must be at least 1");
    assert_said(state, DENSE "n_layers: 18446744073709551616\nn_heads: 4\n", "m.yaml:3:11: error");
    assert_said(state, DENSE "n_layers: 99999\nn_heads: 4\n", "must be at most 10000");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nn_kv_heads: 8\n",
                "m.yaml:5:13: error: n_kv_heads (8) is above n_heads (4)");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nn_kv_heads: 3\n", "n_kv_heads (3) does not divide");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 5\n", "d_model (64) is not a multiple of n_heads (5)");
    assert_said(state, DENSE "n_layers: 2.5\nn_heads: 4\n", "m.yaml:3:11: error");
    assert_said(state, DENSE "n_heads: 4\n", "lacks `n_layers`");
    assert_said(state, DENSE "n_layers: 2\n", "lacks `n_heads`");
    assert_said(state, "n_layers: 2\nn_heads: 4\n", "lacks `d_model`");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nffn: swiglu\n", "lacks `d_ff`");
    assert_said(state, DENSE "n_layer: 2\nn_heads: 4\n", "did you mean `n_layers`?");
    assert_said(state, "n_layers: 2\nn_heads: 4\nd_model: 64\n", "warning: without a vocabulary");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nconfidence: sure\n",
                "m.yaml:5:13: error: `confidence` may not be `sure`");
}

static void faults_in_kinds_are_said_at_their_place(void **state) {
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nmoe: {n_experts: 4, top_k: 8, d_expert: 9}\n",
                "m.yaml:5:28: error: top_k is above n_experts");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nmoe: {n_experts: 4}\n", "lacks `d_expert`");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nmla: {kv_rank: 4}\n", "lacks `d_rope`");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nattention: sliding\n", "need a window");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nfull_every: 3\n", "belongs to sliding or chunked");
    assert_said(state, DENSE "n_layers: 3\nn_heads: 4\nlayers: [{n_layers: 1}, {n_layers: 1}]\n",
                "m.yaml:3:11: error: the entries of `layers` have 2 layers in all");
    assert_said(state, DENSE "n_heads: 4\nlayers: [5]\n", "must be a list of mappings");
    assert_said(state, DENSE "n_heads: 4\nlayers: []\n", "must be a list of layer kinds");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nextra_tensors: [{columns: 2}]\n", "lacks `rows`");
    assert_said(state, DENSE "n_heads: 4\nlayers: [{n_layers: 1}, {n_layers: 1, attention: none}]\n",
                "m.yaml:1:1: warning: what the layers without attention keep of a sequence is left out");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nmla: {d_rope: 4}\n",
                "the latent attention lacks `kv_rank`");
    assert_said(state, DENSE "n_layers: 2\nn_heads: 4\nmla: {kv_rank: 4, d_rope: x}\n", "m.yaml:5:27: error");
    assert_said(state, DENSE "n_heads: 4\nlayers: [{attention: none}]\n", "a layer kind lacks `n_layers`");
    assert_said(state, DENSE "n_heads: 4\nlayers: [{n_layers: 0}]\n", "error");
    assert_said(state,
                DENSE
                "n_heads: 4\nlayers: [{n_layers: 2, moe: {n_experts: 4, top_k: 1, d_expert: 9, every: 2}}]\n",
                "list the dense ones as a kind of their own");
    assert_said(state,
                DENSE "n_heads: 4\nattention: sliding\nwindow: 8\nfull_every: 2\nlayers: [{n_layers: 2}]\n",
                "`full_every` and `layers` exclude each other");
}

/* 10^4 layers of 10^5 experts, each 3 × 10^6 × 10^7, would pass 2^63. */
static void more_weights_than_can_be_counted_are_refused(void **state) {
    assert_said(state,
                "d_model: 1000000\nvocab_size: 100\nn_layers: 10000\nn_heads: 1000\nffn: swiglu\n"
                "moe: {n_experts: 100000, top_k: 1, d_expert: 10000000}\n",
                "the limit is 2^53 parameters");
}

#define LLAMA                                                                                                \
    "\"model_type\": \"llama\", \"hidden_size\": 64, \"intermediate_size\": 128, \"vocab_size\": 100, "

static void faults_in_configurations_are_said_at_their_place(void **state) {
    assert_said(state, "{" LLAMA "\"num_attention_heads\": 4}", "needs `num_hidden_layers`");
    assert_said(state, "{" LLAMA "\n\"num_hidden_layers\": 2,\n\"num_attention_heads\": 0}",
                "m.yaml:3:24: error: `num_attention_heads` must be from 1");
    assert_said(state, "{" LLAMA "\n\"num_hidden_layers\": -2, \"num_attention_heads\": 4}",
                "m.yaml:2:22: error: `num_hidden_layers`");
    assert_said(state, "{" LLAMA "\n\"num_hidden_layers\": 1.5, \"num_attention_heads\": 4}",
                "m.yaml:2:22: error");
    assert_said(state, "{" LLAMA "\n\"num_hidden_layers\": 18446744073709551616, \"num_attention_heads\": 4}",
                "m.yaml:2:22: error");
    assert_said(
        state, "{" LLAMA "\"num_hidden_layers\": 2, \"num_attention_heads\": 4,\n\"num_key_value_heads\": 8}",
        "m.yaml:2:24: error: more key/value heads than query heads");
    assert_said(state, "{" LLAMA "\"num_hidden_layers\": 2, \"num_attention_heads\": 5}",
                "the heads do not divide the width");
    assert_said(state, "{" LLAMA "\"num_hidden_layers\": 2, \"num_attention_heads\": \"4\"}", "error");
    assert_said(state,
                "{\"model_type\": \"llama\", \"hidden_size\": 64, \"num_hidden_layers\": 2, "
                "\"num_attention_heads\": 4, \"vocab_size\": 9}",
                "a dense layer needs `intermediate_size`");
}

static void faults_in_families_are_said_at_their_place(void **state) {
    static const struct {
        const char *words, *said;
    } rows[] = {
        {OF("llama", "\"num_key_value_heads\": 3"), "the key/value heads do not divide the query heads"},
        {OF("mixtral", "\"sliding_window\": null, \"num_local_experts\": 2, \"num_experts_per_tok\": 3"),
         "more experts are chosen than there are"},
        {OF("gemma3_text", "\"layer_types\": 5"), "`layer_types` must be a list, but is `5`"},
        {OF("gemma3_text", "\"layer_types\": [\"full_attention\"]"),
         "`layer_types` has 1 entries for 4 layers"},
        {OF("qwen3_moe", "\"num_experts\": 4, \"num_experts_per_tok\": 1, \"moe_intermediate_size\": 9, "
                         "\"mlp_only_layers\": [\"x\"]"),
         "`mlp_only_layers`"},
        {OF("mpt", "\"n_heads\": 4, \"attn_config\": 3"), "`attn_config` must be a mapping"},
        {OF("mpt", "\"expansion_ratio\": 64, \"d_model\": 1000000, \"hidden_size\": 1000000"), "error"},
        {OF("deepseek_v2", "\"kv_lora_rank\": 8, \"qk_rope_head_dim\": 4, \"qk_nope_head_dim\": 8, "
                           "\"v_head_dim\": 8, \"attention_bias\": true, \"n_routed_experts\": 4, "
                           "\"num_experts_per_tok\": 2, \"moe_intermediate_size\": 16"),
         "biases in latent attention are not known"},
        {OF("deepseek_v2", "\"kv_lora_rank\": 8, \"qk_rope_head_dim\": 4, \"qk_nope_head_dim\": 8, "
                           "\"v_head_dim\": 8, \"n_routed_experts\": 4, \"num_experts_per_tok\": 2, "
                           "\"moe_intermediate_size\": 10000000, \"n_shared_experts\": 2"),
         "the feed-forward would be wider than 10000000"},
        {OF("ernie4_5_moe", "\"moe_num_experts\": 4, \"moe_k\": 1, \"moe_intermediate_size\": 9, "
                            "\"moe_layer_end_index\": 2"),
         "dense layers behind those with experts are not known"},
        {"{\"model_type\": \"jamba\", \"hidden_size\": 1000000, \"num_hidden_layers\": 10000, "
         "\"num_attention_heads\": 4, \"intermediate_size\": 128, \"vocab_size\": 100, \"mamba_expand\": 64, "
         "\"mamba_d_state\": 1000000}",
         "the mixers would keep more than 2^53 values of a sequence"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_said(state, rows[i].words, rows[i].said);
}

static void an_unknown_family_is_named_with_the_way_out(void **state) {
    assert_said(state, "{\"model_type\":\n \"mamba\", \"hidden_size\": 64}",
                "m.yaml:2:2: error: the model_type `mamba` is not a family that floorline knows");
    assert_said(state, "{\"model_type\": \"t5\"}", "write a model file by hand instead: n_layers, d_model");
    assert_said(state, "{\"model_type\": \"lama\"}", "the nearest known is `llama`");
    assert_said(state, "{\"architectures\": [\"LlamaForCausalLM\"]}", "lacks `model_type`");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READING_TEST(faults_in_model_files_are_said_at_their_place),
        READING_TEST(faults_in_kinds_are_said_at_their_place),
        READING_TEST(more_weights_than_can_be_counted_are_refused),
        READING_TEST(faults_in_configurations_are_said_at_their_place),
        READING_TEST(faults_in_families_are_said_at_their_place),
        READING_TEST(an_unknown_family_is_named_with_the_way_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
