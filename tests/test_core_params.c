/* Counts of weights and sizes of caches against the publishers' totals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_designs.h"
#include "../gen/core/cache.h"
#include "../gen/core/params.h"

#include <string.h>

/* ---- models filled by hand ----------------------------------------------------------------------------- */

static struct model gpt2(struct layer_kind *kind) {
    struct model model = gpt(kind, 12, 768, 12, 64, 50257);
    model.tied_embeddings = true;
    model.position_rows = 1024;
    kind->attention.q_bias = kind->attention.kv_bias = kind->attention.o_bias = true;
    kind->ffn.bias = true;
    return model;
}

static struct model phi_2(struct layer_kind *kind) {
    struct model model = gpt2(kind);
    model.d_model = 2560;
    model.vocab_size = 51200;
    model.position_rows = 0;
    model.tied_embeddings = false;
    model.head_bias = true;
    kind->n_layers = 32;
    kind->attention.n_heads = kind->attention.n_kv_heads = 32;
    kind->attention.d_head = kind->attention.d_value = 80;
    kind->ffn.d_ff = 10240;
    kind->norms = 1;
    kind->parallel = true;
    return model;
}

static struct model opt_350m(struct layer_kind *kind) {
    static const struct extra_tensor projections[] = {
        {"project_in", "embedding", 512, 1024, 1, true},
        {"project_out", "head", 1024, 512, 1, true},
    };
    struct model model = gpt2(kind);
    model.d_model = 1024;
    model.d_embedding = 512;
    model.vocab_size = 50272;
    model.position_rows = 2050;
    model.final_norm = false;
    model.extras = projections;
    model.n_extras = 2;
    kind->n_layers = 24;
    kind->attention.n_heads = kind->attention.n_kv_heads = 16;
    kind->ffn.d_ff = 4096;
    return model;
}

static struct model qwen3_06b(struct layer_kind *kind) {
    struct model model = llama(kind, 28, 1024, 16, 8, 128, 3072, 151936);
    model.tied_embeddings = true;
    kind->attention.qk_norm = QK_NORM_PER_HEAD;
    kind->attention.qk_norm_weights = 1;
    return model;
}

static struct model olmo2_7b(struct layer_kind *kind) {
    struct model model = llama(kind, 32, 4096, 32, 32, 128, 11008, 100352);
    kind->attention.qk_norm = QK_NORM_WHOLE;
    kind->attention.qk_norm_weights = 1;
    return model;
}

static struct model qwen15_moe(struct layer_kind *kind) {
    struct model model = llama(kind, 24, 2048, 16, 16, 128, 0, 151936);
    kind->attention.q_bias = kind->attention.kv_bias = true;
    kind->ffn = (struct feed_forward){
        .matrices = 3, .n_experts = 60, .top_k = 4, .d_expert = 1408, .d_shared = 5632, .shared_gate = true};
    return model;
}

/* Five sliding layers of 1,024 tokens to one full: layers 6, 12, … 48 are full. */
static struct model gemma3_12b(struct layer_kind kinds[2]) {
    struct model model = llama(&kinds[0], 40, 3840, 16, 8, 256, 15360, 262208);
    model.tied_embeddings = true;
    model.n_kinds = 2;
    kinds[0].norms = 4;
    kinds[0].attention.qk_norm = QK_NORM_PER_HEAD;
    kinds[0].attention.qk_norm_weights = 1;
    kinds[1] = kinds[0];
    kinds[1].n_layers = 8;
    kinds[0].attention.kind = ATTENTION_SLIDING;
    kinds[0].attention.window = 1024;
    return model;
}

