/* What the two halves of the content writer share: content_pdf.c has it, content_text.c uses it. */
#ifndef PAGE_CONTENT_PUT_H
#define PAGE_CONTENT_PUT_H

#include "content_pdf.h"

enum { CONTENT_FARTHEST = 100000 };

/* `value` times 10^decimals (at most 5), rounded half away from zero; 0, and the content is broken, when it
 * is not finite or past CONTENT_FARTHEST. */
int64_t content_scaled(struct content *content, double value, int decimals);
/* An integer of so many decimals, without needless zeros, and a space behind it. */
void content_put_scaled(struct content *content, int64_t value, int decimals);
void content_put(struct content *content, double value, int decimals);
/* Here, so that the compiler sees how long the operator is. */
static inline void content_put_word(struct content *content, const char *operator) {
    text_string(&content->bytes, operator);
}

/* Each writes only what changes. `now` is content->fill or content->stroke. */
void content_set_colour(struct content *content, struct colour *now, struct colour colour,
                        const char *operator);
void content_end_array(struct content *content);
void content_end_mark(struct content *content);
void content_begin_text(struct content *content); /* a text object, unless one is open */
void content_end_text(struct content *content);

#endif
