/* gen/spec: what the shipped specs say, which defaults are taken, and where files may lie. */
#define _GNU_SOURCE /* truncate */
#include "program.h"
#include "reading.h"

#include "../gen/spec/catalogue.h"
#include "../gen/spec/path.h"
#include "../gen/spec/spec_fields.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {"."};
static const struct search_path search = {.folders = folders, .n_folders = 1};

static struct spec *read_text(struct reading *f, const char *text, size_t length) {
    const char *path = private_bytes("spec", text, length);
    f->diags = diags_new(f->arena);
    return spec_read(f->arena, path, &search, f->diags);
}

/* A spec of a small model with `more` appended to its cluster and `rest` to its end. */
static struct spec *read_with(struct reading *f, const char *more, const char *rest) {
    const char *text = arena_printf(f->arena,
                                    "model: {n_layers: 4, d_model: 512, n_heads: 8, d_ff: 2048, ffn: gelu, "
                                    "vocab_size: 1000}\n"
                                    "cluster:\n"
                                    "  accelerator: {name: toy, peak: {fp16: 100 TFLOP/s, fp8: 200 TFLOP/s}, "
                                    "memory: 16 GB, memory_bandwidth: 1 TB/s, link: {bandwidth: 50 GB/s}}\n"
                                    "%s\n%s",
                                    more, rest);
    return read_text(f, text, strlen(text));
}

static struct spec *read_sound(struct reading *f, const char *more, const char *rest) {
    struct spec *spec = read_with(f, more, rest);
    if (!spec)
        fail_msg("not read:\n%s", reading_said(f));
    return spec;
}

static const struct provenance *provenance_of(const struct spec *spec, const char *quantity) {
    const struct provenance *found = NULL;
    for (size_t i = 0; i < spec->n_provenance; i++)
        if (!strcmp(spec->provenance[i].quantity, quantity)) {
            assert_null(found); /* a figure has one origin */
            found = &spec->provenance[i];
        }
    return found;
}

static void shipped_specs_read_without_a_word(void **state) {
    struct reading *f = *state;
    static const char *const names[] = {
        "anthropic-52b-3xa100-40gb", "anthropic-52b-4xa100-40gb", "gopher-260b-16xa100-40gb",
        "gpt-13b-1xa100-40gb",       "gpt-13b-2xa100-40gb",       "llama-3.1-70b-8xh100-sxm",
        "llama-3.1-70b-4xa100-80gb",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = arena_printf(f->arena, "specs/%s.yaml", names[i]);
        struct spec *spec = spec_read(f->arena, path, &search, f->diags);
        if (!spec || diags_warnings(f->diags))
            fail_msg("%s:\n%s", path, reading_said(f));
        assert_string_equal(spec->name, names[i]);
        assert_int_equal(spec->design.workload.n_batch_sizes, 10);
        assert_in_range(spec->n_inputs, 3, 4); /* spec, model, accelerator; measurements of some */
    }
}

/* The article's machine: 312e12 FLOP/s, 1.5e12 B/s, 40 GB, 300e9 B/s one way, 8 us a message. */
static void the_article_s_machine_has_its_figures(void **state) {
    struct reading *f = *state;
    struct spec *spec = spec_read(f->arena, "specs/anthropic-52b-4xa100-40gb.yaml", &search, f->diags);
    assert_non_null(spec);
    const struct accelerator *a = &spec->design.accelerator;
    assert_true(a->peak_flops_per_s[FP16] == 312e12);
    assert_true(a->memory_bandwidth_bytes_per_s == 1.5e12);
    assert_true(a->usable_memory_bytes == 40e9);
    assert_true(a->link_bandwidth_bytes_per_s == 300e9);
    assert_true(a->link_latency_s == 8e-6);
    assert_true(spec->design.model.n_parameters == 52e9);
    assert_int_equal(spec->design.method, METHOD_ARTICLE);
    assert_string_equal(spec->inputs[0].role, "spec");
    assert_string_equal(spec->inputs[1].role, "model");
    assert_string_equal(spec->inputs[2].role, "accelerator");
    assert_int_equal(strlen(spec->inputs[2].sha256), 64);
}

