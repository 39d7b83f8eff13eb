/* floorline check: whether specs are sound. */
#include "command.h"
#include "told.h"

#include <stdio.h>

/* What only the results show. */
static void warn_of_results(struct arena *arena, const struct spec *spec, struct diags *diags) {
    struct analysis analysis;
    analysis_run(&spec->design, arena_alloc(arena, analysis_bytes(&spec->design)), &analysis);
    facts_warn(facts_new(arena, spec, &analysis, LANGUAGE_EN), diags);
}

/* What is wrong is said of it in `told`. */
static bool is_sound(const char *path, const char *cell, size_t number, struct told *told) {
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct search_path search = *search_folders();
    search.cell = cell;
    search.cell_number = number;
    search.template_named = template_named;
    struct spec *spec = spec_read(arena, path, &search, diags);
    enum language language = LANGUAGE_EN;
    if (spec)
        language_find(spec->report.language, &language);
    struct source *template = spec ? template_open(arena, NULL, spec, language, diags) : NULL;
    if (spec && spec->n_measurements)
        warn_of_results(arena, spec, diags);
    struct text said = {0};
    diags_print(diags, &said);
    told_add(told, cell, text_get(&said));
    text_drop(&said);
    bool sound = !diags_errors(diags) && template;
    arena_drop(arena);
    return sound;
}

/* All specs of a matrix, or the one. */
static bool are_sound(const char *path) {
    struct arena *arena = arena_new();
    struct told *told = told_new();
    size_t n_cells;
    bool sound = true;
    const char *const *cells = spec_cells(arena, path, search_folders(), &n_cells);
    for (size_t i = 0; i < n_cells; i++)
        sound &= is_sound(path, cells[i], i + 1, told);
    if (!n_cells)
        sound = is_sound(path, NULL, 0, told);
    told_say(told);
    arena_drop(arena);
    return sound;
}

int command_check(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, NULL, 0, &arguments))
        return EXIT_USAGE;
    if (!arguments.n_operands)
        return usage_error("check", "no spec is given");
    int worst = EXIT_DONE;
    for (int i = 0; i < arguments.n_operands; i++)
        if (are_sound(arguments.operands[i]))
            printf("%s: sound\n", arguments.operands[i]);
        else
            worst = EXIT_SPEC;
    return worst;
}
