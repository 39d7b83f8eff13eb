/* See node_text.h. Places are computed from offsets here, because libyaml says line 1 for every fault of
 * encoding. */
#include "node_text.h"

#include "../base/text.h"

#include <string.h>

enum { MOST_SIGNS_TOLD = 10 };

bool node_text_turns_direction(uint32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool node_text_forbidden(uint32_t c) {
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    return (c >= 0x7F && c < 0xA0 && c != 0x85) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

static struct source *source_of(struct arena *arena, const char *name, struct text *text) {
    struct source *source = arena_alloc(arena, sizeof *source);
    source->name = name;
    source->text = arena_copy(arena, text_get(text), text->length);
    source->length = text->length;
    text_drop(text);
    return source;
}

/* Behind the byte order mark: pairs of bytes, the high one first where `big`. */
static const struct source *from_utf16(struct arena *arena, const struct source *source, bool big,
                                       struct diags *diags) {
    const unsigned char *bytes = (const unsigned char *)source->text + 2;
    size_t units = (source->length - 2) / 2;
    bool sound = source->length % 2 == 0;
    struct text text = {0};
    for (size_t i = 0; i < units && sound; i++) {
        uint32_t c = (uint32_t)bytes[2 * i + !big] << 8 | bytes[2 * i + big];
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < units) {
            uint32_t low = (uint32_t)bytes[2 * i + 2 + !big] << 8 | bytes[2 * i + 2 + big];
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i++;
            }
        }
        sound = c < 0xD800 || c >= 0xE000;
        if (sound)
            text_codepoint(&text, c);
    }
    const struct source *out = source_of(arena, source->name, &text);
    if (sound)
        return out;
    diag_add(diags, DIAG_ERROR, mark_at(out, out->length), "save the file as UTF-8",
             "the file begins as UTF-16 and has half a character here");
    return NULL;
}

/* libyaml ends a line at a lone carriage return, the diagnostics do not: let it be a line feed for both. */
static const struct source *plain_line_ends(struct arena *arena, const struct source *source) {
    bool lone = false;
    for (size_t i = 0; i < source->length && !lone; i++)
        lone = source->text[i] == '\r' && source->text[i + 1] != '\n';
    if (!lone)
        return source;
    char *copy = arena_copy(arena, source->text, source->length);
    for (size_t i = 0; i < source->length; i++)
        if (copy[i] == '\r' && copy[i + 1] != '\n')
            copy[i] = '\n';
    struct source *out = arena_alloc(arena, sizeof *out);
    *out = (struct source){source->name, copy, source->length};
    return out;
}

static const struct source *decoded(struct arena *arena, const struct source *source, struct diags *diags) {
    const unsigned char *b = (const unsigned char *)source->text;
    if (source->length >= 2 && ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF)))
        return from_utf16(arena, source, b[0] == 0xFE, diags);
    size_t bad = utf8_check(source->text, source->length);
    if (bad < source->length) {
        const char *hint = b[bad] >= 0xC0 && b[bad + 1] < 0x80
                               ? "it looks like Latin-1; save the file as UTF-8"
                               : "save the file as UTF-8";
        diag_add(diags, DIAG_ERROR, mark_at(source, bad), hint, "the byte 0x%02X here is not UTF-8", b[bad]);
        return NULL;
    }
    if (source->length < 3 || memcmp(b, "\xEF\xBB\xBF", 3))
        return source;
    struct source *out = arena_alloc(arena, sizeof *out);
    *out = (struct source){source->name, source->text + 3, source->length - 3};
    return out;
}

static bool check_signs(const struct source *source, struct diags *diags) {
    const char *at = source->text, *end = at + source->length;
    int told = 0;
    bool sound = true;
    while (at < end && told < MOST_SIGNS_TOLD) {
        size_t offset = (size_t)(at - source->text);
        uint32_t c = utf8_next(&at, end);
        if (node_text_forbidden(c)) {
            diag_add(diags, DIAG_ERROR, mark_at(source, offset), "delete it",
                     "the control character U+%04X may not stand here", (unsigned)c);
            sound = false;
            told++;
        } else if (node_text_turns_direction(c)) {
            diag_add(diags, DIAG_WARNING, mark_at(source, offset), NULL,
                     "U+%04X turns the direction of text: what you see is not what is read", (unsigned)c);
            told++;
        }
    }
    return sound;
}

