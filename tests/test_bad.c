/* Every spec in tests/bad is read, and what is said of it compared with the .txt beside it, whose last line
 * tells whether the spec was read or refused. FLOORLINE_UPDATE=1 writes the .txt files anew, to be looked at
 * before they are kept. */
#define _GNU_SOURCE /* scandir */
#include "../gen/base/file.h"
#include "../gen/spec/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <cmocka.h>

enum { MOST_BYTES = 1 << 20 };

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_spec(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 5 && !strcmp(entry->d_name + length - 5, ".yaml");
}

static void say(const char *path, struct text *out) {
    static const char *const folders[] = {"."};
    struct search_path search = {.folders = folders, .n_folders = 1};
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    const struct spec *spec = spec_read(arena, path, &search, diags);
    diags_print(diags, out);
    text_string(out, spec ? "-- read\n" : "-- refused\n");
    assert_int_equal(spec == NULL, diags_errors(diags) > 0);
    arena_drop(arena);
}

static bool is_as_expected(struct arena *arena, const char *name) {
    const char *path = arena_printf(arena, "tests/bad/%s", name);
    const char *golden = arena_printf(arena, "tests/bad/%.*s.txt", (int)strlen(name) - 5, name);
    struct text out = {0};
    say(path, &out);
    if (getenv("FLOORLINE_UPDATE"))
        file_write(golden, out.bytes, out.length);
    struct source *expected;
    const char *why;
    bool same = file_read(arena, golden, MOST_BYTES, &expected, &why) == FILE_READ &&
                !strcmp(expected->text, text_get(&out));
    if (!same)
        print_error("%s is not what was said:\n%s", golden, text_get(&out));
    text_drop(&out);
    return same;
}

static void bad_specs_are_told_what_is_wrong(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct dirent **entries;
    int count = scandir("tests/bad", &entries, is_spec, by_name), wrong = 0;
    assert_true(count >= 50);
    for (int i = 0; i < count; i++) {
        wrong += !is_as_expected(arena, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    arena_drop(arena);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(bad_specs_are_told_what_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
