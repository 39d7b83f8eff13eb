/* Growing text: bytes with a NUL kept behind them. Owned by whoever declares it; text_drop frees it. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    char *bytes; /* NULL while nothing was added */
    size_t length, capacity;
};

void text_drop(struct text *text);
void text_clear(struct text *text); /* length 0, memory kept */
/* Makes room for so many bytes more and the NUL. */
void text_reserve(struct text *text, size_t more);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_whole(struct text *text, uint64_t number); /* in decimal */
/* Its digits, put down to where they end; returns where they begin. None for 0. */
char *text_digits(char *end, uint64_t number);
const char *text_get(const struct text *text); /* never NULL; borrowed until the next change */
/* What was gathered, kept in the arena; the text is dropped. */
struct arena;
char *text_keep(struct arena *arena, struct text *text);

/* Here for the compiler to see: reports are made of millions of such calls, with few bytes each. */
static inline void text_bytes(struct text *text, const void *bytes, size_t length) {
    if (length >= text->capacity - text->length)
        text_reserve(text, length);
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

/* The same for a few bytes: TEXT_FEW can be read at `bytes`, of which at most that many are taken. */
enum { TEXT_FEW = 24 };
static inline void text_few(struct text *text, const char *bytes, size_t length) {
    if (TEXT_FEW >= text->capacity - text->length)
        text_reserve(text, TEXT_FEW);
    memcpy(text->bytes + text->length, bytes, TEXT_FEW); /* of a known length: no call */
    text->length += length;
    text->bytes[text->length] = '\0';
}

static inline void text_string(struct text *text, const char *string) {
    text_bytes(text, string, strlen(string));
}

static inline void text_char(struct text *text, char c) {
    if (text->length + 1 >= text->capacity)
        text_reserve(text, 1);
    text->bytes[text->length++] = c;
    text->bytes[text->length] = '\0';
}

/* Whether something stands before that end: "a.md" ends in ".md", and ".md" does not. */
static inline bool ends_in(const char *words, const char *end) {
    size_t length = strlen(words), tail = strlen(end);
    return length > tail && !memcmp(words + length - tail, end, tail);
}

uint32_t utf8_next_long(const char **at, const char *end); /* of several bytes, or bad */
/* UTF-8: the codepoint at `*at` (advanced past it), or U+FFFD for a bad sequence (advanced by one). */
static inline uint32_t utf8_next(const char **at, const char *end) {
    if ((unsigned char)**at < 0x80)
        return (unsigned char)*(*at)++;
    return utf8_next_long(at, end);
}
/* Offset of the first bad byte, or `length` when all of it is well-formed UTF-8. */
size_t utf8_check(const char *bytes, size_t length);
void text_codepoint(struct text *text, uint32_t codepoint);

#endif
