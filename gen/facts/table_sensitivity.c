/* Which input changes the verdict, and at what value: each row varies one input alone (declared in table.h).
 */
#include "../core/shortage.h"
#include "../core/turn.h"
#include "table.h"

#include <math.h>

static struct cell *row(const struct facts *facts, struct table *table, const char *input, struct cell now,
                        struct cell at, const char *then) {
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[0] = cell_words(input);
    cells[1] = now;
    cells[2] = at;
    cells[3] = cell_words(then);
    return cells;
}

const char *table_fewest_words(const struct facts *facts) {
    static const char *const words[2] = {
        "Accelerators: the fewest in one tensor-parallel group, a number that divides the heads.",
        "Accelerators: the fewest in one group, a number that divides the heads; the weights alone are split "
        "evenly, and the link is taken to join them all, as in the article."};
    return words_say(facts, words[facts->derived.article]);
}

static int64_t fewest_for(const struct facts *facts, int64_t batch, int64_t context) {
    return shortage_fewest_accelerators(&facts->spec.design, facts->analysis.params.counted, batch, context);
}

/* A row of the fewest accelerators that hold so much; those that are here already are said to be. */
static void fewest_row(const struct facts *facts, struct table *table, int64_t fewest, const char *then,
                       bool first) {
    const struct cluster *cluster = &facts->spec.design.cluster;
    int64_t group = cluster->tensor_parallel * cluster->pipeline_parallel;
    if (fewest && fewest <= group)
        then = words_printf(facts, "%s: so it is here", words_say(facts, then));
    struct cell *cells =
        row(facts, table, facts->derived.replicated ? "Accelerators in each replica" : "Accelerators",
            cell_grey(cell_number(facts, (double)group, 0), !first),
            fewest ? cell_number(facts, (double)fewest, 0) : cell_words(EM_DASH), then);
    cells[0] = cell_grey(cells[0], !first); /* said above */
}

static void accelerator_rows(const struct facts *facts, struct table *table) {
    const struct workload *workload = &facts->spec.design.workload;
    int64_t batch = facts->derived.largest_batch;
    fewest_row(facts, table, fewest_for(facts, 0, 1), "the weights fit", true);
    for (size_t i = 0; i < workload->n_contexts; i++) {
        int64_t context = workload->contexts[i], fewest = fewest_for(facts, batch, context);
        fewest_row(facts, table, fewest,
                   words_printf(facts,
                                fewest ? "batch %s fits at %s tokens"
                                       : "no number that divides the heads holds batch %s at %s tokens",
                                words_count(facts, (double)batch), words_count(facts, (double)context)),
                   false);
    }
}

/* A value to so many digits, up or down: at what is printed the change has come. */
static double printed(double value, int digits, bool up) {
    double unit = pow(10, floor(log10(value)) - digits + 1), count = value / unit;
    double near = nearbyint(count);
    if (fabs(count - near) < 1e-6)
        return near * unit;
    return (up ? ceil(count) : floor(count)) * unit;
}

enum { WIDEST_FORMAT = 32, NARROWEST_FORMAT = 4 }; /* bits */

static const char *batch_words(const struct facts *facts, const char *format, int64_t context) {
    return words_printf(facts, format, words_count(facts, (double)facts->derived.largest_batch),
                        words_count(facts, (double)context));
}

/* The memory of each accelerator with which the largest batch fits a context. */
static void batch_memory_row(const struct facts *facts, struct table *table, int64_t context) {
    struct shortage s;
    double usable = facts->derived.usable_memory_bytes;
    shortage_find(&facts->spec.design, facts->analysis.params.counted, facts->derived.largest_batch, context,
                  &s);
    struct cell *cells =
        row(facts, table, "Memory of each", cell_with_unit(facts, usable, DIM_BYTES, "GB", DIGITS_4),
            cell_with_unit(facts, printed(usable + s.short_bytes, 4, true), DIM_BYTES, "GB", DIGITS_4),
            batch_words(facts,
                        s.short_bytes <= 0 ? "batch %s just fits at %s tokens" : "batch %s fits at %s tokens",
                        context));
    cells[0] = cell_grey(cells[0], true); /* said above */
    cells[1] = cell_grey(cells[1], true);
}

/* Two contexts tell what the verdict tells: the leading one and the longest. */
static void memory_rows(const struct facts *facts, struct table *table) {
    const struct capacity *capacity = &facts->analysis.capacity;
    double n = (double)facts->spec.design.cluster.count, needed = facts->derived.usable_memory_bytes;
    needed -= capacity->kv_room_bytes / n;
    row(facts, table, "Memory of each",
        cell_with_unit(facts, facts->derived.usable_memory_bytes, DIM_BYTES, "GB", DIGITS_4),
        cell_with_unit(facts, printed(needed, 4, true), DIM_BYTES, "GB", DIGITS_4),
        "the weights just fit, with no room for a cache");
    batch_memory_row(facts, table, facts->derived.lead.context);
    if (!facts->derived.lead_longest)
        batch_memory_row(facts, table, facts->derived.longest_context);
    double bits = 8 * facts->derived.weight_value_bytes * capacity->memory_bytes / capacity->weights_bytes;
    if (bits > WIDEST_FORMAT)
        return; /* no format of a weight is as wide */
    row(facts, table, "Bits a weight", cell_number(facts, 8 * facts->derived.weight_value_bytes, DIGITS_3),
        cell_number(facts, floor(10 * bits) / 10, 1), "the weights just fit, with no room for a cache");
}

