/* The points of a path as a trace or an SVG writes it. Include it behind cmocka.h. */
#ifndef TESTS_PATH_PAIRS_H
#define TESTS_PATH_PAIRS_H

#include <stdbool.h>
#include <stdlib.h>

/* The next two numbers between the letters of a path, `*at` set behind them; false at `end`, before which
 * none may stand alone. */
static inline bool next_pair(const char **at, const char *end, double pair[2]) {
    int have = 0;
    while (*at < end && have < 2) {
        char *after;
        double value = strtod(*at, &after);
        if (after != *at)
            pair[have++] = value;
        *at = after != *at ? after : *at + 1;
    }
    assert_int_not_equal(have, 1);
    return have == 2;
}

#endif
