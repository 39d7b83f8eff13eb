/* A handful of named things for the tests of pages, so that a template can be set without a spec. */
#ifndef TESTS_PAGE_FAKE_H
#define TESTS_PAGE_FAKE_H

#include "../gen/base/arena.h"
#include "../gen/page/layout.h"
#include "../gen/page/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const fake_values[] = {"capacity.fits", "capacity.short", "model.name", "room"};
static const char *const fake_tables[] = {"latency", "long"};
static const char *const fake_figures[] = {"roofline", "tall"};

static inline const char *const *fake_list(enum fact_kind kind, size_t *count) {
    static const struct {
        const char *const *names;
        size_t count;
    } lists[] = {[FACT_QUANTITY] = {fake_values, COUNT(fake_values)},
                 [FACT_TABLE] = {fake_tables, COUNT(fake_tables)},
                 [FACT_FIGURE] = {fake_figures, COUNT(fake_figures)}};
    *count = lists[kind].count;
    return lists[kind].names;
}

static inline bool fake_known(const char *id) {
    for (size_t i = 0; i < COUNT(fake_values); i++)
        if (strcmp(fake_values[i], id) == 0)
            return true;
    return false;
}

static inline bool fake_words(const struct facts *facts, const char *id, const char *unit, int decimals,
                              struct text *out, const char **why) {
    (void)facts;
    if (!fake_known(id))
        return false;
    if (unit && strcmp(unit, "GiB") != 0) {
        *why = "it is in bytes: GB or GiB";
        return false;
    }
    if (strcmp(id, "room") == 0)
        text_printf(out, "%.*f %s", decimals < 0 ? 0 : decimals, unit ? 464.63 : 498.9, unit ? "GiB" : "GB");
    else
        text_string(out, strcmp(id, "model.name") == 0 ? "Llama" : "yes");
    return true;
}

static inline bool fake_truth(const struct facts *facts, const char *id, bool *out) {
    (void)facts;
    *out = strcmp(id, "capacity.fits") == 0;
    return fake_known(id);
}

static inline bool fake_formula(const struct facts *facts, const char *id, struct formula *out) {
    (void)facts;
    *out = (struct formula){.name = "Room for the cache",
                            .symbol = "R",
                            .symbols = "N \\cdot M - W",
                            .numbers = "8 \\cdot 80 - 141.1",
                            .result = "498.9 GB"};
    return strcmp(id, "room") == 0;
}

