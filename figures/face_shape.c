/* See face_shape.h. HarfBuzz shapes with its own OpenType functions. Font units inside, em outside. */
#include "face_shape.h"

#include "../gen/base/text.h"
#include "face_pairs.h"

#include <assert.h>
#include <stdlib.h>

enum { EAST_ASIAN_FROM = 0x2E80 };

/* After the face asked for: who is asked next. East Asian characters ask the Han faces before the symbols. */
enum { FALLBACKS = 4 };
/* clang-format off */
static const uint8_t fallbacks[][FALLBACKS] = {
    [FACE_TEXT]             = {FACE_SYMBOL_TEXT, FACE_HAN_TEXT, FACE_SYMBOL_LABEL, FACE_HAN_LABEL},
    [FACE_TEXT_ITALIC]      = {FACE_SYMBOL_TEXT, FACE_HAN_TEXT, FACE_SYMBOL_LABEL, FACE_HAN_LABEL},
    [FACE_TEXT_BOLD]        = {FACE_SYMBOL_TEXT, FACE_HAN_LABEL, FACE_SYMBOL_LABEL, FACE_HAN_TEXT},
    [FACE_TEXT_BOLD_ITALIC] = {FACE_SYMBOL_TEXT, FACE_HAN_LABEL, FACE_SYMBOL_LABEL, FACE_HAN_TEXT},
    [FACE_LABEL]            = {FACE_SYMBOL_LABEL, FACE_HAN_LABEL, FACE_SYMBOL_TEXT, FACE_HAN_TEXT},
    [FACE_LABEL_ITALIC]     = {FACE_SYMBOL_LABEL, FACE_HAN_LABEL, FACE_SYMBOL_TEXT, FACE_HAN_TEXT},
    [FACE_LABEL_BOLD]       = {FACE_SYMBOL_LABEL, FACE_HAN_LABEL, FACE_SYMBOL_TEXT, FACE_HAN_TEXT},
};
static const uint8_t east_asian_order[FALLBACKS] = {1, 3, 0, 2};
/* clang-format on */
_Static_assert(sizeof fallbacks / sizeof *fallbacks == FACE_CHOICE_COUNT, "every face has fallbacks");

/* `wrong` is a message, or NULL. */
static void refuse(const struct shaper *shaper, const char *wrong) {
    if (wrong) {
        shaper->fail(wrong);
        abort(); /* LCOV_EXCL_LINE: fail must not return */
    }
}

struct face_file *shaper_file(struct shaper *shaper, enum face which) {
    assert(which < FACE_COUNT);
    struct face_file *file = &shaper->files[which];
    if (!file->blob)
        refuse(shaper, face_file_open(file, which, shaper->arena));
    return file;
}

struct face_file *shaper_face(struct shaper *shaper, enum face which) {
    struct face_file *file = shaper_file(shaper, which);
    if (!file->font)
        refuse(shaper, face_file_load(file, which, shaper->arena));
    return file;
}

/* HarfBuzz makes spaces of any width from the plain one, and the unbreakable hyphen from the hyphen. */
static bool has_character(struct shaper *shaper, enum face face, uint32_t c) {
    hb_font_t *font = shaper_face(shaper, face)->font;
    hb_codepoint_t glyph;
    if (hb_font_get_nominal_glyph(font, c, &glyph))
        return true;
    if (c == 0x2011)
        return hb_font_get_nominal_glyph(font, 0x2010, &glyph);
    if (c < 0xA0)
        return false;
    return hb_unicode_general_category(hb_unicode_funcs_get_default(), c) ==
               HB_UNICODE_GENERAL_CATEGORY_SPACE_SEPARATOR &&
           hb_font_get_nominal_glyph(font, ' ', &glyph);
}

/* Marks, joiners and selectors go with what they follow, where its face has them or needs no glyph. */
static bool follows(struct shaper *shaper, enum face before, uint32_t c) {
    if (c < 0x300)
        return false;
    if (c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F))
        return true;
    hb_unicode_general_category_t category = hb_unicode_general_category(hb_unicode_funcs_get_default(), c);
    bool mark = category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
                category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
    return mark && has_character(shaper, before, c);
}

static enum face choose_face(struct shaper *shaper, enum face asked, uint32_t c) {
    if (has_character(shaper, asked, c))
        return asked;
    for (int i = 0; i < FALLBACKS; i++) {
        int place = c >= EAST_ASIAN_FROM ? east_asian_order[i] : i;
        enum face face = fallbacks[asked][place];
        if (has_character(shaper, face, c))
            return face;
    }
    if (!shaper->missing)
        shaper->missing = c;
    return asked;
}

/* Figures stand under one another in tables: they get the advance of a nought (Lato Italic's 6
 * has less), and numbers are not kerned inside. Font units. */
static hb_position_t set_figure(const struct face_file *file, const char *text, size_t length, size_t at,
                                hb_codepoint_t id, hb_position_t advance, hb_position_t *offset) {
    if (pairs_is_figure(text[at])) {
        *offset += (file->figure - hb_font_get_glyph_h_advance(file->font, id)) / 2;
        return file->figure;
    }
    if (at + 1 < length && pairs_is_numeric(text[at]) && pairs_is_figure(text[at + 1]))
        return hb_font_get_glyph_h_advance(file->font, id);
    return advance;
}

static void add_glyph(struct shaper *shaper, struct glyph glyph) {
    shaper->glyphs = arena_grow(shaper->arena, shaper->glyphs, shaper->n_glyphs, &shaper->glyph_capacity,
                                sizeof *shaper->glyphs);
    shaper->glyphs[shaper->n_glyphs++] = glyph;
}

