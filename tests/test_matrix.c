/* A matrix: every combination once, names that neither collide nor leave the folder, and a table over all of
 * them that says what the reports say. */
#include "program.h"

#include "../gen/spec/matrix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static bool read_matrix(const char *yaml, struct matrix *out, struct diags **said) {
    struct source *source = arena_alloc(arena, sizeof *source);
    *source = (struct source){"m.yaml", yaml, strlen(yaml)};
    *said = diags_new(arena);
    const struct node *root = node_read(arena, source, *said);
    assert_non_null(root);
    assert_true(matrix_is(root));
    if (!matrix_read(arena, root, *said, out))
        return false;
    matrix_name(arena, out, "m");
    return true;
}

static void every_combination_is_there_once_in_order(void **state) {
    (void)state;
    static const char *const names[] = {"m-a-1xx-fp16",       "m-a-1xx-fp8",      "m-a-2xx-tp2-fp16",
                                        "m-a-2xx-tp2-fp8",    "m-b.c-1xx-fp16",   "m-b.c-1xx-fp8",
                                        "m-b.c-2xx-tp2-fp16", "m-b.c-2xx-tp2-fp8"};
    struct matrix matrix;
    struct diags *diags;
    assert_true(read_matrix(
        "title: T\ntitle_zh: 标题\nmatrix:\n  model: [a, b.c]\n  cluster: [{accelerator: x, count: 1}, "
        "{accelerator: x, count: 2, tensor_parallel: 2}]\n  precision: [fp16, fp8]\n",
        &matrix, &diags));
    assert_int_equal(matrix.n_cells, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_string_equal(matrix.names[i], names[i]);
        for (size_t number = 0; number <= 9; number++) /* unknown, right, wrong, none */
            assert_int_equal(matrix_find(arena, &matrix, "m", names[i], number), i);
        const struct node *root = matrix_root(arena, &matrix, i);
        assert_null(node_find(root, "matrix"));
        assert_string_equal(node_find(root, "model")->text, i < 4 ? "a" : "b.c");
        assert_string_equal(node_find(node_find(root, "precision"), "weights")->text, i % 2 ? "fp8" : "fp16");
        assert_string_equal(node_find(node_find(root, "cluster"), "count")->text, i / 2 % 2 ? "2" : "1");
    }
    assert_string_equal(node_find(matrix_root(arena, &matrix, 3), "title")->text, "T: a, 2xx-tp2, fp8");
    assert_string_equal(node_find(matrix_root(arena, &matrix, 3), "title_zh")->text, "标题：a，2xx-tp2，fp8");
    assert_int_equal(matrix_find(arena, &matrix, "m", "m-c", 0), 8);
}

/* Alike words, words alike once made fit for a file's name, and words that meet others joined. */
static void names_never_collide(void **state) {
    (void)state;
    static const char *const specs[] = {
        "matrix: {model: [a, a, a/b.yaml, 'a b', 'a-b', 'a b', 'a-2', 'a-b-4', '中', '文', '']}\n",
        "matrix: {model: [a, a-1xb], cluster: [{accelerator: c}, {accelerator: b-1xc}, {accelerator: 'b "
        "1xc'}]}\n",
        "matrix: {precision: [{}, {weights: default}, {kv_cache: fp8}, {kv_cache: fp8, weights: default}]}\n",
        "matrix: {model: [{name: x}, {name: x}, {n_layers: 3}, x], precision: [fp8, fp8]}\n",
    };
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct matrix matrix;
        struct diags *diags;
        assert_true(read_matrix(specs[i], &matrix, &diags));
        for (size_t j = 0; j < matrix.n_cells; j++)
            assert_int_equal(matrix_find(arena, &matrix, "m", matrix.names[j], j + 1), j);
    }
}

