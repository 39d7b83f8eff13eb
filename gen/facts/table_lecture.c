/* Tables that a lecture reads from: passes over the weights, what is sent, what each matrix offers the link,
 * the arithmetic of one token (declared in table.h). */
#include "table.h"

#include "../base/text.h"
#include "../core/over.h"
#include "../core/params.h"
#include "formula.h"

#include <math.h>
#include <string.h>

/* kipply 2022: the time of one pass for so many tokens. */
void table_passes(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "tokens", .head = "Tokens in the pass", .align = ALIGN_RIGHT},
        {.id = "one_accelerator_s", .head = "One accelerator", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "replica_s", .head = "Together", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
        {.id = "bound", .head = "Bound by", .align = ALIGN_LEFT},
    };
    const struct derived *derived = &facts->derived;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], derived->n_passes);
    table->caption =
        "The longer of reading 12 L d\xC2\xB2 weights once and multiplying by them for every token.";
    for (size_t i = 0; i < derived->n_passes; i++) {
        const struct pass_row *row = &derived->pass_rows[i];
        bool computes = row->tokens > derived->idle_tokens;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_number(facts, (double)row->tokens, 0);
        cells[1] = cell_in(facts, row->one_accelerator_s, DIM_SECONDS, "ms", 1);
        cells[2] = cell_in(facts, row->replica_s, DIM_SECONDS, "ms", 1);
        cells[3] = computes ? cell_coloured("compute", palette[COLOUR_COMPUTE])
                            : cell_coloured("memory", palette[COLOUR_WEIGHTS]);
    }
    if (derived->worked.replica_accelerators == 1) /* one is all */
        table_drop_column(facts, table, 2);
    struct text all = {0}, matrices = {0};
    number_print(&all, facts->lecture.billions, DIGITS_3);
    number_print(&matrices, derived->twelve_l_d2 / 1e9, DIGITS_3);
    if (strcmp(text_get(&all), text_get(&matrices)) != 0)
        table_note(facts, table,
                   "12 L d\xC2\xB2 is %s \xC2\xB7 10\xE2\x81\xB9 weights; the model has %s "
                   "\xC2\xB7 10\xE2\x81\xB9.",
                   text_get(&matrices), text_get(&all));
    text_drop(&all);
    text_drop(&matrices);
}

/* kipply 2022, comparing with real benchmarks. */
void table_article_runs(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "accelerators", .head = "Accelerators", .align = ALIGN_RIGHT},
        {.id = "floor_s", .head = "Floor", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "measured_s", .head = "Measured", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
        {.id = "share", .head = "Share", .unit = "%", .align = ALIGN_RIGHT},
        {.id = "in_all_s", .head = "In all", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "prompt_s", .head = "The prompt", .unit = "ms", .align = ALIGN_RIGHT},
    };
    enum { RUNS = 2 };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], RUNS);
    for (int i = 1; i <= RUNS; i++) {
        struct article_run run = lecture_article_run(i);
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_number(facts, run.accelerators, 0);
        cells[1] = cell_in(facts, run.floor_s, DIM_SECONDS, "ms", 2);
        cells[2] = cell_in(facts, run.measured_s, DIM_SECONDS, "ms", 2);
        cells[3] = cell_in(facts, run.share, DIM_SHARE, "%", 0);
        cells[4] = cell_in(facts, run.in_all_s, DIM_SECONDS, "ms", 2);
        cells[5] = cell_in(facts, run.prompt_s, DIM_SECONDS, "ms", 2);
    }
}

struct sends {
    double number, elements; /* elements: of all of them; 0: there are none */
};

/* What one accelerator sends in a layer for one token, in the order of the worked example's rounds. Where an
 * all-reduce is not N - 1 sends of d/N elements and as many again, all of it stands in the first of the two.
 */
static void sends_here(const struct facts *facts, struct sends rounds[4]) {
    const struct cluster *cluster = &facts->spec.design.cluster;
    const struct comms *comms = &facts->analysis.comms;
    const struct lecture *lecture = &facts->lecture;
    double n = (double)cluster->tensor_parallel, experts = (double)(cluster->expert_parallel - 1);
    double layers = (double)(lecture->expert_layers + lecture->dense_layers);
    bool two_rounds =
        comms->domains <= 1 && (facts->derived.article || facts->derived.mesh || facts->derived.ring);
    bool one_reduce = facts->derived.parallel_blocks || lecture->experts_elements > 0;
    double messages = comms->messages_per_layer * layers - 2 * experts * (double)lecture->expert_layers;
    struct sends each = {messages / (comms->all_reduces_per_layer * layers),
                         lecture->blocks[0].bytes / facts->derived.activation_value_bytes};
    if (two_rounds)
        each = (struct sends){n - 1, (n - 1) * (double)facts->spec.design.model.d_model / n};
    for (int i = 0; i < 4; i++)
        if ((two_rounds || i % 2 == 0) && !(one_reduce && i >= 2))
            rounds[i] = each;
}

