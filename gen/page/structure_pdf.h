/* The structure of a tagged PDF (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, PDF/UA-1): a tree of elements in
 * reading order, each with what it is, and with the marked stretches of page content that belong to it.
 *
 * Parts come as ink_begin_part and ink_end tell them. An element is known by its number; all is kept in the
 * arena. */
#ifndef PAGE_STRUCTURE_PDF_H
#define PAGE_STRUCTURE_PDF_H

#include "../../figures/ink.h"
#include "../base/arena.h"
#include "save_pdf.h"

struct structure;

enum { STRUCTURE_ARTIFACT = -1 }; /* in place of an element: nothing that is read */

/* `language` is the document's: "en", "zh". */
struct structure *structure_new(struct arena *arena, const char *language);

void structure_begin(struct structure *structure, const struct ink_part *part);
void structure_end(struct structure *structure);

/* The element that text drawn now belongs to; where only others may stand, one is made ("P" in a note). */
long structure_text(struct structure *structure, const char *utf8, size_t length);
/* … a path: a figure or formula, else STRUCTURE_ARTIFACT. */
long structure_path(const struct structure *structure);
/* … a link, by its number among the document's links. */
void structure_link(struct structure *structure, size_t link, size_t page);

/* The words of a link, for those who do not see it; "" where it has none. */
const char *structure_link_words(const struct structure *structure, size_t link);

/* A new stretch of content on a page: its number there. */
int structure_mark(struct structure *structure, long element, size_t page);
const char *structure_tag(const struct structure *structure, long element); /* "P"; "Artifact" */
bool structure_draws(const struct structure *structure, long element); /* paths may stand among its text */
/* Whether one holds the other, so that their words are of one line. */
bool structure_joined(const struct structure *structure, long one, long other);

/* Writes the tree as text, and how the catalog, the pages and the link annotations lead to it. Nothing may be
 * made in the document any more: the text's objects have the numbers that follow. */
void structure_write(struct structure *structure, HPDF_Doc doc, HPDF_Page *pages, size_t n_pages,
                     HPDF_Dict *links, size_t n_links, struct packed *out);

#endif
