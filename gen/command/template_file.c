/* Templates: found by name or path, in the language asked for (declared in command.h). */
#include "command.h"

#include "../base/file.h"
#include "../base/text.h"
#include "../spec/catalogue.h"
#include "../spec/path.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { TEMPLATE_BYTES = 1024 * 1024 };

/* templates/FILE.md on the search path; FILE_MISSING when no folder has it. */
static enum file_result template_find(struct arena *arena, const char *file, struct source **source,
                                      const char **why) {
    const struct search_path *search = search_folders();
    for (size_t i = 0; i < search->n_folders; i++) {
        const char *path = arena_printf(arena, "%s/templates/%s.md", search->folders[i], file);
        enum file_result result = file_read(arena, path, TEMPLATE_BYTES, source, why);
        if (result != FILE_MISSING)
            return result;
    }
    return FILE_MISSING;
}

static void template_missing(struct arena *arena, const char *name, enum language language, struct mark mark,
                             struct diags *diags) {
    struct source *english;
    const char **names, *why;
    if (language != LANGUAGE_EN && template_find(arena, name, &english, &why) == FILE_READ) {
        diag_add(
            diags, DIAG_ERROR, mark,
            arena_printf(arena, "its translation would be templates/%s.%s.md", name, language_name(language)),
            "the template `%s` is not there in the language `%s`", name, language_name(language));
        return;
    }
    size_t n = template_names(arena, &names);
    const char *nearest = nearest_name(name, names, n);
    diag_add(diags, DIAG_ERROR, mark,
             nearest ? arena_printf(arena, "did you mean `%s`?", nearest)
                     : "`floorline list templates` names them; a path needs a slash or ends in .md",
             "there is no template `%s`", name);
}

static const char *translated_ending(struct arena *arena, enum language language) {
    return arena_printf(arena, ".%s.md", language_name(language));
}

/* my.zh.md beside my.md; NULL where the path has no such neighbour, or is it itself. */
static const char *translation_beside(struct arena *arena, const char *path, enum language language) {
    const char *end = translated_ending(arena, language);
    if (language == LANGUAGE_EN || !ends_in(path, ".md") || ends_in(path, end))
        return NULL;
    return arena_printf(arena, "%.*s%s", (int)(strlen(path) - strlen(".md")), path, end);
}

/* Who asks for a template, and where. */
struct asking {
    struct arena *arena;
    const char *spec_path; /* of the spec that names it; NULL: the user does */
    struct mark mark;      /* in that spec; no place: none is to be shown */
    enum language language;
    struct diags *diags;
};

/* Where a path leads; NULL: it may not be read, as the diagnostics say. */
static const char *resolve(const struct asking *asking, const char *path) {
    struct catalogue_place place = {asking->arena, search_folders(), asking->spec_path, NULL, asking->diags};
    return asking->spec_path ? catalogue_resolve(&place, path, asking->mark) : path;
}

/* FILE_MISSING, `*why` NULL: it may not be read. */
static enum file_result read_path(const struct asking *asking, const char *path, struct source **source,
                                  const char **why) {
    const char *whole = resolve(asking, path);
    *why = NULL;
    return whole ? file_read(asking->arena, whole, TEMPLATE_BYTES, source, why) : FILE_MISSING;
}

/* A file of one's own, or its translation where that lies beside it. */
static enum file_result open_path(const struct asking *asking, const char *path, struct source **source,
                                  const char **why) {
    const char *translated = translation_beside(asking->arena, path, asking->language);
    enum file_result result = translated ? read_path(asking, translated, source, why) : FILE_MISSING;
    bool may_not = translated && result == FILE_MISSING && !*why;
    return result == FILE_MISSING && !may_not ? read_path(asking, path, source, why) : result;
}

/* "procurement" of "procurement.md" where a template is called that: the ending makes a path of it. */
static const char *hint_of_path(struct arena *arena, const char *path) {
    const char **names, *stem = path_stem(arena, path);
    size_t n = template_names(arena, &names);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], stem))
            return arena_printf(arena, "did you mean `%s`? With a slash or .md it is a path", stem);
    return NULL;
}

static void path_unread(const struct asking *asking, const char *path, const char *why) {
    struct arena *arena = asking->arena;
    const char *hint = hint_of_path(arena, path);
    struct source *nowhere = arena_alloc(arena, sizeof *nowhere);
    nowhere->name = arena_string(arena, path);
    if (asking->mark.source)
        diag_add(asking->diags, DIAG_ERROR, asking->mark, hint, "the template `%s` %s", resolve(asking, path),
                 why);
    else
        diag_add(asking->diags, DIAG_ERROR, (struct mark){nowhere, 0, 0}, hint, "the template %s", why);
}

