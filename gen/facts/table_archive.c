/* Tables that an archive keeps: the work of every step, every formula, every value (declared in table.h). */
#include "formula.h"
#include "table.h"
#include "typeset.h"

#include <string.h>

/* What decode's records say beyond the times of table_latency. */
void table_work(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
        {.id = "flops", .head = "Arithmetic", .unit = "GFLOP", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Traffic", .unit = "GB", .align = ALIGN_RIGHT},
        {.id = "intensity", .head = "Intensity", .unit = "FLOP/byte", .align = ALIGN_RIGHT},
        {.id = "kv_bytes", .head = "Cache, whole", .unit = "GB", .align = ALIGN_RIGHT},
        {.id = "comm_latency_s", .head = "Exchange, latency", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "comm_bandwidth_s", .head = "Exchange, throughput", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "energy_per_million_tokens_j", .head = "Energy", .unit = "Wh/Mtok", .align = ALIGN_RIGHT},
        {.id = "fits", .head = "Fits", .align = ALIGN_LEFT},
        {.id = "step_calibrated_s",
         .head = "Calibrated step",
         .unit = "ms",
         .align = ALIGN_RIGHT}, /* where there is a calibration */
    };
    const struct analysis *analysis = &facts->analysis;
    const struct workload *workload = &facts->spec.design.workload;
    size_t n_columns = sizeof columns / sizeof columns[0] - (facts->derived.calibrated ? 0 : 1);
    table_begin(facts, table, columns, n_columns, analysis->n_decode + workload->n_contexts);
    table->wide = true;
    table->groups = "context";
    table->caption = "Arithmetic and traffic on one accelerator, whether the cache fits or not.";
    for (size_t i = 0; i < workload->n_contexts; i++) {
        table_row(facts, table, ROW_GROUP)[0] =
            cell_holding(cell_words(words_printf(facts, "%s tokens of context",
                                                 words_count(facts, (double)workload->contexts[i]))),
                         (double)workload->contexts[i]);
        for (size_t j = 0; j < analysis->n_decode; j++) {
            const struct decode_row *row = &analysis->decode[j];
            if (row->context != workload->contexts[i])
                continue;
            struct cell *cells = table_row(facts, table, ROW_DATA);
            cells[0] = cell_number(facts, (double)row->batch, 0);
            cells[1] = cell_digits(facts, row->flops, DIM_FLOPS, "GFLOP", 4);
            cells[2] = cell_digits(facts, row->bytes, DIM_BYTES, "GB", 4);
            cells[3] = cell_digits(facts, row->intensity, DIM_COUNT, NULL, 3);
            cells[4] = cell_digits(facts, row->kv_bytes, DIM_BYTES, "GB", 4);
            cells[5] = cell_digits(facts, row->comm_latency_s, DIM_SECONDS, "ms", 4);
            cells[6] = cell_digits(facts, row->comm_bandwidth_s, DIM_SECONDS, "ms", 4);
            cells[7] = row->energy_per_million_tokens_j > 0
                           ? cell_digits(facts, row->energy_per_million_tokens_j, DIM_JOULES, "Wh", 3)
                           : cell_words(EM_DASH);
            cells[8] = cell_truth(row->fits);
            if (table->n_columns > 9)
                cells[9] = cell_in(facts, row->step_calibrated_s, DIM_SECONDS, "ms", 2);
        }
    }
    for (size_t column = 6; !facts->derived.worked.exchanges && column >= 5; column--)
        table_drop_column(facts, table, column);
}

