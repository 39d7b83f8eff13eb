/* The same model and workload on fewer and on more accelerators: what each number holds, how fast it is, and
 * what it lacks (declared in table.h). A row is worked out by the core as a spec of that number would be. */
#include "../core/counts.h"
#include "../core/step.h"
#include "otherwise.h"
#include "table.h"

enum {
    N_COUNT,
    N_ROOM,
    N_ROOM_GIB,
    N_SHORTEST,
    N_LEAD,
    N_LONGEST,
    N_SINGLE,
    N_BATCH,
    N_RATE,
    N_EACH,
    N_COST,
    N_WORDS,
    N_COLUMNS
};

static const struct table_column count_columns[N_COLUMNS] = {
    {.id = "accelerators", .head = "Number", .align = ALIGN_RIGHT},
    {.id = "kv_room_bytes", .head = "Room left", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "kv_room_gib", .head = "Room left", .unit = "GiB", .align = ALIGN_RIGHT, .printed = true},
    {.id = "max_batch_shortest", .align = ALIGN_RIGHT},
    {.id = "max_batch_lead", .align = ALIGN_RIGHT},
    {.id = "max_batch_longest", .align = ALIGN_RIGHT},
    {.id = "single_tokens_per_s", .head = "One user", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
    {.id = "tokens_per_s", .head = "Cluster", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "tokens_per_s_per_accelerator", .head = "Each accel.", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "cost_per_million_tokens", .head = "Cost", .unit = "USD/Mtok", .align = ALIGN_RIGHT},
    {.id = "holds", .head = "Holds", .align = ALIGN_LEFT},
};

/* What the rows want a note on. */
struct to_note {
    bool beyond, untimed, spans,
        pooled; /* pooled: beyond the link's domain, which the article does not know */
};

static int64_t most_at(const struct capacity *capacity, int64_t context) {
    for (size_t i = 0; i < capacity->n_rows; i++)
        if (capacity->rows[i].context == context)
            return capacity->rows[i].max_batch;
    return 0; /* LCOV_EXCL_LINE: every context asked for has its row */
}

/* The largest batch asked for that fits the leading context; 0: none. */
static int64_t batch_held(const struct facts *facts, const struct capacity *capacity) {
    const struct workload *workload = &facts->spec.design.workload;
    int64_t most = most_at(capacity, facts->derived.lead.context), held = 0;
    for (size_t i = 0; i < workload->n_batch_sizes; i++)
        if (workload->batch_sizes[i] <= most && workload->batch_sizes[i] > held)
            held = workload->batch_sizes[i];
    return held;
}

/* What it holds of what is asked for: how much the weights lack, or the least that it does not hold. */
static const char *holds_words(const struct facts *facts, const struct capacity *capacity) {
    const struct workload *workload = &facts->spec.design.workload;
    const struct derived *d = &facts->derived;
    int64_t fails = 0;
    if (capacity->kv_room_bytes < 0)
        return words_printf(facts, "weights %s too large",
                            words_number(facts, -capacity->kv_room_bytes, DIM_BYTES, "GB", DIGITS_3));
    if (most_at(capacity, d->shortest_context) < d->smallest_batch)
        return "nothing that is asked for";
    for (size_t i = 0; i < workload->n_contexts; i++) {
        int64_t context = workload->contexts[i];
        if (most_at(capacity, context) < d->largest_batch && (!fails || context < fails))
            fails = context;
    }
    return fails ? words_printf(facts, "not %s of %s tokens", words_count(facts, (double)d->largest_batch),
                                words_count(facts, (double)fails))
                 : "all that is asked for";
}

static struct cell most_cell(const struct facts *facts, const struct capacity *capacity, int64_t context) {
    int64_t most = capacity->kv_room_bytes < 0 ? 0 : most_at(capacity, context);
    return most ? cell_number(facts, (double)most, 0) : cell_grey(cell_words(EM_DASH), true);
}

static void time_cells(const struct facts *facts, const struct analysis *analysis, struct cell *cells,
                       bool timed) {
    const struct derived *d = &facts->derived;
    int64_t held = batch_held(facts, &analysis->capacity);
    for (size_t i = N_SINGLE; i < N_WORDS; i++)
        cells[i] = cell_grey(cell_words(EM_DASH), true);
    struct decode_row single, most;
    step_decode(analysis->plan, 1, d->lead.context, &single);
    if (timed && single.fits)
        cells[N_SINGLE] = cell_number(facts, single.tokens_per_s_per_user, 1);
    if (!held)
        return;
    cells[N_BATCH] = cell_number(facts, (double)held, 0);
    if (!timed)
        return;
    step_decode(analysis->plan, held, d->lead.context, &most);
    cells[N_RATE] = cell_number(facts, most.tokens_per_s, 0);
    cells[N_EACH] = cell_number(facts, most.tokens_per_s_per_accelerator, 0);
    cells[N_COST] = cell_number(facts, most.cost_per_million_tokens, 2);
}

static void count_row(const struct facts *facts, struct table *table, int64_t width, struct to_note *notes) {
    const struct design *own = &facts->spec.design;
    const struct derived *d = &facts->derived;
    bool here = width == own->cluster.tensor_parallel;
    struct design design = counts_design(own, width);
    const struct analysis *analysis = otherwise_run(facts->arena, &design);
    const struct capacity *capacity = &analysis->capacity;
    struct cell *cells = table_row(facts, table, ROW_DATA);
    bool timed = otherwise_timed(&design, &notes->beyond), holds = capacity->kv_room_bytes >= 0;
    notes->untimed |= !timed;
    notes->spans |= analysis->comms.domains > 1;
    notes->pooled |= d->article && own->accelerator.link_domain > 0 && width > own->accelerator.link_domain;
    time_cells(facts, analysis, cells, timed);
    cells[N_COUNT] = cell_number(facts, (double)design.cluster.count, 0);
    cells[N_ROOM] = cell_in(facts, capacity->kv_room_bytes, DIM_BYTES, "GB", 1);
    cells[N_ROOM_GIB] = cell_in(facts, capacity->kv_room_bytes, DIM_BYTES, "GiB", 1);
    for (size_t i = N_ROOM; i <= N_ROOM_GIB && !holds; i++)
        cells[i] = cell_words(EM_DASH); /* the words say what is missing */
    cells[N_SHORTEST] = most_cell(facts, capacity, d->shortest_context);
    cells[N_LEAD] = most_cell(facts, capacity, d->lead.context);
    cells[N_LONGEST] = most_cell(facts, capacity, d->longest_context);
    cells[N_WORDS] = cell_words(holds_words(facts, capacity));
    if (analysis->comms.domains > 1 && own->accelerator.link_domain > 1)
        cells[N_WORDS].text = words_printf(facts, "%s; %s domains", words_say(facts, cells[N_WORDS].text),
                                           words_count(facts, (double)analysis->comms.domains));
    for (size_t i = 0; i < N_COLUMNS && here; i++)
        cells[i].style = CELL_BOLD;
    for (size_t i = 0; i < N_COLUMNS && !here && !holds; i++)
        cells[i].style = CELL_GREY;
}

static void count_notes(const struct facts *facts, struct table *table, const struct to_note *notes) {
    const struct design *design = &facts->spec.design;
    const struct accelerator *a = &design->accelerator;
    table_note(
        facts, table,
        "Bold: what the spec asks for. Times are floors, at %s tokens: one user alone, and the largest "
        "batch asked for that fits.",
        words_count(facts, (double)facts->derived.lead.context));
    if (notes->pooled)
        table_note(facts, table, "One link is taken to join them all, as in the article; it joins %s.",
                   words_count(facts, (double)a->link_domain));
    else if (notes->spans && !notes->beyond)
        table_note(facts, table, "Domains: a link joins %s; between them %s and %s a message.",
                   words_count(facts, (double)a->link_domain),
                   words_number(facts, a->internode_bandwidth_bytes_per_s, DIM_BYTES_PER_S, NULL, DIGITS_3),
                   words_number(facts, a->internode_latency_s, DIM_SECONDS, NULL, DIGITS_3));
    else if (notes->beyond)
        table_note(facts, table,
                   "Beyond the link domain of %s the link\u2019s own figures are taken: nothing is known of "
                   "what lies between.",
                   words_count(facts, (double)a->link_domain));
    if (notes->untimed)
        table_note(facts, table, "No times where the accelerator has no link.");
    if (facts->derived.replicated)
        table_note(facts, table, "Batches are of each replica; their number stays.");
}

void table_counts(const struct facts *facts, struct table *table) {
    const struct derived *d = &facts->derived;
    struct table_column columns[N_COLUMNS];
    struct to_note notes = {0};
    int64_t widths[COUNTS_MOST];
    size_t n = counts_near(&facts->spec.design, facts->analysis.params.counted, widths);
    for (size_t i = 0; i < N_COLUMNS; i++)
        columns[i] = count_columns[i];
    const int64_t contexts[] = {d->shortest_context, d->lead.context, d->longest_context};
    for (size_t i = 0; i < 3; i++)
        columns[N_SHORTEST + i].head =
            words_printf(facts, "Most at\u00A0%s", words_count(facts, (double)contexts[i]));
    table_begin(facts, table, columns, N_COLUMNS, n);
    table->wide = true;
    table->caption = "The same model, workload and layout, the tensor-parallel group alone varied. Most: "
                     "sequences of so many tokens that fit.";
    for (size_t i = 0; i < n; i++)
        count_row(facts, table, widths[i], &notes);
    count_notes(facts, table, &notes);
    if (!d->priced)
        table_drop_column(facts, table, N_COST);
    if (d->single && n == 1)
        table_drop_column(facts, table, N_EACH);
    if (d->lead_longest)
        table_drop_column(facts, table, N_LONGEST);
    if (d->lead_shortest)
        table_drop_column(facts, table, N_SHORTEST);
}
