/* floorline diff: which inputs and figures differ between two reports or specs. */
#include "changes.h"
#include "command.h"

#include "../base/file.h"
#include "../facts/record.h"
#include "../kept/attachments.h"
#include "../kept/manifest.h"
#include "../kept/pdf_file.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { OPTION_ALL, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{0, "all", false}};

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
                 "floorline's reports do, but for those written with --pdfa 1b",
                 "the file carries no results");
    return results;
}

static const struct node *results_of(struct arena *arena, const char *path) {
    struct diags *diags = diags_new(arena);
    const struct source *results = NULL;
    struct source *file;
    const char *why;
    /* a spec is read again by its own reader, within its own limits; standard input only once */
    bool is_pdf = strcmp(path, "-") != 0 &&
                  file_read(arena, path, PDF_MOST_BYTES, &file, &why) == FILE_READ && file->length >= 5 &&
                  !memcmp(file->text, "%PDF-", 5);
    results = is_pdf ? carried(arena, file, diags) : compute(arena, path);
    const struct node *root = results ? node_read(arena, results, diags) : NULL;
    return diags_say(diags) ? NULL : root;
}

int command_diff(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 2)
        return usage_error("diff", "two reports or specs are needed, %d are given", arguments.n_operands);
    if (!strcmp(arguments.operands[0], "-") && !strcmp(arguments.operands[1], "-"))
        return usage_error("diff", "standard input can be read once only");
    struct arena *arena = arena_new();
    const struct node *before = results_of(arena, arguments.operands[0]),
                      *after = results_of(arena, arguments.operands[1]);
    int status = EXIT_SPEC;
    if (before && after) {
        struct changes changes;
        compare_results(arena, before, after, &changes);
        size_t moved = changes.n - compare_count(&changes, CHANGE_TOOL);
        changes_say(arena, &changes, arguments.values[OPTION_ALL] ? SIZE_MAX : LINES_TOLD);
        if (!moved)
            puts("no input and no figure differs");
        status = moved ? EXIT_SPEC : EXIT_DONE;
    }
    arena_drop(arena);
    return status;
}
