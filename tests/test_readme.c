/* What README.md shows works as it stands there: its blocks are cut out of it and run. */
#include "../gen/base/text.h"
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct text readme, said;

static int read_readme(void **state) {
    (void)state;
    return run(&readme, "cat README.md");
}

static int drop_readme(void **state) {
    (void)state;
    text_drop(&readme);
    text_drop(&said);
    return 0;
}

/* The block, between two lines of ```, that holds these words, written to a private file. */
static const char *block(const char *words, const char *name) {
    for (const char *at = text_get(&readme); (at = strstr(at, "\n```"));) {
        const char *first = strchr(at + 4, '\n') + 1, *last = strstr(first, "\n```");
        assert_non_null(last);
        const char *found = strstr(first, words);
        if (found && found < last)
            return private_bytes(name, first, (size_t)(last + 1 - first));
        at = last + 4;
    }
    fail_msg("README.md has no block with `%s`", words);
    return NULL;
}

static void holds(const char *command, const char *words) {
    text_clear(&said);
    int status = run(&said, "%s %s 2>&1", program(), command);
    if (status || (words && !strstr(text_get(&said), words)))
        fail_msg("floorline %s: status %d, or no `%s`:\n%s", command, status, words ? words : "",
                 text_get(&said));
}

static void its_spec_is_sound_and_gives_its_figures(void **state) {
    (void)state;
    char line[1024];
    const char *spec = block("title: A 52B model", "readme.yaml");
    snprintf(line, sizeof line, "check %s", spec);
    holds(line, "sound");
    snprintf(line, sizeof line, "calc %s", spec);
    /* the table of the arithmetic: the cache of a token, the room for it, the tokens in it */
    holds(line, "2097152");
    holds(line, "56000000000");
    holds(line, "26702");
}

static void its_template_makes_a_report_without_a_word(void **state) {
    (void)state;
    char line[2048];
    const char *template = block("{{figure roofline}}", "readme.md");
    snprintf(line, sizeof line, "report -q -t %s specs/anthropic-52b-4xa100-40gb.yaml -o %s/readme.pdf",
             template, private_folder());
    holds(line, NULL);
    assert_int_equal(said.length, 0);
    text_clear(&said);
    assert_int_equal(run(&said, "pdftotext -layout %s/readme.pdf -", private_folder()), 0);
    assert_non_null(strstr(text_get(&said), "17.3")); /* ms to read the weights, of the table */
}

static void its_accelerator_and_its_measurement_are_taken(void **state) {
    (void)state;
    char line[4096];
    const char *accelerator = block("name: XPU 1", "xpu.yaml");
    const char *measurements = block("measurements:\n", "measured.yaml");
    struct text spec = {0};
    text_string(&spec, "model: llama-3.1-8b\ncluster: {accelerator: xpu.yaml, count: 2}\n");
    text_clear(&said);
    assert_int_equal(run(&said, "cat %s", measurements), 0);
    text_string(&spec, text_get(&said));
    const char *path = private_file("beside.yaml", text_get(&spec));
    text_drop(&spec);
    assert_non_null(accelerator);
    snprintf(line, sizeof line, "check %s", path);
    holds(line, "sound");
    snprintf(line, sizeof line, "table measured %s", path);
    holds(line, "our runtime");
}

/* Each command of its table explains itself, and each list that it names is there. */
static void its_commands_and_lists_are_there(void **state) {
    (void)state;
    char line[64], name[32];
    size_t n = 0;
    for (const char *at = text_get(&readme); (at = strstr(at, "\n| `floorline ")); n++) {
        at += strlen("\n| `floorline ");
        assert_int_equal(sscanf(at, "%31[a-z]", name), 1);
        snprintf(line, sizeof line, "%s --help", name);
        holds(line, name);
    }
    assert_in_range(n, 10, 30);
    const char *at = strstr(text_get(&readme), "`floorline list models");
    assert_non_null(at);
    at += strlen("`floorline list ");
    for (n = 0; sscanf(at, "%31[a-z]", name) == 1; n++) {
        snprintf(line, sizeof line, "list %s", name);
        holds(line, "\n");
        at += strlen(name) + strspn(at + strlen(name), "\\|");
    }
    assert_int_equal(n, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_spec_is_sound_and_gives_its_figures),
        cmocka_unit_test(its_template_makes_a_report_without_a_word),
        cmocka_unit_test(its_accelerator_and_its_measurement_are_taken),
        cmocka_unit_test(its_commands_and_lists_are_there),
    };
    return cmocka_run_group_tests_name("readme", tests, read_readme, drop_readme);
}
