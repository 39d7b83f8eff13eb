/* See spec_fields.h. */
#include "spec_fields.h"

#include "accelerator_file.h"
#include "calibration.h"
#include "measured.h"
#include "model_form.h"

#define COUNT_OF(of) (sizeof(of) / sizeof *(of))
#define TABLE(prefix, words, rows)                                                                           \
    { .name = prefix, .title = words, .fields = rows, .n_fields = COUNT_OF(rows) }

const char *const dtype_words[DTYPE_COUNT + 1] = {
    [FP32] = "fp32", [TF32] = "tf32", [BF16] = "bf16", [FP16] = "fp16",
    [FP8] = "fp8",   [INT8] = "int8", [FP4] = "fp4",   [INT4] = "int4",
};

static const char *const method_words[] = {
    [METHOD_OPERATOR] = "operator", [METHOD_ARTICLE] = "article", NULL};
static const char *const all_reduce_words[ALL_REDUCE_COUNT + 1] = {
    [ALL_REDUCE_MESH] = "mesh",
    [ALL_REDUCE_RING] = "ring",
    [ALL_REDUCE_ONE_SHOT] = "one-shot",
    [ALL_REDUCE_IN_NETWORK] = "in-network",
};
_Static_assert(ALL_REDUCE_COUNT == 4 && DTYPE_COUNT == 8, "every kind needs its word");
static const char *const language_words[] = {"en", "zh", NULL};
static const char *const paper_words[] = {"a4", "letter", NULL};

#define AT(member) offsetof(struct spec_form, member)
static const struct field spec_fields[] = {
    {.key = "title",
     .type = FIELD_TEXT,
     .offset = AT(title),
     .help = "the report's title; the file's name by default"},
    {.key = "date",
     .type = FIELD_TEXT,
     .offset = AT(date),
     .help = "of the report, as 2026-01-31; none by default"},
    {.key = "model",
     .type = FIELD_NODE,
     .offset = AT(model),
     .required = true,
     .help = "a name in the catalogue, a path to a model file or config.json, or its keys"},
    {.key = "cluster",
     .type = FIELD_NODE,
     .offset = AT(cluster),
     .required = true,
     .help = "the accelerators: {accelerator: h100-sxm-80gb, count: 8}"},
    {.key = "precision",
     .type = FIELD_NODE,
     .offset = AT(precision),
     .help = "dtypes of weights, cache, activations and arithmetic"},
    {.key = "workload",
     .type = FIELD_NODE,
     .offset = AT(workload),
     .help = "batch sizes, contexts, prompt and output"},
    {.key = "method",
     .type = FIELD_CHOICE,
     .choices = method_words,
     .fallback = "operator",
     .offset = AT(method),
     .label = "method",
     .help = "operator: each operator's own floor; article: the formulas of kipply's article"},
    {.key = "report", .type = FIELD_NODE, .offset = AT(report), .help = "template, language and paper"},
    {.key = "matrix",
     .type = FIELD_NODE,
     .offset = AT(matrix),
     .help = "lists of model, cluster and precision: a report for each combination"},
    {.key = "measurements",
     .type = FIELD_NODE,
     .offset = AT(measurements),
     .help = "measured times to set beside the floors: a list, or a file with one"},
    {.key = "calibration",
     .type = FIELD_NODE,
     .offset = AT(calibration),
     .help = "fitted efficiencies: a file, or its keys"},
};
const struct field_table spec_table = TABLE("", "the spec", spec_fields);
#undef AT

#define AT(member) offsetof(struct cluster_form, member)
static const struct field cluster_fields[] = {
    {.key = "accelerator",
     .type = FIELD_NODE,
     .offset = AT(accelerator),
     .required = true,
     .help = "a name in the catalogue, a path, or its keys"},
    {.key = "count",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .offset = AT(cluster.count),
     .required = true,
     .label = "accelerators",
     .help = "accelerators in all"},
    {.key = "tensor_parallel",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .offset = AT(cluster.tensor_parallel),
     .label = "tensor parallel",
     .help = "accelerators that share each matrix; all of a replica's by default"},
    {.key = "pipeline_parallel",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .fallback = "1",
     .offset = AT(cluster.pipeline_parallel),
     .label = "pipeline parallel",
     .help = "groups of layers one after another"},
    {.key = "data_parallel",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .offset = AT(cluster.data_parallel),
     .label = "data parallel",
     .help = "replicas, each with a batch of its own; what the others leave by default"},
    {.key = "expert_parallel",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .fallback = "1",
     .offset = AT(cluster.expert_parallel),
     .label = "expert parallel",
     .help = "accelerators that share the experts"},
    {.key = "all_reduce",
     .type = FIELD_CHOICE,
     .choices = all_reduce_words,
     .fallback = "mesh",
     .offset = AT(cluster.all_reduce),
     .label = "all-reduce",
     .help = "how partial sums are exchanged"},
    {.key = "memory_fraction",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_SHARE,
     .least = 0.01,
     .most = 1,
     .fallback = "100 %",
     .offset = AT(cluster.memory_fraction),
     .label = "memory that the runtime may take",
     .help = "share of usable memory: 90 %"},
    {.key = "reserved",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_BYTES,
     .fallback = "0 GB",
     .offset = AT(cluster.reserved_bytes),
     .label = "memory reserved on each accelerator",
     .help = "for activations and the runtime: 2 GB"},
    {.key = "price",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_USD_PER_HOUR,
     .most = 1e6,
     .offset = AT(cluster.price_per_hour),
     .label = "price of one accelerator",
     .help = "of one accelerator: 2.50 USD/h"},
    {.key = "pue",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_NUMBER,
     .least = 1,
     .most = 10,
     .fallback = "1",
     .offset = AT(cluster.pue),
     .label = "power usage effectiveness",
     .help = "power of the building over the machines'"},
    {.key = "utilisation",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_SHARE,
     .least = 0.001,
     .most = 1,
     .fallback = "100 %",
     .offset = AT(cluster.utilisation),
     .label = "utilisation",
     .help = "share of the time that serves requests"},
    {.key = "link",
     .type = FIELD_NODE,
     .offset = AT(link),
     .help = "in place of the accelerator's {bandwidth, latency, domain}"},
    {.key = "internode",
     .type = FIELD_NODE,
     .offset = AT(internode),
     .help = "in place of the accelerator's {bandwidth, latency}"},
};
const struct field_table cluster_table = {.name = "cluster",
                                          .title = "`cluster`",
                                          .fields = cluster_fields,
                                          .n_fields = COUNT_OF(cluster_fields),
                                          .sourced = true};
