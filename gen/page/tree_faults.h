/* What Markdown takes for words though it was written as something else: told, since it would be printed as
 * it stands. */
#ifndef PAGE_TREE_FAULTS_H
#define PAGE_TREE_FAULTS_H

#include "template.h"

/* The length of a note's mark at `text`, `[^1]`; 0 where there is none. */
size_t tree_mark_length(const char *text, const char *end);

/* `$$` among words, a stretch of the Markdown text: a display that is not closed. */
void tree_tell_dollars(const struct template_text *text, const char *words, size_t length,
                       struct diags *diags);

/* `[^1]: words` at the head of a paragraph: the footnotes of other Markdown. */
void tree_tell_footnotes(const struct template_text *text, struct diags *diags);

#endif
