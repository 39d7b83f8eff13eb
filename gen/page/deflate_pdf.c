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
