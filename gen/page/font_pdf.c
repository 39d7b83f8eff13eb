/* See font_pdf.h. ISO 32000-1, 9.7 (composite fonts), 9.8 (descriptors), 9.10 (text taken out). */
#include "font_pdf.h"

#include "font_cut.h"
#include "stream_pdf.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct set_face {
    bool used;
    hb_font_t *font;
    unsigned units, n_whole; /* per em; glyphs in the whole face */
    uint16_t
        *place; /* by glyph: 1 + its place in glyphs, 0 when not used; once cut, its number in the cut face */
    struct used_glyph *glyphs;
    size_t n_glyphs, capacity;
    struct sign_glyph signs[SIGNS];
    uint16_t space; /* glyph of the plain space */
    hb_blob_t *cut; /* the cut face's file */
    uint16_t *cut_widths;
    unsigned n_cut;
};

struct font_set {
    struct fonts *fonts;
    struct arena *arena;
    struct set_face faces[FACE_COUNT];
};

struct font_set *font_set_new(struct fonts *fonts, struct arena *arena) {
    struct font_set *set = arena_alloc(arena, sizeof *set);
    set->fonts = fonts;
    set->arena = arena;
    return set;
}

void font_set_drop(struct font_set *set) {
    if (!set)
        return;
    for (int i = 0; i < FACE_COUNT; i++) {
        hb_font_destroy(set->faces[i].font);
        hb_blob_destroy(set->faces[i].cut);
    }
}

static struct set_face *open_face(struct font_set *set, enum face which) {
    struct set_face *face = &set->faces[which];
    if (face->used)
        return face;
    hb_face_t *hb = fonts_hb_face(set->fonts, which);
    face->used = true;
    face->font = hb_font_create(hb);
    face->units = hb_face_get_upem(hb);
    face->n_whole = hb_face_get_glyph_count(hb);
    face->place = arena_array(set->arena, face->n_whole, sizeof *face->place);
    hb_codepoint_t space = 0;
    hb_font_get_nominal_glyph(face->font, ' ', &space);
    face->space = (uint16_t)space;
    return face;
}

static uint16_t width_of(const struct set_face *face, uint16_t id) {
    return (uint16_t)lround(hb_font_get_glyph_h_advance(face->font, id) * 1000.0 / face->units);
}

const struct used_glyph *font_set_use(struct font_set *set, enum face which, uint16_t id, const char *text,
                                      size_t length) {
    struct set_face *face = open_face(set, which);
    assert(id < face->n_whole);
    if (!face->place[id]) {
        face->glyphs =
            arena_grow(set->arena, face->glyphs, face->n_glyphs, &face->capacity, sizeof *face->glyphs);
        face->glyphs[face->n_glyphs++] = (struct used_glyph){.id = id, .width = width_of(face, id)};
        face->place[id] = (uint16_t)face->n_glyphs;
    }
    struct used_glyph *glyph = &face->glyphs[face->place[id] - 1];
    if (!glyph->text && text) {
        glyph->text = arena_copy(set->arena, text, length);
        glyph->length = length;
        if (length == 1 && *text >= ' ' && *text <= '~' && !face->signs[(int)*text].id)
            face->signs[(int)*text] = (struct sign_glyph){id, glyph->width};
    }
    return glyph;
}

const struct sign_glyph *font_set_signs(const struct font_set *set, enum face face) {
    return set->faces[face].signs;
}

const struct used_glyph *font_set_space(struct font_set *set, enum face face) {
    return font_set_use(set, face, open_face(set, face)->space, " ", 1);
}

unsigned font_set_faces(const struct font_set *set) {
    unsigned faces = 0;
    for (int i = 0; i < FACE_COUNT; i++)
        faces |= (unsigned)set->faces[i].used << i;
    return faces;
}

/* ---- cutting ------------------------------------------------------------------------------------------ */

static int by_id(const void *a, const void *b) {
    const struct used_glyph *one = a, *other = b;
    return one->id - other->id;
}

static bool cut_face(struct font_set *set, enum face which, struct streams *streams) {
    struct set_face *face = &set->faces[which];
    uint16_t *ids = arena_array(set->arena, face->n_glyphs, sizeof *ids);
    qsort(face->glyphs, face->n_glyphs, sizeof *face->glyphs, by_id);
    for (size_t i = 0; i < face->n_glyphs; i++)
        ids[i] = face->glyphs[i].id;
    const struct font_cut *cut = font_cut_get(face->font, ids, face->n_glyphs);
    if (!cut)
        return false; /* LCOV_EXCL_LINE: see font_cut_get */
    for (size_t i = 0; i < face->n_glyphs; i++)
        face->place[ids[i]] = face->glyphs[i].cut_id = cut->cut_ids[i];
    face->cut = hb_blob_reference(cut->file);
    face->n_cut = cut->n_cut;
    if (streams) {
        unsigned length = 0;
        const char *bytes = hb_blob_get_data(face->cut, &length);
        streams_ahead(streams, bytes, length, PACKING_ALIKE);
    }
    face->cut_widths = arena_array(set->arena, cut->n_cut, sizeof *face->cut_widths);
    memcpy(face->cut_widths, cut->widths, cut->n_cut * sizeof *face->cut_widths);
    return true;
}

