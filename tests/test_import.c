/* floorline import: what it writes is a model file that counts the same as the config.json it came from. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A dense model, a mixture with latent attention and mixed layers, windows of two kinds, and a hybrid. */
static const char *const configs[] = {"llama-3.1-8b", "deepseek-v3", "gemma-3-4b-it", "jamba-v0.1"};

static void an_imported_model_counts_as_its_config_does(void **state) {
    (void)state;
    const char *folder = private_folder();
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        const char *name = configs[i];
        struct text before = {0}, after = {0};
        assert_int_equal(
            run(NULL, "%s import tests/configs/%s.json -o %s/%s.yaml", program(), name, folder, name), 0);
        assert_int_equal(run(&before, "%s model tests/configs/%s.json --format json", program(), name), 0);
        assert_int_equal(run(&after, "%s model %s/%s.yaml --format json", program(), folder, name), 0);
        assert_non_null(strstr(text_get(&before), "\"total\": "));
        assert_string_equal(text_get(&before), text_get(&after));
        text_drop(&before);
        text_drop(&after);
    }
}

/* No layer has attention, so no kind is more typical than the first. */
static void a_model_without_attention_is_imported(void **state) {
    (void)state;
    struct text out = {0};
    const char *config = private_file(
        "bamba.json", "{\"model_type\": \"bamba\", \"hidden_size\": 128, \"num_hidden_layers\": 5, "
                      "\"num_attention_heads\": 4, \"num_key_value_heads\": 2, \"intermediate_size\": 128, "
                      "\"vocab_size\": 100, \"mamba_n_heads\": 8, \"mamba_d_state\": 16}");
    assert_int_equal(
        run(&out,
            "%s import %s -o %s/bamba.yaml && %s model %s/bamba.yaml --format json >%s/a && %s model "
            "%s --format json | cmp %s/a - && cat %s/bamba.yaml",
            program(), config, private_folder(), program(), private_folder(), private_folder(), program(),
            config, private_folder(), private_folder()),
        0);
    assert_non_null(strstr(text_get(&out), "attention: none"));
    text_drop(&out);
}

static void a_config_comes_from_standard_input_and_goes_to_standard_output(void **state) {
    (void)state;
    struct text out = {0};
    assert_int_equal(run(&out, "%s import - <tests/configs/llama-3.1-8b.json", program()), 0);
    assert_non_null(strstr(text_get(&out), "\nn_layers: 32\n"));
    assert_null(strstr(text_get(&out), "name: \"-\""));
    text_drop(&out);
}

static void what_cannot_be_imported_leaves_the_target_alone(void **state) {
    (void)state;
    const char *old = private_file("old.yaml", "the old model"), *config;
    struct text out = {0};
    config = private_file("odd.json", "{\"model_type\": \"no-such-family\", \"hidden_size\": 64}");
    assert_int_equal(run(&out, "%s import %s -o %s 2>&1", program(), config, old), 1);
    assert_non_null(strstr(text_get(&out), "no-such-family"));
    text_clear(&out);
    assert_int_equal(run(&out, "cat %s", old), 0);
    assert_string_equal(text_get(&out), "the old model");
    assert_int_equal(run(NULL, "%s import 2>/dev/null", program()), 2);
    assert_int_equal(run(NULL, "%s import no-such.json 2>/dev/null", program()), 1);
    assert_int_equal(
        run(NULL, "%s import tests/configs/llama-3.1-8b.json -o /proc/x.yaml 2>/dev/null", program()), 3);
    text_drop(&out);
}

/* The repository that the file names, else what it is written to, else its folder; never a folder of whoever
 * trained it. And its figures are the publisher's, as those of the shipped models. */
static void an_imported_model_is_called_by_its_repository(void **state) {
    (void)state;
    struct text out = {0};
    script_holds(
        &out, "",
        "mkdir $D/hf\n"
        "config() { sed \"1s|{|{\\\"_name_or_path\\\": \\\"$1\\\",|\" tests/configs/llama-3.1-8b.json > "
        "$D/hf/config.json; }\n"
        "config acme/Tinker-9B\n"
        "$F import $D/hf/config.json | grep -q '^name: \"acme/Tinker-9B\"'\n"
        "$F import - < $D/hf/config.json | grep -q '^name: \"acme/Tinker-9B\"'\n"
        "config /raid/runs/9\n"
        "$F import $D/hf/config.json -o $D/mine.yaml; grep -q '^name: \"mine\"' $D/mine.yaml\n"
        "$F import $D/hf/config.json | grep -q '^name: \"hf\"'\n"
        "grep -q '^confidence: datasheet' $D/mine.yaml\n"
        "$F import specs/models/anthropic-52b.yaml > $D/other; [ $(grep -c confidence: $D/other) = 0 ]\n");
    text_drop(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_imported_model_counts_as_its_config_does),
        cmocka_unit_test(a_model_without_attention_is_imported),
        cmocka_unit_test(a_config_comes_from_standard_input_and_goes_to_standard_output),
        cmocka_unit_test(an_imported_model_is_called_by_its_repository),
        cmocka_unit_test(what_cannot_be_imported_leaves_the_target_alone),
    };
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
