/* Ways through a PDF: places that have a name, links that lead to them or outside, the outline. Collected
 * while pages are drawn, written when they are all there. Points, y downwards; pages count from 0. */
#ifndef PAGE_NAVIGATE_PDF_H
#define PAGE_NAVIGATE_PDF_H

#include "../base/arena.h"
#include "object_pdf.h"
#include "structure_pdf.h"

struct navigation;

/* A page that is written: where the places on it are. */
struct made_page {
    HPDF_Page page;
    double height;
};

struct navigation *navigation_new(struct arena *arena);
void navigation_anchor(struct navigation *navigation, size_t page, double x, double y, const char *name);
/* The link's number. `target`: "#name", else an address. */
size_t navigation_link(struct navigation *navigation, size_t page, const double box[4], const char *target);
void navigation_outline(struct navigation *navigation, int level, const char *title, const char *anchor);

/* Writes links and outline; a tagged document's links (`structure` not NULL) say what they are. NULL on
 * success, else what is wrong, or faults stick in the document. */
const char *navigation_write(struct navigation *navigation, HPDF_Doc doc, const struct made_page *pages,
                             const struct structure *structure);

/* The link annotations written, by number. */
HPDF_Dict *navigation_annotations(struct navigation *navigation, size_t *count);

#endif