/* FasterTransformer's steps as the article prints them: 22.0 ms on one, 13.5 ms on two. */
static void measured_steps_stand_in_the_13b_specs(void **state) {
    struct reading *f = *state;
    struct spec *one = spec_read(f->arena, "specs/gpt-13b-1xa100-40gb.yaml", &search, f->diags);
    struct spec *two = spec_read(f->arena, "specs/gpt-13b-2xa100-40gb.yaml", &search, f->diags);
    assert_string_equal(one->measurements[0].metric, "decode_step");
    assert_true(one->measurements[0].value_s == 0.022);
    assert_true(two->measurements[0].value_s == 0.0135);
    assert_int_equal(two->measurements[0].context, 512);
}

static void defaults_are_those_of_the_contract(void **state) {
    struct reading *f = *state;
    struct spec *spec = read_sound(f, "  count: 4", "");
    const struct design *d = &spec->design;
    assert_int_equal(d->cluster.tensor_parallel, 4);
    assert_int_equal(d->cluster.pipeline_parallel, 1);
    assert_int_equal(d->cluster.data_parallel, 1);
    assert_int_equal(d->cluster.expert_parallel, 1);
    assert_true(d->cluster.memory_fraction == 1 && d->cluster.reserved_bytes == 0);
    assert_true(d->cluster.pue == 1 && d->cluster.utilisation == 1 && d->cluster.price_per_hour == 0);
    assert_int_equal(d->method, METHOD_OPERATOR);
    assert_int_equal(d->precision.weights, FP16);
    assert_int_equal(d->precision.kv_cache, FP16);
    assert_int_equal(d->precision.compute, FP16);
    assert_int_equal(d->workload.n_batch_sizes, 10);
    assert_int_equal(d->workload.batch_sizes[9], 512);
    assert_int_equal(d->workload.n_contexts, 3);
    assert_int_equal(d->workload.prompt_tokens, 512);
    assert_int_equal(d->workload.output_tokens, 128);
    assert_true(d->accelerator.link_latency_s == 8e-6);
    assert_true(d->accelerator.usable_memory_bytes == 16e9);
    assert_false(d->calibration.present);
    assert_string_equal(spec->report.language, "en");
    assert_string_equal(spec->report.paper, "a4");
    assert_null(spec->date);
    assert_string_equal(spec->title, spec->name);
}

static void every_figure_says_where_it_comes_from(void **state) {
    struct reading *f = *state;
    struct spec *spec = read_sound(f,
                                   "  count: 4\n  price: {value: 2.50 USD/h, source: a quote of May, "
                                   "confidence: third_party}\n  link: {latency: 3 us}",
                                   "");
    const struct provenance *latency = provenance_of(spec, "accelerator.link.latency");
    assert_string_equal(latency->value, "3 us"); /* the cluster's, in place of the assumed one */
    assert_true(spec->design.accelerator.link_latency_s == 3e-6);
    assert_int_equal(provenance_of(spec, "accelerator.memory")->confidence, CONFIDENCE_GIVEN);
    assert_string_equal(provenance_of(spec, "model.n_layers")->source, "the spec");
    assert_string_equal(provenance_of(spec, "cluster.price")->source, "a quote of May");
    assert_int_equal(provenance_of(spec, "cluster.price")->confidence, CONFIDENCE_THIRD_PARTY);
    const struct provenance *pue = provenance_of(spec, "cluster.pue");
    assert_string_equal(pue->source, "default");
    assert_int_equal(pue->confidence, CONFIDENCE_ASSUMED);
    assert_null(pue->mark.source);
    assert_int_equal(provenance_of(spec, "cluster.tensor_parallel")->confidence, CONFIDENCE_ASSUMED);
}

static void accelerators_are_shared_out(void **state) {
    static const struct {
        const char *cluster;
        int64_t tensor, pipeline, data;
    } rows[] = {
        {"  count: 8", 8, 1, 1},
        {"  count: 8\n  tensor_parallel: 4", 4, 1, 2},
        {"  count: 8\n  tensor_parallel: 1", 1, 1, 8},
        {"  count: 8\n  pipeline_parallel: 2", 4, 2, 1},
        {"  count: 8\n  data_parallel: 2", 4, 1, 2},
        {"  count: 8\n  tensor_parallel: 2\n  pipeline_parallel: 2", 2, 2, 2},
        {"  count: 8\n  tensor_parallel: 2\n  pipeline_parallel: 2\n  data_parallel: 2", 2, 2, 2},
    };
    struct reading *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct spec *spec = read_sound(f, rows[i].cluster, "");
        assert_int_equal(spec->design.cluster.tensor_parallel, rows[i].tensor);
        assert_int_equal(spec->design.cluster.pipeline_parallel, rows[i].pipeline);
        assert_int_equal(spec->design.cluster.data_parallel, rows[i].data);
    }
}

