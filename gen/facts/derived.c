/* See derived.h. Reads rows that the core has computed; the only arithmetic here is choosing among them. */
#include "derived.h"

#include "../base/version.h"
#include "../core/step.h"
#include "../core/over.h"
#include "../spec/calibration.h"
#include "formula.h"
#include "number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const char *term_word(enum term term) {
    static const char *const words[] = {"weights", "cache", "compute", "exchange"};
    return words[term];
}

const char *bound_word(enum bound bound) {
    static const char *const words[] = {"memory", "compute", "comm"};
    return words[bound];
}

static const char *counts_words(struct arena *arena, const int64_t *values, size_t count) {
    struct text words = {0};
    for (size_t i = 0; i < count; i++) {
        if (count > 6 && i > 2 && i < count - 1) {
            if (i == 3)
                text_string(&words, " \xC2\xB7 \xE2\x80\xA6");
            continue;
        }
        if (i)
            text_string(&words, " \xC2\xB7 ");
        number_print(&words, (double)values[i], 0);
    }
    return text_keep(arena, &words);
}

static void derive_shape(const struct design *design, struct derived *out) {
    const struct model *model = &design->model;
    const struct attention *first = NULL;
    const struct feed_forward *ffn = NULL;
    int64_t n = design->cluster.tensor_parallel;
    out->uniform_cache = true;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct layer_kind *kind = &model->kinds[i];
        const struct attention *attention = &kind->attention;
        out->n_layers += kind->n_layers;
        if (attention_windowed(attention))
            out->windowed = true;
        if (attention->kind != ATTENTION_NONE) {
            if (first && (first->n_kv_heads != attention->n_kv_heads || first->d_head != attention->d_head))
                out->uniform_cache = false;
            if (!first)
                first = attention;
        } else {
            out->uniform_cache = false;
        }
        if (!ffn || (kind->ffn.n_experts > 0 && ffn->n_experts == 0))
            ffn = &kind->ffn;
        if (!out->d_ff)
            out->d_ff = kind->ffn.d_ff;
        out->parallel_blocks |= kind->parallel;
    }
    if (first) {
        out->n_heads = first->n_heads;
        out->n_kv_heads = first->n_kv_heads;
        out->d_head = first->d_head;
        out->kv_rank = first->kv_rank;
        out->d_rope = first->d_rope;
        out->latent = first->kind == ATTENTION_LATENT;
        out->window = first->window;
        out->grouped = first->n_kv_heads < first->n_heads && !out->latent;
        out->multi_query = first->n_kv_heads == 1 && first->n_heads > 1;
        out->heads_per_accelerator = (first->n_heads + n - 1) / n;
        out->kv_heads_per_accelerator = (first->n_kv_heads + n - 1) / n;
        out->kv_copies = out->latent ? n : first->n_kv_heads < n ? n / first->n_kv_heads : 1;
    }
    if (out->latent || !first)
        out->uniform_cache = false;
    out->copied_cache = out->kv_copies > 1;
    out->stateful = model->state_values > 0;
    out->plain_cache = out->uniform_cache && out->kv_copies == 1 && !out->stateful;
    if (ffn) {
        out->ffn_matrices = ffn->matrices;
        out->gated = ffn->matrices == 3;
        out->n_experts = ffn->n_experts;
        out->top_k = ffn->top_k;
        out->mixture = ffn->n_experts > 0;
    }
    out->twelve_l_d2 = 12.0 * (double)out->n_layers * (double)model->d_model * (double)model->d_model;
}

int64_t derived_tokens_each(const struct analysis *analysis, int64_t batch) {
    const struct capacity *capacity = &analysis->capacity;
    if (analysis->state_bytes_per_sequence <= 0)
        return capacity->max_tokens / batch;
    double each = capacity->kv_room_bytes / (double)batch - analysis->state_bytes_per_sequence;
    return each > 0 && capacity->token_bytes > 0 ? (int64_t)(each / capacity->token_bytes) : 0;
}

