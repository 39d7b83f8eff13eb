/* What a template names between its braces, looked up in the facts: values, tables, figures, formulas. What
 * is not there is told at its place, with the nearest name that is. */
#ifndef PAGE_TEMPLATE_NAMES_H
#define PAGE_TEMPLATE_NAMES_H

#include "template.h"

enum { TEMPLATE_MOST_WORDS = 8 };

/* The words between the braces, each with its place. */
struct words {
    const char *word[TEMPLATE_MOST_WORDS];
    size_t offset[TEMPLATE_MOST_WORDS];
    size_t n;
    bool too_many;
};

struct lookup {
    struct arena *arena;
    const struct source *source;
    const struct names *names;
    struct diags *diags;
};

/* `what` has one %s, for the word. */
void lookup_complain(const struct lookup *lookup, size_t offset, const char *hint, const char *what,
                     const char *word);
bool lookup_truth(const struct lookup *lookup, const char *word, size_t offset);
/* NAME [as UNIT] [DECIMALS] */
void lookup_value(const struct lookup *lookup, struct directive *directive, const struct words *words);
/* Complains where the facts have no such table, figure or formula. */
void lookup_name(const struct lookup *lookup, enum directive_kind kind, const char *name, size_t offset);
/* A formula or a figure that these facts have nothing for, say the exchange of a single accelerator: it
 * leaves no trace, so that one template serves every spec. */
bool lookup_absent(const struct lookup *lookup, const struct directive *directive);

#endif
