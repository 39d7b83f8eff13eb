/* See units.h. */
#define _GNU_SOURCE /* strtod_l, newlocale */
#include "units.h"

#include "diag.h"
#include "fail.h"

#include <assert.h>
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_DIGITS = 400 };

static const struct unit units[] = {
    {DIMENSION_BYTES, "B", 0, 0},
    {DIMENSION_BYTES, "kB", 3, 0},
    {DIMENSION_BYTES, "MB", 6, 0},
    {DIMENSION_BYTES, "GB", 9, 0},
    {DIMENSION_BYTES, "TB", 12, 0},
    {DIMENSION_BYTES, "KiB", 0, 10},
    {DIMENSION_BYTES, "MiB", 0, 20},
    {DIMENSION_BYTES, "GiB", 0, 30},
    {DIMENSION_BYTES, "TiB", 0, 40},
    {DIMENSION_BYTES_PER_S, "B/s", 0, 0},
    {DIMENSION_BYTES_PER_S, "MB/s", 6, 0},
    {DIMENSION_BYTES_PER_S, "GB/s", 9, 0},
    {DIMENSION_BYTES_PER_S, "TB/s", 12, 0},
    {DIMENSION_BYTES_PER_S, "PB/s", 15, 0},
    {DIMENSION_BYTES_PER_S, "MiB/s", 0, 20},
    {DIMENSION_BYTES_PER_S, "GiB/s", 0, 30},
    {DIMENSION_BYTES_PER_S, "TiB/s", 0, 40},
    {DIMENSION_BYTES_PER_S, "Mbit/s", 6, -3},
    {DIMENSION_BYTES_PER_S, "Gbit/s", 9, -3},
    {DIMENSION_BYTES_PER_S, "Tbit/s", 12, -3},
    {DIMENSION_FLOPS, "FLOP/s", 0, 0},
    {DIMENSION_FLOPS, "GFLOP/s", 9, 0},
    {DIMENSION_FLOPS, "TFLOP/s", 12, 0},
    {DIMENSION_FLOPS, "PFLOP/s", 15, 0},
    {DIMENSION_FLOPS, "EFLOP/s", 18, 0},
    {DIMENSION_FLOPS, "GFLOPS", 9, 0},
    {DIMENSION_FLOPS, "TFLOPS", 12, 0},
    {DIMENSION_FLOPS, "PFLOPS", 15, 0},
    {DIMENSION_FLOPS, "OP/s", 0, 0},
    {DIMENSION_FLOPS, "GOP/s", 9, 0},
    {DIMENSION_FLOPS, "TOP/s", 12, 0},
    {DIMENSION_FLOPS, "POP/s", 15, 0},
    {DIMENSION_FLOPS, "TOPS", 12, 0},
    {DIMENSION_SECONDS, "s", 0, 0},
    {DIMENSION_SECONDS, "ms", -3, 0},
    {DIMENSION_SECONDS, "us", -6, 0},
    {DIMENSION_SECONDS, "\xC2\xB5s", -6, 0}, /* the micro sign */
    {DIMENSION_SECONDS, "\xCE\xBCs", -6, 0}, /* the Greek letter */
    {DIMENSION_SECONDS, "ns", -9, 0},
    {DIMENSION_WATTS, "W", 0, 0},
    {DIMENSION_WATTS, "kW", 3, 0},
    {DIMENSION_USD_PER_HOUR, "USD/h", 0, 0},
    {DIMENSION_SHARE, "%", -2, 0},
    {DIMENSION_TOKENS_PER_S, "tok/s", 0, 0},
};
static const size_t n_units = sizeof units / sizeof *units;

/* Below 1 MB of memory or 1 MFLOP/s no accelerator exists, and above a tenth of a second no link: such a
 * plain number was meant in another unit. What is usual spans the machines of 2005 to 2025 and three decades
 * more. */
static const struct dimension_info infos[] = {
    [DIMENSION_NUMBER] = {"a number", "", "0.5", 0, HUGE_VAL, -HUGE_VAL, HUGE_VAL},
    [DIMENSION_COUNT] = {"a whole number", "", "64", 0, HUGE_VAL, -HUGE_VAL, HUGE_VAL},
    [DIMENSION_BYTES] = {"a memory size", "bytes", "40 GB", 1e6, HUGE_VAL, 1e6, 1e14},
    [DIMENSION_BYTES_PER_S] = {"a bandwidth", "bytes per second", "300 GB/s", 1e6, HUGE_VAL, 1e8, 1e15},
    [DIMENSION_FLOPS] = {"a rate of operations", "FLOP per second", "312 TFLOP/s", 1e6, HUGE_VAL, 1e10, 1e18},
    [DIMENSION_SECONDS] = {"a time", "seconds", "8 us", 0, 0.1, 1e-10, 1e5},
    [DIMENSION_WATTS] = {"a power", "watts", "400 W", 0, HUGE_VAL, 1, 1e5},
    [DIMENSION_USD_PER_HOUR] = {"a price per hour", "US dollars per hour", "2.50 USD/h", 0, HUGE_VAL, 1e-3,
                                1e4},
    [DIMENSION_SHARE] = {"a share", "", "90 %", 0, HUGE_VAL, -1, HUGE_VAL},
    [DIMENSION_TOKENS_PER_S] = {"a rate of tokens", "tokens per second", "250 tok/s", 0, HUGE_VAL, 1e-6, 1e9},
};
_Static_assert(sizeof infos / sizeof *infos == DIMENSION_KINDS, "every dimension needs its row");

