/* floorline calibrate: efficiencies and overheads from measurement files, with what they are worth. */
#include "../facts/fit.h"
#include "../facts/number.h"
#include "../spec/calibration.h"
#include "../spec/measured.h"
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_OUTPUT, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{'o', "output", true}};

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Medians of floor / measured and of the absolute residuals over a set-up's rows, which stand together. */
static void print_setup(struct arena *arena, const struct fit *fit, size_t first, size_t count,
                        struct text *out) {
    const struct design *design = &fit->rows[first].setup->design;
    double *shares = arena_array(arena, count, sizeof *shares),
           *errors = arena_array(arena, count, sizeof *errors);
    struct calibration_errors residuals;
    for (size_t i = 0; i < count; i++) {
        const struct fit_row *row = &fit->rows[first + i];
        shares[i] = row->floor_s / row->measurement->value_s;
        errors[i] = row->predicted_s / row->measurement->value_s - 1;
    }
    qsort(shares, count, sizeof *shares, by_size);
    calibrate_errors(errors, count, &residuals);
    const char *layout = design->cluster.pipeline_parallel > 1
                             ? arena_printf(arena, "%" PRId64 " x %" PRId64, design->cluster.tensor_parallel,
                                            design->cluster.pipeline_parallel)
                             : arena_printf(arena, "%" PRId64, design->cluster.tensor_parallel);
    text_printf(out, "  %-22s %-22s %6s  %-5s %5zu %9.0f %% %9.1f %% %9.1f %%\n", design->model.name,
                design->accelerator.name, layout, dtype_names[design->precision.weights], count,
                100 * shares[(count - 1) / 2], 100 * residuals.median, 100 * residuals.worst);
}

static void print_setups(struct arena *arena, const struct fit *fit, struct text *out) {
    text_printf(out, "\n  %-22s %-22s %6s  %-5s %5s %11s %11s %11s\n", "Model", "Accelerator", "Number",
                "Type", "Rows", "Floor/meas.", "Residual", "Worst");
    for (size_t first = 0, count; first < fit->n_rows; first += count) {
        count = 1;
        while (first + count < fit->n_rows && fit->rows[first + count].setup == fit->rows[first].setup)
            count++;
        print_setup(arena, fit, first, count, out);
    }
}

static void print_errors(struct text *out, const char *name, const struct calibration_errors *errors) {
    if (errors->count)
        text_printf(out,
                    "  %-52s median %5.1f %%, 90th percentile %5.1f %%, worst %5.1f %%, mean %+5.1f %%\n",
                    name, 100 * errors->median, 100 * errors->p90, 100 * errors->worst, 100 * errors->mean);
}

static void print_span(struct text *out, const char *name, struct scope_range range) {
    text_printf(out, "  %-18s %" PRId64 " to %" PRId64 "\n", name, range.least, range.most);
}

static void print_words(struct text *out, const char *name, const struct scope_words *words) {
    text_printf(out, "  %-18s ", name);
    for (size_t i = 0; i < words->count; i++)
        text_printf(out, "%s%s", i ? ", " : "", words->items[i]);
    text_char(out, '\n');
}

static void print_below(const struct fit *fit, struct text *out) {
    text_printf(out, "\nFloor / measured: median %.0f %%. ", 100 * fit->floor_median);
    if (!fit->n_below) {
        text_string(out, "No measurement beats its floor.\n");
        return;
    }
    text_printf(out, "%zu %s: wrong model, dtype, machine or metric?\n", fit->n_below,
                fit->n_below == 1 ? "measurement beats its floor" : "measurements beat their floors");
    for (size_t i = 0; i < fit->n_rows; i++) {
        const struct fit_row *row = &fit->rows[i];
        if (row->floor_s > row->measurement->value_s)
            text_printf(out, "  %s:%d: %s: %.4g ms measured, floor %.4g ms\n",
                        row->measurement->mark.source->name, row->measurement->mark.line,
                        row->measurement->metric, 1e3 * row->measurement->value_s, 1e3 * row->floor_s);
    }
}

