/* See face.h. HarfBuzz shapes with its own OpenType functions, on files mapped into memory; a face is opened
 * when a character first needs it. Runs are kept in a hash table for as long as the fonts live.
 *
 * Never consults the locale, never rounds to a device, never embeds anything. Font units inside, em outside.
 */
#include "face.h"

#include "../gen/base/arena.h"
#include "../gen/base/text.h"

#include <assert.h>
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <hb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a face is found. family and style are fontconfig's names, asked only when folder has no such file. */
struct source_row {
    const char *family, *style, *file, *folder, *package;
    hb_script_t script; /* one per face, so that a face needs one shaping plan */
    const char *language;
};

#define CHARIS "/usr/share/fonts/truetype/charis"
#define LATO   "/usr/share/fonts/truetype/lato"
#define DEJAVU "/usr/share/fonts/truetype/dejavu"
#define WENKAI "/usr/share/fonts/truetype/lxgw-wenkai"
#define DROID  "/usr/share/fonts-droid-fallback/truetype"
#define LATIN  HB_SCRIPT_LATIN, "en"
#define HAN    HB_SCRIPT_HAN, "zh-hans"

/* clang-format off */
static const struct source_row sources[] = {
    [FACE_TEXT]             = {"Charis SIL", "Regular", "CharisSIL-Regular.ttf", CHARIS, "fonts-sil-charis", LATIN},
    [FACE_TEXT_ITALIC]      = {"Charis SIL", "Italic", "CharisSIL-Italic.ttf", CHARIS, "fonts-sil-charis", LATIN},
    [FACE_TEXT_BOLD]        = {"Charis SIL", "Bold", "CharisSIL-Bold.ttf", CHARIS, "fonts-sil-charis", LATIN},
    [FACE_TEXT_BOLD_ITALIC] = {"Charis SIL", "Bold Italic", "CharisSIL-BoldItalic.ttf", CHARIS, "fonts-sil-charis", LATIN},
    [FACE_LABEL]            = {"Lato", "Regular", "Lato-Regular.ttf", LATO, "fonts-lato", LATIN},
    [FACE_LABEL_ITALIC]     = {"Lato", "Italic", "Lato-Italic.ttf", LATO, "fonts-lato", LATIN},
    [FACE_LABEL_BOLD]       = {"Lato", "Bold", "Lato-Bold.ttf", LATO, "fonts-lato", LATIN},
    [FACE_SYMBOL_TEXT]      = {"DejaVu Serif", "Book", "DejaVuSerif.ttf", DEJAVU, "fonts-dejavu-core", LATIN},
    [FACE_SYMBOL_LABEL]     = {"DejaVu Sans", "Book", "DejaVuSans.ttf", DEJAVU, "fonts-dejavu-core", LATIN},
    [FACE_HAN_TEXT]         = {"LXGW WenKai", "Regular", "LXGWWenKai-Regular.ttf", WENKAI, "fonts-lxgw-wenkai", HAN},
    [FACE_HAN_TEXT_BOLD]    = {"LXGW WenKai", "Bold", "LXGWWenKai-Bold.ttf", WENKAI, "fonts-lxgw-wenkai", HAN},
    [FACE_HAN_LABEL]        = {"Droid Sans Fallback", "Regular", "DroidSansFallback.ttf", DROID, "fonts-droid-fallback", HAN},
};

