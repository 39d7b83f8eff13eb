/* Paragraphs: where lines end. Widths in points; the fit is compared with the first-fit that a typewriter
 * makes, and with every other choice on a small paragraph. */
#include "page_fake.h"

#include <math.h>

static struct atoms atoms_of(struct fake *fake, const char *words) {
    return inline_words(&fake->layout.setting, &fake->layout.setting.style->types[TYPE_TEXT], words);
}

/* First fit: as much in every line as it holds. */
static size_t greedy(const struct atom *atoms, size_t n, double measure, size_t *ends) {
    size_t lines = 0;
    double width = 0;
    for (size_t i = 0; i < n; i++) {
        if (i && width + atoms[i].width > measure) {
            ends[lines++] = i;
            width = 0;
        }
        width += atoms[i].width + atoms[i].space;
    }
    ends[lines++] = n;
    return lines;
}

static const char *const prose = "Every step reads 139 GB of weights, however many sequences share it: 5.2 "
                                 "ms on eight accelerators. So the "
                                 "first sequences cost nothing; what slows a full batch is its cache, read "
                                 "once a token by every sequence. "
                                 "Communication hides behind the reading if the runtime overlaps it; if not, "
                                 "the first user sees 129 tokens "
                                 "a second instead of 193.";

static void the_fit_is_never_worse_than_first_fit_and_sometimes_better(void **state) {
    struct fake *fake = *state;
    struct atoms atoms = atoms_of(fake, prose);
    size_t fit[200], first[200], better = 0;
    for (double measure = 120; measure < 400; measure += 7) {
        size_t n_fit = paragraph_fit(atoms.atoms, atoms.n, measure, fake->arena, fit);
        size_t n_first = greedy(atoms.atoms, atoms.n, measure, first);
        double cost = paragraph_cost(atoms.atoms, measure, fit, n_fit);
        double greedy_cost = paragraph_cost(atoms.atoms, measure, first, n_first);
        assert_true(cost <= greedy_cost + 1e-9);
        better += cost < greedy_cost - 1e-3;
    }
    assert_true(better > 5);
}

/* All 2^(n-1) choices of line ends of the first dozen words. */
static void the_fit_is_the_least_of_all_choices(void **state) {
    struct fake *fake = *state;
    struct atoms atoms = atoms_of(fake, prose);
    enum { WORDS = 12 };
    atoms.atoms[WORDS - 1].must_break = true;
    for (double measure = 80; measure < 200; measure += 30) {
        size_t ends[WORDS], n = paragraph_fit(atoms.atoms, WORDS, measure, fake->arena, ends);
        double cost = paragraph_cost(atoms.atoms, measure, ends, n), least = INFINITY;
        for (unsigned choice = 0; choice < 1u << (WORDS - 1); choice++) {
            size_t tried[WORDS], lines = 0;
            for (size_t i = 0; i + 1 < WORDS; i++)
                if (choice >> i & 1)
                    tried[lines++] = i + 1;
            tried[lines++] = WORDS;
            least = fmin(least, paragraph_cost(atoms.atoms, measure, tried, lines));
        }
        assert_true(fabs(cost - least) < 1e-9);
    }
}

static struct lines lines_of(struct fake *fake, const char *words, double measure) {
    return paragraph_lines(&fake->layout.setting, &fake->layout.setting.style->types[TYPE_TEXT],
                           atoms_of(fake, words), measure);
}

static const char *line_text(const struct line *line) {
    return line->box->pieces[0].run->text;
}

static void a_line_is_one_run_of_text_with_its_spaces(void **state) {
    struct fake *fake = *state;
    struct lines lines = lines_of(fake, "one two three four", 52);
    assert_int_equal(lines.n, 2);
    assert_string_equal(line_text(&lines.lines[0]), "one two");
    assert_string_equal(line_text(&lines.lines[1]), "three four");
    assert_int_equal(lines.lines[0].box->n, 1);
}

static void a_word_wider_than_the_column_is_cut_with_a_warning(void **state) {
    struct fake *fake = *state;
    char word[5001];
    memset(word, 'm', 5000);
    word[5000] = '\0';
    struct lines lines = lines_of(fake, word, 300);
    size_t letters = 0;
    for (size_t i = 0; i < lines.n; i++) {
        assert_true(lines.lines[i].width <= 300.01);
        letters += strlen(line_text(&lines.lines[i]));
    }
    assert_int_equal(letters, 5000);
    assert_int_equal(diags_errors(fake->diags), 0);
    assert_int_equal(diags_warnings(fake->diags), 1);
}

static void words_break_behind_hyphens_and_never_at_other_joints(void **state) {
    struct fake *fake = *state;
    struct atoms atoms = atoms_of(fake, "compute-bound 3.1-70B 8\u00A0GB");
    assert_int_equal(atoms.n, 4);
    assert_true(atoms.atoms[0].can_break);
    assert_memory_equal(atoms.atoms[0].text, "compute-", 8);
    assert_memory_equal(atoms.atoms[2].text, "3.1-70B", 7);
}

