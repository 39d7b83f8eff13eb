/* The table over all specs of a matrix, as a report of its own and as CSV. */
#ifndef COMMAND_MATRIX_REPORT_H
#define COMMAND_MATRIX_REPORT_H

#include "report_job.h"

/* The facts of a matrix's first sound spec, with the table `matrix` over all of them; of a plain spec, its
 * own. NULL when none is sound. What is wrong with the specs is said, unless `quiet`. */
struct facts *matrix_load(struct arena *arena, const char *path, const char *language, bool quiet);

/* Writes job->target, a PDF, and the CSV beside it. An exit status. Of the specs themselves nothing is said:
 * their own reports do. */
int matrix_make(const struct report_job *job, const struct report_options_given *given);

#endif
