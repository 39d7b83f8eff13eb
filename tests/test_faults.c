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
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* One in how many allocations fails, of the program and of the libraries, and of a batch's other calls behind
 * the first few; FLOORLINE_FAULTS=1 is all of them (make faults). AddressSanitizer makes forks a hundred
 * times dearer. */
#ifdef __SANITIZE_ADDRESS__
enum { OWN_STRIDE = 61, STRIDE = 61, CALL_STRIDE = 3 };
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig"; /* what it loads once */
}
#else
enum { OWN_STRIDE = 5, STRIDE = 41, CALL_STRIDE = 1 };
#endif

static unsigned long stride_of(enum fault_class which) {
    const char *asked = getenv("FLOORLINE_FAULTS");
    if (asked && atoi(asked) > 0)
        return (unsigned long)atoi(asked);
    return which == FAULT_OWN_MEMORY ? OWN_STRIDE : STRIDE;
}

int floorline_main(int argc, char **argv); /* gen/main.c, compiled under this name */

#define OLD "the file that was there before"
enum { FIRST_CALLS = 4, MOST_ARGUMENTS = 12, MOST_TOLD = 12, MOST_OUTPUTS = 2, MOST_SKIPPED = 1000 };

/* One way to run the program: its arguments, and what it writes in the folder. */
struct job {
    const char *name;
    const char *arguments[MOST_ARGUMENTS];
    const char *outputs[MOST_OUTPUTS];
    bool processes; /* that run at once: no call can be looked at by forking there */
};

/* In memory that all processes share. */
static struct tally {
    unsigned long runs, failed, harmless, wrong;
    unsigned long n_skipped, skipped[MOST_SKIPPED];
} * tally;

static char folder[256], targets[MOST_OUTPUTS][512];
static struct text good[MOST_OUTPUTS];
static int n_targets;
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

static bool is_old(int i) {
    return same_as(targets[i], OLD, strlen(OLD));
}

static bool is_good(int i) {
    return same_as(targets[i], good[i].bytes, good[i].length);
}

static void read_good(int i) {
    char piece[65536];
    int fd = open(targets[i], O_RDONLY);
    text_clear(&good[i]);
    for (ssize_t n; (n = read(fd, piece, sizeof piece)) > 0;)
        text_bytes(&good[i], piece, (size_t)n);
    close(fd);
    assert_true(good[i].length > strlen(OLD));
}

static void put_old(int i) {
    int fd = open(targets[i], O_WRONLY | O_CREAT | O_TRUNC, 0666);
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

static void start_anew(void) {
    DIR *open = opendir(folder);
    if (!open)
        abort();
    for (const struct dirent *entry; (entry = readdir(open));)
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(open), entry->d_name, 0);
    closedir(open);
    for (int i = 0; i < n_targets; i++)
        put_old(i);
}

static const char *what_is_wrong(int status) {
    if (WIFSIGNALED(status))
        return strsignal(WTERMSIG(status));
    if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3)
        return "a status that is not 3";
    for (int i = 0; i < n_targets; i++)
        if (WEXITSTATUS(status) == 0 ? !is_good(i) : !is_good(i) && !is_old(i))
            return WEXITSTATUS(status) == 0 ? "status 0 and a wrong file" : "the old file is gone";
    return files_in_folder() == n_targets ? NULL : "a temporary file stayed";
}

static void judge_status(int status) {
    const char *wrong = what_is_wrong(status);
    bool touched = wrong != NULL;
    tally->runs++;
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
    for (int i = 0; i < n_targets; i++)
        touched = touched || !is_old(i);
    if (touched)
        start_anew();
}

static void run_program(void) {
    static const int caught[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE}; /* by cmocka, to report them */
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
        signal(caught[i], SIG_DFL);
    char *argv[MOST_ARGUMENTS + 2] = {strdup("floorline")};
    int argc = 1;
    for (; job->arguments[argc - 1]; argc++)
        argv[argc] = strdup(!strcmp(job->arguments[argc - 1], "@")    ? targets[0]
                            : !strcmp(job->arguments[argc - 1], "@/") ? folder
                                                                      : job->arguments[argc - 1]);
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
    while (job->processes && waitpid(-1, NULL, 0) > 0)
        ; /* what its workers have in hand is still made whole */
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
    assert_true(is_good(0));
    start_anew();
    for (unsigned long i = 0; i < tally->n_skipped; i++)
        fail_one(which, tally->skipped[i], onward);
}

