/* A PDF's objects by number (ISO 32000-1, 7.5): cross-reference tables and streams, object streams, deflated
 * streams. Reads only what is asked for, within bounds, and trusts nothing: a file whose tables are damaged
 * is not repaired but refused. Encrypted files are. */
#ifndef KEPT_PDF_FILE_H
#define KEPT_PDF_FILE_H

#include "../base/diag.h"
#include "../base/text.h"
#include "pdf_value.h"

enum {
    PDF_MOST_BYTES = 64 << 20,     /* of a file: give it to file_read */
    PDF_MOST_OBJECTS = 1 << 20,    /* named by its tables */
    PDF_MOST_SECTIONS = 32,        /* of its tables */
    PDF_MOST_STREAM = 64 << 20,    /* bytes, of a stream inflated */
    PDF_MOST_INFLATED = 128 << 20, /* of all streams read */
    PDF_MOST_READ = 1 << 14        /* objects */
};

struct pdf_file;

/* Finds the tables. NULL, and `*why` is a phrase for a diagnostic, when this is no sound PDF. All is kept in
 * the arena; the source must outlive it. */
struct pdf_file *pdf_file_open(struct arena *arena, const struct source *source, const char **why);

/* What a value is, references followed; NULL for what is not there or cannot be read. */
const struct pdf_value *pdf_file_resolve(struct pdf_file *file, const struct pdf_value *value);
/* A dictionary's value, references followed. */
const struct pdf_value *pdf_file_find(struct pdf_file *file, const struct pdf_value *dict, const char *key);
const struct pdf_value *pdf_file_catalog(struct pdf_file *file);

/* The bytes of the stream that a reference leads to, in the arena with a NUL behind them, and its dictionary.
 * NULL, with the reason in pdf_file_fault, when there is none or it passes a limit. */
const char *pdf_file_stream(struct pdf_file *file, const struct pdf_value *reference,
                            const struct pdf_value **dict, size_t *length);

/* Why something could not be read; NULL when all could. The first fault stays. */
const char *pdf_file_fault(const struct pdf_file *file);

#endif
