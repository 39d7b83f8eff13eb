/* What a model file or a configuration comes to: kinds of layers, defaults, what is known of each figure. */
#include "model_reading.h"

#include <glob.h>
#include <stdio.h>

/* ---- layer kinds ----------------------------------------------------------------------------------------
 */

/* Gemma 3: five sliding layers of 512 tokens, then a full one; 26 layers make 4 full (model card). */
static void a_sliding_pattern_leaves_every_sixth_layer_full(void **state) {
    struct model model;
    read_file(*state, "tests/configs/gemma-3-1b-it.json", &model);
    assert_int_equal(model.n_kinds, 2);
    assert_int_equal(model.kinds[0].attention.kind, ATTENTION_SLIDING);
    assert_int_equal(model.kinds[0].attention.window, 512);
    assert_int_equal(model.kinds[0].n_layers, 22);
    assert_int_equal(model.kinds[1].attention.kind, ATTENTION_FULL);
    assert_int_equal(model.kinds[1].n_layers, 4);
}

/* Llama 4 Maverick: experts in every second layer; every fourth layer has no rotary embedding and sees all.
 */
static void interleaved_experts_meet_interleaved_chunks(void **state) {
    struct model model;
    read_file(*state, "tests/configs/llama-4-maverick.json", &model);
    int64_t experts = 0, full = 0;
    for (size_t i = 0; i < model.n_kinds; i++) {
        experts += model.kinds[i].ffn.n_experts > 0 ? model.kinds[i].n_layers : 0;
        full += model.kinds[i].attention.kind == ATTENTION_FULL ? model.kinds[i].n_layers : 0;
    }
    assert_int_equal(experts, 24);
    assert_int_equal(full, 12);
}

/* Jamba: attention in layers 4, 12, 20, 28 of 32; experts in the odd ones. */
static void a_hybrid_has_few_layers_with_attention(void **state) {
    struct model model;
    read_file(*state, "tests/configs/jamba-v0.1.json", &model);
    int64_t attention = 0;
    for (size_t i = 0; i < model.n_kinds; i++)
        attention += model.kinds[i].attention.kind != ATTENTION_NONE ? model.kinds[i].n_layers : 0;
    assert_int_equal(attention, 4);
}

/* What the mixers keep of a sequence, by hand from the shapes that vLLM's mamba_utils.py gives the states: of
 * a convolution the tokens but the newest, and the recurrent state itself. */
static void mixers_keep_a_state_of_fixed_size(void **state) {
    struct reading *f = *state;
    static const struct {
        const char *name;
        double values;
    } states[] = {
        {"jamba-v0.1", 28 * (8192 * 3 + 8192 * 16)},              /* Mamba: 8192 channels of 16 */
        {"granite-4.0-h-tiny", 36 * (3328 * 3 + 48 * 64 * 128)},  /* Mamba-2: 48 heads of 64 × 128 */
        {"minimax-text-01", 70 * (64 * 128 * 128)},               /* lightning: 64 heads of 128 × 128 */
        {"qwen3-next-80b-a3b", 36 * (8192 * 3 + 32 * 128 * 128)}, /* delta net: 32 heads of 128 × 128 */
        {"llama-3.1-8b", 0},
    };
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct model model;
        read_file(f, arena_printf(f->arena, "tests/configs/%s.json", states[i].name), &model);
        assert_true(model.state_values == states[i].values);
        read_file(f, arena_printf(f->arena, "specs/models/%s.yaml", states[i].name), &model);
        assert_true(model.state_values == states[i].values);
    }
}

/* Layers that are said to keep nothing give no warning. */
static void a_state_of_nothing_is_silent(void **state) {
    struct reading *f = *state;
    struct model model;
    assert_true(read_words(f,
                           "d_model: 64\nvocab_size: 100\nn_heads: 4\nstate_values: 0\n"
                           "layers: [{n_layers: 1}, {n_layers: 1, attention: none}]\n",
                           &model));
    assert_string_equal(text_get(&f->said), "");
}

