/* What attention takes: the matrices of a latent one, scores and values, their operations for each byte of
 * cache, and the arithmetic of a prompt (declared in lecture.h). */
#include "lecture.h"

#include "../core/operators.h"
#include "../core/step.h"
#include "derived.h"

#include <math.h>

/* DeepSeek-V2, 2024: queries down to their rank and up to all heads, keys and values down to the latent and
 * the rotary key, up from the latent alone; and the output. */
void lecture_latent(const struct attention *attention, double d_model, struct lecture *out) {
    int64_t heads = attention->n_heads, key = attention->d_head + attention->d_rope;
    out->q_rank = attention->q_rank;
    out->ranked_queries = out->q_rank > 0;
    out->d_value = attention->d_value > 0 ? attention->d_value : attention->d_head;
    out->queries_width = heads * key;
    out->cached_width = attention->kv_rank + attention->d_rope;
    out->keys_width = heads * attention->d_head;
    out->values_width = heads * out->d_value;
    out->pair_values = key + out->d_value;
    out->latent_values = attention->kv_rank + out->cached_width;
    double queries = (double)out->queries_width, rank = (double)out->q_rank;
    out->attention_params = (rank > 0 ? (d_model + queries) * rank : d_model * queries) +
                            d_model * (double)(out->cached_width + out->values_width) +
                            (double)attention->kv_rank * (double)(out->keys_width + out->values_width);
}

/* Scores and weighted values of one token over the leading context, all layers and accelerators. */
static void make_scores(const struct design *design, const struct analysis *analysis,
                        const struct derived *derived, struct lecture *out) {
    for (size_t i = 0; i < analysis->plan->n_works; i++) {
        const struct work *work = &analysis->plan->works[i];
        if (work->op != OPERATOR_ATTENTION)
            continue;
        out->attention_flops += operators_decode(work, 1, (double)derived->lead.context).flops *
                                (double)design->cluster.tensor_parallel;
        if ((derived->uniform_cache || derived->latent) && work->bytes_per_cached > 0)
            out->attention_ratio = work->flops_per_cached / work->bytes_per_cached;
    }
    out->attention_flops_per_s =
        fmin(out->attention_ratio * analysis->plan->bytes_per_s, analysis->plan->flops_per_s);
    if (analysis->plan->flops_per_s > 0)
        out->attention_peak_share = out->attention_flops_per_s / analysis->plan->flops_per_s;
    if (out->attention_flops <= 0) /* the article's times leave it out; its own count is 4 s d a layer */
        out->attention_flops = 4 * (double)derived->n_layers * (double)(derived->n_heads * derived->d_head) *
                               (double)derived->lead.context;
    if (analysis->flops_per_token > 0)
        out->attention_share = out->attention_flops / analysis->flops_per_token;
}

/* Of a prompt of T tokens each meets the matrices, only the last the head; and under the causal mask T^2 / 2
 * pairs of tokens meet in each head. */
static void make_prompt(const struct design *design, const struct analysis *analysis,
                        const struct derived *derived, struct lecture *out) {
    double n = (double)design->cluster.tensor_parallel, tokens = (double)design->workload.prompt_tokens;
    struct prefill_row prompt;
    for (size_t i = 0; i < analysis->plan->n_works; i++) {
        const struct work *work = &analysis->plan->works[i];
        *(work->per_sequence ? &out->last_params : &out->body_params) += work->flops_per_token / 2 * n;
    }
    step_prefill(analysis->plan, 1, design->workload.prompt_tokens, &prompt);
    out->prompt_compute_s = prompt.compute_s;
    double values = (double)(derived->latent ? out->pair_values : 2 * derived->d_head);
    double pairs = (double)(derived->n_layers * derived->n_heads) * values * tokens * tokens;
    double flops = 2 * (tokens * out->body_params + out->last_params) + pairs;
    double told_s = flops / (n * analysis->plan->flops_per_s);
    out->prompt_told = !derived->article && !analysis->params.nominal &&
                       fabs(told_s - prompt.compute_s) <= 1e-9 * prompt.compute_s;
    out->prompt_told_latent = out->prompt_told && derived->latent;
}

void lecture_attention(const struct design *design, const struct analysis *analysis,
                       const struct derived *derived, struct lecture *out) {
    make_scores(design, analysis, derived, out);
    make_prompt(design, analysis, derived, out);
}
