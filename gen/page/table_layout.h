/* Tables in the manner of the pages: a rule above, a fine one under the head, a rule below, and no other;
 * units once, grey, under the head; groups in italics with half a row of space; bars for shares; notes below.
 */
#ifndef PAGE_TABLE_LAYOUT_H
#define PAGE_TABLE_LAYOUT_H

#include "block.h"

/* Blocks of a table, chained by next. `number` ("Table 1") may be NULL: then no title stands above it.
 * `anchor` may be NULL, and is where nothing is numbered. Takes the main column, or the full width where the
 * table asks for or needs it. */
struct block *table_blocks(const struct setting *setting, const struct table *table, double main, double full,
                           const char *number, const char *anchor);

/* The line above a table or figure: number grey, title bold, what is below it grey. Adds slices that stay. */
void table_title(const struct setting *setting, struct block *block, const char *number, const char *title,
                 const char *subtitle, const char *anchor, double measure);

#endif
