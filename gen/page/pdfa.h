/* What makes a PDF one that can be kept: the metadata, colour space and identity that PDF/A asks for
 * (ISO 19005-1 and -3, level B), through libharu's exported dictionary calls; its own helper is broken.
 *
 * What is outside the catalog, and so elsewhere: fonts with CIDSet (font_pdf.h), printable links. */
#ifndef PAGE_PDFA_H
#define PAGE_PDFA_H

#include "../base/text.h"
#include "ink_pdf.h"
#include "object_pdf.h"

/* Sets the version and writes metadata, output intent and an identity of noughts. `part` is not
 * PDF_PLAIN. The metadata says what the document information says. */
void pdfa_write(HPDF_Doc doc, enum pdf_part part, const struct pdf_info *info);

/* Puts the identity in place of the noughts in the finished file, which begins at `start` of `file`: the
 * first half of the SHA-256 of all the rest. False when the noughts are not there. */
bool pdfa_identify(struct text *file, size_t start);

#endif
