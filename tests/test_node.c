/* gen/spec/node: what is read, what is refused, and where the fault is said to be. */
#include "reading.h"

#include "../gen/spec/node.h"

#include <stdio.h>
#include <time.h>

static const struct node *read_bytes(struct reading *f, const void *bytes, size_t length) {
    struct source *source = arena_alloc(f->arena, sizeof *source);
    *source = (struct source){"t.yaml", arena_copy(f->arena, bytes, length), length};
    return node_read(f->arena, source, f->diags);
}

static const struct node *read_string(struct reading *f, const char *string) {
    return read_bytes(f, string, strlen(string));
}

static void reads_scalars_lists_and_mappings_with_places(void **state) {
    struct reading *f = *state;
    const struct node *root = read_string(f, "a: 1\nb: [x, 'y']\nc:\n  d: \"z\"\n  e:\n");
    assert_non_null(root);
    assert_int_equal(root->n_pairs, 3);
    int64_t one = 0;
    assert_true(node_int64(node_find(root, "a"), "a", &one, f->diags));
    assert_int_equal(one, 1);
    const struct node *list = node_find(root, "b");
    assert_int_equal(list->n_items, 2);
    assert_false(list->items[0]->quoted);
    assert_true(list->items[1]->quoted);
    const struct node *c = node_find(root, "c");
    assert_string_equal(node_find(c, "d")->text, "z");
    assert_int_equal(node_find(c, "d")->mark.line, 4);
    assert_int_equal(node_find(c, "d")->mark.column, 6);
    assert_int_equal(node_find(c, "e")->kind, NODE_NULL);
    assert_int_equal(diags_errors(f->diags), 0);
}

static void reads_json_with_tabs_slashes_and_surrogate_pairs(void **state) {
    struct reading *f = *state;
    /* JSON, RFC 8259: tabs are blanks, `\/` is a slash, U+1F600 is \uD83D\uDE00 */
    const struct node *root =
        read_string(f, "{\n\t\"a\":\t[1,-2],\n\t\"b\":\"x\\/y  \\uD83D\\uDE00 z\", \"c\":null,\"d\":1.5}\n");
    assert_non_null(root);
    assert_string_equal(node_find(root, "b")->text, "x/y  \xF0\x9F\x98\x80 z");
    assert_int_equal(node_find(root, "c")->kind, NODE_NULL);
    assert_int_equal(node_find(root, "a")->n_items, 2);
    assert_int_equal(node_find(root, "d")->mark.line, 3); /* not moved by the pair before it */
    assert_int_equal(node_find(root, "d")->mark.column, 43);
}

static void refuses_a_lone_surrogate(void **state) {
    struct reading *f = *state;
    assert_null(read_string(f, "{\"a\": \"\\uD83D\"}"));
    assert_says(f, "t.yaml:1:10: error: this escape names no character");
}

static void reads_utf8_mark_utf16_and_any_line_end(void **state) {
    struct reading *f = *state;
    const struct node *root = read_string(f, "\xEF\xBB\xBFtitle: x\r\nmodel: y\rdate: z\n");
    assert_int_equal(node_find(root, "title")->mark.column, 8);
    assert_int_equal(node_find(root, "model")->mark.line, 2);
    assert_int_equal(node_find(root, "date")->mark.line, 3);
    static const char little[] = "\xFF\xFE"
                                 "a\0:\0 \0\xE9\0\n\0";
    static const char big[] = "\xFE\xFF"
                              "\0a\0:\0 \xD8\x3D\xDE\x00\0\n";
    assert_string_equal(node_find(read_bytes(f, little, sizeof little - 1), "a")->text, "\xC3\xA9");
    assert_string_equal(node_find(read_bytes(f, big, sizeof big - 1), "a")->text, "\xF0\x9F\x98\x80");
    assert_int_equal(diags_errors(f->diags), 0);
    static const char half[] = "\xFF\xFE"
                               "a\0:\0 \0\x3D\xD8";
    assert_null(read_bytes(f, half, sizeof half - 1));
    assert_says(f, "half a character");
}

