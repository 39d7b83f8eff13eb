/* Mathematics: boxes and complaints. Expected relations are those of any typeset formula; lengths in points
 * at ten points of type. */
#include "page_fake.h"

#include "../figures/ink_trace.h"

static struct math_box set(struct fake *fake, const char *notation) {
    struct math_words words = {.text = notation, .length = strlen(notation), .template_text = &fake->text};
    struct math_rows rows;
    struct math_style style = {.fonts = fake->fonts, .size = 10, .colour = palette[COLOUR_INK]};
    if (!math_parse(fake->arena, &words, fake->diags, &rows))
        fail_msg("%s", fake_complaints(fake));
    return math_set(fake->arena, &style, rows.rows[0].cells[0]);
}

static void a_fraction_is_wider_than_its_parts_and_stands_on_both_sides_of_the_line(void **state) {
    struct fake *fake = *state;
    struct math_box part = set(fake, "56 \\cdot 10^9"), fraction = set(fake, "\\frac{56 \\cdot 10^9}{k}");
    assert_true(fraction.width > part.width);
    assert_true(fraction.ascent > part.ascent + 3);
    assert_true(fraction.descent > 3);
}

static void indices_widen_but_leave_the_line_spacing(void **state) {
    struct fake *fake = *state;
    struct math_box plain = set(fake, "x"), raised = set(fake, "10^9"), both = set(fake, "x^2_i");
    struct math_box two = set(fake, "x^{2}"), lowered = set(fake, "x_i");
    assert_true(both.width > plain.width && both.width < two.width + lowered.width - plain.width);
    assert_true(raised.ascent < plain.ascent + 2);
    assert_float_equal(lowered.descent, 0, 1);
}

/* A minus with nothing before it is a sign, without the spaces of a difference. */
static void signs_get_space_only_between_things(void **state) {
    struct fake *fake = *state;
    double sign = set(fake, "-a").width, difference = set(fake, "b-a").width, b = set(fake, "b").width;
    assert_true(difference > b + sign + 3);
}

static void commas_join_thousands_and_part_lists(void **state) {
    struct fake *fake = *state;
    assert_true(set(fake, "327,680").width < set(fake, "327, 680").width);
}

static void fences_grow_with_what_is_inside(void **state) {
    struct fake *fake = *state;
    double low = set(fake, "\\left( a \\right)").width - set(fake, "a").width;
    double high = set(fake, "\\left( \\frac{a}{b} \\right)").width - set(fake, "\\frac{a}{b}").width;
    assert_true(high > low * 1.5);
}

static void a_line_may_break_before_relations_only(void **state) {
    struct fake *fake = *state;
    const char *notation = "B = \\pi/\\beta = 312/1.5 = \\mathbf{208}";
    struct math_words words = {.text = notation, .length = strlen(notation), .template_text = &fake->text};
    struct math_rows rows;
    struct math_style style = {.fonts = fake->fonts, .size = 10, .colour = palette[COLOUR_INK]};
    assert_true(math_parse(fake->arena, &words, fake->diags, &rows));
    size_t n;
    struct math_segment *segments = math_set_segments(fake->arena, &style, rows.rows[0].cells[0], &n);
    assert_int_equal(n, 4);
    for (size_t i = 0; i < n; i++) {
        const struct box *box = fake_flat(fake, segments[i].box.box);
        assert_int_equal(i > 0, strcmp(box->pieces[0].run->text, "=") == 0);
        assert_false(segments[i].open);
    }
    double width = 0;
    for (size_t i = 0; i < n; i++)
        width += segments[i].box.width + segments[i].space;
    assert_float_equal(width, math_set(fake->arena, &style, rows.rows[0].cells[0]).width, 1e-6);
}

