/* The table of the exchange: what one accelerator sends for one token in one layer (declared in table.h).
 *
 * An all-reduce in two rounds (a mesh, a ring, the article) is told round by round: N - 1 sends of d/N
 * elements to add the partial sums, as many to put the sum together (kipply 2022). Any other is one line.
 * Where experts lie apart, the layer is one with experts: their tokens are sent out and brought back
 * (comms.h). */
#include "table.h"

#include <math.h>
#include <string.h>

/* One line; elements 0: the sends differ. */
struct sending {
    const char *what;
    double sends, elements, bytes, seconds;
};

enum { MOST_SENDINGS = 6 };

/* What every layer of the model is, one by one: the expert layers, if these are apart. */
struct layers {
    double all, with_experts, top_k;
    bool two_reduces; /* one behind the attention and one behind a dense feed-forward */
    bool apart;
};

static struct layers layers_of(const struct facts *facts) {
    const struct model *model = &facts->spec.design.model;
    struct layers out = {.apart = facts->spec.design.cluster.expert_parallel > 1};
    bool parallel = false, dense = true;
    for (size_t i = 0; i < model->n_kinds; i++) {
        const struct layer_kind *kind = &model->kinds[i];
        out.all += (double)kind->n_layers;
        parallel |= kind->parallel;
        if (kind->ffn.n_experts == 0)
            continue;
        out.with_experts += (double)kind->n_layers;
        out.top_k = (double)kind->ffn.top_k;
        dense = kind->ffn.d_ff > 0;
    }
    out.apart = out.apart && out.with_experts > 0 && !facts->derived.article;
    out.two_reduces = !parallel && (!out.apart || dense);
    return out;
}

/* Elements of the largest share where they do not come out even. */
static double share_of(double elements, double parts) {
    return ceil(elements / parts - 1e-9);
}

/* One all-reduce: what all of them come to, less the experts' part and the pipeline's. */
static struct sending all_reduce(const struct facts *facts, const struct layers *layers) {
    const struct design *design = &facts->spec.design;
    const struct comms *comms = &facts->analysis.comms;
    double token_bytes = (double)design->model.d_model * facts->derived.activation_value_bytes;
    double reduces = comms->all_reduces_per_layer * layers->all;
    double apart = layers->apart ? (double)design->cluster.expert_parallel : 1;
    double scatters = layers->apart ? 2 * layers->with_experts : 0;
    double other_bytes = scatters * layers->top_k * token_bytes * (apart - 1) / apart +
                         (double)(design->cluster.pipeline_parallel - 1) * token_bytes;
    struct sending one = {.sends =
                              (comms->messages_per_layer * layers->all - scatters * (apart - 1)) / reduces,
                          .bytes = (comms->bytes_per_token - other_bytes) / reduces,
                          .seconds = facts->derived.all_reduce_s_per_token / reduces};
    if (facts->derived.article) /* which takes N - 1 as N in its times */
        one.seconds *=
            (double)(design->cluster.tensor_parallel - 1) / (double)design->cluster.tensor_parallel;
    return one;
}

static size_t add_reduces(const struct facts *facts, const struct layers *layers, struct sending *out) {
    static const char *const rounds[3][2] = {{"Attention: add the parts", "Attention: put together"},
                                             {"Feed-forward: add the parts", "Feed-forward: put together"},
                                             {"Layer: add the parts", "Layer: put together"}};
    static const char *const wholes[3] = {"Attention: all-reduce", "Feed-forward: all-reduce",
                                          "Layer: all-reduce"};
    const struct comms *comms = &facts->analysis.comms;
    double d = (double)facts->spec.design.model.d_model;
    bool in_rounds = comms->domains <= 1 && (facts->derived.article || !strcmp(comms->algorithm, "mesh") ||
                                             !strcmp(comms->algorithm, "ring"));
    struct sending one = all_reduce(facts, layers);
    size_t n = 0;
    for (int block = 0; block < (layers->two_reduces ? 2 : 1); block++) {
        int words = layers->two_reduces || layers->apart ? block : 2;
        for (int half = 0; in_rounds && half < 2; half++)
            out[n++] = (struct sending){rounds[words][half], one.sends / 2,
                                        share_of(d, (double)facts->spec.design.cluster.tensor_parallel),
                                        one.bytes / 2, one.seconds / 2};
        if (!in_rounds) {
            out[n] = one;
            out[n].elements = comms->domains <= 1 ? d : 0; /* one-shot, in the network: all of it at once */
            out[n++].what = wholes[words];
        }
    }
    return n;
}

