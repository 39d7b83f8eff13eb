/* A model as a model file that model_file_read reads back to the same struct. */
#ifndef SPEC_MODEL_WRITE_H
#define SPEC_MODEL_WRITE_H

#include "../base/text.h"
#include "../core/design.h"

/* Adds the file's text to `out`. What is at its default is left out. Layers of one kind come together: their
 * order within the model is not kept. */
void model_file_write(const struct model *model, struct text *out);

#endif
