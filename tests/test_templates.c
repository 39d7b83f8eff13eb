/* The shipped templates: each renders every shipped spec without a word; what the handout says is what calc
 * says; and each slip of the article stands in it beside its correction. */
#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/diag.h"
#include "../gen/spec/node.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const templates[] = {"procurement", "handout", "archive"};
enum { TEMPLATES = sizeof templates / sizeof templates[0] };

#define ON4      "anthropic-52b-4xa100-40gb"
#define BIG      "gopher-260b-16xa100-40gb"
#define ONE      "gpt-13b-1xa100-40gb"
#define LLAMA    "llama-3.1-70b-8xh100-sxm"
#define DEEPSEEK "deepseek-v3-8xh200"
#define GPT20    "gpt-20b-2xa100-80gb"

static void every_template_renders_every_shipped_spec_without_a_word(void **state) {
    (void)state;
    for (int i = 0; i < TEMPLATES; i++) {
        struct text out = {0};
        int status = run(&out, "%s report --quiet -t %s specs/*.yaml -o %s/%s/ 2>&1", program(), templates[i],
                         private_folder(), templates[i]);
        if (status || out.length)
            fail_msg("%s: status %d: %s", templates[i], status, text_get(&out));
        text_drop(&out);
    }
}

/* The words of pages of a handout, white space made single, narrow spaces plain. The caller drops it. */
static struct text handout(const char *spec, const char *pages) {
    struct text out = {0};
    int status = run(NULL, "%s report -t handout specs/%s.yaml -o %s/h.pdf 2>/dev/null", program(), spec,
                     private_folder());
    assert_int_equal(status, 0);
    status = run(&out, "pdftotext %s %s/h.pdf - | sed 's/\xE2\x80\xAF/ /g' | tr -s '\\f\\n ' ' '", pages,
                 private_folder());
    assert_int_equal(status, 0);
    return out;
}

/* Three digits behind each comma, as pages print them; worked out here apart from number.c. */
static void print_grouped(double value, int decimals, char *out, size_t size) {
    char plain[64];
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    size_t whole = strcspn(plain, "."), n = 0;
    for (size_t i = 0; plain[i] && n + 2 < size; i++) {
        if (i && i < whole && (whole - i) % 3 == 0)
            out[n++] = ',';
        out[n++] = plain[i];
    }
    out[n] = '\0';
}

