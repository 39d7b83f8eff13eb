/* Which input changes the verdict, and at what value: each row varies one input alone (declared in table.h).
 */
#include "../core/shortage.h"
#include "../core/step.h"
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
    if (fewest && fewest <= cluster->tensor_parallel * cluster->pipeline_parallel)
        then = words_printf(facts, "%s: so it is here", words_say(facts, then));
    struct cell *cells =
        row(facts, table, "Accelerators", cell_grey(cell_number(facts, (double)cluster->count, 0), !first),
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

enum { WIDEST_FORMAT = 32, FASTEST = 10 }; /* bits; times the bandwidth */

static void memory_rows(const struct facts *facts, struct table *table) {
    const struct capacity *capacity = &facts->analysis.capacity;
    double n = (double)facts->spec.design.cluster.count, needed = facts->derived.usable_memory_bytes;
    needed -= capacity->kv_room_bytes / n;
    row(facts, table, "Memory of each",
        cell_with_unit(facts, facts->derived.usable_memory_bytes, DIM_BYTES, "GB", DIGITS_4),
        cell_with_unit(facts, needed, DIM_BYTES, "GB", DIGITS_4),
        "the weights just fit, with no room for a cache");
    double bits = 8 * facts->derived.weight_value_bytes * capacity->memory_bytes / capacity->weights_bytes;
    if (bits > WIDEST_FORMAT)
        return; /* no format of a weight is as wide */
    row(facts, table, "Bits a weight", cell_number(facts, 8 * facts->derived.weight_value_bytes, DIGITS_3),
        cell_number(facts, floor(10 * bits) / 10, 1), "the weights just fit, with no room for a cache");
}

/* What a faster memory, within reach, meets first: reading shrinks, the exchange and the arithmetic stay. */
static void bandwidth_row(const struct facts *facts, struct table *table, const struct decode_row *first,
                          const char *batch) {
    double bandwidth = facts->spec.design.accelerator.memory_bandwidth_bytes_per_s;
    bool exchange = first->comm_s > first->compute_s;
    double next_s = exchange ? first->comm_s : first->compute_s;
    if (first->bound != BOUND_MEMORY || !(next_s > 0) || first->ops_s > FASTEST * next_s)
        return;
    row(facts, table, "Memory bandwidth", cell_with_unit(facts, bandwidth, DIM_BYTES_PER_S, NULL, DIGITS_4),
        cell_with_unit(facts, bandwidth * first->ops_s / next_s, DIM_BYTES_PER_S, "TB/s", DIGITS_3),
        exchange ? words_printf(facts, "the exchange binds batch %s", batch)
                 : words_printf(facts, "compute binds batch %s", batch));
}

static void time_rows(const struct facts *facts, struct table *table) {
    const struct accelerator *machine = &facts->spec.design.accelerator;
    struct decode_row first;
    step_decode(facts->analysis.plan, facts->derived.smallest_batch, facts->derived.lead.context, &first);
    const char *batch = cell_number(facts, (double)first.batch, 0).text;
    /* comm = latency + bandwidth (article: the greater); the latency at which it equals the operators */
    double others = facts->derived.article ? 0 : first.comm_s - first.comm_latency_s;
    double at = first.comm_latency_s > 0
                    ? machine->link_latency_s * (first.ops_s - others) / first.comm_latency_s
                    : 0;
    if (at > 0)
        row(facts, table, "Latency of a message",
            cell_with_unit(facts, machine->link_latency_s, DIM_SECONDS, NULL, DIGITS_3),
            cell_with_unit(facts, at, DIM_SECONDS, NULL, DIGITS_3),
            first.bound == BOUND_COMM
                ? words_printf(facts, "below it the exchange no longer binds batch %s", batch)
                : words_printf(facts, "the exchange binds batch %s", batch));
    bandwidth_row(facts, table, &first, batch);
}

void table_sensitivity(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "input", .head = "Input", .align = ALIGN_LEFT},
        {.id = "now", .head = "Here", .align = ALIGN_RIGHT},
        {.id = "at", .head = "Changes at", .align = ALIGN_RIGHT, .bold = true},
        {.id = "then", .head = "What then changes", .align = ALIGN_LEFT},
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0],
                6 + facts->spec.design.workload.n_contexts);
    table->caption = "Each input varied alone, all others as they stand.";
    accelerator_rows(facts, table);
    memory_rows(facts, table);
    time_rows(facts, table);
    table_note(facts, table, "%s", table_fewest_words(facts));
}
