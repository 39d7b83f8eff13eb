/* Checksums of the faces' files, each worked out once (fonts_sum, fonts_sum_ahead and fonts_sha256 of
 * face.h). Behind face.h; nobody else includes this. */
#ifndef FIGURES_FACE_SUM_H
#define FIGURES_FACE_SUM_H

#include "face.h"

#include <pthread.h>
#include <sys/types.h>

enum { FACE_SUM = 65 }; /* hexadecimal figures and a NUL */

/* Two files are summed in the time of one; the last pair may have a single one. */
struct sum_pair {
    const void *files[2];
    size_t lengths[2];
    char *sums[2];
    int n;
};

/* Whoever has time takes the next pair: the thread, and this process once it waits for the sums. */
struct face_sums {
    char of[FACE_COUNT][FACE_SUM]; /* "": not asked for yet */
    struct sum_pair pairs[(FACE_COUNT + 1) / 2];
    size_t n_pairs, next;
    bool thread_runs;
    pthread_t thread;
    pid_t thread_of; /* a process forked meanwhile has no such thread */
};

struct face_sums *fonts_sums(struct fonts *fonts);

/* To be called before the files are closed, which the thread reads. */
void face_sums_drop(struct face_sums *sums);

#endif
