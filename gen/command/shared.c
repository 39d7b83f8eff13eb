/* What commands share: folders, loading, fonts, output (declared in command.h). */
#define _GNU_SOURCE /* strsep, readlink */
#include "command.h"

#include "../base/file.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FOLDERS = 16, TEMPLATE_BYTES = 1024 * 1024 };

static const char *beside_program(const char *inner) {
    static char folders[2][PATH_MAX + 32];
    static int used;
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(program, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    char *folder = folders[used++ % 2];
    snprintf(folder, sizeof folders[0], "%s%s", program, inner);
    return folder;
}

const struct search_path *search_folders(void) {
    static const char *folders[MOST_FOLDERS];
    static struct search_path path;
    static char listed[8 * PATH_MAX];
    const char *own = getenv("FLOORLINE_PATH"), *beside = beside_program(""),
               *share = beside_program("/share/floorline");
    if (path.folders)
        return &path;
    path.folders = folders;
    if (own && strlen(own) < sizeof listed) {
        strcpy(listed, own);
        for (char *at = listed, *folder; (folder = strsep(&at, ":")) && path.n_folders < MOST_FOLDERS - 2;)
            if (*folder)
                folders[path.n_folders++] = folder;
    }
    if (beside)
        folders[path.n_folders++] = beside;
    if (share)
        folders[path.n_folders++] = share;
    return &path;
}

bool diags_say(struct diags *diags) {
    struct text out = {0};
    diags_print(diags, &out);
    fputs(text_get(&out), stderr);
    text_drop(&out);
    return diags_errors(diags) > 0;
}

struct facts *facts_load(struct arena *arena, const char *path, const struct spec **spec) {
    struct diags *diags = diags_new(arena);
    struct spec *read = spec_read(arena, path, search_folders(), diags);
    if (diags_say(diags) || !read)
        return NULL;
    struct analysis analysis;
    analysis_run(&read->design, arena_alloc(arena, analysis_bytes(&read->design)), &analysis);
    if (spec)
        *spec = read;
    return facts_new(arena, read, &analysis);
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

void output_write(const char *path, const struct text *text) {
    file_write(path, text_get(text), text->length);
}

struct source *template_open(struct arena *arena, const char *name, struct diags *diags) {
    struct source *source = NULL;
    const char *why = NULL;
    const struct search_path *search = search_folders();
    if (!name)
        name = "procurement"; /* where the spec does not say */
    if (strchr(name, '/') || strstr(name, ".md")) {
        if (file_read(arena, name, TEMPLATE_BYTES, &source, &why) == FILE_READ)
            return source;
    } else {
        for (size_t i = 0; i < search->n_folders; i++) {
            const char *path = arena_printf(arena, "%s/templates/%s.md", search->folders[i], name);
            enum file_result result = file_read(arena, path, TEMPLATE_BYTES, &source, &why);
            if (result == FILE_READ)
                return source;
            if (result != FILE_MISSING)
                break;
        }
        const char **names;
        size_t n = template_names(arena, &names);
        const char *nearest = nearest_name(name, names, n);
        diag_add(diags, DIAG_ERROR, (struct mark){0},
                 nearest ? arena_printf(arena, "did you mean `%s`?", nearest)
                         : "`floorline list templates` names them; a path needs a slash or ends in .md",
                 "there is no template `%s`", name);
        return NULL;
    }
    struct source *nowhere = arena_alloc(arena, sizeof *nowhere);
    nowhere->name = arena_string(arena, name);
    diag_add(diags, DIAG_ERROR, (struct mark){nowhere, 0, 0}, NULL, "the template %s", why);
    return NULL;
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
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
                strcmp(entry->d_name + length - tail, extension) != 0)
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
