/* See face.h. HarfBuzz shapes with its own OpenType functions, on files mapped into memory; a face is opened
 * when a character first needs it. Runs are kept in a hash table for as long as the fonts live.
 *
 * Never consults the locale, never rounds to a device, never embeds anything. Font units inside, em
 * outside. */
#include "face.h"

#include "../gen/base/arena.h"
#include "../gen/base/text.h"
#include "face_pairs.h"
#include "face_sum.h"

#include <assert.h>
#include <hb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* After the face asked for: who is asked next. East Asian characters ask the Han faces before the symbols. */
enum { FALLBACKS = 4 };
/* clang-format off */
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
_Static_assert(sizeof fallbacks / sizeof *fallbacks == FACE_CHOICE_COUNT, "every face has fallbacks");

struct entry {
    uint32_t hash;
    enum face face;
    uint32_t missing; /* the first character of it that no face has, or 0 */
    struct shaped run;
};

struct fonts {
    font_failure *fail;
    struct arena *arena;
    struct face_file files[FACE_COUNT];
    hb_buffer_t *buffer;
    struct entry **slots; /* open addressing, a power of two */
    size_t n_slots, n_entries;
    char sums[FACE_COUNT][FACE_SUM];  /* face_sum.c's */
    uint32_t missing, missing_in_run; /* since fonts_forget_missing; in the run being shaped */
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
    for (int i = 0; i < FACE_COUNT; i++)
        face_file_close(&fonts->files[i]);
    hb_buffer_destroy(fonts->buffer);
    arena_drop(fonts->arena);
}

static struct face_file *open_face(struct fonts *fonts, enum face which) {
    assert(which < FACE_COUNT);
    struct face_file *file = &fonts->files[which];
    if (file->blob)
        return file;
    const char *wrong = face_file_open(file, which, fonts->arena);
    if (wrong) {
        fonts->fail(wrong);
        abort(); /* fail must not return */
    }
    return file;
}

bool fonts_ready(struct fonts *fonts, enum face which) {
    struct face_file *file = &fonts->files[which];
    if (file->blob)
        return true;
    if (!face_file_open(file, which, fonts->arena))
        return true;
    face_file_close(file);
    *file = (struct face_file){0};
    return false;
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
    if (!fonts->missing_in_run)
        fonts->missing_in_run = c;
    return asked;
}

static bool is_figure(char c) {
    return c >= '0' && c <= '9';
}

static bool is_numeric(char c) {
    return is_figure(c) || c == '.' || c == ',';
}

/* Figures stand under one another in tables: they get the advance of a nought (Lato Italic's 6
 * has less), and numbers are not kerned inside. Font units. */
static hb_position_t set_figure(const struct face_file *file, const char *text, size_t length, size_t at,
                                hb_codepoint_t id, hb_position_t advance, hb_position_t *offset) {
    if (is_figure(text[at])) {
        *offset += (file->figure - hb_font_get_glyph_h_advance(file->font, id)) / 2;
        return file->figure;
    }
    if (at + 1 < length && is_numeric(text[at]) && is_figure(text[at + 1]))
        return hb_font_get_glyph_h_advance(file->font, id);
    return advance;
}

static void add_glyph(struct fonts *fonts, struct glyph glyph) {
    fonts->glyphs = arena_grow(fonts->arena, fonts->glyphs, fonts->n_glyphs, &fonts->glyph_capacity,
                               sizeof *fonts->glyphs);
    fonts->glyphs[fonts->n_glyphs++] = glyph;
}

/* Appends a glyph for the text's byte `cluster`, figures at their common width. Returns its advance in the
 * font's units. */