static void a_model_file_spreads_patterns_itself(void **state) {
    struct model model;
    assert_true(read_words(*state,
                           "n_layers: 12\nd_model: 64\nn_heads: 4\nvocab_size: 100\nffn: swiglu\nd_ff: 128\n"
                           "attention: sliding\nwindow: 16\nfull_every: 6\n"
                           "moe: {n_experts: 8, top_k: 2, d_expert: 32, first_dense: 1, every: 2}\n",
                           &model));
    assert_int_equal(model.n_kinds, 3); /* sliding dense, sliding experts, full experts */
    assert_int_equal(model.kinds[0].n_layers, 6);
    assert_int_equal(model.kinds[0].ffn.d_ff, 128);
    assert_int_equal(model.kinds[1].n_layers, 4);
    assert_int_equal(model.kinds[1].ffn.n_experts, 8);
    assert_int_equal(model.kinds[2].n_layers, 2);
    assert_int_equal(model.kinds[2].attention.kind, ATTENTION_FULL);
}

static void defaults_follow_from_other_keys(void **state) {
    struct model model;
    assert_true(read_words(*state, "n_layers: 2\nd_model: 64\nn_heads: 4\nvocab_size: 100\n", &model));
    const struct layer_kind *kind = &model.kinds[0];
    assert_int_equal(kind->attention.n_kv_heads, 4);
    assert_int_equal(kind->attention.d_head, 16);
    assert_int_equal(kind->ffn.d_ff, 256);
    assert_int_equal(kind->norms, 2);
    assert_int_equal(model.norm_weights, 2);
    assert_string_equal(model.name, "m");
}

/* A default is said to be one, and what it follows from. */
static void defaults_say_what_they_follow_from(void **state) {
    struct reading *f = *state;
    const char *words = "n_layers: 2\nd_model: 64\nn_heads: 4\nvocab_size: 100\n";
    const struct source source = {"m.yaml", words, strlen(words)};
    struct provenance_list list = {0};
    struct model model;
    const struct node *root = node_read(f->arena, &source, f->diags);
    assert_true(model_file_read(f->arena, root, "m", &model, &list, f->diags));
    const struct provenance *d_ff = provenance_of(&list, "model.d_ff");
    assert_string_equal(d_ff->value, "256");
    assert_string_equal(d_ff->source, "default: 4 \u00D7 model width");
    assert_int_equal(d_ff->confidence, CONFIDENCE_ASSUMED);
    assert_string_equal(provenance_of(&list, "model.d_head")->value, "16");
    assert_string_equal(provenance_of(&list, "model.n_kv_heads")->source, "default: as many as query heads");
    assert_string_equal(provenance_of(&list, "model.n_layers")->source, "the model file");
}

static void a_file_says_how_sure_its_figures_are(void **state) {
    struct reading *f = *state;
    const char *words = "confidence: assumed\nn_layers: 2\nd_model: {value: 64, source: a paper, confidence: "
                        "derived}\nn_heads: 4\nvocab_size: 100\n";
    const struct source source = {"m.yaml", words, strlen(words)};
    struct provenance_list list = {0};
    struct model model;
    assert_true(
        model_file_read(f->arena, node_read(f->arena, &source, f->diags), "m", &model, &list, f->diags));
    assert_int_equal(provenance_of(&list, "model.n_layers")->confidence, CONFIDENCE_ASSUMED);
    assert_int_equal(provenance_of(&list, "model.d_model")->confidence, CONFIDENCE_DERIVED);
}

/* The kinds of a list share a row a figure: what differs stands in their order, what agrees once, and what
 * the model says for all kinds keeps its own row. */
