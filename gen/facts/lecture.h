/* What a lecture needs beside the report: one layer's weights, the two ends of the batch axis, what each
 * matrix offers the link, and the answers of the exercises. Derived once from design and analysis; SI base
 * units. */
#ifndef FACTS_LECTURE_H
#define FACTS_LECTURE_H

#include "../core/analysis.h"

/* One decoding step, at the shortest context. */
struct lecture_step {
    int64_t batch;
    double memory_s, matrices_s; /* matrices_s: batch × the computing of the matrices alone */
    double compute_s, latency_s, exchange_s, comm_s, step_s, sum_s;
    double ops_compute_s, ops_cache_s, ops_weights_s; /* of the step, by what holds each operator */
    double comm_of_compute, comm_of_sum;
    double tokens_per_s, tokens_per_s_per_user;
    bool memory_binds, compute_binds, comm_binds, fits;
};

enum { LECTURE_MATRICES = 4, LECTURE_BLOCKS = 2 };

/* A matrix (or those multiplied at once) of one layer with attention, as the article sets it against the
 * link: kipply 2022, "FLOPs per byte of communication". */
struct lecture_matrix {
    double flops, bytes; /* of one token: all accelerators' arithmetic; one vector of width d */
    double ratio;        /* flops / bytes: 3d, d, 4d, 4d in a plain layer */
};

/* What really stands between two exchanges: attention as a whole, the feed-forward as a whole, or, where they
 * stand side by side, the layer. On two accelerators where the spec has one. */
struct lecture_block {
    double all_flops;    /* of one token, all accelerators */
    double flops, bytes; /* of one of N: its share of the FLOPs, and what it sends behind them */
    double ratio;        /* flops / bytes; in a plain layer 2d/(N - 1) and 4d/(N - 1) */
};

struct lecture {
    /* weights of one layer, the first kind with attention; biases and norms left out; 0 where not of that
     * form */
    double attention_params, ffn_params, layer_params;
    int64_t d_expert, d_shared;
    bool has_shared;                     /* experts that every token uses */
    int64_t expert_layers, dense_layers; /* of a mixture: layers with experts, and those without */
    double billions;                     /* weights counted, / 1e9 */
    double nominal_gap;                  /* how far they lie from the exact count, of it */
    bool nominal_is_less;
    double rule_share; /* 12 L d^2 / counted tensor by tensor */
    bool multi_head;   /* as many key/value heads as heads, none of them latent */
    bool regular; /* every layer alike: heads that may share keys and values, one feed-forward, no window */
    bool plain;   /* four square matrices and a feed-forward of 4d: what 12 L d^2 counts */

    /* latent attention alone, else 0: ranks, and the widths of its matrices */
    int64_t q_rank, d_value;                                       /* q_rank 0: W_q is whole */
    bool ranked_queries;                                           /* … it is not */
    int64_t queries_width, cached_width, keys_width, values_width; /* of all heads; r + d_r */
    int64_t pair_values, latent_values; /* numbers that a query meets of one token, score and value: those of
                                           its own head; those of the latent */

    double kv_flops_share;  /* of the forward pass */
    double two_p_flops;     /* 2 FLOPs for each active weight */
    double flops_gap_share; /* by how much the forward pass stays below it */
    double attention_flops; /* of one token over the leading context, all layers */
    double attention_share; /* … beside the matrices */
    double attention_ratio; /* its FLOPs for each byte of cache, decoding; 0: not the same in every layer */
    double attention_flops_per_s, attention_peak_share; /* … at the memory's pace, or the peak; of the peak */
    /* the workload's prompt alone, on one replica: its arithmetic; weights that each of its tokens is
     * multiplied by, copies counted, and those that only the last meets */
    double prompt_compute_s, body_params, last_params;
    bool prompt_told, prompt_told_latent; /* a formula of these gives it; that of a latent attention */

    double token_bytes, replica_room_bytes; /* one cached token with its copies; room of one replica */
    bool plain_room;                        /* one replica, nothing copied */
    double two_embeddings;

    bool crossing_fits; /* where arithmetic comes to bind, the batch is within memory; or nowhere does it */
    bool holds_many;    /* more than one sequence at the shortest context */

