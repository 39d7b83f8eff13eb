/* See han.h. */
#include "han.h"

#include <stddef.h>

bool han_is_letter(uint32_t code) {
    return (code >= 0x2E80 && code <= 0x2FDF) || (code >= 0x3005 && code <= 0x3007) ||
           (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x4DBF) ||
           (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

bool han_is_wide(uint32_t code) {
    return han_is_letter(code) || (code >= 0x3000 && code <= 0x303F) || (code >= 0xFF00 && code <= 0xFF60);
}

static bool among(uint32_t code, const uint32_t *codes) {
    for (; *codes; codes++)
        if (*codes == code)
            return true;
    return false;
}

bool han_closes(uint32_t code) {
    static const uint32_t closing[] = {0x3001, 0x3002, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF01, 0xFF1F,
                                       0xFF09, 0x300D, 0x300F, 0x3011, 0x3009, 0x300B, 0};
    return among(code, closing);
}

bool han_opens(uint32_t code) {
    static const uint32_t opening[] = {0xFF08, 0x300C, 0x300E, 0x3010, 0x3008, 0x300A, 0};
    return among(code, opening);
}

bool han_counts(uint32_t before, uint32_t after) {
    static const uint32_t words[] = {0x4E2A, 0x5F20, 0x6761, 0x5C42, 0x6B65, 0x7EA7, 0x8DEF, 0x4EFD, 0x6B21,
                                     0x500D, 0x7EC4, 0x8F6E, 0x53F0, 0x7EF4, 0x5E74, 0x6708, 0x65E5, 0};
    return before >= '0' && before <= '9' && among(after, words);
}

bool han_break(uint32_t before, uint32_t after) {
    static const uint32_t not_first[] = {0x3001, 0x3002, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF01, 0xFF1F,
                                         0xFF09, 0xFF3D, 0xFF5D, 0x300D, 0x300F, 0x3011, 0x3009, 0x300B,
                                         0x3015, 0x3017, 0x2019, 0x201D, 0x2026, 0x2014, 0x00B7, 0x30FC,
                                         0x3005, 0xFF05, '%',    ',',    '.',    ':',    ';',    '!',
                                         '?',    ')',    ']',    0x00B0, 0};
    static const uint32_t not_last[] = {0xFF08, 0xFF3B, 0xFF5B, 0x300C, 0x300E, 0x3010, 0x3008,
                                        0x300A, 0x3014, 0x3016, 0x2018, 0x201C, '(',    '[',
                                        '$',    0xFFE5, 0xFF04, 0x00A5, 0};
    return !among(after, not_first) && !among(before, not_last);
}

static bool is_latin(uint32_t code) {
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           code == '%' || code == 0xB0 || (code >= 0xC0 && code <= 0x24F && code != 0xD7 && code != 0xF7) ||
           (code >= 0x370 && code <= 0x3FF);
}

bool han_gap(uint32_t before, uint32_t after) {
    return (han_is_letter(before) && is_latin(after)) || (is_latin(before) && han_is_letter(after));
}
