/* Results read back from JSON (RFC 8259), and held against each other row by row, however many there are. */
#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/kept/compare.h"
#include "../gen/kept/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct diags *diags;
};

static struct fixture begin(void) {
    struct arena *arena = arena_new();
    return (struct fixture){arena, diags_new(arena)};
}

static const struct node *read_bytes(struct fixture *f, const char *bytes, size_t length) {
    struct source *source = arena_alloc(f->arena, sizeof *source);
    *source = (struct source){"r.json", arena_copy(f->arena, bytes, length), length};
    return results_read(f->arena, source, f->diags);
}

static const struct node *read_words(struct fixture *f, const char *words) {
    return read_bytes(f, words, strlen(words));
}

static void values_are_read(void **state) {
    (void)state;
    struct fixture f = begin();
    const struct node *top =
        read_words(&f, " {\"a\" : [1, -2.5e-3 "
                       ",true,false,null,\"x\\n\\u00e9\\ud83d\\ude00\\/\"],\"b\":{},\"c\":[{\"a\":0}]}\n");
    assert_non_null(top);
    const struct node *list = node_find(top, "a");
    assert_int_equal(list->n_items, 6);
    static const char *const words[] = {"1", "-2.5e-3", "true", "false", "", "x\n\xC3\xA9\xF0\x9F\x98\x80/"};
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(list->items[i]->text, words[i]);
    assert_int_equal(list->items[4]->kind, NODE_NULL);
    assert_true(list->items[5]->quoted);
    assert_false(list->items[0]->quoted);
    assert_int_equal(node_find(top, "b")->kind, NODE_MAPPING);
    assert_string_equal(node_find(node_find(top, "c")->items[0], "a")->text, "0");
    assert_int_equal(diags_errors(f.diags), 0);
    arena_drop(f.arena);
}

/* What calc prints is read as YAML, by the reader of specs, to the same tree. */
static void what_calc_prints_is_read(void **state) {
    (void)state;
    struct fixture f = begin();
    struct text json = {0};
    struct changes changes;
    assert_int_equal(run(&json, "%s calc specs/gpt-13b-1xa100-40gb.yaml", program()), 0);
    const struct node *top = read_bytes(&f, json.bytes, json.length);
    struct source source = {"c.json", json.bytes, json.length};
    const struct node *yaml = node_read(f.arena, &source, f.diags);
    assert_non_null(top);
    assert_non_null(yaml);
    assert_int_equal(diags_errors(f.diags), 0);
    compare_results(f.arena, yaml, top, &changes);
    assert_int_equal(changes.n, 0);
    assert_non_null(node_find(node_find(top, "model"), "weights_bytes"));
    text_drop(&json);
    arena_drop(f.arena);
}

static void what_is_no_json_is_refused(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"", "too soon"},
        {"[1]", "no object"},
        {"7", "no object"},
        {"{\"a\":1", "not closed"},
        {"{\"a\":[1", "not closed"},
        {"{\"a\":[1,]}", "no value"},
        {"{\"a\":1,}", "a key"},
        {"{a:1}", "a key"},
        {"{\"a\" 1}", "a colon"},
        {"{\"a\":01x}", "not closed"},
        {"{\"a\":1.}", "a number"},
        {"{\"a\":1e+}", "a number"},
        {"{\"a\":-}", "no value"},
        {"{\"a\":\"x", "ends within a string"},
        {"{\"a\":\"x\\q\"}", "a string"},
        {"{\"a\":\"\\u12\"}", "a string"},
        {"{\"a\":\"\\ud800x\"}", "a string"},
        {"{\"a\":\"\\udc00\"}", "a string"},
        {"{\"a\":\"\\u0000\"}", "a string"},
        {"{\"a\":\"\n\"}", "a string"},
        {"{\"a\":\"\\", "a string"},
        {"{\"a\":nul}", "no value"},
        {"{} {}", "follows its end"},
        {"{\"a\":\"\xFF\"}", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f = begin();
        struct text said = {0};
        assert_null(read_words(&f, rows[i][0]));
        diags_print(f.diags, &said);
        if (!strstr(text_get(&said), rows[i][1]))
            fail_msg("\"%s\" is not in: %s", rows[i][1], text_get(&said));
        text_drop(&said);
        arena_drop(f.arena);
    }
}

static struct text repeated(const char *before, const char *words, int times, const char *behind) {
    struct text out = {0};
    text_string(&out, before);
    for (int i = 0; i < times; i++)
        text_string(&out, words);
    text_string(&out, behind);
    return out;
}

static void nesting_values_and_keys_are_bounded(void **state) {
    (void)state;
    struct text rows[] = {repeated("{\"a\":", "[", 1000000, ""),
                          repeated("{\"a\":[0", ",0", RESULTS_MOST_VALUES, "]}"),
                          repeated("{\"", "k", RESULTS_LONGEST_KEY + 1, "\":0}")};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f = begin();
        clock_t start = clock();
        assert_null(read_bytes(&f, rows[i].bytes, rows[i].length));
        assert_int_equal(diags_errors(f.diags), 1);
        assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
        text_drop(&rows[i]);
        arena_drop(f.arena);
    }
}

