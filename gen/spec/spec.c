/* Reads a spec: its own keys, the files it names, the defaults, and then what does not go together. Goes on
 * after a fault wherever the rest can still be checked. See spec.h. */
#include "spec.h"

#include "../base/file.h"

#include "accelerator_file.h"
#include "calibration.h"
#include "catalogue.h"
#include "hf.h"
#include "check.h"
#include "matrix.h"
#include "measured.h"
#include "model_file.h"
#include "path.h"
#include "settle.h"
#include "spec_fields.h"

#include <string.h>

struct reading {
    struct spec *spec;
    struct arena *arena;
    struct diags *diags;
    struct spec_form form;
    struct cluster_form cluster;
    struct provenance_list provenance;
    struct input_list inputs;
    struct catalogue_place place;
    struct catalogue_file measured; /* root NULL where no file is named, or it cannot be read */
    struct field_context context;   /* of what the spec itself says */
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
        bool sound = model_file_read(r->arena, node, visible_name(r->arena, r->spec->name), out,
                                     &r->provenance, r->diags);
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
    bool sound = fields_read(&r->context, &cluster_table, r->form.cluster, &r->cluster);
    bool whole = sound && settle_parallel(&r->context, r->form.cluster, settle_heads(&r->spec->design.model),
                                          &r->cluster.cluster);
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
    if (!fields_read(&r->context, &workload_table, r->form.workload, &form))
        return false;
    settle_list(&r->context, "batch_sizes", &form.batch_sizes, &out->batch_sizes, &out->n_batch_sizes);
    settle_list(&r->context, "contexts", &form.contexts, &out->contexts, &out->n_contexts);
    out->prompt_tokens = form.prompt_tokens;
    out->output_tokens = form.output_tokens;
    return true;
}

static bool read_report(struct reading *r) {
    const struct search_path *search = r->place.search;
    struct report_options *report = &r->spec->report;
    r->spec->template_mark = node_place(r->form.report, "template");
    bool sound = fields_read(&r->context, &report_table, r->form.report, report);
    if (report->template_name && search->template_named)
        search->template_named(r->arena, r->spec, search->language, r->diags);
    return sound;
}

/* ---- measurements and calibration -----------------------------------------------------------------------
 */

/* Rows in the spec itself, or in a file, which is opened here and searched when the design is settled. */
static void read_measurements(struct reading *r) {
    const struct node *node = r->form.measurements;
    if (node && node->kind == NODE_SCALAR)
        catalogue_open(&r->place, CATALOGUE_FILES, node->text, node->mark, "measurements", &r->measured);
    else if (node)
        measurements_read(&r->context, node, &r->spec->design.workload, &r->spec->measurements,
                          &r->spec->n_measurements);
}

static void pick_measurements(struct reading *r) {
    struct input_list unused = {0}; /* models and accelerators of other set-ups are no input */
    struct catalogue_place place = r->place;
    if (!r->measured.root)
        return;
    place.inputs = &unused;
    place.spec_path = r->measured.root->mark.source->name;
    measured_for(&place, &r->measured, &r->spec->design, r->form.measurements->mark, &r->spec->measurements,
                 &r->spec->n_measurements);
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
    calibration_read(&r->context, node, out, &r->spec->calibration_scope);
}

/* A calibration holds where it was fitted; elsewhere it is a guess, and said to be one. */
static void check_scope(struct reading *r) {
    struct spec *spec = r->spec;
    if (spec->design.calibration.present)
        spec->extrapolates = calibration_extrapolates(r->arena, &spec->design, &spec->calibration_scope);
    if (spec->extrapolates)
        diag_add(r->diags, DIAG_WARNING, r->form.calibration->mark, NULL,
                 "beyond what the calibration was fitted to: %s", spec->extrapolates);
}

/* ---- all of it ------------------------------------------------------------------------------------------
 */

static void read_parts(struct reading *r, const struct node *root) {
    struct spec *spec = r->spec;
    struct precision_form precision;
    fields_read(&r->context, &spec_table, root, &r->form);
    spec->title = r->form.title ? r->form.title : visible_name(r->arena, spec->name);
    spec->title_zh = r->form.title_zh ? r->form.title_zh : spec->title;
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
    settle_precision(&r->context, &precision, &spec->design.accelerator, &spec->design.precision);
    pick_measurements(r);
    check_scope(r);
    check_all(&(struct check){.spec = spec,
                              .root = root,
                              .cluster = r->form.cluster,
                              .precision = r->form.precision,
                              .workload = r->form.workload,
                              .arena = r->arena,
                              .diags = r->diags});
}

static const char *stem_of(struct arena *arena, const char *path) {
    return !strcmp(path, "-") ? "stdin" : path_stem(arena, path);
}

/* The plain spec of the cell asked for; NULL where there is none. */
static const struct node *choose_cell(struct reading *r, const struct node *root,
                                      const struct search_path *search) {
    const char *cell = search->cell;
    struct matrix matrix;
    if (!matrix_read(r->arena, root, r->diags, &matrix))
        return NULL;
    size_t chosen =
        cell ? matrix_find(r->arena, &matrix, r->spec->name, cell, search->cell_number) : matrix.n_cells;
    if (chosen == matrix.n_cells) {
        diag_add(r->diags, DIAG_ERROR, node_place(root, "matrix"),
                 strcmp(r->spec->path, "-") ? "`floorline report` and `floorline check` take all of them"
                                            : "as a file, `floorline report` and `floorline check` take all",
                 cell ? "this matrix makes no report `%s`" : "this matrix makes many reports%s",
                 cell ? cell : "");
        return NULL;
    }
    r->spec->matrix_title = node_words(r->arena, root, "title", visible_name(r->arena, r->spec->name));
    r->spec->matrix_title_zh = node_words(r->arena, root, "title_zh", r->spec->matrix_title);
    r->spec->name = arena_string(r->arena, cell);
    return matrix_root(r->arena, &matrix, chosen);
}