static void rows_are_aligned_at_their_relation(void **state) {
    struct fake *fake = *state;
    const char *notation = "k &= 2 \\\\ wide &= 3";
    struct math_words words = {.text = notation, .length = strlen(notation), .template_text = &fake->text};
    struct math_rows rows;
    struct math_style style = {.fonts = fake->fonts, .size = 10, .colour = palette[COLOUR_INK]};
    assert_true(math_parse(fake->arena, &words, fake->diags, &rows));
    assert_int_equal(rows.n_rows, 2);
    struct math_display display = math_set_rows(fake->arena, &style, &rows, 60, 76, 7, 0);
    size_t relations = 0, right = 0;
    const struct box *box = fake_flat(fake, display.box.box);
    for (size_t i = 0; i < box->n; i++) {
        const struct piece *piece = &box->pieces[i];
        relations += piece->kind == PIECE_TEXT && strcmp(piece->run->text, "=") == 0 && piece->x == 60;
        right += piece->kind == PIECE_TEXT && piece->x == 76;
    }
    assert_int_equal(relations, 2);
    assert_int_equal(right, 2);
    assert_true(display.last_baseline > 7);
}

/* A sum too wide goes on below, its sign under the =; what stands in brackets is not cut. */
static void a_sum_wider_than_its_room_is_broken_before_a_sign(void **state) {
    struct fake *fake = *state;
    const char *notation = "P &= a ( b + c ) + d ( e + f ) + g \\\\ &= 1";
    struct math_words words = {.text = notation, .length = strlen(notation), .template_text = &fake->text};
    struct math_rows rows;
    struct math_style style = {.fonts = fake->fonts, .size = 10, .colour = palette[COLOUR_INK]};
    assert_true(math_parse(fake->arena, &words, fake->diags, &rows));
    math_break_rows(fake->arena, &style, &rows, 1000, 1000);
    assert_int_equal(rows.n_rows, 2);
    math_break_rows(fake->arena, &style, &rows, 50, 50);
    assert_int_equal(rows.n_rows, 4); /* a (b + c), then d (e + f), then g; and the second row */
    struct math_display display = math_set_rows(fake->arena, &style, &rows, 60, 76, 7, 0);
    assert_true(display.box.width <= 76 + 50);
    size_t below = 0;
    const struct box *box = fake_flat(fake, display.box.box);
    for (size_t i = 0; i < box->n; i++)
        below += box->pieces[i].kind == PIECE_TEXT && !strcmp(box->pieces[i].run->text, "+") &&
                 box->pieces[i].x == 60;
    assert_int_equal(below, 2);
}

/* A number stands beside the last row only: those above it have the whole column. */
static void a_last_row_is_broken_for_a_room_of_its_own(void **state) {
    struct fake *fake = *state;
    const char *notation = "P &= a + b \\\\ &= a + b";
    struct math_words words = {.text = notation, .length = strlen(notation), .template_text = &fake->text};
    struct math_rows rows;
    struct math_style style = {.fonts = fake->fonts, .size = 10, .colour = palette[COLOUR_INK]};
    assert_true(math_parse(fake->arena, &words, fake->diags, &rows));
    math_break_rows(fake->arena, &style, &rows, 1000, 10);
    assert_int_equal(rows.n_rows, 3);
    struct math_display display = math_set_rows(fake->arena, &style, &rows, 60, 76, 7, 0);
    assert_true(display.last_width < display.box.width);
}

/* Every piece where it stands: a change of the setting shows here. */
static void a_formula_is_text_that_can_be_searched(void **state) {
    struct fake *fake = *state;
    struct math_box box = set(fake, "T_\\text{mem} = \\frac{R}{k}");
    struct ink *ink = ink_trace_new(fake->fonts);
    box_draw(box.box, ink, 0, 100, NULL, NULL);
    static const char *const runs[] = {": T\n", ": mem\n", ": =\n", ": R\n", ": k\n"};
    const char *lines = ink_trace_lines(ink);
    for (size_t i = 0; i < COUNT(runs); i++) {
        const char *found = strstr(lines, runs[i]);
        assert_non_null(found);
        lines = found; /* in reading order */
    }
    assert_non_null(strstr(ink_trace_lines(ink), "fill #1a1a1a"));
    assert_null(ink_error(ink));
    ink_trace_drop(ink);
}

