/* See batch.h. A worker takes the number of its next job from a counter that all share, and sends what came
 * of it through a pipe of its own. Its standard error is a file in memory, which this process still has when
 * the worker is gone. After some jobs a worker leaves and another takes its place: memory stays flat. */
#define _GNU_SOURCE /* memfd_create, CPU_COUNT, pipe2 */
#include "batch.h"

#include "../base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_OF_A_WORKER = 128, TICK_MS = 100 };

struct message {
    size_t job;
    bool finished; /* else begun */
    int status;
    off_t said_to; /* where standard error has got to */
};

struct worker {
    pid_t pid;      /* 0: none */
    int from, said; /* the pipe's end here; its standard error */
    off_t said_from;
    bool busy;
    size_t job;
};

struct outcome {
    bool finished;
    int status;
    struct text said;
};

struct pool {
    const struct batch *batch;
    size_t *next; /* shared: the job to be begun next */
    struct worker workers[MOST_WORKERS];
    struct outcome *outcomes;
    size_t finished, told;
};

/* ---- signals ------------------------------------------------------------------------------------------- */

static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOPPING = sizeof stopping / sizeof *stopping };
static volatile sig_atomic_t stopped_by, stops;

/* test_batch stops batches by all of these; ending by the signal itself, they leave no counts for `make
 * coverage`. */
static void note_stop(int number) {
    stopped_by = number;
    stops++;
}

static void on_stopping(void (*action)(int)) {
    struct sigaction how = {.sa_handler = action}; /* without SA_RESTART: poll is to return */
    for (int i = 0; i < STOPPING; i++)
        sigaction(stopping[i], &how, NULL);
}

/* ---- in a worker --------------------------------------------------------------------------------------- */

static void leave_at_once(int number) {
    fail_clean();
    _exit(128 + number);
}

static void send_message(int to, struct message message) {
    ssize_t n;
    message.said_to = lseek(STDERR_FILENO, 0, SEEK_CUR);
    do
        n = write(to, &message, sizeof message);
    while (n < 0 && errno == EINTR);
    if (n != (ssize_t)sizeof message)
        _exit(EXIT_ENVIRONMENT); /* nobody is left to work for */
}

static _Noreturn void work(const struct pool *pool, int to, int said) {
    const struct batch *batch = pool->batch;
    on_stopping(SIG_IGN);
    signal(SIGQUIT, leave_at_once);
    dup2(said, STDERR_FILENO);
    for (int i = 0; i < JOBS_OF_A_WORKER; i++) {
        size_t job = __atomic_fetch_add(pool->next, 1, __ATOMIC_SEQ_CST);
        if (job >= batch->n_jobs)
            break;
        send_message(to, (struct message){.job = job});
        int status = batch->run(batch->data, job);
        send_message(to, (struct message){.job = job, .finished = true, .status = status});
    }
    exit(EXIT_DONE);
}

/* ---- in this process ----------------------------------------------------------------------------------- */

static bool start_worker(struct pool *pool, struct worker *worker) {
    int ends[2], said = memfd_create("said", MFD_CLOEXEC);
    if (said < 0)
        return false;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        close(said);
        return false;
    }
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        work(pool, ends[1], said);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        close(said);
        return false;
    }
    *worker = (struct worker){.pid = pid, .from = ends[0], .said = said};
    return true;
}

/* As many as there are jobs left and room for them. */
static void start_workers(struct pool *pool) {
    int running = 0;
    const char *why = NULL;
    for (int i = 0; i < pool->batch->workers; i++) {
        struct worker *worker = &pool->workers[i];
        if (!worker->pid && !why && !stops && *pool->next < pool->batch->n_jobs &&
            !start_worker(pool, worker))
            why = strerror(errno);
        running += worker->pid != 0;
    }
    if (!running && why)
        fail_environment("cannot start a worker: %s", why);
}

static void take_said(struct worker *worker, off_t to, struct text *out) {
    char piece[4096];
    while (worker->said_from < to) {
        off_t left = to - worker->said_from;
        ssize_t n = pread(worker->said, piece, left < (off_t)sizeof piece ? (size_t)left : sizeof piece,
                          worker->said_from);
        if (n <= 0)
            return;
        text_bytes(out, piece, (size_t)n);
        worker->said_from += n;
    }
}

static void finish_job(struct pool *pool, struct worker *worker, int status, off_t said_to) {
    struct outcome *outcome = &pool->outcomes[worker->job];
    take_said(worker, said_to, &outcome->said);
    outcome->finished = true;
    outcome->status = status;
    worker->busy = false;
    pool->finished++;
}

