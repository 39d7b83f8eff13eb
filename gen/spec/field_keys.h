/* The keys of a table as names: whether a mapping has others, and what may have been meant. */
#ifndef SPEC_FIELD_KEYS_H
#define SPEC_FIELD_KEYS_H

#include "field.h"

/* Complains of every key that the table does not know; whether there was none. */
bool field_keys_check(const struct field_context *context, const struct field_table *table,
                      const struct node *mapping);

/* What a key of the table is for; NULL: it has no such key. */
const char *field_keys_help(const struct field_table *table, const char *key);

/* "its keys are weights, kv_cache, …", or where many are told. In the arena. */
const char *field_keys_told(struct arena *arena, const struct field_table *table);

#endif
