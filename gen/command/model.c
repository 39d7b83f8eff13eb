/* floorline model: parameters and KV cache of a model file or a Hugging Face config.json. */
#include "../facts/record.h"
#include "../facts/table.h"
#include "command.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_FORMAT, OPTION_COUNT };
static const struct option_row options[OPTION_COUNT] = {{'f', "format", true}};

/* The model alone on one accelerator that never binds: only what depends on the model is printed. */
static struct facts *facts_of(struct arena *arena, const struct model *model, const struct source *source) {
    static const int64_t one = 1;
    static struct input_file input;
    struct spec *spec = arena_alloc(arena, sizeof *spec);
    struct design *design = &spec->design;
    input.role = "model";
    input.source = source;
    input.words = input.called = source->name;
    spec->name = spec->title = spec->title_zh = model->name;
    spec->inputs = &input;
    spec->n_inputs = 1;
    design->model = *model;
    design->accelerator = (struct accelerator){.name = "any",
                                               .memory_bytes = 1e15,
                                               .usable_memory_bytes = 1e15,
                                               .memory_bandwidth_bytes_per_s = 1e12};
    for (int i = 0; i < DTYPE_COUNT; i++)
        design->accelerator.peak_flops_per_s[i] = 1e12;
    design->cluster = (struct cluster){.count = 1,
                                       .tensor_parallel = 1,
                                       .pipeline_parallel = 1,
                                       .data_parallel = 1,
                                       .expert_parallel = 1,
                                       .memory_fraction = 1,
                                       .pue = 1,
                                       .utilisation = 1};
    design->precision = (struct precision){FP16, FP16, FP16, FP16};
    design->workload = (struct workload){&one, 1, &one, 1, 1, 1};
    struct analysis analysis;
    analysis_run(design, arena_alloc(arena, analysis_bytes(design)), &analysis);
    return facts_new(arena, spec, &analysis, LANGUAGE_EN);
}

/* What the table of components does not tell. */
static void print_words(const struct facts *facts, struct text *out) {
    static const char *const ids[] = {"model.kv_bytes_per_token", "model.state_bytes_per_sequence",
                                      "model.kv_flops_per_token", "model.flops_per_token"};
    text_printf(out, "%s\n\n", facts->spec.design.model.name);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const char *why;
        double value;
        if (!quantity_number(facts, quantity_find(ids[i]), &value)) /* absent: the model has none */
            continue;
        text_printf(out, "%-42s ", quantity_find(ids[i])->name);
        facts_words(facts, ids[i], NULL, -1, out, &why);
        text_char(out, '\n');
    }
    text_string(out, "\nCache and weights at 16 bit.\n\n");
    table_text(facts, facts_table(facts, "components"), out);
}

int command_model(int argc, char **argv) {
    struct arguments arguments;
    if (!arguments_read(argc, argv, options, OPTION_COUNT, &arguments))
        return EXIT_USAGE;
    if (arguments.n_operands != 1)
        return usage_error("model", "one file is needed, %d are given", arguments.n_operands);
    const char *format = arguments.values[OPTION_FORMAT];
    if (format && strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
        return usage_error("model", "--format is text or json, not '%s'", format);
    struct arena *arena = arena_new();
    struct diags *diags = diags_new(arena);
    struct model *model = model_read(arena, arguments.operands[0], search_folders(), diags);
    bool wrong = diags_say(diags) || !model;
    if (!wrong) {
        struct source source = {.name = arguments.operands[0]};
        struct text out = {0};
        struct facts *facts = facts_of(arena, model, &source);
        if (format && !strcmp(format, "json"))
            facts_json(facts, "model", &out);
        else
            print_words(facts, &out);
        output_write("-", &out);
        text_drop(&out);
    }
    arena_drop(arena);
    return wrong ? EXIT_SPEC : EXIT_DONE;
}
