/* Words set by pairs of letters: HarfBuzz is asked once what it does with each pair, and a word whose pairs
 * it only moves together or apart needs no shaping of its own. Behind face.h; nobody else includes this. */
#ifndef FIGURES_FACE_PAIRS_H
#define FIGURES_FACE_PAIRS_H

#include "face_file.h"

enum { PAIRS_MOST_LETTERS = 72 };

struct letter {
    uint16_t id;
    hb_position_t advance; /* font units, what lies between it and the next letter taken in */
};

/* Sets 2 to PAIRS_MOST_LETTERS bytes. False when there are more or fewer, something else among them than
 * ASCII, or a pair that is joined or replaced. `scratch` is cleared. The table of pairs is kept with the
 * face, in the arena. */
bool pairs_set(struct face_file *file, struct arena *arena, hb_buffer_t *scratch, const char *text,
               size_t length, struct letter *out);

#endif
