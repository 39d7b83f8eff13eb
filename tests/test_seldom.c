/* What is seldom asked for, each in one way more than other tests ask: names far from any other, templates of
 * one's own in place of the shipped ones, files of one name, results that were taken out, figures by the
 * thousand. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SPEC "specs/gpt-13b-1xa100-40gb.yaml"

static struct text said;

/* `says STATUS WORDS COMMAND`: its exit status, and words among what it says. */
static void holds(const char *lines) {
    script_holds(
        &said,
        "says() { want=$1; words=$2; shift 2; s=0; \"$@\" >$D/said 2>&1 || s=$?\n"
        "  [ $s = $want ] && grep -q -- \"$words\" $D/said || { echo \"status $s, not '$words': $*\"; "
        "head -c 900 $D/said; exit 9; }; }\n"
        "spec() { printf 'title: T\\nmodel: gpt-13b\\ncluster: {accelerator: a100-sxm-40gb, count: 1}\\n"
        "workload: {batch_sizes: [1], contexts: [512], prompt_tokens: 8, output_tokens: 8}\\n'; }\n",
        lines);
}

static void names_like_no_other_are_told_without_a_guess(void **state) {
    (void)state;
    holds("says 2 \"no command 'zyxwvutsrq'$\" $F zyxwvutsrq\n"
          "says 2 'no option --zyxwvutsrq$' $F report --zyxwvutsrq " SPEC "\n"
          "says 1 'list templates. names them' $F report " SPEC " -t zyxwvutsrq -o $D/x.pdf\n"
          "sed 's/^model: .*/model: zyxwvutsrq/' " SPEC
          " >$D/a.yaml; says 1 'list models. tells' $F check $D/a.yaml\n"
          "says 0 '^floorline [0-9]' $F report --version; says 0 '^floorline [0-9]' $F calc " SPEC
          " --version");
}

static void too_many_reports_and_one_file_for_many_are_refused(void **state) {
    (void)state;
    holds(
        "list() { seq -s, 1 $1; }\n"
        "for i in $(seq 11); do echo \"{title: T, matrix: {model: [$(list 100)], precision: [$(list "
        "100)]}}\" "
        ">$D/m$i.yaml; done\n"
        "says 2 '110011 reports are more than the limit of 100000' $F report $D/m*.yaml -o $D/out\n"
        "says 2 '-o names one file, but 10001 reports' $F report $D/m1.yaml -o $D/out.pdf; [ ! -e $D/out ]");
}

/* Spec, model and machine are files of one name; the report carries all three, and verifies. */
static void files_of_one_name_travel_side_by_side(void **state) {
    (void)state;
    holds(
        "mkdir $D/m $D/a; cp specs/models/gpt-13b.yaml $D/m/x.yaml; cp specs/accelerators/a100-sxm-40gb.yaml "
        "$D/a/x.yaml\n"
        "cat >$D/accelerator-x.yaml <<'END'\ntitle: T\nmodel: m/x.yaml\n"
        "cluster: {accelerator: a/x.yaml, count: 1}\nworkload: {batch_sizes: [1], contexts: [512]}\nEND\n"
        "cp $D/accelerator-x.yaml $D/manifest.json; $F report $D/accelerator-x.yaml -o $D/x.pdf\n"
        "pdfdetach -list $D/x.pdf >$D/names; for n in accelerator-x.yaml x.yaml accelerator-2-x.yaml; do "
        "grep -q "
        "\": $n$\" $D/names || { cat $D/names; exit 9; }; done; says 0 identical $F verify $D/x.pdf");
}

static void a_configuration_is_named_by_its_folder(void **state) {
    (void)state;
    holds("mkdir $D/my-model; cp tests/configs/llama-3.1-8b.json $D/my-model/config.json\n"
          "spec | sed 's|^model: .*|model: my-model/config.json|' >$D/a.yaml\n"
          "says 0 '\"name\": \"my-model\"' $F calc $D/a.yaml");
}

