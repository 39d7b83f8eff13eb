/* See facts.h. */
#include "facts.h"

#include "../base/diag.h"
#include "../base/text.h"
#include "../core/params.h"
#include "formula.h"
#include "series.h"
#include "table.h"

#include <string.h>

struct facts *facts_new(struct arena *arena, const struct spec *spec, const struct analysis *analysis,
                        enum language language) {
    struct facts *facts = arena_alloc(arena, sizeof *facts);
    facts->language = language;
    facts->arena = arena;
    facts->spec = *spec;
    facts->analysis = *analysis;
    derived_make(arena, spec, analysis, language, &facts->derived);
    lecture_make(&spec->design, analysis, &facts->derived, &facts->lecture);
    facts->n_tensors = params_list(&spec->design.model, NULL, 0);
    struct tensor *tensors = arena_array(arena, facts->n_tensors, sizeof *tensors);
    params_list(&spec->design.model, tensors, facts->n_tensors);
    facts->tensors = tensors;
    struct matrix_row *own = arena_alloc(arena, sizeof *own);
    matrix_row_fill(spec, analysis, own);
    facts->matrix = own;
    facts->n_matrix = 1;
    facts->tables_made = arena_array(arena, n_table_kinds, sizeof *facts->tables_made);
    facts->figures_made = arena_array(arena, n_figure_kinds, sizeof *facts->figures_made);
    return facts;
}

void facts_warn(const struct facts *facts, struct diags *diags) {
    size_t first, n = compared_below(&facts->derived, &first);
    if (n)
        diag_add(diags, DIAG_WARNING, facts->spec.measurements[first].mark, NULL,
                 n == 1 ? "%zu measurement beats its floor: wrong model, dtype, machine or metric?"
                        : "%zu measurements beat their floors: wrong model, dtype, machine or metric?",
                 n);
}

enum language facts_language(const struct facts *facts) {
    return facts->language;
}

void facts_matrix(struct facts *facts, const struct matrix_row *rows, size_t n, size_t wrong) {
    facts->matrix = rows;
    facts->n_matrix = n;
    facts->n_matrix_wrong = wrong;
}

const char *const *facts_names(enum fact_kind kind, size_t *count) {
    enum { MOST_NAMES = 512 };
    static const char *names[3][MOST_NAMES]; /* filled once from constant tables */
    const char **list = names[kind];
    size_t n = 0;
    if (kind == FACT_QUANTITY)
        for (; n < n_quantities && n < MOST_NAMES; n++)
            list[n] = quantities[n].id;
    else if (kind == FACT_TABLE)
        for (; n < n_table_kinds; n++)
            list[n] = table_kinds[n].id;
    else
        for (; n < n_figure_kinds; n++)
            list[n] = figure_kinds[n].id;
    *count = n;
    return list;
}

const char *facts_title(const struct facts *facts) {
    return facts->language == LANGUAGE_ZH ? facts->spec.title_zh : facts->spec.title;
}

/* A user's own words stay as they are; a source is told as in the table of sources. */
static const char *said(const struct facts *facts, const struct quantity *quantity, const char *string) {
    if (quantity->offset == offsetof(struct facts, spec.title))
        return facts_title(facts);
    if (ends_in(quantity->id, "source"))
        return words_source(facts, string);
    bool ours = quantity->offset >= offsetof(struct facts, analysis);
    return ours ? words_say(facts, string) : string;
}

bool facts_words(const struct facts *facts, const char *id, const char *unit, int decimals, struct text *out,
                 const char **why) {
    const struct quantity *quantity = quantity_find(id);
    double value;
    *why = NULL;
    if (!quantity)
        return false;
    const char *string = quantity_string(facts, quantity);
    bool worded = quantity->kind == MEMBER_STRING || quantity->kind == MEMBER_TRUTH;
    if (unit && (worded || quantity->measure == DIM_COUNT)) {
        *why = "it has no unit";
        return false;
    }
    if (quantity->kind == MEMBER_STRING) {
        text_string(out, string ? said(facts, quantity, string) : EM_DASH);
        return true;
    }
    if (unit) { /* a wrong unit is a fault even where the value is absent */
        struct text probe = {0};
        bool known = number_in_unit(&probe, 1, quantity->measure, unit, 0, false);
        text_clear(&probe);
        if (!known) {
            number_units(&probe, quantity->measure);
            *why = arena_printf(facts->arena, "it can be in %s", text_get(&probe));
        }
        text_drop(&probe);
        if (!known)
            return false;
    }
    if (!quantity_number(facts, quantity, &value)) {
        text_string(out, EM_DASH);
        return true;
    }
    if (quantity->kind == MEMBER_TRUTH) {
        text_string(out, words_say(facts, value != 0 ? "yes" : "no"));
        return true;
    }
    int digits = decimals != -1 ? decimals : quantity->decimals;
    return number_in_unit(out, value, quantity->measure, unit ? unit : quantity->unit, digits, false);
}

bool facts_truth(const struct facts *facts, const char *id, bool *out) {
    const struct quantity *quantity = quantity_find(id);
    double value;
    if (!quantity)
        return false;
    if (quantity->kind == MEMBER_STRING)
        *out = quantity_string(facts, quantity) != NULL;
    else
        *out = quantity_number(facts, quantity, &value) && value != 0;
    return true;
}
