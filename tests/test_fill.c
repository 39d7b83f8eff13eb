/* Filling pages: what goes where, and where pages and chapters end. A4, in points; expected values are the
 * grid of style.h. */
#include "page_find.h"

#include <math.h>
#include <stdio.h>

static void a_heading_is_never_last_and_no_line_stands_alone(void **state) {
    (void)state;
    for (size_t sentences = 60; sentences < 96; sentences++) {
        struct text words = {0};
        repeat(&words, SENTENCE, sentences);
        text_string(&words, "\n\n## A heading\n\n");
        repeat(&words, SENTENCE, 5);
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        const struct box *box = pages.boxes[0];
        double last = 0, second = 0, head = find(&pages, 0, "A heading", NULL);
        for (size_t i = 0; i < box->n; i++)
            if (box->pieces[i].kind == PIECE_TEXT && box->pieces[i].y > last)
                second = last, last = box->pieces[i].y;
        assert_true(last <= fake->layout.paper->bottom + .1);
        if (head > 0) {
            assert_true(last > head + 20); /* two lines below it at the least */
            assert_true(second > head + 1);
        }
        if (pages.n > 1 && pages.boxes[1]->n) { /* and two on the next page */
            size_t lines = 0;
            for (size_t i = 0; i < pages.boxes[1]->n; i++)
                lines += pages.boxes[1]->pieces[i].kind == PIECE_TEXT;
            assert_true(lines >= 2);
        }
        text_drop(&words);
        fake_drop(fake);
    }
}

