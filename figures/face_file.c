/* See face_file.h. */
#include "face_file.h"

#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where a face is found. family is fontconfig's name, asked only when folder has no such file. */
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
    [FACE_HAN_LABEL]        = {"Droid Sans Fallback", "Regular", "DroidSansFallback.ttf", DROID, "fonts-droid-fallback", HAN},
};
/* clang-format on */
_Static_assert(sizeof sources / sizeof *sources == FACE_COUNT, "every face has a source");

/* The file of that name and family wherever fontconfig knows one, or NULL; the first by path, whatever order
 * fontconfig has them in. Styles are no guide: Lato Black is "Regular" too. */
static char *find_with_fontconfig(struct arena *arena, const struct source_row *row) {
    char *found = NULL;
    FcPattern *pattern = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, row->family, NULL);
    FcObjectSet *wanted = FcObjectSetBuild(FC_FILE, NULL);
    FcFontSet *set = pattern && wanted ? FcFontList(NULL, pattern, wanted) : NULL;
    for (int i = 0; set && i < set->nfont; i++) {
        FcChar8 *file;
        if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) != FcResultMatch)
            continue; /* LCOV_EXCL_LINE: a font of fontconfig's that is no file */
        const char *path = (const char *)file, *slash = strrchr(path, '/');
        if (strcmp(slash ? slash + 1 : path, row->file) == 0 && (!found || strcmp(path, found) < 0))
            found = arena_string(arena, path);
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

static const char *complain(struct arena *arena, const struct source_row *row, const char *why) {
    return arena_printf(arena, "the font %s %s (%s) %s; it is in the Debian package %s", row->family,
                        row->style, row->file, why, row->package);
}

static bool has_outlines(hb_face_t *face) {
    hb_blob_t *outlines = hb_face_reference_table(face, HB_TAG('g', 'l', 'y', 'f'));
    bool has = hb_blob_get_length(outlines) > 0 && hb_face_get_glyph_count(face) > 0;
    hb_blob_destroy(outlines);
    return has;
}

const char *face_file_open(struct face_file *file, enum face which, struct arena *arena) {
    const struct source_row *row = &sources[which];
    file->path = find_file(arena, row);
    if (!file->path)
        return complain(arena, row, "is not installed");
    file->blob = hb_blob_create_from_file_or_fail(file->path);
    return file->blob ? NULL : complain(arena, row, "cannot be read");
}

const char *face_file_load(struct face_file *file, enum face which, struct arena *arena) {
    const struct source_row *row = &sources[which];
    file->face = hb_face_create(file->blob, 0);
    if (!has_outlines(file->face))
        return complain(arena, row, "is not a TrueType font");
    hb_face_make_immutable(file->face);
    file->font = hb_font_create(file->face);
    file->units = hb_face_get_upem(file->face);
    file->script = row->script;
    file->language = hb_language_from_string(row->language, -1);
    hb_segment_properties_t properties = {
        .direction = HB_DIRECTION_LTR, .script = file->script, .language = file->language};
    file->plan = hb_shape_plan_create_cached(file->face, &properties, NULL, 0, NULL);
    hb_codepoint_t nought = 0;
    hb_font_get_nominal_glyph(file->font, '0', &nought);
    file->figure = hb_font_get_glyph_h_advance(file->font, nought);
    return NULL;
}

void face_file_close(struct face_file *file) {
    hb_set_destroy(file->ruled);
    hb_shape_plan_destroy(file->plan);
    hb_font_destroy(file->font);
    hb_face_destroy(file->face);
    hb_blob_destroy(file->blob);
}

void face_file_shape(const struct face_file *file, hb_buffer_t *buffer, const char *text, size_t length,
                     size_t from, size_t to) {
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf8(buffer, text, (int)length, (unsigned)from, (int)(to - from));
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, file->script);
    hb_buffer_set_language(buffer, file->language);
    hb_shape_plan_execute(file->plan, file->font, buffer, NULL, 0);
}

bool face_file_is_free(struct face_file *file, hb_codepoint_t glyph) {
    if (!file->ruled) {
        const hb_tag_t tables[] = {HB_OT_TAG_GSUB, HB_OT_TAG_GPOS};
        hb_set_t *rules = hb_set_create(), *ruled = file->ruled = hb_set_create();
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
            hb_codepoint_t rule = HB_SET_VALUE_INVALID;
            hb_set_clear(rules);
            hb_ot_shape_plan_collect_lookups(file->plan, tables[i], rules);
            while (hb_set_next(rules, &rule))
                hb_ot_layout_lookup_collect_glyphs(file->face, tables[i], rule, ruled, ruled, ruled, NULL);
        }
        hb_set_destroy(rules);
    }
    return !hb_set_has(file->ruled, glyph);
}

/* ---- metrics ------------------------------------------------------------------------------------------ */

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
static double letter_height(const struct face_file *file, uint32_t letter, double otherwise) {
    hb_codepoint_t glyph;
    hb_glyph_extents_t box;
    if (!hb_font_get_nominal_glyph(file->font, letter, &glyph) ||
        !hb_font_get_glyph_extents(file->font, glyph, &box))
        return otherwise; /* LCOV_EXCL_LINE: no face here lacks an x or an H */
    return (double)box.y_bearing / file->units;
}

/* OpenType: hhea, OS/2 (from version 2 on: xHeight at 86, capHeight at 88), head (box at 36), post (angle as
 * 16.16 at 4), name 6. */
const struct face_metrics *face_file_metrics(struct face_file *file, struct arena *arena) {
    if (file->metrics)
        return file->metrics;
    hb_face_t *hb = file->face;
    const hb_tag_t hhea = HB_TAG('h', 'h', 'e', 'a'), os2 = HB_TAG('O', 'S', '/', '2');
    const hb_tag_t head = HB_TAG('h', 'e', 'a', 'd'), post = HB_TAG('p', 'o', 's', 't');
    struct face_metrics *metrics = arena_alloc(arena, sizeof *metrics);
    double units = file->units;
    metrics->ascender = table_number(hb, hhea, 4, 2) / units;
    metrics->descender = table_number(hb, hhea, 6, 2) / units;
    if (table_number(hb, os2, 0, 2) >= 2) {
        metrics->x_height = table_number(hb, os2, 86, 2) / units;
        metrics->cap_height = table_number(hb, os2, 88, 2) / units;
    }
    if (metrics->x_height <= 0)
        metrics->x_height = letter_height(file, 'x', metrics->ascender / 2);
    if (metrics->cap_height <= 0)
        metrics->cap_height = letter_height(file, 'H', metrics->ascender);
    metrics->italic_angle = table_number(hb, post, 4, 4) / 65536;
    for (unsigned i = 0; i < 4; i++)
        metrics->box[i] = table_number(hb, head, 36 + 2 * i, 2) / units;
    char name[64];
    unsigned size = sizeof name;
    hb_ot_name_get_utf8(hb, HB_OT_NAME_ID_POSTSCRIPT_NAME, hb_language_from_string("en", -1), &size, name);
    metrics->postscript_name = arena_string(arena, size ? name : "Unnamed");
    return file->metrics = metrics;
}
