/* Reads a spec: its own keys, the files it names, the defaults, and then what does not go together. Goes on
 * after a fault wherever the rest can still be checked. See spec.h. */
#include "spec.h"

#include "accelerator_file.h"
#include "catalogue.h"
#include "check.h"
#include "model_file.h"
#include "path.h"
#include "settle.h"
#include "spec_fields.h"

#include <string.h>

enum { MOST_MEASUREMENTS = 1000 };

struct reading {
    struct spec *spec;
    struct arena *arena;
    struct diags *diags;
    struct spec_form form;
    struct cluster_form cluster;
    struct provenance_list provenance;
    struct input_list inputs;
    struct catalogue_place place;
    struct field_context context; /* of what the spec itself says */
};

/* ---- the model ------------------------------------------------------------------------------------------
 */

/* Figures of a model written in the spec are the spec's own, unless they name a source. */
static void claim_for_spec(struct reading *r, const struct node *model, size_t first) {
    if (node_find(model, "source"))
        return;
    for (size_t i = first; i < r->provenance.count; i++) {
        struct provenance *entry = &r->provenance.items[i];
        if (entry->confidence == CONFIDENCE_THIRD_PARTY && entry->mark.source == model->mark.source) {
            entry->source = "the spec";
            entry->confidence = CONFIDENCE_GIVEN;
        }
    }
}

static bool read_model(struct reading *r) {
    const struct node *node = r->form.model;
    struct model *out = &r->spec->design.model;
    struct catalogue_file file;
    if (!node)
        return false;
    r->spec->model_mark = node->mark;
    if (node->kind == NODE_MAPPING) {
        size_t first = r->provenance.count;
        bool sound = model_file_read(r->arena, node, r->spec->name, out, &r->provenance, r->diags);
        claim_for_spec(r, node, first);
        return sound;
    }
    const char *words = node_string(node, "model", r->diags);
    return words && catalogue_open(&r->place, CATALOGUE_MODELS, words, node->mark, "model", &file) &&
           model_file_read(r->arena, file.root, file.name, out, &r->provenance, r->diags);
}

/* ---- the cluster ----------------------------------------------------------------------------------------
 */

static bool read_accelerator(struct reading *r) {
    const struct node *node = r->cluster.accelerator;
    struct accelerator *out = &r->spec->design.accelerator;
    struct catalogue_file file;
    if (!node)
        return false;
    if (node->kind == NODE_MAPPING)
        return accelerator_read(r->arena, node, "the accelerator", true, out, &r->provenance, r->diags);
    const char *words = node_string(node, "accelerator", r->diags);
    return words &&
           catalogue_open(&r->place, CATALOGUE_ACCELERATORS, words, node->mark, "accelerator", &file) &&
           accelerator_read(r->arena, file.root, file.name, false, out, &r->provenance, r->diags);
}

/* A figure that the cluster puts in place of the accelerator's is the one to print. */
static void drop_replaced(struct provenance_list *list, size_t first) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        bool replaced = false;
        for (size_t n = first; i < first && n < list->count && !replaced; n++)
            replaced = !strcmp(list->items[i].quantity, list->items[n].quantity);
        if (!replaced)
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static bool read_links(struct reading *r) {
    struct accelerator *accelerator = &r->spec->design.accelerator;
    size_t first = r->provenance.count;
    bool sound = true;
    if (r->cluster.link)
        sound &= fields_read(&r->context, &link_table, r->cluster.link, accelerator);
    if (r->cluster.internode)
        sound &= fields_read(&r->context, &internode_table, r->cluster.internode, accelerator);
    drop_replaced(&r->provenance, first);
    if (accelerator->link_bandwidth_bytes_per_s > 0 && accelerator->link_latency_s == 0 &&
        !field_given(r->cluster.link, "latency"))
        accelerator_assume_latency(r->arena, accelerator, &r->provenance);
    return sound;
}

static bool read_cluster(struct reading *r) {
    if (!r->form.cluster)
        return false;
    r->spec->cluster_mark = r->form.cluster->mark;
    bool sound = fields_read(&r->context, &cluster_table, r->form.cluster, &r->cluster);
    bool whole = sound && settle_parallel(&r->context, r->form.cluster, &r->cluster.cluster);
    r->spec->design.cluster = r->cluster.cluster;
    bool known = read_accelerator(r);
    bool linked = read_links(r);
    return whole && known && linked;
}

/* ---- precision, workload, report ------------------------------------------------------------------------
 */

static bool read_precision(struct reading *r, struct precision_form *form) {
    *form = (struct precision_form){DTYPE_NOT_GIVEN, DTYPE_NOT_GIVEN, DTYPE_NOT_GIVEN, DTYPE_NOT_GIVEN};
    return fields_read(&r->context, &precision_table, r->form.precision, form);
}

static bool read_workload(struct reading *r) {
    struct workload_form form = {0};
    struct workload *out = &r->spec->design.workload;
    r->spec->workload_mark = r->form.workload ? r->form.workload->mark : (struct mark){0};
    if (!fields_read(&r->context, &workload_table, r->form.workload, &form))
        return false;
    settle_list(&r->context, "batch_sizes", &form.batch_sizes, &out->batch_sizes, &out->n_batch_sizes);
    settle_list(&r->context, "contexts", &form.contexts, &out->contexts, &out->n_contexts);
    out->prompt_tokens = form.prompt_tokens;
    out->output_tokens = form.output_tokens;
    return true;
}

