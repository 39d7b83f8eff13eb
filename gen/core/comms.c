/* Times of exchange between accelerators. Never knows what is computed in between. Units: seconds, bytes. */
#include "comms.h"
#include "over.h"
#include "params.h"

#include <math.h>

struct link {
    double bandwidth, latency;
};

/* The cost of one collective: a constant and a share of each byte of the message. */
struct exchange {
    double latency_s, s_per_byte;
    double messages, sent; /* by one accelerator: sends, and bytes for each byte of the message */
};

static struct exchange exchange_mesh(double n, struct link link) {
    double sent = 2 * (n - 1) / n;
    return (struct exchange){2 * link.latency, sent * over(1, link.bandwidth), 2 * (n - 1), sent};
}

static struct exchange exchange_ring(double n, struct link link) {
    double sent = 2 * (n - 1) / n;
    return (struct exchange){2 * (n - 1) * link.latency, sent * over(1, link.bandwidth), 2 * (n - 1), sent};
}

static struct exchange exchange_one_shot(double n, struct link link) {
    return (struct exchange){link.latency, (n - 1) * over(1, link.bandwidth), n - 1, n - 1};
}

static struct exchange exchange_in_network(double n, struct link link) {
    (void)n;
    return (struct exchange){2 * link.latency, over(1, link.bandwidth), 1, 1};
}

static struct exchange (*const exchanges[])(double n, struct link link) = {
    [ALL_REDUCE_MESH] = exchange_mesh,
    [ALL_REDUCE_RING] = exchange_ring,
    [ALL_REDUCE_ONE_SHOT] = exchange_one_shot,
    [ALL_REDUCE_IN_NETWORK] = exchange_in_network,
};
_Static_assert(sizeof exchanges / sizeof exchanges[0] == ALL_REDUCE_COUNT, "one row per algorithm");

static struct link inner_link(const struct accelerator *a) {
    return (struct link){a->link_bandwidth_bytes_per_s, a->link_latency_s};
}

/* Between domains; the inner link where no other is given. */
static struct link outer_link(const struct accelerator *a) {
    if (a->internode_bandwidth_bytes_per_s <= 0)
        return inner_link(a);
    return (struct link){a->internode_bandwidth_bytes_per_s, a->internode_latency_s};
}

static bool within_domain(const struct accelerator *a, int64_t n) {
    return a->link_domain <= 0 || n <= a->link_domain;
}

static struct exchange all_reduce_cost(const struct design *design, int64_t n) {
    const struct accelerator *a = &design->accelerator;
    struct exchange (*cost)(double, struct link) = exchanges[design->cluster.all_reduce];
    if (n <= 1)
        return (struct exchange){0};
    if (within_domain(a, n))
        return cost((double)n, inner_link(a));
    double domain = (double)a->link_domain, nodes = ceil((double)n / domain);
    struct exchange outer = cost(nodes, outer_link(a));
    if (a->link_domain == 1)
        return outer;
    struct exchange inner = cost(domain, inner_link(a));
    return (struct exchange){inner.latency_s + outer.latency_s, inner.s_per_byte + outer.s_per_byte / domain,
                             inner.messages + outer.messages, inner.sent + outer.sent / domain};
}

/* One all-to-all over `n` accelerators, each sending every token's share to all others. */
static struct exchange all_to_all_cost(const struct accelerator *a, int64_t n) {
    double all = (double)n;
    if (within_domain(a, n)) {
        struct link link = inner_link(a);
        double sent = (all - 1) / all;
        return (struct exchange){link.latency, sent * over(1, link.bandwidth), all - 1, sent};
    }
    struct link inner = inner_link(a), outer = outer_link(a);
    double domain = (double)a->link_domain;
    double near = (domain - 1) / all, far = (all - domain) / all;
    return (struct exchange){fmax(inner.latency, outer.latency),
                             near * over(1, inner.bandwidth) + far * over(1, outer.bandwidth), all - 1,
                             near + far};
}

static double all_reduces(const struct layer_kind *kind, bool experts_apart) {
    bool experts = kind->ffn.n_experts > 0;
    bool ffn = kind->ffn.d_ff > 0 || (experts && !experts_apart);
    return kind->parallel || !ffn ? 1 : 2;
}

