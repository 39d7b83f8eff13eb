/* The tensor-parallel diagram: the shards of this model's layer, and what its accelerators send for one
 * token. */
#include "series_kinds.h"

#include "../../figures/shards.h"
#include "../core/over.h"

#include <math.h>

static bool in_one_round(const struct design *design) {
    return design->cluster.all_reduce == ALL_REDUCE_ONE_SHOT ||
           design->cluster.all_reduce == ALL_REDUCE_IN_NETWORK;
}

/* One exchange for one token: N - 1 sends of d/N elements, at once, or one after another in a ring. The
 * article takes the longer of latency and throughput, the operator method their sum. */
static struct shards_exchange exchange_of(const struct facts *facts) {
    const struct design *design = &facts->spec.design;
    double n = (double)design->cluster.tensor_parallel, link = design->accelerator.link_bandwidth_bytes_per_s;
    double bytes = (double)design->model.d_model / n * facts->derived.activation_value_bytes;
    double latency = design->accelerator.link_latency_s, send_s = over((n - 1) * bytes, link);
    if (facts->derived.ring) /* one send after another */
        latency *= n - 1;
    double time_s = facts->derived.article ? fmax(latency, send_s) : latency + send_s;
    if (!facts->derived.article && (facts->analysis.comms.domains > 1 || in_one_round(design)))
        time_s = 0; /* of another exchange than is drawn */
    const char *each = words_number(facts, bytes, DIM_BYTES, NULL, DIGITS_3);
    struct shards_exchange exchange = {.head = each, .lines = {words_say(facts, "each way"), NULL}};
    if (n > 2)
        exchange.head = arena_printf(facts->arena, "%s \xC3\x97 %s", words_count(facts, n - 1), each);
    if (time_s > 0)
        exchange.lines[1] = words_number(facts, time_s, DIM_SECONDS, NULL, DIGITS_3);
    return exchange;
}

/* Half of an all-to-all for one token: its k copies, of d elements each, to the experts or back; those that
 * stay on the accelerator, 1 of n on the mean, are not sent. */
static struct shards_exchange scatter_of(const struct facts *facts, const char *words) {
    const struct design *design = &facts->spec.design;
    double n = (double)design->cluster.expert_parallel, link = design->accelerator.link_bandwidth_bytes_per_s;
    double copy = (double)design->model.d_model * facts->derived.activation_value_bytes;
    double bytes = (double)facts->derived.top_k * copy * (n - 1) / n;
    double time_s = design->accelerator.link_latency_s + over(bytes, link);
    return (struct shards_exchange){
        .head = words_number(facts, bytes, DIM_BYTES, NULL, DIGITS_3),
        .lines = {words_say(facts, words),
                  time_s > 0 ? words_number(facts, time_s, DIM_SECONDS, NULL, DIGITS_3) : NULL}};
}

/* The first layers of each sort: where attention is latent, where experts stand. NULL: none. */
static const struct layer_kind *kind_with(const struct facts *facts, bool experts) {
    const struct model *model = &facts->spec.design.model;
    for (size_t i = 0; i < model->n_kinds; i++)
        if (experts ? model->kinds[i].ffn.n_experts > 0 : model->kinds[i].attention.kind == ATTENTION_LATENT)
            return &model->kinds[i];
    return NULL;
}

static void lay_latent(const struct attention *attention, struct shards_data *data) {
    data->n_heads = data->n_kv_heads = attention->n_heads;
    data->d_head = attention->d_head;
    data->q_rank = attention->q_rank;
    data->kv_rank = attention->kv_rank;
    data->d_rope = attention->d_rope;
    data->d_value = attention->d_value;
}

static void lay_experts(const struct facts *facts, const struct feed_forward *ffn, struct shards_data *data) {
    data->n_experts = ffn->n_experts;
    data->top_k = ffn->top_k;
    data->d_expert = ffn->d_expert;
    data->shared = ffn->d_shared > 0;
    data->apart = facts->spec.design.cluster.expert_parallel > 1;
    if (data->apart) {
        data->out = scatter_of(facts, "a token, out");
        data->back = scatter_of(facts, "a token, back");
    }
}

/* What the core leaves out of the exchange: the parts of the query's latent vector are taken as there. */
static const char *const LATENT =
    "Each makes a part of the query’s latent vector; joining them is not counted.";
