/* What `diff` does with two sets of results, and `verify` behind the spec. Of its own, since the nodes of a
 * spec and those of a page have one name. */
#ifndef TESTS_FUZZ_RESULTS_H
#define TESTS_FUZZ_RESULTS_H

#include "../../gen/base/diag.h"

void compare_results_with(struct arena *arena, const struct source *carried, const struct source *now,
                          struct diags *diags);

#endif
