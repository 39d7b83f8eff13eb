/* See catalogue.h. */
#include "catalogue.h"

#include "../base/fail.h"
#include "../base/file.h"
#include "../base/sha256.h"
#include "../base/text.h"
#include "catalogue_like.h"
#include "measured.h"
#include "node_kept.h"
#include "path.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* In a tree of one's own, then as installed. */
static const char *const folders[CATALOGUE_COUNT][2] = {
    [CATALOGUE_MODELS] = {"specs/models", "models"},
    [CATALOGUE_ACCELERATORS] = {"specs/accelerators", "accelerators"},
};
static const char *const nouns[CATALOGUE_COUNT] = {
    [CATALOGUE_MODELS] = "model",
    [CATALOGUE_ACCELERATORS] = "accelerator",
    [CATALOGUE_FILES] = "file",
};

/* ---- names ----------------------------------------------------------------------------------------------
 */

const char *catalogue_path(struct arena *arena, const struct search_path *search, enum catalogue catalogue,
                           const char *name) {
    for (size_t i = 0; search && i < search->n_folders; i++)
        for (size_t j = 0; j < 2 && folders[catalogue][j]; j++) {
            const char *path =
                arena_printf(arena, "%s/%s/%s.yaml", search->folders[i], folders[catalogue][j], name);
            if (file_exists(path))
                return path_plain(arena, path);
        }
    return NULL;
}

struct name_list {
    const char **items;
    size_t count, capacity;
};

