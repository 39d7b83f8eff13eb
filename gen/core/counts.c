/* See counts.h. Memory alone decides here; times are worked out by whoever asks for a design. */
#include "counts.h"

#include "shortage.h"

struct design counts_design(const struct design *design, int64_t width) {
    struct design with = *design;
    struct cluster *cluster = &with.cluster;
    int64_t own = design->cluster.tensor_parallel;
    cluster->tensor_parallel = width;
    cluster->count = width * cluster->pipeline_parallel * cluster->data_parallel;
    if (cluster->expert_parallel > 1)
        cluster->expert_parallel = cluster->expert_parallel * width / own;
    return with;
}

static bool experts_divide(const struct design *design, int64_t width) {
    int64_t apart = design->cluster.expert_parallel, own = design->cluster.tensor_parallel;
    if (apart == 1)
        return true;
    if (apart * width % own != 0)
        return false;
    for (size_t i = 0; i < design->model.n_kinds; i++)
        if (design->model.kinds[i].ffn.n_experts % (apart * width / own) != 0)
            return false;
    return true;
}

bool counts_divide(const struct design *design, int64_t width) {
    if (!experts_divide(design, width))
        return false;
    for (size_t i = 0; i < design->model.n_kinds; i++) {
        const struct attention *attention = &design->model.kinds[i].attention;
        if (attention->kind != ATTENTION_NONE && attention->n_heads % width != 0)
            return false;
    }
    return true;
}

static int64_t next_below(const struct design *design, int64_t width) {
    while (--width > 0)
        if (counts_divide(design, width))
            return width;
    return 0;
}

static int64_t next_above(const struct design *design, int64_t width) {
    int64_t most = COUNTS_TIMES * design->cluster.tensor_parallel;
    while (++width <= most)
        if (counts_divide(design, width))
            return width;
    return 0;
}

static int64_t fewest(const struct design *design, double parameters, int64_t batch, int64_t context) {
    struct shortage shortage;
    for (int64_t width = next_above(design, 0); width; width = next_above(design, width)) {
        struct design with = counts_design(design, width);
        shortage_find(&with, parameters, batch, context, &shortage);
        if (shortage.short_bytes <= 0)
            return width;
    }
    return 0;
}

static int64_t least_of(const int64_t *values, size_t n) {
    int64_t least = values[0];
    for (size_t i = 1; i < n; i++)
        least = values[i] < least ? values[i] : least;
    return least;
}

static int64_t most_of(const int64_t *values, size_t n) {
    int64_t most = values[0];
    for (size_t i = 1; i < n; i++)
        most = values[i] > most ? values[i] : most;
    return most;
}

int64_t counts_below(const struct design *design) {
    return next_below(design, design->cluster.tensor_parallel);
}

int64_t counts_enough(const struct design *design, double parameters) {
    const struct workload *w = &design->workload;
    return fewest(design, parameters, least_of(w->batch_sizes, w->n_batch_sizes),
                  least_of(w->contexts, w->n_contexts));
}

/* Puts a width at its place, once; 0 is none. */
static void keep(int64_t *widths, size_t *n, int64_t width) {
    size_t at = *n;
    for (size_t i = 0; i < *n; i++)
        if (widths[i] == width)
            return;
    if (!width)
        return;
    for (; at > 0 && widths[at - 1] > width; at--)
        widths[at] = widths[at - 1];
    widths[at] = width;
    (*n)++;
}

size_t counts_near(const struct design *design, double parameters, int64_t widths[COUNTS_MOST]) {
    const struct workload *w = &design->workload;
    int64_t own = design->cluster.tensor_parallel, below = next_below(design, own),
            above = next_above(design, own);
    size_t n = 0;
    keep(widths, &n, own);
    keep(widths, &n, below);
    keep(widths, &n, below ? next_below(design, below) : 0);
    keep(widths, &n, above);
    keep(widths, &n, above ? next_above(design, above) : 0);
    keep(widths, &n, counts_enough(design, parameters));
    keep(widths, &n,
         fewest(design, parameters, most_of(w->batch_sizes, w->n_batch_sizes),
                most_of(w->contexts, w->n_contexts)));
    return n;
}
