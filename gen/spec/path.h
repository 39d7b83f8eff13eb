/* Paths as text: nothing here looks at the disk, but for the current folder. */
#ifndef SPEC_PATH_H
#define SPEC_PATH_H

#include "../base/arena.h"

#include <stdbool.h>

/* `a/./b/../c` as `a/c`; `..` at the start of a relative path stays. */
const char *path_plain(struct arena *arena, const char *path);
/* "specs/x.yaml": "specs"; "x.yaml" and "-": ".". */
const char *path_folder(struct arena *arena, const char *path);
/* "specs/x.yaml": "x". */
const char *path_stem(struct arena *arena, const char *path);
/* Whether `path` lies below `folder` when both are seen from the current folder. Links are not followed: a
 * link that the user has put there is the user's word. */
bool path_is_below(struct arena *arena, const char *folder, const char *path);

/* The same of where both lead when links are followed. True where nothing is there. */
bool path_leads_below(struct arena *arena, const char *folder, const char *path);

#endif