/* The bits of a cached value with which the largest batch fits a context that it does not fit yet. */
static void cache_row(const struct facts *facts, struct table *table) {
    const struct derived *d = &facts->derived;
    double room = facts->analysis.capacity.kv_room_bytes, bits = 8 * d->kv_value_bytes;
    int64_t context = d->lead_largest_fits ? d->longest_context : d->lead.context;
    struct shortage s;
    shortage_find(&facts->spec.design, facts->analysis.params.counted, d->largest_batch, context, &s);
    double at = bits * room / (s.cache_bytes * (double)facts->spec.design.cluster.count);
    if (s.short_bytes <= 0 || d->stateful || at < NARROWEST_FORMAT)
        return; /* it fits; a state is no cache */
    row(facts, table, "Bits a cached value", cell_number(facts, bits, DIGITS_3),
        cell_number(facts, floor(10 * at) / 10, 1),
        batch_words(facts, "batch %s fits at %s tokens", context));
}

/* Where the workload itself turns: one sequence more, or one token more in each. */
static void workload_rows(const struct facts *facts, struct table *table) {
    enum { FAR = 1 << 24 }; /* tokens, beyond all models */
    const struct derived *d = &facts->derived;
    if (!facts->analysis.capacity.fits || !d->lead.max_batch)
        return;
    const char *input =
        words_printf(facts, "Sequences of %s tokens", words_count(facts, (double)d->lead.context));
    row(facts, table, input, cell_number(facts, (double)d->largest_batch, 0),
        cell_number(facts, (double)d->lead.max_batch + 1, 0), "one more than fit");
    int64_t most =
        shortage_longest_context(&facts->spec.design, facts->analysis.params.counted, d->largest_batch, FAR);
    if (most < 1 || most >= FAR - 1)
        return;
    input = words_printf(facts, "Tokens of each of %s", words_count(facts, (double)d->largest_batch));
    row(facts, table, input, cell_number(facts, (double)d->longest_context, 0),
        cell_number(facts, (double)most + 1, 0), "one more than fit");
}

static const char *binds_words(const struct facts *facts, enum bound bound, int64_t batch) {
    const char *words = words_count(facts, (double)batch);
    switch (bound) {
    case BOUND_COMM:
        return words_printf(facts, "the exchange binds batch %s", words);
    case BOUND_COMPUTE:
        return words_printf(facts, "compute binds batch %s", words);
    default:
        return words_printf(facts, "memory binds batch %s", words);
    }
}

/* What turns the bound of one user's step, and of the largest batch that fits, at the leading context. */
static void time_rows(const struct facts *facts, struct table *table) {
    static const struct {
        enum turn_input input;
        const char *name;
        enum measure measure;
    } inputs[] = {
        {TURN_LINK_LATENCY, "Latency of a message", DIM_SECONDS},
        {TURN_LINK_BANDWIDTH, "Link bandwidth", DIM_BYTES_PER_S},
        {TURN_MEMORY_BANDWIDTH, "Memory bandwidth", DIM_BYTES_PER_S},
        {TURN_PEAK, "Peak arithmetic", DIM_FLOPS_PER_S},
    };
    const struct derived *d = &facts->derived;
    const struct plan *plan = facts->analysis.plan;
    const int64_t batches[2] = {d->smallest_batch, d->lead.batch};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        double now = turn_value(plan, inputs[i].input);
        double told = 0;
        for (size_t j = 0; d->lead.any && j < 2; j++) {
            enum bound then = BOUND_MEMORY;
            double at = j && batches[1] == batches[0]
                            ? 0
                            : turn_find(plan, inputs[i].input, batches[j], d->lead.context, &then);
            if (!(at > 0) || fabs(at - told) < 1e-6 * at)
                continue; /* both batches turn there */
            struct cell *cells = row(
                facts, table, inputs[i].name, cell_with_unit(facts, now, inputs[i].measure, NULL, DIGITS_4),
                cell_with_unit(facts, printed(at, 3, at > now), inputs[i].measure, NULL, DIGITS_3),
                binds_words(facts, then, batches[j]));
            cells[0] = cell_grey(cells[0], told > 0);
            cells[1] = cell_grey(cells[1], told > 0);
            told = at;
        }
    }
}

void table_sensitivity(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "input", .head = "Input", .align = ALIGN_LEFT},
        {.id = "now", .head = "Here", .align = ALIGN_RIGHT},
        {.id = "at", .head = "Changes at", .align = ALIGN_RIGHT, .bold = true},
        {.id = "then", .head = "What then changes", .align = ALIGN_LEFT},
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0],
                16 + facts->spec.design.workload.n_contexts);
    table->caption =
        words_printf(facts,
                     "Each input varied alone, all others as they stand; what binds, at %s tokens. At the "
                     "value printed the change has come.",
                     words_count(facts, (double)facts->derived.lead.context));
    accelerator_rows(facts, table);
    memory_rows(facts, table);
    cache_row(facts, table);
    workload_rows(facts, table);
    time_rows(facts, table);
    table_note(facts, table, "%s", table_fewest_words(facts));
}
