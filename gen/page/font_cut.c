/* See font_cut.h. */
#include "font_cut.h"

#include "../base/fail.h"

#include <hb-subset.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 6 };

struct kept_cuts {
    struct font_cut cuts[KEPT];
    size_t next; /* to be replaced */
};

static void drop_cut(struct font_cut *cut) {
    hb_blob_destroy(cut->file);
    free(cut->ids);
    free(cut->widths);
    *cut = (struct font_cut){0};
}

static void drop_cuts(void *data) {
    struct kept_cuts *kept = data;
    for (size_t i = 0; i < KEPT; i++)
        drop_cut(&kept->cuts[i]);
    free(kept);
}

static void *checked(void *memory) {
    if (!memory)
        fail_environment("out of memory while cutting a font");
    return memory;
}

static struct kept_cuts *cuts_of(hb_face_t *face) {
    static hb_user_data_key_t key;
    struct kept_cuts *kept = hb_face_get_user_data(face, &key);
    if (kept)
        return kept;
    kept = checked(calloc(1, sizeof *kept));
    if (!hb_face_set_user_data(face, &key, kept, drop_cuts, false)) {
        drop_cuts(kept); /* LCOV_EXCL_LINE: without memory alone, and then malloc has ended the program */
        checked(NULL);   /* LCOV_EXCL_LINE */
    }
    return kept;
}

/* What a PDF reader needs of a TrueType face whose glyphs are chosen by number. HarfBuzz is shown no other
 * table, so it spends no time on Charis' layout or on the 40,000 entries of a Chinese cmap. */
static hb_blob_t *outline_table(hb_face_t *face, hb_tag_t tag, void *whole) {
    (void)face;
    static const hb_tag_t needed[] = {HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'),
                                      HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
                                      HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p')};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i] == tag)
            return hb_face_reference_table(whole, tag);
    return NULL;
}

/* Takes from the plan which glyph of the whole face each one of the cut face is. */
static void read_plan(struct font_cut *cut, hb_font_t *font, hb_subset_plan_t *plan) {
    const hb_map_t *old_to_new = hb_subset_plan_old_to_new_glyph_mapping(plan);
    const hb_map_t *new_to_old = hb_subset_plan_new_to_old_glyph_mapping(plan);
    double units = hb_face_get_upem(hb_font_get_face(font));
    for (size_t i = 0; i < cut->n; i++)
        cut->cut_ids[i] = (uint16_t)hb_map_get(old_to_new, cut->ids[i]);
    cut->n_cut = hb_map_get_population(new_to_old);
    cut->widths = checked(calloc(cut->n_cut + 1, sizeof *cut->widths));
    for (unsigned i = 0; i < cut->n_cut; i++) {
        hb_position_t advance = hb_font_get_glyph_h_advance(font, hb_map_get(new_to_old, i));
        cut->widths[i] = (uint16_t)lround(advance * 1000.0 / units);
    }
}

static bool make_cut(struct font_cut *cut, hb_font_t *font) {
    hb_face_t *whole = hb_font_get_face(font), *made = NULL;
    hb_face_t *outlines = hb_face_create_for_tables(outline_table, whole, NULL);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_subset_plan_t *plan = NULL;
    if (input) {
        hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
        for (size_t i = 0; i < cut->n; i++)
            hb_set_add(hb_subset_input_glyph_set(input), cut->ids[i]);
        plan = hb_subset_plan_create_or_fail(outlines, input);
    }
    if (plan) {
        read_plan(cut, font, plan);
        made = hb_subset_plan_execute_or_fail(plan);
    }
    if (made)
        cut->file = hb_face_reference_blob(made);
    hb_face_destroy(made);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    hb_face_destroy(outlines);
    return cut->file && hb_blob_get_length(cut->file) > 0;
}

const struct font_cut *font_cut_get(hb_font_t *font, const uint16_t *ids, size_t n) {
    struct kept_cuts *kept = cuts_of(hb_font_get_face(font));
    for (size_t i = 0; i < KEPT; i++)
        if (kept->cuts[i].n == n && n > 0 && memcmp(kept->cuts[i].ids, ids, n * sizeof *ids) == 0)
            return &kept->cuts[i];
    struct font_cut *cut = &kept->cuts[kept->next];
    kept->next = (kept->next + 1) % KEPT;
    drop_cut(cut);
    cut->ids = checked(calloc(2 * n + 1, sizeof *cut->ids));
    cut->cut_ids = cut->ids + n;
    cut->n = n;
    memcpy(cut->ids, ids, n * sizeof *ids);
    if (make_cut(cut, font))
        return cut;
    drop_cut(cut); /* LCOV_EXCL_LINE: of a font that HarfBuzz has shaped with it fails without memory alone */
    return NULL;   /* LCOV_EXCL_LINE */
}
