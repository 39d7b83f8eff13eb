/* What differs between two reports or specs, as lines and as pages. */
#define _POSIX_C_SOURCE 200809L
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct text output;

static void diff_tells_inputs_and_figures(void **state) {
    (void)state;
    text_clear(&output);
    assert_int_equal(run(&output,
                         "'%s' report specs/anthropic-52b-4xa100-40gb.yaml -o %s/4.pdf && '%s' diff "
                         "specs/anthropic-52b-3xa100-40gb.yaml %s/4.pdf",
                         program(), private_folder(), program(), private_folder()),
                     1);
    const char *said = text_get(&output);
    const char *inputs = strstr(said, "Inputs\n"), *figures = strstr(said, "Figures\n");
    assert_non_null(inputs);
    assert_true(figures > inputs);
    const char *count = strstr(said, "cluster.count  ");
    assert_true(count && count < figures);
    assert_non_null(strstr(count, "3 \xE2\x86\x92 4\n"));
    assert_non_null(strstr(figures, "7629 \xE2\x86\x92 26702  +250 %")); /* the seed's own tokens */
    assert_non_null(strstr(figures, "decode.weights_s                           30 rows, -25 %\n"));
    assert_null(strstr(figures, "  cluster.count "));
}

static void diff_tells_every_row_when_asked(void **state) {
    (void)state;
    text_clear(&output);
    assert_int_equal(
        run(&output,
            "'%s' diff --all specs/anthropic-52b-3xa100-40gb.yaml specs/anthropic-52b-4xa100-40gb.yaml",
            program()),
        1);
    assert_non_null(strstr(text_get(&output), "[batch 1, context 512]"));
    assert_non_null(strstr(text_get(&output), "[decode, qkv_projection, batch 1, context 512]"));
}

static void like_reports_do_not_differ(void **state) {
    (void)state;
    text_clear(&output);
    assert_int_equal(
        run(&output, "'%s' diff specs/gpt-13b-1xa100-40gb.yaml specs/gpt-13b-1xa100-40gb.yaml", program()),
        0);
    assert_string_equal(text_get(&output), "no input and no figure differs\n");
}

static void diff_refuses_what_it_cannot_read(void **state) {
    (void)state;
    const char *broken = private_file("broken.pdf", "%PDF-1.7\nnothing\n");
    text_clear(&output);
    assert_int_equal(run(&output, "'%s' diff specs/gpt-13b-1xa100-40gb.yaml %s 2>&1", program(), broken), 1);
    assert_non_null(strstr(text_get(&output), "cut short or damaged"));
    assert_int_equal(run(&output, "'%s' diff specs/gpt-13b-1xa100-40gb.yaml nothere.yaml 2>&1", program()),
                     1);
    assert_int_equal(run(&output, "'%s' diff specs/gpt-13b-1xa100-40gb.yaml 2>&1", program()), 2);
}

/* ---- as pages -------------------------------------------------------------------------------------------
 */

#define THREE "specs/anthropic-52b-3xa100-40gb.yaml"
#define FOUR  "specs/anthropic-52b-4xa100-40gb.yaml"

