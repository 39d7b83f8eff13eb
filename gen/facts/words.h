/* The words that facts are told in: English in the source, another language by one table a language.
 *
 * A sentence with numbers in it is a printf format; its translation takes the same arguments, in another
 * order where need be ("%2$s … %1$s"). The English string is the key, so a string that is said twice is
 * translated once. What is not in the table (a user's own words, a citation) is said as it is. */
#ifndef FACTS_WORDS_H
#define FACTS_WORDS_H

#include "../base/arena.h"
#include "number.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum language { LANGUAGE_EN, LANGUAGE_ZH, LANGUAGE_COUNT };

/* "en", "zh": false when there is no such language. */
bool language_find(const char *name, enum language *out);
const char *language_name(enum language language);

struct translation {
    const char *english, *words;
};
/* Rows in no order. */
extern const struct translation words_zh[];
extern const size_t n_words_zh;

/* The language's form of an English string; the string itself where there is none. NULL stays NULL. */
const char *words_in(enum language language, const char *english) __attribute__((format_arg(2)));

struct facts;
/* The same in the language of the facts. */
const char *words_say(const struct facts *facts, const char *english) __attribute__((format_arg(2)));
/* A sentence, kept in the arena of the facts: `format` in their language, with what follows put in. */
const char *words_printf(const struct facts *facts, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *words_vprintf(const struct facts *facts, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Two sentences of their language, one behind the other, kept in their arena. */
const char *words_join(const struct facts *facts, const char *before, const char *sentence);

/* Where an input comes from, in the language of the facts; what is cited keeps its name. */
const char *words_source(const struct facts *facts, const char *source);

/* What a spec was warned of, a sentence each; NULL where of nothing. What no translation knows stays English.
 */
const char *words_warnings(struct arena *arena, enum language language, const char *const *said, size_t n);

/* A number with its unit behind it, kept in the arena of the facts (number_in_unit); a count of things. */
const char *words_number(const struct facts *facts, double value, enum measure measure, const char *unit,
                         int decimals);
const char *words_count(const struct facts *facts, double value);

#endif
