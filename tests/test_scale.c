/* Scales and the numbers on them: ends, and how a value is written. Expected words follow scale.h. */
#include "../figures/scale.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_linear_scale_begins_at_nothing_or_at_a_tick_below(void **state) {
    (void)state;
    struct scale scale = scale_linear(3, 9.9, 0, 100);
    assert_true(scale.low == 0 && scale.high >= 9.9);
    scale = scale_linear(-7, 9.9, 0, 100); /* steps of 5: the next tick below is -10 */
    assert_true(scale.low == -10 && scale.high >= 9.9);
    scale = scale_linear(0, 0, 0, 100);
    assert_true(scale.low < scale.high);
}

static void nice_numbers_are_next_to_the_value(void **state) {
    (void)state;
    for (int power = -12; power <= 15; power++)
        for (int lead = 10; lead < 100; lead++) {
            double value = lead / 10.0 * pow(10, power);
            assert_true(nice_below(value) <= value * (1 + 1e-9) && nice_below(value) > value / 2.6);
            assert_true(nice_above(value) >= value * (1 - 1e-9) && nice_above(value) < value * 2.6);
        }
}

static void counts_are_written_with_commas_and_a_true_minus(void **state) {
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *words;
    } rows[] = {{1234567, 0, "1,234,567"},
                {-1234.5, 1,
                 "\xE2\x88\x92"
                 "1,234.5"},
                {-0.001, 1, "0.0"},
                {999.96, 1, "1,000.0"},
                {1e15, 0, "1e+15"},
                {INFINITY, 0, "inf"}};
    char words[48];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        number_fixed(rows[i].value, rows[i].decimals, words);
        assert_string_equal(words, rows[i].words);
    }
}

/* The decimals that a tick's step needs, at most six. */
static void ticks_have_the_decimals_of_their_step(void **state) {
    (void)state;
    char words[48];
    number_words(1, 0.25, words);
    assert_string_equal(words, "1.00");
    number_words(2, 1 / 3.0, words);
    assert_string_equal(words, "2.000000");
    number_words(2e7, 0, words);
    assert_string_equal(words, "2\xC2\xB7"
                               "10\xE2\x81\xB7");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linear_scale_begins_at_nothing_or_at_a_tick_below),
        cmocka_unit_test(nice_numbers_are_next_to_the_value),
        cmocka_unit_test(counts_are_written_with_commas_and_a_true_minus),
        cmocka_unit_test(ticks_have_the_decimals_of_their_step),
    };
    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
