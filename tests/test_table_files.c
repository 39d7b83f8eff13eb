/* Tables as files: what is printed in a unit is in CSV and JSON the number that it was printed from, in SI
 * base units; headings are fields of what stands below them; a dash is nothing. */
#include "table_reading.h"

#include "../gen/facts/record.h"

#include <glob.h>
#include <math.h>
#include <stdlib.h>

#define DITTO "\xE2\x80\xB3"

/* The SI brochure, and IEC 80000-13 for GiB; a million tokens stay a million, watt-hours become joules. What
 * counts things has none. */
static double factor_of(const char *unit) {
    static const struct {
        const char *unit;
        double factor;
    } factors[] = {{"ms", 1e-3},     {"\u00B5s", 1e-6},   {"s", 1},
                   {"kB", 1e3},      {"GiB", 1073741824}, {"MB", 1e6},
                   {"GB", 1e9},      {"MFLOP", 1e6},      {"GFLOP", 1e9},
                   {"TFLOP", 1e12},  {"%", .01},          {"tok/s", 1},
                   {"USD/Mtok", 1},  {"Wh/Mtok", 3600},   {"tokens", 1},
                   {"FLOP/byte", 1}, {"sequences", 1},    {"to others", 1},
                   {"in each", 1},   {"example", 1},      {"here", 1},
                   {"d", 1},         {"SI base units", 1}};
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++)
        if (!strcmp(factors[i].unit, unit))
            return factors[i].factor;
    return 0; /* words below a head */
}

/* A printed number without its commas, its minus in ASCII. */
static const char *plain(struct arena *arena, const char *text) {
    char *out = arena_string(arena, text), *to = out;
    for (const char *from = text; *from; from++)
        if (!strncmp(from, MINUS, strlen(MINUS))) {
            *to++ = '-';
            from += strlen(MINUS) - 1;
        } else if (*from != ',') {
            *to++ = *from;
        }
    *to = '\0';
    return out;
}

/* That what was printed is the value to the digits printed. */
static void expect_printed(struct arena *arena, const char *where, const char *text, double factor,
                           double value) {
    static const char below[] = "<" THIN_SPACE;
    bool less = !strncmp(text, below, strlen(below));
    const char *digits = plain(arena, less ? text + strlen(below) : text), *point = strchr(digits, '.');
    char *end;
    double printed = strtod(digits, &end) * factor,
           half = .5 * factor * pow(10, point ? -(double)strlen(point + 1) : 0);
    if (*end || end == digits || (less ? value >= printed : fabs(printed - value) > half * 1.000001))
        fail_msg("%s: `%s` was printed from %g", where, text, value);
}

/* The value of the next key of an object: `key` must be it. */
static const char *json_value(struct arena *arena, const char **at, const char *key) {
    const char *expected = arena_printf(arena, "\"%s\": ", key), *from = strchr(*at, '"');
    if (!from || strncmp(from, expected, strlen(expected)) != 0)
        fail_msg("%s is not next in %.60s", key, *at);
    from += strlen(expected);
    const char *end = from + (*from == '"');
    if (*from == '"')
        while (*end++ != '"')
            end += *end == '\\' ? 2 : 0;
    else
        end += strcspn(end, ",}");
    *at = end;
    return arena_copy(arena, from, (size_t)(end - from));
}

static const char *csv_value(struct arena *arena, const char **at) {
    const char *from = *at;
    size_t length = strcspn(from, ",\n");
    if (*from == '"') {
        length = 1;
        while (from[length] != '"' || from[length + 1] == '"')
            length += from[length] == '"' ? 2 : 1;
        length++;
    }
    *at = from + length + 1;
    return arena_copy(arena, from, length);
}

/* A number of JSON, whole. */
static bool is_number(const char *value, double *out) {
    char *end;
    *out = strtod(value, &end);
    return (*value == '-' || (*value >= '0' && *value <= '9')) && !*end;
}

