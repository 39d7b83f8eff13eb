/* An accelerator file, or an accelerator written out in a spec, as the core's struct accelerator. Peaks are
 * dense, links one way. */
#ifndef SPEC_ACCELERATOR_FILE_H
#define SPEC_ACCELERATOR_FILE_H

#include "field.h"

/* Rows for `peak`, `link`, `internode` and the accelerator itself; all fill a struct accelerator, but for
 * accelerator_table, whose destination has one in it. */
extern const struct field_table accelerator_table, peak_table, link_table, internode_table;

/* Fills `out` from a mapping; `default_name` where it gives no name. `spec_says` is true for one written in
 * the spec: then the spec is the source of figures that name none. Each figure goes to `provenance` as
 * "accelerator.KEY". False when anything is wrong: every fault is in `diags`. */
bool accelerator_read(struct arena *arena, const struct node *root, const char *default_name, bool spec_says,
                      struct accelerator *out, struct provenance_list *provenance, struct diags *diags);

/* What a link without a given latency is taken to need for one message: the article's 8 us (its appendix
 * takes it from a measured short all-reduce). Adds the provenance. */
void accelerator_assume_latency(struct arena *arena, struct accelerator *accelerator,
                                struct provenance_list *provenance);

#endif
