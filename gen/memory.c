/* An allocation that fails anywhere ends the program: these stand before libc's own in the program, for the
 * libraries too. HarfBuzz answers a failed allocation with empty tables, and text without widths would be set
 * and saved as if nothing had happened; libharu and fontconfig would crash.
 *
 * Not part of the library: tests and fuzzers link their own. AddressSanitizer brings its own allocator, which
 * ends the program by itself. */
#include "base/fail.h"

#include <stddef.h>

#ifndef __SANITIZE_ADDRESS__

/* glibc's own names for its allocator, there for those who put something before it. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static void *checked(void *block, size_t size) {
    if (!block && size)
        fail_memory();
    return block;
}

void *malloc(size_t size) {
    return checked(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size) {
    return checked(__libc_calloc(count, size), count && size);
}

void *realloc(void *block, size_t size) {
    return checked(__libc_realloc(block, size), size);
}

#endif
