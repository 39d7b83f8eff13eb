/* Tables of what a report was made from: every input figure, and its source (declared in table.h). */
#include "../base/units.h"
#include "table.h"
#include "typeset.h"

#include <string.h>

#define DITTO "\xE2\x80\xB3"

enum group {
    GROUP_MODEL,
    GROUP_CLUSTER,
    GROUP_ACCELERATOR,
    GROUP_WORKLOAD,
    GROUP_REST,
    GROUP_DEFAULTS,
    GROUPS
};

/* Links are no input of what exchanges nothing. */
static bool goes_in(const struct facts *facts, const struct provenance *row) {
    static const char *const of_links[] = {"accelerator.link.", "accelerator.internode.",
                                           "cluster.all_reduce"};
    for (size_t i = 0; !facts->derived.worked.exchanges && i < sizeof of_links / sizeof of_links[0]; i++)
        if (!strncmp(row->quantity, of_links[i], strlen(of_links[i])))
            return false;
    return true;
}

/* "true", alone or among the values of a list. */
static const char *truths_in_words(const struct facts *facts, const char *value) {
    static const struct { const char *written, *word; } truths[] = {{"true", "yes"}, {"false", "no"}};
    static const char mark[] = " \u00B7 ";
    const char *said = "";
    for (const char *at = value, *next; at; at = next) {
        next = strstr(at, mark);
        size_t length = next ? (size_t)(next - at) : strlen(at);
        const char *part = arena_copy(facts->arena, at, length);
        for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++)
            if (!strcmp(part, truths[i].written))
                part = words_say(facts, truths[i].word);
        said = arena_printf(facts->arena, "%s%s%s", said, at > value ? mark : "", part);
        next = next ? next + strlen(mark) : NULL;
    }
    return said;
}

/* What a page says of a figure: truths in words; the article exchanges in its own way, whatever the cluster
 * says. */
static struct provenance told_of(const struct facts *facts, const struct provenance *row) {
    struct provenance told = *row;
    told.value = truths_in_words(facts, row->value);
    if (facts->derived.article && !strcmp(row->quantity, "cluster.all_reduce")) {
        told.value = words_say(facts, "the article\u2019s own");
        told.source = "method: article";
        told.confidence = CONFIDENCE_GIVEN;
    }
    return told;
}

/* The first and the last of a long list: all of them stand among the inputs. */
static const char *shortened(const struct facts *facts, const struct provenance *row) {
    return strcmp(row->quantity, "workload.batch_sizes") ? typeset_value(facts->arena, row->value)
                                                         : facts->derived.batches_words;
}

static const char *const group_heads[GROUPS] = {"The model",    "The cluster", "The accelerator",
                                                "The workload", "The rest",    "Defaults"};

/* Figures that nobody gave stand together at the end, whatever they are of. */
static enum group group_of(const struct provenance *row) {
    static const struct {
        const char *prefix;
        enum group group;
    } groups[] = {
        {"model.", GROUP_MODEL},        {"cluster.", GROUP_CLUSTER},   {"accelerator.", GROUP_ACCELERATOR},
        {"precision.", GROUP_WORKLOAD}, {"workload.", GROUP_WORKLOAD}, {"method", GROUP_WORKLOAD}};
    if (row->source && !strncmp(row->source, "default", strlen("default")))
        return GROUP_DEFAULTS;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (!strncmp(row->quantity, groups[i].prefix, strlen(groups[i].prefix)))
            return groups[i].group;
    return GROUP_REST;
}

/* ---- what went in ---------------------------------------------------------------------------------------
 */

/* As it is typeset; a number or a quantity holds what it comes to. */
static struct cell cell_input(const struct facts *facts, const char *value) {
    struct cell cell = cell_words(words_say(facts, typeset_value(facts->arena, value)));
    for (int dimension = 0; dimension < DIMENSION_KINDS; dimension++) {
        struct unit_fault fault;
        double number;
        if (quantity_read(facts->arena, value, (enum dimension)dimension, &number, &fault))
            return cell_holding(cell, number);
    }
    return cell;
}

