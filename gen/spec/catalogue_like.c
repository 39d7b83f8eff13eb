/* See catalogue_like.h. */
#define _GNU_SOURCE /* strcasestr */
#include "catalogue_like.h"

#include <string.h>
#include <strings.h>

/* Whether a name begins with the words ("a100", "A100"). */
static bool begins_with(const char *name, const char *words) {
    return !strncasecmp(name, words, strlen(words));
}

/* Whether a name has all parts of the words, or most of them: "h100-sxm-80gb", of "NVIDIA-H100-SXM". */
static bool has_parts(const char *name, const char *words, bool all) {
    size_t parts = 0, found = 0;
    for (const char *at = words; *at; at += strspn(at, "-_")) {
        char part[32] = "";
        size_t length = strcspn(at, "-_");
        if (length < sizeof part)
            memcpy(part, at, length);
        parts++;
        found += *part && strcasestr(name, part);
        at += length;
    }
    return all ? parts > 1 && found == parts : 2 * found > parts;
}

static bool has_all_parts(const char *name, const char *words) {
    return has_parts(name, words, true);
}

static bool has_most_parts(const char *name, const char *words) {
    return has_parts(name, words, false);
}

/* "did you mean `a` or `b`?", of the first few that are like the words; NULL: none is. */
static const char *ask_which(struct arena *arena, const char *const *names, size_t count, const char *words,
                             bool (*is_like)(const char *, const char *)) {
    enum { MOST_ASKED = 4 };
    const char *list = NULL;
    for (size_t i = 0, asked = 0; i < count && asked < MOST_ASKED; i++)
        if (is_like(names[i], words)) {
            list = list ? arena_printf(arena, "%s or `%s`", list, names[i])
                        : arena_printf(arena, "did you mean `%s`", names[i]);
            asked++;
        }
    return list ? arena_printf(arena, "%s?", list) : NULL;
}

const char *catalogue_like(const struct catalogue_place *place, enum catalogue catalogue, const char *words) {
    struct arena *arena = place->arena;
    size_t count;
    const char *const *names = catalogue_names(arena, place->search, catalogue, &count);
    const char *slash = strrchr(words, '/');
    char *plain = arena_string(arena, slash ? slash + 1 : words);
    for (char *at = plain; *at; at++)
        *at = *at == ' ' ? '-' : *at;
    const char *hint = *plain ? ask_which(arena, names, count, plain, begins_with) : NULL;
    hint = hint ? hint : ask_which(arena, names, count, plain, has_all_parts);
    const char *near = hint ? NULL : nearest_name(plain, names, count);
    if (near)
        hint = arena_printf(arena, "did you mean `%s`?", near);
    return hint ? hint : ask_which(arena, names, count, plain, has_most_parts);
}
