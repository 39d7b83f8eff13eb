/* A template: Markdown with names in double braces. This first step turns the template's text into plain
 * Markdown for one set of facts, and remembers where each byte came from, so that every later complaint can
 * name a line and column of the user's own file.
 *
 * Anywhere in words, headings, cells and formulas:
 *
 *     {{model.name}}           a value, in the quantity's own unit and decimals
 *     {{NAME as GiB 1}}        in another unit, with one decimal; either may be left out
 *     {{if NAME}} ... {{else}} ... {{end}}
 *                              kept when the value is present and true; {{if not NAME}} likewise; they
 *                              nest, across blocks or within a line
 *     {{ref table NAME}}       "Table 2", a link; also figure, and formula: "(3)"
 *     \{{                      two braces, literally
 *     \$                       the sign, where two of them would be mathematics
 *
 * In a link's address too, between < and >: [words](<https://example.org/{{spec.name}}>).
 *
 * As a paragraph of its own:
 *
 *     {{table NAME}}           numbered, with a title; with `bare` behind the name: without
 *     {{figure NAME}}          likewise; what these facts have no figure for leaves no trace
 *     {{formula NAME}}         symbols, numbers put in, result; numbered, but small in a side note;
 *                              what these facts have no formula for leaves no trace
 *     {{contents}} {{figures}} {{tables}}
 *                              lists with links and page numbers
 *     {{strip}}                and a list behind it: key figures in a row. The lines of an item are the
 *                              figure, what it is, and a remark
 *     {{corrected}}            and a table of two columns behind it: as published, corrected
 *     {{page}}                 a new page
 *     {{footer}} words         the line at the foot of every page
 *
 * The Markdown is CommonMark with tables, and $...$ and $$...$$ for mathematics (math.h); no HTML, no
 * images.
 *
 *     ###### words       the small line over the title that follows
 *     # Title            the first is the document's, and heads its pages; each later one begins a page, or
 *                        goes on below where little of one is taken and that saves a page
 *     *a paragraph*      all in italics, right behind a title: the verdict
 *     ## Section         ### a smaller head; #### a label hung left of the paragraph that follows
 *     > note             stands in the side column, level with the block that follows; a heading inside
 *                        is small and grey, a table inside has no rules
 *     [^1]               the mark of a note, in the text and at the head of the note itself, which then
 *                        stands level with the line of the text that has it
 *     $$ a $$ $$ b $$    two displays in one paragraph stand side by side
 *     ---                a fine rule
 *
 * No arithmetic, no loops. */
#ifndef PAGE_TEMPLATE_H
#define PAGE_TEMPLATE_H

#include "../base/diag.h"
#include "../facts/facts.h"

/* Where the names come from: the functions of facts.h, as a table so that a test can name things of its own.
 */
struct names {
    const struct facts *facts;
    bool (*words)(const struct facts *, const char *id, const char *unit, int decimals, struct text *out,
                  const char **why);
    bool (*truth)(const struct facts *, const char *id, bool *out);
    bool (*formula)(const struct facts *, const char *id, struct formula *out);
    const struct table *(*table)(const struct facts *, const char *id);
    const struct figure *(*figure)(const struct facts *, const char *id);
    const char *const *(*list)(enum fact_kind kind, size_t *count);
};

enum directive_kind {
    DIRECTIVE_VALUE,
    DIRECTIVE_REF,
    DIRECTIVE_TABLE,
    DIRECTIVE_FIGURE,
    DIRECTIVE_FORMULA,
    DIRECTIVE_CONTENTS,
    DIRECTIVE_FIGURES,
    DIRECTIVE_TABLES,
    DIRECTIVE_STRIP,
    DIRECTIVE_CORRECTED,
    DIRECTIVE_PAGE,
    DIRECTIVE_FOOTER,
    DIRECTIVE_COUNT
};

struct directive {
    enum directive_kind kind;
    enum directive_kind what; /* DIRECTIVE_REF: table, figure or formula */
    const char *name;         /* of the value, table, figure or formula; NULL where there is none */
    const char *words;        /* DIRECTIVE_VALUE: what is printed */
    bool bare;                /* no number and no title */
    size_t offset;            /* of its braces, in the source */
};

/* In the Markdown text a directive that lives is DIRECTIVE_OPEN, its number in decimal, DIRECTIVE_CLOSE:
 * letters to md4c, so that emphasis beside it works in any script. */
#define DIRECTIVE_OPEN  '\x01'
#define DIRECTIVE_CLOSE '\x02'

struct template_piece { /* a stretch of the Markdown text and where it came from */
    size_t start, source_offset;
};

struct template_text {
    const struct source *source;
    const char *markdown; /* NUL behind it */
    size_t length;
    const struct directive *directives;
    size_t n_directives;
    const struct template_piece *pieces;
    size_t n_pieces;
};

/* Evaluates conditions and looks every name up, those in branches not taken too. False when anything is
 * wrong. Everything is kept in the arena; source and names must outlive it. */
bool template_read(struct arena *arena, const struct source *source, const struct names *names,
                   struct diags *diags, struct template_text *out);

/* The place in the user's file of an offset in the Markdown text. */
struct mark template_mark(const struct template_text *text, size_t offset);

/* The directive whose DIRECTIVE_OPEN is at `at`; `*after` is set behind its DIRECTIVE_CLOSE. NULL when the
 * bytes there are no directive. */
const struct directive *template_directive(const struct template_text *text, const char *at, const char *end,
                                           const char **after);

#endif
