/* Ink: what reaches a device, and what is refused. Expected values are computed by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../figures/ink_cairo.h"
#include "../figures/ink_trace.h"
#include "../figures/mark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void font_missing(const char *message) {
    fail_msg("%s", message);
    abort();
}

static int open_trace(void **state) {
    struct fonts *fonts = fonts_new(font_missing);
    *state = ink_trace_new(fonts);
    return *state ? 0 : -1;
}

static int close_trace(void **state) {
    struct fonts *fonts = ((struct ink *)*state)->fonts;
    ink_trace_drop(*state);
    fonts_drop(fonts);
    return 0;
}

static const struct pen thin = {.colour = {0, 0, 0}, .width = 1};

/* A point (1, 2) moved by (10, 20) and doubled is (12, 24); the pen grows with it. */
static void test_paths_arrive_in_page_points(void **state) {
    struct ink *ink = *state;
    cairo_save(ink->cr);
    cairo_translate(ink->cr, 10, 20);
    cairo_scale(ink->cr, 2, 2);
    ink_move(ink, 1, 2);
    ink_line(ink, 3, 2);
    ink_stroke(ink, &thin);
    cairo_restore(ink->cr);
    assert_string_equal(ink_trace_lines(ink), "stroke #000000 2.00 : M 12.00 24.00 L 16.00 24.00\n");
    assert_null(ink_error(ink));
}

static void test_a_painted_path_is_gone(void **state) {
    struct ink *ink = *state;
    ink_rectangle(ink, 0, 0, 1, 1);
    ink_fill(ink, palette[COLOUR_PAPER]);
    assert_false(cairo_has_current_point(ink->cr));
    size_t length = strlen(ink_trace_lines(ink));
    ink_fill(ink, palette[COLOUR_PAPER]); /* nothing left to paint */
    assert_int_equal(strlen(ink_trace_lines(ink)), length);
}

/* The first error stays, later calls draw nothing and leave no path behind. */
static void test_the_first_error_sticks(void **state) {
    struct ink *ink = *state;
    ink_move(ink, NAN, 1);
    assert_string_equal(ink_error(ink), "a path through a point that is not a number");
    ink_move(ink, 1e6, 1);
    ink_line(ink, 2, 2);
    ink_stroke(ink, &thin);
    ink_text(ink, 0, 0, FACE_LABEL, 7, palette[COLOUR_INK], ALIGN_LEFT, "after");
    assert_string_equal(ink_error(ink), "a path through a point that is not a number");
    assert_string_equal(ink_trace_lines(ink), "");
    assert_false(cairo_has_current_point(ink->cr));
}

static void test_what_no_page_reaches_is_refused(void **state) {
    struct ink *ink = *state;
    cairo_scale(ink->cr, 1000, 1000); /* each coordinate is small, its place is not */
    ink_move(ink, 1, 1);
    ink_line(ink, 21, 1);
    ink_stroke(ink, &thin);
    assert_non_null(ink_error(ink));
    assert_non_null(strstr(ink_error(ink), "past the end"));
}

static void test_text_of_no_size_is_refused(void **state) {
    struct ink *ink = *state;
    ink_text(ink, 0, 0, FACE_LABEL, NAN, palette[COLOUR_INK], ALIGN_LEFT, "x");
    assert_non_null(ink_error(ink));
}

static void test_text_that_no_page_reaches_is_refused(void **state) {
    struct ink *ink = *state;
    cairo_translate(ink->cr, 30000, 0);
    ink_text(ink, 30000, 0, FACE_LABEL, 7, palette[COLOUR_INK], ALIGN_LEFT, "far");
    assert_non_null(strstr(ink_error(ink), "\"far\" at ("));
}

static void test_a_colour_that_is_none_is_refused(void **state) {
    struct ink *ink = *state;
    struct pen brighter_than_white = {.colour = {1, 2, 1}, .width = 1};
    ink_move(ink, 0, 0);
    ink_line(ink, 1, 1);
    ink_stroke(ink, &brighter_than_white);
    assert_string_equal(ink_error(ink), "a colour out of range (1, 2, 1)");
}

/* cairo's own errors stick to its context. */
static void test_a_transform_without_extent_is_told(void **state) {
    struct ink *ink = *state;
    cairo_scale(ink->cr, 0, 1);
    ink_move(ink, 0, 0);
    ink_line(ink, 1, 1);
    ink_stroke(ink, &thin);
    assert_non_null(strstr(ink_error(ink), "a path: "));
}

/* What a page of links and parts needs to know, as the trace tells it. */
static void test_links_and_parts_are_traced(void **state) {
    struct ink *ink = *state;
    ink_begin_part(ink, &(struct ink_part){.role = ROLE_H1, .words = "a head"});
    ink_begin_part(ink, &(struct ink_part){.role = ROLE_P});
    ink_link(ink, 1, 2, 3, 4, "#there");
    ink_anchor(ink, 5, 6, "there");
    arrow_head(ink, 0, 0, 0, 0, 3, palette[COLOUR_INK]); /* to nowhere: none is drawn */
    ink_end(ink);
    ink_end(ink);
    const char *lines = ink_trace_lines(ink);
    assert_non_null(strstr(lines, " : a head\n"));
    assert_non_null(strstr(lines, "link 1.00 2.00 4.00 6.00 : #there\nanchor 5.00 6.00 : there\nend\nend\n"));
}

static void test_a_line_without_width_is_refused(void **state) {
    struct ink *ink = *state;
    struct pen none = {.width = 0};
    ink_move(ink, 0, 0);
    ink_line(ink, 1, 1);
    ink_stroke(ink, &none);
    assert_non_null(ink_error(ink));
}

