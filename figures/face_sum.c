/* See face_sum.h. */
#include "face_sum.h"

#include "../gen/base/sha256.h"

/* The longest file of these faces, taken out of them; FACE_COUNT when none is left. */
static enum face take_longest(struct fonts *fonts, unsigned *faces) {
    size_t most = 0;
    int longest = FACE_COUNT;
    for (int i = 0; i < FACE_COUNT; i++) {
        size_t length;
        if (!(*faces >> i & 1))
            continue;
        fonts_file(fonts, (enum face)i, &length, NULL);
        if (longest == FACE_COUNT || length > most) {
            longest = i;
            most = length;
        }
    }
    if (longest < FACE_COUNT)
        *faces &= ~(1u << longest);
    return (enum face)longest;
}

void fonts_sum(struct fonts *fonts, unsigned faces) {
    for (int i = 0; i < FACE_COUNT; i++)
        if (fonts_sum_place(fonts, (enum face)i)[0])
            faces &= ~(1u << i);
    for (;;) { /* files of one family are about as long */
        enum face pair[2];
        for (int i = 0; i < 2; i++)
            pair[i] = take_longest(fonts, &faces);
        if (pair[0] == FACE_COUNT || pair[1] == FACE_COUNT)
            return; /* the last one is summed when it is asked for */
        size_t lengths[2];
        const void *files[2];
        for (int i = 0; i < 2; i++)
            files[i] = fonts_file(fonts, pair[i], &lengths[i], NULL);
        sha256_hex_two(files, lengths,
                       (char *const[2]){fonts_sum_place(fonts, pair[0]), fonts_sum_place(fonts, pair[1])});
    }
}

const char *fonts_sha256(struct fonts *fonts, enum face face) {
    size_t length;
    const unsigned char *bytes = fonts_file(fonts, face, &length, NULL);
    char *sum = fonts_sum_place(fonts, face);
    if (!sum[0])
        sha256_hex(bytes, length, sum);
    return sum;
}
