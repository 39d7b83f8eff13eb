/* Bytes as FlateDecode takes them (RFC 1950). */
#ifndef PAGE_DEFLATE_PDF_H
#define PAGE_DEFLATE_PDF_H

#include "../base/text.h"

/* Appends them. */
void deflate_append(struct text *out, const void *bytes, size_t length);

/* In two steps, so that the second can be done aside (aside.h): the room that so many bytes may take; then
 * the length that they took, by that hand. */
size_t deflate_room(size_t length);
size_t deflate_into(void *room, size_t most, const void *bytes, size_t length, int hand);

/* What one report after another has alike (fonts, template, catalogue) is deflated once for some of them:
 * those bytes as they were learned, borrowed until the next are; NULL when they were not, or were forgotten.
 */
const struct text *deflate_known(const void *bytes, size_t length);
/* Takes both over. */
void deflate_learn(struct text *bytes, struct text *deflated);

#endif
