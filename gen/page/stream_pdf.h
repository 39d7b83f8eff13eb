/* The bytes of a document's streams, kept here and not in libharu, which copies them in small pieces several
 * times; and deflated aside (aside.h) while the rest of the document is made. */
#ifndef PAGE_STREAM_PDF_H
#define PAGE_STREAM_PDF_H

#include "object_pdf.h"

#include <stdbool.h>

struct streams;

/* To be given to HPDF_New as its user data; a document without it holds its streams itself. */
struct streams *streams_new(void);
/* No stream is added any more, and all are deflated. */
void streams_end(struct streams *streams);
void streams_drop(struct streams *streams);

/* A document's, by anything that belongs to it; NULL: it has none. */
struct streams *streams_of(HPDF_Dict dict);
/* Begins to deflate bytes before there is a stream that has them (streams_give or streams_copy, of the same
 * place). They are borrowed until streams_drop. */
void streams_ahead(struct streams *streams, const void *bytes, size_t length, enum packing packing);
/* What became of them, after streams_end. */
const void *streams_made(const struct streams *streams, const void *bytes, size_t *length);
/* Says what bytes a stream has: copied, if they were not begun ahead; or such. */
void streams_copy(struct streams *streams, HPDF_Dict stream, const void *bytes, size_t length,
                  enum packing packing);
void streams_give(struct streams *streams, HPDF_Dict stream, const void *bytes);

/* A stream's bytes as the file is to have them, borrowed; `*deflated` tells whether they are. After
 * streams_end. */
const void *streams_bytes(HPDF_Dict stream, size_t *length, bool *deflated);

#endif
