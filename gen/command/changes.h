/* Changes of results as lines of text, for `verify` and `diff`. */
#ifndef COMMAND_CHANGES_H
#define COMMAND_CHANGES_H

#include "../kept/compare.h"

/* Prints them on standard output, kind by kind under a head: inputs, then figures. A table's column is one
 * line that says the range of its changes; with `most` SIZE_MAX every row is one. Past `most` lines of a kind
 * the rest is counted. */
void changes_say(struct arena *arena, const struct changes *changes, size_t most);

#endif
