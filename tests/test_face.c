/* Faces and shaping. Expected values are properties that the faces were chosen for (figures of one width,
 * kerning, ligatures) or figures that their own tables state. Lengths in em. */
#define _POSIX_C_SOURCE 200809L

#include "../figures/face.h"
#include "../gen/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <hb.h>

static void on_failure(const char *message) {
    fail_msg("%s", message);
}

static const struct shaped *shape(struct fonts *fonts, enum face face, const char *text) {
    return fonts_shape(fonts, face, text, strlen(text));
}

static int open_fonts(void **state) {
    *state = fonts_new(on_failure);
    return 0;
}

static int close_fonts(void **state) {
    fonts_drop(*state);
    return 0;
}

/* The width of a run is what its glyphs advance together. */
static void width_is_the_sum_of_advances(void **state) {
    for (int face = 0; face < FACE_CHOICE_COUNT; face++) {
        const struct shaped *run = shape(*state, (enum face)face, "Tokens a second, 中文 β: 1,024.50 × 3");
        double sum = 0;
        for (size_t i = 0; i < run->n_glyphs; i++)
            sum += run->glyphs[i].advance;
        assert_float_equal(run->width, sum, 1e-5);
        assert_float_equal(fonts_width(*state, (enum face)face, 10, "AV"),
                           (10 * shape(*state, (enum face)face, "AV")->width), 1e-5);
    }
}

/* HarfBuzz makes spaces of any width from the plain one and the unbreakable hyphen from the hyphen; joiners
 * and selectors go with what they follow, whether or not the face has them. None of them is a character that
 * is missing. */
static void hyphens_spaces_and_joiners_need_no_glyph_of_their_own(void **state) {
    enum face asked;
    for (int face = 0; face < FACE_CHOICE_COUNT; face++) {
        const struct shaped *run =
            shape(*state, (enum face)face, "a\u2011b\u2005c\u3000d\u200De\uFE0Ff e\u0301 x\u20DD");
        assert_true(run->n_glyphs >= 8);
        assert_true(fonts_ready(*state, (enum face)face) && fonts_ready(*state, (enum face)face));
    }
    uint32_t missing = fonts_missing(*state, &asked);
    if (missing)
        fail_msg("U+%04X", (unsigned)missing);
}

/* Pairs that Lato's GPOS table kerns, AV by more than a twentieth of an em (Charis 6.101 kerns none). */
static void letters_are_kerned(void **state) {
    const char *pairs[] = {"AV", "To", "LY", "We"};
    for (int face = FACE_LABEL; face <= FACE_LABEL_BOLD; face++)
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            const char first[2] = {pairs[i][0], 0};
            double apart = shape(*state, (enum face)face, first)->width +
                           shape(*state, (enum face)face, pairs[i] + 1)->width;
            assert_true(shape(*state, (enum face)face, pairs[i])->width < apart - 0.05);
        }
}

/* Charis and Lato both have an ffi ligature: one glyph whose cluster is where the f begins. */
static void ligatures_stand_for_their_letters(void **state) {
    const struct shaped *run = shape(*state, FACE_TEXT, "office");
    assert_int_equal(run->n_glyphs, 4);
    assert_int_equal(run->glyphs[1].cluster, 1);
    assert_int_equal(run->glyphs[2].cluster, 4);
}

/* Numbers and their units are set by pairs of signs; behind a letter with an accent HarfBuzz is given all of
 * it at once. Both give the same glyphs. */
