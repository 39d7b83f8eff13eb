/* See reserve.h. For glibc's allocator: one block is asked for, its place told to the kernel, and given back
 * for all that is allocated later. */
#define _DEFAULT_SOURCE /* madvise */
#include "reserve.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

void memory_reserve(void) {
#ifdef MADV_HUGEPAGE
    enum { RESERVED = 24 << 20, PAGE = 4096, FROM_KERNEL = 32 << 20, KEPT = 64 << 20 };
    mallopt(M_MMAP_THRESHOLD, FROM_KERNEL); /* smaller blocks come from the one heap */
    mallopt(M_TRIM_THRESHOLD, KEPT);        /* which is not given back and asked for again */
    char *block = malloc(RESERVED);
    if (block) {
        size_t skip = PAGE - (uintptr_t)block % PAGE;
        madvise(block + skip, RESERVED - 2 * PAGE, MADV_HUGEPAGE);
    }
    free(block);
#endif
}
