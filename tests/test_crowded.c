/* Points that lie on or beside one another: in no figure does a label lie over another or leave the figure.
 */
#include "program.h"
#include "table_reading.h"

#include "../gen/facts/series.h"

#include "figure_check.h"

static const char *const specs[][2] = {
    {"one", "workload: {batch_sizes: [1], contexts: [1], prompt_tokens: 1, output_tokens: 1}\n"},
    {"neighbours",
     "workload: {batch_sizes: [256, 257, 258, 259, 260], contexts: [2000, 2001, 2002], prompt_tokens: 2000, "
     "output_tokens: 2}\n"},
    {"every",
     "workload: {batch_sizes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], "
     "contexts: [1, 2, 3, 4, 5, 6, 7, 8]}\n"},
    {"measured", "workload: {batch_sizes: [8, 9], contexts: [512]}\nmeasurements:\n"
                 "- {label: a, metric: decode_step, value: 20 ms, batch: 8, context: 512, source: s}\n"
                 "- {label: b, metric: decode_step, value: 20 ms, batch: 8, context: 512, source: s}\n"
                 "- {label: c, metric: decode_step, value: 20.001 ms, batch: 8, context: 512, source: s}\n"
                 "- {label: d, metric: decode_step, value: 20 ms, batch: 9, context: 512, source: s}\n"},
};

static void figures_are_legible(const char *name, const char *path) {
    struct arena *arena = arena_new();
    struct facts *facts = facts_from(arena, spec_at(arena, path));
    for (size_t i = 0; i < n_figure_kinds; i++) {
        const struct figure *figure = facts_figure(facts, figure_kinds[i].id);
        char words[128];
        snprintf(words, sizeof words, "%s, %s", figure_kinds[i].id, name);
        if (figure)
            check_drawing(words, figure->draw, figure->data, figure->width, figure->height, NULL);
    }
    arena_drop(arena);
}

static void points_in_one_place_keep_their_labels_apart(void **state) {
    (void)state;
    static const char *const machines[] = {
        "model: gpt-13b\ncluster: {accelerator: a100-sxm-80gb, count: 1}\n",
        "model: llama-3.1-70b\ncluster: {accelerator: h100-sxm-80gb, count: 8}\n",
    };
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        for (size_t j = 0; j < sizeof machines / sizeof *machines; j++) {
            char text[2048];
            snprintf(text, sizeof text, "title: T\n%s%s", machines[j], specs[i][1]);
            figures_are_legible(specs[i][0], private_file("crowded.yaml", text));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(points_in_one_place_keep_their_labels_apart)};
    return cmocka_run_group_tests_name("crowded", tests, open_fonts, close_fonts);
}
