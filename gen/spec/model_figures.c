/* See model_figures.h. */
#include "model_figures.h"

#include <string.h>

/* ---- what the file leaves out, and what is a figure as a whole ------------------------------------------
 */

static void add_default(const struct field_context *context, const char *key, const char *label,
                        const char *value, const char *source) {
    provenance_add(context->arena, context->provenance,
                   (struct provenance){.quantity = arena_printf(context->arena, "model.%s", key),
                                       .label = label,
                                       .value = value,
                                       .source = source,
                                       .confidence = CONFIDENCE_ASSUMED});
}

const char *model_figure_label(const char *key) {
    const struct field_table *const tables[] = {&model_fields, &moe_fields, &mla_fields};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t]->n_fields; i++)
            if (!strcmp(tables[t]->fields[i].key, key) && tables[t]->fields[i].label)
                return tables[t]->fields[i].label;
    return NULL; /* LCOV_EXCL_LINE: the keys that are asked for are rows */
}

void model_figure_default(const struct field_context *context, const char *key, const char *value) {
    add_default(context, key, model_figure_label(key), value, "default");
}

void model_figures_default(const struct field_context *context, const struct layer_form *form,
                           const struct layer_kind *layer, bool ffn_given) {
    const struct {
        const char *key, *source;
        int64_t given, value;
    } defaults[] = {
        {"n_kv_heads", "default: as many as query heads", form->n_kv_heads, layer->attention.n_kv_heads},
        {"d_head", "default: model width / query heads", form->d_head, layer->attention.d_head},
        {"d_ff", "default: 4 \u00D7 model width", form->d_ff, layer->ffn.d_ff},
    };
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
        if (defaults[i].given < 0 && defaults[i].value > 0 && layer->attention.kind != ATTENTION_LATENT)
            add_default(context, defaults[i].key, model_figure_label(defaults[i].key),
                        arena_printf(context->arena, "%lld", (long long)defaults[i].value),
                        defaults[i].source);
    if (!ffn_given)
        model_figure_default(context, "ffn", ffn_names[form->ffn]);
}

void model_figure_tensor(const struct field_context *context, const struct extra_form *tensor,
                         struct mark mark) {
    struct arena *arena = context->arena;
    provenance_add(arena, context->provenance,
                   (struct provenance){
                       .quantity = arena_printf(arena, "model.extra_tensors.%s", tensor->name),
                       .label = tensor->name,
                       .value = arena_printf(arena, "%lld \u00D7 %lld \u00D7 %lld", (long long)tensor->times,
                                             (long long)tensor->rows, (long long)tensor->columns),
                       .source = context->source,
                       .confidence = context->confidence,
                       .mark = mark});
}

/* ---- listed layers --------------------------------------------------------------------------------------
 */

#define OWN "model.layers."

/* A kind's own key stands in place of the model's; the number of its layers is a figure of its own. */
static const char *quantity_of(struct arena *arena, const struct provenance *row) {
    bool counts = !strcmp(row->quantity, OWN "n_layers");
    if (counts || strncmp(row->quantity, OWN, strlen(OWN)) != 0)
        return row->quantity;
    return arena_printf(arena, "model.%s", row->quantity + strlen(OWN));
}

/* A figure from another source is another row. */
static struct provenance *find(const struct provenance_list *list, const char *quantity, const char *source) {
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->items[i].quantity, quantity) && !strcmp(list->items[i].source, source))
            return &list->items[i];
    return NULL;
}

/* What a kind is where neither it nor the model says: full attention, no biases. */
static const char *unsaid(const char *quantity) {
    for (size_t i = 0; !strncmp(quantity, OWN, strlen(OWN)) && i < layer_fields.n_fields; i++) {
        const struct field *field = &layer_fields.fields[i];
        if (!strcmp(field->key, quantity + strlen(OWN)) && field->type == FIELD_CHOICE)
            return field->choices[0];
        if (!strcmp(field->key, quantity + strlen(OWN)) && field->type == FIELD_BOOL)
            return "false";
    }
    return "\u2014";
}

static const char *value_in(const struct provenance_list *kind, const struct provenance *row,
                            const struct provenance *of_all) {
    const struct provenance *own = find(kind, row->quantity, row->source);
    return own ? own->value : of_all ? of_all->value : unsaid(row->quantity);
}

static const char *values_of(struct arena *arena, const struct provenance_list *kinds, size_t n_kinds,
                             const struct provenance *row, const struct provenance *of_all) {
    const char *first = value_in(&kinds[0], row, of_all), *joined = first;
    bool same = true;
    for (size_t i = 1; i < n_kinds; i++) {
        const char *value = value_in(&kinds[i], row, of_all);
        same &= !strcmp(value, first);
        joined = arena_printf(arena, "%s \u00B7 %s", joined, value);
    }
    return same ? first : joined;
}

void model_figures_listed(struct arena *arena, struct provenance_list *list,
                          const struct provenance_list *kinds, size_t n_kinds) {
    for (size_t k = 0; list && k < n_kinds; k++)
        for (size_t i = 0; i < kinds[k].count; i++) {
            struct provenance row = kinds[k].items[i];
            bool told = false;
            for (size_t earlier = 0; earlier < k && !told; earlier++)
                told = find(&kinds[earlier], row.quantity, row.source) != NULL;
            if (told)
                continue;
            const char *quantity = quantity_of(arena, &row);
            struct provenance *of_all = find(list, quantity, row.source);
            row.value = values_of(arena, kinds, n_kinds, &row, of_all);
            row.quantity = quantity;
            if (!strcmp(quantity, OWN "n_layers"))
                row.label = "layers of each kind";
            if (of_all)
                of_all->value = row.value;
            else
                provenance_add(arena, list, row);
        }
}
