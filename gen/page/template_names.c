/* See template_names.h. */
#include "template_names.h"

#include <ctype.h>
#include <string.h>

void lookup_complain(const struct lookup *lookup, size_t offset, const char *hint, const char *what,
                     const char *word) {
    diag_add(lookup->diags, DIAG_ERROR, mark_at(lookup->source, offset), hint, what, word);
}

static const char *meant(const struct lookup *lookup, const char *word, const char *const *names,
                         size_t count, const char *otherwise) {
    const char *near = nearest_name(word, names, count);
    return near ? arena_printf(lookup->arena, "did you mean `%s`?", near) : otherwise;
}

static const char *did_you_mean(const struct lookup *lookup, const char *word, enum fact_kind kind) {
    static const char *const lists[] = {
        [FACT_QUANTITY] = "quantities", [FACT_TABLE] = "tables", [FACT_FIGURE] = "figures"};
    size_t count;
    const char *const *names = lookup->names->list(kind, &count);
    return meant(lookup, word, names, count,
                 arena_printf(lookup->arena, "`floorline list %s` names them all", lists[kind]));
}

/* Among the quantities that have a formula. */
static const char *formula_meant(const struct lookup *lookup, const char *word) {
    size_t count, n = 0;
    const char *const *names = lookup->names->list(FACT_QUANTITY, &count);
    const char **having = arena_array(lookup->arena, count, sizeof *having);
    struct formula formula;
    for (size_t i = 0; i < count; i++)
        if (lookup->names->formula(lookup->names->facts, names[i], &formula))
            having[n++] = names[i];
    return meant(lookup, word, having, n, "`floorline list quantities` marks those that have one");
}

static bool is_named(const struct lookup *lookup, const char *word, enum fact_kind kind) {
    size_t count;
    const char *const *names = lookup->names->list(kind, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], word) == 0)
            return true;
    return false;
}

bool lookup_truth(const struct lookup *lookup, const char *word, size_t offset) {
    bool truth = false;
    if (!lookup->names->truth(lookup->names->facts, word, &truth))
        lookup_complain(lookup, offset, did_you_mean(lookup, word, FACT_QUANTITY), "there is no value `%s`",
                        word);
    return truth;
}

void lookup_value(const struct lookup *lookup, struct directive *directive, const struct words *words) {
    const char *unit = NULL;
    int decimals = -1;
    directive->name = words->word[0];
    directive->words = "";
    size_t at = 1, unit_at = 0;
    if (at + 1 < words->n && strcmp(words->word[at], "as") == 0) {
        unit = words->word[at + 1];
        unit_at = at + 1;
        if (isdigit((unsigned char)unit[0]) && !unit[1]) { /* "as 1": decimals alone */
            decimals = unit[0] - '0';
            unit = NULL;
        }
        at += 2;
    }
    if (at < words->n && isdigit((unsigned char)words->word[at][0]) && !words->word[at][1])
        decimals = words->word[at++][0] - '0';
    if (at < words->n) {
        lookup_complain(lookup, words->offset[at], "write {{NAME}} or {{NAME as UNIT DECIMALS}}",
                        "`%s` has no place here", words->word[at]);
        return;
    }
    struct text out = {0};
    const char *why = NULL;
    if (!lookup->names->words(lookup->names->facts, words->word[0], unit, decimals, &out, &why)) {
        if (why && unit)
            lookup_complain(lookup, words->offset[unit_at], why, "the unit `%s` does not suit this value",
                            unit);
        else
            lookup_complain(lookup, words->offset[0], did_you_mean(lookup, words->word[0], FACT_QUANTITY),
                            "there is no value `%s`", words->word[0]);
    }
    directive->words = text_keep(lookup->arena, &out);
}

/* A formula is a quantity's: the name must be one, and have one. */
static void check_formula(const struct lookup *lookup, const char *name, size_t offset) {
    struct formula formula;
    if (lookup->names->formula(lookup->names->facts, name, &formula))
        return;
    if (is_named(lookup, name, FACT_QUANTITY))
        lookup_complain(lookup, offset, formula_meant(lookup, name), "`%s` has no formula", name);
    else
        lookup_complain(lookup, offset, formula_meant(lookup, name), "there is no formula `%s`", name);
}

void lookup_name(const struct lookup *lookup, enum directive_kind kind, const char *name, size_t offset) {
    if (kind == DIRECTIVE_FORMULA)
        check_formula(lookup, name, offset);
    else if (kind == DIRECTIVE_TABLE && !is_named(lookup, name, FACT_TABLE))
        lookup_complain(lookup, offset, did_you_mean(lookup, name, FACT_TABLE), "there is no table `%s`",
                        name);
    else if (kind == DIRECTIVE_FIGURE && !is_named(lookup, name, FACT_FIGURE))
        lookup_complain(lookup, offset, did_you_mean(lookup, name, FACT_FIGURE), "there is no figure `%s`",
                        name);
}

bool lookup_absent(const struct lookup *lookup, const struct directive *directive) {
    struct formula formula;
    if (!directive->name)
        return false;
    if (directive->kind == DIRECTIVE_FORMULA)
        return lookup->names->formula(lookup->names->facts, directive->name, &formula) && !formula.symbols;
    return directive->kind == DIRECTIVE_FIGURE && is_named(lookup, directive->name, FACT_FIGURE) &&
           !lookup->names->figure(lookup->names->facts, directive->name);
}
