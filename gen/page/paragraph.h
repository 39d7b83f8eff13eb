/* Paragraphs: atoms into lines. Breaks are chosen for the paragraph as a whole (total fit, after Knuth and
 * Plass 1981, without hyphenation): the sum over all lines but the last of the square of what is left empty
 * is the least there is. Ragged right, or justified (Chinese). */
#ifndef PAGE_PARAGRAPH_H
#define PAGE_PARAGRAPH_H

#include "inline.h"

#define DESCENDER .28 /* em */

/* Where lines end: for each line, the index behind its last atom. `ends` has room for `n`. Returns how many.
 */
size_t paragraph_fit(const struct atom *atoms, size_t n, double measure, struct arena *arena, size_t *ends);
/* What the fit minimises, for any choice of line ends. */
double paragraph_cost(const struct atom *atoms, double measure, const size_t *ends, size_t n_ends);

struct line {
    struct box *box; /* its origin is the left end of the baseline */
    double width;
    double above,
        below; /* how far it reaches past capitals and an ordinary descender: for tall mathematics */
};

struct lines {
    struct line *lines;
    size_t n;
    double width; /* of the widest */
};

struct lines paragraph_lines(const struct setting *setting, const struct type *type, struct atoms atoms,
                             double measure);

#endif