static void fail_class(enum fault_class which, bool onward) {
    if (which == FAULT_VANISH) /* of fonts that are nobody else's */
        return;
    if (onward &&
        (which == FAULT_INTERRUPT || which == FAULT_SWEPT)) /* whoever asks again would do so for ever */
        return;
    bool memory = which == FAULT_OWN_MEMORY || which == FAULT_MEMORY;
    unsigned long step = job->processes && memory ? stride_of(which) * 97 : 1;
    /* files are opened, read and asked after in a batch as they are in the report alone, many times over */
    unsigned long later = job->processes && !memory && !getenv("FLOORLINE_FAULTS") ? CALL_STRIDE : step;
    tally->runs = tally->failed = tally->harmless = 0;
    if (memory && !job->processes)
        fork_at_each(which, onward, stride_of(which));
    else
        for (unsigned long n = 1; fail_one(which, n, onward); n += n < FIRST_CALLS ? step : later)
            ;
    if (tally->runs)
        print_message("%-8s %-12s %s: %6lu runs, %6lu with status 3, %4lu harmless\n", job->name,
                      fault_names[which], onward ? "from nth on" : "nth alone  ", tally->runs, tally->failed,
                      tally->harmless);
}

static void fail_all(const struct job *next) {
    job = next;
    for (n_targets = 0; n_targets < MOST_OUTPUTS && job->outputs[n_targets]; n_targets++)
        snprintf(targets[n_targets], sizeof targets[0], "%s/%s", folder, job->outputs[n_targets]);
    start_anew();
    pid_t child = fork();
    if (child == 0)
        run_program();
    assert_int_equal(wait_for(child), 0);
    for (int i = 0; i < n_targets; i++)
        read_good(i);
    start_anew();
    for (int which = 0; which < FAULT_CLASSES; which++)
        for (int onward = 0; onward < 2; onward++)
            fail_class((enum fault_class)which, onward);
}

#define OTHER "specs/gpt-13b-1xa100-40gb.yaml"
#define SPEC  "specs/llama-3.1-70b-8xh100-sxm.yaml"
static const struct job jobs[] = {
    {"report", {"report", SPEC, "-o", "@"}, {"report.pdf"}, false},
    {"svg", {"figure", "roofline", SPEC, "-o", "@"}, {"figure.svg"}, false},
    {"png", {"figure", "roofline", SPEC, "-o", "@"}, {"figure.png"}, false},
    {"pdf", {"figure", "roofline", SPEC, "-o", "@"}, {"figure.pdf"}, false},
    {"import", {"import", "tests/configs/deepseek-v2.json", "-o", "@"}, {"model.yaml"}, false},
    {"diff", {"diff", OTHER, OTHER, "-o", "@"}, {"diff.pdf"}, false},
    {"batch",
     {"report", SPEC, OTHER, "-o", "@/", "-j", "2"},
     {"llama-3.1-70b-8xh100-sxm.pdf", "gpt-13b-1xa100-40gb.pdf"},
     true},
};

static void whatever_fails_the_status_is_3_and_the_old_file_stays(void **state) {
    (void)state;
    setenv("FLOORLINE_PATH", ".", 1);
    tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(tally != MAP_FAILED);
    snprintf(folder, sizeof folder, "%s/faults", private_folder());
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0); /* workers that outlive their parent come here */
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++)
        fail_all(&jobs[i]);
    for (int i = 0; i < MOST_OUTPUTS; i++)
        text_drop(&good[i]);
    assert_int_equal(tally->wrong, 0);
}

/* Copies, since they are cut to nothing. */
static void a_font_that_vanishes_is_status_3(void **state) {
    (void)state;
    char line[1024], fonts[256];
    job = &jobs[0];
    n_targets = 1;
    snprintf(targets[0], sizeof targets[0], "%s/%s", folder, job->outputs[0]);
    snprintf(fonts, sizeof fonts, "%s/fonts", private_folder());
    setenv("FLOORLINE_FONTS", fonts, 1);
    for (unsigned long n = 1;; n++) {
        snprintf(line, sizeof line, "mkdir -p %s && cp /usr/share/fonts/truetype/*/*.ttf %s", fonts, fonts);
        assert_int_equal(system(line), 0);
        start_anew();
        faults_plan(FAULT_VANISH, n, false);
        pid_t child = fork();
        if (child == 0) {
            faults_start();
            run_program();
        }
        int status = wait_for(child);
        if (faults_count() < n)
            break;
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 3);
        assert_true(is_old(0));
        assert_int_equal(files_in_folder(), 1);
    }
    unsetenv("FLOORLINE_FONTS");
    assert_true(faults_count() >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_fails_the_status_is_3_and_the_old_file_stays),
        cmocka_unit_test(a_font_that_vanishes_is_status_3)};
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