const struct unit *units_table(size_t *count) {
    *count = n_units;
    return units;
}

const struct dimension_info *dimension_info(enum dimension dimension) {
    assert(dimension < DIMENSION_KINDS);
    return &infos[dimension];
}

/* ---- numbers --------------------------------------------------------------------------------------------
 */

static size_t digits(const char *at) {
    size_t n = 0;
    while (isdigit((unsigned char)at[n]) || (n && at[n] == '_' && isdigit((unsigned char)at[n + 1])))
        n++;
    return n;
}

/* The length of a decimal number at the start of the text, 0 where there is none; the mantissa's alone in
 * `*mantissa`. */
static size_t number_length(const char *text, size_t *mantissa) {
    size_t n = text[0] == '-' || text[0] == '+';
    size_t whole = digits(text + n), part = 0;
    n += whole;
    if (text[n] == '.') {
        part = digits(text + n + 1);
        n += 1 + part;
    }
    if (!whole && !part)
        return 0;
    *mantissa = n;
    if (text[n] == 'e' || text[n] == 'E') {
        size_t sign = text[n + 1] == '-' || text[n + 1] == '+';
        size_t power = strspn(text + n + 1 + sign, "0123456789");
        if (power)
            n += 1 + sign + power;
    }
    return n;
}

static double to_double(const char *digits_c) {
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!plain)
        fail_environment("out of memory (C locale)"); /* LCOV_EXCL_LINE: glibc has it ready */
    double value = strtod_l(digits_c, NULL, plain);
    freelocale(plain);
    return value;
}

/* The number of `length` bytes times 10^power, rounded once. */
static double number_value(struct arena *arena, const char *text, size_t length, size_t mantissa, int power) {
    char *clean = arena_alloc(arena, length + 1);
    size_t n = 0;
    long exponent = 0;
    for (size_t i = 0; i < mantissa; i++)
        if (text[i] != '_')
            clean[n++] = text[i];
    if (length > mantissa) {
        exponent = strtol(text + mantissa + 1, NULL, 10); /* saturates, far past what a double holds */
        exponent = exponent > 100000 ? 100000 : exponent < -100000 ? -100000 : exponent;
    }
    return to_double(arena_printf(arena, "%se%ld", clean, exponent + power));
}

static struct unit_fault not_a_number(struct arena *arena, const char *text, enum dimension dimension) {
    static const char *const truths[] = {"yes", "no", "on", "off", "true", "false"};
    static const char *const infinite[] = {".nan", "nan", ".inf", "-.inf", "inf", "-inf", "infinity"};
    const struct dimension_info *info = dimension_info(dimension);
    for (size_t i = 0; i < sizeof infinite / sizeof *infinite; i++)
        if (!strcasecmp(text, infinite[i]))
            return (struct unit_fault){arena_printf(arena, "`%s` is no finite number", text), NULL};
    const char *hint = arena_printf(arena, "write it like %s", info->example);
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        if (!strcasecmp(text, truths[i]))
            hint = "a number is asked for here, not a truth value";
    return (struct unit_fault){arena_printf(arena, "`%.60s` is not %s", text, info->name), hint};
}

/* `1,5`, `1,000`, `010`, `0x10`: numbers to some readers, and not the same one to all. */
static bool is_ambiguous(struct arena *arena, const char *text, size_t length, struct unit_fault *fault) {
    const char *start = text + (text[0] == '-' || text[0] == '+');
    const char *hint = NULL;
    if (text[length] == ',' && isdigit((unsigned char)text[length + 1]))
        hint = "decimals follow a point, thousands need no sign: 1.5, 1000";
    else if (start[0] == '0' && (start[1] == 'x' || start[1] == 'X' || start[1] == 'o'))
        hint = "write it as a decimal number";
    else if (start[0] == '0' && isdigit((unsigned char)start[1]))
        hint = "a leading zero means octal to some readers: leave it out";
    if (hint)
        *fault = (struct unit_fault){arena_printf(arena, "`%.60s` can be read in two ways", text), hint};
    return hint != NULL;
}

