/* See matrix_report.h. */
#include "matrix_report.h"

#include "../base/version.h"
#include "../facts/matrix_row.h"
#include "../facts/quantity.h"
#include "../facts/record.h"
#include "../page/page.h"

#include <string.h>

static struct spec *read_cell(struct arena *arena, const char *path, const char *cell, bool quiet) {
    struct diags *diags = diags_new(arena);
    struct search_path search = *search_folders();
    search.cell = cell;
    struct spec *spec = spec_read(arena, path, &search, diags);
    return quiet || !diags_say(diags) ? spec : NULL;
}

/* Whatever else the spec holds goes with its own arena. */
static bool read_row(struct arena *arena, const char *path, const char *cell, bool quiet,
                     struct matrix_row *out) {
    struct arena *own = arena_new();
    const struct spec *spec = read_cell(own, path, cell, quiet);
    if (spec) {
        struct analysis analysis;
        analysis_run(&spec->design, arena_alloc(own, analysis_bytes(&spec->design)), &analysis);
        matrix_row_fill(spec, &analysis, out);
        out->name = arena_string(arena, out->name);
        out->model = arena_string(arena, out->model);
        out->accelerator = arena_string(arena, out->accelerator);
    }
    arena_drop(own);
    return spec != NULL;
}

struct facts *matrix_load(struct arena *arena, const char *path, const char *language, bool quiet) {
    size_t n_cells, n = 0;
    const char *const *cells = spec_cells(arena, path, search_folders(), &n_cells);
    if (!n_cells)
        return facts_load(arena, path, language, NULL);
    struct matrix_row *rows = arena_array(arena, n_cells, sizeof *rows);
    for (size_t i = 0; i < n_cells; i++)
        n += read_row(arena, path, cells[i], quiet, &rows[n]);
    struct facts *facts = n ? facts_load_cell(arena, path, rows[0].name, language, NULL) : NULL;
    if (facts)
        facts_matrix(facts, rows, n, n_cells - n);
    return facts;
}

static const char *csv_beside(struct arena *arena, const char *pdf) {
    return arena_printf(arena, "%.*s.csv", (int)(strlen(pdf) - strlen(".pdf")), pdf);
}

static bool set_pages(struct arena *arena, const struct report_job *job,
                      const struct report_options_given *given, const struct facts *facts,
                      const struct text *csv, struct diags *diags, struct text *pdf) {
    const struct source *template = template_open(arena, "matrix", facts_language(facts), diags);
    const struct input_file *spec = &facts->spec.inputs[0];
    const struct pdf_file files[] = {
        {.name = arena_printf(arena, "%s.csv", visible_name(arena, job->name)),
         .type = "text/csv",
         .words = "Every combination, in SI units",
         .relation = FILE_DATA,
         .bytes = csv->bytes,
         .length = csv->length},
        {.name = spec->called,
         .type = "application/yaml",
         .words = "The spec that this table was made from",
         .relation = FILE_SOURCE,
         .bytes = spec->source->text,
         .length = spec->source->length},
    };
    const struct page_options page = {
        .language = language_name(facts_language(facts)),
        .paper = given->paper ? given->paper : facts->spec.report.paper,
        .date = facts->spec.date ? facts->spec.date : given->epoch,
        .title = facts->spec.title,
        .producer = "floorline " FLOORLINE_VERSION,
        .part = given->part,
        .files = files,
        .n_files = given->part == PDF_A1B ? 0 : 2, /* which carries no files */
    };
    return template && page_render(arena, template, facts, fonts_shared(), &page, diags, pdf);
}

int matrix_make(const struct report_job *job, const struct report_options_given *given) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct text csv = {0}, pdf = {0};
    struct facts *facts = matrix_load(arena, job->spec, given->language, true);
    bool good = false;
    if (facts) {
        facts->spec.title = facts->spec.matrix_title;
        record_csv(facts, record_find("matrix"), &csv);
        good = set_pages(arena, job, given, facts, &csv, diags, &pdf);
    }
    if (good) {
        report_write(csv_beside(arena, job->target), &csv);
        report_write(job->target, &pdf);
    }
    diags_say(diags);
    text_drop(&csv);
    text_drop(&pdf);
    arena_drop(arena);
    return good ? EXIT_DONE : EXIT_SPEC;
}
