/* Tables of what does not fit: by how much, and what would make it fit (declared in table.h). Every remedy is
 * tried on the core: one that does not help is not told of. */
#include "../core/counts.h"
#include "../core/shortage.h"
#include "../core/step.h"
#include "otherwise.h"
#include "table.h"

static void find(const struct facts *facts, const struct design *design, int64_t batch, int64_t context,
                 struct shortage *out) {
    shortage_find(design, facts->analysis.params.counted, batch, context, out);
}

/* ---- what is short ------------------------------------------------------------------------------------ */

enum { X_BATCH, X_MEMORY, X_KEPT, X_WEIGHTS, X_CACHE, X_SHORT, X_SHORT_GIB, X_ALL, X_COLUMNS };

static const struct table_column shortfall_columns[X_COLUMNS] = {
    {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
    {.id = "memory_bytes", .head = "Memory", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "kept_bytes", .head = "Kept back", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "weights_bytes", .head = "Weights", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "cache_bytes", .head = "Cache", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "short_bytes", .head = "Short by", .unit = "GB", .align = ALIGN_RIGHT, .bold = true},
    {.id = "short_gib", .head = "Short by", .unit = "GiB", .align = ALIGN_RIGHT, .printed = true},
    {.id = "short_all_bytes", .head = "All together", .unit = "GB", .align = ALIGN_RIGHT},
};

static void shortfall_cells(const struct facts *facts, int64_t batch, int64_t context, struct cell *cells) {
    struct shortage s;
    double all = (double)facts->spec.design.cluster.count;
    find(facts, &facts->spec.design, batch, context, &s);
    cells[X_BATCH] = batch ? cell_number(facts, (double)batch, 0) : cell_holding(cell_words("none"), 0);
    cells[X_MEMORY] = cell_in(facts, s.memory_bytes, DIM_BYTES, "GB", 2);
    cells[X_KEPT] = cell_in(facts, s.kept_bytes, DIM_BYTES, "GB", 2);
    cells[X_WEIGHTS] = cell_in(facts, s.weights_bytes, DIM_BYTES, "GB", 2);
    cells[X_CACHE] = cell_in(facts, s.cache_bytes, DIM_BYTES, "GB", 2);
    cells[X_SHORT] = cell_in(facts, s.short_bytes, DIM_BYTES, "GB", 2);
    cells[X_SHORT_GIB] = cell_in(facts, s.short_bytes, DIM_BYTES, "GiB", 2);
    cells[X_ALL] = cell_in(facts, s.short_bytes * all, DIM_BYTES, "GB", 1);
}

/* The smallest and the largest batch asked for that do not fit a context. */
static void misfits(const struct analysis *analysis, int64_t context, int64_t *least, int64_t *most) {
    *least = *most = 0;
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (row->context != context || row->fits)
            continue;
        *least = !*least || row->batch < *least ? row->batch : *least;
        *most = row->batch > *most ? row->batch : *most;
    }
}

void table_shortfall(const struct facts *facts, struct table *table) {
    const struct workload *workload = &facts->spec.design.workload;
    struct shortage none;
    find(facts, &facts->spec.design, 0, 0, &none);
    table_begin(facts, table, shortfall_columns, X_COLUMNS, 3 * workload->n_contexts + 2);
    table->wide = true;
    table->groups = "context";
    table->caption = "On each accelerator, the smallest and the largest batch that do not fit.";
    if (none.short_bytes > 0) {
        table_row(facts, table, ROW_GROUP)[0] = cell_holding(cell_words("The weights alone"), 0);
        shortfall_cells(facts, 0, 0, table_row(facts, table, ROW_DATA));
    }
    for (size_t i = 0; i < workload->n_contexts; i++) {
        int64_t context = workload->contexts[i], least, most;
        misfits(&facts->analysis, context, &least, &most);
        if (!least)
            continue;
        table_group_context(facts, table, context);
        shortfall_cells(facts, least, context, table_row(facts, table, ROW_DATA));
        if (most > least)
            shortfall_cells(facts, most, context, table_row(facts, table, ROW_DATA));
    }
    if (facts->derived.single)
        table_drop_column(facts, table, X_ALL);
    if (!(none.kept_bytes > 0))
        table_drop_column(facts, table, X_KEPT);
    else
        table_note(facts, table, "Kept back: what the spec reserves for activations and the runtime.");
    if (facts->derived.replicated)
        table_note(facts, table, "Each replica keeps its own weights and serves such a batch.");
}

/* ---- what would make it fit --------------------------------------------------------------------------- */

