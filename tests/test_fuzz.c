/* The fuzz targets, on their seeds, on what earlier fuzzing found, and on seeded mutations of both: the same
 * inputs on every run. Under the sanitizers this is where a fault would show; an input that takes long or
 * does not come back is one too. FLOORLINE_FUZZ=N asks for N mutations of each target. */
#define _GNU_SOURCE
#include "fuzz/targets.h"
#include "program.h"

#include "../gen/base/file.h"

#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MUTATIONS = 400, MOST_BYTES = 1 << 16, MOST_SECONDS = 20 };

static char kept_seeds[128], results_seeds[128]; /* filled by make_kept_seeds */

static const struct row {
    const char *name, *seeds[4]; /* patterns */
    fuzz_target *target;
} rows[] = {
    {"spec", {"specs/*.yaml", "tests/bad/*.yaml", "tests/fuzz/found/spec/*"}, fuzz_spec},
    {"config", {"tests/configs/*.json", "specs/models/*.yaml", "tests/fuzz/found/config/*"}, fuzz_config},
    {"template", {"templates/*.md", "tests/fuzz/templates/*", "tests/fuzz/found/template/*"}, fuzz_template},
    {"kept", {kept_seeds, "tests/fuzz/found/kept/*"}, fuzz_kept},
    {"results", {results_seeds, "tests/fuzz/found/results/*"}, fuzz_results},
    {"formula", {"tests/fuzz/formulas/*", "tests/fuzz/found/formula/*"}, fuzz_formula},
};

struct input {
    uint8_t bytes[MOST_BYTES];
    size_t length;
};

static uint64_t state_of_chance;

/* xorshift64* (Vigna, 2016). */
static size_t chance(size_t below) {
    state_of_chance ^= state_of_chance >> 12;
    state_of_chance ^= state_of_chance << 25;
    state_of_chance ^= state_of_chance >> 27;
    return below ? (size_t)((state_of_chance * 2685821657736338717u >> 32) % below) : 0;
}

static void remove_bytes(struct input *input, size_t at, size_t n) {
    memmove(input->bytes + at, input->bytes + at + n, input->length - at - n);
    input->length -= n;
}

static void insert_bytes(struct input *input, size_t at, const void *bytes, size_t n) {
    if (input->length + n > MOST_BYTES)
        return;
    memmove(input->bytes + at + n, input->bytes + at, input->length - at);
    memcpy(input->bytes + at, bytes, n);
    input->length += n;
}

static void mutate(struct input *input) {
    static const char *const tokens[] = {"\n",
                                         " ",
                                         ":",
                                         "- ",
                                         "[",
                                         "]",
                                         "{",
                                         "}",
                                         "{{",
                                         "}}",
                                         "\"",
                                         "'",
                                         "&a",
                                         "*a",
                                         "!!x",
                                         "|",
                                         "1e308",
                                         "-1",
                                         "0",
                                         "9999999999999999999",
                                         ".nan",
                                         "null",
                                         "\\frac{",
                                         "^{",
                                         "_{",
                                         "$$",
                                         "> ",
                                         "\xF0\x9F",
                                         "\xE4\xB8\xAD",
                                         "\\",
                                         "{{if ",
                                         "{{end}}",
                                         "{{table latency}}",
                                         "\t",
                                         "<<:",
                                         "~",
                                         "# "};
    size_t at = chance(input->length + 1), n = chance(32) + 1;
    uint8_t piece[64];
    switch (chance(6)) {
    case 0:
        if (at < input->length)
            input->bytes[at] ^= (uint8_t)(1u << chance(8));
        break;
    case 1:
        if (at + n <= input->length)
            remove_bytes(input, at, n);
        break;
    case 2: /* a piece from elsewhere */
        if (at + n <= input->length) {
            memcpy(piece, input->bytes + at, n);
            insert_bytes(input, chance(input->length + 1), piece, n);
        }
        break;
    case 3:
        input->length = at; /* cut off */
        break;
    case 4:
        piece[0] = (uint8_t)chance(256);
        insert_bytes(input, at, piece, 1);
        break;
    default: {
        const char *token = tokens[chance(sizeof tokens / sizeof *tokens)];
        insert_bytes(input, at, token, strlen(token));
    }
    }
}

