/* The keys of a spec: one table for each mapping in it, and the forms they fill. */
#ifndef SPEC_SPEC_FIELDS_H
#define SPEC_SPEC_FIELDS_H

#include "field.h"

struct spec_form {
    const char *title, *title_zh, *date;
    const struct node *model, *cluster, *precision, *workload, *report, *measurements, *calibration, *matrix;
    enum method method;
};

struct cluster_form {
    const struct node *accelerator, *link, *internode;
    struct cluster cluster; /* tensor_parallel, data_parallel 0 where not given */
};

enum { DTYPE_NOT_GIVEN = -1 };

struct precision_form {
    int weights, kv_cache, activations, compute; /* enum dtype, or DTYPE_NOT_GIVEN */
};

struct workload_form {
    struct count_list batch_sizes, contexts;
    int64_t prompt_tokens, output_tokens;
};

extern const struct field_table spec_table, cluster_table, precision_table, workload_table, report_table;

/* The mappings of a spec, NULL behind them: where a key at the wrong level could
 * belong. */
extern const struct field_table *const spec_levels[];

/* Every table a user can write to, for documentation: a spec's first, then those of the files that it names.
 */
const struct field_table *const *spec_tables(size_t *count);

#endif