/* "third party: glennklockwood.com", or the source alone where its word says all. */
static const char *source_with_word(const struct facts *facts, const struct provenance *row) {
    const char *source = words_source(facts, row->source);
    if (row->date)
        source = words_printf(facts, "%s (%s)", source, row->date);
    if (row->confidence == CONFIDENCE_GIVEN)
        return typeset_words(facts->arena, source);
    const char *word = words_say(facts, confidence_word(row->confidence));
    return typeset_words(facts->arena, words_printf(facts, "%s: %s", word, source));
}

/* Whether a row has its source, and all that is said of it, from the row above. */
static bool source_again(const struct provenance *row, const struct provenance *above) {
    return above && above->source && row->source && !strcmp(above->source, row->source) &&
           above->confidence == row->confidence &&
           (above->date == row->date || (above->date && row->date && !strcmp(above->date, row->date)));
}

/* Files carry it in every row. */
static struct cell cell_source(const char *source, bool again) {
    struct cell cell = cell_grey(cell_words(again ? DITTO : source), true);
    cell.whole = again ? source : NULL;
    return cell;
}

static void add_input(const struct facts *facts, struct table *table, const struct provenance *told,
                      const struct provenance *above) {
    enum { LONG_LIST = 28 };
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words(told->quantity);
    cells[1] = cell_words(words_say(facts, told->label));
    cells[2] = cell_input(facts, told->value);
    if (strlen(cells[2].text) > LONG_LIST) /* of the spec's own, whose source the rows beside it name */
        cells[2].span = 3;
    cells[3] = cell_words(confidence_mark(told->confidence));
    cells[4] = cell_source(source_with_word(facts, told), source_again(told, above));
}

/* What a row of a model with kinds of layers holds. */
static void kinds_note(const struct facts *facts, struct table *table) {
    bool any = false;
    for (size_t i = 0; i < facts->spec.n_provenance; i++)
        any |= !strcmp(facts->spec.provenance[i].quantity, "model.layers.n_layers");
    if (any)
        table_note(facts, table,
                   "In the model, values with dots between them are one for each kind of layer, in the order "
                   "of \u201Clayers of each kind\u201D.");
}

/* Which of two sizes of the memory is taken (capacity.c). */
static void memory_note(const struct facts *facts, struct table *table) {
    const struct accelerator *accelerator = &facts->spec.design.accelerator;
    bool seen = false;
    for (size_t i = 0; i < facts->spec.n_provenance; i++)
        seen |= !strcmp(facts->spec.provenance[i].quantity, "accelerator.usable_memory");
    if (seen && !facts->derived.article)
        table_note(facts, table,
                   "Memory: the lesser of the nameplate, %s, and of what programs see, %s, is taken.",
                   words_number(facts, accelerator->memory_bytes, DIM_BYTES, "GB", DIGITS_4),
                   words_number(facts, accelerator->usable_memory_bytes, DIM_BYTES, "GB", DIGITS_4));
}

/* Where the works are that the accelerator's figures cite by their short names. */
static void accelerator_note(const struct facts *facts, struct table *table) {
    const char *source = facts->spec.design.accelerator.source;
    if (source)
        table_note(facts, table, "Sources of the accelerator: %s.",
                   typeset_words(facts->arena, words_source(facts, source)));
}

static void marks_note(const struct facts *facts, struct table *table) {
    table_note(facts, table,
               "\xE2\x97\x8F the maker\xE2\x80\x99s own\u2003\xE2\x97\x90 third party, derived or "
               "disputed\u2003\xE2\x97\x8B assumed\u2003" DITTO " source as above");
}

/* Every figure that the results were computed from, under the name that a spec or a file has for it, and
 * where it comes from. */
