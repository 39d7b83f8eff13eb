/* Symbols: each stands for one thing, and every one that a formula has is told. */
#include "table_reading.h"

#include <ctype.h>

/* A symbol and a value stand there once, and all-reduces a layer are not told from α by a stroke. */
static void symbols_are_told_once(void **state) {
    struct arena *arena = arena_new();
    const struct table *table = facts_table(facts_of(arena, "deepseek-v3-8xh200"), "symbols");
    (void)state;
    for (size_t i = 0; i < table->n_rows; i++) {
        assert_string_not_equal(cell_at(table, i, "symbol")->text, "a");
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(cell_at(table, i, "symbol")->text, cell_at(table, k, "symbol")->text);
    }
    arena_drop(arena);
}

/* A symbol that the table of symbols tells, or a formula: NULL past the last. */
static const char *symbol_at(struct arena *arena, const struct table *symbols, const struct table *formulas,
                             size_t i) {
    if (i < symbols->n_rows)
        return symbols->rows[i].cells[0].math;
    i -= symbols->n_rows;
    if (i >= formulas->n_rows)
        return NULL;
    const char *math = formulas->rows[i].cells[1].math, *equals = strstr(math, " = ");
    return arena_copy(arena, math, equals ? (size_t)(equals - math) : 0);
}

static void expect_one_meaning(struct arena *arena, struct facts *facts) {
    const struct table *symbols = facts_table(facts, "all-symbols"),
                       *formulas = facts_table(facts, "formulas");
    const char *one, *other;
    for (size_t i = 0; (one = symbol_at(arena, symbols, formulas, i)); i++)
        for (size_t k = 0; k < i && (other = symbol_at(arena, symbols, formulas, k)); k++)
            assert_string_not_equal(one, other);
}

/* One symbol stands for one thing in a report; so it does where a tensor-parallel group is a part of the
 * cluster. */
static void no_symbol_has_two_meanings(void **state) {
    static const char *const specs[] = {"llama-3.1-8b-1xh100-sxm", "gpt-20b-2xa100-80gb",
                                        "deepseek-v3-8xh200", "anthropic-52b-3xa100-40gb"};
    (void)state;
    for (size_t s = 0; s < 4; s++) {
        struct arena *arena = arena_new();
        expect_one_meaning(arena, facts_of(arena, specs[s]));
        arena_drop(arena);
    }
    struct arena *arena = arena_new();
    struct spec *spec = spec_of(arena, "llama-3.1-70b-8xh100-sxm");
    spec->design.cluster.tensor_parallel = 4;
    spec->design.cluster.data_parallel = 2;
    expect_one_meaning(arena, facts_from(arena, spec));
    arena_drop(arena);
}

#define LETTERS "abcdefghijklmnopqrstuvwxyz"

/* The letter, with its index and prime, that begins at a point of a formula; what is none gives no length. */
static size_t symbol_length(const char *at) {
    static const char *const greek[] = {"\\pi", "\\beta", "\\alpha", "\\eta", "\\phi"};
    size_t n = isalpha((unsigned char)*at) ? 1 : 0;
    for (size_t i = 0; i < sizeof greek / sizeof greek[0]; i++)
        if (!strncmp(at, greek[i], strlen(greek[i])) && !isalpha((unsigned char)at[strlen(greek[i])]))
            n = strlen(greek[i]);
    if (n && at[n] == '_') {
        n++;
        bool words = at[n] == '{' || !strncmp(at + n, "\\text{", 6);
        n += words ? strcspn(at + n, "}") + 1 : at[n] == '\\' ? 1 + strspn(at + n + 1, LETTERS) : 1;
    }
    return n + (n && at[n] == '\'');
}

/* What is not a symbol at a point of a formula: words, the index of a sum, a command, a sign. */
static size_t other_length(const char *at) {
    if (!strncmp(at, "\\text{", 6) || !strncmp(at, "\\sum_", 5))
        return strcspn(at, "}") + 1;
    size_t n = 1;
    while (*at == '\\' && isalpha((unsigned char)at[n]))
        n++;
    return n;
}

static void expect_symbols(struct arena *arena, const struct table *symbols, const struct table *formulas,
                           const char *math) {
    for (const char *at = math; *at;) {
        size_t length = symbol_length(at), i = 0;
        const char *told;
        if (!length) {
            at += other_length(at);
            continue;
        }
        while ((told = symbol_at(arena, symbols, formulas, i)) &&
               (strlen(told) != length || strncmp(told, at, length) != 0))
            i++;
        if (!told)
            fail_msg("no symbol `%.*s` of `%s`", (int)length, at, math);
        at += length;
    }
}

/* An archive tells every symbol of every formula that it prints: its value, or the formula it comes from. */
static void every_symbol_of_a_formula_is_told(void **state) {
    static const char *const specs[] = {"llama-3.1-8b-1xh100-sxm", "gpt-20b-2xa100-80gb",
                                        "deepseek-v3-8xh200", "anthropic-52b-3xa100-40gb",
                                        "gpt-13b-1xa100-40gb"};
    (void)state;
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        struct arena *arena = arena_new();
        struct facts *facts = facts_of(arena, specs[s]);
        const struct table *symbols = facts_table(facts, "all-symbols"),
                           *formulas = facts_table(facts, "formulas");
        assert_true(formulas->n_rows > 10);
        for (size_t i = 0; i < formulas->n_rows; i++)
            expect_symbols(arena, symbols, formulas, formulas->rows[i].cells[1].math);
        arena_drop(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbols_are_told_once),
        cmocka_unit_test(no_symbol_has_two_meanings),
        cmocka_unit_test(every_symbol_of_a_formula_is_told),
    };
    return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