/* NULL with a diagnostic at the mark, or at the file where nothing names it. */
static struct source *find_template(const struct asking *asking, const char *name) {
    struct arena *arena = asking->arena;
    enum language language = asking->language;
    struct source *source = NULL;
    const char *why = NULL;
    enum file_result result;
    bool is_path = catalogue_is_path(name);
    if (is_path)
        result = open_path(asking, name, &source, &why);
    else if (language == LANGUAGE_EN)
        result = template_find(arena, name, &source, &why);
    else
        result =
            template_find(arena, arena_printf(arena, "%s.%s", name, language_name(language)), &source, &why);
    if (result == FILE_READ)
        return source;
    if (result == FILE_UNREADABLE)
        fail_environment("the template `%s` %s", name, why);
    if (!is_path && result == FILE_MISSING)
        template_missing(arena, name, language, asking->mark, asking->diags);
    else if (why)
        path_unread(asking, name, why);
    return NULL;
}

/* Chinese is written in signs that English is not. */
static bool has_han(const struct source *source) {
    const char *at = source->text, *end = at + source->length;
    while (at < end)
        if (utf8_next(&at, end) >= 0x2E80)
            return true;
    return false;
}

struct source *template_open(struct arena *arena, const char *name, const struct spec *spec,
                             enum language language, struct diags *diags) {
    struct asking asking = {.arena = arena, .language = language, .diags = diags};
    if (!name && spec->report.template_name) {
        asking.spec_path = spec->path;
        asking.mark = spec->template_mark;
        name = spec->report.template_name;
    }
    if (!name)
        name = TEMPLATE_DEFAULT;
    struct source *source = find_template(&asking, name);
    if (source && !source->text[strspn(source->text, " \t\r\n")])
        diag_add(diags, DIAG_WARNING, (struct mark){source, 0, 0}, NULL, "there is nothing in this template");
    const char *translated =
        source && catalogue_is_path(name) ? translation_beside(arena, source->name, language) : NULL;
    if (translated && !has_han(source))
        diag_add(diags, DIAG_WARNING, (struct mark){source, 0, 0}, NULL,
                 "set as it is, with tables and figures in `%s`: no `%s` lies beside it",
                 language_name(language), translated);
    return source;
}

void template_named(struct arena *arena, const struct spec *spec, const char *language, struct diags *diags) {
    struct asking asking = {arena, spec->path, spec->template_mark, LANGUAGE_EN, diags};
    const char *told = language ? language : spec->report.language;
    if (told) /* else the language is wrong, and said to be */
        language_find(told, &asking.language);
    find_template(&asking, spec->report.template_name);
}

const char *template_called(struct arena *arena, const char *name, const struct spec *spec,
                            enum language language, const struct source *source) {
    const char *words = name                         ? name
                        : spec->report.template_name ? spec->report.template_name
                                                     : TEMPLATE_DEFAULT;
    const char *slash = strrchr(words, '/'), *file = slash ? slash + 1 : words, *why;
    const char *end = language == LANGUAGE_EN ? ".md" : translated_ending(arena, language);
    struct source *named;
    if (ends_in(file, end) &&
        template_find(arena, arena_copy(arena, file, strlen(file) - strlen(".md")), &named, &why) ==
            FILE_READ &&
        named->length == source->length && !memcmp(named->text, source->text, source->length))
        return arena_copy(arena, file, strlen(file) - strlen(end));
    if (!name || !slash)
        return words;
    return catalogue_is_path(file) ? file : arena_printf(arena, "./%s", file);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "procurement.zh" */
static bool is_translation(const char *name, size_t length) {
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const char *language = language_name((enum language)i);
        size_t tail = strlen(language);
        if (length > tail + 1 && name[length - tail - 1] == '.' &&
            !strncmp(name + length - tail, language, tail))
            return true;
    }
    return false;
}

size_t template_names(struct arena *arena, const char ***names) {
    static const char extension[] = ".md";
    const struct search_path *search = search_folders();
    size_t count = 0, capacity = 0, kept = 0, tail = strlen(extension);
    *names = NULL;
    for (size_t i = 0; i < search->n_folders; i++) {
        DIR *folder = opendir(arena_printf(arena, "%s/templates", search->folders[i]));
        for (struct dirent *entry; folder && (entry = readdir(folder));) {
            size_t length = strlen(entry->d_name);
            if (!ends_in(entry->d_name, extension) || entry->d_name[0] == '.' ||
                is_translation(entry->d_name, length - tail))
                continue;
            *names = arena_grow(arena, *names, count, &capacity, sizeof **names);
            (*names)[count++] = arena_copy(arena, entry->d_name, length - tail);
        }
        if (folder)
            closedir(folder);
    }
    if (count)
        qsort(*names, count, sizeof **names, by_name);
    for (size_t i = 0; i < count; i++)
        if (!kept || strcmp((*names)[kept - 1], (*names)[i]) != 0)
            (*names)[kept++] = (*names)[i];
    return kept;
}