static void units_are_set_as_when_shaped_with_their_numbers(void **state) {
    static const char *const tails[] = {" ms", "\xE2\x80\x89ms",     "\xC2\xA0GB", "\xE2\x80\xAFTFLOP/s",
                                        " ",   " tokens, To AV (x)", " fi 7 8.5",  "\xE2\x80\x89\xC2\xB5s"};
    for (int face = 0; face < FACE_CHOICE_COUNT; face++)
        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
            char apart[64], whole[64];
            snprintf(apart, sizeof apart, "1,024.50%s", tails[i]);
            snprintf(whole, sizeof whole, "e\u03011,024.50%s", tails[i]);
            const struct shaped *one = shape(*state, (enum face)face, apart);
            const struct shaped *other = shape(*state, (enum face)face, whole);
            double width = 0;
            assert_true(other->n_glyphs > one->n_glyphs);
            for (size_t k = 0; k < one->n_glyphs; k++) {
                const struct glyph *a = &one->glyphs[k],
                                   *b = &other->glyphs[other->n_glyphs - one->n_glyphs + k];
                assert_int_equal(a->id, b->id);
                assert_int_equal(a->face, b->face);
                assert_int_equal(a->cluster + strlen("e\u0301"), b->cluster);
                assert_true(a->advance == b->advance && a->dx == b->dx && a->dy == b->dy);
                width += a->advance;
            }
            assert_float_equal(one->width, width, 1e-6);
        }
}

enum { MOST_SIGNS = 64 };

/* The same glyphs with a letter before them whose accent keeps all of it to HarfBuzz. */
static void assert_set_as_shaped(struct fonts *fonts, enum face face, const char *words) {
    const char *signs[MOST_SIGNS], *end = words + strlen(words), *before = "e\u0301\u00B7";
    int lengths[MOST_SIGNS];
    size_t n = 0, skip = strlen(before);
    for (const char *at = words; at < end && n < MOST_SIGNS; lengths[n] = (int)(at - signs[n]), n++) {
        signs[n] = at;
        utf8_next(&at, end);
    }
    for (size_t i = 0; i < n * n * n; i++) {
        size_t a = i / n / n, b = i / n % n, c = i % n;
        char text[32];
        snprintf(text, sizeof text, "%s%.*s%.*s%.*s", before, lengths[a], signs[a], lengths[b], signs[b],
                 lengths[c], signs[c]);
        const struct shaped *run = shape(fonts, face, text + skip), *whole = shape(fonts, face, text);
        bool same = run->n_glyphs < whole->n_glyphs;
        for (size_t k = 0; k < run->n_glyphs && same; k++) {
            const struct glyph *one = &run->glyphs[k],
                               *other = &whole->glyphs[whole->n_glyphs - run->n_glyphs + k];
            same = one->id == other->id && one->face == other->face &&
                   one->cluster + skip == other->cluster && one->advance == other->advance &&
                   one->dx == other->dx && one->dy == other->dy;
        }
        if (!same)
            fail_msg("face %d sets '%s' in another way than HarfBuzz", (int)face, text + skip);
    }
}

/* Words are set by what HarfBuzz does with pairs of signs. That is all it does: three letters each, and three
 * of figures, marks and some letters, come out as HarfBuzz shapes them at once. */
