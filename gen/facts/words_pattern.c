/* See words_pattern.h. */
#include "words_pattern.h"

#include <string.h>

enum { MOST_STARS = 4 };

struct filling {
    const char *at;
    size_t length;
};

static const char *find(const char *at, const char *end, const char *literal, size_t length) {
    for (; (size_t)(end - at) >= length; at++)
        if (!memcmp(at, literal, length))
            return at;
    return NULL;
}

/* Whether words up to `end` are the pattern, a star for at least one byte: the least that does, the last star
 * for all that is left. */
static bool matches(const char *pattern, const char *at, const char *end, struct filling *fillings) {
    for (size_t n = 0;; n++) {
        size_t literal = strcspn(pattern, "*");
        if ((size_t)(end - at) < literal || memcmp(at, pattern, literal) != 0)
            return false;
        at += literal;
        pattern += literal;
        if (!*pattern)
            return at == end;
        size_t next = strcspn(++pattern, "*");
        bool last = !pattern[next];
        if (n == MOST_STARS || (size_t)(end - at) <= next)
            return false;
        const char *to = last ? end - next : find(at + 1, end, pattern, next);
        if (!to)
            return false;
        fillings[n] = (struct filling){at, (size_t)(to - at)};
        at = to;
    }
}

bool words_pattern_say(const struct translation *patterns, size_t n_patterns, const char *words,
                       size_t length, struct text *out) {
    struct filling fillings[MOST_STARS] = {{NULL, 0}};
    for (size_t i = 0; i < n_patterns; i++) {
        if (!matches(patterns[i].english, words, words + length, fillings))
            continue;
        const char *said = patterns[i].words;
        for (size_t n = 0; *said; n++) {
            size_t literal = strcspn(said, "*");
            text_bytes(out, said, literal);
            said += literal;
            if (*said++ != '*')
                break;
            text_bytes(out, fillings[n].at, fillings[n].length);
        }
        return true;
    }
    return false;
}
