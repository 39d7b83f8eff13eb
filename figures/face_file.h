/* Where the faces are and what their tables say of them. Behind face.h; nobody else includes this.
 *
 * FLOORLINE_FONTS names a folder that is searched first, by file name; then Debian's usual place; only then
 * is fontconfig asked, which takes longer to start than a report takes to write. */
#ifndef FIGURES_FACE_FILE_H
#define FIGURES_FACE_FILE_H

#include "../gen/base/arena.h"
#include "face.h"

#include <hb.h>

struct face_file {
    hb_blob_t *blob; /* the file, mapped; NULL: not opened yet */
    hb_face_t *face;
    hb_font_t *font;       /* its scale is the units per em; NULL: not loaded yet */
    hb_shape_plan_t *plan; /* one script, one language, no features asked for: one plan */
    char *path;
    unsigned units;       /* per em */
    hb_position_t figure; /* advance of the figure 0 */
    hb_script_t script;   /* one per face, so that a face needs one shaping plan */
    hb_language_t language;
    struct face_metrics *metrics; /* NULL: not read yet */
    struct face_pairs *pairs;     /* face_pairs.c's; NULL: none asked for yet */
    hb_set_t *ruled;              /* face_file_is_free's; NULL: none asked for yet */
};

/* Opens a face's file, and then its tables, which takes ten times as long. NULL on success, else a message
 * that names the font and its Debian package. What they get is the arena's, but for HarfBuzz's objects, which
 * face_file_close drops (also of a file never opened). */
const char *face_file_open(struct face_file *file, enum face which, struct arena *arena);
const char *face_file_load(struct face_file *file, enum face which, struct arena *arena);
void face_file_close(struct face_file *file);

/* Shapes bytes [from, to) of the text into the buffer, which is cleared. */
void face_file_shape(const struct face_file *file, hb_buffer_t *buffer, const char *text, size_t length,
                     size_t from, size_t to);

/* Whether no rule of the font (OpenType's GSUB and GPOS) names a glyph, so that it comes out of shaping as it
 * is. For faces of few rules. */
bool face_file_is_free(struct face_file *file, hb_codepoint_t glyph);

const struct face_metrics *face_file_metrics(struct face_file *file, struct arena *arena);

#endif
