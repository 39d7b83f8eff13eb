/* How a member of a struct is read by the tables that name it, those of quantities and of records: its offset
 * and its kind, and the words for what is no number. */
#ifndef FACTS_MEMBER_H
#define FACTS_MEMBER_H

#include "../core/measure.h"

#include <stdbool.h>
#include <stddef.h>

enum member_kind {
    MEMBER_INT,
    MEMBER_DOUBLE,
    MEMBER_TRUTH,
    MEMBER_STRING,
    MEMBER_BOUND,
    MEMBER_TERM,
    MEMBER_PHASE,
    MEMBER_CONFIDENCE
};

#define MEMBER_KIND(type, member)                                                                            \
    _Generic(((type *)0)->member, int64_t: MEMBER_INT, double: MEMBER_DOUBLE, bool: MEMBER_TRUTH,                     \
             const char *: MEMBER_STRING, char *: MEMBER_STRING)

/* A number and a truth (0 or 1) have no string, and the reverse; false too for a number that is not finite.
 */
bool member_number(const void *base, size_t offset, enum member_kind kind, double *out);
const char *member_string(const void *base, size_t offset, enum member_kind kind);

const char *confidence_word(enum confidence confidence);
/* A full circle, a half one, a hollow one; empty for the spec's own choices. */
const char *confidence_mark(enum confidence confidence);

#endif