/* Powers of ten are copied as such; an index or a sum above keeps its small figures. */
static void raised_whole_numbers_copy_as_raised(void **state) {
    struct fake *fake = *state;
    static const struct {
        const char *notation, *raised;
    } rows[] = {{"10^9", "\u2079"}, {"10^{12}", "\u00B9\u00B2"}, {"10^{1,000}", "1,000"}, {"x_i^2", "2"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct box *box = fake_flat(fake, set(fake, rows[i].notation).box);
        bool found = false;
        for (size_t k = 0; k < box->n; k++)
            found = found || (box->pieces[k].kind == PIECE_TEXT &&
                              strcmp(box->pieces[k].run->text, rows[i].raised) == 0);
        assert_true(found);
    }
}

static void values_stand_in_formulas(void **state) {
    (void)state;
    struct fake *fake = fake_new("$R = {{room}}$");
    fake_pages(fake);
    assert_string_equal(fake_complaints(fake), "");
    fake_drop(fake);
}

static void bad_notation_is_said_at_its_place(void **state) {
    (void)state;
    static const struct {
        const char *words, *complaint;
    } rows[] = {
        {"a $x \\fraq{a}{b}$", "t.md:1:6: error: \\fraq is no notation known here\n"},
        {"$\\frac{a}$", "t.md:1:9: error: \\frac needs its argument in braces\n"},
        {"$x^$", "t.md:1:3: error: nothing follows ^\n"},
        {"$x^1^2$", "t.md:1:5: error: a second ^\n"},
        {"$$ {a $$", "t.md:1:4: error: { is not closed\n"},
        {"$$ a} $$", "t.md:1:5: error: } without its beginning\n"},
        {"$$ \\left( a $$", "t.md:1:4: error: \\left without \\right\n"},
        {"$a ~ b$", "t.md:1:4: error: `~` has no place in a formula\n"},
        {"> $$ a &= \\nosuch\n> $$", "t.md:1:11: error: \\nosuch is no notation known here\n"},
        {"$a & b$", "t.md:1:2: error: & and \\\\ align displays; this formula stands within a line\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fake *fake = fake_new(rows[i].words);
        fake_pages(fake);
        assert_string_equal(fake_complaints(fake), rows[i].complaint);
        fake_drop(fake);
    }
}

static void deep_nesting_is_refused(void **state) {
    (void)state;
    char words[4096] = "$";
    for (size_t i = 0; i < 900; i++)
        strcat(words, "{x^");
    strcat(words, "$");
    struct fake *fake = fake_new(words);
    fake_pages(fake);
    assert_true(diags_errors(fake->diags) > 0);
    fake_drop(fake);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FAKE_TEST(a_fraction_is_wider_than_its_parts_and_stands_on_both_sides_of_the_line),
        FAKE_TEST(indices_widen_but_leave_the_line_spacing),
        FAKE_TEST(signs_get_space_only_between_things),
        FAKE_TEST(commas_join_thousands_and_part_lists),
        FAKE_TEST(fences_grow_with_what_is_inside),
        FAKE_TEST(a_line_may_break_before_relations_only),
        FAKE_TEST(rows_are_aligned_at_their_relation),
        FAKE_TEST(a_sum_wider_than_its_room_is_broken_before_a_sign),
        FAKE_TEST(a_last_row_is_broken_for_a_room_of_its_own),
        FAKE_TEST(a_formula_is_text_that_can_be_searched),
        FAKE_TEST(raised_whole_numbers_copy_as_raised),
        cmocka_unit_test(values_stand_in_formulas),
        cmocka_unit_test(bad_notation_is_said_at_its_place),
        cmocka_unit_test(deep_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
