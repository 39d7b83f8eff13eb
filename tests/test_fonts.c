/* The files of fonts: what their tables say and lack, where they are found, what is said of one that is none,
 * and their checksums, which other threads may take ahead. */
#define _POSIX_C_SOURCE 200809L

#include "../figures/face.h"
#include "../gen/base/aside.h"
#include "../gen/base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static jmp_buf failed;
static char failure[512];

static void on_failure(const char *message) {
    snprintf(failure, sizeof failure, "%s", message);
    longjmp(failed, 1);
}

static int open_fonts(void **state) {
    *state = fonts_new(on_failure);
    return 0;
}

static int close_fonts(void **state) {
    fonts_drop(*state);
    return 0;
}

/* The figures are those that the families publish: the name of the file's face, an oblique of -11 and -7
 * degrees (Charis SIL 6.101 and Lato 2.0, table post). */
static void metrics_come_from_the_tables(void **state) {
    assert_string_equal(fonts_metrics(*state, FACE_TEXT)->postscript_name, "CharisSIL");
    assert_float_equal(fonts_metrics(*state, FACE_TEXT_ITALIC)->italic_angle, -11, 1e-9);
    assert_float_equal(fonts_metrics(*state, FACE_LABEL_ITALIC)->italic_angle, -7, 1e-9);
    for (int face = 0; face < FACE_COUNT; face++) {
        const struct face_metrics *metrics = fonts_metrics(*state, (enum face)face);
        assert_true(metrics->descender < 0 && metrics->x_height > 0.4);
        assert_true(metrics->x_height < metrics->cap_height && metrics->cap_height < metrics->ascender);
        assert_true(metrics->box[0] < metrics->box[2] && metrics->box[1] < metrics->box[3]);
    }
}

/* U+10FFFD is for private use; no face may have it. */
static void first_missing_character_is_remembered(void **state) {
    enum face asked = FACE_COUNT;
    assert_int_equal(fonts_missing(*state, NULL), 0);
    const struct shaped *run = fonts_shape(*state, FACE_LABEL_BOLD, "a\U0010FFFDb", 6);
    assert_int_equal(run->n_glyphs, 3);
    assert_int_equal(run->glyphs[1].id, 0);
    fonts_shape(*state, FACE_TEXT, "\U0010FFFC", 4);
    assert_int_equal(fonts_missing(*state, &asked), 0x10FFFD);
    assert_int_equal(asked, FACE_LABEL_BOLD);
}

static void copy_file(const char *to, const unsigned char *bytes, size_t length) {
    FILE *file = fopen(to, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* FLOORLINE_FONTS is searched first, by file name; what is there is taken, and what is not comes from its
 * usual place. A file that is no font ends the program with a message that names the package. */
static void folder_of_ones_own_comes_first(void **state) {
    char folder[] = "/tmp/floorline-test-XXXXXX", path[64];
    size_t length;
    const unsigned char *lato = fonts_file(*state, FACE_LABEL, &length, NULL);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/CharisSIL-Regular.ttf", folder);
    copy_file(path, lato, length);
    setenv("FLOORLINE_FONTS", folder, 1);

    struct fonts *fonts = fonts_new(on_failure);
    const char *found;
    fonts_file(fonts, FACE_TEXT, NULL, &found);
    assert_string_equal(found, path);
    assert_string_equal(fonts_metrics(fonts, FACE_TEXT)->postscript_name, "Lato-Regular");
    assert_string_equal(fonts_metrics(fonts, FACE_TEXT_BOLD)->postscript_name, "CharisSIL-Bold");
    fonts_drop(fonts);

    copy_file(path, (const unsigned char *)"no font", 7);
    fonts = fonts_new(on_failure);
    if (setjmp(failed) == 0) {
        fonts_shape(fonts, FACE_TEXT, "a", 1);
        fail_msg("a file that is no font was taken for one");
    }
    assert_non_null(strstr(failure, "CharisSIL-Regular.ttf"));
    assert_non_null(strstr(failure, "fonts-sil-charis"));
    fonts_drop(fonts);
    unsetenv("FLOORLINE_FONTS");
    unlink(path);
    rmdir(folder);
}

enum { LATIN = (1 << FACE_HAN_TEXT) - 1 };

/* By FIPS 180-4's own steps, of the file as it lies there. */
static void assert_sums(struct fonts *fonts) {
    for (int face = 0; face < FACE_HAN_TEXT; face++) {
        char sum[65];
        size_t length;
        const unsigned char *bytes = fonts_file(fonts, (enum face)face, &length, NULL);
        sha256_hex_plain(bytes, length, sum);
        assert_string_equal(fonts_sha256(fonts, (enum face)face), sum);
    }
}

static int allow_threads(void **state) {
    (void)state;
    aside_allow();
    return 0;
}

/* All are asked for at once, one alone, none, and some more when those are there. */
static void sums_begun_ahead_are_those_of_the_files(void **state) {
    (void)state;
    static const unsigned ahead[] = {LATIN, 1, 0, 1 << FACE_LABEL | 1 << FACE_TEXT_BOLD};
    for (size_t i = 0; i < sizeof ahead / sizeof *ahead; i++) {
        struct fonts *fonts = fonts_new(on_failure);
        fonts_sum_ahead(fonts, ahead[i]);
        assert_sums(fonts);
        fonts_sum_ahead(fonts, LATIN);
        assert_sums(fonts);
        fonts_drop(fonts);
    }
}

/* Of 16 MB, whose pages are brought in by another task. */
static void sums_of_large_files_are_theirs(void **state) {
    (void)state;
    static const enum face large[] = {FACE_HAN_TEXT, FACE_HAN_LABEL};
    struct fonts *fonts = fonts_new(on_failure);
    fonts_sum_ahead(fonts, (1u << FACE_COUNT) - 1);
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        char sum[65];
        size_t length;
        const unsigned char *bytes = fonts_file(fonts, large[i], &length, NULL);
        sha256_hex(bytes, length, sum);
        assert_string_equal(fonts_sha256(fonts, large[i]), sum);
    }
    fonts_drop(fonts);
}

/* Nothing is read once the files are closed. */
static void fonts_are_dropped_while_they_are_summed(void **state) {
    (void)state;
    struct fonts *fonts = fonts_new(on_failure);
    fonts_sum_ahead(fonts, LATIN);
    fonts_drop(fonts);
}

/* A process forked in the midst of it has no such thread, and waits for none. */
static void sums_are_there_in_a_child_too(void **state) {
    (void)state;
    struct fonts *fonts = fonts_new(on_failure);
    fonts_sum_ahead(fonts, LATIN);
    pid_t child = fork();
    if (child == 0) {
        char sum[65];
        size_t length;
        const unsigned char *bytes = fonts_file(fonts, FACE_LABEL, &length, NULL);
        sha256_hex_plain(bytes, length, sum);
        _exit(strcmp(fonts_sha256(fonts, FACE_LABEL), sum) ? 1 : 0);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    fonts_drop(fonts);
}
#define WITH_FONTS(test) cmocka_unit_test_setup_teardown(test, open_fonts, close_fonts)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_FONTS(metrics_come_from_the_tables),
        WITH_FONTS(first_missing_character_is_remembered),
        WITH_FONTS(folder_of_ones_own_comes_first),
        cmocka_unit_test(sums_begun_ahead_are_those_of_the_files),
        cmocka_unit_test(sums_of_large_files_are_theirs),
        cmocka_unit_test(fonts_are_dropped_while_they_are_summed),
        cmocka_unit_test(sums_are_there_in_a_child_too),
    };
    return cmocka_run_group_tests(tests, allow_threads, NULL);
}
