/* Configuration as tables of rows: each row names a key, its type, unit, bounds, default and destination, and
 * says what it is for. One table parses, checks, gives defaults and documents itself. */
#ifndef SPEC_FIELD_H
#define SPEC_FIELD_H

#include "node.h"
#include "provenance.h"
#include "../base/units.h"

enum field_type {
    FIELD_TEXT,     /* const char *; may not be empty, nor longer than FIELD_LONGEST_TEXT */
    FIELD_COUNT,    /* int64_t */
    FIELD_QUANTITY, /* double, in the base unit of its dimension */
    FIELD_BOOL,     /* bool */
    FIELD_CHOICE,   /* an enum; choices[] in its order */
    FIELD_WORD,     /* const char *; one of choices[] */
    FIELD_COUNTS,   /* struct count_list: a list of counts, or one alone */
    FIELD_NODE      /* const struct node *, read by the caller */
};

enum { FIELD_LONGEST_TEXT = 4096 }; /* bytes */

struct count_list {
    const int64_t *items;
    size_t count;
    struct mark mark;
};

struct field {
    const char *key;
    enum field_type type;
    enum dimension dimension; /* of a FIELD_QUANTITY */
    double least, most;   /* of counts (each in a list) and quantities; most 0: the type's own. Past what is
                  usual in its dimension a quantity gets a warning. */
    const char *fallback; /* default, as one would write it; NULL: the destination is left as it was */
    bool required;
    size_t offset;              /* of the destination; FIELD_NONE: the key is known, and that is all */
    const char *const *choices; /* NULL behind the last */
    size_t longest;             /* of a list: most items, 0: 1024 */
    const char *label; /* "memory bandwidth": gives a figure a row among the provenances; NULL: none */
    const char *help;
};

#define FIELD_NONE ((size_t)-1)

#define COUNT_OF(rows) (sizeof(rows) / sizeof *(rows)) /* of a table written out */

struct field_table {
    const char *name;  /* prefix of quantity ids, "accelerator"; "": none */
    const char *title; /* "the accelerator", for messages */
    const struct field *fields;
    size_t n_fields;
    bool open;    /* unknown keys are let pass (config.json) */
    bool sourced; /* a figure may be a mapping {value, source, confidence} */
};

/* What figures of one mapping are said to come from when they do not say themselves. */
struct field_context {
    struct arena *arena;
    struct diags *diags;
    struct provenance_list *provenance; /* NULL: not wanted */
    const char *source;                 /* words of the file, "the spec" */
    enum confidence confidence;
    const struct field_table *const
        *beside; /* where else a key could belong, NULL behind the last; or NULL */
};

/* Fills `destination` from a mapping (NULL: defaults alone, required keys are not asked for). Reports every
 * fault, and returns whether there was none. */
bool fields_read(const struct field_context *context, const struct field_table *table,
                 const struct node *mapping, void *destination);

/* Whether a key is given with a value. */
bool field_given(const struct node *mapping, const char *key);

/* The index of a word among the choices (NULL behind the last), or -1 with a diagnostic. */
int field_choice(const struct field_context *context, const char *what, const char *const *choices,
                 const struct node *node);

/* One quantity written as a plain figure or, where `sourced`, as {value, source, confidence}; records its
 * provenance under "PREFIX.KEY" when label is not NULL. For mappings with free keys, say `peak`. */
bool field_quantity(const struct field_context *context, const struct node *node, const struct field *field,
                    const char *prefix, bool sourced, double *out);

#endif
