/* What the accelerators of a replica send each other, and how long it takes. Seconds, bytes, elements.
 *
 * Article (reference arithmetic, section 1): latency 4·L·alpha, throughput B·4·L·d·b/C, the greater counts;
 * nothing for one accelerator. Operator (section 4): latency and bandwidth added, m = B·d·b bytes, one
 * all-reduce behind attention and one behind the feed-forward, one alone where they stand in parallel:
 *
 *   mesh        2·alpha       + 2·(N-1)/N·m/C   N-1 sends at once, add, N-1 sends at once
 *   ring        2(N-1)·alpha  + 2·(N-1)/N·m/C
 *   one-shot    alpha         + (N-1)·m/C
 *   in-network  2·alpha       + m/C             to the switch and back, both directions at once
 *
 * Where a group is wider than the link's domain D it reduces within each domain (N = D), then between
 * ceil(N/D) domains m/D bytes over the internode link of each accelerator. Expert parallel replaces the
 * all-reduce behind the experts by two all-to-alls, 2·alpha + 2·B·k·d·b·(EP-1)/EP/C. A pipeline boundary
 * takes alpha + m/C. The all-reduce of a split embedding and the gathering of logits are left out: this is a
 * floor. */
#ifndef CORE_COMMS_H
#define CORE_COMMS_H

#include "analysis.h"

void comms_plan(const struct design *design, struct comms *out);

/* Time of a step of `tokens` tokens: its two parts, and what counts (their sum; article: the greater). */
double comms_time(const struct design *design, const struct comms *comms, double tokens, double *latency_s,
                  double *bandwidth_s);

#endif
