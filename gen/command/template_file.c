/* Templates: found by name or path, in the language asked for (declared in command.h). */
#include "command.h"

#include "../base/file.h"
#include "../base/text.h"

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

/* A file of one's own, or its translation where that lies beside it. */
static enum file_result open_path(struct arena *arena, const char *path, enum language language,
                                  struct source **source, const char **why) {
    const char *translated = translation_beside(arena, path, language);
    enum file_result result =
        translated ? file_read(arena, translated, TEMPLATE_BYTES, source, why) : FILE_MISSING;
    return result == FILE_MISSING ? file_read(arena, path, TEMPLATE_BYTES, source, why) : result;
}

static bool is_path(const char *name) {
    return strchr(name, '/') || strstr(name, ".md");
}

/* NULL with a diagnostic at the mark, or at the file where nothing names it. */
static struct source *find_template(struct arena *arena, const char *name, enum language language,
                                    struct mark mark, struct diags *diags) {
    struct source *source = NULL;
    const char *why = NULL;
    enum file_result result;
    if (is_path(name))
        result = open_path(arena, name, language, &source, &why);
    else if (language == LANGUAGE_EN)
        result = template_find(arena, name, &source, &why);
    else
        result =
            template_find(arena, arena_printf(arena, "%s.%s", name, language_name(language)), &source, &why);
    if (result == FILE_READ)
        return source;
    if (result == FILE_UNREADABLE)
        fail_environment("the template `%s` %s", name, why);
    if (!is_path(name) && result == FILE_MISSING) {
        template_missing(arena, name, language, mark, diags);
        return NULL;
    }
    struct source *nowhere = arena_alloc(arena, sizeof *nowhere);
    nowhere->name = arena_string(arena, name);
    if (mark.source)
        diag_add(diags, DIAG_ERROR, mark, NULL, "the template `%s` %s", name, why);
    else
        diag_add(diags, DIAG_ERROR, (struct mark){nowhere, 0, 0}, NULL, "the template %s", why);
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

struct source *template_open(struct arena *arena, const char *name, enum language language,
                             struct diags *diags) {
    if (!name)
        name = TEMPLATE_DEFAULT;
    struct source *source = find_template(arena, name, language, (struct mark){0}, diags);
    const char *translated = source && is_path(name) ? translation_beside(arena, name, language) : NULL;
    if (translated && strcmp(source->name, translated) && !has_han(source))
        diag_add(diags, DIAG_WARNING, (struct mark){source, 0, 0}, NULL,
                 "set as it is, with tables and figures in `%s`: no `%s` lies beside it",
                 language_name(language), translated);
    return source;
}

void template_named(struct arena *arena, const struct report_options *report, const char *language,
                    struct mark mark, struct diags *diags) {
    enum language told = LANGUAGE_EN;
    language_find(language ? language : report->language, &told);
    find_template(arena, report->template_name, told, mark, diags);
}

const char *template_called(struct arena *arena, const char *name, enum language language,
                            const struct source *source) {
    const char *slash = name ? strrchr(name, '/') : NULL,
               *file = !name   ? TEMPLATE_DEFAULT
                       : slash ? slash + 1
                               : name,
               *end = language == LANGUAGE_EN ? ".md" : translated_ending(arena, language), *why;
    size_t length = strlen(file), tail = strlen(end);
    struct source *named;
    if (!ends_in(file, end))
        return file;
    bool same =
        template_find(arena, arena_copy(arena, file, length - strlen(".md")), &named, &why) == FILE_READ &&
        named->length == source->length && !memcmp(named->text, source->text, source->length);
    return same ? arena_copy(arena, file, length - tail) : file;
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
