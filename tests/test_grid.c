/* Sizes of one scale, lines on one grid, notes beside them: in reports as they are set. */
#define _POSIX_C_SOURCE 200809L
#include "page_set.h"

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

static void read_running(const struct report *report, const struct place *place, void *data) {
    if (!is_running(report, place))
        return;
    ++*(size_t *)data;
    double step = report->grid.step / (part_of(place, ROLE_TABLE) ? 2 : 1);
    double off = off_grid(report, place->piece->y, step);
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
 * The entries of a box are a table, half a line apart. */
static void every_line_of_text_stands_on_the_grid(void **state) {
    (void)state;
    every_report(check_running);
    assert_true(fabs(reports[0].grid.step - 12.2) < 1e-9);
    assert_true(fabs(reports[COUNT(papers)].grid.step - 14.7) < 1e-9);
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

/* What of the side column a page's notes take, and what else reaches into it. */
struct stretches {
    const struct ink_part *note;
    size_t page, n_notes, n_wide;
    double notes[64][2], wide[4096][2];
};

static void check_meeting(const struct report *report, const struct stretches *side) {
    for (size_t i = 0; i < side->n_notes; i++)
        for (size_t k = 0; k < side->n_wide; k++)
            if (side->notes[i][0] < side->wide[k][1] && side->wide[k][0] < side->notes[i][1])
                fail_msg("%s, page %zu: a note from %.1f to %.1f meets what spans both columns", report->name,
                         side->page + 1, side->notes[i][0], side->notes[i][1]);
}

static void read_meeting(const struct report *report, const struct place *place, void *data) {
    struct stretches *side = data;
    const struct paper *paper = report->layout.paper;
    const struct piece *piece = place->piece;
    const struct ink_part *note = part_of(place, ROLE_NOTE);
    if (place->page != side->page) {
        check_meeting(report, side);
        side->page = place->page;
        side->n_notes = side->n_wide = 0;
    }
    double top = piece->y - (piece->kind == PIECE_TEXT ? .7 * piece->size : 0),
           bottom = piece->y + piece->height;
    if (piece->kind != PIECE_TEXT && piece->kind != PIECE_RECT && piece->kind != PIECE_FIGURE)
        return;
    if (note) {
        if (note != side->note) {
            assert_true(side->n_notes < COUNT(side->notes));
            side->notes[side->n_notes][0] = top;
            side->notes[side->n_notes++][1] = bottom;
        }
        double *stretch = side->notes[side->n_notes - 1];
        stretch[0] = fmin(stretch[0], top);
        stretch[1] = fmax(stretch[1], bottom);
        side->note = note;
    } else if (piece->x + piece->width > paper->left + paper->main + paper->gutter) {
        assert_true(side->n_wide < COUNT(side->wide));
        side->wide[side->n_wide][0] = top;
        side->wide[side->n_wide++][1] = bottom;
    }
}

static void check_side(const struct report *report) {
    static struct stretches side;
    side = (struct stretches){0};
    report_read(report, read_meeting, &side);
    check_meeting(report, &side);
}

static void no_note_meets_what_spans_both_columns(void **state) {
    (void)state;
    every_report(check_side);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_a_step_of_one_scale),
        cmocka_unit_test(every_line_of_text_stands_on_the_grid),
        cmocka_unit_test(headings_and_titles_stand_on_half_the_grid),
        cmocka_unit_test(notes_stand_one_below_another_and_end_above_the_foot),
        cmocka_unit_test(no_note_meets_what_spans_both_columns),
    };
    return cmocka_run_group_tests(tests, set_reports, drop_reports);
}
