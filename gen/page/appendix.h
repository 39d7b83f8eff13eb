/* A file printed at the end of a report, for the parts of PDF/A that carry none. */
#ifndef PAGE_APPENDIX_H
#define PAGE_APPENDIX_H

#include "tree.h"

/* Adds a heading and the lines of `source` to the document. A character that no face has is written as
 * U+1F600. */
void appendix_add(struct arena *arena, struct fonts *fonts, const char *title, const struct source *source,
                  struct node *document);

#endif
