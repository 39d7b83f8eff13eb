/* Editions: the fonts that a report will draw with are guessed ahead, rightly for what is shipped, and what
 * is guessed wrongly is found out. */
#include "program.h"

#include "../gen/command/command.h"
#include "../gen/command/edition.h"
#include "../gen/page/page.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct spec *spec_of(struct arena *arena, const char *path) {
    struct spec *spec = spec_read(arena, path, search_folders(), diags_new(arena));
    assert_non_null(spec);
    return spec;
}

/* The faces that its pages draw with, told with those of the guess. */
static unsigned drawn_with(struct arena *arena, struct facts *facts, const struct edition_choice *choice,
                           const struct source *template) {
    unsigned faces = 0;
    struct text pdf = {0};
    struct page_options page = {.language = choice->language,
                                .paper = choice->paper,
                                .title = "T",
                                .producer = "test",
                                .inputs = "0",
                                .part = PDF_A3B,
                                .faces = &faces};
    struct input_file file = {.role = "template", .words = choice->template_name, .source = template};
    struct made_file results = {.name = "results.json", .bytes = "{}", .length = 2};
    about_add(arena, facts, fonts_shared(), "floorline", &results, &file, edition_faces(facts, choice));
    assert_true(page_render(arena, template, facts, fonts_shared(), &page, diags_new(arena), &pdf));
    text_drop(&pdf);
    return faces;
}

static size_t count_wrong_guesses(const char *path, const char *template_name, enum language language) {
    struct arena *arena = arena_new();
    const struct edition_choice choice = {
        .template_name = template_name, .language = language_name(language), .paper = "a4", .part = PDF_A3B};
    const struct spec *spec = spec_of(arena, path);
    if (language == LANGUAGE_EN && strcmp(spec->report.language, "en") != 0) { /* its title is in Han */
        arena_drop(arena);
        return 0;
    }
    const struct source *template = template_open(arena, template_name, spec, language, diags_new(arena));
    struct facts *facts = facts_compute(arena, spec, choice.language);
    unsigned guessed = edition_faces(facts, &choice), drawn = drawn_with(arena, facts, &choice, template);
    if (guessed != drawn)
        print_error("%s by %s in %s draws with %x, not %x\n", path, template_name, choice.language, drawn,
                    guessed);
    assert_int_not_equal(guessed, ABOUT_FACES);
    arena_drop(arena);
    return guessed != drawn;
}

/* Every spec that is shipped, by every template for reports, in both languages: each is drawn once. */
static void the_guess_is_right_for_what_is_shipped(void **state) {
    static const char *const templates[] = {"procurement", "handout", "archive"};
    size_t wrong = 0;
    glob_t specs;
    (void)state;
    assert_int_equal(glob("specs/*.yaml", 0, NULL, &specs), 0);
    for (size_t i = 0; i < specs.gl_pathc; i++)
        for (size_t t = 0; t < sizeof templates / sizeof *templates; t++)
            for (int language = 0; language < LANGUAGE_COUNT; language++)
                wrong += count_wrong_guesses(specs.gl_pathv[i], templates[t], (enum language)language);
    globfree(&specs);
    assert_int_equal(wrong, 0);
}

/* What one reads on the pages of a template's words, set under a name. */
static void read_edition(const char *words, const char *called, struct text *read) {
    struct arena *arena = arena_new();
    const struct spec *spec = spec_of(arena, "specs/gpt-13b-1xa100-40gb.yaml");
    const struct edition_choice choice = {
        .template_name = called, .language = "en", .paper = "a4", .part = PDF_A3B};
    struct facts *facts = facts_compute(arena, spec, "en");
    const struct source template = {"t.md", words, strlen(words)};
    struct text pdf = {0};
    assert_true(edition_make(arena, spec, facts, &template, &choice, fonts_shared(), diags_new(arena), &pdf));
    assert_int_equal(run(read, "pdftotext -layout %s -", private_bytes("a.pdf", pdf.bytes, pdf.length)), 0);
    text_drop(&pdf);
    arena_drop(arena);
}

/* An archive that draws with fewer faces than archives do, and one with others, tell those that a template of
 * which nothing is known tells. */
static void a_wrong_guess_changes_no_page(void **state) {
    static const char *const templates[] = {"# T\n\nwords\n\n{{table fonts}}\n",
                                            "# T\n\n***bold***\n\n{{table fonts}}\n"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct text known = {0}, unknown = {0};
        read_edition(templates[i], "archive", &known);
        read_edition(templates[i], "unknown", &unknown);
        assert_non_null(strstr(text_get(&known), "CharisSIL-Regular.ttf"));
        assert_int_equal(strstr(text_get(&known), "CharisSIL-BoldItalic.ttf") != NULL, i == 1);
        assert_null(strstr(text_get(&known), "CharisSIL-Italic.ttf"));
        assert_string_equal(text_get(&known), text_get(&unknown));
        text_drop(&known);
        text_drop(&unknown);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_guess_is_right_for_what_is_shipped),
        cmocka_unit_test(a_wrong_guess_changes_no_page),
    };
    return cmocka_run_group_tests_name("edition", tests, NULL, NULL);
}
