/* See inflate.h. */
#define ZLIB_CONST /* what is inflated is only read */
#include "inflate.h"

#include "../base/fail.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

bool inflate_bounded(const char *bytes, size_t length, size_t most, struct text *out) {
    Bytef piece[16384];
    z_stream z = {.next_in = (const Bytef *)bytes, .avail_in = (uInt)length};
    if (inflateInit(&z) != Z_OK)
        fail_environment(
            "out of memory while inflating"); /* LCOV_EXCL_LINE: malloc has ended the program before */
    size_t start = out->length;
    int status;
    do {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        status = inflate(&z, Z_NO_FLUSH);
        size_t n = sizeof piece - z.avail_out;
        if (n > most - (out->length - start))
            status = Z_BUF_ERROR;
        else
            text_bytes(out, piece, n);
    } while (status == Z_OK);
    inflateEnd(&z);
    return status == Z_STREAM_END;
}

static int paeth(int left, int up, int corner) {
    int p = left + up - corner, a = abs(p - left), b = abs(p - up), c = abs(p - corner);
    return a <= b && a <= c ? left : b <= c ? up : corner;
}

bool inflate_unpredict(struct text *rows, int64_t columns) {
    if (columns < 1 || columns > 65535 || rows->length % ((size_t)columns + 1))
        return false;
    size_t wide = (size_t)columns;
    unsigned char *bytes = (unsigned char *)rows->bytes, *to = bytes;
    const unsigned char *above = NULL;
    for (size_t at = 0; at < rows->length; at += wide + 1) {
        int how = bytes[at];
        if (how > 4)
            return false;
        for (size_t i = 0; i < wide; i++) {
            int left = i ? to[i - 1] : 0, up = above ? above[i] : 0, corner = i && above ? above[i - 1] : 0;
            int guess[] = {0, left, up, (left + up) / 2, paeth(left, up, corner)};
            to[i] = (unsigned char)(bytes[at + 1 + i] + guess[how]);
        }
        above = to;
        to += wide;
    }
    rows->length = (size_t)(to - bytes);
    return true;
}
