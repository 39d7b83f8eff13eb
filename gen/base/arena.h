/* Memory that lives until its arena is dropped: no scattered frees, one exit when there is none left. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* Owned by the caller; never NULL (fail_environment instead). */
struct arena *arena_new(void);
void arena_drop(struct arena *arena); /* NULL is allowed */

/* Zeroed, aligned for any object, never NULL. `size` 0 gives a valid pointer. Borrowed from the arena. */
void *arena_alloc(struct arena *arena, size_t size);
/* The same for `count` objects of `size` bytes; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy of `length` bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);
char *arena_string(struct arena *arena, const char *string);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Grows an array kept in an arena: makes room for one more element behind `*count`, doubling `*capacity`,
 * and returns the (perhaps moved) array. The old block stays in the arena. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);

#endif