enum { R_CHANGE, R_HERE, R_TO, R_ROOM, R_STEP, R_RATE, R_COST, R_WORDS, R_COLUMNS };

static const struct table_column remedy_columns[R_COLUMNS] = {
    {.id = "change", .head = "Change", .align = ALIGN_LEFT},
    {.id = "here", .head = "Here", .align = ALIGN_RIGHT},
    {.id = "to", .head = "To", .align = ALIGN_RIGHT, .bold = true},
    {.id = "left_bytes", .head = "Then left", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "step_s", .head = "Step", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "tokens_per_s", .head = "Cluster", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "cost_per_million_tokens", .head = "Cost", .unit = "USD/Mtok", .align = ALIGN_RIGHT},
    {.id = "words", .head = "What it costs", .align = ALIGN_LEFT},
};

struct target {
    int64_t batch, context;
};

struct remedy {
    const char *change, *words;
    struct cell here, to;
    struct design design;
    struct target target; /* of each replica, the fullest */
    int64_t sequences;    /* of all replicas; 0: as many in each */
    struct to_note *notes;
};

/* What the rows want a note on. */
struct to_note {
    bool fewest, beyond, untimed;
};

/* The times of a design other than the spec's own. */
static struct decode_row step_of(const struct remedy *remedy) {
    struct arena *arena = arena_new();
    struct decode_row row;
    step_decode(otherwise_run(arena, &remedy->design)->plan, remedy->target.batch, remedy->target.context,
                &row);
    arena_drop(arena);
    return row;
}

/* A row where the remedy helps. */
static bool add_remedy(const struct facts *facts, struct table *table, const struct remedy *remedy) {
    struct shortage s;
    find(facts, &remedy->design, remedy->target.batch, remedy->target.context, &s);
    if (s.short_bytes > 0)
        return false;
    struct decode_row row = step_of(remedy);
    double replicas = (double)remedy->design.cluster.data_parallel,
           count = (double)remedy->design.cluster.count, full = replicas * (double)remedy->target.batch,
           sequences = remedy->sequences ? (double)remedy->sequences : full,
           sequence_bytes = s.cache_bytes * count / full;
    struct cell *cells = table_row(facts, table, ROW_DATA);
    cells[R_CHANGE] = cell_words(remedy->change);
    cells[R_HERE] = remedy->here;
    cells[R_TO] = remedy->to;
    cells[R_ROOM] =
        cell_in(facts, (full - sequences) * sequence_bytes - s.short_bytes * count, DIM_BYTES, "GB", 1);
    bool timed = otherwise_timed(&remedy->design, &remedy->notes->beyond);
    remedy->notes->untimed |= !timed;
    cells[R_STEP] = timed ? cell_in(facts, row.step_s, DIM_SECONDS, "ms", 2) : cell_words(EM_DASH);
    cells[R_RATE] = timed ? cell_number(facts, row.tokens_per_s * sequences / full, 0) : cell_words(EM_DASH);
    cells[R_COST] =
        timed ? cell_number(facts, row.cost_per_million_tokens * full / sequences, 2) : cell_words(EM_DASH);
    cells[R_WORDS] = cell_words(remedy->words);
    return true;
}

static const char *bought_words(const struct facts *facts, int64_t more) {
    double price = facts->spec.design.cluster.price_per_hour;
    const char *bought = words_printf(facts, more == 1 ? "%s more accelerator" : "%s more accelerators",
                                      words_count(facts, (double)more));
    return price > 0 ? words_printf(facts, "%s, %s more an hour", bought,
                                    words_number(facts, (double)more * price, DIM_USD, "USD", 2))
                     : bought;
}

/* The fewest in one group that do, `n`; 0: none. */
static bool try_accelerators(const struct facts *facts, struct table *table, struct remedy remedy,
                             int64_t n) {
    const struct cluster *cluster = &facts->spec.design.cluster;
    int64_t group = cluster->tensor_parallel * cluster->pipeline_parallel;
    if (n <= group)
        return false; /* only a better layout of as many: no machine is to be bought */
    int64_t more = (n - group) * cluster->data_parallel;
    /* experts that lie apart go on doing so; stages are given up for one group */
    remedy.design = cluster->pipeline_parallel == 1 && counts_divide(&remedy.design, n)
                        ? counts_design(&remedy.design, n)
                        : shortage_with_accelerators(&remedy.design, n);
    remedy.design.cluster.count = n * cluster->data_parallel;
    remedy.design.cluster.data_parallel = cluster->data_parallel;
    remedy.change = facts->derived.replicated ? "Accelerators in each replica" : "Accelerators";
    remedy.here = cell_number(facts, (double)group, 0);
    remedy.to = cell_number(facts, (double)n, 0);
    remedy.words = bought_words(facts, more);
    return add_remedy(facts, table, &remedy);
}