static void add_names(struct arena *arena, const char *folder, struct name_list *list) {
    DIR *open = opendir(folder);
    if (!open)
        return;
    for (struct dirent *entry; (entry = readdir(open));) {
        if (!ends_in(entry->d_name, ".yaml") || entry->d_name[0] == '.')
            continue;
        list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
        list->items[list->count++] =
            arena_copy(arena, entry->d_name, strlen(entry->d_name) - strlen(".yaml"));
    }
    closedir(open);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *catalogue_names(struct arena *arena, const struct search_path *search,
                                   enum catalogue catalogue, size_t *count) {
    struct name_list list = {0};
    for (size_t i = 0; search && i < search->n_folders; i++)
        for (size_t j = 0; j < 2 && folders[catalogue][j]; j++)
            add_names(arena, arena_printf(arena, "%s/%s", search->folders[i], folders[catalogue][j]), &list);
    if (list.count)
        qsort(list.items, list.count, sizeof *list.items, by_bytes);
    size_t n = 0;
    for (size_t i = 0; i < list.count; i++)
        if (!n || strcmp(list.items[n - 1], list.items[i]))
            list.items[n++] = list.items[i];
    *count = n;
    return list.items;
}

bool catalogue_is_path(const char *words) {
    static const char *const endings[] = {".yaml", ".yml", ".json", ".md"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_in(words, endings[i]))
            return true;
    return strchr(words, '/') != NULL;
}

static bool is_name(const char *words) {
    if (!isalnum((unsigned char)words[0]))
        return false;
    for (const char *at = words; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("._+-", *at))
            return false;
    return true;
}

static const char *find_name(const struct catalogue_place *place, enum catalogue catalogue, const char *words,
                             struct mark mark) {
    const char *noun = nouns[catalogue], *path = NULL, *hint = NULL;
    bool name = is_name(words);
    if (name)
        path = catalogue_path(place->arena, place->search, catalogue, words);
    if (path)
        return path;
    hint = catalogue_like(place, catalogue, words);
    if (!name)
        diag_add(place->diags, DIAG_ERROR, mark,
                 hint ? hint : "names are made of letters, digits and `.`, `_`, `+`, `-`",
                 "`%.100s` is no name of a catalogue", words);
    else
        diag_add(place->diags, DIAG_ERROR, mark,
                 hint ? hint : arena_printf(place->arena, "`floorline list %ss` tells what there is", noun),
                 "no %s `%.100s` in the catalogue", noun, words);
    return NULL;
}

/* ---- paths ----------------------------------------------------------------------------------------------
 */

/* A catalogue is trusted with the links in it, a spec's folder is not: what comes with a spec from elsewhere
 * may not fetch files of this machine. */
static bool is_allowed(const struct catalogue_place *place, const char *path) {
    const char *own = path_folder(place->arena, place->spec_path);
    bool beside = path_is_below(place->arena, own, path);
    if (beside && path_leads_below(place->arena, own, path))
        return true;
    for (size_t i = 0; place->search && i < place->search->n_folders; i++) {
        const char *folder = place->search->folders[i];
        if (beside ? path_leads_below(place->arena, folder, path) : path_is_below(place->arena, folder, path))
            return true;
    }
    return false;
}

const char *catalogue_resolve(const struct catalogue_place *place, const char *words, struct mark mark) {
    const char *path = words;
    if (words[0] != '/')
        path = arena_printf(place->arena, "%s/%s", path_folder(place->arena, place->spec_path), words);
    path = path_plain(place->arena, path);
    if (!strcmp(path, path_plain(place->arena, place->spec_path))) {
        diag_add(place->diags, DIAG_ERROR, mark, NULL, "the spec names itself");
        return NULL;
    }
    if (is_allowed(place, path))
        return path;
    diag_add(place->diags, DIAG_ERROR, mark, "copy the file beside the spec",
             "`%.100s` lies outside of the spec's folder and of the catalogue", words);
    return NULL;
}

static void add_input(const struct catalogue_place *place, const char *role, const char *words,
                      const struct source *source) {
    struct input_list *list = place->inputs;
    list->items = arena_grow(place->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    struct input_file *input = &list->items[list->count++];
    input->role = role;
    const char *slash = strrchr(source->name, '/');
    input->called = visible_name(place->arena, source->name[0] == '<' ? "stdin.yaml"
                                               : slash                ? slash + 1
                                                                      : source->name);
    input->words = words ? words : input->called; /* the spec itself */
    input->source = source;
    sha256_hex(source->text, source->length, input->sha256);
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

static bool holds_files(const struct catalogue_place *place) {
    return place->search && place->search->n_held > 0;
}

/* The file held in memory under a role and the spec's words for it. */
static const struct source *find_held(const struct catalogue_place *place, const char *role,
                                      const char *words) {
    for (size_t i = 0; i < place->search->n_held; i++) {
        const struct input_file *held = &place->search->held[i];
        if (!strcmp(held->role, role) && !strcmp(held->words, words))
            return held->source;
    }
    return NULL;
}

/* `named_by` is the path that gives the contents their name: the spec's own words where they are one, so that
 * the name does not hang on where the spec lies. */
static bool use_file(const struct catalogue_place *place, const struct source *source, const char *named_by,
                     const char *words, const char *role, struct catalogue_file *out) {
    add_input(place, role, words, source);
    bool measured = !strcmp(role, "measurements");
    const char *shape = measured ? measured_shape : NULL;
    out->root = words ? node_read_kept(place->arena, source, shape, place->diags)
                      : node_read_shaped(place->arena, source, shape, place->diags);
    out->name =
        strcmp(named_by, "-") ? path_stem(place->arena, named_by) : "config"; /* from standard input */
    const char *folder = path_stem(place->arena, path_folder(place->arena, named_by));
    if (!strcmp(out->name, "config") && isalnum((unsigned char)folder[0]))
        out->name = folder;
    out->name = visible_name(place->arena, out->name);
    return out->root != NULL;
}

/* What else the words of a spec could have meant that lead to no file. */
static const char *hint_of_path(const struct catalogue_place *place, enum catalogue catalogue,
                                const char *words) {
    if (catalogue != CATALOGUE_FILES)
        return catalogue_like(place, catalogue, words);
    return catalogue_is_path(words) ? NULL : "a path seen from the spec, or what such a file would hold";
}

/* `words` NULL: the user names the file, not a spec. */
static bool read_file(const struct catalogue_place *place, const char *path, const char *named_by,
                      enum catalogue catalogue, const char *words, struct mark mark, const char *role,
                      struct catalogue_file *out) {
    struct source *source;
    const char *why;
    enum file_result result = file_read(place->arena, path, NODE_MOST_BYTES, &source, &why);
    if (result == FILE_UNREADABLE)
        fail_environment("`%s` %s", path, why);
    if (result != FILE_READ) {
        if (words)
            diag_add(place->diags, DIAG_ERROR, mark, hint_of_path(place, catalogue, words), "`%.100s` %s",
                     path, why);
        else
            diag_add(place->diags, DIAG_ERROR, mark, NULL, "%s", why);
        return false;
    }
    return use_file(place, source, named_by, words, role, out);
}

bool catalogue_open(const struct catalogue_place *place, enum catalogue catalogue, const char *words,
                    struct mark mark, const char *role, struct catalogue_file *out) {
    bool by_path = catalogue == CATALOGUE_FILES || catalogue_is_path(words);
    const char *named_by = by_path ? words : arena_printf(place->arena, "%s.yaml", words);
    if (holds_files(place)) {
        const struct source *held = find_held(place, role, words);
        if (held)
            return use_file(place, held, named_by, words, role, out);
        diag_add(place->diags, DIAG_ERROR, mark, NULL, "the %s `%.100s` is not among the files", role, words);
        return false;
    }
    const char *path =
        by_path ? catalogue_resolve(place, words, mark) : find_name(place, catalogue, words, mark);
    return path && read_file(place, path, named_by, catalogue, words, mark, role, out);
}

bool catalogue_open_path(const struct catalogue_place *place, const char *path, const char *role,
                         struct catalogue_file *out) {
    struct source *nameless = arena_alloc(place->arena, sizeof *nameless);
    nameless->name = arena_string(place->arena, path);
    const struct source *held = holds_files(place) ? find_held(place, role, path) : NULL;
    if (held)
        return use_file(place, held, path, NULL, role, out);
    return read_file(place, path, path, CATALOGUE_FILES, NULL, (struct mark){nameless, 0, 0}, role, out);
}