/* Four rounds of sends: the worked example (d = 4, N = 2) beside this model. kipply 2022, "Model
 * parallelism". */
void table_exchange(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "what",
         .head = "What each accelerator sends",
         .unit = "one token, one layer",
         .align = ALIGN_LEFT},
        {.id = "example_sends", .head = "Sends", .unit = "example", .align = ALIGN_RIGHT},
        {.id = "example_elements", .head = "Elements", .unit = "example", .align = ALIGN_RIGHT},
        {.id = "sends", .head = "Sends", .unit = "here", .align = ALIGN_RIGHT},
        {.id = "elements", .head = "Elements", .unit = "here", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "In all", .unit = "kB", .align = ALIGN_RIGHT, .bold = true},
    };
    static const char *const steps[] = {"Attention: add the parts", "Attention: put together",
                                        "Feed-forward: add the parts", "Feed-forward: put together"};
    const struct design *design = &facts->spec.design;
    double n = (double)design->cluster.tensor_parallel, value = facts->derived.activation_value_bytes;
    bool apart = facts->lecture.experts_elements > 0;
    struct sends rounds[4] = {{0}}, all = {0};
    if (n > 1)
        sends_here(facts, rounds);
    size_t n_columns = n > 1 ? 6 : 3;
    table_begin(facts, table, columns, n_columns, 6);
    table->caption = n > 1 ? "The worked example beside this model."
                           : "The worked example; a single accelerator sends nothing.";
    for (int i = 0; i < 4; i++) {
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(steps[i]);
        cells[1] = cell_number(facts, 1, 0);
        cells[2] = cell_number(facts, 2, 0);
        for (size_t j = 3; j < n_columns; j++)
            cells[j] = cell_grey(cell_words(EM_DASH), true);
        if (!(rounds[i].elements > 0))
            continue;
        cells[3] = cell_number(facts, rounds[i].number, 0);
        cells[4] = cell_number(facts, rounds[i].elements, 0);
        cells[5] = cell_in(facts, rounds[i].elements * value, DIM_BYTES, "kB", 2);
        all.number += rounds[i].number;
        all.elements += rounds[i].elements;
    }
    double experts = facts->lecture.experts_elements; /* one send to each other, and one back */
    double expert_sends = apart ? 2 * (double)(design->cluster.expert_parallel - 1) : 0;
    if (apart) {
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words("To the experts and back");
        for (size_t j = 1; j < 3; j++)
            cells[j] = cell_grey(cell_words(EM_DASH), true);
        cells[3] = cell_number(facts, expert_sends, 0);
        cells[4] = cell_number(facts, experts, 0);
        cells[5] = cell_in(facts, experts * value, DIM_BYTES, "kB", 2);
    }
    struct cell *total = table_row(facts, table, ROW_TOTAL);
    total[0] = cell_words(apart ? "One layer with experts" : "One layer");
    total[1] = cell_number(facts, 4, 0);
    total[2] = cell_number(facts, 8, 0);
    if (n_columns > 3) {
        total[3] = cell_number(facts, all.number + expert_sends, 0);
        total[4] = cell_number(facts, all.elements + experts, 0);
        total[5] = cell_in(facts, (all.elements + experts) * value, DIM_BYTES, "kB", 2);
    }
    if (n > 1 && rounds[0].elements != floor(rounds[0].elements))
        table_note(facts, table, "Uneven shares: the mean is printed.");
    if (n > 1 && facts->derived.parallel_blocks)
        table_note(facts, table,
                   "Attention and feed-forward of this model stand side by side and share one "
                   "exchange.");
}

static void layer_comms_row(const struct facts *facts, struct table *table, const char *name, double flops,
                            double bytes, int decimals) {
    double ratio = over(flops, bytes), d = (double)facts->spec.design.model.d_model;
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words(name);
    cells[1] = cell_in(facts, flops, DIM_FLOPS, "MFLOP", 1);
    cells[2] = cell_in(facts, bytes, DIM_BYTES, "kB", 2);
    cells[3] = cell_number(facts, ratio / d, decimals);
    cells[4] = cell_number(facts, ratio, 0);
}

