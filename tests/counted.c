/* Linked into programs built for `make coverage` alone: the ways to end that leave no counts, by _exit and by
 * a signal sent to oneself, write them first. */
#define _GNU_SOURCE
#include "faults.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

void __gcov_dump(void);

/* In test_faults: what is written at the very end is not the program's, and does not fail. */
#pragma weak faults_stop

static void write_counts(void) {
    if (faults_stop)
        faults_stop();
    __gcov_dump();
}

void _exit(int status) {
    write_counts();
    for (;;)
        syscall(SYS_exit_group, status);
}

int raise(int number) {
    write_counts();
    return kill(getpid(), number);
}
