/* Pages: anchors, contents, what the paper holds, and the margins. A4, in points; expected values are the
 * grid of style.h. */
#include "page_find.h"

#include "../figures/ink_trace.h"
#include "../gen/page/margins.h"
#include "../gen/page/page.h"

#include <math.h>

static void pages_begin_where_they_are_asked_to_and_anchors_are_found(void **state) {
    (void)state;
    struct fake *fake = fake_new(
        "# One\n\na {{ref table latency}} b\n\n{{page}}\n\n###### over\n# Two\n\n{{table latency}}\n\n"
        "## Same\n\nx\n\n## Same\n\ny [up](#one)\n");
    struct pages pages = fake_pages(fake);
    assert_string_equal(fake_complaints(fake), "");
    assert_int_equal(pages.n, 2);
    assert_int_equal(place_page_of(&pages, "one"), 1);
    assert_int_equal(place_page_of(&pages, "two"), 2);
    assert_int_equal(place_page_of(&pages, "same"), 2);
    assert_int_equal(place_page_of(&pages, "same-1"), 2);
    assert_int_equal(place_page_of(&pages, "table-1"), 2);
    assert_int_equal(place_page_of(&pages, "nowhere"), 0);
    assert_true(find(&pages, 0, "Table\u00A01", NULL) > 0);
    assert_true(find(&pages, 1, "OVER", NULL) > 0);
    fake_drop(fake);
}

/* The document's own title is no part of it; the small line over a title tells it. */
static void contents_list_what_follows_the_title(void **state) {
    (void)state;
    struct fake *fake =
        fake_new("# All of it\n\n## Contents\n\n{{contents}}\n\n###### Lecture 1\n# One\n\na\n\n"
                 "## Part\n\nb\n\n# Two\n\nc\n");
    struct pages pages = fake_pages(fake);
    double x = 0;
    assert_true(find(&pages, 0, "Lecture 1", &x) > 0);
    assert_true(find(&pages, 0, "One", NULL) > 0);
    assert_true(find(&pages, 0, "Part", NULL) > 0);
    assert_true(find(&pages, 0, "Two", NULL) > 0);
    double title = find(&pages, 0, "All of it", NULL);
    assert_true(title > 0 && title < find(&pages, 0, "Contents", NULL)); /* the title alone */
    fake_drop(fake);
}

static void links_to_nowhere_are_faults(void **state) {
    (void)state;
    struct fake *fake = fake_new("# Heading\n\n[x](#headin) {{ref figure roofline}}\n");
    fake_pages(fake);
    assert_string_equal(fake_complaints(fake),
                        "t.md:3:2: error: no heading makes the anchor `#headin`\n"
                        "t.md:3:14: error: `roofline` does not stand in this document\n");
    fake_drop(fake);
}

