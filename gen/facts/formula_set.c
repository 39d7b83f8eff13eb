/* Which formulas a program has, as one checksum (declared in formula.h). */
#include "formula.h"

#include "../base/sha256.h"

/* The same as long as the program runs. */
const char *formula_set(struct arena *arena) {
    static char sum[65];
    struct text all = {0};
    for (size_t i = 0; i < n_formula_rows && !sum[0]; i++) {
        const struct formula_row *row = &formula_rows[i];
        text_printf(&all, "%s\n%s\n%s\n%s\n", row->quantity, row->when ? row->when : "", row->formula,
                    row->source);
    }
    if (!sum[0])
        sha256_hex(all.bytes, all.length, sum);
    text_drop(&all);
    return arena_printf(arena, "%.4s %.4s", sum, sum + 4);
}
