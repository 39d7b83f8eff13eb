/* floorline report: specs in, PDFs out. */
#define _POSIX_C_SOURCE 200809L /* gmtime_r */
#include "command.h"

#include "../base/file.h"
#include "edition.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { OPTION_OUTPUT, OPTION_TEMPLATE, OPTION_LANGUAGE, OPTION_PAPER, OPTION_PDFA, OPTION_COUNT };

static const struct option_row options[OPTION_COUNT] = {
    {'o', "output", true}, {'t', "template", true}, {0, "lang", true}, {0, "paper", true}, {0, "pdfa", true}};

static bool one_of(const char *value, const char *a, const char *b) {
    return !value || !strcmp(value, a) || !strcmp(value, b);
}

static bool ends_in_pdf(const char *path) {
    size_t length = strlen(path);
    return length > 4 && !strcmp(path + length - 4, ".pdf");
}

/* SOURCE_DATE_EPOCH as an ISO date; NULL where it is not set. False: it is not a number of seconds. */
static bool epoch_date(struct arena *arena, const char **date) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end;
    struct tm day;
    *date = NULL;
    if (!epoch)
        return true;
    errno = 0;
    long long seconds = strtoll(epoch, &end, 10);
    if (!*epoch || strspn(epoch, "0123456789") != strlen(epoch) || *end || errno || seconds > 253402300799LL)
        return false;
    time_t when = (time_t)seconds;
    gmtime_r(&when, &day);
    char words[64];
    strftime(words, sizeof words, "%Y-%m-%d", &day);
    *date = arena_string(arena, words);
    return true;
}

static bool same_file(const char *a, const char *b) {
    struct stat x, y;
    return strcmp(a, "-") && strcmp(b, "-") && stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* Where a spec's report goes: FILE.pdf, "-", or FOLDER/NAME.pdf. */
static const char *target_of(struct arena *arena, const struct spec *spec, const char *output) {
    if (output && (!strcmp(output, "-") || (ends_in_pdf(output) && !file_is_folder(output))))
        return output;
    const char *folder = output ? output : "out";
    size_t length = strlen(folder);
    return arena_printf(arena, "%s%s%s.pdf", folder, length && folder[length - 1] == '/' ? "" : "/",
                        spec->name);
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

/* A template's name, or its file's: where it lay is the machine's. */
static const char *template_words(const char *name) {
    const char *slash = name ? strrchr(name, '/') : NULL;
    return !name ? TEMPLATE_DEFAULT : slash ? slash + 1 : name;
}

static int report_one(const char *path, const struct arguments *arguments, const char *epoch) {
    struct arena *arena = arena_new();
    struct text pdf = {0};
    const struct spec *spec;
    int status = EXIT_SPEC;
    struct facts *facts = facts_load(arena, path, arguments->values[OPTION_LANGUAGE], &spec);
    struct diags *diags = diags_new(arena);
    const char *chosen = arguments->values[OPTION_TEMPLATE];
    struct source *template = facts ? template_open(arena, chosen ? chosen : spec->report.template_name,
                                                    facts_language(facts), diags)
                                    : NULL;
    if (template) {
        const char *paper = arguments->values[OPTION_PAPER];
        struct edition_choice choice = {
            .template_name = template_words(chosen ? chosen : spec->report.template_name),
            .language = language_name(facts_language(facts)),
            .paper = paper ? paper : spec->report.paper,
            .date = spec->date ? spec->date : epoch,
            .part = PDF_A3B,
        };
        if (arguments->values[OPTION_PDFA]) /* checked with the command line */
            edition_part(arguments->values[OPTION_PDFA], &choice.part);
        const char *target = target_of(arena, spec, arguments->values[OPTION_OUTPUT]);
        if (same_file(target, path)) {
            status = usage_error("report", "'%s' would be overwritten by its own report", path);
        } else if (edition_make(arena, spec, facts, template, &choice, fonts_shared(), diags, &pdf)) {
            make_folder_of(target);
            output_write(target, &pdf);
            status = EXIT_DONE;
        }
    }
    if (diags_say(diags) && status == EXIT_DONE)
        status = EXIT_SPEC;
    text_drop(&pdf);
    arena_drop(arena);
    return status;
}

int command_report(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (!arguments.n_operands)
        return usage_error("report", "no spec is given");
    enum language language;
    if (arguments.values[OPTION_LANGUAGE] && !language_find(arguments.values[OPTION_LANGUAGE], &language))
        return usage_error("report", "--lang is en or zh, not '%s'", arguments.values[OPTION_LANGUAGE]);
    if (!one_of(arguments.values[OPTION_PAPER], "a4", "letter"))
        return usage_error("report", "--paper is a4 or letter, not '%s'", arguments.values[OPTION_PAPER]);
    enum pdf_part part;
    if (arguments.values[OPTION_PDFA] && !edition_part(arguments.values[OPTION_PDFA], &part))
        return usage_error("report", "--pdfa is 3b or 1b, not '%s'", arguments.values[OPTION_PDFA]);
    const char *output = arguments.values[OPTION_OUTPUT];
    if (output && arguments.n_operands > 1 &&
        (!strcmp(output, "-") || (ends_in_pdf(output) && !file_is_folder(output))))
        return usage_error("report", "-o names one file, but %d specs are given", arguments.n_operands);
    struct arena *arena = arena_new();
    const char *epoch;
    if (!epoch_date(arena, &epoch)) {
        arena_drop(arena);
        return usage_error("report", "SOURCE_DATE_EPOCH is not a number of seconds: '%s'",
                           getenv("SOURCE_DATE_EPOCH"));
    }
    int worst = EXIT_DONE;
    for (int i = 0; i < arguments.n_operands; i++) {
        int status = report_one(arguments.operands[i], &arguments, epoch);
        worst = status > worst ? status : worst;
    }
    arena_drop(arena);
    return worst;
}