/* A link beside a spec may lead beside it, and into the catalogue, but not to other files of this machine. */
static void links_lead_out_of_a_specs_folder_no_more_than_names_do(void **state) {
    (void)state;
    holds("mkdir $D/in $D/out; cp specs/models/gpt-13b.yaml $D/out/m.yaml; cp specs/models/gpt-13b.yaml "
          "$D/in/n.yaml\n"
          "ln -s ../out/m.yaml $D/in/m.yaml; ln -s ../out $D/in/d; ln -s n.yaml $D/in/o.yaml; ln -s p.yaml "
          "$D/in/p.yaml\n"
          "ln -s $PWD/specs/models/gpt-13b.yaml $D/in/c.yaml\n"
          "of() { spec | sed \"s|^model: .*|model: $1|\" >$D/in/s.yaml; }\n"
          "for m in ./m.yaml d/m.yaml ../out/m.yaml; do of $m; says 1 'lies outside of the spec.s folder' $F "
          "check "
          "$D/in/s.yaml; done\n"
          "for m in ./n.yaml ./o.yaml ./c.yaml; do of $m; says 0 sound $F check $D/in/s.yaml; done\n"
          "of ./p.yaml; says 1 'cannot be opened' $F check $D/in/s.yaml; of ./none.yaml; says 1 'cannot be "
          "opened' $F "
          "check $D/in/s.yaml");
}

/* The table over a matrix is set by a template too: where that cannot be read, the reports are made, the
 * table is not. */
static void a_matrix_without_its_template_costs_the_table_alone(void **state) {
    (void)state;
    holds("mkdir -p $D/templates/matrix.md; export FLOORLINE_PATH=$D:.\n"
          "echo '{title: T, matrix: {model: [gpt-13b]}, cluster: {accelerator: a100-sxm-40gb, count: 1}}' "
          ">$D/m.yaml\n"
          "says 1 'is a folder' $F report $D/m.yaml -o $D/out; [ \"$(ls $D/out)\" = m-gpt-13b.pdf ]");
}

/* Results that are no JSON, and those of another spec in this report; a report that carries none. */
static void results_that_are_not_the_reports_own_are_told(void **state) {
    (void)state;
    holds("$F report " SPEC " -o $D/x.pdf --pdfa 1b -q; says 1 'carries no results' $F diff $D/x.pdf " SPEC
          "\n"
          "says 1 'cannot be opened' $F verify $D/none.pdf; says 1 'is a folder' $F verify $D; : "
          ">$D/shut.pdf; chmod 0 "
          "$D/shut.pdf; chmod 755 $D $D/..\n"
          "if [ $(id -u) = 0 ]; then cp $F $D/f; says 3 'cannot be opened: Permission' setpriv --reuid=65534 "
          "--regid=65534 --clear-groups $D/f verify $D/shut.pdf; else says 3 Permission $F verify "
          "$D/shut.pdf; fi");
}

/* 4,096 combinations on two machines: more figures differ than a comparison takes, and it says how many. */
static void a_comparison_says_what_it_leaves_out(void **state) {
    (void)state;
    holds("many() { spec | sed \"s/count: 1/count: $1/; s/batch_sizes: .1./batch_sizes: [$(seq -s, 1 256)]/; "
          "s/contexts: .512./contexts: [$(seq -s, 100 115)]/\" >$D/$1.yaml; }\n"
          "many 1; many 2; says 1 '' $F diff $D/1.yaml $D/2.yaml -o $D/d.pdf; pdftotext -layout $D/d.pdf "
          "$D/words\n"
          "grep -q 'changes beyond the first 16,384' $D/words; says 1 'changes beyond the first 16384' $F "
          "diff $D/1.yaml $D/2.yaml "
          "--all");
}

/* 4 is the most that divides both 12 accelerators and 40 heads; 2 and 4 are next to 3 among those that
 * divide 8. */
static void what_cannot_be_shared_out_is_told_with_what_can(void **state) {
    (void)state;
    holds(
        "among() { spec | sed \"s/count: 1/$1/; s/gpt-13b/${2:-gpt-13b}/\" >$D/s.yaml; }\n"
        "among 'count: 8, data_parallel: 3'; says 1 'data_parallel: 2. or .4. would do' $F check $D/s.yaml\n"
        "among 'count: 12, tensor_parallel: 5'; says 1 'tensor_parallel: 4. would do' $F check $D/s.yaml\n"
        "among 'count: 8, tensor_parallel: 3'; says 1 'tensor_parallel: 2. or .4. would do' $F check "
        "$D/s.yaml\n"
        "among 'count: 4, expert_parallel: 3' mixtral-8x7b-v0.1; says 1 '8 experts cannot be shared out "
        "evenly over 3' $F check $D/s.yaml\n"
        "spec | sed '1s/.*/title: T\\ndate: 2026-13-01/' >$D/s.yaml; says 1 'no day of the calendar' $F "
        "check $D/s.yaml\n"
        "{ spec; echo 'report: {template: ./no.md}'; } >$D/s.yaml; says 1 'no.md. cannot be opened' $F check "
        "$D/s.yaml");
}

