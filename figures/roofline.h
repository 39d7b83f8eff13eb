/* The roofline: FLOP/s against FLOP for each byte read, both logarithmic. One slope (the memory), a ceiling
 * for each kind of number, the ridge between them, and paths of points below; strips that share the x axis
 * stand under the plot. Knows nothing of transformers: the data are numbers and words.
 *
 * Values in FLOP/s and FLOP/byte; colours are palette indices of ink.h. Everything borrowed. */
#ifndef FIGURES_ROOFLINE_H
#define FIGURES_ROOFLINE_H

#include "mark.h"

struct roofline_ceiling {
    const char *name;   /* "bf16" */
    const char *value;  /* "989.5 TFLOP/s" */
    double flops_per_s; /* one that is not above 0 is left out */
};

struct roofline_point {
    double x, y;       /* FLOP/byte, FLOP/s; y is not used in a strip */
    const char *label; /* NULL: none */
    int colour;        /* what binds it */
};

/* Points that belong together: decoding at rising batch, prompts at rising length, … */
struct roofline_path {
    const char *name;   /* "matrices alone," in bold and the path's colour; NULL: none */
    const char *remark; /* "decoding, batch 1 … 512", wrapped; NULL: none */
    enum marker marker;
    int colour;  /* of its line; of its name too where all its points have it; each mark and its number have
                    their point's colour */
    bool hollow; /* marks are rings */
    bool line;   /* joined by a line */
    bool under;  /* numbers and name below the roof; the name is always there. A mark that an earlier path's
                    covers is a ring round it */
    double size; /* of its marks; 0: 1, the usual one */
    const struct roofline_point *points;
    size_t n_points;
};

/* One row below the plot: the same x axis, no height. The labels of its first and last point are shown;
 * what binds each point, by its colour and by how its mark is filled. */
struct roofline_strip {
    const char *name;   /* "2,048" */
    const char *suffix; /* grey, behind the last label: ", then full"; NULL: none */
    enum marker marker;
    const struct roofline_point *points;
    size_t n_points;
};

struct roofline_words {
    const char *y_name, *x_name; /* "TFLOP/s, one accelerator", "FLOP for each byte read →" */
    const char *memory_bound, *compute_bound;
    const char *bound, *by_weights, *by_cache, *by_compute, *by_exchange; /* "bound", "by the weights", … */
    const char *comma;                                                    /* between them */
};
extern const struct roofline_words roofline_words_en, roofline_words_zh;

struct roofline_data {
    const struct roofline_words *words;           /* NULL: English */
    double bandwidth_bytes_per_s;                 /* the slope */
    const char *bandwidth_name, *bandwidth_value; /* "HBM3", "3.35 TB/s" */
    const struct roofline_ceiling *ceilings;
    size_t n_ceilings;
    size_t main; /* the ceiling that the points are computed with: its ridge parts the zones */
    const struct roofline_path *paths; /* the first paths have first claim on room for their labels */
    size_t n_paths;
    const char *strips_title; /* "whole step, batch 1 … 512, at contexts of" */
    const struct roofline_strip *strips;
    size_t n_strips;
};

/* Good at full width (487.6) by about 250 + 14 for each strip, and down to 300 by 200. */
void roofline_draw(struct ink *ink, const void *data, double width, double height);

#endif