#undef AT

#define AT(member) offsetof(struct precision_form, member)
static const struct field precision_fields[] = {
    {.key = "weights",
     .type = FIELD_CHOICE,
     .choices = dtype_words,
     .offset = AT(weights),
     .label = "format of the weights",
     .help = "stored weights; fp16 by default, or bf16 where the accelerator lacks it"},
    {.key = "kv_cache",
     .type = FIELD_CHOICE,
     .choices = dtype_words,
     .offset = AT(kv_cache),
     .label = "format of the cache",
     .help = "cached keys and values; as the activations by default"},
    {.key = "activations",
     .type = FIELD_CHOICE,
     .choices = dtype_words,
     .offset = AT(activations),
     .label = "format of the activations",
     .help = "what is passed between operators; as the weights by default, but 16 bit at least"},
    {.key = "compute",
     .type = FIELD_CHOICE,
     .choices = dtype_words,
     .offset = AT(compute),
     .label = "format of the arithmetic",
     .help = "whose peak counts; as the activations by default"},
};
const struct field_table precision_table = TABLE("precision", "`precision`", precision_fields);
#undef AT

#define AT(member) offsetof(struct workload_form, member)
static const struct field workload_fields[] = {
    {.key = "batch_sizes",
     .type = FIELD_COUNTS,
     .least = 1,
     .most = 1e6,
     .longest = 1024,
     .fallback = "1 2 4 8 16 32 64 128 256 512",
     .offset = AT(batch_sizes),
     .label = "batch sizes",
     .help = "sequences decoded together"},
    {.key = "contexts",
     .type = FIELD_COUNTS,
     .least = 1,
     .most = 1e9,
     .longest = 64,
     .fallback = "512 2048 8192",
     .offset = AT(contexts),
     .label = "contexts",
     .help = "tokens cached already"},
    {.key = "prompt_tokens",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e9,
     .fallback = "512",
     .offset = AT(prompt_tokens),
     .label = "prompt tokens",
     .help = "length of the prompt"},
    {.key = "output_tokens",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e9,
     .fallback = "128",
     .offset = AT(output_tokens),
     .label = "output tokens",
     .help = "tokens to generate"},
};
const struct field_table workload_table = TABLE("workload", "`workload`", workload_fields);
#undef AT

#define AT(member) offsetof(struct report_options, member)
static const struct field report_fields[] = {
    {.key = "template",
     .type = FIELD_TEXT,
     .offset = AT(template_name),
     .help = "a name in templates/, or a path"},
    {.key = "language",
     .type = FIELD_WORD,
     .choices = language_words,
     .fallback = "en",
     .offset = AT(language),
     .help = "of the report"},
    {.key = "paper",
     .type = FIELD_WORD,
     .choices = paper_words,
     .fallback = "a4",
     .offset = AT(paper),
     .help = "size of the page"},
};
const struct field_table report_table = TABLE("report", "`report`", report_fields);
#undef AT

const struct field_table *const spec_levels[] = {
    &spec_table, &cluster_table, &precision_table, &workload_table, &report_table, &link_table, NULL,
};

const struct field_table *const *spec_tables(size_t *count) {
    static const struct field_table *const tables[] = {
        &spec_table,        &cluster_table,     &precision_table,   &workload_table,  &report_table,
        &model_fields,      &layer_fields,      &moe_fields,        &mla_fields,      &extra_fields,
        &accelerator_table, &peak_table,        &link_table,        &internode_table, &measured_table,
        &setup_table,       &measurement_table, &calibration_table, &residuals_table, &range_table};
    *count = COUNT_OF(tables);
    return tables;
}