static const struct decode_row *row_at(const struct analysis *analysis, int64_t batch, int64_t context) {
    for (size_t i = 0; i < analysis->n_decode; i++)
        if (analysis->decode[i].batch == batch && analysis->decode[i].context == context)
            return &analysis->decode[i];
    return NULL; /* LCOV_EXCL_LINE: every pair asked for is a row */
}

/* The middle context asked for, or the longest below it whose cache holds the smallest batch. */
static int64_t lead_context(const struct workload *workload, const struct analysis *analysis, int64_t batch) {
    int64_t middle = workload->contexts[workload->n_contexts / 2], best = 0;
    for (size_t i = 0; i < analysis->capacity.n_rows; i++) {
        const struct capacity_row *row = &analysis->capacity.rows[i];
        if (row->context <= middle && row->context > best && row->max_batch >= batch)
            best = row->context;
    }
    return best ? best : middle;
}

static void derive_lead(const struct workload *workload, const struct analysis *analysis,
                        struct derived *out) {
    struct lead *lead = &out->lead;
    lead->context = lead_context(workload, analysis, out->smallest_batch);
    for (size_t i = 0; i < analysis->capacity.n_rows; i++) {
        const struct capacity_row *row = &analysis->capacity.rows[i];
        if (row->context == lead->context) {
            lead->max_batch = row->max_batch;
            lead->sequence_bytes = row->sequence_bytes;
        }
        if (row->context == out->shortest_context)
            out->shortest_max_batch = row->max_batch;
        if (row->context == out->longest_context)
            out->longest_max_batch = row->max_batch;
    }
    const struct decode_row *best = NULL;
    step_decode(analysis->plan, 1, lead->context, &out->one_user);
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (row->context == lead->context && row->fits && (!best || row->batch > best->batch))
            best = row;
    }
    lead->single_step_s = out->one_user.step_s;
    lead->single_tokens_per_s = out->one_user.tokens_per_s_per_user;
    if (best) {
        lead->any = true;
        lead->batch = best->batch;
        lead->step_s = best->step_s;
        lead->tokens_per_s = best->tokens_per_s;
        lead->tokens_per_s_per_user = best->tokens_per_s_per_user;
    }
    const struct decode_row *largest = row_at(analysis, out->largest_batch, lead->context);
    out->lead_largest_fits = largest && largest->fits;
    out->lead_shortest = lead->context == out->shortest_context;
    out->lead_longest = lead->context == out->longest_context;
}

/* Where computing a pass takes as long as reading its weights: pi/beta at two bytes a weight. */
static double crossing_tokens(const struct analysis *analysis) {
    const struct article_pass *pass = &analysis->pass;
    return pass->token_s > 0 ? pass->one_accelerator_s / pass->token_s * (1 + 1e-12) : 0;
}

/* kipply 2022: one pass takes the longer of reading and computing; intermediates shrink with the width. */
static void derive_article(struct arena *arena, const struct design *design, const struct analysis *analysis,
                           struct derived *out) {
    static const double lengths[4] = {0, 1, 1.5, 2}; /* of the crossing */
    const struct article_pass *pass = &analysis->pass;
    double replica = (double)(design->cluster.tensor_parallel * design->cluster.pipeline_parallel);
    struct pass_row *rows = arena_array(arena, 4, sizeof *rows);
    for (size_t i = 0; i < 4; i++) {
        int64_t tokens = i ? (int64_t)(lengths[i] * floor(crossing_tokens(analysis))) : 1;
        double compute_s = (double)tokens * pass->token_s;
        rows[i] = (struct pass_row){tokens, fmax(pass->one_accelerator_s, compute_s),
                                    fmax(pass->replica_s, compute_s / replica)};
    }
    out->pass_rows = rows;
    out->n_passes = 4;
    out->intermediate_share = 0.43 / ((double)design->model.d_model / 1024.0);
    double n = (double)design->cluster.tensor_parallel;
    const struct decode_row *largest = row_at(analysis, out->largest_batch, out->shortest_context);
    if (largest && out->tensor_parallel) {
        double per_token = analysis->comms.s_per_token * (double)out->largest_batch;
        out->comm_rounded_s = out->article ? per_token : per_token * n / (n - 1);
        out->comm_kept_s = out->comm_rounded_s * (n - 1) / n;
    }
}

