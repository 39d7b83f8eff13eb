/* Puts a model together layer by layer, whatever form it was read from: equal layers become one kind.
 *
 * Counts are heads, values and weights. Everything lives in the arena. */
#ifndef SPEC_MODEL_BUILD_H
#define SPEC_MODEL_BUILD_H

#include "../base/arena.h"
#include "../base/diag.h"
#include "../core/design.h"

/* What no model on earth passes; a figure beyond is a slip of the pen. Their products stay far inside int64
 * once model_build_finish has looked at the whole. */
#define MODEL_MOST_LAYERS  1e4
#define MODEL_MOST_WIDTH   1e6 /* d_model, heads, head widths, ranks */
#define MODEL_MOST_FFN     1e7
#define MODEL_MOST_VOCAB   1e8
#define MODEL_MOST_EXPERTS 1e5
#define MODEL_MOST_TOKENS  1e9                /* windows, position tables */
#define MODEL_MOST_WEIGHTS 9007199254740992.0 /* 2^53: exact as a double too */

struct model_build {
    struct arena *arena;
    struct layer_kind *kinds;
    size_t n_kinds, kind_capacity;
    struct extra_tensor *extras;
    size_t n_extras, extra_capacity;
};

/* Adds `kind.n_layers` layers, one at least: to the kind that has the same shape, or as a new one behind the
 * others. */
void model_build_layers(struct model_build *build, struct layer_kind kind);

/* Adds a tensor (name and component are borrowed); one without elements is left out. */
void model_build_extra(struct model_build *build, struct extra_tensor extra);

/* Hands layers and tensors to the model. False, with a diagnostic at `mark`, where the weights in all pass
 * MODEL_MOST_WEIGHTS or there is no layer. */
bool model_build_finish(const struct model_build *build, struct model *model, struct mark mark,
                        struct diags *diags);

bool layer_kind_equal(const struct layer_kind *a, const struct layer_kind *b); /* number of layers aside */

#endif
