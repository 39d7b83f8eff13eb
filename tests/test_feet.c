/* Where pages end, and in what order they are filled: in reports as they are set. */
#define _POSIX_C_SOURCE 200809L
#include "page_set.h"

/* ---- where pages end ---------------------------------------------------------------------------------- */

/* The last heading of a page and the last thing of it that is none. */
struct foot {
    size_t page;
    double heading, other;
    const char *words;
};

static void check_foot(const struct report *report, const struct foot *foot) {
    if (foot->heading > foot->other)
        fail_msg("%s, page %zu ends with a heading: %s", report->name, foot->page + 1, foot->words);
}

static void read_foot(const struct report *report, const struct place *place, void *data) {
    struct foot *foot = data;
    enum piece_kind kind = place->piece->kind;
    if (place->page != foot->page) {
        check_foot(report, foot);
        *foot = (struct foot){.page = place->page};
    }
    if (part_of(place, ROLE_NOTE) || kind == PIECE_ANCHOR || kind == PIECE_LINK)
        return;
    if (part_of(place, ROLE_H1) || part_of(place, ROLE_H2) || part_of(place, ROLE_H3)) {
        foot->heading = place->piece->y;
        foot->words = kind == PIECE_TEXT ? place->piece->run->text : "";
    } else {
        foot->other = fmax(foot->other, place->piece->y + (kind == PIECE_FIGURE ? place->piece->height : 0));
    }
}

static void check_feet(const struct report *report) {
    struct foot foot = {0};
    report_read(report, read_foot, &foot);
    check_foot(report, &foot);
}

static void no_page_ends_with_a_heading(void **state) {
    (void)state;
    every_report(check_feet);
}

/* The lines of a paragraph on one page. */
struct stretch {
    const void *key;
    size_t page, lines, before; /* before: on the pages before this one */
    double y;
};

static void check_stretch(const struct report *report, const struct stretch *stretch, bool goes_on) {
    if (stretch->key && (goes_on || stretch->before) && stretch->lines < 2)
        fail_msg("%s, page %zu: one line of a paragraph stands alone", report->name, stretch->page + 1);
}

static void read_stretch(const struct report *report, const struct place *place, void *data) {
    struct stretch *stretch = data;
    if (!is_running(report, place) || !place->depth || place->parts[0]->role != ROLE_P)
        return;
    const void *key = place->parts[0]->key;
    if (key != stretch->key || place->page != stretch->page) {
        bool same = key == stretch->key;
        check_stretch(report, stretch, same);
        *stretch = (struct stretch){key, place->page, 0, same ? stretch->lines + stretch->before : 0, 0};
    }
    stretch->lines += place->piece->y > stretch->y + 1;
    stretch->y = place->piece->y;
}

static void check_stretches(const struct report *report) {
    struct stretch stretch = {0};
    report_read(report, read_stretch, &stretch);
    check_stretch(report, &stretch, false);
}

static void no_line_of_a_paragraph_stands_alone(void **state) {
    (void)state;
    every_report(check_stretches);
}

/* The table that a page is in, and whether its title was said again. */
struct table_seen {
    const void *key;
    size_t page, broken;
    bool begins, again;
};

static void read_table(const struct report *report, const struct place *place, void *data) {
    struct table_seen *seen = data;
    const struct ink_part *table = place->depth ? place->parts[0] : NULL; /* its head said again lies in it */
    if (!table || table->role != ROLE_TABLE || place->piece->kind != PIECE_TEXT)
        return;
    if (table->key == seen->key && place->page != seen->page) {
        seen->broken++;
        if (!strstr(place->piece->run->text, report->layout.setting.style->continued))
            fail_msg("%s, page %zu: a table goes on without its title: %s", report->name, place->page + 1,
                     place->piece->run->text);
    }
    seen->key = table->key;
    seen->page = place->page;
}

static size_t broken_tables;

static void check_tables(const struct report *report) {
    struct table_seen seen = {0};
    report_read(report, read_table, &seen);
    broken_tables += seen.broken;
}

/* "(continued)" is the first that is said of a table on each page but its first. */
static void a_table_says_its_title_again_on_every_page_it_goes_on(void **state) {
    (void)state;
    broken_tables = 0;
    every_report(check_tables);
    assert_true(broken_tables > 20); /* the archive's list of values alone takes pages */
}

