/* What commands share: folders, loading, fonts, output (declared in command.h). */
#define _GNU_SOURCE /* strsep, readlink, gmtime_r */
#include "command.h"

#include "../base/file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FOLDERS = 16, TEMPLATE_BYTES = 1024 * 1024 };

/* The folder of the program, or NULL. */
static char *program_folder(char program[PATH_MAX]) {
    ssize_t length = readlink("/proc/self/exe", program, PATH_MAX - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return program;
}

/* The checkout that the program was built in: the nearest folder above it, up to three, that holds the
 * catalogue. */
static const char *checkout_folder(void) {
    static char folder[PATH_MAX];
    char probe[PATH_MAX + 16];
    if (!program_folder(folder))
        return NULL;
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(folder, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
        snprintf(probe, sizeof probe, "%s/specs/models", folder);
        if (file_is_folder(probe))
            return folder;
    }
    return NULL;
}

/* PREFIX/share/floorline of an installed program. */
static const char *installed_folder(void) {
    static char folder[PATH_MAX + 32];
    char program[PATH_MAX];
    if (!program_folder(program))
        return NULL;
    snprintf(folder, sizeof folder, "%s/../share/floorline", program);
    return file_is_folder(folder) ? folder : NULL;
}

const struct search_path *search_folders(void) {
    static const char *folders[MOST_FOLDERS];
    static struct search_path path;
    static char listed[8 * PATH_MAX];
    const char *own = getenv("FLOORLINE_PATH");
    if (path.folders)
        return &path;
    path.folders = folders;
    if (own && strlen(own) < sizeof listed) {
        strcpy(listed, own);
        for (char *at = listed, *folder; (folder = strsep(&at, ":")) && path.n_folders < MOST_FOLDERS - 2;)
            if (*folder)
                folders[path.n_folders++] = folder;
    }
    const char *checkout = checkout_folder(), *installed = installed_folder();
    if (checkout)
        folders[path.n_folders++] = checkout;
    if (installed)
        folders[path.n_folders++] = installed;
    return &path;
}

bool diags_say(struct diags *diags) {
    struct text out = {0};
    diags_print(diags, &out);
    fputs(text_get(&out), stderr);
    text_drop(&out);
    return diags_errors(diags) > 0;
}

struct facts *facts_load(struct arena *arena, const char *path, const char *language,
                         const struct spec **spec) {
    return facts_load_cell(arena, path, NULL, language, spec);
}

struct facts *facts_load_cell(struct arena *arena, const char *path, const char *cell, const char *language,
                              const struct spec **spec) {
    struct diags *diags = diags_new(arena);
    struct search_path search = *search_folders();
    search.cell = cell;
    struct spec *read = spec_read(arena, path, &search, diags);
    if (diags_say(diags) || !read)
        return NULL;
    if (spec)
        *spec = read;
    return facts_compute(arena, read, language);
}

struct facts *facts_compute(struct arena *arena, const struct spec *spec, const char *language) {
    struct analysis analysis;
    analysis_run(&spec->design, arena_alloc(arena, analysis_bytes(&spec->design)), &analysis);
    enum language told = LANGUAGE_EN;
    language_find(language ? language : spec->report.language,
                  &told); /* checked with the spec, or as an option */
    struct facts *facts = facts_new(arena, spec, &analysis, told);
    about_add(arena, facts, fonts_shared(), NULL, false, NULL, ABOUT_FACES);
    return facts;
}

static _Noreturn void font_missing(const char *message) {
    fail_environment("%s", message);
}

static struct fonts *fonts;

static void drop_fonts(void) {
    fonts_drop(fonts);
}

struct fonts *fonts_shared(void) {
    if (!fonts) {
        fonts = fonts_new(font_missing);
        atexit(drop_fonts);
    }
    return fonts;
}

void fonts_warm(void) {
    static const char sample[] = "AVATAR Wavy fi 0.123, (x) \xE2\x80\x93";
    for (int face = 0; face < FACE_CHOICE_COUNT; face++)
        if (fonts_ready(fonts_shared(), (enum face)face))
            fonts_shape(fonts_shared(), (enum face)face, sample, sizeof sample - 1);
}

void output_write(const char *path, const struct text *text) {
    file_write(path, text_get(text), text->length);
}

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

static void template_missing(struct arena *arena, const char *name, enum language language,
                             struct diags *diags) {
    struct source *english;
    const char **names, *why;
    if (language != LANGUAGE_EN && template_find(arena, name, &english, &why) == FILE_READ) {
        diag_add(
            diags, DIAG_ERROR, (struct mark){0},
            arena_printf(arena, "its translation would be templates/%s.%s.md", name, language_name(language)),
            "the template `%s` is not there in the language `%s`", name, language_name(language));
        return;
    }
    size_t n = template_names(arena, &names);
    const char *nearest = nearest_name(name, names, n);
    diag_add(diags, DIAG_ERROR, (struct mark){0},
             nearest ? arena_printf(arena, "did you mean `%s`?", nearest)
                     : "`floorline list templates` names them; a path needs a slash or ends in .md",
             "there is no template `%s`", name);
}

struct source *template_open(struct arena *arena, const char *name, enum language language,
                             struct diags *diags) {
    struct source *source = NULL;
    const char *why = NULL;
    enum file_result result;
    if (!name)
        name = TEMPLATE_DEFAULT;
    bool is_path = strchr(name, '/') || strstr(name, ".md");
    if (is_path)
        result = file_read(arena, name, TEMPLATE_BYTES, &source, &why);
    else if (language == LANGUAGE_EN)
        result = template_find(arena, name, &source, &why);
    else
        result =
            template_find(arena, arena_printf(arena, "%s.%s", name, language_name(language)), &source, &why);
    if (result == FILE_READ)
        return source;
    if (result == FILE_UNREADABLE)
        fail_environment("the template `%s` %s", name, why);
    if (!is_path && result == FILE_MISSING) {
        template_missing(arena, name, language, diags);
        return NULL;
    }
    struct source *nowhere = arena_alloc(arena, sizeof *nowhere);
    nowhere->name = arena_string(arena, name);
    diag_add(diags, DIAG_ERROR, (struct mark){nowhere, 0, 0}, NULL, "the template %s", why);
    return NULL;
}

const char *template_called(struct arena *arena, const char *name, enum language language,
                            const struct source *source) {
    const char *slash = name ? strrchr(name, '/') : NULL,
               *file = !name   ? TEMPLATE_DEFAULT
                       : slash ? slash + 1
                               : name,
               *end =
                   language == LANGUAGE_EN ? ".md" : arena_printf(arena, ".%s.md", language_name(language)),
               *why;
    size_t length = strlen(file), tail = strlen(end);
    struct source *named;
    if (length <= tail || strcmp(file + length - tail, end) != 0)
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
            if (length <= tail || entry->d_name[0] == '.' ||
                strcmp(entry->d_name + length - tail, extension) != 0 ||
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

bool date_of_epoch(struct arena *arena, const char **date) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end;
    struct tm day;
    *date = NULL;
    if (!epoch)
        return true;
    errno = 0;
    long long seconds = strtoll(epoch, &end, 10);
    if (!*epoch || strspn(epoch, "0123456789") != strlen(epoch) || *end || errno || seconds > 253402300799LL)
        return false;
    time_t when = (time_t)seconds;
    gmtime_r(&when, &day);
    char words[64];
    strftime(words, sizeof words, "%Y-%m-%d", &day);
    *date = arena_string(arena, words);
    return true;
}
