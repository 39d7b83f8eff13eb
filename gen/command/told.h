/* What is said of the many reports of one matrix: a fault of the spec itself is met with in each of them and
 * told once; what not all of them meet with is told with the names of those that do. */
#ifndef COMMAND_TOLD_H
#define COMMAND_TOLD_H

struct told;

struct told *told_new(void); /* never NULL; told_say frees it */

/* What is said of one report: whole lines, as diags_print leaves them; also where nothing is said. `cell` is
 * kept by the caller; NULL: of the matrix as a whole. */
void told_add(struct told *told, const char *cell, const char *said);

/* All of it on standard error, in the order in which it was first met with; and forgets it. */
void told_say(struct told *told);

#endif
