/* What is said when something is wrong, as one who uses the program reads it: all of it in one run, at its
 * place, with the nearest name, and nothing where there is nothing to say. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct text said;

/* $1 stands in the text $said. */
static const char functions[] =
    "spec() { printf 'model: llama-3.1-8b\\ncluster: {accelerator: h100-sxm-80gb, count: 1}\\n%s\\n' \"$1\" "
    "> $D/t.yaml; }\n"
    "says() { grep -qF -- \"$1\" $D/said || { echo \"does not say: $1\"; cat $D/said; exit 9; }; }\n"
    "lacks() { ! grep -F -- \"$1\" \"$2\" || exit 9; }\n"
    "silent() { ! [ -s $D/said ] || { cat $D/said; exit 9; }; }\n";

/* README: whatever is wrong is said in one run, with its place and the nearest name that there is. */
static void an_unknown_template_is_told_at_its_place_beside_other_faults(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "spec 'report: {template: handouts}\ntitel: x'\n"
        "for command in check 'report -o '$D; do\n" STATUS(
            1,
            "$F $command $D/t.yaml 2> $D/said") "says 't.yaml:3:20: error: there is no template `handouts`'\n"
                                                "says 'did you mean `handout`?'\n"
                                                "says 't.yaml:4:1: error: the spec has no key `titel`'\n"
                                                "[ $(grep -c 'no template' $D/said) = 1 ]\n"
                                                "done\n");
}

/* In which language it would be looked for is not known then. */
static void a_template_in_no_language_is_not_asked_about(void **state) {
    (void)state;
    script_holds(&said, functions,
                 "for name in handout handouts; do spec \"report: {template: $name, language: fr}\"\n" STATUS(
                     1, "$F check $D/t.yaml 2> $D/said") "says '`language` may not be `fr`'; done\n"
                                                         "says 'no template `handouts`'\n");
}

/* The template of the command line is the one that is asked about. */
static void a_template_given_takes_the_place_of_an_unknown_one(void **state) {
    (void)state;
    script_holds(&said, functions,
                 "spec 'report: {template: handouts}'\n"
                 "$F report -q $D/t.yaml -t archive -o $D/a.pdf\n"
                 "$F calc $D/t.yaml > $D/json\n");
}

/* README: NAME.md's translation is NAME.zh.md. */
static void an_own_template_is_taken_in_its_language_or_a_warning_says_that_it_is_not(void **state) {
    (void)state;
    script_holds(&said, functions,
                 "spec 'title: x'\n"
                 "printf '# Own\\n\\nwords\\n' > $D/my.md\n"
                 "$F report -q $D/t.yaml -t $D/my.md --lang zh -o $D/a.pdf 2> $D/said\n"
                 "says 'my.md: warning: '\n"
                 "says 'my.zh.md` lies beside it'\n"
                 "printf '# Own\\n\\n\xE6\xA8\xA1\xE5\x9E\x8B\\n' > $D/my.zh.md\n"
                 "$F report -q $D/t.yaml -t $D/my.md --lang zh -o $D/a.pdf 2> $D/said; silent\n"
                 "pdftotext $D/a.pdf - | grep -q \xE6\xA8\xA1\xE5\x9E\x8B\n"
                 "$F verify $D/a.pdf\n"
                 "$F report -q $D/t.yaml -t $D/my.md -o $D/a.pdf 2> $D/said; silent\n"
                 "$F report -q $D/t.yaml -t $D/my.zh.md --lang zh -o $D/a.pdf 2> $D/said; silent\n");
}

/* README: like the other files that a spec names, and from wherever floorline is called. */
static void the_template_of_a_spec_lies_where_the_spec_says(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "mkdir $D/tpl; spec 'report: {template: tpl/own.md}'\n"
        "printf '# Own\n\n{{report.command}}\n' > $D/tpl/own.md\n"
        "for i in $D/t.yaml t.yaml; do\n"
        "$F check $i > $D/sound; $F report -q $i -o $D/a.pdf 2> $D/said; silent\n"
        "pdftotext $D/a.pdf - | tr '\\n' ' ' | grep 'report t.yaml -t tpl/own.md'; $F verify $D/a.pdf\n"
        "export FLOORLINE_PATH=$PWD; F=$(realpath $F); cd $D; done\n"
        "printf '# Own\n\n\xE6\xA8\xA1\xE5\x9E\x8B\n' > tpl/own.zh.md\n"
        "$F report -q t.yaml --lang zh -o a.pdf 2> $D/said; silent\n"
        "pdftotext a.pdf - | grep -q \xE6\xA8\xA1\xE5\x9E\x8B\n");
}

