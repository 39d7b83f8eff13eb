/* Every call that can fail is made to fail, one after another, over whole runs of the program: the status is
 * 3 and the old file is there, or 0 and the file is what it would have been; no temporary stays; nothing
 * crashes. The runs are counted and printed. */
#define _GNU_SOURCE
#include "faults.h"
#include "program.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* How many of the libraries' allocations are passed over for each that fails: FLOORLINE_FAULTS=1 is all of
 * them (make faults). AddressSanitizer makes forks a hundred times dearer. */
#ifdef __SANITIZE_ADDRESS__
enum { OWN_STRIDE = 61, STRIDE = 61 };
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig"; /* what it loads once */
}
#else
enum { OWN_STRIDE = 2, STRIDE = 23 };
#endif

static unsigned long stride_of(enum fault_class which) {
    const char *asked = getenv("FLOORLINE_FAULTS");
    if (asked && atoi(asked) > 0)
        return (unsigned long)atoi(asked);
    return which == FAULT_OWN_MEMORY ? OWN_STRIDE : STRIDE;
}

int floorline_main(int argc, char **argv); /* gen/main.c, compiled under this name */

#define OLD "the file that was there before"
enum { MOST_ARGUMENTS = 12, MOST_TOLD = 12, MOST_SKIPPED = 1000 };

/* One way to run the program: its arguments, and what it writes in the folder. */
struct job {
    const char *name;
    const char *arguments[MOST_ARGUMENTS];
    const char *output;
};

/* In memory that all processes share. */
static struct tally {
    unsigned long runs, failed, harmless, wrong;
    unsigned long n_skipped, skipped[MOST_SKIPPED];
} * tally;

static char folder[256], target[512];
static struct text good;
static const struct job *job;

static bool same_as(const char *path, const char *bytes, size_t length) {
    static char found[4 << 20];
    int fd = open(path, O_RDONLY);
    size_t n = 0;
    for (ssize_t got; fd >= 0 && n < sizeof found && (got = read(fd, found + n, sizeof found - n)) > 0;)
        n += (size_t)got;
    if (fd >= 0)
        close(fd);
    return fd >= 0 && n == length && !memcmp(found, bytes, n);
}

static void read_good(void) {
    char piece[65536];
    int fd = open(target, O_RDONLY);
    text_clear(&good);
    for (ssize_t n; (n = read(fd, piece, sizeof piece)) > 0;)
        text_bytes(&good, piece, (size_t)n);
    close(fd);
    assert_true(good.length > strlen(OLD));
}

static void put_old(void) {
    int fd = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || write(fd, OLD, strlen(OLD)) != (ssize_t)strlen(OLD) || close(fd) != 0)
        abort();
}

static int files_in_folder(void) {
    int n = 0;
    DIR *open = opendir(folder);
    if (!open)
        abort();
    for (const struct dirent *entry; (entry = readdir(open));)
        n += entry->d_name[0] != '.';
    closedir(open);
    return n;
}

static void remove_others(void) {
    char line[1024];
    snprintf(line, sizeof line, "find '%s' -type f ! -name '%s' -delete", folder, job->output);
    if (system(line) != 0)
        abort();
}

static void judge_status(int status) {
    tally->runs++;
    const char *wrong = NULL;
    bool old = same_as(target, OLD, strlen(OLD));
    if (WIFSIGNALED(status))
        wrong = strsignal(WTERMSIG(status));
    else if (WEXITSTATUS(status) == 0)
        wrong = same_as(target, good.bytes, good.length) ? NULL : "status 0 and a wrong file";
    else if (WEXITSTATUS(status) != 3)
        wrong = "a status that is not 3";
    else if (!old && !same_as(target, good.bytes, good.length))
        wrong = "the old file is gone";
    if (!wrong && files_in_folder() != 1)
        wrong = "a temporary file stayed";
    if (wrong) {
        if (tally->wrong++ < MOST_TOLD)
            fprintf(stdout, "%s, run %lu: %s (status %#x)\n", job->name, tally->runs, wrong,
                    (unsigned)status);
        fflush(stdout);
    } else if (WEXITSTATUS(status) == 0) {
        tally->harmless++;
    } else {
        tally->failed++;
    }
    if (!old)
        put_old();
    if (files_in_folder() != 1)
        remove_others();
}

