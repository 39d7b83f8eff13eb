/* Sound specs of a kind that is seldom written: models with no attention, or with layers of unlike caches;
 * stages, replicas and shares that are uneven; lists out of order; long lists of measurements. Every template
 * sets each of them in both languages, qpdf finds nothing wrong, and what is special of each is said. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORK                                                                                                 \
    "workload: {batch_sizes: [8, 1, 4], contexts: [2048, 512], prompt_tokens: 60, output_tokens: 20}\n"
#define BAMBA                                                                                                \
    "model: {model_type: bamba, hidden_size: 128, num_hidden_layers: 5, num_attention_heads: 4, "            \
    "num_key_value_heads: 4, intermediate_size: 128, vocab_size: 100, mamba_n_heads: 8, mamba_n_groups: 2, " \
    "mamba_d_state: 16}\n"

#ifdef __SANITIZE_ADDRESS__ /* each takes ten times as long */
#define TEMPLATES "en-procurement zh-handout"
#else
#define TEMPLATES "en-procurement en-handout en-archive zh-procurement zh-handout zh-archive"
#endif

static struct text said;

/* The words stand in what `table NAME SPEC` prints; NULL: none are looked for. */
static const struct row {
    const char *name, *spec, *table, *words;
} rows[] = {
    {"no-attention", BAMBA "cluster: {accelerator: a100-sxm-40gb, count: 1}\n" WORK, NULL, NULL},
    {"unlike-caches",
     "model: {name: unlike, d_model: 64, vocab_size: 100, n_heads: 4, d_ff: 128, layers: [{n_layers: 2, "
     "n_kv_heads: "
     "4}, {n_layers: 1, n_kv_heads: 2}, {n_layers: 1, attention: none}], state_values: 1000}\n"
     "cluster: {accelerator: a100-sxm-40gb, count: 2}\n" WORK,
     NULL, NULL},
    {"stages",
     "model: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, count: 4, tensor_parallel: 2, "
     "pipeline_parallel: 2}\n" WORK,
     "comms", "From stage to stage a token sends"},
    {"replicas",
     "model: llama-3.1-70b\ncluster: {accelerator: a100-sxm-80gb, count: 4, tensor_parallel: 2, "
     "data_parallel: 2}\nworkload: {batch_sizes: [1, 512], contexts: [8192], prompt_tokens: 60, "
     "output_tokens: 20}\nprecision: {weights: int8}\n",
     "shortfall", "Each replica keeps its own weights"},
    {"uneven",
     "model: anthropic-52b\ncluster: {accelerator: a100-sxm-40gb, count: 3}\nmethod: article\n" WORK,
     "exchange", "Uneven shares: the mean is printed."},
    {"no-query-rank", "model: deepseek-v2-lite\ncluster: {accelerator: a100-sxm-80gb, count: 4}\n" WORK, NULL,
     NULL},
    {"experts-elsewhere",
     "model: mixtral-8x7b-v0.1\ncluster: {accelerator: a100-sxm-80gb, count: 8, tensor_parallel: "
     "4, data_parallel: 2, expert_parallel: 8}\n" WORK,
     NULL, NULL},
    {"side-by-side",
     "model: {name: \"two \\u202Elayers\", source: \"a \\u202Epaper\", d_model: 64, vocab_size: 100, "
     "n_heads: 4, d_ff: 128, parallel: true, n_layers: 3}\n"
     "cluster: {accelerator: a100-sxm-80gb, count: 4, all_reduce: one-shot}\n" WORK,
     "exchange", "stand side by side and share one exchange."},
    {"no-link",
     "model: llama-3.1-70b\ncluster: {accelerator: {name: lone, peak: {fp16: 100 TFLOP/s}, memory: 16 GB, "
     "memory_bandwidth: 1 TB/s}, count: 1}\n" WORK,
     "remedies", "No times where the accelerator has no link."},
    {"compute-next",
     "model: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 1}\n"
     "workload: {batch_sizes: [32], contexts: [512], prompt_tokens: 60, output_tokens: 20}\n",
     "sensitivity", "compute binds batch 32"},
    {"no-such-matrix",
     BAMBA
     "cluster: {accelerator: a100-sxm-40gb, count: 1}\n" WORK
     "measurements:\n  - {label: a run, metric: matrix_output, value: 9 s, batch: 4, prompt_tokens: 60, "
     "source: own}\n",
     "measured", "an output projection"},
    {"far-too-small", "model: llama-3.1-405b\ncluster: {accelerator: a100-sxm-40gb, count: 1}\n" WORK, NULL,
     NULL},
    {"one-of-each",
     "model: {name: tiny, source: a paper, d_model: 1, vocab_size: 1, n_heads: 1, d_head: 1, n_layers: 1, "
     "d_ff: 1}\n"
     "cluster: {accelerator: {name: tiny, peak: {fp16: 1 GFLOP/s}, memory: 1 MB, memory_bandwidth: 1 MB/s}, "
     "count: 1}\n"
     "workload: {batch_sizes: [1], contexts: [1], prompt_tokens: 1, output_tokens: 1}\n",
     NULL, NULL},
    {"largest",
     "model: {name: large, d_model: 100000, vocab_size: 1000000, n_heads: 1000, n_layers: 10000, d_ff: "
     "400000}\n"
     "cluster: {accelerator: {name: large, peak: {fp16: 1e18}, memory: 1e15, memory_bandwidth: 1e15, link: "
     "{bandwidth: 1e15}}, count: 100, tensor_parallel: 100}\n"
     "workload: {batch_sizes: [1000000], contexts: [10000000], prompt_tokens: 1000000, output_tokens: "
     "1000000}\n",
     NULL, NULL},
};

