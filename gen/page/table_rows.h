/* The rows of a table as slices: cells in their columns, words and formulas that go on below, bars, and the
 * lines over groups. */
#ifndef PAGE_TABLE_ROWS_H
#define PAGE_TABLE_ROWS_H

#include "block.h"
#include "table_grid.h"

#define TABLE_RULE_FINE .4 /* under a head, over a total */

/* Adds the slice of row r. */
void table_put_row(const struct setting *setting, const struct table *table, const struct table_grid *grid,
                   size_t r, struct block *block);
/* The line over a group, for where the group goes on after a page. */
const struct slice *table_group_again(const struct setting *setting, const char *words);

/* More between lines where they are of Han characters. */
double table_han_more(const struct setting *setting);
/* Where what is aligned in the grid's column i has its left, middle or right end. */
double table_aligned(const struct table_grid *grid, size_t i, enum align align);

#endif
