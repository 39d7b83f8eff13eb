/* Tables that an archive keeps: the work of every step, every formula, every value (declared in table.h). */
#include "formula.h"
#include "table.h"
#include "typeset.h"

#include <string.h>

#define TRAFFIC_NOTE                                                                                         \
    "Traffic is what reading weights and cache moves, and beside it the vectors that norms, residuals and "  \
    "looked-up rows move; columns named reading, elsewhere, leave these out."

enum {
    W_BATCH,
    W_FLOPS,
    W_BYTES,
    W_INTENSITY,
    W_CACHE,
    W_OPS,
    W_COMM_LATENCY,
    W_COMM_BANDWIDTH,
    W_STEP,
    W_SUM,
    W_CALIBRATED,
    W_ENERGY,
    W_FITS,
    W_COLUMNS
};

static void work_cells(const struct facts *facts, const struct decode_row *row, struct cell *cells) {
    cells[W_BATCH] = cell_number(facts, (double)row->batch, 0);
    cells[W_FLOPS] = cell_digits(facts, row->flops, DIM_FLOPS, "GFLOP", 4);
    cells[W_BYTES] = cell_digits(facts, row->bytes, DIM_BYTES, "GB", 4);
    cells[W_INTENSITY] = cell_digits(facts, row->intensity, DIM_COUNT, NULL, 3);
    cells[W_CACHE] = cell_digits(facts, row->kv_bytes, DIM_BYTES, "GB", 4);
    cells[W_OPS] = cell_digits(facts, row->ops_s, DIM_SECONDS, "ms", 4);
    cells[W_COMM_LATENCY] = cell_digits(facts, row->comm_latency_s, DIM_SECONDS, "ms", 4);
    cells[W_COMM_BANDWIDTH] = cell_digits(facts, row->comm_bandwidth_s, DIM_SECONDS, "ms", 4);
    cells[W_STEP] = cell_digits(facts, row->step_s, DIM_SECONDS, "ms", 4);
    cells[W_SUM] = cell_digits(facts, row->step_sum_s, DIM_SECONDS, "ms", 4);
    cells[W_CALIBRATED] = cell_digits(facts, row->step_calibrated_s, DIM_SECONDS, "ms", 4);
    cells[W_ENERGY] = cell_digits(facts, row->energy_per_million_tokens_j, DIM_JOULES, "Wh", 3);
    cells[W_FITS] = cell_truth(row->fits);
}

