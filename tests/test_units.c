/* gen/base/units: what a written quantity is worth, and what is refused. Factors are the SI's (decimal) and
 * IEC 80000-13's (binary). */
#define _GNU_SOURCE
#include "../gen/base/units.h"
#include "program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <locale.h>
#include <string.h>
#include <cmocka.h>

static void written_quantities_have_their_exact_value(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum dimension dimension;
        double value;
    } rows[] = {
        {"40 GB", DIMENSION_BYTES, 40e9},
        {"80GiB", DIMENSION_BYTES, 85899345920.0},
        {"81559 MiB", DIMENSION_BYTES, 85520809984.0},
        {"0.5 kB", DIMENSION_BYTES, 500},
        {"40e9", DIMENSION_BYTES, 40e9},
        {"0", DIMENSION_BYTES, 0},
        {"1.5 TB/s", DIMENSION_BYTES_PER_S, 1.5e12},
        {"3.35 TB/s", DIMENSION_BYTES_PER_S, 3.35e12},
        {"300 GB/s", DIMENSION_BYTES_PER_S, 300e9},
        {"1 GiB/s", DIMENSION_BYTES_PER_S, 1073741824.0},
        {"400 Gbit/s", DIMENSION_BYTES_PER_S, 50e9},
        {"800 Mbit/s", DIMENSION_BYTES_PER_S, 100e6},
        {"312 TFLOP/s", DIMENSION_FLOPS, 312e12},
        {"989.5 TFLOP/s", DIMENSION_FLOPS, 989.5e12},
        {"2.25 PFLOP/s", DIMENSION_FLOPS, 2.25e15},
        {"624 TOP/s", DIMENSION_FLOPS, 624e12},
        {"8 us", DIMENSION_SECONDS, 8e-6},
        {"8 \xC2\xB5s", DIMENSION_SECONDS, 8e-6},
        {"8 \xCE\xBCs", DIMENSION_SECONDS, 8e-6},
        {"8e-6", DIMENSION_SECONDS, 8e-6},
        {"22.0 ms", DIMENSION_SECONDS, 0.022},
        {"700 ns", DIMENSION_SECONDS, 7e-7},
        {"400 W", DIMENSION_WATTS, 400},
        {"1.2 kW", DIMENSION_WATTS, 1200},
        {"2.50 USD/h", DIMENSION_USD_PER_HOUR, 2.5},
        {"90 %", DIMENSION_SHARE, 0.9},
        {"0.9", DIMENSION_SHARE, 0.9},
        {"52e9", DIMENSION_NUMBER, 52e9},
        {"-1.5", DIMENSION_NUMBER, -1.5},
        {"+.5e1", DIMENSION_NUMBER, 5},
        {"1e-400", DIMENSION_NUMBER, 0},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = -77;
        struct unit_fault fault;
        if (!quantity_read(arena, rows[i].text, rows[i].dimension, &value, &fault))
            fail_msg("<%s>: %s", rows[i].text, fault.what);
        if (value != rows[i].value)
            fail_msg("<%s>: %.17g, not %.17g", rows[i].text, value, rows[i].value);
    }
    arena_drop(arena);
}

