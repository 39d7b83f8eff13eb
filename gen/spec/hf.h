/* Hugging Face configurations: a config.json as its publisher wrote it, as the core's struct model.
 *
 * Families are rows of tables (hf_gpt.c, hf_llama.c, hf_moe.c, hf_hybrid.c); what a row cannot say is a small
 * function beside it. A family that no row names is refused, never guessed. */
#ifndef SPEC_HF_H
#define SPEC_HF_H

#include "node.h"
#include "provenance.h"

/* Whether a mapping is a config.json: it has `model_type` or `architectures`. */
bool hf_is_config(const struct node *root);

/* As model_file_read. Vision towers and multi-token-prediction modules are left out. Unknown keys pass. */
bool hf_read(struct arena *arena, const struct node *root, const char *default_name, struct model *out,
             struct provenance_list *provenance, struct diags *diags);

/* The source of every model read from a config.json. */
extern const char hf_source[];

/* The repository that a config.json says it is, "meta-llama/Llama-2-7b-hf"; NULL: none, or a folder of
 * whoever wrote it. */
const char *hf_repository(const struct node *root);

/* The families' model_types in the order of the tables; NULL past the last. */
const char *hf_family_name(size_t index);

#endif
