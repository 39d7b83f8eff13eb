/* Tables of what a report was made from: every input figure with its source, and the files (declared in
 * table.h). */
#include "table.h"
#include "typeset.h"

#include <string.h>

#define DITTO "\xE2\x80\xB3"

enum group { GROUP_MODEL, GROUP_CLUSTER, GROUP_ACCELERATOR, GROUP_REST, GROUP_DEFAULTS, GROUPS };

/* Figures that nobody gave stand together at the end, whatever they are of. */
static enum group group_of(const struct provenance *row) {
    static const struct {
        const char *prefix;
        enum group group;
    } groups[] = {{"model.", GROUP_MODEL}, {"cluster.", GROUP_CLUSTER}, {"accelerator.", GROUP_ACCELERATOR}};
    if (row->source && !strncmp(row->source, "default", strlen("default")))
        return GROUP_DEFAULTS;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (!strncmp(row->quantity, groups[i].prefix, strlen(groups[i].prefix)))
            return groups[i].group;
    return GROUP_REST;
}

enum { S_LABEL, S_VALUE, S_MARK, S_CONFIDENCE, S_SOURCE, S_COLUMNS };

static void source_cells(const struct facts *facts, const struct provenance *row,
                         const struct provenance *above, struct cell *cells) {
    const char *source = typeset_words(facts->arena, words_say(facts, row->source));
    bool again = above && above->source && row->source && !strcmp(above->source, row->source) &&
                 (above->date == row->date || (above->date && row->date && !strcmp(above->date, row->date)));
    if (row->date)
        source = arena_printf(facts->arena, "%s (%s)", source, row->date);
    cells[S_LABEL] = cell_words(row->label);
    cells[S_VALUE] = cell_words(typeset_value(facts->arena, row->value));
    cells[S_MARK] = cell_words(confidence_mark(row->confidence));
    cells[S_CONFIDENCE] =
        cell_words(typeset_words(facts->arena, words_say(facts, confidence_word(row->confidence))));
    if (row->confidence == CONFIDENCE_DISPUTED || row->confidence == CONFIDENCE_ASSUMED)
        cells[S_CONFIDENCE].style = CELL_ITALIC;
    cells[S_SOURCE] = cell_grey(cell_words(again ? DITTO : source), true);
}

void table_sources(const struct facts *facts, struct table *table) {
    static const struct table_column columns[S_COLUMNS] = {
        {.id = "label", .head = "Figure", .align = ALIGN_LEFT},
        {.id = "value", .head = "Value", .align = ALIGN_RIGHT, .bold = true},
        {.id = "mark", .head = "", .align = ALIGN_LEFT, .width = 6, .names = true},
        {.id = "confidence", .head = "Confidence", .align = ALIGN_LEFT},
        {.id = "source", .head = "Source", .align = ALIGN_LEFT},
    };
    static const char *const heads[GROUPS] = {"The model", "The cluster", "The accelerator", "The rest",
                                              "Defaults"};
    const struct spec *spec = &facts->spec;
    table_begin(facts, table, columns, S_COLUMNS, spec->n_provenance + GROUPS);
    table->wide = true;
    for (enum group group = 0; group < GROUPS; group++) {
        const struct provenance *above = NULL;
        for (size_t i = 0; i < spec->n_provenance; i++) {
            const struct provenance *row = &spec->provenance[i];
            if (group_of(row) != group)
                continue;
            if (!above)
                table_row(facts, table, ROW_GROUP)[0] = cell_words(heads[group]);
            source_cells(facts, row, above, table_row(facts, table, ROW_DATA));
            above = row;
        }
    }
    table_note(facts, table,
               "\xE2\x97\x8F the maker\xE2\x80\x99s own\u2003\xE2\x97\x90 third party, derived or "
               "disputed\u2003\xE2\x97\x8B assumed\u2003" DITTO " source as above");
}

void table_files(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "role", .head = "Role", .align = ALIGN_LEFT},
        {.id = "file", .head = "File", .align = ALIGN_LEFT},
        {.id = "sha256", .head = "SHA-256", .align = ALIGN_LEFT},
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], facts->spec.n_inputs);
    table->wide = true;
    for (size_t i = 0; i < facts->spec.n_inputs; i++) {
        const struct input_file *input = &facts->spec.inputs[i];
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(input->role);
        cells[1] = cell_words(input->called);
        cells[2] = cell_grey(cell_words(input->sha256), true);
    }
}
