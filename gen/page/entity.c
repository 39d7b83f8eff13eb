/* See entity.h. */
#include "entity.h"

#include "../base/text.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *utf8;
} named[] = {{"&nbsp;", "\u00A0"},   {"&amp;", "&"},    {"&lt;", "<"},     {"&gt;", ">"},
             {"&quot;", "\""},       {"&times;", "×"},  {"&middot;", "·"}, {"&minus;", "−"},
             {"&thinsp;", "\u2009"}, {"&ndash;", "–"},  {"&mdash;", "—"},  {"&hellip;", "…"},
             {"&deg;", "°"},         {"&approx;", "≈"}, {"&plusmn;", "±"}, {"&le;", "≤"},
             {"&ge;", "≥"},          {"&micro;", "µ"},  {"&rarr;", "→"},   {"&sect;", "§"}};

/* &#65; or &#x41;. Controls and surrogates stand for nothing. */
static const char *numbered(struct arena *arena, const char *text, size_t size) {
    char digits[16];
    bool hex = text[2] == 'x' || text[2] == 'X';
    size_t from = hex ? 3 : 2;
    assert(size >= from + 2 && size - from <= sizeof digits); /* md4c takes one digit to seven */
    memcpy(digits, text + from, size - from - 1);
    digits[size - from - 1] = '\0';
    unsigned long code = strtoul(digits, NULL, hex ? 16 : 10);
    if (code < ' ' || (code >= 0x7F && code < 0xA0) || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF)
        return NULL;
    struct text out = {0};
    text_codepoint(&out, (uint32_t)code);
    return text_keep(arena, &out);
}

const char *entity_utf8(struct arena *arena, const char *text, size_t size) {
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strlen(named[i].name) == size && memcmp(named[i].name, text, size) == 0)
            return named[i].utf8;
    return size > 3 && text[1] == '#' ? numbered(arena, text, size) : NULL;
}
