/* See turn.h. A step is answered from a copy of the plan in which one figure is another. */
#include "turn.h"

#include "comms.h"
#include "step.h"

#include <math.h>

static double *input_of(struct design *design, enum turn_input input) {
    struct accelerator *a = &design->accelerator;
    switch (input) {
    case TURN_LINK_LATENCY:
        return &a->link_latency_s;
    case TURN_LINK_BANDWIDTH:
        return &a->link_bandwidth_bytes_per_s;
    case TURN_MEMORY_BANDWIDTH:
        return &a->memory_bandwidth_bytes_per_s;
    default:
        return &a->peak_flops_per_s[design->precision.compute];
    }
}

double turn_value(const struct plan *plan, enum turn_input input) {
    struct design design = *plan->design;
    return *input_of(&design, input);
}

/* What binds with the input at `value`. */
static enum bound bound_at(const struct plan *plan, enum turn_input input, double value, int64_t batch,
                           int64_t context) {
    struct design design = *plan->design;
    struct plan with = *plan;
    struct decode_row row;
    double *figure = input_of(&design, input), factor = value / *figure;
    *figure = value;
    with.design = &design;
    if (input == TURN_MEMORY_BANDWIDTH)
        with.bytes_per_s *= factor;
    else if (input == TURN_PEAK)
        with.flops_per_s *= factor;
    else
        comms_plan(&design, &with.comms);
    step_decode(&with, batch, context, &row);
    return row.bound;
}

/* Between `near`, where the design's own bound holds, and `far`, where another does. */
static double turning(const struct plan *plan, enum turn_input input, int64_t batch, int64_t context,
                      double near, double far, enum bound own) {
    enum { HALVINGS = 28 };
    for (int i = 0; i < HALVINGS; i++) {
        double middle = sqrt(near * far);
        if (bound_at(plan, input, middle, batch, context) == own)
            near = middle;
        else
            far = middle;
    }
    return far;
}

double turn_find(const struct plan *plan, enum turn_input input, int64_t batch, int64_t context,
                 enum bound *then) {
    double value = turn_value(plan, input), fars[2] = {value * TURN_REACH, value / TURN_REACH};
    if (!(value > 0))
        return 0;
    enum bound own = bound_at(plan, input, value, batch, context);
    for (int i = 0; i < 2; i++) {
        if (bound_at(plan, input, fars[i], batch, context) == own)
            continue;
        double at = turning(plan, input, batch, context, value, fars[i], own);
        *then = bound_at(plan, input, at, batch, context);
        return at;
    }
    return 0;
}
