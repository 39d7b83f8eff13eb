/* Chinese: which characters are Han, and where a line may not break beside them. Rules as in the Requirements
 * for Chinese Text Layout (W3C), "prohibition rules for line start and line end". */
#ifndef PAGE_HAN_H
#define PAGE_HAN_H

#include <stdbool.h>
#include <stdint.h>

enum { HAN_FROM = 0x2E80 }; /* the first of them all */
bool han_is_wide(uint32_t code);
/* An ideograph, kana, or full-width punctuation. Asked of every character. */
static inline bool han_is(uint32_t code) {
    return code >= HAN_FROM && han_is_wide(code);
}
bool han_is_letter(uint32_t code); /* an ideograph or kana */
/* Whether a line may end between these two, at least one of which is Han. */
bool han_break(uint32_t before, uint32_t after);
/* Whether these are the end of a number and the word that it counts in, which better stay together: 8 张. */
bool han_counts(uint32_t before, uint32_t after);
/* Whether a quarter em belongs between them: Han beside a Latin letter or a digit. */
bool han_gap(uint32_t before, uint32_t after);

/* Full-width punctuation whose ink stands left in its square: 。，、；：！？）》」 and the like. */
bool han_closes(uint32_t code);
bool han_opens(uint32_t code); /* whose ink stands right: （《「 and the like */

#endif