static void places_bad_utf8_on_its_line(void **state) {
    struct reading *f = *state;
    assert_null(read_string(f, "a: 1\nb: 2\nc: caf\xE9\n"));
    assert_says(f, "t.yaml:3:7: error: the byte 0xE9 here is not UTF-8");
}

static void refuses_control_characters_raw_and_escaped(void **state) {
    struct reading *f = *state;
    assert_null(read_bytes(f, "a: x\0y\nb: \x1b[0m\n", 15));
    assert_says(f, "t.yaml:1:5: error: the control character U+0000");
    assert_says(f, "t.yaml:2:4: error: the control character U+001B");
    read_string(f, "a: \"x\\0y\"\n");
    assert_says(f, "t.yaml:1:4: error: the text has the control character U+0000 in it");
}

static void warns_of_text_that_turns_direction(void **state) {
    struct reading *f = *state;
    assert_non_null(read_string(f, "a: \"x\xE2\x80\xAEy\"\n"));
    assert_int_equal(diags_errors(f->diags), 0);
    assert_int_equal(diags_warnings(f->diags), 1);
    assert_says(f, "t.yaml:1:6: warning: U+202E");
}

static void names_both_places_of_a_duplicate_key(void **state) {
    struct reading *f = *state;
    read_string(f, "a: 1\nb: 2\na: 3\n'a': 4\n");
    assert_int_equal(diags_errors(f->diags), 2);
    assert_says(f, "t.yaml:3:1: error: the key `a` is given twice; the first is at line 1, column 1");
    assert_says(f, "t.yaml:4:1: error: the key `a` is given twice; the first is at line 1, column 1");
}

static void refuses_what_a_spec_has_no_use_for_and_reads_on(void **state) {
    struct reading *f = *state;
    const struct node *root = read_string(f, "a: &x 1\nb: *x\nc: !t 2\nd: {<<: 3}\ne: {? [1] : 2}\nf: 5\n");
    assert_int_equal(diags_errors(f->diags), 5);
    assert_says(f, "t.yaml:1:4: error: anchors");
    assert_says(f, "t.yaml:2:4: error: aliases");
    assert_says(f, "t.yaml:3:4: error: tags");
    assert_says(f, "t.yaml:4:5: error: merge keys");
    assert_says(f, "t.yaml:5:7: error: a key must be a word, but is a list");
    assert_string_equal(node_find(root, "f")->text, "5");
}

static void words_the_faults_of_syntax(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "t.yaml:1:1: error: there is nothing in this file"},
        {"# only\n# comments\n", "t.yaml:1:1: error: there is nothing in this file"},
        {"- a\n- b\n", "t.yaml:1:1: error: the file must be a mapping"},
        {"a: 1\n---\nb: 2\n", "t.yaml:2:1: error: a second document may not follow"},
        {"a: 1\nb: {c: 2\n", "the mapping in braces is not closed; it begins at line 2, column 4"},
        {"a:\n\tb: 1\n", "t.yaml:2:1: error: a tab may not indent"},
        {"title: Foo: bar\n", "t.yaml:1:11: error: a second `:` where a value is being read"},
        {"a: 'x\nb: 2\n", "t.yaml:1:4: error: the quotation that begins here is not closed"},
        {"a: @x\n", "t.yaml:1:4: error: a value may not begin with this character"},
        {"a: \"\\q\"\n", "error: an unknown escape after `\\`"},
        {"a: 1\nfoo\nb: 2\n", "t.yaml:2:1: error: this is no `key: value`"},
        {"a: 1\n b: 2\n", "error: a second `:` where"},
        {"a:\n  b: 1\n c: 2\n", "t.yaml:3:2: error: this does not line up with the keys above"},
        {"a: !t!x 1\n", "error: tags (`!name`) are not supported"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading *f = *state;
        f->diags = diags_new(f->arena);
        read_string(f, rows[i].text);
        assert_true(diags_errors(f->diags) > 0);
        assert_says(f, rows[i].says);
    }
}

