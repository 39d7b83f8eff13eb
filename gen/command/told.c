/* See told.h. What is said falls into passages: a line, and the lines behind it that are set in. */
#include "told.h"

#include "../base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { CELLS_NAMED = 3, FEWEST_PLACES = 64 };

struct passage {
    const char *words;
    size_t length;
    uint64_t sum;
    const char *cells[CELLS_NAMED]; /* the first that it is said of */
    size_t n_cells, last;           /* how many; the number of the last */
};

struct told {
    struct arena *arena;
    struct passage *items;
    size_t count, capacity;
    size_t *places,
        n_places; /* 1 + index in items, by sum; 0: free. A power of two, at most half of it taken */
    size_t n_cells;
};

struct told *told_new(void) {
    struct arena *arena = arena_new();
    struct told *told = arena_alloc(arena, sizeof *told);
    told->arena = arena;
    return told;
}

/* FNV-1a */
static uint64_t sum_of(const char *words, size_t length) {
    uint64_t sum = 0xCBF29CE484222325;
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)words[i]) * 0x100000001B3;
    return sum;
}

/* Where a passage is, or would be. */
static size_t place_of(const struct told *told, const char *words, size_t length, uint64_t sum) {
    size_t place = sum & (told->n_places - 1);
    for (; told->places[place]; place = (place + 1) & (told->n_places - 1)) {
        const struct passage *item = &told->items[told->places[place] - 1];
        if (item->sum == sum && item->length == length && !memcmp(item->words, words, length))
            break;
    }
    return place;
}

static void make_room(struct told *told) {
    if (2 * told->count < told->n_places)
        return;
    told->n_places = told->n_places ? 2 * told->n_places : FEWEST_PLACES;
    told->places = arena_array(told->arena, told->n_places, sizeof *told->places);
    for (size_t i = 0; i < told->count; i++) {
        const struct passage *item = &told->items[i];
        told->places[place_of(told, item->words, item->length, item->sum)] = i + 1;
    }
}

static struct passage *find_or_add(struct told *told, const char *words, size_t length) {
    make_room(told);
    uint64_t sum = sum_of(words, length);
    size_t place = place_of(told, words, length, sum);
    if (!told->places[place]) {
        told->items = arena_grow(told->arena, told->items, told->count, &told->capacity, sizeof *told->items);
        told->items[told->count++] =
            (struct passage){.words = arena_copy(told->arena, words, length), .length = length, .sum = sum};
        told->places[place] = told->count;
    }
    return &told->items[told->places[place] - 1];
}

/* To the next line that is not set in. */
static size_t passage_length(const char *at) {
    size_t length = 0;
    do {
        length += strcspn(at + length, "\n");
        length += at[length] == '\n';
    } while (at[length] == ' ');
    return length;
}

void told_add(struct told *told, const char *cell, const char *said) {
    told->n_cells += cell != NULL;
    for (size_t length; *said; said += length) {
        length = passage_length(said);
        struct passage *item = find_or_add(told, said, length);
        if (!cell || item->last == told->n_cells)
            continue;
        if (item->n_cells < CELLS_NAMED)
            item->cells[item->n_cells] = cell;
        item->n_cells++;
        item->last = told->n_cells;
    }
}

/* Words that name their report themselves need no line for it. */
static bool names_itself(const struct passage *item) {
    return item->n_cells == 1 && strstr(item->words, item->cells[0]);
}

static void say_cells(const struct passage *item) {
    fputs("    in:", stderr);
    for (size_t i = 0; i < item->n_cells && i < CELLS_NAMED; i++)
        fprintf(stderr, "%s %s", i ? "," : "", item->cells[i]);
    if (item->n_cells > CELLS_NAMED)
        fprintf(stderr, " and %zu more", item->n_cells - CELLS_NAMED);
    fputc('\n', stderr);
}

void told_say(struct told *told) {
    for (size_t i = 0; i < told->count; i++) {
        const struct passage *item = &told->items[i];
        fputs(item->words, stderr);
        if (item->n_cells && item->n_cells < told->n_cells && !names_itself(item))
            say_cells(item);
    }
    arena_drop(told->arena);
}
