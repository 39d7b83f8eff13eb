/* The one table of quantities: what can be named, how it is written, the formula it comes from.
 *
 * A row points into struct facts (offset and kind), so that JSON, templates, the terminal and the glossary
 * read the same number. The id is the path in `floorline calc`'s JSON. */
#ifndef FACTS_QUANTITY_H
#define FACTS_QUANTITY_H

#include "about.h"
#include "derived.h"
#include "facts.h"
#include "lecture.h"
#include "matrix_row.h"
#include "member.h"
#include "number.h"

struct facts {
    struct arena *arena;
    enum language language;
    struct spec spec;
    struct analysis analysis;
    struct derived derived;
    struct lecture lecture;
    struct about about;
    const struct matrix_row *matrix; /* the spec's own row, or those of the whole matrix */
    size_t n_matrix, n_matrix_wrong;
    const struct tensor *tensors; /* every tensor of the model */
    size_t n_tensors;
    /* what was asked for already, by the row of its kind: a page asks more than once */
    struct table **tables_made;
    const struct figure **figures_made;
};

struct quantity {
    const char *id;
    size_t offset;
    enum member_kind kind;
    enum measure measure;
    const char *unit;   /* printed unit; NULL: chosen by size */
    int decimals;       /* digits behind the point; DIGITS_3: three significant digits */
    bool zero_absent;   /* 0 means "not given" */
    const char *name;   /* "Cache of one token" */
    const char *symbol; /* TeX-like: "k", "t_\text{mem}"; NULL: has none */
};

extern const struct quantity quantities[];
extern const size_t n_quantities;

const struct quantity *quantity_find(const char *id);
/* The number behind a row (truth: 0 or 1). False for strings and for what is absent. */
bool quantity_number(const struct facts *facts, const struct quantity *quantity, double *out);
/* Its symbol here: N is of a tensor-parallel group where that is not all of the cluster. NULL: it has none.
 */
const char *quantity_symbol(const struct facts *facts, const struct quantity *quantity);
const char *quantity_string(const struct facts *facts, const struct quantity *quantity);

#endif
