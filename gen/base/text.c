/* See text.h. */
#include "text.h"

#include "arena.h"
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text_drop(struct text *text) {
    free(text->bytes);
    *text = (struct text){0};
}

void text_clear(struct text *text) {
    text->length = 0;
    if (text->bytes)
        text->bytes[0] = '\0';
}

char *text_keep(struct arena *arena, struct text *text) {
    char *kept = arena_copy(arena, text_get(text), text->length);
    text_drop(text);
    return kept;
}

void text_reserve(struct text *text, size_t more) {
    size_t need = text->length + more + 1;
    if (need <= text->capacity)
        return;
    size_t capacity = text->capacity ? text->capacity : 256;
    while (capacity < need)
        capacity *= 2;
    char *bytes = realloc(text->bytes, capacity);
    if (!bytes)
        fail_environment("out of memory (%zu bytes)", capacity);
    text->bytes = bytes;
    text->capacity = capacity;
}

void text_printf(struct text *text, const char *format, ...) {
    enum { USUALLY = 64 }; /* most calls print less: one pass is enough */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    text_reserve(text, USUALLY);
    size_t room = text->capacity - text->length;
    int length = vsnprintf(text->bytes + text->length, room, format, args);
    va_end(args);
    if ((size_t)length >= room) {
        text_reserve(text, (size_t)length);
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    }
    va_end(again);
    text->length += (size_t)length;
}

char *text_digits(char *end, uint64_t number) {
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
        "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
        "8081828384858687888990919293949596979899";
    for (; number >= 10; number /= 100)
        memcpy(end -= 2, pairs + number % 100 * 2, 2);
    if (number)
        *--end = (char)('0' + number);
    return end;
}

void text_whole(struct text *text, uint64_t number) {
    char digits[2 * TEXT_FEW] = {0}, *end = digits + TEXT_FEW, *at = text_digits(end, number);
    if (at == end)
        *--at = '0';
    text_few(text, at, (size_t)(end - at));
}

const char *text_get(const struct text *text) {
    return text->bytes ? text->bytes : "";
}

uint32_t utf8_next_long(const char **at, const char *end) {
    const unsigned char *s = (const unsigned char *)*at;
    size_t left = (size_t)(end - *at), n = 0;
    uint32_t c = s[0], least = 0;
    if (c >= 0xC2 && c < 0xE0) {
        n = 1, c &= 0x1F, least = 0x80;
    } else if (c >= 0xE0 && c < 0xF0) {
        n = 2, c &= 0x0F, least = 0x800;
    } else if (c >= 0xF0 && c < 0xF5) {
        n = 3, c &= 0x07, least = 0x10000;
    }
    for (size_t i = 1; n && i <= n; i++) {
        if (i >= left || (s[i] & 0xC0) != 0x80)
            n = 0;
        else
            c = c << 6 | (s[i] & 0x3F);
    }
    if (!n || c < least || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
        *at += 1;
        return 0xFFFD;
    }
    *at += n + 1;
    return c;
}

size_t utf8_check(const char *bytes, size_t length) {
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        const char *before = at;
        if (utf8_next(&at, end) == 0xFFFD && at - before == 1)
            return (size_t)(before - bytes);
    }
    return length;
}

void text_codepoint(struct text *text, uint32_t c) {
    char out[4];
    size_t n = 0;
    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xC0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out[n++] = (char)(0xE0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (c & 0x3F));
    } else {
        out[n++] = (char)(0xF0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        out[n++] = (char)(0x80 | (c & 0x3F));
    }
    text_bytes(text, out, n);
}