static const char *doing;
static struct input input;

static void too_long(int number) {
    static const char message[] = "an input takes too long; it is in fuzz-hang\n";
    FILE *file = fopen("fuzz-hang", "wb");
    if (file) {
        fwrite(input.bytes, 1, input.length, file);
        fclose(file);
    }
    ssize_t n = write(STDERR_FILENO, message, sizeof message - 1);
    n += write(STDERR_FILENO, doing, strlen(doing));
    _exit(n > 0 ? 128 + number : 1);
}

static void try_input(const struct row *row) {
    alarm(MOST_SECONDS);
    row->target(input.bytes, input.length);
    alarm(0);
}

static size_t load_seeds(struct arena *arena, const struct row *row, const struct source ***out) {
    glob_t found;
    int flags = 0;
    for (int i = 0; i < 4 && row->seeds[i]; i++, flags = GLOB_APPEND)
        glob(row->seeds[i], flags, NULL, &found);
    const struct source **seeds = arena_array(arena, found.gl_pathc, sizeof *seeds);
    size_t n = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct source *source;
        const char *why;
        assert_int_equal(file_read(arena, found.gl_pathv[i], MOST_BYTES, &source, &why), FILE_READ);
        seeds[n++] = source;
    }
    globfree(&found);
    *out = seeds;
    return n;
}

static void nothing_makes_a_reader_crash_or_hang(void **state) {
    (void)state;
    const char *asked = getenv("FLOORLINE_FUZZ");
    long mutations = asked ? atol(asked) : MUTATIONS;
    signal(SIGALRM, too_long);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        const struct source **seeds;
        size_t n = load_seeds(arena, &rows[i], &seeds);
        assert_true(n >= 2);
        doing = rows[i].name;
        state_of_chance = 88172645463325252u;
        for (long round = 0; round < (long)n + mutations; round++) {
            const struct source *seed = seeds[round < (long)n ? (size_t)round : chance(n)];
            input.length = seed->length;
            memcpy(input.bytes, seed->text, seed->length);
            for (size_t j = round < (long)n ? 0 : chance(8) + 1; j > 0; j--)
                mutate(&input);
            try_input(&rows[i]);
        }
        print_message("%s: %zu seeds, %ld mutations\n", rows[i].name, n, mutations);
        arena_drop(arena);
    }
}

/* A small report that carries its files, and a PDF that carries none: no binary lies in the repository. */
static int make_kept_seeds(void **state) {
    (void)state;
    const char *folder = private_folder();
    snprintf(kept_seeds, sizeof kept_seeds, "%s/*.pdf", folder);
    snprintf(results_seeds, sizeof results_seeds, "%s/*.json", folder);
    return run(
        NULL,
        "printf '{{model.name}}\n' >%s/one.md && %s report -q -t %s/one.md specs/gpt-13b-1xa100-40gb.yaml "
        "-o %s/report.pdf && %s figure crossing specs/gpt-13b-1xa100-40gb.yaml -o %s/plain.pdf && "
        "printf 'model: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 1}\nworkload: {batch_sizes: "
        "[1, 2], "
        "contexts: [512], prompt_tokens: 8, output_tokens: 8}\n' >%s/few.yaml && for n in 1 2; do "
        "%s calc %s/few.yaml >%s/$n.json; sed -i 's/count: 1/count: 2/' %s/few.yaml; done",
        folder, program(), folder, folder, program(), folder, folder, program(), folder, folder, folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_makes_a_reader_crash_or_hang)};
    return cmocka_run_group_tests_name("fuzz", tests, make_kept_seeds, NULL);
}