const char *node_text_hint(const struct source *source) {
    static const char *const others[][2] = {
        {"<", "this looks like a web page: save the raw file"},
        {"version https://git-lfs", "this is a pointer of Git LFS: fetch the file itself"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strncmp(source->text, others[i][0], strlen(others[i][0])))
            return others[i][1];
    return NULL;
}

/* Reports are at hand where specs are asked for. */
static bool is_pdf(const struct source *source) {
    return source->length >= 5 && !memcmp(source->text, "%PDF-", 5);
}

const struct source *node_text_clean(struct arena *arena, const struct source *source, struct diags *diags) {
    if (is_pdf(source)) {
        diag_add(diags, DIAG_ERROR, mark_at(source, 0),
                 "`floorline verify` and `floorline diff` read reports", "this is a PDF, and no YAML");
        return NULL;
    }
    const struct source *text = decoded(arena, source, diags);
    if (!text)
        return NULL;
    text = plain_line_ends(arena, text);
    return check_signs(text, diags) ? text : NULL;
}

const char *node_text_line(struct arena *arena, const char *text) {
    if (!strpbrk(text, "\t\n\v\f\r\xC2\xE2")) /* the last two begin what is longer than a byte */
        return text;
    const char *end = text + strlen(text);
    struct text line = {0};
    bool broken = false, due = false;
    for (const char *at = text; at < end;) {
        const char *begin = at;
        uint32_t c = utf8_next(&at, end);
        bool part = (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
        broken |= part;
        due = (due || part) && line.length;
        if (part)
            continue;
        if (due)
            text_char(&line, ' ');
        due = false;
        text_bytes(&line, begin, (size_t)(at - begin));
    }
    const char *whole = broken ? arena_string(arena, text_get(&line)) : text;
    text_drop(&line);
    return whole;
}

/* The four hexadecimal digits of `\uXXXX` at `at`, or -1. */
static long escape_at(const char *at, const char *end) {
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    long value = 0;
    for (int i = 2; i < 6; i++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *found = at[i] ? strchr(digits, at[i]) : NULL;
        if (!found)
            return -1;
        long digit = (long)(found - digits);
        value = value * 16 + (digit > 15 ? digit - 6 : digit);
    }
    return value;
}

/* `\uD83D\uDE00` has twelve characters and `\U0001F600` ten. The two to fill up are an escaped line end,
 * which YAML drops; it goes first, because blanks behind it would be dropped too. */
static void write_pair(char *at, long high, long low) {
    unsigned long c = 0x10000UL + ((unsigned long)(high - 0xD800) << 10) + (unsigned long)(low - 0xDC00);
    memcpy(at, "\\\n\\U", 4);
    for (int i = 11; i >= 4; i--, c >>= 4)
        at[i] = "0123456789ABCDEF"[c & 15];
}

const struct source *node_text_pair_surrogates(struct arena *arena, const struct source *source) {
    char *copy = NULL;
    for (size_t i = 0; i + 1 < source->length; i++) {
        if (source->text[i] != '\\')
            continue;
        const char *at = source->text + i, *end = source->text + source->length;
        long high = escape_at(at, end), low = high < 0 ? -1 : escape_at(at + 6, end);
        if (high < 0xD800 || high >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
            i++; /* past the escaped character, which may be a backslash */
            continue;
        }
        copy = copy ? copy : arena_copy(arena, source->text, source->length);
        write_pair(copy + i, high, low);
        i += 11;
    }
    if (!copy)
        return source;
    struct source *out = arena_alloc(arena, sizeof *out);
    *out = (struct source){source->name, copy, source->length};
    return out;
}
