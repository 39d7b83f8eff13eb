/* The tensor-parallel diagram: the shards of this model's layer, and what its accelerators send for one
 * token. */
#include "series_kinds.h"

#include "../../figures/shards.h"

#include <math.h>

/* One exchange for one token: N - 1 sends of d/N elements, at once. The article takes the longer of latency
 * and throughput, the operator method their sum. */
static struct shards_exchange exchange_of(const struct facts *facts) {
    const struct design *design = &facts->spec.design;
    double n = (double)design->cluster.tensor_parallel, link = design->accelerator.link_bandwidth_bytes_per_s;
    double bytes = (double)design->model.d_model / n * facts->derived.activation_value_bytes;
    double latency = design->accelerator.link_latency_s, send_s = link > 0 ? (n - 1) * bytes / link : 0;
    double time_s = facts->derived.article ? fmax(latency, send_s) : latency + send_s;
    const char *each = series_words(facts, bytes, DIM_BYTES, NULL, DIGITS_3);
    struct shards_exchange exchange = {.head = each, .lines = {words_say(facts, "each way"), NULL}};
    if (n > 2)
        exchange.head = arena_printf(facts->arena, "%s \xC3\x97 %s", series_count(facts, n - 1), each);
    if (time_s > 0)
        exchange.lines[1] = series_words(facts, time_s, DIM_SECONDS, NULL, DIGITS_3);
    return exchange;
}

bool series_shards(const struct facts *facts, struct figure *figure) {
    const struct derived *derived = &facts->derived;
    struct shards_data *data = arena_alloc(facts->arena, sizeof *data);
    /* latent attention and experts are laid out in other ways than this figure shows */
    if (derived->n_heads < 1 || derived->d_head < 1 || derived->d_ff < 1 || derived->latent ||
        derived->mixture)
        return false;
    data->n_lanes = facts->spec.design.cluster.tensor_parallel;
    data->d_model = facts->spec.design.model.d_model;
    data->n_heads = derived->n_heads;
    data->n_kv_heads = derived->n_kv_heads > 0 ? derived->n_kv_heads : derived->n_heads;
    data->d_head = derived->d_head;
    data->d_ff = derived->d_ff;
    data->gated = derived->gated;
    data->activation = derived->gated ? "swiglu" : "gelu";
    data->words = SERIES_SAY(facts, shards);
    data->sum = data->join = exchange_of(facts);
    figure->title = data->n_lanes > 1
                        ? words_printf(facts, "Each of %s accelerators holds its share of every matrix",
                                       series_count(facts, (double)data->n_lanes))
                        : words_say(facts, "One accelerator holds every matrix whole");
    figure->subtitle = data->n_lanes > 1 ? "One layer, one token. Matrices to scale; pale outlines lie on "
                                           "the other accelerators. A pale cell is a "
                                           "partial sum, a full one is final."
                                         : "One layer, one token. Matrices to scale.";
    figure->alt = words_printf(facts,
                               "Tensor parallelism over %s accelerators: each multiplies by its own columns "
                               "of the query, key, value and "
                               "first feed-forward matrices and its own rows of the output and second "
                               "feed-forward matrices; %s are sent "
                               "to add the partial sums, and as much again to share them, twice a layer.",
                               series_count(facts, (double)data->n_lanes), data->sum.head);
    figure->width = WIDTH_FULL / 10.0;
    figure->height = data->n_lanes > 1 ? 480 : 380;
    figure->draw = shards_draw;
    figure->data = data;
    return true;
}

/* The lecture's worked example, whatever the spec: d = 4, two heads of 2, a feed-forward of 16, two
 * accelerators (kipply 2022, "Model parallelism"). An element is two bytes, so a send of d/N is four. */
bool series_example(const struct facts *facts, struct figure *figure) {
    const struct shards_exchange send = {.head = words_say(facts, "4 bytes"),
                                         .lines = {words_say(facts, "each way"), NULL}};
    struct shards_data *data = arena_alloc(facts->arena, sizeof *data);
    *data = (struct shards_data){.words = SERIES_SAY(facts, shards),
                                 .n_lanes = 2,
                                 .d_model = 4,
                                 .n_heads = 2,
                                 .n_kv_heads = 2,
                                 .d_head = 2,
                                 .d_ff = 16,
                                 .activation = "gelu",
                                 .sum = send,
                                 .join = send};
    figure->title = "Each of two accelerators holds one head and half of the feed-forward";
    figure->subtitle = "One layer, one token. A pale cell is a partial sum, a full one is final; its colour "
                       "says who computed it.";
    figure->alt =
        "One layer of width 4 with two heads of 2 and a feed-forward of 16 on two accelerators: each "
        "multiplies by its half of every matrix, sends half of its partial sums to the other, adds, and "
        "sends the finished half back; 4 bytes a send, four sends a layer.";
    figure->width = WIDTH_FULL / 10.0;
    figure->height = 443;
    figure->draw = shards_draw;
    figure->data = data;
    return true;
}