/* Every part of the language at once, on both papers: nothing leaves the paper. */
static void nothing_leaves_the_paper(void **state) {
    (void)state;
    static const char words[] =
        "{{footer}} foot\n\n###### eye\n# A title\n\n> | | |\n> |---|---|\n> | a | b "
        "|\n\n*verdict*\n\n{{strip}}\n\n- **1 GB**\n"
        "  a\n  b\n- **2**\n  c\n\n{{contents}}\n\n{{figures}}\n\n> {{formula room}}\n\n{{formula "
        "room}}\n\n{{corrected}}\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n#### Label\nbody\n\n- x\n  - y\n\n1. "
        "z\n\n---\n\n```\ncode\n```\n\n"
        "$$ a &= b $$ $$ c &= d $$\n\n{{figure roofline}}\n\n{{table latency bare}}\n\n### head\n\n| a | $b$ "
        "|\n|---|--:|\n| c | d |\n";
    static const char *const papers[] = {"a4", "letter"};
    for (size_t k = 0; k < 2; k++) {
        struct fake *fake = fake_new(words);
        fake->layout.paper = style_paper(papers[k]);
        struct pages pages = fake_pages(fake);
        assert_string_equal(fake_complaints(fake), "");
        for (size_t p = 0; p < pages.n; p++) {
            int depth = 0;
            for (size_t i = 0; i < pages.boxes[p]->n; i++) {
                const struct piece *piece = &pages.boxes[p]->pieces[i];
                depth += piece->kind == PIECE_BEGIN ? 1 : piece->kind == PIECE_END ? -1 : 0;
                assert_true(depth >= 0);
                if (piece->kind == PIECE_BEGIN || piece->kind == PIECE_END || piece->kind == PIECE_ANCHOR)
                    continue;
                assert_true(piece->x >= fake->layout.paper->left - 2);
                assert_true(piece->x + (piece->kind == PIECE_PAGE_OF ? 0 : piece->width) <=
                            fake->layout.paper->left + fake->layout.paper->full + .5);
                assert_true(piece->y >= fake->layout.paper->top - 2 &&
                            piece->y <= fake->layout.paper->bottom + 5);
            }
            assert_int_equal(depth, 0);
        }
        fake_drop(fake);
    }
}

/* Parts without a word, among others; a note between a small line and its title. What is left stands. */
static void parts_without_words_take_no_room(void **state) {
    (void)state;
    struct fake *fake = fake_new("# T\n\nbegins\n\n###### eye\n\n> a note\n\n# U\n\n## [](https://e.org)\n\n"
                                 "- [](https://e.org)\n\n- $a$ first\n- last\n\n#### L\n[](https://e.org)\n\n"
                                 "before\n$$a = b$$\nbehind $\\,^2$\n");
    struct pages pages = fake_pages(fake);
    static const char *const kept[] = {"begins", "EYE", "first", "last", "before", "behind"};
    double y = 0;
    assert_string_equal(fake_complaints(fake), "");
    for (size_t i = 0; i < COUNT(kept); i++) {
        double below = find(&pages, pages.n - 1, kept[i], NULL);
        assert_true(below > y);
        y = below;
    }
    assert_int_equal(fake->layout.n_outline, 2);
    fake_drop(fake);
}

static const struct table *table_of_nothing(const struct facts *facts, const char *id) {
    static const struct table none = {.id = "none", .title = "None"};
    (void)facts, (void)id;
    return &none;
}

static bool result_alone(const struct facts *facts, const char *id, struct formula *out) {
    (void)facts, (void)id;
    *out = (struct formula){.name = "Room", .result = "7 GB"};
    return true;
}

static bool no_notation(const struct facts *facts, const char *id, struct formula *out) {
    (void)facts, (void)id;
    *out = (struct formula){.name = "Room", .symbol = "\\nosuch", .result = "7 GB"};
    return true;
}

/* Facts that have less than a template may ask for: no rows, a result alone, notation that nobody knows. */
static void facts_without_all_parts_are_set_as_far_as_they_go(void **state) {
    (void)state;
    struct names names = fake_names;
    names.table = table_of_nothing;
    names.formula = result_alone;
    struct fake *fake = fake_new("a\n\n{{table latency}}\n\n> {{formula room}}\n\nb\n");
    fake->layout.setting.names = &names;
    struct pages pages = fake_pages(fake);
    assert_string_equal(fake_complaints(fake), "");
    assert_true(find(&pages, 0, "7", NULL) > 0);
    assert_true(find(&pages, 0, "None", NULL) < 0);
    assert_int_equal(fake->layout.n_numbered, 0);
    fake_drop(fake);

    names.formula = no_notation;
    fake = fake_new("a\n\n> {{formula room}}\n");
    fake->layout.setting.names = &names;
    fake_pages(fake);
    assert_non_null(strstr(fake_complaints(fake), "\\nosuch is no notation known here"));
    fake_drop(fake);
}

