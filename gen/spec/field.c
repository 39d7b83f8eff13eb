/* See field.h. */
#include "field.h"
#include "field_keys.h"
#include "node_text.h"
#include "settle.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { LONGEST_LIST = 1024 };

/* No quantity of this world is larger, and products of a few of them stay finite. */
static const double most_quantity = 1e30;

/* ---- words ----------------------------------------------------------------------------------------------
 */

static const char *list_of(struct arena *arena, const char *const *names) {
    const char *list = "one of:";
    for (size_t i = 0; names[i]; i++)
        list = arena_printf(arena, "%s%s %s", list, i ? "," : "", names[i]);
    return list;
}

static size_t count_of(const char *const *names) {
    size_t n = 0;
    while (names[n])
        n++;
    return n;
}

static const char *bound_words(struct arena *arena, const struct field *field, double bound) {
    bool quantity = field->type == FIELD_QUANTITY;
    const char *unit = quantity ? dimension_info(field->dimension)->base : "";
    return arena_printf(arena, "%.15g%s%s", bound, *unit ? " " : "", unit);
}

static bool within_bounds(const struct field_context *context, const struct field *field, double value,
                          const struct node *node) {
    if (value < field->least) {
        diag_add(context->diags, DIAG_ERROR, node->mark, NULL, "`%s` must be at least %s, but is %s",
                 field->key, bound_words(context->arena, field, field->least), node->text);
        return false;
    }
    double most = field->most != 0 ? field->most : most_quantity;
    if (value > most) {
        bool percent = field->type == FIELD_QUANTITY && field->dimension == DIMENSION_SHARE && most <= 1 &&
                       value <= 100 && !strchr(node->text, '%');
        diag_add(context->diags, DIAG_ERROR, node->mark,
                 percent ? arena_printf(context->arena, "did you mean `%s %%`?", node->text) : NULL,
                 "`%s` must be at most %s, but is %s", field->key, bound_words(context->arena, field, most),
                 node->text);
        return false;
    }
    const struct dimension_info *info = dimension_info(field->dimension);
    if (field->type == FIELD_QUANTITY && value != 0 &&
        (value < info->usual_least || value > info->usual_most))
        diag_add(context->diags, DIAG_WARNING, node->mark, "is the unit the right one?",
                 "`%s` is far from what machines have: %s", field->key, node->text);
    return true;
}

/* ---- one value of each type -----------------------------------------------------------------------------
 */

static bool read_count(const struct field_context *context, const struct field *field,
                       const struct node *node, int64_t *out) {
    int64_t value;
    if (!node_int64(node, field->key, &value, context->diags) ||
        !within_bounds(context, field, (double)value, node))
        return false;
    *out = value;
    return true;
}

static bool read_quantity(const struct field_context *context, const struct field *field,
                          const struct node *node, double *out) {
    if (node->kind != NODE_SCALAR || node->quoted) {
        node_complain(node, field->key, dimension_info(field->dimension)->name, node_unquote(node),
                      context->diags);
        return false;
    }
    double value;
    struct unit_fault fault;
    if (!quantity_read(context->arena, node->text, field->dimension, &value, &fault)) {
        diag_add(context->diags, DIAG_ERROR, node->mark, fault.hint, "`%s`: %s", field->key, fault.what);
        return false;
    }
    if (!within_bounds(context, field, value, node))
        return false;
    *out = value;
    return true;
}

int field_choice(const struct field_context *context, const char *what, const char *const *choices,
                 const struct node *node) {
    const char *text = node_string(node, what, context->diags);
    if (!text)
        return -1;
    for (int i = 0; choices[i]; i++)
        if (!strcmp(choices[i], text))
            return i;
    const char *near = nearest_name(text, choices, count_of(choices));
    diag_add(context->diags, DIAG_ERROR, node->mark,
             near ? arena_printf(context->arena, "did you mean `%s`?", near)
                  : list_of(context->arena, choices),
             "`%s` may not be `%.60s`", what, text);
    return -1;
}

/* "1, 2, 4", "1 2 4", "1-512", "1..8": more than one number, and nothing that groups digits of one. */
static bool is_run_of_numbers(const char *text) {
    static const char digits[] = "0123456789";
    size_t first = strspn(text, digits), between = strcspn(text + first, digits);
    const char *sign = text + first, *second = sign + between;
    bool groups = between == 1 && strchr(",._'", *sign), power = between <= 2 && strchr("eE", *sign);
    return first && between && *second && !power && (!groups || strpbrk(second, ", ")) &&
           strspn(text, "0123456789 ,;.-/") == strlen(text);
}

