/* Combinations that cannot be, or that one should know of: each part of the spec is sound by itself here. */
#ifndef SPEC_CHECK_H
#define SPEC_CHECK_H

#include "field.h"
#include "spec.h"

struct check {
    const struct spec *spec;
    const struct node *root, *cluster, *precision, *workload; /* for places; NULL where not given */
    struct arena *arena;
    struct diags *diags;
};

/* Adds every fault and warning. */
void check_all(const struct check *check);

#endif
