/* What differs between two reports or specs, as a report of its own: inputs and figures that changed, in the
 * look of the others, both results in it as files. */
#ifndef COMMAND_DIFF_PAGE_H
#define COMMAND_DIFF_PAGE_H

#include "../facts/facts.h"
#include "../kept/compare.h"

/* One of the two. */
struct diff_side {
    const char *file;             /* its name, no folders */
    const char *sha256;           /* of the file */
    const struct source *results; /* JSON */
    const char *title;            /* of its spec */
};

struct diff_choice {
    enum language language;
    const char *paper; /* "a4", "letter" */
    const char *date;  /* ISO 8601 or NULL */
    bool whole;        /* every row of a table, not its range alone */
};

/* Appends the PDF. Environment failures leave by fail_environment; false after diagnostics: a name in it
 * holds what cannot be printed. */
bool diff_page_make(struct arena *arena, const struct diff_side sides[2], const struct changes *changes,
                    const struct diff_choice *choice, struct diags *diags, struct text *pdf);

#endif
