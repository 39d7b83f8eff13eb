/* An ink that lets cairo write a file of its own: SVG, PNG or PDF, into memory. Never opens a file. Text is
 * drawn with the same glyph numbers and advances as on the report's pages; SVG carries glyphs as shapes (its
 * words stand in the <title> and <desc> that the caller may add), PDF as searchable text. */
#ifndef FIGURES_INK_CAIRO_H
#define FIGURES_INK_CAIRO_H

#include "ink.h"

enum ink_file { INK_SVG, INK_PNG, INK_PDF, INK_FILE_COUNT };

struct ink_file_options {
    double width, height; /* points */
    double scale;         /* PNG: pixels a point; 0: 2 */
    const char *title;    /* PDF: may be NULL */
    const char *date;     /* PDF: ISO 8601; NULL: the file bears none, and is the same from run to run */
};

/* Owned; NULL when memory is short. `fonts` is borrowed and must outlive the ink. */
struct ink *ink_cairo_new(struct fonts *fonts, enum ink_file kind, const struct ink_file_options *options);

/* Finishes the file. NULL on success, then `*bytes` is owned by the caller (free); else what failed, borrowed
 * from the ink, and nothing is handed over. Once; then drop. */
const char *ink_cairo_close(struct ink *ink, unsigned char **bytes, size_t *length);
void ink_cairo_drop(struct ink *ink);

#endif