void table_inputs(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "name", .head = "Name", .align = ALIGN_LEFT, .names = true, .width = 1}, /* never broken */
        {.id = "label", .head = "Figure", .align = ALIGN_LEFT},
        {.id = "value", .head = "Value", .align = ALIGN_LEFT, .bold = true, .names = true},
        {.id = "mark", .head = "", .align = ALIGN_LEFT, .width = 6, .names = true},
        {.id = "source", .head = "Source", .align = ALIGN_LEFT, .names = true},
    };
    const struct spec *spec = &facts->spec;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], spec->n_provenance + GROUPS);
    table->wide = true;
    struct provenance *told = arena_array(facts->arena, spec->n_provenance, sizeof *told);
    for (size_t i = 0; i < spec->n_provenance; i++)
        told[i] = told_of(facts, &spec->provenance[i]);
    for (enum group group = 0; group < GROUPS; group++) {
        const struct provenance *above = NULL;
        for (size_t i = 0; i < spec->n_provenance; i++) {
            if (group_of(&told[i]) != group || !goes_in(facts, &told[i]))
                continue;
            if (!above)
                table_row(facts, table, ROW_GROUP)[0] = cell_words(group_heads[group]);
            add_input(facts, table, &told[i], above);
            above = &told[i];
        }
    }
    kinds_note(facts, table);
    memory_note(facts, table);
    marks_note(facts, table);
    accelerator_note(facts, table);
}

/* ---- where it comes from --------------------------------------------------------------------------------
 */

enum { S_LABEL, S_VALUE, S_MARK, S_CONFIDENCE, S_SOURCE, S_COLUMNS };

static void source_cells(const struct facts *facts, const struct provenance *row,
                         const struct provenance *above, struct cell *cells) {
    const char *source = typeset_words(facts->arena, words_source(facts, row->source));
    if (row->date)
        source = words_printf(facts, "%s (%s)", source, row->date);
    cells[S_LABEL] = cell_words(row->label);
    cells[S_VALUE] = cell_words(shortened(facts, row));
    cells[S_MARK] = cell_words(confidence_mark(row->confidence));
    cells[S_CONFIDENCE] =
        cell_words(typeset_words(facts->arena, words_say(facts, confidence_word(row->confidence))));
    if (row->confidence == CONFIDENCE_DISPUTED || row->confidence == CONFIDENCE_ASSUMED)
        cells[S_CONFIDENCE].style = CELL_ITALIC;
    cells[S_SOURCE] = cell_source(source, source_again(row, above));
}

void table_sources(const struct facts *facts, struct table *table) {
    static const struct table_column columns[S_COLUMNS] = {
        {.id = "label", .head = "Figure", .align = ALIGN_LEFT},
        {.id = "value", .head = "Value", .align = ALIGN_RIGHT, .bold = true},
        {.id = "mark", .head = "", .align = ALIGN_LEFT, .width = 6, .names = true},
        {.id = "confidence", .head = "Confidence", .align = ALIGN_LEFT},
        {.id = "source", .head = "Source", .align = ALIGN_LEFT},
    };
    const struct spec *spec = &facts->spec;
    table_begin(facts, table, columns, S_COLUMNS, spec->n_provenance + GROUPS);
    table->wide = true;
    struct provenance *shown = arena_array(facts->arena, spec->n_provenance, sizeof *shown);
    for (size_t i = 0; i < spec->n_provenance; i++)
        shown[i] = told_of(facts, &spec->provenance[i]);
    for (enum group group = 0; group < GROUPS; group++) {
        const struct provenance *above = NULL;
        for (size_t i = 0; i < spec->n_provenance; i++) {
            if (group_of(&shown[i]) != group || !goes_in(facts, &shown[i]))
                continue;
            if (!above)
                table_row(facts, table, ROW_GROUP)[0] = cell_words(group_heads[group]);
            source_cells(facts, &shown[i], above, table_row(facts, table, ROW_DATA));
            above = &shown[i];
        }
    }
    kinds_note(facts, table);
    memory_note(facts, table);
    marks_note(facts, table);
    accelerator_note(facts, table);
}