/* The user may name any file, a spec from elsewhere may not; nor may a link that comes with it. */
static void the_template_of_a_spec_lies_in_its_folder_or_a_catalogue(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "mkdir $D/in; spec() { printf 'title: T\nmodel: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, "
        "count: 1}\n"
        "report: {template: %s, language: %s}\n' $1 ${2:-en} > $D/in/t.yaml; }\n"
        "refused() { s=0; $F $1 $D/in/t.yaml 2> $D/said || s=$?; [ $s = 1 ]; says 't.yaml:4:20: error: '; "
        "says "
        "\"$2\"; }\n"
        "echo '# Out' > $D/out.md; echo '# In' > $D/in/in.md; ln -s ../out.md $D/in/link.md; ln -s ../out.md "
        "$D/in/in.zh.md\n"
        "for command in check \"report -o $D/a.pdf\"; do\n"
        "spec ../out.md; refused \"$command\" '`../out.md` lies outside of the spec'\n"
        "spec $D/out.md; refused \"$command\" 'out.md` lies outside of the spec'\n"
        "spec link.md; refused \"$command\" '`link.md` lies outside of the spec'\n"
        "spec in.md zh; refused \"$command\" '`in.zh.md` lies outside of the spec'\n"
        "spec no.md; refused \"$command\" 'cannot be opened'\n"
        "spec ./t.yaml; refused \"$command\" 'the spec names itself'\n"
        "spec handout.md; refused \"$command\" 'did you mean `handout`?'\n"
        "done; ! [ -e $D/a.pdf ]\n"
        "spec ../out.md; $F report -q $D/in/t.yaml -t $D/in/link.md -o $D/a.pdf\n"
        "spec in.md; $F report -q $D/in/t.yaml -o $D/a.pdf\n"
        "spec $PWD/templates/archive.md; $F report -q $D/in/t.yaml -o $D/a.pdf\n");
}

/* As with other filters whose reader has seen enough. */
static void a_reader_that_leaves_is_no_fault_worth_a_word(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "for command in 'calc specs/llama-3.1-70b-8xh100-sxm.yaml' 'list quantities'; do\n"
        "  { sleep 0.1; $F $command 2> $D/said || echo $? > $D/status; } | true\n"
        "  silent; [ $(cat $D/status) = 3 ]\n"
        "done\n" STATUS(3, "$F --version 2> $D/said > /dev/full") "says 'cannot write to standard output'\n");
}

/* The same words as a spec that names a model. */
static void a_model_that_is_not_there_is_told_with_the_nearest_name(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        STATUS(
            1,
            "$F model llama-3.1-8 2> $D/said") "says 'no model `llama-3.1-8` in the catalogue'\n"
                                               "says 'did you mean `llama-3.1-8b`?'\n" STATUS(
                                                   1,
                                                   "$F model no-such.yaml 2> $D/said") "says 'no-such.yaml: "
                                                                                       "error: cannot be "
                                                                                       "opened'\n");
}

static void lists_and_figures_that_are_not_there_are_told_with_what_there_is(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        STATUS(
            2,
            "$F list nosuch 2> $D/said") "says 'models, accelerators, templates, figures, "
                                         "tables'\n" STATUS(
                                             2,
                                             "$F list tabels 2> $D/said") "says "
                                                                          "\"did you "
                                                                          "mean "
                                                                          "'tables'?"
                                                                          "\""
                                                                          "\n" STATUS(
                                                                              1,
                                                                              "$F "
                                                                              "figure"
                                                                              " measu"
                                                                              "red "
                                                                              "specs/"
                                                                              "llama-"
                                                                              "3.1-"
                                                                              "70b-"
                                                                              "8xh100"
                                                                              "-sxm."
                                                                              "yaml "
                                                                              "-o "
                                                                              "$D/"
                                                                              "x.svg "
                                                                              "2> "
                                                                              "$D/"
                                                                              "said") "says 'the spec has no "
                                                                                      "`measurements`'\n"
                                                                                      "lacks Try $D/said\n");
}

/* Each row that is marked has the formula, and no other; symbols are plain. */
static void the_list_of_quantities_marks_those_with_a_formula(void **state) {
    (void)state;
    script_holds(&said, functions,
                 "$F list quantities > $D/list\n"
                 "lacks '\\' $D/list\n"
                 "grep -q '^capacity.kv_room_bytes  *formula  ' $D/list\n"
                 "grep -q '^capacity.fits  *if  ' $D/list\n"
                 "spec 'title: x'\n"
                 "awk 'BEGIN { print \"# T\" } $2 == \"formula\" { print \"\\n{{formula \" $1 \"}}\" }' "
                 "$D/list > $D/t.md\n"
                 "$F report -q $D/t.yaml -t $D/t.md -o $D/t.pdf\n");
}