/* The Han faces are the last and by far the largest: they are deflated while the others are cut. */
const char *font_set_cut(struct font_set *set, struct streams *streams) {
    for (int i = FACE_COUNT; i-- > 0;)
        if (set->faces[i].used && !cut_face(set, (enum face)i, streams))
            return arena_printf(set->arena, "the font %s cannot be cut to the glyphs used",
                                fonts_metrics(set->fonts, (enum face)i)
                                    ->postscript_name); /* LCOV_EXCL_LINE: see font_cut_get */
    return NULL;
}

const uint16_t *font_set_cut_ids(const struct font_set *set, enum face face) {
    return set->faces[face].place;
}

/* ---- dictionaries ------------------------------------------------------------------------------------- */

/* ABCDEF+Name: six letters from the glyphs, so that other cuts of the face have other names. */
static const char *tagged_name(struct arena *arena, const struct set_face *face, const char *name) {
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < face->n_glyphs; i++)
        hash = (hash ^ face->glyphs[i].id) * 1099511628211u;
    char tag[7] = {0};
    for (int i = 0; i < 6; i++, hash /= 26)
        tag[i] = (char)('A' + hash % 26);
    return arena_printf(arena, "%s+%s", tag, name);
}

static void put_hex(struct text *out, uint32_t value) {
    for (int shift = 12; shift >= 0; shift -= 4)
        text_char(out, "0123456789ABCDEF"[value >> shift & 15]);
}

