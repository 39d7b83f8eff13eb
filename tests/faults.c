/* See faults.h. */
#define _GNU_SOURCE
#include "faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *const fault_names[FAULT_CLASSES] = {
    [FAULT_OWN_MEMORY] = "own memory",
    [FAULT_MEMORY] = "memory",
    [FAULT_VANISH] = "vanishing",
    [FAULT_MAP] = "mapping",
    [FAULT_OPEN] = "open",
    [FAULT_READ] = "read",
    [FAULT_TEMPORARY] = "temporary",
    [FAULT_WRITE] = "write",
    [FAULT_SHORT_WRITE] = "short write",
    [FAULT_CHMOD] = "chmod",
    [FAULT_SYNC] = "fsync",
    [FAULT_CLOSE] = "close",
    [FAULT_RENAME] = "rename",
    [FAULT_FOLDER] = "mkdir",
    [FAULT_STATUS] = "stat",
    [FAULT_PATH] = "path",
    [FAULT_FORK] = "fork",
    [FAULT_PIPE] = "pipe",
    [FAULT_SWEPT] = "swept",
    [FAULT_LOCK] = "lock",
    [FAULT_INTERRUPT] = "interrupt",
    [FAULT_THREAD] = "thread",
};

static struct {
    bool on, onward;
    bool writing; /* from the first temporary on: what a child undoes then is this process's own file */
    enum fault_class which;
    unsigned long n, stride;
    unsigned long *count; /* in memory shared with children */
    void (*judge)(int status);
    void (*skip)(unsigned long n);
} plan;

void faults_plan(enum fault_class which, unsigned long n, bool onward) {
    unsigned long *count = plan.count;
    memset(&plan, 0, sizeof plan);
    if (!count)
        count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (count == MAP_FAILED)
        abort();
    *count = 0;
    plan.count = count;
    plan.which = which;
    plan.n = n;
    plan.onward = onward;
}

void faults_start(void) {
    plan.on = true;
}

void faults_stop(void) {
    plan.on = false;
}

void faults_fork(enum fault_class which, bool onward, unsigned long stride, void (*judge)(int status),
                 void (*skip)(unsigned long n)) {
    faults_plan(which, 0, onward);
    plan.stride = stride;
    plan.judge = judge;
    plan.skip = skip;
    plan.on = true;
}

unsigned long faults_count(void) {
    return plan.count ? *plan.count : 0;
}

/* In the child: this call fails. */
static bool fork_and_fail(unsigned long count) {
    if (count % plan.stride)
        return false;
    plan.on = false;
    if (plan.writing) {
        plan.skip(count);
        plan.on = true;
        return false;
    }
    pid_t child = fork();
    if (child < 0)
        abort();
    if (child == 0) {
        plan.judge = NULL; /* the counter stays the parent's: with `onward` it is past n in any case */
        plan.n = plan.onward ? 1 : 0;
        plan.on = plan.onward;
        return true;
    }
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    plan.judge(status);
    plan.on = true;
    return false;
}

static bool fails(enum fault_class which, int error) {
    if (!plan.on || plan.which != which)
        return false;
    unsigned long count = __atomic_add_fetch(plan.count, 1, __ATOMIC_SEQ_CST);
    bool failing =
        plan.judge ? fork_and_fail(count) : plan.n && (plan.onward ? count >= plan.n : count == plan.n);
    if (failing)
        errno = error;
    return failing;
}

/* ---- memory, by --wrap --------------------------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real___libc_malloc(size_t size);
void *__real___libc_calloc(size_t count, size_t size);
void *__real___libc_realloc(void *block, size_t size);

void *__wrap_malloc(size_t size) {
    return fails(FAULT_OWN_MEMORY, ENOMEM) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails(FAULT_OWN_MEMORY, ENOMEM) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return fails(FAULT_OWN_MEMORY, ENOMEM) ? NULL : __real_realloc(block, size);
}

void *__wrap___libc_malloc(size_t size) {
    return fails(FAULT_MEMORY, ENOMEM) ? NULL : __real___libc_malloc(size);
}

void *__wrap___libc_calloc(size_t count, size_t size) {
    return fails(FAULT_MEMORY, ENOMEM) ? NULL : __real___libc_calloc(count, size);
}

void *__wrap___libc_realloc(void *block, size_t size) {
    return fails(FAULT_MEMORY, ENOMEM) ? NULL : __real___libc_realloc(block, size);
}

static pid_t (*real_fork)(void);

/* ---- all else, by name --------------------------------------------------------------------------------- */

#define REAL(name)                                                                                           \
    static __typeof__(&name) real_##name;                                                                    \
    if (!real_##name)                                                                                        \
    *(void **)&real_##name = dlsym(RTLD_NEXT, #name)

pid_t fork(void) {
    if (!real_fork)
        *(void **)&real_fork = dlsym(RTLD_NEXT, "fork");
    return fails(FAULT_FORK, EAGAIN) ? -1 : real_fork();
}

int pipe2(int fds[2], int flags) {
    REAL(pipe2);
    return fails(FAULT_PIPE, EMFILE) ? -1 : real_pipe2(fds, flags);
}

int memfd_create(const char *name, unsigned flags) {
    REAL(memfd_create);
    return fails(FAULT_PIPE, EMFILE) ? -1 : real_memfd_create(name, flags);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    REAL(mmap);
    if (fd >= 0 && fails(FAULT_VANISH, 0)) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        void *map = real_mmap(at, length, protection, flags, fd, offset);
        if (truncate(path, 0) != 0)
            abort();
        return map;
    }
    return at == NULL && fails(FAULT_MAP, ENOMEM) ? MAP_FAILED
                                                  : real_mmap(at, length, protection, flags, fd, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *data) {
    REAL(pthread_create);
    /* A fork takes along what locks another thread holds, AddressSanitizer's among them. */
    if (plan.on && plan.judge)
        return EAGAIN;
    return fails(FAULT_THREAD, EAGAIN) ? EAGAIN : real_pthread_create(thread, how, run, data);
}

static int mode_of(int flags, va_list *rest) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(*rest, int) : 0;
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return mmap(at, length, protection, flags, fd, offset);
}

