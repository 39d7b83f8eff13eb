/* Faces cut down to the glyphs of a document. The last few cuts are kept with the face: the reports of a
 * batch use much the same glyphs, and cutting is a twentieth of a report. Behind font_pdf.h. */
#ifndef PAGE_FONT_CUT_H
#define PAGE_FONT_CUT_H

#include <hb.h>
#include <stddef.h>
#include <stdint.h>

struct font_cut {
    hb_blob_t *file;
    size_t n;
    uint16_t *ids, *cut_ids; /* n of each: in the whole face, ascending, and in the cut one */
    unsigned n_cut;   /* glyphs of the cut face: parts of others, and the missing glyph, are among them */
    uint16_t *widths; /* n_cut of them, thousandths of an em */
};

/* The face of `font`, which is at its units per em, cut to these glyphs (ascending, each once). NULL:
 * HarfBuzz cannot. Borrowed from the face, until some cuts later. */
const struct font_cut *font_cut_get(hb_font_t *font, const uint16_t *ids, size_t n);

#endif
