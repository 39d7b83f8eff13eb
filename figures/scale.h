/* Scales: a range of values laid over a stretch of points, and the 1-2-5 ticks on it. Knows no ink. */
#ifndef FIGURES_SCALE_H
#define FIGURES_SCALE_H

#include <stdbool.h>
#include <stddef.h>

struct scale {
    bool logarithmic;
    double low, high; /* values at the ends; low < high, and low > 0 where logarithmic */
    double from, to;  /* points at the ends; `to` may be less (upwards) */
};

/* A scale whose ends lie near the least and greatest of the data. One value, or none above 0 for a
 * logarithmic one, still gives a defined range. `scale_linear` begins at 0 where the data is not negative. */
struct scale scale_linear(double least, double greatest, double from, double to);
struct scale scale_log(double least, double greatest, double from, double to);
/* A logarithmic one whose ends are ticks at or past the data on both sides. */
struct scale scale_log_covering(double least, double greatest, double from, double to);

/* The place of a value, in points; values past the ends stand at the ends. */
double scale_at(const struct scale *scale, double value);

/* Ticks within the scale, rising, at least `gap` points apart. Returns how many, at most `room`. */
int scale_ticks(const struct scale *scale, double gap, double *out, int room);

/* The number as a tick says it: commas from 1,000, powers of ten past a million and under a thousandth; a
 * true minus. `step` > 0 gives all ticks the decimals that the step needs. `out` holds 48 bytes. */
void number_words(double value, double step, char out[48]);

/* A count with commas and `decimals` places. */
void number_fixed(double value, int decimals, char out[48]);

/* The greatest 1, 2 or 5 times a power of ten that is at most `value` (> 0), and the least at least it. */
double nice_below(double value);
double nice_above(double value);

#endif