/* decode's records at four digits, and whether they fit or not, beside table_latency. */
void table_work(const struct facts *facts, struct table *table) {
    static const struct table_column columns[W_COLUMNS] = {
        {.id = "batch", .head = "Batch", .align = ALIGN_RIGHT},
        {.id = "flops", .head = "Arithmetic", .unit = "GFLOP", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Traffic", .unit = "GB", .align = ALIGN_RIGHT},
        {.id = "intensity", .head = "Intensity", .unit = "FLOP/byte", .align = ALIGN_RIGHT},
        {.id = "kv_bytes", .head = "Cache, whole", .unit = "GB", .align = ALIGN_RIGHT},
        {.id = "ops_s", .head = "All operators", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "comm_latency_s", .head = "Exchange, latency", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "comm_bandwidth_s", .head = "Exchange, throughput", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "step_s", .head = "Step", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
        {.id = "step_sum_s", .head = "Summed", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "step_calibrated_s", .head = "Calibrated step", .unit = "ms", .align = ALIGN_RIGHT},
        {.id = "energy_per_million_tokens_j", .head = "Energy", .unit = "Wh/Mtok", .align = ALIGN_RIGHT},
        {.id = "fits", .head = "Fits", .align = ALIGN_LEFT},
    };
    const struct analysis *analysis = &facts->analysis;
    const struct workload *workload = &facts->spec.design.workload;
    table_begin(facts, table, columns, W_COLUMNS, analysis->n_decode + workload->n_contexts);
    table->wide = true;
    table->groups = "context";
    table->caption = "Arithmetic and traffic on one accelerator, whether the cache fits or not.";
    for (size_t i = 0; i < workload->n_contexts; i++) {
        table_group_context(facts, table, workload->contexts[i]);
        for (size_t j = 0; j < analysis->n_decode; j++)
            if (analysis->decode[j].context == workload->contexts[i])
                work_cells(facts, &analysis->decode[j], table_row(facts, table, ROW_DATA));
    }
    if (!facts->derived.powered)
        table_drop_column(facts, table, W_ENERGY);
    if (!facts->derived.calibrated)
        table_drop_column(facts, table, W_CALIBRATED);
    if (!facts->derived.worked.exchanges) {
        table_drop_column(facts, table, W_SUM);
        table_drop_column(facts, table, W_COMM_BANDWIDTH);
        table_drop_column(facts, table, W_COMM_LATENCY);
        table_drop_column(facts, table, W_OPS);
    }
    if (!facts->derived.article)
        table_note(facts, table, TRAFFIC_NOTE);
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
    if (!facts->derived.article)
        table_note(facts, table, TRAFFIC_NOTE);
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
    table_note(facts, table,
               "kipply, 2022: Transformer Inference Arithmetic, "
               "https://kipp.ly/transformer-inference-arithmetic/. Roofline, 2009: Williams, Waterman and "
               "Patterson, Roofline: An Insightful Visual Performance Model for Multicore Architectures, "
               "Communications of the ACM 52(4), https://doi.org/10.1145/1498765.1498785.");
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

/* A value as it is printed; none: it has no value here. */
static const char *printed_value(const struct facts *facts, const struct quantity *quantity) {
    struct text printed = {0};
    const char *why;
    facts_words(facts, quantity->id, NULL, -1, &printed, &why);
    const char *words = text_keep(facts->arena, &printed);
    return means_nothing(facts, quantity) || !strcmp(words, EM_DASH) ? NULL : words;
}

static void quantity_cells(const struct facts *facts, const struct quantity *quantity, const char *printed,
                           struct cell *cells) {
    enum { LONG_WORDS = 28 };
    struct text exact = {0};
    double value;
    bool number = quantity_number(facts, quantity, &value);
    if (number)
        number_result(&exact, value);
    cells[0] = cell_words(quantity->id);
    cells[1] = cell_words(quantity->name);
    cells[2] = cell_words(typeset_words(facts->arena, printed));
    if (strlen(printed) > LONG_WORDS) /* a title, a source: words that are broken where they must */
        cells[2].span = 2;
    cells[3] = cell_grey(cell_words(arena_string(facts->arena, text_get(&exact))), true);
    if (number)
        cells[3] = cell_holding(cells[3], value);
    text_drop(&exact);
}

/* What no cell holds: a checksum, too long a word, which table_files has, and the command, of several lines.
 */
static bool stands_elsewhere(const char *id) {
    return !strcmp(id, "spec_sha256") || !strcmp(id, "report.command");
}

/* Names of what has no value here, in one note. */
static void absent_note(const struct facts *facts, struct table *table, const struct text *absent) {
    if (absent->length)
        table_note(facts, table, "Without a value here: %s.", text_get(absent));
}

/* Every value that a template can name, as printed and as it is, by what it is of; truths stand in
 * table_conditions. */
void table_quantities(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "id", .head = "Name", .align = ALIGN_LEFT, .names = true, .width = 1}, /* never broken */
        {.id = "meaning", .head = "Meaning", .align = ALIGN_LEFT},
        {.id = "value", .head = "As printed", .align = ALIGN_RIGHT, .bold = true, .names = true},
        {.id = "exact", .head = "Exact", .unit = "SI base units", .align = ALIGN_RIGHT},
    };
    struct text absent = {0};
    size_t *room_of_each = arena_array(facts->arena, n_quantities, sizeof *room_of_each);
    for (size_t i = 0; i < n_quantities; i++)
        room_of_each[i] = room_of(quantities[i].id);
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], n_quantities + ROOMS);
    table->wide = true;
    for (size_t room = 0; room < ROOMS; room++) {
        bool any = false;
        for (size_t i = 0; i < n_quantities; i++) {
            const struct quantity *quantity = &quantities[i];
            if (room_of_each[i] != room || quantity->kind == MEMBER_TRUTH || stands_elsewhere(quantity->id))
                continue;
            const char *printed = printed_value(facts, quantity);
            if (!printed) {
                text_printf(&absent, "%s%s", absent.length ? ", " : "", quantity->id);
                continue;
            }
            if (!any)
                table_row(facts, table, ROW_GROUP)[0] = cell_words(rooms[room].head);
            any = true;
            quantity_cells(facts, quantity, printed, table_row(facts, table, ROW_DATA));
        }
    }
    absent_note(facts, table, &absent);
    text_drop(&absent);
}

/* Every truth that a template can ask for: those that hold and those that do not, two beside each other,
 * down one half and then the other. */
void table_conditions(const struct facts *facts, struct table *table) {
    static const struct table_column columns[] = {
        {.id = "id", .head = "Name", .align = ALIGN_LEFT, .names = true, .width = 1},
        {.id = "meaning", .head = "Meaning", .align = ALIGN_LEFT},
        {.id = "other", .head = "Name", .align = ALIGN_LEFT, .names = true, .width = 1},
        {.id = "other_meaning", .head = "Meaning", .align = ALIGN_LEFT},
    };
    static const char *const heads[2] = {"True here", "Not true here"};
    const struct quantity **of[2] = {arena_array(facts->arena, n_quantities, sizeof **of),
                                     arena_array(facts->arena, n_quantities, sizeof **of)};
    size_t n[2] = {0};
    for (size_t i = 0; i < n_quantities; i++) {
        double value;
        if (quantities[i].kind != MEMBER_TRUTH)
            continue;
        size_t side = quantity_number(facts, &quantities[i], &value) && value != 0 ? 0 : 1;
        of[side][n[side]++] = &quantities[i];
    }
    table_begin(facts, table, columns, sizeof columns / sizeof columns[0], n[0] + n[1] + 2);
    table->wide = true;
    for (size_t side = 0; side < 2; side++) {
        size_t rows = (n[side] + 1) / 2;
        if (rows)
            table_row(facts, table, ROW_GROUP)[0] = cell_words(heads[side]);
        for (size_t i = 0; i < rows; i++) {
            struct cell *cells = table_row(facts, table, ROW_DATA);
            for (size_t half = 0; half < 2 && i + half * rows < n[side]; half++) {
                const struct quantity *truth = of[side][i + half * rows];
                cells[2 * half] = cell_words(truth->id);
                cells[2 * half + 1] = cell_words(truth->name);
            }
        }
    }
}
