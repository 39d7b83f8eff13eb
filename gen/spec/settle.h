/* What a spec leaves open is settled here from what it says: how many accelerators share a matrix, which
 * dtype computes. */
#ifndef SPEC_SETTLE_H
#define SPEC_SETTLE_H

#include "field.h"
#include "spec_fields.h"

/* Fills tensor_parallel and data_parallel where they are 0, so that tensor * pipeline * data == count.
 * `node` is the cluster's mapping, for places. False with diagnostics where that cannot be. */
bool settle_parallel(const struct field_context *context, const struct node *node, struct cluster *cluster);

/* Fills `out` from what was given, with the defaults that spec_fields.c names; records each of them. */
void settle_precision(const struct field_context *context, const struct precision_form *form,
                      const struct accelerator *accelerator, struct precision *out);

/* The list without its repeats, in the spec's order; warns of repeats and of falling order. `what` names it.
 */
void settle_list(const struct field_context *context, const char *what, const struct count_list *list,
                 const int64_t **items, size_t *count);

/* Whether a text is a day of the calendar, as 2026-01-31. */
bool settle_date_is_real(const char *text);

#endif
