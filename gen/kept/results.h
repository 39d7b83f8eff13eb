/* Results as a report carries them and `calc` prints them: JSON (RFC 8259), read into the nodes that specs
 * are read into. A report of 4,096 combinations has a million values, which the reader of specs refuses with
 * reason. */
#ifndef KEPT_RESULTS_H
#define KEPT_RESULTS_H

#include "../spec/node.h"

enum {
    RESULTS_MOST_DEPTH = 16,
    RESULTS_MOST_VALUES = 1 << 21,
    RESULTS_LONGEST_KEY = 100 /* bytes */
};

/* NULL after a diagnostic: it is no JSON, its top is no object, it is in no Unicode, or it passes a limit.
 * Kept in the arena; keys that are alike are one node, and no node but the top has a mark. */
const struct node *results_read(struct arena *arena, const struct source *source, struct diags *diags);

#endif
