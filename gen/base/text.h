/* Growing text: bytes with a NUL kept behind them. Owned by whoever declares it; text_drop frees it. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct text {
    char *bytes; /* NULL while nothing was added */
    size_t length, capacity;
};

void text_drop(struct text *text);
void text_clear(struct text *text); /* length 0, memory kept */
void text_bytes(struct text *text, const void *bytes, size_t length);
void text_string(struct text *text, const char *string);
void text_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *text_get(const struct text *text); /* never NULL; borrowed until the next change */

/* UTF-8: the codepoint at `*at` (advanced past it), or U+FFFD for a bad sequence (advanced by one). */
uint32_t utf8_next(const char **at, const char *end);
/* Offset of the first bad byte, or `length` when all of it is well-formed UTF-8. */
size_t utf8_check(const char *bytes, size_t length);
void text_codepoint(struct text *text, uint32_t codepoint);

#endif