/* Two runs of one name before, one after: the second is gone. */
static void runs_of_one_name_are_compared_in_their_order(void **state) {
    (void)state;
    holds(
        "run='  - {label: a run, metric: end_to_end, value: 9 s, batch: 4, prompt_tokens: 60, output_tokens: "
        "20, source: own}'\n"
        "{ spec; echo 'measurements:'; echo \"$run\"; } >$D/one.yaml; { cat $D/one.yaml; echo \"$run\"; } "
        ">$D/two.yaml\n"
        "says 1 'measurements.source  *1 row, 1 gone' $F diff $D/two.yaml $D/one.yaml\n"
        "says 1 'measurements.source  *1 row, 1 new' $F diff $D/one.yaml $D/two.yaml");
}

/* The source of measurements on one side only is longer than its column, and stands beside the meaning. */
static void long_words_of_a_comparison_leave_their_column(void **state) {
    (void)state;
    holds("spec >$D/s.yaml; says 1 '' $F diff " SPEC
          " $D/s.yaml -o $D/d.pdf; pdftotext -layout $D/d.pdf $D/words\n"
          "says 0 'Source of the measurement: kipply' cat $D/words");
}

/* No heads, so no shares of them. */
static void a_model_without_attention_has_no_shards_to_draw(void **state) {
    (void)state;
    holds("spec | sed 's/gpt-13b/{name: l, d_model: 64, vocab_size: 100, n_layers: 3, attention: none, d_ff: "
          "128}/' "
          ">$D/s.yaml; says 1 'not of a kind that is drawn as shards' $F figure tensor-parallel $D/s.yaml -o "
          "$D/s.svg; [ ! -e $D/s.svg ]");
}

/* Eight dense layers, each named once: the first three and the last are shown. */
static void a_long_list_of_a_configuration_is_shortened(void **state) {
    (void)state;
    holds("sed 's/\"mlp_only_layers\": *\\[[^]]*]/\"mlp_only_layers\": [3, 5, 8, 13, 21, 34, 55, 89]/' "
          "tests/configs/qwen3-235b-a22b.json >$D/c.json\n"
          "spec | sed 's/gpt-13b/c.json/' >$D/s.yaml; says 0 '3 · 5 · 8 · … · 89' $F calc $D/s.yaml");
}

/* Three norms in the first layers, and the two of every model in the last, which must then be said. */
static void an_imported_model_keeps_unlike_norms(void **state) {
    (void)state;
    holds("echo '{name: n, d_model: 64, vocab_size: 100, n_heads: 4, d_ff: 128, layers: [{n_layers: 2, "
          "norms_per_layer: 3}, {n_layers: 1}]}' >$D/n.yaml\n"
          "says 0 'n_layers: 1, norms_per_layer: 2' $F import $D/n.yaml; cp $D/said $D/m.yaml\n"
          "for m in n m; do $F model $D/$m.yaml --format json | grep -o '\"total\": [0-9]*'; done | uniq | "
          "wc -l "
          "| grep -x 1");
}

/* A spec as Windows editors write them, with tabs and a sign that no face has: PDF/A-1b prints it to the
 * letter, and so it does behind a template of nothing. */
static void a_spec_of_another_editor_is_printed_to_the_letter(void **state) {
    (void)state;
    holds("{ printf '\\xEF\\xBB\\xBF# a\\ttab, \\xF0\\x93\\x80\\x80, and   three spaces\\r\\n\\r\\n'; "
          "spec | sed 's/$/\\r/'; } >$D/a.yaml\n"
          "$F report $D/a.yaml --pdfa 1b -q -o $D/a.pdf; pdftotext -layout $D/a.pdf $D/words; grep -q '# *a "
          "*tab, U+13000, and *three spaces' $D/words\n"
          ": >$D/none.md; $F report $D/a.yaml -t $D/none.md --pdfa 1b -q -o $D/a.pdf; pdftotext $D/a.pdf - | "
          "grep -q '^The spec as written'");
}

