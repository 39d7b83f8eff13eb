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

/* ---- of which parts ------------------------------------------------------------------------------------
 */

enum {
    A_NAME,
    A_FLOPS,
    A_PER_CACHED,
    A_PER_PAIR,
    A_WEIGHTS,
    A_EXPERTS,
    A_VECTORS,
    A_CACHE,
    A_STATE,
    A_WINDOW,
    A_COLUMNS
};

/* What each row holds, beside its window: the operator of one kind of layer, or of several that are bound
 * alike at every batch, so that their maxima are those of their sums. */
static double part_of(const struct work *work, int column) {
    switch (column) {
    case A_FLOPS:
        return work->flops_per_token;
    case A_PER_CACHED:
        return work->flops_per_cached;
    case A_PER_PAIR:
        return work->flops_per_pair;
    case A_WEIGHTS:
        return work->bytes;
    case A_EXPERTS:
        return work->expert_bytes;
    case A_VECTORS:
        return work->bytes_per_token;
    case A_CACHE:
        return work->bytes_per_cached;
    default:
        return work->state_bytes;
    }
}

static double window_of(const struct work *work) {
    return work->attention && work->attention->window > 0 ? (double)work->attention->window : 0;
}

static bool in_proportion(double a, double b, double c, double d) {
    return fabs(a * d - b * c) <= 1e-9 * fabs(a * d);
}

/* Whether two works are one row: what they compute and what they move stand in one proportion. */
static bool bound_alike(const struct work *a, const struct work *b) {
    if (a->op != b->op || window_of(a) != window_of(b) ||
        (a->attention && a->attention->kind != b->attention->kind))
        return false;
    if (a->flops_per_token <= 0 && b->flops_per_token <= 0 && !a->attention)
        return true; /* bytes alone */
    for (int column = A_PER_CACHED; column <= A_STATE; column++) {
        double first = a->attention ? a->flops_per_cached : a->flops_per_token,
               second = b->attention ? b->flops_per_cached : b->flops_per_token;
        if (!in_proportion(part_of(a, column), part_of(b, column), first, second))
            return false;
    }
    return a->idle_share == b->idle_share && a->expert_tokens == b->expert_tokens;
}

/* The works of a plan in the order of their operators, those that are bound alike added up. */
static size_t merged_works(const struct plan *plan, struct work *out) {
    size_t n = 0;
    for (int op = 0; op < OPERATOR_COUNT; op++)
        for (size_t i = 0, first = n; i < plan->n_works; i++) {
            const struct work *work = &plan->works[i];
            size_t k = first;
            if (work->op != (enum operator_id)op)
                continue;
            while (k < n && !bound_alike(&out[k], work))
                k++;
            if (k == n) {
                out[n++] = *work;
                continue;
            }
            out[k].flops_per_token += work->flops_per_token;
            out[k].flops_per_cached += work->flops_per_cached;
            out[k].flops_per_pair += work->flops_per_pair;
            out[k].bytes += work->bytes;
            out[k].expert_bytes += work->expert_bytes;
            out[k].bytes_per_token += work->bytes_per_token;
            out[k].bytes_per_cached += work->bytes_per_cached;
            out[k].state_bytes += work->state_bytes;
        }
    return n;
}

/* Every digit: what an archive's times are worked out from again. */
static struct cell cell_exact(const struct facts *facts, double value) {
    return value > 0 ? cell_number(facts, value, value < 1e15 && value != floor(value) ? 3 : 0)
                     : (struct cell){.text = NULL};
}

