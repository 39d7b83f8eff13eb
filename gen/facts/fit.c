/* See fit.h. Every split is by position, so the same files give the same numbers. */
#include "fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fitting {
    struct arena *arena;
    struct fit *fit;
    struct calibration_sample *samples, *some; /* some: room for a selection */
    double *errors;
};

/* ---- collecting -----------------------------------------------------------------------------------------
 */

static struct measure_point point_of(const struct measurement *m) {
    return (struct measure_point){m->kind, m->batch, m->context, m->prompt_tokens, m->output_tokens};
}

static void add_setup(struct fitting *f, const struct measured_setup *setup) {
    struct fit *fit = f->fit;
    struct work *works = arena_array(f->arena, operators_capacity(&setup->design.model), sizeof *works);
    struct plan plan;
    operators_plan(&setup->design, works, &plan);
    fit->n_setups++;
    for (size_t i = 0; i < setup->n_measurements; i++) {
        const struct measurement *m = &setup->measurements[i];
        struct measure_point point = point_of(m);
        struct calibration_sample sample = {
            .parts = arena_array(f->arena, measure_parts(&plan), sizeof(struct calibration_part)),
            .measured_s = m->value_s};
        if (!measure_sample(&plan, &point, &sample)) {
            fit->n_untimed++;
            continue;
        }
        f->samples[fit->n_rows] = sample;
        fit->rows[fit->n_rows++] =
            (struct fit_row){.setup = setup, .measurement = m, .floor_s = measure_floor_s(&plan, &point)};
    }
}

static void widen(struct scope_range *range, int64_t least, int64_t most) {
    if (!range->least || least < range->least)
        range->least = least;
    if (most > range->most)
        range->most = most;
}

static void add_word(struct arena *arena, struct scope_words *words, const char *word) {
    for (size_t i = 0; i < words->count; i++)
        if (!strcmp(words->items[i], word))
            return;
    const char **items = arena_array(arena, words->count + 1, sizeof *items);
    if (words->count)
        memcpy(items, words->items, words->count * sizeof *items);
    items[words->count] = word;
    *words = (struct scope_words){items, words->count + 1};
}

static void note_scope(struct fitting *f) {
    struct calibration_scope *scope = &f->fit->scope;
    struct scope_words runtimes = {0};
    scope->count = (int64_t)f->fit->n_rows;
    for (size_t i = 0; i < f->fit->n_rows; i++) {
        const struct design *design = &f->fit->rows[i].setup->design;
        const struct measurement *m = f->fit->rows[i].measurement;
        widen(&scope->batch, m->batch, m->batch);
        widen(&scope->context, m->context, m->context + m->output_tokens);
        widen(&scope->tensor_parallel, design->cluster.tensor_parallel, design->cluster.tensor_parallel);
        widen(&scope->pipeline_parallel, design->cluster.pipeline_parallel,
              design->cluster.pipeline_parallel);
        add_word(f->arena, &scope->accelerators, design->accelerator.name);
        add_word(f->arena, &scope->weights, dtype_names[design->precision.weights]);
        add_word(f->arena, &scope->models, design->model.name);
        if (f->fit->rows[i].setup->runtime)
            add_word(f->arena, &runtimes, f->fit->rows[i].setup->runtime);
    }
    for (size_t i = 0; i < runtimes.count; i++)
        scope->runtime =
            i ? arena_printf(f->arena, "%s, %s", scope->runtime, runtimes.items[i]) : runtimes.items[i];
}

/* ---- fitting --------------------------------------------------------------------------------------------
 */

static double error_of(const struct fit_row *row, double predicted_s) {
    return predicted_s / row->measurement->value_s - 1;
}

