/* What fits beside the weights. Bytes, tokens, sequences; GB are 1e9 wherever these are printed.
 *
 * Room of a replica: its accelerators × (M·fraction − reserved) − weights. M is the smaller of what a program
 * sees and the nameplate; the article takes the nameplate: N·M − b·P. Data parallel never divides a
 * sequence's cache: each replica holds its own weights and sequences. Source: reference arithmetic, sections
 * 1 and 4. */
#ifndef CORE_CAPACITY_H
#define CORE_CAPACITY_H

#include "operators.h"

/* Weights stored in one replica: `parameters` of them, the projections that make a copied cache with their
 * copies, and experts spread over more accelerators than a replica has counted for the part that lies in it.
 */
double capacity_weights_bytes(const struct design *design, double parameters);

/* M: of one accelerator. */
double capacity_seen_bytes(const struct design *design);

/* Room for the cache of one replica; negative: short by that much. */
double capacity_room_bytes(const struct design *design, double weights_bytes);

/* What a sequence takes whatever its length: the states of layers without a cache, kept at the width of the
 * activations (as vLLM does unless told otherwise). 0 in the article, which knows none. */
double capacity_state_bytes(const struct design *design);

/* One sequence of `context` tokens in one replica, copies counted: its cache and its state. Article:
 * 2·b·L·H·h a token. */
double capacity_sequence_bytes(const struct design *design, double context);

/* One token's cache, windows not yet full: in one replica with its copies, and of the model with none. */
double capacity_token_bytes(const struct design *design);
double capacity_token_bytes_once(const struct design *design);

/* Fills all but `rows`, which is the caller's, of n_rows = the workload's contexts. */
void capacity_fill(const struct plan *plan, struct capacity *out);

#endif
