/* gen/base/decimal against printf, which it must equal byte for byte: values of every size, those beside a
 * half, and those that a double cannot hold. */
#include "../gen/base/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static uint64_t seed = 88172645463325252u; /* Marsaglia's xorshift: the same values in every run */
static uint64_t next(void) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return seed;
}

static void assert_as_printf(double value) {
    for (int digits = 1; digits <= 14; digits++) {
        char expected[400];
        struct text text = {0};
        snprintf(expected, sizeof expected, "%.*g", digits, value);
        decimal_general(&text, value, digits);
        assert_string_equal(text_get(&text), expected);
        text_clear(&text);
        snprintf(expected, sizeof expected, "%.*f", digits - 1, value);
        decimal_fixed(&text, value, digits - 1);
        assert_string_equal(text_get(&text), expected);
        text_drop(&text);
        if (value != 0) {
            snprintf(expected, sizeof expected, "%.*e", digits - 1, value);
            assert_int_equal(decimal_exponent(value, digits), atoi(strchr(expected, 'e') + 1));
        }
    }
}

static void prints_values_of_every_size_as_printf_does(void **state) {
    (void)state;
    double size = 1e-25;
    for (int i = 0; i < 4000; i++, size *= 1.031) {
        double share = (double)(next() >> 11) / 9007199254740992.0;
        assert_as_printf(size * (share + 0.5) * (i % 2 ? 1 : -1));
    }
}

static void prints_what_is_at_or_beside_a_half_as_printf_does(void **state) {
    (void)state;
    static const double rows[] = {0,         -0.0,  0.5,   1.5,    2.5,     0.125,     0.375, 1e-5,
                                  9.9999995, 9.5,   99.5,  999.5,  0.00095, 0.0009995, 1e-4,  1e15,
                                  1e16,      1e22,  1e23,  123456, 1e100,   5e-324,    1e308, 0.1,
                                  0.3,       2.675, 1.005, 999999, 1e6,     1e12,      1e11,  999999999999.5,
                                  1e12 - 1,  8.5,   1024.5};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_as_printf(rows[i]);
        assert_as_printf(-rows[i]);
    }
    for (int i = 0; i < 2000; i++) { /* halves of the last digit, as near as a double comes to them */
        double half = ((double)(next() % 1000000) + 0.5);
        static const double powers[] = {1, 10, 100, 1000, 1e4, 1e7, 1e10};
        assert_as_printf(half / powers[i % 7]);
    }
}

static void prints_whole_numbers(void **state) {
    (void)state;
    struct text text = {0};
    text_whole(&text, 0);
    text_char(&text, ' ');
    text_whole(&text, 1234567890);
    text_char(&text, ' ');
    text_whole(&text, UINT64_MAX);
    assert_string_equal(text_get(&text), "0 1234567890 18446744073709551615");
    text_drop(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_values_of_every_size_as_printf_does),
        cmocka_unit_test(prints_what_is_at_or_beside_a_half_as_printf_does),
        cmocka_unit_test(prints_whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
