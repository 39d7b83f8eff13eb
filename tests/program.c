/* See program.h. */
#define _GNU_SOURCE
#include "program.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

const char *program(void) {
    const char *path = getenv("FLOORLINE");
    return path ? path : "build/floorline";
}

int run(struct text *out, const char *format, ...) {
    char command[8192];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_in_range(length, 0, sizeof command - 1);
    fflush(stdout);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        if (out)
            text_bytes(out, chunk, n);
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static char folder[64];
static pid_t folder_owner;

static void remove_folder(void) {
    char command[96];
    if (getpid() != folder_owner) /* a child of the test that leaves by exit */
        return;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        fprintf(stderr, "cannot remove %s\n", folder);
}

const char *private_folder(void) {
    if (!folder[0]) {
        strcpy(folder, "/tmp/floorline-test-XXXXXX");
        assert_non_null(mkdtemp(folder));
        folder_owner = getpid();
        atexit(remove_folder);
    }
    return folder;
}

const char *private_bytes(const char *name, const char *bytes, size_t length) {
    static char paths[8][256];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", private_folder(), name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

const char *private_file(const char *name, const char *content) {
    return private_bytes(name, content, strlen(content));
}

int script_run(struct text *said, const char *functions, const char *lines) {
    static int number;
    struct text whole = {0};
    text_printf(&whole, "#!/bin/bash\nset -e\nF='%s'\nD='%s/%d'\nmkdir \"$D\"\nexec 2>&1\n%s%s\n", program(),
                private_folder(), number++, functions, lines);
    const char *path = private_file("script", text_get(&whole));
    text_drop(&whole);
    text_clear(said);
    return run(said, "bash %s", path);
}

void script_holds(struct text *said, const char *functions, const char *lines) {
    int status = script_run(said, functions, lines);
    if (status != 0)
        fprintf(stderr, "%s\n%s", lines, text_get(said)); /* cmocka would cut it */
    assert_int_equal(status, 0);
}

const char *german_locale(void) {
    static char path[128];
    if (path[0])
        return path;
    struct text sign = {0};
    snprintf(path, sizeof path, "%s/locale", private_folder());
    if (run(NULL, "mkdir -p %s && localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8", path, path) != 0 ||
        run(&sign, "LOCPATH=%s LC_ALL=de_DE.UTF-8 locale decimal_point", path) != 0)
        fail_msg("cannot make the locale de_DE.UTF-8: is the package `locales` installed?");
    assert_string_equal(text_get(&sign), ",\n");
    text_drop(&sign);
    return path;
}
