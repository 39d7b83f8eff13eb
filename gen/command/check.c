/* floorline check: whether specs are sound. */
#include "command.h"

#include <stdio.h>

int command_check(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, NULL, 0, &arguments))
        return EXIT_USAGE;
    if (!arguments.n_operands)
        return usage_error("check", "no spec is given");
    int worst = EXIT_DONE;
    for (int i = 0; i < arguments.n_operands; i++) {
        struct arena *arena = arena_new();
        struct diags *diags = diags_new(arena);
        struct spec *spec = spec_read(arena, arguments.operands[i], search_folders(), diags);
        enum language language = LANGUAGE_EN;
        if (spec)
            language_find(spec->report.language, &language);
        struct source *template =
            spec ? template_open(arena, spec->report.template_name, language, diags) : NULL;
        if (diags_say(diags) || !template)
            worst = EXIT_SPEC;
        else
            printf("%s: sound\n", arguments.operands[i]);
        arena_drop(arena);
    }
    return worst;
}
