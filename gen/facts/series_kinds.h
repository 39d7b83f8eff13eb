/* The builders of series.c's list, and what they share. */
#ifndef FACTS_SERIES_KINDS_H
#define FACTS_SERIES_KINDS_H

#include "../../figures/mark.h"
#include "series.h"

enum { WIDTH_FULL = 4876, WIDTH_MAIN = 3288 }; /* tenths of a point: 172 mm and 116 mm */

bool series_pareto(const struct facts *facts, struct figure *figure);
bool series_memory(const struct facts *facts, struct figure *figure);
bool series_capacity(const struct facts *facts, struct figure *figure);
bool series_latency(const struct facts *facts, struct figure *figure);
bool series_spectrum(const struct facts *facts, struct figure *figure);
bool series_allreduce(const struct facts *facts, struct figure *figure);
bool series_measured(const struct facts *facts, struct figure *figure);
bool series_roofline(const struct facts *facts, struct figure *figure);
bool series_shards(const struct facts *facts, struct figure *figure);
bool series_example(const struct facts *facts, struct figure *figure);
bool series_crossing(const struct facts *facts, struct figure *figure);

/* The words that a drawing has of its own, by the language of the facts: SERIES_SAY(facts, pareto). */
#define SERIES_SAY(facts, figure) ((facts)->language == LANGUAGE_ZH ? &figure##_words_zh : &figure##_words_en)

/* Numbers as words, kept in the arena. */
const char *series_words(const struct facts *facts, double value, enum measure measure, const char *unit,
                         int decimals);
const char *series_count(const struct facts *facts, double value);

int series_colour(enum term term);       /* palette index */
enum marker series_marker(size_t index); /* of the nth context: the same on every figure */

#endif
