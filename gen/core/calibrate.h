/* Efficiencies and overheads from measurements, by bounded least squares. Seconds; pure and deterministic.
 *
 * A measurement is predicted as the sum over its operators of max(compute/eta_c, memory/eta_m),
 * + comms/eta_link, + o_layer for each layer passed, + o_step for each step. In x = (1/eta_c, 1/eta_m,
 * 1/eta_link, o_layer, o_step) that is piecewise linear without a constant, so once it is settled which
 * operators compute binds, the best x is a linear problem with bounds: 1 <= 1/eta <= 100, 0 <= o. It is
 * solved exactly, by trying every set of variables at a bound, and repeated until the sets no longer change,
 * halving the way where the sum of squares would rise; from several starts, the best kept. What is squared is
 * the relative error, (predicted - measured)/measured, so that long runs do not outvote short ones. A factor
 * of which the measurements say nothing stays at 1, an overhead at 0. */
#ifndef CORE_CALIBRATE_H
#define CORE_CALIBRATE_H

#include "operators.h"

/* What is fitted: three efficiencies, two overheads. */
enum { CALIBRATION_FACTORS = 5 };

/* One operator at full efficiency. */
struct calibration_part {
    double compute_s, memory_s;
};

struct calibration_sample {
    struct calibration_part *parts; /* the caller's, with room for all that is added */
    size_t n_parts;
    double comm_s, layers, steps; /* layers passed and steps made in all */
    double measured_s;
};

/* Parts that one call of calibrate_add takes. */
size_t calibrate_parts(const struct plan *plan);

/* Adds `times` steps at one batch and context (decode: the mean context of a growing one) to a sample that
 * began as zeros. */
void calibrate_add(const struct plan *plan, enum phase phase, double batch, double context, double times,
                   struct calibration_sample *sample);

/* What a calibration predicts for a sample. (1, 1, 1, 0, 0) gives its floor with nothing overlapped. */
double calibrate_predict_s(const struct calibration *calibration, const struct calibration_sample *sample);

/* Fits. False when there is no sample with a positive measurement; `out` is then 1, 1, 1, 0, 0 and not
 * present. */
bool calibrate_fit(const struct calibration_sample *samples, size_t n, struct calibration *out);

/* Distribution of the relative errors of predictions. */
struct calibration_errors {
    size_t count;
    double median, p90, worst; /* of the absolute values; nearest rank */
    double mean;               /* signed: below 0 where the prediction is short */
};

/* `errors` holds n signed relative errors and is sorted by absolute value. */
void calibrate_errors(double *errors, size_t n, struct calibration_errors *out);

#endif