/* Two columns; `long` has forty rows in two groups. */
static inline const struct table *fake_table(const struct facts *facts, const char *id) {
    (void)facts;
    enum { ROWS = 42 };
    static const struct table_column columns[] = {
        {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
        {.id = "step_s", .head = "Step", .unit = "ms", .align = ALIGN_RIGHT}};
    static const struct cell data[2] = {{.text = "1"}, {.text = "5.19"}};
    static const struct cell first[1] = {{.text = "512 tokens"}}, second[1] = {{.text = "2,048 tokens"}};
    static struct table_row rows[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = i == 0                    ? (struct table_row){ROW_GROUP, first}
                  : i == 1 + (ROWS - 2) / 2 ? (struct table_row){ROW_GROUP, second}
                                            : (struct table_row){ROW_DATA, data};
    static struct table table;
    bool is_long = strcmp(id, "long") == 0;
    table = (struct table){.id = id,
                           .title = "Latency",
                           .columns = columns,
                           .n_columns = 2,
                           .rows = is_long ? rows : rows + 1,
                           .n_rows = is_long ? ROWS : 3};
    return &table;
}

static inline void fake_draw(struct ink *ink, const void *data, double width, double height) {
    (void)data;
    cairo_rectangle(ink->cr, 0, 0, width, height);
    ink_fill(ink, palette[COLOUR_FAINT]);
}

static inline const struct figure *fake_figure(const struct facts *facts, const char *id) {
    (void)facts;
    static const struct figure low = {.id = "roofline",
                                      .title = "The roof",
                                      .subtitle = "below it",
                                      .alt = "A roof.",
                                      .width = 300,
                                      .height = 150,
                                      .draw = fake_draw};
    static const struct figure tall = {
        .id = "tall", .title = "Tall", .alt = "A tower.", .width = 300, .height = 560, .draw = fake_draw};
    static const struct figure stiff = {.id = "stiff",
                                        .title = "Stiff",
                                        .alt = "A pillar.",
                                        .width = 300,
                                        .height = 560,
                                        .least = 550,
                                        .draw = fake_draw};
    if (strcmp(id, "stiff") == 0)
        return &stiff;
    return strcmp(id, "tall") == 0 ? &tall : &low;
}

static const struct names fake_names = {NULL,       fake_words,  fake_truth, fake_formula,
                                        fake_table, fake_figure, fake_list};

static inline void fake_font_failure(const char *message) {
    fail_msg("%s", message);
    abort();
}

/* Everything a test needs, made of the words of a template. */
struct fake {
    struct arena *arena;
    struct fonts *fonts;
    struct diags *diags;
    struct source source;
    struct template_text text;
    struct node *document;
    struct layout layout;
    bool good; /* read without a fault */
};

static inline struct fake *fake_new(const char *words) {
    struct arena *arena = arena_new();
    struct fake *fake = arena_alloc(arena, sizeof *fake);
    fake->arena = arena;
    fake->fonts = fonts_new(fake_font_failure);
    fake->diags = diags_new(arena);
    fake->source = (struct source){"t.md", words, strlen(words)};
    fake->good = template_read(arena, &fake->source, &fake_names, fake->diags, &fake->text);
    if (fake->text.markdown)
        fake->good = tree_read(arena, &fake->text, fake->diags, &fake->document) && fake->good;
    fake->layout.setting = (struct setting){.arena = arena,
                                            .fonts = fake->fonts,
                                            .style = style_language("en"),
                                            .text = &fake->text,
                                            .names = &fake_names,
                                            .diags = fake->diags};
    fake->layout.paper = style_paper("a4");
    return fake;
}

static inline void fake_drop(struct fake *fake) {
    fonts_drop(fake->fonts);
    arena_drop(fake->arena);
}

/* A test whose state is a fake of an empty template. */
static inline int fake_open(void **state) {
    *state = fake_new("");
    return 0;
}

static inline int fake_close(void **state) {
    fake_drop(*state);
    return 0;
}

#define FAKE_TEST(test) cmocka_unit_test_setup_teardown(test, fake_open, fake_close)

/* The diagnostics, one a line, without source lines, carets and hints. */
static inline const char *fake_complaints(struct fake *fake) {
    struct text all = {0}, out = {0};
    diags_print(fake->diags, &all);
    for (const char *line = text_get(&all); *line;) {
        size_t length = strcspn(line, "\n");
        if (strncmp(line, "t.md:", 5) == 0) {
            text_bytes(&out, line, length);
            text_char(&out, '\n');
        }
        line += length + (line[length] == '\n');
    }
    const char *words = arena_string(fake->arena, text_get(&out));
    text_drop(&all);
    text_drop(&out);
    return words;
}

/* The pieces of a box and of the boxes in it, in the order they are drawn. */
static inline void fake_flatten(struct box *into, const struct box *box, double dx, double dy) {
    for (size_t i = 0; i < box->n; i++) {
        const struct piece *piece = &box->pieces[i];
        if (piece->kind == PIECE_BOX) {
            fake_flatten(into, piece->box, dx + piece->x, dy + piece->y);
            continue;
        }
        struct piece *copy = box_piece(into, piece->kind, 0, 0);
        *copy = *piece;
        copy->x += dx;
        copy->y += dy;
    }
}

static inline struct box *fake_flat(struct fake *fake, const struct box *box) {
    struct box *flat = box_new(fake->arena);
    fake_flatten(flat, box, 0, 0);
    return flat;
}

static inline struct pages fake_pages(struct fake *fake) {
    layout_document(&fake->layout, fake->document);
    const struct baselines grid = style_grid(fake->fonts, fake->layout.setting.style, fake->layout.paper);
    struct pages pages = place_blocks(fake->arena, fake->layout.paper, &grid, fake->layout.first);
    for (size_t i = 0; i < pages.n; i++)
        pages.boxes[i] = fake_flat(fake, pages.boxes[i]);
    return pages;
}

#endif
