/* A growing list of input figures and where each comes from (struct provenance in spec.h). */
#ifndef SPEC_PROVENANCE_H
#define SPEC_PROVENANCE_H

#include "spec.h"

struct provenance_list {
    struct provenance *items; /* kept in the arena given to provenance_add */
    size_t count, capacity;
};

/* Adds one, its value as one line; strings are borrowed. `list` may be NULL: nothing happens. */
void provenance_add(struct arena *arena, struct provenance_list *list, struct provenance entry);

/* "datasheet", "third_party", …: the words of a file for enum confidence, in its order, NULL behind them. */
extern const char *const confidence_names[CONFIDENCE_COUNT + 1];

#endif
