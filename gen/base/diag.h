/* Diagnostics: what is wrong with the user's input, and where. All of it is collected, then printed at once,
 * in the order of the places. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "arena.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>

/* A file as read: borrowed by every mark into it, so it must outlive the diagnostics. */
struct source {
    const char *name; /* as the user would call it */
    const char *text; /* UTF-8, NUL behind it; may be NULL where there is none to show */
    size_t length;
};

/* A place. line and column count from 1, column in codepoints; line 0 is "the file as a whole". */
struct mark {
    const struct source *source; /* NULL: no place at all */
    int line, column;
};

enum severity { DIAG_WARNING, DIAG_ERROR };

struct diags; /* a list, kept in an arena */

struct diags *diags_new(struct arena *arena);

/* Adds one. `hint` may be NULL; it is copied. Past 100 errors the rest is only counted. */
void diag_add(struct diags *diags, enum severity severity, struct mark mark, const char *hint,
              const char *format, ...) __attribute__((format(printf, 5, 6)));

size_t diags_errors(const struct diags *diags);
size_t diags_warnings(const struct diags *diags);
/* The words of every warning so far, none twice, in the order given; the list is in the arena. */
const char *const *diags_warned(const struct diags *diags, struct arena *arena, size_t *count);

/* FILE:LINE:COLUMN: error: WHAT / source line / caret / hint: …, sorted by file (in the order first named),
 * line, column. Identical repeats are said once. */
void diags_print(const struct diags *diags, struct text *out);

/* The place of a byte offset in a source (clamped to its end). Only diag_add can read it: line and column are
 * counted for what will be told, and not for the hundred-thousandth fault of a hostile file. */
struct mark mark_at(const struct source *source, size_t offset);

/* A name as it may be shown, in a message or on a page: control characters, signs that turn the direction of
 * text and bytes that are no UTF-8 become U+FFFD. In the arena. */
const char *visible_name(struct arena *arena, const char *name);

/* The nearest of `count` names to `word` (edits without regard to case, at most a third of its letters, one
 * of two or three), or the first that is it behind a point (`weights_bytes`: `model.weights_bytes`), or NULL.
 */
const char *nearest_name(const char *word, const char *const *names, size_t count);

#endif
