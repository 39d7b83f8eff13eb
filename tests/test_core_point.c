/* The fast path against the plain one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core_designs.h"
#include "../gen/core/point.h"
#include "../gen/core/step.h"

enum { WORKS = 64, N_BATCHES = 9, N_CONTEXTS = 700 };

/* The bound that point.h states. */
static const double stated_bound = 1e-12;

static const double batches[N_BATCHES] = {1, 2, 7, 64, 100, 295, 296, 1000, 100000};

struct fast {
    struct design design;
    struct plan plan;
    struct work works[WORKS];
    struct point_line lines[WORKS];
    struct point_slope slopes[WORKS];
    struct points points;
};

static void prepare(struct fast *fast, struct design design) {
    fast->design = design;
    operators_plan(&fast->design, fast->works, &fast->plan);
    points_prepare(&fast->plan, fast->lines, fast->slopes, &fast->points);
}

static double context_of(size_t i) {
    return (double)(1 + i * i); /* 1 … 489,602, past every window */
}

static void compare(const struct fast *fast) {
    static double contexts[N_CONTEXTS], grid[N_BATCHES * N_CONTEXTS], row[N_CONTEXTS], same[N_CONTEXTS];
    for (size_t c = 0; c < N_CONTEXTS; c++)
        contexts[c] = context_of(c);
    point_grid_s(&fast->points, batches, N_BATCHES, contexts, N_CONTEXTS, grid);
    for (size_t b = 0; b < N_BATCHES; b++) {
        for (size_t c = 0; c < N_CONTEXTS; c++)
            same[c] = batches[b];
        point_steps_s(&fast->points, same, contexts, N_CONTEXTS, row);
        for (size_t c = 0; c < N_CONTEXTS; c++) {
            double plain = step_decode_s(&fast->plan, batches[b], contexts[c]);
            assert_near(grid[b * N_CONTEXTS + c], plain, stated_bound);
            assert_near(row[c], plain, stated_bound);
            assert_near(point_step_s(&fast->points, batches[b], contexts[c]), plain, stated_bound);
        }
    }
}

static void dense_models_agree_with_the_plain_path(void **state) {
    (void)state;
    static struct fast fast;
    struct layer_kind kind;
    for (int64_t n = 1; n <= 16; n *= 2) {
        prepare(&fast, lay(llama_70b(&kind), h100(), n));
        compare(&fast);
        assert_int_equal(fast.points.n_lines, 1); /* all matrices turn at one batch */
    }
    struct design staged = lay(llama_70b(&kind), h100(), 2);
    staged.cluster.pipeline_parallel = 3;
    prepare(&fast, staged);
    compare(&fast);
    staged.model.state_values = 7e7;
    prepare(&fast, staged);
    compare(&fast);
}

static void mixtures_and_latent_attention_agree_with_the_plain_path(void **state) {
    (void)state;
    static struct fast fast;
    struct layer_kind kinds[2];
    prepare(&fast, lay(mixtral(kinds), h100(), 2));
    compare(&fast);
    struct design design = lay(deepseek_v3(kinds), h100(), 8);
    design.precision = (struct precision){FP8, FP8, BF16, FP8};
    design.cluster.expert_parallel = 32;
    prepare(&fast, design);
    compare(&fast);
    assert_true(fast.points.experts);
}

static void windows_and_biases_agree_with_the_plain_path(void **state) {
    (void)state;
    static struct fast fast;
    struct layer_kind kinds[2];
    struct model model = llama(&kinds[0], 40, 3840, 16, 8, 256, 15360, 262208);
    kinds[0].attention.q_bias = kinds[0].ffn.bias = true;
    kinds[1] = kinds[0];
    kinds[0].attention.kind = ATTENTION_SLIDING;
    kinds[0].attention.window = 1024;
    model.n_kinds = 2;
    prepare(&fast, lay(model, h100(), 1));
    compare(&fast);
    assert_int_equal(fast.points.n_slopes, 2);
}

static void the_article_agrees_with_the_plain_path(void **state) {
    (void)state;
    static struct fast fast;
    struct layer_kind kind;
    struct design design = lay(gpt(&kind, 64, 8192, 128, 64, 65536), a100_40(), 4);
    design.method = METHOD_ARTICLE;
    prepare(&fast, design);
    compare(&fast);
}

/* Batches in any order, one block after another: each point is its own. */
static void points_do_not_depend_on_their_neighbours(void **state) {
    (void)state;
    static struct fast fast;
    static double b[N_CONTEXTS], c[N_CONTEXTS], out[N_CONTEXTS];
    struct layer_kind kind;
    prepare(&fast, lay(mixtral(&kind), h100(), 2));
    for (size_t i = 0; i < N_CONTEXTS; i++) {
        b[i] = batches[(i * 5) % N_BATCHES];
        c[i] = context_of((i * 37) % N_CONTEXTS);
    }
    point_steps_s(&fast.points, b, c, N_CONTEXTS, out);
    for (size_t i = 0; i < N_CONTEXTS; i++)
        assert_near(out[i], step_decode_s(&fast.plan, b[i], c[i]), stated_bound);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_models_agree_with_the_plain_path),
        cmocka_unit_test(mixtures_and_latent_attention_agree_with_the_plain_path),
        cmocka_unit_test(windows_and_biases_agree_with_the_plain_path),
        cmocka_unit_test(the_article_agrees_with_the_plain_path),
        cmocka_unit_test(points_do_not_depend_on_their_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
