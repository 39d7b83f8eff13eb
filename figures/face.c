/* See face.h. Faces are files mapped into memory, opened when a character first needs one. Runs are kept in a
 * hash table for as long as the fonts live; how one is set is in face_shape.c.
 *
 * Never consults the locale, never rounds to a device, never embeds anything. */
#include "face.h"

#include "../gen/base/arena.h"
#include "face_shape.h"
#include "face_sum.h"

#include <assert.h>
#include <hb.h>
#include <stdbool.h>
#include <string.h>

struct entry {
    uint32_t hash;
    enum face face;
    uint32_t missing; /* the first character of it that no face has, or 0 */
    struct shaped run;
};

struct fonts {
    struct shaper shaper;
    struct arena *arena;
    struct entry **slots; /* open addressing, a power of two */
    size_t n_slots, n_entries;
    struct face_sums sums; /* face_sum.c's */
    uint32_t missing;      /* since fonts_forget_missing */
    enum face missing_asked;
};

enum { FIRST_SLOTS = 1024 };

struct fonts *fonts_new(font_failure *fail) {
    struct arena *arena = arena_new();
    struct fonts *fonts = arena_alloc(arena, sizeof *fonts);
    fonts->shaper = (struct shaper){.fail = fail, .arena = arena, .buffer = hb_buffer_create()};
    fonts->arena = arena;
    fonts->n_slots = FIRST_SLOTS;
    fonts->slots = arena_array(arena, FIRST_SLOTS, sizeof *fonts->slots);
    return fonts;
}

void fonts_drop(struct fonts *fonts) {
    if (!fonts)
        return;
    aside_drop(&fonts->sums.aside); /* it reads the files */
    for (int i = 0; i < FACE_COUNT; i++)
        face_file_close(&fonts->shaper.files[i]);
    hb_buffer_destroy(fonts->shaper.buffer);
    arena_drop(fonts->arena);
}

bool fonts_ready(struct fonts *fonts, enum face which) {
    struct face_file *file = &fonts->shaper.files[which];
    if (file->font || ((file->blob || !face_file_open(file, which, fonts->arena)) &&
                       !face_file_load(file, which, fonts->arena)))
        return true;
    face_file_close(file);
    *file = (struct face_file){0};
    return false;
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
    shaper_set(&fonts->shaper, face, &entry->run);
    size_t n = entry->run.n_glyphs = fonts->shaper.n_glyphs;
    struct glyph *glyphs = arena_array(fonts->arena, n, sizeof *glyphs);
    if (n)
        memcpy(glyphs, fonts->shaper.glyphs, n * sizeof *glyphs);
    entry->run.glyphs = glyphs;
    entry->missing = fonts->shaper.missing;
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
    const struct face_file *file = shaper_file(&fonts->shaper, face);
    unsigned bytes = 0;
    const char *data = hb_blob_get_data(file->blob, &bytes);
    if (length)
        *length = bytes;
    if (path)
        *path = file->path;
    return (const unsigned char *)data;
}

struct face_sums *fonts_sums(struct fonts *fonts) {
    return &fonts->sums;
}

const char *fonts_shaper(void) {
    return hb_version_string();
}

struct hb_face_t *fonts_hb_face(struct fonts *fonts, enum face face) {
    return shaper_face(&fonts->shaper, face)->face;
}

const struct face_metrics *fonts_metrics(struct fonts *fonts, enum face face) {
    return face_file_metrics(shaper_face(&fonts->shaper, face), fonts->arena);
}
