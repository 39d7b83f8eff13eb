/* See diff_page.h. The template is made here, and names what this file has: a few values and three tables. */
#include "diff_page.h"

#include "../base/text.h"
#include "../base/version.h"
#include "../facts/table.h"
#include "../facts/typeset.h"
#include "../page/page.h"
#include "../page/template.h"
#include "changes.h"
#include "command.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_SUM = 16, LONGEST_WORD = 44, LONG_WORDS = 18, LONG_NUMBER = 18 };

/* What the template's names lead to. The facts hold arena and language alone: there is no spec behind them.
 */
struct diff_facts {
    struct facts facts; /* the first: names are asked by its address */
    const struct diff_side *sides;
    const struct changes *changes;
    const struct diff_choice *choice;
    const struct table *tables[3];
};

static const char *const table_names[] = {"compared", "inputs", "figures", NULL};
static const char *const value_names[] = {"title", "verdict", "files", "version", NULL};
static const char *const no_names[] = {NULL};

static const struct diff_facts *diff_of(const struct facts *facts) {
    return (const struct diff_facts *)(const void *)facts;
}

/* ---- cells ----------------------------------------------------------------------------------------------
 */

/* What a figure of no known quantity is of, by the end of its name. */
static enum measure measure_of(const char *path) {
    static const struct {
        const char *end;
        enum measure measure;
    } ends[] = {{"_bytes", DIM_BYTES}, {"bytes", DIM_BYTES},     {"_flops", DIM_FLOPS}, {"flops", DIM_FLOPS},
                {"_per_s", DIM_RATE},  {"_per_user", DIM_COUNT}, {"_s", DIM_SECONDS},   {"_j", DIM_JOULES}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_in(path, ends[i].end))
            return ends[i].measure;
    return DIM_COUNT;
}

/* A word that no line takes is cut: checksums of inputs, which stand whole among the files. */
static const char *shortened(struct arena *arena, const char *words) {
    return strlen(words) > LONGEST_WORD && !strchr(words, ' ')
               ? arena_printf(arena, "%.*s\xE2\x80\xA6", SHORT_SUM, words)
               : words;
}

/* Words of the program's own in the page's language; names and the user's own stay. */
static const char *told(const struct facts *facts, const struct change *change, const char *words) {
    if (ends_in(change->path, "source"))
        return words_source(facts, words);
    bool own = !strncmp(change->path, "spec.", strlen("spec.")) || ends_in(change->path, "name");
    return own ? words : words_say(facts, words);
}

/* As a page prints it: a quantity in its unit, in another where that would be long. */
static const char *printed(const struct facts *facts, const struct change *change, const char *words) {
    struct arena *arena = facts->arena;
    struct text out = {0};
    if (!words)
        return NULL;
    if (!change->number)
        return shortened(arena, typeset_value(arena, told(facts, change, words)));
    double value = strtod(words, NULL); /* it is a number of JSON (compare.h) */
    const struct quantity *quantity = quantity_find(change->path);
    enum measure measure = quantity ? quantity->measure : measure_of(change->path);
    if (quantity)
        number_in_unit(&out, value, measure, quantity->unit, quantity->decimals, false);
    if (!out.length || out.length > LONG_NUMBER) {
        text_clear(&out);
        number_in_unit(&out, value, measure == DIM_NONE ? DIM_COUNT : measure, NULL, DIGITS_4, false);
    }
    return text_keep(arena, &out);
}

/* Both values; to the last digit where they would be printed alike. */
static void put_values(const struct facts *facts, const struct change *change, struct cell cells[2]) {
    const char *before = printed(facts, change, change->before),
               *after = printed(facts, change, change->after);
    if (before && after && !strcmp(before, after)) {
        before = typeset_value(facts->arena, change->before);
        after = typeset_value(facts->arena, change->after);
    }
    cells[0] = cell_words(before);
    cells[1] = cell_words(after);
}

static const char *share_words(struct arena *arena, double relative) {
    struct text words = {0};
    changes_put_share(&words, relative);
    const char *text = text_get(&words);
    const char *kept = *text == '-' ? arena_printf(arena, MINUS "%s", text + 1) : arena_string(arena, text);
    text_drop(&words);
    return kept;
}

/* How far it moved, of one change or of a column. */
static const char *moved_words(const struct facts *facts, const struct change_line *line) {
    struct arena *arena = facts->arena;
    bool one = !line->rows;
    if (one && !line->change->numeric)
        return "";
    if (one ? !isfinite(line->change->relative) : !line->numbers)
        return words_say(facts, one || line->from_zero ? "from 0" : "");
    if (one)
        return share_words(arena, line->change->relative);
    const char *least = share_words(arena, line->least);
    return changes_spread(line)
               ? arena_printf(arena, "%s \xE2\x80\xA6 %s", least, share_words(arena, line->most))
               : least;
}

