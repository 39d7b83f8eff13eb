/* What sentences need beside the analysis: the shape of the model in single numbers, the context that the
 * report leads with, and where the bound changes. Derived once from spec and analysis; nothing here is a
 * formula of its own. */
#ifndef FACTS_DERIVED_H
#define FACTS_DERIVED_H

#include "../core/analysis.h"
#include "../spec/spec.h"
#include "words.h"

/* One forward pass of so many tokens over 12 L d^2 weights, the longer of reading and computing. */
struct pass_row {
    int64_t tokens;
    double one_accelerator_s, replica_s;
};

/* A measurement, its floor, and what the calibration says; 0 for what there is not. */
struct compared_row {
    const char *label, *metric, *words; /* words: of the metric, "first token" */
    int64_t batch, context, prompt_tokens, output_tokens;
    double value_s, floor_s, share; /* share: floor / measured */
    double calibrated_s, calibrated_share;
    double value_bytes, floor_bytes; /* of one accelerator, for memory */
    const char *source, *note;
    const char *tokens; /* "512", or "20 + 8" where tokens were made */
};

struct derived {
    /* the model's shape; of mixed layers, the first kind with attention (or with a feed-forward) */
    int64_t n_layers, n_heads, n_kv_heads, d_head, d_ff, ffn_matrices;
    int64_t kv_rank, d_rope, window;
    int64_t n_experts, top_k;
    int64_t heads_per_accelerator, kv_heads_per_accelerator, kv_copies;
    bool uniform_cache, plain_cache, copied_cache, stateful, latent, windowed, mixture, gated, grouped,
        parallel_blocks, multi_query;
    double twelve_l_d2; /* the article's parameter count */

    double weight_value_bytes, kv_value_bytes, activation_value_bytes;
    const char *weights_dtype, *kv_dtype, *activations_dtype, *compute_dtype;
    const char *method;
    bool article, ring, mesh, tensor_parallel, expert_parallel, pipelined, replicated, single, calibrated,
        powered, overhead, measured, priced;

    double all_reduce_latency_s, all_reduce_s_per_token; /* comms without experts and pipeline */
    double copies_bytes;                                 /* weights stored more than once */
    double weights_read_s;                               /* of one step */
    double compute_per_sequence_s; /* of the matrices alone, one more sequence in a step */
    double usable_memory_bytes;    /* of one accelerator, as the runtime may take it */
    double short_bytes;            /* by how much the weights do not fit; 0 when they do */
    double margin_share;           /* kv room / memory */
    double weights_per_accelerator_bytes, kv_room_per_accelerator_bytes;
    int64_t idle_tokens; /* whole tokens that cost no more than one: pi/beta at two bytes a weight */

    struct decode_row one_user;    /* one user's step at the leading context, asked for or not */
    struct prefill_row one_prompt; /* the workload's prompt alone, asked for or not */

    /* the context the report leads with: the middle one of the spec's */
    struct lead {
        int64_t context, max_batch, batch; /* batch: the largest asked for that fits */
        double sequence_bytes;
        double step_s, single_step_s, single_tokens_per_s;
        double tokens_per_s, tokens_per_s_per_user;
        bool any; /* at least one batch fits */
    } lead;

    /* what the formulas of steps and requests are worked out with (worked.c) */
    struct {
        double ops_s, comm_s, sum_s;            /* the step at lead.batch */
        double single_comm_s, calibrated_ops_s; /* of one user's step */
        double memory_bytes;                    /* of one accelerator, as the article or a program sees it */
        double kept_bytes;                      /* of it, what the runtime may not take */
        double memory_fraction, reserved_bytes;
        int64_t replica_accelerators, expert_layers;
        bool article, operators; /* the method, where there is one pipeline stage */
        bool exchanges, copied, whole, once, sees_all;
        bool nothing, plain; /* what the memory holds: no cache; one that is alike everywhere */
        bool first_token;    /* a request makes one token alone */
        bool reads_all;      /* operator method: every weight at every batch */
        bool linear;         /* a sequence's cache is that of a token times its length */
        bool misfit_linear;  /* so is the one that does not fit */
        bool exact, rule;    /* what weights and times follow: every tensor; 12 L d² */
        bool by_floor;       /* costs and energy: no calibration */
        bool token_whole;    /* the whole of a token on each accelerator: a latent cache, one stage */
        bool token_by_heads; /* whole heads of it: every layer alike, one stage */
        bool experts_near;   /* experts lie apart, within one link domain */
        bool stages_near;    /* so do the stages */
        double prompt_ops_s, prompt_comm_s;    /* of prompt.s */
        double prefill_s, step_s;              /* what tokens are priced by: floor or calibrated */
        int64_t prompt_tokens, request_tokens; /* of all prompts of the batch; requests are cost.batch */
        double ttft_ops_s, ttft_comm_s, ttft_s, tpot_s, end_to_end_s, tokens_per_s;
    } worked;
    int64_t shortest_context, longest_context, shortest_max_batch, longest_max_batch;
    int64_t smallest_batch, largest_batch;
    int64_t largest_tokens_each;      /* tokens that each of the largest batch can keep */
    bool largest_fits;                /* the largest batch at the shortest context */
    bool lead_largest_fits;           /* … at the leading context */
    bool lead_shortest, lead_longest; /* no context is shorter, or longer, than the leading one */
    bool uneven_heads; /* the article's even split cuts heads: their number is no multiple of the accelerators
                        */
    bool all_fit, some_fit;
    struct { /* the largest batch at the longest context, where it does not fit; all accelerators */
        double cache_bytes, short_bytes, short_each_bytes; /* … and on each accelerator */
    } misfit;

