/* How a run becomes glyphs: split where the face changes, each part set by pairs of signs or by HarfBuzz.
 * Behind face.h; nobody else includes this. */
#ifndef FIGURES_FACE_SHAPE_H
#define FIGURES_FACE_SHAPE_H

#include "face_file.h"

struct shaper {
    font_failure *fail;
    struct arena *arena;
    struct face_file files[FACE_COUNT];
    hb_buffer_t *buffer;
    uint32_t missing;     /* in the run that was set last: the first character that no face has, or 0 */
    struct glyph *glyphs; /* of that run */
    size_t n_glyphs, glyph_capacity;
};

/* Opens the face's file, if it is not open, and its tables; shaper->fail ends the program where it cannot. */
struct face_file *shaper_file(struct shaper *shaper, enum face which);
struct face_file *shaper_face(struct shaper *shaper, enum face which);
/* Sets run->text, with its length: its width, and shaper->glyphs. */
void shaper_set(struct shaper *shaper, enum face asked, struct shaped *run);

#endif
