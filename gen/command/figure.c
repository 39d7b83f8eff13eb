/* floorline figure: one figure as a file of its own. */
#include "../../figures/ink_cairo.h"
#include "../../figures/ink_trace.h"
#include "../../figures/note.h"
#include "../base/text.h"
#include "../facts/series.h"
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_OUTPUT, OPTION_LANGUAGE, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{'o', "output", true}, {0, "lang", true}};

static const struct {
    const char *ending;
    enum ink_file kind;
} kinds[] = {{".svg", INK_SVG}, {".png", INK_PNG}, {".pdf", INK_PDF}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

enum { MARGIN_POINTS = 6 };

/* Title and subtitle over the drawing, as on a page, on as many lines as they take. */
struct head {
    struct note title, subtitle;
    double subtitle_y, height; /* from the top of the title */
};

static struct head head_of(const struct figure *figure) {
    struct head head = {.title = {.size = 8.6, .leading = 10}, .subtitle = {.size = 7.6, .leading = 9.4}};
    struct ink *ink = ink_trace_new(fonts_shared()); /* to measure with */
    double width, height;
    if (!ink)
        fail_environment("out of memory");
    note_wrap(&head.title, ink, FACE_LABEL_BOLD, palette[COLOUR_INK], figure->title, figure->width);
    note_wrap(&head.subtitle, ink, FACE_LABEL, palette[COLOUR_GREY], figure->subtitle, figure->width);
    note_measure(ink, &head.title, &width, &height);
    head.subtitle_y = head.height = height + 2.6;
    note_measure(ink, &head.subtitle, &width, &height);
    head.height += height + (height > 0 ? 6 : 0);
    ink_trace_drop(ink);
    return head;
}

static void draw_alone(struct ink *ink, const struct figure *figure, const struct head *head) {
    cairo_translate(ink->cr, MARGIN_POINTS, MARGIN_POINTS);
    note_draw(ink, &head->title, 0, 0);
    note_draw(ink, &head->subtitle, 0, head->subtitle_y);
    cairo_translate(ink->cr, 0, head->height);
    figure->draw(ink, figure->data, figure->width, figure->height);
}

static void write_figure(const struct figure *figure, enum ink_file kind, const char *path) {
    struct head head = head_of(figure);
    struct ink_file_options file = {.width = figure->width + 2 * MARGIN_POINTS,
                                    .height = figure->height + head.height + 2 * MARGIN_POINTS,
                                    .title = figure->title};
    unsigned char *bytes = NULL;
    size_t length;
    struct ink *ink = ink_cairo_new(fonts_shared(), kind, &file);
    if (!ink)
        fail_environment("out of memory");
    draw_alone(ink, figure, &head);
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

/* Why a figure is not drawn. */
static const char *lack_of(const char *name) {
    for (size_t i = 0; i < n_figure_kinds; i++)
        if (!strcmp(figure_kinds[i].id, name) && figure_kinds[i].needs)
            return figure_kinds[i].needs;
    return "the spec has no such data"; /* LCOV_EXCL_LINE: every kind says what it needs */
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
    if (!fact_is_named("figure", FACT_FIGURE, name, arguments.operands[1]))
        return EXIT_USAGE;
    size_t kind = 0;
    while (kind < KINDS && !output_ends_in(output, kinds[kind].ending))
        kind++;
    if (kind == KINDS)
        return usage_error("figure", "the output ends in .svg, .png or .pdf, not '%s'", output);
    if (!output_spares("figure", output, &arguments.operands[1], 1))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    struct facts *facts = facts_load(arena, arguments.operands[1], told, NULL);
    const struct figure *figure = facts ? facts_figure(facts, name) : NULL;
    if (figure)
        write_figure(figure, kinds[kind].kind, output);
    else if (facts)
        fprintf(stderr, "%s: error: nothing to draw in '%s': %s\n", arguments.operands[1], name,
                lack_of(name));
    arena_drop(arena);
    return figure ? EXIT_DONE : EXIT_SPEC;
}
