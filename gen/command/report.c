/* floorline report: specs in, PDFs out. One spec is done here; several are shared out to workers (batch.h).
 */
#include "batch.h"
#include "matrix_report.h"
#include "progress.h"
#include "report_job.h"
#include "told.h"

#include "../base/aside.h"
#include "../base/file.h"
#include "../base/reserve.h"
#include "../base/sha256.h"
#include "../page/style.h"
#include "../spec/path.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_OUTPUT,
    OPTION_TEMPLATE,
    OPTION_LANGUAGE,
    OPTION_PAPER,
    OPTION_PDFA,
    OPTION_JOBS,
    OPTION_QUIET,
    OPTION_RESUME,
    OPTION_SHARD,
    OPTION_COUNT
};

static const struct option_row options[OPTION_COUNT] = {
    {'o', "output", true}, {'t', "template", true}, {0, "lang", true},
    {0, "paper", true},    {0, "pdfa", true},       {'j', "jobs", true},
    {'q', "quiet", false}, {0, "resume", false},    {0, "shard", true}};

enum { MOST_REPORTS = 100000 };

struct run {
    struct arena *arena;
    struct report_options_given given;
    struct report_job *jobs;
    size_t n_jobs, jobs_capacity;
    bool many;
    struct progress progress;
    size_t written, skipped;
    int worst;
    struct text failures;
    size_t n_failures;
    struct told *told;     /* what is said of the matrix at hand; NULL: none is */
    const char *told_spec; /* its path */
};

/* ---- the command line -----------------------------------------------------------------------------------
 */

/* A whole number from 1 to `most`, or 0. Stops at `end`. */
static unsigned long number_of(const char *words, unsigned long most, const char **end) {
    char *stop;
    errno = 0;
    unsigned long n = strtoul(words, &stop, 10);
    *end = stop;
    return *words < '0' || *words > '9' || errno || n > most ? 0 : n;
}

struct shard {
    unsigned long part, parts; /* of 1: all */
};

static bool shard_of(const char *words, struct shard *shard) {
    const char *end = "";
    *shard = (struct shard){1, 1};
    if (!words)
        return true;
    shard->part = number_of(words, MOST_REPORTS, &end);
    shard->parts = *end == '/' ? number_of(end + 1, MOST_REPORTS, &end) : 0;
    return shard->part && shard->parts && !*end && shard->part <= shard->parts;
}

static int workers_of(const char *words) {
    const char *end = "";
    unsigned long n = words ? number_of(words, MOST_WORKERS, &end) : (unsigned long)batch_processors();
    return *end ? 0 : (int)n;
}

static bool options_are_good(const struct arguments *arguments, struct shard *shard) {
    const char *const *values = arguments->values, *output = values[OPTION_OUTPUT];
    enum language language;
    enum pdf_part part;
    if (!arguments->n_operands)
        usage_error("report", "no spec is given");
    else if (arguments->n_operands > MOST_REPORTS)
        usage_error("report", "%d specs are given; the limit is %d", arguments->n_operands, MOST_REPORTS);
    else if (values[OPTION_LANGUAGE] && !language_find(values[OPTION_LANGUAGE], &language))
        usage_error("report", "--lang is en or zh, not '%s'", values[OPTION_LANGUAGE]);
    else if (values[OPTION_PAPER] && !style_paper(values[OPTION_PAPER]))
        usage_error("report", "--paper is a4 or letter, not '%s'", values[OPTION_PAPER]);
    else if (values[OPTION_PDFA] && !edition_part(values[OPTION_PDFA], &part))
        usage_error("report", "--pdfa is 3b or 1b, not '%s'", values[OPTION_PDFA]);
    else if (!workers_of(values[OPTION_JOBS]))
        usage_error("report", "--jobs is a number from 1 to %d, not '%s'", MOST_WORKERS, values[OPTION_JOBS]);
    else if (!shard_of(values[OPTION_SHARD], shard))
        usage_error("report", "--shard is I/N with I from 1 to N, not '%s'", values[OPTION_SHARD]);
    else if (output && arguments->n_operands > 1 && report_output_is_file(output))
        usage_error("report", "-o names one file, but %d specs are given", arguments->n_operands);
    else
        return true;
    return false;
}

