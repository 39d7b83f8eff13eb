/* Files that report after report names, read once for all of them: the catalogue's. */
#ifndef SPEC_NODE_KEPT_H
#define SPEC_NODE_KEPT_H

#include "node.h"

/* As node_read_shaped. Where this process has read the same bytes under the same name without a word about
 * them, it is that tree, whose places lie in a copy of the source; both stay until the process ends. */
const struct node *node_read_kept(struct arena *arena, const struct source *source, const char *shape,
                                  struct diags *diags);

#endif
