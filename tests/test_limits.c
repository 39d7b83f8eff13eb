/* The limits that README.md tells of: what is at a limit is taken, what is one above it is refused with the
 * limit's number; and whatever is below the limit of bytes takes a moment. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Seconds of the processor that any input may take; AddressSanitizer makes all of it much slower, and what is
 * not optimised, for coverage to be counted, slow too. */
#ifdef __SANITIZE_ADDRESS__
#define SECONDS "40"
#define BYTES   "50000"
#elif !defined __OPTIMIZE__
#define SECONDS "30"
#define BYTES   "200000"
#else
#define SECONDS "5"
#define BYTES   "200000"
#endif

static struct text said;

/* `top` begins a spec, `times N WORDS` repeats, `list N` counts; `taken FILE` and `refused FILE WORDS` are
 * `floorline check`; `set_ FILE` and `unset_ FILE WORDS` put a template through `report`. */
static void holds(const char *lines) {
    script_holds(
        &said,
        "R='prlimit --cpu=" SECONDS " timeout 120'\n"
        "fail() { echo \"$*\"; head -c 600 $D/said; exit 9; }\n"
        "times() { head -c $1 /dev/zero | sed \"s%\\x0%$2%g\"; }\n"
        "top() { printf 'title: T\\nmodel: gpt-13b\\ncluster: {accelerator: a100-sxm-40gb, count: 1}\\n'; }\n"
        "list() { seq -s, 1 $1 | sed 's/,$//' | tr -d '\\n'; }\n"
        "taken() { $R $F check $1 >$D/said 2>&1 || fail \"$1: status $?\"; }\n"
        "refused() { s=0; $R $F check $1 >$D/said 2>&1 || s=$?; [ $s = 1 ] || fail \"$1: status $s\"\n"
        "  grep -q \"$2\" $D/said || fail \"$1: not $2\"; }\n"
        "put() { $R $F report specs/gpt-13b-1xa100-40gb.yaml -t $1 -o $D/x.pdf >$D/said 2>&1; }\n"
        "set_() { put $1 || fail \"$1: status $?\"; }\n"
        "unset_() { s=0; put $1 || s=$?; [ $s = 1 ] || fail \"$1: status $s\"; grep -q \"$2\" $D/said || "
        "fail \"$1: not "
        "$2\"; }\n",
        lines);
}

static void a_spec_of_a_mebibyte_is_taken(void **state) {
    (void)state;
    holds("{ top; times 1100000 '#'; } | head -c 1048576 >$D/a.yaml; taken $D/a.yaml; echo >>$D/a.yaml\n"
          "refused $D/a.yaml 'limit of 1048576 bytes'; refused - 'limit of 1048576 bytes' <$D/a.yaml");
}

static void a_template_of_a_mebibyte_is_taken(void **state) {
    (void)state;
    holds("times 60000 'some words, and more ' | head -c 1048576 >$D/a.md; set_ $D/a.md; echo >>$D/a.md\n"
          "unset_ $D/a.md 'limit of 1048576 bytes'");
}

/* A list in a list; the mapping that holds it is a level too. */
static void sixty_four_levels_are_read(void **state) {
    (void)state;
    holds(
        "deep() { top; printf 'x: '; times $1 '['; times $1 ']'; }; deep 63 >$D/a.yaml; deep 64 >$D/b.yaml\n"
        "refused $D/a.yaml 'no key .x.'; ! grep -q nested $D/said; refused $D/b.yaml 'deeper than the limit "
        "of 64'");
}

/* The mapping, its three keys' values and those of the last, and what the fourth key holds. */
static void so_many_values_are_read(void **state) {
    (void)state;
    holds("many() { top; printf 'x: ['; times $1 'a,'; echo ']'; }; many 65000 >$D/a.yaml; many 65536 "
          ">$D/b.yaml\n"
          "refused $D/a.yaml 'no key .x.'; ! grep -q 65536 $D/said; refused $D/b.yaml 'values than the limit "
          "of 65536'");
}

static void aliases_are_refused(void **state) {
    (void)state;
    holds("{ top; echo 'x: &a [*a, *a]'; } >$D/a.yaml; refused $D/a.yaml 'aliases .* are not supported'\n"
          "refused $D/a.yaml 'anchors .* are not supported'");
}