static void print_fit(struct arena *arena, const struct fit *fit, struct text *out) {
    const struct calibration *c = &fit->factors;
    const struct calibration_scope *scope = &fit->scope;
    struct calibration_errors residuals = {fit->n_rows, scope->median, scope->p90, scope->worst, scope->mean};
    text_printf(out, "Fitted to %zu measured time%s of %zu set-up%s%s%s", fit->n_rows,
                fit->n_rows == 1 ? "" : "s", fit->n_setups, fit->n_setups == 1 ? "" : "s",
                scope->runtime ? ", " : "", scope->runtime ? scope->runtime : "");
    if (fit->n_untimed)
        text_printf(out, "; %zu more row%s of memory", fit->n_untimed,
                    fit->n_untimed == 1 ? " tells" : "s tell");
    text_printf(out, ".\n\n  compute efficiency %8.1f %%\n  memory efficiency  %8.1f %%\n",
                100 * c->compute_efficiency, 100 * c->memory_efficiency);
    text_printf(out, "  link efficiency    %8.1f %%\n  per layer          %8.2f us\n",
                100 * c->link_efficiency, 1e6 * c->layer_overhead_s);
    text_printf(out, "  per step           %8.1f us\n\nError, (calibrated - measured) / measured\n",
                1e6 * c->step_overhead_s);
    print_errors(out, "of the measurements it was fitted to", &residuals);
    print_errors(out, "of unseen ones: half fitted, the other half tested", &fit->unseen);
    print_errors(out, "of unseen set-ups: each left out of its own fit", &fit->apart);
    print_below(fit, out);
    text_string(out, "\nRange\n");
    print_span(out, "batch", scope->batch);
    print_span(out, "tokens", scope->context);
    print_span(out, "tensor parallel", scope->tensor_parallel);
    print_span(out, "pipeline stages", scope->pipeline_parallel);
    print_words(out, "accelerators", &scope->accelerators);
    print_words(out, "weights", &scope->weights);
    print_setups(arena, fit, out);
}

static const char *file_name(const struct measured_file *file) {
    const char *slash = strrchr(file->path, '/');
    return slash ? slash + 1 : file->path;
}

/* "fitted to a.yaml, b.yaml"; of more files the first, and how many. */
static const char *sources_of(struct arena *arena, struct measured_file *const *files, size_t n) {
    const char *words = arena_printf(arena, "fitted to %s", file_name(files[0]));
    if (n > 3)
        return arena_printf(arena, "%s and %zu more files", words, n - 1);
    for (size_t i = 1; i < n; i++)
        words = arena_printf(arena, "%s, %s", words, file_name(files[i]));
    return words;
}

static const char *comment_of(struct arena *arena, const struct fit *fit, struct measured_file *const *files,
                              size_t n) {
    const char *words = arena_printf(
        arena,
        "Written by floorline calibrate; a spec names it with `calibration:`. Errors on measurements that a\n"
        "fit had not seen, half fitted and half tested: median %.1f %%, 90th percentile %.1f %%; on set-ups\n"
        "left out whole: median %.1f %%, 90th percentile %.1f %%. Measurements:",
        100 * fit->unseen.median, 100 * fit->unseen.p90, 100 * fit->apart.median, 100 * fit->apart.p90);
    for (size_t i = 0; i < n; i++)
        words = arena_printf(arena, "%s\n  %s", words, file_name(files[i]));
    return words;
}

static void write_calibration(const struct fit *fit, const char *comment, const char *path) {
    struct text out = {0};
    calibration_write(&fit->factors, &fit->scope, comment, &out);
    output_write(path, &out);
    text_drop(&out);
}

static int calibrate(struct arena *arena, const struct arguments *arguments) {
    size_t n = (size_t)arguments->n_operands;
    struct measured_file **files = arena_array(arena, n, sizeof(struct measured_file *));
    struct diags *diags = diags_new(arena);
    const char *output = arguments->values[OPTION_OUTPUT];
    for (size_t i = 0; i < n; i++)
        files[i] = measured_read(arena, arguments->operands[i], search_folders(), diags);
    if (diags_say(diags))
        return EXIT_SPEC;
    struct fit fit;
    if (!fit_make(arena, files, n, &fit)) {
        usage_error("calibrate", "the files hold no measured time to fit to");
        return EXIT_SPEC;
    }
    fit.scope.source = sources_of(arena, files, n);
    if (fit.n_rows < CALIBRATION_FACTORS)
        fprintf(stderr,
                "floorline: warning: %zu measured time%s cannot tell %d factors apart: what is fitted says "
                "little\n",
                fit.n_rows, fit.n_rows == 1 ? "" : "s", (int)CALIBRATION_FACTORS);
    struct text out = {0};
    print_fit(arena, &fit, &out);
    if (output)
        write_calibration(&fit, comment_of(arena, &fit, files, n), output);
    if (!output || strcmp(output, "-") != 0)
        output_write("-", &out);
    text_drop(&out);
    return EXIT_DONE;
}

int command_calibrate(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (!arguments.n_operands)
        return usage_error("calibrate", "no measurement file is given");
    if (!output_spares("calibrate", arguments.values[OPTION_OUTPUT], arguments.operands,
                       (size_t)arguments.n_operands))
        return EXIT_USAGE;
    struct arena *arena = arena_new();
    int status = calibrate(arena, &arguments);
    arena_drop(arena);
    return status;
}
