/* floorline import: a Hugging Face config.json as a model file. The file written says the same to the last
 * parameter: it is read back by the same program (tests/test_import.c). */
#include "../spec/model_write.h"
#include "command.h"

enum { OPTION_OUTPUT, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{'o', "output", true}};

int command_import(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 1)
        return usage_error("import", "one config.json is needed, %d are given", arguments.n_operands);
    const char *output = arguments.values[OPTION_OUTPUT];
    if (!output_spares("import", output, arguments.operands, 1))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct model *model = model_import(arena, arguments.operands[0], output, search_folders(), diags);
    bool wrong = diags_say(diags) || !model;
    if (!wrong) {
        struct text out = {0};
        model_file_write(model, &out);
        output_write(output ? output : "-", &out);
        text_drop(&out);
    }
    arena_drop(arena);
    return wrong ? EXIT_SPEC : EXIT_DONE;
}