static double number_after(const char *lines, const char *word, int which) {
    const char *at = strstr(lines, word);
    assert_non_null(at);
    char *end = (char *)at + strlen(word);
    double value = 0;
    for (int i = 0; i <= which; i++)
        value = strtod(end, &end);
    return value;
}

/* The right end of a run aligned right is where it was asked to be, its box a fifth of an em below. */
static void test_text_is_aligned_and_boxed(void **state) {
    struct ink *ink = *state;
    double width =
        ink_text(ink, 100, 50, FACE_LABEL, 10, palette[COLOUR_INK], ALIGN_RIGHT, "aligned at the right");
    assert_true(fabs(width - ink_measure(ink, FACE_LABEL, 10, "aligned at the right")) < 1e-9);
    assert_true(fabs(number_after(ink_trace_lines(ink), "box", 0) - (100 - width)) < 0.01);
    assert_true(fabs(number_after(ink_trace_lines(ink), "box", 1) - 52) < 0.01);
    assert_true(fabs(number_after(ink_trace_lines(ink), "box", 2) - 100) < 0.01);
}

/* A quarter turn: the run goes down the page, so its foot lies left of its head. */
static void test_text_turns_with_the_transform(void **state) {
    struct ink *ink = *state;
    cairo_translate(ink->cr, 30, 40);
    cairo_rotate(ink->cr, 3.14159265358979 / 2);
    double width = ink_text(ink, 0, 0, FACE_LABEL, 10, palette[COLOUR_INK], ALIGN_LEFT, "down");
    const char *lines = ink_trace_lines(ink);
    assert_true(fabs(number_after(lines, "box", 0) - 28) < 0.01); /* foot: 30 - 0.2 em */
    assert_true(fabs(number_after(lines, "box", 1) - 40) < 0.01);
    assert_true(fabs(number_after(lines, "box", 3) - (40 + width)) < 0.01);
    assert_true(fabs(number_after(lines, "box", 4) - 37.4) < 0.01); /* head: 30 + 0.74 em */
}

static void draw_something(struct ink *ink) {
    ink_circle(ink, 20, 20, 10);
    ink_fill(ink, palette[COLOUR_CACHE]);
    ink_move(ink, 0, 0);
    ink_curve(ink, 10, 0, 20, 10, 40, 40);
    ink_stroke(ink, &thin);
    ink_text(ink, 5, 35, FACE_LABEL, 7, palette[COLOUR_INK], ALIGN_LEFT, "FLOP/s →");
}

/* SVG, PNG and PDF begin as such files do, and are the same when drawn again. */
static void test_files_are_made_and_the_same_again(void **state) {
    static const char *const begins[] = {"<?xml", "\x89PNG", "%PDF-"};
    struct fonts *fonts = ((struct ink *)*state)->fonts;
    struct ink_file_options options = {.width = 40, .height = 40};
    for (int kind = 0; kind < INK_FILE_COUNT; kind++) {
        unsigned char *bytes[2];
        size_t lengths[2];
        for (int i = 0; i < 2; i++) {
            struct ink *ink = ink_cairo_new(fonts, (enum ink_file)kind, &options);
            assert_non_null(ink);
            draw_something(ink);
            assert_null(ink_cairo_close(ink, &bytes[i], &lengths[i]));
            ink_cairo_drop(ink);
        }
        assert_memory_equal(bytes[0], begins[kind], strlen(begins[kind]));
        assert_int_equal(lengths[0], lengths[1]);
        assert_memory_equal(bytes[0], bytes[1], lengths[0]);
        free(bytes[0]);
        free(bytes[1]);
    }
}

static void test_a_failed_drawing_gives_no_file(void **state) {
    struct ink_file_options options = {.width = 40, .height = 40};
    struct ink *ink = ink_cairo_new(((struct ink *)*state)->fonts, INK_SVG, &options);
    unsigned char *bytes = NULL;
    size_t length = 0;
    ink_move(ink, INFINITY, 0);
    assert_non_null(ink_cairo_close(ink, &bytes, &length));
    assert_null(bytes);
    ink_cairo_drop(ink);
}

/* Zones are the same colour 93 % towards white: 0 -> 237, 114 -> 245, 178 -> 250 of 255. */
static void test_pale_is_nearly_white(void **state) {
    (void)state;
    struct colour pale = colour_pale(palette[COLOUR_WEIGHTS]);
    assert_int_equal(lround(pale.r * 255), 237);
    assert_int_equal(lround(pale.g * 255), 245);
    assert_int_equal(lround(pale.b * 255), 250);
}

#define INK_TEST(name) cmocka_unit_test_setup_teardown(name, open_trace, close_trace)

int main(void) {
    const struct CMUnitTest tests[] = {
        INK_TEST(test_paths_arrive_in_page_points),
        INK_TEST(test_a_painted_path_is_gone),
        INK_TEST(test_the_first_error_sticks),
        INK_TEST(test_what_no_page_reaches_is_refused),
        INK_TEST(test_text_of_no_size_is_refused),
        INK_TEST(test_text_that_no_page_reaches_is_refused),
        INK_TEST(test_a_colour_that_is_none_is_refused),
        INK_TEST(test_a_transform_without_extent_is_told),
        INK_TEST(test_links_and_parts_are_traced),
        INK_TEST(test_a_line_without_width_is_refused),
        INK_TEST(test_text_is_aligned_and_boxed),
        INK_TEST(test_text_turns_with_the_transform),
        INK_TEST(test_files_are_made_and_the_same_again),
        INK_TEST(test_a_failed_drawing_gives_no_file),
        cmocka_unit_test(test_pale_is_nearly_white),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