/* Two lines and the display that they lead to go to the next page together; then so does their heading. */
static void a_heading_goes_with_the_few_lines_that_lead_to_a_display(void **state) {
    (void)state;
    int moved = 0;
    for (size_t sentences = 60; sentences < 96; sentences++) {
        struct text words = {0};
        repeat(&words, SENTENCE, sentences);
        text_string(&words, "\n\n## A heading\n\n" SENTENCE "So it is\n\n$$a = b$$\n\nand no more.\n");
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        double head = find(&pages, 0, "A heading", NULL), lines = 0;
        for (size_t i = 0; head > 0 && i < pages.boxes[0]->n; i++)
            lines += pages.boxes[0]->pieces[i].y > head + 1;
        if (head > 0)
            assert_true(lines >= 2);
        moved += head <= 0;
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(moved > 0);
}

static void a_command_stays_below_the_words_that_lead_to_it(void **state) {
    (void)state;
    size_t moved = 0;
    for (size_t lines = 0; lines < 60; lines++) {
        struct text words = {0};
        for (size_t i = 0; i < lines; i++)
            text_string(&words, "a line  \n");
        text_string(&words, "\n\nIn the folder of the spec:\n\n`command`\n\n" SENTENCE);
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        for (size_t p = 0; p < pages.n; p++)
            assert_int_equal(find(&pages, p, "In the folder", NULL) > 0,
                             find(&pages, p, "command", NULL) > 0);
        moved += find(&pages, 1, "In the folder", NULL) > 0;
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(moved > 2);
}

/* Half a page follows, so that to keep them together takes no page more. */
static void equations_that_one_sentence_leads_into_stay_together(void **state) {
    (void)state;
    size_t before = 0, behind = 0;
    for (size_t sentences = 40; sentences < 56; sentences++) {
        struct text words = {0};
        repeat(&words, SENTENCE, sentences);
        text_string(&words, "So they are\n\n$$a = b$$\n\n$$c = d$$\n\n$$e = f$$\n\n");
        repeat(&words, SENTENCE, 25);
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        assert_int_equal(pages.n, 2);
        bool first = find(&pages, 0, "(1)", NULL) > 0, last = find(&pages, 0, "(3)", NULL) > 0;
        assert_int_equal(first, last);
        before += first;
        behind += !first;
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(before > 2 && behind > 2);
}

static void a_note_stands_level_with_the_block_behind_it(void **state) {
    (void)state;
    struct fake *fake = fake_new("first\n\n> #### Head\n> in the note\n\nsecond\n");
    struct pages pages = fake_pages(fake);
    double x = 0, head = find(&pages, 0, "HEAD", &x), second = find(&pages, 0, "second", NULL);
    assert_true(fabs(x - (18 + 116 + 8) * 72 / 25.4) < .01);
    assert_true(fabs(head - second) < .01);
    fake_drop(fake);
}

static void a_note_with_a_mark_stands_level_with_the_line_that_has_it(void **state) {
    (void)state;
    struct text words = {0};
    text_string(&words, "> [^1] the note\n\n");
    repeat(&words, SENTENCE, 4);
    text_string(&words, "Here.[^1] ");
    repeat(&words, SENTENCE, 2);
    struct fake *fake = fake_new(text_get(&words));
    struct pages pages = fake_pages(fake);
    double note = find(&pages, 0, "the note", NULL), line = find(&pages, 0, "Here.", NULL);
    assert_true(line > fake->layout.paper->top + 3 * 12.2);
    assert_true(fabs(note - line) < .01);
    text_drop(&words);
    fake_drop(fake);
}

/* Notes move down past one another, and up from the foot of the page. */
static void notes_never_overlap_and_stay_on_the_page(void **state) {
    (void)state;
    struct text words = {0};
    for (size_t i = 0; i < 40; i++)
        text_string(&words,
                    "> a note that takes a few lines of the narrow column beside the text, three or so "
                    "of them\n\nshort\n\n");
    struct fake *fake = fake_new(text_get(&words));
    struct pages pages = fake_pages(fake);
    double side = (18 + 116 + 8) * 72 / 25.4;
    size_t notes = 0;
    for (size_t p = 0; p < pages.n; p++) {
        double y = 0;
        for (size_t i = 0; i < pages.boxes[p]->n; i++) {
            const struct piece *piece = &pages.boxes[p]->pieces[i];
            if (piece->kind != PIECE_TEXT || piece->x < side - 1)
                continue;
            assert_true(piece->y > y + 9);
            assert_true(piece->y <= fake->layout.paper->bottom + .1);
            y = piece->y;
            notes += strstr(piece->run->text, "a note that") != NULL;
        }
    }
    assert_int_equal(notes, 40);
    text_drop(&words);
    fake_drop(fake);
}

/* A note that fills the page leaves no room for a rule across it, which begins the next page. */
static void what_is_wide_begins_a_page_where_notes_fill_this_one(void **state) {
    (void)state;
    size_t moved = 0;
    for (size_t sentences = 20; sentences < 60; sentences++) {
        struct text words = {0};
        text_string(&words, "> ");
        repeat(&words, SENTENCE, sentences);
        text_string(&words, "\n\nbegins\n\n---\n\nends\n");
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        assert_true(find(&pages, 0, "begins", NULL) > 0);
        double ends = find(&pages, 0, "ends", NULL);
        double above = find(&pages, 1, "ends", NULL);
        assert_true((ends > 0) != (above > 0));
        moved += above > fake->layout.paper->top + 12; /* the rule is above it */
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(moved > 0 && moved < 40);
}

static void text_goes_past_a_figure_that_does_not_fit(void **state) {
    (void)state;
    struct text words = {0};
    repeat(&words, SENTENCE, 30);
    text_string(&words, "\n\n{{figure tall}}\n\nbehind it. ");
    repeat(&words, SENTENCE, 20);
    struct fake *fake = fake_new(text_get(&words));
    struct pages pages = fake_pages(fake);
    assert_int_equal(pages.n, 2);
    assert_true(find(&pages, 0, "behind it", NULL) > 0);
    double figure = find(&pages, 1, "Figure 1", NULL);
    assert_true(figure > 0 && figure < fake->layout.paper->top + 10);
    text_drop(&words);
    fake_drop(fake);
}

/* The figure gives .18 of its height, some seven lines. */
static void a_figure_gives_way_to_lines_that_would_take_a_page_of_their_own(void **state) {
    (void)state;
    double natural = 0;
    size_t lowered = 0, over = 0;
    for (size_t sentences = 1; sentences < 26; sentences++) {
        struct text words = {0};
        text_string(&words, "# Title\n\n{{figure tall}}\n\n");
        repeat(&words, SENTENCE, sentences);
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        size_t lines = 0;
        for (size_t i = 0; pages.n > 1 && i < pages.boxes[1]->n; i++)
            lines += pages.boxes[1]->pieces[i].kind == PIECE_TEXT;
        assert_true(pages.n == 1 || lines > 5);
        over += pages.n > 1;
        for (size_t i = 0; i < pages.boxes[0]->n; i++)
            if (pages.boxes[0]->pieces[i].kind == PIECE_FIGURE) {
                double height = pages.boxes[0]->pieces[i].height;
                natural = sentences == 1 ? height : natural;
                assert_true(height > .82 * natural - .01);
                lowered += height < natural - 1;
            }
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(lowered > 2 && over > 2);
}

/* Its least is 550 of 560; .18 of them would be 459. */
static void no_figure_gives_more_than_its_labels_have_room_for(void **state) {
    (void)state;
    size_t lowered = 0;
    for (size_t sentences = 1; sentences < 26; sentences++) {
        struct text words = {0};
        text_string(&words, "# Title\n\n{{figure stiff}}\n\n");
        repeat(&words, SENTENCE, sentences);
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        for (size_t i = 0; i < pages.boxes[0]->n; i++)
            if (pages.boxes[0]->pieces[i].kind == PIECE_FIGURE) {
                assert_true(pages.boxes[0]->pieces[i].height > 549.99);
                lowered += pages.boxes[0]->pieces[i].height < 559.99;
            }
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(lowered > 0);
}

/* Forty sentences fill .84 of a page. Below a first chapter that takes less than two thirds of it there may
 * be one page the less; behind a longer one the second begins a page; and a page with a few lines is filled.
 */
static void a_chapter_begins_a_page_unless_it_saves_one_to_go_on_below(void **state) {
    (void)state;
    static const struct {
        size_t first, second;
        bool runs_on;
        size_t pages;
    } cases[] = {
        {20, 70, true, 2},  /* a third, and more than a page */
        {40, 70, false, 3}, /* too little is left */
        {20, 40, false, 2}, /* nothing is saved */
        {4, 30, true, 1},   /* both on one */
        {4, 104, true, 3},  /* the same pages, the last of them fuller than the first would be */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text words = {0};
        text_string(&words, "# The title\n\n");
        repeat(&words, SENTENCE, cases[i].first);
        text_string(&words, "\n\n# Two\n\n");
        repeat(&words, SENTENCE, cases[i].second);
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        assert_int_equal(place_page_of(&pages, "two"), cases[i].runs_on ? 1 : 2);
        assert_int_equal(pages.n, cases[i].pages);
        text_drop(&words);
        fake_drop(fake);
    }
}

/* Parts of every kind, in any order, each with a word of its own: whichever way its chapter is set, each
 * word stands on one page, once. */
static void nothing_is_lost_or_set_twice_in_any_order_of_parts(void **state) {
    (void)state;
    enum { DOCUMENTS = 200, PARTS = 40, FIRST = 70000 };
    static const char *const parts[] = {
        "\n\n# %u\n\n",
        "\n\n###### over\n# %u\n\n",
        "\n\n## %u\n\n",
        "\n\n### %u\n\n",
        "\n\n%u ",
        "\n\n$$%u$$\n\n",
        "\n\n- %u\n- b\n\n",
        "\n\n> %u a note\n\n",
        "\n\n#### %u\nx ",
        "\n\n{{page}}\n\n%u ",
        "\n\n```\n%u\n```\n",
        "\n\n%u\n\n{{table long}}\n\n",
        "\n\n%u\n\n{{figure tall}}\n\n",
        "\n\n%u\n\n{{figure roofline}}\n\n",
    };
    uint32_t random = 1;
    for (unsigned document = 0; document < DOCUMENTS; document++) {
        struct text words = {0};
        text_string(&words, "begun ");
        for (unsigned i = 0; i < PARTS; i++) {
            random = random * 1664525 + 1013904223;
            size_t part = (random >> 16) % COUNT(parts);
            text_printf(&words, parts[part], FIRST + i);
            if (part == 4 || part == 8 || part == 9)
                repeat(&words, SENTENCE, (random >> 24) % 16);
        }
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        for (unsigned i = 0; i < PARTS; i++) {
            char word[16];
            snprintf(word, sizeof word, "%u", FIRST + i);
            size_t times = 0;
            for (size_t p = 0; p < pages.n; p++)
                for (size_t k = 0; k < pages.boxes[p]->n; k++) {
                    const struct piece *piece = &pages.boxes[p]->pieces[k];
                    if (piece->kind != PIECE_TEXT)
                        continue;
                    times += strstr(piece->run->text, word) != NULL;
                    if (piece->y > fake->layout.paper->bottom + .1)
                        fail_msg("document %u: %s stands past the foot", document, piece->run->text);
                }
            if (times != 1)
                fail_msg("document %u: %s stands %zu times in\n%s", document, word, times, text_get(&words));
        }
        text_drop(&words);
        fake_drop(fake);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_heading_is_never_last_and_no_line_stands_alone),
        cmocka_unit_test(a_heading_goes_with_the_few_lines_that_lead_to_a_display),
        cmocka_unit_test(a_command_stays_below_the_words_that_lead_to_it),
        cmocka_unit_test(equations_that_one_sentence_leads_into_stay_together),
        cmocka_unit_test(a_note_stands_level_with_the_block_behind_it),
        cmocka_unit_test(a_note_with_a_mark_stands_level_with_the_line_that_has_it),
        cmocka_unit_test(notes_never_overlap_and_stay_on_the_page),
        cmocka_unit_test(what_is_wide_begins_a_page_where_notes_fill_this_one),
        cmocka_unit_test(text_goes_past_a_figure_that_does_not_fit),
        cmocka_unit_test(a_figure_gives_way_to_lines_that_would_take_a_page_of_their_own),
        cmocka_unit_test(no_figure_gives_more_than_its_labels_have_room_for),
        cmocka_unit_test(a_chapter_begins_a_page_unless_it_saves_one_to_go_on_below),
        cmocka_unit_test(nothing_is_lost_or_set_twice_in_any_order_of_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