static const char *in_chinese(const char *english) {
    return words_in(LANGUAGE_ZH, english);
}

/* What is beyond the calibration has words of its own in each language. */
static const char *warnings_words(struct arena *arena, const struct spec *spec, enum language language,
                                  const struct derived *derived) {
    const char **said = arena_array(arena, spec->n_warnings, sizeof *said);
    size_t tail = spec->extrapolates ? strlen(spec->extrapolates) : 0;
    for (size_t i = 0; i < spec->n_warnings; i++) {
        size_t length = strlen(said[i] = spec->warnings[i]);
        if (tail && length >= tail && !strcmp(said[i] + length - tail, spec->extrapolates))
            said[i] = arena_printf(arena, "%.*s%s", (int)(length - tail), said[i],
                                   derived->calibration.extrapolates);
    }
    return words_warnings(arena, language, said, spec->n_warnings);
}

static void derive_words(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                         enum language language, struct derived *out) {
    const struct design *design = &spec->design;
    struct text words = {0};
    number_print(&words, analysis->params.counted, 0);
    const char *format = analysis->params.nominal ? "%s weights, nominal" : "%s weights";
    out->weights_words = arena_printf(arena, words_in(language, format), text_get(&words));
    text_drop(&words);
    int64_t n = design->cluster.tensor_parallel, least = out->n_heads / n;
    out->heads_words = out->n_heads % n ? arena_printf(arena, words_in(language, "%lld or %lld"),
                                                       (long long)least, (long long)least + 1)
                                        : arena_printf(arena, "%lld", (long long)least);
    if (language == LANGUAGE_ZH && out->calibration.extrapolates)
        out->calibration.extrapolates =
            calibration_strays(arena, design, &spec->calibration_scope, in_chinese);
    out->warnings = warnings_words(arena, spec, language, out);
    out->contexts_words = counts_words(arena, design->workload.contexts, design->workload.n_contexts);
    out->batches_words = counts_words(arena, design->workload.batch_sizes, design->workload.n_batch_sizes);
    out->version = FLOORLINE_VERSION;
    out->commit = floorline_commit;
    out->formula_set = formula_set(arena);
    out->spec_sha256_words = spec->inputs[0].sha256; /* the spec itself comes first */
    out->sha_short = arena_printf(arena, "%.4s %.4s", out->spec_sha256_words, out->spec_sha256_words + 4);
}

/* How values are kept and how the model is laid on the machine, as the spec asks. */
static void derive_design(const struct design *design, struct derived *out) {
    const struct precision *precision = &design->precision;
    const struct cluster *cluster = &design->cluster;
    out->weight_value_bytes = dtype_bytes(precision->weights);
    out->kv_value_bytes = dtype_bytes(precision->kv_cache);
    out->activation_value_bytes = dtype_bytes(precision->activations);
    out->weights_dtype = dtype_names[precision->weights];
    out->kv_dtype = dtype_names[precision->kv_cache];
    out->activations_dtype = dtype_names[precision->activations];
    out->compute_dtype = dtype_names[precision->compute];
    out->mixed_precision =
        precision->kv_cache != precision->weights || precision->activations != precision->weights;
    out->article = design->method == METHOD_ARTICLE;
    out->method = method_names[design->method];
    out->tensor_parallel = cluster->tensor_parallel > 1;
    out->ring = !out->article && out->tensor_parallel && cluster->all_reduce == ALL_REDUCE_RING;
    out->mesh = !out->article && out->tensor_parallel && cluster->all_reduce == ALL_REDUCE_MESH;
    out->uneven_heads = out->article && out->n_heads % cluster->tensor_parallel != 0;
    out->single = cluster->count == 1;
    out->expert_parallel = cluster->expert_parallel > 1;
    out->pipelined = cluster->pipeline_parallel > 1;
    out->replicated = cluster->data_parallel > 1;
    out->priced = cluster->price_per_hour > 0;
    out->powered = design->accelerator.tdp_w > 0;
    out->overhead = cluster->pue > 1;
}

