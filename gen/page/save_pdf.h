/* Lays a finished document down as a file, always in memory: a save to a full disk can look like a success.
 */
#ifndef PAGE_SAVE_PDF_H
#define PAGE_SAVE_PDF_H

#include "../base/arena.h"
#include "../base/text.h"
#include "object_pdf.h"
#include "packed_pdf.h"

/* As libharu saves, for PDF/A-1. NULL, or what is wrong; other faults stick in the document. */
const char *save_plain(HPDF_Doc doc, struct text *out);

/* With the objects deflated in object streams, which libharu's own saving cannot do: a report with its
 * structure has thousands of small objects, and they would be more than half of the file. PDF 1.5 and later.
 * An identity in doc->trailer is written in clear hexadecimal behind all else, as libharu would. Faults stick
 * in the document, whose streams are kept (stream_pdf.h). */
void save_packed(HPDF_Doc doc, const struct packed *packed, struct text *out);

#endif