/* One cell in both files against what is printed. */
static void expect_cell(struct arena *arena, const char *where, const struct table_column *column,
                        const struct cell *cell, const char *json, const char *csv) {
    double value, factor = column->unit ? factor_of(column->unit) : 0;
    bool number = is_number(json, &value), nothing = !strcmp(json, "null");
    if (factor > 0 && !number && !nothing)
        fail_msg("%s: %s in a column of %s", where, json, column->unit);
    if (factor > 0 && number)
        expect_printed(arena, where, cell->text, factor, value);
    if (nothing != (!cell->text || !*cell->text || !strcmp(cell->text, EM_DASH)))
        fail_msg("%s: %s of `%s`", where, json, cell->text ? cell->text : "");
    if (number || nothing)
        assert_string_equal(csv, nothing ? "" : json);
}

static bool has(const struct table *table, enum row_kind kind) {
    bool any = false;
    for (size_t i = 0; i < table->n_rows; i++)
        any |= table->rows[i].kind == kind;
    return any;
}

/* Cells in a column with a unit that hold a number; those of groups aside. */
static size_t expect_files(struct arena *arena, const struct facts *facts, const struct table *table) {
    struct text json = {0}, csv = {0};
    size_t numbers = 0;
    bool groups = has(table, ROW_GROUP), totals = has(table, ROW_TOTAL);
    table_json(facts, table, &json);
    table_csv(facts, table, &csv);
    const char *object = text_get(&json), *line = strchr(text_get(&csv), '\n') + 1;
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct table_row *row = &table->rows[r];
        if (row->kind == ROW_GROUP)
            continue;
        if (groups) {
            const char *heading = json_value(arena, &object, table->groups ? table->groups : "group");
            csv_value(arena, &line);
            assert_int_equal(!strcmp(heading, "null"), row->kind == ROW_TOTAL);
        }
        for (size_t c = 0; c < table->n_columns; c++) {
            const struct table_column *column = &table->columns[c];
            if (column->printed)
                continue;
            const char *where = arena_printf(arena, "%s of %s, row %zu", column->id, table->id, r),
                       *value = json_value(arena, &object, column->id);
            expect_cell(arena, where, column, &row->cells[c], value, csv_value(arena, &line));
            numbers += column->unit && row->cells[c].holds == HOLDS_NUMBER;
        }
        if (totals) {
            const char *truth = row->kind == ROW_TOTAL ? "true" : "false";
            assert_string_equal(json_value(arena, &object, "total"), truth);
            assert_string_equal(csv_value(arena, &line), truth);
        }
    }
    assert_string_equal(object + strspn(object, "[}\n"), "]\n");
    assert_string_equal(line, "");
    text_drop(&json);
    text_drop(&csv);
    return numbers;
}

/* Records have units in their names: what these end in is no string. */
static void expect_records(const struct record_set *set) {
    static const char *const ends[] = {"_s", "bytes", "flops", "share", "intensity", "_j", "tokens", "batch"};
    for (size_t i = 0; i < set->n_columns; i++)
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
            const char *id = set->columns[i].id;
            size_t length = strlen(id), end = strlen(ends[k]);
            if (length >= end && !strcmp(id + length - end, ends[k]) && set->columns[i].kind != MEMBER_INT &&
                set->columns[i].kind != MEMBER_DOUBLE)
                fail_msg("%s of %s is no number", id, set->table);
        }
}

/* What is printed beside records was printed from what the cell holds; what a wide cell covers is not
 * printed.
 */
static size_t expect_cells(struct arena *arena, const struct table *table) {
    size_t numbers = 0;
    for (size_t r = 0; r < table->n_rows; r++) {
        const struct cell *cells = table->rows[r].cells;
        for (size_t c = 0; c < table->n_columns && table->rows[r].kind != ROW_GROUP; c++) {
            const struct table_column *column = &table->columns[c];
            if (column->unit && cells[c].holds == HOLDS_NUMBER) {
                expect_printed(arena, arena_printf(arena, "%s of %s, row %zu", column->id, table->id, r),
                               cells[c].text, factor_of(column->unit), cells[c].value);
                numbers++;
            }
            c += cells[c].span > 1 ? (size_t)cells[c].span - 1 : 0;
        }
    }
    return numbers;
}