static bool read_counts(const struct field_context *context, const struct field *field,
                        const struct node *node, struct count_list *out) {
    const struct node *const *items = node->kind == NODE_SEQUENCE ? node->items : &node;
    size_t n = node->kind == NODE_SEQUENCE ? node->n_items : 1;
    size_t longest = field->longest ? field->longest : LONGEST_LIST;
    if (n == 0 || n > longest) {
        diag_add(context->diags, DIAG_ERROR, node->mark, NULL,
                 n ? "`%s` has more than the limit of %zu values" : "`%s` needs at least one value",
                 field->key, longest);
        return false;
    }
    if (node->kind == NODE_SCALAR && is_run_of_numbers(node->text)) {
        diag_add(context->diags, DIAG_ERROR, node->mark, "a list is written like [1, 2, 4]",
                 "`%s`: `%.60s` is no list", field->key, node->text);
        return false;
    }
    int64_t *values = arena_array(context->arena, n, sizeof *values);
    bool sound = true;
    for (size_t i = 0; i < n; i++)
        sound &= read_count(context, field, items[i], &values[i]);
    if (sound)
        *out = (struct count_list){values, n, node->mark};
    return sound;
}

static bool read_value(const struct field_context *context, const struct field *field,
                       const struct node *node, void *out) {
    switch (field->type) {
    case FIELD_TEXT: {
        const char *text = node_string(node, field->key, context->diags);
        if (text && strlen(text) > FIELD_LONGEST_TEXT) {
            diag_add(context->diags, DIAG_ERROR, node->mark, NULL,
                     "`%s` is longer than the limit of %d bytes", field->key, FIELD_LONGEST_TEXT);
            return false;
        }
        if (text)
            *(const char **)out = node_text_line(context->arena, text);
        return text != NULL;
    }
    case FIELD_COUNT:
        return read_count(context, field, node, out);
    case FIELD_QUANTITY:
        return read_quantity(context, field, node, out);
    case FIELD_BOOL:
        return node_bool(node, field->key, out, context->diags);
    case FIELD_CHOICE:
    case FIELD_WORD: {
        int choice = field_choice(context, field->key, field->choices, node);
        if (choice >= 0 && field->type == FIELD_WORD)
            *(const char **)out = field->choices[choice];
        else if (choice >= 0)
            *(int *)out = choice;
        return choice >= 0;
    }
    case FIELD_COUNTS:
        return read_counts(context, field, node, out);
    case FIELD_NODE:
        *(const struct node **)out = node;
        return node->kind != NODE_FAULTY;
    }
    assert(!"a field of no type"); /* LCOV_EXCL_LINE */
    return false;                  /* LCOV_EXCL_LINE */
}

/* ---- figures and where they come from -------------------------------------------------------------------
 */

struct figure {
    const struct node *value;
    const char *source, *date;
    int confidence;
};

static const struct field figure_fields[] = {
    {.key = "value",
     .type = FIELD_NODE,
     .offset = offsetof(struct figure, value),
     .required = true,
     .help = "the figure itself"},
    {.key = "source",
     .type = FIELD_TEXT,
     .offset = offsetof(struct figure, source),
     .help = "where it comes from"},
    {.key = "date",
     .type = FIELD_TEXT,
     .offset = offsetof(struct figure, date),
     .help = "of what it held, as 2026-01-31: prices change"},
    {.key = "confidence",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct figure, confidence),
     .choices = confidence_names,
     .help = "how far it is to be trusted"},
};
static const struct field_table figure_table = {"figure",      "a figure with its source",
                                                figure_fields, sizeof figure_fields / sizeof *figure_fields,
                                                false,         false};

/* `40 GB` alone, or {value: 40 GB, source: …, confidence: …}. The value is read beside other faults. */
static bool unwrap(const struct field_context *context, const struct node *node, bool sourced,
                   struct figure *figure) {
    *figure = (struct figure){node, context->source, NULL, (int)context->confidence};
    if (!sourced || node->kind != NODE_MAPPING)
        return true;
    struct field_context plain = *context;
    plain.provenance = NULL;
    figure->value = NULL;
    bool sound = fields_read(&plain, &figure_table, node, figure);
    if (!figure->date || settle_date_is_real(figure->date))
        return sound;
    diag_add(context->diags, DIAG_ERROR, node_place(node, "date"), "write it as 2026-01-31",
             "`%.40s` is no day of the calendar", figure->date);
    return false;
}