/* After the face asked for: who is asked next. East Asian characters ask the Han faces before the symbols. */
enum { FALLBACKS = 4 };
static const uint8_t fallbacks[][FALLBACKS] = {
    [FACE_TEXT]             = {FACE_SYMBOL_TEXT, FACE_HAN_TEXT, FACE_SYMBOL_LABEL, FACE_HAN_LABEL},
    [FACE_TEXT_ITALIC]      = {FACE_SYMBOL_TEXT, FACE_HAN_TEXT, FACE_SYMBOL_LABEL, FACE_HAN_LABEL},
    [FACE_TEXT_BOLD]        = {FACE_SYMBOL_TEXT, FACE_HAN_TEXT_BOLD, FACE_SYMBOL_LABEL, FACE_HAN_LABEL},
    [FACE_TEXT_BOLD_ITALIC] = {FACE_SYMBOL_TEXT, FACE_HAN_TEXT_BOLD, FACE_SYMBOL_LABEL, FACE_HAN_LABEL},
    [FACE_LABEL]            = {FACE_SYMBOL_LABEL, FACE_HAN_LABEL, FACE_SYMBOL_TEXT, FACE_HAN_TEXT},
    [FACE_LABEL_ITALIC]     = {FACE_SYMBOL_LABEL, FACE_HAN_LABEL, FACE_SYMBOL_TEXT, FACE_HAN_TEXT},
    [FACE_LABEL_BOLD]       = {FACE_SYMBOL_LABEL, FACE_HAN_LABEL, FACE_SYMBOL_TEXT, FACE_HAN_TEXT},
};
static const uint8_t east_asian_order[FALLBACKS] = {1, 3, 0, 2};
/* clang-format on */
_Static_assert(sizeof sources / sizeof *sources == FACE_COUNT, "every face has a source");
_Static_assert(sizeof fallbacks / sizeof *fallbacks == FACE_CHOICE_COUNT, "every face has fallbacks");

struct opened {
    hb_blob_t *blob; /* NULL: not opened yet */
    hb_face_t *face;
    hb_font_t *font;
    hb_language_t language;
    unsigned units; /* per em */
    char *path;
    struct face_metrics *metrics; /* NULL: not read yet */
};

struct entry {
    uint32_t hash;
    enum face face;
    struct shaped run;
};

struct fonts {
    font_failure *fail;
    struct arena *arena;
    struct opened opened[FACE_COUNT];
    hb_buffer_t *buffer;
    struct entry **slots; /* open addressing, a power of two */
    size_t n_slots, n_entries;
    uint32_t missing;
    enum face missing_asked;
    struct glyph *glyphs; /* of the run being shaped, copied once it is whole */
    size_t n_glyphs, glyph_capacity;
};

enum { FIRST_SLOTS = 1024, EAST_ASIAN_FROM = 0x2E80 };

struct fonts *fonts_new(font_failure *fail) {
    struct arena *arena = arena_new();
    struct fonts *fonts = arena_alloc(arena, sizeof *fonts);
    fonts->fail = fail;
    fonts->arena = arena;
    fonts->buffer = hb_buffer_create();
    fonts->n_slots = FIRST_SLOTS;
    fonts->slots = arena_array(arena, FIRST_SLOTS, sizeof *fonts->slots);
    return fonts;
}

void fonts_drop(struct fonts *fonts) {
    if (!fonts)
        return;
    for (int i = 0; i < FACE_COUNT; i++) {
        hb_font_destroy(fonts->opened[i].font);
        hb_face_destroy(fonts->opened[i].face);
        hb_blob_destroy(fonts->opened[i].blob);
    }
    hb_buffer_destroy(fonts->buffer);
    arena_drop(fonts->arena);
}

/* The file of a family and style wherever fontconfig knows it, or NULL; the first by name, whatever order
 * fontconfig has them in. */
static char *find_with_fontconfig(struct arena *arena, const struct source_row *row) {
    char *found = NULL;
    FcPattern *pattern =
        FcPatternBuild(NULL, FC_FAMILY, FcTypeString, row->family, FC_STYLE, FcTypeString, row->style, NULL);
    FcObjectSet *wanted = FcObjectSetBuild(FC_FILE, NULL);
    FcFontSet *set = pattern && wanted ? FcFontList(NULL, pattern, wanted) : NULL;
    for (int i = 0; set && i < set->nfont; i++) {
        FcChar8 *file;
        if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch)
            continue;
        size_t length = strlen((char *)file);
        bool truetype = length > 4 && strcmp((char *)file + length - 4, ".ttf") == 0;
        if (truetype && (!found || strcmp((char *)file, found) < 0))
            found = arena_string(arena, (char *)file);
    }
    if (set)
        FcFontSetDestroy(set);
    if (wanted)
        FcObjectSetDestroy(wanted);
    if (pattern)
        FcPatternDestroy(pattern);
    return found;
}

