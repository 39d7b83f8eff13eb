/* floorline verify: takes out of a report what it was made from, makes it again in memory, and compares.
 * Trusts nothing in the file, writes nothing. */
#include "command.h"

#include "../base/file.h"
#include "../base/version.h"
#include "../facts/record.h"
#include "../kept/compare.h"
#include "../kept/manifest.h"
#include "../kept/pdf_file.h"
#include "../kept/results.h"
#include "changes.h"
#include "edition.h"

#include <stdio.h>
#include <string.h>

enum { FIGURES_TOLD = 20 };

static const struct {
    const char *name;
    size_t offset;
} parts[] = {{"floorline", offsetof(struct manifest, version)},
             {"commit", offsetof(struct manifest, commit)},
             {"formulas", offsetof(struct manifest, formula_set)}};

/* ---- making it again ------------------------------------------------------------------------------------
 */

/* The report made again, and its results; false after diagnostics. */
static bool make_again(struct arena *arena, const struct manifest *manifest, struct diags *diags,
                       struct facts **facts, struct text *pdf) {
    const struct search_path held = {
        .held = manifest->files, .n_held = manifest->n_files, .cell = manifest->cell};
    const struct input_file *template = manifest_file(manifest, "template");
    const struct spec *spec = spec_read(arena, manifest_file(manifest, "spec")->called, &held, diags);
    if (!spec)
        return false;
    struct edition_choice choice = {.template_name = manifest->template_name,
                                    .language = manifest->language,
                                    .paper = manifest->paper,
                                    .date = manifest->date,
                                    .part = PDF_A3B,
                                    .cell = manifest->cell};
    *facts = facts_compute(arena, spec, manifest->language);
    return edition_make(arena, spec, *facts, template->source, &choice, fonts_shared(), diags, pdf);
}

/* ---- what differs ---------------------------------------------------------------------------------------
 */

/* The results that the report carries, against those made now; NULL where they cannot be read. */
static bool compare_with_carried(struct arena *arena, const struct attachments *attachments,
                                 const struct facts *facts, struct diags *diags, struct changes *changes) {
    const struct source *carried = attachments_find(attachments, RESULTS_NAME);
    struct text json = {0};
    facts_json_kept(facts, &json);
    struct source made = {RESULTS_NAME, arena_copy(arena, text_get(&json), json.length), json.length};
    text_drop(&json);
    const struct node *before = carried ? results_read(arena, carried, diags) : NULL,
                      *after = before ? results_read(arena, &made, diags) : NULL;
    if (!before || !after || diags_errors(diags))
        return false;
    compare_results(arena, before, after, changes);
    return true;
}

static void say_part(const char *name, const char *then, const char *now, bool *any) {
    if (!strcmp(then, now))
        return;
    printf("  made with %s %s; this is %s\n", name, then, now);
    *any = true;
}

/* Which parts of the program are others than those that made the report. */
static bool say_parts(const struct manifest *manifest, const struct facts *facts) {
    const char *const now[] = {FLOORLINE_VERSION, floorline_commit, facts->derived.formula_set};
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        say_part(parts[i].name, *(const char *const *)((const char *)manifest + parts[i].offset), now[i],
                 &any);
    for (size_t i = 0; i < facts->about.n_libraries; i++) {
        const struct library *library = &facts->about.libraries[i];
        const struct node *then = node_find(manifest->libraries, library->name);
        if (then && then->kind == NODE_SCALAR)
            say_part(library->name, visible_name(facts->arena, then->text), library->version, &any);
    }
    return any;
}

/* ---- one report -----------------------------------------------------------------------------------------
 */

static int say_verdict(struct arena *arena, const struct source *pdf, const struct text *made,
                       const struct attachments *attachments, const struct manifest *manifest,
                       const struct facts *facts, struct diags *diags) {
    const char *name = visible_name(arena, pdf->name);
    if (made->length == pdf->length && !memcmp(made->bytes, pdf->text, made->length)) {
        printf("%s: identical\n", name);
        return EXIT_DONE;
    }
    struct changes changes;
    if (!compare_with_carried(arena, attachments, facts, diags, &changes)) {
        diags_say(diags);
        printf("%s: different: its results cannot be read\n", name);
        return EXIT_SPEC;
    }
    size_t moved = compare_count(&changes, CHANGE_FIGURE) + compare_count(&changes, CHANGE_INPUT);
    printf(moved ? "%s: different\n" : "%s: same results, other bytes\n", name);
    if (!say_parts(manifest, facts))
        puts("  the program and its libraries are those that made it: the file was changed since, or its "
             "fonts\n"
             "  are others");
    if (moved)
        changes_say(arena, &changes, FIGURES_TOLD);
    return EXIT_SPEC;
}

static int verify_one(const char *path) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct source *pdf = NULL, *nameless = arena_alloc(arena, sizeof *nameless);
    struct attachments *attachments = arena_alloc(arena, sizeof *attachments);
    struct manifest manifest;
    struct facts *facts;
    struct text made = {0};
    const char *why;
    int status = EXIT_SPEC;
    enum file_result result = file_read(arena, path, PDF_MOST_BYTES, &pdf, &why);
    if (result == FILE_UNREADABLE)
        fail_environment("`%s` %s", path,
                         why); /* LCOV_EXCL_LINE: test_seldom, as a user who may write no counters */
    nameless->name = path;
    if (result != FILE_READ)
        diag_add(diags, DIAG_ERROR, (struct mark){.source = nameless}, NULL, "the file %s", why);
    else if (attachments_read(arena, pdf, diags, attachments) &&
             manifest_read(arena, attachments, pdf, diags, &manifest) &&
             make_again(arena, &manifest, diags, &facts, &made))
        status = say_verdict(arena, pdf, &made, attachments, &manifest, facts, diags);
    if (diags_errors(diags))
        diags_say(diags);
    text_drop(&made);
    arena_drop(arena);
    return status;
}

int command_verify(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, NULL, 0, &arguments))
        return EXIT_USAGE;
    if (!arguments.n_operands)
        return usage_error("verify", "no report is given");
    int worst = EXIT_DONE;
    for (int i = 0; i < arguments.n_operands; i++) {
        int status = verify_one(arguments.operands[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}