/* A value as written; of a list the values, "1 · 2 · 4". */
static const char *words_of(struct arena *arena, const struct node *value) {
    if (value->kind != NODE_SEQUENCE)
        return value->text;
    struct text words = {0};
    for (size_t i = 0; i < value->n_items; i++) {
        text_string(&words, i ? " \u00B7 " : "");
        text_string(&words, value->items[i]->text);
    }
    return text_keep(arena, &words);
}

static void record(const struct field_context *context, const struct field *field, const char *prefix,
                   const struct figure *figure) {
    if (!field->label || !context->provenance)
        return;
    provenance_add(
        context->arena, context->provenance,
        (struct provenance){
            .quantity = arena_printf(context->arena, "%s%s%s", prefix, *prefix ? "." : "", field->key),
            .label = field->label,
            .value = words_of(context->arena, figure->value),
            .source = figure->source,
            .date = figure->date,
            .confidence = (enum confidence)figure->confidence,
            .mark = figure->value->mark,
        });
}

static bool read_figure(const struct field_context *context, const struct field *field, const char *prefix,
                        bool sourced, const struct node *node, void *out) {
    struct figure figure;
    bool may_wrap = sourced && field->type != FIELD_NODE && field->type != FIELD_COUNTS;
    bool whole = unwrap(context, node, may_wrap, &figure);
    if (!figure.value || !read_value(context, field, figure.value, out) || !whole)
        return false;
    record(context, field, prefix, &figure);
    return true;
}

bool field_quantity(const struct field_context *context, const struct node *node, const struct field *field,
                    const char *prefix, bool sourced, double *out) {
    assert(field->type == FIELD_QUANTITY);
    return read_figure(context, field, prefix, sourced, node, out);
}

/* ---- tables ---------------------------------------------------------------------------------------------
 */

/* A default goes the way of a written value; lists are written with blanks between the items. */
static const struct node *fallback_node(struct arena *arena, const struct field *field) {
    struct node *node = arena_alloc(arena, sizeof *node);
    *node = (struct node){.kind = NODE_SCALAR, .text = field->fallback, .length = strlen(field->fallback)};
    if (field->type != FIELD_COUNTS)
        return node;
    const struct node **items = NULL;
    size_t capacity = 0, n = 0;
    for (const char *at = field->fallback; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        struct node *item = arena_alloc(arena, sizeof *item);
        *item = (struct node){.kind = NODE_SCALAR, .text = arena_copy(arena, at, length), .length = length};
        items = arena_grow(arena, items, n, &capacity, sizeof *items);
        items[n++] = item;
        at += length;
    }
    node->kind = NODE_SEQUENCE;
    node->items = items;
    node->n_items = n;
    return node;
}

static void set_fallback(const struct field_context *context, const struct field_table *table,
                         const struct field *field, void *out) {
    struct field_context assumed = *context;
    assumed.source = "default";
    assumed.confidence = CONFIDENCE_ASSUMED;
    bool sound = read_figure(&assumed, field, table->name, false, fallback_node(context->arena, field), out);
    assert(sound); /* a table whose default breaks its own bounds is a fault of the program */
    (void)sound;
}

static bool read_field(const struct field_context *context, const struct field_table *table,
                       const struct field *field, const struct node *mapping, void *out) {
    const struct node *node = node_find(mapping, field->key);
    if (node && node->kind == NODE_NULL && !table->open) {
        diag_add(context->diags, DIAG_ERROR, node->mark,
                 field->required ? field->help : "leave the key out, or give it a value", "`%s` is empty",
                 field->key);
        return false;
    }
    if (node && node->kind != NODE_NULL)
        return read_figure(context, field, table->name, table->sourced, node, out);
    if (field->fallback)
        set_fallback(context, table, field, out);
    if (!field->required || !mapping)
        return true;
    diag_add(context->diags, DIAG_ERROR, mapping->mark, field->help, "%s lacks `%s`", table->title,
             field->key);
    return false;
}

bool fields_read(const struct field_context *context, const struct field_table *table,
                 const struct node *mapping, void *destination) {
    if (mapping && mapping->kind != NODE_MAPPING) {
        if (mapping->kind != NODE_FAULTY)
            diag_add(context->diags, DIAG_ERROR, mapping->mark, field_keys_told(context->arena, table),
                     "%s must be a mapping of keys, but is %s", table->title, node_kind_name(mapping->kind));
        return false;
    }
    bool sound = !mapping || table->open || field_keys_check(context, table, mapping);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct field *field = &table->fields[i];
        if (field->offset != FIELD_NONE)
            sound &= read_field(context, table, field, mapping, (char *)destination + field->offset);
    }
    return sound;
}

bool field_given(const struct node *mapping, const char *key) {
    const struct node *node = node_find(mapping, key);
    return node && node->kind != NODE_NULL;
}
