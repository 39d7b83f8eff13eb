/* See path.h. */
#define _GNU_SOURCE /* getcwd that allocates */
#include "path.h"

#include "../base/fail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Takes the last part off, or adds `..` where there is none to take. */
static size_t go_up(char *out, size_t n, bool absolute) {
    size_t start = absolute ? 1 : 0, slash = n;
    if (n == start)
        return absolute ? n : (memcpy(out, "..", 2), (size_t)2);
    while (slash > start && out[slash - 1] != '/')
        slash--;
    if (n - slash == 2 && !memcmp(out + slash, "..", 2)) {
        memcpy(out + n, "/..", 3);
        return n + 3;
    }
    return slash > start ? slash - 1 : start;
}

const char *path_plain(struct arena *arena, const char *path) {
    bool absolute = path[0] == '/';
    char *out = arena_alloc(arena, strlen(path) + 4);
    size_t n = 0;
    if (absolute)
        out[n++] = '/';
    for (const char *at = path; *at;) {
        size_t length = strcspn(at, "/");
        if (length == 2 && !memcmp(at, "..", 2)) {
            n = go_up(out, n, absolute);
        } else if (length && !(length == 1 && *at == '.')) {
            if (n && out[n - 1] != '/')
                out[n++] = '/';
            memcpy(out + n, at, length);
            n += length;
        }
        at += length + (at[length] == '/');
    }
    if (!n)
        out[n++] = '.';
    out[n] = '\0';
    return out;
}

const char *path_folder(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

const char *path_stem(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
    const char *dot = strrchr(last, '.');
    return dot && dot > last ? arena_copy(arena, last, (size_t)(dot - last)) : arena_string(arena, last);
}

static const char *absolute_path(struct arena *arena, const char *path) {
    if (path[0] == '/')
        return path_plain(arena, path);
    char *here = getcwd(NULL, 0);
    if (!here)
        fail_environment("cannot tell the current folder: %s", strerror(errno));
    const char *whole = path_plain(arena, arena_printf(arena, "%s/%s", here, path));
    free(here);
    return whole;
}

/* What is not there leads nowhere; who reads it says so. */
static bool leads_nowhere(int error) {
    return error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG;
}

bool path_leads_below(struct arena *arena, const char *folder, const char *path) {
    char *root = realpath(folder, NULL), *whole = root ? realpath(path, NULL) : NULL;
    bool found = whole, below = !found || path_is_below(arena, root, whole);
    int error = errno;
    free(whole);
    free(root);
    if (!found && !leads_nowhere(error))
        fail_environment("cannot tell where '%s' leads: %s", path, strerror(error));
    return below;
}

bool path_is_below(struct arena *arena, const char *folder, const char *path) {
    const char *root = absolute_path(arena, folder), *whole = absolute_path(arena, path);
    size_t length = strlen(root);
    if (length == 1)
        return false; /* the root of the disk holds everything and so protects nothing */
    return !strncmp(whole, root, length) && whole[length] == '/';
}
