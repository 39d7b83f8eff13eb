/* See file.h. */
#define _GNU_SOURCE /* mkostemp, realpath, flock */
#include "file.h"

#include "fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Between a target's name and six signs of chance. */
#define TEMPORARY ".floorline-"

static enum file_result read_all(struct arena *arena, int fd, size_t limit, struct text *bytes,
                                 const char **why) {
    for (;;) {
        char chunk[65536];
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            *why = arena_printf(arena, "cannot be read: %s", strerror(errno));
            return FILE_UNREADABLE;
        }
        if (n == 0)
            return FILE_READ;
        if (bytes->length + (size_t)n > limit) {
            *why = arena_printf(arena, "is larger than the limit of %zu bytes", limit);
            return FILE_TOO_LARGE;
        }
        text_bytes(bytes, chunk, (size_t)n);
    }
}

/* Nothing has this name, or nothing can have it. */
static bool is_missing(int error) {
    return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG || error == ELOOP;
}

enum file_result file_read(struct arena *arena, const char *path, size_t limit, struct source **out,
                           const char **why) {
    bool standard = !strcmp(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        enum file_result result = is_missing(errno) ? FILE_MISSING : FILE_UNREADABLE;
        *why = arena_printf(arena, "cannot be opened: %s", strerror(errno));
        return result;
    }
    enum file_result result = FILE_READ;
    struct stat status;
    struct text bytes = {0};
    if (!standard && fstat(fd, &status) != 0) {
        *why = arena_printf(arena, "cannot be read: %s", strerror(errno));
        result = FILE_UNREADABLE;
    } else if (!standard) {
        if (!S_ISREG(status.st_mode)) {
            *why = S_ISDIR(status.st_mode) ? "is a folder" : "is not a regular file";
            result = FILE_NOT_REGULAR;
        } else if (status.st_size > 0 && (size_t)status.st_size > limit) {
            *why = arena_printf(arena, "is larger than the limit of %zu bytes", limit);
            result = FILE_TOO_LARGE;
        }
    }
    if (result == FILE_READ)
        result = read_all(arena, fd, limit, &bytes, why);
    if (result == FILE_READ) {
        *out = arena_alloc(arena, sizeof **out);
        (*out)->name = standard ? "<standard input>" : arena_string(arena, path);
        (*out)->text = arena_copy(arena, text_get(&bytes), bytes.length);
        (*out)->length = bytes.length;
    }
    text_drop(&bytes);
    if (!standard)
        close(fd);
    return result;
}

static const char *write_all(int fd, const char *bytes, size_t length) {
    while (length) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return strerror(errno);
        bytes += n;
        length -= (size_t)n;
    }
    return NULL;
}

/* Makes and registers the temporary with signals held back: one that came in between would leave it behind.
 */
static int make_registered(char *temporary) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    int fd = mkostemp(temporary, O_CLOEXEC); /* O_EXCL: never follows a link laid before it */
    int error = errno;
    if (fd >= 0)
        fail_temporary(temporary);
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return fd;
}

/* `*lock` keeps file_sweep from what is still being written; to be closed when it has its name. Where the
 * file system has no locks, nothing is swept. -1 and errno where there is no temporary or no lock. */
static int make_temporary(const char *target, char temporary[PATH_MAX + 32], int *lock) {
    for (;;) {
        struct stat status;
        snprintf(temporary, PATH_MAX + 32, "%s" TEMPORARY "XXXXXX", target);
        int fd = make_registered(temporary);
        if (fd < 0)
            return fd;
        *lock = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (*lock < 0) {
            int error = errno;
            close(fd);
            errno = error;
            return -1;
        }
        if (flock(*lock, LOCK_EX) != 0 || fstat(*lock, &status) != 0 || status.st_nlink)
            return fd;
        close(fd); /* swept away before it was locked */
        close(*lock);
    }
}

void file_write(const char *path, const void *bytes, size_t length) {
    if (!strcmp(path, "-")) {
        const char *why = fflush(stdout) ? strerror(errno) : write_all(STDOUT_FILENO, bytes, length);
        if (why)
            fail_output(why);
        return;
    }
    char target[PATH_MAX], temporary[PATH_MAX + 32];
    if (!realpath(path, target)) { /* not there yet */
        if (strlen(path) >= sizeof target)
            fail_environment("cannot write '%s': the name is too long", path);
        strcpy(target, path);
    }
    if (file_is_folder(target))
        fail_environment("cannot write '%s': it is a folder", path);
    struct stat status;
    if (stat(target, &status) == 0 && !S_ISREG(status.st_mode)) { /* a terminal, a pipe, /dev/null */
        int device = open(target, O_WRONLY | O_CLOEXEC);
        const char *fault = device < 0 ? strerror(errno) : write_all(device, bytes, length);
        if (device >= 0 && close(device) != 0 && !fault)
            fault = strerror(errno); /* LCOV_EXCL_LINE: a device that took all and fails when it is closed */
        if (fault)
            fail_environment("cannot write '%s': %s", path, fault);
        return;
    }
    int lock, fd = make_temporary(target, temporary, &lock);
    if (fd < 0)
        fail_environment("cannot write '%s': %s", path, strerror(errno));
    mode_t mask = umask(0);
    umask(mask);
    const char *why = write_all(fd, bytes, length);
    if (!why && (fchmod(fd, 0666 & ~mask) != 0 || fsync(fd) != 0))
        why = strerror(errno);
    if (close(fd) != 0 && !why)
        why = strerror(errno);
    if (!why && rename(temporary, target) != 0)
        why = strerror(errno);
    if (why)
        fail_environment("cannot write '%s': %s", path, why);
    fail_temporary(NULL);
    close(lock);
}

static bool is_temporary(const char *name) {
    size_t tail = strlen(TEMPORARY) + 6, length = strlen(name);
    return length > tail && !strncmp(name + length - tail, TEMPORARY, strlen(TEMPORARY));
}

void file_sweep(const char *folder) {
    DIR *listed = opendir(folder);
    for (const struct dirent *entry; listed && (entry = readdir(listed));) {
        int fd = is_temporary(entry->d_name)
                     ? openat(dirfd(listed), entry->d_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
                     : -1;
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
            unlinkat(dirfd(listed), entry->d_name, 0);
        if (fd >= 0)
            close(fd);
    }
    if (listed)
        closedir(listed);
}

void file_make_folder(const char *path) {
    char partial[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof partial)
        fail_environment("cannot make the folder '%s': the name is too long", path);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            fail_environment("cannot make the folder '%s': %s", partial, strerror(errno));
    }
    if (!file_is_folder(path))
        fail_environment("cannot make the folder '%s': something else has that name", path);
}

bool file_is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_exists(const char *path) {
    struct stat status;
    if (stat(path, &status) == 0)
        return true;
    if (!is_missing(errno))
        fail_environment("cannot look at '%s': %s", path, strerror(errno));
    return false;
}
