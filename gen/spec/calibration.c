/* See calibration.h. */
#include "calibration.h"

#include "node_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- keys -----------------------------------------------------------------------------------------------
 */

struct calibration_form {
    struct calibration factors;
    const struct node *residuals, *range;
    const char *source, *runtime;
    int64_t count;
};

#define AT(member) offsetof(struct calibration_form, member)
#define SHARE_FIELD(name, words, of)                                                                         \
    {                                                                                                        \
        .key = #name, .type = FIELD_QUANTITY, .dimension = DIMENSION_SHARE, .least = 0.001, .most = 1,       \
        .fallback = "1", .offset = AT(factors.name), .label = "fitted share of " words, .help = "of " of     \
    }
static const struct field calibration_fields[] = {
    SHARE_FIELD(compute_efficiency, "peak compute", "the peak"),
    SHARE_FIELD(memory_efficiency, "memory bandwidth", "the memory bandwidth"),
    SHARE_FIELD(link_efficiency, "link bandwidth", "the link's bandwidth and, inverse, of its latency"),
    {.key = "layer_overhead",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_SECONDS,
     .most = 10,
     .fallback = "0 us",
     .offset = AT(factors.layer_overhead_s),
     .label = "fitted overhead of a layer",
     .help = "added for each layer: 2 us"},
    {.key = "step_overhead",
     .type = FIELD_QUANTITY,
     .dimension = DIMENSION_SECONDS,
     .most = 10,
     .fallback = "0 us",
     .offset = AT(factors.step_overhead_s),
     .label = "fitted overhead of a step",
     .help = "added for each step: 100 us"},
    {.key = "count",
     .type = FIELD_COUNT,
     .least = 1,
     .most = 1e9,
     .offset = AT(count),
     .help = "measurements that it was fitted to"},
    {.key = "residuals", .type = FIELD_NODE, .offset = AT(residuals), .help = "how far it is from them"},
    {.key = "range", .type = FIELD_NODE, .offset = AT(range), .help = "what they span"},
    {.key = "runtime", .type = FIELD_TEXT, .offset = AT(runtime), .help = "the program that ran the models"},
    {.key = "source", .type = FIELD_TEXT, .offset = AT(source), .help = "the measurements it was fitted to"},
};
const struct field_table calibration_table = {.name = "calibration",
                                              .title = "the calibration",
                                              .fields = calibration_fields,
                                              .n_fields = COUNT_OF(calibration_fields)};
#undef AT

#define AT(member) offsetof(struct calibration_scope, member)
#define RESIDUAL_FIELD(name, words, low)                                                                     \
    {                                                                                                        \
        .key = #name, .type = FIELD_QUANTITY, .dimension = DIMENSION_SHARE, .least = low, .most = 1000,      \
        .offset = AT(name), .help = words                                                                    \
    }
static const struct field residual_fields[] = {
    RESIDUAL_FIELD(median, "of the absolute relative errors", 0),
    RESIDUAL_FIELD(p90, "90th percentile of the same", 0),
    RESIDUAL_FIELD(worst, "the largest", 0),
    RESIDUAL_FIELD(mean, "signed: below 0 where the prediction is short", -1),
};
const struct field_table residuals_table = {.name = "residuals",
                                            .title = "`residuals`",
                                            .fields = residual_fields,
                                            .n_fields = COUNT_OF(residual_fields)};
#undef AT

struct range_form {
    struct count_list batch, context, tensor_parallel, pipeline_parallel;
    const struct node *accelerators, *weights, *models;
};

#define AT(member) offsetof(struct range_form, member)
#define RANGE_FIELD(name, words)                                                                             \
    {                                                                                                        \
        .key = #name, .type = FIELD_COUNTS, .least = 1, .most = 1e9, .longest = 2, .offset = AT(name),       \
        .help = words                                                                                        \
    }
