/* Figures as pages show them: the plot data of each drawing, made from the records. One row a figure. */
#ifndef FACTS_SERIES_H
#define FACTS_SERIES_H

#include "quantity.h"

struct figure_kind {
    const char *id, *name; /* name: what it shows, for the list */
    const char *needs;     /* "the spec has no …", where it may have nothing to draw; NULL: it always has */
    /* Fills title, subtitle, alt, size, draw and data; false when there is nothing to draw for these facts.
     */
    bool (*build)(const struct facts *facts, struct figure *figure);
};

extern const struct figure_kind figure_kinds[];
extern const size_t n_figure_kinds;

#endif