static void every_table_of_every_spec_is_in_si_units(void **state) {
    size_t numbers = 0, specs = 0;
    glob_t found;
    (void)state;
    assert_int_equal(glob("specs/*.yaml", 0, NULL, &found), 0);
    for (; specs < found.gl_pathc; specs++) {
        struct arena *arena = arena_new();
        struct facts *facts = facts_from(arena, spec_at(arena, found.gl_pathv[specs]));
        for (size_t i = 0; i < n_table_kinds; i++) {
            const struct record_set *set = record_find(table_kinds[i].id);
            if (set) {
                expect_records(set);
                numbers += expect_cells(arena, facts_table(facts, table_kinds[i].id));
            } else {
                numbers += expect_files(arena, facts, facts_table(facts, table_kinds[i].id));
            }
        }
        arena_drop(arena);
    }
    globfree(&found);
    assert_true(specs >= 10);
    assert_true(numbers > 500 * specs);
}

/* A source is carried in full in every row, where pages say "as above". */
static void a_source_is_whole_in_every_record(void **state) {
    static const char *const ids[] = {"inputs", "sources"};
    struct arena *arena = arena_new();
    const struct facts *facts = facts_of(arena, "gpt-13b-2xa100-40gb");
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct text json = {0};
        const struct table *table = facts_table(facts, ids[i]);
        size_t again = 0;
        for (size_t row = 0; row < table->n_rows; row++) {
            const struct cell *source = &table->rows[row].cells[table->n_columns - 1];
            again += table->rows[row].kind == ROW_DATA && source->text && !strcmp(source->text, DITTO);
        }
        assert_true(again > 0);
        table_json(facts, table, &json);
        assert_null(strstr(text_get(&json), DITTO));
        assert_null(strstr(text_get(&json), "\"source\": null"));
        text_drop(&json);
    }
    arena_drop(arena);
}

static void expect_in(struct arena *arena, const struct facts *facts, const char *id, const char *record) {
    struct text json = {0};
    table_json(facts, facts_table(facts, id), &json);
    if (!strstr(text_get(&json), record))
        fail_msg("%s is not in %s", record, arena_string(arena, text_get(&json)));
    text_drop(&json);
}

/* kipply's 13B on two A100-40GB, article: 2 x 12.58e9 bytes over 2 x 1.5e12 B/s read in 8.388608 ms; 160
 * messages of 8 us take 1.28 ms. 80e9 less 25.165824e9 hold 66,936 tokens of 819,200 bytes. 256 sequences of
 * 512 tokens take 107.37 GB of the 54.83 left: 26.27 short on each of two. */
static void a_file_holds_what_was_printed_rounded(void **state) {
    struct arena *arena = arena_new();
    const struct facts *facts = facts_of(arena, "gpt-13b-2xa100-40gb");
    (void)state;
    expect_in(arena, facts, "batches", "{\"batch\": 1, \"memory_s\": 0.008388608, ");
    expect_in(arena, facts, "batches", "\"comm_latency_s\": 0.00128, ");
    expect_in(arena, facts, "batches", "\"tokens_each\": 66936}");
    expect_in(arena, facts, "shortfall",
              "{\"context\": 512, \"batch\": 256, \"memory_bytes\": 40000000000, ");
    expect_in(arena, facts, "shortfall", "\"short_bytes\": 26270003200, ");
    expect_in(arena, facts, "work", "\"fits\": true}");
    expect_in(
        arena, facts, "sensitivity",
        "{\"input\": \"Accelerators\", \"now\": 2, \"at\": 8, \"then\": \"batch 512 fits at 512 tokens\"}");
    expect_in(arena, facts, "inputs",
              "{\"group\": \"The accelerator\", \"name\": \"accelerator.memory\", \"label\": \"memory\", "
              "\"value\": 40000000000, \"mark\": \"\xE2\x97\x90\", \"source\": \"third party: kipply");
    expect_in(arena, facts, "flops", "\"total\": true}");
    arena_drop(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_of_every_spec_is_in_si_units),
        cmocka_unit_test(a_file_holds_what_was_printed_rounded),
        cmocka_unit_test(a_source_is_whole_in_every_record),
    };
    return cmocka_run_group_tests_name("table files", tests, NULL, NULL);
}
