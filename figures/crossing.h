/* Time against tokens: reading takes the same for one token as for hundreds, computing takes more with each;
 * they cross at the accelerator's FLOP per byte, and left of it arithmetic lies idle. One panel for each
 * machine, side by side. A bracket spans what the memory has no room for. Seconds; everything borrowed. */
#ifndef FIGURES_CROSSING_H
#define FIGURES_CROSSING_H

#include "ink.h"

struct crossing_panel {
    const char *title;          /* "52B on 4 × A100-40GB"; NULL: none */
    double memory_s;            /* one reading, whatever the tokens */
    double compute_s_per_token; /* may be 0 */
    double max_tokens;          /* where the x axis ends, > 0 */
    const char *memory_value;   /* "17.3 ms" */
    const char *compute_value;  /* at max_tokens: "42.7 ms" */
    const char *compute_words;  /* along the slope: "computing, 83.3 µs a token" */
    double full_at;             /* tokens past which the memory is full, bracketed; 0: not on this axis */
    const char *full_words;     /* under the bracket: "full at 52 sequences" */
};

struct crossing_words {
    const char *y_name;  /* "ms, one forward pass" */
    const char *x_name;  /* "tokens in the pass →" */
    const char *reading; /* "reading the weights" */
    const char *idle;    /* "idle arithmetic" */
};
extern const struct crossing_words crossing_words_en, crossing_words_zh;

struct crossing_data {
    const struct crossing_words *words; /* NULL: English */
    double unit_s;                      /* what y_name names; 0: a millisecond */
    const struct crossing_panel *panels;
    size_t n_panels;
};

/* Good at 487.6 by 190 for two panels, 328.8 by 190 for one. */
void crossing_draw(struct ink *ink, const void *data, double width, double height);

#endif
