/* Tables of the decoding step: at every batch and context that fits, and as if memory were no limit (declared
 * in table.h). */
#include "table.h"

#include <string.h>

#define MS(value) cell_in(facts, value, DIM_SECONDS, "ms", 2)

static const struct table_column latency_columns[] = {
    {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
    {.id = "weights_s", .head = "Reading weights", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "kv_s", .head = "Reading cache", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "compute_s", .head = "Computing", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "comm_s", .head = "Exchanging", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "step_s", .head = "Step", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
    {.id = "step_sum_s", .head = "Summed", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "step_calibrated_s", .head = "Calibrated", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "calibrated_range", .head = "Nine in ten", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "measured_s", .head = "Measured", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "share", .head = "Share", .align = ALIGN_LEFT, .width = 72},
    {.id = "bound", .head = "Bound by", .align = ALIGN_LEFT},
    {.id = "tokens_per_s_per_user", .head = "Each user", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "tokens_per_s_per_accelerator", .head = "Each accel.", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "tokens_per_s", .head = "Cluster", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "cost", .head = "Cost", .unit = "USD/Mtok", .align = ALIGN_RIGHT},
};
enum {
    L_BATCH,
    L_WEIGHTS,
    L_KV,
    L_COMPUTE,
    L_COMM,
    L_STEP,
    L_SUM,
    L_CALIBRATED,
    L_RANGE,
    L_MEASURED,
    L_SHARE,
    L_BOUND,
    L_USER,
    L_EACH,
    L_CLUSTER,
    L_COST,
    L_COLUMNS
};

static const enum term terms[4] = {TERM_WEIGHTS, TERM_COMPUTE, TERM_CACHE, TERM_COMM};

static double term_part(const struct decode_row *row, enum term term) {
    return term == TERM_WEIGHTS   ? row->ops_weights_s
           : term == TERM_COMPUTE ? row->ops_compute_s
           : term == TERM_CACHE   ? row->ops_cache_s
                                  : row->comm_s;
}

/* What is left of the step laid end to end with the exchange: the reading (or the computing that hides it),
 * the cache, the exchange. The term that binds stands in full colour. */
static struct cell share_bar(const struct facts *facts, const struct decode_row *row) {
    struct share shares[4];
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        double part = term_part(row, terms[i]);
        struct colour colour = term_colour(terms[i], false);
        if (part > 0 && row->step_sum_s > 0)
            shares[n++] =
                (struct share){part / row->step_sum_s, terms[i] == row->term ? colour : colour_muted(colour)};
    }
    return cell_bar(facts, shares, n, false);
}

/* A term is hidden where most of it does not make the step: other operators' terms, or the exchange, are
 * longer. */
static struct cell term_cell(const struct facts *facts, const struct decode_row *row, double term_s,
                             double part_s) {
    return cell_grey(MS(term_s), row->bound == BOUND_COMM || part_s < term_s / 2);
}

/* The exchange, or a part of it, is hidden where the operators are longer; in the article, which takes the
 * longer of its parts, the shorter is too. */
static struct cell comm_cell(const struct facts *facts, const struct decode_row *row, double comm_s) {
    return cell_grey(MS(comm_s),
                     row->bound != BOUND_COMM || (facts->derived.article && comm_s < row->comm_s));
}

/* The measured step of that batch and context; 0: none. */
static double measured_s(const struct facts *facts, const struct decode_row *row) {
    for (size_t i = 0; i < facts->derived.n_compared; i++) {
        const struct compared_row *run = &facts->derived.compared[i];
        if (!strcmp(run->metric, "decode_step") && run->batch == row->batch && run->context == row->context)
            return run->value_s;
    }
    return 0;
}

/* "17.0 – 24.9": where nine tenths of the fitted runs lie about the calibrated time. */
static struct cell range_cell(const struct facts *facts, double calibrated_s) {
    double low, high;
    if (!compared_band(&facts->derived, calibrated_s, &low, &high))
        return cell_words(EM_DASH);
    int decimals = high < .1 ? 1 : 0;
    return cell_words(arena_printf(facts->arena, "%s\u2009\u2013\u2009%s",
                                   cell_in(facts, low, DIM_SECONDS, "ms", decimals).text,
                                   cell_in(facts, high, DIM_SECONDS, "ms", decimals).text));
}

static void latency_cells(const struct facts *facts, const struct decode_row *row, struct cell *cells) {
    cells[L_WEIGHTS] = term_cell(facts, row, row->weights_s, row->ops_weights_s);
    cells[L_KV] = facts->derived.article ? cell_grey(MS(row->kv_s), true)
                                         : term_cell(facts, row, row->kv_s, row->ops_cache_s);
    cells[L_COMPUTE] = term_cell(facts, row, row->compute_s, row->ops_compute_s);
    cells[L_COMM] = comm_cell(facts, row, row->comm_s);
    cells[L_STEP] = MS(row->step_s);
    cells[L_SUM] = MS(row->step_sum_s);
    cells[L_CALIBRATED] = MS(row->step_calibrated_s);
    cells[L_RANGE] = range_cell(facts, row->step_calibrated_s);
    cells[L_MEASURED] = measured_s(facts, row) > 0 ? MS(measured_s(facts, row)) : cell_words(EM_DASH);
    cells[L_SHARE] = share_bar(facts, row);
    cells[L_BOUND] = cell_term(row->term);
    cells[L_USER] = cell_number(facts, row->tokens_per_s_per_user, 1);
    cells[L_EACH] = cell_number(facts, row->tokens_per_s_per_accelerator, 0);
    cells[L_CLUSTER] = cell_number(facts, row->tokens_per_s, 0);
    cells[L_COST] = cell_number(facts, row->cost_per_million_tokens, 2);
}

/* ---- what does not fit -------------------------------------------------------------------------------- */

/* Bytes that one row is short by; the cache's, or the weights' where these alone are too much. */
static double excess_bytes(const struct facts *facts, const struct decode_row *row) {
    double room = facts->analysis.capacity.kv_room_bytes;
    return (room < 0 ? 0 : row->kv_bytes * (double)facts->spec.design.cluster.data_parallel) - room;
}

/* An em dash in every cell, and in words by how much: of one row, or of a run of them from `first` to `last`.
 */
static void misfit_cells(const struct facts *facts, const struct decode_row *first,
                         const struct decode_row *last, struct cell *cells) {
    bool weights = facts->analysis.capacity.kv_room_bytes < 0;
    double least = excess_bytes(facts, first), most = excess_bytes(facts, last);
    for (size_t j = L_WEIGHTS; j < L_COLUMNS; j++)
        cells[j] = cell_grey(cell_words(EM_DASH), true);
    const char *gb = words_number(facts, most, DIM_BYTES, "GB", DIGITS_3);
    if (least < most)
        gb = arena_printf(facts->arena, "%s \xE2\x80\xA6 %s",
                          cell_in(facts, least, DIM_BYTES, "GB", DIGITS_3).text, gb);
    cells[L_BATCH] = cell_run(facts, (double)first->batch, (double)last->batch);
    cells[L_SHARE] = cell_grey(
        cell_words(words_printf(facts, weights ? "weights %s too large" : "cache %s too large", gb)), true);
    cells[L_SHARE].span = 2;
    cells[L_BOUND] = (struct cell){0};
}

/* ---- latency ------------------------------------------------------------------------------------------ */

/* The row of a context that stands behind `at` in the spec's order; NULL: none. */
static const struct decode_row *next_row(const struct analysis *analysis, int64_t context,
                                         const struct decode_row *at) {
    const struct decode_row *end = analysis->decode + analysis->n_decode;
    for (at = at ? at + 1 : analysis->decode; at < end; at++)
        if (at->context == context)
            return at;
    return NULL;
}

/* Rows of one context; consecutive ones that do not fit are one. */
static void latency_rows(const struct facts *facts, struct table *table, int64_t context) {
    const struct analysis *analysis = &facts->analysis;
    const struct decode_row *row = next_row(analysis, context, NULL), *next;
    table_group_context(facts, table, context);
    for (; row; row = next) {
        const struct decode_row *first = row;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        while ((next = next_row(analysis, context, row)) && !first->fits && !next->fits &&
               next->batch > row->batch)
            row = next;
        if (first->fits) {
            cells[L_BATCH] = cell_number(facts, (double)row->batch, 0);
            latency_cells(facts, row, cells);
        } else {
            misfit_cells(facts, first, row, cells);
        }
    }
}

/* The colours that the bars have: a share of less than half a percent cannot be seen. */
static void latency_key(const struct facts *facts, struct table *table) {
    static const double seen = .005;
    enum term shown[4];
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        bool any = false;
        for (size_t j = 0; j < facts->analysis.n_decode && !any; j++) {
            const struct decode_row *row = &facts->analysis.decode[j];
            any = row->fits && term_part(row, terms[i]) > seen * row->step_sum_s;
        }
        if (any)
            shown[n++] = terms[i];
    }
    table_key(facts, table, shown, n);
}

