/* See field_keys.h. */
#include "field_keys.h"

#include <assert.h>
#include <string.h>

enum { MOST_KEYS = 128 };

const char *field_keys_help(const struct field_table *table, const char *key) {
    for (size_t i = 0; i < table->n_fields; i++)
        if (!strcmp(table->fields[i].key, key))
            return table->fields[i].help;
    return NULL;
}

static bool has_key(const struct field_table *table, const char *key) {
    return field_keys_help(table, key) != NULL;
}

/* The nearest key of a table, or the first that goes on from the word: `batch` for `batch_sizes`. */
static const char *key_like(const struct field_table *table, const char *word) {
    const char *names[MOST_KEYS];
    assert(table->n_fields <= MOST_KEYS);
    for (size_t i = 0; i < table->n_fields; i++)
        names[i] = table->fields[i].key;
    const char *near = nearest_name(word, names, table->n_fields);
    enum { LEAST = 4 }; /* letters that say what is meant */
    size_t length = strlen(word);
    for (size_t i = 0; i < table->n_fields && !near && length >= LEAST; i++)
        if (!strncmp(names[i], word, length))
            near = names[i];
    return near;
}

static const char *level_of(struct arena *arena, const struct field_table *table) {
    return *table->name ? arena_printf(arena, "in %s", table->title) : "at the top level";
}

const char *field_keys_told(struct arena *arena, const struct field_table *table) {
    enum { MOST_TOLD = 16 };
    const char *keys = "its keys are";
    if (table->n_fields > MOST_TOLD)
        return "`floorline list keys` tells them all";
    for (size_t i = 0; i < table->n_fields; i++)
        keys = arena_printf(arena, "%s%s %s", keys, i ? "," : "", table->fields[i].key);
    return keys;
}

/* A key of another mapping, a misspelt one of this, or a misspelt one of another; NULL: none. */
static const char *key_hint(const struct field_context *context, const struct field_table *table,
                            const char *word) {
    const struct field_table *const none = NULL, *const *beside = context->beside ? context->beside : &none;
    for (size_t i = 0; beside[i]; i++)
        if (beside[i] != table && has_key(beside[i], word))
            return arena_printf(context->arena, "`%s` belongs %s", word, level_of(context->arena, beside[i]));
    const char *near = key_like(table, word);
    if (near)
        return arena_printf(context->arena, "did you mean `%s`?", near);
    for (size_t i = 0; beside[i]; i++)
        if ((near = key_like(beside[i], word)))
            return arena_printf(context->arena, "did you mean `%s`, which belongs %s?", near,
                                level_of(context->arena, beside[i]));
    return field_keys_told(context->arena, table);
}

static void complain_unknown(const struct field_context *context, const struct field_table *table,
                             const struct node *key) {
    diag_add(context->diags, DIAG_ERROR, key->mark, key_hint(context, table, key->text),
             "%s has no key `%.60s`", table->title, key->text);
}

bool field_keys_check(const struct field_context *context, const struct field_table *table,
                      const struct node *mapping) {
    bool sound = true;
    for (size_t i = 0; i < mapping->n_pairs; i++) {
        const struct node *key = mapping->pairs[i].key;
        bool known = key->kind != NODE_SCALAR /* complained about by the reader */
                     || has_key(table, key->text);
        if (!known)
            complain_unknown(context, table, key);
        sound &= known;
    }
    return sound;
}