    bool two_rounds; /* an exchange is one round of sends to add and one to share, within one node */
    /* which formula of the exchange holds; none where a group spans nodes */
    bool ring, mesh, one_shot, in_network; /* all-reduces alone */
    bool with_experts, with_stages, with_both;
    bool in_parts;                      /* one of these */
    bool experts_in_rounds;             /* … in two rounds, and experts near: what a token sends has one */
    bool told;                          /* a formula holds, of all-reduces or of the experts' exchange */
    double experts_elements;            /* sent to experts and back, a token and a layer that has them */
    double send_bytes, sends_per_layer; /* one send of one token; sends of one accelerator */
    struct lecture_matrix matrices[LECTURE_MATRICES];
    struct lecture_block blocks[LECTURE_BLOCKS];
    size_t n_blocks;
    double least_ratio, least_each; /* of the matrices; of the blocks */
    bool safe, safe_each;           /* the least is above what the accelerator asks for */

    double cache_per_sequence_s; /* reading one sequence's cache at the shortest context, its copies too; 0:
                                    not in proportion to the context, or not part of the step */
    double full_cache_s;         /* reading a cache that fills all room, in a step */
    double intermediate_of_all;  /* of the time: the article's figure beside the 57 % that matrices take */

    double reached, likely_s; /* the article's share of the floor, and the smallest batch's step at it */
    struct lecture_step small, large, half; /* half: half the largest batch, an exercise */

    struct {
        double wide_params, deep_params; /* 12 L d^2 at twice the width; at twice the depth */
        int64_t long_context, long_batch;
        double long_bytes;
        double double_room_bytes, double_short_bytes; /* on twice as many accelerators */
        int64_t double_tokens;
        double double_copies; /* of a cache whose heads are too few there; 0: none, or a latent one's */
        double double_factor; /* of the tokens; 0 where none fitted before */
        double half_weights_bytes, half_read_s; /* half the bytes a weight */
        int64_t crossing, half_crossing; /* the first batch that multiplies for longer than it reads; at half
                                            the bytes */
        int64_t half_idle_tokens;        /* idle_tokens of derived.h at half the bytes */
        double double_elements; /* sent a token and layer, twice the accelerators; 0: not in two rounds */
        int64_t least_width, least_width_each; /* the first width at which the exchange hides: one matrix,
                                                  one vector; an attention of N between exchanges */
        int64_t most_accelerators; /* that hide their exchange; 0: not two do, or other exchanges than two
                                      rounds */
        double link_factor; /* other exchanges: how many times as fast the link must be to hide them; 0:
                               hidden */
        int64_t most_even;  /* … and share the heads out evenly; 0: those do */
        double half_intermediate, half_intermediate_of_all;
        int64_t expert_batch;         /* as many choices as there are experts, E/k; 0: no mixture */
        double experts_read;          /* … of a layer by it, on average */
        int64_t again_tokens;         /* multiplied for one more token where nothing is cached */
        double again_s, again_read_s; /* … computing them; reading the weights, which a step of one token may
                                         not need all */
        double equal_context; /* where scores take as many FLOPs as the matrices; 0: not in proportion */
    } exercise;
};

/* kipply 2022, comparing with real benchmarks: FasterTransformer on 1 or 2 A100, a 13B of 16 bit, batch 1.
 * The floor reads the weights; measured is all time but the prompt's, for each of ten tokens. 76 % and 62 %.
 */
struct article_run {
    int accelerators;
    double floor_s, measured_s, share; /* share: floor / measured */
    double in_all_s, prompt_s;
};
struct article_run lecture_article_run(int accelerators);

struct derived;
/* What attention takes (lecture_attention.c): the widths and weights of a latent one of a model so wide;
 * scores and values, and the prompt. */
void lecture_latent(const struct attention *attention, double d_model, struct lecture *out);
void lecture_attention(const struct design *design, const struct analysis *analysis,
                       const struct derived *derived, struct lecture *out);

void lecture_make(const struct design *design, const struct analysis *analysis, const struct derived *derived,
                  struct lecture *out);

#endif
