/* One edition of a report: a spec's facts set by a template, with all that it was made from in the file. What
 * `report` writes, and what `verify` writes again. */
#ifndef COMMAND_EDITION_H
#define COMMAND_EDITION_H

#include "../facts/facts.h"
#include "../page/ink_pdf.h"

/* How a report is set: part of what it is made from, and kept in it. */
struct edition_choice {
    const char *template_name; /* template_called */
    const char *language, *paper;
    const char *date; /* ISO 8601 or NULL */
    enum pdf_part part;
    const char *cell; /* which of a matrix's specs (search_path.cell), or NULL */
};

/* Appends the PDF. False when the template is wrong: `diags` says where. Environment failures leave by
 * fail_environment. */
bool edition_make(struct arena *arena, const struct spec *spec, struct facts *facts,
                  const struct source *template_source, const struct edition_choice *choice,
                  struct fonts *fonts, struct diags *diags, struct text *pdf);

/* The fonts (bits of enum face) that a report draws with, by its shipped template's ways: where a page tells
 * fonts with their checksums, a right guess saves drawing it again. A wrong one, or ABOUT_FACES for a
 * template that is not known, costs that and no more. */
unsigned edition_faces(const struct facts *facts, const struct edition_choice *choice);

/* What an edition is made from, as a number: the same for the same program, files and choices. The PDF has it
 * in its metadata. */
void edition_digest(struct arena *arena, const struct spec *spec, const struct source *template_source,
                    const struct edition_choice *choice, char out[65]);

/* "3b", "1b"; false where there is no such part. */
bool edition_part(const char *words, enum pdf_part *out);

#endif
