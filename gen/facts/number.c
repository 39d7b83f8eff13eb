/* See number.h. */
#include "number.h"

#include "../base/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Printed units, smallest first. `ladder`: may be chosen by the size of the value. */
static const struct printed_unit {
    enum measure measure;
    const char *name;
    double factor;
    bool ladder;
} units[] = {
    {DIM_BYTES, "B", 1, true},
    {DIM_BYTES, "kB", 1e3, true},
    {DIM_BYTES, "MB", 1e6, true},
    {DIM_BYTES, "GB", 1e9, true},
    {DIM_BYTES, "TB", 1e12, true},
    {DIM_BYTES, "KiB", 1024.0, false},
    {DIM_BYTES, "MiB", 1048576.0, false},
    {DIM_BYTES, "GiB", 1073741824.0, false},
    {DIM_BYTES, "TiB", 1099511627776.0, false},
    {DIM_BYTES_PER_S, "B/s", 1, false},
    {DIM_BYTES_PER_S, "GB/s", 1e9, true},
    {DIM_BYTES_PER_S, "TB/s", 1e12, true},
    {DIM_FLOPS, "FLOP", 1, true},
    {DIM_FLOPS, "kFLOP", 1e3, true},
    {DIM_FLOPS, "MFLOP", 1e6, true},
    {DIM_FLOPS, "GFLOP", 1e9, true},
    {DIM_FLOPS, "TFLOP", 1e12, true},
    {DIM_FLOPS, "PFLOP", 1e15, true},
    {DIM_FLOPS_PER_S, "FLOP/s", 1, false},
    {DIM_FLOPS_PER_S, "GFLOP/s", 1e9, true},
    {DIM_FLOPS_PER_S, "TFLOP/s", 1e12, true},
    {DIM_FLOPS_PER_S, "PFLOP/s", 1e15, false},
    {DIM_SECONDS, "ns", 1e-9, true},
    {DIM_SECONDS, "\xC2\xB5s", 1e-6, true},
    {DIM_SECONDS, "ms", 1e-3, true},
    {DIM_SECONDS, "s", 1, true},
    {DIM_SECONDS, "h", 3600, false},
    {DIM_WATTS, "W", 1, true},
    {DIM_WATTS, "kW", 1e3, false},
    {DIM_JOULES, "J", 1, true},
    {DIM_JOULES, "Wh", 3600, true},
    {DIM_JOULES, "kWh", 3.6e6, true},
    {DIM_USD, "USD", 1, true},
    {DIM_USD_PER_HOUR, "USD/h", 1, true},
    {DIM_RATE, "tok/s", 1, true},
    {DIM_SHARE, "%", 0.01, true},
    {DIM_NONE, "Gbit/s", 1e9, false}, /* of nets, in sources alone */
};
enum { UNITS = sizeof units / sizeof units[0] };

/* Decimals that show `digits` significant digits of a value. */
static int decimals_for(double value, int digits) {
    if (value == 0)
        return 0;
    int decimals = digits - 1 - decimal_exponent(value, digits);
    return decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
}

/* The length of `plain` without the zeros behind its point, where these say nothing: the value is what is
 * left. 16 GB is 16 GB, but 0.9998 ms is 1.00 ms, as its neighbours are. */
static int without_zeros(const char *plain, int length, double value) {
    static const double exact = 1e-9;
    int kept = length;
    if (!memchr(plain, '.', (size_t)length) || fabs(strtod(plain, NULL) - value) > exact * value)
        return length;
    while (plain[kept - 1] == '0')
        kept--;
    return plain[kept - 1] == '.' ? kept - 1 : kept;
}

void number_print(struct text *out, double value, int decimals) {
    struct text printed = {0};
    bool trim = decimals < 0;
    if (!isfinite(value) || fabs(value) >= 1e300) {
        text_string(out, EM_DASH);
        return;
    }
    if (trim)
        decimals = decimals_for(value, -decimals);
    decimal_fixed(&printed, fabs(value), decimals);
    const char *plain = text_get(&printed);
    int length = (int)printed.length;
    if (trim)
        length = without_zeros(plain, length, fabs(value));
    int whole = (int)strcspn(plain, ".");
    whole = whole < length ? whole : length;
    bool zero = strspn(plain, "0.") >= (size_t)length;
    if (value < 0 && !zero)
        text_string(out, MINUS);
    for (int i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            text_char(out, ',');
        text_char(out, plain[i]);
    }
    text_bytes(out, plain + whole, (size_t)(length - whole));
    text_drop(&printed);
}

static const struct printed_unit *unit_for(double value, enum measure measure) {
    const struct printed_unit *chosen = NULL;
    for (int i = 0; i < UNITS; i++) {
        if (units[i].measure != measure || !units[i].ladder)
            continue;
        /* one part in 2,000 below the step rounds up to it at three digits */
        if (!chosen || fabs(value) >= units[i].factor * 0.9995)
            chosen = &units[i];
    }
    return chosen;
}

void number_units(struct text *out, enum measure measure) {
    size_t before = out->length;
    for (int i = 0; i < UNITS && measure != DIM_NONE; i++)
        if (units[i].measure == measure)
            text_printf(out, "%s%s", out->length > before ? ", " : "", units[i].name);
}

bool number_in_unit(struct text *out, double value, enum measure measure, const char *unit, int decimals,
                    bool bare) {
    const struct printed_unit *chosen = NULL;
    if (measure == DIM_COUNT || measure == DIM_NONE) {
        if (unit)
            return false;
        number_print(out, value, decimals);
        return true;
    }
    if (unit) {
        for (int i = 0; i < UNITS && !chosen; i++)
            if (units[i].measure == measure && !strcmp(units[i].name, unit))
                chosen = &units[i];
        if (!chosen && !strcmp(unit, "us"))
            return number_in_unit(out, value, measure, "\xC2\xB5s", decimals, bare);
    } else {
        chosen = unit_for(value, measure);
    }
    if (!chosen)
        return false;
    number_print(out, value / chosen->factor, decimals);
    if (!bare) {
        text_string(out, THIN_SPACE);
        text_string(out, chosen->name);
    }
    return true;
}

int number_decimals(double value, enum measure measure, const char *unit, int digits) {
    double factor = 1;
    for (int i = 0; i < UNITS && unit; i++)
        if (units[i].measure == measure && !strcmp(units[i].name, unit))
            factor = units[i].factor;
    return decimals_for(value / factor, digits);
}

const char *number_unit(const char *name, size_t length) {
    for (int i = 0; i < UNITS; i++)
        if (strlen(units[i].name) == length && !strncmp(units[i].name, name, length))
            return units[i].name;
    return NULL;
}

void number_result(struct text *out, double value) {
    assert(isfinite(value));
    if (value == floor(value) && fabs(value) < 9007199254740992.0) {
        if (value < 0)
            text_char(out, '-');
        text_whole(out, (uint64_t)fabs(value));
        return;
    }
    enum { DIGITS = 12 };
    decimal_general(out, value, DIGITS);
}
