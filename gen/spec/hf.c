/* Finds the language model in a config.json and the family that it belongs to. Reads no shapes itself. */
#include "hf.h"

#include "hf_parts.h"

#include <string.h>

bool hf_is_config(const struct node *root) {
    return node_find(root, "model_type") || node_find(root, "architectures");
}

/* ---- families -------------------------------------------------------------------------------------------
 */

static const struct hf_family *family_at(size_t index) {
    const struct {
        const struct hf_family *rows;
        size_t count;
    } tables[] = {{hf_gpt_families, hf_n_gpt_families},
                  {hf_llama_families, hf_n_llama_families},
                  {hf_moe_families, hf_n_moe_families},
                  {hf_hybrid_families, hf_n_hybrid_families}};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        if (index < tables[t].count)
            return &tables[t].rows[index];
        index -= tables[t].count;
    }
    return NULL;
}

const char *hf_family_name(size_t index) {
    const struct hf_family *family = family_at(index);
    return family ? family->model_type : NULL;
}

static const struct hf_family *family_find(const char *model_type) {
    const struct hf_family *family;
    for (size_t i = 0; (family = family_at(i)); i++)
        if (strcmp(family->model_type, model_type) == 0)
            return family;
    return NULL;
}

static const char *nearest_family(const char *model_type) {
    enum { MOST = 256 };
    const char *names[MOST];
    size_t count = 0;
    for (const char *name; count < MOST && (name = hf_family_name(count)); count++)
        names[count] = name;
    return nearest_name(model_type, names, count);
}

static void complain_unknown(struct arena *arena, const struct node *type, struct diags *diags) {
    const char *near = nearest_family(type->text);
    const char *by_hand =
        "write a model file by hand instead: n_layers, d_model, n_heads, n_kv_heads, d_head, "
        "d_ff, ffn, vocab_size, tied_embeddings, norm";
    const char *hint =
        near ? arena_printf(arena, "the nearest known is `%s`; or %s", near, by_hand) : by_hand;
    diag_add(diags, DIAG_ERROR, type->mark, hint,
             "the model_type `%.60s` is not a family that floorline knows", type->text);
}

/* ---- where the language model is ------------------------------------------------------------------------
 */

/* Models that also see or hear keep their language model in a mapping of its own. */
static const struct node *language_part(const struct node *root) {
    static const char *const keys[] = {"text_config", "llm_config", "language_config"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct node *part = node_find(root, keys[i]);
        if (part && part->kind == NODE_MAPPING)
            return part;
    }
    return root;
}

static const struct node *find_type(const struct node *root, const struct node *part, struct diags *diags) {
    const struct node *type = node_find(part, "model_type");
    if (!type)
        type = node_find(root, "model_type");
    if (type && node_string(type, "model_type", diags))
        return type;
    if (!type)
        diag_add(diags, DIAG_ERROR, root->mark, "add \"model_type\": \"llama\", or whichever it is",
                 "the configuration lacks `model_type`");
    return NULL;
}

/* Files are often called config.json, which names nothing. */
static const char *find_name(const struct node *root, const char *default_name) {
    const struct node *own = node_find(root, "_name_or_path");
    bool bare = !default_name || strcmp(default_name, "config") == 0;
    return bare && own && own->kind == NODE_SCALAR && own->length > 0 ? own->text : default_name;
}

const char hf_source[] = "the publisher's config.json";

const char *hf_repository(const struct node *root) {
    const struct node *own = hf_is_config(root) ? node_find(root, "_name_or_path") : NULL;
    const char *words = own && own->kind == NODE_SCALAR ? own->text : "", *slash = strchr(words, '/');
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (!slash || slash == words || words[0] == '.' || slash[1] == '.' || !slash[1])
        return NULL;
    bool plain = words + strspn(words, signs) == slash && !slash[1 + strspn(slash + 1, signs)];
    return plain ? words : NULL;
}

bool hf_read(struct arena *arena, const struct node *root, const char *default_name, struct model *out,
             struct provenance_list *provenance, struct diags *diags) {
    const struct node *part = language_part(root);
    const struct node *type = find_type(root, part, diags);
    if (!type)
        return false;
    const struct hf_family *family = family_find(type->text);
    if (!family) {
        complain_unknown(arena, type, diags);
        return false;
    }
    struct hf hf = {arena, diags, provenance, part, family, out, {.arena = arena}, 0, true};
    memset(out, 0, sizeof *out);
    out->name = find_name(root, default_name);
    out->source = hf_source;
    out->family = family->model_type;
    provenance_add(arena, provenance,
                   (struct provenance){.quantity = "model.model_type",
                                       .label = "model_type",
                                       .value = type->text,
                                       .source = out->source,
                                       .confidence = CONFIDENCE_DATASHEET,
                                       .mark = type->mark});
    if (hf_model_read(&hf) && part != root && !node_find(part, "tie_word_embeddings")) {
        hf.map = root;
        out->tied_embeddings = hf_truth(&hf, "tie_word_embeddings", out->tied_embeddings);
    }
    return hf.good;
}