static void find_range(const int64_t *values, size_t n, int64_t *least, int64_t *most) {
    *least = *most = values[0];
    for (size_t i = 1; i < n; i++) {
        *least = values[i] < *least ? values[i] : *least;
        *most = values[i] > *most ? values[i] : *most;
    }
}

/* Memory on one accelerator, what is short of it, and what the largest batch can keep. */
static void derive_room(const struct design *design, const struct analysis *analysis, struct derived *out) {
    const struct capacity *capacity = &analysis->capacity;
    double accelerators = (double)design->cluster.count, replicas = (double)design->cluster.data_parallel;
    out->usable_memory_bytes = capacity->memory_bytes / accelerators;
    out->weights_per_accelerator_bytes = capacity->weights_bytes / accelerators;
    out->kv_room_per_accelerator_bytes = capacity->kv_room_bytes / accelerators;
    out->copies_bytes = capacity->weights_bytes - analysis->weights_bytes * replicas;
    out->short_bytes = capacity->kv_room_bytes < 0 ? -capacity->kv_room_bytes : 0;
    out->margin_share = over(capacity->kv_room_bytes, capacity->memory_bytes);
    const struct decode_row *largest = row_at(analysis, out->largest_batch, out->shortest_context);
    out->largest_fits = largest && largest->fits;
    const struct decode_row *most = row_at(analysis, out->largest_batch, out->longest_context);
    if (most && !most->fits) {
        out->misfit.cache_bytes = most->kv_bytes * replicas;
        out->misfit.short_bytes = out->misfit.cache_bytes - capacity->kv_room_bytes;
        out->misfit.short_each_bytes = out->misfit.short_bytes / accelerators;
    }
    out->largest_tokens_each = derived_tokens_each(analysis, out->largest_batch);
}

static void derive_comms(const struct comms *comms, struct derived *out) {
    out->all_reduce_latency_s = comms->latency_s - comms->all_to_all_latency_s - comms->pipeline_latency_s;
    out->all_reduce_s_per_token =
        comms->s_per_token - comms->all_to_all_s_per_token - comms->pipeline_s_per_token;
}

static void derive_prompt(const struct analysis *analysis, struct derived *out) {
    assert(analysis->n_prefill > 0); /* one for each batch size */
    const struct prefill_row *prompt = &out->one_prompt;
    step_prefill(analysis->plan, 1, analysis->prefill[0].prompt_tokens, &out->one_prompt);
    out->prompt.any = true;
    out->prompt.tokens = prompt->prompt_tokens;
    out->prompt.s = prompt->step_s;
    out->prompt.sum_s = prompt->step_sum_s;
    out->prompt.bound = term_word(prompt->term);
}

void derived_make(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                  enum language language, struct derived *out) {
    const struct design *design = &spec->design;
    const struct workload *workload = &design->workload;
    *out = (struct derived){0};
    derive_shape(design, out);
    derive_design(design, out);
    find_range(workload->batch_sizes, workload->n_batch_sizes, &out->smallest_batch, &out->largest_batch);
    find_range(workload->contexts, workload->n_contexts, &out->shortest_context, &out->longest_context);
    double weights = out->article ? analysis->params.counted : (double)analysis->params.matmul;
    out->compute_per_sequence_s =
        2 * weights / ((double)design->cluster.tensor_parallel * analysis->peak_flops_per_s);
    out->idle_tokens = (int64_t)floor(crossing_tokens(analysis));
    derive_lead(workload, analysis, out);
    bounds_make(analysis, out);
    compared_make(arena, spec, analysis, out);
    derive_room(design, analysis, out);
    derive_comms(&analysis->comms, out);
    derive_prompt(analysis, out);
    fewer_make(arena, design, analysis, out);
    derive_article(arena, design, analysis, out);
    worked_make(spec, analysis, out);
    derive_words(arena, spec, analysis, language, out);
    known_make(arena, spec, language, out);
}