static void quantised_weights_compute_at_16_bit_unless_told(void **state) {
    struct reading *f = *state;
    struct precision p = read_sound(f, "  count: 1", "precision: {weights: int4}\n")->design.precision;
    assert_int_equal(p.weights, INT4);
    assert_int_equal(p.activations, FP16);
    assert_int_equal(p.kv_cache, FP16);
    assert_int_equal(p.compute, FP16);
    p = read_sound(f, "  count: 1", "precision: {weights: fp8, compute: fp8, kv_cache: fp8}\n")
            ->design.precision;
    assert_int_equal(p.activations, FP16);
    assert_int_equal(p.compute, FP8);
    assert_int_equal(p.kv_cache, FP8);
}

static void an_accelerator_without_fp16_defaults_to_bf16(void **state) {
    struct reading *f = *state;
    const char *text = "model: llama-3.1-8b\ncluster: {accelerator: tpu-v5e, count: 4}\n";
    struct spec *spec = read_text(f, text, strlen(text));
    assert_non_null(spec);
    assert_int_equal(spec->design.precision.weights, BF16);
}

static void lists_keep_their_order_and_lose_repeats_with_a_warning(void **state) {
    struct reading *f = *state;
    struct spec *spec = read_sound(f, "  count: 1", "workload: {batch_sizes: [8, 1, 8, 4], contexts: 100}\n");
    assert_int_equal(spec->design.workload.n_batch_sizes, 3);
    assert_int_equal(spec->design.workload.batch_sizes[0], 8);
    assert_int_equal(spec->design.workload.batch_sizes[2], 4);
    assert_int_equal(spec->design.workload.n_contexts, 1);
    assert_int_equal(diags_warnings(f->diags), 2);
    assert_says(f, "warning: `batch_sizes` repeats values");
    assert_says(f, "warning: `batch_sizes` are not in rising order");
}

static void gb_and_gib_differ(void **state) {
    struct reading *f = *state;
    double gb = read_sound(f, "  count: 1\n  reserved: 8 GB", "")->design.cluster.reserved_bytes;
    double gib = read_sound(f, "  count: 1\n  reserved: 8 GiB", "")->design.cluster.reserved_bytes;
    assert_true(gb == 8e9 && gib == 8589934592.0);
}

static void calibration_is_read_with_its_defaults(void **state) {
    struct reading *f = *state;
    struct spec *spec = read_sound(
        f, "  count: 1", "calibration: {memory_efficiency: 85 %, layer_overhead: 3 us, source: own runs}\n");
    const struct calibration *c = &spec->design.calibration;
    assert_true(c->present);
    assert_true(c->memory_efficiency == 0.85 && c->compute_efficiency == 1 && c->link_efficiency == 1);
    assert_true(c->layer_overhead_s == 3e-6 && c->step_overhead_s == 0);
    assert_string_equal(provenance_of(spec, "calibration.memory_efficiency")->source, "own runs");
}

static void two_ways_of_line_ends_read_alike(void **state) {
    struct reading *f = *state;
    const char *text = "title: A\r\nmodel: gpt-13b\r\ncluster: {accelerator: a100-sxm-40gb, count: 1}\r\n";
    struct spec *spec = read_text(f, text, strlen(text));
    assert_non_null(spec);
    assert_string_equal(spec->title, "A");
}

static void too_long_lists_name_the_limit(void **state) {
    struct reading *f = *state;
    struct text text = {0};
    text_string(&text, "model: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 1}\nworkload:\n"
                       "  batch_sizes: [");
    for (int i = 1; i <= 2000; i++)
        text_printf(&text, "%d,", i);
    text_string(&text, "]\n");
    assert_null(read_text(f, text_get(&text), text.length));
    assert_says(f, "`batch_sizes` has more than the limit of 1024 values");
    text_drop(&text);
}