static char *find_file(struct arena *arena, const struct source_row *row) {
    const char *override = getenv("FLOORLINE_FONTS");
    if (override && *override) {
        char *path = arena_printf(arena, "%s/%s", override, row->file);
        if (access(path, R_OK) == 0)
            return path;
    }
    char *path = arena_printf(arena, "%s/%s", row->folder, row->file);
    return access(path, R_OK) == 0 ? path : find_with_fontconfig(arena, row);
}

static void fail_face(struct fonts *fonts, const struct source_row *row, const char *why) {
    char message[512];
    snprintf(message, sizeof message, "the font %s %s (%s) %s; it is in the Debian package %s", row->family,
             row->style, row->file, why, row->package);
    fonts->fail(message);
    abort(); /* fail must not return */
}

static struct opened *open_face(struct fonts *fonts, enum face which) {
    assert(which < FACE_COUNT);
    struct opened *opened = &fonts->opened[which];
    if (opened->blob)
        return opened;
    const struct source_row *row = &sources[which];
    opened->path = find_file(fonts->arena, row);
    if (!opened->path)
        fail_face(fonts, row, "is not installed");
    opened->blob = hb_blob_create_from_file_or_fail(opened->path);
    if (!opened->blob)
        fail_face(fonts, row, "cannot be read");
    opened->face = hb_face_create(opened->blob, 0);
    hb_blob_t *outlines = hb_face_reference_table(opened->face, HB_TAG('g', 'l', 'y', 'f'));
    bool truetype = hb_blob_get_length(outlines) > 0;
    hb_blob_destroy(outlines);
    if (!truetype || hb_face_get_glyph_count(opened->face) == 0)
        fail_face(fonts, row, "is not a TrueType font");
    hb_face_make_immutable(opened->face);
    opened->font = hb_font_create(opened->face); /* its scale is the units per em */
    opened->units = hb_face_get_upem(opened->face);
    opened->language = hb_language_from_string(row->language, -1);
    return opened;
}

/* HarfBuzz makes spaces of any width from the plain one, and the unbreakable hyphen from the hyphen. */
static bool has_character(struct fonts *fonts, enum face face, uint32_t c) {
    hb_font_t *font = open_face(fonts, face)->font;
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
static bool follows(struct fonts *fonts, enum face before, uint32_t c) {
    if (c < 0x300)
        return false;
    if (c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F))
        return true;
    hb_unicode_general_category_t category = hb_unicode_general_category(hb_unicode_funcs_get_default(), c);
    bool mark = category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
                category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
    return mark && has_character(fonts, before, c);
}

static enum face choose_face(struct fonts *fonts, enum face asked, uint32_t c) {
    if (has_character(fonts, asked, c))
        return asked;
    for (int i = 0; i < FALLBACKS; i++) {
        int place = c >= EAST_ASIAN_FROM ? east_asian_order[i] : i;
        enum face face = fallbacks[asked][place];
        if (has_character(fonts, face, c))
            return face;
    }
    if (!fonts->missing) {
        fonts->missing = c;
        fonts->missing_asked = asked;
    }
    return asked;
}

static bool is_figure(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == ',';
}

/* Figures stand under one another in tables, so pairs of them are not kerned (Lato Italic kerns 67). */
static hb_position_t advance_of(const struct opened *opened, const hb_glyph_info_t *info,
                                hb_position_t shaped, const char *text, size_t length) {
    size_t at = info->cluster;
    if (at + 1 < length && is_figure(text[at]) && is_figure(text[at + 1]))
        return hb_font_get_glyph_h_advance(opened->font, info->codepoint);
    return shaped;
}