/* Each phrase is set in every measure from that of its longest word, so that it breaks in every place that it
 * may: never at a joint. */
static void units_numbers_and_signs_stay_with_what_they_belong_to(void **state) {
    struct fake *fake = *state;
    static const char *const phrases[] = {"it has 40 GB for what is read", "an A100 SXM 40 GB, and another",
                                          "a width = 8,192 of that model", "all of them on 8 × H100 at work",
                                          "and so of Llama 3.1 70B there", "where in Table 2 it is printed"};
    static const char *const torn[] = {"40", "SXM", "=", "8", "×", "Llama", "3.1", "Table"};
    size_t broken = 0;
    for (size_t i = 0; i < COUNT(phrases); i++)
        for (double measure = 66; measure < 160; measure += 1.5) {
            struct lines lines = lines_of(fake, phrases[i], measure);
            broken += lines.n > 1;
            for (size_t k = 0; k + 1 < lines.n; k++) {
                const char *text = line_text(&lines.lines[k]), *last = strrchr(text, ' ');
                for (size_t t = 0; t < COUNT(torn); t++)
                    assert_string_not_equal(last ? last + 1 : text, torn[t]);
            }
        }
    assert_true(broken > 100);
}

/* In the measures of running text. */
static void a_number_stays_with_what_it_counts(void **state) {
    struct fake *fake = *state;
    static const char phrase[] =
        "Beside the weights there is room for 26,702 tokens: 52 sequences of 512 tokens "
        "each, on 4 accelerators, which hold 64 layers of 128 heads between them.";
    size_t broken = 0;
    for (double measure = 220; measure < 430; measure += 1.5) {
        struct lines lines = lines_of(fake, phrase, measure);
        broken += lines.n - 1;
        for (size_t k = 0; k + 1 < lines.n; k++) {
            const char *text = line_text(&lines.lines[k]);
            assert_true(text[strlen(text) - 1] < '0' || text[strlen(text) - 1] > '9');
        }
    }
    assert_true(broken > 100);
}

/* In a measure that holds no more than one of them, they part all the same. */
static void words_that_belong_together_part_where_they_must(void **state) {
    struct fake *fake = *state;
    assert_int_equal(lines_of(fake, "SXM 40 GB", 24).n, 3);
}

/* A missing character is named with its codepoint. */
static void a_character_without_a_glyph_is_an_error(void **state) {
    (void)state;
    struct fake *fake = fake_new("abc \U00012345 d");
    fake_pages(fake);
    assert_non_null(strstr(fake_complaints(fake), "U+12345"));
    fake_drop(fake);
}

/* ---- Chinese ------------------------------------------------------------------------------------------ */

static const char *const chinese =
    "一个 520 亿参数的模型，在第一个 token "
    "到来之前就占去四张加速卡的大半显存（每张四十）。剩下的空间，留给所有在途"
    " token 的键与值。每个 token 在每一层各留下一个键和一个值；两者相除，就是装得下的数。";

static void no_line_begins_with_closing_punctuation_or_ends_with_opening(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    static const char *const not_first[] = {"，", "。", "；", "）", "：", "、"};
    for (double measure = 60; measure < 330; measure += 11) {
        struct lines lines = lines_of(fake, chinese, measure);
        for (size_t i = 0; i < lines.n; i++) {
            const char *text = line_text(&lines.lines[i]);
            for (size_t k = 0; k < COUNT(not_first); k++)
                assert_true(strncmp(text, not_first[k], strlen(not_first[k])) != 0);
            const struct box *box = fake_flat(fake, lines.lines[i].box);
            const struct shaped *last = box->pieces[box->n - 1].run;
            assert_true(last->length < 3 || memcmp(last->text + last->length - 3, "（", 3) != 0);
        }
    }
}

static void chinese_lines_are_justified_but_the_last(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    struct lines lines = lines_of(fake, chinese, 200);
    assert_true(lines.n > 3);
    for (size_t i = 0; i + 1 < lines.n; i++)
        assert_true(fabs(lines.lines[i].width - 200) < .01);
    assert_true(lines.lines[lines.n - 1].width < 199);
}

/* Long numbers leave lines that cannot be filled: those stay ragged. A Han letter is one em wide; a gap of a
 * tenth of an em is a space to pdftotext, so more than that grows only where there is one. */
