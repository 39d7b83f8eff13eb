/* Templates: conditions, values, the tree, and the places of complaints. Expected trees follow from
 * CommonMark and from the table in template.h. */
#include "page_fake.h"

static void assert_tree(const char *words, const char *tree) {
    struct fake *fake = fake_new(words);
    assert_string_equal(fake_complaints(fake), "");
    struct text out = {0};
    tree_print(fake->document, &out);
    assert_string_equal(text_get(&out), tree);
    text_drop(&out);
    fake_drop(fake);
}

static void assert_markdown(const char *words, const char *markdown) {
    struct fake *fake = fake_new(words);
    assert_string_equal(fake_complaints(fake), "");
    assert_string_equal(fake->text.markdown, markdown);
    fake_drop(fake);
}

static void assert_complaints(const char *words, const char *complaints) {
    struct fake *fake = fake_new(words);
    assert_false(fake->good);
    assert_string_equal(fake_complaints(fake), complaints);
    fake_drop(fake);
}

static void conditions_keep_what_holds(void **state) {
    (void)state;
    assert_markdown("a {{if capacity.fits}}yes{{else}}no{{end}} b", "a yes b");
    assert_markdown("a {{if capacity.short}}yes{{else}}no{{end}} b", "a no b");
    assert_markdown("{{if not capacity.short}}yes{{end}}", "yes");
    assert_markdown("{{if capacity.short}}{{if capacity.fits}}in{{else}}x{{end}}{{else}}out{{end}}", "out");
    assert_markdown("{{if capacity.fits}}a{{if capacity.short}}b{{end}}c{{end}}", "ac");
}

/* A condition between the rows of a table must not end the table. */
static void a_line_of_conditions_alone_vanishes(void **state) {
    (void)state;
    assert_markdown("|a|\n|-|\n{{if capacity.fits}}\n|1|\n{{end}}\n|2|\n", "|a|\n|-|\n|1|\n|2|\n");
    assert_markdown("a\n{{if capacity.short}}\nb\n{{else}}\nc\n{{end}}\nd", "a\nc\nd");
    assert_markdown("> a\n> {{if capacity.fits}}\n> b\n> {{end}}\n", "> a\n> b\n");
}

static void escaped_braces_are_literal(void **state) {
    (void)state;
    assert_tree("see \\{{room}}",
                "document\n  paragraph\n    - words \"see \"\n    - words \"{\"\n    - words \"{\"\n"
                "    - words \"room}}\"\n");
}

static void code_and_links_are_marked(void **state) {
    (void)state;
    assert_tree("`a` [b](https://example.org/)",
                "document\n  paragraph\n    - words code \"a\"\n    - words \" \"\n"
                "    - words link=https://example.org/ \"b\"\n");
}

static void values_stand_in_words_with_unit_and_decimals(void **state) {
    (void)state;
    assert_tree("**{{room}}** or {{room as GiB 1}}\n", "document\n  paragraph\n    - words bold \"499 GB\"\n"
                                                       "    - words \" or \"\n    - words \"464.6 GiB\"\n");
    /* emphasis beside Han letters, where CommonMark alone would not see it */
    assert_tree("需**{{room}}**个", "document\n  paragraph\n    - words \"需\"\n    - words bold \"499 GB\"\n"
                                    "    - words \"个\"\n");
}

static void paragraphs_are_told_apart(void **state) {
    (void)state;
    assert_tree(
        "# T\n\n> note\n\n*It **fits**.*\n\n{{table latency bare}}\n\n{{footer}} foot\n\na $$ x $$ b\n",
        "document\n  heading 1\n    - words \"T\"\n  note\n    paragraph\n      - words \"note\"\n"
        "  verdict\n    - words \"It \"\n    - words bold \"fits\"\n    - words \".\"\n"
        "  directive latency\n    - ref latency\n  footer\n    - words \" foot\"\n"
        "  paragraph\n    - words \"a \"\n  display\n    - display \" x \"\n  paragraph\n    - words \" "
        "b\"\n");
}

