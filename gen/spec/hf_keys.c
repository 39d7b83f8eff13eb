/* Keys of a config.json, with the names that families give to the same thing. Unknown keys pass. */
#include "hf_parts.h"
#include "model_form.h"

#include <stdlib.h>
#include <string.h>

const struct node *hf_find(const struct hf *hf, const char *names) {
    for (const char *at = names; *at;) {
        size_t length = strcspn(at, "|");
        char key[64] = "";
        if (length < sizeof key) {
            memcpy(key, at, length);
            const struct node *node = node_find(hf->map, key);
            if (node && node->kind != NODE_NULL)
                return node;
        }
        at += length + (at[length] == '|');
    }
    return NULL;
}

/* The first of the alternatives, for messages about a key that is not there. */
static const char *first_name(const struct hf *hf, const char *names) {
    return arena_copy(hf->arena, names, strcspn(names, "|"));
}

/* The key under which a node was found. */
static const char *key_of(const struct hf *hf, const struct node *value) {
    for (size_t i = 0; i < hf->map->n_pairs; i++)
        if (hf->map->pairs[i].value == value)
            return hf->map->pairs[i].key->text;
    return "";
}

/* The words that a model file's own key of the same meaning has. */
static const char *label_of(const char *quantity, const char *otherwise) {
    const struct field_table *const tables[] = {&model_fields, &moe_fields, &mla_fields};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t]->n_fields; i++)
            if (strcmp(tables[t]->fields[i].key, quantity) == 0 && tables[t]->fields[i].label)
                return tables[t]->fields[i].label;
    return otherwise;
}

static void record(const struct hf *hf, const char *quantity, const struct node *node) {
    if (!quantity)
        return;
    provenance_add(hf->arena, hf->provenance,
                   (struct provenance){.quantity = arena_printf(hf->arena, "model.%s", quantity),
                                       .label = label_of(quantity, key_of(hf, node)),
                                       .value = node->text,
                                       .source = "the publisher's config.json",
                                       .confidence = CONFIDENCE_DATASHEET,
                                       .mark = node->mark});
}

int64_t hf_count(struct hf *hf, const char *quantity, const char *names, int64_t fallback, double least,
                 double most) {
    int64_t harmless = least > 1 ? (int64_t)least : 1;
    const struct node *node = hf_find(hf, names);
    if (!node && fallback != HF_NEEDED)
        return fallback;
    if (!node) {
        diag_add(hf->diags, DIAG_ERROR, hf->map->mark, NULL, "a configuration of `%s` needs `%s`",
                 hf->family->model_type, first_name(hf, names));
        hf->good = false;
        return harmless;
    }
    int64_t value;
    if (!node_int64(node, key_of(hf, node), &value, hf->diags)) {
        hf->good = false;
        return harmless;
    }
    if ((double)value < least || (double)value > most) {
        diag_add(hf->diags, DIAG_ERROR, node->mark, NULL, "`%s` must be from %.15g to %.15g, but is %s",
                 key_of(hf, node), least, most, node->text);
        hf->good = false;
        return harmless;
    }
    record(hf, quantity, node);
    return value;
}

bool hf_truth(struct hf *hf, const char *names, bool fallback) {
    const struct node *node = hf_find(hf, names);
    bool value = fallback;
    if (node && !node_bool(node, key_of(hf, node), &value, hf->diags))
        hf->good = false;
    return value;
}

bool hf_switched(struct hf *hf, struct hf_switch s) {
    return s.key ? hf_truth(hf, s.key, s.fallback) : s.fallback;
}

static const struct node *list_under(struct hf *hf, const char *names) {
    const struct node *node = hf_find(hf, names);
    if (!node || (node->kind == NODE_SEQUENCE && node->n_items == 0))
        return NULL;
    if (node->kind == NODE_SEQUENCE)
        return node;
    node_complain(node, key_of(hf, node), "a list", hf->diags);
    hf->good = false;
    return NULL;
}

const struct node *hf_words(struct hf *hf, const char *names) {
    const struct node *node = list_under(hf, names);
    for (size_t i = 0; node && i < node->n_items; i++)
        if (!node_string(node->items[i], key_of(hf, node), hf->diags))
            hf->good = false;
    if (node && hf->good && (int64_t)node->n_items < hf->n_layers) {
        diag_add(hf->diags, DIAG_ERROR, node->mark, NULL, "`%s` has %zu entries for %lld layers",
                 key_of(hf, node), node->n_items, (long long)hf->n_layers);
        hf->good = false;
    }
    return hf->good ? node : NULL;
}

const struct node *hf_numbers(struct hf *hf, const char *names) {
    const struct node *node = list_under(hf, names);
    int64_t value;
    for (size_t i = 0; node && i < node->n_items; i++)
        if (!node_int64(node->items[i], key_of(hf, node), &value, hf->diags))
            hf->good = false;
    return node;
}

bool hf_list_has(const struct node *numbers, int64_t value) {
    for (size_t i = 0; numbers && i < numbers->n_items; i++)
        if (strtoll(numbers->items[i]->text, NULL, 10) == value)
            return true;
    return false;
}

const struct node *hf_enter(struct hf *hf, const char *key) {
    static const struct node nothing = {.kind = NODE_MAPPING, .text = ""};
    const struct node *outer = hf->map, *inner = node_find(outer, key);
    bool given = inner && inner->kind != NODE_NULL;
    if (given && inner->kind != NODE_MAPPING) {
        node_complain(inner, key, "a mapping", hf->diags);
        hf->good = given = false;
    }
    hf->map = given ? inner : &nothing;
    return outer;
}

void hf_fault(struct hf *hf, const char *names, const char *hint, const char *what) {
    const struct node *node = hf_find(hf, names);
    diag_add(hf->diags, DIAG_ERROR, node ? node->mark : hf->map->mark, hint, "%s", what);
    hf->good = false;
}
