/* Measurements: rows in a spec, or a file of them with what they were measured on.
 *
 * A measurement file:
 *     source: who measured, and where it stands
 *     runtime: FasterTransformer                     a label for rows that have none
 *     model: gpt-20b                                 as in a spec, and so
 *     cluster: {accelerator: a100-sxm-80gb, count: 2}
 *     precision: {weights: fp16}
 *     measurements:
 *       - {metric: end_to_end, value: 225 ms, batch: 1, prompt_tokens: 20, output_tokens: 8}
 * or, for several machines or models, `setups:`, a list of mappings of model, cluster, precision and
 * measurements; what a set-up leaves out it takes from the file. */
#ifndef SPEC_MEASURED_H
#define SPEC_MEASURED_H

#include "catalogue.h"
#include "field.h"

/* The shape of such a file, for hints. */
extern const char measured_shape[];

extern const struct field_table measured_table, setup_table, measurement_table;

struct measured_setup {
    const char *runtime;  /* NULL where none is given */
    struct design design; /* its workload says nothing */
    const struct measurement *measurements;
    size_t n_measurements;
    struct mark mark;
};

struct measured_file {
    const char *path, *source, *runtime; /* runtime may be NULL */
    struct measured_setup *setups;
    size_t n_setups;
    const struct input_file *inputs; /* the file first, then models and accelerators */
    size_t n_inputs;
};

/* All of it in the arena. NULL when anything is wrong: every fault is in `diags`. */
struct measured_file *measured_read(struct arena *arena, const char *path, const struct search_path *search,
                                    struct diags *diags);

/* The rows that belong to `design` in a file already open: those of the set-ups with its model, accelerator,
 * layout and precision; all of a file that tells of no set-up. False with diagnostics, also where no set-up
 * is of this design. */
bool measured_for(const struct catalogue_place *place, const struct catalogue_file *file,
                  const struct design *design, struct mark mark, const struct measurement **out,
                  size_t *count);

/* A list of rows. `workload` (or NULL) gives the lengths that a row leaves out. */
bool measurements_read(const struct field_context *context, const struct node *list,
                       const struct workload *workload, const struct measurement **out, size_t *count);

/* ---- what spec.c reads for both ------------------------------------------------------------------------ */

struct setup_nodes {
    const struct node *whole, *model, *cluster, *precision; /* whole: for places */
};

/* A model on a cluster, read as in a spec and checked. False with diagnostics. */
bool setup_read(const struct catalogue_place *place, const struct setup_nodes *nodes, struct design *out);

#endif
