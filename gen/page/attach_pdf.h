/* Files that travel in a PDF, each bound to the document as PDF/A-3 asks (ISO 19005-3, 6.8): embedded file,
 * file specification, name tree, and the document's list of associated files. */
#ifndef PAGE_ATTACH_PDF_H
#define PAGE_ATTACH_PDF_H

#include "../base/arena.h"
#include "ink_pdf.h"
#include "object_pdf.h"

struct streams;

/* Begins to deflate them before there is a document (stream_pdf.h); borrowed as there. */
void attach_ahead(struct streams *streams, const struct pdf_file *files, size_t n_files);
/* Puts `files` into the catalog, in the order of their names. `date` is ISO 8601 or NULL. */
void attach_write(HPDF_Doc doc, struct arena *arena, const struct pdf_file *files, size_t n_files,
                  const char *date);

#endif
