/* floorline figure: one figure as a file of its own. */
#include "../../figures/ink_cairo.h"
#include "../facts/series.h"
#include "command.h"

#include <stdlib.h>
#include <string.h>

enum { OPTION_OUTPUT, OPTION_LANGUAGE, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{'o', "output", true}, {0, "lang", true}};

static const struct {
    const char *ending;
    enum ink_file kind;
} kinds[] = {{".svg", INK_SVG}, {".png", INK_PNG}, {".pdf", INK_PDF}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Title and subtitle stand over the drawing, as on a page. */
enum { TITLE_POINTS = 30, MARGIN_POINTS = 6 };

static void draw_alone(struct ink *ink, const struct figure *figure) {
    cairo_translate(ink->cr, MARGIN_POINTS, 0);
    ink_text(ink, 0, 12, FACE_LABEL_BOLD, 8.6, palette[COLOUR_INK], ALIGN_LEFT, figure->title);
    if (figure->subtitle)
        ink_text(ink, 0, 22, FACE_LABEL, 7.6, palette[COLOUR_GREY], ALIGN_LEFT, figure->subtitle);
    cairo_translate(ink->cr, 0, TITLE_POINTS);
    figure->draw(ink, figure->data, figure->width, figure->height);
}

static void write_figure(const struct figure *figure, enum ink_file kind, const char *path) {
    struct ink_file_options file = {.width = figure->width + 2 * MARGIN_POINTS,
                                    .height = figure->height + TITLE_POINTS + MARGIN_POINTS,
                                    .title = figure->title};
    unsigned char *bytes = NULL;
    size_t length;
    struct ink *ink = ink_cairo_new(fonts_shared(), kind, &file);
    if (!ink)
        fail_environment("out of memory");
    draw_alone(ink, figure);
    const char *error = ink_cairo_close(ink, &bytes, &length);
    if (error)
        fail_environment("the figure '%s' cannot be drawn: %s", figure->id, error);
    struct text out = {0};
    text_bytes(&out, bytes, length);
    output_write(path, &out);
    text_drop(&out);
    free(bytes);
    ink_cairo_drop(ink);
}

int command_figure(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 2)
        return usage_error("figure", "a figure's name and a spec are needed");
    const char *name = arguments.operands[0], *output = arguments.values[OPTION_OUTPUT];
    if (!output)
        return usage_error("figure", "-o FILE is needed");
    enum language language;
    const char *told = arguments.values[OPTION_LANGUAGE];
    if (told && !language_find(told, &language))
        return usage_error("figure", "--lang is en or zh, not '%s'", told);
    size_t n_names, i = 0, kind = 0, length = strlen(output);
    const char *const *names = facts_names(FACT_FIGURE, &n_names),
                      *nearest = nearest_name(name, names, n_names);
    while (i < n_names && strcmp(names[i], name) != 0)
        i++;
    if (i == n_names)
        return nearest ? usage_error("figure", "there is no figure '%s' (did you mean '%s'?)", name, nearest)
                       : usage_error("figure", "there is no figure '%s'", name);
    while (kind < KINDS && (length < 5 || strcmp(output + length - 4, kinds[kind].ending) != 0))
        kind++;
    if (kind == KINDS)
        return usage_error("figure", "the output ends in .svg, .png or .pdf, not '%s'", output);
    struct arena *arena = arena_new();
    struct facts *facts = facts_load(arena, arguments.operands[1], told, NULL);
    const struct figure *figure = facts ? facts_figure(facts, name) : NULL;
    if (figure)
        write_figure(figure, kinds[kind].kind, output);
    else if (facts)
        usage_error("figure", "this spec has nothing to draw in '%s'", name);
    arena_drop(arena);
    return figure ? EXIT_DONE : EXIT_SPEC;
}
