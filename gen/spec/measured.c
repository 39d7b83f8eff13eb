/* See measured.h. */
#include "measured.h"

#include "field_keys.h"

#include <string.h>

enum { MOST_MEASUREMENTS = 10000, MOST_SETUPS = 1000 };

/* ---- one row --------------------------------------------------------------------------------------------
 */

struct row_form {
    const char *label, *source, *note;
    const struct node *value;
    enum metric metric;
    int64_t batch, context, prompt_tokens, output_tokens; /* 0: not given */
};

#define AT(member) offsetof(struct row_form, member)
static const struct field measurement_fields[] = {
    {.key = "label", .type = FIELD_TEXT, .offset = AT(label), .help = "what was measured, with what"},
    {.key = "metric",
     .type = FIELD_CHOICE,
     .choices = metric_names,
     .fallback = "decode_step",
     .offset = AT(metric),
     .help = "which computed figure it stands beside"},
    {.key = "value", .type = FIELD_NODE, .offset = AT(value), .help = "22.0 ms; 250 tok/s; 15.6 GB"},
    {.key = "batch",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e6,
     .fallback = "1",
     .offset = AT(batch),
     .help = "sequences together"},
    {.key = "context",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e9,
     .offset = AT(context),
     .help = "tokens cached already, of a step; otherwise another word for prompt_tokens"},
    {.key = "prompt_tokens",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e9,
     .offset = AT(prompt_tokens),
     .help = "length of the prompt; the workload's by default"},
    {.key = "output_tokens",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e9,
     .offset = AT(output_tokens),
     .help = "tokens made, the first included; the workload's by default"},
    {.key = "source",
     .type = FIELD_TEXT,
     .offset = AT(source),
     .help = "who measured it, and where it stands"},
    {.key = "note", .type = FIELD_TEXT, .offset = AT(note), .help = "what else one should know of it"},
};
const struct field_table measurement_table = {.name = "measurement",
                                              .title = "a measurement",
                                              .fields = measurement_fields,
                                              .n_fields = COUNT_OF(measurement_fields)};
#undef AT

static const struct field value_fields[] = {
    [METRIC_OF_TIME] =
        {.key = "value", .type = FIELD_QUANTITY, .dimension = DIMENSION_SECONDS, .least = 1e-9, .most = 1e7},
    [METRIC_OF_RATE] = {.key = "value",
                        .type = FIELD_QUANTITY,
                        .dimension = DIMENSION_TOKENS_PER_S,
                        .least = 1e-6,
                        .most = 1e9},
    [METRIC_OF_BYTES] =
        {.key = "value", .type = FIELD_QUANTITY, .dimension = DIMENSION_BYTES, .least = 1, .most = 1e18},
};

static bool lacks(const struct field_context *context, const struct node *row, const char *key) {
    diag_add(context->diags, DIAG_ERROR, row->mark, field_keys_help(&measurement_table, key),
             "a measurement lacks `%s`", key);
    return false;
}

static bool read_value(const struct field_context *context, const struct node *row,
                       const struct row_form *form, double *out) {
    const struct metric_info *info = &metrics[form->metric];
    if (info->of == METRIC_OF_NOTHING) {
        if (form->value)
            diag_add(context->diags, DIAG_ERROR, form->value->mark, NULL, "`%s` has no `value`",
                     metric_names[form->metric]);
        return !form->value;
    }
    if (!form->value)
        return lacks(context, row, "value");
    return field_quantity(context, form->value, &value_fields[info->of], "measurement", false, out);
}

/* A length that the metric depends on: given, or the workload's. */
static bool settle_length(const struct field_context *context, const struct node *row, const char *key,
                          bool wanted, int64_t given, int64_t fallback, int64_t *out) {
    *out = wanted ? given ? given : fallback : 0;
    return !wanted || *out || lacks(context, row, key);
}

static bool settle_lengths(const struct field_context *context, const struct node *row,
                           const struct row_form *form, const struct workload *workload,
                           struct measurement *out) {
    const struct metric_info *info = &metrics[form->metric];
    int64_t prompt = form->prompt_tokens ? form->prompt_tokens : form->context;
    bool sound = settle_length(context, row, "context", info->context, form->context, 0, &out->context);
    sound &= settle_length(context, row, "prompt_tokens", info->prompt, prompt,
                           workload ? workload->prompt_tokens : 0, &out->prompt_tokens);
    sound &= settle_length(context, row, "output_tokens", info->output, form->output_tokens,
                           workload ? workload->output_tokens : 0, &out->output_tokens);
    if (!info->context)
        out->context = out->prompt_tokens;
    if (sound && form->metric == METRIC_TPOT && out->output_tokens < 2) {
        diag_add(context->diags, DIAG_ERROR, row->mark, NULL,
                 "one output token leaves none after the first to measure");
        return false;
    }
    return sound;
}

