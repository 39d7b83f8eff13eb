/* The report's ink: pages of a libharu document. The only file that includes <hpdf.h> is ink_pdf.c (with
 * font_pdf.c behind font_pdf.h, which writes the fonts through the same calls). */
#ifndef PAGE_INK_PDF_H
#define PAGE_INK_PDF_H

#include "../../figures/ink.h"
#include "../base/text.h"

/* What the file conforms to: nothing but PDF 1.7, or PDF/A-1b or -3b. */
enum pdf_part { PDF_PLAIN, PDF_A1B, PDF_A3B, PDF_PART_COUNT };

struct pdf_info {
    const char *title, *language, *producer, *date; /* UTF-8; date ISO 8601 or NULL */
    const char *inputs; /* SHA-256 of all that the document is made from, or NULL; in PDF/A alone */
};

/* How the metadata says it; a reader finds it there without parsing the file, since metadata is not packed.
 */
#define PDF_INPUTS_BEFORE "<xmpMM:DocumentID>urn:sha256:"
#define PDF_INPUTS_AFTER  "</xmpMM:DocumentID>"

/* A file that travels in the document, and what it is to it (ISO 19005-3, 6.8). */
enum file_relation { FILE_SOURCE, FILE_DATA, FILE_SUPPLEMENT, FILE_RELATION_COUNT };
struct pdf_file {
    const char *name, *type, *words; /* no folders; "application/json"; a description */
    enum file_relation relation;
    const void *bytes;
    size_t length;
};

struct pdf; /* a document being made */

/* The version of libharu. */
const char *pdf_library(void);

/* Owned; drop discards and cannot fail. */
struct pdf *pdf_new(struct fonts *fonts, const struct pdf_info *info);
void pdf_drop(struct pdf *pdf);

/* What the file is to conform to; PDF_PLAIN unless this is called. */
void pdf_conform(struct pdf *pdf, enum pdf_part part);

/* Files to travel in it, their names all different; borrowed until pdf_drop. Not in PDF/A-1, which allows
 * none. */
void pdf_attach(struct pdf *pdf, const struct pdf_file *files, size_t n_files);

/* Begins a page (points) and returns the ink to draw on it, borrowed until the next page or the end. */
struct ink *pdf_page(struct pdf *pdf, double width, double height);

/* An entry of the outline that leads to an anchor (ink_anchor), at a level from 1. In reading order. */
void pdf_outline(struct pdf *pdf, int level, const char *title, const char *anchor);

/* The first thing that could not be drawn, and on which page: it lies past the end of any page. NULL: none.
 */
const char *pdf_not_drawn(const struct pdf *pdf);

/* Cuts the fonts, resolves links and outline, appends the file's bytes. NULL on success, else what failed
 * (borrowed from pdf). Commits; call once, then drop. */
const char *pdf_close(struct pdf *pdf, struct text *out);
/* The faces drawn with, a bit each by enum face. */
unsigned pdf_faces(const struct pdf *pdf);

#endif