static void a_strip_takes_its_list_and_marks_are_raised(void **state) {
    (void)state;
    assert_tree("{{strip}}\n\n- **1**\n  two\n\nword[^1] and\n\n[^2] *b*\n",
                "document\n  strip\n    - ref\n    list\n      item\n        paragraph\n          - words "
                "bold \"1\"\n"
                "          - soft\n          - words \"two\"\n"
                "  paragraph\n    - words \"word\"\n    - words raised \"1\"\n    - words \" and\"\n"
                "  paragraph\n    - words raised \"2\"\n    - words \" \"\n    - words italic \"b\"\n");
}

static void all_wrong_names_are_said_at_their_places(void **state) {
    (void)state;
    assert_complaints("a {{rom}}\n{{if capacity.fit}}{{end}}\n\n{{table latencey}}\n\n{{room as kg}}\n",
                      "t.md:1:5: error: there is no value `rom`\n"
                      "t.md:2:6: error: there is no value `capacity.fit`\n"
                      "t.md:4:9: error: there is no table `latencey`\n"
                      "t.md:6:11: error: the unit `kg` does not suit this value\n");
}

/* Behind values and dropped lines, places are still those of the file. */
static void places_survive_substitution(void **state) {
    (void)state;
    assert_complaints("{{if capacity.short}}\nx\n{{end}}\n{{room}} and ![i](x.png)\n",
                      "t.md:4:19: error: images have no place in a template\n");
    assert_complaints("é {{room}} <b>x\n", "t.md:1:12: error: raw HTML has no place in a template\n");
    assert_complaints("> {{if capacity.fits}}[a](javascript:x){{end}}\n",
                      "t.md:1:27: error: the link `javascript:x` leads nowhere a page can\n");
}

static void unbalanced_conditions_are_faults(void **state) {
    (void)state;
    assert_complaints("a\n {{if capacity.fits}}\n{{if room}}{{end}}",
                      "t.md:2:2: error: {{if}} without {{end}}\n");
    assert_complaints("{{end}}", "t.md:1:1: error: {{end}} without {{if}}\n");
    assert_complaints("{{else}}", "t.md:1:1: error: {{else}} without {{if}}\n");
    assert_complaints("{{if room}}{{else}}{{else}}{{end}}", "t.md:1:20: error: a second {{else}}\n");
    assert_complaints("x {{room\n}}", "t.md:1:3: error: {{ is not closed on its line\n");
    assert_complaints("{{}}", "t.md:1:1: error: nothing is named between the braces\n");
}

static void misplaced_things_are_faults(void **state) {
    (void)state;
    assert_complaints("a {{table latency}} b",
                      "t.md:1:3: error: this must stand in a paragraph of its own\n");
    assert_complaints("{{strip}}\n\nwords", "t.md:1:1: error: {{strip}} needs a list behind it\n");
    assert_complaints("{{formula capacity.fits}}", "t.md:1:11: error: `capacity.fits` has no formula\n");
    assert_complaints("a\x01"
                      "b",
                      "t.md:1:2: error: a control character (0x01) in a template\n");
    assert_complaints("\xff", "t.md:1:1: error: the template is not UTF-8\n");
}

static void a_thousand_nested_quotes_are_refused(void **state) {
    (void)state;
    char words[2001];
    memset(words, '>', 2000);
    words[2000] = '\0';
    struct fake *fake = fake_new(words);
    assert_false(fake->good);
    fake_drop(fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_keep_what_holds),
        cmocka_unit_test(a_line_of_conditions_alone_vanishes),
        cmocka_unit_test(escaped_braces_are_literal),
        cmocka_unit_test(code_and_links_are_marked),
        cmocka_unit_test(values_stand_in_words_with_unit_and_decimals),
        cmocka_unit_test(paragraphs_are_told_apart),
        cmocka_unit_test(a_strip_takes_its_list_and_marks_are_raised),
        cmocka_unit_test(all_wrong_names_are_said_at_their_places),
        cmocka_unit_test(places_survive_substitution),
        cmocka_unit_test(unbalanced_conditions_are_faults),
        cmocka_unit_test(misplaced_things_are_faults),
        cmocka_unit_test(a_thousand_nested_quotes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
