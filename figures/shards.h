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
    const char *partial, *half, *head, *heads, *comma, *times, *then, *each, *of_which;
    const char *here, *columns, *rows;     /* round a count: "", " columns here", " rows here" */
    const char *experts;                   /* the head of the half, in place of feed_forward */
    const char *router, *of, *experts_of;  /* "router: ", " of ", " experts of " */
    const char *experts_only;              /* " experts" */
    const char *shared, *and_shared;       /* beside the others: "and a shared one", ", and a shared one" */
    const char *to_experts;                /* ", to the experts" without the "+ x" */
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
    /* latent attention: queries through q_rank, keys and values through kv_rank, beside it a rotary key of
     * d_rope that all heads share; values of d_value. kv_rank 0: none. What makes the cache is whole on each
     * accelerator; the query's down projection is shared out by columns, the up projections by heads */
    int64_t q_rank, kv_rank, d_rope, d_value;
    /* experts in place of the feed-forward, each of width d_expert; n_experts 0: none. Whole ones on each
     * accelerator (apart), to which tokens go and come back; else a slice of every one */
    int64_t n_experts, top_k, d_expert;
    bool apart;
    bool shared; /* beside them one that every token passes; said, not drawn */
    struct shards_exchange out, back;
};

/* Good at 487.6 by 443 for small shapes, by 480 for real ones, by 530 for latent attention; made smaller as a
 * whole in a lower box. */
void shards_draw(struct ink *ink, const void *data, double width, double height);

#endif
