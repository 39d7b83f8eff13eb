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

/* Two paths that say the same at one place say it once; where the words differ, both stand. */
static void test_what_two_paths_say_at_one_place_is_said_once(void **state) {
    (void)state;
    const char *const labels[] = {"same", "other"};
    for (size_t i = 0; i < 2; i++) {
        struct roofline_point one = {10, 1e12, "same", COLOUR_WEIGHTS},
                              other = {10, 1e12, labels[i], COLOUR_WEIGHTS};
        struct roofline_path paths[] = {{.points = &one, .n_points = 1}, {.points = &other, .n_points = 1}};
        struct roofline_data data = {.bandwidth_bytes_per_s = 1e12, .paths = paths, .n_paths = 2};
        struct ink *ink = ink_trace_new(fonts);
        roofline_draw(ink, &data, 487.6, 300);
        assert_null(ink_error(ink));
        const char *at = strstr(ink_trace_lines(ink), ": same\n");
        assert_non_null(at);
        assert_null(strstr(at + 1, ": same\n"));
        assert_int_equal(strstr(ink_trace_lines(ink), ": other\n") != NULL, i == 1);
        ink_trace_drop(ink);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_are_drawn_as_before),
        cmocka_unit_test(test_samples_fit_where_it_is_narrow),
        cmocka_unit_test(test_not_a_number_is_refused),
        cmocka_unit_test(test_what_two_paths_say_at_one_place_is_said_once),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
