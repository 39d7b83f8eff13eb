/* What a batch at a context lacks in memory, and the least change that gives it room. Bytes on one
 * accelerator of a replica, unless said otherwise; never times.
 *
 * Room as in capacity.h: memory the runtime may take, less the weights as stored, copies counted; a batch
 * wants one sequence's cache for each of its sequences. `parameters` is what the times use (analysis:
 * params.counted). Source: reference arithmetic, sections 1 and 4. */
#ifndef CORE_SHORTAGE_H
#define CORE_SHORTAGE_H

#include "design.h"

struct shortage {
    double memory_bytes;  /* as the article or a program sees it */
    double kept_bytes;    /* of it, what `memory_fraction` and `reserved` keep from the runtime */
    double weights_bytes; /* as stored */
    double cache_bytes;   /* of the batch */
    double short_bytes;   /* what is missing; 0 or less: so much is left */
};

/* Batch 0: the weights alone. */
void shortage_find(const struct design *design, double parameters, int64_t batch, int64_t context,
                   struct shortage *out);

/* The fewest accelerators, in one tensor-parallel group whose number divides the heads (but for the weights
 * alone, batch 0, which the article splits evenly whatever the heads), that hold the batch; 0: not up to
 * SHORTAGE_MOST. Heads and latents that are copied can take all that an accelerator adds. */
enum { SHORTAGE_MOST = 4096 };
int64_t shortage_fewest_accelerators(const struct design *design, double parameters, int64_t batch,
                                     int64_t context);

/* The design laid on so many accelerators in one group. */
struct design shortage_with_accelerators(const struct design *design, int64_t count);

/* The largest batch below `batch` at that context, the longest context below `context` for that batch; 0:
 * none. */
int64_t shortage_largest_batch(const struct design *design, double parameters, int64_t batch,
                               int64_t context);
int64_t shortage_longest_context(const struct design *design, double parameters, int64_t batch,
                                 int64_t context);

#endif