/* Every other layer slides over 128 tokens. */
static struct model gpt_oss_20b(struct layer_kind kinds[2]) {
    struct model model = llama(&kinds[0], 12, 2880, 64, 8, 64, 0, 201088);
    struct attention *a = &kinds[0].attention;
    a->q_bias = a->kv_bias = a->o_bias = a->sinks = true;
    kinds[0].ffn = (struct feed_forward){.matrices = 3,
                                         .n_experts = 32,
                                         .top_k = 4,
                                         .d_expert = 2880,
                                         .router_bias = true,
                                         .expert_bias = true};
    kinds[1] = kinds[0];
    kinds[0].attention.kind = ATTENTION_SLIDING;
    kinds[0].attention.window = 128;
    model.n_kinds = 2;
    return model;
}

static struct model deepseek_v2_lite(struct layer_kind kinds[2]) {
    struct model model = deepseek_v3(kinds);
    model.d_model = 2048;
    model.vocab_size = 102400;
    for (int i = 0; i < 2; i++) {
        kinds[i].attention.n_heads = 16;
        kinds[i].attention.q_rank = 0;
    }
    kinds[0].n_layers = 1;
    kinds[0].ffn.d_ff = 10944;
    kinds[1].n_layers = 26;
    kinds[1].ffn =
        (struct feed_forward){.matrices = 3, .n_experts = 64, .top_k = 6, .d_expert = 1408, .d_shared = 2816};
    return model;
}

/* Falcon-7B: one key-value head, attention and feed-forward side by side behind one layernorm. */
static struct model falcon_7b(struct layer_kind *kind) {
    struct model model = gpt(kind, 32, 4544, 71, 64, 65024);
    model.tied_embeddings = true;
    kind->attention.n_kv_heads = 1;
    kind->norms = 1;
    kind->parallel = true;
    return model;
}

/* Totals, active weights and 16-bit cache per token as published (KerasHub presets, model cards, Hugging Face
 * counts); Gemma-3 and OPT-350M as their configurations count. 0: nothing published. */
static const struct {
    const char *name;
    struct model (*fill)(struct layer_kind *kinds);
    int64_t total, active, cache;
} published[] = {
    {"gpt2", gpt2, 124439808, 124439808, 36864},
    {"phi-2", phi_2, 2779683840, 2779683840, 327680},
    {"opt-350m", opt_350m, 331196416, 331196416, 98304},
    {"falcon-7b", falcon_7b, 6921720704, 6921720704, 8192},
    {"llama-3.1-8b", llama_8b, 8030261248, 8030261248, 131072},
    {"llama-3.1-70b", llama_70b, 70553706496, 70553706496, 327680},
    {"qwen3-0.6b", qwen3_06b, 596049920, 596049920, 114688},
    {"olmo-2-7b", olmo2_7b, 7298617344, 7298617344, 524288},
    {"mixtral-8x7b", mixtral, 46702792704, 12879925248, 131072},
    {"qwen1.5-moe-a2.7b", qwen15_moe, 14315784192, 2689173504, 196608},
    {"gemma-3-12b", gemma3_12b, 11766034176, 11766034176, 393216},
    {"gpt-oss-20b", gpt_oss_20b, 20914757184, 4187440704, 49152},
    {"deepseek-v2-lite", deepseek_v2_lite, 15706484224, 2661150208, 31104},
    {"deepseek-v3", deepseek_v3, 671026419200, 37552297472, 70272},
};

static void published_totals_come_out_to_the_last_digit(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(published); i++) {
        struct layer_kind kinds[2];
        struct model model = published[i].fill(kinds);
        struct parameter_counts counts;
        params_count(&model, &counts);
        if (counts.total != published[i].total || counts.active != published[i].active)
            fail_msg("%s: %lld total, %lld active", published[i].name, (long long)counts.total,
                     (long long)counts.active);
        if (cache_token_bytes(&model, 2) != (double)published[i].cache)
            fail_msg("%s: %.17g bytes a token", published[i].name, cache_token_bytes(&model, 2));
        assert_false(counts.saturated);
    }
}

