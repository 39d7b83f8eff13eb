/* floorline table: one table, as a page shows it or as records. */
#include "../facts/table.h"

#include "../facts/record.h"
#include "matrix_report.h"

#include <string.h>

enum { OPTION_FORMAT, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{'f', "format", true}};

int command_table(int argc, char **argv) {
    static const char *const formats[] = {"text", "md", "csv", "json"};
    enum { TEXT, MARKDOWN, CSV, JSON, FORMATS } format = TEXT;
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 2)
        return usage_error("table", "a table's name and a spec are needed");
    const char *name = arguments.operands[0], *asked = arguments.values[OPTION_FORMAT];
    while (asked && format < FORMATS && strcmp(formats[format], asked) != 0)
        format++;
    if (format == FORMATS)
        return usage_error("table", "--format is text, csv, md or json, not '%s'", asked);
    if (!fact_is_named("table", FACT_TABLE, name, arguments.operands[1]))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    struct text out = {0};
    struct facts *facts = !strcmp(name, "matrix") ? matrix_load(arena, arguments.operands[1], "en", false)
                                                  : facts_load(arena, arguments.operands[1], "en", NULL);
    if (facts) {
        const struct record_set *set = record_find(name);
        if (format == TEXT)
            table_text(facts, facts_table(facts, name), &out);
        else if (format == MARKDOWN)
            table_markdown(facts, facts_table(facts, name), &out);
        else if (format == CSV)
            set ? record_csv(facts, set, &out) : table_csv(facts, facts_table(facts, name), &out);
        else
            set ? record_json(facts, set, &out) : table_json(facts, facts_table(facts, name), &out);
        output_write("-", &out);
    }
    text_drop(&out);
    arena_drop(arena);
    return facts ? EXIT_DONE : EXIT_SPEC;
}
