/* Reports as they are set: every piece of every page, where it stands, before any of it is drawn. Points.
 * Whoever includes this defines _POSIX_C_SOURCE first, for setenv. */
#ifndef TESTS_PAGE_SET_H
#define TESTS_PAGE_SET_H

#include "page_fake.h"

#include "../gen/base/file.h"
#include "../gen/command/command.h"

#include <math.h>
#include <stdio.h>

static const char *const specs[] = {"anthropic-52b-3xa100-40gb", "anthropic-52b-4xa100-40gb",
                                    "llama-3.1-70b-8xh100-sxm",  "deepseek-v3-8xh200",
                                    "gpt-20b-2xa100-80gb",       "gpt-13b-2xa100-40gb"};
static const char *const templates[] = {"handout", "procurement", "archive"};
static const char *const languages[] = {"en", "zh"};
static const char *const papers[] = {"a4", "letter"};

struct report {
    const char *name; /* for messages */
    struct arena *arena;
    struct layout layout;
    struct baselines grid;
    struct pages pages; /* flat */
};

/* As page_render, up to the ink. */
static inline struct report report_set(const char *spec, const char *template, const char *language,
                                       const char *paper) {
    struct arena *arena = arena_new();
    struct report report = {.arena = arena,
                            .name = arena_printf(arena, "%s, %s, %s, %s", spec, template, language, paper)};
    struct diags *diags = diags_new(arena);
    const bool han = strcmp(language, "zh") == 0;
    struct source *source;
    const char *path = arena_printf(arena, "templates/%s%s.md", template, han ? ".zh" : ""), *why;
    assert_int_equal(file_read(arena, path, 1 << 20, &source, &why), FILE_READ);
    struct names *names = arena_alloc(arena, sizeof *names);
    struct facts *facts = facts_load(arena, arena_printf(arena, "specs/%s.yaml", spec), language, NULL);
    *names = (struct names){facts,       facts_words,  facts_truth, facts_formula,
                            facts_table, facts_figure, facts_names};
    struct template_text *text = arena_alloc(arena, sizeof *text);
    struct node *document;
    assert_true(template_read(arena, source, names, diags, text));
    assert_true(tree_read(arena, text, diags, &document));
    report.layout = (struct layout){.setting = {.arena = arena,
                                                .fonts = fonts_shared(),
                                                .style = style_language(language),
                                                .text = text,
                                                .names = names,
                                                .diags = diags},
                                    .paper = style_paper(paper)};
    layout_document(&report.layout, document);
    assert_int_equal(diags_errors(diags), 0);
    report.grid = style_grid(fonts_shared(), report.layout.setting.style, report.layout.paper);
    report.pages = place_blocks(arena, report.layout.paper, &report.grid, report.layout.first);
    for (size_t i = 0; i < report.pages.n; i++) {
        struct box *flat = box_new(arena);
        fake_flatten(flat, report.pages.boxes[i], 0, 0);
        report.pages.boxes[i] = flat;
    }
    return report;
}

/* ---- reading pages ------------------------------------------------------------------------------------ */

/* What a piece of a page stands in. */
struct place {
    size_t page;
    const struct piece *piece;
    const struct ink_part *parts[32];
    size_t depth;
};

static inline const struct ink_part *part_of(const struct place *place, enum ink_role role) {
    for (size_t i = place->depth; i--;)
        if (place->parts[i]->role == role)
            return place->parts[i];
    return NULL;
}

typedef void reader(const struct report *report, const struct place *place, void *data);

static inline void report_read(const struct report *report, reader *read, void *data) {
    for (size_t page = 0; page < report->pages.n; page++) {
        struct place place = {.page = page};
        const struct box *box = report->pages.boxes[page];
        for (size_t i = 0; i < box->n; i++) {
            place.piece = &box->pieces[i];
            if (place.piece->kind == PIECE_BEGIN) {
                assert_true(place.depth < COUNT(place.parts));
                place.parts[place.depth++] = &place.piece->part;
            } else if (place.piece->kind == PIECE_END) {
                place.depth--;
            } else {
                read(report, &place, data);
            }
        }
    }
}

enum { REPORTS = COUNT(specs) * COUNT(templates) * COUNT(languages) * COUNT(papers) };
static struct report reports[REPORTS];

static inline int set_reports(void **state) {
    (void)state;
    size_t n = 0;
    setenv("FLOORLINE_PATH", "specs", 1);
    for (size_t s = 0; s < COUNT(specs); s++)
        for (size_t t = 0; t < COUNT(templates); t++)
            for (size_t l = 0; l < COUNT(languages); l++)
                for (size_t p = 0; p < COUNT(papers); p++)
                    reports[n++] = report_set(specs[s], templates[t], languages[l], papers[p]);
    return 0;
}

static inline int drop_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < REPORTS; i++)
        arena_drop(reports[i].arena);
    return 0;
}

static inline void every_report(void (*check)(const struct report *report)) {
    for (size_t i = 0; i < REPORTS; i++)
        check(&reports[i]);
}

/* Words of the text itself, in the main column. */
static inline bool is_running(const struct report *report, const struct place *place) {
    double size = report->layout.setting.style->types[TYPE_TEXT].size;
    return place->piece->kind == PIECE_TEXT && fabs(place->piece->size - size) < 1e-9 &&
           !part_of(place, ROLE_NOTE) && !part_of(place, ROLE_FORMULA);
}

#endif
