/* A design as planned, and steps of it, for the core's tests. Include it behind cmocka.h. */
#ifndef TESTS_CORE_BENCH_H
#define TESTS_CORE_BENCH_H

#include "core_designs.h"

#include "../gen/core/operators.h"
#include "../gen/core/step.h"

struct bench {
    struct design design;
    struct plan plan;
    struct work works[64];
};

static inline const struct plan *plan_of(struct bench *bench, struct design design) {
    bench->design = design;
    assert_in_range(operators_capacity(&design.model), 1, COUNT(bench->works));
    operators_plan(&bench->design, bench->works, &bench->plan);
    return &bench->plan;
}

static inline struct decode_row decode(struct design design, int64_t batch, int64_t context) {
    struct bench bench;
    struct decode_row row;
    step_decode(plan_of(&bench, design), batch, context, &row);
    return row;
}

#endif