/* It left, or was made to: the job it had is finished one way or the other. */
static void bury(struct pool *pool, struct worker *worker) {
    int how = 0;
    while (waitpid(worker->pid, &how, 0) < 0 && errno == EINTR)
        ;
    if (worker->busy && !(WIFEXITED(how) && WEXITSTATUS(how) == 128 + SIGQUIT)) {
        struct text *said = &pool->outcomes[worker->job].said;
        bool failed = WIFEXITED(how) && WEXITSTATUS(how) != EXIT_DONE;
        finish_job(pool, worker, failed ? WEXITSTATUS(how) : EXIT_ENVIRONMENT,
                   lseek(worker->said, 0, SEEK_END));
        if (WIFSIGNALED(how))
            text_printf(said, "floorline: error: the worker was ended by signal %d\n", WTERMSIG(how));
    }
    close(worker->from);
    close(worker->said);
    worker->pid = 0;
}

static void listen_to(struct pool *pool, struct worker *worker) {
    struct message message;
    ssize_t n = read(worker->from, &message, sizeof message);
    if (n < 0 && errno == EINTR)
        return;
    if (n != (ssize_t)sizeof message) { /* so short a message is written whole or not at all */
        bury(pool, worker);
        return;
    }
    worker->busy = true;
    worker->job = message.job;
    if (message.finished)
        finish_job(pool, worker, message.status, message.said_to);
}

static void tell(struct pool *pool) {
    for (; pool->told < pool->batch->n_jobs && pool->outcomes[pool->told].finished; pool->told++) {
        struct outcome *outcome = &pool->outcomes[pool->told];
        pool->batch->told(pool->batch->data, pool->told, outcome->status, &outcome->said);
        text_drop(&outcome->said);
    }
    pool->batch->tick(pool->batch->data, pool->finished);
}

static int poll_workers(struct pool *pool) {
    struct pollfd fds[MOST_WORKERS];
    struct worker *of[MOST_WORKERS];
    nfds_t n = 0;
    for (int i = 0; i < pool->batch->workers; i++)
        if (pool->workers[i].pid) {
            of[n] = &pool->workers[i];
            fds[n++] = (struct pollfd){.fd = pool->workers[i].from, .events = POLLIN};
        }
    if (n && poll(fds, n, TICK_MS) > 0)
        for (nfds_t i = 0; i < n; i++)
            if (fds[i].revents)
                listen_to(pool, of[i]);
    return (int)n;
}

static void stop_workers(struct pool *pool) {
    __atomic_store_n(pool->next, pool->batch->n_jobs, __ATOMIC_SEQ_CST);
    for (int i = 0; i < pool->batch->workers && stops > 1; i++)
        if (pool->workers[i].pid)
            kill(pool->workers[i].pid, SIGQUIT);
}

/* A worker's word that did not arrive: the job may be done, but nobody can say so. */
static void fail_lost(struct pool *pool) {
    for (size_t i = pool->told; i < pool->batch->n_jobs; i++) {
        struct outcome *outcome = &pool->outcomes[i];
        if (outcome->finished)
            continue;
        *outcome = (struct outcome){.finished = true, .status = EXIT_ENVIRONMENT};
        text_string(&outcome->said, "floorline: error: what came of a report was not heard\n");
    }
}

/* After a stop the jobs finished out of turn are told of as well. */
static void tell_rest(struct pool *pool) {
    for (size_t i = pool->told; i < pool->batch->n_jobs; i++) {
        struct outcome *outcome = &pool->outcomes[i];
        if (outcome->finished)
            pool->batch->told(pool->batch->data, i, outcome->status, &outcome->said);
        text_drop(&outcome->said);
    }
}

int batch_run(const struct batch *batch) {
    struct pool *pool = calloc(1, sizeof *pool);
    struct outcome *outcomes = calloc(batch->n_jobs, sizeof *outcomes);
    void *shared = mmap(NULL, sizeof *pool->next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!pool || !outcomes || shared == MAP_FAILED)
        fail_environment("out of memory for the batch");
    pool->batch = batch;
    pool->outcomes = outcomes;
    pool->next = shared;
    stops = 0;
    on_stopping(note_stop);
    do {
        if (stops)
            stop_workers(pool);
        start_workers(pool);
        tell(pool);
    } while (poll_workers(pool));
    if (!stops)
        fail_lost(pool);
    tell_rest(pool);
    munmap(shared, sizeof *pool->next);
    free(outcomes);
    free(pool);
    return stops ? stopped_by : 0;
}

int batch_processors(void) {
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n > MOST_WORKERS ? MOST_WORKERS : n;
}
