/* Facts: what can be named. One table of quantities, one of tables, one of figures; templates, JSON, CSV, the
 * terminal and the list commands all read these. */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "../base/text.h"
#include "../core/analysis.h"
#include "../spec/spec.h"
#include "../../figures/ink.h"
#include "words.h"

struct facts;

/* What they say is said in `language`, names and units of measure as they are. Everything is kept in the
 * arena; spec and analysis are borrowed and must outlive it. */
struct facts *facts_new(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                        enum language language);

/* Adds warnings of what was computed, in English: measurements that beat their floor. */
struct diags;
void facts_warn(const struct facts *facts, struct diags *diags);

enum language facts_language(const struct facts *facts);
const char *facts_title(const struct facts *facts); /* the spec's, in that language */

/* Makes the table `matrix` one over `n` rows (matrix_row.h), borrowed; `wrong` others are left out. */
struct matrix_row;
void facts_matrix(struct facts *facts, const struct matrix_row *rows, size_t n, size_t wrong);

enum fact_kind { FACT_QUANTITY, FACT_TABLE, FACT_FIGURE };
/* All names of a kind, sorted as their table; borrowed for ever. */
const char *const *facts_names(enum fact_kind kind, size_t *count);

/* ---- values ------------------------------------------------------------------------------------------- */

/* The words of a value, as a page prints them ("499 GB"), appended to `out`. `unit` (NULL: the quantity's own
 * choice) asks for another, say "GiB"; decimals or DIGITS_n, -1 for the quantity's own. False when there is
 * no such quantity (`*why` is NULL), or `unit` does not suit it (`*why` says what would). A value that is
 * absent prints an em dash. */
bool facts_words(const struct facts *facts, const char *id, const char *unit, int decimals, struct text *out,
                 const char **why);
/* Whether a value is present and true (numbers: not zero). False from the function: no such name. */
bool facts_truth(const struct facts *facts, const char *id, bool *out);

/* A quantity's formula in the small TeX-like notation of page/math.h: symbols, then this spec's numbers, then
 * the result. False when the quantity has none for any spec; true with `symbols` NULL when this spec has none
 * (the exchange of a single accelerator). Strings borrowed from the arena. */
struct formula {
    const char *name;    /* "Cache of one token" */
    const char *symbol;  /* "k" */
    const char *symbols; /* "2 \cdot b \cdot L \cdot K \cdot h" */
    const char *numbers; /* "2 \cdot 2 \cdot 80 \cdot 8 \cdot 128" */
    const char *result;  /* "327,680 B" */
};
bool facts_formula(const struct facts *facts, const char *id, struct formula *out);

/* ---- tables ------------------------------------------------------------------------------------------- */

enum cell_style { CELL_PLAIN, CELL_BOLD, CELL_GREY, CELL_ITALIC, CELL_COLOURED };

enum cell_holds { HOLDS_WORDS, HOLDS_NUMBER, HOLDS_TRUTH };

struct share {   /* a part of a bar */
    double part; /* of 1; parts that sum to more than 1 are clipped */
    struct colour colour;
};

/* Words that take long to work out: they are asked for once they are drawn. */
struct late {
    const char *(*words)(const struct late *late);
};

struct cell {
    const char *text;        /* UTF-8; NULL for an empty cell */
    const struct late *late; /* what the text, which is as wide at least, stands in for; NULL: for nothing */
    const char *math;        /* in the notation of page/math.h: pages set it in place of the text */
    const char *whole; /* words that files of records carry in place of a shortened text; NULL: the text */
    enum cell_style style;
    struct colour colour;       /* for CELL_COLOURED */
    const struct share *shares; /* a bar in place of text */
    size_t n_shares;
    bool track;            /* a faint ground behind the bar, as wide as the column */
    int span;              /* columns it takes, 0 or 1: one */
    enum cell_holds holds; /* what files of records carry: the text, or what it was printed from */
    double value;          /* in SI base units; a truth's 0 or 1 */
};

enum row_kind {
    ROW_DATA,
    ROW_GROUP /* an italic line over the rows that follow */,
    ROW_TOTAL /* ruled off, bold */
};

struct table_row {
    enum row_kind kind;
    const struct cell
        *cells; /* n_columns of them; those that one spans are for files. ROW_GROUP: the first alone */
};

struct table_column {
    const char *id;     /* key in JSON and CSV: "step_s" */
    const char *head;   /* "Step"; a page breaks it at its spaces */
    const char *unit;   /* "ms", printed grey below the head; NULL: none */
    const char *symbol; /* "a_i", in the notation of page/math.h, before the unit; NULL: none */
    enum align align;
    bool bold;    /* the column that one reads first */
    bool names;   /* its cells are names, the same in every language */
    bool printed; /* on pages alone, in no file: a bar, or its neighbour in another unit */
    double width; /* points; 0: as its contents ask */
};

struct key_word { /* what a colour of the bars stands for */
    const char *word;
    struct colour colour;
};

struct table {
    const char *id, *title, *caption; /* caption: one sentence or NULL */
    const struct table_column *columns;
    size_t n_columns;
    const struct table_row *rows;
    size_t n_rows;
    const char *groups;         /* key of the rows' headings in JSON and CSV; NULL: "group" */
    const struct key_word *key; /* below the table, in one line */
    size_t n_key;
    const char *const *notes; /* below that, in grey, each a line */
    size_t n_notes;
    bool wide; /* takes the full width of the page */
};
/* NULL: no such table. */
const struct table *facts_table(const struct facts *facts, const char *id);

/* ---- figures ------------------------------------------------------------------------------------------ */

/* NULL: no such figure. */
const struct figure *facts_figure(const struct facts *facts, const char *id);

#endif