static void fit_all(struct fitting *f) {
    struct fit *fit = f->fit;
    struct calibration_errors errors;
    calibrate_fit(f->samples, fit->n_rows, &fit->factors);
    for (size_t i = 0; i < fit->n_rows; i++) {
        fit->rows[i].predicted_s = calibrate_predict_s(&fit->factors, &f->samples[i]);
        f->errors[i] = error_of(&fit->rows[i], fit->rows[i].predicted_s);
    }
    calibrate_errors(f->errors, fit->n_rows, &errors);
    fit->scope.median = errors.median;
    fit->scope.p90 = errors.p90;
    fit->scope.worst = errors.worst;
    fit->scope.mean = errors.mean;
}

static void fit_halves(struct fitting *f) {
    struct fit *fit = f->fit;
    for (size_t half = 0; half < 2; half++) {
        struct calibration factors;
        size_t n = 0;
        for (size_t i = half; i < fit->n_rows; i += 2)
            f->some[n++] = f->samples[i];
        calibrate_fit(f->some, n, &factors);
        for (size_t i = 1 - half; i < fit->n_rows; i += 2)
            fit->rows[i].unseen_s = calibrate_predict_s(&factors, &f->samples[i]);
    }
    for (size_t i = 0; i < fit->n_rows; i++)
        f->errors[i] = error_of(&fit->rows[i], fit->rows[i].unseen_s);
    calibrate_errors(f->errors, fit->n_rows, &fit->unseen);
}

static void fit_without(struct fitting *f, const struct measured_setup *setup) {
    struct fit *fit = f->fit;
    struct calibration factors;
    size_t n = 0;
    for (size_t i = 0; i < fit->n_rows; i++)
        if (fit->rows[i].setup != setup)
            f->some[n++] = f->samples[i];
    calibrate_fit(f->some, n, &factors);
    for (size_t i = 0; n && i < fit->n_rows; i++)
        if (fit->rows[i].setup == setup)
            fit->rows[i].apart_s = calibrate_predict_s(&factors, &f->samples[i]);
}

static void fit_apart(struct fitting *f) {
    struct fit *fit = f->fit;
    size_t n = 0;
    for (size_t i = 0; i < fit->n_rows; i++)
        if (i == 0 || fit->rows[i].setup != fit->rows[i - 1].setup)
            fit_without(f, fit->rows[i].setup);
    for (size_t i = 0; i < fit->n_rows; i++)
        if (fit->rows[i].apart_s > 0)
            f->errors[n++] = error_of(&fit->rows[i], fit->rows[i].apart_s);
    calibrate_errors(f->errors, n, &fit->apart);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void count_floors(struct fitting *f) {
    struct fit *fit = f->fit;
    for (size_t i = 0; i < fit->n_rows; i++) {
        f->errors[i] = fit->rows[i].floor_s / fit->rows[i].measurement->value_s;
        fit->n_below += f->errors[i] > 1;
    }
    qsort(f->errors, fit->n_rows, sizeof *f->errors, by_size);
    fit->floor_median = f->errors[(fit->n_rows - 1) / 2];
}

bool fit_make(struct arena *arena, struct measured_file *const *files, size_t n_files, struct fit *out) {
    struct fitting f = {.arena = arena, .fit = out};
    size_t most = 0;
    *out = (struct fit){0};
    for (size_t i = 0; i < n_files; i++)
        for (size_t j = 0; j < files[i]->n_setups; j++)
            most += files[i]->setups[j].n_measurements;
    out->rows = arena_array(arena, most, sizeof *out->rows);
    f.samples = arena_array(arena, most, sizeof *f.samples);
    f.some = arena_array(arena, most, sizeof *f.some);
    f.errors = arena_array(arena, most, sizeof *f.errors);
    for (size_t i = 0; i < n_files; i++)
        for (size_t j = 0; j < files[i]->n_setups; j++)
            add_setup(&f, &files[i]->setups[j]);
    if (!out->n_rows)
        return false;
    note_scope(&f);
    fit_all(&f);
    fit_halves(&f);
    fit_apart(&f);
    count_floors(&f);
    return true;
}
