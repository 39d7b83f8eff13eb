/* One layer on N accelerators in tensor parallel: what each holds of every matrix (filled, in the ghost of
 * the whole, to scale), what it computes alone, and what crosses between them. Two lanes are drawn for each
 * half of the layer, the first accelerator and the last. Small shapes are drawn cell by cell.
 *
 * Numbers are the shapes to draw; what is sent is told in words. Everything borrowed. */
#ifndef FIGURES_SHARDS_H
#define FIGURES_SHARDS_H

#include "ink.h"

#include <stdint.h>

/* The words at one exchange, in the gap between the lanes: a bold line and up to two below it. */
struct shards_exchange {
    const char *head;     /* "4 bytes" or "7 × 2 kB" */
    const char *lines[2]; /* "each way"; "8.0 µs"; NULL: none */
};

struct shards_words {
    const char *attention, *feed_forward; /* the heads of the halves */
    const char *accelerator;              /* "accelerator", before its number */
    const char *more;                     /* "more", after the count of lanes left out */
    const char *partial, *half, *head, *heads, *times, *then, *each, *of_which;
    const char *to_feed_forward, *to_next; /* "+ x, to the feed-forward" without the "+ x" */
    const char *alone;                     /* where N is 1 */
};
extern const struct shards_words shards_words_en, shards_words_zh;

struct shards_data {
    const struct shards_words *words;                   /* NULL: English */
    int64_t n_lanes;                                    /* N >= 1 */
    int64_t d_model, n_heads, n_kv_heads, d_head, d_ff; /* all >= 1 */
    bool gated;                                         /* W_gate and W_up in place of W_1 */
    const char *activation;                             /* "gelu", "swiglu" */
    struct shards_exchange sum, join; /* the sends before adding, and those that put together */
};

/* Good at 487.6 by 443 for small shapes, by 480 for real ones; made smaller as a whole in a lower box. */
void shards_draw(struct ink *ink, const void *data, double width, double height);

#endif