/* How many rows of a column changed, and how many there are on one side only. */
static const char *rows_words(const struct facts *facts, const struct change_line *line) {
    const char *words =
        words_printf(facts, line->rows == 1 ? "%s row" : "%s rows", words_count(facts, (double)line->rows));
    if (line->gone)
        words = words_printf(facts, "%s, %s", words,
                             words_printf(facts, "%s gone", words_count(facts, (double)line->gone)));
    if (line->new)
        words = words_printf(facts, "%s, %s", words,
                             words_printf(facts, "%s new", words_count(facts, (double)line->new)));
    return words;
}

/* ---- tables ---------------------------------------------------------------------------------------------
 */

static void fill_compared(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "side", .head = "", .align = ALIGN_LEFT},
        COLUMN_FILE,
        COLUMN_SHA256,
    };
    table->title = words_say(facts, "What is compared");
    table_begin(facts, table, columns, sizeof columns / sizeof *columns, 2);
    for (int i = 0; i < 2; i++) {
        const struct diff_side *side = &diff_of(facts)->sides[i];
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(words_say(facts, i ? "After" : "Before"));
        cells[1] = cell_words(shortened(facts->arena, side->file));
        cells[2] = cell_grey(cell_words(side->sha256), true);
    }
}

/* Words that would leave no room for the other columns stand with what they mean, where they may be broken.
 */
static void join_long(const struct facts *facts, struct cell *meaning, struct cell *before,
                      struct cell *after) {
    if (strlen(before->text) <= LONG_WORDS && strlen(after->text) <= LONG_WORDS)
        return;
    const char *both = arena_printf(facts->arena, "%s \xE2\x86\x92 %s", before->text, after->text);
    *meaning = cell_words(*meaning->text ? words_printf(facts, "%s: %s", meaning->text, both) : both);
    *before = *after = cell_words("");
}

static void fill_changes(const struct facts *facts, struct table *table, enum change_kind kind) {
    const bool input = kind == CHANGE_INPUT; /* many are words, which are broken; figures never are */
    const enum align align = input ? ALIGN_LEFT : ALIGN_RIGHT;
    const struct table_column columns[] = {
        {.id = "name", .head = "Name", .align = ALIGN_LEFT, .names = true, .width = 1},
        {.id = "meaning", .head = "Meaning", .align = ALIGN_LEFT},
        {.id = "before", .head = "Before", .align = align, .names = true},
        {.id = "after", .head = "After", .align = align, .names = true},
        {.id = "change", .head = "Change", .align = ALIGN_RIGHT, .bold = true, .names = true},
    };
    enum { NAME, MEANING, BEFORE, AFTER, CHANGE, COLUMNS };
    const struct diff_facts *diff = diff_of(facts);
    size_t n;
    const struct change_line *lines =
        changes_lines(facts->arena, diff->changes, kind, diff->choice->whole, &n);
    table->title = words_say(facts, kind == CHANGE_INPUT ? "Inputs that changed" : "Figures that changed");
    table_begin(facts, table, columns, COLUMNS, n);
    for (size_t i = 0; i < n; i++) {
        const struct change *change = lines[i].change;
        const char *name = changes_name(facts->arena, change->path);
        const struct quantity *quantity = quantity_find(name);
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[NAME] = cell_grey(cell_words(name), true);
        cells[MEANING] = cell_words(quantity ? words_say(facts, quantity->name) : "");
        if (change->row && !lines[i].rows)
            cells[MEANING] = cell_words(change->row);
        if (lines[i].rows) {
            cells[MEANING] = cell_words(rows_words(facts, &lines[i]));
            cells[BEFORE] = cells[AFTER] = cell_words("");
        } else {
            put_values(facts, change, &cells[BEFORE]);
            if (!input && !change->number)
                join_long(facts, &cells[MEANING], &cells[BEFORE], &cells[AFTER]);
        }
        cells[CHANGE] = cell_words(moved_words(facts, &lines[i]));
    }
    if (!input && diff->changes->left_out)
        table_note(facts, table, "And %s changes beyond the first %s.",
                   words_count(facts, (double)diff->changes->left_out), words_count(facts, MOST_CHANGES));
    if (input)
        table_drop_column(facts, table, CHANGE);
}

static const struct table *diff_table(const struct facts *facts, const char *id) {
    for (int i = 0; table_names[i]; i++)
        if (!strcmp(table_names[i], id))
            return diff_of(facts)->tables[i];
    return NULL; /* LCOV_EXCL_LINE: the template below names its tables alone */
}

static const struct table *new_table(struct diff_facts *diff, int which) {
    struct table *table = arena_alloc(diff->facts.arena, sizeof *table);
    table->id = table_names[which];
    table->wide = true;
    if (which)
        fill_changes(&diff->facts, table, which == 1 ? CHANGE_INPUT : CHANGE_FIGURE);
    else
        fill_compared(&diff->facts, table);
    return table;
}

