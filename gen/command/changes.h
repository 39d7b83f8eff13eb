/* Changes of results as lines, for `verify` and `diff`. */
#ifndef COMMAND_CHANGES_H
#define COMMAND_CHANGES_H

#include "../base/text.h"
#include "../kept/compare.h"

/* One change, or all those of a table's column. */
struct change_line {
    const struct change *change; /* the first of them; borrowed */
    size_t rows;                 /* of a column; 0: this one change */
    size_t numbers, from_zero, gone, new;
    double least, most; /* of the relative changes, where there are `numbers` */
};

/* The lines of a kind, in order, in the arena. `whole`: every row is a line of its own. */
const struct change_line *changes_lines(struct arena *arena, const struct changes *changes,
                                        enum change_kind kind, bool whole, size_t *n);

/* Whether the least and the most of a column are apart in what is printed. */
bool changes_spread(const struct change_line *line);

/* "+33.3 %"; "from 0". */
void changes_put_share(struct text *out, double relative);

/* What a path is known as: of "inputs.accelerator.memory.value" it is "accelerator.memory". */
const char *changes_name(struct arena *arena, const char *path);

/* Prints them on standard output, kind by kind under a head: inputs, then figures; columns as one line each,
 * or whole with `most` SIZE_MAX. Past `most` lines of a kind the rest is counted. */
void changes_say(struct arena *arena, const struct changes *changes, size_t most);

#endif