/* Bytes [from, to) of a text in one face, by pairs. False when it cannot be. Adds its width, in em. */
static bool set_by_pairs(struct shaper *shaper, enum face face, struct shaped *run, size_t from, size_t to) {
    struct face_file *file = shaper_face(shaper, face);
    struct letter letters[PAIRS_MOST_LETTERS];
    size_t n = pairs_set(file, shaper->arena, shaper->buffer, run->text + from, to - from, letters);
    double units = file->units;
    int64_t width = 0;
    for (size_t i = 0; i < n; i++) {
        add_glyph(shaper, (struct glyph){.id = letters[i].id,
                                         .face = (uint8_t)face,
                                         .cluster = (uint32_t)from + letters[i].at,
                                         .advance = (float)(letters[i].advance / units),
                                         .dx = (float)(letters[i].offset / units)});
        width += letters[i].advance;
    }
    run->width += (double)width / units;
    return n > 0;
}

/* Droid Sans Fallback has the marks of a sentence and brackets in the middle of their square, as is done in
 * Taipei and Hong Kong. On the mainland (GB/T 15834-2011, and LXGW WenKai) a mark stands beside what it
 * closes, a bracket beside what it holds. What is empty between them is given up, in em: moving the glyph
 * inside its square would leave a gap that readers of the page take for a space. */
static float given_up(enum face face, uint32_t c) {
    static const struct {
        uint16_t mark;
        float em;
    } marks[] = {{0xFF0C, .30f}, {0xFF1B, .26f}, {0xFF1A, .27f}, {0xFF01, .27f},
                 {0xFF1F, .20f}, {0xFF08, .22f}, {0xFF09, .22f}};
    if (face == FACE_HAN_LABEL && c >= 0xFF00)
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (marks[i].mark == c)
                return marks[i].em;
    return 0;
}

/* Han characters and what is as wide as they are: none joins with another, nor composes. */
static bool is_east_asian(uint32_t c) {
    return (c >= 0x3000 && c < 0x302A) || (c >= 0x3400 && c < 0xA000) || (c > 0xFF00 && c <= 0xFF60);
}

/* The same for such characters, which no rule of their face is about. False where there is another. */
static bool set_as_they_are(struct shaper *shaper, enum face face, struct shaped *run, size_t from,
                            size_t to) {
    struct face_file *file = shaper_face(shaper, face);
    const char *at = run->text + from, *end = run->text + to;
    double units = file->units;
    double width = 0;
    size_t before = shaper->n_glyphs;
    while (at < end) {
        uint32_t cluster = (uint32_t)(at - run->text), c = utf8_next(&at, end);
        hb_codepoint_t id;
        if (!is_east_asian(c) || !hb_font_get_nominal_glyph(file->font, c, &id) ||
            !face_file_is_free(file, id)) {
            shaper->n_glyphs = before;
            return false;
        }
        float advance = (float)(hb_font_get_glyph_h_advance(file->font, id) / units),
              less = given_up(face, c);
        add_glyph(shaper, (struct glyph){.id = (uint16_t)id,
                                         .face = (uint8_t)face,
                                         .cluster = cluster,
                                         .advance = advance - less,
                                         .dx = c == 0xFF08 ? 0 : -less}); /* the one that opens: （ */
        width += (double)(advance - less);
    }
    run->width += width;
    return true;
}

/* The same by HarfBuzz. */
static void set_by_shaping(struct shaper *shaper, enum face face, struct shaped *run, size_t from,
                           size_t to) {
    const struct face_file *file = shaper_face(shaper, face);
    face_file_shape(file, shaper->buffer, run->text, run->length, from, to);
    unsigned n = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(shaper->buffer, &n);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(shaper->buffer, NULL);
    double units = file->units;
    int64_t width = 0;
    for (unsigned i = 0; i < n; i++) {
        hb_position_t offset = places[i].x_offset;
        hb_position_t advance = set_figure(file, run->text, run->length, infos[i].cluster, infos[i].codepoint,
                                           places[i].x_advance, &offset);
        add_glyph(shaper, (struct glyph){.id = (uint16_t)infos[i].codepoint,
                                         .face = (uint8_t)face,
                                         .cluster = infos[i].cluster,
                                         .advance = (float)(advance / units),
                                         .dx = (float)(offset / units),
                                         .dy = (float)(places[i].y_offset / units)});
        width += advance;
    }
    run->width += (double)width / units;
}

static void set_part(struct shaper *shaper, enum face face, struct shaped *run, size_t from, size_t to) {
    bool set = face < FACE_CHOICE_COUNT ? set_by_pairs(shaper, face, run, from, to)
               : face >= FACE_HAN_TEXT  ? set_as_they_are(shaper, face, run, from, to)
                                        : false;
    if (!set)
        set_by_shaping(shaper, face, run, from, to);
}

/* Splits the text where the face changes. */
static void set_parts(struct shaper *shaper, enum face asked, struct shaped *run) {
    const char *text = run->text, *end = text + run->length, *at = text;
    size_t from = 0;
    enum face current = asked;
    while (at < end) {
        size_t here = (size_t)(at - text);
        uint32_t c = utf8_next(&at, end);
        if (here > from && follows(shaper, current, c))
            continue;
        enum face face = choose_face(shaper, asked, c);
        if (face != current && here > from) {
            set_part(shaper, current, run, from, here);
            from = here;
        }
        current = face;
    }
    if (from < run->length)
        set_part(shaper, current, run, from, run->length);
}

void shaper_set(struct shaper *shaper, enum face asked, struct shaped *run) {
    shaper->missing = 0;
    shaper->n_glyphs = 0;
    run->width = 0;
    if (!set_by_pairs(shaper, asked, run, 0, run->length)) /* as most are */
        set_parts(shaper, asked, run);
}