/* ---- values ---------------------------------------------------------------------------------------------
 */

static const char *verdict(const struct facts *facts) {
    const struct changes *changes = diff_of(facts)->changes;
    size_t inputs = compare_count(changes, CHANGE_INPUT), figures = compare_count(changes, CHANGE_FIGURE);
    if (!inputs && !figures)
        return words_say(facts, "No input and no figure differs.");
    return words_printf(facts, "Differing inputs: %s. Differing figures: %s.",
                        words_count(facts, (double)inputs), words_count(facts, (double)figures));
}

static bool diff_words(const struct facts *facts, const char *id, const char *unit, int decimals,
                       struct text *out, const char **why) {
    const struct diff_side *sides = diff_of(facts)->sides;
    (void)unit, (void)decimals;
    *why = NULL;
    if (!strcmp(id, "title") && strcmp(sides[0].title, sides[1].title) != 0)
        text_printf(out, "%s \xE2\x86\x92 %s", sides[0].title, sides[1].title);
    else if (!strcmp(id, "title"))
        text_string(out, sides[0].title);
    else if (!strcmp(id, "verdict"))
        text_string(out, verdict(facts));
    else if (!strcmp(id, "files"))
        text_printf(out, "%s \xC2\xB7 %s", sides[0].file, sides[1].file);
    else if (!strcmp(id, "version"))
        text_string(out, FLOORLINE_VERSION);
    else
        return false; /* LCOV_EXCL_LINE: likewise its values */
    return true;
}

static bool diff_truth(const struct facts *facts, const char *id, bool *out) {
    const struct table *table = diff_table(facts, id);
    *out = table && table->n_rows > 0;
    return table != NULL;
}

/* LCOV_EXCL_START: the template below prints no formula and draws no figure */
static bool diff_formula(const struct facts *facts, const char *id, struct formula *out) {
    (void)facts, (void)id, (void)out;
    return false;
}

static const struct figure *diff_figure(const struct facts *facts, const char *id) {
    (void)facts, (void)id;
    return NULL;
}
/* LCOV_EXCL_STOP */

static const char *const *diff_names(enum fact_kind kind, size_t *count) {
    const char *const *names = kind == FACT_QUANTITY ? value_names
                               : kind == FACT_TABLE  ? table_names
                                                     : no_names;
    for (*count = 0; names[*count];)
        ++*count;
    return names;
}

/* ---- the pages ------------------------------------------------------------------------------------------
 */

static const struct source *template_of(const struct facts *facts) {
    struct arena *arena = facts->arena;
    struct source *source = arena_alloc(arena, sizeof *source);
    source->name = "diff";
    source->text = arena_printf(arena,
                                "{{footer}} %s \xC2\xB7 {{files}} \xC2\xB7 floorline {{version}}\n\n"
                                "###### %s\n# {{title}}\n\n*{{verdict}}*\n\n{{table compared}}\n\n"
                                "{{if inputs}}\n{{table inputs}}\n{{end}}\n\n"
                                "{{if figures}}\n{{table figures}}\n{{end}}\n",
                                words_say(facts, "Comparison"), words_say(facts, "Comparison"));
    source->length = strlen(source->text);
    return source;
}

bool diff_page_make(struct arena *arena, const struct diff_side sides[2], const struct changes *changes,
                    const struct diff_choice *choice, struct diags *diags, struct text *pdf) {
    struct diff_facts *diff = arena_alloc(arena, sizeof *diff);
    diff->facts.arena = arena;
    diff->facts.language = choice->language;
    diff->sides = sides;
    diff->changes = changes;
    diff->choice = choice;
    for (int i = 0; table_names[i]; i++)
        diff->tables[i] = new_table(diff, i);
    const struct names names = {&diff->facts, diff_words,  diff_truth, diff_formula,
                                diff_table,   diff_figure, diff_names};
    struct pdf_file files[2];
    for (int i = 0; i < 2; i++)
        files[i] = (struct pdf_file){.name = i ? "after.json" : "before.json",
                                     .type = "application/json",
                                     .words = arena_printf(arena, "The results of %s", sides[i].file),
                                     .relation = FILE_DATA,
                                     .bytes = sides[i].results->text,
                                     .length = sides[i].results->length};
    struct text title = {0};
    const char *why;
    diff_words(&diff->facts, "title", NULL, -1, &title, &why);
    const struct page_options page = {.language = language_name(choice->language),
                                      .paper = choice->paper,
                                      .date = choice->date,
                                      .title = text_keep(arena, &title),
                                      .producer = "floorline " FLOORLINE_VERSION,
                                      .part = PDF_A3B,
                                      .files = files,
                                      .n_files = 2,
                                      .names = &names};
    return page_render(arena, template_of(&diff->facts), &diff->facts, fonts_shared(), &page, diags, pdf);
}