/* Tensor and expert parallel, summed over the layers. */
static void plan_layers(const struct design *design, struct comms *out) {
    const struct model *model = &design->model;
    int64_t n = design->cluster.tensor_parallel, experts = design->cluster.expert_parallel;
    struct exchange reduce = all_reduce_cost(design, n);
    struct exchange scatter =
        experts > 1 ? all_to_all_cost(&design->accelerator, experts) : (struct exchange){0};
    double d = (double)model->d_model, token_bytes = d * dtype_bytes(design->precision.activations);
    double layers = 0, reduces = 0, scatters = 0, chosen = 0;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct layer_kind *kind = &model->kinds[i];
        double count = (double)kind->n_layers;
        bool apart = experts > 1 && kind->ffn.n_experts > 0;
        layers += count;
        reduces += count * all_reduces(kind, apart);
        scatters += apart ? 2 * count : 0;
        chosen += apart ? 2 * count * (double)kind->ffn.top_k : 0;
    }
    out->all_to_all_latency_s = scatters * scatter.latency_s;
    out->all_to_all_s_per_token = chosen * token_bytes * scatter.s_per_byte;
    out->latency_s = reduces * reduce.latency_s + out->all_to_all_latency_s;
    out->s_per_token = reduces * token_bytes * reduce.s_per_byte + out->all_to_all_s_per_token;
    out->bytes_per_token = token_bytes * (reduces * reduce.sent + chosen * scatter.sent);
    if (layers <= 0)
        return; /* LCOV_EXCL_LINE: a model has layers */
    out->layer_latency_s = out->latency_s / layers;
    out->all_reduces_per_layer = n > 1 ? reduces / layers : 0;
    out->messages_per_layer = (reduces * reduce.messages + scatters * scatter.messages) / layers;
    out->elements_per_token_per_layer = d * (reduces * reduce.sent + chosen * scatter.sent) / layers;
}

static void plan_pipeline(const struct design *design, struct comms *out) {
    const struct cluster *c = &design->cluster;
    double boundaries = (double)(c->pipeline_parallel - 1);
    double token_bytes = (double)design->model.d_model * dtype_bytes(design->precision.activations);
    if (boundaries <= 0)
        return;
    bool near = within_domain(&design->accelerator, c->tensor_parallel * c->pipeline_parallel);
    struct link link = near ? inner_link(&design->accelerator) : outer_link(&design->accelerator);
    out->pipeline_latency_s = boundaries * link.latency;
    out->pipeline_s_per_token = boundaries * token_bytes * over(1, link.bandwidth);
    out->latency_s += out->pipeline_latency_s;
    out->s_per_token += out->pipeline_s_per_token;
    out->bytes_per_token += boundaries * token_bytes;
}

/* Two partial sums a layer, each exchanged as N-1 sends of d/N elements and N-1 again; the time's throughput
 * rounds (N-1)/N to 1, as the article does, the counts do not. */
static void plan_article(const struct design *design, struct comms *out) {
    double n = (double)design->cluster.tensor_parallel, d = (double)design->model.d_model;
    double layers = (double)params_layers(&design->model), value = dtype_bytes(design->precision.activations);
    if (n <= 1)
        return;
    struct link link = inner_link(&design->accelerator);
    out->all_reduces_per_layer = 2;
    out->messages_per_layer = 4 * (n - 1);
    out->elements_per_token_per_layer = 4 * (n - 1) * d / n;
    out->bytes_per_token = layers * out->elements_per_token_per_layer * value;
    out->layer_latency_s = 4 * link.latency;
    out->latency_s = layers * 4 * link.latency;
    out->s_per_token = 4 * layers * d * value * over(1, link.bandwidth);
}

void comms_plan(const struct design *design, struct comms *out) {
    *out = (struct comms){.domains = 1};
    if (design->method == METHOD_ARTICLE) {
        out->algorithm = method_names[METHOD_ARTICLE];
        plan_article(design, out);
        return;
    }
    const struct accelerator *a = &design->accelerator;
    int64_t n = design->cluster.tensor_parallel;
    if (!within_domain(a, n))
        out->domains = (n + a->link_domain - 1) / a->link_domain;
    out->algorithm = all_reduce_names[design->cluster.all_reduce];
    plan_layers(design, out);
    plan_pipeline(design, out);
}

double comms_time(const struct design *design, const struct comms *comms, double tokens, double *latency_s,
                  double *bandwidth_s) {
    *latency_s = comms->latency_s;
    *bandwidth_s = tokens * comms->s_per_token;
    if (design->method == METHOD_ARTICLE)
        return fmax(*latency_s, *bandwidth_s);
    return *latency_s + *bandwidth_s;
}
