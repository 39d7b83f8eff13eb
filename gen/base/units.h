/* Numbers and quantities as people write them: "52e9", "40 GB", "1.5 TB/s", "8 us", "90 %".
 *
 * Decimal prefixes are powers of ten, binary ones (Ki, Mi, Gi) powers of two: 1 GB = 1e9 bytes, 1 GiB = 2^30.
 * Values are correctly rounded (the prefix joins the exponent before conversion) and do not depend on the
 * locale. A plain number is in the base unit of its dimension. */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#include "arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dimension {
    DIMENSION_NUMBER, /* takes no unit */
    DIMENSION_COUNT,  /* a whole number, takes no unit */
    DIMENSION_BYTES,
    DIMENSION_BYTES_PER_S,
    DIMENSION_FLOPS, /* FLOP/s; an integer operation counts as one */
    DIMENSION_SECONDS,
    DIMENSION_WATTS,
    DIMENSION_USD_PER_HOUR,
    DIMENSION_SHARE, /* of 1 */
    DIMENSION_TOKENS_PER_S,
    DIMENSION_KINDS
};

struct unit {
    enum dimension dimension;
    const char *suffix;
    int power_of_ten, power_of_two; /* factor to the base unit */
};

struct dimension_info {
    const char *name;               /* "a memory size", to follow "must be" */
    const char *base;               /* "bytes" */
    const char *example;            /* "40 GB" */
    double plain_least, plain_most; /* a number without a unit outside of this lacks one; 0 is always taken */
    double usual_least, usual_most; /* outside of these the unit is likely wrong */
};

const struct unit *units_table(size_t *count);
const struct dimension_info *dimension_info(enum dimension dimension);

/* Why a text is not a quantity: "`40 GBs` has the unknown unit `GBs`"; hint may be NULL. In the arena. */
struct unit_fault {
    const char *what, *hint;
};

/* The finite value in base units. On failure `*out` is untouched and `*fault` says why. */
bool quantity_read(struct arena *arena, const char *text, enum dimension dimension, double *out,
                   struct unit_fault *fault);
/* A whole number below 2^53 in size. */
bool count_read(struct arena *arena, const char *text, int64_t *out, struct unit_fault *fault);

#endif
