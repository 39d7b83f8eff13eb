/* Another design than the spec's, answered: what a change would bring. The workload's contexts are kept; of
 * its batches the smallest stands for all, any other step comes from the plan (step.h). */
#ifndef FACTS_OTHERWISE_H
#define FACTS_OTHERWISE_H

#include "../base/arena.h"
#include "../core/analysis.h"

/* Kept in the arena, a copy of the design too. */
const struct analysis *otherwise_run(struct arena *arena, const struct design *design);

/* Whether the accelerator's file names what joins so many of them; times mean nothing where it does not.
 * `*beyond` is set where its link is taken to reach beyond its domain, as in every other table (comms.h). */
bool otherwise_timed(const struct design *design, bool *beyond);

#endif