static void what_is_no_readable_file_is_refused(void **state) {
    struct reading *f = *state;
    assert_null(spec_read(f->arena, "specs/none.yaml", &search, f->diags));
    assert_null(spec_read(f->arena, "specs", &search, f->diags));
    assert_null(spec_read(f->arena, "/dev/zero", &search, f->diags));
    const char *pipe = arena_printf(f->arena, "%s/p", private_folder());
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_null(spec_read(f->arena, pipe, &search, f->diags));
    const char *sparse = private_file("s.yaml", "");
    assert_int_equal(truncate(sparse, 10000000000), 0); /* 10 GB and no block on the disk */
    assert_null(spec_read(f->arena, sparse, &search, f->diags));
    assert_int_equal(diags_errors(f->diags), 5);
    assert_says(f, "specs/none.yaml: error: cannot be opened: No such file");
    assert_says(f, "specs: error: is a folder");
    assert_says(f, "/dev/zero: error: is not a regular file");
    assert_says(f, "p: error: is not a regular file");
    assert_says(f, "s.yaml: error: is larger than the limit of 1048576 bytes");
}

static void paths_are_made_plain(void **state) {
    struct reading *f = *state;
    static const char *const rows[][2] = {
        {"a/b", "a/b"},       {"a//b/", "a/b"},
        {"./a/./b", "a/b"},   {"a/../b", "b"},
        {"../a", "../a"},     {"a/../../b", "../b"},
        {"..", ".."},         {"../..", "../.."},
        {"a/..", "."},        {"", "."},
        {"/", "/"},           {"/..", "/"},
        {"/a/../../b", "/b"}, {"../../a/..", "../.."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(path_plain(f->arena, rows[i][0]), rows[i][1]);
    assert_true(path_is_below(f->arena, "specs", "specs/models/x.yaml"));
    assert_false(path_is_below(f->arena, "specs", "specs2/x.yaml"));
    assert_false(path_is_below(f->arena, "specs", "specs/../x.yaml"));
    assert_false(path_is_below(f->arena, ".", "/etc/passwd"));
    assert_string_equal(path_stem(f->arena, "a/b.c.yaml"), "b.c");
    assert_string_equal(path_folder(f->arena, "/x"), "/");
}

static void catalogues_are_listed_sorted_and_once(void **state) {
    struct reading *f = *state;
    static const char *const twice[] = {".", "specs"};
    struct search_path both = {.folders = twice, .n_folders = 2};
    size_t count, once;
    const char *const *names = catalogue_names(f->arena, &both, CATALOGUE_ACCELERATORS, &count);
    catalogue_names(f->arena, &search, CATALOGUE_ACCELERATORS, &once);
    assert_int_equal(count, once); /* specs/accelerators is found both ways */
    assert_true(count >= 22);
    for (size_t i = 1; i < count; i++)
        assert_true(strcmp(names[i - 1], names[i]) < 0);
}

/* A default that its own table refuses would stop the program; a key without help would be a blank in the
 * documentation. */
static void every_field_explains_itself(void **state) {
    (void)state;
    size_t count;
    const struct field_table *const *tables = spec_tables(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < tables[i]->n_fields; j++) {
            assert_non_null(tables[i]->fields[j].help);
            assert_true(!tables[i]->fields[j].required || !tables[i]->fields[j].fallback);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READING_TEST(shipped_specs_read_without_a_word),
        READING_TEST(the_article_s_machine_has_its_figures),
        READING_TEST(measured_steps_stand_in_the_13b_specs),
        READING_TEST(defaults_are_those_of_the_contract),
        READING_TEST(every_figure_says_where_it_comes_from),
        READING_TEST(accelerators_are_shared_out),
        READING_TEST(quantised_weights_compute_at_16_bit_unless_told),
        READING_TEST(an_accelerator_without_fp16_defaults_to_bf16),
        READING_TEST(lists_keep_their_order_and_lose_repeats_with_a_warning),
        READING_TEST(gb_and_gib_differ),
        READING_TEST(calibration_is_read_with_its_defaults),
        READING_TEST(two_ways_of_line_ends_read_alike),
        READING_TEST(too_long_lists_name_the_limit),
        READING_TEST(what_is_no_readable_file_is_refused),
        READING_TEST(paths_are_made_plain),
        READING_TEST(catalogues_are_listed_sorted_and_once),
        READING_TEST(every_field_explains_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
