/* The formulas that pages show: symbols, this spec's numbers put in, the result. */
#ifndef FACTS_FORMULA_H
#define FACTS_FORMULA_H

#include "quantity.h"

struct formula_row {
    const char *quantity;
    const char *when;    /* a quantity that must be true, NULL: always; the first row that holds is taken */
    const char *formula; /* TeX-like; `@id` stands for a quantity */
    const char *source;
};

extern const struct formula_row formula_rows[];
extern const size_t n_formula_rows;

/* The row that holds for these facts, or NULL. */
const struct formula_row *formula_find(const struct facts *facts, const char *id);

/* The length of an id behind `@`: letters, digits, points and underscores. */
size_t formula_id_length(const char *at);

/* Whether these facts have the row's formula: of `all`, or of those that lectures and archives alone work out
 * left out. */
bool formula_shown(const struct facts *facts, const struct formula_row *row, bool all);

/* Marks the quantities that these formulas are written with; of `all`, what they work out too. `used` has a
 * truth for each row of the table of quantities, false before. */
void formula_uses(const struct facts *facts, bool all, bool *used);

/* A checksum over all formulas, the same in every report whose formulas are the same: "1f3c 09ae". */
const char *formula_set(struct arena *arena);

/* The notation as one line of text, "B · 2P / (N · π)", kept in the arena. */
const char *formula_plain(struct arena *arena, const char *formula);

#endif
