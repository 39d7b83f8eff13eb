/* See progress.h. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define DRAW_EVERY_S 0.1

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_begin(struct progress *progress, size_t n, bool quiet) {
    *progress = (struct progress){.n = n, .quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1};
    progress->began_s = progress->drew_s = now_s();
}

void progress_tick(struct progress *progress, size_t finished) {
    double now = now_s(), passed = now - progress->began_s;
    if (progress->quiet || !progress->terminal || now - progress->drew_s < DRAW_EVERY_S || !finished)
        return;
    double rate = (double)finished / passed, left = (double)(progress->n - finished) / rate;
    fprintf(stderr, "\r%zu of %zu, %.0f/s, %.0f:%02.0f left\033[K", finished, progress->n, rate,
            (double)((long)left / 60), (double)((long)left % 60));
    progress->drew_s = now;
    progress->drawn = true;
}

void progress_clear(struct progress *progress) {
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}

void progress_line(struct progress *progress, const char *what, const char *name) {
    if (!progress->quiet && !progress->terminal)
        fprintf(stderr, "%s %s\n", what, name);
}