int open(const char *path, int flags, ...) {
    REAL(open);
    va_list rest;
    va_start(rest, flags);
    int mode = mode_of(flags, &rest);
    va_end(rest);
    return fails(FAULT_OPEN, EACCES) ? -1 : real_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    REAL(open64);
    va_list rest;
    va_start(rest, flags);
    int mode = mode_of(flags, &rest);
    va_end(rest);
    return fails(FAULT_OPEN, EACCES) ? -1 : real_open64(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
    REAL(fopen);
    return fails(FAULT_OPEN, EMFILE) ? NULL : real_fopen(path, mode);
}

FILE *fopen64(const char *path, const char *mode) {
    REAL(fopen64);
    return fails(FAULT_OPEN, EMFILE) ? NULL : real_fopen64(path, mode);
}

DIR *opendir(const char *path) {
    REAL(opendir);
    return fails(FAULT_OPEN, EMFILE) ? NULL : real_opendir(path);
}

ssize_t read(int fd, void *bytes, size_t length) {
    REAL(read);
    return fails(FAULT_READ, EIO) || fails(FAULT_INTERRUPT, EINTR) ? -1 : real_read(fd, bytes, length);
}

ssize_t pread(int fd, void *bytes, size_t length, off_t from) {
    REAL(pread);
    return fails(FAULT_READ, EIO) ? -1 : real_pread(fd, bytes, length, from);
}

int mkostemp(char *path, int flags) {
    REAL(mkostemp);
    if (fails(FAULT_TEMPORARY, EACCES))
        return -1;
    plan.writing = true;
    return real_mkostemp(path, flags);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(write);
    if (fails(FAULT_WRITE, ENOSPC) || fails(FAULT_INTERRUPT, EINTR))
        return -1;
    if (!fails(FAULT_SHORT_WRITE, ENOSPC))
        return real_write(fd, bytes, length);
    bool first = !plan.onward;
    plan.onward = true; /* what follows finds the disk full */
    return first && length > 1 ? real_write(fd, bytes, length / 2) : -1;
}

int poll(struct pollfd *fds, nfds_t n, int timeout) {
    REAL(poll);
    return fails(FAULT_INTERRUPT, EINTR) ? -1 : real_poll(fds, n, timeout);
}

pid_t waitpid(pid_t pid, int *status, int options) {
    REAL(waitpid);
    return fails(FAULT_INTERRUPT, EINTR) ? -1 : real_waitpid(pid, status, options);
}

int flock(int fd, int how) {
    REAL(flock);
    if (fails(FAULT_SWEPT, 0)) {
        char link[64], path[4096] = {0};
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, path, sizeof path - 1) <= 0 || unlink(path) != 0)
            abort();
    }
    return fails(FAULT_LOCK, ENOLCK) ? -1 : real_flock(fd, how);
}

int fcntl(int fd, int command, ...) {
    REAL(fcntl);
    va_list rest;
    va_start(rest, command);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    bool another = command == F_DUPFD || command == F_DUPFD_CLOEXEC;
    return another && fails(FAULT_LOCK, EMFILE) ? -1 : real_fcntl(fd, command, argument);
}

int fchmod(int fd, mode_t mode) {
    REAL(fchmod);
    return fails(FAULT_CHMOD, EPERM) ? -1 : real_fchmod(fd, mode);
}

int fsync(int fd) {
    REAL(fsync);
    return fails(FAULT_SYNC, EIO) ? -1 : real_fsync(fd);
}

int close(int fd) {
    REAL(close);
    int result = real_close(fd);
    return fails(FAULT_CLOSE, EIO) ? -1 : result;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (fails(FAULT_RENAME, EACCES))
        return -1;
    return real_rename(from, to);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    return fails(FAULT_FOLDER, EACCES) ? -1 : real_mkdir(path, mode);
}

int stat(const char *path, struct stat *out) {
    REAL(stat);
    return fails(FAULT_STATUS, EACCES) ? -1 : real_stat(path, out);
}

int stat64(const char *path, struct stat64 *out) {
    REAL(stat64);
    return fails(FAULT_STATUS, EACCES) ? -1 : real_stat64(path, out);
}

int fstat64(int fd, struct stat64 *out) {
    REAL(fstat64);
    return fails(FAULT_STATUS, EIO) ? -1 : real_fstat64(fd, out);
}

int fstat(int fd, struct stat *out) {
    REAL(fstat);
    return fails(FAULT_STATUS, EIO) ? -1 : real_fstat(fd, out);
}

int access(const char *path, int mode) {
    REAL(access);
    return fails(FAULT_STATUS, EACCES) ? -1 : real_access(path, mode);
}

char *realpath(const char *path, char *out) {
    REAL(realpath);
    return fails(FAULT_PATH, EACCES) ? NULL : real_realpath(path, out);
}

ssize_t readlink(const char *path, char *out, size_t length) {
    REAL(readlink);
    return fails(FAULT_PATH, EACCES) ? -1 : real_readlink(path, out, length);
}

char *getcwd(char *out, size_t length) {
    REAL(getcwd);
    return fails(FAULT_PATH, ENOENT) ? NULL : real_getcwd(out, length);
}