/* What stands for rows that do not say themselves. */
struct row_defaults {
    const char *label, *source;
    const struct workload *workload;
};

static bool read_row(const struct field_context *context, const struct node *row,
                     const struct row_defaults *defaults, struct measurement *out) {
    struct row_form form = {.label = defaults->label, .source = defaults->source};
    if (!fields_read(context, &measurement_table, row, &form))
        return false;
    const struct metric_info *info = &metrics[form.metric];
    *out = (struct measurement){.label = form.label,
                                .metric = metric_names[form.metric],
                                .kind = form.metric,
                                .batch = form.batch,
                                .source = form.source,
                                .note = form.note,
                                .mark = row->mark};
    bool sound = form.label || lacks(context, row, "label");
    sound &= form.source || lacks(context, row, "source");
    sound &= settle_lengths(context, row, &form, defaults->workload, out);
    sound &= read_value(context, row, &form, &out->value);
    if (info->of == METRIC_OF_TIME)
        out->value_s = out->value;
    if (sound && info->of == METRIC_OF_RATE)
        out->value_s = (double)out->batch * (double)out->output_tokens / out->value;
    return sound;
}

static bool read_rows(const struct field_context *context, const struct node *list,
                      const struct row_defaults *defaults, const struct measurement **out, size_t *count) {
    if (list->kind != NODE_SEQUENCE || list->n_items > MOST_MEASUREMENTS) {
        node_complain(list, "measurements", "a list of at most 10000",
                      "each is a mapping: {label: a run, value: 22.0 ms, batch: 1, source: …}",
                      context->diags);
        return false;
    }
    struct measurement *items = arena_array(context->arena, list->n_items, sizeof *items);
    bool sound = true;
    for (size_t i = 0; i < list->n_items; i++)
        sound &= read_row(context, list->items[i], defaults, &items[i]);
    *out = items;
    *count = sound ? list->n_items : 0;
    return sound;
}

bool measurements_read(const struct field_context *context, const struct node *list,
                       const struct workload *workload, const struct measurement **out, size_t *count) {
    return read_rows(context, list, &(struct row_defaults){.workload = workload}, out, count);
}

/* ---- set-ups and files ----------------------------------------------------------------------------------
 */

struct setup_form {
    const struct node *model, *cluster, *precision, *measurements, *setups;
    const char *source, *runtime;
};

#define AT(member) offsetof(struct setup_form, member)
#define SETUP_FIELDS                                                                                         \
    {.key = "model", .type = FIELD_NODE, .offset = AT(model), .help = "as in a spec"},                       \
        {.key = "cluster", .type = FIELD_NODE, .offset = AT(cluster), .help = "as in a spec"},               \
        {.key = "precision", .type = FIELD_NODE, .offset = AT(precision), .help = "as in a spec"},           \
        {.key = "measurements",                                                                              \
         .type = FIELD_NODE,                                                                                 \
         .offset = AT(measurements),                                                                         \
         .help = "a list of measurements"},                                                                  \
        {.key = "source",                                                                                    \
         .type = FIELD_TEXT,                                                                                 \
         .offset = AT(source),                                                                               \
         .help = "who measured, and where it stands"},                                                       \
        {.key = "runtime",                                                                                   \
         .type = FIELD_TEXT,                                                                                 \
         .offset = AT(runtime),                                                                              \
         .help = "the program that ran the model"},                                                          \
    {                                                                                                        \
        .key = "note", .type = FIELD_TEXT, .offset = FIELD_NONE, .help = "what else one should know"         \
    }
static const struct field setup_fields[] = {SETUP_FIELDS};
static const struct field measured_fields[] = {
    SETUP_FIELDS,
    {.key = "setups",
     .type = FIELD_NODE,
     .offset = AT(setups),
     .help = "several of them: what one leaves out it takes from the file"},
};
#undef AT
const char measured_shape[] =
    "source, runtime, model, cluster, precision and `measurements`, or `setups`, a list of such; "
    "specs/measured/gpt-fast-a100.yaml is one";
const struct field_table setup_table = {
    .name = "setup", .title = "a set-up", .fields = setup_fields, .n_fields = COUNT_OF(setup_fields)};
const struct field_table measured_table = {.name = "measured",
                                           .title = "the measurement file",
                                           .fields = measured_fields,
                                           .n_fields = COUNT_OF(measured_fields)};

struct reading {
    const struct catalogue_place *place;
    struct field_context context;
    struct setup_form file;
};

