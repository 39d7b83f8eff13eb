/* See fail.h. */
#include "fail.h"

#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char temporary[4096 + 64];
static volatile sig_atomic_t temporary_set;

void fail_temporary(const char *path) {
    temporary_set = 0;
    if (path && strlen(path) < sizeof temporary) {
        strcpy(temporary, path);
        temporary_set = 1;
    }
}

void fail_clean(void) {
    if (temporary_set) {
        temporary_set = 0;
        unlink(temporary);
    }
}

void fail_environment(const char *format, ...) {
    va_list args;
    fail_clean();
    fputs("floorline: error: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(EXIT_ENVIRONMENT);
}

void fail_output(const char *why) {
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR)) { /* of a pipe: no reader */
        fail_clean();
        exit(EXIT_ENVIRONMENT);
    }
    fail_environment(why ? "cannot write to standard output: %s" : "cannot write to standard output%s",
                     why ? why : "");
}

/* test_faults comes here; processes that _exit leave no counts for `make coverage`. */
void fail_memory(void) {
    static const char message[] = "floorline: error: out of memory\n";
    fail_clean();
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written; /* nobody is left to be told */
    _exit(EXIT_ENVIRONMENT);
}