/* What a command says on both outputs; it must end with this status. */
static const char *said(int status, const char *format, ...) {
    char command[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    text_clear(&output);
    int ended = run(&output, "(%s) 2>&1", command);
    if (ended != status)
        fail_msg("%s: status %d\n%s", command, ended, text_get(&output));
    return text_get(&output);
}

/* Of two specs, two reports and one of each: title, verdict, names and sums of the files, what changed, and
 * both results in it. 7,629 and 26,702 tokens are the article's. */
static void pages_tell_what_differs(void **state) {
    (void)state;
    const char *folder = private_folder();
    said(0, "'%s' report -q " THREE " " FOUR " -o %s/", program(), folder);
    said(0, "cp " THREE " " FOUR " %s/", folder);
    static const char *const pairs[][2] = {
        {"anthropic-52b-3xa100-40gb.yaml", "anthropic-52b-4xa100-40gb.yaml"},
        {"anthropic-52b-3xa100-40gb.pdf", "anthropic-52b-4xa100-40gb.pdf"},
        {"anthropic-52b-3xa100-40gb.pdf", "anthropic-52b-4xa100-40gb.yaml"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        said(1, "cd %s && '%s' diff %s %s -o d.pdf", folder, program(), pairs[i][0], pairs[i][1]);
        said(0,
             "cd %s && qpdf --check d.pdf && pdfinfo -meta d.pdf | grep -F '<pdfaid:part>3<' && "
             "pdftotext -layout d.pdf d.txt",
             folder);
        for (int side = 0; side < 2; side++)
            said(0, "cd %s && grep -F %s d.txt | grep -F $(sha256sum <%s | cut -c-64)", folder,
                 pairs[i][side], pairs[i][side]);
        said(0,
             "cd %s && grep -F 'on three A100-40GB' d.txt && grep -F 'Inputs that changed' d.txt && "
             "grep -E 'cluster.count +3 +4$' d.txt && "
             "grep -E 'capacity.max_tokens .*7,629 +26,702 +[^ ]*250 %%' d.txt && "
             "grep -E 'decode.weights_s +30 rows +[^ ]*25 %%' d.txt",
             folder);
        for (int side = 0; side < 2; side++)
            if (strstr(pairs[i][side], ".pdf")) /* a spec's own have no word of a report */
                said(0,
                     "cd %s && pdfdetach -savefile %s.json -o a.json d.pdf && "
                     "pdfdetach -savefile results.json -o b.json %s && cmp a.json b.json",
                     folder, side ? "after" : "before", pairs[i][side]);
        said(0, "pdfdetach -list %s/d.pdf | grep -F '2 embedded files'", folder);
    }
}

#define ONE13 "specs/gpt-13b-1xa100-40gb.yaml"
#define TWO13 "specs/gpt-13b-2xa100-40gb.yaml"

/* One accelerator exchanges nothing; of two, 512 sequences exchange 4 x 40 x 5,120 x 2 x 512 / 300e9 = 2.796
 * ms, twice a half. Floors of measurements came out, what was measured went in. */
static void pages_print_what_is_on_one_side_alone_as_its_neighbours(void **state) {
    (void)state;
    const char *folder = private_folder();
    const char *text = said(1, "'%s' diff " ONE13 " " TWO13 " -o %s/ch.pdf", program(), folder);
    const char *figures = strstr(text, "\nFigures\n");
    assert_non_null(figures);
    assert_true(strstr(text, "  measurements.value_s ") < figures);
    assert_non_null(strstr(text, "measurements.note                          1 row\n"));
    said(0,
         "pdftotext -layout %s/ch.pdf - >%s/ch.txt; grep -E 'large.exchange_s +[^0-9]+ \xE2\x80\x94 "
         "+2.80[^0-9]*ms$' "
         "%s/ch.txt && grep -E 'measurements.note +1 row$' %s/ch.txt",
         folder, folder, folder, folder);
    said(0,
         "sed -n '/Figures that changed/,$p' %s/ch.txt >%s/figures.txt; for name in floor_s share "
         "floor_bytes; do "
         "grep -F measurements.$name %s/figures.txt; done; ! grep -F measurements.value_s %s/figures.txt",
         folder, folder, folder, folder);
}

/* A report in Chinese and one in English: words alone differ. */
static void a_report_in_another_language_is_no_other(void **state) {
    (void)state;
    const char *folder = private_folder();
    said(0, "'%s' report -q " FOUR " -o %s/en.pdf --lang en; '%s' report -q " FOUR " -o %s/zh.pdf --lang zh",
         program(), folder, program(), folder);
    assert_non_null(strstr(said(0, "'%s' diff %s/en.pdf %s/zh.pdf", program(), folder, folder),
                           "no input and no figure differs"));
}

static void pages_have_the_same_bytes_again(void **state) {
    (void)state;
    const char *folder = private_folder();
    said(1, "TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8 '%s' diff " THREE " " FOUR " -o %s/one.pdf", program(),
         folder);
    text_clear(&output);
    assert_int_equal(run(NULL, "'%s' diff " THREE " $PWD/" FOUR " -o - >%s/two.pdf", program(), folder), 1);
    said(0, "cmp %s/one.pdf %s/two.pdf", folder, folder);
    assert_non_null(strstr(said(0,
                                "pdfinfo -rawdates %s/one.pdf; SOURCE_DATE_EPOCH=1714979289 '%s' diff " THREE
                                " " THREE " -o %s/dated.pdf; pdfinfo -rawdates %s/dated.pdf",
                                folder, program(), folder, folder),
                           "D:20240506"));
}

static void pages_of_like_specs_say_so(void **state) {
    (void)state;
    said(0, "'%s' diff " FOUR " " FOUR " -o %s/like.pdf --paper letter", program(), private_folder());
    const char *text =
        said(0, "pdftotext %s/like.pdf -; pdfinfo %s/like.pdf", private_folder(), private_folder());
    assert_non_null(strstr(text, "No input and no figure differs."));
    assert_non_null(strstr(text, "612 x 792"));
    assert_null(strstr(text, "that changed"));
}

/* Every row, and in Chinese; no column is pushed to pages of its own and no word is cut (said, if it were).
 */
static void pages_hold_every_row_when_asked(void **state) {
    (void)state;
    const char *text =
        said(1, "'%s' diff --all " THREE " specs/deepseek-v3-8xh200.yaml -o %s/all.pdf --lang zh", program(),
             private_folder());
    assert_null(strstr(text, "warning"));
    said(0, "pdftotext -layout %s/all.pdf - | grep -E 'decode.step_s +batch 1, context 512 +23.11 ms '",
         private_folder());
    said(0, "pdftotext %s/all.pdf - | grep 改变的输入", private_folder());
    said(0, "test $(pdftotext -layout %s/all.pdf - | grep -c '之后$') -le 6", private_folder());
    said(1, "pdftotext %s/all.pdf - | grep -wE 'false|given|assumed|the spec'", private_folder());
}

static void pages_are_not_written_over_what_is_compared(void **state) {
    (void)state;
    const char *folder = private_folder();
    said(0, "cp %s/anthropic-52b-3xa100-40gb.pdf %s/own.pdf", folder, folder);
    assert_non_null(strstr(said(2, "'%s' diff %s/own.pdf " FOUR " -o %s/../$(basename %s)/own.pdf", program(),
                                folder, folder, folder),
                           "would be overwritten"));
    said(0, "cmp %s/anthropic-52b-3xa100-40gb.pdf %s/own.pdf", folder, folder);
    said(2, "'%s' diff " THREE " " FOUR " -o %s/x.txt", program(), folder);
    said(2, "'%s' diff " THREE " " FOUR " -o %s/x.pdf --lang de", program(), folder);
    said(2, "'%s' diff " THREE " " FOUR " -o %s/x.pdf --paper a3", program(), folder);
    said(2, "SOURCE_DATE_EPOCH=soon '%s' diff " THREE " " FOUR " -o %s/x.pdf", program(), folder);
    said(3, "'%s' diff " THREE " " FOUR " -o /dev/full/x.pdf", program());
    said(1, "test -e %s/x.pdf", folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff_tells_inputs_and_figures),
        cmocka_unit_test(diff_tells_every_row_when_asked),
        cmocka_unit_test(like_reports_do_not_differ),
        cmocka_unit_test(diff_refuses_what_it_cannot_read),
        cmocka_unit_test(pages_tell_what_differs),
        cmocka_unit_test(pages_print_what_is_on_one_side_alone_as_its_neighbours),
        cmocka_unit_test(a_report_in_another_language_is_no_other),
        cmocka_unit_test(pages_have_the_same_bytes_again),
        cmocka_unit_test(pages_of_like_specs_say_so),
        cmocka_unit_test(pages_hold_every_row_when_asked),
        cmocka_unit_test(pages_are_not_written_over_what_is_compared),
    };
    int failed = cmocka_run_group_tests_name("diff", tests, NULL, NULL);
    text_drop(&output);
    return failed;
}
