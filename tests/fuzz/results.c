/* See results.h. */
#include "results.h"

#include "../../gen/kept/compare.h"
#include "../../gen/kept/results.h"

void compare_results_with(struct arena *arena, const struct source *carried, const struct source *now,
                          struct diags *diags) {
    const struct node *before = results_read(arena, carried, diags), *after = results_read(arena, now, diags);
    struct changes changes;
    if (before && after)
        compare_results(arena, before, after, &changes);
}