/* ---- the jobs -------------------------------------------------------------------------------------------
 */

/* By the name alone, so that a spec stays in its share whatever stands beside it. */
static bool is_in_shard(const char *name, struct shard shard) {
    char sha256[65];
    sha256_hex(name, strlen(name), sha256);
    sha256[15] = '\0';
    return strtoull(sha256, NULL, 16) % shard.parts == shard.part - 1;
}

static int by_target(const void *a, const void *b) {
    const struct report_job *x = *(const struct report_job *const *)a,
                            *y = *(const struct report_job *const *)b;
    int order = strcmp(x->target, y->target);
    return order ? order : strcmp(x->spec, y->spec);
}

/* Two reports in one place: one of them would be lost. */
static bool targets_differ(const struct run *run) {
    const struct report_job **sorted = arena_array(run->arena, run->n_jobs, sizeof *sorted);
    for (size_t i = 0; i < run->n_jobs; i++)
        sorted[i] = &run->jobs[i];
    qsort(sorted, run->n_jobs, sizeof *sorted, by_target);
    for (size_t i = 1; i < run->n_jobs; i++)
        if (!strcmp(sorted[i - 1]->target, sorted[i]->target)) {
            usage_error("report", "'%s' and '%s' would both be written to '%s'", sorted[i - 1]->spec,
                        sorted[i]->spec, sorted[i]->target);
            return false;
        }
    return true;
}

static void add_job(struct run *run, const char *spec, const char *cell, size_t number, bool matrix,
                    struct shard shard) {
    const char *stem = !strcmp(spec, "-") ? "stdin" : path_stem(run->arena, spec), *name = cell ? cell : stem;
    if (!is_in_shard(name, shard))
        return;
    run->jobs = arena_grow(run->arena, run->jobs, run->n_jobs, &run->jobs_capacity, sizeof *run->jobs);
    run->jobs[run->n_jobs++] = (struct report_job){
        spec, cell, number, matrix, name, report_target(run->arena, name, run->given.output)};
}

/* A matrix makes many. What cannot be read makes one, which will say why. */
static void list_jobs(struct run *run, const struct arguments *arguments, struct shard shard) {
    for (int i = 0; i < arguments->n_operands; i++) {
        const char *spec = arguments->operands[i];
        struct arena *arena = arena_new();
        size_t n_cells;
        const char *const *cells = spec_cells(arena, spec, search_folders(), &n_cells);
        for (size_t cell = 0; cell < n_cells; cell++)
            add_job(run, spec, arena_string(run->arena, cells[cell]), cell + 1, false, shard);
        add_job(run, spec, NULL, 0, n_cells > 0, shard); /* the plain report, or the table over all */
        run->many |= n_cells > 0 || arguments->n_operands > 1;
        arena_drop(arena);
    }
}

/* ---- running them ---------------------------------------------------------------------------------------
 */

static int run_job(void *data, size_t i) {
    const struct run *run = data;
    return (run->jobs[i].matrix ? matrix_make : report_make)(&run->jobs[i], &run->given);
}

static void count_job(struct run *run, size_t i, int status) {
    static const char *const outcomes[] = {[EXIT_SPEC] = "refused", [EXIT_USAGE] = "refused"};
    const struct report_job *job = &run->jobs[i];
    if (status == REPORT_SKIPPED) {
        run->skipped++;
    } else if (status == EXIT_DONE) {
        run->written++;
    } else {
        run->n_failures++;
        text_printf(&run->failures, "  %s%s%s: %s (status %d)\n", job->spec, job->cell ? ", " : "",
                    job->cell ? job->cell : "", status < EXIT_ENVIRONMENT ? outcomes[status] : "failed",
                    status);
    }
    run->worst = status > run->worst ? status : run->worst;
}

static void tell_matrix(struct run *run) {
    if (run->told) {
        progress_clear(&run->progress);
        told_say(run->told);
    }
    run->told = NULL;
}