static void refuses_keys_of_1024_bytes(void **state) {
    struct reading *f = *state;
    static const int lengths[] = {1024, 1100, 5000};
    for (size_t i = 0; i < 3; i++) {
        struct text text = {0};
        for (int j = 0; j < lengths[i]; j++)
            text_char(&text, 'k');
        text_string(&text, ": 1\n");
        f->diags = diags_new(f->arena);
        read_string(f, text_get(&text));
        text_drop(&text);
        assert_int_equal(diags_errors(f->diags), 1);
        assert_says(f, "a key may have at most 1,023 characters");
    }
}

/* Each text is one piece repeated; all must be refused, with the limit named, within a second. */
static void stops_at_its_limits_in_time(void **state) {
    static const struct {
        const char *start, *piece;
        int times;
        const char *says;
    } rows[] = {
        {"a: ", "[", 100000, "nested deeper than the limit of 64"},
        {"a: ", "{a: ", 100000, "nested deeper than the limit of 64"},
        {"a:\n  ", "- ", 20000, "nested deeper than the limit of 64"},
        {"a: ", "[\n", 100000, "nested deeper than the limit of 64"},
        {"a: [", "1,", 100000, "more values than the limit of 65536"},
        {"a: ", "1234567890", 200000, "larger than the limit of 1048576 bytes"},
    };
    struct reading *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text text = {0};
        text_string(&text, rows[i].start);
        for (int j = 0; j < rows[i].times; j++)
            text_string(&text, rows[i].piece);
        f->diags = diags_new(f->arena);
        clock_t before = clock();
        assert_null(read_bytes(f, text_get(&text), text.length));
        assert_true((double)(clock() - before) / CLOCKS_PER_SEC < 1.0);
        text_drop(&text);
        assert_int_equal(diags_errors(f->diags), 1);
        assert_says(f, rows[i].says);
    }
}

static void many_keys_are_checked_for_duplicates_in_time(void **state) {
    struct reading *f = *state;
    struct text text = {0};
    for (int i = 0; i < 30000; i++)
        text_printf(&text, "k%d: 1\n", i);
    text_string(&text, "k7: 1\n");
    clock_t before = clock();
    assert_non_null(read_bytes(f, text_get(&text), text.length));
    assert_true((double)(clock() - before) / CLOCKS_PER_SEC < 1.0);
    text_drop(&text);
    assert_int_equal(diags_errors(f->diags), 1);
}

static void values_of_the_wrong_kind_are_refused(void **state) {
    struct reading *f = *state;
    const struct node *root = read_string(f, "a: yes\nb: \"4\"\nc: [1]\nd: 1.5\ne: True\nf: ''\n");
    int64_t n;
    bool b;
    assert_false(node_int64(node_find(root, "a"), "a", &n, f->diags));
    assert_false(node_int64(node_find(root, "b"), "b", &n, f->diags));
    assert_false(node_int64(node_find(root, "c"), "c", &n, f->diags));
    assert_false(node_int64(node_find(root, "g"), "g", &n, f->diags));
    assert_false(node_int64(node_find(root, "d"), "d", &n, f->diags));
    assert_false(node_bool(node_find(root, "e"), "e", &b, f->diags));
    assert_null(node_string(node_find(root, "f"), "f", f->diags));
    assert_int_equal(diags_errors(f->diags), 7);
    assert_says(f, "`g` is missing");
    assert_says(f, "t.yaml:1:4: error: `a`: `yes` is not a whole number");
    assert_says(f, "leave the quotes out");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READING_TEST(reads_scalars_lists_and_mappings_with_places),
        READING_TEST(reads_json_with_tabs_slashes_and_surrogate_pairs),
        READING_TEST(refuses_a_lone_surrogate),
        READING_TEST(reads_utf8_mark_utf16_and_any_line_end),
        READING_TEST(places_bad_utf8_on_its_line),
        READING_TEST(refuses_control_characters_raw_and_escaped),
        READING_TEST(warns_of_text_that_turns_direction),
        READING_TEST(names_both_places_of_a_duplicate_key),
        READING_TEST(refuses_what_a_spec_has_no_use_for_and_reads_on),
        READING_TEST(words_the_faults_of_syntax),
        READING_TEST(refuses_keys_of_1024_bytes),
        READING_TEST(stops_at_its_limits_in_time),
        READING_TEST(many_keys_are_checked_for_duplicates_in_time),
        READING_TEST(values_of_the_wrong_kind_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
