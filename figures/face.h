/* Faces and shaping: the one place that all inks take glyphs and advances from, so that a layout never
 * depends on the device. HarfBuzz shapes; fontconfig is asked only where a face is not at Debian's usual
 * path.
 *
 * Lengths are in em (1 = the size of the type), so that a shaped run serves every size and can be kept. */
#ifndef FIGURES_FACE_H
#define FIGURES_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum face {
    FACE_TEXT, /* Charis SIL: text, titles, mathematics */
    FACE_TEXT_ITALIC,
    FACE_TEXT_BOLD,
    FACE_TEXT_BOLD_ITALIC,
    FACE_LABEL, /* Lato: labels, tables, figures */
    FACE_LABEL_ITALIC,
    FACE_LABEL_BOLD,
    FACE_CHOICE_COUNT, /* what a caller may ask for ends here; below stand the faces fallen back to */
    FACE_SYMBOL_TEXT = FACE_CHOICE_COUNT, /* DejaVu Serif: Greek and signs that Charis lacks */
    FACE_SYMBOL_LABEL,                    /* DejaVu Sans: signs that Lato lacks */
    FACE_HAN_TEXT,                        /* LXGW WenKai; loaded only when a Han character asks for it */
    FACE_HAN_LABEL,                       /* Droid Sans Fallback; stands for bold in text too */
    FACE_COUNT
};

struct glyph {
    uint16_t id;           /* glyph number in its face */
    uint8_t face;          /* enum face, after falling back */
    uint32_t cluster;      /* byte offset in the text of the character it stands for */
    float advance, dx, dy; /* em; dy upwards */
};

struct shaped {
    const char *text; /* UTF-8, a copy */
    size_t length;
    const struct glyph *glyphs;
    size_t n_glyphs;
    double width; /* em */
};

struct fonts;

/* Faces load when first used. Owned. A font that is not there is fail_environment-like: the caller gives the
 * function that ends the program, since this library knows nobody above it. */
typedef void font_failure(const char *message); /* must not return */
struct fonts *fonts_new(font_failure *fail);
/* Whether a face can be opened; opens it. */
bool fonts_ready(struct fonts *fonts, enum face face);
void fonts_drop(struct fonts *fonts);

/* Shapes one run of one face, falling back per character; kept, so asking again is cheap. Never NULL. Kerning
 * and ligatures on. A character that no face has becomes glyph 0 and is remembered for fonts_missing.
 * Borrowed from `fonts`. Newlines and controls have no place here. */
const struct shaped *fonts_shape(struct fonts *fonts, enum face face, const char *utf8, size_t length);
double fonts_width(struct fonts *fonts, enum face face, double size, const char *utf8);

/* The first character that no face had in what was shaped since fonts_forget_missing, and the face first
 * asked; 0 when all were there. */
uint32_t fonts_missing(const struct fonts *fonts, enum face *asked);
void fonts_forget_missing(struct fonts *fonts);

struct face_metrics {
    double ascender, descender, cap_height, x_height; /* em; descender negative */
    double italic_angle, box[4];
    const char *postscript_name;
};
const struct face_metrics *fonts_metrics(struct fonts *fonts, enum face face);

/* The file's bytes (for cutting and for cairo) and path; borrowed. */
const unsigned char *fonts_file(struct fonts *fonts, enum face face, size_t *length, const char **path);
/* The file's checksum in hexadecimal; computed once. */
const char *fonts_sha256(struct fonts *fonts, enum face face);
/* Computes those of several faces (a bit each) two by two, which is sooner than one by one. */
void fonts_sum(struct fonts *fonts, unsigned faces);
/* Begins to compute them aside (aside.h); they are waited for when one is asked for. */
void fonts_sum_ahead(struct fonts *fonts, unsigned faces);
/* The version of HarfBuzz that shapes. */
const char *fonts_shaper(void);
struct hb_face_t *fonts_hb_face(struct fonts *fonts, enum face face);

#endif
