/* The program as users run it: exit statuses, where output goes, what stays when something fails. */
#include "../gen/spec/spec_fields.h"
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SPEC "specs/anthropic-52b-4xa100-40gb.yaml"

static struct text output;

static int floorline(const char *arguments) {
    text_clear(&output);
    return run(&output, "%s %s 2>&1", program(), arguments);
}

static void expect(const char *arguments, int status, const char *said) {
    int got = floorline(arguments);
    if (got != status || (said && !strstr(text_get(&output), said)))
        fail_msg("floorline %s: status %d instead of %d, or does not say \"%s\":\n%s", arguments, got, status,
                 said ? said : "", text_get(&output));
}

static void help_and_version_are_everywhere(void **state) {
    (void)state;
    static const char *const commands[] = {"report", "calc", "table", "figure", "model", "check", "list"};
    expect("--help", 0, "Usage: floorline COMMAND");
    expect("--version", 0, "floorline ");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "%s --help", commands[i]);
        expect(line, 0, "Usage: floorline");
    }
}

/* Whatever the readers take stands in the list, with what it is for, beneath the mapping that it is of. */
static void every_key_is_listed(void **state) {
    (void)state;
    char line[512];
    size_t count;
    const struct field_table *const *tables = spec_tables(&count);
    assert_int_equal(floorline("list keys"), 0);
    const char *at = text_get(&output);
    for (size_t i = 0; i < count; i++) {
        snprintf(line, sizeof line, "%s\n  ", tables[i]->title);
        assert_non_null(at = strstr(at, line));
        for (size_t j = 0; j < tables[i]->n_fields; j++) {
            const struct field *field = &tables[i]->fields[j];
            snprintf(line, sizeof line, "\n  %-18s %s", field->key, field->help);
            if (!(at = strstr(at, line)))
                fail_msg("%s: `%s` is not listed in its place", tables[i]->title, field->key);
        }
    }
    expect("list keys", 0, "accelerators in all (whole number; needed)");
    expect("list keys", 0, "(mesh | ring | one-shot | in-network; mesh by default)");
}

static void a_wrong_command_line_is_status_2(void **state) {
    (void)state;
    expect("", 2, "Usage");
    expect("reprot x", 2, "did you mean 'report'");
    expect("report", 2, "no spec");
    expect("report --papre a4 " SPEC, 2, "did you mean --paper");
    expect("report --paper a3 " SPEC, 2, "a4 or letter");
    expect("report --lang fr " SPEC, 2, "en or zh");
    expect("report -o a.pdf " SPEC " " SPEC, 2, "one file");
    expect("calc", 2, "one spec");
    expect("table latncy " SPEC, 2, "did you mean 'latency'");
    expect("table latency " SPEC " --format xml", 2, "text, csv, md or json");
    expect("figure roofline " SPEC, 2, "-o FILE");
    expect("figure rooflin " SPEC " -o x.svg", 2, "did you mean 'roofline'");
    expect("figure roofline " SPEC " -o x.gif", 2, ".svg, .png or .pdf");
    expect("list nonsense", 2, "there is no list");
}

static void a_wrong_spec_is_status_1_and_the_old_report_stays(void **state) {
    (void)state;
    char line[1024];
    const char *old = private_file("old.pdf", "the old report");
    const char *spec =
        private_file("wrong.yaml", "titel: x\nmodel: anthropic-52b\ncluster: {accelerator: a100-sxm-40gb}\n");
    snprintf(line, sizeof line, "report %s -o %s", spec, old);
    expect(line, 1, "wrong.yaml:1:1: error:");
    assert_non_null(strstr(text_get(&output), "title"));
    text_clear(&output);
    assert_int_equal(run(&output, "cat %s", old), 0);
    assert_string_equal(text_get(&output), "the old report");
    expect("report no-such-file.yaml", 1, "no-such-file.yaml");
    expect("report -t no-such-template " SPEC, 1, "there is no template");
    expect("check " SPEC, 0, "sound");
}

static void a_failing_environment_is_status_3(void **state) {
    (void)state;
    char line[1024];
    expect("calc " SPEC " >/dev/full", 3, NULL);
    snprintf(line, sizeof line, "report " SPEC " -o /proc/floorline/x.pdf");
    expect(line, 3, "cannot");
    const char *file = private_file("file", "x");
    snprintf(line, sizeof line, "report " SPEC " -o %s/inside.pdf", file);
    expect(line, 3, "cannot");
}

static void one_bad_spec_does_not_stop_the_others(void **state) {
    (void)state;
    char line[1024];
    snprintf(line, sizeof line, "report no-such.yaml " SPEC " -o %s/batch", private_folder());
    expect(line, 1, "no-such.yaml");
    assert_int_equal(run(NULL, "test -s %s/batch/anthropic-52b-4xa100-40gb.pdf", private_folder()), 0);
}

