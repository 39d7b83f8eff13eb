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

#endif
