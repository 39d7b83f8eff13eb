/* floorline diff: which inputs and figures differ between two reports or specs. */
#include "changes.h"
#include "command.h"
#include "diff_page.h"
#include "report_job.h"

#include "../base/file.h"
#include "../base/sha256.h"
#include "../facts/record.h"
#include "../kept/attachments.h"
#include "../kept/manifest.h"
#include "../kept/pdf_file.h"
#include "../kept/results.h"
#include "../page/style.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { OPTION_ALL, OPTION_OUTPUT, OPTION_LANGUAGE, OPTION_PAPER, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {
    {0, "all", false}, {'o', "output", true}, {0, "lang", true}, {0, "paper", true}};

/* Columns are one line each unless all is asked for, so few lines are ever left out. */
enum { LINES_TOLD = 100000 };

/* The results of a spec, computed now. */
static const struct source *compute(struct arena *arena, const char *path) {
    struct facts *facts = facts_load(arena, path, NULL, NULL);
    struct source *source = arena_alloc(arena, sizeof *source);
    struct text json = {0};
    if (!facts)
        return NULL;
    facts_json_kept(facts, &json);
    *source = (struct source){path, arena_copy(arena, text_get(&json), json.length), json.length};
    text_drop(&json);
    return source;
}

/* The results that a report carries. */
static const struct source *carried(struct arena *arena, const struct source *pdf, struct diags *diags) {
    struct attachments *attachments = arena_alloc(arena, sizeof *attachments);
    if (!attachments_read(arena, pdf, diags, attachments))
        return NULL;
    const struct source *results = attachments_find(attachments, RESULTS_NAME);
    if (!results)
        diag_add(diags, DIAG_ERROR, (struct mark){.source = pdf},
                 "floorline's reports do, but for those written with --pdfa 1b, the table over a matrix, "
                 "and comparisons",
                 "the file carries no results");
    return results;
}

/* One of the two, read; NULL after diagnostics. */
static const struct node *read_side(struct arena *arena, const char *path, struct diff_side *side) {
    struct diags *diags = diags_new(arena);
    struct source *file;
    const char *why, *slash = strrchr(path, '/');
    /* a spec is read again by its own reader, within its own limits; standard input only once */
    bool is_pdf = strcmp(path, "-") != 0 &&
                  file_read(arena, path, PDF_MOST_BYTES, &file, &why) == FILE_READ && file->length >= 5 &&
                  !memcmp(file->text, "%PDF-", 5);
    side->results = is_pdf ? carried(arena, file, diags) : compute(arena, path);
    const struct node *root = side->results ? results_read(arena, side->results, diags) : NULL;
    if (diags_say(diags) || !root)
        return NULL;
    const struct node *title = node_find(node_find(root, "spec"), "title"),
                      *sum = node_find(root, "spec_sha256");
    side->file = visible_name(arena, slash ? slash + 1 : path);
    side->title = title && title->kind == NODE_SCALAR ? visible_name(arena, title->text) : side->file;
    side->sha256 = sum && sum->kind == NODE_SCALAR ? visible_name(arena, sum->text) : "";
    if (is_pdf) {
        char *own = arena_alloc(arena, 65);
        sha256_hex(file->text, file->length, own);
        side->sha256 = own;
    }
    return root;
}

static bool options_are_good(const struct arguments *arguments) {
    const char *const *values = arguments->values, *output = values[OPTION_OUTPUT];
    enum language language;
    if (arguments->n_operands != 2)
        usage_error("diff", "two reports or specs are needed, %d are given", arguments->n_operands);
    else if (!strcmp(arguments->operands[0], "-") && !strcmp(arguments->operands[1], "-"))
        usage_error("diff", "standard input can be read once only");
    else if (output && !report_output_is_file(output))
        usage_error("diff", "-o names a PDF or -, not '%s'", output);
    else if (values[OPTION_LANGUAGE] && !language_find(values[OPTION_LANGUAGE], &language))
        usage_error("diff", "--lang is en or zh, not '%s'", values[OPTION_LANGUAGE]);
    else if (values[OPTION_PAPER] && !style_paper(values[OPTION_PAPER]))
        usage_error("diff", "--paper is a4 or letter, not '%s'", values[OPTION_PAPER]);
    else
        return output_spares("diff", output, arguments->operands, 2);
    return false;
}

static int write_pages(struct arena *arena, const char *const *values, const char *date,
                       const struct diff_side sides[2], const struct changes *changes) {
    struct diff_choice choice = {.language = LANGUAGE_EN,
                                 .paper = values[OPTION_PAPER] ? values[OPTION_PAPER] : "a4",
                                 .date = date,
                                 .whole = values[OPTION_ALL] != NULL};
    struct diags *diags = diags_new(arena);
    struct text pdf = {0};
    if (values[OPTION_LANGUAGE])
        language_find(values[OPTION_LANGUAGE], &choice.language);
    if (diff_page_make(arena, sides, changes, &choice, diags, &pdf))
        report_write(values[OPTION_OUTPUT], &pdf);
    text_drop(&pdf);
    return diags_say(diags) ? EXIT_SPEC : EXIT_DONE;
}

static int compare_sides(struct arena *arena, const struct arguments *arguments, const char *date) {
    struct diff_side sides[2];
    const struct node *before = read_side(arena, arguments->operands[0], &sides[0]),
                      *after = read_side(arena, arguments->operands[1], &sides[1]);
    const char *output = arguments->values[OPTION_OUTPUT];
    if (!before || !after)
        return EXIT_SPEC;
    struct changes changes;
    compare_results(arena, before, after, &changes);
    size_t moved = changes.n - compare_count(&changes, CHANGE_TOOL);
    int status = output ? write_pages(arena, arguments->values, date, sides, &changes) : EXIT_DONE;
    if (!output || strcmp(output, "-") != 0) {
        changes_say(arena, &changes, arguments->values[OPTION_ALL] ? SIZE_MAX : LINES_TOLD);
        if (!moved)
            puts("no input and no figure differs");
    }
    return status == EXIT_DONE && moved ? EXIT_SPEC : status;
}

int command_diff(int argc, char **argv) {
    struct arguments arguments;
    const char *date = NULL;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments) || !options_are_good(&arguments))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    int status = !arguments.values[OPTION_OUTPUT] || date_of_epoch(arena, "diff", &date)
                     ? compare_sides(arena, &arguments, date)
                     : EXIT_USAGE;
    arena_drop(arena);
    return status;
}
