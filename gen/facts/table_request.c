/* Tables of time beyond the decoding step: the prompt, a request (declared in table.h). */
#include "table.h"

#include "../core/step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MS(value) cell_in(facts, value, DIM_SECONDS, "ms", 2)

/* ---- the prompt -------------------------------------------------------------------------------------------
 */

static int by_size(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

enum { P_TOKENS, P_COMPUTE, P_MEMORY, P_COMM, P_STEP, P_SUM, P_CALIBRATED, P_BOUND, P_COLUMNS };

static const struct table_column prefill_columns[P_COLUMNS] = {
    {.id = "prompt_tokens", .head = "Prompt", .unit = "tokens", .align = ALIGN_RIGHT},
    {.id = "compute_s", .head = "Computing", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "memory_s", .head = "Reading", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "comm_s", .head = "Exchanging", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "step_s", .head = "First token", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
    {.id = "step_sum_s", .head = "Summed", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "step_calibrated_s", .head = "Calibrated", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "bound", .head = "Bound by", .align = ALIGN_LEFT},
};

static void prefill_cells(const struct facts *facts, const struct prefill_row *row, struct cell *cells) {
    cells[P_TOKENS] = cell_number(facts, (double)row->prompt_tokens, 0);
    for (size_t j = P_COMPUTE; j < P_COLUMNS && !row->fits; j++)
        cells[j] = cell_grey(cell_words(j < P_BOUND ? EM_DASH : "does not fit"), true);
    if (!row->fits)
        return;
    cells[P_COMPUTE] = cell_grey(MS(row->compute_s), row->bound != BOUND_COMPUTE);
    cells[P_MEMORY] = cell_grey(MS(row->memory_s), row->bound != BOUND_MEMORY);
    cells[P_COMM] = cell_grey(MS(row->comm_s), row->bound != BOUND_COMM);
    cells[P_STEP] = MS(row->step_s);
    cells[P_SUM] = MS(row->step_sum_s);
    cells[P_CALIBRATED] = MS(row->step_calibrated_s);
    cells[P_BOUND] = cell_term(row->term);
}

/* Prompts of the workload's length and of every context, one alone. */
void table_prefill(const struct facts *facts, struct table *table) {
    const struct workload *workload = &facts->spec.design.workload;
    const struct comms *comms = &facts->analysis.comms;
    bool exchanges = comms->latency_s + comms->s_per_token > 0;
    int64_t *lengths = arena_array(facts->arena, workload->n_contexts + 1, sizeof *lengths);
    memcpy(lengths, workload->contexts, workload->n_contexts * sizeof *lengths);
    lengths[workload->n_contexts] = workload->prompt_tokens;
    qsort(lengths, workload->n_contexts + 1, sizeof *lengths, by_size);
    table_begin(facts, table, prefill_columns, P_COLUMNS, workload->n_contexts + 1);
    static const char *const captions[2][2] = {
        {"One prompt alone, read in one pass with causal attention.",
         "One prompt alone, read in one pass with causal attention. Summed: the exchange added, not hidden."},
        {"One prompt alone, read in one pass; attention is left out.",
         "One prompt alone, read in one pass; attention is left out. Summed: the exchange added, not "
         "hidden."}};
    table->caption = captions[facts->derived.article][exchanges];
    for (size_t i = 0; i <= workload->n_contexts; i++) {
        struct prefill_row row;
        if (lengths[i] < 1 || (i && lengths[i] == lengths[i - 1]))
            continue;
        step_prefill(facts->analysis.plan, 1, lengths[i], &row);
        prefill_cells(facts, &row, table_row(facts, table, ROW_DATA));
    }
    if (!facts->derived.calibrated)
        table_drop_column(facts, table, P_CALIBRATED);
    if (!exchanges) {
        table_drop_column(facts, table, P_SUM);
        table_drop_column(facts, table, P_COMM);
    }
    if (!facts->derived.article)
        table_note(facts, table, "A sum over operators, each the longer of its reading and its computing.");
}

enum {
    S_BATCH,
    S_TTFT,
    S_TPOT,
    S_REQUEST,
    S_TTFT_CALIBRATED,
    S_TPOT_CALIBRATED,
    S_REQUEST_CALIBRATED,
    S_INPUT_COST,
    S_OUTPUT_COST,
    S_INPUT_ENERGY,
    S_OUTPUT_ENERGY,
    S_COLUMNS
};

static const struct table_column serving_columns[S_COLUMNS] = {
    {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
    {.id = "ttft_s", .head = "First token", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "tpot_s", .head = "Each after\u00A0it", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "end_to_end_s", .head = "Request", .unit = "s", .align = ALIGN_RIGHT, .bold = true},
    {.id = "ttft_calibrated_s", .head = "First, calibrated", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "tpot_calibrated_s", .head = "Each, calibrated", .unit = "ms", .align = ALIGN_RIGHT},
    {.id = "end_to_end_calibrated_s", .head = "Request, calibrated", .unit = "s", .align = ALIGN_RIGHT},
    {.id = "input_cost_per_million", .head = "Input", .unit = "USD/Mtok", .align = ALIGN_RIGHT},
    {.id = "output_cost_per_million", .head = "Output", .unit = "USD/Mtok", .align = ALIGN_RIGHT},
    {.id = "input_energy_per_million_j", .head = "Input", .unit = "Wh/Mtok", .align = ALIGN_RIGHT},
    {.id = "output_energy_per_million_j", .head = "Output", .unit = "Wh/Mtok", .align = ALIGN_RIGHT},
};

enum { PRICES = S_COLUMNS - S_INPUT_COST };

/* What a million tokens take, in the order of the columns: USD, and joules. */
static void serving_prices(const struct facts *facts, const struct serving_row *row, double *prices) {
    const double floors[PRICES] = {row->input_cost_per_million, row->output_cost_per_million,
                                   row->input_energy_per_million_j, row->output_energy_per_million_j};
    const double calibrated[PRICES] = {
        row->input_cost_calibrated_per_million, row->output_cost_calibrated_per_million,
        row->input_energy_calibrated_per_million_j, row->output_energy_calibrated_per_million_j};
    memcpy(prices, facts->derived.calibrated ? calibrated : floors, sizeof floors);
}

static bool is_energy(size_t price) {
    return S_INPUT_COST + price >= S_INPUT_ENERGY;
}

/* Decimals that leave the least of a column three digits: all of it then has its points below one another. */
static void serving_decimals(const struct facts *facts, int *decimals) {
    double least[PRICES] = {0}, prices[PRICES];
    for (size_t i = 0; i < facts->analysis.n_serving; i++) {
        serving_prices(facts, &facts->analysis.serving[i], prices);
        for (size_t j = 0; j < PRICES && facts->analysis.serving[i].fits; j++)
            least[j] = least[j] > 0 ? fmin(least[j], prices[j]) : prices[j];
    }
    for (size_t j = 0; j < PRICES; j++) {
        double shown = is_energy(j) ? least[j] / 3600 : least[j]; /* watt-hours */
        decimals[j] = shown > 0 ? (int)fmin(6, fmax(0, 2 - floor(log10(shown)))) : 0;
    }
}

static void serving_cells(const struct facts *facts, const struct serving_row *row, const int *decimals,
                          struct cell *cells) {
    int64_t steps = facts->spec.design.workload.output_tokens - 1;
    double prices[PRICES];
    serving_prices(facts, row, prices);
    cells[S_TTFT] = MS(row->ttft_s);
    cells[S_TPOT] = MS(row->tpot_s);
    cells[S_REQUEST] = cell_in(facts, row->end_to_end_s, DIM_SECONDS, "s", 2);
    cells[S_TTFT_CALIBRATED] = MS(row->ttft_calibrated_s);
    cells[S_TPOT_CALIBRATED] = MS(row->tpot_calibrated_s);
    cells[S_REQUEST_CALIBRATED] =
        cell_in(facts, row->ttft_calibrated_s + (double)steps * row->tpot_calibrated_s, DIM_SECONDS, "s", 2);
    for (size_t j = 0; j < PRICES; j++)
        cells[S_INPUT_COST + j] = cell_in(facts, prices[j], is_energy(j) ? DIM_JOULES : DIM_USD,
                                          is_energy(j) ? "Wh" : "USD", decimals[j]);
}

/* At whose rates a million tokens are priced. */
static void serving_note(const struct facts *facts, struct table *table) {
    const struct derived *derived = &facts->derived;
    const struct cluster *cluster = &facts->spec.design.cluster;
    if (derived->priced)
        table_note(
            facts, table,
            derived->calibrated
                ? "A million tokens at the calibrated rates, %s an accelerator-hour, accelerators kept "
                  "busy %s of the time."
                : "A million tokens at the floor’s rates, the least they can cost; %s an "
                  "accelerator-hour, accelerators kept busy %s of the time.",
            words_number(facts, cluster->price_per_hour, DIM_USD, "USD", 2),
            words_number(facts, cluster->utilisation, DIM_SHARE, "%", 0));
    if (derived->powered && !derived->overhead)
        table_note(facts, table,
                   "Energy: every accelerator at full power for as long as a million tokens take.");
    else if (derived->powered)
        table_note(facts, table,
                   "Energy: every accelerator at full power for as long as a million tokens take, times %s "
                   "for the building.",
                   words_number(facts, cluster->pue, DIM_COUNT, NULL, DIGITS_3));
}

static void serving_drop(const struct facts *facts, struct table *table, size_t first, size_t last) {
    for (size_t column = last + 1; column-- > first;)
        table_drop_column(facts, table, column);
}

void table_serving(const struct facts *facts, struct table *table) {
    const struct analysis *analysis = &facts->analysis;
    bool misfits = false;
    int decimals[PRICES];
    serving_decimals(facts, decimals);
    table_begin(facts, table, serving_columns, S_COLUMNS, analysis->n_serving);
    table->wide = true;
    const struct workload *workload = &facts->spec.design.workload;
    table->caption = words_printf(
        facts,
        "A prompt of %s tokens, then %s made: one a step while the context grows. Floors, where not "
        "called calibrated.",
        words_count(facts, (double)workload->prompt_tokens),
        words_count(facts, (double)workload->output_tokens));
    for (size_t i = 0; i < analysis->n_serving; i++) {
        const struct serving_row *row = &analysis->serving[i], *first = row;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        while (!first->fits && i + 1 < analysis->n_serving && !row[1].fits && row[1].batch > row->batch)
            row = &analysis->serving[++i]; /* a run that does not fit is one line */
        cells[S_BATCH] = cell_run(facts, (double)first->batch, (double)row->batch);
        for (size_t j = S_TTFT; j < S_COLUMNS && !row->fits; j++)
            cells[j] = cell_grey(cell_words(EM_DASH), true);
        if (row->fits)
            serving_cells(facts, row, decimals, cells);
        misfits |= !row->fits;
    }
    if (!facts->derived.powered)
        serving_drop(facts, table, S_INPUT_ENERGY, S_OUTPUT_ENERGY);
    if (!facts->derived.priced)
        serving_drop(facts, table, S_INPUT_COST, S_OUTPUT_COST);
    if (!facts->derived.calibrated)
        serving_drop(facts, table, S_TTFT_CALIBRATED, S_REQUEST_CALIBRATED);
    if (misfits)
        table_note(facts, table, "What does not fit bears a dash.");
    serving_note(facts, table);
}