static bool read_setup(const struct reading *r, const struct node *whole, const struct setup_form *form,
                       struct measured_setup *out) {
    struct diags *diags = r->context.diags;
    struct setup_nodes nodes = {whole, form->model, form->cluster, form->precision};
    struct row_defaults defaults = {.label = form->runtime, .source = form->source};
    bool sound = true;
    *out = (struct measured_setup){.runtime = form->runtime, .mark = whole->mark};
    if (!form->model || !form->cluster || !form->measurements) {
        diag_add(diags, DIAG_ERROR, whole->mark, measured_shape, "a set-up lacks `%s`",
                 !form->model     ? "model"
                 : !form->cluster ? "cluster"
                                  : "measurements");
        sound = false;
    } else {
        sound = setup_read(r->place, &nodes, &out->design);
    }
    if (form->measurements)
        sound &=
            read_rows(&r->context, form->measurements, &defaults, &out->measurements, &out->n_measurements);
    return sound;
}

static bool read_setups(struct reading *r, const struct node *list, struct measured_file *out) {
    if (list->kind != NODE_SEQUENCE || !list->n_items || list->n_items > MOST_SETUPS) {
        node_complain(list, "setups", "a list of 1 to 1000",
                      "each is a mapping with a model, a cluster and measurements", r->context.diags);
        return false;
    }
    bool sound = true;
    out->setups = arena_array(r->context.arena, list->n_items, sizeof *out->setups);
    for (size_t i = 0; i < list->n_items; i++) {
        struct setup_form form = r->file;
        form.measurements = NULL;
        sound &= fields_read(&r->context, &setup_table, list->items[i], &form) &&
                 read_setup(r, list->items[i], &form, &out->setups[out->n_setups++]);
    }
    return sound;
}

static bool read_file(const struct catalogue_place *place, const struct node *root,
                      struct measured_file *out) {
    struct reading r = {.place = place,
                        .context = {.arena = place->arena,
                                    .diags = place->diags,
                                    .source = "the measurement file",
                                    .confidence = CONFIDENCE_THIRD_PARTY}};
    if (!fields_read(&r.context, &measured_table, root, &r.file))
        return false;
    out->source = r.file.source;
    out->runtime = r.file.runtime;
    if (r.file.setups && r.file.measurements) {
        diag_add(place->diags, DIAG_ERROR, r.file.measurements->mark, NULL,
                 "`measurements` stand in each of the `setups`, not beside them");
        return false;
    }
    if (r.file.setups)
        return read_setups(&r, r.file.setups, out);
    out->setups = arena_alloc(place->arena, sizeof *out->setups);
    out->n_setups = 1;
    return read_setup(&r, root, &r.file, out->setups);
}

struct measured_file *measured_read(struct arena *arena, const char *path, const struct search_path *search,
                                    struct diags *diags) {
    struct measured_file *out = arena_alloc(arena, sizeof *out);
    struct input_list inputs = {0};
    struct catalogue_place place = {arena, search, path, &inputs, diags};
    struct catalogue_file file = {0};
    out->path = arena_string(arena, path);
    size_t before = diags_errors(diags);
    bool open = catalogue_open_path(&place, path, "measurements", &file);
    if (!open || !read_file(&place, file.root, out) || diags_errors(diags) > before)
        return NULL;
    out->inputs = inputs.items;
    out->n_inputs = inputs.count;
    return out;
}

/* ---- the rows of a design -------------------------------------------------------------------------------
 */

static bool same_setup(const struct design *a, const struct design *b) {
    const struct cluster *x = &a->cluster, *y = &b->cluster;
    const struct precision *p = &a->precision, *q = &b->precision;
    return !strcmp(a->model.name, b->model.name) && !strcmp(a->accelerator.name, b->accelerator.name) &&
           x->count == y->count && x->tensor_parallel == y->tensor_parallel &&
           x->pipeline_parallel == y->pipeline_parallel && x->expert_parallel == y->expert_parallel &&
           p->weights == q->weights && p->kv_cache == q->kv_cache && p->compute == q->compute;
}

bool measured_for(const struct catalogue_place *place, const struct catalogue_file *file,
                  const struct design *design, struct mark mark, const struct measurement **out,
                  size_t *count) {
    struct measured_file whole = {0};
    if (!read_file(place, file->root, &whole))
        return false;
    struct measurement *rows = NULL;
    size_t capacity = 0, n = 0;
    for (size_t i = 0; i < whole.n_setups; i++) {
        const struct measured_setup *setup = &whole.setups[i];
        for (size_t j = 0; same_setup(&setup->design, design) && j < setup->n_measurements; j++) {
            rows = arena_grow(place->arena, rows, n, &capacity, sizeof *rows);
            rows[n++] = setup->measurements[j];
        }
    }
    *out = rows;
    *count = n;
    if (n)
        return true;
    diag_add(place->diags, DIAG_ERROR, mark, "model, accelerator, counts and precision must be the spec's",
             "the file measures nothing of %s on %lld × %s", design->model.name,
             (long long)design->cluster.count, design->accelerator.name);
    return false;
}