static const struct table *table_of_no_face(const struct facts *facts, const char *id) {
    static const struct table_column column = {.id = "c", .head = "Head"};
    static const struct cell cell = {.text = "a\U0010FFFDb"}; /* for private use: in no face */
    static const struct table_row row = {ROW_DATA, &cell};
    static const struct table table = {
        .id = "t", .title = "T", .columns = &column, .n_columns = 1, .rows = &row, .n_rows = 1};
    (void)facts, (void)id;
    return &table;
}

/* The template's own words are looked through when they are laid out; these are not in it. */
static void a_character_of_a_table_that_no_face_has_is_told(void **state) {
    (void)state;
    struct fake *fake = fake_new("{{table latency}}\n");
    struct names names = fake_names;
    struct text out = {0};
    names.table = table_of_no_face;
    const struct page_options options = {.language = "en", .paper = "a4", .title = "T", .names = &names};
    assert_false(page_render(fake->arena, &fake->source, NULL, fake->fonts, &options, fake->diags, &out));
    struct text said = {0};
    diags_print(fake->diags, &said);
    assert_non_null(strstr(text_get(&said), "no font at hand has the character U+10FFFD"));
    assert_int_equal(out.length, 0);
    text_drop(&said);
    text_drop(&out);
    fake_drop(fake);
}

/* ---- the margins -------------------------------------------------------------------------------------- */

/* The run at a baseline of a page's margins that begins or ends at x; NULL: none. */
static const struct piece *in_margin(struct fake *fake, const struct box *box, double x, double y) {
    const struct box *flat = fake_flat(fake, box);
    for (size_t i = 0; i < flat->n; i++) {
        const struct piece *piece = &flat->pieces[i];
        if (piece->kind == PIECE_TEXT && fabs(piece->y - y) < .01 &&
            (fabs(piece->x - x) < .01 || fabs(piece->x + piece->width - x) < .01))
            return piece;
    }
    return NULL;
}

static void a_head_names_the_title_and_the_first_section_of_its_page_or_the_one_that_goes_on(void **state) {
    (void)state;
    struct text words = {0};
    text_string(&words, "# The title\n\n## One\n\n");
    repeat(&words, SENTENCE, 30);
    text_string(&words, "\n\n### Smaller\n\n");
    repeat(&words, SENTENCE, 90);
    text_string(&words, "\n\n{{page}}\n\n# Two\n\n## Three\n\n");
    repeat(&words, SENTENCE, 10);
    struct fake *fake = fake_new(text_get(&words));
    struct pages pages = fake_pages(fake);
    struct margins margins = margins_of(&fake->layout, &pages, "of the spec");
    const struct paper *paper = fake->layout.paper;
    double left = paper->left, right = left + paper->full;
    assert_int_equal(pages.n, 4);
    static const char *const sections[] = {"One", "One", "One", "Two"};
    for (size_t page = 1; page <= 4; page++) {
        const struct box *box = margins_box(&margins, page);
        assert_string_equal(margins_section(&margins, page), sections[page - 1]);
        assert_non_null(in_margin(fake, box, right, paper->footer));
        const struct piece *title = in_margin(fake, box, left, paper->header);
        const struct piece *section = in_margin(fake, box, right, paper->header);
        if (page == 1) { /* its title says it */
            assert_null(title);
            assert_null(section);
            continue;
        }
        assert_string_equal(title->run->text, "The title");
        assert_string_equal(section->run->text, sections[page - 1]);
    }
    text_drop(&words);
    fake_drop(fake);
}