/* The number that each kind has come to: tables, figures. */
static void read_numbers(const struct report *report, const struct place *place, void *data) {
    const struct style *style = report->layout.setting.style;
    const char *const kinds[2] = {style->table, style->figure};
    const struct piece *piece = place->piece;
    if (piece->kind != PIECE_TEXT || !part_of(place, ROLE_CAPTION) || part_of(place, ROLE_ARTIFACT))
        return;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        size_t length = strlen(kinds[i]);
        if (strncmp(piece->run->text, kinds[i], length) != 0)
            continue;
        unsigned long *last = (unsigned long *)data + i,
                      number = strtoul(piece->run->text + length, NULL, 10);
        if (number && number != *last && number != *last + 1)
            fail_msg("%s, page %zu: %s comes behind number %lu", report->name, place->page + 1,
                     piece->run->text, *last);
        *last = number ? number : *last;
    }
}

static void check_numbers(const struct report *report) {
    unsigned long last[2] = {0};
    report_read(report, read_numbers, last);
    assert_true(last[0] > 3);
}

static void tables_and_figures_come_in_the_order_of_their_numbers(void **state) {
    (void)state;
    every_report(check_numbers);
}

/* How far down each page is filled, and whether what it begins with had to begin a page, or a chapter. */
struct filled {
    double lowest[128];
    bool begins[128];
};

static void read_filled(const struct report *report, const struct place *place, void *data) {
    (void)report;
    struct filled *filled = data;
    const struct piece *piece = place->piece;
    assert_true(place->page < COUNT(filled->lowest));
    if (!place->depth || place->parts[0]->role == ROLE_NOTE || piece->kind == PIECE_ANCHOR)
        return;
    const struct block *block = place->parts[0]->key; /* as place_blocks begins them */
    if (filled->lowest[place->page] <= 0)
        filled->begins[place->page] = block && (block->page_before || block->chapter);
    filled->lowest[place->page] =
        fmax(filled->lowest[place->page], piece->y + (piece->kind == PIECE_TEXT ? 0 : piece->height));
}

static void check_filled(const struct report *report) {
    struct filled filled = {0};
    const struct paper *paper = report->layout.paper;
    report_read(report, read_filled, &filled);
    double least = paper->height > 800 ? .65 : .58; /* of lower paper a figure takes more */
    for (size_t page = 0; page + 1 < report->pages.n; page++) {
        double full = (filled.lowest[page] - paper->top) / (paper->bottom - paper->top);
        if (!filled.begins[page + 1] && full < least)
            fail_msg("%s, page %zu of %zu is only %.0f %% full", report->name, page + 1, report->pages.n,
                     100 * full);
    }
}

/* Unless what follows begins a page. */
static void no_page_is_left_a_third_empty(void **state) {
    (void)state;
    every_report(check_filled);
}

static size_t thin_ends, n_pages;

/* How much of the last page of each chapter but the document's last is taken. */
static void check_ends(const struct report *report) {
    struct filled filled = {0};
    const struct paper *paper = report->layout.paper;
    report_read(report, read_filled, &filled);
    for (size_t page = 0; page + 1 < report->pages.n; page++)
        thin_ends += filled.lowest[page] - paper->top < .3 * (paper->bottom - paper->top);
    n_pages += report->pages.n;
}

/* A chapter goes on below a short end of the one before, and is set tighter where it would have one. */
static void few_pages_are_nearly_empty(void **state) {
    (void)state;
    thin_ends = n_pages = 0;
    every_report(check_ends);
    if (100 * thin_ends > n_pages)
        fail_msg("%zu of %zu pages are nearly empty", thin_ends, n_pages);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_page_ends_with_a_heading),
        cmocka_unit_test(no_line_of_a_paragraph_stands_alone),
        cmocka_unit_test(tables_and_figures_come_in_the_order_of_their_numbers),
        cmocka_unit_test(no_page_is_left_a_third_empty),
        cmocka_unit_test(few_pages_are_nearly_empty),
        cmocka_unit_test(a_table_says_its_title_again_on_every_page_it_goes_on),
    };
    return cmocka_run_group_tests(tests, set_reports, drop_reports);
}
