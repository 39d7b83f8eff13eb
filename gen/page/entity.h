/* Entities of Markdown: &nbsp; &#8722; and the few names that a page of figures needs. */
#ifndef PAGE_ENTITY_H
#define PAGE_ENTITY_H

#include "../base/arena.h"

/* What `text` ("&...;", `size` bytes) stands for, in the arena or for ever; NULL when it is not known here.
 */
const char *entity_utf8(struct arena *arena, const char *text, size_t size);

#endif