/* A row that says why no number of accelerators in one group would do. */
static void tell_none(const struct facts *facts, struct table *table) {
    const struct cluster *cluster = &facts->spec.design.cluster;
    struct cell *cells = table_row(facts, table, ROW_DATA);
    for (size_t i = R_TO; i < R_WORDS; i++)
        cells[i] = cell_grey(cell_words(EM_DASH), true);
    cells[R_CHANGE] = cell_words(facts->derived.replicated ? "Accelerators in each replica" : "Accelerators");
    cells[R_HERE] = cell_number(facts, (double)(cluster->tensor_parallel * cluster->pipeline_parallel), 0);
    cells[R_WORDS] = cell_words(facts->derived.latent
                                    ? "none in one group: each holds the whole latent cache"
                                    : words_printf(facts, "none in one group: only %s key/value heads",
                                                   words_count(facts, (double)facts->derived.n_kv_heads)));
}

/* As many copies of the model as share the batch, each with what one holds. */
static void try_replicas(const struct facts *facts, struct table *table, struct remedy remedy) {
    struct cluster *cluster = &remedy.design.cluster;
    int64_t now = cluster->data_parallel, batch = remedy.target.batch,
            each = shortage_largest_batch(&remedy.design, facts->analysis.params.counted, batch,
                                          remedy.target.context);
    if (!each)
        return; /* not even one sequence */
    int64_t parts = (batch + each - 1) / each;
    cluster->data_parallel = parts * now;
    cluster->count = parts * facts->spec.design.cluster.count;
    remedy.target.batch = (batch + parts - 1) / parts;
    remedy.sequences = batch * now;
    remedy.change = "Replicas that share the batch";
    remedy.here = cell_number(facts, (double)now, 0);
    remedy.to = cell_number(facts, (double)cluster->data_parallel, 0);
    remedy.words = bought_words(facts, cluster->count - facts->spec.design.cluster.count);
    add_remedy(facts, table, &remedy);
}

/* Less of what the cache grows with, `to` in place of `from`; 0: no number would do. */
static void try_less(const struct facts *facts, struct table *table, struct remedy remedy, int64_t from,
                     int64_t to) {
    if (!to)
        return;
    remedy.here = cell_number(facts, (double)from, 0);
    remedy.to = cell_number(facts, (double)to, 0);
    add_remedy(facts, table, &remedy);
}

static void try_smaller(const struct facts *facts, struct table *table, struct remedy remedy) {
    int64_t batch = remedy.target.batch,
            to = shortage_largest_batch(&remedy.design, facts->analysis.params.counted, batch,
                                        remedy.target.context);
    remedy.target.batch = to;
    remedy.change = "Smaller batch";
    remedy.words =
        words_printf(facts, "%s sequences fewer at a time", words_count(facts, (double)(batch - to)));
    try_less(facts, table, remedy, batch, to);
}

static void try_shorter(const struct facts *facts, struct table *table, struct remedy remedy) {
    int64_t context = remedy.target.context,
            to = shortage_longest_context(&remedy.design, facts->analysis.params.counted, remedy.target.batch,
                                          context);
    remedy.target.context = to;
    remedy.change = "Shorter context";
    remedy.words =
        words_printf(facts, "%s tokens fewer in each sequence", words_count(facts, (double)(context - to)));
    try_less(facts, table, remedy, context, to);
}

static void try_kept(const struct facts *facts, struct table *table, struct remedy remedy) {
    struct shortage s;
    find(facts, &remedy.design, 0, 0, &s);
    if (!(s.kept_bytes > 0))
        return;
    remedy.design.cluster.memory_fraction = 1;
    remedy.design.cluster.reserved_bytes = 0;
    remedy.change = "Memory kept back, on each";
    remedy.here = cell_with_unit(facts, s.kept_bytes, DIM_BYTES, "GB", DIGITS_3);
    remedy.to = cell_with_unit(facts, 0, DIM_BYTES, "GB", 0);
    remedy.words = "nothing is left for activations and the runtime";
    add_remedy(facts, table, &remedy);
}

/* Eight bits for weights, for the cache, for both where neither helps alone; four bits where that is too
 * much. */