static void words_are_set_as_when_shaped_whole(void **state) {
    (void)state;
    for (int face = 0; face < FACE_CHOICE_COUNT; face++) {
        struct fonts *fonts = fonts_new(on_failure); /* dropped with all its runs */
        assert_set_as_shaped(fonts, (enum face)face, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        assert_set_as_shaped(fonts, (enum face)face, " !\"%&'()*+,-./012:;<=>[~_fixATVn");
        assert_set_as_shaped(fonts, (enum face)face,
                             "·×−–—’‘“”…≤≈°µé 2,/.)(-afitTVs\u00A0\u2009\u202F\u2002");
        fonts_drop(fonts);
    }
}

/* What is joined (ffi, ti) is a sign among the others: whatever stands at either side of it. */
static void joined_letters_are_set_as_when_shaped_whole(void **state) {
    static const char *const joined[] = {"fi", "ff", "fl", "ffi", "ffl", "ti",
                                         "tt", "ft", "tf", "fb",  "tti", "fj"};
    const char *sides = " !\"%&'()*+,-./012:;<=>[~_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (int face = 0; face < FACE_CHOICE_COUNT; face++)
        for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
            for (size_t k = 0; k < strlen(sides) * strlen(sides); k++) {
                char text[32];
                snprintf(text, sizeof text, "e\u0301%c%s%c", sides[k / strlen(sides)], joined[i],
                         sides[k % strlen(sides)]);
                const struct shaped *run = shape(*state, (enum face)face, text + 3);
                const struct shaped *whole = shape(*state, (enum face)face, text);
                size_t skip = whole->n_glyphs - run->n_glyphs;
                double width = 0;
                for (size_t g = 0; g < run->n_glyphs; g++) {
                    assert_int_equal(run->glyphs[g].id, whole->glyphs[skip + g].id);
                    assert_int_equal(run->glyphs[g].cluster + 3, whole->glyphs[skip + g].cluster);
                    assert_true(run->glyphs[g].advance == whole->glyphs[skip + g].advance);
                    width += run->glyphs[g].advance;
                }
                assert_float_equal(run->width, width, 1e-6);
            }
}

/* What HarfBuzz makes of bytes [from, to) of a run, which are of one face and Han; but for the marks that
 * marks_stand_beside_what_they_close is about. */
static void assert_shaped_so(struct fonts *fonts, const struct shaped *run, size_t from, size_t to,
                             const struct glyph *glyphs, size_t n_glyphs) {
    hb_face_t *face = fonts_hb_face(fonts, (enum face)glyphs->face);
    hb_font_t *font = hb_font_create(face);
    hb_buffer_t *buffer = hb_buffer_create();
    unsigned n, units = hb_face_get_upem(face);
    hb_buffer_add_utf8(buffer, run->text, (int)run->length, (unsigned)from, (int)(to - from));
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, HB_SCRIPT_HAN);
    hb_buffer_set_language(buffer, hb_language_from_string("zh-hans", -1));
    hb_shape(font, buffer, NULL, 0);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &n);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, NULL);
    assert_int_equal(n, n_glyphs);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(infos[i].codepoint, glyphs[i].id);
        assert_int_equal(infos[i].cluster, glyphs[i].cluster);
        bool mark = (unsigned char)run->text[glyphs[i].cluster] == 0xEF; /* from U+F000 on */
        assert_true(mark || (float)(places[i].x_advance / (double)units) == glyphs[i].advance);
        assert_true(places[i].x_offset == 0 && (mark || glyphs[i].dx == 0) && glyphs[i].dy == 0);
    }
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
}

/* Han characters that no rule of their face names are not shaped; HarfBuzz sets them the same. U+7B81 is one
 * that a rule of LXGW WenKai's names. */
static void han_is_set_as_it_is_shaped(void **state) {
    static const char *const texts[] = {"批量与上下文，所需的显存（每个加速器）",
                                        "「中」、文。：；！？《》〈〉【】〔〕", "箁读箁写"};
    for (int face = 0; face < FACE_CHOICE_COUNT; face++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            const struct shaped *run = shape(*state, (enum face)face, texts[i]);
            for (size_t from = 0, to; from < run->n_glyphs; from = to) {
                for (to = from; to < run->n_glyphs && run->glyphs[to].face == run->glyphs[from].face;)
                    to++;
                assert_shaped_so(*state, run, run->glyphs[from].cluster,
                                 to < run->n_glyphs ? run->glyphs[to].cluster : run->length,
                                 &run->glyphs[from], to - from);
            }
        }
}

/* Columns of numbers align: every figure is as wide as a nought and nothing is kerned between them. */
static void figures_are_tabular(void **state) {
    for (int face = 0; face < FACE_CHOICE_COUNT; face++) {
        double nought = shape(*state, (enum face)face, "0")->width;
        for (char figure = '1'; figure <= '9'; figure++) {
            char text[2] = {figure, 0};
            assert_float_equal(shape(*state, (enum face)face, text)->width, nought, 1e-9);
        }
        assert_float_equal(shape(*state, (enum face)face, "7,417.14")->width,
                           shape(*state, (enum face)face, "0,000.00")->width, 1e-9);
    }
}

/* Numbers are not shaped; they must come out as they do where HarfBuzz shapes them among words. */
static void numbers_are_set_as_they_are_shaped(void **state) {
    const char *number = "1,067,284.93", *among = "e\u0301 1,067,284.93 x";
    for (int face = 0; face < FACE_CHOICE_COUNT; face++) {
        const struct shaped *alone = shape(*state, (enum face)face, number);
        const struct shaped *shaped = shape(*state, (enum face)face, among);
        assert_int_equal(alone->n_glyphs, strlen(number));
        size_t before = shaped->n_glyphs - strlen(number) - 2;
        assert_in_range(before, 2, 3); /* the letter, its accent or not, and the space */
        for (size_t i = 0; i < alone->n_glyphs; i++) {
            assert_int_equal(alone->glyphs[i].id, shaped->glyphs[before + i].id);
            assert_int_equal(alone->glyphs[i].cluster, i);
            assert_float_equal(alone->glyphs[i].advance, shaped->glyphs[before + i].advance, 0);
            assert_float_equal(alone->glyphs[i].dx, shaped->glyphs[before + i].dx, 0);
        }
    }
}

