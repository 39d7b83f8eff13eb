/* Models as read: every family's total to the last parameter, by configuration, by model file, and by way of
 * the writer. The catalogue itself is under test: specs/models/ and tests/configs/ hold the same models. */
#include "model_reading.h"

#include "../gen/core/cache.h"
#include "../gen/core/params.h"
#include "../gen/spec/hf.h"
#include "../gen/spec/model_build.h"
#include "../gen/spec/model_write.h"

#include <stdio.h>

/* Expected values. Totals: K KerasHub's published preset counts · H the Hugging Face API's count
 * (safetensors), as public tables record it · C the publisher's model card or paper · T Together's table · R
 * another public record; the model file's source line says which. Where a publisher counts otherwise, the
 * difference is said. Rows marked S have no published exact total that we know of: they are our own sum over
 * the shapes, worked out apart from this program, and detect a change, no more. active: all weights but the
 * routed experts that a token does not choose, both embedding tables in. kv: bytes of one token at 16 bit,
 * windows not yet full, 2·L·K·h·2 by hand, and kv_rank + d_rope values a layer for latent attention; 0: not
 * checked. */
static const struct row {
    const char *name;
    int64_t total, active, kv;
} rows[] = {
    {"gpt2", 124439808, 0, 36864},                              /* K */
    {"gpt2-xl", 1557611200, 0, 307200},                         /* K */
    {"gpt-j-6b", 6050882784, 0, 458752},                        /* C */
    {"gpt-neox-20b", 20554567680, 0, 1081344},                  /* C */
    {"pythia-6.9b", 6857302016, 0, 524288},                     /* T */
    {"opt-125m", 125239296, 0, 36864},                          /* K, and two position rows of 768 */
    {"opt-350m", 331196416, 0, 98304},                          /* R */
    {"opt-1.3b", 1315758080, 0, 196608},                        /* K, and two position rows of 2048 */
    {"opt-13b", 12853473280, 0, 819200},                        /* S */
    {"bloom-7b1", 7069016064, 0, 491520},                       /* H */
    {"bloom-176b", 176247271424, 0, 4014080},                   /* H */
    {"falcon-7b", 6921720704, 0, 8192},                         /* H less the tied head stored again */
    {"falcon-40b", 41303293952, 0, 122880},                     /* H less the tied head stored again */
    {"falcon-180b", 179522565120 - 65024LL * 14848, 0, 163840}, /* H less the tied head stored again */
    {"falcon-rw-1b", 1311625216, 0, 196608},                    /* K */
    {"mpt-7b", 6649286656, 0, 524288},                          /* S */
    {"llama-2-7b", 6738415616, 0, 524288},                      /* K */
    {"llama-2-13b", 13015864320, 0, 819200}, /* R; H less 64 rotary constants a layer; kv: JAX scaling book */
    {"llama-2-70b", 68976648192, 0, 327680}, /* T */
    {"llama-3.1-8b", 8030261248, 0, 131072}, /* K, H */
    {"llama-3.1-70b", 70553706496, 0, 327680},   /* H */
    {"llama-3.1-405b", 405853388800, 0, 516096}, /* H */
    {"llama-3.2-1b", 1235814400, 0, 32768},      /* K less an untied head */
    {"llama-4-scout", 107769861120, 17172894720,
     196608}, /* H less 871,932,416, which then is its vision part: S */
    {"llama-4-maverick", 401583781376 - 871932416, 0, 0},     /* H less as much as for Scout */
    {"mistral-7b-v0.1", 7241732096, 0, 131072},               /* K */
    {"mistral-nemo-12b", 12247782400, 0, 163840},             /* R */
    {"mistral-small-24b", 23572403200, 0, 163840},            /* K, of Magistral Small 2506 */
    {"mixtral-8x7b-v0.1", 46702792704, 12879925248, 131072},  /* K */
    {"mixtral-8x22b-v0.1", 140620634112, 0, 229376},          /* H, of a mirror */
    {"qwen2-1.5b", 1543714304, 0, 28672},                     /* K */
    {"qwen2.5-7b", 7615616512, 0, 57344},                     /* H */
    {"qwen2.5-72b", 72706203648, 0, 327680},                  /* K */
    {"qwen3-0.6b", 596049920, 0, 114688},                     /* K */
    {"qwen3-32b", 32762123264, 0, 262144},                    /* K */
    {"qwen3-30b-a3b", 30532122624, 3353032704, 98304},        /* K, H */
    {"qwen3-235b-a22b", 235093634560, 0, 192512},             /* K */
    {"qwen1.5-moe-a2.7b", 14315784192, 2689173504, 196608},   /* K */
    {"gemma-2b", 2506172416, 0, 18432},                       /* K */
    {"gemma-2-9b", 9241705984, 0, 344064},                    /* K */
    {"gemma-3-1b-it", 999885952, 0, 26624},                   /* K */
    {"gemma-3-4b-it", 3880099328 + 64LL * 2560, 0, 139264},   /* K, and 64 rows of the vocabulary */
    {"gemma-3-12b-it", 11765788416 + 64LL * 3840, 0, 393216}, /* K, and 64 rows of the vocabulary */
    {"gemma-3-27b-it", 27009002240 + 64LL * 5376, 0, 0},      /* K, and 64 rows of the vocabulary */
    {"phi-2", 2779683840, 0, 327680},                         /* R */
    {"phi-3.5-mini", 3821079552, 0, 393216},                  /* K */
    {"phi-4", 14659507200, 0, 204800},                        /* R, in GGUF files */
    {"phi-3.5-moe", 41873153344, 0, 131072},                  /* S */
    {"starcoder-15b", 15517456384, 0, 20480},                 /* R */
    {"starcoder2-3b", 3030371328, 0, 30720},                  /* S */
    {"starcoder2-7b", 7173923840, 0, 65536},                  /* S */
    {"deepseek-v2-lite", 15706484224, 2661150208, 31104},     /* H */
    {"deepseek-v2", 235741434880, 0, 69120},                  /* H */
    {"deepseek-v3", 671026419200, 37552297472, 70272},        /* H, of MAI-DS-R1: the same shapes */
    {"kimi-k2", 1026408232448, 32861500928, 70272},           /* R */
    {"gpt-oss-20b", 20914757184, 4187440704, 49152},          /* K, H */
    {"gpt-oss-120b", 116829156672, 0, 73728},                 /* R, in GGUF files */
    {"command-r-v01", 34980831232, 0, 1310720},               /* S */
    {"command-r-plus", 103810674688, 0, 262144},              /* S */
    {"command-r7b", 8028033024, 0, 131072},                   /* S; as H of Aya Expanse 8B */
    {"olmo-7b", 6888095744, 0, 524288},                       /* R */
    {"olmo-2-7b", 7298617344, 0, 524288},                     /* H */
    {"olmo-3-7b", 7298011136, 0, 524288},                     /* R */
    {"olmoe-1b-7b", 6919161856, 0, 131072},                   /* R */
    {"dbrx", 131596523520, 0, 163840},                        /* S */
    {"jamba-v0.1", 51570323328, 0, 16384},                    /* S */
    {"minimax-text-01", 456089655296, 0, 40960},              /* H, of MiniMax-M1 */
    {"minimax-m2", 228703644928 - 13880064, 0, 253952},    /* H, of M2.5 with 8-bit block scales; of M2.7 */
    {"granite-3.1-8b", 8170848256, 0, 163840},             /* S; H of Granite 3.3 8B less four rows of 4096 */
    {"granite-3.1-1b-a400m", 1334628352, 0, 49152},        /* R */
    {"minitron-4b", 4190509056, 0, 131072},                /* S */
    {"stablelm-2-1.6b", 1644515328, 0, 196608},            /* R */
    {"stablelm-3b-4e1t", 2795443200, 0, 327680},           /* S */
    {"internlm2-7b", 7737708544, 0, 131072},               /* R, of a chat model */
    {"internlm3-8b", 8804241408, 0, 49152},                /* S */
    {"glm-4-9b-chat", 9399951360, 0, 40960},               /* R */
    {"glm-4-9b-0414", 9400279040, 0, 40960},               /* R */
    {"qwen3-next-80b-a3b", 79674391296, 0, 24576},         /* H, of Qwen3-Coder-Next */
    {"granite-4.0-h-tiny", 6939037248, 0, 8192},           /* S */
    {"dots.llm1", 142774381696, 0, 1015808},               /* S */
    {"ernie-4.5-21b-a3b", 21825437888, 0, 57344},          /* S */
    {"glm-4.5", 358337791296 - 5539962272, 0, 376832},     /* H less the prediction module */
    {"glm-4.5-air", 110468824832 - 3616573568, 0, 188416}, /* H less the prediction module */
    {"exaone-3.5-7.8b", 7818448896, 0, 131072},            /* S */
    {"exaone-4.0-32b", 32003216384, 0, 262144},            /* S */
    {"seed-oss-36b", 36151104512, 0, 262144},              /* R */
    {"smollm3-3b", 3075098624, 0, 73728},                  /* H */
    {"ernie-4.5-0.3b", 360748032, 0, 18432},               /* R */
    {"baichuan2-7b", 7505973248, 0, 524288},               /* S */
    {"codegen-350m", 356712448, 0, 81920},                 /* S */
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static void assert_counts(const struct model *model, const struct row *row) {
    struct parameter_counts counts;
    params_count(model, &counts);
    if (counts.total != row->total || (row->active > 0 && counts.active != row->active))
        fail_msg("%s: total %lld, active %lld", row->name, (long long)counts.total, (long long)counts.active);
    double kv = cache_token_bytes(model, 2);
    if (row->kv > 0 && kv != (double)row->kv)
        fail_msg("%s: %.0f bytes a token", row->name, kv);
}

/* ---- totals ---------------------------------------------------------------------------------------------
 */

static void configurations_give_the_known_totals(void **state) {
    struct reading *f = *state;
    for (size_t i = 0; i < ROWS; i++) {
        struct model model;
        read_file(f, arena_printf(f->arena, "tests/configs/%s.json", rows[i].name), &model);
        assert_counts(&model, &rows[i]);
    }
}

static void the_catalogue_gives_the_known_totals(void **state) {
    struct reading *f = *state;
    for (size_t i = 0; i < ROWS; i++) {
        struct model model;
        read_file(f, arena_printf(f->arena, "specs/models/%s.yaml", rows[i].name), &model);
        assert_counts(&model, &rows[i]);
        assert_non_null(model.source);
    }
}

/* kipply's article: 12 L d² is 51,539,607,552; one embedding matrix 536,870,912; 2,097,152 bytes of cache. */
static void the_article_model_has_its_own_numbers(void **state) {
    struct model model;
    read_file(*state, "specs/models/anthropic-52b.yaml", &model);
    struct parameter_counts counts;
    params_count(&model, &counts);
    assert_int_equal(counts.attention + counts.ffn, 51539607552);
    assert_int_equal(counts.embedding, 536870912);
    assert_true(counts.counted == 52e9);
    assert_true(cache_token_bytes(&model, 2) == 2097152);
}

/* ---- there and back -------------------------------------------------------------------------------------
 */

static void assert_same_text(const char *a, const char *b) {
    if (a && b)
        assert_string_equal(a, b);
    else
        assert_true(a == b);
}

static void assert_same_model(const struct model *a, const struct model *b) {
    assert_same_text(a->name, b->name);
    assert_same_text(a->source, b->source);
    assert_same_text(a->family, b->family);
    assert_true(a->n_parameters == b->n_parameters);
    assert_int_equal(a->d_model, b->d_model);
    assert_int_equal(a->vocab_size, b->vocab_size);
    assert_int_equal(a->d_embedding, b->d_embedding);
    assert_int_equal(a->tied_embeddings, b->tied_embeddings);
    assert_int_equal(a->head_bias, b->head_bias);
    assert_int_equal(a->position_rows, b->position_rows);
    assert_int_equal(a->norm_weights, b->norm_weights);
    assert_int_equal(a->final_norm, b->final_norm);
    assert_true(a->state_values == b->state_values);
    assert_int_equal(a->n_kinds, b->n_kinds);
    for (size_t i = 0; i < a->n_kinds; i++) {
        assert_int_equal(a->kinds[i].n_layers, b->kinds[i].n_layers);
        assert_true(layer_kind_equal(&a->kinds[i], &b->kinds[i]));
    }
    assert_int_equal(a->n_extras, b->n_extras);
    for (size_t i = 0; i < a->n_extras; i++) {
        const struct extra_tensor *x = &a->extras[i], *y = &b->extras[i];
        assert_string_equal(x->name, y->name);
        assert_string_equal(x->component, y->component);
        assert_true(x->rows == y->rows && x->columns == y->columns && x->times == y->times);
        assert_int_equal(x->matmul, y->matmul);
    }
}

static void written_models_read_back_the_same(void **state) {
    struct reading *f = *state;
    for (size_t i = 0; i < ROWS; i++) {
        struct model model, again;
        struct text out = {0};
        read_file(f, arena_printf(f->arena, "tests/configs/%s.json", rows[i].name), &model);
        model_file_write(&model, &out);
        if (!read_words(f, arena_string(f->arena, text_get(&out)), &again))
            fail_msg("%s\n%s", text_get(&f->said), text_get(&out));
        assert_same_model(&model, &again);
        text_drop(&out);
    }
}

static void names_with_quotes_read_back(void **state) {
    struct model model, again;
    struct text out = {0};
    read_file(*state, "specs/models/anthropic-52b.yaml", &model);
    model.name = "a \"b\" \\ c: #";
    model_file_write(&model, &out);
    assert_true(read_words(*state, text_get(&out), &again));
    assert_same_model(&model, &again);
    text_drop(&out);
}

/* The Hugging Face API counts prediction modules, which the checkpoints store: DeepSeek-V3's 684,531,386,000
 * less 41,540,496 scales of 8-bit blocks; GLM-4.5's 358,337,791,296. A token uses none of them. */
static void prediction_modules_are_counted_when_asked_for(void **state) {
    const struct row stored[] = {{"deepseek-v3", 684531386000 - 41540496, 0, 70272},
                                 {"glm-4.5", 358337791296, 0, 376832},
                                 {"glm-4.5-air", 110468824832, 0, 188416}};
    struct reading *f = *state;
    for (size_t i = 0; i < sizeof stored / sizeof stored[0]; i++) {
        struct source *source;
        const char *why, *path = arena_printf(f->arena, "tests/configs/%s.json", stored[i].name);
        struct model model, plain;
        struct parameter_counts counts, plain_counts;
        assert_int_equal(file_read(f->arena, path, NODE_MOST_BYTES, &source, &why), FILE_READ);
        assert_true(read_words(
            f, arena_printf(f->arena, "{\"include_mtp\": true, %s", strchr(source->text, '{') + 1), &model));
        assert_counts(&model, &stored[i]);
        read_file(f, path, &plain);
        params_count(&model, &counts);
        params_count(&plain, &plain_counts);
        assert_int_equal(counts.matmul, plain_counts.matmul);
    }
}

/* ---- what it claims --------------------------------------------------------------------------------------
 */

/* A configuration that nobody checked against a public text must not pass for more than assumed, and only one
 * whose publisher's file was read may stand as the publisher's own. */
static void the_catalogue_claims_no_more_than_its_sources(void **state) {
    struct reading *f = *state;
    for (size_t i = 0; i < ROWS; i++) {
        struct source *source;
        const char *why = "", *path = arena_printf(f->arena, "specs/models/%s.yaml", rows[i].name);
        assert_int_equal(file_read(f->arena, path, NODE_MOST_BYTES, &source, &why), FILE_READ);
        struct provenance_list list = {0};
        struct model model;
        assert_true(
            model_file_read(f->arena, node_read(f->arena, source, f->diags), "m", &model, &list, f->diags));
        enum confidence said = provenance_of(&list, "model.d_model")->confidence;
        const char *known = strstr(model.source, "as known to the authors; ");
        bool unchecked = known && strncmp(known, "as known to the authors; total counted", 38) == 0;
        bool publisher = strncmp(model.source, "the publisher's config.json (", 29) == 0;
        if (unchecked != (said == CONFIDENCE_ASSUMED) || publisher != (said == CONFIDENCE_DATASHEET))
            fail_msg("%s: confidence %d for %s", rows[i].name, (int)said, model.source);
    }
}

static void every_family_has_a_name_of_its_own(void **state) {
    (void)state;
    size_t count = 0;
    for (const char *name; (name = hf_family_name(count)); count++)
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(hf_family_name(i), name);
    assert_true(count >= 27); /* the families of the reference configurations */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READING_TEST(configurations_give_the_known_totals),
        READING_TEST(the_catalogue_gives_the_known_totals),
        READING_TEST(the_article_model_has_its_own_numbers),
        READING_TEST(written_models_read_back_the_same),
        READING_TEST(names_with_quotes_read_back),
        READING_TEST(prediction_modules_are_counted_when_asked_for),
        READING_TEST(the_catalogue_claims_no_more_than_its_sources),
        READING_TEST(every_family_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