/* Shapes bytes [from, to) of the text in one face and appends the glyphs. Returns the width in em. */
static double shape_part(struct fonts *fonts, enum face face, const char *text, size_t length, size_t from,
                         size_t to) {
    struct opened *opened = open_face(fonts, face);
    hb_buffer_t *buffer = fonts->buffer;
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf8(buffer, text, (int)length, (unsigned)from, (int)(to - from));
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, sources[face].script);
    hb_buffer_set_language(buffer, opened->language);
    hb_shape(opened->font, buffer, NULL, 0);

    unsigned n = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &n);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, NULL);
    double units = opened->units;
    int64_t width = 0;
    for (unsigned i = 0; i < n; i++) {
        hb_position_t advance = advance_of(opened, &infos[i], places[i].x_advance, text, length);
        fonts->glyphs = arena_grow(fonts->arena, fonts->glyphs, fonts->n_glyphs, &fonts->glyph_capacity,
                                   sizeof *fonts->glyphs);
        fonts->glyphs[fonts->n_glyphs++] = (struct glyph){
            .id = (uint16_t)infos[i].codepoint,
            .face = (uint8_t)face,
            .cluster = infos[i].cluster,
            .advance = (float)(advance / units),
            .dx = (float)(places[i].x_offset / units),
            .dy = (float)(places[i].y_offset / units),
        };
        width += advance;
    }
    return (double)width / units;
}

/* Splits the text where the face changes and shapes the parts. */
static void shape_text(struct fonts *fonts, enum face asked, struct shaped *run) {
    const char *text = run->text, *end = text + run->length, *at = text;
    size_t from = 0;
    enum face current = asked;
    fonts->n_glyphs = 0;
    while (at < end) {
        size_t here = (size_t)(at - text);
        uint32_t c = utf8_next(&at, end);
        if (here > from && follows(fonts, current, c))
            continue;
        enum face face = choose_face(fonts, asked, c);
        if (face != current && here > from) {
            run->width += shape_part(fonts, current, text, run->length, from, here);
            from = here;
        }
        current = face;
    }
    if (from < run->length)
        run->width += shape_part(fonts, current, text, run->length, from, run->length);
    struct glyph *glyphs = arena_array(fonts->arena, fonts->n_glyphs, sizeof *glyphs);
    if (fonts->n_glyphs)
        memcpy(glyphs, fonts->glyphs, fonts->n_glyphs * sizeof *glyphs);
    run->glyphs = glyphs;
    run->n_glyphs = fonts->n_glyphs;
}

/* FNV-1a over the face and the bytes. */
static uint32_t hash_run(enum face face, const char *utf8, size_t length) {
    uint32_t hash = (2166136261u ^ (uint32_t)face) * 16777619u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)utf8[i]) * 16777619u;
    return hash;
}

static void put(struct entry **slots, size_t n_slots, struct entry *entry) {
    size_t i = entry->hash & (n_slots - 1);
    while (slots[i])
        i = (i + 1) & (n_slots - 1);
    slots[i] = entry;
}

static void grow_slots(struct fonts *fonts) {
    size_t more = fonts->n_slots * 2;
    struct entry **slots = arena_array(fonts->arena, more, sizeof *slots);
    for (size_t i = 0; i < fonts->n_slots; i++)
        if (fonts->slots[i])
            put(slots, more, fonts->slots[i]);
    fonts->slots = slots;
    fonts->n_slots = more;
}

const struct shaped *fonts_shape(struct fonts *fonts, enum face face, const char *utf8, size_t length) {
    assert(face < FACE_CHOICE_COUNT && length < INT32_MAX);
    uint32_t hash = hash_run(face, utf8, length);
    for (size_t i = hash & (fonts->n_slots - 1); fonts->slots[i]; i = (i + 1) & (fonts->n_slots - 1)) {
        const struct entry *kept = fonts->slots[i];
        if (kept->hash == hash && kept->face == face && kept->run.length == length &&
            memcmp(kept->run.text, utf8, length) == 0)
            return &kept->run;
    }
    if (fonts->n_entries * 4 >= fonts->n_slots * 3)
        grow_slots(fonts);
    struct entry *entry = arena_alloc(fonts->arena, sizeof *entry);
    entry->hash = hash;
    entry->face = face;
    entry->run.text = arena_copy(fonts->arena, utf8, length);
    entry->run.length = length;
    shape_text(fonts, face, &entry->run);
    put(fonts->slots, fonts->n_slots, entry);
    fonts->n_entries++;
    return &entry->run;
}

