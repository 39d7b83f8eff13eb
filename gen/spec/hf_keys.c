/* Keys of a config.json, with the names that families give to the same thing. Unknown keys pass. */
#include "hf_parts.h"
#include "model_figures.h"

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

/* "`padded_vocab_size` or `vocab_size`", for messages about a key that is not there. */
static const char *all_names(const struct hf *hf, const char *names) {
    const char *all = NULL;
    for (size_t length; *names; names += length + (names[length] == '|')) {
        length = strcspn(names, "|");
        all = arena_printf(hf->arena, "%s%s`%.*s`", all ? all : "", all ? " or " : "", (int)length, names);
    }
    return all;
}

/* The key under which a node was found. */
static const char *key_of(const struct hf *hf, const struct node *value) {
    for (size_t i = 0; i < hf->map->n_pairs; i++)
        if (hf->map->pairs[i].value == value)
            return hf->map->pairs[i].key->text;
    return ""; /* LCOV_EXCL_LINE: the value is in the mapping */
}

static void record(const struct hf *hf, const char *quantity, const char *label, const char *value,
                   const struct node *node) {
    const char *key = arena_printf(hf->arena, "model.%s", quantity);
    for (size_t i = 0; hf->provenance && i < hf->provenance->count; i++)
        if (!strcmp(hf->provenance->items[i].quantity, key)) /* asked for twice */
            return;
    provenance_add(
        hf->arena, hf->provenance,
        (struct provenance){.quantity = key,
                            .label = label ? label : quantity,
                            .value = value,
                            .source = node ? "the publisher's config.json" : "default: of the model's class",
                            .confidence = node ? CONFIDENCE_DATASHEET : CONFIDENCE_ASSUMED,
                            .mark = node ? node->mark : (struct mark){0}});
}

/* A value under its own key where a model file has none of the same meaning. */
static void record_found(const struct hf *hf, const char *quantity, const struct node *node) {
    const char *label = quantity ? model_figure_label(quantity) : NULL;
    record(hf, label ? quantity : key_of(hf, node), label, node->text, node);
}

static void record_fallback(const struct hf *hf, const char *quantity, int64_t value) {
    const char *label = quantity ? model_figure_label(quantity) : NULL;
    if (label && value > 0)
        record(hf, quantity, label, arena_printf(hf->arena, "%lld", (long long)value), NULL);
}

/* How often a list has each of its values, as "12 \u00D7 sliding_attention \u00B7 12 \u00D7 full_attention";
 * of many values the first and the last. */
static void record_list(const struct hf *hf, const struct node *list) {
    enum { MOST = 6, FIRST = 3 };
    const char *texts[MOST], *value = "";
    size_t counts[MOST] = {0}, distinct = 0;
    bool many = false;
    for (size_t i = 0, at; i < list->n_items; i++) {
        for (at = 0; at < distinct && strcmp(texts[at], list->items[i]->text) != 0;)
            at++;
        many = at == MOST;
        if (many)
            break;
        texts[at] = list->items[i]->text;
        counts[at]++;
        distinct += at == distinct;
    }
    for (size_t i = 0; i < (many ? FIRST : distinct); i++)
        value = many || counts[i] == 1
                    ? arena_printf(hf->arena, "%s%s%s", value, i ? " \u00B7 " : "", texts[i])
                    : arena_printf(hf->arena, "%s%s%zu \u00D7 %s", value, i ? " \u00B7 " : "", counts[i],
                                   texts[i]);
    if (many)
        value = arena_printf(hf->arena, "%s \u00B7 \u2026 \u00B7 %s", value,
                             list->items[list->n_items - 1]->text);
    record(hf, key_of(hf, list), NULL, value, list);
}

int64_t hf_count(struct hf *hf, const char *quantity, const char *names, int64_t fallback, double least,
                 double most) {
    int64_t harmless = least > 1 ? (int64_t)least : 1;
    const struct node *node = hf_find(hf, names);
    if (!node && fallback != HF_NEEDED) {
        record_fallback(hf, quantity, fallback);
        return fallback;
    }
    if (!node) {
        diag_add(hf->diags, DIAG_ERROR, hf->map->mark, NULL, "a configuration of `%s` needs %s",
                 hf->family->model_type, all_names(hf, names));
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
    record_found(hf, quantity, node);
    return value;
}

bool hf_truth(struct hf *hf, const char *names, bool fallback) {
    const struct node *node = hf_find(hf, names);
    bool value = fallback;
    if (node && !node_bool(node, key_of(hf, node), &value, hf->diags))
        hf->good = false;
    else if (node)
        record_found(hf, NULL, node);
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
    node_complain(node, key_of(hf, node), "a list", NULL, hf->diags);
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
    if (node && hf->good)
        record_list(hf, node);
    return hf->good ? node : NULL;
}

const struct node *hf_numbers(struct hf *hf, const char *names) {
    const struct node *node = list_under(hf, names);
    int64_t value;
    for (size_t i = 0; node && i < node->n_items; i++)
        if (!node_int64(node->items[i], key_of(hf, node), &value, hf->diags))
            hf->good = false;
    if (node && hf->good)
        record_list(hf, node);
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
        node_complain(inner, key, "a mapping", NULL, hf->diags);
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
