/* The words of finished reports by their structure trees: the templates' in their order, none lost, the same
 * that poppler reads, and in which language. */
#define _POSIX_C_SOURCE 200809L
#include "structure_report.h"

/* Headings and the beginnings of paragraphs that hold no value, as the template has them. */
static void the_text_is_the_templates_in_its_order(void **state) {
    (void)state;
    static const char *const templates[] = {"procurement", "handout"};
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        struct text lines = {0};
        assert_int_equal(
            run(&lines,
                "grep -v '[]{}|>[`$_*\\\\]' templates/%s.md | grep -E '^(#+ )?[A-Z][a-z]+ [a-z]+ [a-z]+' "
                "| grep -v -e \"'\" -e '^######' | sed 's/^#* //'", /* the small lines are set in capitals */
                templates[i]),
            0);
        struct report *r = open_report(templates[i]);
        const char *text = text_get(&r->words), *before = text;
        int found = 0, all = 0;
        for (char *line = strtok(lines.bytes, "\n"); line; line = strtok(NULL, "\n"), all++) {
            const char *last = NULL; /* the list of contents has headings too, and stands first */
            for (const char *at = text; (at = strstr(at, line)); at++)
                last = at;
            if (!last) /* in a branch that is not taken */
                continue;
            if (last < before)
                fail_msg("%s: out of order: %s", templates[i], line);
            before = last;
            found++;
        }
        assert_in_range(found, 5, all);
        assert_true(2 * found > all);
        text_drop(&lines);
        close_report(r);
    }
}

static size_t letters_in(const struct text *words) {
    size_t letters = 0;
    for (const char *at = text_get(words), *end = at + words->length; at < end;) {
        uint32_t code = utf8_next(&at, end);
        letters += code != ' ' && code != '\n' && code != '\t' && code != '\f';
    }
    return letters;
}

/* All words of the pages are in the tree, but for the foot and head lines, which are cut off here, and for
 * the heads of tables drawn again where they go on. */
static void check_no_word_is_lost(struct report *r) {
    text_clear(&output);
    assert_int_equal(
        run(&output, "pdftotext -raw -r 72 -x 0 -y 40 -W 700 -H 750 %s/%s.pdf -", private_folder(), r->name),
        0);
    double drawn = (double)letters_in(&output), read = (double)letters_in(&r->words);
    if (!(read > .97 * drawn && read <= drawn))
        fail_msg("%s: %.0f characters are read, %.0f drawn", r->name, read, drawn);
}

static void no_word_of_a_page_is_lost(void **state) {
    (void)state;
    in_every_report(check_no_word_is_lost);
}

/* Poppler finds the same words in the same order by the tree, where it need not read for half a minute: all
 * kinds of element stand on these pages. */
static void poppler_reads_the_same(void **state) {
    (void)state;
    const char *template = private_file(
        "kinds.md",
        "###### Eyebrow\n# {{spec.title}}\n\n*It fits.*\n\n{{strip}}\n\n- {{model.name}}\n  one\n  two\n- 3\n"
        "  b\n  c\n\n> A note, with $d \\cdot L$ in it.\n\nWords with $\\frac{a}{b}$ and a "
        "[link](https://example.org/), see {{ref table comms}}.\n\n- an item\n- another\n\n"
        "{{table comms}}\n\n$$ a = \\frac{b}{c} $$\n\n> {{formula capacity.kv_room_bytes}}\n\n"
        "A paragraph behind it.\n");
    struct text own = {0};
    assert_int_equal(
        run(NULL, "%s report " SPEC " -t %s -o %s/kinds.pdf", program(), template, private_folder()), 0);
    text_clear(&output);
    assert_int_equal(
        run(&output,
            "pdfinfo -struct-text %s/kinds.pdf 2>&1 | sed -n 's/^ *\"\\(.*\\)\"$/\\1/p' | tr -d ' \\n'",
            private_folder()),
        0);
    struct report *r = open_report("kinds");
    for (const char *c = text_get(&r->words); *c; c++)
        if (*c != ' ' && *c != '\n')
            text_char(&own, *c);
    assert_string_equal(text_get(&own), text_get(&output));
    assert_true(own.length > 300);
    text_drop(&own);
    close_report(r);
}

/* A table that goes on over pages is one: no caption stands twice. */
static void a_table_over_pages_is_one(void **state) {
    (void)state;
    struct report *r = open_report("archive");
    bool met[MOST_PAGES] = {false};
    size_t captions = 0;
    for (size_t i = 0; i < r->n; i++) {
        unsigned number;
        if (strcmp(r->elements[i].tag, "Caption") != 0 ||
            sscanf(text_get(&r->words) + r->elements[i].from, "Table %u", &number) != 1)
            continue;
        assert_in_range(number, 1, MOST_PAGES - 1);
        assert_false(met[number]);
        met[number] = true;
        captions++;
    }
    assert_in_range(captions, 5, MOST_PAGES);
    close_report(r);
    text_clear(&output);
    assert_int_equal(run(&output, "pdftotext %s/archive.pdf - | grep -c '(continued)'", private_folder()), 0);
    assert_in_range(atoi(text_get(&output)), 2, 100); /* though it is drawn again on each */
}

/* Words of the other language say so: the sources of a Chinese report are English. */
static void words_of_another_language_say_so(void **state) {
    (void)state;
    struct report *r = open_report("chinese");
    size_t english = 0;
    assert_string_equal(pdf_find(r->catalog, "Lang")->bytes, "zh");
    for (size_t i = 1; i < r->n; i++) {
        const struct pdf_value *language = pdf_find(r->elements[i].dict, "Lang");
        if (language)
            assert_string_equal(language->bytes, "en");
        english += language != NULL;
    }
    assert_in_range(english, 10, r->n / 2);
    close_report(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_is_the_templates_in_its_order),
        cmocka_unit_test(no_word_of_a_page_is_lost),
        cmocka_unit_test(poppler_reads_the_same),
        cmocka_unit_test(a_table_over_pages_is_one),
        cmocka_unit_test(words_of_another_language_say_so),
    };
    int failed = cmocka_run_group_tests_name("structure of text", tests, make_reports, NULL);
    text_drop(&output);
    return failed;
}