static void run_program(void) {
    static const int caught[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE}; /* by cmocka, to report them */
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        signal(caught[i], SIG_DFL);
    char *argv[MOST_ARGUMENTS + 2] = {strdup("floorline")};
    int argc = 1;
    for (; job->arguments[argc - 1]; argc++)
        argv[argc] = strdup(!strcmp(job->arguments[argc - 1], "@") ? target : job->arguments[argc - 1]);
    atexit(faults_stop); /* what a coverage build writes at the very end is not the program's */
    int quiet = getenv("FLOORLINE_FAULTS_TELL") ? -1 : open("/dev/null", O_WRONLY);
    if (quiet >= 0)
        dup2(quiet, STDERR_FILENO);
    exit(floorline_main(argc, argv));
}

static int wait_for(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            abort();
    return status;
}

/* A run in which the nth call fails; false when the run has fewer calls. */
static bool fail_one(enum fault_class which, unsigned long n, bool onward) {
    fflush(stdout);
    faults_plan(which, n, onward);
    pid_t child = fork();
    if (child == 0) {
        faults_start();
        run_program();
    }
    int status = wait_for(child);
    if (faults_count() < n)
        return false;
    judge_status(status);
    return true;
}

static void skip_call(unsigned long n) {
    assert_true(tally->n_skipped < MOST_SKIPPED);
    tally->skipped[tally->n_skipped++] = n;
}

/* Each call of one run fails in a process of its own, and those while a file is being written in a run of
 * their own. */
static void fork_at_each(enum fault_class which, bool onward, unsigned long stride) {
    fflush(stdout);
    tally->n_skipped = 0;
    pid_t child = fork();
    if (child == 0) {
        faults_fork(which, onward, stride, judge_status, skip_call);
        run_program();
    }
    assert_int_equal(wait_for(child), 0);
    assert_true(same_as(target, good.bytes, good.length));
    put_old();
    for (unsigned long i = 0; i < tally->n_skipped; i++)
        fail_one(which, tally->skipped[i], onward);
}

static void fail_all(const struct job *next) {
    job = next;
    snprintf(target, sizeof target, "%s/%s", folder, job->output);
    pid_t child = fork();
    if (child == 0)
        run_program();
    assert_int_equal(wait_for(child), 0);
    read_good();
    put_old();
    for (int i = 0; i < FAULT_CLASSES; i++)
        for (int onward = 0; onward < 2; onward++) {
            enum fault_class which = (enum fault_class)i;
            tally->runs = tally->failed = tally->harmless = 0;
            if (which == FAULT_OWN_MEMORY || which == FAULT_MEMORY)
                fork_at_each(which, onward, stride_of(which));
            else
                for (unsigned long n = 1; fail_one(which, n, onward); n++)
                    ;
            if (tally->runs)
                print_message("%-8s %-12s %s: %6lu runs, %6lu with status 3, %4lu harmless\n", job->name,
                              fault_names[which], onward ? "from nth on" : "nth alone  ", tally->runs,
                              tally->failed, tally->harmless);
        }
}

#define SPEC "specs/llama-3.1-70b-8xh100-sxm.yaml"
static const struct job jobs[] = {
    {"report", {"report", SPEC, "-o", "@"}, "report.pdf"},
    {"svg", {"figure", "roofline", SPEC, "-o", "@"}, "figure.svg"},
    {"png", {"figure", "roofline", SPEC, "-o", "@"}, "figure.png"},
    {"pdf", {"figure", "roofline", SPEC, "-o", "@"}, "figure.pdf"},
    {"import", {"import", "tests/configs/deepseek-v2.json", "-o", "@"}, "model.yaml"},
};

static void whatever_fails_the_status_is_3_and_the_old_file_stays(void **state) {
    (void)state;
    setenv("FLOORLINE_PATH", ".", 1);
    tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(tally != MAP_FAILED);
    snprintf(folder, sizeof folder, "%s/faults", private_folder());
    assert_int_equal(run(NULL, "mkdir %s", folder), 0);
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        fail_all(&jobs[i]);
        assert_int_equal(run(NULL, "rm %s", target), 0);
    }
    text_drop(&good);
    assert_int_equal(tally->wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_fails_the_status_is_3_and_the_old_file_stays)};
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