#define WORDS_FIELD(name, words)                                                                             \
    { .key = #name, .type = FIELD_NODE, .offset = AT(name), .help = words }
static const struct field range_fields[] = {
    RANGE_FIELD(batch, "least and most: [1, 256]"),
    RANGE_FIELD(context, "tokens of prompt and output"),
    RANGE_FIELD(tensor_parallel, "least and most"),
    RANGE_FIELD(pipeline_parallel, "least and most"),
    WORDS_FIELD(accelerators, "their names"),
    WORDS_FIELD(weights, "dtypes of the weights"),
    WORDS_FIELD(models, "their names"),
};
const struct field_table range_table = {
    .name = "range", .title = "`range`", .fields = range_fields, .n_fields = COUNT_OF(range_fields)};
#undef AT

/* ---- reading --------------------------------------------------------------------------------------------
 */

static struct scope_range range_of(const struct count_list *list) {
    if (list->count == 0)
        return (struct scope_range){0, 0};
    int64_t first = list->items[0], last = list->items[list->count - 1];
    return (struct scope_range){first < last ? first : last, first < last ? last : first};
}

/* `choices` NULL: any words. */
static bool read_words(const struct field_context *context, const struct node *list, const char *what,
                       const char *const *choices, struct scope_words *out) {
    bool sound = true;
    *out = (struct scope_words){0};
    if (!list)
        return true;
    if (list->kind != NODE_SEQUENCE) {
        node_complain(list, what, "a list of names", "[gpt-13b], say", context->diags);
        return false;
    }
    const char **items = arena_array(context->arena, list->n_items, sizeof *items);
    for (size_t i = 0; i < list->n_items; i++) {
        items[i] = node_string(list->items[i], what, context->diags);
        if (items[i])
            items[i] = node_text_line(context->arena, items[i]);
        sound &= items[i] && (!choices || field_choice(context, what, choices, list->items[i]) >= 0);
    }
    if (sound)
        *out = (struct scope_words){items, list->n_items};
    return sound;
}

static bool read_range(const struct field_context *context, const struct node *node,
                       struct calibration_scope *scope) {
    struct range_form form = {0};
    if (!fields_read(context, &range_table, node, &form))
        return false;
    scope->batch = range_of(&form.batch);
    scope->context = range_of(&form.context);
    scope->tensor_parallel = range_of(&form.tensor_parallel);
    scope->pipeline_parallel = range_of(&form.pipeline_parallel);
    bool sound = read_words(context, form.accelerators, "accelerators", NULL, &scope->accelerators);
    sound &= read_words(context, form.weights, "weights", dtype_names, &scope->weights);
    return read_words(context, form.models, "models", NULL, &scope->models) && sound;
}

bool calibration_read(const struct field_context *context, const struct node *node, struct calibration *out,
                      struct calibration_scope *scope) {
    struct calibration_form form = {0};
    struct field_context own = *context;
    own.source = node_words(context->arena, node, "source", own.source);
    own.confidence = CONFIDENCE_DERIVED;
    bool sound = fields_read(&own, &calibration_table, node, &form);
    own.provenance = NULL;
    *scope = (struct calibration_scope){.source = form.source, .runtime = form.runtime, .count = form.count};
    if (form.residuals)
        sound &= fields_read(&own, &residuals_table, form.residuals, scope);
    if (form.range)
        sound &= read_range(&own, form.range, scope);
    if (sound) {
        *out = form.factors;
        out->present = true;
    }
    return sound;
}

/* ---- beyond the scope -----------------------------------------------------------------------------------
 */

/* What is being said, and in which language. */
struct stray {
    struct arena *arena;
    struct text out;
    calibration_say *say;
};

static const char *as_it_is(const char *english) {
    return english;
}

static void add_part(struct stray *stray, const char *what, const char *asked, const char *fitted) {
    if (stray->out.length)
        text_string(&stray->out, stray->say("; "));
    text_string(&stray->out, arena_printf(stray->arena, stray->say("%s %s (fitted: %s)"), stray->say(what),
                                          asked, fitted));
}

static void stray_range(struct stray *stray, const char *what, struct scope_range asked,
                        struct scope_range fitted) {
    if (fitted.most == 0 || (asked.least >= fitted.least && asked.most <= fitted.most))
        return;
    const char *least = arena_printf(stray->arena, "%" PRId64, fitted.least),
               *most = arena_printf(stray->arena, "%" PRId64, fitted.most);
    add_part(stray, what,
             arena_printf(stray->arena, "%" PRId64, asked.most > fitted.most ? asked.most : asked.least),
             fitted.least == fitted.most ? least
                                         : arena_printf(stray->arena, stray->say("%s to %s"), least, most));
}

static void stray_word(struct stray *stray, const char *what, const char *asked,
                       const struct scope_words *fitted) {
    const char *list = "";
    for (size_t i = 0; i < fitted->count; i++) {
        if (!strcmp(asked, fitted->items[i]))
            return;
        list = arena_printf(stray->arena, "%s%s%s", list, i ? ", " : "", fitted->items[i]);
    }
    if (fitted->count)
        add_part(stray, what, asked, list);
}

static void widen(struct scope_range *range, int64_t value) {
    if (!range->least || value < range->least)
        range->least = value;
    if (value > range->most)
        range->most = value;
}

const char *calibration_strays(struct arena *arena, const struct design *design,
                               const struct calibration_scope *scope, calibration_say *say) {
    const struct workload *w = &design->workload;
    const struct cluster *c = &design->cluster;
    struct scope_range batch = {0, 0}, context = {0, 0};
    struct stray stray = {.arena = arena, .say = say};
    for (size_t i = 0; i < w->n_batch_sizes; i++)
        widen(&batch, w->batch_sizes[i]);
    for (size_t i = 0; i < w->n_contexts; i++)
        widen(&context, w->contexts[i]);
    widen(&context, w->prompt_tokens);
    widen(&context, w->prompt_tokens + w->output_tokens);
    stray_word(&stray, "accelerator", design->accelerator.name, &scope->accelerators);
    stray_word(&stray, "weights in", dtype_names[design->precision.weights], &scope->weights);
    stray_range(&stray, "batch", batch, scope->batch);
    stray_range(&stray, "tokens", context, scope->context);
    stray_range(&stray, "tensor parallel", (struct scope_range){c->tensor_parallel, c->tensor_parallel},
                scope->tensor_parallel);
    stray_range(&stray, "pipeline stages", (struct scope_range){c->pipeline_parallel, c->pipeline_parallel},
                scope->pipeline_parallel);
    const char *words = stray.out.length ? arena_string(arena, text_get(&stray.out)) : NULL;
    text_drop(&stray.out);
    return words;
}

const char *calibration_extrapolates(struct arena *arena, const struct design *design,
                                     const struct calibration_scope *scope) {
    return calibration_strays(arena, design, scope, as_it_is);
}

/* ---- writing --------------------------------------------------------------------------------------------
 */

static void put_quoted(struct text *out, const char *words) {
    text_char(out, '"');
    for (const char *c = words; *c; c++) {
        if (*c == '"' || *c == '\\')
            text_char(out, '\\');
        text_char(out, (unsigned char)*c < 0x20 ? ' ' : *c);
    }
    text_char(out, '"');
}

static void put_share(struct text *out, const char *key, double share) {
    text_printf(out, "%s: %.4g %%\n", key, share * 100);
}

static void put_range(struct text *out, const char *key, struct scope_range range) {
    if (range.most > 0)
        text_printf(out, "  %s: [%" PRId64 ", %" PRId64 "]\n", key, range.least, range.most);
}

static void put_words(struct text *out, const char *key, const struct scope_words *words) {
    if (!words->count)
        return; /* LCOV_EXCL_LINE: a fit has words of each kind */
    text_printf(out, "  %s: [", key);
    for (size_t i = 0; i < words->count; i++) {
        text_string(out, i ? ", " : "");
        put_quoted(out, words->items[i]);
    }
    text_string(out, "]\n");
}

void calibration_write(const struct calibration *calibration, const struct calibration_scope *scope,
                       const char *comment, struct text *out) {
    for (const char *line = comment; line && *line;) {
        size_t length = strcspn(line, "\n");
        text_printf(out, "# %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
    if (scope->source) {
        text_string(out, "source: ");
        put_quoted(out, scope->source);
        text_char(out, '\n');
    }
    if (scope->runtime) {
        text_string(out, "runtime: ");
        put_quoted(out, scope->runtime);
        text_char(out, '\n');
    }
    put_share(out, "compute_efficiency", calibration->compute_efficiency);
    put_share(out, "memory_efficiency", calibration->memory_efficiency);
    put_share(out, "link_efficiency", calibration->link_efficiency);
    text_printf(out, "layer_overhead: %.6g us\n", calibration->layer_overhead_s * 1e6);
    text_printf(out, "step_overhead: %.6g us\n", calibration->step_overhead_s * 1e6);
    text_printf(out, "count: %" PRId64 "\n", scope->count);
    text_printf(out, "residuals: {median: %.3g %%, p90: %.3g %%, worst: %.3g %%, mean: %.3g %%}\n",
                scope->median * 100, scope->p90 * 100, scope->worst * 100, scope->mean * 100);
    text_string(out, "range:\n");
    put_range(out, "batch", scope->batch);
    put_range(out, "context", scope->context);
    put_range(out, "tensor_parallel", scope->tensor_parallel);
    put_range(out, "pipeline_parallel", scope->pipeline_parallel);
    put_words(out, "accelerators", &scope->accelerators);
    put_words(out, "weights", &scope->weights);
    put_words(out, "models", &scope->models);
}