/* 60,000 rows against as many others, half of them not there: each is looked up, none is searched for. */
static void many_rows_are_matched_in_little_time(void **state) {
    (void)state;
    enum { ROWS = 60000 };
    struct fixture f = begin();
    struct text sides[2] = {{0}};
    for (int side = 0; side < 2; side++) {
        text_string(&sides[side], "{\"rows\":[");
        for (int i = 0; i < ROWS; i++)
            text_printf(&sides[side], "%s{\"name\":\"r%05d\",\"x\":%d}", i ? "," : "",
                        side ? ROWS + ROWS / 2 - i : i, 7);
        text_string(&sides[side], "]}");
    }
    const struct node *before = read_bytes(&f, sides[0].bytes, sides[0].length),
                      *after = read_bytes(&f, sides[1].bytes, sides[1].length);
    struct changes changes;
    clock_t start = clock();
    compare_results(f.arena, before, after, &changes);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
    /* r00000 to r30000 are gone, r60000 to r90000 are new, all others are alike */
    assert_int_equal(changes.n + changes.left_out, 2 * (ROWS / 2 + 1));
    text_drop(&sides[0]);
    text_drop(&sides[1]);
    arena_drop(f.arena);
}

/* Rows of one name are held against each other in their order. */
static void rows_of_one_name_keep_their_order(void **state) {
    (void)state;
    struct fixture f = begin();
    const struct node *before = read_words(&f, "{\"t\":[{\"name\":\"a\",\"x\":1},{\"name\":\"a\",\"x\":2}]}"),
                      *after = read_words(&f, "{\"t\":[{\"name\":\"b\",\"x\":9},{\"name\":\"a\",\"x\":1},"
                                              "{\"name\":\"a\",\"x\":3}]}");
    struct changes changes;
    compare_results(f.arena, before, after, &changes);
    assert_int_equal(changes.n, 2);
    assert_string_equal(changes.items[0].before, "2");
    assert_string_equal(changes.items[0].after, "3");
    assert_null(changes.items[1].before);
    assert_string_equal(changes.items[1].after, "9");
    arena_drop(f.arena);
}

/* An input that changed is told once, with its source, however many there are; another figure of a like name
 * stays. */
static void an_input_is_not_told_twice_and_found_in_little_time(void **state) {
    (void)state;
    enum { INPUTS = 8000 };
    struct fixture f = begin();
    const struct node *sides[2];
    for (int side = 0; side < 2; side++) {
        struct text words = {0};
        text_string(&words, "{\"inputs\":[");
        for (int i = 0; i < INPUTS; i++)
            text_printf(&words, "%s{\"quantity\":\"a.b%d\",\"value\":%d}", i ? "," : "", i, side);
        text_string(&words, "],\"a\":{\"b\":");
        text_printf(&words, "%d", side);
        for (int i = 0; i < INPUTS; i++)
            text_printf(&words, ",\"b%d\":%d", i, side);
        text_string(&words, "}}");
        sides[side] = read_bytes(&f, words.bytes, words.length);
        text_drop(&words);
    }
    struct changes changes;
    clock_t start = clock();
    compare_results(f.arena, sides[0], sides[1], &changes);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
    assert_int_equal(changes.left_out, 0);
    assert_int_equal(changes.n, INPUTS + 1);
    assert_string_equal(changes.items[0].path, "inputs.a.b0.value");
    assert_string_equal(changes.items[INPUTS].path, "a.b");
    arena_drop(f.arena);
}

/* A spec of as many combinations as there may be (README, Limits): its report is made, holds a table of more
 * rows than libharu's arrays take, is verified, and compared. */
static void a_spec_at_the_limit_is_reported_verified_and_compared(void **state) {
    (void)state;
    struct text spec = {0}, said = {0};
    text_string(&spec, "title: Large\nmodel: llama-3.1-70b\ncluster: {accelerator: h100-sxm-80gb, count: 8}\n"
                       "workload: {contexts: [1024, 2048, 4096, 8192], batch_sizes: [1");
    for (int batch = 2; batch <= 1024; batch++)
        text_printf(&spec, ", %d", batch);
    text_string(&spec, "]}\n");
    const char *path = private_file("large.yaml", text_get(&spec)),
               *template = private_file("t.md", "# Large\n\n{{table operators}}\n"),
               *folder = private_folder();
    assert_int_equal(run(NULL, "%s report %s -t %s -o %s/large.pdf && pdfinfo %s/large.pdf", program(), path,
                         template, folder, folder),
                     0);
    assert_int_equal(run(&said, "%s verify %s/large.pdf", program(), folder), 0);
    assert_non_null(strstr(text_get(&said), "identical"));
    text_clear(&said);
    assert_int_equal(
        run(&said, "%s diff %s/large.pdf specs/llama-3.1-70b-8xh100-sxm.yaml 2>&1", program(), folder), 1);
    assert_non_null(strstr(text_get(&said), "Figures\n"));
    assert_non_null(strstr(text_get(&said), "decode.step_s"));
    text_drop(&spec);
    text_drop(&said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(what_calc_prints_is_read),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(nesting_values_and_keys_are_bounded),
        cmocka_unit_test(many_rows_are_matched_in_little_time),
        cmocka_unit_test(rows_of_one_name_keep_their_order),
        cmocka_unit_test(an_input_is_not_told_twice_and_found_in_little_time),
        cmocka_unit_test(a_spec_at_the_limit_is_reported_verified_and_compared),
    };
    return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
