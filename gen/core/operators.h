/* The work of a step, operator by operator, on one accelerator: FLOPs and bytes as functions of batch and
 * context whose constants depend on model, machine and layout alone.
 *
 * Source: reference arithmetic, section 4. 2 FLOPs per weight used and token. Each weight is read once a
 * step; of the embedding only rows are read, the head whole. Of E experts, E·(1 - (1 - k/E)^B) are read,
 * expected under uniform routing: real routing is skewed, so it is an upper estimate. Attention: 2·H·(h +
 * h_v) FLOPs per cached token, fused, no score traffic; latent attention decodes on the latent cache itself,
 * (2·kv_rank + d_rope) per head. Norms and residuals: bytes alone, the residual stream read and written once
 * a norm. All of it is divided by N, but for the cache and the projections that make it, which are copied as
 * cache.h says.
 *
 * A state that does not grow (Mamba, linear attention) is read and written once a step, and written once
 * after a prompt; its arithmetic, small beside that of the matrices, is left out.
 *
 * A nominal parameter count is taken as read whole in each step: it does not say how much of it is looked up.
 * With a pipeline the work is that of one accelerator of each stage: what a part of a batch
 * meets on its way (step.h). */
#ifndef CORE_OPERATORS_H
#define CORE_OPERATORS_H

#include "analysis.h"

/* One operator of the layers of one kind (or of the model, for head and tables). */
struct work {
    enum operator_id op;
    bool per_sequence;      /* the head: once a sequence, not once a token, when a prompt is read */
    double flops_per_token; /* of a token in the batch */
    double bytes;           /* weights read whatever the batch */
    double bytes_per_token; /* rows looked up, activations */
    double expert_bytes;    /* weights of all routed experts */
    double idle_share;      /* 1 - k/E: experts that one token leaves unread */
    double expert_tokens;   /* tokens that share the experts for each token of this replica */
    double state_bytes;     /* of one sequence, whatever its length: read and written with each token */
    /* attention alone; per cached token (decode) and per query-key pair (prefill) of one sequence */
    const struct attention *attention; /* NULL: no cache */
    double flops_per_cached, flops_per_pair, bytes_per_cached;
};

/* What is worked out once for all steps of a design. Borrows from it. */
struct plan {
    const struct design *design;
    const struct work *works;
    size_t n_works;
    struct comms comms;
    double flops_per_s, bytes_per_s;
    double n_layers;
    double read_scale;         /* nominal weights over those read; 1 without a nominal figure */
    double parameters;         /* counted: exact, nominal or, article, 12 L d^2 */
    double replica_size;       /* accelerators of a replica */
    double weights_bytes;      /* stored in one replica, copies counted */
    double replica_room_bytes; /* for the cache of one replica; negative: short by that much */
    bool experts;              /* whether some weights are read only when chosen */
};

/* The operators that a design asks for: at most this many works. */
size_t operators_capacity(const struct model *model);

/* Fills `works` (of operators_capacity) and the plan. */
void operators_plan(const struct design *design, struct work *works, struct plan *out);

/* "qkv_projection", … */
const char *operator_name(enum operator_id op);

/* FLOPs and bytes of one decode step, and of reading prompts of `tokens` tokens. */
struct load {
    double flops;
    double weights_bytes, cache_bytes, activation_bytes;
};
struct load operators_decode(const struct work *work, double batch, double context);
struct load operators_prefill(const struct work *work, double batch, double tokens);
static inline struct load operators_load(const struct work *work, enum phase phase, double batch,
                                         double context) {
    return phase == PHASE_DECODE ? operators_decode(work, batch, context)
                                 : operators_prefill(work, batch, context);
}
static inline double load_bytes(const struct load *load) {
    return load->weights_bytes + load->cache_bytes + load->activation_bytes;
}

/* E·(1 - (1 - k/E)^tokens): distinct experts that `tokens` tokens choose, expected under uniform routing. */
double operators_expected_experts(double n_experts, double top_k, double tokens);

#endif
