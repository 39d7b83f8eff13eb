/* Many jobs on several workers, which are processes: what one of them does, whether it fails, leaves or
 * crashes, does nothing to the others. What was loaded before is shared with them until it is written to.
 *
 * Jobs are begun in their order, each by the next worker that is free; they are told of in their order too,
 * so that nothing depends on the number of workers. */
#ifndef COMMAND_BATCH_H
#define COMMAND_BATCH_H

#include "../base/text.h"

#include <stddef.h>

enum { MOST_WORKERS = 256 };

struct batch {
    size_t n_jobs;
    int workers; /* 1 to MOST_WORKERS */
    void *data;
    /* In a worker: the job's status (fail.h). What it writes on standard error is kept for `told`. May leave
     * by fail_environment. */
    int (*run)(void *data, size_t job);
    /* In this process, for each job that was finished, in order: what it said, whole lines. */
    void (*told)(void *data, size_t job, int status, const struct text *said);
    /* In this process, now and then: how many are finished, in whatever order. */
    void (*tick)(void *data, size_t finished);
};

/* Runs all jobs. SIGINT, SIGTERM and SIGHUP let the jobs at hand end and begin no other; a second one stops
 * those at hand too, without leaving a part of a file. Returns the signal, or 0. Fails with
 * fail_environment where not one worker can be started. */
int batch_run(const struct batch *batch);

/* The processors that this process may use, at most MOST_WORKERS. */
int batch_processors(void);

#endif
