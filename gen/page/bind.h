/* Which words a line does not part: a number and its unit, a name and its number, a sign and what follows. */
#ifndef PAGE_BIND_H
#define PAGE_BIND_H

#include <stddef.h>

enum bond {
    BOND_NONE,
    BOND_LOOSE, /* a line may end between them where it would be far from full: "A100" and "SXM", "8" and
                   "layers" */
    BOND_FAST   /* only where no other place will do: "40" and "GB", "SXM" and "40", "=" and anything */
};

/* What binds two words that a space parts. UTF-8; punctuation belongs to its word. */
enum bond bind_words(const char *before, size_t n_before, const char *after, size_t n_after);

#endif
