/* See decimal.h. A value times a power of ten, in long double, is wrong by less than a part in 2^52 whatever
 * long double is; where its fraction is further from a half than that makes, rounding is settled. */
#include "decimal.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXACT_POWER = 22 }; /* 10^22 is the last power of ten that a double holds */

static const double powers[EXACT_POWER + 1] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* `value` times 10^power, not negative, rounded to a whole number, which is right when it is at most 10^12;
 * false where that is not sure. */
static bool scale(double value, int power, uint64_t *out) {
    const long double doubt = 1.0L / 1024; /* 10^12 parts in 2^52, four times over */
    if (power < -EXACT_POWER || power > EXACT_POWER)
        return false;
    long double scaled = power < 0 ? (long double)value / powers[-power] : (long double)value * powers[power];
    if (!(scaled < powers[DECIMAL_MOST_DIGITS + 1]))
        return false;
    uint64_t whole = (uint64_t)scaled;
    long double fraction = scaled - (long double)whole;
    if (fabsl(fraction - 0.5L) < doubt)
        return false;
    *out = whole + (fraction > 0.5L);
    return true;
}

/* The `digits` significant digits of a positive value as one number, and the power of ten of the first. */
static bool significant(double value, int digits, uint64_t *out, int *exponent) {
    int two;
    if (digits < 1 || digits >= DECIMAL_MOST_DIGITS + 1 || !(value > 1e-20) || !(value < 1e20))
        return false;
    frexp(value, &two);
    int ten = (int)floor((two - 1) * 0.30102999566398120); /* right, or one too low */
    for (int again = 0; again < 2 && scale(value, digits - 1 - ten, out); again++, ten++)
        if ((double)*out < powers[digits]) {
            *exponent = ten;
            return (double)*out >= powers[digits - 1];
        }
    return false;
}

static void put_signed(struct text *text, const char *digits, size_t length, bool negative) {
    if (negative)
        text_char(text, '-');
    text_bytes(text, digits, length);
}

/* `digits` as %g sets them: without zeros at the end; plain from 10^-4 on, below with an exponent. */
static void put_general(struct text *text, uint64_t digits, int n, int exponent, bool negative) {
    char plain[DECIMAL_MOST_DIGITS + 8], *at = plain;
    for (; n > 1 && digits % 10 == 0; n--)
        digits /= 10;
    char figures[DECIMAL_MOST_DIGITS] = {0};
    for (int i = n; i-- > 0; digits /= 10)
        figures[i] = (char)('0' + digits % 10);
    if (exponent < 0) {
        *at++ = '0', *at++ = '.';
        for (int i = -1; i > exponent; i--)
            *at++ = '0';
    }
    for (int i = 0; i < n || i <= exponent; i++) {
        if (i && exponent >= 0 && i == exponent + 1)
            *at++ = '.';
        *at++ = i < n ? figures[i] : '0';
    }
    put_signed(text, plain, (size_t)(at - plain), negative);
}

static void put_with_exponent(struct text *text, uint64_t digits, int n, int exponent, bool negative) {
    for (; n > 1 && digits % 10 == 0; n--)
        digits /= 10;
    char plain[DECIMAL_MOST_DIGITS + 8], *at = plain + sizeof plain;
    int power = exponent < 0 ? -exponent : exponent;
    for (int i = 0; i < 2 || power; i++, power /= 10)
        *--at = (char)('0' + power % 10);
    *--at = exponent < 0 ? '-' : '+';
    *--at = 'e';
    for (int i = n; i-- > 0; digits /= 10) {
        *--at = (char)('0' + digits % 10);
        if (i == 1)
            *--at = '.';
    }
    put_signed(text, at, (size_t)(plain + sizeof plain - at), negative);
}

void decimal_general(struct text *text, double value, int digits) {
    uint64_t figures;
    int exponent;
    if (!significant(fabs(value), digits, &figures, &exponent))
        text_printf(text, "%.*g", digits, value);
    else if (exponent < -4 || exponent >= digits)
        put_with_exponent(text, figures, digits, exponent, value < 0);
    else
        put_general(text, figures, digits, exponent, value < 0);
}

void decimal_fixed(struct text *text, double value, int decimals) {
    uint64_t digits;
    if (decimals < 0 || decimals > DECIMAL_MOST_DIGITS || !scale(fabs(value), decimals, &digits) ||
        (double)digits > powers[DECIMAL_MOST_DIGITS]) {
        text_printf(text, "%.*f", decimals, value);
        return;
    }
    char plain[DECIMAL_MOST_DIGITS + 16], *at = plain + sizeof plain;
    for (int i = 0; i <= decimals || digits; i++, digits /= 10) {
        if (i && i == decimals)
            *--at = '.';
        *--at = (char)('0' + digits % 10);
    }
    put_signed(text, at, (size_t)(plain + sizeof plain - at), signbit(value));
}

int decimal_exponent(double value, int digits) {
    uint64_t figures;
    int exponent;
    assert(value != 0 && isfinite(value));
    if (significant(fabs(value), digits, &figures, &exponent))
        return exponent;
    char plain[64];
    snprintf(plain, sizeof plain, "%.*e", digits - 1, value);
    return atoi(strchr(plain, 'e') + 1);
}
