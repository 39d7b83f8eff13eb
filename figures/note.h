/* Notes: a few words in one or more lines and styles, measured as one box. Points. */
#ifndef FIGURES_NOTE_H
#define FIGURES_NOTE_H

#include "ink.h"

#define LABEL_SIZE    6.8 /* figure labels */
#define LABEL_LEADING 8.2

struct span {
    const char *words; /* borrowed until drawn */
    size_t length;     /* bytes */
    enum face face;
    struct colour colour;
    bool breaks; /* begins a new line */
};

enum { NOTE_SPANS = 16 };
struct note {
    struct span spans[NOTE_SPANS];
    int n_spans;
    double size, leading; /* 0: the usual ones */
    enum align align;     /* of its lines to each other */
};

/* Adds words; NULL or empty adds nothing. Past NOTE_SPANS they are left out. */
void note_add(struct note *note, enum face face, struct colour colour, const char *words);
void note_line(struct note *note, enum face face, struct colour colour, const char *words);
/* Adds words on new lines, broken at spaces (and between Han characters) to `width`. */
void note_wrap(struct note *note, struct ink *ink, enum face face, struct colour colour, const char *words,
               double width);
/* A note of one style. */
struct note note_of(enum face face, struct colour colour, const char *words);

void note_measure(struct ink *ink, const struct note *note, double *width, double *height);
/* Draws with the top left of its box at (x, y). */
void note_draw(struct ink *ink, const struct note *note, double x, double y);

#endif