static void listed_layers_have_one_row_a_figure(void **state) {
    struct reading *f = *state;
    const char *words =
        "d_model: 64\nn_heads: 4\nd_ff: 256\nffn: swiglu\nvocab_size: 100\nattention: sliding\n"
        "window: 16\nlayers:\n  - {n_layers: 2}\n  - {n_layers: 3, attention: full, sinks: true, moe: "
        "{n_experts: 8, top_k: 2, d_expert: 32}}\n";
    const struct source source = {"m.yaml", words, strlen(words)};
    struct provenance_list list = {0};
    struct model model;
    assert_true(
        model_file_read(f->arena, node_read(f->arena, &source, f->diags), "m", &model, &list, f->diags));
    assert_string_equal(provenance_of(&list, "model.layers.n_layers")->value, "2 \u00B7 3");
    assert_string_equal(provenance_of(&list, "model.attention")->value, "sliding \u00B7 full");
    assert_string_equal(provenance_of(&list, "model.sinks")->value, "false \u00B7 true");
    assert_string_equal(provenance_of(&list, "model.window")->value, "16");
    assert_string_equal(provenance_of(&list, "model.moe.n_experts")->value, "\u2014 \u00B7 8");
    assert_string_equal(provenance_of(&list, "model.n_kv_heads")->value, "4"); /* by default, in both kinds */
    for (size_t i = 0; i < list.count; i++)
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(list.items[i].quantity, list.items[other].quantity);
}

/* An input that no row tells of would be one that nobody can check. */
static void rows_tell_keys(const struct node *mapping, const char *prefix,
                           const struct provenance_list *list) {
    static const char *const about[] = {"name", "source", "confidence", "family"};
    for (size_t i = 0; mapping && i < mapping->n_pairs; i++) {
        const char *key = mapping->pairs[i].key->text;
        const struct node *value = mapping->pairs[i].value;
        char quantity[128];
        bool told = value->kind == NODE_SEQUENCE;
        for (size_t a = 0; a < sizeof about / sizeof about[0]; a++)
            told |= !strcmp(key, about[a]);
        snprintf(quantity, sizeof quantity, "%s.%s", prefix, key);
        if (value->kind == NODE_MAPPING && !node_find(value, "value")) {
            rows_tell_keys(value, quantity, list);
            continue;
        }
        size_t rows = 0;
        for (size_t row = 0; row < list->count; row++)
            rows += !strcmp(list->items[row].quantity, quantity);
        if (!told && rows != 1)
            fail_msg("%zu rows tell of %s", rows, quantity);
    }
}

