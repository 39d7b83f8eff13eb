/* Side notes: what stands in a note, and how small. */
#ifndef PAGE_LAYOUT_NOTE_H
#define PAGE_LAYOUT_NOTE_H

#include "layout.h"

/* A Markdown table in a note: no rules; with two columns, the first grey. NULL when empty. */
struct block *layout_note_grid(struct layout *layout, const struct node *node, double measure);

#endif
