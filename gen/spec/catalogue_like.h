/* What may have been meant by words that are no name of a catalogue, nor a file: "a100", "Llama 3.1 70B",
 * "meta-llama/Llama-3.1-70B". */
#ifndef SPEC_CATALOGUE_LIKE_H
#define SPEC_CATALOGUE_LIKE_H

#include "catalogue.h"

/* "did you mean `a` or `b`?": names that begin with the words, else have all their parts, else the nearest,
 * else such as have most of the parts; NULL: none. In the place's arena. */
const char *catalogue_like(const struct catalogue_place *place, enum catalogue catalogue, const char *words);

#endif
