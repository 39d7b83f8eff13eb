/* See about.h: the tables of what a report is made with (declared in table.h). */
#include "about.h"

#include "../base/sha256.h"
#include "../base/version.h"
#include "table.h"

#include <string.h>

static size_t table_index(const char *id) {
    size_t i = 0;
    while (strcmp(table_kinds[i].id, id) != 0)
        i++;
    return i;
}

void facts_about(struct facts *facts, const struct about *about) {
    static const char *const tell_of_it[] = {"versions",  "fonts",      "files",
                                             "checksums", "quantities", "conditions"};
    facts->about = *about;
    for (size_t i = 0; i < sizeof tell_of_it / sizeof *tell_of_it; i++)
        facts->tables_made[table_index(tell_of_it[i])] = NULL;
}

bool facts_asked_fonts(const struct facts *facts) {
    return facts->tables_made[table_index("fonts")] != NULL ||
           facts->tables_made[table_index("checksums")] != NULL;
}

static void add_part(const struct facts *facts, struct table *table, const char *name, const char *version) {
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words(words_say(facts, name));
    cells[1] = cell_words(version);
}

void table_versions(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "part", .head = "Part", .align = ALIGN_LEFT},
        {.id = "version", .head = "Version", .align = ALIGN_LEFT},
    };
    enum { OWN = 3 };
    const struct about *about = &facts->about;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], OWN + about->n_libraries);
    add_part(facts, table, "floorline", FLOORLINE_VERSION);
    add_part(facts, table, "Commit", floorline_commit);
    add_part(facts, table, "Set of formulas", facts->derived.formula_set);
    for (size_t i = 0; i < about->n_libraries; i++)
        add_part(facts, table, about->libraries[i].name, about->libraries[i].version);
}

/* ---- files and fonts, by their checksums ----------------------------------------------------------------
 */

static void add_file(const struct facts *facts, struct table *table, const struct input_file *input) {
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words(input->role);
    cells[1] = cell_words(input->called);
    cells[2] = cell_words(input->sha256);
}

static void add_files(const struct facts *facts, struct table *table) {
    for (size_t i = 0; i < facts->spec.n_inputs; i++)
        add_file(facts, table, &facts->spec.inputs[i]);
    if (facts->about.template_file)
        add_file(facts, table, facts->about.template_file);
}

void table_files(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "role", .head = "Role", .align = ALIGN_LEFT},
        COLUMN_FILE,
        COLUMN_SHA256,
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], facts->spec.n_inputs + 1);
    table->wide = true;
    add_files(facts, table);
}

/* Chinese fonts are 30 MB, and take as long to sum as a report to be laid out. */
struct late_sum {
    struct late late;
    const struct about *about;
    enum face face;
};

static const char *sum_words(const struct late *late) {
    const struct late_sum *sum = (const struct late_sum *)late;
    fonts_sum(sum->about->fonts, sum->about->faces);
    return fonts_sha256(sum->about->fonts, sum->face);
}

static struct cell cell_sum(const struct facts *facts, enum face face) {
    static const char widest[] = "0000000000000000000000000000000000000000000000000000000000000000";
    struct late_sum *sum = arena_alloc(facts->arena, sizeof *sum);
    *sum = (struct late_sum){{sum_words}, &facts->about, face};
    struct cell cell = cell_words(widest);
    cell.late = &sum->late;
    return cell;
}

/* Each font file that a page draws with; two faces never share one. */
static void add_fonts(const struct facts *facts, struct table *table) {
    const struct about *about = &facts->about;
    for (int i = 0; i < FACE_COUNT && about->fonts; i++) {
        const char *path;
        if (!(about->faces >> i & 1))
            continue;
        fonts_file(about->fonts, (enum face)i, NULL, &path);
        const char *slash = strrchr(path, '/');
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(fonts_metrics(about->fonts, (enum face)i)->postscript_name);
        cells[1] = cell_words(slash ? slash + 1 : path); /* no path of the machine in a report */
        cells[2] = cell_sum(facts, (enum face)i);
    }
}

void table_fonts(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "font", .head = "Font", .align = ALIGN_LEFT, .names = true},
        COLUMN_FILE,
        COLUMN_SHA256,
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], FACE_COUNT);
    table->wide = true;
    add_fonts(facts, table);
}

/* The results, as they are carried in the report. */
static void add_results(const struct facts *facts, struct table *table) {
    const struct made_file *results = facts->about.results;
    if (!results || !results->bytes)
        return;
    char *sum = arena_alloc(facts->arena, 65);
    sha256_hex(results->bytes, results->length, sum);
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words("results");
    cells[1] = cell_words(results->name);
    cells[2] = cell_words(sum);
}

/* All that a report is made from, what came out, and all that draws it. */
void table_checksums(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "part", .head = "Part", .align = ALIGN_LEFT},
        COLUMN_FILE,
        COLUMN_SHA256,
    };
    enum { HEADS = 2, TEMPLATE = 1, RESULTS = 1 };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0],
                facts->spec.n_inputs + TEMPLATE + RESULTS + FACE_COUNT + HEADS);
    table->wide = true;
    table_row(facts, table, ROW_GROUP)[0] = cell_words("Files");
    add_files(facts, table);
    add_results(facts, table);
    if (!facts->about.fonts)
        return;
    table_row(facts, table, ROW_GROUP)[0] = cell_words("Fonts");
    add_fonts(facts, table);
}
