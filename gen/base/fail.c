/* See fail.h. */
#include "fail.h"

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
