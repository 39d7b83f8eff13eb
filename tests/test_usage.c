/* What is wrong with a command line is status 2 and one line that says what; every list, table and format can
 * be had. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SPEC "specs/gpt-13b-1xa100-40gb.yaml"

static void wrong_command_lines_are_status_2(void **state) {
    (void)state;
    static const struct {
        const char *arguments, *said;
    } rows[] = {
        {"reprot", "there is no command 'reprot'"},
        {"report " SPEC " -o x -o y", "--output is given twice"},
        {"report " SPEC " --output=", "--output has an empty value"},
        {"report " SPEC " --outptu x", "there is no option --outptu"},
        {"report " SPEC " --quiet=1", "--quiet takes no value"},
        {"report " SPEC " --output", "--output needs a value"},
        {"report " SPEC " -z", "there is no option -z"},
        {"report " SPEC " -qo", "-q takes no value"},
        {"report " SPEC " -o", "-o needs a value"},
        {"report " SPEC " --pdfa 2u", "--pdfa is 3b or 1b"},
        {"report " SPEC " --paper a5", "--paper is a4 or letter"},
        {"report " SPEC " --lang de", "--lang is en or zh"},
        {"report", "no spec is given"},
        {"check", "no spec is given"},
        {"check -z", "there is no option -z"},
        {"calc", "one spec is needed"},
        {"calc -z", "there is no option -z"},
        {"table", "a table's name and a spec are needed"},
        {"table -z", "there is no option -z"},
        {"table latency " SPEC " --format xml", "--format is"},
        {"figure roofline", "a figure's name and a spec are needed"},
        {"figure -z", "there is no option -z"},
        {"model", "one file is needed, 0 are given"},
        {"model -z", "there is no option -z"},
        {"model llama-3.1-8b --format xml", "--format is text or json"},
        {"import", "one"},
        {"import -z", "there is no option -z"},
        {"list", "models, accelerators"},
        {"list -z", "there is no option -z"},
        {"calibrate -z", "there is no option -z"},
        {"verify", "no report is given"},
        {"verify -z", "there is no option -z"},
        {"diff - -", "standard input can be read once only"},
        {"diff -z", "there is no option -z"},
    };
    struct text out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        text_clear(&out);
        int status = run(&out, "%s %s 2>&1", program(), rows[i].arguments);
        if (status != 2 || !strstr(text_get(&out), rows[i].said))
            fail_msg("%s: status %d, %s", rows[i].arguments, status, text_get(&out));
    }
    text_drop(&out);
}

/* Each name that a list gives can be asked for. */
static void whatever_is_listed_is_there(void **state) {
    (void)state;
    struct text out = {0};
    static const char *const uses[] = {
        "tables) F table $name " SPEC,         "accelerators) F model llama-3.1-8b",
        "quantities) [ \"$name\" ]",           "figures) F figure $name " SPEC " -o $D/x.svg || [ $? = 1 ]",
        "models) F model $name --format json", "templates) test -e templates/$name.md"};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        int length = (int)strcspn(uses[i], ")");
        text_clear(&out);
        int status =
            run(&out,
                "F() { '%s' \"$@\"; }; D=%s; set -e; names=$(F list %.*s | cut -d' ' -f1); [ \"$names\" ]\n"
                "for name in $names; do %s >$D/said 2>&1 || { echo $name; cat $D/said; exit 9; }; done",
                program(), private_folder(), length, uses[i], uses[i] + length + 2);
        if (status)
            fail_msg("%s: %s", uses[i], text_get(&out));
    }
    text_drop(&out);
}

/* A table that is no record's: its cells, in each format. Layers of GPT 13B: 40. */
static void tables_come_in_every_format(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"csv", "symbol,name,value\nL,Layers,40\n"},
        {"json", "{\"symbol\": \"L\", \"name\": \"Layers\", \"value\": 40}"},
        {"md", "| L | Layers | 40 |"}};
    struct text out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        text_clear(&out);
        assert_int_equal(run(&out, "%s table symbols " SPEC " --format %s", program(), rows[i][0]), 0);
        if (!strstr(text_get(&out), rows[i][1]))
            fail_msg("%s: %s", rows[i][0], text_get(&out));
    }
    text_drop(&out);
}

/* The counts of a model stand in one place: 8,030,261,248 of Llama 3.1 8B (config.json's shapes),
 * 37,552,297,472 of DeepSeek-V3 for one token. */
static void a_model_s_counts_are_told_once(void **state) {
    static const char *const models[][2] = {{"llama-3.1-8b", "8,030,261,248"},
                                            {"deepseek-v3", "671,026,419,200"},
                                            {"deepseek-v3", "37,552,297,472"}};
    struct text out = {0};
    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        text_clear(&out);
        assert_int_equal(run(&out, "%s model %s", program(), models[i][0]), 0);
        const char *first = strstr(text_get(&out), models[i][1]);
        assert_non_null(first);
        assert_null(strstr(first + 1, models[i][1]));
    }
    text_drop(&out);
}

/* Installed: the catalogue is found beside the program, with no variable set and from any folder. */
static void an_installed_program_finds_its_catalogue(void **state) {
    (void)state;
    struct text out = {0};
    int status = run(
        &out,
        "set -e; D=%s/prefix; S=$D/share/floorline; mkdir -p $D/bin $S; cp '%s' $D/bin/floorline\n"
        "cp -r specs/models specs/accelerators templates $S/; cp " SPEC
        " $S/x.yaml; cp -r specs/measured $S/\n"
        "cd /; env -u FLOORLINE_PATH $D/bin/floorline report $S/x.yaml -o $D/out 2>&1; [ -s $D/out/x.pdf ]",
        private_folder(), program());
    if (status)
        fail_msg("%s", text_get(&out));
    text_drop(&out);
}

static void an_output_may_be_a_device(void **state) {
    (void)state;
    assert_int_equal(run(NULL, "%s report " SPEC " -o /dev/null/x 2>/dev/null", program()), 3);
    assert_int_equal(run(NULL, "%s figure roofline " SPEC " -o /dev/null 2>/dev/null", program()), 2);
    assert_int_equal(
        run(NULL, "%s import tests/configs/gpt2.json -o /dev/null && test -c /dev/null", program()), 0);
    assert_int_equal(run(NULL, "%s import tests/configs/gpt2.json -o /dev/full 2>/dev/null", program()), 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_command_lines_are_status_2),
        cmocka_unit_test(whatever_is_listed_is_there),
        cmocka_unit_test(tables_come_in_every_format),
        cmocka_unit_test(a_model_s_counts_are_told_once),
        cmocka_unit_test(an_installed_program_finds_its_catalogue),
        cmocka_unit_test(an_output_may_be_a_device),
    };
    return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
