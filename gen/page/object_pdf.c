/* See object_pdf.h. */
#include "object_pdf.h"

#include "../base/fail.h"
#include "../base/text.h"
#include "stream_pdf.h"

#include <stdbool.h>
#include <string.h>

static void *made(void *object) {
    if (!object)
        fail_environment(
            "out of memory while making the PDF"); /* LCOV_EXCL_LINE: malloc has ended the program before */
    return object;
}

HPDF_Dict object_inline(HPDF_Doc doc) {
    return made(HPDF_Dict_New(doc->mmgr));
}

HPDF_Dict object_dict(HPDF_Doc doc) {
    HPDF_Dict dict = object_inline(doc);
    HPDF_Xref_Add(doc->xref, dict);
    return dict;
}

uint32_t object_number(const void *indirect) {
    const uint32_t flags = 0xFF000000; /* libharu keeps them above the number */
    return ((const HPDF_Obj_Header *)indirect)->obj_id & ~flags;
}

HPDF_Array object_array(HPDF_Doc doc) {
    return made(HPDF_Array_New(doc->mmgr));
}

static void write_stream(HPDF_Dict stream, const void *bytes, size_t length, enum packing packing) {
    stream->filter = packing != PACKING_NONE ? HPDF_STREAM_FILTER_FLATE_DECODE : HPDF_STREAM_FILTER_NONE;
    if (length)
        HPDF_Stream_Write(stream->stream, bytes, (HPDF_UINT)length);
}

void object_fill_stream(HPDF_Dict stream, const void *bytes, size_t length) {
    struct streams *streams = streams_of(stream);
    if (streams)
        streams_give(streams, stream, bytes);
    else
        write_stream(stream, bytes, length, PACKING_DEFLATED);
}

HPDF_Dict object_stream(HPDF_Doc doc, const void *bytes, size_t length, enum packing packing) {
    HPDF_Dict stream = made(HPDF_DictStream_New(doc->mmgr, doc->xref));
    struct streams *streams = streams_of(stream);
    if (streams)
        streams_copy(streams, stream, bytes, length, packing);
    else
        write_stream(stream, bytes, length, packing);
    return stream;
}

void object_put_ascii(HPDF_Doc doc, HPDF_Dict dict, const char *key, const char *ascii) {
    HPDF_Dict_Add(dict, key, made(HPDF_String_New(doc->mmgr, ascii, NULL)));
}

static void utf16_unit(struct text *out, uint32_t unit) {
    text_char(out, (char)(unit >> 8 & 0xFF));
    text_char(out, (char)(unit & 0xFF));
}

/* A text string for people. */
static void *text_string_of(HPDF_Doc doc, const char *utf8) {
    const char *at = utf8, *end = utf8 + strlen(utf8);
    bool ascii = true;
    for (const char *c = utf8; *c; c++)
        ascii = ascii && *c >= ' ' && *c <= '~';
    if (ascii)
        return made(HPDF_String_New(doc->mmgr, utf8, NULL));
    struct text units = {0};
    utf16_unit(&units, 0xFEFF);
    while (at < end) {
        uint32_t c = utf8_next(&at, end);
        if (c >= 0x10000) {
            utf16_unit(&units, 0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + (c & 0x3FF);
        }
        utf16_unit(&units, c);
    }
    void *string = made(HPDF_Binary_New(doc->mmgr, (HPDF_BYTE *)units.bytes, (HPDF_UINT)units.length));
    text_drop(&units);
    return string;
}

void object_put_text(HPDF_Doc doc, HPDF_Dict dict, const char *key, const char *utf8) {
    HPDF_Dict_Add(dict, key, text_string_of(doc, utf8));
}

void object_add_text(HPDF_Doc doc, HPDF_Array array, const char *utf8) {
    HPDF_Array_Add(array, text_string_of(doc, utf8));
}

void object_put_bytes(HPDF_Doc doc, HPDF_Dict dict, const char *key, const void *bytes, size_t length) {
    HPDF_Dict_Add(dict, key, made(HPDF_Binary_New(doc->mmgr, (HPDF_BYTE *)bytes, (HPDF_UINT)length)));
}

void object_put_date(HPDF_Doc doc, HPDF_Dict dict, const char *key, const char *iso) {
    char date[32] = {0}, *at = date;
    *at++ = 'D', *at++ = ':';
    int digits = 0;
    const char *c = iso;
    for (; *c && digits < 14; c++) {
        bool digit = *c >= '0' && *c <= '9';
        if (!digit && (*c == 'Z' || *c == '+' || (*c == '-' && digits > 8)))
            break;
        if (digit)
            *at++ = *c, digits++;
    }
    if (*c == 'Z') {
        *at = 'Z';
    } else if ((*c == '+' || *c == '-') && strlen(c) >= 6) {
        *at++ = *c;
        *at++ = c[1], *at++ = c[2], *at++ = '\'';
        *at++ = c[4], *at++ = c[5], *at = '\'';
    }
    object_put_ascii(doc, dict, key, date);
}

HPDF_Array object_destination(HPDF_Doc doc, HPDF_Page page, double left, double top) {
    HPDF_Array place = object_array(doc);
    HPDF_Array_Add(place, page);
    HPDF_Array_AddName(place, "XYZ");
    HPDF_Array_AddReal(place, (HPDF_REAL)left);
    HPDF_Array_AddReal(place, (HPDF_REAL)top);
    HPDF_Array_Add(place, made(HPDF_Null_New(doc->mmgr)));
    return place;
}
