/* See aside.h. Tasks are a list that grows at its end; each is counted in a semaphore, and whoever marks it
 * as taken does it. */
#define _DEFAULT_SOURCE /* sigset_t, pthread_sigmask */
#include "aside.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static bool allowed;

void aside_allow(void) {
    allowed = true;
}

static bool take(struct aside_task *task) {
    return !__atomic_exchange_n(&task->taken, true, __ATOMIC_ACQ_REL);
}

/* Signals are held back here but for SIGBUS; nobody else has this semaphore. */
static void *work(void *data) {
    struct aside *aside = data;
    struct aside_task *task = &aside->before;
    for (;;) {
        while (sem_wait(&aside->added) != 0)
            ;
        task = task->next;
        if (!task)
            return NULL; /* it was the end that was counted */
        if (take(task))
            task->run(task, 1);
    }
}

/* Signals are for the first thread, but what a file that was cut short raises is raised where it is read. */
static bool start(struct aside *aside) {
    sigset_t held, before;
    sigfillset(&held);
    sigdelset(&held, SIGBUS);
    pthread_sigmask(SIG_SETMASK, &held, &before);
    bool started = pthread_create(&aside->thread, NULL, work, aside) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void aside_begin(struct aside *aside) {
    *aside = (struct aside){.of = getpid()};
    aside->last = &aside->before;
    if (allowed && sem_init(&aside->added, 0, 0) == 0)
        aside->threaded = start(aside);
}

void aside_add(struct aside *aside, struct aside_task *task) {
    task->next = NULL;
    task->taken = false;
    aside->last->next = task;
    aside->last = task;
    if (aside->threaded)
        sem_post(&aside->added);
}

static void wait_for_thread(struct aside *aside) {
    if (aside->threaded && aside->of == getpid()) {
        sem_post(&aside->added);
        pthread_join(aside->thread, NULL);
        sem_destroy(&aside->added);
    } else if (aside->threaded) { /* forked meanwhile */
        /* LCOV_EXCL_START: test_aside, in a child that ends before counters are written */
        for (struct aside_task *task = aside->before.next; task; task = task->next)
            task->run(task, 0);
        /* LCOV_EXCL_STOP */
    }
    *aside = (struct aside){0};
}

void aside_end(struct aside *aside) {
    for (struct aside_task *task = aside->before.next; task; task = task->next)
        if (take(task))
            task->run(task, 0);
    wait_for_thread(aside);
}

void aside_drop(struct aside *aside) {
    for (struct aside_task *task = aside->before.next; task; task = task->next)
        take(task);
    wait_for_thread(aside);
}
