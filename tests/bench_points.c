/* How many design points a second one core computes: decode steps at every batch and context of a grid,
 * operator by operator, beside the plain path (step_decode_s) and beside a bare loop over the article's
 * closed formula.
 *
 * Times are of this machine and this moment; the ratios are what to quote. Run by `make bench`. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "../gen/core/comms.h"
#include "../gen/core/point.h"
#include "../gen/core/step.h"
#include "../gen/spec/spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BATCHES = 4096, CONTEXTS = 4096, POINTS = BATCHES * CONTEXTS, PLAIN = 200000, ROUNDS = 3 };

static double batches[BATCHES], contexts[CONTEXTS], *steps, *pair_batches, *pair_contexts;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const struct points *prepared;
static const struct plan *planned;
static double checksum;

static size_t grid(void) {
    point_grid_s(prepared, batches, BATCHES, contexts, CONTEXTS, steps);
    return POINTS;
}

static size_t pairs(void) {
    point_steps_s(prepared, pair_batches, pair_contexts, POINTS, steps);
    return POINTS;
}

static size_t plain(void) {
    for (size_t i = 0; i < PLAIN; i++)
        steps[i] = step_decode_s(planned, batches[i % BATCHES], contexts[i / 7 % CONTEXTS]);
    return PLAIN;
}

/* max(b P / (N beta) + B s k / (N beta), B 2 P / (N pi), 4 L alpha, B 4 L d b / C): the article's terms with
 * the cache read, the 52B on four, constants taken out of the loop. */
static size_t closed(void) {
    const double memory_s = 17.333e-3, cached_s = 0.3495e-6, compute_s = 83.33e-6, latency_s = 2.048e-3,
                 comm_s = 13.98e-6;
    for (size_t b = 0; b < BATCHES; b++) {
        double other_s = batches[b] * compute_s > latency_s ? batches[b] * compute_s : latency_s;
        double slope_s = batches[b] * cached_s, *row = steps + b * CONTEXTS;
        other_s = batches[b] * comm_s > other_s ? batches[b] * comm_s : other_s;
        for (size_t c = 0; c < CONTEXTS; c++) {
            double read_s = memory_s + contexts[c] * slope_s;
            row[c] = read_s > other_s ? read_s : other_s;
        }
    }
    return POINTS;
}

static double rate_of(size_t (*run)(void)) {
    double best = 0;
    run(); /* pages and caches warm */
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        size_t n = run();
        double rate = (double)n / (now() - start);
        best = rate > best ? rate : best;
        checksum += steps[n / 2];
    }
    return best;
}

int main(void) {
    static const char *const specs[] = {"specs/llama-3.1-70b-8xh100-sxm.yaml",
                                        "specs/deepseek-v3-8xh200.yaml",
                                        "specs/anthropic-52b-4xa100-40gb.yaml"};
    static const char *const here[] = {"."};
    const struct search_path search = {.folders = here, .n_folders = 1};
    steps = calloc(POINTS, sizeof *steps);
    pair_batches = calloc(POINTS, sizeof *pair_batches);
    pair_contexts = calloc(POINTS, sizeof *pair_contexts);
    if (!steps || !pair_batches || !pair_contexts)
        return 3;
    for (size_t i = 0; i < BATCHES; i++)
        batches[i] = (double)(i + 1);
    for (size_t i = 0; i < CONTEXTS; i++)
        contexts[i] = 32.0 * (double)(i + 1);
    for (size_t i = 0; i < POINTS; i++) {
        pair_batches[i] = batches[i / CONTEXTS];
        pair_contexts[i] = contexts[(i * 2654435761u) % CONTEXTS];
    }
    double bare = rate_of(closed);
    printf("%-42s %12s %12s %12s %16s\n", "decode points a second, one core", "grid", "pairs", "plain path",
           "grid / closed");
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        struct spec *spec = spec_read(arena, specs[s], &search, diags_new(arena));
        if (!spec)
            return 1;
        struct analysis analysis;
        analysis_run(&spec->design, arena_alloc(arena, analysis_bytes(&spec->design)), &analysis);
        planned = analysis.plan;
        struct point_line *lines = arena_array(arena, planned->n_works, sizeof *lines);
        struct point_slope *slopes = arena_array(arena, planned->n_works, sizeof *slopes);
        struct points points;
        points_prepare(planned, lines, slopes, &points);
        prepared = &points;
        double grid_rate = rate_of(grid), pair_rate = rate_of(pairs), plain_rate = rate_of(plain);
        printf("%-42s %12.3g %12.3g %12.3g %16.3f\n", specs[s], grid_rate, pair_rate, plain_rate,
               grid_rate / bare);
        arena_drop(arena);
    }
    printf("%-42s %12.3g\n", "closed formula of the article, bare loop", bare);
    printf("%d points a grid; checksum %.6g\n", POINTS, checksum);
    free(steps);
    free(pair_batches);
    free(pair_contexts);
    return 0;
}