void table_loads(const struct facts *facts, struct table *table) {
    static const struct table_column columns[A_COLUMNS] = {
        {.id = "name", .head = "Operator", .align = ALIGN_LEFT},
        {.id = "flops_per_token", .head = "A token", .unit = "FLOP", .symbol = "a_i", .align = ALIGN_RIGHT},
        {.id = "flops_per_cached",
         .head = "A cached token",
         .unit = "FLOP",
         .symbol = "y_i",
         .align = ALIGN_RIGHT},
        {.id = "flops_per_pair",
         .head = "A pair of tokens",
         .unit = "FLOP",
         .symbol = "z_i",
         .align = ALIGN_RIGHT},
        {.id = "weights_bytes", .head = "Weights", .unit = "bytes", .symbol = "b_i", .align = ALIGN_RIGHT},
        {.id = "experts_bytes",
         .head = "Routed experts",
         .unit = "bytes",
         .symbol = "x_i",
         .align = ALIGN_RIGHT},
        {.id = "vector_bytes",
         .head = "Vectors a token",
         .unit = "bytes",
         .symbol = "v_i",
         .align = ALIGN_RIGHT},
        {.id = "cache_bytes",
         .head = "Cache a token",
         .unit = "bytes",
         .symbol = "u_i",
         .align = ALIGN_RIGHT},
        {.id = "state_bytes",
         .head = "State a sequence",
         .unit = "bytes",
         .symbol = "q_i",
         .align = ALIGN_RIGHT},
        {.id = "window", .head = "Window", .unit = "tokens", .align = ALIGN_RIGHT},
    };
    const struct plan *plan = facts->analysis.plan;
    struct work *works = arena_array(facts->arena, plan->n_works, sizeof *works);
    size_t n = merged_works(plan, works);
    table_begin(facts, table, columns, A_COLUMNS, n);
    table->wide = true;
    table->caption = "All layers together, on one accelerator: what times and traffic are worked out from.";
    bool any[A_COLUMNS] = {[A_NAME] = true};
    for (size_t i = 0; i < n; i++) {
        struct cell *cells = table_row(facts, table, ROW_DATA);
        cells[A_NAME] = cell_words(operator_words[works[i].op]);
        for (int column = A_FLOPS; column < A_COLUMNS; column++) {
            double value = column == A_WINDOW ? window_of(&works[i]) : part_of(&works[i], column);
            cells[column] = cell_exact(facts, value);
            any[column] |= value > 0;
        }
    }
    for (size_t column = A_COLUMNS; column-- > 0;)
        if (!any[column])
            table_drop_column(facts, table, column);
}

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
 * the first context, `n` of them a context. Whether there is more than one row. */
static bool operator_rows_of(const struct facts *facts, struct table *table, const struct operator_row *rows,
                             size_t n, const struct operator_row *prompts) {
    size_t n_contexts = facts->spec.design.workload.n_contexts, last = 0;
    bool several = false;
    for (size_t first = 0; first < n_contexts; first = last + 1) {
        last = first;
        while (last + 1 < n_contexts && same_work(&rows[first * n], &rows[(last + 1) * n]))
            last++;
        struct cell *cells = table_row(facts, table, ROW_DATA);
        if (first == 0) {
            cells[O_NAME] = cell_words(operator_words[rows->op]);
            work_cells(facts, prompts, &cells[O_PROMPTS]);
        }
        several |= first > 0 || last + 1 < n_contexts;
        if (several)
            cells[O_CONTEXT] =
                cell_run(facts, (double)rows[first * n].context, (double)rows[last * n].context);
        work_cells(facts, &rows[first * n], &cells[O_DECODE]);
    }
    return several;
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
    bool contexts = false; /* matter to some operator */
    for (size_t b = 0; b < workload->n_batch_sizes; b++) {
        table_row(facts, table, ROW_GROUP)[0] = cell_holding(
            cell_words(words_printf(facts, "Batch %s", words_count(facts, (double)workload->batch_sizes[b]))),
            (double)workload->batch_sizes[b]);
        for (size_t op = 0; op < n; op++)
            contexts |= operator_rows_of(facts, table, &decode[b * workload->n_contexts * n + op], n,
                                         &prompts[b * n + op]);
    }
    if (!contexts)
        table_drop_column(facts, table, O_CONTEXT);
    table->caption = words_printf(
        facts,
        contexts
            ? "All layers together, on one accelerator: a step of decoding at the context named, where none "
              "is at every one, and reading prompts of %s tokens."
            : "All layers together, on one accelerator: a step of decoding, at any context, and reading "
              "prompts of %s tokens.",
        words_count(facts, (double)workload->prompt_tokens));
    table_note(
        facts, table,
        "Behind a time, what it is: m, the traffic at the memory\u2019s bandwidth; c, the arithmetic at "
        "its peak.");
}