static enum face face_of(void *fonts, enum face asked, const char *text) {
    const struct shaped *run = shape(fonts, asked, text);
    assert_int_equal(run->n_glyphs, 1);
    assert_int_not_equal(run->glyphs[0].id, 0);
    return run->glyphs[0].face;
}

/* Who has what: the characters that a face's own cmap lacks come from the first face of its list that has
 * them. Charis has no capital sigma, Lato has no ceiling brackets; neither has Chinese. */
static void characters_fall_back_by_role(void **state) {
    assert_int_equal(face_of(*state, FACE_TEXT, "x"), FACE_TEXT);
    assert_int_equal(face_of(*state, FACE_TEXT, "≤"), FACE_TEXT);
    assert_int_equal(face_of(*state, FACE_TEXT, "Σ"), FACE_SYMBOL_TEXT);
    assert_int_equal(face_of(*state, FACE_LABEL, "Σ"), FACE_LABEL);
    assert_int_equal(face_of(*state, FACE_LABEL, "⌈"), FACE_SYMBOL_LABEL);
    assert_int_equal(face_of(*state, FACE_TEXT, "中"), FACE_HAN_TEXT);
    assert_int_equal(face_of(*state, FACE_TEXT_ITALIC, "中"), FACE_HAN_TEXT);
    assert_int_equal(face_of(*state, FACE_TEXT_BOLD, "中"), FACE_HAN_LABEL);
    assert_int_equal(face_of(*state, FACE_LABEL_BOLD, "，"), FACE_HAN_LABEL);
}

/* GB/T 15834-2011, 5.1: 、，。；：？！ stand left in their square, as does a closing bracket; an opening one
 * stands right: less than half an em is empty on the other side, and a gap between letters is none that a
 * reader of the page (pdftotext: a tenth) would take for a space. In text and in labels. */
static void marks_stand_beside_what_they_close(void **state) {
    static const enum face asked[] = {FACE_TEXT, FACE_TEXT_BOLD, FACE_LABEL, FACE_LABEL_BOLD};
    static const char *const marks[] = {"，", "、", "。", "；", "：", "！", "？", "）", "（"};
    enum { CLOSING = 8 };
    for (size_t f = 0; f < sizeof asked / sizeof *asked; f++)
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            const struct shaped *run = shape(*state, asked[f], marks[i]);
            const struct glyph *glyph = &run->glyphs[0];
            hb_font_t *font = hb_font_create(fonts_hb_face(*state, (enum face)glyph->face));
            hb_glyph_extents_t box;
            assert_true(hb_font_get_glyph_extents(font, glyph->id, &box));
            double units = hb_face_get_upem(fonts_hb_face(*state, (enum face)glyph->face));
            double left = (double)glyph->dx + box.x_bearing / units, right = left + box.width / units;
            double gap = i < CLOSING ? left : run->width - right;
            assert_true(run->width > .69 && run->width < 1.001);
            if (gap < 0 || gap > .25 || (double)glyph->dx > 0 || run->width - 1 - (double)glyph->dx > .1)
                fail_msg("%s of face %d reaches from %.2f to %.2f of %.2f em", marks[i], (int)glyph->face,
                         left, right, run->width);
            hb_font_destroy(font);
        }
}

/* A run of several faces keeps the order of the text, and Latin stays in the face asked for. */
static void mixed_runs_keep_their_order(void **state) {
    const char *text = "在 A100-40GB 上";
    const struct shaped *run = shape(*state, FACE_TEXT, text);
    for (size_t i = 1; i < run->n_glyphs; i++)
        assert_true(run->glyphs[i].cluster > run->glyphs[i - 1].cluster);
    for (size_t i = 0; i < run->n_glyphs; i++)
        assert_int_equal(run->glyphs[i].face,
                         (unsigned char)text[run->glyphs[i].cluster] < 0x80 ? FACE_TEXT : FACE_HAN_TEXT);
}