static void latency_notes(const struct facts *facts, struct table *table, bool exchanges) {
    const struct derived *derived = &facts->derived;
    double room = facts->analysis.capacity.kv_room_bytes;
    static const char *const steps[2][2] = {
        {"Step: a sum over operators, each the longer of its reading and its computing; columns need not add "
         "up.",
         "Step: a sum over operators, each the longer of its reading and its computing, or the exchange "
         "where that is longer; columns need not add up."},
        {"Step: the longer of reading the weights and computing.",
         "Step: the longest of reading the weights, computing and exchanging."}};
    const char *step = steps[derived->article][exchanges];
    const char *summed = words_say(facts, "Summed: the exchange added, not hidden.");
    if (!derived->all_fit && room >= 0)
        table_note(facts, table, "The room for the cache is %s; what does not fit bears a dash.",
                   words_number(facts, room, DIM_BYTES, "GB", 1));
    table_note(facts, table, "%s%s%s", words_say(facts, step), exchanges ? " " : "", exchanges ? summed : "");
    if (derived->calibrated)
        table_note(facts, table,
                   "Calibrated: the fitted shares of the peaks, the exchange not hidden, and the overheads.");
    if (derived->calibration.p90 > 0)
        table_note(facts, table,
                   "Nine in ten: where nine tenths of the runs lie that the calibration was fitted to.");
    if (derived->priced)
        table_note(
            facts, table,
            "Cost at the floor\u2019s rate: %s an accelerator-hour, accelerators kept busy %s of the time.",
            words_number(facts, facts->spec.design.cluster.price_per_hour, DIM_USD, "USD", 2),
            words_number(facts, facts->spec.design.cluster.utilisation, DIM_SHARE, "%", 0));
}

