/* What commands share: folders, loading, fonts, output (declared in command.h; templates: template_file.c).
 */
#define _GNU_SOURCE /* strsep, readlink, gmtime_r */
#include "command.h"

#include "../base/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FOLDERS = 16 };

/* The folder of the program, or NULL. */
static char *program_folder(char program[PATH_MAX]) {
    ssize_t length = readlink("/proc/self/exe", program, PATH_MAX - 1);
    if (length <= 0)
        return NULL; /* LCOV_EXCL_LINE: a machine without /proc */
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash)
        return NULL; /* LCOV_EXCL_LINE: the kernel gives a whole path */
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
            return NULL; /* LCOV_EXCL_LINE: a program less than three folders deep */
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
    return facts_load_asking(arena, path, &(struct search_path){0}, language, spec);
}

struct facts *facts_load_asking(struct arena *arena, const char *path, const struct search_path *asked,
                                const char *language, const struct spec **spec) {
    struct diags *diags = diags_new(arena);
    struct search_path search = *search_folders();
    search.cell = asked->cell;
    search.cell_number = asked->cell_number;
    search.template_named = asked->template_named;
    search.language = language;
    struct spec *read = spec_read(arena, path, &search, diags);
    if (diags_say(diags) || !read)
        return NULL;
    if (spec)
        *spec = read;
    struct facts *facts = facts_compute(arena, read, language);
    struct diags *computed = diags_new(arena);
    facts_warn(facts, computed);
    diags_say(computed);
    return facts;
}

struct facts *facts_compute(struct arena *arena, const struct spec *spec, const char *language) {
    struct analysis analysis;
    analysis_run(&spec->design, arena_alloc(arena, analysis_bytes(&spec->design)), &analysis);
    enum language told = LANGUAGE_EN;
    language_find(language ? language : spec->report.language,
                  &told); /* checked with the spec, or as an option */
    struct facts *facts = facts_new(arena, spec, &analysis, told);
    about_add(arena, facts, fonts_shared(), NULL, NULL, NULL, ABOUT_FACES);
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

static bool is_fact(enum fact_kind kind, const char *name) {
    size_t n;
    const char *const *names = facts_names(kind, &n);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

bool fact_is_named(const char *command, enum fact_kind kind, const char *name, const char *spec) {
    size_t n;
    const char *const *names = facts_names(kind, &n), *near = nearest_name(name, names, n);
    if (is_fact(kind, name))
        return true;
    if (is_fact(kind, spec))
        usage_error(command, "'%s' stands where the %s's name belongs: it comes before the spec", name,
                    command);
    else if (near)
        usage_error(command, "there is no %s '%s' (did you mean '%s'?)", command, name, near);
    else
        usage_error(command, "there is no %s '%s'; 'floorline list %ss' names them", command, name, command);
    return false;
}

bool output_ends_in(const char *output, const char *end) {
    size_t length = strlen(output), tail = strlen(end);
    return length > tail && !strcasecmp(output + length - tail, end);
}

static bool is_same_file(const char *a, const char *b) {
    struct stat x, y;
    return strcmp(a, "-") && strcmp(b, "-") && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

bool output_spares(const char *command, const char *output, const char *const *inputs, size_t n) {
    for (size_t i = 0; output && i < n; i++)
        if (is_same_file(output, inputs[i])) {
            usage_error(command, "'%s' would be overwritten with what is made from it", inputs[i]);
            return false;
        }
    return true;
}

bool output_spares_spec(const char *output, const struct spec *spec, const struct source *template) {
    bool spares = output_spares("report", output, &template->name, 1);
    for (size_t i = 0; i < spec->n_inputs && spares; i++)
        spares = output_spares("report", output, &spec->inputs[i].source->name, 1);
    return spares;
}

void output_write(const char *path, const struct text *text) {
    file_write(path, text_get(text), text->length);
}

bool date_of_epoch(struct arena *arena, const char *command, const char **date) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end;
    struct tm day;
    *date = NULL;
    if (!epoch)
        return true;
    errno = 0;
    long long seconds = strtoll(epoch, &end, 10);
    if (!*epoch || strspn(epoch, "0123456789") != strlen(epoch) || *end || errno ||
        seconds > 253402300799LL) {
        usage_error(command, "SOURCE_DATE_EPOCH is not a number of seconds: '%s'", epoch);
        return false;
    }
    time_t when = (time_t)seconds;
    gmtime_r(&when, &day);
    char words[64];
    strftime(words, sizeof words, "%Y-%m-%d", &day);
    *date = arena_string(arena, words);
    return true;
}