/* Where calc has the value, its unit, and the words around it on the page; # stands for the value. */
static const struct {
    const char *spec, *object, *member;
    double unit;
    int decimals;
    const char *words;
} values[] = {
    {ON4, "model.params", "total", 1, 0, "tensor by tensor, is #"},
    {ON4, "model.params", "twelve_l_d2", 1, 0, "= #"},
    {ON4, "model", "kv_bytes_per_token", 1, 0, "= # B"},
    {ON4, "model", "kv_flops_per_token", 1, 0, "= # FLOP"},
    {ON4, "cluster", "flops_per_byte", 1, 0, "Up to # tokens cost no more than one"},
    {ON4, "capacity", "kv_room_bytes", 1e9, 0, "= # GB"},
    {ON4, "capacity", "max_tokens", 1, 0, "= #"},
    {ON4, "lead", "max_batch", 1, 0, "there is room for #"},
    {ON4, "comms", "elements_per_token_per_layer", 1, 0, "= #"},
    {ON4, "step", "weights_read_s", 1e-3, 1, "= # ms"},
    {ON4, "large", "step_s", 1e-3, 1, "The step takes # ms"},
    {ON4, "large", "sum_s", 1e-3, 1, "or # ms summed"},
    {ON4, "cluster", "flops_per_comm_byte", 1, 0, "= #"},
    {ON4, "article", "intermediate_share", 1e-2, 3, "= # %"},
    {ON4, "article", "intermediate_of_all", 1e-2, 1, "the vectors take # %"},
    {ON4, "layer", "least_each", 1, 0, "one of 4 offers # at the least"},
    {ON4, "exercise", "double_tokens", 1, 0, "# tokens, 3.86 times as many"},
    {ON4, "half", "matrices_s", 1e-3, 1, "arithmetic # ms"},
    {BIG, "large", "step_s", 1e-3, 1, "The step takes # ms"},
    {BIG, "large", "comm_s", 1e-3, 1, "and the exchange # ms"},
    {ONE, "measured", "share", 1e-2, 0, "# % of that"},
    {GPT20, "measured", "count", 1, 0, "No single step was measured here, but # times"},
    {GPT20, "exercise", "equal_context", 1, 0, "At # tokens. "},
    {LLAMA, "model.params", "total", 1, 0, "tensor by tensor it is #"},
    {LLAMA, "model", "flops_per_token", 1, 0, "= # FLOP"},
    {LLAMA, "prompt", "compute_s", 1e-3, 3, "# ms"},
    {LLAMA, "attention", "peak_share", 1e-2, 2, "# % of its peak"},
    {LLAMA, "capacity", "max_tokens", 1, 0, "= #"},
    {LLAMA, "exercise", "most_even", 1, 0, "or # where all are to hold as many"},
    {LLAMA, "small", "tokens_per_s_per_user", 1, 0, "# tok/s for one user"},
    {DEEPSEEK, "model.params", "total", 1, 0, "tensor by tensor it is #"},
    {DEEPSEEK, "model", "kv_bytes_per_token", 1, 0, "= # B"},
    {DEEPSEEK, "capacity", "kv_copies", 1, 0, "keeps all of it: # copies"},
    {DEEPSEEK, "capacity", "copies_bytes", 1e9, 2, "copies take # GB more"},
    {DEEPSEEK, "cluster", "idle_tokens", 1, 0, "a matrix that meets # tokens"},
    {DEEPSEEK, "layer", "attention_params", 1, 0, "#"},
    {DEEPSEEK, "comms", "bytes_per_token", 1e6, 2, "= # MB"},
    {DEEPSEEK, "prompt", "compute_s", 1e-3, 2, "= # ms"},
    {DEEPSEEK, "model", "latent_values", 1, 0, "for a value, # in all"},
    {DEEPSEEK, "exercise", "link_factor", 1, 2, "# times: one of 8 offers"},
    {DEEPSEEK, "exercise", "again_s", 1e-3, 2, "and # ms beside"},
    {DEEPSEEK, "exercise", "long_batch", 1, 0, "; there is room for #"},
    {DEEPSEEK, "exercise", "half_idle_tokens", 1, 0, "# tokens in place of 206"},
};

/* The number at object.member of calc's JSON. */
static double calc_value(const struct node *tree, const char *object, const char *member) {
    char path[64];
    strcpy(path, object);
    for (char *part = strtok(path, "."); part && tree; part = strtok(NULL, "."))
        tree = node_find(tree, part);
    const struct node *value = tree ? node_find(tree, member) : NULL;
    if (!value)
        fail_msg("calc has no %s.%s", object, member);
    return strtod(value->text, NULL);
}

static void the_handout_says_what_calc_says(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text page = {0};
    const struct node *tree = NULL;
    const char *spec = "";
    int wrong = 0;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(spec, values[i].spec) != 0) {
            struct text out = {0};
            spec = values[i].spec;
            text_drop(&page);
            page = handout(spec, "");
            assert_int_equal(run(&out, "%s calc specs/%s.yaml", program(), spec), 0);
            struct source *source = arena_alloc(arena, sizeof *source);
            *source = (struct source){spec, arena_copy(arena, text_get(&out), out.length), out.length};
            tree = node_read(arena, source, diags_new(arena));
            assert_non_null(tree);
            text_drop(&out);
        }
        char number[64], expected[160];
        print_grouped(calc_value(tree, values[i].object, values[i].member) / values[i].unit,
                      values[i].decimals, number, sizeof number);
        const char *hash = strchr(values[i].words, '#');
        snprintf(expected, sizeof expected, "%.*s%s%s", (int)(hash - values[i].words), values[i].words,
                 number, hash + 1);
        if (!strstr(text_get(&page), expected)) {
            print_error("%s %s.%s: the handout does not say: %s\n", spec, values[i].object, values[i].member,
                        expected);
            wrong++;
        }
    }
    text_drop(&page);
    arena_drop(arena);
    assert_int_equal(wrong, 0);
}