/* kipply 2022, "Batch sizes": arithmetic between two exchanges over what is sent; first as the article sets
 * one vector against each matrix, then as it is, an exchange behind attention and one behind the
 * feed-forward. */
void table_layer_comms(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "matrix", .head = "One token, one layer", .align = ALIGN_LEFT},
        {.id = "flops", .head = "Arithmetic", .unit = "MFLOP", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Exchange", .unit = "kB", .align = ALIGN_RIGHT},
        {.id = "widths", .head = "Ratio, in units of", .symbol = "d", .align = ALIGN_RIGHT},
        {.id = "flops_per_byte", .head = "Ratio", .unit = "FLOP/byte", .align = ALIGN_RIGHT, .bold = true},
    };
    const struct lecture *lecture = &facts->lecture;
    static const char *const names[3][LECTURE_MATRICES] = {
        {"queries, keys, values", "output", "feed-forward, first", "feed-forward, second"},
        {"queries, keys, values", "output", "gate and up", "down"},
        {"queries, keys, values", "output", "experts of a token: gate and up", "experts of a token: down"}};
    int form = facts->derived.mixture ? 2 : facts->derived.gated ? 1 : 0;
    double d = (double)facts->spec.design.model.d_model;
    double n = (double)facts->spec.design.cluster.tensor_parallel;
    bool parallel = facts->derived.tensor_parallel;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0],
                LECTURE_MATRICES + LECTURE_BLOCKS + 2);
    int decimals = parallel ? 2 : 0;
    for (int i = 0; i < LECTURE_MATRICES; i++) {
        double widths = lecture->matrices[i].ratio / d;
        if (fabs(widths - round(widths)) > 1e-9)
            decimals = 2;
    }
    if (parallel)
        table_row(facts, table, ROW_GROUP)[0] =
            cell_words("As the article counts: the arithmetic of all, and one vector behind each matrix");
    for (int i = 0; i < LECTURE_MATRICES; i++)
        layer_comms_row(facts, table, names[form][i], lecture->matrices[i].flops, lecture->matrices[i].bytes,
                        decimals);
    if (parallel)
        table_row(facts, table, ROW_GROUP)[0] = cell_words(
            words_printf(facts, "One of %s accelerators: its share, and all that it sends behind it",
                         words_count(facts, n)));
    for (size_t i = 0; parallel && i < lecture->n_blocks; i++)
        layer_comms_row(facts, table,
                        lecture->n_blocks == 1   ? "attention and feed-forward"
                        : i == 0                 ? "attention"
                        : facts->derived.mixture ? "experts of a token"
                                                 : "feed-forward",
                        lecture->blocks[i].flops, lecture->blocks[i].bytes, decimals);
    if (!(facts->analysis.flops_per_comm_byte > 0))
        return;
    struct text words = {0};
    number_print(&words, facts->analysis.flops_per_comm_byte, DIGITS_4);
    table_note(facts, table, "The accelerator asks for %s FLOP a byte.", text_get(&words));
    text_drop(&words);
}

/* ---- the arithmetic of one token ---------------------------------------------------------------------- */

enum part {
    PART_QKV,
    PART_SCORES,
    PART_OUTPUT,
    PART_ROUTER,
    PART_UP,
    PART_DOWN,
    PART_OTHER,
    PART_HEAD,
    PARTS
};

/* Multiplications and additions of one token, by the matrices of all layers. */
static void add_up(const struct facts *facts, double flops[PARTS]) {
    static const enum part parts[OPERATOR_COUNT] = {
        [OPERATOR_EMBEDDING] = PART_OTHER, [OPERATOR_NORMS] = PART_OTHER,   [OPERATOR_QKV] = PART_QKV,
        [OPERATOR_ATTENTION] = PART_QKV,   [OPERATOR_OUTPUT] = PART_OUTPUT, [OPERATOR_ROUTER] = PART_ROUTER,
        [OPERATOR_FFN] = PART_UP,          [OPERATOR_EXPERTS] = PART_UP,    [OPERATOR_SHARED] = PART_UP,
        [OPERATOR_EXTRAS] = PART_OTHER,    [OPERATOR_HEAD] = PART_HEAD};
    for (size_t i = 0; i < facts->n_tensors; i++) {
        const struct tensor *tensor = &facts->tensors[i];
        if (!tensor->matmul)
            continue;
        enum part part = parts[tensor->op];
        if (part == PART_UP && ends_in(tensor->name, ".down"))
            part = PART_DOWN;
        double share = 1;
        if (tensor->routed) {
            const struct feed_forward *ffn = &facts->spec.design.model.kinds[tensor->kind].ffn;
            share = (double)ffn->top_k / (double)ffn->n_experts;
        }
        flops[part] += 2 * (double)tensor->count * share;
    }
    const struct model *model = &facts->spec.design.model;
    if (model->tied_embeddings) /* no tensor of its own */
        flops[PART_HEAD] += 2 * (double)model->vocab_size * (double)params_embedding_width(model);
    flops[PART_SCORES] = facts->lecture.attention_flops;
}

