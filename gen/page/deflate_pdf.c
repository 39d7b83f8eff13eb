/* See deflate_pdf.h. */
#include "deflate_pdf.h"

#include "../base/aside.h"
#include "../base/fail.h"

#include <libdeflate.h>

/* Kept: each is larger than most of what it is given. */
static struct libdeflate_compressor *compressors[ASIDE_HANDS];

size_t deflate_room(size_t length) {
    enum { LEVEL = 1 }; /* level 6 takes three times as long for a tenth fewer bytes */
    for (int i = 0; i < ASIDE_HANDS; i++)
        if (!compressors[i] && !(compressors[i] = libdeflate_alloc_compressor(LEVEL)))
            fail_environment("out of memory while making the PDF"); /* LCOV_EXCL_LINE: malloc has ended the
                                                                       program before */
    return libdeflate_zlib_compress_bound(compressors[0], length);
}

size_t deflate_into(void *room, size_t most, const void *bytes, size_t length, int hand) {
    return libdeflate_zlib_compress(compressors[hand], bytes, length, room, most);
}

void deflate_append(struct text *out, const void *bytes, size_t length) {
    size_t most = deflate_room(length);
    text_reserve(out, most);
    out->length += deflate_into(out->bytes + out->length, most, bytes, length, 0);
    out->bytes[out->length] = '\0';
}

/* Large ones would be many megabytes before the oldest is forgotten. */
enum { MOST_KNOWN = 32, LONGEST_KNOWN = 256 * 1024 };

static struct known {
    struct text bytes, deflated;
    uint64_t asked; /* when last, counted in questions; 0: it is free */
} known[MOST_KNOWN];
static uint64_t questions;

const struct text *deflate_known(const void *bytes, size_t length) {
    questions++;
    for (size_t i = 0; i < MOST_KNOWN; i++)
        if (known[i].asked && known[i].bytes.length == length &&
            memcmp(known[i].bytes.bytes, bytes, length) == 0) {
            known[i].asked = questions;
            return &known[i].deflated;
        }
    return NULL;
}

void deflate_learn(struct text *bytes, struct text *deflated) {
    struct known *oldest = known;
    for (size_t i = 1; i < MOST_KNOWN; i++)
        if (known[i].asked < oldest->asked)
            oldest = &known[i];
    if (bytes->length <= LONGEST_KNOWN) {
        struct known forgotten = *oldest;
        *oldest = (struct known){*bytes, *deflated, questions};
        *bytes = forgotten.bytes, *deflated = forgotten.deflated;
    }
    text_drop(bytes);
    text_drop(deflated);
}
