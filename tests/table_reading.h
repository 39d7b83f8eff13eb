/* Shipped specs, what is computed of them, and their tables, for tests. */
#ifndef TESTS_TABLE_READING_H
#define TESTS_TABLE_READING_H

#include "../gen/facts/table.h"
#include "../gen/spec/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const folders[] = {"."};
static const struct search_path here = {.folders = folders, .n_folders = 1};

static inline struct spec *spec_at(struct arena *arena, const char *path) {
    struct spec *spec = spec_read(arena, path, &here, diags_new(arena));
    assert_non_null(spec);
    return spec;
}

static inline struct spec *spec_of(struct arena *arena, const char *name) {
    return spec_at(arena, arena_printf(arena, "specs/%s.yaml", name));
}

static inline struct analysis *analyse(struct arena *arena, const struct design *design) {
    struct analysis *analysis = arena_alloc(arena, sizeof *analysis);
    analysis_run(design, arena_alloc(arena, analysis_bytes(design)), analysis);
    return analysis;
}

static inline struct facts *facts_from(struct arena *arena, const struct spec *spec) {
    return facts_new(arena, spec, analyse(arena, &spec->design), LANGUAGE_EN);
}

static inline struct facts *facts_of(struct arena *arena, const char *name) {
    return facts_from(arena, spec_of(arena, name));
}

static inline size_t column_of(const struct table *table, const char *id) {
    for (size_t i = 0; i < table->n_columns; i++)
        if (!strcmp(table->columns[i].id, id))
            return i;
    fail_msg("%s has no column %s", table->id, id);
    return 0;
}

static inline const struct cell *cell_at(const struct table *table, size_t row, const char *column) {
    return &table->rows[row].cells[column_of(table, column)];
}

#endif
