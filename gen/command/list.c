/* floorline list: what there is. */
#include "../facts/formula.h"
#include "../facts/series.h"
#include "../facts/table.h"
#include "../spec/catalogue.h"
#include "command.h"

#include <stdio.h>
#include <string.h>

static void list_catalogue(enum catalogue catalogue) {
    struct arena *arena = arena_new();
    size_t count;
    const char *const *names = catalogue_names(arena, search_folders(), catalogue, &count);
    for (size_t i = 0; i < count; i++)
        puts(names[i]);
    arena_drop(arena);
}

static void list_models(void) {
    list_catalogue(CATALOGUE_MODELS);
}

static void list_accelerators(void) {
    list_catalogue(CATALOGUE_ACCELERATORS);
}

static void list_templates(void) {
    struct arena *arena = arena_new();
    const char **names;
    size_t count = template_names(arena, &names);
    for (size_t i = 0; i < count; i++)
        puts(names[i]);
    arena_drop(arena);
}

static void list_figures(void) {
    for (size_t i = 0; i < n_figure_kinds; i++)
        printf("%-18s %s\n", figure_kinds[i].id, figure_kinds[i].name);
}

static void list_tables(void) {
    for (size_t i = 0; i < n_table_kinds; i++)
        printf("%-18s %s\n", table_kinds[i].id, table_kinds[i].title);
}

static bool has_formula(const char *id) {
    for (size_t i = 0; i < n_formula_rows; i++)
        if (!strcmp(formula_rows[i].quantity, id))
            return true;
    return false;
}

/* The second column says what a template can do with it: {{formula NAME}}, {{if NAME}}. */
static void list_quantities(void) {
    struct arena *arena = arena_new();
    for (size_t i = 0; i < n_quantities; i++) {
        const struct quantity *quantity = &quantities[i];
        const char *use = has_formula(quantity->id) ? "formula" : quantity->kind == MEMBER_TRUTH ? "if" : "";
        printf("%-42s %-8s %s", quantity->id, use, quantity->name);
        if (quantity->symbol)
            printf(" (%s)", formula_plain(arena, quantity->symbol));
        putchar('\n');
    }
    arena_drop(arena);
}

#define ROW(name) {#name, list_##name},
static const struct {
    const char *name;
    void (*print)(void);
} lists[] = {LISTS(ROW)};
enum { N_LISTS = sizeof lists / sizeof lists[0] };

/* `asked` NULL: for none. */
static int no_list(const char *asked) {
    const char *names[N_LISTS], *choices = "";
    struct arena *arena = arena_new();
    for (size_t i = 0; i < N_LISTS; i++) {
        names[i] = lists[i].name;
        choices = arena_printf(arena, "%s%s%s", choices, i ? ", " : "", names[i]);
    }
    const char *near = asked ? nearest_name(asked, names, N_LISTS) : NULL;
    if (near)
        usage_error("list", "there is no list of '%s' (did you mean '%s'?)", asked, near);
    else if (asked)
        usage_error("list", "there is no list of '%s': one of %s", asked, choices);
    else
        usage_error("list", "one of %s is needed", choices);
    arena_drop(arena);
    return EXIT_USAGE;
}

int command_list(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, NULL, 0, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 1)
        return no_list(NULL);
    for (size_t i = 0; i < N_LISTS; i++)
        if (!strcmp(lists[i].name, arguments.operands[0])) {
            lists[i].print();
            return EXIT_DONE;
        }
    return no_list(arguments.operands[0]);
}