    struct { /* one replica on the next number of accelerators below that divides the heads; 0: there is none
              */
        int64_t accelerators, max_batch; /* of all replicas; at the leading context, of one */
        double room_bytes, short_bytes;  /* of all replicas; one of them 0 */
        double single_tokens_per_s;      /* one user, leading context; 0 where that does not fit */
    } fewer;
    int64_t enough; /* the fewest that hold the smallest batch at the shortest context; 0: not up to 16 times
                       as many; where the spec's own do not */
    double fitting_bits; /* of a weight, with which the weights would fit */

    const char *bound_first; /* what binds the smallest batch, in words: the weights, the cache, arithmetic,
                                the exchange */
    const char *bound_last;  /* … the largest that fits, at the leading context */
    bool same_bound, compute_last;
    const char *bound_next;  /* what binds after bound_first, at the leading context */
    int64_t next_from;       /* … from this batch on */
    bool bound_returns;      /* the largest that fits is bound by a third */
    bool mixed_precision;    /* cache or activations are of another number format than the weights */
    const char *heads_words; /* heads on one accelerator: "16", "42 or 43" */
    bool compute_ever, comm_ever, cache_ever;
    int64_t compute_from; /* first batch that compute binds, at the shortest context; 0: none asked for */
    int64_t cache_from;   /* first batch whose cache outweighs the weights, at the longest context; 0: none */
    int64_t comm_from, comm_until; /* batches between which exchange binds, at the shortest context */

    struct {
        int64_t tokens;
        double s, sum_s;
        const char *bound;
        bool any;
    } prompt; /* the workload's prompt, alone */

    const struct compared_row *compared; /* every measurement of the spec */
    size_t n_compared;
    int64_t measured_count; /* the same, for sentences */
    struct {
        double measured_s, floor_s, calibrated_s, share; /* share: floor / measured */
        int64_t batch, context;
        const char *source;
    } first_measured;
    struct {
        double compute_efficiency, memory_efficiency, link_efficiency, layer_overhead_s, step_overhead_s;
        double median, p90, worst;
        int64_t count;
        const char *source, *runtime, *extrapolates; /* NULL where there is nothing to say */
    } calibration;                                   /* zeros without one */

    /* floor, calibrated and measured: of one user's step at the leading context, and of what was measured.
     * Nine tenths of the measured times that were fitted lie between low and high: the calibrated time over
     * 1 + p90 and over 1 - p90; 0 where the calibration does not say. */
    struct {
        double calibrated_s, low_s, high_s;
        const char *run, *tokens; /* the first measured step, else the first measured time; NULL: none */
        int64_t batch;
        double run_floor_s, run_calibrated_s, run_low_s, run_high_s, run_measured_s, run_share;
    } band;

    struct { /* a million tokens at the largest batch that fits; by the calibration where there is one */
        int64_t batch;
        double input, output, input_energy_j, output_energy_j; /* 0 where price or power is not given */
        const char *price_source, *price_date;
    } cost;

    /* the article's own asides */
    const struct pass_row *pass_rows; /* 1 token; where the two times cross; half as many again; twice */
    size_t n_passes;
    double intermediate_share;          /* 43 % at d = 1,024 scaled to this width: x (d2/d1) / (d2/d1)^2 */
    double comm_rounded_s, comm_kept_s; /* exchange of the largest batch: N - 1 taken as N, and kept */

    struct {
        const char *weights, *peak, *memory, *bandwidth, *link, *latency, *domain, *between, *between_latency;
    } known;                     /* how well: "● maker's own"; NULL where the input is not there */
    struct {                     /* what joins the accelerators of a group that exchange */
        int64_t domain, domains; /* how many one link joins, and how many such domains they stand in; 0 where
                                    the file does not say, or nothing is exchanged */
        const char *doubt;  /* its source, where that is disputed or assumed and they fill more than half of
                               it: a  dispute is mostly over a factor of two; NULL: no doubt */
        bool spans, beyond; /* more than one domain; what lies between them is not known, or not asked for */
    } link;
    const char *weights_words; /* "70,553,706,496 weights" or "52e9 weights, nominal" */
    const char *contexts_words, *batches_words;
    const char *warnings; /* of the spec, sentences; NULL: none */
    const char *spec_sha256_words, *version, *commit, *formula_set;
    const char *sha_short; /* "6f1c 09ae" */
};

/* Strings are kept in the arena, said in `language`. */
void derived_make(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                  enum language language, struct derived *out);

/* The part of it on what binds, and from which batch on (bounds.c); needs the lead. */
void bounds_make(const struct analysis *analysis, struct derived *out);

/* The part of it on other numbers of accelerators (fewer.c); needs the lead. */
void fewer_make(struct arena *arena, const struct design *design, const struct analysis *analysis,
                struct derived *out);

/* The part of it that formulas are worked out with (worked.c); after all others. */
void worked_make(const struct spec *spec, const struct analysis *analysis, struct derived *out);

/* The part of it on measurements, calibration and cost (compared.c). */
void compared_make(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                   struct derived *out);

/* Measurements that are faster, or smaller, than their floor; 0: none, and `*first` is not set. */
size_t compared_below(const struct derived *derived, size_t *first);

/* Where nine tenths of measured times lie about a calibrated one; false: the calibration does not say. */
bool compared_band(const struct derived *derived, double calibrated_s, double *low_s, double *high_s);

/* Fills `known` (known.c). */
void known_make(struct arena *arena, const struct spec *spec, enum language language, struct derived *out);

/* Tokens of each of `batch` sequences that fit beside their states, shared out evenly. */
int64_t derived_tokens_each(const struct analysis *analysis, int64_t batch);

const char *term_word(enum term term);    /* "weights", "cache", "compute", "exchange" */
const char *bound_word(enum bound bound); /* "memory", "compute", "comm": the contract's */

#endif
