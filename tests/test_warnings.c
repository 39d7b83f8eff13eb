/* What a spec is warned of stands in its report too, in the language of the report: who signs it saw no
 * terminal. */
#include "../gen/facts/words.h"
#include "program.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Every warning that tests/bad shows: a sentence without marks of code in English, another in Chinese. */
static void every_warning_has_words_in_each_language(void **state) {
    static const char mark[] = ": warning: ";
    struct arena *arena = arena_new();
    size_t warnings = 0;
    char line[1024];
    glob_t found;
    (void)state;
    assert_int_equal(glob("tests/bad/*.txt", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "r");
        assert_non_null(file);
        while (fgets(line, sizeof line, file)) {
            line[strcspn(line, "\n")] = '\0';
            char *what = strstr(line, mark);
            if (!what)
                continue;
            const char *said[] = {what + strlen(mark)},
                       *chinese = words_warnings(arena, LANGUAGE_ZH, said, 1);
            assert_null(strchr(words_warnings(arena, LANGUAGE_EN, said, 1), '`'));
            if (!strstr(chinese, "\u3002"))
                fail_msg("`%s` has no words in Chinese", said[0]);
            warnings++;
        }
        fclose(file);
    }
    globfree(&found);
    assert_true(warnings >= 20);
    assert_null(words_warnings(arena, LANGUAGE_EN, NULL, 0));
    arena_drop(arena);
}

/* Two L40S, which no link joins, with a step measured that is faster than reading the weights: 7.6e9 values
 * of 2 bytes over 2 x 864e9 B/s are 8.8 ms. */
#define L40S                                                                                                 \
    "model: qwen2.5-7b\ncluster: {accelerator: l40s, count: 2}\n"                                            \
    "workload: {batch_sizes: [1, 128, 512], contexts: [512, 8192], prompt_tokens: 8, output_tokens: 8}\n"    \
    "report: {template: procurement}\n"
#define FAST                                                                                                 \
    "measurements:\n- {metric: decode_step, value: 3 ms, batch: 1, context: 512, label: a, source: b}\n"

static void expect_in(const struct text *out, const char *words) {
    if (!strstr(text_get(out), words))
        fail_msg("`%s` is not in %s", words, text_get(out));
}

static void a_report_says_what_its_spec_was_warned_of(void **state) {
    static const struct {
        const char *template, *language, *words;
    } rows[] = {{"procurement", "en",
                 "L40S has no link to others (link domain 1); nothing is known of what lies "
                 "between them"},
                {"archive", "en", "L40S has no link to others (link domain 1)"},
                {"handout", "en", "L40S has no link to others (link domain 1)"},
                {"procurement", "zh", "链路域为 1"},
                {"archive", "zh", "链路域为 1"},
                {"handout", "zh", "链路域为 1"}};
    struct text out = {0};
    const char *spec = private_file("l40s.yaml", L40S);
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        text_clear(&out);
        assert_int_equal(run(&out,
                             "%s report %s -o - -t %s --lang %s 2>/dev/null | pdftotext - - | tr '\\n' ' '",
                             program(), spec, rows[i].template, rows[i].language),
                         0);
        expect_in(&out, rows[i].words);
    }
    text_drop(&out);
}

static void a_measurement_below_its_floor_is_warned_of(void **state) {
    struct text out = {0};
    const char *spec = private_file("fast.yaml", L40S FAST);
    (void)state;
    assert_int_equal(run(&out, "%s check %s 2>&1", program(), spec), 0);
    expect_in(
        &out,
        "fast.yaml:6:3: warning: 1 measurement beats its floor: wrong model, dtype, machine or metric?");
    expect_in(&out, "fast.yaml: sound\n");
    text_clear(&out);
    assert_int_equal(run(&out, "%s report %s -o - 2>&1 >/dev/null", program(), spec), 0);
    expect_in(&out, "1 measurement beats its floor");
    for (int zh = 0; zh < 2; zh++) {
        text_clear(&out);
        assert_int_equal(run(&out, "%s report %s -o - --lang %s 2>/dev/null | pdftotext - - | tr '\\n' ' '",
                             program(), spec, zh ? "zh" : "en"),
                         0);
        expect_in(&out,
                  zh ? "1 个实测值小于下限" : "1 measurement beats its floor: wrong model, number format");
        expect_in(&out, zh ? "有实测小于下限" : "A measurement beats its floor: one of the two");
    }
    text_drop(&out);
}

/* The remedies are timed as the table of latency times its steps, beyond the link's domain too. */
static void remedies_are_timed_where_latencies_are(void **state) {
    struct text out = {0};
    const char *spec = private_file("l40s.yaml", L40S);
    (void)state;
    assert_int_equal(run(&out, "%s table remedies %s -f csv 2>/dev/null", program(), spec), 0);
    expect_in(&out, "Smaller batch,512,171,");
    assert_null(strstr(text_get(&out), ",,,341 sequences fewer"));
    text_clear(&out);
    assert_int_equal(run(&out, "%s table remedies %s 2>/dev/null", program(), spec), 0);
    expect_in(&out, "Beyond the link domain of 1 the link’s own figures are taken");
    text_drop(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_warning_has_words_in_each_language),
        cmocka_unit_test(a_report_says_what_its_spec_was_warned_of),
        cmocka_unit_test(a_measurement_below_its_floor_is_warned_of),
        cmocka_unit_test(remedies_are_timed_where_latencies_are),
    };
    return cmocka_run_group_tests_name("warnings", tests, NULL, NULL);
}
