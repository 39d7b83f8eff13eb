/* Tasks done aside: a second thread takes them one after another while the first goes on, and the first takes
 * what is left of them once it waits. Who does a task makes no difference to what comes of it.
 *
 * A task computes from memory into memory that is there already: it allocates nothing, calls nothing that can
 * fail, and may be done twice (in a process forked meanwhile, which has no such thread). */
#ifndef BASE_ASIDE_H
#define BASE_ASIDE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <sys/types.h>

enum { ASIDE_HANDS = 2 }; /* the first thread is hand 0 */

struct aside_task { /* the first member of what a task is about */
    void (*run)(struct aside_task *task, int hand);
    struct aside_task *next;
    bool taken;
};

struct aside { /* zeros: none was begun */
    struct aside_task before, *last;
    bool threaded;
    pthread_t thread;
    pid_t of;
    sem_t added;
};

/* From now on there may be threads: no other report is made at a time, and there is another processor. Where
 * it was not called, and where no thread can be had, tasks wait for aside_end. */
void aside_allow(void);

void aside_begin(struct aside *aside);
/* Borrowed until the end; task->run is set, and all that it reads. */
void aside_add(struct aside *aside, struct aside_task *task);
/* All tasks are done. */
void aside_end(struct aside *aside);
/* No more of them are begun, and those in hand are done. */
void aside_drop(struct aside *aside);

#endif
