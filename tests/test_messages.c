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
    "spec() { printf 'model: llama-3.1-8b\\ncluster: {accelerator: h100-sxm-80gb, "
    "count: 1}\\n%s\\n' \"$1\" > $D/t.yaml; }\n"
    "says() { grep -qF -- \"$1\" $D/said || { echo \"lacks: $1\"; cat $D/said; exit "
    "9; }; }\n"
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_template_is_told_at_its_place_beside_other_faults),
        cmocka_unit_test(a_template_given_takes_the_place_of_an_unknown_one),
        cmocka_unit_test(an_own_template_is_taken_in_its_language_or_a_warning_says_that_it_is_not),
        cmocka_unit_test(a_reader_that_leaves_is_no_fault_worth_a_word),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