/* Of a matrix all is said together, when its last report is made. */
static void tell_said(struct run *run, const struct report_job *job, const struct text *said) {
    if (run->told && job->spec != run->told_spec)
        tell_matrix(run);
    if (job->cell || job->matrix) {
        run->told = run->told ? run->told : told_new();
        run->told_spec = job->spec;
        told_add(run->told, job->cell, text_get(said));
    } else if (said->length) {
        progress_clear(&run->progress);
        fputs(text_get(said), stderr);
    }
}

static void tell_job(void *data, size_t i, int status, const struct text *said) {
    struct run *run = data;
    tell_said(run, &run->jobs[i], said);
    if (status <= EXIT_DONE)
        progress_line(&run->progress, status == REPORT_SKIPPED ? "unchanged" : "written",
                      run->jobs[i].target);
    count_job(run, i, status);
}

static void tick(void *data, size_t finished) {
    struct run *run = data;
    progress_tick(&run->progress, finished);
}

static void sum_up(struct run *run, bool quiet) {
    size_t left = run->n_jobs - run->written - run->skipped - run->n_failures;
    tell_matrix(run);
    progress_clear(&run->progress);
    if (quiet && !run->n_failures && !left)
        return;
    fprintf(stderr, "%zu of %zu reports written", run->written, run->n_jobs);
    if (run->skipped)
        fprintf(stderr, ", %zu unchanged", run->skipped);
    if (left)
        fprintf(stderr, ", %zu not begun", left);
    if (run->n_failures)
        fprintf(stderr, ", %zu not made:\n%s", run->n_failures, text_get(&run->failures));
    else
        fputc('\n', stderr);
}

static int run_many(struct run *run, int workers, bool quiet) {
    struct batch batch = {.n_jobs = run->n_jobs,
                          .workers = workers,
                          .data = run,
                          .run = run_job,
                          .told = tell_job,
                          .tick = tick};
    if ((size_t)workers > run->n_jobs)
        batch.workers = (int)run->n_jobs;
    fonts_warm();
    file_sweep(report_folder(run->given.output));
    progress_begin(&run->progress, run->n_jobs, quiet);
    int stopped = batch_run(&batch);
    sum_up(run, quiet);
    if (stopped) { /* the parent is to see why */
        signal(stopped, SIG_DFL);
        raise(stopped);
    }
    return run->worst;
}

static int run_all(struct run *run, const struct arguments *arguments, struct shard shard) {
    const char *const *values = arguments->values;
    run->given = (struct report_options_given){.output = values[OPTION_OUTPUT],
                                               .template_name = values[OPTION_TEMPLATE],
                                               .language = values[OPTION_LANGUAGE],
                                               .paper = values[OPTION_PAPER],
                                               .part = PDF_A3B,
                                               .resume = values[OPTION_RESUME] != NULL,
                                               .quiet = values[OPTION_QUIET] != NULL};
    if (values[OPTION_PDFA]) /* checked with the command line */
        edition_part(values[OPTION_PDFA], &run->given.part);
    if (!date_of_epoch(run->arena, "report", &run->given.epoch))
        return EXIT_USAGE;
    list_jobs(run, arguments, shard);
    if (run->n_jobs > MOST_REPORTS)
        return usage_error("report", "%zu reports are more than the limit of %d", run->n_jobs, MOST_REPORTS);
    if (run->many && run->given.output && report_output_is_file(run->given.output))
        return usage_error("report", "-o names one file, but %zu reports are to be made", run->n_jobs);
    if (!targets_differ(run))
        return EXIT_USAGE;
    if (run->many)
        return run->n_jobs ? run_many(run, workers_of(values[OPTION_JOBS]), values[OPTION_QUIET] != NULL)
                           : EXIT_DONE;
    if (batch_processors() > 1)
        aside_allow();
    int status = run->n_jobs ? run_job(run, 0) : EXIT_DONE;
    return status == REPORT_SKIPPED ? EXIT_DONE : status;
}

int command_report(int argc, char **argv) {
    struct arguments arguments;
    struct shard shard;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments) ||
        !options_are_good(&arguments, &shard))
        return EXIT_USAGE;
    memory_reserve();
    struct run run = {.arena = arena_new()};
    int status = run_all(&run, &arguments, shard);
    text_drop(&run.failures);
    arena_drop(run.arena);
    return status;
}
