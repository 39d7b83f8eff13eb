/* The builders of series.c's list, and what they share. */
#ifndef FACTS_SERIES_KINDS_H
#define FACTS_SERIES_KINDS_H

#include "../../figures/mark.h"
#include "series.h"

#define WIDTH_FULL 487.6 /* points: 172 mm */
#define WIDTH_MAIN 328.8 /* 116 mm */

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

/* Another sentence behind the figure's subtitle, in the language of the facts. */
void series_tell_further(const struct facts *facts, struct figure *figure, const char *sentence);

int series_colour(enum term term);       /* palette index */
enum marker series_marker(size_t index); /* of the nth context: the same on every figure */

#endif