static void every_key_of_the_catalogue_is_in_one_row(void **state) {
    struct reading *f = *state;
    glob_t files;
    assert_int_equal(glob("specs/models/*.yaml", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct source *source;
        const char *why = "";
        assert_int_equal(file_read(f->arena, files.gl_pathv[i], NODE_MOST_BYTES, &source, &why), FILE_READ);
        struct provenance_list list = {0};
        struct model model;
        const struct node *root = node_read(f->arena, source, f->diags);
        assert_true(model_file_read(f->arena, root, "m", &model, &list, f->diags));
        rows_tell_keys(root, "model", &list);
        const struct node *kinds = node_find(root, "layers"), *tensors = node_find(root, "extra_tensors");
        for (size_t k = 0; kinds && k < kinds->n_items; k++)
            rows_tell_keys(node_find(kinds->items[k], "moe"), "model.moe", &list);
        for (size_t t = 0; tensors && t < tensors->n_items; t++)
            provenance_of(&list, arena_printf(f->arena, "model.extra_tensors.%s",
                                              node_find(tensors->items[t], "name")->text));
    }
    globfree(&files);
}

/* What a configuration switches on, counts by other names or lists is an input too; nothing is told twice. */
static void a_configuration_tells_each_key_once(void **state) {
    struct reading *f = *state;
    glob_t files;
    struct provenance_list list;
    assert_int_equal(glob("tests/configs/*.json", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct source *source;
        const char *why = "";
        struct model model;
        list = (struct provenance_list){0};
        assert_int_equal(file_read(f->arena, files.gl_pathv[i], NODE_MOST_BYTES, &source, &why), FILE_READ);
        assert_true(
            model_file_read(f->arena, node_read(f->arena, source, f->diags), "m", &model, &list, f->diags));
        for (size_t row = 0; row < list.count; row++)
            for (size_t other = 0; other < row; other++)
                if (!strcmp(list.items[row].quantity, list.items[other].quantity))
                    fail_msg("%s tells %s twice", files.gl_pathv[i], list.items[row].quantity);
        if (strstr(files.gl_pathv[i], "/deepseek-v3.json")) {
            assert_string_equal(provenance_of(&list, "model.model_type")->value, "deepseek_v3");
            assert_string_equal(provenance_of(&list, "model.n_experts")->value, "256");
            assert_string_equal(provenance_of(&list, "model.first_k_dense_replace")->value, "3");
            assert_string_equal(provenance_of(&list, "model.tie_word_embeddings")->value, "false");
        }
        if (strstr(files.gl_pathv[i], "/gpt-oss-20b.json")) /* 24 layers, turn by turn */
            assert_string_equal(provenance_of(&list, "model.layer_types")->value,
                                "12 \u00D7 sliding_attention \u00B7 12 \u00D7 full_attention");
    }
    globfree(&files);
}

/* Families without a published model among the configurations here: a Bamba of five layers, one with
 * attention, keeps of a sequence 4 × ((256 + 2 · 2 · 16) · 3 + 256 · 16) values (modeling_bamba.py: mixer 2 ·
 * 128 wide, two groups, state 16, convolution over 4), and with no list none of the layers has attention. The
 * shared expert of granitemoeshared is as wide as it says; MPT's `qk_ln` norms the whole query, and with
 * neither ALiBi nor rotary positions it has rows for them. */
static void rare_families_are_read(void **state) {
    static const char bamba[] =
        "{\"model_type\": \"bamba\", \"hidden_size\": 128, \"num_hidden_layers\": 5, "
        "\"num_attention_heads\": 4, \"intermediate_size\": 128, \"vocab_size\": 100, "
        "\"num_key_value_heads\": 2, \"mamba_n_heads\": 8, \"mamba_n_groups\": 2, \"mamba_d_state\": 16%s}";
    struct reading *f = *state;
    struct model model;
    assert_true(read_words(f, arena_printf(f->arena, bamba, ", \"attn_layer_indices\": [3]"), &model));
    assert_int_equal(model.n_kinds, 2);
    assert_int_equal(model.kinds[1].n_layers, 1);
    assert_int_equal(model.kinds[1].attention.kind, ATTENTION_FULL);
    assert_int_equal(model.state_values, 4 * ((256 + 64) * 3 + 256 * 16));
    assert_true(read_words(f, arena_printf(f->arena, bamba, ""), &model));
    assert_int_equal(model.n_kinds, 1);
    assert_int_equal(model.kinds[0].attention.kind, ATTENTION_NONE);
    assert_true(read_words(f,
                           OF("granitemoeshared", "\"num_local_experts\": 4, \"num_experts_per_tok\": 2, "
                                                  "\"shared_intermediate_size\": 48"),
                           &model));
    assert_int_equal(model.kinds[0].ffn.d_shared, 48);
    assert_int_equal(model.kinds[0].ffn.n_experts, 4);
    assert_true(read_words(f,
                           "{\"model_type\": \"mpt\", \"d_model\": 64, \"n_heads\": 4, \"n_layers\": 2, "
                           "\"vocab_size\": 100, \"max_seq_len\": 32, \"attn_config\": {\"alibi\": false, "
                           "\"qk_ln\": true}}",
                           &model));
    assert_int_equal(model.position_rows, 32);
    assert_int_equal(model.kinds[0].attention.qk_norm, QK_NORM_WHOLE);
    assert_true(read_words(f,
                           "{\"model_type\": \"opt\", \"hidden_size\": 64, \"num_hidden_layers\": 2, "
                           "\"num_attention_heads\": 4, \"ffn_dim\": 128, \"vocab_size\": 100, "
                           "\"max_position_embeddings\": 32, \"layer_norm_elementwise_affine\": false}",
                           &model));
    assert_int_equal(model.norm_weights, 0);
}

/* Lists of layers instead of steps: experts in 1 and 3 of four, every layer but the last in chunks. */
static void layers_may_be_listed(void **state) {
    struct reading *f = *state;
    struct model model;
    assert_true(read_words(f,
                           OF("llama4_text", "\"num_local_experts\": 4, \"num_experts_per_tok\": 1, "
                                             "\"intermediate_size_mlp\": 256, \"num_key_value_heads\": 2, "
                                             "\"moe_layers\": [1, 3], \"no_rope_layers\": [1, 1, 1, 0]"),
                           &model));
    int64_t experts = 0, full = 0;
    for (size_t i = 0; i < model.n_kinds; i++) {
        experts += model.kinds[i].ffn.n_experts > 0 ? model.kinds[i].n_layers : 0;
        full += model.kinds[i].attention.kind == ATTENTION_FULL ? model.kinds[i].n_layers : 0;
    }
    assert_int_equal(experts, 2);
    assert_int_equal(full, 1);
    assert_true(read_words(
        f, DENSE "n_layers: 2\nn_heads: 4\nmoe: {n_experts: 4, top_k: 1, d_expert: 9, first_dense: 2}\n",
        &model));
    assert_int_equal(model.n_kinds, 1);
    assert_int_equal(model.kinds[0].ffn.n_experts, 0);
}

/* The class's window is said aloud where a Mistral configuration does not give one. */
static void an_absent_window_is_said(void **state) {
    struct model model;
    struct reading *f = *state;
    assert_true(read_words(f,
                           "{\"model_type\": \"mistral\", \"hidden_size\": 64, \"intermediate_size\": 128, "
                           "\"vocab_size\": 100, \"num_hidden_layers\": 2, \"num_attention_heads\": 4, "
                           "\"num_key_value_heads\": null}",
                           &model));
    assert_int_equal(model.kinds[0].attention.window, 4096);
    assert_int_equal(model.kinds[0].attention.n_kv_heads, 4); /* null is not the class's 8 */
    assert_non_null(strstr(text_get(&f->said), "warning: `sliding_window` is absent"));
}

/* The language model of a model that sees: its own mapping counts, and the head's tie may stand outside. */
static void a_text_config_is_the_model(void **state) {
    struct model model;
    assert_true(
        read_words(*state,
                   "{\"model_type\": \"qwen3_vl\", \"tie_word_embeddings\": true, \"text_config\": "
                   "{\"model_type\": \"qwen3_vl_text\", \"hidden_size\": 64, \"intermediate_size\": 128, "
                   "\"vocab_size\": 100, \"num_hidden_layers\": 2, \"num_attention_heads\": 4, "
                   "\"num_key_value_heads\": 2}, \"vision_config\": {\"hidden_size\": 7}}",
                   &model));
    assert_int_equal(model.d_model, 64);
    assert_true(model.tied_embeddings);
    assert_int_equal(model.kinds[0].attention.d_head, 128); /* class default of Qwen3, not 64 / 4 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READING_TEST(a_sliding_pattern_leaves_every_sixth_layer_full),
        READING_TEST(interleaved_experts_meet_interleaved_chunks),
        READING_TEST(a_hybrid_has_few_layers_with_attention),
        READING_TEST(mixers_keep_a_state_of_fixed_size),
        READING_TEST(a_state_of_nothing_is_silent),
        READING_TEST(a_model_file_spreads_patterns_itself),
        READING_TEST(defaults_follow_from_other_keys),
        READING_TEST(defaults_say_what_they_follow_from),
        READING_TEST(a_file_says_how_sure_its_figures_are),
        READING_TEST(listed_layers_have_one_row_a_figure),
        READING_TEST(every_key_of_the_catalogue_is_in_one_row),
        READING_TEST(a_configuration_tells_each_key_once),
        READING_TEST(rare_families_are_read),
        READING_TEST(layers_may_be_listed),
        READING_TEST(an_absent_window_is_said),
        READING_TEST(a_text_config_is_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
