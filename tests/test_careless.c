/* What a careless hand types: nothing that is read is overwritten, and what stands in the wrong place is told
 * with the right one. */
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct text said;

/* A spec with a model of its own, a template, a configuration and measurements; `says STATUS WORDS COMMAND`.
 */
static const char functions[] =
    "export FLOORLINE_PATH=$PWD; F=$(realpath $F); cp tests/configs/llama-3.1-8b.json $D/c.json\n"
    "cp specs/measured/gpt-fast-a100.yaml $D/m.yaml; cp specs/models/gpt-13b.yaml $D/model.pdf.yaml; cd $D\n"
    "mv model.pdf.yaml model.pdf; printf '# T\\n\\nwords\\n' >t.pdf\n"
    "printf 'title: T\\nmodel: ./model.pdf\\ncluster: {accelerator: a100-sxm-40gb, count: 1}\\n"
    "workload: {contexts: [512], batch_sizes: [1]}\\n' >s.yaml\n"
    "cp s.yaml s.svg; cp s.yaml s.pdf; mkdir kept; cp * kept 2>/dev/null || :\n"
    "unchanged() { for f in kept/*; do cmp $f $(basename $f); done; }\n"
    "says() { s=0; \"${@:3}\" >said 2>&1 || s=$?; [ $s = $1 ] && grep -qF -- \"$2\" said || { echo \"status "
    "$s of "
    "${*:3}\"; cat said; exit 9; }; rm said; }\n";

/* bad-inputs.md 64; a link to an input, or another way to it, is the input. */
static void no_input_is_overwritten(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "W='would be overwritten with what is made from it'; ln -s c.json link.json\n"
        "says 2 \"'c.json' $W\" $F import c.json -o ./c.json\n"
        "says 2 \"'c.json' $W\" $F import c.json -o link.json\n"
        "says 2 \"'link.json' $W\" $F import link.json -o c.json\n"
        "says 2 \"'m.yaml' $W\" $F calibrate m.yaml -o $D/m.yaml\n"
        "says 2 \"'s.svg' $W\" $F figure roofline s.svg -o s.svg\n"
        "says 2 \"'s.pdf' $W\" $F report s.pdf -o s.pdf\n"
        "says 2 \"'model.pdf' $W\" $F report s.yaml -o model.pdf\n"
        "says 2 \"'./t.pdf' $W\" $F report s.yaml -t ./t.pdf -o t.pdf\n"
        "says 2 \"'s.pdf' $W\" $F diff s.yaml s.pdf -o s.pdf\n"
        "printf 'matrix: {model: [./s.csv]}\\ncluster: {accelerator: a100-sxm-40gb, count: 1}\\n' >m.yaml\n"
        "cp model.pdf s.csv; cp m.yaml kept; cp s.csv kept; mv m.yaml s.yaml; cp s.yaml kept; cp s.yaml "
        "m.yaml\n"
        "says 2 \"'s.csv' $W\" $F report s.yaml -o .\n"
        "unchanged\n");
}

static void endings_may_be_in_capitals(void **state) {
    (void)state;
    script_holds(&said, functions,
                 "$F figure roofline s.yaml -o A.SVG; grep -q '<svg' A.SVG\n"
                 "$F report s.yaml -o A.PDF; head -c 5 A.PDF | grep -q %PDF-; unchanged\n");
}

static void what_stands_in_the_wrong_place_is_told(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "$F report -q s.yaml -o r.pdf\n"
        "says 1 'floorline verify' $F calc r.pdf\n"
        "says 1 'this is a PDF' $F model r.pdf\n"
        "says 2 'comes before the spec' $F table s.yaml latency\n"
        "says 2 'comes before the spec' $F figure s.yaml roofline -o a.svg\n"
        "says 2 \"'floorline list tables' names them\" $F table zzzz s.yaml\n"
        "says 2 \"'floorline list figures' names them\" $F figure zzzz s.yaml -o a.svg\n"
        "for c in report calc check verify model import calibrate list; do says 2 'an argument is empty' $F "
        "$c ''; done\n"
        "says 0 'Usage: floorline diff A B' $F help diff\n"
        "says 2 \"no command 'dif' (did you mean 'diff'?)\" $F help dif\n"
        "says 0 'Usage: floorline COMMAND' $F help\n");
}

/* What a browser or a clone leaves in place of a configuration, and a template before it is written. */
static void what_was_saved_in_place_of_a_file_is_told(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "printf '<!DOCTYPE html>\\n<html>\\n' >h.json; says 1 'web page' $F import h.json\n"
        "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:aa\\n' >l.json; says 1 'pointer of "
        "Git "
        "LFS' $F import l.json\n"
        "printf '{\"model_type\": \"llama\"}' >k.json; says 1 'needs `padded_vocab_size` or `vocab_size`' $F "
        "import k.json\n"
        "printf '\\n \\n' >e.md; says 0 'e.md: warning: there is nothing in this template' $F report s.yaml "
        "-t "
        "e.md -o e.pdf\n");
}