/* Words that a figure alone draws, in a sign that no face has; and a title in a sign past the first plane. */
static void signs_are_looked_for_wherever_they_are_drawn(void **state) {
    (void)state;
    holds(
        "spec | sed 's/^model: .*/model: {name: \"\\xF0\\x93\\x80\\x80\", n_layers: 2, d_model: 64, n_heads: "
        "4, "
        "vocab_size: 100}/' >$D/a.yaml\n"
        "printf '# T\\n\\n{{figure roofline}}\\n\\n{{figure memory}}\\n\\n{{table parameters}}\\n' >$D/t.md\n"
        "s=0; $F report $D/a.yaml -t $D/t.md -o $D/a.pdf >$D/said 2>&1 || s=$?; [ $s -le 1 ]\n"
        "spec | sed 's/^title: .*/title: \"\\xF0\\xA0\\xAE\\xB7\"/' >$D/b.yaml\n"
        "s=0; $F report $D/b.yaml --lang zh -q -o $D/b.pdf >$D/said 2>&1 || s=$?\n"
        "if [ $s = 0 ]; then [ \"$(pdfinfo $D/b.pdf | sed -n 's/^Title: *//p')\" = $'\\xF0\\xA0\\xAE\\xB7' "
        "]\n"
        "else [ $s = 1 ]; grep -q U+20BB7 $D/said; fi");
}

/* 40 GB less 12.58e9 weights of two bytes hold 18,091 tokens of 819,200 bytes: one sequence of 10,000. */
static void memory_that_holds_one_sequence_says_so(void **state) {
    (void)state;
    holds("spec | sed 's/512/10000/' >$D/s.yaml\n"
          "$F figure memory $D/s.yaml -o $D/m.pdf; pdftotext $D/m.pdf - | tr '\\n' ' ' "
          "| grep '1 sequence of 10,000 tokens'");
}

static void a_broken_model_file_is_told_at_its_place(void **state) {
    (void)state;
    holds("cd $D; printf 'a: [\\n' >m.yaml; spec | sed 's/^model: .*/model: .\\/m.yaml/' >s.yaml\n"
          "says 1 '^m.yaml:1:6: error: a value is missing here' $F check s.yaml");
}

/* Neither has a sum that could go on below, nor rows to be corrected. */
static void a_product_too_wide_is_told_and_an_empty_correction_is_none(void **state) {
    (void)state;
    holds(
        "{ printf '$$x &= '; for i in $(seq 60); do printf 'abcdefgh '; done; printf '$$\\n'; } >$D/f.md\n"
        "printf '{{corrected}}\\n\\n| | |\\n|---|---|\\n\\nwords\\n' >$D/c.md; spec >$D/s.yaml\n"
        "says 0 'f.md:1:3: warning: this formula is wider than its column' $F report $D/s.yaml -t $D/f.md -o "
        "$D/f.pdf\n"
        "$F report $D/s.yaml -t $D/c.md -o $D/c.pdf; [ \"$(pdftotext $D/c.pdf - | head -1)\" = words ]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_like_no_other_are_told_without_a_guess),
        cmocka_unit_test(too_many_reports_and_one_file_for_many_are_refused),
        cmocka_unit_test(files_of_one_name_travel_side_by_side),
        cmocka_unit_test(a_configuration_is_named_by_its_folder),
        cmocka_unit_test(links_lead_out_of_a_specs_folder_no_more_than_names_do),
        cmocka_unit_test(a_matrix_without_its_template_costs_the_table_alone),
        cmocka_unit_test(results_that_are_not_the_reports_own_are_told),
        cmocka_unit_test(a_comparison_says_what_it_leaves_out),
        cmocka_unit_test(signs_are_looked_for_wherever_they_are_drawn),
        cmocka_unit_test(what_cannot_be_shared_out_is_told_with_what_can),
        cmocka_unit_test(runs_of_one_name_are_compared_in_their_order),
        cmocka_unit_test(an_imported_model_keeps_unlike_norms),
        cmocka_unit_test(long_words_of_a_comparison_leave_their_column),
        cmocka_unit_test(a_model_without_attention_has_no_shards_to_draw),
        cmocka_unit_test(a_long_list_of_a_configuration_is_shortened),
        cmocka_unit_test(a_spec_of_another_editor_is_printed_to_the_letter),
        cmocka_unit_test(memory_that_holds_one_sequence_says_so),
        cmocka_unit_test(a_broken_model_file_is_told_at_its_place),
        cmocka_unit_test(a_product_too_wide_is_told_and_an_empty_correction_is_none),
    };
    int failed = cmocka_run_group_tests_name("seldom", tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
