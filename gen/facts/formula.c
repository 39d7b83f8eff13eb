/* See formula.h. */
#include "formula.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

const struct formula_row *formula_find(const struct facts *facts, const char *id) {
    for (size_t i = 0; i < n_formula_rows; i++) {
        const struct formula_row *row = &formula_rows[i];
        bool holds = true;
        if (!strcmp(row->quantity, id) && (!row->when || (facts_truth(facts, row->when, &holds) && holds)))
            return row;
    }
    return NULL;
}

size_t formula_id_length(const char *at) {
    size_t n = 0;
    while (isalnum((unsigned char)at[n]) || at[n] == '_' || at[n] == '.')
        n++;
    return n;
}

/* Whether four digits, as formulas write them, are all of a value's digits. */
static bool four_digits_hold(double value) {
    if (value == 0)
        return true; /* LCOV_EXCL_LINE: formulas of nothing have no numbers */
    double last = pow(10, floor(log10(fabs(value))) - 3), digits = value / last;
    return fabs(digits - round(digits)) < 1e-9 * fabs(digits);
}

/* What is rounded down is divided with every byte written: four digits of the bytes would give other tokens
 * than those that fit. */
static const char *unit_within(const char *formula, const struct quantity *quantity, double value) {
    bool rounded_down = strstr(formula, "\\lfloor") && quantity->measure == DIM_BYTES;
    return rounded_down && !four_digits_hold(value) ? "B" : NULL;
}

static void put_in(const struct facts *facts, const char *formula, bool numbers, struct text *out) {
    for (const char *at = formula; *at;) {
        if (*at != '@') {
            text_char(out, *at++);
            continue;
        }
        size_t length = formula_id_length(++at);
        char id[96];
        const char *why;
        memcpy(id, at, length);
        id[length] = '\0';
        at += length;
        const struct quantity *quantity = quantity_find(id);
        if (!numbers) {
            text_string(out, words_say(facts, quantity_symbol(facts, quantity)));
            continue;
        }
        double value = 0;
        quantity_number(facts, quantity, &value);
        const char *unit = unit_within(formula, quantity, value);
        text_string(out, "\\text{");
        facts_words(facts, id, unit,
                    unit                             ? 0
                    : quantity->decimals == DIGITS_3 ? DIGITS_4
                                                     : quantity->decimals,
                    out, &why);
        text_string(out, "}");
    }
}

bool facts_formula(const struct facts *facts, const char *id, struct formula *out) {
    const struct quantity *quantity = quantity_find(id);
    double value;
    size_t i = 0;
    while (i < n_formula_rows && strcmp(formula_rows[i].quantity, id) != 0)
        i++;
    if (!quantity || i == n_formula_rows)
        return false;
    const struct formula_row *row = formula_find(facts, id);
    *out = (struct formula){.name = words_say(facts, quantity->name),
                            .symbol = words_say(facts, quantity_symbol(facts, quantity))};
    if (!row || !quantity_number(facts, quantity, &value))
        return true;
    struct text words = {0};
    const char *why;
    put_in(facts, words_say(facts, row->formula), false, &words);
    out->symbols = arena_string(facts->arena, text_get(&words));
    text_clear(&words);
    put_in(facts, words_say(facts, row->formula), true, &words);
    out->numbers = arena_string(facts->arena, text_get(&words));
    text_clear(&words);
    facts_words(facts, id, NULL, quantity->decimals, &words, &why);
    out->result = text_keep(facts->arena, &words);
    return true;
}
