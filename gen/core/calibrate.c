/* Fits a calibration. Never allocates, never guesses: no random start, no clock. Units: seconds, and 1/eta.
 */
#include "calibrate.h"
#include "over.h"
#include "step.h"

#include <math.h>
#include <stdlib.h>

enum { COMPUTE, MEMORY, LINK, LAYER, STEP, FACTORS };
_Static_assert((int)FACTORS == (int)CALIBRATION_FACTORS, "the header says how many");

static const double least[FACTORS] = {1, 1, 1, 0, 0};
static const double most[FACTORS] = {100, 100, 100, 1, 1};

/* ---- samples ------------------------------------------------------------------------------------------- */

size_t calibrate_parts(const struct plan *plan) {
    return plan->n_works;
}

void calibrate_add(const struct plan *plan, enum phase phase, double batch, double context, double times,
                   struct calibration_sample *sample) {
    struct passage passage = step_passage(plan, phase, batch, context);
    double passes = times * passage.passes;
    for (size_t i = 0; i < plan->n_works; i++) {
        struct load load = operators_load(&plan->works[i], phase, passage.batch, context);
        sample->parts[sample->n_parts++] =
            (struct calibration_part){passes * over(load.flops, plan->flops_per_s),
                                      passes * over(load_bytes(&load), plan->bytes_per_s)};
    }
    sample->comm_s += passes * step_pass_comm_s(plan, phase, passage.batch, context);
    sample->layers += passes * plan->n_layers;
    sample->steps += times;
}

/* The amounts that multiply x; their product with it is the prediction. */
static void amounts(const struct calibration_sample *sample, const double x[FACTORS], double out[FACTORS]) {
    out[COMPUTE] = out[MEMORY] = 0;
    for (size_t i = 0; i < sample->n_parts; i++) {
        const struct calibration_part *part = &sample->parts[i];
        if (part->compute_s * x[COMPUTE] > part->memory_s * x[MEMORY])
            out[COMPUTE] += part->compute_s;
        else
            out[MEMORY] += part->memory_s;
    }
    out[LINK] = sample->comm_s;
    out[LAYER] = sample->layers;
    out[STEP] = sample->steps;
}

static double predict(const struct calibration_sample *sample, const double x[FACTORS]) {
    double a[FACTORS], sum = 0;
    amounts(sample, x, a);
    for (int i = 0; i < FACTORS; i++)
        sum += a[i] * x[i];
    return sum;
}

double calibrate_predict_s(const struct calibration *c, const struct calibration_sample *sample) {
    double x[FACTORS] = {1 / c->compute_efficiency, 1 / c->memory_efficiency, 1 / c->link_efficiency,
                         c->layer_overhead_s, c->step_overhead_s};
    return predict(sample, x);
}

static double sum_of_squares(const struct calibration_sample *samples, size_t n, const double x[FACTORS]) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (samples[i].measured_s > 0) {
            double error = predict(&samples[i], x) / samples[i].measured_s - 1;
            sum += error * error;
        }
    }
    return sum;
}

/* ---- the linear problem with bounds -------------------------------------------------------------------- */

/* Minimise x'Ax - 2b'x: A and b of the normal equations. */
struct normal {
    double a[FACTORS][FACTORS], b[FACTORS];
};

static void normal_of(const struct calibration_sample *samples, size_t n, const double x[FACTORS],
                      struct normal *out) {
    *out = (struct normal){0};
    for (size_t s = 0; s < n; s++) {
        double row[FACTORS];
        if (samples[s].measured_s <= 0)
            continue; /* LCOV_EXCL_LINE: read times are above 0 */
        amounts(&samples[s], x, row);
        for (int i = 0; i < FACTORS; i++)
            row[i] /= samples[s].measured_s;
        for (int i = 0; i < FACTORS; i++) {
            out->b[i] += row[i];
            for (int j = 0; j < FACTORS; j++)
                out->a[i][j] += row[i] * row[j];
        }
    }
}

static double quadratic(const struct normal *normal, const double x[FACTORS]) {
    double value = 0;
    for (int i = 0; i < FACTORS; i++) {
        double row = 0;
        for (int j = 0; j < FACTORS; j++)
            row += normal->a[i][j] * x[j];
        value += x[i] * (row - 2 * normal->b[i]);
    }
    return value;
}

enum place { AT_LEAST, AT_MOST, FREE, PLACES };

/* Solves Ay = y in place for n unknowns by Cholesky; A, of unit diagonal, is overwritten. False when A is not
 * clearly positive. */
static bool cholesky_solve(double a[FACTORS][FACTORS], double y[FACTORS], int n) {
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            for (int k = 0; k < j; k++)
                a[i][j] -= a[i][k] * a[j][k];
            if (i == j && a[i][i] < 1e-10)
                return false;
            a[i][j] = i == j ? sqrt(a[i][i]) : a[i][j] / a[j][j];
        }
    }
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < i; k++)
            y[i] -= a[i][k] * y[k];
        y[i] /= a[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int k = i + 1; k < n; k++)
            y[i] -= a[k][i] * y[k];
        y[i] /= a[i][i];
    }
    return true;
}

/* Solves for the free variables, the others at their bounds. False when the data do not tell the free ones
 * apart. */
