/* See page.h. Template, tree, blocks, pages, ink: each step once. */
#include "page.h"

#include "../base/fail.h"
#include "../facts/origin.h"
#include "appendix.h"
#include "layout.h"
#include "margins.h"
#include "place.h"

struct page_numbers {
    struct arena *arena;
    const struct pages *pages;
};

static const char *page_of(void *data, const char *anchor) {
    const struct page_numbers *numbers = data;
    size_t page = place_page_of(numbers->pages, anchor);
    return page ? arena_printf(numbers->arena, "%zu", page) : NULL;
}

static void draw(const struct layout *layout, const struct pages *pages, const char *title, struct pdf *pdf) {
    struct margins margins = margins_of(layout, pages, title);
    struct page_numbers numbers = {layout->setting.arena, pages};
    for (size_t i = 0; i < pages->n; i++) {
        struct ink *ink = pdf_page(pdf, layout->paper->width, layout->paper->height);
        box_draw(pages->boxes[i], ink, 0, 0, page_of, &numbers);
        box_draw(margins_box(&margins, i + 1), ink, 0, 0, NULL, NULL);
    }
    for (size_t i = 0; i < layout->n_outline; i++)
        pdf_outline(pdf, layout->outline[i].level, layout->outline[i].words, layout->outline[i].anchor);
}

/* What grew past all pages: a note, a row or a display of thousands of lines. */
static bool all_drawn(const struct source *source, const struct pdf *pdf, struct diags *diags) {
    const char *what = pdf_not_drawn(pdf);
    if (what)
        diag_add(diags, DIAG_ERROR, (struct mark){.source = source}, "break it into several",
                 "something is larger than any page: %s", what);
    return !what;
}

/* A character that no face has, of a table, a figure or the margins: layout names those of running text. */
static bool all_glyphs(const struct source *source, const struct layout *layout) {
    const struct setting *s = &layout->setting;
    uint32_t code = fonts_missing(s->fonts, NULL);
    struct text sign = {0};
    if (code && !diags_errors(s->diags)) {
        text_codepoint(&sign, code);
        struct mark mark = facts_origin(s->facts, text_get(&sign), sign.length);
        diag_add(s->diags, DIAG_ERROR, mark.source ? mark : (struct mark){.source = source}, NULL,
                 "no font at hand has the character U+%04X, which a table or figure needs", (unsigned)code);
    }
    text_drop(&sign);
    return !code;
}

bool page_render(struct arena *arena, const struct source *template_source, const struct facts *facts,
                 struct fonts *fonts, const struct page_options *options, struct diags *diags,
                 struct text *out) {
    const struct names own = {facts,       facts_words,  facts_truth, facts_formula,
                              facts_table, facts_figure, facts_names};
    const struct names *names = options->names ? options->names : &own;
    struct template_text text = {0};
    struct node *document;
    struct layout layout = {.setting = {.arena = arena,
                                        .fonts = fonts,
                                        .style = style_language(options->language),
                                        .text = &text,
                                        .names = names,
                                        .facts = options->names ? NULL : facts,
                                        .diags = diags},
                            .paper = style_paper(options->paper)};
    size_t errors = diags_errors(diags);
    fonts_forget_missing(fonts);
    bool good = template_read(arena, template_source, names, diags, &text);
    if (!text.markdown || !tree_read(arena, &text, diags, &document) || !good)
        return false;
    if (options->appendix)
        appendix_add(arena, fonts, layout.setting.style->appendix, options->appendix, document);
    layout_document(&layout, document);
    if (diags_errors(diags) > errors)
        return false;
    const struct baselines grid = style_grid(fonts, layout.setting.style, layout.paper);
    struct pages pages = place_blocks(arena, layout.paper, &grid, layout.first);
    if (pages.n > PAGE_MOST_PAGES) {
        diag_add(diags, DIAG_ERROR, (struct mark){.source = template_source}, NULL,
                 "%zu pages are more than the limit of %d", pages.n, PAGE_MOST_PAGES);
        return false;
    }
    struct pdf_info info = {options->title, options->language, options->producer, options->date,
                            options->inputs};
    struct pdf *pdf = pdf_new(fonts, &info);
    pdf_conform(pdf, options->part);
    if (options->n_files)
        pdf_attach(pdf, options->files, options->n_files);
    draw(&layout, &pages, options->title, pdf);
    good = all_glyphs(template_source, &layout) && all_drawn(template_source, pdf, diags);
    const char *failure = good ? pdf_close(pdf, out) : NULL;
    if (failure)
        fail_environment("the PDF cannot be made: %s", failure);
    if (options->faces)
        *options->faces = pdf_faces(pdf);
    pdf_drop(pdf);
    return good;
}
