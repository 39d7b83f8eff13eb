/* What tests of readers start from: an arena, the diagnostics, and the words these come to. */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include "../gen/base/arena.h"
#include "../gen/base/diag.h"
#include "../gen/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct reading {
    struct arena *arena;
    struct diags *diags;
    struct text said;
};

static inline int reading_open(void **state) {
    struct reading *reading = calloc(1, sizeof *reading);
    reading->arena = arena_new();
    reading->diags = diags_new(reading->arena);
    *state = reading;
    return 0;
}

static inline int reading_close(void **state) {
    struct reading *reading = *state;
    arena_drop(reading->arena);
    text_drop(&reading->said);
    free(reading);
    return 0;
}

#define READING_TEST(test) cmocka_unit_test_setup_teardown(test, reading_open, reading_close)

/* All diagnostics so far, as they are printed. */
static inline const char *reading_said(struct reading *reading) {
    text_clear(&reading->said);
    diags_print(reading->diags, &reading->said);
    return text_get(&reading->said);
}

static inline void assert_says(struct reading *reading, const char *part) {
    if (!strstr(reading_said(reading), part))
        fail_msg("expected <%s> in:\n%s", part, text_get(&reading->said));
}

#endif
