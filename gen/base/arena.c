/* See arena.h. Blocks in a list; the newest serves requests, a large request gets a block of its own. The
 * first is small, since many an arena holds a few words, and each later one twice as large. */
#include "arena.h"

#include "fail.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 64 * 1024 };

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks;
    size_t next; /* size of the block that comes next */
};

static void *checked_calloc(size_t size) {
    void *memory = calloc(1, size);
    if (!memory)
        fail_environment("out of memory (%zu bytes)", size);
    return memory;
}

struct arena *arena_new(void) {
    struct arena *arena = checked_calloc(sizeof *arena);
    arena->next = FIRST_BLOCK;
    return arena;
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

/* To the next multiple of what every object is aligned to. */
static size_t rounded(size_t size) {
    const size_t align = alignof(max_align_t);
    return (size + align - 1) / align * align;
}

/* A block with room for that much, in use or, where it is filled at once, behind the one in use. */
static struct block *add_block(struct arena *arena, size_t need) {
    bool own = need > LARGEST_BLOCK / 4;
    while (!own && arena->next < 4 * need)
        arena->next *= 2;
    size_t room = own ? need : arena->next;
    struct block *fresh = checked_calloc(sizeof *fresh + room);
    struct block **place = own && arena->blocks ? &arena->blocks->next : &arena->blocks;
    fresh->size = room;
    fresh->next = *place;
    *place = fresh;
    if (!own && arena->next < LARGEST_BLOCK)
        arena->next *= 2;
    return fresh;
}

void *arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        fail_environment("out of memory (%zu bytes)", size);
    size_t need = rounded(size);
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < need)
        block = add_block(arena, need);
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

char *arena_vprintf(struct arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    char usual[256]; /* most are shorter: one pass is enough */
    int length = vsnprintf(usual, sizeof usual, format, args);
    char *string = arena_alloc(arena, (size_t)length + 1);
    if ((size_t)length < sizeof usual)
        memcpy(string, usual, (size_t)length);
    else
        vsnprintf(string, (size_t)length + 1, format, again);
    va_end(again);
    return string;
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *string = arena_vprintf(arena, format, args);
    va_end(args);
    return string;
}

/* The array lies last in the newest block, with room behind it for `more` elements in all: it grows where it
 * is. */
static bool grow_in_place(struct arena *arena, const void *array, size_t capacity, size_t more, size_t size) {
    struct block *block = arena->blocks;
    size_t now = rounded(capacity * size), then = rounded(more * size);
    if (!array || !block || block->used < now ||
        (const unsigned char *)array != block->bytes + block->used - now ||
        block->size - block->used < then - now)
        return false;
    block->used += then - now;
    return true;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size) {
    enum { SMALL = 64, FEW = 2, SOME = 4 }; /* large things are seldom many */
    if (count < *capacity)
        return array;
    size_t more = *capacity ? *capacity * 2 : size > SMALL ? FEW : SOME;
    if (size && more > SIZE_MAX / 4 / size)
        fail_environment("out of memory (%zu objects of %zu bytes)", more, size);
    if (*capacity && grow_in_place(arena, array, *capacity, more, size)) {
        *capacity = more;
        return array;
    }
    void *grown = arena_array(arena, more, size);
    if (count)
        memcpy(grown, array, count * size);
    *capacity = more;
    return grown;
}
