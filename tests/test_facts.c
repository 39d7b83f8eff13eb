/* Facts: numbers in words, and that the tables of names hold together. */
#include "../gen/facts/formula.h"
#include "../gen/facts/record.h"
#include "../gen/facts/series.h"
#include "../gen/facts/table.h"
#include "../gen/facts/typeset.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void numbers_are_grouped_and_keep_their_digits(void **state) {
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *words;
    } rows[] = {
        {0, 0, "0"},
        {999, 0, "999"},
        {1000, 0, "1,000"},
        {70553706496.0, 0, "70,553,706,496"},
        {-16, 1, MINUS "16.0"},
        {-0.04, 1, "0.0"},
        {21.666, 2, "21.67"},
        {9.996, DIGITS_3, "10.0"},
        {10, DIGITS_3, "10"},
        {0.99979, DIGITS_3, "1.00"},
        {4.8, DIGITS_4, "4.8"},
        {138.98, DIGITS_4, "139.0"},
        {208, DIGITS_3, "208"},
        {0.0012345, DIGITS_3, "0.00123"},
        {1234567, DIGITS_3, "1,234,567"},
        {498.9, DIGITS_3, "499"},
        {16.0, DIGITS_3, "16"},
        {NAN, 0, EM_DASH},
        {INFINITY, 2, EM_DASH},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text out = {0};
        number_print(&out, rows[i].value, rows[i].decimals);
        assert_string_equal(text_get(&out), rows[i].words);
        text_drop(&out);
    }
}

/* GB is 1e9 bytes, GiB 2^30: IEC 80000-13. */
static void units_are_chosen_by_size_or_by_name(void **state) {
    (void)state;
    static const struct {
        double value;
        enum measure measure;
        const char *unit;
        int decimals;
        const char *words;
    } rows[] = {
        {498.9e9, DIM_BYTES, NULL, DIGITS_4, "498.9" THIN_SPACE "GB"},
        {498.9e9, DIM_BYTES, "GiB", 1, "464.6" THIN_SPACE "GiB"},
        {999.6e9, DIM_BYTES, NULL, DIGITS_3, "1.00" THIN_SPACE "TB"},
        {5.19e-3, DIM_SECONDS, NULL, DIGITS_3, "5.19" THIN_SPACE "ms"},
        {8e-6, DIM_SECONDS, NULL, DIGITS_3, "8" THIN_SPACE "\xC2\xB5s"},
        {0.76, DIM_SHARE, "%", 0, "76" THIN_SPACE "%"},
        {0, DIM_BYTES, NULL, DIGITS_3, "0" THIN_SPACE "B"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text out = {0};
        assert_true(
            number_in_unit(&out, rows[i].value, rows[i].measure, rows[i].unit, rows[i].decimals, false));
        assert_string_equal(text_get(&out), rows[i].words);
        text_drop(&out);
    }
    struct text out = {0};
    assert_false(number_in_unit(&out, 1, DIM_BYTES, "ms", 0, false));
    assert_false(number_in_unit(&out, 1, DIM_COUNT, "ms", 0, false));
    text_drop(&out);
}

static void numbers_of_results_read_back_to_twelve_digits(void **state) {
    (void)state;
    static const double values[] = {
        0, 1, -1, 0.1, 1.0 / 3, 6.02214076e23, 1e-300, 2097152, DBL_MIN, 1e300, 4503599627370497.5, 5.2e10};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct text out = {0};
        number_result(&out, values[i]);
        double back = strtod(text_get(&out), NULL);
        bool whole = values[i] == floor(values[i]) && fabs(values[i]) < 9007199254740992.0;
        assert_true(whole ? back == values[i] : fabs(back / values[i] - 1) < 1e-11);
        text_drop(&out);
    }
}

