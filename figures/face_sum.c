/* See face_sum.h. Each sum has its own place, and is read only when all have been waited for. */
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

static void sum(struct aside_task *task, int hand) {
    const struct sum_pair *pair = (const struct sum_pair *)task;
    (void)hand;
    if (pair->n == 2)
        sha256_hex_two(pair->files, pair->lengths, pair->sums);
    else
        sha256_hex(pair->files[0], pair->lengths[0], pair->sums[0]);
}

/* The second halves, since the first are summed by then. The kernel brings in as much as AROUND at a touch.
 */
static void bring_in(struct aside_task *task, int hand) {
    enum { AROUND = 64 * 1024 };
    const struct sum_pair *pair = ((const struct sum_pages *)task)->pair;
    (void)hand;
    for (int i = 0; i < pair->n; i++)
        for (size_t at = pair->lengths[i] / 2; at < pair->lengths[i]; at += AROUND)
            (void)((const volatile unsigned char *)pair->files[i])[at];
}

/* Begins those that have no sum yet: files of one family are about as long, and the longest come first. */
static void begin(struct fonts *fonts, unsigned faces) {
    enum { LARGE = 4 << 20 };
    struct face_sums *sums = fonts_sums(fonts);
    for (int i = 0; i < FACE_COUNT; i++)
        if (sums->of[i][0])
            faces &= ~(1u << i);
    if (!faces)
        return;
    aside_begin(&sums->aside);
    for (struct sum_pair *pair = sums->pairs; faces; pair++) {
        for (pair->n = 0; pair->n < 2 && faces; pair->n++) {
            enum face face = take_longest(fonts, &faces);
            pair->files[pair->n] = fonts_file(fonts, face, &pair->lengths[pair->n], NULL);
            pair->sums[pair->n] = sums->of[face];
        }
        pair->task.run = sum;
        aside_add(&sums->aside, &pair->task);
        if (pair == sums->pairs && pair->lengths[0] > LARGE) {
            sums->pages = (struct sum_pages){{.run = bring_in}, pair};
            aside_add(&sums->aside, &sums->pages.task);
        }
    }
}

void fonts_sum_ahead(struct fonts *fonts, unsigned faces) {
    aside_end(&fonts_sums(fonts)->aside);
    begin(fonts, faces);
}

void fonts_sum(struct fonts *fonts, unsigned faces) {
    fonts_sum_ahead(fonts, faces);
    aside_end(&fonts_sums(fonts)->aside);
}

const char *fonts_sha256(struct fonts *fonts, enum face face) {
    fonts_sum(fonts, 1u << face);
    return fonts_sums(fonts)->of[face];
}
