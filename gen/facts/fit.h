/* A calibration fitted to measurement files, and how far to trust it: residuals, and the errors on
 * measurements that a fit has not seen. Seconds. */
#ifndef FACTS_FIT_H
#define FACTS_FIT_H

#include "../core/calibrate.h"
#include "../spec/measured.h"

struct fit_row { /* a measured time */
    const struct measured_setup *setup;
    const struct measurement *measurement;
    double floor_s, predicted_s;
    double unseen_s; /* predicted by a fit to the other half */
    double apart_s;  /* … to the other set-ups; 0 where there is only one */
};

struct fit {
    struct calibration factors;
    struct calibration_scope scope; /* its residuals are those of the fit to all */
    struct fit_row *rows;
    size_t n_rows;
    size_t n_setups;
    struct calibration_errors
        unseen;                      /* every other measurement fitted, the rest predicted; both ways round */
    struct calibration_errors apart; /* each set-up predicted by a fit to all others */
    double floor_median;             /* of floor / measured */
    size_t n_below;                  /* measurements that beat their floor */
    size_t n_untimed;                /* rows of memory, which nothing is fitted to */
};

/* Fits what the files measure, in their order. Everything is in the arena; the files are borrowed. False when
 * they hold no time at all. */
bool fit_make(struct arena *arena, struct measured_file *const *files, size_t n_files, struct fit *out);

#endif
