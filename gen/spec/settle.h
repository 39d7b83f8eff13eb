/* What a spec leaves open is settled here from what it says: how many accelerators share a matrix, which
 * dtype computes. */
#ifndef SPEC_SETTLE_H
#define SPEC_SETTLE_H

#include "field.h"
#include "spec_fields.h"

/* What divides the heads of every layer with attention: their greatest common divisor; 0 without attention.
 */
int64_t settle_heads(const struct model *model);

/* The widest group of at most `most` that divides the heads (0: any) and shares the accelerators out. */
int64_t settle_widest_group(int64_t heads, int64_t accelerators, int64_t most);

/* Fills tensor_parallel and data_parallel where they are 0, so that tensor * pipeline * data == count.
 * `node` is the cluster's mapping, for places; `heads` as settle_heads gives them, for hints. False with
 * diagnostics where that cannot be. */
bool settle_parallel(const struct field_context *context, const struct node *node, int64_t heads,
                     struct cluster *cluster);

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