static bool solve_free(const struct normal *normal, const enum place place[FACTORS], double x[FACTORS]) {
    int free[FACTORS] = {0}, n = 0;
    double a[FACTORS][FACTORS], y[FACTORS], scale[FACTORS];
    for (int i = 0; i < FACTORS; i++) {
        x[i] = place[i] == AT_MOST ? most[i] : least[i];
        if (place[i] == FREE)
            free[n++] = i;
    }
    for (int i = 0; i < n; i++) {
        const double *row = normal->a[free[i]];
        if (row[free[i]] <= 0)
            return false;
        scale[i] = sqrt(row[free[i]]);
        y[i] = normal->b[free[i]];
        for (int j = 0; j < FACTORS; j++)
            y[i] -= place[j] == FREE ? 0 : row[j] * x[j];
        y[i] /= scale[i];
        for (int j = 0; j <= i; j++)
            a[i][j] = row[free[j]] / (scale[i] * scale[j]);
    }
    if (!cholesky_solve(a, y, n))
        return false;
    for (int i = 0; i < n; i++)
        x[free[i]] = y[i] / scale[i];
    return true;
}

static bool within(const double x[FACTORS]) {
    for (int i = 0; i < FACTORS; i++) {
        if (!(x[i] >= least[i] && x[i] <= most[i]))
            return false;
    }
    return true;
}

/* The best x within the bounds: of all 3^5 ways to put variables at a bound, the feasible one of the least
 * value. */
static void solve_bounded(const struct normal *normal, double best[FACTORS]) {
    double least_value = INFINITY;
    int ways = 1;
    for (int i = 0; i < FACTORS; i++)
        ways *= PLACES;
    for (int way = 0; way < ways; way++) {
        enum place place[FACTORS];
        double x[FACTORS];
        for (int i = 0, rest = way; i < FACTORS; i++, rest /= PLACES)
            place[i] = (enum place)(rest % PLACES);
        if (!solve_free(normal, place, x) || !within(x))
            continue;
        double value = quadratic(normal, x);
        if (value < least_value) {
            least_value = value;
            for (int i = 0; i < FACTORS; i++)
                best[i] = x[i];
        }
    }
}

/* ---- fitting ------------------------------------------------------------------------------------------- */

/* Walks from `x` to `target` as far as the squares fall. False when no step of the way helps. */
static bool advance(const struct calibration_sample *samples, size_t n, double x[FACTORS],
                    const double target[FACTORS], double *squares) {
    for (double share = 1; share > 1e-6; share /= 2) {
        double trial[FACTORS];
        for (int i = 0; i < FACTORS; i++)
            trial[i] = x[i] + share * (target[i] - x[i]);
        double value = sum_of_squares(samples, n, trial);
        if (value < *squares * (1 - 1e-12)) {
            *squares = value;
            for (int i = 0; i < FACTORS; i++)
                x[i] = trial[i];
            return true;
        }
    }
    return false;
}

static double descend(const struct calibration_sample *samples, size_t n, double x[FACTORS]) {
    double squares = sum_of_squares(samples, n, x);
    for (int round = 0; round < 200; round++) {
        struct normal normal;
        double target[FACTORS];
        normal_of(samples, n, x, &normal);
        solve_bounded(&normal, target);
        if (!advance(samples, n, x, target, &squares))
            break;
    }
    return squares;
}

bool calibrate_fit(const struct calibration_sample *samples, size_t n, struct calibration *out) {
    static const double starts[][FACTORS] = {{1, 1, 1, 0, 0},
                                             {1.5, 1.2, 1.5, 1e-5, 0},
                                             {3, 1.2, 2, 0, 1e-3},
                                             {1.2, 3, 2, 0, 0},
                                             {2, 2, 10, 1e-4, 1e-3}};
    double best[FACTORS] = {1, 1, 1, 0, 0}, least_squares = INFINITY;
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || samples[i].measured_s > 0;
    for (size_t s = 0; any && s < sizeof starts / sizeof starts[0]; s++) {
        double x[FACTORS];
        for (int i = 0; i < FACTORS; i++)
            x[i] = starts[s][i];
        double squares = descend(samples, n, x);
        if (squares < least_squares * (1 - 1e-9)) {
            least_squares = squares;
            for (int i = 0; i < FACTORS; i++)
                best[i] = x[i];
        }
    }
    *out = (struct calibration){any,         1 / best[COMPUTE], 1 / best[MEMORY], 1 / best[LINK],
                                best[LAYER], best[STEP]};
    return any;
}

static int by_size(const void *a, const void *b) {
    double x = fabs(*(const double *)a), y = fabs(*(const double *)b);
    return (x > y) - (x < y);
}

/* The smallest value that a share of all does not exceed. */
static double ranked(const double *sorted, size_t n, double share) {
    size_t rank = (size_t)ceil(share * (double)n);
    return fabs(sorted[rank > 0 ? rank - 1 : 0]);
}

void calibrate_errors(double *errors, size_t n, struct calibration_errors *out) {
    *out = (struct calibration_errors){.count = n};
    if (n == 0)
        return;
    qsort(errors, n, sizeof *errors, by_size);
    for (size_t i = 0; i < n; i++)
        out->mean += errors[i] / (double)n;
    out->median = ranked(errors, n, 0.5);
    out->p90 = ranked(errors, n, 0.9);
    out->worst = ranked(errors, n, 1);
}