static void lists_have_their_lengths(void **state) {
    (void)state;
    holds("work() { top; echo \"workload: {batch_sizes: [$(list $1)], contexts: [$(list $2)]}\"; }\n"
          "work 1024 4 >$D/a.yaml; taken $D/a.yaml; work 1025 1 >$D/a.yaml; refused $D/a.yaml 'limit of 1024 "
          "values'\n"
          "work 64 64 >$D/a.yaml; taken $D/a.yaml; work 1 65 >$D/a.yaml; refused $D/a.yaml 'limit of 64 "
          "values'\n"
          "work 1024 5 >$D/a.yaml; refused $D/a.yaml 'limit of 4096 combinations'");
}

static void texts_have_their_length(void **state) {
    (void)state;
    holds("title() { top | sed \"s/^title: T/title: $(times $1 m)/\"; }; title 4096 >$D/a.yaml; taken "
          "$D/a.yaml\n"
          "$R $F report $D/a.yaml -q -o $D/a.pdf 2>$D/said; title 4097 >$D/a.yaml; refused $D/a.yaml 'limit "
          "of 4096 bytes'\n"
          "for n in 1023 1024; do { top; times $n k; echo ': 1'; } >$D/$n.yaml; done; refused $D/1023.yaml "
          "'no key .kkk'\n"
          "refused $D/1024.yaml 'at most 1,023 characters'");
}

static void a_template_has_so_many_parts(void **state) {
    (void)state;
    holds(
        "heads() { times $1 '### a\\n\\nb\\n\\n'; }; heads 4096 >$D/a.md; set_ $D/a.md; heads 4097 >$D/a.md\n"
        "unset_ $D/a.md 'limit of 4096'; { printf '# '; times 4096 x; } >$D/a.md; set_ $D/a.md; printf x "
        ">>$D/a.md\n"
        "unset_ $D/a.md 'limit of 4096 bytes'; times 4097 '{{table capacity}}\\n\\n' >$D/a.md\n"
        "unset_ $D/a.md 'tables, figures and formulas than the limit of 4096'\n"
        "times 100000 'a\\n\\n' >$D/a.md; unset_ $D/a.md 'pages are more than the limit of 2000'\n"
        "times 40000 'a\\n\\n' >$D/a.md; set_ $D/a.md; qpdf --check $D/x.pdf >/dev/null");
}

/* What is far past the limit of pages is not laid out to its end: 72 kB that name the longest table 4,000
 * times would take gigabytes. */
static void far_too_many_pages_take_no_more_memory(void **state) {
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    holds("times 4000 '{{table quantities}}\\n\\n' >$D/a.md; unset_ $D/a.md 'limit of 2000'");
#else
    holds("times 4000 '{{table quantities}}\\n\\n' >$D/a.md; R='prlimit --as=1000000000'; unset_ $D/a.md "
          "'limit of "
          "2000 by far'");
#endif
}

/* A note, a cell, a strip or a display of thousands of lines is the template's fault, not the machine's. */
static void what_is_larger_than_any_page_is_refused(void **state) {
    (void)state;
    holds(
        "{ printf '> '; times 20000 'some words '; printf '\n\nwords\n'; } >$D/note.md\n"
        "{ printf '| a |\n|---|\n| '; times 20000 'some words '; printf '|\n'; } >$D/cell.md\n"
        "{ printf '{{strip}}\n\n- '; times 20000 'some words '; } >$D/strip.md\n"
        "{ printf '{{corrected}}\n\n| a | b |\n|---|---|\n'; times 5000 '| c | d |\\n'; } >$D/corrected.md\n"
        "{ printf '$$'; times 20000 'a \\\\\\\\ '; printf 'b$$\n'; } >$D/display.md\n"
        "for f in note cell strip corrected; do unset_ $D/$f.md 'larger than any page'; done\n"
        "unset_ $D/display.md 'taller than a page'");
}

