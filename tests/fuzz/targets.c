/* See targets.h. Everything is done as the program does it, but nothing is written to disk. */
#define _GNU_SOURCE /* memfd_create */
#include "results.h"
#include "targets.h"

#include "../../gen/base/fail.h"
#include "../../gen/facts/record.h"
#include "../../gen/facts/table.h"
#include "../../gen/kept/manifest.h"
#include "../../gen/page/layout.h"
#include "../../gen/page/math.h"
#include "../../gen/page/page.h"
#include "../../gen/page/place.h"
#include "../../gen/spec/model_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SPEC "specs/gpt-13b-1xa100-40gb.yaml"

static const char *const folders[] = {"."};
static const struct search_path search = {.folders = folders, .n_folders = 1};

static _Noreturn void font_missing(const char *message) {
    fail_environment("%s", message);
}

static struct fonts *fonts(void) {
    static struct fonts *opened;
    if (!opened)
        opened = fonts_new(font_missing);
    return opened;
}

/* The bytes as a file, since a spec is read by its path. */
static const char *file_of(const uint8_t *bytes, size_t length) {
    static char path[64];
    static int fd = -1;
    if (fd < 0)
        fd = memfd_create("fuzzed", 0);
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, bytes, length, 0) != (ssize_t)length)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

static void say(const struct diags *diags) {
    struct text out = {0};
    diags_print(diags, &out);
    text_drop(&out);
}

static struct facts *facts_of(struct arena *arena, const struct spec *spec) {
    struct analysis analysis;
    analysis_run(&spec->design, arena_alloc(arena, analysis_bytes(&spec->design)), &analysis);
    return facts_new(arena, spec, &analysis, LANGUAGE_EN);
}

void fuzz_spec(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    const struct spec *spec = spec_read(arena, file_of(bytes, length), &search, diags);
    say(diags);
    if (spec) {
        struct text out = {0};
        struct facts *facts = facts_of(arena, spec);
        facts_json(facts, NULL, &out);
        for (size_t i = 0; i < n_table_kinds; i++)
            table_text(facts, facts_table(facts, table_kinds[i].id), &out);
        size_t count;
        const char *const *figures = facts_names(FACT_FIGURE, &count);
        for (size_t i = 0; i < count; i++)
            facts_figure(facts, figures[i]);
        text_drop(&out);
    }
    arena_drop(arena);
}

void fuzz_config(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    const struct model *model = model_read(arena, file_of(bytes, length), &search, diags);
    say(diags);
    if (model) {
        struct text out = {0};
        model_file_write(model, &out);
        text_drop(&out);
    }
    arena_drop(arena);
}

/* Holds what is made once, for as long as the process. */
static struct arena *lasting(void) {
    static struct arena *arena;
    if (!arena)
        arena = arena_new();
    return arena;
}

/* One sound spec for all templates. */
static const struct facts *sound_facts(void) {
    static const struct facts *facts;
    if (!facts) {
        struct arena *arena = lasting();
        struct diags *diags = diags_new(arena);
        const struct spec *spec = spec_read(arena, SPEC, &search, diags);
        if (!spec)
            abort();
        facts = facts_of(arena, spec);
    }
    return facts;
}

static struct source *source_of(struct arena *arena, const uint8_t *bytes, size_t length) {
    struct source *source = arena_alloc(arena, sizeof *source);
    *source = (struct source){"fuzzed.md", arena_copy(arena, (const char *)bytes, length), length};
    return source;
}

void fuzz_template(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct page_options page = {.language = "en", .paper = "a4", .title = "Fuzzed", .producer = "floorline"};
    struct text pdf = {0};
    page_render(arena, source_of(arena, bytes, length), sound_facts(), fonts(), &page, diags, &pdf);
    say(diags);
    text_drop(&pdf);
    arena_drop(arena);
}

static const struct source *json_of(struct arena *arena, const struct facts *facts) {
    struct source *source = arena_alloc(arena, sizeof *source);
    struct text json = {0};
    facts_json_kept(facts, &json);
    *source = (struct source){"now", arena_copy(arena, text_get(&json), json.length), json.length};
    text_drop(&json);
    return source;
}

/* The results of the sound spec, told once: whatever is compared with them only reads them. */
static const struct source *sound_json(void) {
    static const struct source *json;
    if (!json)
        json = json_of(lasting(), sound_facts());
    return json;
}

/* What verify does, up to the pages: fuzz_template sets those. */
void fuzz_kept(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct attachments *attachments = arena_alloc(arena, sizeof *attachments);
    const struct source *pdf = source_of(arena, bytes, length);
    struct manifest manifest;
    if (attachments_read(arena, pdf, diags, attachments)) {
        const struct source *carried = attachments_find(attachments, RESULTS_NAME);
        const struct spec *spec = NULL;
        if (manifest_read(arena, attachments, pdf, diags, &manifest)) {
            const struct search_path held = {
                .held = manifest.files, .n_held = manifest.n_files, .cell = manifest.cell};
            spec = spec_read(arena, manifest_file(&manifest, "spec")->called, &held, diags);
        }
        if (carried)
            compare_results_with(arena, carried, spec ? json_of(arena, facts_of(arena, spec)) : sound_json(),
                                 diags);
    }
    say(diags);
    arena_drop(arena);
}

void fuzz_results(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    compare_results_with(arena, source_of(arena, bytes, length), sound_json(), diags);
    say(diags);
    arena_drop(arena);
}

void fuzz_formula(const uint8_t *bytes, size_t length) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    const struct source *source = source_of(arena, bytes, length);
    const struct template_piece whole = {0, 0};
    const struct template_text text = {
        .source = source, .markdown = source->text, .length = length, .pieces = &whole, .n_pieces = 1};
    const struct math_words words = {.text = source->text, .length = length, .template_text = &text};
    struct math_rows rows;
    if (math_parse(arena, &words, diags, &rows)) {
        const struct math_style style = {.fonts = fonts(), .size = 10};
        math_set_rows(arena, &style, &rows, 40, 60, 4, 6.1);
        for (size_t i = 0; i < rows.n_rows; i++)
            for (size_t j = 0; j < rows.rows[i].n_cells; j++) {
                size_t count;
                math_set_segments(arena, &style, rows.rows[i].cells[j], &count);
            }
    }
    say(diags);
    arena_drop(arena);
}
