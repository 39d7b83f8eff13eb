/* Who may know whom: what every file of gen/ and figures/ includes, against the rules of the house. Rooms
 * know the rooms below them alone, each outside library is known in one place, and the core is arithmetic. */
#include "reading.h"

#include "../gen/base/file.h"
#include "../gen/spec/path.h"

#include <ctype.h>
#include <fnmatch.h>
#include <glob.h>

enum { MOST_ROOMS = 9, MOST_PLACES = 4, MOST_FILE_BYTES = 1 << 20 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Each room and those that its files may include from. */
static const struct {
    const char *room, *knows[MOST_ROOMS];
} rooms[] = {
    {"gen/base", {"gen/base"}},
    {"gen/core", {"gen/core"}},
    {"figures", {"figures", "gen/base"}},
    {"gen/spec", {"gen/spec", "gen/core", "gen/base"}},
    {"gen/kept", {"gen/kept", "gen/spec", "gen/base"}},
    {"gen/facts", {"gen/facts", "gen/core", "gen/spec", "figures", "gen/base"}},
    {"gen/page", {"gen/page", "gen/facts", "figures", "gen/base"}},
    {"gen/command",
     {"gen/command", "gen/page", "gen/facts", "gen/kept", "gen/spec", "gen/core", "figures", "gen/base"}},
    {"gen", {"gen/command", "gen/base"}},
};

/* Headers, as far as they must be written out to know them, and the only files that may include them.
 * gen/command/about.c tells the libraries' versions. Nothing below gen/command sees a clock. */
static const struct {
    const char *header, *places[MOST_PLACES];
} headers[] = {
    {"<yaml", {"gen/spec/node.c"}},
    {"<md4c", {"gen/page/tree.c"}},
    {"<hpdf", {"gen/page/object_pdf.h"}},
    {"\"object_pdf.h", {"gen/page/*_pdf.[ch]", "gen/page/pdfa.[ch]"}},
    {"<libdeflate", {"gen/page/deflate_pdf.c"}},
    {"<zlib", {"gen/kept/inflate.c", "gen/command/about.c"}},
    {"<cairo", {"figures/ink.h", "figures/ink_cairo.c", "gen/command/about.c"}},
    {"<fontconfig", {"figures/face_file.c"}},
    {"<hb-subset", {"gen/page/font_cut.c"}},
    {"<hb", {"figures/face*.[ch]", "gen/page/font_*.[ch]", "gen/page/appendix.c"}},
    {"<time", {"gen/command/*.c"}},
    {"<sys/time", {"gen/command/*.c"}},
    {"<locale", {"gen/base/units.c"}},
};

/* The standard headers of the core, and calls that even these would give. */
static const char *const core_headers[] = {"<assert.h>", "<math.h>",   "<stdbool.h>", "<stddef.h>",
                                           "<stdint.h>", "<stdlib.h>", "<string.h>"};
static const char *const impure[] = {"malloc(", "calloc(", "realloc(", "free(",  "getenv(",
                                     "rand(",   "exit(",   "abort(",   "system("};

static bool among(const char *const *list, size_t n, const char *words) {
    for (size_t i = 0; i < n && list[i]; i++)
        if (strcmp(list[i], words) == 0)
            return true;
    return false;
}

static bool of_place(const char *const *places, const char *path) {
    for (size_t i = 0; i < MOST_PLACES && places[i]; i++)
        if (fnmatch(places[i], path, FNM_PATHNAME) == 0)
            return true;
    return false;
}

/* Whether a file may have `#include NAME`; the name with its quotes or brackets. */
static bool may_include(struct arena *arena, const char *path, const char *name) {
    const char *folder = path_folder(arena, path);
    for (size_t i = 0; i < COUNT(headers); i++)
        if (strncmp(name, headers[i].header, strlen(headers[i].header)) == 0 &&
            !of_place(headers[i].places, path))
            return false;
    if (name[0] == '<')
        return strcmp(folder, "gen/core") != 0 || among(core_headers, COUNT(core_headers), name);
    const char *inside = arena_copy(arena, name + 1, strlen(name) - 2);
    const char *from = path_folder(arena, path_plain(arena, arena_printf(arena, "%s/%s", folder, inside)));
    for (size_t i = 0; i < COUNT(rooms); i++)
        if (strcmp(rooms[i].room, folder) == 0)
            return among(rooms[i].knows, MOST_ROOMS, from);
    return false; /* a room without a rule */
}

static const char *contents(struct arena *arena, const char *path) {
    struct source *source;
    const char *why = "";
    if (file_read(arena, path, MOST_FILE_BYTES, &source, &why) != FILE_READ)
        fail_msg("%s: %s", path, why);
    return source->text;
}

/* How many files were looked at. */
static size_t each_file(struct reading *reading, const char *pattern,
                        void (*look)(struct arena *, const char *path, const char *text)) {
    glob_t found = {0};
    size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    for (size_t i = 0; i < n; i++)
        look(reading->arena, found.gl_pathv[i], contents(reading->arena, found.gl_pathv[i]));
    globfree(&found);
    return n;
}

static void look_at_includes(struct arena *arena, const char *path, const char *text) {
    static const char sign[] = "#include ";
    for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL) {
        if (strncmp(line, sign, sizeof sign - 1) != 0)
            continue;
        const char *name = line + sizeof sign - 1;
        if (*name != '<' && *name != '"')
            continue;
        size_t length = 1 + strcspn(name + 1, ">\"\n") + 1;
        name = arena_copy(arena, name, length);
        if (!may_include(arena, path, name))
            fail_msg("%s may not include %s", path, name);
    }
}

