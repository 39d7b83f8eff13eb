/* See layout.h: numbers for tables, figures and equations, anchors for headings, and the words of references.
 */
#include "layout.h"

#include <ctype.h>
#include <string.h>

/* Faults after which nobody looks for what was meant. */
enum { MOST_HINTS = 100 };

static void number_node(struct layout *layout, const struct node *node, enum directive_kind kind,
                        const char *name, const char *title) {
    struct arena *arena = layout->setting.arena;
    static const char *const prefixes[] = {
        [DIRECTIVE_TABLE] = "table", [DIRECTIVE_FIGURE] = "figure", [DIRECTIVE_FORMULA] = "formula"};
    size_t number = 1;
    for (size_t i = 0; i < layout->n_numbered; i++)
        number += layout->numbered[i].kind == kind;
    layout->numbered = arena_grow(arena, layout->numbered, layout->n_numbered, &layout->numbered_capacity,
                                  sizeof *layout->numbered);
    layout->numbered[layout->n_numbered++] =
        (struct numbered){.kind = kind,
                          .name = name,
                          .node = node,
                          .number = number,
                          .anchor = arena_printf(arena, "%s-%zu", prefixes[kind], number),
                          .title = title};
}

/* As the usual sites make them: lower case, hyphens for spaces, other signs left out, -1 behind a second. */
static const char *slug_of(struct layout *layout, const char *words) {
    struct text out = {0};
    for (const char *at = words; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (isalnum(c) || c >= 0x80)
            text_char(&out, (char)tolower(c));
        else if (c == ' ' || c == '-')
            text_char(&out, '-');
    }
    if (!out.length)
        text_string(&out, "section"); /* a heading of signs alone */
    size_t same = 0;
    const char *slug = arena_copy(layout->setting.arena, text_get(&out), out.length);
    for (size_t i = 0; i < layout->n_outline; i++) {
        const char *anchor = layout->outline[i].anchor;
        same += strcmp(anchor, slug) == 0 ||
                (strncmp(anchor, slug, out.length) == 0 && anchor[out.length] == '-' &&
                 isdigit((unsigned char)anchor[out.length + 1]));
    }
    text_drop(&out);
    return same ? arena_printf(layout->setting.arena, "%s-%zu", slug, same) : slug;
}

static void number_heading(struct layout *layout, const struct node *node, const struct node *before) {
    struct arena *arena = layout->setting.arena;
    const char *words = tree_words(arena, node);
    if (!words[strspn(words, " ")])
        return;
    size_t n = layout->n_outline, capacity = layout->outline_capacity, same = capacity;
    const char *anchor = slug_of(layout, words);
    layout->outline =
        arena_grow(arena, layout->outline, n, &layout->outline_capacity, sizeof *layout->outline);
    layout->headings = arena_grow(arena, layout->headings, n, &capacity, sizeof *layout->headings);
    layout->eyebrows = arena_grow(arena, layout->eyebrows, n, &same, sizeof *layout->eyebrows);
    layout->headings[n] = node;
    layout->eyebrows[n] = before && before->kind == NODE_EYEBROW ? before : NULL;
    layout->outline[layout->n_outline++] = (struct outline_entry){node->level, words, anchor};
}

static void number_directive(struct layout *layout, const struct node *node) {
    const struct directive *directive = node->directive;
    const struct names *names = layout->setting.names;
    const char *title = NULL;
    if (directive->bare)
        return;
    if (directive->kind == DIRECTIVE_TABLE) {
        const struct table *table = names->table(names->facts, directive->name);
        if (!table || !table->n_columns || !table->n_rows)
            return;
        title = table->title;
    } else if (directive->kind == DIRECTIVE_FIGURE) {
        const struct figure *figure = names->figure(names->facts, directive->name);
        if (!figure)
            return; /* LCOV_EXCL_LINE: template.c has left it out */
        title = figure->title;
    } else if (directive->kind != DIRECTIVE_FORMULA) {
        return;
    }
    number_node(layout, node, directive->kind, directive->name, title);
}

static bool is_few(struct layout *layout, const struct node *node, size_t n, const char *what) {
    const struct setting *s = &layout->setting;
    if (n == LAYOUT_MOST_NUMBERED + 1)
        diag_add(s->diags, DIAG_ERROR, template_mark(s->text, node->offset), NULL,
                 "more %s than the limit of %d", what, LAYOUT_MOST_NUMBERED);
    return n <= LAYOUT_MOST_NUMBERED;
}