static void no_gap_grows_to_a_tenth_of_an_em(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    static const char words[] = "一层有 52,615,462,912 个权重，各层合计 103,079,215,104 个，相加则是 "
                                "1,073,741,824 个字节；其余 17,179,869,184 个。";
    for (double measure = 90; measure < 330; measure += 7) {
        struct lines lines = lines_of(fake, words, measure);
        for (size_t i = 0; i < lines.n; i++) {
            const struct box *box = fake_flat(fake, lines.lines[i].box);
            assert_true(lines.lines[i].width < measure + .01);
            for (size_t k = 0; k < box->n; k++) {
                const struct shaped *run = box->pieces[k].run;
                for (size_t g = 0; run && g + 1 < run->n_glyphs; g++) {
                    bool letters = (unsigned char)run->text[run->glyphs[g].cluster] >= 0xE0 &&
                                   (unsigned char)run->text[run->glyphs[g + 1].cluster] >= 0xE0;
                    assert_true((double)run->glyphs[g].advance < 1 + (letters ? .1 : .25 + .1 + .25));
                }
            }
        }
    }
}

/* The empty half behind a full stop at a line's end is not counted as part of the line. */
static void punctuation_closes_up_at_the_end_of_a_line(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    double size = fake->layout.setting.style->types[TYPE_TEXT].size;
    assert_int_equal(lines_of(fake, "一二三四五六。", 6.7 * size).n, 1);
    assert_int_equal(lines_of(fake, "一二三四五六七", 6.7 * size).n, 2);
    double apart = lines_of(fake, "一）二", 500).width, together = lines_of(fake, "一）。", 500).width;
    assert_true(together < apart - .5 * size);
}

/* Nor is the empty half before an opening bracket at its beginning: the ink stands at the edge. */
static void a_bracket_opens_a_line_at_its_edge(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    double size = fake->layout.setting.style->types[TYPE_TEXT].size;
    struct lines lines = lines_of(fake, "一二三四五六（七八九）十", 6.2 * size);
    assert_int_equal(lines.n, 2);
    assert_string_equal(line_text(&lines.lines[1]), "（七八九）十");
    assert_true(fabs(fake_flat(fake, lines.lines[1].box)->pieces[0].x + .5 * size) < .01);
    assert_true(fabs(lines.lines[1].width - 5.5 * size) < .01);
    assert_int_equal(lines_of(fake, "（七八九十。", 5.15 * size).n, 1);
    assert_int_equal(lines_of(fake, "一七八九十。", 5.15 * size).n, 2);
}

/* A quarter of an em between Han and Latin, whether the source has a space there or not. */
static void han_and_latin_stand_a_quarter_em_apart(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    double size = fake->layout.setting.style->types[TYPE_TEXT].size;
    double with = lines_of(fake, "约 2MB 字", 500).width, without = lines_of(fake, "约2MB字", 500).width;
    double apart =
        lines_of(fake, "约", 500).width + lines_of(fake, "2MB", 500).width + lines_of(fake, "字", 500).width;
    assert_true(fabs(with - without) < 1e-3);
    assert_true(fabs(with - apart - .5 * size) < .01);
}

/* 8 张 goes to the next line together; before any other letter a line may end. */
static void a_number_stays_with_the_word_that_it_counts_in(void **state) {
    struct fake *fake = *state;
    fake->layout.setting.style = style_language("zh");
    double size = fake->layout.setting.style->types[TYPE_TEXT].size;
    struct lines counted = lines_of(fake, "一二三四五 8 张", 6.5 * size),
                 other = lines_of(fake, "一二三四五 8 宇", 6.5 * size);
    assert_int_equal(counted.n, 2);
    assert_int_equal(other.n, 2);
    assert_true(counted.lines[1].width > 1.5 * size && other.lines[1].width < 1.1 * size);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FAKE_TEST(the_fit_is_never_worse_than_first_fit_and_sometimes_better),
        FAKE_TEST(the_fit_is_the_least_of_all_choices),
        FAKE_TEST(a_line_is_one_run_of_text_with_its_spaces),
        FAKE_TEST(a_word_wider_than_the_column_is_cut_with_a_warning),
        FAKE_TEST(words_break_behind_hyphens_and_never_at_other_joints),
        FAKE_TEST(units_numbers_and_signs_stay_with_what_they_belong_to),
        FAKE_TEST(a_number_stays_with_what_it_counts),
        FAKE_TEST(words_that_belong_together_part_where_they_must),
        cmocka_unit_test(a_character_without_a_glyph_is_an_error),
        FAKE_TEST(no_line_begins_with_closing_punctuation_or_ends_with_opening),
        FAKE_TEST(chinese_lines_are_justified_but_the_last),
        FAKE_TEST(no_gap_grows_to_a_tenth_of_an_em),
        FAKE_TEST(punctuation_closes_up_at_the_end_of_a_line),
        FAKE_TEST(a_bracket_opens_a_line_at_its_edge),
        FAKE_TEST(a_number_stays_with_the_word_that_it_counts_in),
        FAKE_TEST(han_and_latin_stand_a_quarter_em_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