/* Rows, paragraphs and links are more than an array of libharu's holds. */
static void long_tables_lists_and_notes_are_set(void **state) {
    (void)state;
    holds("R='prlimit --cpu=60'; { printf '| a | b |\\n|---|---|\\n'; times 40000 '| 1 | 2 |\\n'; } "
          ">$D/a.md; set_ $D/a.md\n"
          "qpdf --check $D/x.pdf >/dev/null; { printf '# a\\n\\n'; times 40000 '[b](#a) '; } >$D/a.md; set_ "
          "$D/a.md\n"
          "qpdf --check $D/x.pdf >/dev/null");
}

static void a_matrix_makes_so_many_reports(void **state) {
    (void)state;
    holds("matrix() { echo \"title: T\"; echo \"matrix: {model: [$(list $1)], precision: [$(list $2)]}\"; }\n"
          "matrix 101 100 >$D/a.yaml; refused $D/a.yaml '10100 reports are more than the limit of 10000'\n"
          "matrix 1001 1 >$D/a.yaml; refused $D/a.yaml 'limit of 1000'");
}

static void measurements_have_their_number(void **state) {
    (void)state;
    holds("row='  - {label: a, metric: decode_step, value: 1 s, batch: 1, context: 512, source: b}'\n"
          "{ top; echo 'measurements:'; times 10001 '  - 1\\n'; } >$D/a.yaml\n"
          "refused $D/a.yaml 'a list of at most 10000'; { top; echo measurements:; echo \"$row\"; } "
          ">$D/a.yaml; taken "
          "$D/a.yaml");
}

static void a_command_line_has_its_limits(void **state) {
    (void)state;
    holds("top >$D/a.yaml; for j in 0 257 x; do s=0; $F report $D/a.yaml -j $j -o $D/o/ >$D/said 2>&1 || "
          "s=$?; [ $s = 2 ]\n"
          "  grep -q 'from 1 to 256' $D/said || fail; done; $F report $D/a.yaml -q -j 256 -o $D/o/\n"
          "s=0; F=$(realpath $F); cd $D; yes a | head -100001 | "
          "xargs -n 100001 -s 2000000 $F report >$D/said 2>&1 || s=$?\n"
          "grep -q '100001 specs are given; the limit is 100000' $D/said || fail status $s");
}

static void faults_are_told_a_hundred_times(void **state) {
    (void)state;
    holds(
        "{ top; seq 200 | sed 's/.*/k&: 1/'; } >$D/a.yaml; refused $D/a.yaml '^floorline: and [0-9]* more$'\n"
        "[ $(grep -c ': error: ' $D/said) = 100 ]");
}

static void no_template_takes_long(void **state) {
    (void)state;
    static const char *const patterns[] = {"## a\\n\\n",
                                           "{{ref table latency}} ",
                                           "{{strip}}\\n\\n",
                                           "{{",
                                           "[b](#c) ",
                                           "![",
                                           "###### a\\n\\n",
                                           "$a$ ",
                                           "{{if method}}{{end}}\\n",
                                           "<a",
                                           "*a **b "};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char lines[512];
        snprintf(lines, sizeof lines,
                 "times " BYTES " '%s' | head -c " BYTES
                 " >$D/a.md; s=0; put $D/a.md || s=$?; [ $s -le 1 ] || "
                 "fail status $s",
                 patterns[i]);
        holds(lines);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spec_of_a_mebibyte_is_taken),
        cmocka_unit_test(a_template_of_a_mebibyte_is_taken),
        cmocka_unit_test(sixty_four_levels_are_read),
        cmocka_unit_test(so_many_values_are_read),
        cmocka_unit_test(aliases_are_refused),
        cmocka_unit_test(lists_have_their_lengths),
        cmocka_unit_test(texts_have_their_length),
        cmocka_unit_test(a_template_has_so_many_parts),
        cmocka_unit_test(far_too_many_pages_take_no_more_memory),
        cmocka_unit_test(what_is_larger_than_any_page_is_refused),
        cmocka_unit_test(long_tables_lists_and_notes_are_set),
        cmocka_unit_test(a_matrix_makes_so_many_reports),
        cmocka_unit_test(measurements_have_their_number),
        cmocka_unit_test(a_command_line_has_its_limits),
        cmocka_unit_test(faults_are_told_a_hundred_times),
        cmocka_unit_test(no_template_takes_long),
    };
    int failed = cmocka_run_group_tests_name("limits", tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