/* A heading is never cut between pages. */
static bool is_short(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    size_t length = 0;
    for (size_t i = 0; i < node->n_spans; i++)
        length += node->spans[i].length;
    if (length > LAYOUT_LONGEST_HEADING)
        diag_add(s->diags, DIAG_ERROR, template_mark(s->text, node->offset), NULL,
                 "a heading is longer than the limit of %d bytes", LAYOUT_LONGEST_HEADING);
    return length <= LAYOUT_LONGEST_HEADING;
}

/* So few that each may look at all the others. */
static bool are_few(struct layout *layout, const struct node *document) {
    size_t headings = 0, numbered = 0;
    bool few = true;
    for (const struct node *node = document->first; node; node = node->next)
        if (node->kind == NODE_HEADING)
            few &= is_few(layout, node, ++headings, "headings") && is_short(layout, node);
        else if (node->kind == NODE_DIRECTIVE)
            few &= is_few(layout, node, ++numbered, "tables, figures and formulas");
        else if (node->kind == NODE_DISPLAY)
            for (size_t i = 0; i < node->n_spans; i++)
                few &= is_few(layout, node, ++numbered, "tables, figures and formulas");
    return few;
}

static void number_all(struct layout *layout, const struct node *document) {
    const struct node *before = NULL;
    for (const struct node *node = document->first; node; before = node, node = node->next) {
        if (node->kind == NODE_HEADING && node->level <= 3)
            number_heading(layout, node, before);
        else if (node->kind == NODE_DIRECTIVE)
            number_directive(layout, node);
        else if (node->kind == NODE_DISPLAY)
            for (size_t i = 0; i < node->n_spans; i++)
                number_node(layout, node, DIRECTIVE_FORMULA, NULL, NULL);
    }
}

const struct numbered *layout_numbered(const struct layout *layout, const struct node *node) {
    for (size_t i = 0; i < layout->n_numbered; i++)
        if (layout->numbered[i].node == node)
            return &layout->numbered[i];
    return NULL;
}

/* The words of {{ref …}}. */
static const char *reference(void *data, const struct directive *directive, const char **link) {
    struct layout *layout = data;
    const struct setting *s = &layout->setting;
    for (size_t i = 0; i < layout->n_numbered; i++) {
        const struct numbered *numbered = &layout->numbered[i];
        if (numbered->kind != directive->what || !numbered->name ||
            strcmp(numbered->name, directive->name) != 0)
            continue;
        *link = arena_printf(s->arena, "#%s", numbered->anchor);
        if (directive->what == DIRECTIVE_FORMULA)
            return arena_printf(s->arena, "(%zu)", numbered->number);
        return arena_printf(s->arena, "%s%s%zu",
                            directive->what == DIRECTIVE_TABLE ? s->style->table : s->style->figure,
                            s->style->han ? " " : "\u00A0", numbered->number);
    }
    static const char *const words[] = {
        [DIRECTIVE_TABLE] = "table", [DIRECTIVE_FIGURE] = "figure", [DIRECTIVE_FORMULA] = "formula"};
    diag_add(s->diags, DIAG_ERROR, mark_at(s->text->source, directive->offset),
             arena_printf(s->arena, "put {{%s %s}} in the template; without `bare` it bears a number",
                          words[directive->what], directive->name),
             "`%s` does not stand in this document", directive->name);
    return "?";
}

/* Links inside the document must lead to something. `anchors` are all there are. */
static void check_links(struct layout *layout, const struct node *node, const char **anchors) {
    const struct setting *s = &layout->setting;
    for (size_t i = 0; i < node->n_spans; i++) {
        const char *link = node->spans[i].link;
        if (!link || link[0] != '#' || (i && node->spans[i - 1].link == link))
            continue;
        bool found = false;
        for (size_t k = 0; k < layout->n_outline && !found; k++)
            found = strcmp(anchors[k], link + 1) == 0;
        if (found)
            continue;
        const char *near =
            diags_errors(s->diags) > MOST_HINTS ? NULL : nearest_name(link + 1, anchors, layout->n_outline);
        diag_add(s->diags, DIAG_ERROR, template_mark(s->text, node->spans[i].offset),
                 near ? arena_printf(s->arena, "did you mean `#%s`?", near) : NULL,
                 "no heading makes the anchor `%s`", link);
    }
    for (const struct node *child = node->first; child; child = child->next)
        check_links(layout, child, anchors);
}

bool layout_number(struct layout *layout, const struct node *document) {
    layout->setting.reference = reference;
    layout->setting.data = layout;
    if (!are_few(layout, document))
        return false;
    number_all(layout, document);
    const char **anchors = arena_array(layout->setting.arena, layout->n_outline + 1, sizeof *anchors);
    for (size_t i = 0; i < layout->n_outline; i++)
        anchors[i] = layout->outline[i].anchor;
    check_links(layout, document, anchors);
    return true;
}
