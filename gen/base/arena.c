/* See arena.h. Blocks in a list; the newest serves requests, a large request gets a block of its own. */
#include "arena.h"

#include "fail.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks;
};

static void *checked_calloc(size_t size) {
    void *memory = calloc(1, size);
    if (!memory)
        fail_environment("out of memory (%zu bytes)", size);
    return memory;
}

struct arena *arena_new(void) {
    return checked_calloc(sizeof(struct arena));
}

void arena_drop(struct arena *arena) {
    if (!arena)
        return;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size) {
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        fail_environment("out of memory (%zu bytes)", size);
    size_t need = (size + align - 1) / align * align;
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < need) {
        size_t room = need > BLOCK_BYTES / 4 ? need : BLOCK_BYTES;
        struct block *fresh = checked_calloc(sizeof *fresh + room);
        fresh->size = room;
        if (block && room == need) { /* a block of its own goes behind the one in use */
            fresh->next = block->next;
            block->next = fresh;
        } else {
            fresh->next = block;
            arena->blocks = fresh;
        }
        block = fresh;
    }
    void *memory = block->bytes + block->used;
    block->used += need;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size)
        fail_environment("out of memory (%zu objects of %zu bytes)", count, size);
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_string(struct arena *arena, const char *string) {
    return arena_copy(arena, string, strlen(string));
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *string = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(string, (size_t)length + 1, format, again);
    va_end(again);
    return string;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return array;
    size_t more = *capacity ? *capacity * 2 : 8;
    void *grown = arena_array(arena, more, size);
    if (count)
        memcpy(grown, array, count * size);
    *capacity = more;
    return grown;
}