/* prefill's records: the workload's prompt, for every batch. */
void table_prompts(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
        {.id = "compute_s", .head = "Computing", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "memory_s", .head = "Reading", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "comm_s", .head = "Exchanging", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "step_s", .head = "First token", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
        {.id = "step_sum_s", .head = "Summed", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "flops", .head = "Arithmetic", .unit = "TFLOP", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Traffic", .unit = "GB", .align = ALIGN_RIGHT},
        {.id = "intensity", .head = "Intensity", .unit = "FLOP/byte", .align = ALIGN_RIGHT},
        {.id = "tokens_per_s", .head = "Prompts, all", .unit = "tok/s", .align = ALIGN_RIGHT},
        {.id = "bound", .head = "Bound by", .align = ALIGN_LEFT},
        {.id = "fits", .head = "Fits", .align = ALIGN_LEFT},
    };
    const struct analysis *analysis = &facts->analysis;
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], analysis->n_prefill);
    table->wide = true;
    table->caption = "Each batch of prompts of the workload's length, read at once.";
    for (size_t i = 0; i < analysis->n_prefill; i++) {
        const struct prefill_row *row = &analysis->prefill[i];
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_number(facts, (double)row->batch, 0);
        cells[1] = cell_in(facts, row->compute_s, DIM_SECONDS, "ms", 2);
        cells[2] = cell_in(facts, row->memory_s, DIM_SECONDS, "ms", 2);
        cells[3] = cell_in(facts, row->comm_s, DIM_SECONDS, "ms", 2);
        cells[4] = cell_in(facts, row->step_s, DIM_SECONDS, "ms", 2);
        cells[5] = cell_in(facts, row->step_sum_s, DIM_SECONDS, "ms", 2);
        cells[6] = cell_digits(facts, row->flops, DIM_FLOPS, "TFLOP", 4);
        cells[7] = cell_digits(facts, row->bytes, DIM_BYTES, "GB", 4);
        cells[8] = cell_number(facts, row->intensity, 0);
        cells[9] = cell_number(facts, row->tokens_per_s, 0);
        cells[10] = cell_words(words_say(facts, term_word(row->term)));
        cells[11] = cell_truth(row->fits);
    }
    if (!facts->derived.worked.exchanges) {
        table_drop_column(facts, table, 5);
        table_drop_column(facts, table, 3);
    }
}

/* Quantities whose formula this spec has, in the order of the formulas. */
void table_formulas(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "name", .head = "Quantity", .align = ALIGN_LEFT},
        {.id = "formula", .head = "Formula, with its numbers", .align = ALIGN_LEFT},
        {.id = "result", .head = "Result", .align = ALIGN_RIGHT, .bold = true},
        {.id = "source", .head = "Source", .align = ALIGN_LEFT},
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], n_formula_rows);
    table->wide = true;
    for (size_t i = 0; i < n_formula_rows; i++) {
        const struct formula_row *row = &formula_rows[i];
        struct formula formula;
        if (formula_find(facts, row->quantity) != row || !facts_formula(facts, row->quantity, &formula) ||
            !formula.symbols)
            continue;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[0] = cell_words(formula.name);
        bool same = !strcmp(formula.symbols, formula.numbers); /* a sum that names no single values */
        cells[1].math = arena_printf(facts->arena, "%s%s%s%s%s", formula.symbol ? formula.symbol : "",
                                     formula.symbol ? " = " : "", formula.symbols, same ? "" : " = ",
                                     same ? "" : formula.numbers);
        cells[1].text = formula_plain(facts->arena, cells[1].math);
        cells[2] = cell_of(facts, quantity_find(row->quantity), formula.result);
        cells[3] = cell_grey(cell_words(row->source), true);
    }
}

/* ---- every value ----------------------------------------------------------------------------------------
 */

/* What the first part of a name speaks of; a name of one part speaks of the report. */
static const struct {
    const char *prefix, *head;
} rooms[] = {
    {"spec", "The spec"},
    {"model", "The model"},
    {"layer", "A layer"},
    {"precision", "Number formats"},
    {"cluster", "The cluster"},
    {"workload", "The workload"},
    {"capacity", "What fits"},
    {"misfit", "What does not fit"},
    {"verdict", "The verdict"},
    {"lead", "At the leading context"},
    {"prompt", "The prompt"},
    {"step", "One step"},
    {"small", "The smallest batch, shortest context"},
    {"large", "The largest batch, shortest context"},
    {"half", "Half the largest batch, shortest context"},
    {"comms", "The exchange"},
    {"article", "The article\u2019s asides"},
    {"exercise", "Exercises"},
    {"request", "What tokens of a request take"},
    {"measured", "Measured"},
    {"band", "Floor, calibrated, measured"},
    {"calibration", "The calibration"},
    {"cost", "What tokens cost"},
    {"known", "How well the inputs are known"},
    {"", "The report"},
};
enum { ROOMS = sizeof rooms / sizeof rooms[0] };

