/* Tables of the operators of a step (declared in table.h): what each computes and moves, of which parts, and
 * how long it takes at every batch and context. */
#include "table.h"

#include "../core/operators.h"

#include <math.h>
#include <string.h>

static const char *const operator_words[] = {
    [OPERATOR_EMBEDDING] = "Embedding",
    [OPERATOR_NORMS] = "Norms and residuals",
    [OPERATOR_QKV] = "Queries, keys, values",
    [OPERATOR_ATTENTION] = "Attention",
    [OPERATOR_OUTPUT] = "Output projection",
    [OPERATOR_ROUTER] = "Router",
    [OPERATOR_FFN] = "Feed-forward",
    [OPERATOR_EXPERTS] = "Routed experts",
    [OPERATOR_SHARED] = "Shared expert",
    [OPERATOR_EXTRAS] = "Tensors of no other operator",
    [OPERATOR_HEAD] = "LM head",
};
_Static_assert(sizeof operator_words / sizeof operator_words[0] == OPERATOR_COUNT,
               "words for every operator");

/* ---- every batch and context ---------------------------------------------------------------------------
 */

enum { O_NAME, O_CONTEXT, O_DECODE, O_PROMPTS = O_DECODE + 5, O_COLUMNS = O_PROMPTS + 5 };

/* Numbers of one operator, from column `at` on. */
static void work_cells(const struct facts *facts, const struct operator_row *row, struct cell *cells) {
    bool compute = row->bound == BOUND_COMPUTE;
    cells[0] = cell_digits(facts, row->flops, DIM_FLOPS, "GFLOP", 4);
    cells[1] = cell_digits(facts, row->bytes, DIM_BYTES, "MB", 4);
    cells[2] = cell_digits(facts, row->intensity, DIM_COUNT, NULL, 3);
    cells[3] = cell_digits(facts, row->time_s, DIM_SECONDS, "\xC2\xB5s", 4);
    cells[4] = cell_coloured(compute ? "c" : "m", palette[compute ? COLOUR_COMPUTE : COLOUR_WEIGHTS]);
}

static bool same_work(const struct operator_row *a, const struct operator_row *b) {
    return a->flops == b->flops && a->bytes == b->bytes && a->time_s == b->time_s;
}

/* One operator of a batch: a row for each context, those that find the same work in one row, which bears no
 * context where that is every one; what reading prompts asks of it stands in the first. `rows` are those of
 * the first context, `n` of them a context. */
static void operator_rows_of(const struct facts *facts, struct table *table, const struct operator_row *rows,
                             size_t n, const struct operator_row *prompts) {
    size_t n_contexts = facts->spec.design.workload.n_contexts;
    for (size_t first = 0, last; first < n_contexts; first = last + 1) {
        last = first;
        while (last + 1 < n_contexts && same_work(&rows[first * n], &rows[(last + 1) * n]))
            last++;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        if (first == 0) {
            cells[O_NAME] = cell_words(operator_words[rows->op]);
            work_cells(facts, prompts, &cells[O_PROMPTS]);
        }
        if (first > 0 || last + 1 < n_contexts)
            cells[O_CONTEXT] =
                cell_run(facts, (double)rows[first * n].context, (double)rows[last * n].context);
        work_cells(facts, &rows[first * n], &cells[O_DECODE]);
    }
}

void table_operators(const struct facts *facts, struct table *table) {
    static const struct table_column columns[O_COLUMNS] = {
        {.id = "name", .head = "Operator", .align = ALIGN_LEFT},
        {.id = "context", .head = "Context", .unit = "tokens", .align = ALIGN_RIGHT, .width = 26},
        {.id = "flops", .head = "Arithmetic, step", .unit = "GFLOP", .align = ALIGN_RIGHT},
        {.id = "bytes", .head = "Traffic, step", .unit = "MB", .align = ALIGN_RIGHT},
        {.id = "intensity", .head = "Intensity, step", .unit = "FLOP/byte", .align = ALIGN_RIGHT},
        {.id = "time_s", .head = "Time, step", .unit = "\xC2\xB5s", .align = ALIGN_RIGHT, .bold = true},
        {.id = "bound", .head = "", .align = ALIGN_LEFT, .width = 6},
        {.id = "prompts_flops", .head = "Arithmetic, prompts", .unit = "GFLOP", .align = ALIGN_RIGHT},
        {.id = "prompts_bytes", .head = "Traffic, prompts", .unit = "MB", .align = ALIGN_RIGHT},
        {.id = "prompts_intensity", .head = "Intensity, prompts", .unit = "FLOP/byte", .align = ALIGN_RIGHT},
        {.id = "prompts_time_s",
         .head = "Time, prompts",
         .unit = "\xC2\xB5s",
         .align = ALIGN_RIGHT,
         .bold = true},
        {.id = "prompts_bound", .head = "", .align = ALIGN_LEFT, .width = 6},
    };
    const struct analysis *analysis = &facts->analysis;
    const struct workload *workload = &facts->spec.design.workload;
    size_t n = analysis->n_operators / (analysis->n_decode + analysis->n_prefill);
    const struct operator_row *decode = analysis->operators, *prompts = decode + analysis->n_decode * n;
    table_begin(facts, table, columns, O_COLUMNS, analysis->n_decode * n + workload->n_batch_sizes);
    table->wide = true;
    table->groups = "batch";
    table->caption = words_printf(
        facts,
        "All layers together, on one accelerator: a step of decoding at the context named, where none is at "
        "every one, and reading prompts of %s tokens.",
        words_count(facts, (double)workload->prompt_tokens));
    for (size_t b = 0; b < workload->n_batch_sizes; b++) {
        table_row(facts, table, ROW_GROUP)[0] = cell_holding(
            cell_words(words_printf(facts, "Batch %s", words_count(facts, (double)workload->batch_sizes[b]))),
            (double)workload->batch_sizes[b]);
        for (size_t op = 0; op < n; op++)
            operator_rows_of(facts, table, &decode[b * workload->n_contexts * n + op], n,
                             &prompts[b * n + op]);
    }
    table_note(
        facts, table,
        "Behind a time, what it is: m, the traffic at the memory\u2019s bandwidth; c, the arithmetic at "
        "its peak.");
}