static void tables_come_as_text_markdown_csv_and_json(void **state) {
    (void)state;
    expect("table latency " SPEC, 0, "512 tokens of context");
    expect("table latency " SPEC " --format md", 0, "| Batch |");
    expect("table latency " SPEC " --format csv", 0, "batch,context,memory_s");
    expect("table latency " SPEC " --format=json", 0, "\"step_sum_s\": ");
    expect("table capacity " SPEC, 0, "26,702 tokens");
    expect("table capacity specs/anthropic-52b-3xa100-40gb.yaml", 0, "7,629 tokens");
}

static void a_figure_comes_as_svg_png_and_pdf(void **state) {
    (void)state;
    static const struct {
        const char *ending, *magic;
    } kinds[] = {{"svg", "<?xml"}, {"png", "PNG"}, {"pdf", "%PDF"}};
    for (size_t i = 0; i < 3; i++) {
        char line[1024];
        snprintf(line, sizeof line, "figure roofline " SPEC " -o %s/figure.%s", private_folder(),
                 kinds[i].ending);
        expect(line, 0, NULL);
        text_clear(&output);
        run(&output, "head -c 8 %s/figure.%s | tr -d '\\211'", private_folder(), kinds[i].ending);
        assert_non_null(strstr(text_get(&output), kinds[i].magic));
    }
}

static void the_same_spec_gives_the_same_bytes(void **state) {
    (void)state;
    const char *folder = private_folder();
    assert_int_equal(
        run(NULL,
            "%s report " SPEC " -o %s/first.pdf && cp " SPEC " %s/anthropic-52b-4xa100-40gb.yaml && "
            "TZ=Asia/Tokyo LOCPATH=%s LC_ALL=de_DE.UTF-8 HOME=/nowhere %s report "
            "%s/anthropic-52b-4xa100-40gb.yaml -o %s/second.pdf && cmp %s/first.pdf %s/second.pdf",
            program(), folder, folder, german_locale(), program(), folder, folder, folder, folder),
        0);
}

/* What the program prints and draws has points, not commas, wherever its user lives. */
static void the_locale_changes_no_output(void **state) {
    (void)state;
    static const char *const commands[] = {
        "calc " SPEC,
        "table latency " SPEC,
        "table latency " SPEC " --format csv",
        "model specs/models/jamba-v0.1.yaml",
        "check " SPEC,
    };
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct text here = {0}, there = {0};
        int status = run(&here, "%s %s 2>&1", program(), commands[i]);
        assert_int_equal(
            run(&there, "LOCPATH=%s LC_ALL=de_DE.UTF-8 %s %s 2>&1", german_locale(), program(), commands[i]),
            status);
        assert_int_equal(status, 0);
        assert_string_equal(text_get(&here), text_get(&there));
        text_drop(&here);
        text_drop(&there);
    }
    const char *folder = private_folder();
    assert_int_equal(run(NULL,
                         "%s figure roofline " SPEC " -o %s/here.svg && LOCPATH=%s LC_ALL=de_DE.UTF-8 %s "
                         "figure roofline " SPEC " -o %s/there.svg && cmp %s/here.svg %s/there.svg",
                         program(), folder, german_locale(), program(), folder, folder, folder),
                     0);
}

static void source_date_epoch_is_honoured_or_refused(void **state) {
    (void)state;
    const char *folder = private_folder();
    assert_int_equal(
        run(NULL, "SOURCE_DATE_EPOCH=1700000000 %s report " SPEC " -o %s/dated.pdf", program(), folder), 0);
    text_clear(&output);
    assert_int_equal(run(&output, "TZ=UTC pdfinfo %s/dated.pdf", folder), 0);
    assert_non_null(strstr(text_get(&output), "2023"));
    text_clear(&output);
    assert_int_equal(
        run(&output, "%s report " SPEC " -o %s/plain.pdf && pdfinfo %s/plain.pdf", program(), folder, folder),
        0);
    assert_null(strstr(text_get(&output), "CreationDate"));
    static const char *const bad[] = {"abc", "-1", "99999999999999999999", "1.5"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(run(NULL, "SOURCE_DATE_EPOCH=%s %s report " SPEC " -o %s/x.pdf 2>/dev/null", bad[i],
                             program(), folder),
                         2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_and_version_are_everywhere),
        cmocka_unit_test(every_key_is_listed),
        cmocka_unit_test(a_wrong_command_line_is_status_2),
        cmocka_unit_test(a_wrong_spec_is_status_1_and_the_old_report_stays),
        cmocka_unit_test(a_failing_environment_is_status_3),
        cmocka_unit_test(one_bad_spec_does_not_stop_the_others),
        cmocka_unit_test(tables_come_as_text_markdown_csv_and_json),
        cmocka_unit_test(a_figure_comes_as_svg_png_and_pdf),
        cmocka_unit_test(the_same_spec_gives_the_same_bytes),
        cmocka_unit_test(the_locale_changes_no_output),
        cmocka_unit_test(source_date_epoch_is_honoured_or_refused),
    };
    int failed = cmocka_run_group_tests_name("command line", tests, NULL, NULL);
    text_drop(&output);
    return failed;
}
