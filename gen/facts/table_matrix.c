/* The table over all specs of a matrix (declared in table.h), and the rows it stands on. */
#include "matrix_row.h"
#include "table.h"

void matrix_row_fill(const struct spec *spec, const struct analysis *analysis, struct matrix_row *out) {
    const struct design *design = &spec->design;
    const struct capacity *capacity = &analysis->capacity;
    *out = (struct matrix_row){
        .name = spec->name,
        .model = design->model.name,
        .accelerator = design->accelerator.name,
        .accelerators = design->cluster.count,
        .tensor_parallel = design->cluster.tensor_parallel,
        .pipeline_parallel = design->cluster.pipeline_parallel,
        .data_parallel = design->cluster.data_parallel,
        .weights = dtype_names[design->precision.weights],
        .kv_cache = dtype_names[design->precision.kv_cache],
        .fits = capacity->fits,
        .memory_bytes = capacity->memory_bytes,
        .weights_bytes = capacity->weights_bytes,
        .kv_room_bytes = capacity->kv_room_bytes,
        .max_tokens = capacity->max_tokens,
    };
    for (size_t i = 0; i < analysis->n_decode; i++) {
        const struct decode_row *row = &analysis->decode[i];
        if (!row->fits)
            continue;
        if (!out->shortest_batch || row->step_s < out->shortest_step_s) {
            out->shortest_step_s = row->step_s;
            out->shortest_batch = row->batch;
            out->shortest_context = row->context;
        }
        if (row->tokens_per_s > out->most_tokens_per_s) {
            out->most_tokens_per_s = row->tokens_per_s;
            out->most_tokens_per_s_per_accelerator = row->tokens_per_s_per_accelerator;
            out->most_batch = row->batch;
            out->most_context = row->context;
            out->cost_per_million_tokens = row->cost_per_million_tokens;
        }
    }
}

static const struct table_column columns[] = {
    {.id = "model", .head = "Model", .align = ALIGN_LEFT},
    {.id = "cluster", .head = "The cluster", .align = ALIGN_LEFT},
    {.id = "precision", .head = "Weights · cache", .align = ALIGN_LEFT},
    {.id = "weights_bytes", .head = "Weights", .unit = "GB", .align = ALIGN_RIGHT},
    {.id = "max_tokens", .head = "Room for", .unit = "tokens", .align = ALIGN_RIGHT},
    {.id = "shortest_step_s", .head = "Shortest step", .unit = "ms", .align = ALIGN_RIGHT, .bold = true},
    {.id = "most_tokens_per_s", .head = "Most tokens", .unit = "tok/s", .align = ALIGN_RIGHT, .bold = true},
    {.id = "most_at", .head = "at batch × context", .align = ALIGN_RIGHT},
    {.id = "each", .head = "Each accel.", .unit = "tok/s", .align = ALIGN_RIGHT},
    {.id = "cost", .head = "Cost", .unit = "USD/Mtok", .align = ALIGN_RIGHT},
};
enum { M_MODEL, M_CLUSTER, M_PRECISION, M_WEIGHTS, M_ROOM, M_STEP, M_MOST, M_AT, M_EACH, M_COST, M_COLUMNS };
_Static_assert(sizeof columns / sizeof *columns == M_COLUMNS, "every column has its place");

static void fill(const struct facts *facts, const struct matrix_row *row, struct cell *cells) {
    cells[M_MODEL] = cell_words(row->model);
    cells[M_CLUSTER] = cell_words(arena_printf(
        facts->arena, "%s × %s", words_count(facts, (double)row->accelerators), row->accelerator));
    cells[M_PRECISION] = cell_words(arena_printf(facts->arena, "%s · %s", row->weights, row->kv_cache));
    cells[M_WEIGHTS] = cell_in(facts, row->weights_bytes, DIM_BYTES, "GB", 1);
    if (!row->fits || !row->most_batch) {
        cells[M_ROOM] =
            cell_grey(cell_words(row->fits ? words_say(facts, "no batch fits")
                                           : words_printf(facts, "does not fit, short by %s",
                                                          words_number(facts, -row->kv_room_bytes, DIM_BYTES,
                                                                       NULL, DIGITS_3))),
                      true);
        cells[M_ROOM].span = M_COLUMNS - M_ROOM;
        return;
    }
    cells[M_ROOM] = cell_number(facts, (double)row->max_tokens, 0);
    cells[M_STEP] = cell_in(facts, row->shortest_step_s, DIM_SECONDS, "ms", 2);
    cells[M_MOST] = cell_number(facts, row->most_tokens_per_s, 0);
    cells[M_AT] = cell_grey(
        cell_words(arena_printf(facts->arena, "%s × %s", words_count(facts, (double)row->most_batch),
                                words_count(facts, (double)row->most_context))),
        true);
    cells[M_EACH] = cell_number(facts, row->most_tokens_per_s_per_accelerator, 0);
    if (row->cost_per_million_tokens > 0)
        cells[M_COST] = cell_number(facts, row->cost_per_million_tokens, 2);
}

void table_matrix(const struct facts *facts, struct table *table) {
    bool priced = false;
    table_begin(facts, table, columns, M_COLUMNS, facts->n_matrix);
    table->wide = true;
    for (size_t i = 0; i < facts->n_matrix; i++) {
        fill(facts, &facts->matrix[i], table_row(facts, table, ROW_DATA));
        priced = priced || facts->matrix[i].cost_per_million_tokens > 0;
    }
    table_note(
        facts, table,
        "The shortest step and the most tokens are those of the batches and contexts that fit; floors, "
        "as in each report.");
    if (facts->n_matrix_wrong)
        table_note(facts, table, "Left out, being wrong: %s.",
                   words_count(facts, (double)facts->n_matrix_wrong));
    if (!priced)
        table_drop_column(facts, table, M_COST);
}
