/* Corners of gen/base and of its like that no command leads to: nothing at all, sizes past all memory, names
 * past all limits. Ends of the program are seen from a child. */
#define _POSIX_C_SOURCE 200809L
#include "../gen/base/arena.h"
#include "../gen/base/diag.h"
#include "../gen/base/fail.h"
#include "../gen/base/file.h"
#include "../gen/page/font_pdf.h"
#include "../gen/page/ink_pdf.h"
#include "../gen/spec/path.h"

#include "../figures/face.h"
#include "../figures/ink_cairo.h"
#include "../figures/ink_trace.h"

#include "program.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void what_is_not_there_is_dropped_without_harm(void **state) {
    (void)state;
    arena_drop(NULL);
    fonts_drop(NULL);
    font_set_drop(NULL);
    ink_cairo_drop(NULL);
    ink_trace_drop(NULL);
    pdf_drop(NULL);
}

/* ---- ends -----------------------------------------------------------------------------------------------
 */

static struct arena *arena;
static char long_name[5000];

static void ask_for_all_memory(void) {
    arena_alloc(arena, SIZE_MAX / 2 + 1);
}

static void ask_for_too_many(void) {
    arena_array(arena, SIZE_MAX / 4, 4);
}

static void grow_without_end(void) {
    size_t capacity = SIZE_MAX / 8;
    arena_grow(arena, long_name, capacity, &capacity, 4);
}

static void write_under_a_long_name(void) {
    file_write(long_name, "x", 1);
}

static void make_a_folder_of_a_long_name(void) {
    file_make_folder(long_name);
}

static void write_to_a_full_device(void) {
    file_write("/dev/full", "x", 1);
}

static void what_no_machine_has_ends_the_program_with_status_3(void **state) {
    (void)state;
    static void (*const ends[])(void) = {
        ask_for_all_memory,           ask_for_too_many,      grow_without_end, write_under_a_long_name,
        make_a_folder_of_a_long_name, write_to_a_full_device};
    memset(long_name, 'n', sizeof long_name - 1);
    arena = arena_new();
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        int status;
        pid_t child = fork();
        if (child == 0) {
            int quiet = open("/dev/null", O_WRONLY);
            dup2(quiet, STDERR_FILENO);
            close(quiet);
            ends[i]();
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_ENVIRONMENT)
            fail_msg("end %zu: status %#x", i, (unsigned)status);
    }
    arena_drop(arena);
}

/* ---- words ----------------------------------------------------------------------------------------------
 */

/* Names longer than any that one mistypes are not compared: the work grows with the product of lengths. */
static void the_nearest_name_is_of_bounded_length(void **state) {
    (void)state;
    char name[80];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    const char *const names[] = {name, "latency"};
    assert_string_equal(nearest_name("latncy", names, 2), "latency");
    assert_null(nearest_name(name, names, 2));
    assert_null(nearest_name("", names, 2));
}

/* A mark behind the last line, as of an error that is only found at the end: told without a line. */
static void a_place_behind_the_end_is_told_without_a_line(void **state) {
    (void)state;
    struct arena *own = arena_new();
    struct diags *diags = diags_new(own);
    struct source source = {"x.yaml", "one\n", 4};
    struct text said = {0};
    diag_add(diags, DIAG_ERROR, (struct mark){&source, 7, 1}, NULL, "what");
    diags_print(diags, &said);
    assert_string_equal(text_get(&said), "x.yaml:7:1: error: what\n");
    text_drop(&said);
    arena_drop(own);
}

/* What lies at the root of the disk may read nothing below it, or it could read everything. */
static void the_root_of_the_disk_protects_nothing(void **state) {
    (void)state;
    struct arena *own = arena_new();
    assert_false(path_is_below(own, "/", "/etc/passwd"));
    assert_true(path_is_below(own, "/etc", "/etc/passwd"));
    assert_false(path_is_below(own, "/et", "/etc/passwd"));
    arena_drop(own);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_dropped_without_harm),
        cmocka_unit_test(what_no_machine_has_ends_the_program_with_status_3),
        cmocka_unit_test(the_nearest_name_is_of_bounded_length),
        cmocka_unit_test(a_place_behind_the_end_is_told_without_a_line),
        cmocka_unit_test(the_root_of_the_disk_protects_nothing),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