static void files_include_what_their_room_may_know(void **state) {
    assert_true(each_file(*state, "gen/*.[ch]", look_at_includes) >= 2);
    assert_true(each_file(*state, "gen/*/*.[ch]", look_at_includes) >= 150);
    assert_true(each_file(*state, "figures/*.[ch]", look_at_includes) >= 30);
}

static bool is_called(const char *text, const char *name) {
    for (const char *at = text; (at = strstr(at, name)); at++)
        if (at == text || (!isalnum((unsigned char)at[-1]) && at[-1] != '_'))
            return true;
    return false;
}

static void look_for_impurity(struct arena *arena, const char *path, const char *text) {
    (void)arena;
    for (size_t i = 0; i < COUNT(impure); i++)
        if (is_called(text, impure[i]))
            fail_msg("%s calls %s), but the core is arithmetic", path, impure[i]);
}

static void the_core_calls_nothing_but_arithmetic(void **state) {
    assert_true(each_file(*state, "gen/core/*.c", look_for_impurity) >= 10);
    assert_true(is_called("x = malloc(1)", "malloc("));
    assert_false(is_called("solve_free(normal)", "free("));
}

/* What each rule is there for: design decisions that one careless line would undo. */
static void the_rules_refuse_what_they_are_for(void **state) {
    static const char *const refused[][2] = {
        {"figures/roofline.c", "\"../gen/core/design.h\""},
        {"figures/roofline.c", "\"../gen/facts/facts.h\""},
        {"gen/core/step.c", "<stdio.h>"},
        {"gen/core/step.c", "\"../base/arena.h\""},
        {"gen/facts/table.c", "\"../page/page.h\""},
        {"gen/spec/field.c", "<yaml.h>"},
        {"gen/page/layout.c", "<hpdf.h>"},
        {"gen/page/layout.c", "\"object_pdf.h\""},
        {"gen/page/layout.c", "\"../core/step.h\""},
        {"gen/base/text.c", "\"../spec/node.h\""},
        {"gen/facts/json.c", "<time.h>"},
        {"gen/new/room.c", "\"../base/text.h\""},
    };
    struct reading *reading = *state;
    for (size_t i = 0; i < COUNT(refused); i++)
        if (may_include(reading->arena, refused[i][0], refused[i][1]))
            fail_msg("%s may include %s", refused[i][0], refused[i][1]);
    assert_true(may_include(reading->arena, "gen/page/ink_pdf.c", "\"object_pdf.h\""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        READING_TEST(files_include_what_their_room_may_know),
        READING_TEST(the_core_calls_nothing_but_arithmetic),
        READING_TEST(the_rules_refuse_what_they_are_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