/* Fifteen words of section and thirty of title are more than a line of 172 mm at 6.8 points has room for. */
static void a_head_that_is_too_long_is_cut_and_never_meets_its_other_half(void **state) {
    (void)state;
    struct text words = {0};
    text_string(&words, "# ");
    repeat(&words, "anticonstitutionally ", 30);
    text_string(&words, "\n\na\n\n# ");
    repeat(&words, "uncharacteristically ", 15);
    text_string(&words, "\n\nb\n");
    struct fake *fake = fake_new(text_get(&words));
    struct pages pages = fake_pages(fake);
    struct margins margins = margins_of(&fake->layout, &pages, NULL);
    const struct paper *paper = fake->layout.paper;
    const struct box *flat = fake_flat(fake, margins_box(&margins, 2));
    double left_ends = 0, right_begins = paper->width, right_ends = 0;
    size_t cuts = 0;
    for (size_t i = 0; i < flat->n; i++) {
        const struct piece *piece = &flat->pieces[i];
        if (piece->kind != PIECE_TEXT || fabs(piece->y - paper->header) > .01)
            continue;
        cuts += strstr(piece->run->text, "…") != NULL;
        if (!cuts || (cuts == 1 && strstr(piece->run->text, "…")))
            left_ends = piece->x + piece->width;
        else
            right_begins = fmin(right_begins, piece->x), right_ends = piece->x + piece->width;
    }
    assert_int_equal(cuts, 2);
    assert_true(left_ends > paper->left && left_ends + 20 < right_begins);
    assert_true(right_ends <= paper->left + paper->full + .01);
    text_drop(&words);
    fake_drop(fake);
}

static int times_asked;

static const char *say_late(const struct late *late) {
    (void)late;
    times_asked++;
    return "known";
}

static size_t stand_in_length;

static const struct table *table_of_late_words(const struct facts *facts, const char *id) {
    static const struct late late = {say_late};
    static const struct table_column column = {.id = "c", .head = "Head"};
    static char stand_in[1000];
    static struct cell cell = {.text = stand_in, .late = &late};
    static const struct table_row row = {ROW_DATA, &cell};
    static const struct table table = {
        .id = "t", .title = "T", .columns = &column, .n_columns = 1, .rows = &row, .n_rows = 1};
    (void)facts, (void)id;
    memset(stand_in, '0', stand_in_length);
    stand_in[stand_in_length] = '\0';
    return &table;
}

/* Asked for by the page that has them; by layout where their place is too narrow for them in one line. */
static void words_known_late_take_the_place_of_what_stands_in_for_them(void **state) {
    (void)state;
    struct names names = fake_names;
    names.table = table_of_late_words;
    for (int wide = 0; wide < 2; wide++) {
        struct fake *fake = fake_new("{{table latency}}\n");
        fake->layout.setting.names = &names;
        stand_in_length = wide ? 900 : 10;
        times_asked = 0;
        struct pages pages = fake_pages(fake);
        assert_int_equal(times_asked, wide);
        assert_int_equal(find(&pages, 0, "known", NULL) > 0, wide);
        struct ink *trace = ink_trace_new(fake->fonts);
        box_draw(pages.boxes[0], trace, 0, 0, NULL, NULL);
        assert_non_null(strstr(ink_trace_lines(trace), "known"));
        assert_null(strstr(ink_trace_lines(trace), "000"));
        assert_int_equal(times_asked, 1);
        ink_trace_drop(trace);
        fake_drop(fake);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_begin_where_they_are_asked_to_and_anchors_are_found),
        cmocka_unit_test(contents_list_what_follows_the_title),
        cmocka_unit_test(links_to_nowhere_are_faults),
        cmocka_unit_test(nothing_leaves_the_paper),
        cmocka_unit_test(parts_without_words_take_no_room),
        cmocka_unit_test(facts_without_all_parts_are_set_as_far_as_they_go),
        cmocka_unit_test(a_character_of_a_table_that_no_face_has_is_told),
        cmocka_unit_test(words_known_late_take_the_place_of_what_stands_in_for_them),
        cmocka_unit_test(a_head_names_the_title_and_the_first_section_of_its_page_or_the_one_that_goes_on),
        cmocka_unit_test(a_head_that_is_too_long_is_cut_and_never_meets_its_other_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
