/* A spec as read and checked: the design that the core computes, and what only the report needs.
 * All of it lives in the arena given to spec_read and borrows from the sources read. */
#ifndef SPEC_SPEC_H
#define SPEC_SPEC_H

#include "../base/arena.h"
#include "../base/diag.h"
#include "../core/measure.h"

/* One input figure and where it comes from; the report prints them all. */
struct provenance {
    const char *quantity; /* id as in the facts, say "accelerator.memory_bandwidth" */
    const char *label;    /* "memory bandwidth" */
    const char *value;    /* as written: "3.35 TB/s" */
    const char *source;   /* the words of the file; "the spec" where the spec itself says it; "default" */
    const char *date;     /* ISO 8601, of what it held; NULL where it says none */
    enum confidence confidence;
    struct mark mark; /* where it was written; source NULL for a default */
};

/* One measurement set beside the computed figures. A field that the metric does not depend on is 0. */
struct measurement {
    const char *label;  /* "FasterTransformer, 10 tokens out"; the runtime where the row gives none */
    const char *metric; /* its name, "decode_step" */
    enum metric kind;
    double value;           /* as measured, in its base unit: seconds, tokens/s, bytes */
    double value_s;         /* the time measured (behind a rate, too); 0 where no time was */
    int64_t batch, context; /* context: of a step; otherwise the prompt's length, for tables of both */
    int64_t prompt_tokens, output_tokens;
    const char *source, *note; /* note: NULL where there is none */
    struct mark mark;
};

/* What a calibration was fitted to. A range of {0, 0} is not known, so nothing is said to lie outside of it.
 */
struct scope_range {
    int64_t least, most;
};
struct scope_words {
    const char *const *items;
    size_t count;
};
struct calibration_scope {
    const char *source, *runtime; /* NULL where not given */
    int64_t count;                /* measurements; 0: not given */
    double median, p90, worst;    /* of the absolute relative residuals */
    double mean;                  /* signed */
    struct scope_range batch, context, tensor_parallel, pipeline_parallel;
    struct scope_words accelerators, weights, models; /* names; dtypes */
};

struct input_file {
    const char *role;   /* "spec", "model", "accelerator", "measurements", "calibration", "template" */
    const char *words;  /* what the spec calls it: "a100-sxm-40gb", "models/mine.yaml" */
    const char *called; /* the file's name, without folders */
    const struct source *source;
    char sha256[65];
};

struct report_options {
    const char *template_name; /* a name in templates/, or a path seen from the spec's folder; NULL where the
                                  spec says nothing */
    const char *language;      /* one of report_languages */
    const char *paper;         /* one of report_papers */
};
extern const char *const report_languages[], *const report_papers[]; /* "en", …; "a4", …; NULL at the end */

enum { SPEC_MOST_ROWS = 4096 }; /* batch sizes × contexts */

struct spec {
    const char *path;
    const char *name;             /* stem of the file's name, or that of the matrix's cell: out/NAME.pdf */
    const char *title, *title_zh; /* title_zh: in Chinese; the same where the spec gives none */
    const char *matrix_title, *matrix_title_zh; /* of the whole matrix; NULL: the spec is no part of one */
    const char *date;                           /* ISO 8601 as the spec gives it, or NULL */
    struct design design;
    struct report_options report;
    const struct provenance *provenance;
    size_t n_provenance;
    const struct measurement *measurements;
    size_t n_measurements;
    struct calibration_scope calibration_scope; /* zeros without a calibration */
    const char *extrapolates; /* what the spec asks beyond the calibration's scope, in words; NULL: nothing */
    const char *const *warnings; /* of the spec and all that it names, as the terminal has them */
    size_t n_warnings;
    struct input_file *inputs; /* the spec first */
    size_t n_inputs;
    struct mark model_mark, template_mark;
};

/* Where catalogues and templates are looked for, in order. Holds specs/ (models/, accelerators/) and
 * templates/, or models/, accelerators/, templates/ directly when installed. */
struct search_path {
    const char *const *folders;
    size_t n_folders;
    const struct input_file *held; /* files in memory, found by role and words; where there are any, no other
                                      file is looked for */
    size_t n_held;
    const char *cell; /* which of a matrix's specs is to be read, by its name; NULL: the spec is no matrix */
    size_t cell_number; /* which of them that is, from 1, where it is known: saves looking for it; else 0 */
    /* Asked about the template that a spec names, so that its fault is told beside the others. `language` as
     * below. NULL: nobody asks. */
    void (*template_named)(struct arena *arena, const struct spec *spec, const char *language,
                           struct diags *diags);
    const char *language; /* asked for in place of the spec's own; NULL: that */
};

/* Reads and checks a spec. NULL when anything is wrong: every fault is in `diags` then. Warnings may be there
 * even on success. Environment failures leave by fail_environment. */
struct spec *spec_read(struct arena *arena, const char *path, const struct search_path *search,
                       struct diags *diags);

/* The names of the specs that a matrix makes (matrix.h), in order. NULL and *count 0: it is none, or cannot
 * be read as one; reading it without a cell then says what is wrong. */
const char *const *spec_cells(struct arena *arena, const char *path, const struct search_path *search,
                              size_t *count);

/* A model file, or a Hugging Face config.json, alone. NULL on error. */
struct model *model_read(struct arena *arena, const char *path, const struct search_path *search,
                         struct diags *diags);

/* The same for a file of its own, with the name that this gives it: the repository that the config.json
 * names, else that of the `output` (NULL, "-": none), else as model_read has it. */
struct model *model_import(struct arena *arena, const char *path, const char *output,
                           const struct search_path *search, struct diags *diags);

#endif
