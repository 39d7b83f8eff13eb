/* What a report is made with, beside what it is made from: the program, the libraries and the fonts. */
#ifndef FACTS_ABOUT_H
#define FACTS_ABOUT_H

#include "facts.h"

struct library {
    const char *name, *version;
};

/* A file made for the report and carried in it; without bytes there is none. */
struct made_file {
    const char *name, *bytes;
    size_t length;
};

struct about {
    const char *command;                    /* that makes the report again; NULL: no report is made */
    bool carries;                           /* the report has the files in it */
    const struct input_file *template_file; /* NULL: no report is made */
    bool own_template;                      /* one that the program does not come with */
    const struct made_file *results;        /* borrowed; filled before a page asks for it; NULL: none */
    const struct library *libraries;
    size_t n_libraries;
    struct fonts *fonts;
    unsigned faces; /* those used: a bit each, by enum face */
};

/* Says it (copied; what it points to is borrowed). What was told of it before is forgotten. */
void facts_about(struct facts *facts, const struct about *about);
/* Whether a page has asked for the faces since: its list of fonts, or of all checksums. */
bool facts_asked_fonts(const struct facts *facts);

#endif
