/* The table of memory: what the cache holds (declared in table.h). */
#include "table.h"

#include <math.h>

void table_capacity(const struct facts *facts, struct table *table) {
    const struct derived *derived = &facts->derived;
    const struct capacity *capacity = &facts->analysis.capacity;
    int64_t batch = derived->lead.any ? derived->lead.batch : derived->largest_batch;
    struct table_column *columns = arena_array(facts->arena, 6, sizeof *columns);
    columns[0] =
        (struct table_column){.id = "context", .head = "Context", .unit = "tokens", .align = ALIGN_RIGHT};
    columns[1] = (struct table_column){
        .id = "sequence_bytes", .head = "One sequence", .unit = "GB", .align = ALIGN_RIGHT};
    columns[2] = (struct table_column){
        .id = "sequence_gib", .head = "", .unit = "GiB", .align = ALIGN_RIGHT, .printed = true};
    columns[3] = (struct table_column){
        .id = "max_batch", .head = "Largest batch", .unit = "sequences", .align = ALIGN_RIGHT, .bold = true};
    columns[4] = (struct table_column){
        .id = "fill",
        .head = words_printf(facts, "Filled by batch %s", words_count(facts, (double)batch)),
        .align = ALIGN_LEFT,
        .printed = true,
        .width = 78};
    columns[5] =
        (struct table_column){.id = "share", .head = "Of the room", .unit = "%", .align = ALIGN_RIGHT};
    table_begin(facts, table, columns, 6, capacity->n_rows);
    double room = capacity->kv_room_bytes / (double)facts->spec.design.cluster.data_parallel;
    for (size_t i = 0; i < capacity->n_rows; i++) {
        const struct capacity_row *row = &capacity->rows[i];
        struct cell *cells = table_row(facts, table, ROW_DATA);
        double share = room > 0 ? row->sequence_bytes * (double)batch / room : INFINITY;
        struct share part = {share, palette[COLOUR_CACHE]};
        double missing = row->sequence_bytes * (double)batch - room;
        cells[0] = cell_number(facts, (double)row->context, 0);
        cells[1] = cell_in(facts, row->sequence_bytes, DIM_BYTES, "GB", 3);
        cells[2] = cell_grey(cell_in(facts, row->sequence_bytes, DIM_BYTES, "GiB", 3), true);
        cells[3] = cell_number(facts, (double)row->max_batch, 0);
        if (room > 0 && row->max_batch > 0) {
            cells[4] = share <= 1 ? cell_bar(facts, &part, 1, true)
                                  : cell_grey(cell_words(words_printf(
                                                  facts, "short by %s",
                                                  words_number(facts, missing, DIM_BYTES, NULL, DIGITS_3))),
                                              true);
            cells[5] = cell_in(facts, share, DIM_SHARE, "%", 1);
            if (share > 1)
                cells[5].style = CELL_BOLD;
            continue;
        }
        missing = row->sequence_bytes - room;
        cells[3] = cell_words(EM_DASH);
        cells[4] =
            cell_grey(cell_words(words_printf(facts, "does not fit, short by %s",
                                              words_number(facts, missing, DIM_BYTES, NULL, DIGITS_3))),
                      true);
        cells[4].span = 2;
    }
    const char *gb = words_number(facts, fabs(capacity->kv_room_bytes), DIM_BYTES, "GB", 1);
    const char *gib = words_number(facts, fabs(capacity->kv_room_bytes), DIM_BYTES, "GiB", 1);
    if (room > 0)
        table_note(facts, table, "The room is %s = %s, %s tokens in all.", gb, gib,
                   words_count(facts, (double)capacity->max_tokens));
    else
        table_note(facts, table, "The weights do not fit, short by %s = %s: there is no room for a cache.",
                   gb, gib);
}