/* A mark is drawn by the face of its letter: both glyphs, or the one that HarfBuzz composes, are Charis'. */
static void marks_follow_their_letter(void **state) {
    const struct shaped *run = shape(*state, FACE_TEXT, "e\u0301");
    for (size_t i = 0; i < run->n_glyphs; i++)
        assert_int_equal(run->glyphs[i].face, FACE_TEXT);
    assert_float_equal(run->width, shape(*state, FACE_TEXT, "é")->width, 1e-9);
}

/* Unicode names the widths of these spaces: no face is fallen back to for want of a glyph. */
static void spaces_of_every_width_are_there(void **state) {
    const char *spaces[] = {" ", "\u00A0", "\u2003", "\u2009", "\u202F"};
    for (int face = 0; face < FACE_CHOICE_COUNT; face++)
        for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
            assert_int_equal(face_of(*state, (enum face)face, spaces[i]), face);
    assert_float_equal(shape(*state, FACE_TEXT, "\u2003")->width, 1, 1e-9);
}

/* What was shaped is kept, also after the table has grown, and faces do not share runs. */
static void runs_are_kept(void **state) {
    const struct shaped *kept = shape(*state, FACE_TEXT, "tokens");
    char text[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(text, sizeof text, "run %d", i);
        shape(*state, FACE_LABEL, text);
    }
    assert_ptr_equal(kept, shape(*state, FACE_TEXT, "tokens"));
    assert_ptr_equal(shape(*state, FACE_LABEL, text), shape(*state, FACE_LABEL, text));
    assert_ptr_not_equal(kept, shape(*state, FACE_TEXT_BOLD, "tokens"));
    assert_ptr_equal(fonts_shape(*state, FACE_TEXT, "tokens per second", 6), kept);
    assert_string_equal(kept->text, "tokens");
}

static void nothing_has_no_glyphs(void **state) {
    const struct shaped *run = fonts_shape(*state, FACE_TEXT, "", 0);
    assert_int_equal(run->n_glyphs, 0);
    assert_float_equal(run->width, 0, 0);
}

/* A bad byte is one replacement character, never a crash, and the bytes around it stay. */
static void bad_utf8_is_replaced(void **state) {
    const struct shaped *run = fonts_shape(*state, FACE_TEXT, "a\xFF\x80z", 4);
    assert_int_equal(run->glyphs[0].id, shape(*state, FACE_TEXT, "a")->glyphs[0].id);
    assert_int_equal(run->glyphs[run->n_glyphs - 1].id, shape(*state, FACE_TEXT, "z")->glyphs[0].id);
}

#define WITH_FONTS(test) cmocka_unit_test_setup_teardown(test, open_fonts, close_fonts)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_FONTS(width_is_the_sum_of_advances),
        WITH_FONTS(hyphens_spaces_and_joiners_need_no_glyph_of_their_own),
        WITH_FONTS(letters_are_kerned),
        WITH_FONTS(ligatures_stand_for_their_letters),
        WITH_FONTS(units_are_set_as_when_shaped_with_their_numbers),
        cmocka_unit_test(words_are_set_as_when_shaped_whole),
        WITH_FONTS(joined_letters_are_set_as_when_shaped_whole),
        WITH_FONTS(han_is_set_as_it_is_shaped),
        WITH_FONTS(figures_are_tabular),
        WITH_FONTS(numbers_are_set_as_they_are_shaped),
        WITH_FONTS(characters_fall_back_by_role),
        WITH_FONTS(marks_stand_beside_what_they_close),
        WITH_FONTS(mixed_runs_keep_their_order),
        WITH_FONTS(marks_follow_their_letter),
        WITH_FONTS(spaces_of_every_width_are_there),
        WITH_FONTS(runs_are_kept),
        WITH_FONTS(nothing_has_no_glyphs),
        WITH_FONTS(bad_utf8_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
