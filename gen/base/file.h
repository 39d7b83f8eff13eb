/* Files: read whole and bounded, written whole or not at all. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "arena.h"
#include "diag.h"

#include <stdbool.h>
#include <stddef.h>

enum file_result { FILE_READ, FILE_MISSING, FILE_UNREADABLE, FILE_NOT_REGULAR, FILE_TOO_LARGE };

/* Reads a regular file of at most `limit` bytes ("-" is standard input). On FILE_READ `*out` is a source kept
 * in the arena, with `name` as the user would call it; otherwise `*why` is a phrase for the diagnostic.
 * Whether a failure is the user's fault (a name in a spec) or the environment's is the caller's to say. */
enum file_result file_read(struct arena *arena, const char *path, size_t limit, struct source **out,
                           const char **why);

/* Writes beside the target and renames: the target is the old file or the whole new one. "-" is standard
 * output. A symbolic link is replaced at what it points to. Fails with fail_environment. */
void file_write(const char *path, const void *bytes, size_t length);

/* Removes from a folder what killed processes left of files they were writing; what is being written stays.
 */
void file_sweep(const char *folder);

/* Makes a folder and its parents. Fails with fail_environment. */
void file_make_folder(const char *path);

bool file_is_folder(const char *path);
/* Fails with fail_environment where that cannot be told. */
bool file_exists(const char *path);

#endif
