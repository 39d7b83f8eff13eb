/* Reports as they are set: every piece of every page, where it stands, before any of it is drawn. Points. */
#define _POSIX_C_SOURCE 200809L
#include "page_fake.h"

#include "../gen/base/file.h"
#include "../gen/command/command.h"

#include <math.h>
#include <stdio.h>

static const char *const specs[] = {"anthropic-52b-3xa100-40gb", "anthropic-52b-4xa100-40gb",
                                    "llama-3.1-70b-8xh100-sxm",  "deepseek-v3-8xh200",
                                    "gpt-20b-2xa100-80gb",       "gpt-13b-2xa100-40gb"};
static const char *const templates[] = {"handout", "procurement", "archive"};
static const char *const languages[] = {"en", "zh"};

struct report {
    const char *name; /* for messages */
    struct arena *arena;
    struct layout layout;
    struct baselines grid;
    struct pages pages; /* flat */
};

/* As page_render, up to the ink. */
static struct report report_set(const char *spec, const char *template, const char *language) {
    struct arena *arena = arena_new();
    struct report report = {.arena = arena,
                            .name = arena_printf(arena, "%s, %s, %s", spec, template, language)};
    struct diags *diags = diags_new(arena);
    const bool han = strcmp(language, "zh") == 0;
    struct source *source;
    const char *path = arena_printf(arena, "templates/%s%s.md", template, han ? ".zh" : ""), *why;
    assert_int_equal(file_read(arena, path, 1 << 20, &source, &why), FILE_READ);
    struct names *names = arena_alloc(arena, sizeof *names);
    struct facts *facts = facts_load(arena, arena_printf(arena, "specs/%s.yaml", spec), language, NULL);
    *names = (struct names){facts,       facts_words,  facts_truth, facts_formula,
                            facts_table, facts_figure, facts_names};
    struct template_text *text = arena_alloc(arena, sizeof *text);
    struct node *document;
    assert_true(template_read(arena, source, names, diags, text));
    assert_true(tree_read(arena, text, diags, &document));
    report.layout = (struct layout){.setting = {.arena = arena,
                                                .fonts = fonts_shared(),
                                                .style = style_language(language),
                                                .text = text,
                                                .names = names,
                                                .diags = diags},
                                    .paper = style_paper("a4")};
    layout_document(&report.layout, document);
    assert_int_equal(diags_errors(diags), 0);
    report.grid = style_grid(fonts_shared(), report.layout.setting.style, report.layout.paper);
    report.pages = place_blocks(arena, report.layout.paper, &report.grid, report.layout.first);
    for (size_t i = 0; i < report.pages.n; i++) {
        struct box *flat = box_new(arena);
        fake_flatten(flat, report.pages.boxes[i], 0, 0);
        report.pages.boxes[i] = flat;
    }
    return report;
}

/* ---- reading pages ------------------------------------------------------------------------------------ */

/* What a piece of a page stands in. */
struct place {
    size_t page;
    const struct piece *piece;
    const struct ink_part *parts[32];
    size_t depth;
};

static const struct ink_part *part_of(const struct place *place, enum ink_role role) {
    for (size_t i = place->depth; i--;)
        if (place->parts[i]->role == role)
            return place->parts[i];
    return NULL;
}

typedef void reader(const struct report *report, const struct place *place, void *data);

static void report_read(const struct report *report, reader *read, void *data) {
    for (size_t page = 0; page < report->pages.n; page++) {
        struct place place = {.page = page};
        const struct box *box = report->pages.boxes[page];
        for (size_t i = 0; i < box->n; i++) {
            place.piece = &box->pieces[i];
            if (place.piece->kind == PIECE_BEGIN) {
                assert_true(place.depth < COUNT(place.parts));
                place.parts[place.depth++] = &place.piece->part;
            } else if (place.piece->kind == PIECE_END) {
                place.depth--;
            } else {
                read(report, &place, data);
            }
        }
    }
}

enum { REPORTS = COUNT(specs) * COUNT(templates) * COUNT(languages) };
static struct report reports[REPORTS];

static int set_reports(void **state) {
    (void)state;
    size_t n = 0;
    setenv("FLOORLINE_PATH", "specs", 1);
    for (size_t s = 0; s < COUNT(specs); s++)
        for (size_t t = 0; t < COUNT(templates); t++)
            for (size_t l = 0; l < COUNT(languages); l++)
                reports[n++] = report_set(specs[s], templates[t], languages[l]);
    return 0;
}

static int drop_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < REPORTS; i++)
        arena_drop(reports[i].arena);
    return 0;
}

static void every_report(void (*check)(const struct report *report)) {
    for (size_t i = 0; i < REPORTS; i++)
        check(&reports[i]);
}

/* ---- the scale ---------------------------------------------------------------------------------------- */

/* The comment over the sizes in style.h: 9.4 times 2^(n/8), half steps too, within a hundredth. */
static void every_size_is_a_step_of_one_scale(void **state) {
    (void)state;
    for (size_t l = 0; l < COUNT(languages); l++)
        for (size_t t = 0; t < TYPE_COUNT; t++) {
            double size = style_language(languages[l])->types[t].size;
            double steps = fabs(size - SIZE_HAN) < 1e-9 ? 32 : 16; /* an octave has */
            double step = SIZE_TEXT * exp2(round(steps * log2(size / SIZE_TEXT)) / steps);
            if (fabs(size - step) > .01 * step)
                fail_msg("%s, type %zu: %.2f is not %.3f", languages[l], t, size, step);
        }
}