static struct cell cell_formula(const struct facts *facts, const char *formula) {
    formula = words_say(facts, formula);
    return (struct cell){.math = formula, .text = formula ? formula_plain(facts->arena, formula) : NULL};
}

void table_flops(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "what", .head = "One token, all layers", .align = ALIGN_LEFT},
        {.id = "flops", .head = "Arithmetic", .unit = "GFLOP", .align = ALIGN_RIGHT, .bold = true},
        {.id = "bar", .head = "", .align = ALIGN_LEFT, .printed = true, .width = 62},
        {.id = "share", .head = "Share", .unit = "%", .align = ALIGN_RIGHT},
        {.id = "form", .head = "In one layer", .align = ALIGN_LEFT}, /* where all layers are alike */
    };
    static const struct {
        const char *name, *forms[3]; /* what one layer takes: a plain model's, a gated one's, another's */
    } rows[PARTS] = {{"Queries, keys, values", {"2 \\cdot 3 d^2", "2 d h ( H + 2 K )", "2 d h ( H + 2 K )"}},
                     {"Scores and weighted values", {"4 s d", "4 s H h", "4 s H h"}},
                     {"Output projection", {"2 d^2", "2 d h H", "2 d h H"}},
                     {"Router", {NULL}},
                     {"Feed-forward, into its width", {"2 \\cdot 4 d^2", "2 \\cdot 2 d F", "2 d F"}},
                     {"Feed-forward, back", {"2 \\cdot 4 d^2", "2 d F", "2 d F"}},
                     {"Other matrices", {NULL}},
                     {"LM head", {"2 V d \\text{, once}", "2 V d \\text{, once}", "2 V d \\text{, once}"}}};
    double flops[PARTS] = {0}, total = facts->analysis.flops_per_token;
    bool article = facts->derived.article, plain = facts->lecture.plain,
         forms = plain || facts->lecture.regular;
    int form = plain ? 0 : facts->derived.gated ? 1 : 2;
    const struct model *model = &facts->spec.design.model;
    bool narrow = params_embedding_width(model) != model->d_model; /* a head of V times less than d */
    add_up(facts, flops);
    table_begin(facts, table, columns, forms ? 5 : 4, PARTS + 1);
    for (int i = 0; i < PARTS; i++) {
        if (flops[i] <= 0)
            continue;
        bool apart = i == PART_SCORES || (article && i == PART_HEAD);
        struct share part = {flops[i] / total,
                             apart ? colour_muted(palette[COLOUR_COMPUTE]) : palette[COLOUR_COMPUTE]};
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(rows[i].name);
        cells[1] = cell_grey(cell_in(facts, flops[i], DIM_FLOPS, "GFLOP", 2), apart);
        cells[2] = cell_bar(facts, &part, 1, true);
        cells[3] = cell_grey(cell_in(facts, flops[i] / total, DIM_SHARE, "%", 1), apart);
        if (forms && rows[i].forms[form] && !(i == PART_HEAD && narrow))
            cells[4] = cell_formula(facts, rows[i].forms[form]);
    }
    struct cell *sum = table_row(facts, table, ROW_TOTAL);
    sum[0] = cell_words("Forward pass");
    if (plain)
        sum[4] = cell_formula(facts, "24 d^2");
    sum[1] = cell_in(facts, total, DIM_FLOPS, "GFLOP", 2);
    sum[3] = cell_in(facts, 1, DIM_SHARE, "%", 1);
    struct text words = {0};
    number_print(&words, (double)facts->derived.lead.context, 0);
    table_note(facts, table,
               article ? "Scores at %s tokens of context; they and the head are left out of the sum."
                       : "Scores at %s tokens of context; they are left out of the sum.",
               text_get(&words));
    text_drop(&words);
}
