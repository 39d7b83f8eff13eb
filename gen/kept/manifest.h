/* The manifest that a report carries: how it was set, by which program, and which file had which office. The
 * edition writes it (command/edition.c); here it is read, and held against the files. */
#ifndef KEPT_MANIFEST_H
#define KEPT_MANIFEST_H

#include "../spec/spec.h"
#include "attachments.h"

#define MANIFEST_NAME "manifest.json"
#define RESULTS_NAME  "results.json"

struct manifest {
    const char *version, *commit, *formula_set;
    const char *template_name, *language, *paper, *date, *pdfa; /* date NULL: none */
    const char *cell; /* which of a matrix's specs (search_path.cell); NULL: the spec is no matrix */
    const struct node *libraries; /* a mapping of names to versions */
    struct input_file *files;     /* as spec_read takes them held in memory */
    size_t n_files;
};

/* False after diagnostics: there is no manifest, it is not one, or a file is not the one it names. */
bool manifest_read(struct arena *arena, const struct attachments *attachments, const struct source *pdf,
                   struct diags *diags, struct manifest *out);

/* The file of an office ("spec", "template"); NULL: none. */
const struct input_file *manifest_file(const struct manifest *manifest, const char *role);

#endif
