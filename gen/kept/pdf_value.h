/* The objects of a PDF (ISO 32000-1, 7.3) as bounded trees. A hostile file costs no more than the limits say;
 * what is not understood is a fault, never a guess. */
#ifndef KEPT_PDF_VALUE_H
#define KEPT_PDF_VALUE_H

#include "../base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PDF_MOST_DEPTH = 32,
    PDF_MOST_VALUES = 1 << 20, /* of a file, in all */
    PDF_LONGEST_NAME = 127
};

enum pdf_kind {
    PDF_NULL,
    PDF_TRUTH,
    PDF_INTEGER,
    PDF_REAL,
    PDF_NAME,
    PDF_STRING,
    PDF_ARRAY,
    PDF_DICT,
    PDF_REF
};

struct pdf_value {
    enum pdf_kind kind;
    int64_t integer;               /* PDF_INTEGER, PDF_TRUTH; of a PDF_REF the object's number */
    const char *bytes;             /* PDF_NAME, PDF_STRING: decoded, NUL behind them */
    size_t length;                 /* … and of an array or dictionary: how many values, or pairs */
    const struct pdf_value *items; /* an array's; a dictionary's keys and values in turn */
};

/* Where one reads: moves forward, never past the end. */
struct pdf_cursor {
    struct arena *arena;
    const char *at, *end;
    size_t *values; /* made so far in this file; borrowed */
};

/* Reads one value. False on a fault, or past a limit. */
bool pdf_value_read(struct pdf_cursor *cursor, struct pdf_value *out);

/* White space and comments; what follows is skipped if it is this word, and nothing is where it is not. */
void pdf_skip_white(struct pdf_cursor *cursor);
bool pdf_skip_word(struct pdf_cursor *cursor, const char *word);
bool pdf_read_integer(struct pdf_cursor *cursor, int64_t *out);

/* A dictionary's value under a key; NULL where there is none, or `dict` is none. */
const struct pdf_value *pdf_find(const struct pdf_value *dict, const char *key);
bool pdf_is_name(const struct pdf_value *value, const char *name); /* value may be NULL */

#endif
