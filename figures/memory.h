/* What fills each accelerator's memory, drawn to scale: what is kept aside, the weights, the cache of each
 * sequence, what is left; or how much is lacking. All accelerators alike. Bytes; everything borrowed. */
#ifndef FIGURES_MEMORY_H
#define FIGURES_MEMORY_H

#include "ink.h"

#include <stdint.h>

struct memory_words {
    const char *accelerator; /* "accelerator", before the first number */
    const char *more;        /* "more", after the count of those left out */
    const char *comma;
};
extern const struct memory_words memory_words_en, memory_words_zh;

struct memory_data {
    const struct memory_words *words; /* NULL: English */
    int64_t n_accelerators;           /* >= 1 */
    /* on one accelerator; what is past the capacity is drawn past it */
    double capacity_bytes, reserved_bytes, weights_bytes, sequence_bytes;
    int64_t n_sequences;
    /* the line above: "40 GB each, drawn to scale:", "reserved", "weights", "thirteen sequences of 2,048
     * tokens", and at its right end "78 tokens left over" or "short by 12 GB"; NULL: left out */
    const char *head, *reserved_name, *weights_name, *cache_name, *rest;
    /* inside the parts, where they are large enough: "26 GB" */
    const char *reserved_value, *weights_value, *cache_value, *free_value;
    const char *lacking_value; /* inside what of the weights lies past the capacity, `weights_value` then
                                  inside the rest; NULL: one value for both */
};

/* Good at 328.8 by this height: up to two bars lie, more stand side by side. */
double memory_height(const struct memory_data *data);
void memory_draw(struct ink *ink, const void *data, double width, double height);

#endif
