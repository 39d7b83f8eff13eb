/* The accelerators shipped in specs/accelerators/: each figure as the field knows it, each with its source.
 */
#include "../gen/base/file.h"
#include "../gen/spec/accelerator_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

/* Dense peaks in 10^12 operations per second (16-bit: fp16, or bf16 where there is no fp16), memory in GB,
 * memory that programs see in MiB (0: not known), bandwidths in GB/s, the link one way; 0: none. From
 * Google's documentation, NVIDIA's aiconfigurator, and the machine files of llm-analysis, mlsysim and GenZ,
 * as each YAML file says figure by figure. The A100 40 GB has the bandwidth of kipply's article, whose
 * published values depend on it, and for the same reason no memory beyond the nameplate. */
static const struct row {
    const char *name;
    double half, fp8, int8, fp4, memory, usable_mib, bandwidth, link;
    int64_t domain;
    double tdp;
} rows[] = {
    {"v100-sxm2-32gb", 125, 0, 0, 0, 32, 0, 900, 150, 8, 300},
    {"a100-sxm-40gb", 312, 0, 624, 0, 40, 0, 1500, 300, 16, 400},
    {"a100-sxm-80gb", 312, 0, 624, 0, 80, 81920, 2039, 300, 8, 400},
    {"a100-pcie-80gb", 312, 0, 624, 0, 80, 0, 1935, 32, 2, 300},
    {"a10g", 70, 0, 140, 0, 24, 0, 600, 32, 1, 300},
    {"l4", 121, 242, 242, 0, 24, 23034, 300, 32, 1, 72},
    {"l40s", 362.05, 733, 733, 0, 48, 46068, 864, 32, 1, 350},
    {"rtx-4090", 165.2, 330.3, 660.6, 0, 24, 0, 1008, 32, 1, 450},
    {"h100-sxm-80gb", 989.5, 1979, 1979, 0, 80, 81559, 3350, 450, 8, 700},
    {"h100-pcie-80gb", 756.5, 1513, 1513, 0, 80, 0, 2000, 64, 2, 350},
    {"h200-sxm-141gb", 989.5, 1979, 1979, 0, 141, 0, 4800, 450, 8, 700},
    {"b200-sxm", 2250, 4500, 4500, 9000, 180, 0, 7700, 900, 8, 1000},
    {"gb200-per-gpu", 2500, 5000, 5000, 10000, 186, 189471, 8000, 900, 72, 1200},
    {"mi250x", 383, 0, 383, 0, 128, 0, 3277, 0, 0, 560},
    {"mi250x-gcd", 191.5, 0, 191.5, 0, 64, 0, 1638.5, 0, 0, 280},
    {"mi300x", 1307.4, 2614.9, 2614.9, 0, 192, 0, 5300, 448, 8, 750},
    {"mi325x", 1307.4, 2614.9, 2614.9, 0, 256, 0, 6000, 448, 8, 1000},
    {"gaudi2", 432, 865, 0, 0, 96, 0, 2450, 262.5, 8, 600},
    {"gaudi3", 1835, 1835, 0, 0, 128, 0, 3700, 525, 8, 900},
    {"tpu-v4", 275, 0, 275, 0, 32, 0, 1228, 270, 4096, 0},
    {"tpu-v5e", 197, 0, 393, 0, 16, 0, 819, 200, 256, 0},
    {"tpu-v5p", 459, 0, 918, 0, 95, 0, 2765, 600, 8960, 0},
    {"tpu-v6e", 918, 0, 1836, 0, 32, 0, 1638, 400, 256, 0},
};
enum { ROWS = sizeof rows / sizeof rows[0] };

struct reading {
    struct arena *arena;
    struct diags *diags;
    struct accelerator accelerator;
    struct provenance_list provenance;
};

static void read_row(struct reading *r, const char *name) {
    struct source *source;
    const char *why = "";
    *r = (struct reading){.arena = arena_new()};
    r->diags = diags_new(r->arena);
    const char *path = arena_printf(r->arena, "specs/accelerators/%s.yaml", name);
    if (file_read(r->arena, path, NODE_MOST_BYTES, &source, &why) != FILE_READ)
        fail_msg("%s: %s", path, why);
    const struct node *root = node_read(r->arena, source, r->diags);
    if (!accelerator_read(r->arena, root, name, false, &r->accelerator, &r->provenance, r->diags) ||
        diags_errors(r->diags) > 0 || diags_warnings(r->diags) > 0) {
        struct text said = {0};
        diags_print(r->diags, &said);
        fail_msg("%s: %s", name, text_get(&said));
    }
}

/* Equal but for the last bit: 362.05e12 written here and "362.05 TFLOP/s" read. */
static void assert_figure(const char *name, const char *what, double read, double expected) {
    if (fabs(read - expected) > 1e-12 * fabs(expected))
        fail_msg("%s: %s is %.17g, not %.17g", name, what, read, expected);
}

