/* See save_pdf.h. ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams). libharu writes
 * each object; what lies around them is written here. Offsets are bytes from the file's beginning. */
#include "save_pdf.h"

#include "../base/fail.h"
#include "deflate_pdf.h"
#include "stream_pdf.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ROW = 9 };

/* A row of the cross-reference stream: a kind, and what it says. */
enum place_kind { PLACE_FREE, PLACE_PLAIN, PLACE_PACKED };
struct place {
    enum place_kind kind;
    uint32_t at;    /* offset in the file, or the number of the object stream */
    uint32_t index; /* in the object stream */
};

static HPDF_STATUS append(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT size) {
    text_bytes(stream->attr, bytes, size);
    return HPDF_OK;
}

static HPDF_Stream writer_to(HPDF_Doc doc, struct text *text) {
    HPDF_Stream stream = HPDF_CallbackWriter_New(doc->mmgr, append, text);
    if (!stream)
        fail_environment(
            "out of memory while making the PDF"); /* LCOV_EXCL_LINE: malloc has ended the program before */
    return stream;
}

/* A stream object of bytes that are deflated. `entries` are those of its dictionary besides Filter and
 * Length.
 */
static void put_deflated(struct text *out, uint32_t id, const char *entries, const void *bytes,
                         size_t length) {
    text_printf(out, "%u 0 obj\n<<%s/Filter/FlateDecode/Length %zu>>\nstream\n", id, entries, length);
    text_bytes(out, bytes, length);
    text_string(out, "\nendstream\nendobj\n");
}

/* The same of bytes that are deflated here. */
static void put_stream(struct text *out, uint32_t id, const char *entries, const struct text *plain) {
    struct text deflated = {0};
    deflate_append(&deflated, text_get(plain), plain->length);
    put_deflated(out, id, entries, deflated.bytes, deflated.length);
    text_drop(&deflated);
}

static void *object_of(HPDF_Doc doc, uint32_t id) {
    HPDF_XrefEntry entry = HPDF_Xref_GetEntry(doc->xref, id);
    return entry && entry->entry_typ == HPDF_IN_USE_ENTRY ? entry->obj : NULL;
}

static bool is_stream(const void *object) {
    const HPDF_Dict_Rec *dict = object;
    return (dict->header.obj_class & HPDF_OCLASS_ANY) == HPDF_OCLASS_DICT && dict->stream;
}

static void put_held(HPDF_Dict dict, HPDF_Stream writer, struct text *out) {
    HPDF_Stream held = dict->stream;
    size_t n;
    bool deflated;
    const void *bytes = streams_bytes(dict, &n, &deflated);
    if (deflated)
        HPDF_Dict_AddName(dict, "Filter", "FlateDecode");
    HPDF_Number length = HPDF_Dict_GetItem(dict, "Length", HPDF_OCLASS_NUMBER); /* an object of its own */
    length->value = (HPDF_INT32)n;
    dict->stream = NULL; /* so that the dictionary alone is written */
    HPDF_Obj_WriteValue(dict, writer, NULL);
    dict->stream = held;
    text_string(out, "\nstream\n");
    text_bytes(out, bytes, n);
    text_string(out, "\nendstream");
}

/* Streams first: only once one is written is its length known. */
static void put_plain(HPDF_Doc doc, struct text *out, size_t start, struct place *places, uint32_t count) {
    HPDF_Stream writer = writer_to(doc, out);
    for (uint32_t id = 1; id < count; id++) {
        void *object = object_of(doc, id);
        if (!object || !is_stream(object))
            continue;
        places[id] = (struct place){PLACE_PLAIN, (uint32_t)(out->length - start), 0};
        text_printf(out, "%u 0 obj\n", id);
        put_held(object, writer, out);
        text_string(out, "\nendobj\n");
    }
    HPDF_Stream_Free(writer);
}

/* Those of libharu's objects that are no streams, but for the one that is text; as the stream `stream`. */
static void put_own(HPDF_Doc doc, const struct packed *packed, struct text *out, size_t start,
                    struct place *places, uint32_t count, uint32_t stream) {
    struct text index = {0}, objects = {0}, entries = {0};
    HPDF_Stream writer = writer_to(doc, &objects);
    uint32_t n = 0;
    for (uint32_t id = 1; id < count; id++) {
        void *object = object_of(doc, id);
        if (!object || is_stream(object) || id == packed->root)
            continue;
        places[id] = (struct place){PLACE_PACKED, stream, n++};
        text_whole(&index, id);
        text_char(&index, ' ');
        text_whole(&index, objects.length);
        text_char(&index, ' ');
        HPDF_Obj_WriteValue(object, writer, NULL);
        text_char(&objects, '\n');
    }
    HPDF_Stream_Free(writer);
    text_printf(&entries, "/Type/ObjStm/N %u/First %zu", n, index.length);
    text_bytes(&index, text_get(&objects), objects.length);
    places[stream] = (struct place){PLACE_PLAIN, (uint32_t)(out->length - start), 0};
    put_stream(out, stream, text_get(&entries), &index);
    text_drop(&index);
    text_drop(&objects);
    text_drop(&entries);
}