static size_t add_experts(const struct facts *facts, const struct layers *layers, struct sending *out) {
    const struct design *design = &facts->spec.design;
    double n = (double)design->cluster.expert_parallel,
           chosen = layers->top_k * (double)design->model.d_model;
    if (!layers->apart)
        return 0;
    struct sending one = {"Experts: tokens out", n - 1, share_of(chosen, n),
                          chosen * (n - 1) / n * facts->derived.activation_value_bytes,
                          facts->analysis.comms.all_to_all_s_per_token / (2 * layers->with_experts)};
    out[0] = out[1] = one;
    out[1].what = "Experts: tokens back";
    return 2;
}

static void put_sending(const struct facts *facts, struct cell *cells, const struct sending *sending) {
    cells[0] = cell_words(sending->what);
    cells[1] = cell_number(facts, sending->sends, 0);
    cells[2] = sending->elements > 0 ? cell_number(facts, sending->elements, 0) : cell_words(EM_DASH);
    cells[3] = cell_in(facts, sending->bytes, DIM_BYTES, "kB", 2);
    cells[4] = cell_in(facts, sending->seconds, DIM_SECONDS, "us", 3);
}

static void comms_notes(const struct facts *facts, struct table *table, const struct layers *layers) {
    const struct design *design = &facts->spec.design;
    if (fmod((double)design->model.d_model, (double)design->cluster.tensor_parallel) > 0)
        table_note(facts, table, "Uneven shares: the largest is printed.");
    if (layers->apart && layers->with_experts < layers->all)
        table_note(facts, table,
                   "The %s dense layers exchange after the feed-forward as after the attention.",
                   words_count(facts, layers->all - layers->with_experts));
    if (design->cluster.pipeline_parallel > 1)
        table_note(facts, table, "From stage to stage a token sends %s more.",
                   words_number(facts, (double)design->model.d_model * facts->derived.activation_value_bytes,
                                DIM_BYTES, "kB", 2));
    if (facts->derived.article && design->cluster.tensor_parallel > 1)
        table_note(facts, table,
                   "The article takes N \u2212 1 as N, so its times are N/(N \u2212 1) of these.");
}

void table_comms(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "what", .head = "One token, one layer", .align = ALIGN_LEFT},
        {.id = "sends", .head = "Sends", .unit = "to others", .align = ALIGN_RIGHT},
        {.id = "elements", .head = "Elements", .unit = "in each", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Sent by one", .unit = "kB", .align = ALIGN_RIGHT},
        {.id = "time_s", .head = "On the link", .unit = "\xC2\xB5s", .align = ALIGN_RIGHT},
    };
    struct layers layers = layers_of(facts);
    struct sending sendings[MOST_SENDINGS], total = {0};
    total.what = layers.apart ? "One layer with experts" : "One layer";
    size_t n = 0;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], MOST_SENDINGS + 1);
    if (facts->analysis.comms.all_reduces_per_layer > 0)
        n += add_reduces(facts, &layers, sendings);
    n += add_experts(facts, &layers, sendings + n);
    if (!n)
        table_note(facts, table, "One accelerator exchanges nothing.");
    for (size_t i = 0; i < n; i++) {
        put_sending(facts, table_row(facts, table, ROW_DATA), &sendings[i]);
        total.sends += sendings[i].sends;
        total.bytes += sendings[i].bytes;
        total.seconds += sendings[i].seconds;
    }
    struct cell *sum = table_row(facts, table, ROW_TOTAL);
    put_sending(facts, sum, &total);
    sum[2].text = NULL;
    if (n)
        comms_notes(facts, table, &layers);
}
