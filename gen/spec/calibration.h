/* A calibration file: fitted efficiencies and overheads, and what they were fitted to. */
#ifndef SPEC_CALIBRATION_H
#define SPEC_CALIBRATION_H

#include "../base/text.h"
#include "field.h"

extern const struct field_table calibration_table, residuals_table, range_table;

/* Fills both from a mapping; factors that are absent stay at 1 and 0. Factors go to the provenances. False
 * with diagnostics. */
bool calibration_read(const struct field_context *context, const struct node *node, struct calibration *out,
                      struct calibration_scope *scope);

/* What `design` asks beyond the scope, in words for a page ("batches up to 512 (fitted: 1 to 256)"), in the
 * arena; NULL where nothing does. */
const char *calibration_extrapolates(struct arena *arena, const struct design *design,
                                     const struct calibration_scope *scope);
/* The same in another language: `say` gives its form of each English word and format. */
typedef const char *calibration_say(const char *english) __attribute__((format_arg(1)));
const char *calibration_strays(struct arena *arena, const struct design *design,
                               const struct calibration_scope *scope, calibration_say *say);

/* Adds the file that calibration_read reads back. `comment` (or NULL): lines for its head, without "# ". */
void calibration_write(const struct calibration *calibration, const struct calibration_scope *scope,
                       const char *comment, struct text *out);

#endif
