/* See report_job.h. */
#define _GNU_SOURCE /* memmem */
#include "report_job.h"

#include "../base/file.h"
#include "../base/text.h"
#include "../facts/quantity.h"
#include "../facts/words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { MOST_REPORT_BYTES = 1 << 28 };

/* ---- where it goes --------------------------------------------------------------------------------------
 */

bool report_output_is_file(const char *output) {
    return !strcmp(output, "-") || (output_ends_in(output, ".pdf") && !file_is_folder(output));
}

const char *report_folder(const char *output) {
    return output ? output : "out";
}

const char *report_target(struct arena *arena, const char *name, const char *output) {
    if (output && report_output_is_file(output))
        return output;
    const char *folder = report_folder(output);
    size_t length = strlen(folder);
    return arena_printf(arena, "%s%s%s.pdf", folder, length && folder[length - 1] == '/' ? "" : "/", name);
}

static void make_folder_of(const char *path) {
    char folder[4096];
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path || (size_t)(slash - path) >= sizeof folder)
        return;
    memcpy(folder, path, (size_t)(slash - path));
    folder[slash - path] = '\0';
    file_make_folder(folder);
}

void report_write(const char *target, const struct text *bytes) {
    make_folder_of(target);
    output_write(target, bytes);
}

/* ---- whether it is there already ------------------------------------------------------------------------
 */

bool report_is_made(struct arena *arena, const char *target, const char *inputs) {
    static const char end[] = "%%EOF";
    struct source *file;
    const char *why;
    if (!strcmp(target, "-") || file_read(arena, target, MOST_REPORT_BYTES, &file, &why) != FILE_READ)
        return false;
    size_t tail = file->length < 16 ? file->length : 16;
    const char *mark = arena_printf(arena, PDF_INPUTS_BEFORE "%s" PDF_INPUTS_AFTER, inputs);
    return memmem(file->text + file->length - tail, tail, end, strlen(end)) &&
           memmem(file->text, file->length, mark, strlen(mark));
}

/* ---- making it ------------------------------------------------------------------------------------------
 */

/* A word to whoever does not open the report: it is made as asked, of a spec that cannot be run as asked. */
static void say_misfit(struct arena *arena, const struct report_job *job, const struct facts *facts) {
    if (facts->derived.short_bytes <= 0 && facts->derived.some_fit)
        return;
    const char *name = visible_name(arena, job->spec), *cell = job->cell ? job->cell : "";
    const char *between = job->cell ? ", " : "";
    double accelerators = (double)facts->spec.design.cluster.count;
    if (facts->derived.short_bytes > 0)
        fprintf(stderr, "%s%s%s: does not fit: short by %s on each accelerator\n", name, between, cell,
                words_number(facts, facts->derived.short_bytes / accelerators, DIM_BYTES, NULL, DIGITS_3));
    else
        fprintf(stderr, "%s%s%s: the weights fit, but no batch asked for does\n", name, between, cell);
}

static int make_from(struct arena *arena, const struct report_job *job,
                     const struct report_options_given *given, const struct spec *spec, struct facts *facts,
                     const struct source *template, struct diags *diags) {
    struct edition_choice choice = {
        .template_name = template_called(arena, given->template_name, spec, facts_language(facts), template),
        .language = language_name(facts_language(facts)),
        .paper = given->paper ? given->paper : spec->report.paper,
        .date = spec->date ? spec->date : given->epoch,
        .part = given->part,
        .cell = job->cell,
    };
    if (!output_spares_spec(job->target, spec, template))
        return EXIT_USAGE;
    if (given->resume) {
        char inputs[65];
        edition_digest(arena, spec, template, &choice, inputs);
        if (report_is_made(arena, job->target, inputs))
            return REPORT_SKIPPED;
    }
    struct text pdf = {0};
    bool good = edition_make(arena, spec, facts, template, &choice, fonts_shared(), diags, &pdf);
    if (good) {
        report_write(job->target, &pdf);
        if (!given->quiet)
            say_misfit(arena, job, facts);
    }
    text_drop(&pdf);
    return good ? EXIT_DONE : EXIT_SPEC;
}

int report_make(const struct report_job *job, const struct report_options_given *given) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    const struct spec *spec;
    int status = EXIT_SPEC;
    const struct search_path asked = {.cell = job->cell,
                                      .cell_number = job->cell_number,
                                      .template_named = given->template_name ? NULL : template_named};
    struct facts *facts = facts_load_asking(arena, job->spec, &asked, given->language, &spec);
    const struct source *template =
        facts ? template_open(arena, given->template_name, spec, facts_language(facts), diags) : NULL;
    if (template)
        status = make_from(arena, job, given, spec, facts, template, diags);
    bool wrong = diags_say(diags);
    assert(!(wrong && status == EXIT_DONE) && "what has errors is not made");
    (void)wrong;
    arena_drop(arena);
    return status;
}