static void shipped_figures_are_the_known_ones(void **state) {
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &rows[i];
        struct reading r;
        read_row(&r, row->name);
        const struct accelerator *a = &r.accelerator;
        const double *peak = a->peak_flops_per_s;
        assert_figure(row->name, "half", peak[FP16] > 0 ? peak[FP16] : peak[BF16], row->half * 1e12);
        assert_figure(row->name, "fp8", peak[FP8], row->fp8 * 1e12);
        assert_figure(row->name, "int8", peak[INT8], row->int8 * 1e12);
        assert_figure(row->name, "fp4", peak[FP4], row->fp4 * 1e12);
        assert_figure(row->name, "memory", a->memory_bytes, row->memory * 1e9);
        assert_figure(row->name, "usable memory", a->usable_memory_bytes,
                      row->usable_mib > 0 ? row->usable_mib * 1048576 : row->memory * 1e9);
        assert_figure(row->name, "bandwidth", a->memory_bandwidth_bytes_per_s, row->bandwidth * 1e9);
        assert_figure(row->name, "link", a->link_bandwidth_bytes_per_s, row->link * 1e9);
        assert_figure(row->name, "domain", (double)a->link_domain, (double)row->domain);
        assert_figure(row->name, "power", a->tdp_w, row->tdp);
        arena_drop(r.arena);
    }
}

/* Halving the width of a value at most doubles the rate (data sheets round a little): a sparse peak that
 * slipped in beside a dense one, twice too high, would show. */
static void eight_bits_are_at_most_twice_as_fast(void **state) {
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct reading r;
        read_row(&r, rows[i].name);
        const double *peak = r.accelerator.peak_flops_per_s;
        if (peak[FP8] > 0)
            assert_true(peak[FP8] <= 2.03 * peak[BF16]);
        if (peak[FP4] > 0)
            assert_true(peak[FP4] <= 2.03 * peak[FP8]);
        if (peak[TF32] > 0)
            assert_true(2 * peak[TF32] <= 1.02 * peak[BF16]);
        arena_drop(r.arena);
    }
}

static void every_figure_has_its_source(void **state) {
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct reading r;
        read_row(&r, rows[i].name);
        assert_true(r.provenance.count >= 4);
        for (size_t p = 0; p < r.provenance.count; p++) {
            const struct provenance *entry = &r.provenance.items[p];
            if (!entry->source || strlen(entry->source) < 6 || strstr(entry->source, "default"))
                fail_msg("%s: %s has no source", rows[i].name, entry->quantity);
        }
        arena_drop(r.arena);
    }
}

/* Who calls a figure disputed tells the other one, or what it hangs on: some number stands in the words. Only
 * what its maker published is the maker's, and what was not checked is no more than assumed. */
static void figures_claim_no_more_than_their_sources(void **state) {
    (void)state;
    static const char *const makers[] = {"aiconfigurator", "Google Cloud", "NVIDIA's", "AMD's MLPerf"};
    for (size_t i = 0; i < ROWS; i++) {
        struct reading r;
        read_row(&r, rows[i].name);
        for (size_t p = 0; p < r.provenance.count; p++) {
            const struct provenance *entry = &r.provenance.items[p];
            bool maker = false;
            for (size_t m = 0; m < sizeof makers / sizeof makers[0]; m++)
                maker |= strncmp(entry->source, makers[m], strlen(makers[m])) == 0;
            bool unchecked =
                strstr(entry->source, "not checked") || strstr(entry->source, "as known to the authors");
            if ((entry->confidence == CONFIDENCE_DISPUTED && !strpbrk(entry->source, "0123456789")) ||
                (entry->confidence == CONFIDENCE_DATASHEET && !maker) ||
                (unchecked && entry->confidence != CONFIDENCE_ASSUMED))
                fail_msg("%s: %s: %s", rows[i].name, entry->quantity, entry->source);
        }
        arena_drop(r.arena);
    }
}

/* V100: tensor cores for fp16 alone; Hopper has no four-bit path; TPUs have no fp16. */
static void machines_without_a_path_have_no_peak_for_it(void **state) {
    (void)state;
    const struct {
        const char *name;
        enum dtype dtype;
    } absent[] = {{"v100-sxm2-32gb", BF16}, {"v100-sxm2-32gb", FP8}, {"a100-sxm-80gb", FP8},
                  {"h100-sxm-80gb", FP4},   {"h100-sxm-80gb", INT4}, {"tpu-v5e", FP16}};
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        struct reading r;
        read_row(&r, absent[i].name);
        assert_true(r.accelerator.peak_flops_per_s[absent[i].dtype] == 0);
        arena_drop(r.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_figures_are_the_known_ones),
        cmocka_unit_test(eight_bits_are_at_most_twice_as_fast),
        cmocka_unit_test(every_figure_has_its_source),
        cmocka_unit_test(figures_claim_no_more_than_their_sources),
        cmocka_unit_test(machines_without_a_path_have_no_peak_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
