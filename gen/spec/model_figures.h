/* Rows of provenance for figures of a model that no single value of the file tells: defaults, tensors, and
 * the figures of listed layers. Wherever a list is NULL nothing happens; strings and marks are borrowed. */
#ifndef SPEC_MODEL_FIGURES_H
#define SPEC_MODEL_FIGURES_H

#include "model_form.h"

/* "feed-forward width" of d_ff; NULL: the key has no label. */
const char *model_figure_label(const char *key);

/* A figure of the whole model that the file leaves out. */
void model_figure_default(const struct field_context *context, const char *key, const char *value);
/* Those of a layer (-1 in `form`), with what they follow from. */
void model_figures_default(const struct field_context *context, const struct layer_form *form,
                           const struct layer_kind *layer, bool ffn_given);

/* An entry of `extra_tensors`: times × rows × columns. */
void model_figure_tensor(const struct field_context *context, const struct extra_form *tensor,
                         struct mark mark);

/* Adds what `kinds[i]`, recorded while entry i of `layers` was read, hold beyond the model's own rows in
 * `list`: one row for each figure. Where kinds differ its value names them all in their order, "— · 256";
 * where they agree it stands once; what the model gives for all layers keeps its row. */
void model_figures_listed(struct arena *arena, struct provenance_list *list,
                          const struct provenance_list *kinds, size_t n_kinds);

#endif
