/* See margins.h. */
#include "margins.h"

#include <math.h>
#include <string.h>

#define APART 24.0 /* at the least, between title and section */

static bool is_title(const struct layout *layout, size_t entry) {
    for (size_t i = 0; i < entry; i++)
        if (layout->outline[i].level == 1)
            return false;
    return layout->outline[entry].level == 1;
}

struct margins margins_of(const struct layout *layout, const struct pages *pages, const char *title) {
    struct margins margins = {
        layout, title, arena_array(layout->setting.arena, layout->n_outline, sizeof(size_t)), pages->n};
    for (size_t i = 0; i < layout->n_outline; i++) {
        margins.begins[i] = place_page_of(pages, layout->outline[i].anchor);
        if (is_title(layout, i))
            margins.title = layout->outline[i].words;
    }
    return margins;
}

const char *margins_section(const struct margins *margins, size_t page) {
    const struct layout *layout = margins->layout;
    const char *words = NULL;
    for (size_t i = 0; i < layout->n_outline && margins->begins[i] <= page; i++) {
        if (layout->outline[i].level > 2 || !margins->begins[i] || is_title(layout, i))
            continue;
        words = layout->outline[i].words;
        if (margins->begins[i] == page)
            break;
    }
    return words;
}

/* One line of words, cut with an ellipsis where it is longer than its room. */
static struct line line_of(const struct layout *layout, const char *words, double room) {
    const struct setting *s = &layout->setting;
    const struct type *type = &s->style->types[TYPE_FOOTER];
    struct atoms atoms = inline_words(s, type, words ? words : "");
    struct lines lines = paragraph_lines(s, type, atoms, room);
    if (!lines.n)
        return (struct line){0};
    if (lines.n > 1) {
        static const char ellipsis[] = "\u2009…";
        double width = fonts_width(s->fonts, type->regular, type->size, ellipsis);
        lines = paragraph_lines(s, type, inline_words(s, type, words), room - width);
        box_label(lines.lines[0].box, s->fonts, lines.lines[0].width, 0, type->regular, type->size, 0,
                  style_colour(type), ALIGN_LEFT, ellipsis);
        lines.lines[0].width += width;
    }
    return lines.lines[0];
}

static void put_head(const struct margins *margins, struct box *box, size_t page) {
    const struct layout *layout = margins->layout;
    const struct paper *paper = layout->paper;
    const char *section = margins_section(margins, page);
    if (section && margins->title && strcmp(section, margins->title) == 0)
        section = NULL;
    struct line right = line_of(layout, section, .6 * paper->full);
    struct line left = line_of(layout, margins->title, paper->full - right.width - APART);
    if (left.box)
        box_add(box, left.box, paper->left, paper->header);
    if (right.box)
        box_add(box, right.box, paper->left + paper->full - right.width, paper->header);
}

static void put_foot(const struct margins *margins, struct box *box, size_t page) {
    const struct layout *layout = margins->layout;
    const struct setting *s = &layout->setting;
    const struct paper *paper = layout->paper;
    const struct type *type = &s->style->types[TYPE_FOOTER];
    double right = paper->left + paper->full, y = paper->footer;
    const char *total = arena_printf(s->arena, " / %zu", margins->pages);
    if (layout->footer.box)
        box_add(box, layout->footer.box, paper->left, y);
    double width = fonts_width(s->fonts, type->regular, type->size, total);
    box_label(box, s->fonts, right, y, type->regular, type->size, 0, style_colour(type), ALIGN_RIGHT, total);
    box_label(box, s->fonts, right - width, y, type->regular, type->size, 0, palette[COLOUR_INK], ALIGN_RIGHT,
              arena_printf(s->arena, "%zu", page));
}

struct box *margins_box(const struct margins *margins, size_t page) {
    struct box *box = box_new(margins->layout->setting.arena);
    box_begin(box, ROLE_ARTIFACT, NULL);
    if (page > 1)
        put_head(margins, box, page);
    put_foot(margins, box, page);
    box_end(box);
    return box;
}