static hb_position_t place_glyph(struct fonts *fonts, enum face face, const struct face_file *file,
                                 const struct shaped *run, size_t cluster, hb_codepoint_t id,
                                 hb_glyph_position_t place) {
    hb_position_t offset = place.x_offset;
    hb_position_t advance = set_figure(file, run->text, run->length, cluster, id, place.x_advance, &offset);
    double units = file->units;
    add_glyph(fonts, (struct glyph){.id = (uint16_t)id,
                                    .face = (uint8_t)face,
                                    .cluster = (uint32_t)cluster,
                                    .advance = (float)(advance / units),
                                    .dx = (float)(offset / units),
                                    .dy = (float)(place.y_offset / units)});
    return advance;
}

/* A number and nothing else: since nothing in it is kerned or joined, each sign is its plain glyph, and most
 * of a report's tables need no shaping. False when it is anything else, or the face lacks a sign. */
static bool set_number(struct fonts *fonts, enum face face, struct shaped *run) {
    const struct face_file *file = open_face(fonts, face);
    int64_t width = 0;
    for (size_t i = 0; i < run->length; i++) {
        hb_codepoint_t id;
        if (!is_numeric(run->text[i]) ||
            !hb_font_get_nominal_glyph(file->font, (unsigned char)run->text[i], &id)) {
            fonts->n_glyphs = 0;
            return false;
        }
        hb_glyph_position_t place = {.x_advance = hb_font_get_glyph_h_advance(file->font, id)};
        width += place_glyph(fonts, face, file, run, i, id, place);
    }
    run->width = (double)width / file->units;
    return true;
}

/* Shapes bytes [from, to) of the text in one face and appends the glyphs. Returns the width in em. */
static double shape_part(struct fonts *fonts, enum face face, const struct shaped *run, size_t from,
                         size_t to) {
    const struct face_file *file = open_face(fonts, face);
    hb_buffer_t *buffer = fonts->buffer;
    face_file_shape(file, buffer, run->text, run->length, from, to);

    unsigned n = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &n);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, NULL);
    int64_t width = 0;
    for (unsigned i = 0; i < n; i++) {
        width += place_glyph(fonts, face, file, run, infos[i].cluster, infos[i].codepoint, places[i]);
    }
    return (double)width / file->units;
}

/* A plain word, as most are. False when it is anything else. */
static bool set_word(struct fonts *fonts, enum face face, struct shaped *run) {
    struct face_file *file = open_face(fonts, face);
    struct letter letters[PAIRS_MOST_LETTERS];
    if (!pairs_set(file, fonts->arena, fonts->buffer, run->text, run->length, letters))
        return false;
    int64_t width = 0;
    for (size_t i = 0; i < run->length; i++) {
        hb_glyph_position_t place = {.x_advance = letters[i].advance};
        width += place_glyph(fonts, face, file, run, i, letters[i].id, place);
    }
    run->width = (double)width / file->units;
    return true;
}

/* Splits the text where the face changes and shapes the parts. */
static void shape_parts(struct fonts *fonts, enum face asked, struct shaped *run) {
    const char *text = run->text, *end = text + run->length, *at = text;
    size_t from = 0;
    enum face current = asked;
    while (at < end) {
        size_t here = (size_t)(at - text);
        uint32_t c = utf8_next(&at, end);
        if (here > from && follows(fonts, current, c))
            continue;
        enum face face = choose_face(fonts, asked, c);
        if (face != current && here > from) {
            run->width += shape_part(fonts, current, run, from, here);
            from = here;
        }
        current = face;
    }
    if (from < run->length)
        run->width += shape_part(fonts, current, run, from, run->length);
}

/* Where a number ends with a figure and a space of any width follows, as before a unit; else 0. */
static size_t number_before_space(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && is_numeric(text[n]))
        n++;
    if (n == 0 || n == length || !is_figure(text[n - 1]))
        return 0;
    const char *at = text + n;
    uint32_t c = utf8_next(&at, text + length);
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ? n : 0;
}

static const struct entry *find_entry(struct fonts *fonts, enum face face, const char *utf8, size_t length);

/* A number and its unit: numbers are many, units few, and nothing is kerned or joined between a figure and a
 * space. False when it is anything else. */
