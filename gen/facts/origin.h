/* Where words of a page come from: a fault of theirs is the spec's, not that of the template which has them
 * set.
 */
#ifndef FACTS_ORIGIN_H
#define FACTS_ORIGIN_H

#include "facts.h"

/* Their first place in the files that the facts are made from, a single character's also where it is escaped;
 * no source where they stand in none, or `facts` is NULL. */
struct mark facts_origin(const struct facts *facts, const char *words, size_t length);

#endif
