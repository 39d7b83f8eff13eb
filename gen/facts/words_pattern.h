/* Sentences of which a part is not known beforehand: `*` in a pattern stands for whatever is there, a name or
 * a number, and is put into the translation, first to first. */
#ifndef FACTS_WORDS_PATTERN_H
#define FACTS_WORDS_PATTERN_H

#include "words.h"

/* Appends the translation of `words` by the first pattern that they match; false, and nothing, where none
 * does. */
bool words_pattern_say(const struct translation *patterns, size_t n_patterns, const char *words,
                       size_t length, struct text *out);

#endif
