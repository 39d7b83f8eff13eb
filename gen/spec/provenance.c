/* See provenance.h. */
#include "provenance.h"

#include "node_text.h"

const char *const confidence_names[CONFIDENCE_COUNT + 1] = {
    [CONFIDENCE_DATASHEET] = "datasheet", [CONFIDENCE_THIRD_PARTY] = "third_party",
    [CONFIDENCE_DERIVED] = "derived",     [CONFIDENCE_DISPUTED] = "disputed",
    [CONFIDENCE_ASSUMED] = "assumed",     [CONFIDENCE_GIVEN] = "given",
};

void provenance_add(struct arena *arena, struct provenance_list *list, struct provenance entry) {
    if (!list)
        return;
    if (entry.value)
        entry.value = node_text_line(arena, entry.value);
    list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = entry;
}
