/* See edition.h. */
#include "edition.h"

#include "../base/sha256.h"
#include "../base/text.h"
#include "../base/version.h"
#include "../facts/record.h"
#include "../kept/manifest.h"
#include "../facts/about.h"
#include "../facts/formula.h"
#include "../page/page.h"
#include "command.h"

#include <stdio.h>
#include <string.h>

static const char *const parts[PDF_PART_COUNT] = {[PDF_A1B] = "1b", [PDF_A3B] = "3b"};

bool edition_part(const char *words, enum pdf_part *out) {
    for (size_t i = 0; i < PDF_PART_COUNT; i++)
        if (parts[i] && !strcmp(parts[i], words)) {
            *out = (enum pdf_part)i;
            return true;
        }
    return false;
}

/* ---- the files that travel ------------------------------------------------------------------------------
 */

/* The spec, what it names, the template; then what is made here: results and manifest. */
struct carried {
    struct arena *arena;
    struct pdf_file *files;
    const struct input_file **inputs; /* beside files; NULL where there is none */
    size_t n;
};

static bool is_taken(const struct carried *carried, const char *name) {
    for (size_t i = 0; i < carried->n; i++)
        if (!strcmp(carried->files[i].name, name))
            return true;
    return !strcmp(name, RESULTS_NAME) || !strcmp(name, MANIFEST_NAME);
}

/* The file's own name, with its role before it where two would have the same. */
static const char *free_name(const struct carried *carried, const struct input_file *input) {
    const char *name = input->called;
    for (int i = 1; is_taken(carried, name); i++)
        name = i == 1 ? arena_printf(carried->arena, "%s-%s", input->role, input->called)
                      : arena_printf(carried->arena, "%s-%d-%s", input->role, i, input->called);
    return name;
}

