/* A quotient that is 0 where there is nothing to divide by: time of an amount at a rate that a machine may
 * lack. */
#ifndef CORE_OVER_H
#define CORE_OVER_H

static inline double over(double amount, double rate) {
    return rate > 0 ? amount / rate : 0;
}

#endif
