/* The fonts of a PDF: which glyphs a document uses, the faces cut down to them, and the dictionaries that
 * carry the cut faces. Nothing of libharu's own font code is used.
 *
 * A glyph is known by its number in the whole face until font_set_cut, by its number in the cut face after.
 * Widths are in thousandths of an em, the unit of PDF. Everything is owned by the set. */
#ifndef PAGE_FONT_PDF_H
#define PAGE_FONT_PDF_H

#include "../../figures/face.h"
#include "../base/arena.h"
#include "../base/text.h"
#include "object_pdf.h"

#include <stdbool.h>

struct font_set;
struct streams;

struct used_glyph {
    uint16_t id, cut_id; /* in the whole face and, after font_set_cut, in the cut one */
    uint16_t width;
    const char *text; /* the characters it stands for in the document; NULL: not known yet */
    size_t length;
};

/* `fonts` is borrowed, the memory is the arena's; drop gives HarfBuzz's back. */
struct font_set *font_set_new(struct fonts *fonts, struct arena *arena);
void font_set_drop(struct font_set *set);

/* Notes that a glyph is used, for these characters (copied). The first use decides what the glyph stands for
 * when text is taken out of the document: compare `text` to see whether this use agrees. Borrowed until the
 * next call. */
const struct used_glyph *font_set_use(struct font_set *set, enum face face, uint16_t id, const char *text,
                                      size_t length);

/* The glyphs of a face that stand for a sign of ASCII everywhere, by that sign: most of those in a report. */
struct sign_glyph {
    uint16_t id, width; /* id 0: there is none yet */
};
enum { SIGNS = 128 };
const struct sign_glyph *font_set_signs(const struct font_set *set, enum face face);

/* The glyph of a plain space, noted as used. */
const struct used_glyph *font_set_space(struct font_set *set, enum face face);

/* The faces used, a bit each. */
unsigned font_set_faces(const struct font_set *set);

/* Cuts every face that was used. NULL on success, else what failed (borrowed from the arena). Once. The cut
 * faces begin to be deflated in `streams`, which may be NULL. */
const char *font_set_cut(struct font_set *set, struct streams *streams);
/* Their numbers in the cut face, by those in the whole face: of the glyphs that are used. */
const uint16_t *font_set_cut_ids(const struct font_set *set, enum face face);

/* Appends UTF-8 as UTF-16 in hexadecimal digits. */
void font_put_utf16(struct text *out, const char *utf8, size_t length);

/* Writes the cut faces into the document; the result is a font resource dictionary: F0, F1, … by face.
 * `cid_set`: with the list of glyphs that PDF/A-1 asks for. */
HPDF_Dict font_set_write(struct font_set *set, HPDF_Doc doc, bool cid_set);

#endif
