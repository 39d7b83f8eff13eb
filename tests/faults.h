/* Calls that fail when a test wants them to: the test program is linked with these before libc's, by name or
 * by --wrap, so that the calls of HarfBuzz, cairo, libharu and libyaml come here as well as the program's. */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdbool.h>

enum fault_class {
    FAULT_OWN_MEMORY, /* what malloc, calloc, realloc give the program's own code */
    FAULT_MEMORY,     /* what libc's allocator gives to anybody; not under AddressSanitizer */
    FAULT_VANISH,     /* mmap of a file does not fail, but the file is cut to nothing at once */
    FAULT_MAP,        /* mmap of a file */
    FAULT_OPEN,       /* open, open64, fopen, opendir */
    FAULT_READ,       /* read, pread */
    FAULT_TEMPORARY,  /* mkostemp */
    FAULT_WRITE,
    FAULT_SHORT_WRITE, /* half of it is written, then the disk is full */
    FAULT_CHMOD,
    FAULT_SYNC,
    FAULT_CLOSE,
    FAULT_RENAME,
    FAULT_FOLDER, /* mkdir */
    FAULT_STATUS, /* stat, fstat, access */
    FAULT_PATH,   /* realpath, readlink, getcwd */
    FAULT_FORK,
    FAULT_PIPE,      /* pipe2, memfd_create */
    FAULT_SWEPT,     /* flock does not fail, but another batch has swept the file away before */
    FAULT_LOCK,      /* flock, fcntl for another descriptor */
    FAULT_INTERRUPT, /* read, write, poll, waitpid are interrupted by a signal: once, since who asks again is
                        right */
    FAULT_THREAD,    /* pthread_create */
    FAULT_CLASSES
};

extern const char *const fault_names[FAULT_CLASSES];

/* What is to fail: calls of the class are counted from faults_start on, and the nth (from 1) fails; with
 * `onward` all after it as well. n 0: none fails, they are counted alone. */
void faults_plan(enum fault_class which, unsigned long n, bool onward);

/* The plan is in force in this process and those that it forks. */
void faults_start(void);

/* No more failures in this process. */
void faults_stop(void);

/* The calls counted since the plan was made. */
unsigned long faults_count(void);

/* Instead of failing one call, every call forks: the child sees the failure and goes on to its end, the
 * parent waits, gives the child's status to `judge`, and does not fail. Between making a temporary file and
 * renaming it there is no forking, since the child would take the parent's file away: such calls are given to
 * `skip` by number. Only every `stride`th call is looked at. */
void faults_fork(enum fault_class which, bool onward, unsigned long stride, void (*judge)(int status),
                 void (*skip)(unsigned long n));

#endif
