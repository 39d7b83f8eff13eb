/* floorline list keys: every key that a spec, a model file, an accelerator or a file of measurements may
 * have, from the tables that read them. */
#include "../base/text.h"
#include "../spec/spec_fields.h"
#include "command.h"

#include <stdio.h>

/* What may stand behind the key: "mesh | ring | …"; "" for a mapping, which is listed by itself. */
static void add_kind(struct text *words, const struct field *field) {
    static const char *const kinds[] = {[FIELD_TEXT] = "text",
                                        [FIELD_COUNT] = "whole number",
                                        [FIELD_COUNTS] = "list of whole numbers",
                                        [FIELD_BOOL] = "true | false"};
    if (field->type == FIELD_QUANTITY)
        text_string(words, dimension_info(field->dimension)->name);
    else if (field->choices)
        for (size_t i = 0; field->choices[i]; i++)
            text_printf(words, "%s%s", i ? " | " : "", field->choices[i]);
    else if (field->type != FIELD_NODE)
        text_string(words, kinds[field->type]);
}

static void list_key(struct text *words, const struct field *field) {
    text_clear(words);
    add_kind(words, field);
    if (field->required)
        text_printf(words, "%sneeded", words->length ? "; " : "");
    else if (field->fallback)
        text_printf(words, "%s%s by default", words->length ? "; " : "", field->fallback);
    printf("  %-18s %s", field->key, field->help);
    if (words->length)
        printf(" (%s)", text_get(words));
    putchar('\n');
}

void list_keys(void) {
    struct text words = {0};
    size_t count;
    const struct field_table *const *tables = spec_tables(&count);
    for (size_t i = 0; i < count; i++) {
        printf("%s%s\n", i ? "\n" : "", tables[i]->title);
        for (size_t j = 0; j < tables[i]->n_fields; j++)
            list_key(&words, &tables[i]->fields[j]);
    }
    text_drop(&words);
}
