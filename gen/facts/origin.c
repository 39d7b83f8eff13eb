/* See origin.h. */
#define _GNU_SOURCE /* memmem, strcasestr */
#include "origin.h"

#include "quantity.h"

#include <stdio.h>
#include <string.h>

/* As YAML and JSON write a character that one does not type. */
static const char *find_escaped(const struct source *source, uint32_t codepoint) {
    static const char *const forms[] = {"\\u%04X", "\\U%08X", "\\x%02X"};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms && !found; i++) {
        char escaped[16];
        snprintf(escaped, sizeof escaped, forms[i], (unsigned)codepoint);
        found = strcasestr(source->text, escaped);
    }
    return found;
}

struct mark facts_origin(const struct facts *facts, const char *words, size_t length) {
    for (size_t i = 0; facts && length && i < facts->spec.n_inputs; i++) {
        const struct source *source = facts->spec.inputs[i].source;
        const char *behind = words;
        uint32_t codepoint = utf8_next(&behind, words + length);
        const char *found = memmem(source->text, source->length, words, length);
        if (!found && behind == words + length)
            found = find_escaped(source, codepoint);
        if (found)
            return mark_at(source, (size_t)(found - source->text));
    }
    return (struct mark){0};
}
