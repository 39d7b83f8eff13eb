/* Long tables on pages: where they begin, how they are broken, what is repeated. */
#include "page_find.h"

static void a_long_table_repeats_its_head_and_its_group(void **state) {
    (void)state;
    struct text words = {0};
    repeat(&words, SENTENCE, 40);
    text_string(&words, "\n\n{{table long}}\n");
    struct fake *fake = fake_new(text_get(&words));
    struct pages pages = fake_pages(fake);
    assert_int_equal(pages.n, 2);
    assert_true(find(&pages, 0, "512 tokens", NULL) > 0);
    assert_true(find(&pages, 1, "Table 1 (continued)", NULL) > 0);
    assert_true(find(&pages, 1, "Batch", NULL) > 0);
    assert_true(find(&pages, 1, "tokens", NULL) > 0);
    text_drop(&words);
    fake_drop(fake);
}

/* Groups of twenty rows each: no page has one row of any, under its head or under that said again. */
static void a_page_has_no_single_row_of_a_group(void **state) {
    (void)state;
    size_t broken = 0;
    for (size_t sentences = 24; sentences < 60; sentences++) {
        struct text words = {0};
        repeat(&words, SENTENCE, sentences);
        text_string(&words, "\n\n{{table long}}\n");
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        for (size_t p = 0; p < pages.n; p++) {
            size_t rows = 0;
            for (size_t i = 0; i < pages.boxes[p]->n; i++) {
                const struct piece *piece = &pages.boxes[p]->pieces[i];
                bool head = piece->kind == PIECE_TEXT && strstr(piece->run->text, " tokens");
                if (head)
                    assert_int_not_equal(rows, 1);
                rows = head ? 0 : rows + (piece->kind == PIECE_TEXT && !strcmp(piece->run->text, "5.19"));
            }
            assert_int_not_equal(rows, 1);
            broken += rows % 20 != 0;
        }
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(broken > 2);
}

/* A head, two lines and the beginning of a table that is too long to wait. */
static void a_table_too_long_for_its_page_begins_below_what_leads_to_it(void **state) {
    (void)state;
    size_t here = 0, moved = 0;
    for (size_t sentences = 34; sentences < 70; sentences++) {
        struct text words = {0};
        repeat(&words, SENTENCE, sentences);
        text_string(&words, "\n\n## A heading\n\n" SENTENCE "So it is.\n\n{{table long}}\n");
        struct fake *fake = fake_new(text_get(&words));
        struct pages pages = fake_pages(fake);
        for (size_t p = 0; p < pages.n; p++)
            assert_int_equal(find(&pages, p, "A heading", NULL) > 0,
                             find(&pages, p, "Latency", NULL) > 0); /* its title */
        here += find(&pages, 0, "A heading", NULL) > 0;
        moved += find(&pages, 1, "A heading", NULL) > 0;
        text_drop(&words);
        fake_drop(fake);
    }
    assert_true(here > 2 && moved > 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_table_repeats_its_head_and_its_group),
        cmocka_unit_test(a_page_has_no_single_row_of_a_group),
        cmocka_unit_test(a_table_too_long_for_its_page_begins_below_what_leads_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