/* Before anything is read or said. */
static void a_date_that_is_none_is_refused_first(void **state) {
    (void)state;
    script_holds(&said, functions,
                 "export SOURCE_DATE_EPOCH=soon\n"
                 "says 2 \"not a number of seconds: 'soon'\" $F diff s.yaml s.yaml -o d.pdf; ! [ -e d.pdf ]\n"
                 "[ -z \"$($F diff s.yaml s.yaml -o d.pdf 2>/dev/null)\" ]\n"
                 "says 2 \"not a number of seconds: 'soon'\" $F report s.yaml -o d.pdf\n"
                 "says 0 'no input and no figure differs' $F diff s.yaml s.yaml\n");
}

/* As from pages of makers: in a block, with line ends of all kinds, with tabs. Wherever a text may stand. */
static void texts_of_several_lines_are_set_as_one(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "cat >s.yaml <<'END'\n"
        "title: |\n  Two lines\n  of a title\n\n"
        "model: {name: \"a\\tmodel\", source: \"one\\n\\n two\\u2028three\\n\", d_model: 64, vocab_size: "
        "100, "
        "n_layers: 2, n_heads: 4, family: \"f\\Ng\"}\n"
        "cluster:\n  accelerator: {name: \"an\\naccelerator\", source: \"its\\nsource\", peak: {fp16: 1 "
        "TFLOP/s}, "
        "memory: 80 GB, memory_bandwidth: 1 TB/s}\n  count: 1\n"
        "  price: {value: 1 USD/h, source: \"a\\nlist\"}\n"
        "measurements: [{label: \"a\\nrun\", value: 9 ms, batch: 1, context: 512, source: \"who\\nelse\", "
        "note: "
        "\"a\\nnote\"}]\n"
        "calibration: {memory_efficiency: 0.5, source: \"its\\nown\", runtime: \"a\\nb\", range: {models: "
        "[\"a\\nmodel\"]}}\n"
        "END\n"
        "for t in procurement handout archive; do $F report -q -t $t s.yaml -o $t.pdf; pdftotext $t.pdf $t; "
        "done 2>/dev/null\n"
        "for w in 'Two lines of a title' 'one two three' 'its source' 'who else'; do tr '\\n' ' ' <archive | "
        "grep -qF \"$w\" || { echo \"no $w\"; exit 9; }; done\n");
}

/* Of a spec, wherever it is set; and of the template where that itself has it. */
static void a_character_of_no_font_is_told_where_it_stands(void **state) {
    (void)state;
    script_holds(
        &said, functions,
        "printf 'title: a \\360\\237\\253\\240 b\\n' >>s.yaml; sed -i 1d s.yaml\n"
        "says 1 's.yaml:4:10: error: no font at hand has the character U+1FAE0' $F report s.yaml -o a.pdf\n"
        "[ $($F report s.yaml -o a.pdf 2>&1 | grep -c 'no font') = 1 ]\n"
        "sed -i '4s/.*/title: \"a \\\\U0001fae0\"/' s.yaml\n"
        "says 1 's.yaml:4:11: error: no font at hand has the character U+1FAE0' $F report s.yaml -o a.pdf\n"
        "sed -i '2s/count: 1/count: 1, price: {value: 1 USD\\/h, source: \\xF0\\x93\\x80\\x80}/' s.yaml; sed "
        "-i 4d "
        "s.yaml\n"
        "says 1 's.yaml:2:81: error: no font at hand has the character U+13000' $F report s.yaml -o a.pdf\n"
        "printf '# T\\n\\n\\360\\223\\200\\200 {{spec.title}}\\n' >own.md\n"
        "says 1 'own.md:3:1: error: no font at hand has the character U+13000 (asked of' $F report s.yaml -t "
        "own.md -o a.pdf\n"
        "! [ -e a.pdf ]\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_input_is_overwritten),
        cmocka_unit_test(endings_may_be_in_capitals),
        cmocka_unit_test(what_stands_in_the_wrong_place_is_told),
        cmocka_unit_test(what_was_saved_in_place_of_a_file_is_told),
        cmocka_unit_test(a_date_that_is_none_is_refused_first),
        cmocka_unit_test(texts_of_several_lines_are_set_as_one),
        cmocka_unit_test(a_character_of_no_font_is_told_where_it_stands),
    };
    int failed = cmocka_run_group_tests_name("careless", tests, NULL, NULL);
    text_drop(&said);
    return failed;
}
