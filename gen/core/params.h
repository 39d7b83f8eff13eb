/* Every tensor of a model, and what they sum to. Exact integers; no allocation.
 *
 * Source of the counts: reference arithmetic, section 5 (per layer W_q d·H·h, W_k and W_v d·K·h, W_o H·h·d,
 * g·d·F, experts E·g·d·F_e, router d·E, norms), and each publisher's configuration for biases and norms. A
 * product past 2^63 - 1 stands at that, and the counts say `saturated`. */
#ifndef CORE_PARAMS_H
#define CORE_PARAMS_H

#include "analysis.h"

typedef void params_visit(void *context, const struct tensor *tensor);

/* Calls `visit` for each tensor: embedding and positions, the layer kinds in order, extras, final norm, head.
 * A tied head is no tensor of its own. Tensors without weights are left out. The tensor is the callee's for
 * the call. */
void params_each(const struct model *model, params_visit *visit, void *context);

/* Writes up to `capacity` tensors to `out` (NULL with 0) and returns how many there are. */
size_t params_list(const struct model *model, struct tensor *out, size_t capacity);

/* Sums. `counted` is the nominal figure where the model gives one, else the total. */
void params_count(const struct model *model, struct parameter_counts *out);

/* Layers of all kinds. */
int64_t params_layers(const struct model *model);

/* Width of the embedding: d_embedding, or d_model where that is 0. */
int64_t params_embedding_width(const struct model *model);

/* Products of counts that are not negative, at most 2^63 - 1. */
int64_t count_multiply(int64_t a, int64_t b);
int64_t count_add(int64_t a, int64_t b);

#endif