const char *const *spec_cells(struct arena *arena, const char *path, const struct search_path *search,
                              size_t *count) {
    struct diags *diags = diags_new(arena);
    struct input_list inputs = {0};
    struct catalogue_place place = {arena, search, path, &inputs, diags};
    struct catalogue_file file = {0};
    struct matrix matrix;
    *count = 0;
    if (!strcmp(path, "-") || !catalogue_open_path(&place, path, "spec", &file) || !matrix_is(file.root) ||
        !matrix_read(arena, file.root, diags, &matrix))
        return NULL;
    matrix_name(arena, &matrix, stem_of(arena, path));
    *count = matrix.n_cells;
    return matrix.names;
}

struct spec *spec_read(struct arena *arena, const char *path, const struct search_path *search,
                       struct diags *diags) {
    struct reading *r = arena_alloc(arena, sizeof *r);
    size_t before = diags_errors(diags);
    r->arena = arena;
    r->diags = diags;
    r->spec = arena_alloc(arena, sizeof *r->spec);
    r->spec->path = arena_string(arena, path);
    r->spec->name = stem_of(arena, path);
    r->place = (struct catalogue_place){arena, search, r->spec->path, &r->inputs, diags};
    r->context =
        (struct field_context){arena, diags, &r->provenance, "the spec", CONFIDENCE_GIVEN, spec_levels};
    struct catalogue_file file = {0};
    catalogue_open_path(&r->place, path, "spec", &file);
    if (file.root && matrix_is(file.root))
        file.root = choose_cell(r, file.root, search);
    if (file.root) /* there even beside some faults: the rest is checked too */
        read_parts(r, file.root);
    r->spec->provenance = r->provenance.items;
    r->spec->n_provenance = r->provenance.count;
    r->spec->inputs = r->inputs.items;
    r->spec->n_inputs = r->inputs.count;
    r->spec->warnings = diags_warned(diags, arena, &r->spec->n_warnings);
    return diags_errors(diags) == before ? r->spec : NULL;
}

/* A model on a cluster with a workload that asks nothing. */
bool setup_read(const struct catalogue_place *place, const struct setup_nodes *nodes, struct design *out) {
    static const int64_t one = 1;
    struct reading *r = arena_alloc(place->arena, sizeof *r);
    struct precision_form precision;
    r->arena = place->arena;
    r->diags = place->diags;
    r->place = *place;
    r->context = (struct field_context){place->arena,           place->diags,           NULL,
                                        "the measurement file", CONFIDENCE_THIRD_PARTY, NULL};
    r->spec = arena_alloc(place->arena, sizeof *r->spec);
    r->spec->path = place->spec_path;
    r->spec->name = "the set-up's model";
    r->form.model = nodes->model;
    r->form.cluster = nodes->cluster;
    r->form.precision = nodes->precision;
    struct design *design = &r->spec->design;
    design->workload = (struct workload){&one, 1, &one, 1, 1, 1};
    design->calibration = (struct calibration){false, 1, 1, 1, 0, 0};
    bool sound = read_model(r);
    sound &= read_cluster(r);
    sound &= read_precision(r, &precision);
    if (!sound)
        return false;
    settle_precision(&r->context, &precision, &design->accelerator, &design->precision);
    size_t before = diags_errors(place->diags);
    check_all(&(struct check){.spec = r->spec,
                              .root = nodes->whole,
                              .cluster = nodes->cluster,
                              .precision = nodes->precision,
                              .arena = place->arena,
                              .diags = place->diags});
    *out = *design;
    return diags_errors(place->diags) == before;
}

/* A model by its path, or its name in the catalogue where no file is called that. */
static bool open_model(const struct catalogue_place *place, const char *words, struct catalogue_file *file) {
    if (catalogue_is_path(words) || !strcmp(words, "-") ||
        (file_exists(words) && !catalogue_path(place->arena, place->search, CATALOGUE_MODELS, words)))
        return catalogue_open_path(place, words, "model", file);
    return catalogue_open(place, CATALOGUE_MODELS, words, (struct mark){0}, "model", file);
}

struct model *model_read(struct arena *arena, const char *path, const struct search_path *search,
                         struct diags *diags) {
    struct input_list inputs = {0};
    struct catalogue_place place = {arena, search, NULL, &inputs, diags};
    struct catalogue_file file;
    struct model *model = arena_alloc(arena, sizeof *model);
    return open_model(&place, path, &file) && model_file_read(arena, file.root, file.name, model, NULL, diags)
               ? model
               : NULL;
}

struct model *model_import(struct arena *arena, const char *path, const char *output,
                           const struct search_path *search, struct diags *diags) {
    struct input_list inputs = {0};
    struct catalogue_place place = {arena, search, NULL, &inputs, diags};
    struct catalogue_file file;
    struct model *model = arena_alloc(arena, sizeof *model);
    if (!open_model(&place, path, &file))
        return NULL;
    const char *own = hf_repository(file.root);
    const char *stem = output && strcmp(output, "-") ? path_stem(arena, output) : "config";
    const char *name = own ? own : strcmp(stem, "config") ? visible_name(arena, stem) : file.name;
    return model_file_read(arena, file.root, name, model, NULL, diags) ? model : NULL;
}
