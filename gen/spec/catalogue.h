/* Models and accelerators by name in a catalogue, or by path: finds the file, reads it, keeps note of it.
 * A spec is data from anywhere, so what it names must lie below its own folder or a folder of the search
 * path. */
#ifndef SPEC_CATALOGUE_H
#define SPEC_CATALOGUE_H

#include "node.h"
#include "spec.h"

enum catalogue { CATALOGUE_MODELS, CATALOGUE_ACCELERATORS, CATALOGUE_FILES, CATALOGUE_COUNT };

struct input_list {
    struct input_file *items; /* kept in the arena */
    size_t count, capacity;
};

struct catalogue_place {
    struct arena *arena;
    const struct search_path *search; /* NULL: none */
    const char *spec_path;            /* of the spec that names others; NULL: the user names them */
    struct input_list *inputs;        /* files read are added */
    struct diags *diags;
};

struct catalogue_file {
    const struct node *root;
    const char *name; /* stem of the file; for config.json that of its folder */
};

/* Whether words are a path: they have a slash or end in .yaml, .yml, .json or .md. Else they are a name. */
bool catalogue_is_path(const char *words);

/* The path that words of a spec lead to, seen from its folder; NULL with a diagnostic where that is not below
 * the spec's folder or one of the search path, links followed. Nothing need be there. */
const char *catalogue_resolve(const struct catalogue_place *place, const char *words, struct mark mark);

/* What `words` names at `mark`: a path, else a name in the catalogue (CATALOGUE_FILES has none: always a
 * path). `role` as in struct input_file. False with diagnostics. */
bool catalogue_open(const struct catalogue_place *place, enum catalogue catalogue, const char *words,
                    struct mark mark, const char *role, struct catalogue_file *out);

/* Reads one file the user named on the command line, its faults told at the file as a whole. */
bool catalogue_open_path(const struct catalogue_place *place, const char *path, const char *role,
                         struct catalogue_file *out);

/* All names of a catalogue along the search path, sorted, each once. In the arena. */
const char *const *catalogue_names(struct arena *arena, const struct search_path *search,
                                   enum catalogue catalogue, size_t *count);

/* The path of a catalogue's entry, or NULL. */
const char *catalogue_path(struct arena *arena, const struct search_path *search, enum catalogue catalogue,
                           const char *name);

#endif