void table_latency(const struct facts *facts, struct table *table) {
    const struct analysis *analysis = &facts->analysis;
    const struct workload *workload = &facts->spec.design.workload;
    struct table_column columns[L_COLUMNS];
    bool article = facts->derived.article,
         exchanges = analysis->comms.latency_s + analysis->comms.s_per_token > 0;
    memcpy(columns, latency_columns, sizeof columns);
    if (facts->derived.calibrated) /* room for the calibrated columns */
        columns[L_SHARE].width = 48;
    if (article)
        columns[L_KV].head = "Cache, not\u00A0counted";
    table_begin(facts, table, columns, L_COLUMNS, analysis->n_decode + workload->n_contexts);
    table->wide = true;
    table->caption =
        exchanges
            ? "The floor, overlapped; grey figures hide behind a longer term. The bar lays what remains "
              "end to end with the exchange; the term that binds stands in full colour and is named "
              "beside it."
            : "The floor, overlapped; grey figures hide behind a longer term. The bar lays what remains "
              "end to end; the term that binds stands in full colour and is named beside it.";
    for (size_t i = 0; i < workload->n_contexts; i++)
        latency_rows(facts, table, workload->contexts[i]);
    if (!facts->derived.priced)
        table_drop_column(facts, table, L_COST);
    bool measured = false;
    for (size_t i = 0; i < analysis->n_decode; i++)
        measured |= measured_s(facts, &analysis->decode[i]) > 0;
    /* the cluster's rate, divided: nothing of its own with one accelerator, no room beside calibrated columns
     */
    if (facts->derived.calibrated || facts->derived.single)
        table_drop_column(facts, table, L_EACH);
    if (!measured)
        table_drop_column(facts, table, L_MEASURED);
    if (!(facts->derived.calibration.p90 > 0))
        table_drop_column(facts, table, L_RANGE);
    if (!facts->derived.calibrated)
        table_drop_column(facts, table, L_CALIBRATED);
    if (!exchanges) {
        table_drop_column(facts, table, L_SUM);
        table_drop_column(facts, table, L_COMM);
    }
    latency_key(facts, table);
    latency_notes(facts, table, exchanges);
}

