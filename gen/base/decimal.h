/* Numbers in decimal, byte for byte as printf prints them in the C locale, at a tenth of its time: a report
 * prints thousands. Where a quick calculation cannot tell which way to round, printf itself is asked. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "text.h"

enum { DECIMAL_MOST_DIGITS = 12 }; /* that are calculated; beyond them printf is asked */

void decimal_general(struct text *text, double value, int digits); /* %.{digits}g */
void decimal_fixed(struct text *text, double value, int decimals); /* %.{decimals}f */
int decimal_exponent(double value, int digits); /* of %.{digits}e: 9.996 has 1 at three digits. Not of 0 */

#endif
