/* See manifest.h. */
#define _GNU_SOURCE /* memmem */
#include "manifest.h"

#include "../base/sha256.h"
#include "../spec/node.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct diags *diags;
    bool sound;
};

static const char *string_of(struct reading *r, const struct node *mapping, const char *key) {
    const struct node *value = node_find(mapping, key);
    const char *words = value ? node_string(value, key, r->diags) : NULL;
    if (!value)
        diag_add(r->diags, DIAG_ERROR, mapping->mark, NULL, "the manifest does not say `%s`", key);
    r->sound = r->sound && words;
    return words ? words : "";
}

/* One of the words given. */
static const char *choice_of(struct reading *r, const struct node *mapping, const char *key,
                             const char *const *choices) {
    const char *words = string_of(r, mapping, key);
    for (; r->sound && *choices; choices++)
        if (!strcmp(*choices, words))
            return words;
    if (r->sound)
        diag_add(r->diags, DIAG_ERROR, node_place(mapping, key), NULL, "`%s` cannot be `%.40s`", key, words);
    r->sound = false;
    return words;
}

/* YYYY-MM-DD, as spec and SOURCE_DATE_EPOCH give it. */
static const char *date_of(struct reading *r, const struct node *root) {
    const struct node *value = node_find(root, "date");
    if (!value || value->kind == NODE_NULL)
        return NULL;
    const char *date = node_string(value, "date", r->diags);
    bool sound = date && strlen(date) == 10;
    for (int i = 0; sound && i < 10; i++)
        sound = i == 4 || i == 7 ? date[i] == '-' : date[i] >= '0' && date[i] <= '9';
    if (date && !sound)
        diag_add(r->diags, DIAG_ERROR, value->mark, NULL, "`%.40s` is no date", date);
    r->sound = r->sound && sound;
    return date;
}

static void read_file(struct reading *r, const struct node *node, const struct attachments *attachments,
                      struct input_file *out) {
    const char *name = string_of(r, node, "file"), *sum = string_of(r, node, "sha256");
    out->role = string_of(r, node, "role");
    out->words = string_of(r, node, "named");
    out->called = string_of(r, node, "called");
    const struct source *found = attachments_find(attachments, name);
    if (!r->sound)
        return;
    if (!found || !*out->called || strchr(out->called, '/')) {
        diag_add(r->diags, DIAG_ERROR, node->mark, NULL, "`%.100s` is not among the files", name);
        r->sound = false;
        return;
    }
    struct source *source = arena_alloc(r->arena, sizeof *source);
    *source = (struct source){.name = out->called, .text = found->text, .length = found->length};
    out->source = source;
    sha256_hex(source->text, source->length, out->sha256);
    if (strcmp(out->sha256, sum) != 0) {
        diag_add(r->diags, DIAG_ERROR, node->mark, NULL, "`%.100s` is not the file that it was made from",
                 name);
        r->sound = false;
    }
}

static bool holds(const struct source *pdf, const char *words) {
    return memmem(pdf->text, pdf->length, words, strlen(words)) != NULL;
}

/* Why a file has no manifest, as far as its metadata, which are plain text, tell. */
static const char *lack_of(const struct source *pdf) {
    if (!holds(pdf, "<pdf:Producer>floorline "))
        return "floorline's own reports do";
    if (holds(pdf, "<pdfaid:part>1</pdfaid:part>"))
        return "it is PDF/A-1b, which carries no files: reports written with --pdfa 3b do";
    return "it is the table over a matrix or a comparison: what can be made again are the reports it is made "
           "of";
}

bool manifest_read(struct arena *arena, const struct attachments *attachments, const struct source *pdf,
                   struct diags *diags, struct manifest *out) {
    static const char *const parts[] = {"3b", NULL};
    struct reading r = {arena, diags, true};
    const struct source *source = attachments_find(attachments, MANIFEST_NAME);
    *out = (struct manifest){0};
    if (!source) {
        diag_add(diags, DIAG_ERROR, (struct mark){.source = pdf}, lack_of(pdf),
                 "the file does not carry what it was made from");
        return false;
    }
    const struct node *root = node_read(arena, source, diags);
    if (!root || diags_errors(diags))
        return false;
    out->version = string_of(&r, root, "version");
    out->commit = string_of(&r, root, "commit");
    out->formula_set = string_of(&r, root, "formula_set");
    out->template_name = string_of(&r, root, "template");
    out->language = choice_of(&r, root, "language", report_languages);
    out->paper = choice_of(&r, root, "paper", report_papers);
    out->pdfa = choice_of(&r, root, "pdfa", parts);
    out->date = date_of(&r, root);
    out->cell = node_find(root, "cell") ? string_of(&r, root, "cell") : NULL;
    out->libraries = node_find(root, "libraries");
    const struct node *files = node_find(root, "files");
    if (!files || files->kind != NODE_SEQUENCE || files->n_items > MOST_ATTACHMENTS) {
        diag_add(diags, DIAG_ERROR, root->mark, NULL, "the manifest lists no files");
        return false;
    }
    out->files = arena_array(arena, files->n_items, sizeof *out->files);
    for (size_t i = 0; i < files->n_items; i++)
        read_file(&r, files->items[i], attachments, &out->files[out->n_files++]);
    static const char *const needed[] = {"spec", "template"};
    for (size_t i = 0; r.sound && i < sizeof needed / sizeof *needed; i++)
        if (!manifest_file(out, needed[i])) {
            diag_add(diags, DIAG_ERROR, files->mark, NULL, "the manifest names no %s", needed[i]);
            r.sound = false;
        }
    return r.sound;
}

const struct input_file *manifest_file(const struct manifest *manifest, const char *role) {
    for (size_t i = 0; i < manifest->n_files; i++)
        if (!strcmp(manifest->files[i].role, role))
            return &manifest->files[i];
    return NULL;
}