static void names_never_leave_their_folder(void **state) {
    (void)state;
    struct matrix matrix;
    struct diags *diags;
    assert_true(
        read_matrix("matrix: {model: ['../../etc/passwd', '/', '..', '.x', '-o', \"a\\nb\", 'a/../../b', "
                    "{name: '../x'}], cluster: [{accelerator: '../../y', count: '/'}]}\n",
                    &matrix, &diags));
    for (size_t i = 0; i < matrix.n_cells; i++) {
        assert_null(strchr(matrix.names[i], '/'));
        assert_null(strstr(matrix.names[i], ".."));
        assert_memory_equal(matrix.names[i], "m-", 2);
        for (const char *at = matrix.names[i]; *at; at++)
            assert_true(*at > ' ' && *at < 0x7F);
    }
}

static void what_is_wrong_is_told(void **state) {
    (void)state;
    static const struct {
        const char *yaml, *said;
    } rows[] = {
        {"matrix: 1\n", "must be a mapping of lists"},
        {"matrix: {}\n", "must be a mapping of lists"},
        {"matrix: {model: a}\n", "must be a list"},
        {"matrix: {model: []}\n", "is empty"},
        {"matrix: {modle: [a]}\n", "did you mean `model`?"},
        {"model: a\nmatrix: {model: [b]}\n", "`model` stands here and in `matrix`"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct matrix matrix;
        struct diags *diags;
        struct text out = {0};
        assert_false(read_matrix(rows[i].yaml, &matrix, &diags));
        diags_print(diags, &out);
        assert_non_null(strstr(text_get(&out), rows[i].said));
        text_drop(&out);
    }
}

static void too_many_are_refused(void **state) {
    (void)state;
    struct matrix matrix;
    struct diags *diags;
    struct text yaml = {0}, out = {0};
    text_string(&yaml, "matrix:\n");
    static const char *const keys[] = {"model", "precision"};
    for (int k = 0; k < 2; k++) {
        text_printf(&yaml, "  %s: [a", keys[k]);
        for (int i = 0; i < 100; i++)
            text_printf(&yaml, ", a%d", i);
        text_string(&yaml, "]\n");
    }
    assert_false(read_matrix(arena_string(arena, text_get(&yaml)), &matrix, &diags));
    diags_print(diags, &out);
    assert_non_null(strstr(text_get(&out), "10201 reports are more than the limit of 10000"));
    text_drop(&yaml);
    text_drop(&out);
}

/* Two of four do not fit or are wrong; the table says what `floorline calc` says of the others. */
static void the_table_over_all_agrees_with_each(void **state) {
    (void)state;
    struct text out = {0};
    const char *spec = private_file(
        "study.yaml",
        "title: Study\nmatrix:\n  model: [gpt-13b, anthropic-52b]\n  cluster:\n"
        "    - {accelerator: a100-sxm-40gb, count: 1}\n    - {accelerator: a100-sxm-40gb, count: 3}\n"
        "workload: {batch_sizes: [1, 4], contexts: [512], prompt_tokens: 8, output_tokens: 8}\n");
    private_file("plain.yaml",
                 "title: Plain\nmodel: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 1}\n"
                 "workload: {batch_sizes: [1, 4], contexts: [512], prompt_tokens: 8, output_tokens: 8}\n");
    assert_int_equal(run(&out, "%s check %s 2>&1", program(), spec), 1);
    assert_non_null(strstr(text_get(&out), "error:")); /* 40 heads over 3 accelerators */
    text_clear(&out);
    int status = run(&out, "%s report %s -o %s/out 2>&1", program(), spec, private_folder());
    assert_int_equal(status, 1);
    assert_non_null(strstr(text_get(&out), "study-gpt-13b-3xa100-sxm-40gb: refused"));
    text_clear(&out);
    assert_int_equal(run(&out, "cd %s/out && ls", private_folder()), 0);
    assert_non_null(strstr(text_get(&out), "study-gpt-13b-1xa100-sxm-40gb.pdf\nstudy.csv\nstudy.pdf\n"));
    text_clear(&out);
    assert_int_equal(
        run(&out, "%s verify %s/out/study-gpt-13b-1xa100-sxm-40gb.pdf 2>&1", program(), private_folder()), 0);
    text_clear(&out);
    assert_int_equal(run(&out, "cat %s/out/study.csv; pdftotext -layout %s/out/study.pdf -", private_folder(),
                         private_folder()),
                     0);
    assert_non_null(strstr(text_get(&out), "\nstudy-gpt-13b-1xa100-sxm-40gb,GPT 13B,"));
    assert_non_null(strstr(text_get(&out), "does not fit, short by"));
    assert_non_null(strstr(text_get(&out), "Left out, being wrong: "));
    text_clear(&out);
    assert_int_equal(run(&out,
                         "step=$(%s calc %s/plain.yaml | sed -n 's/.*\"decode\".*//; s/.*\"batch\": 1, "
                         "\"context\": 512.*\"step_s\": "
                         "\\([^,]*\\),.*/\\1/p' | head -1); grep -c \",$step,1,512,\" %s/out/study.csv",
                         program(), private_folder(), private_folder()),
                     0);
    assert_string_equal(text_get(&out), "1\n");
    text_drop(&out);
}

/* A fault of the spec itself is met with in every cell, and told once, as of a spec that makes one report;
 * what only some cells meet with is told once too, with their names. So it is with each command that reads
 * all. */
static void what_many_cells_have_in_common_is_told_once(void **state) {
    (void)state;
    private_file(
        "s.yaml",
        "titel: S\n"
        "matrix:\n"
        "  model: [gpt-13b, anthropic-52b, gpt-13]\n"
        "  cluster: [{accelerator: a100-sxm-40gb, count: 1}, {accelerator: a100-sxm-40gb, count: 3}]\n"
        "workload: {batch_sizes: [4, 1], contexts: [512]}\n");
    private_file(
        "common",
        "s.yaml:1:1: error: the spec has no key `titel`\n"
        "    titel: S\n"
        "    ^\n"
        "    hint: did you mean `title`?\n"
        "s.yaml:5:25: warning: `batch_sizes` are not in rising order; the report keeps the order given\n"
        "    workload: {batch_sizes: [4, 1], contexts: [512]}\n"
        "                            ^\n"
        "s.yaml:4:89: error: 40 heads cannot be shared out evenly over 3 accelerators\n"
        "      cluster: [{accelerator: a100-sxm-40gb, count: 1}, {accelerator: a100-sxm-40gb, count: 3}]\n"
        "                                                                                            ^\n"
        "    hint: `tensor_parallel: 1` divides them: 3 replicas\n"
        "    in: s-gpt-13b-3xa100-sxm-40gb\n"
        "s.yaml:4:89: error: 128 heads cannot be shared out evenly over 3 accelerators\n"
        "      cluster: [{accelerator: a100-sxm-40gb, count: 1}, {accelerator: a100-sxm-40gb, count: 3}]\n"
        "                                                                                            ^\n"
        "    hint: `tensor_parallel: 1` divides them: 3 replicas\n"
        "    in: s-anthropic-52b-3xa100-sxm-40gb\n"
        "s.yaml:3:35: error: no model `gpt-13` in the catalogue\n"
        "      model: [gpt-13b, anthropic-52b, gpt-13]\n"
        "                                      ^\n"
        "    hint: did you mean `gpt-13b`?\n"
        "    in: s-gpt-13-1xa100-sxm-40gb, s-gpt-13-3xa100-sxm-40gb\n");
    struct text said = {0};
    char folder[4096];
    snprintf(folder, sizeof folder, "W=%s\n", private_folder());
    script_holds(
        &said, folder,
        "F=$(realpath $F); export FLOORLINE_PATH=$PWD; cd $W\n" STATUS(
            1, "$F check s.yaml 2>$D/check") STATUS(1, "$F table matrix s.yaml 2>$D/table")
            STATUS(1, "$F report -j 1 -q -o $D s.yaml 2>$D/alone") STATUS(
                1,
                "$F report -j 3 -o $D s.yaml 2>$D/shared") "cmp $D/check common; cmp $D/table common\n"
                                                           "sed '/^0 of 7 reports written, 7 not made:$/,$d' "
                                                           "$D/alone | cmp - common; cmp $D/alone $D/shared");
    text_drop(&said);
}

/* Of two matrices each is told at its own end; of many cells the first three are named. */
static void each_matrix_is_told_with_a_few_of_its_cells(void **state) {
    (void)state;
    const char *spec =
        "matrix:\n"
        "  model: [gpt-13b, gpt-13]\n"
        "  cluster: [{accelerator: a100-sxm-40gb, count: 1}, {accelerator: a100-sxm-40gb, count: 2},\n"
        "    {accelerator: a100-sxm-40gb, count: 4}, {accelerator: a100-sxm-40gb, count: 5}]\n"
        "workload: {batch_sizes: [1], contexts: [512]}\n";
    private_file("one.yaml", spec);
    private_file("two.yaml", spec);
    struct text said = {0};
    char folder[4096];
    snprintf(folder, sizeof folder, "W=%s\n", private_folder());
    script_holds(
        &said, folder,
        "F=$(realpath $F); export FLOORLINE_PATH=$PWD; cd $W\n" STATUS(
            1,
            "$F report -j 1 -q -o $D/few one.yaml two.yaml 2>$D/few.said") "for s in one two; do\n"
                                                                           "grep -A3 \"^$s.yaml:2:20: error: "
                                                                           "no model .gpt-13. in the "
                                                                           "catalogue\" $D/few.said >$D/$s\n"
                                                                           "[ $(grep -c error: $D/$s) = 1 ]; "
                                                                           "grep -q \"^    in: "
                                                                           "$s-gpt-13-1xa100-sxm-40gb, "
                                                                           "$s-gpt-13-2xa100-sxm-40gb, "
                                                                           "$s-gpt-13-4xa100-sxm-40gb and 1 "
                                                                           "more$\" $D/few.said\ndone\n");
    text_drop(&said);
}

/* A change in a model of one cell changes the table; what is unchanged stays as it lies. */
static void the_table_is_resumed_too(void **state) {
    (void)state;
    struct text out = {0};
    const char *path = private_file(
        "resume.sh",
        "set -e; F=$1; D=$2; mkdir $D/r; cp -r specs/models $D/r/; export FLOORLINE_PATH=$D/r:.\n"
        "printf 'title: S\\nmatrix: {model: [gpt-13b, anthropic-52b], precision: [fp16, int8]}\\n"
        "cluster: {accelerator: a100-sxm-80gb, count: 2}\\nworkload: {batch_sizes: [1], contexts: [512]}\\n' "
        ">$D/r/s.yaml\n"
        "go() { $F report $D/r/s.yaml -o $D/r/out --resume $* >$D/r/said 2>&1 || { cat $D/r/said; exit 9; }; "
        "}\n"
        "made() { [ $(grep -c '^written' $D/r/said) = $1 ] && [ $(grep -c '^unchanged' $D/r/said) = $2 ] ||\n"
        "  { cat $D/r/said; exit 9; }; }\n"
        "go; made 5 0; cp -r $D/r/out $D/r/first; go; made 0 5; diff -r $D/r/out $D/r/first\n"
        "rm $D/r/out/s.csv; go; made 1 4; echo x >>$D/r/out/s.csv; go; made 1 4; diff -r $D/r/out "
        "$D/r/first\n"
        "truncate -s -200 $D/r/out/s.pdf; go; made 1 4; go --paper letter; made 5 0; go; made 5 0\n"
        "sed -i 's/^n_layers: .*/n_layers: 32/' $D/r/models/gpt-13b.yaml; go; made 3 2; go; made 0 5\n");
    int status = run(&out, "bash %s %s %s 2>&1", path, program(), private_folder());
    if (status)
        fprintf(stderr, "%s", text_get(&out));
    assert_int_equal(status, 0);
    text_drop(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_is_there_once_in_order),
        cmocka_unit_test(names_never_collide),
        cmocka_unit_test(names_never_leave_their_folder),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(too_many_are_refused),
        cmocka_unit_test(the_table_over_all_agrees_with_each),
        cmocka_unit_test(what_many_cells_have_in_common_is_told_once),
        cmocka_unit_test(each_matrix_is_told_with_a_few_of_its_cells),
        cmocka_unit_test(the_table_is_resumed_too),
    };
    arena = arena_new();
    int failed = cmocka_run_group_tests_name("matrix", tests, NULL, NULL);
    arena_drop(arena);
    return failed;
}
