/* A model file, in floorline's own keys or as a Hugging Face config.json, as the core's struct model. */
#ifndef SPEC_MODEL_FILE_H
#define SPEC_MODEL_FILE_H

#include "node.h"
#include "provenance.h"

/* Fills `out` from a mapping; `default_name` is taken where the file gives no name. Each input figure goes to
 * `provenance` (NULL: nowhere) with ids "model.KEY". False when anything is wrong: every fault is in `diags`.
 * Arrays and strings of `out` live in the arena. */
bool model_file_read(struct arena *arena, const struct node *root, const char *default_name,
                     struct model *out, struct provenance_list *provenance, struct diags *diags);

#endif