/* The slips of kipply's article, in the order of the list of corrections; recomputed there from its own
 * figures: 53.33 = 512 * 520e9 / (16 * 312e12), 17.90 of exchange, 104 = 2 * 52, 2560 = 4 * 80 * 8, 208 = 312
 * / 1.5, 26702 = 56e9 / 2097152, 17.18 = 4 * 2048 * 2097152 / 1e9, 6.26 = 7/8 * 512 * 4 * 64 * 8192 * 2 /
 * 300e9, 21.6 = 512 * 2 * 52.6e9 / (8 * 312e12), 22888 = 120e9 / 5242880, 44 = 22888 / 512. */
static void each_slip_of_the_article_stands_beside_its_correction(void **state) {
    (void)state;
    static const struct {
        int slip;
        const char *published, *corrected;
    } rows[] = {
        {1, "in the 62 ms", "is 53.3 ms overlapped or 71.2 ms summed"},
        {2, "52 · 10¹² · 2 = 104 · 10¹² bytes", "is 52 · 10⁹ · 2 = 104 · 10⁹: 104 GB"},
        {3, "4(N − 1)d/N bytes", "at 16 bit it is twice that in bytes"},
        {4, "2 · 4 · n layers · 8 µs", "4 · 80 · 8 µs = 2,560 µs"},
        {5, "A bw / A f = 208", "is upside down: A f / A bw = 312 / 1.5 = 208"},
        {6, "56 / 0.002 ≈ 23,000", "is 28,000; with the exact bytes, 26,702"},
        {7, "a batch of 4 at 2,048 in 16 GB", "needs 17.18 GB: three sequences fit"},
        {8, "flops over Bd bytes", "leaves out the 2 of multiply-add and the 2 bytes"},
        {9, "11 %", "is 22–29 %: on eight accelerators 6.26 ms"},
        {10, "has the shape 4 × d", "is 4d × d"},
        {11, "no matrix product", "two products in every head: 4 · s · d FLOP"},
        {12, "260B: no word of room", "leaves 120 GB for the cache: 22,888 tokens, 44"},
        {13, "600 GB/s between A100", "adds both directions. One sends 300 GB/s"},
    };
    struct text page = handout(ON4, "");
    int wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool published = strstr(text_get(&page), rows[i].published),
             corrected = strstr(text_get(&page), rows[i].corrected);
        if (!published || !corrected) {
            print_error("slip %d: not in the handout: %s\n", rows[i].slip,
                        published ? rows[i].corrected : rows[i].published);
            wrong++;
        }
    }
    text_drop(&page);
    assert_int_equal(wrong, 0);
}

/* "on a last, separable page": the answers alone, and nothing of them before it. */
static void the_answers_stand_alone_on_the_last_page(void **state) {
    (void)state;
    static const char *const specs[] = {ON4, ONE, LLAMA, DEEPSEEK};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct text all = handout(specs[i], ""), last;
        char pages[32] = "";
        int n = 0;
        struct text count = {0};
        assert_int_equal(run(&count, "pdfinfo %s/h.pdf | sed -n 's/^Pages: *//p'", private_folder()), 0);
        n = atoi(text_get(&count));
        text_drop(&count);
        assert_true(n > 8);
        snprintf(pages, sizeof pages, "-f %d -l %d", n, n);
        last = handout(specs[i], pages);
        assert_non_null(strstr(text_get(&last), "THE LAST PAGE Answers"));
        assert_null(strstr(text_get(&last), "Exercises"));
        const char *head = strstr(text_get(&all), "THE LAST PAGE Answers");
        assert_non_null(head);
        assert_null(strstr(head + 1, "THE LAST PAGE"));
        text_drop(&all);
        text_drop(&last);
    }
}

/* The worked example is always the same two accelerators, whatever the spec. */
static void the_worked_example_stands_in_every_handout(void **state) {
    (void)state;
    static const char *const specs[] = {ONE, BIG, DEEPSEEK};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct text page = handout(specs[i], "");
        assert_non_null(strstr(text_get(&page), "Each of two accelerators holds one head"));
        assert_non_null(strstr(text_get(&page), "4 bytes"));
        assert_non_null(strstr(text_get(&page), "1 × 8, then gelu"));
        text_drop(&page);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_renders_every_shipped_spec_without_a_word),
        cmocka_unit_test(the_handout_says_what_calc_says),
        cmocka_unit_test(each_slip_of_the_article_stands_beside_its_correction),
        cmocka_unit_test(the_answers_stand_alone_on_the_last_page),
        cmocka_unit_test(the_worked_example_stands_in_every_handout),
    };
    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
