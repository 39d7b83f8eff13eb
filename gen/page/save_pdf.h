/* Lays a finished document down as a file, always in memory: a save to a full disk can look like a success.
 */
#ifndef PAGE_SAVE_PDF_H
#define PAGE_SAVE_PDF_H

#include "../base/arena.h"
#include "../base/text.h"
#include "object_pdf.h"

/* As libharu saves, for PDF/A-1. NULL, or what is wrong; other faults stick in the document. */
const char *save_plain(HPDF_Doc doc, struct text *out);

/* Objects written as text, one behind the other, each with a line feed. The first is what libharu knows as
 * `root`, and holds empty; the others have the numbers behind all of libharu's. */
struct packed {
    struct text bytes; /* dropped by packed_drop */
    uint32_t root;     /* 0: there is none, and no text */
    size_t *ends;      /* of each object, in bytes; in the arena */
    size_t n, capacity;
};
void packed_end(struct packed *packed, struct arena *arena); /* the object in hand is whole */
void packed_drop(struct packed *packed);

/* With the objects deflated in an object stream, which libharu's own saving cannot do: a report with its
 * structure has thousands of small objects, and they would be more than half of the file. PDF 1.5 and later.
 * An identity in doc->trailer is written in clear hexadecimal behind all else, as libharu would. Faults stick
 * in the document, whose streams are kept (stream_pdf.h). */
void save_packed(HPDF_Doc doc, const struct packed *packed, struct text *out);

#endif
