/* See attachments.h. ISO 32000-1: 7.9.6 (name trees), 7.11.4 (embedded files). */
#include "attachments.h"

#include "../base/md5.h"
#include "pdf_file.h"

#include <string.h>

enum { MOST_TREE_NODES = 256, LONGEST_NAME = 200 };

struct taking {
    struct arena *arena;
    struct pdf_file *file;
    struct attachments *out;
    size_t n_nodes;
    const char *fault;
};

static bool refuse(struct taking *t, const char *why) {
    if (!t->fault)
        t->fault = why;
    return false;
}

/* A text string as UTF-8; NULL when it is in an encoding that floorline does not write. */
static const char *words_of(struct arena *arena, const struct pdf_value *value) {
    if (!value || value->kind != PDF_STRING)
        return NULL;
    const unsigned char *bytes = (const unsigned char *)value->bytes;
    struct text words = {0};
    if (value->length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) {
        for (size_t i = 2; i + 1 < value->length; i += 2) {
            uint32_t unit = (uint32_t)bytes[i] << 8 | bytes[i + 1];
            if (unit >= 0xD800 && unit < 0xDC00 && i + 3 < value->length) {
                uint32_t low = (uint32_t)bytes[i + 2] << 8 | bytes[i + 3];
                unit = 0x10000 + ((unit - 0xD800) << 10) + (low & 0x3FF);
                i += 2;
            }
            text_codepoint(&words, unit);
        }
    } else {
        text_bytes(&words, value->bytes, value->length);
    }
    bool sound = utf8_check(text_get(&words), words.length) == words.length &&
                 !memchr(text_get(&words), '\0', words.length);
    const char *kept = sound ? arena_copy(arena, text_get(&words), words.length) : NULL;
    text_drop(&words);
    return kept;
}

/* A plain name: it leads nowhere, and can be shown. */
static bool is_plain(const char *name) {
    if (!name || !*name || strlen(name) > LONGEST_NAME || !strcmp(name, ".") || !strcmp(name, ".."))
        return false;
    for (const char *c = name; *c; c++)
        if (*c == '/' || *c == '\\' || (unsigned char)*c < ' ' || *c == 0x7F)
            return false;
    return true;
}

/* Size and checksum, where they are given, are the bytes'. */
static bool sums_up(struct taking *t, const struct pdf_value *dict, const char *bytes, size_t length) {
    const struct pdf_value *params = pdf_file_find(t->file, dict, "Params");
    const struct pdf_value *size = pdf_file_find(t->file, params, "Size"),
                           *sum = pdf_file_find(t->file, params, "CheckSum");
    uint8_t digest[16];
    md5(bytes, length, digest);
    return !(size && size->kind == PDF_INTEGER && size->integer != (int64_t)length) &&
           !(sum && sum->kind == PDF_STRING &&
             (sum->length != sizeof digest || memcmp(sum->bytes, digest, sizeof digest) != 0));
}

static bool take(struct taking *t, const struct pdf_value *reference) {
    const struct pdf_value *specification = pdf_file_resolve(t->file, reference), *dict;
    const struct pdf_value *name = pdf_file_find(t->file, specification, "UF"),
                           *relation = pdf_file_find(t->file, specification, "AFRelationship");
    if (!name)
        name = pdf_file_find(t->file, specification, "F");
    const char *words = words_of(t->arena, name);
    if (!is_plain(words))
        return refuse(t, "carries a file whose name is no plain one");
    for (size_t i = 0; i < t->out->n; i++)
        if (!strcmp(t->out->items[i].source->name, words))
            return refuse(t, arena_printf(t->arena, "carries two files of the name `%s`", words));
    if (t->out->n == MOST_ATTACHMENTS)
        return refuse(t, arena_printf(t->arena, "carries more files than the limit of %d", MOST_ATTACHMENTS));
    size_t length;
    const char *bytes =
        pdf_file_stream(t->file, pdf_find(pdf_file_find(t->file, specification, "EF"), "F"), &dict, &length);
    if (!bytes)
        return refuse(t, pdf_file_fault(t->file));
    if (length > MOST_ATTACHED)
        return refuse(t, arena_printf(t->arena, "carries `%s`, which is longer than the limit of %d bytes",
                                      words, MOST_ATTACHED));
    if (!sums_up(t, dict, bytes, length))
        return refuse(t, arena_printf(t->arena, "carries `%s`, which is not what its checksum says", words));
    struct source *source = arena_alloc(t->arena, sizeof *source);
    *source = (struct source){.name = words, .text = bytes, .length = length};
    t->out->items[t->out->n++] =
        (struct attachment){source, relation && relation->kind == PDF_NAME ? relation->bytes : NULL};
    return true;
}

static bool walk(struct taking *t, const struct pdf_value *node, int depth) {
    if (depth > PDF_MOST_DEPTH || ++t->n_nodes > MOST_TREE_NODES)
        return refuse(t, "has a tree of names that is larger than the limit");
    const struct pdf_value *names = pdf_file_find(t->file, node, "Names"),
                           *kids = pdf_file_find(t->file, node, "Kids");
    if (names && names->kind == PDF_ARRAY)
        for (size_t i = 1; i < names->length; i += 2)
            if (!take(t, &names->items[i]))
                return false;
    if (kids && kids->kind == PDF_ARRAY)
        for (size_t i = 0; i < kids->length; i++)
            if (!walk(t, pdf_file_resolve(t->file, &kids->items[i]), depth + 1))
                return false;
    return true;
}

bool attachments_read(struct arena *arena, const struct source *pdf, struct diags *diags,
                      struct attachments *out) {
    const char *why;
    *out = (struct attachments){.n = 0};
    struct taking t = {.arena = arena, .file = pdf_file_open(arena, pdf, &why), .out = out};
    if (t.file) {
        const struct pdf_value *names = pdf_file_find(t.file, pdf_file_catalog(t.file), "Names"),
                               *tree = pdf_file_find(t.file, names, "EmbeddedFiles");
        if (tree)
            walk(&t, tree, 0);
        why = t.fault ? t.fault : pdf_file_fault(t.file);
        if (!why && !pdf_file_catalog(t.file))
            why = "is a PDF without a catalog";
    }
    if (why)
        diag_add(diags, DIAG_ERROR, (struct mark){.source = pdf}, NULL, "the file %s", why);
    return !why;
}

const struct source *attachments_find(const struct attachments *attachments, const char *name) {
    for (size_t i = 0; i < attachments->n; i++)
        if (!strcmp(attachments->items[i].source->name, name))
            return attachments->items[i].source;
    return NULL;
}
