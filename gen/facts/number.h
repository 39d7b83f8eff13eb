/* Numbers as a page prints them: a comma for thousands, U+2212 for minus, a thin space before the unit.
 * Locale-free and the same on every machine; never writes "nan" or "inf" (an em dash instead). */
#ifndef FACTS_NUMBER_H
#define FACTS_NUMBER_H

#include "../base/text.h"

#include <stdbool.h>

#define THIN_SPACE "\xE2\x80\xAF" /* narrow and no-break: U+2009 is half as wide in Lato as in Charis */
#define EM_DASH    "\xE2\x80\x94"
#define MINUS      "\xE2\x88\x92"

/* What a value is of; base units: bytes, bytes/s, FLOP, FLOP/s, seconds, W, J, USD, USD/h, tokens/s, parts
 * of 1. */
enum measure {
    DIM_NONE, /* words and truths */
    DIM_COUNT,
    DIM_BYTES,
    DIM_BYTES_PER_S,
    DIM_FLOPS,
    DIM_FLOPS_PER_S,
    DIM_SECONDS,
    DIM_WATTS,
    DIM_JOULES,
    DIM_USD,
    DIM_USD_PER_HOUR,
    DIM_RATE,
    DIM_SHARE
};

enum {
    DIGITS_3 = -3,
    DIGITS_4 = -4
}; /* significant digits; an exact value bears no zeros behind its point */

/* `value` in plain form with `decimals` (or DIGITS_n) and thousands separated. */
void number_print(struct text *out, double value, int decimals);

/* The same in a unit of its dimension. NULL: the unit in which the value stands between 1 and 1,000. The unit
 * follows behind a thin space unless `bare`. False: no such unit in that dimension. */
bool number_in_unit(struct text *out, double value, enum measure measure, const char *unit, int decimals,
                    bool bare);
/* The units that it takes: "B, kB, MB". Nothing of what has none. */
void number_units(struct text *out, enum measure measure);

/* Decimals at which a value in that unit (NULL: plain) has so many significant digits; 0 has none. */
int number_decimals(double value, enum measure measure, const char *unit, int digits);

/* The printed unit of that name (`length` bytes), NULL where there is none. */
const char *number_unit(const char *name, size_t length);

/* For JSON and CSV: whole numbers as they are, others at twelve significant digits, so that the last bits of
 * another compiler or processor move no byte. */
void number_result(struct text *out, double value);

#endif
