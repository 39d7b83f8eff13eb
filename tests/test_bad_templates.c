/* Every template in tests/bad/templates is set for one spec, and what is said of it compared with the .txt
 * beside it, whose last line tells whether it was set or refused. Each takes a moment at
 * the most. FLOORLINE_UPDATE=1 writes the .txt files anew, to be looked at before they are kept. */
#define _GNU_SOURCE /* scandir, memmem */
#include "program.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "tests/bad/templates"
#define SPEC   "specs/gpt-13b-1xa100-40gb.yaml"

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_template(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 3 && !strcmp(entry->d_name + length - 3, ".md");
}

static bool is_as_expected(const char *name) {
    struct text said = {0}, expected = {0};
    char golden[512];
    snprintf(golden, sizeof golden, FOLDER "/%.*s.txt", (int)strlen(name) - 3, name);
    int status =
        run(&said, "rm -f %s/x.pdf; timeout -s KILL 20 %s report " SPEC " -t " FOLDER "/%s -o %s/x.pdf 2>&1",
            private_folder(), program(), name, private_folder());
    if (status == 0) {
        text_string(&said, "-- set\n");
        run(&said, "qpdf --check %s/x.pdf | tail -1", private_folder());
    } else {
        text_printf(&said, "-- status %d\n", status);
    }
    if (getenv("FLOORLINE_UPDATE")) {
        FILE *file = fopen(golden, "wb");
        assert_non_null(file);
        fwrite(said.bytes, 1, said.length, file);
        fclose(file);
    }
    run(&expected, "cat %s", golden);
    bool same = !strcmp(text_get(&expected), text_get(&said)) && (status == 0 || status == 1);
    if (!same)
        print_error("%s is not what was said (status %d):\n%s", golden, status, text_get(&said));
    text_drop(&said);
    text_drop(&expected);
    return same;
}

static void bad_templates_are_told_what_is_wrong(void **state) {
    (void)state;
    struct dirent **entries;
    int count = scandir(FOLDER, &entries, is_template, by_name), wrong = 0;
    assert_true(count >= 20);
    for (int i = 0; i < count; i++) {
        wrong += !is_as_expected(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(bad_templates_are_told_what_is_wrong)};
    return cmocka_run_group_tests_name("bad templates", tests, NULL, NULL);
}
