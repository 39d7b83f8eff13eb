/* Runs a command and prints "wall user+system peak": seconds, seconds, MB of the largest process in it.
 * `run TIMES COMMAND...`: the quickest of so many. */
#define _DEFAULT_SOURCE /* wait4, timeradd */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double seconds(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

int main(int argc, char **argv) {
    double wall = 1e9, busy = 1e9;
    long peak = 0;
    if (argc < 3)
        return 2;
    for (int i = 0; i < atoi(argv[1]); i++) {
        struct rusage use;
        int status;
        double start = now_s();
        pid_t child = fork();
        if (child == 0) {
            execvp(argv[2], argv + 2);
            _exit(127);
        }
        if (child < 0 || wait4(child, &status, 0, &use) != child || status != 0)
            return 1;
        double took = now_s() - start, used = seconds(use.ru_utime) + seconds(use.ru_stime);
        wall = took < wall ? took : wall;
        busy = used < busy ? used : busy;
        peak = use.ru_maxrss > peak ? use.ru_maxrss : peak;
    }
    printf("%.6f %.6f %.1f\n", wall, busy, (double)peak / 1024);
    return 0;
}