static bool set_quantity(struct fonts *fonts, enum face asked, struct shaped *run) {
    size_t n = number_before_space(run->text, run->length);
    if (!n)
        return false;
    const struct entry *unit = find_entry(fonts, asked, run->text + n, run->length - n);
    struct shaped number = {.text = run->text, .length = n};
    fonts->n_glyphs = 0;
    if (!set_number(fonts, asked, &number))
        return false;
    for (size_t i = 0; i < unit->run.n_glyphs; i++) {
        struct glyph glyph = unit->run.glyphs[i];
        glyph.cluster += (uint32_t)n;
        add_glyph(fonts, glyph);
    }
    run->width = number.width + unit->run.width;
    fonts->missing_in_run = unit->missing;
    return true;
}

static void shape_text(struct fonts *fonts, enum face asked, struct shaped *run) {
    fonts->missing_in_run = 0;
    fonts->n_glyphs = 0;
    if (!set_number(fonts, asked, run) && !set_quantity(fonts, asked, run) && !set_word(fonts, asked, run))
        shape_parts(fonts, asked, run);
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

static const struct shaped *give(struct fonts *fonts, const struct entry *entry) {
    if (entry->missing && !fonts->missing) {
        fonts->missing = entry->missing;
        fonts->missing_asked = entry->face;
    }
    return &entry->run;
}

static const struct entry *find_entry(struct fonts *fonts, enum face face, const char *utf8, size_t length) {
    uint32_t hash = hash_run(face, utf8, length);
    for (size_t i = hash & (fonts->n_slots - 1); fonts->slots[i]; i = (i + 1) & (fonts->n_slots - 1)) {
        const struct entry *kept = fonts->slots[i];
        if (kept->hash == hash && kept->face == face && kept->run.length == length &&
            memcmp(kept->run.text, utf8, length) == 0)
            return kept;
    }
    if (fonts->n_entries * 4 >= fonts->n_slots * 3)
        grow_slots(fonts);
    struct entry *entry = arena_alloc(fonts->arena, sizeof *entry);
    entry->hash = hash;
    entry->face = face;
    entry->run.text = arena_copy(fonts->arena, utf8, length);
    entry->run.length = length;
    shape_text(fonts, face, &entry->run);
    entry->missing = fonts->missing_in_run;
    put(fonts->slots, fonts->n_slots, entry);
    fonts->n_entries++;
    return entry;
}

const struct shaped *fonts_shape(struct fonts *fonts, enum face face, const char *utf8, size_t length) {
    assert(face < FACE_CHOICE_COUNT && length < INT32_MAX);
    return give(fonts, find_entry(fonts, face, utf8, length));
}

double fonts_width(struct fonts *fonts, enum face face, double size, const char *utf8) {
    return size * fonts_shape(fonts, face, utf8, strlen(utf8))->width;
}

void fonts_forget_missing(struct fonts *fonts) {
    fonts->missing = 0;
}

uint32_t fonts_missing(const struct fonts *fonts, enum face *asked) {
    if (asked)
        *asked = fonts->missing_asked;
    return fonts->missing;
}

const unsigned char *fonts_file(struct fonts *fonts, enum face face, size_t *length, const char **path) {
    const struct face_file *file = open_face(fonts, face);
    unsigned bytes = 0;
    const char *data = hb_blob_get_data(file->blob, &bytes);
    if (length)
        *length = bytes;
    if (path)
        *path = file->path;
    return (const unsigned char *)data;
}

char *fonts_sum_place(struct fonts *fonts, enum face face) {
    return fonts->sums[face];
}

const char *fonts_shaper(void) {
    return hb_version_string();
}

struct hb_face_t *fonts_hb_face(struct fonts *fonts, enum face face) {
    return open_face(fonts, face)->face;
}

const struct face_metrics *fonts_metrics(struct fonts *fonts, enum face face) {
    return face_file_metrics(open_face(fonts, face), fonts->arena);
}
