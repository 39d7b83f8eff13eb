/* Finished reports, seen by other people's readers: poppler, qpdf, mupdf. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const specs[] = {
    "anthropic-52b-3xa100-40gb", "anthropic-52b-4xa100-40gb", "gopher-260b-16xa100-40gb",
    "gpt-13b-1xa100-40gb",       "gpt-13b-2xa100-40gb",       "llama-3.1-70b-8xh100-sxm",
    "llama-3.1-70b-4xa100-80gb", "gpt-20b-2xa100-80gb",       "llama-3.1-8b-1xh100-sxm"};
enum { SPECS = sizeof specs / sizeof specs[0] };

static struct text output;

static int make_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++)
        if (run(NULL, "%s report specs/%s.yaml -o %s/", program(), specs[i], private_folder()) != 0)
            return -1;
    return 0;
}

/* The output of a reader on a report; it must end well. */
static const char *read_with(const char *reader, size_t spec, const char *after) {
    text_clear(&output);
    int status = run(&output, "%s %s/%s.pdf %s 2>&1", reader, private_folder(), specs[spec], after);
    if (status != 0)
        fail_msg("%s %s: status %d\n%s", reader, specs[spec], status, text_get(&output));
    return text_get(&output);
}

static void qpdf_finds_nothing_to_complain_of(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++)
        assert_non_null(strstr(read_with("qpdf --check", i, ""), "No syntax or stream encoding errors"));
}

static void drawings_are_vectors(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        int lines = 0;
        for (const char *at = read_with("pdfimages -list", i, ""); (at = strchr(at, '\n')); at++)
            lines++;
        assert_int_equal(lines, 2); /* the head of an empty list */
    }
}

static void every_font_is_embedded_cut_and_mapped_to_unicode(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        char *at = (char *)(size_t)read_with("pdffonts", i, "| tail -n +3");
        int fonts = 0;
        for (char *line = strtok(at, "\n"); line; line = strtok(NULL, "\n"), fonts++)
            if (!strstr(line, "yes yes yes"))
                fail_msg("%s: %s", specs[i], line);
        assert_in_range(fonts, 4, 12);
    }
}

static void poppler_and_mupdf_have_no_warning(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        assert_string_equal(read_with("pdftoppm -r 20 -png", i, "/dev/null >/dev/null"), "");
        const char *said = read_with("mutool draw -q -F txt -o /dev/null", i, "");
        if (strstr(said, "warning") && !strstr(said, "ICC"))
            fail_msg("%s: %s", specs[i], said);
    }
}

/* Words that a reader would search for: axis names, table numbers, the verdict. */
static void text_can_be_searched(void **state) {
    (void)state;
    static const struct {
        size_t spec;
        const char *words;
    } rows[] = {
        /* the 52B on three and on four */
        {0, "7,629"},
        {0, "16 GB"},
        {1, "208"},
        {1, "1,040"},
        {1, "51,539,607,552"},
        {1, "536,870,912"},
        {1, "17,179,869,184"},
        {1, "103,079,215,104"},
        {1, "2,097,152"},
        {1, "68.7"},
        {1, "103"},
        {1, "137"},
        {1, "17.2"},
        {1, "104 GB"},
        {1, "56 GB"},
        {1, "26,702"},
        {1, "21.33"},
        {1, "3.58"},
        {1, "8.6 %"},
        {1, "26 GB"},
        /* the 260B on sixteen */
        {2, "21.67"},
        {2, "2.56"},
        {2, "0.03"},
        {2, "53.33"},
        {2, "17.90"},
        {2, "16.78"},
        {2, "71.23"},
        {2, "120 GB"},
        {2, "22,888"},
        {2, "44 tokens"}, /* the line may break before and behind them */
        /* the 13B on one and on two */
        {3, "16.78"},
        {3, "22.0"},
        {3, "76 %"},
        {4, "8.39"},
        {4, "1.28"},
        {4, "13.5"},
        {4, "62 %"},
        /* Llama 3.1 70B on eight H100: counts of the publisher's configuration, words on the axes */
        {5, "70,553,706,496"},
        {5, "327,680"},
        {5, "FLOP for each byte read"},
        {5, "memory-bound"},
        {5, "tokens in the pass"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = read_with("pdftotext -layout", rows[i].spec, "- | sed 's/\\xE2\\x80\\xAF/ /g'");
        if (!strstr(text, rows[i].words))
            fail_msg("%s: \"%s\" is not in the text", specs[rows[i].spec], rows[i].words);
    }
}

static void pages_are_counted_linked_and_outlined(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        const char *text = read_with("pdftotext -f 1 -l 1", i, "- | tr -d ' '");
        assert_non_null(strstr(text, "\n1/")); /* page x of y, at the foot */
        assert_non_null(strstr(read_with("mutool show", i, "outline"), "What a step costs"));
        assert_non_null(
            strstr(read_with("qpdf --qdf --object-streams=disable", i, "- | strings"), "/Subtype /Link"));
    }
}

/* What is drawn, and some 30 kB of structure for those who do not see it; the files that travel in it,
 * deflated, come on top. */
static void what_is_drawn_and_told_stays_small(void **state) {
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        int whole = atoi(read_with("stat -c %s", i, ""));
        text_clear(&output);
        assert_int_equal(
            run(&output,
                "cd %s && mkdir -p files && rm -f files/* && pdfdetach -saveall -o files %s.pdf && "
                "cat files/* | gzip -9 | wc -c",
                private_folder(), specs[i]),
            0);
        int files = atoi(text_get(&output));
        if (files < 1000 || whole - files < 10000 || whole - files > 150000)
            fail_msg("%s: %d bytes, %d of them files", specs[i], whole, files);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(qpdf_finds_nothing_to_complain_of),
        cmocka_unit_test(drawings_are_vectors),
        cmocka_unit_test(every_font_is_embedded_cut_and_mapped_to_unicode),
        cmocka_unit_test(poppler_and_mupdf_have_no_warning),
        cmocka_unit_test(text_can_be_searched),
        cmocka_unit_test(pages_are_counted_linked_and_outlined),
        cmocka_unit_test(what_is_drawn_and_told_stays_small),
    };
    int failed = cmocka_run_group_tests_name("pdf", tests, make_reports, NULL);
    text_drop(&output);
    return failed;
}
