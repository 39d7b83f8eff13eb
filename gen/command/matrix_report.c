/* See matrix_report.h. */
#include "matrix_report.h"

#include "../base/file.h"
#include "../base/sha256.h"
#include "../base/version.h"
#include "../facts/matrix_row.h"
#include "../facts/quantity.h"
#include "../facts/record.h"
#include "../page/page.h"
#include "told.h"

#include <string.h>

/* Whatever is said of it is added to `told`, NULL: nowhere. */
static struct spec *read_cell(struct arena *arena, const char *path, const char *cell, size_t number,
                              struct told *told) {
    struct diags *diags = diags_new(arena);
    struct search_path search = *search_folders();
    search.cell = cell;
    search.cell_number = number;
    struct spec *spec = spec_read(arena, path, &search, diags);
    if (told) {
        struct text said = {0};
        diags_print(diags, &said);
        told_add(told, cell, text_get(&said));
        text_drop(&said);
    }
    return spec;
}

/* Whatever else the spec holds goes with its own arena. */
static bool read_row(struct arena *arena, const char *path, const char *cell, size_t number,
                     struct told *told, struct matrix_row *out) {
    struct arena *own = arena_new();
    const struct spec *spec = read_cell(own, path, cell, number, told);
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
    struct told *told = quiet ? NULL : told_new();
    for (size_t i = 0; i < n_cells; i++)
        n += read_row(arena, path, cells[i], i + 1, told, &rows[n]);
    if (told)
        told_say(told);
    const struct spec *first = n ? read_cell(arena, path, rows[0].name, 0, NULL) : NULL;
    struct facts *facts = first ? facts_compute(arena, first, language) : NULL;
    if (facts)
        facts_matrix(facts, rows, n, n_cells - n);
    return facts;
}

static const char *csv_beside(struct arena *arena, const char *pdf) {
    return arena_printf(arena, "%.*s.csv", (int)(strlen(pdf) - strlen(".pdf")), pdf);
}

struct matrix_set {
    const struct report_job *job;
    const struct facts *facts;
    const struct source *template;
    const struct text *csv;
    struct page_options page;
};

/* The rows are all that the specs have to do with the table, so their sum stands for them. */
static const char *sum_of(struct arena *arena, const struct matrix_set *set) {
    const struct page_options *page = &set->page;
    const struct source *spec = set->facts->spec.inputs[0].source;
    const char *words[] = {FLOORLINE_VERSION,   floorline_commit,   page->language,
                           page->paper,         page->title,        page->date,
                           set->template->text, text_get(set->csv), spec->text};
    struct text all = {0};
    char sum[65];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        text_printf(&all, "%zu:%s", words[i] ? strlen(words[i]) : 0, words[i] ? words[i] : "");
    text_printf(&all, "%d", (int)page->part);
    sha256_hex(text_get(&all), all.length, sum);
    text_drop(&all);
    return arena_string(arena, sum);
}

static bool is_made(struct arena *arena, const struct matrix_set *set) {
    struct source *csv;
    const char *why;
    return file_read(arena, csv_beside(arena, set->job->target), set->csv->length, &csv, &why) == FILE_READ &&
           csv->length == set->csv->length && !memcmp(csv->text, set->csv->bytes, csv->length) &&
           report_is_made(arena, set->job->target, set->page.inputs);
}

static bool set_pages(struct arena *arena, const struct matrix_set *set, struct diags *diags,
                      struct text *pdf) {
    const struct input_file *spec = &set->facts->spec.inputs[0];
    const struct pdf_file files[] = {
        {.name = arena_printf(arena, "%s.csv", visible_name(arena, set->job->name)),
         .type = "text/csv",
         .words = "Every combination, in SI units",
         .relation = FILE_DATA,
         .bytes = set->csv->bytes,
         .length = set->csv->length},
        {.name = spec->called,
         .type = "application/yaml",
         .words = "The spec that this table was made from",
         .relation = FILE_SOURCE,
         .bytes = spec->source->text,
         .length = spec->source->length},
    };
    struct page_options page = set->page;
    page.files = files;
    page.n_files = page.part == PDF_A1B ? 0 : 2; /* which carries no files */
    return page_render(arena, set->template, set->facts, fonts_shared(), &page, diags, pdf);
}

/* `facts` are the matrix's. */
static int make_from(struct arena *arena, const struct report_job *job,
                     const struct report_options_given *given, struct facts *facts, struct diags *diags) {
    const struct source *template = template_open(arena, "matrix", NULL, facts_language(facts), diags);
    struct text csv = {0}, pdf = {0};
    int status = EXIT_SPEC;
    if (!template)
        return status;
    facts->spec.title = facts->spec.matrix_title;
    facts->spec.title_zh = facts->spec.matrix_title_zh;
    record_csv(facts, record_find("matrix"), &csv);
    struct matrix_set set = {job, facts, template, &csv,
                             .page = {
                                 .language = language_name(facts_language(facts)),
                                 .paper = given->paper ? given->paper : facts->spec.report.paper,
                                 .date = facts->spec.date ? facts->spec.date : given->epoch,
                                 .title = facts_title(facts),
                                 .producer = "floorline " FLOORLINE_VERSION,
                                 .part = given->part,
                             }};
    set.page.inputs = sum_of(arena, &set);
    if (!output_spares_spec(job->target, &facts->spec, template) ||
        !output_spares_spec(csv_beside(arena, job->target), &facts->spec, template))
        status = EXIT_USAGE;
    else if (given->resume && is_made(arena, &set)) {
        status = REPORT_SKIPPED;
    } else if (set_pages(arena, &set, diags, &pdf)) {
        report_write(csv_beside(arena, job->target), &csv);
        report_write(job->target, &pdf);
        status = EXIT_DONE;
    }
    text_drop(&csv);
    text_drop(&pdf);
    return status;
}

int matrix_make(const struct report_job *job, const struct report_options_given *given) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct facts *facts = matrix_load(arena, job->spec, given->language, true);
    int status = facts ? make_from(arena, job, given, facts, diags) : EXIT_SPEC;
    diags_say(diags);
    arena_drop(arena);
    return status;
}
