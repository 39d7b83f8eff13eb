/* What a batch tells people while it runs, on standard error: on a terminal one line that is drawn over, with
 * count, rate and time left; elsewhere a line for each job. Nothing of it goes into a report, so the clock
 * may be looked at here. */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    size_t n;
    bool quiet, terminal, drawn;
    double began_s, drew_s;
};

void progress_begin(struct progress *progress, size_t n, bool quiet);
/* "n of N, r/s, t left", now and then, on a terminal. */
void progress_tick(struct progress *progress, size_t finished);
/* Takes the line away, before anything else is written. */
void progress_clear(struct progress *progress);
/* A job's own line; on a terminal and when quiet it is not written. */
void progress_line(struct progress *progress, const char *what, const char *name);

#endif
