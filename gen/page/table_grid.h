/* The columns of a table: how wide each has to be, and where it stands. */
#ifndef PAGE_TABLE_GRID_H
#define PAGE_TABLE_GRID_H

#include "paragraph.h"

#define TABLE_SIZE      SIZE_CELL
#define TABLE_UNIT_SIZE SIZE_SMALL

/* Columns that stand side by side. */
struct table_grid {
    size_t n;
    const size_t *columns; /* their numbers in the table: all, or a part with the first before it */
    double *x, *width;
    double total;
    const struct atoms *formulas; /* of all the table's cells, row by row; NULL: no cell has one */
};

/* Cuts a table's columns into grids no wider than a measure, spread over it: one, unless words broken into
 * lines and narrow gaps do not make them fit. The measure is `main`; `full`, where the table asks to be wide
 * or, with no words broken, does not fit `main`: `*wide` says which. */
struct table_grid *table_grids(const struct setting *setting, const struct table *table, double main,
                               double full, bool *wide, size_t *count);

/* The lines of a column's head, broken so that it is no wider than `measure`. */
struct lines table_head(const struct setting *setting, const struct table_column *column, double measure);

/* The symbol and the unit of a column that has a symbol, in one line. */
struct line table_symbol(const struct setting *setting, const struct table_column *column);

/* A cell's formula, broken behind its relations into lines no wider than `measure`. */
struct lines table_math(const struct setting *setting, const struct atoms *formula, double measure);

enum face table_face(const struct table_row *row, const struct table_column *column, const struct cell *cell);

#endif