/* ---- the grid ----------------------------------------------------------------------------------------- */

/* How far a baseline is from the nearest of a grid's. */
static double off_grid(const struct report *report, double y, double step) {
    return fabs(remainder(y - report->grid.first, step));
}

static bool is_running(const struct report *report, const struct place *place) {
    double size = report->layout.setting.style->types[TYPE_TEXT].size;
    return place->piece->kind == PIECE_TEXT && fabs(place->piece->size - size) < 1e-9 &&
           !part_of(place, ROLE_NOTE) && !part_of(place, ROLE_FORMULA);
}

static void read_running(const struct report *report, const struct place *place, void *data) {
    if (!is_running(report, place))
        return;
    ++*(size_t *)data;
    double off = off_grid(report, place->piece->y, report->grid.step);
    if (off > .01)
        fail_msg("%s, page %zu: %.3f points off the grid: %s", report->name, place->page + 1, off,
                 place->piece->run->text);
}

static void check_running(const struct report *report) {
    size_t runs = 0;
    report_read(report, read_running, &runs);
    assert_true(runs > 10);
}

/* The leading of look.md: text 9.4 on 12.2, Chinese 9.6 on 14.7; the first line's capitals begin at the top.
 */
static void every_line_of_text_stands_on_the_grid(void **state) {
    (void)state;
    every_report(check_running);
    assert_true(fabs(reports[0].grid.step - 12.2) < 1e-9);
    assert_true(fabs(reports[1].grid.step - 14.7) < 1e-9);
}

/* Headings and the titles of tables and figures stand on the grid or midway between two of its lines. */
static void read_heads(const struct report *report, const struct place *place, void *data) {
    bool head = part_of(place, ROLE_H1) || part_of(place, ROLE_H2);
    bool title = part_of(place, ROLE_CAPTION) && !part_of(place, ROLE_ARTIFACT);
    const void *key = head ? place : title ? part_of(place, ROLE_CAPTION)->key : NULL;
    const void **seen = data;
    if (place->piece->kind != PIECE_TEXT || !key || key == *seen)
        return;
    *seen = key; /* the first line of each title */
    double off = off_grid(report, place->piece->y, report->grid.step / 2);
    if (off > .01)
        fail_msg("%s, page %zu: %.3f points off half the grid: %s", report->name, place->page + 1, off,
                 place->piece->run->text);
}

static void check_heads(const struct report *report) {
    const void *seen = NULL;
    report_read(report, read_heads, &seen);
}

static void headings_and_titles_stand_on_half_the_grid(void **state) {
    (void)state;
    every_report(check_heads);
}

/* A note, and where the one before it on its page ended. */
struct noted {
    const struct ink_part *note;
    size_t page;
    double before, lowest;
};

static void read_notes(const struct report *report, const struct place *place, void *data) {
    struct noted *noted = data;
    const struct ink_part *note = part_of(place, ROLE_NOTE);
    if (place->piece->kind != PIECE_TEXT || !note)
        return;
    if (note != noted->note)
        *noted = (struct noted){note, place->page, place->page == noted->page ? noted->lowest : 0, 0};
    double y = place->piece->y, bottom = report->layout.paper->bottom;
    if (y > bottom + .1 || y < noted->before + 8)
        fail_msg("%s, page %zu: a note past the foot or over another: %s", report->name, place->page + 1,
                 place->piece->run->text);
    noted->lowest = fmax(noted->lowest, y);
}

static void check_notes(const struct report *report) {
    struct noted noted = {0};
    report_read(report, read_notes, &noted);
}

static void notes_stand_one_below_another_and_end_above_the_foot(void **state) {
    (void)state;
    every_report(check_notes);
}

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

/* How far down each page is filled, and whether something on it had to begin a page. */
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
    filled->begins[place->page] = filled->begins[place->page] || (block && block->page_before);
    filled->lowest[place->page] =
        fmax(filled->lowest[place->page], piece->y + (piece->kind == PIECE_TEXT ? 0 : piece->height));
}

static void check_filled(const struct report *report) {
    struct filled filled = {0};
    const struct paper *paper = report->layout.paper;
    report_read(report, read_filled, &filled);
    for (size_t page = 0; page + 1 < report->pages.n; page++) {
        double full = (filled.lowest[page] - paper->top) / (paper->bottom - paper->top);
        if (!filled.begins[page + 1] && full < .65)
            fail_msg("%s, page %zu of %zu is only %.0f %% full", report->name, page + 1, report->pages.n,
                     100 * full);
    }
}

/* Unless what follows begins a page. */
static void no_page_is_left_a_third_empty(void **state) {
    (void)state;
    every_report(check_filled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_a_step_of_one_scale),
        cmocka_unit_test(every_line_of_text_stands_on_the_grid),
        cmocka_unit_test(headings_and_titles_stand_on_half_the_grid),
        cmocka_unit_test(notes_stand_one_below_another_and_end_above_the_foot),
        cmocka_unit_test(no_page_ends_with_a_heading),
        cmocka_unit_test(no_line_of_a_paragraph_stands_alone),
        cmocka_unit_test(tables_and_figures_come_in_the_order_of_their_numbers),
        cmocka_unit_test(no_page_is_left_a_third_empty),
        cmocka_unit_test(a_table_says_its_title_again_on_every_page_it_goes_on),
    };
    return cmocka_run_group_tests(tests, set_reports, drop_reports);
}