static void every_template_sets_whatever_is_sound(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct text spec = {0};
        text_printf(&spec, "title: \"Odd x\u030C\u0308, %s\"\n%s", row->name, row->spec);
        const char *path = private_file("odd.yaml", text_get(&spec));
        text_clear(&said);
        int status = run(&said,
                         "for t in " TEMPLATES "; do %s report %s -q -t ${t#*-} --lang ${t%%%%-*} "
                         "-o %s/odd.pdf 2>&1 && qpdf --check %s/odd.pdf >/dev/null || exit 9; done",
                         program(), path, private_folder(), private_folder());
        if (status != 0)
            fail_msg("%s: %s", row->name, text_get(&said));
        text_clear(&said);
        if (row->words && (run(&said, "%s table %s %s 2>/dev/null", program(), row->table, path) != 0 ||
                           !strstr(text_get(&said), row->words)))
            fail_msg("%s: \"%s\" is not in: %s", row->name, row->words, text_get(&said));
        text_drop(&spec);
    }
}

/* Runs by their lengths, more lengths than a figure has panels for, with and without a fit. */
static void many_measurements_are_drawn(void **state) {
    (void)state;
    for (int fitted = 0; fitted < 2; fitted++) {
        struct text spec = {0};
        text_printf(&spec,
                    "title: Odd\nmodel: gpt-20b\ncluster: {accelerator: a100-sxm-80gb, count: 2}\n" WORK
                    "%smeasurements:\n",
                    fitted ? "calibration: {memory_efficiency: 50 %, compute_efficiency: 50 %, range: "
                             "{models: [GPT 20B], "
                             "accelerators: [A100 SXM 80 GB]}}\n"
                           : "");
        for (int length = 1; length <= 9; length++)
            for (int batch = 1; batch <= 64; batch *= 2)
                text_printf(
                    &spec,
                    "  - {label: a run, metric: end_to_end, value: 9 s, batch: %d, prompt_tokens: %d, "
                    "output_tokens: 20, source: own}\n",
                    batch, 100 * length);
        const char *path = private_file("odd.yaml", text_get(&spec));
        text_clear(&said);
        assert_int_equal(run(&said,
                             "exec 2>/dev/null; %s figure measured %s -o %s/odd.svg && for l in en zh; do %s "
                             "report %s -q --lang $l -o "
                             "%s/odd.pdf; done && pdftotext %s/odd.pdf - | tr '\\n' ' '",
                             program(), path, private_folder(), program(), path, private_folder(),
                             private_folder()),
                         0);
        text_drop(&spec);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_sets_whatever_is_sound),
        cmocka_unit_test(many_measurements_are_drawn),
    };
    int failed = cmocka_run_group_tests_name("odd specs", tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