/* Those that are text, as the streams from `stream` on. */
static void put_pieces(const struct packed *packed, struct text *out, size_t start, struct place *places,
                       uint32_t stream) {
    uint32_t id = packed->root;
    for (const struct piece *piece = packed->first; piece; piece = piece->next, stream++) {
        char entries[64];
        size_t length;
        const void *bytes = streams_made(packed->streams, piece->bytes.bytes, &length);
        snprintf(entries, sizeof entries, "/Type/ObjStm/N %u/First %zu", piece->n, piece->first);
        for (uint32_t i = 0; i < piece->n; i++)
            places[id++] = (struct place){PLACE_PACKED, stream, i};
        places[stream] = (struct place){PLACE_PLAIN, (uint32_t)(out->length - start), 0};
        put_deflated(out, stream, entries, bytes, length);
    }
}

/* Each row as its difference to the one above (the PNG predictor "up"): most are then alike. */
static void put_places(struct text *out, const struct place *places, uint32_t count) {
    uint8_t above[ROW] = {0};
    for (uint32_t id = 0; id < count; id++) {
        const struct place *place = &places[id];
        const uint32_t index = place->kind == PLACE_FREE ? 0xFFFF : place->index;
        const uint8_t row[ROW] = {(uint8_t)place->kind,
                                  (uint8_t)(place->at >> 24 & 0xFF),
                                  (uint8_t)(place->at >> 16 & 0xFF),
                                  (uint8_t)(place->at >> 8 & 0xFF),
                                  (uint8_t)(place->at & 0xFF),
                                  (uint8_t)(index >> 24 & 0xFF),
                                  (uint8_t)(index >> 16 & 0xFF),
                                  (uint8_t)(index >> 8 & 0xFF),
                                  (uint8_t)(index & 0xFF)};
        text_char(out, 2);
        for (int i = 0; i < ROW; i++)
            text_char(out, (char)(uint8_t)(row[i] - above[i]));
        memcpy(above, row, ROW);
    }
}

void save_packed(HPDF_Doc doc, const struct packed *packed, struct text *out) {
    size_t start = out->length;
    uint32_t own = doc->xref->entries->count; /* the free object 0 is one */
    uint32_t count = packed->n ? packed->root + packed->n : own, table_id = count + 1 + packed->n_pieces;
    assert(!packed->n || packed->root + 1 == own);
    struct arena *arena = arena_new();
    struct place *places = arena_array(arena, table_id + 1, sizeof *places);
    streams_end(streams_of(doc->catalog));
    text_string(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
    put_plain(doc, out, start, places, own);
    put_own(doc, packed, out, start, places, own, count);
    put_pieces(packed, out, start, places, count + 1);
    size_t table = out->length - start;
    places[table_id] = (struct place){PLACE_PLAIN, (uint32_t)table, 0};

    struct text rows = {0}, entries = {0};
    put_places(&rows, places, table_id + 1);
    text_printf(&entries,
                "/Type/XRef/W[1 4 4]/Size %u/DecodeParms<</Predictor 12/Columns %d>>/Root %u 0 R/Info %u 0 R",
                table_id + 1, ROW, object_number(doc->catalog), object_number(doc->info));
    void *identity = HPDF_Dict_GetItem(doc->trailer, "ID", HPDF_OCLASS_ARRAY);
    if (identity) {
        HPDF_Stream writer = writer_to(doc, &entries);
        text_string(&entries, "/ID");
        HPDF_Obj_WriteValue(identity, writer, NULL);
        HPDF_Stream_Free(writer);
    }
    put_stream(out, table_id, text_get(&entries), &rows);
    text_printf(out, "startxref\n%zu\n%%%%EOF\n", table);
    text_drop(&rows);
    text_drop(&entries);
    arena_drop(arena);
}

const char *save_plain(HPDF_Doc doc, struct text *out) {
    HPDF_SaveToStream(doc);
    if (HPDF_GetError(doc) != HPDF_OK)
        return NULL; /* LCOV_EXCL_LINE: libharu fails without memory alone */
    HPDF_ResetStream(doc);
    HPDF_UINT32 left = HPDF_GetStreamSize(doc);
    while (left > 0) {
        HPDF_BYTE piece[16384];
        HPDF_UINT32 size = left < sizeof piece ? left : sizeof piece;
        HPDF_STATUS status = HPDF_ReadFromStream(doc, piece, &size);
        if ((status != HPDF_OK && status != HPDF_STREAM_EOF) || size == 0)
            return "libharu gave back less than it had written"; /* LCOV_EXCL_LINE: a fault of libharu's */
        text_bytes(out, piece, size);
        left -= size;
    }
    return NULL;
}