/* ---- every batch, whether it fits or not -------------------------------------------------------------- */

static void batch_cells(const struct facts *facts, const struct decode_row *row, struct cell *cells) {
    cells[0] = cell_number(facts, (double)row->batch, 0);
    cells[1] = term_cell(facts, row, row->memory_s, row->ops_weights_s + row->ops_cache_s);
    cells[2] = term_cell(facts, row, row->compute_s, row->ops_compute_s);
    cells[3] = comm_cell(facts, row, row->comm_latency_s);
    cells[4] = comm_cell(facts, row, row->comm_bandwidth_s);
    cells[5] = MS(row->step_s);
    cells[6] = MS(row->step_sum_s);
    cells[7] = cell_number(facts, (double)derived_tokens_each(&facts->analysis, row->batch), 0);
}

void table_batches(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
        {.id = "memory_s", .head = "Reading", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "compute_s", .head = "Computing", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "comm_latency_s", .head = "Exchange, latency", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "comm_bandwidth_s", .head = "Exchange, throughput", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "step_s", .head = "Step", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
        {.id = "step_sum_s", .head = "Summed", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "tokens_each", .head = "Room for each", .unit = "tokens", .align = ALIGN_RIGHT},
    };
    const struct analysis *analysis = &facts->analysis;
    bool exchanges = analysis->comms.latency_s + analysis->comms.s_per_token > 0;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], analysis->n_decode);
    bool all = true; /* fit, at the context shown: whatever others do */
    for (size_t i = 0; i < analysis->n_decode; i++)
        all &= analysis->decode[i].fits || analysis->decode[i].context != facts->derived.shortest_context;
    if (all)
        table->title = words_say(facts, "Times of every batch");
    if (!facts->derived.article)
        table->caption = words_printf(
            facts,
            facts->derived.worked.copied
                ? "Each sequence at %s tokens of context; scores are computed too, and copied weights "
                  "on every accelerator."
                : "Each sequence at %s tokens of context; scores are computed too.",
            words_count(facts, (double)facts->derived.shortest_context));
    for (size_t i = 0; i < analysis->n_decode; i++)
        if (analysis->decode[i].context == facts->derived.shortest_context)
            batch_cells(facts, &analysis->decode[i], table_row(facts, table, ROW_DATA));
    for (size_t drop = 6; !exchanges && drop >= 3; drop--)
        if (drop != 5)
            table_drop_column(facts, table, drop);
    bool article = facts->derived.article;
    if (exchanges)
        table_note(facts, table,
                   article
                       ? "Exchange: the longer of latency and throughput. Summed: the exchange added, not "
                         "hidden. Grey: hidden behind a longer term."
                       : "A sum over operators; grey: hidden behind a longer term. Summed: the exchange "
                         "added, its latency and its throughput.");
    table_note(facts, table,
               article
                   ? "Room for each: the tokens that fit, shared by the batch; the times do not depend on it."
                   : "Room for each: the tokens that fit, shared by the batch.");
}
