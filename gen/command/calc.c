/* floorline calc: every result as JSON. */
#include "../facts/record.h"
#include "command.h"

int command_calc(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, NULL, 0, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 1)
        return usage_error("calc", "one spec is needed, %d are given", arguments.n_operands);
    struct arena *arena = arena_new();
    struct text out = {0};
    struct facts *facts = facts_load(arena, arguments.operands[0], "en", NULL);
    if (facts) {
        facts_json(facts, NULL, &out);
        output_write("-", &out);
    }
    text_drop(&out);
    arena_drop(arena);
    return facts ? EXIT_DONE : EXIT_SPEC;
}