/* ---- units ----------------------------------------------------------------------------------------------
 */

static const struct unit *unit_find(enum dimension dimension, const char *suffix) {
    for (size_t i = 0; i < n_units; i++)
        if (units[i].dimension == dimension && !strcmp(units[i].suffix, suffix))
            return &units[i];
    return NULL;
}

/* `Gb/s`, `Gbps`: a small b is a bit to those who write links down so, eight times less than `GB/s`. NULL: no
 * such thing. */
static const char *bits_hint(struct arena *arena, const char *suffix) {
    char prefix = suffix[0];
    if (!prefix || !strchr("MGT", prefix) || (strcmp(suffix + 1, "b/s") && strcmp(suffix + 1, "bps")))
        return NULL;
    return arena_printf(arena, "did you mean `%cbit/s`? `%cB/s` is eight times as much", prefix, prefix);
}

static struct unit_fault unknown_unit(struct arena *arena, enum dimension dimension, const char *suffix) {
    const struct dimension_info *info = dimension_info(dimension);
    const char *names[sizeof units / sizeof *units], *near = NULL;
    size_t n = 0;
    for (size_t i = 0; i < n_units; i++) {
        if (units[i].dimension != dimension) {
            if (!strcmp(units[i].suffix, suffix)) /* a unit, of something else */
                return (struct unit_fault){arena_printf(arena, "`%s` is the unit of %s, not of %s", suffix,
                                                        dimension_info(units[i].dimension)->name, info->name),
                                           arena_printf(arena, "write it like %s", info->example)};
            continue;
        }
        names[n++] = units[i].suffix;
        if (!strcasecmp(units[i].suffix, suffix))
            near = units[i].suffix;
    }
    if (!n)
        return (struct unit_fault){
            arena_printf(arena, "`%.30s` follows the number, which takes no unit", suffix),
            "write large numbers out or like 52e9"};
    const char *bits = dimension == DIMENSION_BYTES_PER_S ? bits_hint(arena, suffix) : NULL;
    if (bits)
        return (struct unit_fault){arena_printf(arena, "unknown unit `%.30s`", suffix), bits};
    near = near ? near : nearest_name(suffix, names, n);
    return (struct unit_fault){arena_printf(arena, "unknown unit `%.30s`", suffix),
                               near ? arena_printf(arena, "did you mean `%s`?", near)
                                    : arena_printf(arena, "write it like %s", info->example)};
}

static bool lacks_unit(struct arena *arena, enum dimension dimension, double value,
                       struct unit_fault *fault) {
    const struct dimension_info *info = dimension_info(dimension);
    double size = fabs(value);
    if (value == 0 || (size >= info->plain_least && size <= info->plain_most))
        return false;
    *fault =
        (struct unit_fault){arena_printf(arena, "a unit is missing: a plain number counts %s", info->base),
                            arena_printf(arena, "write it like %s", info->example)};
    return true;
}

bool quantity_read(struct arena *arena, const char *text, enum dimension dimension, double *out,
                   struct unit_fault *fault) {
    size_t mantissa = 0, length = number_length(text, &mantissa);
    if (is_ambiguous(arena, text, length, fault))
        return false;
    if (!length || length > MOST_DIGITS) {
        *fault = not_a_number(arena, text, dimension);
        return false;
    }
    const char *suffix = text + length + strspn(text + length, " ");
    const struct unit *unit = *suffix ? unit_find(dimension, suffix) : NULL;
    if (*suffix && !unit) {
        *fault = unknown_unit(arena, dimension, suffix);
        return false;
    }
    double value = number_value(arena, text, length, mantissa, unit ? unit->power_of_ten : 0);
    value = ldexp(value, unit ? unit->power_of_two : 0);
    if (!isfinite(value)) {
        *fault = (struct unit_fault){arena_printf(arena, "`%.60s` is too large", text), NULL};
        return false;
    }
    if (!unit && lacks_unit(arena, dimension, value, fault))
        return false;
    *out = value;
    return true;
}

bool count_read(struct arena *arena, const char *text, int64_t *out, struct unit_fault *fault) {
    double value;
    if (!quantity_read(arena, text, DIMENSION_COUNT, &value, fault))
        return false;
    if (fabs(value) >= 0x1p53) { /* from there on a double skips whole numbers */
        *fault = (struct unit_fault){arena_printf(arena, "`%.60s` is too large", text), NULL};
        return false;
    }
    if (value != floor(value)) {
        *fault = (struct unit_fault){arena_printf(arena, "`%.60s` is not a whole number", text), NULL};
        return false;
    }
    *out = (int64_t)value;
    return true;
}