static size_t room_of(const char *id) {
    size_t length = strcspn(id, "."), room = 0;
    if (!id[length] || !strncmp(id, "report.", strlen("report.")))
        length = 0;
    while (room < ROOMS - 1 &&
           (strlen(rooms[room].prefix) != length || strncmp(rooms[room].prefix, id, length)))
        room++;
    return room;
}

/* What means nothing here: links where nothing is exchanged, and the fit where there is none. */
static bool means_nothing(const struct facts *facts, const struct quantity *quantity) {
    static const char *const of_exchange[] = {
        "comms.",     "cluster.link_", "cluster.flops_per_comm_byte", "cluster.all_reduce",
        "known.link", "known.latency"};
    bool of_fit = !strncmp(quantity->id, "calibration.", strlen("calibration."));
    bool exchange = false;
    for (size_t i = 0; i < sizeof of_exchange / sizeof of_exchange[0]; i++)
        exchange |= !strncmp(quantity->id, of_exchange[i], strlen(of_exchange[i]));
    return quantity->kind != MEMBER_TRUTH &&
           ((exchange && !facts->derived.worked.exchanges) || (of_fit && !facts->derived.calibrated));
}

static void quantity_cells(const struct facts *facts, const struct quantity *quantity, struct cell *cells) {
    enum { LONG_WORDS = 28 };
    struct text printed = {0}, exact = {0};
    const char *why;
    double value;
    bool nothing = means_nothing(facts, quantity);
    if (nothing)
        text_string(&printed, EM_DASH);
    else
        facts_words(facts, quantity->id, NULL, -1, &printed, &why);
    bool number = !nothing && quantity->kind != MEMBER_TRUTH && quantity_number(facts, quantity, &value);
    if (number)
        number_result(&exact, value);
    cells[0] = cell_words(quantity->id);
    cells[1] = cell_words(quantity->name);
    cells[2] = cell_words(typeset_words(facts->arena, arena_string(facts->arena, text_get(&printed))));
    if (printed.length > LONG_WORDS) /* a title, a source: words that are broken where they must */
        cells[2].span = 2;
    cells[3] = cell_grey(cell_words(arena_string(facts->arena, text_get(&exact))), true);
    if (number)
        cells[3] = cell_holding(cells[3], value);
    text_drop(&printed);
    text_drop(&exact);
}

/* What no cell holds: a checksum, too long a word, which table_files has, and the command, of several lines.
 */
static bool stands_elsewhere(const char *id) {
    return !strcmp(id, "spec_sha256") || !strcmp(id, "report.command");
}

/* Every value that a template can name, as printed and as it is, by what it is of. */
void table_quantities(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "id", .head = "Name", .align = ALIGN_LEFT, .names = true, .width = 1}, /* never broken */
        {.id = "meaning", .head = "Meaning", .align = ALIGN_LEFT},
        {.id = "value", .head = "As printed", .align = ALIGN_RIGHT, .bold = true, .names = true},
        {.id = "exact", .head = "Exact", .unit = "SI base units", .align = ALIGN_RIGHT},
    };
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], n_quantities + ROOMS);
    table->wide = true;
    for (size_t room = 0; room < ROOMS; room++) {
        bool any = false;
        for (size_t i = 0; i < n_quantities; i++) {
            if (room_of(quantities[i].id) != room || stands_elsewhere(quantities[i].id))
                continue;
            if (!any)
                table_row(facts, table, ROW_GROUP)[0] = cell_words(rooms[room].head);
            any = true;
            quantity_cells(facts, &quantities[i], table_row(facts, table, ROW_DATA));
        }
    }
}
