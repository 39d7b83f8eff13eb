/* What stands in the margins of every page: the head with the report's title and the section, the foot with
 * the template's footer and the page's number. Ornament to who listens: artifacts. */
#ifndef PAGE_MARGINS_H
#define PAGE_MARGINS_H

#include "layout.h"
#include "place.h"

struct margins {
    const struct layout *layout;
    const char *title; /* the report's */
    size_t *begins;    /* the page that each entry of the outline begins on; 0: none */
    size_t pages;
};

/* `title` is used where the document has no title of its own. Everything is kept in the layout's arena. */
struct margins margins_of(const struct layout *layout, const struct pages *pages, const char *title);

/* The section that a page, from 1, is about: the first chapter or section that begins on it, or else the one
 * that goes on. NULL: none but the title. */
const char *margins_section(const struct margins *margins, size_t page);

/* Head and foot of a page, in points of the page. The first has no head. */
struct box *margins_box(const struct margins *margins, size_t page);

#endif
