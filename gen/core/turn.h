/* At what value of one input another thing binds a decoding step, all other inputs as they stand.
 *
 * Found on the whole step (step.h), not by a ratio of two terms: what scales with an input may be a part of a
 * term, as where messages cross link domains, or of some operators. */
#ifndef CORE_TURN_H
#define CORE_TURN_H

#include "operators.h"

enum turn_input {
    TURN_LINK_LATENCY,     /* of one message within a domain */
    TURN_LINK_BANDWIDTH,   /* within a domain */
    TURN_MEMORY_BANDWIDTH, /* of one accelerator */
    TURN_PEAK,             /* of one accelerator, at the compute dtype */
    TURN_INPUTS
};

/* The input's value in SI base units; 0 where the design has none. */
double turn_value(const struct plan *plan, enum turn_input input);

/* The nearest value above, or else below, at which another bound holds, within TURN_REACH times the design's
 * own either way, to some 8 digits and on the far side; 0: there is none. `*then` is what binds there. */
enum { TURN_REACH = 20 };
double turn_find(const struct plan *plan, enum turn_input input, int64_t batch, int64_t context,
                 enum bound *then);

#endif
