/* See member.h. */
#include "member.h"

#include "derived.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

bool member_number(const void *base, size_t offset, enum member_kind kind, double *out) {
    const char *at = (const char *)base + offset;
    switch (kind) {
    case MEMBER_INT:
        *out = (double)*(const int64_t *)(const void *)at;
        return true;
    case MEMBER_DOUBLE:
        *out = *(const double *)(const void *)at;
        return isfinite(*out);
    case MEMBER_TRUTH:
        *out = *(const bool *)(const void *)at;
        return true;
    default:
        return false;
    }
}

const char *confidence_word(enum confidence confidence) {
    static const char *const words[] = {"maker's own", "third party", "derived",
                                        "disputed",    "assumed",     "given"};
    static_assert(sizeof words / sizeof words[0] == CONFIDENCE_COUNT, "a word for every confidence");
    return words[confidence];
}

const char *confidence_mark(enum confidence confidence) {
    switch (confidence) {
    case CONFIDENCE_DATASHEET:
        return "\xE2\x97\x8F"; /* full: published */
    case CONFIDENCE_GIVEN:
        return ""; /* the spec's own choice: nothing to doubt */
    case CONFIDENCE_ASSUMED:
        return "\xE2\x97\x8B"; /* hollow: assumed */
    default:
        return "\xE2\x97\x90"; /* half */
    }
}

const char *member_string(const void *base, size_t offset, enum member_kind kind) {
    const void *at = (const char *)base + offset;
    switch (kind) {
    case MEMBER_STRING:
        return *(const char *const *)at;
    case MEMBER_BOUND:
        return bound_word(*(const enum bound *)at);
    case MEMBER_TERM:
        return term_word(*(const enum term *)at);
    case MEMBER_PHASE:
        return *(const enum phase *)at == PHASE_PREFILL ? "prefill" : "decode";
    case MEMBER_CONFIDENCE:
        return confidence_word(*(const enum confidence *)at);
    default:
        return NULL;
    }
}