/* Thousands, units and thin spaces as in the pages' own numbers; versions, years and names stay whole. */
static void words_of_files_are_set_as_pages_set_them(void **state) {
    (void)state;
    static const struct {
        const char *written, *set;
        bool value;
    } rows[] = {
        {"8192", "8,192", true},
        {"999", "999", true},
        {"52e9", "52,000,000,000", true},
        {"3350 GB/s", "3,350" THIN_SPACE "GB/s", true},
        {"1978.9 TFLOP/s", "1,978.9" THIN_SPACE "TFLOP/s", true},
        {"8 us", "8" THIN_SPACE "\xC2\xB5s", true},
        {"mesh", "mesh", true},
        {"2024-11-22", "2024-11-22", true},
        {"the V100's 8 us, 42.9 GB (3.7 % more)",
         "the V100\xE2\x80\x99s 8" THIN_SPACE "\xC2\xB5s, 42.9" THIN_SPACE "GB (3.7" THIN_SPACE "% more)",
         false},
        {"(180.86 - 45.45) / 10", "(180.86 " MINUS " 45.45) / 10", false},
        {"issue 2797 of 2022, 80 big ones", "issue 2797 of 2022, 80 big ones", false},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(rows[i].value ? typeset_value(arena, rows[i].written)
                                          : typeset_words(arena, rows[i].written),
                            rows[i].set);
    assert_null(typeset_words(arena, NULL));
    arena_drop(arena);
}

static void every_name_is_there_once(void **state) {
    (void)state;
    for (enum fact_kind kind = FACT_QUANTITY; kind <= FACT_FIGURE; kind++) {
        size_t count;
        const char *const *names = facts_names(kind, &count);
        assert_in_range(count, 2, 512);
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(names[i], names[j]);
    }
}

/* A formula names quantities by `@id`; each must exist and have a symbol, or the page would print nonsense.
 */
static void every_formula_names_quantities_that_have_symbols(void **state) {
    (void)state;
    for (size_t i = 0; i < n_formula_rows; i++) {
        const struct quantity *own = quantity_find(formula_rows[i].quantity);
        assert_non_null(own);
        assert_non_null(own->symbol);
        if (formula_rows[i].when)
            assert_int_equal(quantity_find(formula_rows[i].when)->kind, MEMBER_TRUTH);
        for (const char *at = formula_rows[i].formula; (at = strchr(at, '@')); at++) {
            char id[96];
            size_t n = 0;
            while (isalnum((unsigned char)at[n + 1]) || at[n + 1] == '_' || at[n + 1] == '.')
                n++;
            memcpy(id, at + 1, n);
            id[n] = '\0';
            const struct quantity *named = quantity_find(id);
            if (!named || !named->symbol)
                fail_msg("%s: @%s has no symbol", formula_rows[i].quantity, id);
        }
    }
}

/* A record's table, where it names one that pages show, must be one of the tables. */
static void no_path_of_the_json_is_both_a_value_and_an_object(void **state) {
    (void)state;
    for (size_t i = 0; i < n_quantities; i++)
        for (size_t j = 0; j < n_quantities; j++) {
            size_t length = strlen(quantities[i].id);
            assert_false(!strncmp(quantities[j].id, quantities[i].id, length) &&
                         quantities[j].id[length] == '.');
        }
}

static void strings_are_escaped_for_json_and_csv(void **state) {
    (void)state;
    struct text out = {0};
    json_string(&out, "a\"b\\c\n\x01");
    assert_string_equal(text_get(&out), "\"a\\\"b\\\\c\\u000a\\u0001\"");
    text_clear(&out);
    csv_string(&out, "plain");
    csv_string(&out, "a,\"b\"");
    assert_string_equal(text_get(&out), "plain\"a,\"\"b\"\"\"");
    text_drop(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_grouped_and_keep_their_digits),
        cmocka_unit_test(units_are_chosen_by_size_or_by_name),
        cmocka_unit_test(numbers_of_results_read_back_to_twelve_digits),
        cmocka_unit_test(words_of_files_are_set_as_pages_set_them),
        cmocka_unit_test(every_name_is_there_once),
        cmocka_unit_test(every_formula_names_quantities_that_have_symbols),
        cmocka_unit_test(no_path_of_the_json_is_both_a_value_and_an_object),
        cmocka_unit_test(strings_are_escaped_for_json_and_csv),
    };
    return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
