/* Inflating within bounds, and undoing PNG's predictors (ISO 32000-1, 7.4.4). */
#ifndef KEPT_INFLATE_H
#define KEPT_INFLATE_H

#include "../base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends what `bytes` (zlib's format) inflate to. False when they are damaged, cut short, or give more than
 * `most` bytes. */
bool inflate_bounded(const char *bytes, size_t length, size_t most, struct text *out);

/* Undoes the predictor in place: rows of `columns` bytes, each behind a byte that says how. */
bool inflate_unpredict(struct text *rows, int64_t columns);

#endif
