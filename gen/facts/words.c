/* See words.h. */
#include "words.h"

#include "quantity.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

static const char *const names[] = {[LANGUAGE_EN] = "en", [LANGUAGE_ZH] = "zh"};
static_assert(sizeof names / sizeof names[0] == LANGUAGE_COUNT, "a name for every language");

bool language_find(const char *name, enum language *out) {
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (!strcmp(names[i], name)) {
            *out = (enum language)i;
            return true;
        }
    return false;
}

const char *language_name(enum language language) {
    return names[language];
}

/* ---- finding a string: open addressing over the table's rows, filled at first use ---------------------- */

enum { SLOTS = 4096 };
static uint16_t slots[SLOTS]; /* row + 1; 0: free */

static size_t hash(const char *string) {
    uint32_t h = 2166136261U; /* FNV-1a */
    for (; *string; string++)
        h = (h ^ (unsigned char)*string) * 16777619U;
    return h % SLOTS;
}

static void fill_slots(void) {
    assert(n_words_zh < SLOTS / 2);
    for (size_t row = 0; row < n_words_zh; row++) {
        size_t at = hash(words_zh[row].english);
        while (slots[at])
            at = (at + 1) % SLOTS;
        slots[at] = (uint16_t)(row + 1);
    }
}

const char *words_in(enum language language, const char *english) {
    static bool filled;
    if (language == LANGUAGE_EN || !english)
        return english;
    if (!filled)
        fill_slots();
    filled = true;
    for (size_t at = hash(english); slots[at]; at = (at + 1) % SLOTS)
        if (!strcmp(words_zh[slots[at] - 1].english, english))
            return words_zh[slots[at] - 1].words;
    return english;
}

const char *words_say(const struct facts *facts, const char *english) {
    return words_in(facts->language, english);
}

const char *words_vprintf(const struct facts *facts, const char *format, va_list args) {
    return arena_vprintf(facts->arena, words_say(facts, format), args);
}

const char *words_printf(const struct facts *facts, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *kept = words_vprintf(facts, format, args);
    va_end(args);
    return kept;
}

const char *words_join(const struct facts *facts, const char *before, const char *sentence) {
    return arena_printf(facts->arena, "%s%s%s", before, facts->language == LANGUAGE_ZH ? "" : " ", sentence);
}

const char *words_number(const struct facts *facts, double value, enum measure measure, const char *unit,
                         int decimals) {
    struct text out = {0};
    number_in_unit(&out, value, measure, unit, decimals, false);
    return text_keep(facts->arena, &out);
}

const char *words_count(const struct facts *facts, double value) {
    return words_number(facts, value, DIM_COUNT, NULL, 0);
}
