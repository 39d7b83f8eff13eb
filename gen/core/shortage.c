/* See shortage.h. */
#include "shortage.h"

#include "capacity.h"

void shortage_find(const struct design *design, double parameters, int64_t batch, int64_t context,
                   struct shortage *out) {
    const struct cluster *c = &design->cluster;
    double n = (double)(c->tensor_parallel * c->pipeline_parallel);
    double memory = capacity_seen_bytes(design);
    double weights = capacity_weights_bytes(design, parameters);
    double cache = batch > 0 ? (double)batch * capacity_sequence_bytes(design, (double)context) : 0;
    *out = (struct shortage){.memory_bytes = memory,
                             .kept_bytes = memory * (1 - c->memory_fraction) + c->reserved_bytes,
                             .weights_bytes = weights / n,
                             .cache_bytes = cache / n,
                             .short_bytes = (cache - capacity_room_bytes(design, weights)) / n};
}

static bool holds(const struct design *design, double parameters, int64_t batch, int64_t context) {
    struct shortage shortage;
    shortage_find(design, parameters, batch, context, &shortage);
    return shortage.short_bytes <= 0;
}

struct design shortage_with_accelerators(const struct design *design, int64_t count) {
    struct design with = *design;
    with.cluster.count = with.cluster.tensor_parallel = count;
    with.cluster.data_parallel = with.cluster.pipeline_parallel = with.cluster.expert_parallel = 1;
    return with;
}

static bool divides_heads(const struct design *design, int64_t n) {
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        const struct attention *attention = &design->model.kinds[i].attention;
        if (attention->kind != ATTENTION_NONE && attention->n_heads % n != 0)
            return false;
    }
    return true;
}

int64_t shortage_fewest_accelerators(const struct design *design, double parameters, int64_t batch,
                                     int64_t context) {
    for (int64_t n = 1; n <= SHORTAGE_MOST; n++) {
        if (!divides_heads(design, n) && !(design->method == METHOD_ARTICLE && !batch))
            continue;
        struct design with = shortage_with_accelerators(design, n);
        if (holds(&with, parameters, batch, context))
            return n;
    }
    return 0;
}

enum varied { VARIED_BATCH, VARIED_CONTEXT };

/* The largest batch or context below the one that is given which is held; 0: none. */
static int64_t largest_held(const struct design *design, double parameters, int64_t batch, int64_t context,
                            enum varied varied) {
    int64_t low = 0, high = varied == VARIED_BATCH ? batch : context;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        bool held = varied == VARIED_BATCH ? holds(design, parameters, middle, context)
                                           : holds(design, parameters, batch, middle);
        if (held)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int64_t shortage_largest_batch(const struct design *design, double parameters, int64_t batch,
                               int64_t context) {
    return largest_held(design, parameters, batch, context, VARIED_BATCH);
}

int64_t shortage_longest_context(const struct design *design, double parameters, int64_t batch,
                                 int64_t context) {
    return largest_held(design, parameters, batch, context, VARIED_CONTEXT);
}
