/* One report: from a spec to a file, or to nothing where the file is there already and its inputs are the
 * same. Every job is a pure function of its files and options. */
#ifndef COMMAND_REPORT_JOB_H
#define COMMAND_REPORT_JOB_H

#include "command.h"
#include "edition.h"

/* What all reports of a run have in common; NULL: as the spec says. */
struct report_options_given {
    const char *output; /* a folder, FILE.pdf, "-", or NULL: out/ */
    const char *template_name, *language, *paper;
    const char *epoch; /* ISO 8601 */
    enum pdf_part part;
    bool resume, quiet;
};

struct report_job {
    const char *spec;   /* path */
    const char *cell;   /* of a matrix, or NULL */
    size_t cell_number; /* from 1; 0: none */
    bool matrix;        /* the table over the whole matrix */
    const char *name;   /* of the report, without folder and ending */
    const char *target; /* path, or "-" */
};

enum { REPORT_SKIPPED = -1 }; /* beside the exit statuses */

/* Whether `output` names a file and not a folder. */
bool report_output_is_file(const char *output);

/* Where reports go that no FILE.pdf is named for. */
const char *report_folder(const char *output);

/* Where a report goes: FILE.pdf, "-", or FOLDER/NAME.pdf. In the arena. */
const char *report_target(struct arena *arena, const char *name, const char *output);

/* Whether there is a whole PDF that says it was made from these inputs (their sum). */
bool report_is_made(struct arena *arena, const char *target, const char *inputs);

/* Writes a file, making its folder. */
void report_write(const char *target, const struct text *bytes);

/* An exit status, or REPORT_SKIPPED. Diagnostics go to standard error. */
int report_make(const struct report_job *job, const struct report_options_given *given);

#endif