static const char *const PARALLEL = "Here both read the same x and share one exchange; they are drawn one "
                                    "after the other.";
/* What is drawn of an all-reduce, where its time is that of another. */
static const char *const TWO_ROUNDS =
    "Drawn are two rounds of sends, as in a mesh; the report counts another exchange.";

static void name_shards(const struct facts *facts, const struct shards_data *data, struct figure *figure) {
    const char *n = words_count(facts, (double)data->n_lanes);
    if (data->n_lanes < 2)
        figure->title = "One accelerator holds every matrix whole";
    else if (data->n_experts > 0 && data->apart)
        figure->title = words_printf(facts, "Each of %s accelerators holds its heads, and whole experts", n);
    else
        figure->title = words_printf(facts, "Each of %s accelerators holds its share of every matrix", n);
    figure->subtitle =
        data->n_lanes < 2 ? "One layer, one token. Matrices to scale."
        : data->n_experts > 0
            ? "One layer, one token. Matrices to scale, a tile for each expert; pale outlines "
              "lie on the other accelerators. A pale cell is a partial sum, a full one is final."
            : "One layer, one token. Matrices to scale; pale outlines lie on "
              "the other accelerators. A pale cell is a "
              "partial sum, a full one is final.";
    if (data->n_lanes > 1 && data->q_rank > 0)
        series_tell_further(facts, figure, LATENT);
    if (facts->derived.parallel_blocks)
        series_tell_further(facts, figure, PARALLEL);
    if (data->n_lanes > 1 && !facts->derived.article && in_one_round(&facts->spec.design))
        series_tell_further(facts, figure, TWO_ROUNDS);
    figure->alt = words_printf(facts,
                               "Tensor parallelism over %s accelerators: each multiplies by its own columns "
                               "of the query, key, value and "
                               "first feed-forward matrices and its own rows of the output and second "
                               "feed-forward matrices; %s are sent "
                               "to add the partial sums, and as much again to share them, twice a layer.",
                               n, data->sum.head);
    if (data->n_experts > 0 && data->apart)
        figure->alt =
            words_printf(facts,
                         "Tensor and expert parallelism over %s accelerators: each works on its own "
                         "heads and holds its own experts whole. Behind attention %s are sent to add "
                         "the partial sums, and as much again to share them; each token goes to the "
                         "accelerators that hold its experts, and comes back, %s each way.",
                         n, data->sum.head, data->out.head);
}

bool series_shards(const struct facts *facts, struct figure *figure) {
    const struct derived *derived = &facts->derived;
    const struct cluster *cluster = &facts->spec.design.cluster;
    const struct layer_kind *latent = kind_with(facts, false), *experts = kind_with(facts, true);
    struct shards_data *data = arena_alloc(facts->arena, sizeof *data);
    if (derived->n_heads < 1 || derived->d_head < 1 || (derived->d_ff < 1 && !derived->mixture))
        return false;
    /* queries without a rank, values of another width, and experts over other accelerators than these, are
     * not drawn */
    if ((latent && (latent->attention.q_rank < 1 || latent->attention.d_value != latent->attention.d_head)) ||
        (experts && cluster->expert_parallel > 1 && cluster->expert_parallel != cluster->tensor_parallel))
        return false;
    data->n_lanes = cluster->tensor_parallel;
    data->d_model = facts->spec.design.model.d_model;
    data->n_heads = derived->n_heads;
    data->n_kv_heads = derived->n_kv_heads > 0 ? derived->n_kv_heads : derived->n_heads;
    data->d_head = derived->d_head;
    data->d_ff = derived->d_ff;
    data->gated = derived->gated;
    data->activation = derived->gated ? "swiglu" : "gelu";
    data->words = SERIES_SAY(facts, shards);
    data->sum = data->join = exchange_of(facts);
    if (latent)
        lay_latent(&latent->attention, data);
    if (experts)
        lay_experts(facts, &experts->ffn, data);
    name_shards(facts, data, figure);
    figure->width = WIDTH_FULL;
    figure->height = data->n_lanes < 2 ? 380 : latent ? 530 : 480;
    figure->least = data->n_lanes < 2 ? 380 : latent ? 527 : 460; /* its rows' own; below it all is smaller */
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
    figure->width = WIDTH_FULL;
    figure->height = 443;
    figure->least = 385;
    figure->draw = shards_draw;
    figure->data = data;
    return true;
}
