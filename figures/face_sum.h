/* Checksums of the faces' files, each worked out once (fonts_sum, fonts_sum_ahead and fonts_sha256 of
 * face.h). Behind face.h; nobody else includes this. */
#ifndef FIGURES_FACE_SUM_H
#define FIGURES_FACE_SUM_H

#include "../gen/base/aside.h"
#include "face.h"

enum { FACE_SUM = 65 }; /* hexadecimal figures and a NUL */

/* Two files are summed in the time of one; the last pair may have a single one. */
struct sum_pair {
    struct aside_task task;
    const void *files[2];
    size_t lengths[2];
    char *sums[2];
    int n;
};

/* The pages of a large pair, brought in for whoever sums it: a quarter of its time. */
struct sum_pages {
    struct aside_task task;
    const struct sum_pair *pair;
};

struct face_sums {
    char of[FACE_COUNT][FACE_SUM]; /* "": not asked for yet */
    struct sum_pair pairs[(FACE_COUNT + 1) / 2];
    struct sum_pages pages;
    struct aside aside;
};

struct face_sums *fonts_sums(struct fonts *fonts);

#endif