static void refuses_what_is_no_quantity(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum dimension dimension;
        const char *what, *hint;
    } rows[] = {
        {".nan", DIMENSION_NUMBER, "no finite number", NULL},
        {"-.inf", DIMENSION_NUMBER, "no finite number", NULL},
        {"1e400", DIMENSION_NUMBER, "too large", NULL},
        {"1e99999999999999999999", DIMENSION_BYTES, "too large", NULL},
        {"1e300 TiB", DIMENSION_BYTES, "too large", NULL},
        {"yes", DIMENSION_NUMBER, "`yes` is not a number", "not a truth value"},
        {"010", DIMENSION_NUMBER, "two ways", "octal"},
        {"0x10", DIMENSION_NUMBER, "two ways", "decimal number"},
        {"1,5", DIMENSION_NUMBER, "two ways", "point"},
        {"1,000 GB", DIMENSION_BYTES, "two ways", "point"},
        {"", DIMENSION_NUMBER, "is not a number", NULL},
        {".", DIMENSION_NUMBER, "is not a number", NULL},
        {"e5", DIMENSION_NUMBER, "is not a number", NULL},
        {"52B", DIMENSION_NUMBER, "`B` is the unit of a memory size, not of a number", NULL},
        {"52x", DIMENSION_NUMBER, "takes no unit", "52e9"},
        {"40 GBs", DIMENSION_BYTES, "unknown unit `GBs`", "did you mean `GB`?"},
        {"40 gb", DIMENSION_BYTES, "unknown unit `gb`", "did you mean `GB`?"},
        {"40 W", DIMENSION_BYTES, "`W` is the unit of a power, not of a memory size", "40 GB"},
        {"300 GB", DIMENSION_BYTES_PER_S, "`GB` is the unit of a memory size", "300 GB/s"},
        {"40", DIMENSION_BYTES, "a unit is missing: a plain number counts bytes", "40 GB"},
        {"1.5", DIMENSION_BYTES_PER_S, "a unit is missing", "GB/s"},
        {"312", DIMENSION_FLOPS, "a unit is missing", "TFLOP/s"},
        {"8", DIMENSION_SECONDS, "a unit is missing: a plain number counts seconds", "8 us"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = -77;
        struct unit_fault fault = {0};
        assert_false(quantity_read(arena, rows[i].text, rows[i].dimension, &value, &fault));
        assert_true(value == -77);
        if (!strstr(fault.what, rows[i].what) ||
            (rows[i].hint && !(fault.hint && strstr(fault.hint, rows[i].hint))))
            fail_msg("<%s>: %s (%s)", rows[i].text, fault.what, fault.hint ? fault.hint : "no hint");
    }
    arena_drop(arena);
}

static void counts_are_whole_and_exact(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct unit_fault fault;
    int64_t n = -77;
    assert_true(count_read(arena, "52e9", &n, &fault));
    assert_int_equal(n, 52000000000);
    assert_true(count_read(arena, "128_256", &n, &fault));
    assert_int_equal(n, 128256);
    assert_true(count_read(arena, "9007199254740991", &n, &fault));
    assert_int_equal(n, 9007199254740991);
    assert_true(count_read(arena, "-3", &n, &fault));
    assert_int_equal(n, -3);
    static const char *const bad[] = {"9007199254740993", "18446744073709551616", "1.5", "1__0", "_1", "4 x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(count_read(arena, bad[i], &n, &fault));
    assert_int_equal(n, -3);
    arena_drop(arena);
}

/* The decimal point must be a point in every locale; de_DE has a comma. */
static void values_do_not_depend_on_the_locale(void **state) {
    (void)state;
    assert_int_equal(setenv("LOCPATH", german_locale(), 1), 0);
    assert_non_null(setlocale(LC_ALL, "de_DE.UTF-8"));
    assert_string_equal(localeconv()->decimal_point, ",");
    struct arena *arena = arena_new();
    struct unit_fault fault;
    double value = 0;
    assert_true(quantity_read(arena, "1.5 TB/s", DIMENSION_BYTES_PER_S, &value, &fault));
    assert_true(value == 1.5e12);
    assert_false(quantity_read(arena, "1,5 TB/s", DIMENSION_BYTES_PER_S, &value, &fault));
    assert_true(value == 1.5e12);
    setlocale(LC_ALL, "C");
    arena_drop(arena);
}

static void every_unit_of_the_table_is_read(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    size_t count;
    const struct unit *units = units_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct unit_fault fault;
        double value = 0;
        assert_true(quantity_read(arena, arena_printf(arena, "3 %s", units[i].suffix), units[i].dimension,
                                  &value, &fault));
        assert_true(value > 0);
    }
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written_quantities_have_their_exact_value),
        cmocka_unit_test(refuses_what_is_no_quantity),
        cmocka_unit_test(counts_are_whole_and_exact),
        cmocka_unit_test(values_do_not_depend_on_the_locale),
        cmocka_unit_test(every_unit_of_the_table_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