void font_put_utf16(struct text *out, const char *utf8, size_t length) {
    const char *at = utf8, *end = utf8 + length;
    while (at < end) {
        uint32_t c = utf8_next(&at, end);
        if (c >= 0x10000) {
            put_hex(out, 0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + (c & 0x3FF);
        }
        put_hex(out, c);
    }
}

/* What each glyph stands for, for readers that search and copy. Sections hold 100 entries at the most. */
static HPDF_Dict write_to_unicode(HPDF_Doc doc, const struct set_face *face) {
    struct text map = {0};
    text_string(&map, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
                      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    size_t left = 0;
    for (size_t i = 0; i < face->n_glyphs; i++)
        left += face->glyphs[i].text != NULL;
    for (size_t i = 0, in_section = 0; left > 0; i++) {
        const struct used_glyph *glyph = &face->glyphs[i];
        if (!glyph->text)
            continue; /* LCOV_EXCL_LINE: of clusters with glyphs that are not one to a character: letters with
                         one mark or two make none with the faces at hand */
        if (in_section == 0) {
            in_section = left < 100 ? left : 100;
            text_printf(&map, "%zu beginbfchar\n", in_section);
        }
        text_char(&map, '<');
        put_hex(&map, glyph->cut_id);
        text_string(&map, "> <");
        font_put_utf16(&map, glyph->text, glyph->length);
        text_string(&map, ">\n");
        left--;
        if (--in_section == 0)
            text_string(&map, "endbfchar\n");
    }
    text_string(&map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    HPDF_Dict stream = object_stream(doc, map.bytes, map.length, PACKING_ALIKE);
    text_drop(&map);
    return stream;
}

/* A bit for every glyph of the cut face, the first in the highest place: all of them. */
static HPDF_Dict write_cid_set(HPDF_Doc doc, unsigned n_glyphs) {
    struct text bits = {0};
    for (; n_glyphs >= 8; n_glyphs -= 8)
        text_char(&bits, (char)0xFF);
    if (n_glyphs > 0)
        text_char(&bits, (char)(0xFF << (8 - n_glyphs) & 0xFF));
    HPDF_Dict stream = object_stream(doc, bits.bytes, bits.length, PACKING_ALIKE);
    text_drop(&bits);
    return stream;
}

static HPDF_INT32 thousandths(double em) {
    return (HPDF_INT32)lround(em * 1000);
}

/* Flags: 4 symbolic (glyphs are chosen by number), 2 serif, 64 italic. StemV has no source in a TrueType
 * face; it is estimated from the weight as other producers do, and only used for substitutes. */
static HPDF_Dict write_descriptor(struct font_set *set, HPDF_Doc doc, enum face which, const char *name,
                                  bool cid_set) {
    const struct face_metrics *metrics = fonts_metrics(set->fonts, which);
    bool serif = which <= FACE_TEXT_BOLD_ITALIC || which == FACE_SYMBOL_TEXT;
    bool bold = strstr(metrics->postscript_name, "Bold") != NULL;
    HPDF_Dict descriptor = object_dict(doc);
    HPDF_Dict_AddName(descriptor, "Type", "FontDescriptor");
    HPDF_Dict_AddName(descriptor, "FontName", name);
    HPDF_Dict_AddNumber(descriptor, "Flags", 4 | (serif ? 2 : 0) | (metrics->italic_angle < 0 ? 64 : 0));
    HPDF_Array box = object_array(doc);
    for (int i = 0; i < 4; i++)
        HPDF_Array_AddNumber(box, thousandths(metrics->box[i]));
    HPDF_Dict_Add(descriptor, "FontBBox", box);
    HPDF_Dict_AddNumber(descriptor, "ItalicAngle", (HPDF_INT32)lround(metrics->italic_angle));
    HPDF_Dict_AddNumber(descriptor, "Ascent", thousandths(metrics->ascender));
    HPDF_Dict_AddNumber(descriptor, "Descent", thousandths(metrics->descender));
    HPDF_Dict_AddNumber(descriptor, "CapHeight", thousandths(metrics->cap_height));
    HPDF_Dict_AddNumber(descriptor, "StemV", bold ? 140 : 80);
    unsigned length = 0;
    const char *bytes = hb_blob_get_data(set->faces[which].cut, &length);
    HPDF_Dict file = object_stream(doc, bytes, length, PACKING_ALIKE);
    HPDF_Dict_AddNumber(file, "Length1", (HPDF_INT32)length);
    HPDF_Dict_Add(descriptor, "FontFile2", file);
    if (cid_set)
        HPDF_Dict_Add(descriptor, "CIDSet", write_cid_set(doc, set->faces[which].n_cut));
    return descriptor;
}

/* The TrueType face as a CIDFont: a glyph is its number. W lists the width of every glyph from 0 on. */
static HPDF_Dict write_cid_font(struct font_set *set, HPDF_Doc doc, enum face which, const char *name,
                                bool cid_set) {
    const struct set_face *face = &set->faces[which];
    HPDF_Dict cid = object_dict(doc), system = object_inline(doc);
    HPDF_Dict_AddName(cid, "Type", "Font");
    HPDF_Dict_AddName(cid, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(cid, "BaseFont", name);
    object_put_ascii(doc, system, "Registry", "Adobe");
    object_put_ascii(doc, system, "Ordering", "Identity");
    HPDF_Dict_AddNumber(system, "Supplement", 0);
    HPDF_Dict_Add(cid, "CIDSystemInfo", system);
    HPDF_Dict_AddName(cid, "CIDToGIDMap", "Identity");
    HPDF_Dict_Add(cid, "FontDescriptor", write_descriptor(set, doc, which, name, cid_set));
    HPDF_Array widths = object_array(doc), from_zero = object_array(doc);
    for (unsigned i = 0; i < face->n_cut; i++)
        HPDF_Array_AddNumber(from_zero, face->cut_widths[i]);
    HPDF_Array_AddNumber(widths, 0);
    HPDF_Array_Add(widths, from_zero);
    HPDF_Dict_Add(cid, "W", widths);
    return cid;
}

static HPDF_Dict write_font(struct font_set *set, HPDF_Doc doc, enum face which, bool cid_set) {
    const struct set_face *face = &set->faces[which];
    const char *name = tagged_name(set->arena, face, fonts_metrics(set->fonts, which)->postscript_name);
    HPDF_Dict font = object_dict(doc);
    HPDF_Dict_AddName(font, "Type", "Font");
    HPDF_Dict_AddName(font, "Subtype", "Type0");
    HPDF_Dict_AddName(font, "BaseFont", name);
    HPDF_Dict_AddName(font, "Encoding", "Identity-H");
    HPDF_Array descendants = object_array(doc);
    HPDF_Array_Add(descendants, write_cid_font(set, doc, which, name, cid_set));
    HPDF_Dict_Add(font, "DescendantFonts", descendants);
    HPDF_Dict_Add(font, "ToUnicode", write_to_unicode(doc, face));
    return font;
}

HPDF_Dict font_set_write(struct font_set *set, HPDF_Doc doc, bool cid_set) {
    HPDF_Dict resource = object_dict(doc);
    for (int i = 0; i < FACE_COUNT; i++)
        if (set->faces[i].used)
            HPDF_Dict_Add(resource, arena_printf(set->arena, "F%d", i),
                          write_font(set, doc, (enum face)i, cid_set));
    return resource;
}
