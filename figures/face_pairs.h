/* Words set by pairs of signs: HarfBuzz is asked once what it does with each pair, and a word whose pairs it
 * only moves together or apart needs no shaping of its own. Signs that it joins (fi, ffi) are one sign more.
 * Behind face.h; nobody else includes this. */
#ifndef FIGURES_FACE_PAIRS_H
#define FIGURES_FACE_PAIRS_H

#include "face_file.h"

enum { PAIRS_MOST_LETTERS = 256 };

struct letter {
    uint16_t id;
    uint32_t at;                   /* where it begins in the text */
    hb_position_t advance, offset; /* font units, what lies between it and the next taken in */
};

/* A number's figure, and what may stand inside one. */
bool pairs_is_figure(char c);
bool pairs_is_numeric(char c);

/* Sets a text in a face of letters, figures as wide as a nought. Returns how many letters there are; 0 when
 * HarfBuzz has to be given all of it: there is none or one, there are more than PAIRS_MOST_LETTERS, or
 * something else among them than signs that it sets as they are. `scratch` is cleared. The table of pairs is
 * kept with the face, in the arena. */
size_t pairs_set(struct face_file *file, struct arena *arena, hb_buffer_t *scratch, const char *text,
                 size_t length, struct letter *out);

#endif