static void try_formats(const struct facts *facts, struct table *table, const struct remedy *from) {
    static const struct {
        const char *change, *to;
        enum dtype dtype;
        bool weights, cache;
    } formats[] = {
        {"Weights", "int8, fp8", INT8, true, false},           {"Cache", "int8, fp8", INT8, false, true},
        {"Weights and cache", "int8, fp8", INT8, true, true},  {"Weights", "int4, fp4", INT4, true, false},
        {"Weights and cache", "int4, int8", INT4, true, true},
    };
    const struct precision *now = &facts->spec.design.precision;
    bool helped = false;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct remedy remedy = *from;
        bool smaller = (formats[i].weights && dtype_bytes(now->weights) > dtype_bytes(formats[i].dtype)) ||
                       (formats[i].cache && dtype_bytes(now->kv_cache) > dtype_bytes(INT8));
        if (!smaller || (i > 1 && helped))
            continue;
        if (formats[i].weights && dtype_bytes(now->weights) > dtype_bytes(formats[i].dtype))
            remedy.design.precision.weights = formats[i].dtype;
        if (formats[i].cache && dtype_bytes(now->kv_cache) > dtype_bytes(INT8))
            remedy.design.precision.kv_cache = INT8;
        remedy.change = formats[i].change;
        remedy.here = cell_words(formats[i].weights ? facts->derived.weights_dtype : facts->derived.kv_dtype);
        remedy.to = cell_words(formats[i].to);
        remedy.words = "accuracy, to be measured";
        helped |= add_remedy(facts, table, &remedy);
    }
}

static void add_target(const struct facts *facts, struct table *table, struct target target,
                       struct to_note *notes) {
    const struct design *design = &facts->spec.design;
    struct remedy remedy = {.design = *design, .target = target, .notes = notes};
    struct shortage s;
    find(facts, design, target.batch, target.context, &s);
    double all = s.short_bytes * (double)design->cluster.count;
    table_row(facts, table, ROW_GROUP)[0] = cell_words(words_printf(
        facts, "Batch %s at %s tokens, short by %s = %s in all", words_count(facts, (double)target.batch),
        words_count(facts, (double)target.context), words_number(facts, all, DIM_BYTES, "GB", 1),
        words_number(facts, all, DIM_BYTES, "GiB", 1)));
    int64_t fewest =
        shortage_fewest_accelerators(design, facts->analysis.params.counted, target.batch, target.context);
    if (!fewest)
        tell_none(facts, table);
    size_t before = table->n_rows;
    notes->fewest |= try_accelerators(facts, table, remedy, fewest);
    try_replicas(facts, table, remedy);
    try_smaller(facts, table, remedy);
    try_shorter(facts, table, remedy);
    try_kept(facts, table, remedy);
    try_formats(facts, table, &remedy);
    if (table->n_rows == before)
        table_row(facts, table, ROW_DATA)[R_CHANGE] = cell_words("No single change of those tried is enough");
}

void table_remedies(const struct facts *facts, struct table *table) {
    enum { MOST_TARGETS = 5, MOST_REMEDIES = 10 };
    const struct derived *d = &facts->derived;
    const struct target targets[MOST_TARGETS] = {{d->smallest_batch, d->shortest_context},
                                                 {d->largest_batch, d->shortest_context},
                                                 {d->largest_batch, d->lead.context},
                                                 {d->smallest_batch, d->longest_context},
                                                 {d->largest_batch, d->longest_context}};
    struct to_note notes = {0};
    table_begin(facts, table, remedy_columns, R_COLUMNS, MOST_TARGETS * (MOST_REMEDIES + 1));
    table->wide = true;
    table->caption = "Each change alone, all others as they stand, and what the step is then: its floor.";
    for (size_t i = 0; i < MOST_TARGETS; i++) {
        struct shortage s;
        bool again = false;
        for (size_t j = 0; j < i; j++)
            again |= targets[j].batch == targets[i].batch && targets[j].context == targets[i].context;
        find(facts, &facts->spec.design, targets[i].batch, targets[i].context, &s);
        if (again || s.short_bytes <= 0)
            continue;
        add_target(facts, table, targets[i], &notes);
    }
    if (!d->priced)
        table_drop_column(facts, table, R_COST);
    if (notes.fewest)
        table_note(facts, table, "%s", table_fewest_words(facts));
    if (notes.beyond)
        table_note(facts, table,
                   "Beyond the link domain of %s the link\u2019s own figures are taken: nothing is known of "
                   "what lies between.",
                   words_count(facts, (double)facts->spec.design.accelerator.link_domain));
    if (notes.untimed)
        table_note(facts, table, "No times where the accelerator has no link.");
}
