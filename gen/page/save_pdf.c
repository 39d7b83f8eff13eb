/* See save_pdf.h. ISO 32000-1, 7.5.7 (object streams) and 7.5.8 (cross-reference streams). libharu writes
 * each object; what lies around them is written here. Offsets are bytes from the file's beginning. */
#include "save_pdf.h"

#include "../base/fail.h"
#include "deflate_pdf.h"
#include "stream_pdf.h"

#include <stdbool.h>
#include <string.h>

enum { ROW = 9 };

/* A row of the cross-reference stream: a kind, and what it says. */
enum place_kind { PLACE_FREE, PLACE_PLAIN, PLACE_PACKED };
struct place {
    enum place_kind kind;
    uint32_t at;    /* offset in the file, or the number of the object stream */
    uint32_t index; /* in the object stream */
};

void packed_end(struct packed *packed, struct arena *arena) {
    packed->ends = arena_grow(arena, packed->ends, packed->n, &packed->capacity, sizeof *packed->ends);
    packed->ends[packed->n++] = packed->bytes.length;
}

void packed_drop(struct packed *packed) {
    text_drop(&packed->bytes);
}

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

/* A stream object of bytes that are deflated here. `entries` are those of its dictionary besides Filter and
 * Length. */
static void put_stream(struct text *out, uint32_t id, const char *entries, const struct text *plain) {
    struct text deflated = {0};
    deflate_append(&deflated, text_get(plain), plain->length);
    text_printf(out, "%u 0 obj\n<<%s/Filter/FlateDecode/Length %zu>>\nstream\n", id, entries,
                deflated.length);
    text_bytes(out, deflated.bytes, deflated.length);
    text_string(out, "\nendstream\nendobj\n");
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

static void put_text_object(const struct packed *packed, size_t n, struct text *out) {
    size_t from = n ? packed->ends[n - 1] : 0;
    text_bytes(out, packed->bytes.bytes + from, packed->ends[n] - from);
}

/* Those objects that are no streams. `own` of the numbers are libharu's, then come those that are text. */
static void put_packed(HPDF_Doc doc, const struct packed *packed, struct text *out, size_t start,
                       struct place *places, uint32_t own, uint32_t count) {
    struct text index = {0}, objects = {0}, entries = {0};
    HPDF_Stream writer = writer_to(doc, &objects);
    uint32_t n = 0;
    for (uint32_t id = 1; id < count; id++) {
        void *object = id < own ? object_of(doc, id) : NULL;
        if (id < own && (!object || is_stream(object)))
            continue;
        places[id] = (struct place){PLACE_PACKED, count, n++};
        text_whole(&index, id);
        text_char(&index, ' ');
        text_whole(&index, objects.length);
        text_char(&index, ' ');
        if (id >= own || id == packed->root) {
            put_text_object(packed, id < own ? 0 : id - own + 1, &objects);
        } else {
            HPDF_Obj_WriteValue(object, writer, NULL);
            text_char(&objects, '\n');
        }
    }
    HPDF_Stream_Free(writer);
    text_printf(&entries, "/Type/ObjStm/N %u/First %zu", n, index.length);
    text_bytes(&index, text_get(&objects), objects.length);
    places[count] = (struct place){PLACE_PLAIN, (uint32_t)(out->length - start), 0};
    put_stream(out, count, text_get(&entries), &index);
    text_drop(&index);
    text_drop(&objects);
    text_drop(&entries);
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
    uint32_t count = own + (packed->n ? (uint32_t)packed->n - 1 : 0);
    struct arena *arena = arena_new();
    struct place *places = arena_array(arena, count + 2, sizeof *places);
    streams_end(streams_of(doc->catalog));
    text_string(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
    put_plain(doc, out, start, places, own);
    put_packed(doc, packed, out, start, places, own, count);
    size_t table = out->length - start;
    places[count + 1] = (struct place){PLACE_PLAIN, (uint32_t)table, 0};

    struct text rows = {0}, entries = {0};
    put_places(&rows, places, count + 2);
    text_printf(&entries,
                "/Type/XRef/W[1 4 4]/Size %u/DecodeParms<</Predictor 12/Columns %d>>/Root %u 0 R/Info %u 0 R",
                count + 2, ROW, object_number(doc->catalog), object_number(doc->info));
    void *identity = HPDF_Dict_GetItem(doc->trailer, "ID", HPDF_OCLASS_ARRAY);
    if (identity) {
        HPDF_Stream writer = writer_to(doc, &entries);
        text_string(&entries, "/ID");
        HPDF_Obj_WriteValue(identity, writer, NULL);
        HPDF_Stream_Free(writer);
    }
    put_stream(out, count + 1, text_get(&entries), &rows);
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
