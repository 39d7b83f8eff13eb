/* Tables on pages: how wide their columns are, and where one is cut. In points. */
#include "page_fake.h"

#include "../gen/page/table_grid.h"
#include "../gen/page/table_layout.h"

#include <math.h>

enum { MOST_COLUMNS = 40 };

struct wide_table {
    struct table table;
    struct table_column columns[MOST_COLUMNS];
    struct cell cells[MOST_COLUMNS];
    struct table_row row;
};

static const struct table *wide_table(struct wide_table *wide, size_t n, enum align align, const char *text) {
    for (size_t i = 0; i < n; i++) {
        wide->columns[i] = (struct table_column){.id = "c", .head = "Head", .align = align};
        wide->cells[i] = (struct cell){.text = text};
    }
    wide->row = (struct table_row){ROW_DATA, wide->cells};
    wide->table = (struct table){
        .id = "w", .title = "W", .columns = wide->columns, .n_columns = n, .rows = &wide->row, .n_rows = 1};
    return &wide->table;
}

static void columns_are_spread_over_the_measure_and_end_at_it(void **state) {
    struct fake *fake = *state;
    struct wide_table wide;
    size_t n;
    bool full;
    struct table_grid *grids = table_grids(&fake->layout.setting, wide_table(&wide, 5, ALIGN_RIGHT, "1,234"),
                                           328.8, 487.5, &full, &n);
    assert_int_equal(n, 1);
    assert_false(full);
    double right = grids->x[4] + grids->width[4];
    assert_true(fabs(right - 328.8) < .01);
    for (size_t i = 1; i < 5; i++) /* evenly */
        assert_true(fabs((grids->x[i] - grids->x[i - 1]) - (grids->x[1] - grids->x[0])) < .01);
}

static void a_table_wider_than_the_page_is_cut_and_repeats_its_first_column(void **state) {
    struct fake *fake = *state;
    struct wide_table wide;
    size_t n, seen = 0;
    bool full;
    struct table_grid *grids = table_grids(
        &fake->layout.setting, wide_table(&wide, 40, ALIGN_RIGHT, "123,456"), 328.8, 487.5, &full, &n);
    assert_true(n > 1);
    assert_true(full);
    for (size_t g = 0; g < n; g++) {
        assert_int_equal(grids[g].columns[0], 0);
        double right = grids[g].x[grids[g].n - 1] + grids[g].width[grids[g].n - 1];
        assert_true(right <= 487.51);
        seen += grids[g].n - (g > 0);
    }
    assert_int_equal(seen, 40);
}

static void words_in_cells_break_before_a_table_is_cut(void **state) {
    struct fake *fake = *state;
    struct wide_table wide;
    size_t n;
    bool full;
    struct table_grid *grids = table_grids(
        &fake->layout.setting,
        wide_table(&wide, 3, ALIGN_LEFT,
                   "a rather long remark on where this figure was taken from and by whom, and when"),
        328.8, 487.5, &full, &n);
    assert_int_equal(n, 1);
    assert_true(full);
    double right = grids->x[2] + grids->width[2];
    assert_true(right <= 487.51);
    struct block *block = table_blocks(&fake->layout.setting, &wide.table, 328.8, 487.5, "Table 1", NULL);
    assert_true(block->wide);
}

static size_t texts_of(const struct fake *fake, const struct block *block) {
    size_t n = 0;
    for (size_t i = 0; i < block->n_slices; i++) {
        struct box *flat = box_new(fake->arena);
        fake_flatten(flat, block->slices[i].box, 0, 0);
        for (size_t k = 0; k < flat->n; k++)
            n += flat->pieces[k].kind == PIECE_TEXT;
    }
    return n;
}

/* Of five columns whose heads are of two lines, 10 lines and 5 cells; without heads and units, the cells. */
static void a_head_has_the_lines_it_is_given_or_none(void **state) {
    struct fake *fake = *state;
    struct wide_table wide;
    wide_table(&wide, 5, ALIGN_RIGHT, "1,234");
    for (size_t i = 0; i < 5; i++)
        wide.columns[i].head = "Time\nstep";
    const struct setting *s = &fake->layout.setting;
    assert_int_equal(texts_of(fake, table_blocks(s, &wide.table, 328.8, 487.5, NULL, NULL)), 15);
    for (size_t i = 0; i < 5; i++)
        wide.columns[i].head = NULL;
    assert_int_equal(texts_of(fake, table_blocks(s, &wide.table, 328.8, 487.5, NULL, NULL)), 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FAKE_TEST(columns_are_spread_over_the_measure_and_end_at_it),
        FAKE_TEST(a_table_wider_than_the_page_is_cut_and_repeats_its_first_column),
        FAKE_TEST(words_in_cells_break_before_a_table_is_cut),
        FAKE_TEST(a_head_has_the_lines_it_is_given_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