double fonts_width(struct fonts *fonts, enum face face, double size, const char *utf8) {
    return size * fonts_shape(fonts, face, utf8, strlen(utf8))->width;
}

uint32_t fonts_missing(const struct fonts *fonts, enum face *asked) {
    if (asked)
        *asked = fonts->missing_asked;
    return fonts->missing;
}

const unsigned char *fonts_file(struct fonts *fonts, enum face face, size_t *length, const char **path) {
    struct opened *opened = open_face(fonts, face);
    unsigned bytes = 0;
    const char *data = hb_blob_get_data(opened->blob, &bytes);
    if (length)
        *length = bytes;
    if (path)
        *path = opened->path;
    return (const unsigned char *)data;
}

struct hb_face_t *fonts_hb_face(struct fonts *fonts, enum face face) {
    return open_face(fonts, face)->face;
}

/* A big-endian signed number of `bytes` bytes at `offset` of a table; 0 past its end. */
static double table_number(hb_face_t *face, hb_tag_t tag, unsigned offset, unsigned bytes) {
    hb_blob_t *table = hb_face_reference_table(face, tag);
    unsigned length = 0;
    const unsigned char *data = (const unsigned char *)hb_blob_get_data(table, &length);
    int64_t value = 0;
    if (length >= offset + bytes) {
        for (unsigned i = 0; i < bytes; i++)
            value = value * 256 + data[offset + i];
        if (data[offset] & 0x80)
            value -= (int64_t)1 << (8 * bytes);
    }
    hb_blob_destroy(table);
    return (double)value;
}

/* The height of a letter, from its outline; for faces whose OS/2 table does not say. */
static double letter_height(const struct opened *opened, uint32_t letter, double otherwise) {
    hb_codepoint_t glyph;
    hb_glyph_extents_t box;
    if (!hb_font_get_nominal_glyph(opened->font, letter, &glyph) ||
        !hb_font_get_glyph_extents(opened->font, glyph, &box))
        return otherwise;
    return (double)box.y_bearing / opened->units;
}

/* OpenType: hhea, OS/2 (from version 2 on: xHeight at 86, capHeight at 88), head (box at 36), post (angle as
 * 16.16 at 4), name 6. */
const struct face_metrics *fonts_metrics(struct fonts *fonts, enum face face) {
    struct opened *opened = open_face(fonts, face);
    if (opened->metrics)
        return opened->metrics;
    hb_face_t *hb = opened->face;
    const hb_tag_t hhea = HB_TAG('h', 'h', 'e', 'a'), os2 = HB_TAG('O', 'S', '/', '2');
    const hb_tag_t head = HB_TAG('h', 'e', 'a', 'd'), post = HB_TAG('p', 'o', 's', 't');
    struct face_metrics *metrics = arena_alloc(fonts->arena, sizeof *metrics);
    double units = opened->units;
    metrics->units_per_em = opened->units;
    metrics->ascender = table_number(hb, hhea, 4, 2) / units;
    metrics->descender = table_number(hb, hhea, 6, 2) / units;
    if (table_number(hb, os2, 0, 2) >= 2) {
        metrics->x_height = table_number(hb, os2, 86, 2) / units;
        metrics->cap_height = table_number(hb, os2, 88, 2) / units;
    }
    if (metrics->x_height <= 0)
        metrics->x_height = letter_height(opened, 'x', metrics->ascender / 2);
    if (metrics->cap_height <= 0)
        metrics->cap_height = letter_height(opened, 'H', metrics->ascender);
    metrics->italic_angle = table_number(hb, post, 4, 4) / 65536;
    for (unsigned i = 0; i < 4; i++)
        metrics->box[i] = table_number(hb, head, 36 + 2 * i, 2) / units;
    char name[64];
    unsigned size = sizeof name;
    hb_ot_name_get_utf8(hb, HB_OT_NAME_ID_POSTSCRIPT_NAME, hb_language_from_string("en", -1), &size, name);
    metrics->postscript_name = arena_string(fonts->arena, size ? name : "Unnamed");
    return opened->metrics = metrics;
}