static bool read_report(struct reading *r) {
    r->spec->template_mark = node_place(r->form.report, "template");
    return fields_read(&r->context, &report_table, r->form.report, &r->spec->report);
}

/* ---- measurements and calibration -----------------------------------------------------------------------
 */

/* The list itself, or the one under `measurements` in the file named. */
static const struct node *measurement_list(struct reading *r) {
    const struct node *node = r->form.measurements;
    struct catalogue_file file;
    if (!node || node->kind != NODE_SCALAR)
        return node;
    if (!catalogue_open(&r->place, CATALOGUE_FILES, node->text, node->mark, "measurements", &file))
        return NULL;
    node = node_find(file.root, "measurements");
    if (!node)
        diag_add(r->diags, DIAG_ERROR, file.root->mark, NULL, "the file has no list `measurements`");
    return node;
}

static void read_measurements(struct reading *r) {
    const struct node *list = measurement_list(r);
    if (!list)
        return;
    if (list->kind != NODE_SEQUENCE || list->n_items > MOST_MEASUREMENTS) {
        node_complain(list, "measurements", "a list of at most 1000", r->diags);
        return;
    }
    struct measurement *items = arena_array(r->arena, list->n_items, sizeof *items);
    bool sound = true;
    for (size_t i = 0; i < list->n_items; i++) {
        items[i].mark = list->items[i]->mark;
        sound &= fields_read(&r->context, &measurement_table, list->items[i], &items[i]);
    }
    r->spec->measurements = items;
    r->spec->n_measurements = sound ? list->n_items : 0;
}

static void read_calibration(struct reading *r) {
    const struct node *node = r->form.calibration;
    struct calibration *out = &r->spec->design.calibration;
    *out = (struct calibration){false, 1, 1, 1, 0, 0};
    if (!node)
        return;
    if (node->kind == NODE_SCALAR) {
        struct catalogue_file file;
        if (!catalogue_open(&r->place, CATALOGUE_FILES, node->text, node->mark, "calibration", &file))
            return;
        node = file.root;
    }
    struct field_context context = r->context;
    const struct node *source = node_find(node, "source");
    if (source && source->kind == NODE_SCALAR)
        context.source = source->text;
    context.confidence = CONFIDENCE_DERIVED;
    out->present = fields_read(&context, &calibration_table, node, out);
}

/* ---- all of it ------------------------------------------------------------------------------------------
 */

static void read_parts(struct reading *r, const struct node *root) {
    struct spec *spec = r->spec;
    struct precision_form precision;
    fields_read(&r->context, &spec_table, root, &r->form);
    spec->title = r->form.title ? r->form.title : spec->name;
    spec->date = r->form.date;
    if (spec->date && !settle_date_is_real(spec->date))
        diag_add(r->diags, DIAG_ERROR, node_place(root, "date"), "write it as 2026-01-31",
                 "`%.40s` is no day of the calendar", spec->date);
    spec->design.method = r->form.method;
    bool sound = read_model(r);
    sound &= read_cluster(r);
    sound &= read_precision(r, &precision);
    sound &= read_workload(r);
    read_report(r);
    read_measurements(r);
    read_calibration(r);
    if (!sound) /* what does not go together can be told only of sound parts */
        return;
    settle_precision(&precision, &spec->design.accelerator, &spec->design.precision);
    check_all(&(struct check){.spec = spec,
                              .root = root,
                              .cluster = r->form.cluster,
                              .precision = r->form.precision,
                              .workload = r->form.workload,
                              .arena = r->arena,
                              .diags = r->diags});
}

struct spec *spec_read(struct arena *arena, const char *path, const struct search_path *search,
                       struct diags *diags) {
    struct reading *r = arena_alloc(arena, sizeof *r);
    size_t before = diags_errors(diags);
    r->arena = arena;
    r->diags = diags;
    r->spec = arena_alloc(arena, sizeof *r->spec);
    r->spec->path = arena_string(arena, path);
    r->spec->name = !strcmp(path, "-") ? "stdin" : path_stem(arena, path);
    r->place = (struct catalogue_place){arena, search, r->spec->path, &r->inputs, diags};
    r->context = (struct field_context){arena, diags, &r->provenance, "the spec", CONFIDENCE_GIVEN};
    struct catalogue_file file = {0};
    catalogue_open_path(&r->place, path, "spec", &file);
    if (file.root) /* there even beside some faults: the rest is checked too */
        read_parts(r, file.root);
    r->spec->provenance = r->provenance.items;
    r->spec->n_provenance = r->provenance.count;
    r->spec->inputs = r->inputs.items;
    r->spec->n_inputs = r->inputs.count;
    return diags_errors(diags) == before ? r->spec : NULL;
}

struct model *model_read(struct arena *arena, const char *path, const struct search_path *search,
                         struct diags *diags) {
    struct input_list inputs = {0};
    struct catalogue_place place = {arena, search, NULL, &inputs, diags};
    struct catalogue_file file;
    struct model *model = arena_alloc(arena, sizeof *model);
    const char *entry = strchr(path, '/') ? NULL : catalogue_path(arena, search, CATALOGUE_MODELS, path);
    if (!catalogue_open_path(&place, entry ? entry : path, "model", &file) ||
        !model_file_read(arena, file.root, file.name, model, NULL, diags))
        return NULL;
    return model;
}
