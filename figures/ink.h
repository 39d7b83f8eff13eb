/* Ink: the drawing contract. A page or a figure is drawn once and comes out on any device: cairo (SVG, PNG,
 * PDF files), the report's libharu page, or a trace of text lines for tests.
 *
 * Points (1/72 inch), y downwards, origin at the top left of the page or figure. Paths are built with cairo's
 * own calls on ink->cr (with its transforms, save and restore); ink_stroke and ink_fill take the finished
 * path and clear it. Text goes through ink_text, so that it can be searched and copied. Calls return nothing;
 * the first error sticks (ink_error) and is asked for once, at the end. A coordinate that is not finite, or
 * past +-20,000 points, is such an error. */
#ifndef FIGURES_INK_H
#define FIGURES_INK_H

#include "face.h"

#include <cairo.h>
#include <stdbool.h>

/* What a mark on the page is. A device may ignore it; tagged PDF needs it. */
enum ink_role {
    ROLE_ARTIFACT, /* footer, rules, ornaments */
    ROLE_TITLE,
    ROLE_H1,
    ROLE_H2,
    ROLE_H3,
    ROLE_P,
    ROLE_NOTE,
    ROLE_CAPTION,
    ROLE_FORMULA,
    ROLE_FIGURE,
    ROLE_TABLE,
    ROLE_TR,
    ROLE_TH,
    ROLE_TD,
    ROLE_LIST,
    ROLE_LI,
    ROLE_LINK,
    ROLE_TOC,
    ROLE_TOCI,
    ROLE_SPAN,
    ROLE_DIV,   /* what belongs together: a caption and its figure */
    ROLE_LBL,   /* of an item: its bullet or number */
    ROLE_LBODY, /* and what follows it */
    ROLE_COUNT
};

/* Something that begins: what it is, and what a reader who does not see it is told. */
struct ink_part {
    enum ink_role role;
    const char *words; /* alternative text, NULL: none */
    const void *key; /* what begins more than once, on several lines or pages, is one thing where role and key
                        are the same; NULL: it begins once */
    int span;        /* of a cell: columns that it takes; 0: one */
    bool heads_row;  /* a TH of its row, not of its column */
};

struct colour {
    double r, g, b;
};
#define RGB(hex)                                                                                             \
    ((struct colour){((hex) >> 16 & 0xFF) / 255.0, ((hex) >> 8 & 0xFF) / 255.0, ((hex)&0xFF) / 255.0})

/* The one palette (Okabe-Ito): a colour means the same thing on every page. */
enum {
    COLOUR_INK,
    COLOUR_GREY,
    COLOUR_HIDDEN,
    COLOUR_HAIRLINE,
    COLOUR_FAINT,
    COLOUR_PAPER,
    COLOUR_WEIGHTS,
    COLOUR_CACHE,
    COLOUR_CACHE_WORDS,
    COLOUR_COMPUTE,
    COLOUR_COMM,
    COLOUR_ATTENTION,
    COLOUR_ATTENTION_WORDS,
    COLOUR_LANE0,
    COLOUR_LANE1,
    COLOUR_COUNT
};
extern const struct colour palette[COLOUR_COUNT];
struct colour colour_mix(struct colour colour, struct colour towards, double share);
struct colour colour_pale(struct colour colour);  /* 93 % towards white: zones and lanes */
struct colour colour_muted(struct colour colour); /* 58 % towards white: terms that do not bind */

struct pen {
    struct colour colour;
    double width;
    double dash[4];
    int n_dash;
    bool round; /* caps and joins */
};

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };
/* How much of what is left over stands before what is aligned: nothing, half, all. */
static inline double align_before(enum align align, double slack) {
    return align == ALIGN_RIGHT ? slack : align == ALIGN_CENTRE ? slack / 2 : 0;
}

struct ink;

/* What a device is: a small struct of callbacks. NULL where the device has nothing to do. Each gets paths and
 * places in device space (points of the page), transforms already applied. */
struct ink_device {
    void (*stroke)(struct ink *, const cairo_path_t *, const struct pen *);
    void (*fill)(struct ink *, const cairo_path_t *, struct colour);
    /* `matrix` places the run: em to page points (its size, turn and place), y of glyphs upwards taken care
     * of */
    void (*text)(struct ink *, const struct shaped *, const cairo_matrix_t *matrix, double tracking,
                 struct colour);
    void (*link)(struct ink *, const double box[4], const char *target); /* "#name" inside, else an address */
    void (*anchor)(struct ink *, double x, double y, const char *name);
    void (*begin)(struct ink *, const struct ink_part *);
    void (*end)(struct ink *);
};

struct ink {
    const struct ink_device *device;
    cairo_t *cr;         /* for paths and transforms */
    struct fonts *fonts; /* borrowed */
    char error[256];     /* the first */
    bool beyond;         /* it is of something past the end of any page */
};

/* Steps of a path, checked: cairo itself turns a coordinate that is no number into 0 without a word, so build
 * with these wherever a coordinate is computed from data. Plain cairo calls may be mixed in. */
void ink_move(struct ink *ink, double x, double y);
void ink_line(struct ink *ink, double x, double y);
void ink_curve(struct ink *ink, double x1, double y1, double x2, double y2, double x3, double y3);
void ink_close(struct ink *ink);
void ink_rectangle(struct ink *ink, double x, double y, double width, double height);
void ink_circle(struct ink *ink, double x, double y, double radius);

/* The pen's width and dashes are in the units of the transform in force (its mean enlargement). */
void ink_stroke(struct ink *ink, const struct pen *pen);
void ink_fill(struct ink *ink, struct colour colour);

/* A run at a baseline point; `tracking` in em between glyphs. Returns the width in points. */
double ink_text(struct ink *ink, double x, double y, enum face face, double size, struct colour colour,
                enum align align, const char *utf8);
/* The same for a run already shaped (page text: words were measured before they were placed). */
void ink_shaped(struct ink *ink, double x, double y, const struct shaped *run, double size, double tracking,
                struct colour colour);
double ink_measure(struct ink *ink, enum face face, double size, const char *utf8);
/* What is taken as its box reaches this far above and below the baseline, and its middle is so far above it:
 * em. */
#define TEXT_RISE   0.74
#define TEXT_DROP   0.20
#define TEXT_MIDDLE 0.36

void ink_link(struct ink *ink, double x, double y, double width, double height, const char *target);
void ink_anchor(struct ink *ink, double x, double y, const char *name);
void ink_begin_part(struct ink *ink, const struct ink_part *part);
void ink_end(struct ink *ink);

void ink_fail(struct ink *ink, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *ink_error(const struct ink *ink); /* NULL when all went well */

/* A figure ready to be drawn: what facts gives and the page places. `draw` gets the box it may fill. */
struct figure {
    const char *id, *title, *subtitle, *alt; /* title: a sentence; alt: the alternative text */
    double width, height;                    /* points */
    double
        least; /* the height below which its labels have no room or are made smaller; 0: it gives as asked */
    void (*draw)(struct ink *ink, const void *data, double width, double height);
    const void *data;
};

#endif
