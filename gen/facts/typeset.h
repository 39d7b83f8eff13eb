/* Words as a page sets them, where they come from files in plain ASCII: curved apostrophes, a narrow no-break
 * space between a number and its unit, a true minus, commas for thousands, µs for us. For pages alone: JSON
 * and CSV keep what was written. */
#ifndef FACTS_TYPESET_H
#define FACTS_TYPESET_H

#include "../base/arena.h"

/* A sentence: "the V100's 8 us" -> "the V100’s 8 µs". Its numbers stay as they are. NULL stays NULL. */
const char *typeset_words(struct arena *arena, const char *words);

/* The value of an input: "3350 GB/s" -> "3,350 GB/s", "52e9" -> "52,000,000,000". What is no number, as a
 * sentence. */
const char *typeset_value(struct arena *arena, const char *value);

#endif