static const char *type_of(const char *name) {
    static const char *const types[][2] = {
        {".md", "text/markdown"}, {".json", "application/json"}, {".csv", "text/csv"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (ends_in(name, types[i][0]))
            return types[i][1];
    return "application/yaml";
}

static void carry(struct carried *carried, const struct input_file *input) {
    const char *name = free_name(carried, input);
    carried->inputs[carried->n] = input;
    carried->files[carried->n++] = (struct pdf_file){
        .name = name,
        .type = type_of(name),
        .words = arena_printf(carried->arena, "The %s that this report was made from", input->role),
        .relation = FILE_SOURCE,
        .bytes = input->source->text,
        .length = input->source->length};
}

static void carry_made(struct carried *carried, const char *name, const char *words,
                       enum file_relation relation, const struct text *bytes) {
    carried->files[carried->n++] =
        (struct pdf_file){.name = name,
                          .type = type_of(name),
                          .words = words,
                          .relation = relation,
                          .bytes = arena_copy(carried->arena, text_get(bytes), bytes->length),
                          .length = bytes->length};
}

/* ---- the manifest ---------------------------------------------------------------------------------------
 */

static void put_member(struct text *out, const char *key, const char *value) {
    text_printf(out, "  \"%s\": ", key);
    if (value)
        json_string(out, value);
    else
        text_string(out, "null");
    text_string(out, ",\n");
}

/* What `verify` needs to make the report again: how it was set, and which file had which office. */
static void write_manifest(const struct carried *carried, const struct edition_choice *choice,
                           struct text *out) {
    size_t n_libraries;
    const struct library *libraries = about_libraries(carried->arena, &n_libraries);
    text_string(out, "{\n");
    put_member(out, "version", FLOORLINE_VERSION);
    put_member(out, "commit", floorline_commit);
    put_member(out, "formula_set", formula_set(carried->arena));
    put_member(out, "template", choice->template_name);
    put_member(out, "language", choice->language);
    put_member(out, "paper", choice->paper);
    put_member(out, "date", choice->date);
    put_member(out, "pdfa", parts[choice->part]);
    if (choice->cell)
        put_member(out, "cell", choice->cell);
    text_string(out, "  \"libraries\": {");
    for (size_t i = 0; i < n_libraries; i++) {
        text_string(out, i ? ", " : "");
        json_string(out, libraries[i].name);
        text_string(out, ": ");
        json_string(out, libraries[i].version);
    }
    text_string(out, "},\n  \"files\": [");
    for (size_t i = 0; i < carried->n; i++) {
        const struct input_file *input = carried->inputs[i];
        text_string(out, i ? ",\n    {\"role\": " : "\n    {\"role\": ");
        json_string(out, input->role);
        text_string(out, ", \"named\": ");
        json_string(out, input->words);
        text_string(out, ", \"called\": ");
        json_string(out, input->called);
        text_string(out, ", \"file\": ");
        json_string(out, carried->files[i].name);
        text_printf(out, ", \"sha256\": \"%s\"}", input->sha256);
    }
    text_string(out, "\n  ]\n}\n");
}

static const struct input_file *template_file(struct arena *arena, const struct source *template_source,
                                              const struct edition_choice *choice) {
    struct input_file *template = arena_alloc(arena, sizeof *template);
    const char *slash = strrchr(template_source->name, '/');
    *template = (struct input_file){.role = "template",
                                    .words = choice->template_name,
                                    .called = visible_name(arena, slash ? slash + 1 : template_source->name),
                                    .source = template_source};
    sha256_hex(template_source->text, template_source->length, template->sha256);
    return template;
}

static void carry_inputs(struct carried *carried, const struct spec *spec,
                         const struct source *template_source, const struct edition_choice *choice) {
    enum { OWN = 3 }; /* template, results, manifest */
    carried->files = arena_array(carried->arena, spec->n_inputs + OWN, sizeof *carried->files);
    carried->inputs = arena_array(carried->arena, spec->n_inputs + OWN, sizeof *carried->inputs);
    for (size_t i = 0; i < spec->n_inputs; i++)
        carry(carried, &spec->inputs[i]);
    carry(carried, template_file(carried->arena, template_source, choice));
}

void edition_digest(struct arena *arena, const struct spec *spec, const struct source *template_source,
                    const struct edition_choice *choice, char out[65]) {
    struct carried carried = {.arena = arena};
    struct text manifest = {0};
    carry_inputs(&carried, spec, template_source, choice);
    write_manifest(&carried, choice, &manifest);
    sha256_hex(text_get(&manifest), manifest.length, out);
    text_drop(&manifest);
}

static void carry_results(struct carried *carried, const struct text *manifest, const struct facts *facts) {
    struct text results = {0};
    facts_json_kept(facts, &results);
    carry_made(carried, MANIFEST_NAME, "How this report was made from the files beside it", FILE_SUPPLEMENT,
               manifest);
    carry_made(carried, RESULTS_NAME, "Every result of this report, in SI units, to ten digits", FILE_DATA,
               &results);
    text_drop(&results);
}

/* ---- making it -------------------------------------------------------------------------------------------
 */

/* The day, as SOURCE_DATE_EPOCH gives it. Days from 1970-01-01 to a date of the Gregorian calendar, years
 * counted from March. */
static long long epoch_of(const char *date) {
    int year = 0, month = 0, day = 0;
    sscanf(date, "%d-%d-%d", &year, &month, &day);
    year -= month < 3;
    int from_march = (month + 9) % 12, of_year = (153 * from_march + 2) / 5 + day - 1;
    long long days = 365LL * year + year / 4 - year / 100 + year / 400 + of_year - 719468;
    return days * 86400;
}

/* What one types where the spec lies. Lines end where a shell goes on with the next, so that it can be copied
 * from a page; none between an option and its value. */
static const char *command_of(struct arena *arena, const struct spec *spec,
                              const struct edition_choice *choice) {
    const char *date = choice->date && !spec->date
                           ? arena_printf(arena, "SOURCE_DATE_EPOCH=%lld \\\n", epoch_of(choice->date))
                           : "";
    return arena_printf(arena, "%sfloorline report %s -t %s \\\n--lang=%s --paper=%s --pdfa=%s", date,
                        spec->inputs[0].called, choice->template_name, choice->language, choice->paper,
                        parts[choice->part]);
}

#define FACE(name) (1u << FACE_##name)

unsigned edition_faces(const struct facts *facts, const struct edition_choice *choice) {
    enum {
        LATIN = FACE(TEXT) | FACE(TEXT_ITALIC) | FACE(LABEL) | FACE(LABEL_ITALIC) | FACE(LABEL_BOLD) |
                FACE(SYMBOL_LABEL),
        HAN = FACE(HAN_TEXT) | FACE(HAN_LABEL),
        BOLD = FACE(TEXT_BOLD),
        ALL_BOLD = BOLD | FACE(TEXT_BOLD_ITALIC)
    };
    static const struct {
        const char *template_name, *language;
        unsigned faces;
        const char
            *where; /* what is true of a spec whose report draws `without` these faces; NULL: nothing */
        unsigned without;
    } guesses[] = {
        {"procurement", "en", LATIN | BOLD, NULL, 0},
        {"procurement", "zh", LATIN | BOLD | HAN, "cluster.is_single",
         FACE(LABEL_ITALIC)}, /* the names of products that are shared out */
        {"handout", "en", LATIN | ALL_BOLD | FACE(SYMBOL_TEXT), "measured.count",
         FACE(SYMBOL_TEXT)}, /* eta */
        {"handout", "zh", LATIN | ALL_BOLD | FACE(SYMBOL_TEXT) | HAN, "measured.count", FACE(SYMBOL_TEXT)},
        {"archive", "en", (LATIN | FACE(SYMBOL_TEXT)) & ~FACE(LABEL_ITALIC), NULL, 0},
        {"archive", "zh", (LATIN | FACE(SYMBOL_TEXT) | HAN) & ~FACE(LABEL_ITALIC), NULL, 0},
    };
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
        bool without = false;
        if (strcmp(guesses[i].template_name, choice->template_name) != 0 ||
            strcmp(guesses[i].language, choice->language) != 0)
            continue;
        if (guesses[i].where)
            facts_truth(facts, guesses[i].where, &without);
        return guesses[i].faces & ~(without ? guesses[i].without : 0);
    }
    return ABOUT_FACES;
}

bool edition_make(struct arena *arena, const struct spec *spec, struct facts *facts,
                  const struct source *template_source, const struct edition_choice *choice,
                  struct fonts *fonts, struct diags *diags, struct text *pdf) {
    unsigned faces, told = edition_faces(facts, choice);
    if (told != ABOUT_FACES)
        fonts_sum_ahead(fonts, told);
    struct carried carried = {.arena = arena};
    const char *command = command_of(arena, spec, choice);
    bool carries = choice->part != PDF_A1B; /* which allows no files */
    char inputs[65];
    struct text manifest = {0};
    carry_inputs(&carried, spec, template_source, choice);
    const struct input_file *template = carried.inputs[carried.n - 1];
    write_manifest(&carried, choice, &manifest);
    sha256_hex(text_get(&manifest), manifest.length, inputs); /* as edition_digest */
    struct page_options page = {
        .language = choice->language,
        .paper = choice->paper,
        .date = choice->date,
        .title = facts_title(facts),
        .producer = "floorline " FLOORLINE_VERSION,
        .inputs = inputs,
        .part = choice->part,
        .faces = &faces,
    };
    struct made_file *results = carries ? arena_alloc(arena, sizeof *results) : NULL;
    about_add(arena, facts, fonts, command, results, template, told);
    if (carries) {
        carry_results(&carried, &manifest, facts);
        const struct pdf_file *last = &carried.files[carried.n - 1];
        *results = (struct made_file){last->name, last->bytes, last->length};
        page.files = carried.files;
        page.n_files = carried.n;
    } else {
        page.appendix = spec->inputs[0].source;
    }
    text_drop(&manifest);
    /* Which fonts are drawn with is known only at the end; where a page tells them, it is drawn again. */
    enum { MOST_PASSES = 4 };
    size_t start = pdf->length;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
        if (!page_render(arena, template_source, facts, fonts, &page, diags, pdf))
            return false;
        if (faces == told || !facts_asked_fonts(facts))
            return true;
        pdf->length = start;
        about_add(arena, facts, fonts, command, results, template, told = faces);
    }
    fail_environment("the list of fonts does not settle"); /* LCOV_EXCL_LINE: two passes are enough: a longer
                                                              list needs no other face */
}
