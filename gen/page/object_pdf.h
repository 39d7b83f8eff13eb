/* The PDF objects that libharu's own high-level calls make badly or not at all, made from its exported
 * dictionary calls. Included only by ink_pdf.c and the files behind it (*_pdf.c, pdfa.c).
 *
 * Everything made here belongs to the document. Memory running out ends the program (fail.h); every other
 * fault sticks in the document (HPDF_GetError). */
#ifndef PAGE_OBJECT_PDF_H
#define PAGE_OBJECT_PDF_H

#include "../base/text.h"

#include <hpdf.h>
#include <stddef.h>

/* The layout of libharu's structs is in its headers: what was compiled must be what runs. */
#if HPDF_MAJOR_VERSION != 2 || HPDF_MINOR_VERSION < 3 || HPDF_MINOR_VERSION > 4
#error "libharu 2.3 or 2.4 is needed"
#endif

HPDF_Dict object_dict(HPDF_Doc doc);   /* indirect: it can be referred to from several places */
HPDF_Dict object_inline(HPDF_Doc doc); /* direct: it must be put somewhere, once */
HPDF_Array object_array(HPDF_Doc doc); /* direct */
uint32_t object_number(const void *indirect);
/* How a stream's bytes go into the file. */
enum packing {
    PACKING_NONE,
    PACKING_DEFLATED,
    PACKING_ALIKE /* deflated, and the next document is likely to have the same (deflate_pdf.h) */
};
/* An indirect stream of these bytes. */
HPDF_Dict object_stream(HPDF_Doc doc, const void *bytes, size_t length, enum packing packing);
/* Puts bytes into a stream that libharu made, deflated; where the document's streams are kept, their
 * deflating was begun (streams_ahead). */
void object_fill_stream(HPDF_Dict stream, const void *bytes, size_t length);

/* A text string for people: ASCII as it is, all else UTF-16. `utf8` must be well-formed. */
void object_put_text(HPDF_Doc doc, HPDF_Dict dict, const char *key, const char *utf8);
void object_add_text(HPDF_Doc doc, HPDF_Array array, const char *utf8);
/* Bytes, written in hexadecimal. */
void object_put_bytes(HPDF_Doc doc, HPDF_Dict dict, const char *key, const void *bytes, size_t length);
/* A byte string, written as it is. ASCII. */
void object_put_ascii(HPDF_Doc doc, HPDF_Dict dict, const char *key, const char *ascii);
/* A date in ISO 8601, as PDF has it: D:YYYYMMDDHHmmSS, then Z or +HH'mm'. */
void object_put_date(HPDF_Doc doc, HPDF_Dict dict, const char *key, const char *iso);
/* [page /XYZ left top null]: the place, at the reader's own magnification. */
HPDF_Array object_destination(HPDF_Doc doc, HPDF_Page page, double left, double top);

#endif