/* The shape that gen/spec/measured.h gives. */
static void a_measurement_file_of_another_shape_is_told_its_shape(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "printf -- '- {metric: decode_step, value: 9 ms, batch: 1, context: 512}\n' > $D/m.yaml\n" STATUS(
            1,
            "$F calibrate $D/m.yaml 2> $D/said") "says 'the file must be a mapping of keys to values, but is "
                                                 "a list'\n"
                                                 "says 'precision and `measurements`, or `setups`, a list of "
                                                 "such'\n"
                                                 "printf 'measurements:\n  - {metric: decode_step, value: 9 "
                                                 "ms, batch: 1, context: 512, source: "
                                                 "own}\n' > $D/m.yaml\n" STATUS(
                                                     1,
                                                     "$F calibrate $D/m.yaml 2> $D/said") "says 'a set-up "
                                                                                          "lacks `model`'\n"
                                                                                          "says 'precision "
                                                                                          "and "
                                                                                          "`measurements`, "
                                                                                          "or `setups`, a "
                                                                                          "list of such'\n");
}

/* 8,030,261,248 weights of 2 bytes are 16.06 GB on accelerators of 10, one, or two with a copy each: 6.06 too
 * many. 80 GB leave 64 for caches, of 131,072 bytes a token: 5,000 sequences of 8,192 tokens would be 5.4 TB.
 */
static void a_spec_that_does_not_fit_is_told_of_beside_its_report(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "machine='{name: toy, peak: {fp16: 100 TFLOP/s}, memory: 10 GB, memory_bandwidth: 1 TB/s, link: "
        "{bandwidth: 50 GB/s}}'\n"
        "for count in 1 '2, tensor_parallel: 1'; do\n"
        "  printf 'model: llama-3.1-8b\\ncluster: {accelerator: %s, count: %s}\\n' \"$machine\" \"$count\" > "
        "$D/t.yaml\n"
        "  $F report $D/t.yaml -o $D/t.pdf 2> $D/said\n"
        "  says \"$D/t.yaml: does not fit: short by 6.06\"\n"
        "  says 'GB on each accelerator'\n"
        "  [ $(wc -l < $D/said) = 1 ]\n"
        "  $F report --quiet $D/t.yaml -o $D/t.pdf 2> $D/said; silent\n"
        "done\n"
        "spec 'workload: {batch_sizes: [5000], contexts: [8192]}'\n"
        "$F report $D/t.yaml -o $D/t.pdf 2> $D/said\n"
        "says 't.yaml: the weights fit, but no batch asked for does'\n"
        "spec 'title: x'; $F report $D/t.yaml -o $D/t.pdf 2> $D/said; silent\n");
}

/* Two times, five factors. */
static void a_fit_to_fewer_times_than_factors_is_warned_of(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "cat > $D/m.yaml <<'E'\n"
        "source: own\nruntime: ours\nmodel: llama-3.1-8b\ncluster: {accelerator: h100-sxm-80gb, count: 1}\n"
        "measurements:\n"
        "  - {metric: decode_step, value: 9 ms, batch: 1, context: 512}\n"
        "  - {metric: decode_step, value: 10 ms, batch: 16, context: 512}\n"
        "E\n"
        "$F calibrate $D/m.yaml > $D/out 2> $D/said\n"
        "says 'warning: 2 measured times cannot tell 5 factors apart'\n"
        "grep -q 'Fitted to 2 measured times of 1 set-up' $D/out\n"
        "lacks '1 set-ups' $D/out\n"
        "$F calibrate specs/measured/gpt-fast-a100.yaml > $D/out 2> $D/said; silent\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_template_is_told_at_its_place_beside_other_faults),
        cmocka_unit_test(a_template_in_no_language_is_not_asked_about),
        cmocka_unit_test(a_template_given_takes_the_place_of_an_unknown_one),
        cmocka_unit_test(the_template_of_a_spec_lies_where_the_spec_says),
        cmocka_unit_test(the_template_of_a_spec_lies_in_its_folder_or_a_catalogue),
        cmocka_unit_test(an_own_template_is_taken_in_its_language_or_a_warning_says_that_it_is_not),
        cmocka_unit_test(a_model_that_is_not_there_is_told_with_the_nearest_name),
        cmocka_unit_test(lists_and_figures_that_are_not_there_are_told_with_what_there_is),
        cmocka_unit_test(the_list_of_quantities_marks_those_with_a_formula),
        cmocka_unit_test(a_measurement_file_of_another_shape_is_told_its_shape),
        cmocka_unit_test(a_fit_to_fewer_times_than_factors_is_warned_of),
        cmocka_unit_test(a_spec_that_does_not_fit_is_told_of_beside_its_report),
        cmocka_unit_test(a_reader_that_leaves_is_no_fault_worth_a_word),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
