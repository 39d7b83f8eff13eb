/* Reading models in tests: from files and from words. */
#ifndef TESTS_MODEL_READING_H
#define TESTS_MODEL_READING_H

#include "reading.h"

#include "../gen/base/file.h"
#include "../gen/spec/model_file.h"

/* Model files and configurations that lack little to be whole. */
#define DENSE "d_model: 64\nvocab_size: 100\n"
#define OF(family, entries)                                                                                  \
    "{\"model_type\": \"" family "\", \"hidden_size\": 64, \"num_hidden_layers\": 4, "                       \
    "\"num_attention_heads\": 4, \"intermediate_size\": 128, \"vocab_size\": 100, " entries "}"

static inline bool read_source(struct reading *f, const struct source *source, const char *name,
                               struct model *out) {
    const struct node *root = node_read(f->arena, source, f->diags);
    bool good = root && model_file_read(f->arena, root, name, out, NULL, f->diags);
    diags_print(f->diags, &f->said);
    return good && diags_errors(f->diags) == 0;
}

static inline void read_file(struct reading *f, const char *path, struct model *out) {
    struct source *source;
    const char *why = "";
    if (file_read(f->arena, path, NODE_MOST_BYTES, &source, &why) != FILE_READ)
        fail_msg("%s: %s", path, why);
    if (!read_source(f, source, path, out))
        fail_msg("%s", text_get(&f->said));
}

static inline bool read_words(struct reading *f, const char *words, struct model *out) {
    struct source *source = arena_alloc(f->arena, sizeof *source);
    *source = (struct source){"m.yaml", words, strlen(words)};
    return read_source(f, source, "m", out);
}

static inline const struct provenance *provenance_of(const struct provenance_list *list,
                                                     const char *quantity) {
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].quantity, quantity) == 0)
            return &list->items[i];
    fail_msg("no provenance of %s", quantity);
    return NULL;
}

#endif
