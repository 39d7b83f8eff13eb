/* The content of one PDF page: drawing operators, written as short as they can be. Knows nothing of libharu.
 *
 * Callers give points with y downwards; the stream has y upwards. Numbers are rounded the same way everywhere
 * and written without the locale. Text shows glyphs by number; the numbers are those of the cut faces, which
 * are known only at the end, so that the strings are rewritten by content_finish. */
#ifndef PAGE_CONTENT_PDF_H
#define PAGE_CONTENT_PDF_H

#include "../../figures/ink.h"
#include "../base/text.h"
#include "font_pdf.h"

/* A string of glyphs of one face: two bytes each, the number in the whole face, until content_finish. */
struct glyph_string {
    uint32_t at, n_glyphs; /* offset of the first */
    uint8_t face;
};

struct content {
    struct text bytes;
    double height;    /* of the page */
    bool broken;      /* a number was not finite, or past any page */
    uint32_t missing; /* the first character that no face has a glyph for, or 0 */

    struct glyph_string *strings;
    size_t n_strings, strings_capacity;

    /* The graphics state as the stream has left it; only changes are written. */
    struct colour fill, stroke;
    double width;
    int cap;
    struct pen dashed; /* n_dash and dash of the pen last used */

    /* The marked stretch, if one is open; one that is begun inside of a text object ends there. */
    enum { MARK_NONE, MARK_OUTSIDE, MARK_INSIDE } mark;
    long marked; /* the element; the caller's */

    /* The text object, if one is open. */
    bool in_text, in_array, in_string, upright;
    bool shown; /* something stands on the line in force */
    int face;
    double size, tracking, rise; /* as written; tracking and rise in points */
    int64_t line_x, line_y; /* where the line in force begins, in hundredths of a point; upright lines only */
    double pen;             /* from there, in thousandths of the size */
    bool after_space;       /* nothing is lacking before the next word */
    bool spaced_words;      /* words on lines of their own are parted by spaces too: the file is tagged */
    bool goes_on;           /* the next text belongs to the words before it; the caller's */
    uint32_t last;          /* character shown; 0: none yet */
    double end_x, end_y, end_size; /* where it ended, and its size; upright text only */
};

/* Zeroes and begins. What it grows is freed by content_drop; the list of strings is the arena's. */
void content_begin(struct content *content, double height);
void content_drop(struct content *content);

void content_stroke(struct content *content, const cairo_path_t *path, const struct pen *pen);
void content_fill(struct content *content, const cairo_path_t *path, struct colour colour);
/* As ink_device.text. A word that follows another on its line is joined to it with a real space, so that text
 * taken out of the document has its spaces. */
void content_text(struct content *content, struct arena *arena, struct font_set *set,
                  const struct shaped *run, const cairo_matrix_t *matrix, double tracking,
                  struct colour colour);

/* Ends the marked stretch, if one is open, and begins another for `element`, named by its tag; a `number`
 * below 0 is an artifact. `inside`: of a text object, so that one may go on through many of them. Text that
 * follows is `joined` to what came before as words of a line are, or not. */
void content_mark(struct content *content, const char *tag, long element, int number, bool inside,
                  bool joined);

/* Closes the text object and puts in the numbers of the cut faces (font_set_cut comes before). */
void content_finish(struct content *content, const struct font_set *set);

#endif
