/* Spans of words and mathematics, cut into atoms: the bits that a line never breaks inside. Each is shaped
 * once, with the space behind it, so that a line put together from atoms is text that can be copied. */
#ifndef PAGE_INLINE_H
#define PAGE_INLINE_H

#include "bind.h"
#include "math.h"
#include "style.h"
#include "tree.h"

#define RAISED_SIZE .68 /* of the text around it */

struct atom {
    double width, space; /* points; space is what stands behind it when the line goes on */
    double tail;         /* of the width: empty behind full-width punctuation, given up at a line's end */
    double lead;         /* the same before an opening bracket, given up at a line's beginning */
    bool can_break;      /* a line may end behind it */
    bool must_break;     /* and has to */
    enum bond bond;      /* with the next: how much a line should not end behind it */
    bool stretches;      /* the space behind it may grow */
    bool spaced;         /* the run ends with a space glyph */
    bool fills;          /* of text that fills its lines */
    bool verbatim;       /* code: an apostrophe stays straight */
    enum face face;
    const char *text;
    size_t length;
    const struct shaped *run;    /* text, or */
    const struct math_box *math; /* mathematics, or neither */
    const char *notation;        /* of the formula that it is a part of */
    size_t n_notation;
    double size, rise, tracking;
    struct colour colour;
    const char *link;
    size_t offset;
};

struct atoms {
    struct atom *atoms;
    size_t n, capacity;
};

/* What setting needs to know; one for a document. */
struct setting {
    struct arena *arena;
    struct fonts *fonts;
    const struct style *style;
    const struct template_text *text;
    const struct names *names;
    struct diags *diags;
    const struct facts *facts; /* whose files words may come from; NULL: none */
    size_t offset;             /* where a fault in the program's own words is named */
    /* The words of a {{ref}} ("Table 2") and where it leads. */
    const char *(*reference)(void *data, const struct directive *directive, const char **link);
    void *data;
};

struct atoms inline_atoms(const struct setting *setting, const struct type *type, const struct span *spans,
                          size_t n_spans);
/* The same for plain words of the program: table titles, notes. */
struct atoms inline_words(const struct setting *setting, const struct type *type, const char *words);
/* Cuts atoms wider than the measure where letters meet, with a warning. */
void inline_cut_long(const struct setting *setting, struct atoms *atoms, double measure);

#endif
