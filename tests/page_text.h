/* The words on a page of a PDF, by marked stretch, read from its content and the fonts' maps to Unicode
 * (ISO 32000-1: 9.4.3 showing, 9.10.3 ToUnicode, 14.6 marked content, 14.9.4 replacement text). Poppler reads
 * a whole page again for each element of a structure tree, which takes half a minute for a long report; that
 * the two read the same is a test of its own. */
#ifndef TESTS_PAGE_TEXT_H
#define TESTS_PAGE_TEXT_H

#include "../gen/kept/pdf_file.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_PAGES = 200,
    MOST_MARKS = 4000,
    MOST_FONTS = 32,
    MOST_GLYPHS = 8192,
    MOST_OPEN = 8,
    OPERANDS = 3
};

/* UTF-8, in the order of the content; of mark k the bytes from[k] to to[k]. */
struct page_text {
    struct text words;
    size_t from[MOST_MARKS], to[MOST_MARKS];
};

struct font_map {
    int64_t object;
    const char *words[MOST_GLYPHS]; /* by glyph; NULL: none */
};

struct page_reader {
    struct arena *arena;
    struct pdf_file *file;
    struct font_map *fonts[MOST_FONTS];
    size_t n_fonts;
};

/* UTF-16, big-endian, its mark left out. */
static void put_utf16(struct text *out, const char *bytes, size_t length) {
    const unsigned char *b = (const unsigned char *)bytes;
    for (size_t i = length >= 2 && b[0] == 0xFE && b[1] == 0xFF ? 2 : 0; i + 1 < length; i += 2) {
        uint32_t unit = (uint32_t)(b[i] << 8 | b[i + 1]);
        if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < length) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + ((uint32_t)(b[i + 2] << 8 | b[i + 3]) & 0x3FF);
            i += 2;
        }
        text_codepoint(out, unit);
    }
}

/* The lines "<0012> <0041>" of a ToUnicode. */
static void read_map(struct page_reader *r, const char *bytes, size_t length, struct font_map *map) {
    struct text words = {0};
    size_t values = 0;
    for (const char *at = strstr(bytes, "endcodespacerange"); at && (at = strchr(at, '<'));) {
        struct pdf_cursor c = {r->arena, at, bytes + length, &values};
        struct pdf_value glyph = {0}, unicode = {0};
        assert_true(pdf_value_read(&c, &glyph) && pdf_value_read(&c, &unicode));
        assert_int_equal(glyph.length, 2);
        text_clear(&words);
        put_utf16(&words, unicode.bytes, unicode.length);
        size_t id = (size_t)((unsigned char)glyph.bytes[0] << 8 | (unsigned char)glyph.bytes[1]);
        assert_in_range(id, 0, MOST_GLYPHS - 1);
        map->words[id] = arena_string(r->arena, text_get(&words));
        at = c.at;
    }
    text_drop(&words);
}

static const struct font_map *font_of(struct page_reader *r, const struct pdf_value *page, const char *name) {
    const struct pdf_value *fonts = pdf_file_find(r->file, pdf_file_find(r->file, page, "Resources"), "Font"),
                           *reference = pdf_find(fonts, name), *dict;
    assert_non_null(reference);
    for (size_t i = 0; i < r->n_fonts; i++)
        if (r->fonts[i]->object == reference->integer)
            return r->fonts[i];
    assert_in_range(r->n_fonts, 0, MOST_FONTS - 1);
    size_t length;
    const char *bytes =
        pdf_file_stream(r->file, pdf_find(pdf_file_resolve(r->file, reference), "ToUnicode"), &dict, &length);
    assert_non_null(bytes);
    struct font_map *map = r->fonts[r->n_fonts++] = arena_alloc(r->arena, sizeof *map);
    map->object = reference->integer;
    read_map(r, bytes, length, map);
    return map;
}

static void show(const struct font_map *font, const struct pdf_value *string, struct text *out) {
    assert_non_null(font);
    for (size_t i = 0; string->kind == PDF_STRING && i + 1 < string->length; i += 2) {
        size_t id = (size_t)((unsigned char)string->bytes[i] << 8 | (unsigned char)string->bytes[i + 1]);
        assert_in_range(id, 0, MOST_GLYPHS - 1);
        if (!font->words[id])
            fail_msg("glyph %zu says nothing", id);
        text_string(out, font->words[id]);
    }
}

static bool is_operator(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || c == '"' || c == '*';
}

/* `out` is dropped by who called. */
static void page_text_read(struct page_reader *r, const struct pdf_value *page, const char *bytes,
                           size_t length, struct page_text *out) {
    const struct font_map *font = NULL;
    struct pdf_value operands[OPERANDS] = {{0}}; /* the last first */
    size_t values = 0;
    int depth = 0;
    int64_t open[MOST_OPEN];
    bool replaced[MOST_OPEN + 1] = {0};
    struct pdf_cursor c = {r->arena, bytes, bytes + length, &values};
    for (pdf_skip_white(&c); c.at < c.end; pdf_skip_white(&c)) {
        if (!is_operator(*c.at)) {
            memmove(operands + 1, operands, (OPERANDS - 1) * sizeof *operands);
            assert_true(pdf_value_read(&c, &operands[0]));
            continue;
        }
        const char *word = c.at;
        while (c.at < c.end && is_operator(*c.at))
            c.at++;
        char operator[8] = {0};
        memcpy(operator, word, (size_t)(c.at - word) < sizeof operator? (size_t)(c.at - word) : 7);
        if (!strcmp(operator, "Tf")) {
            font = font_of(r, page, operands[1].bytes);
        } else if (!strcmp(operator, "BDC") || !strcmp(operator, "BMC")) {
            const struct pdf_value *mark = pdf_find(operator[1] == 'D' ? &operands[0] : NULL, "MCID"),
                                   *words = pdf_find(operator[1] == 'D' ? &operands[0] : NULL, "ActualText");
            assert_in_range(depth, 0, MOST_OPEN - 1);
            open[depth] = mark ? mark->integer : -1;
            if (mark)
                out->from[mark->integer] = out->words.length;
            if (words && !replaced[depth])
                put_utf16(&out->words, words->bytes, words->length);
            replaced[depth + 1] = replaced[depth] || words;
            depth++;
        } else if (!strcmp(operator, "EMC")) {
            assert_in_range(depth, 1, MOST_OPEN);
            if (open[--depth] >= 0)
                out->to[open[depth]] = out->words.length;
        } else if (!strcmp(operator, "Tj") && !replaced[depth]) {
            show(font, &operands[0], &out->words);
        } else if (!strcmp(operator, "TJ") && !replaced[depth]) {
            for (size_t i = 0; i < operands[0].length; i++)
                show(font, &operands[0].items[i], &out->words);
        }
    }
    assert_int_equal(depth, 0);
}

#endif