static void components_and_tensors_sum_to_the_total(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(published); i++) {
        struct layer_kind kinds[2];
        struct tensor tensors[100];
        struct model model = published[i].fill(kinds);
        struct parameter_counts c;
        params_count(&model, &c);
        assert_true(c.total ==
                    c.embedding + c.position + c.attention + c.ffn + c.router + c.norm + c.head + c.other);
        size_t n = params_list(&model, tensors, COUNT(tensors));
        assert_in_range(n, 1, COUNT(tensors));
        assert_int_equal(params_list(&model, NULL, 0), n);
        int64_t sum = 0;
        for (size_t t = 0; t < n; t++) {
            assert_true(tensors[t].count == tensors[t].rows * tensors[t].columns * tensors[t].times);
            sum += tensors[t].count;
        }
        assert_true(sum == c.total);
    }
}

static const struct tensor *find(const struct tensor *tensors, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tensors[i].name, name) == 0)
            return &tensors[i];
    }
    fail_msg("no tensor %s", name);
    return NULL;
}

/* Llama-3.1-8B: W_k is 4096 x 1024 in each of 32 layers, the head 4096 x 128256. */
static void tensors_have_the_shapes_of_the_checkpoint(void **state) {
    (void)state;
    struct layer_kind kind;
    struct tensor tensors[30];
    struct model model = llama_8b(&kind);
    size_t n = params_list(&model, tensors, COUNT(tensors));
    const struct tensor *k = find(tensors, n, "attention.k"), *head = find(tensors, n, "head");
    assert_true(k->rows == 4096 && k->columns == 1024 && k->times == 32 && k->makes_cache);
    assert_true(head->rows == 4096 && head->columns == 128256 && head->times == 1 && head->matmul);
    assert_int_equal(n,
                     1 + 4 + 3 + 1 + 1 + 1); /* embedding, q k v o, gate up down, norms, final norm, head */
}

/* Llama-3.1-70B multiplies all but its input embedding (1,050,673,152) and norms (161 of 8,192); a tied head
 * is multiplied although stored once. */
static void multiplied_weights_leave_out_looked_up_tables(void **state) {
    (void)state;
    struct layer_kind kind;
    struct parameter_counts counts;
    struct model model = llama_70b(&kind);
    params_count(&model, &counts);
    assert_true(counts.matmul == 70553706496 - 1050673152 - 161 * 8192);
    model.tied_embeddings = true;
    int64_t untied = counts.matmul;
    params_count(&model, &counts);
    assert_true(counts.matmul == untied);
    assert_true(counts.total == 70553706496 - 1050673152);
}

static void a_nominal_count_stands_beside_the_exact_one(void **state) {
    (void)state;
    struct layer_kind kind;
    struct parameter_counts counts;
    struct model model = llama_8b(&kind);
    model.n_parameters = 8e9;
    params_count(&model, &counts);
    assert_true(counts.nominal && counts.counted == 8e9 && counts.total == 8030261248);
}

/* 10^4 layers of 10^5 experts of 10^6 x 10^6: 3e21 weights pass 2^63. */
static void an_absurd_model_saturates_instead_of_wrapping(void **state) {
    (void)state;
    struct layer_kind kind;
    struct parameter_counts counts;
    struct model model = llama(&kind, 10000, 1000000, 1000, 1000, 1000, 0, 100000000);
    kind.ffn = (struct feed_forward){.matrices = 3, .n_experts = 100000, .top_k = 2, .d_expert = 1000000};
    params_count(&model, &counts);
    assert_true(counts.saturated);
    assert_true(counts.total == INT64_MAX);
    assert_true(counts.attention == 4LL * 10000 * 1000000 * 1000000);
}

/* ---- cache --------------------------------------------------------------------------------------------- */

/* Llama-3.1-70B has 8 key-value heads: 2 a layer and accelerator on four, 1 on eight and on sixteen, so that
 * sixteen hold each head twice. 2·80·128·2 bytes a head. */
