/* Figures: what is drawn (golden traces; FLOORLINE_BLESS=1 rewrites them), also where it is narrow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "figure_check.h"
#include "figure_samples.h"

#include <math.h>
#include <stdio.h>

struct sample {
    const char *name;
    drawing *draw;
    const void *data;
    double width, height;
};

static const struct sample samples[] = {
    {"roofline", roofline_draw, &llama_roofline, 487.6, 325},
    {"operators", roofline_draw, &llama_operators, 487.6, 280},
    {"crossing-two", crossing_draw, &two_crossings, 487.6, 190},
    {"crossing-one", crossing_draw, &one_crossing, 328.8, 180},
    {"shards-example", shards_draw, &example_shards, 487.6, 443},
    {"shards-llama", shards_draw, &llama_shards, 487.6, 480},
    {"shards-52b", shards_draw, &b52_shards, 487.6, 443},
    {"shards-alone", shards_draw, &alone_shards, 487.6, 380},
    {"shards-deepseek", shards_draw, &deepseek_shards, 487.6, 530},
    {"shards-mixtral", shards_draw, &mixtral_shards, 487.6, 480},
    {"pareto", pareto_draw, &llama_pareto, 328.8, 310},
    {"memory-52b", memory_draw, &b52_memory, 328.8, 100},
    {"memory-llama", memory_draw, &llama_memory, 328.8, 120},
    {"memory-260b", memory_draw, &b260_memory, 328.8, 120},
    {"latency", latency_draw, &llama_latency, 328.8, 187},
    {"capacity", capacity_draw, &llama_capacity, 328.8, 185},
    {"measured", measured_draw, &gpt13_measured, 328.8, 65},
    {"runs", runs_draw, &gpt20_runs, 328.8, 170},
    {"spectrum", spectrum_draw, &llama_spectrum, 328.8, 106},
    {"allreduce-4", allreduce_draw, &ring_4, 328.8, 90},
    {"allreduce-8", allreduce_draw, &ring_8, 487.6, 110},
};

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    size_t capacity = 1 << 20;
    char *text = malloc(capacity);
    assert_non_null(text);
    size_t length = fread(text, 1, capacity - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

static void check_golden(const char *name, const char *lines) {
    char path[256];
    snprintf(path, sizeof path, "tests/golden/figure-%s.txt", name);
    if (getenv("FLOORLINE_BLESS")) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fputs(lines, file);
        assert_int_equal(fclose(file), 0);
        return;
    }
    char *golden = read_whole(path);
    if (!golden)
        fail_msg("%s is missing; FLOORLINE_BLESS=1 writes it", path);
    if (strcmp(golden, lines) != 0)
        fail_msg("%s is not what is drawn now; look at the figure, then FLOORLINE_BLESS=1", path);
    free(golden);
}

static void test_samples_are_drawn_as_before(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++)
        check_drawing(samples[i].name, samples[i].draw, samples[i].data, samples[i].width, samples[i].height,
                      check_golden);
}

/* The same data on the main column, where there is less room. */
static void test_samples_fit_where_it_is_narrow(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++)
        if (samples[i].draw != shards_draw) /* made for the full width */
            check_drawing(samples[i].name, samples[i].draw, samples[i].data, 328.8, samples[i].height * 0.85,
                          NULL);
}

/* A value that is no number must not become a picture. */
static void test_not_a_number_is_refused(void **state) {
    (void)state;
    struct roofline_point point = {NAN, 1e12, "1", COLOUR_WEIGHTS};
    struct roofline_path path = {.points = &point, .n_points = 1};
    struct roofline_data data = {.bandwidth_bytes_per_s = 1e12, .paths = &path, .n_paths = 1};
    struct ink *ink = ink_trace_new(fonts);
    roofline_draw(ink, &data, 487.6, 300);
    assert_non_null(ink_error(ink));
    ink_trace_drop(ink);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_are_drawn_as_before),
        cmocka_unit_test(test_samples_fit_where_it_is_narrow),
        cmocka_unit_test(test_not_a_number_is_refused),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