static void heads_are_copied_when_accelerators_exceed_them(void **state) {
    (void)state;
    struct layer_kind kind;
    struct model model = llama_70b(&kind);
    assert_true(cache_token_bytes_per_accelerator(&model, 2, 4) == 2 * 40960);
    assert_true(cache_token_bytes_per_accelerator(&model, 2, 8) == 40960);
    assert_true(cache_token_bytes_per_accelerator(&model, 2, 16) == 40960);
    assert_true(cache_copies(&kind.attention, 8) == 1);
    assert_true(cache_copies(&kind.attention, 16) == 2);
}

/* DeepSeek-V3: 61·(512+64)·2 = 70,272 bytes, on every accelerator. */
static void a_latent_cache_is_whole_on_every_accelerator(void **state) {
    (void)state;
    struct layer_kind kinds[2];
    struct model model = deepseek_v3(kinds);
    assert_true(cache_token_bytes_per_accelerator(&model, 2, 8) == 70272);
    assert_true(cache_sequence_bytes(&model, 2, 8, 1000) == 8.0 * 70272 * 1000);
}

/* Gemma-3-12B: 40 layers keep 1,024 tokens, 8 keep all; 8,192 bytes a layer and token. */
static void windows_cap_the_cache(void **state) {
    (void)state;
    struct layer_kind kinds[2];
    struct model model = gemma3_12b(kinds);
    assert_true(cache_sequence_bytes(&model, 2, 1, 1000) == 48.0 * 8192 * 1000);
    assert_true(cache_sequence_bytes(&model, 2, 1, 8192) == 8192.0 * (40 * 1024 + 8 * 8192));
}

static void four_bit_values_take_half_a_byte(void **state) {
    (void)state;
    struct layer_kind kind;
    struct model model = llama_8b(&kind);
    assert_true(cache_token_bytes(&model, dtype_bytes(INT4)) == 131072 / 4);
    assert_true(cache_token_bytes(&model, dtype_bytes(FP8)) == 131072 / 2);
}

static void layers_without_attention_cache_nothing(void **state) {
    (void)state;
    struct attention none = {.kind = ATTENTION_NONE, .n_heads = 8, .n_kv_heads = 8, .d_head = 64};
    assert_true(cache_layer_bytes(&none, 2) == 0);
    assert_true(cache_tokens(&none, 100) == 0);
    assert_true(cache_prompt_pairs(&none, 100) == 0);
}

/* What each of T tokens sees, T²/2 in all where nothing is cut off; a token beyond the window sees the
 * window. */
static void prompts_see_what_their_window_lets_them(void **state) {
    (void)state;
    struct attention a = {.kind = ATTENTION_FULL, .window = 0};
    assert_true(cache_prompt_pairs(&a, 10) == 50);
    a = (struct attention){.kind = ATTENTION_SLIDING, .window = 4};
    assert_true(cache_prompt_pairs(&a, 4) == 8);
    assert_true(cache_prompt_pairs(&a, 10) == 8 + 6 * 4);
    a.kind = ATTENTION_CHUNKED;
    assert_true(cache_prompt_pairs(&a, 10) == 8 + 8 + 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_totals_come_out_to_the_last_digit),
        cmocka_unit_test(components_and_tensors_sum_to_the_total),
        cmocka_unit_test(tensors_have_the_shapes_of_the_checkpoint),
        cmocka_unit_test(multiplied_weights_leave_out_looked_up_tables),
        cmocka_unit_test(a_nominal_count_stands_beside_the_exact_one),
        cmocka_unit_test(an_absurd_model_saturates_instead_of_wrapping),
        cmocka_unit_test(heads_are_copied_when_accelerators_exceed_them),
        cmocka_unit_test(a_latent_cache_is_whole_on_every_accelerator),
        cmocka_unit_test(windows_cap_the_cache),
        cmocka_unit_test(four_bit_values_take_half_a_byte),
        cmocka_unit_test(layers_without_attention_cache_nothing),
        cmocka_unit_test(prompts_see_what_their_window_lets_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
