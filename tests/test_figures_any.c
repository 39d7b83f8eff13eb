/* Figures of any data: no two labels overlap, and nothing leaves the figure's box. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "figure_check.h"
#include "figure_samples.h"

#include <math.h>
#include <stdio.h>

/* A fixed sequence (xorshift), so that a failure can be repeated. */
static uint64_t seed = 88172645463325252u;

static uint64_t draw_number(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static size_t upto(size_t most) {
    return (size_t)(draw_number() % (most + 1));
}

static double between(double low, double high) {
    return low + (high - low) * (double)(draw_number() % 1000001) / 1e6;
}

static double magnitude(double low, double high) {
    return pow(10, between(log10(low), log10(high)));
}

static const char *some_words(void) {
    static const char *const words[] = {
        "1",    "256",         "8,192",       "131,072",       "batch 1",
        "bf16", "17.3 ms",     "whole step,", "1,979 TFLOP/s", "full at 743 sequences",
        NULL,   "2,048 tokens"};
    return words[upto(COUNT(words) - 1)];
}

static int some_term(void) {
    static const int terms[] = {COLOUR_WEIGHTS, COLOUR_CACHE, COLOUR_COMPUTE, COLOUR_COMM};
    return terms[upto(3)];
}

enum { SOME = 12 };

static int by_x(const void *a, const void *b) {
    double x = ((const struct roofline_point *)a)->x, y = ((const struct roofline_point *)b)->x;
    return x < y ? -1 : x > y;
}

static void test_any_roofline(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct roofline_ceiling ceilings[4];
        static struct roofline_point points[6][SOME];
        struct roofline_path paths[4];
        struct roofline_strip strips[3];
        size_t n_ceilings = upto(4);
        for (size_t i = 0; i < n_ceilings; i++)
            ceilings[i] =
                (struct roofline_ceiling){some_words(), some_words(), upto(6) ? magnitude(1e9, 1e17) : 0};
        for (size_t i = 0; i < 6; i++) {
            bool together = upto(3) == 0;
            for (size_t j = 0; j < SOME; j++)
                points[i][j] = together && j
                                   ? points[i][0]
                                   : (struct roofline_point){magnitude(1e-3, 1e7), magnitude(1e8, 1e17),
                                                             some_words(), some_term()};
        }
        for (size_t i = 0; i < 4; i++)
            paths[i] = (struct roofline_path){
                some_words(), some_words(), (enum marker)upto(3), some_term(), upto(1), upto(1), upto(1), 0,
                points[i],    upto(SOME)};
        for (size_t i = 0; i < 3; i++) { /* the larger the batch, the more is done with each byte */
            qsort(points[3 + i], SOME, sizeof points[3 + i][0], by_x);
            strips[i] =
                (struct roofline_strip){some_words(), some_words(), MARK_SQUARE, points[3 + i], upto(SOME)};
        }
        struct roofline_data data = {.words = upto(3) ? NULL : &roofline_words_zh,
                                     .bandwidth_bytes_per_s = upto(6) ? magnitude(1e6, 1e15) : 0,
                                     .bandwidth_name = some_words(),
                                     .bandwidth_value = some_words(),
                                     .ceilings = ceilings,
                                     .n_ceilings = n_ceilings,
                                     .main = upto(3),
                                     .paths = paths,
                                     .n_paths = upto(4),
                                     .strips_title = some_words(),
                                     .strips = strips,
                                     .n_strips = upto(3)};
        check_drawing("roofline", roofline_draw, &data, upto(1) ? 487.6 : 328.8, between(240, 340), NULL);
    }
}

static void test_any_crossing(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct crossing_panel panels[4];
        for (size_t i = 0; i < 4; i++)
            panels[i] = (struct crossing_panel){"52B on 4 × A100-40GB",
                                                upto(5) ? magnitude(1e-7, 1e3) : 0,
                                                upto(5) ? magnitude(1e-9, 1e1) : 0,
                                                upto(1) ? 512 : magnitude(1, 1e7),
                                                "17.3 ms",
                                                upto(2) ? "42.7 ms" : NULL,
                                                "computing, 83.3 µs a token",
                                                upto(1) ? magnitude(1, 1e7) : 0,
                                                upto(2) ? "full at 52 sequences" : NULL};
        struct crossing_data data = {.panels = panels, .n_panels = upto(4)};
        check_drawing("crossing", crossing_draw, &data, upto(1) ? 487.6 : 328.8, between(360, 400), NULL);
    }
}

static void test_any_shards(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        int64_t lanes = (int64_t)1 << upto(6), heads = lanes << upto(2), kv = heads >> upto(3);
        struct shards_data data = {.words = upto(3) ? NULL : &shards_words_zh,
                                   .n_lanes = lanes,
                                   .n_heads = heads,
                                   .n_kv_heads = kv ? kv : 1,
                                   .d_head = (int64_t)2 << upto(7),
                                   .d_model = (int64_t)4 << upto(12),
                                   .d_ff = (int64_t)(4 + upto(60000)),
                                   .gated = upto(1),
                                   .activation = "swiglu",
                                   .sum = {"7 × 2,048 B", {"a token", upto(1) ? "8.0 µs each" : NULL}},
                                   .join = {"7 × 2,048 B", {"a token", NULL}}};
        char name[160];
        if (round % 3 == 1) {
            data.q_rank = 1536;
            data.kv_rank = 512;
            data.d_rope = 64;
            data.d_value = data.d_head;
        }
        if (round % 2) {
            data.n_experts = lanes * (int64_t)(1 + upto(40));
            data.top_k = 1 + (int64_t)upto(7);
            data.d_expert = 2048;
            data.apart = upto(1);
            data.shared = upto(1);
            data.out = data.back = (struct shards_exchange){"8 × 14.3 kB", {"a token, out", "8.2 µs"}};
        }
        snprintf(name, sizeof name, "shards N %lld H %lld K %lld h %lld d %lld F %lld", (long long)lanes,
                 (long long)heads, (long long)data.n_kv_heads, (long long)data.d_head,
                 (long long)data.d_model, (long long)data.d_ff);
        check_drawing(name, shards_draw, &data, 487.6, between(380, 520), NULL);
    }
}

static void test_any_pareto(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        static struct pareto_point points[4][SOME];
        struct pareto_curve curves[4];
        double spread = magnitude(1, 1e6);
        for (size_t i = 0; i < 4; i++) {
            for (size_t j = 0; j < SOME; j++)
                points[i][j] =
                    (struct pareto_point){100 * magnitude(1, spread), 1000 * magnitude(1, spread),
                                          upto(4) ? (int64_t)1 << j : 0, some_term(), upto(9) == 0};
            curves[i] =
                (struct pareto_curve){some_words(), some_words(), (enum marker)i, points[i], upto(SOME)};
        }
        struct pareto_data data = {.curves = curves,
                                   .n_curves = upto(4),
                                   .remark = "Batch 32 gives twenty times the tokens of one user alone.",
                                   .remark_curve = upto(3),
                                   .remark_point = upto(SOME)};
        check_drawing("pareto", pareto_draw, &data, upto(1) ? 487.6 : 328.8, between(220, 320), NULL);
    }
}

static void test_any_memory(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct memory_data data = {.n_accelerators = (int64_t)1 << upto(12),
                                   .capacity_bytes = magnitude(1e9, 1e12),
                                   .reserved_bytes = upto(1) ? magnitude(1e6, 1e11) : 0,
                                   .weights_bytes = magnitude(1e6, 1e13),
                                   .sequence_bytes = magnitude(1e3, 1e12),
                                   .n_sequences = (int64_t)upto(2000),
                                   .head = "40 GB each, drawn to scale:",
                                   .reserved_name = "reserved",
                                   .weights_name = "weights",
                                   .cache_name = "thirteen sequences of 2,048 tokens",
                                   .rest = some_words(),
                                   .reserved_value = "2 GB",
                                   .weights_value = "26 GB",
                                   .cache_value = "1,234 GB",
                                   .free_value = "0.04 GB"};
        check_drawing("memory", memory_draw, &data, upto(1) ? 487.6 : 328.8, between(90, 140), NULL);
    }
}

static void test_any_latency(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        static const char *const labels[] = {"1", "16", "256", "1,024", "131,072"};
        struct latency_row rows[SOME];
        for (size_t i = 0; i < SOME; i++) {
            rows[i] = (struct latency_row){.label = labels[upto(4)], .step_value = "12.34"};
            for (int k = 0; k < LATENCY_TERMS; k++) {
                rows[i].terms_s[k] = upto(3) ? magnitude(1e-9, 1e1) : 0;
                rows[i].step_s = fmax(rows[i].step_s, rows[i].terms_s[k]);
            }
            rows[i].sum_value = upto(1) ? "1,234.56" : NULL;
            rows[i].missing = upto(5) == 0;
            rows[i].missing_words = "cache 188 GB too large";
        }
        struct latency_data data = {
            .words = upto(3) ? NULL : &latency_words_zh, .rows = rows, .n_rows = upto(SOME)};
        check_drawing("latency", latency_draw, &data, 328.8, 44 + 12.0 * (double)data.n_rows, NULL);
    }
}

static void test_any_capacity(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct capacity_point points[8][2];
        struct capacity_line lines[8];
        double room = upto(5) ? magnitude(1e6, 1e13) : -1e9;
        for (size_t i = 0; i < 8; i++) {
            double per_token = magnitude(1e3, 1e9), longest = upto(4) ? 131072 : 1000;
            points[i][0] = (struct capacity_point){128, 128 * per_token};
            points[i][1] = (struct capacity_point){longest, longest * per_token};
            double end = room / per_token;
            lines[i] = (struct capacity_line){"batch 512", NULL, end > 128 && end < longest ? end : 0,
                                              points[i], upto(3) ? 2 : upto(1)};
        }
        struct capacity_data data = {
            .room_bytes = room, .room_label = "499 GB of room", .lines = lines, .n_lines = upto(8)};
        check_drawing("capacity", capacity_draw, &data, upto(1) ? 487.6 : 328.8, between(160, 260), NULL);
    }
}

static void test_any_measured(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct measured_row rows[6];
        for (size_t i = 0; i < 6; i++) {
            double floor = magnitude(1e-3, 1e3);
            rows[i] = (struct measured_row){upto(2) ? "13B on 2 × A100-40GB" : some_words(),
                                            some_words(),
                                            upto(9) ? floor : 0,
                                            upto(1) ? floor * between(1, 2) : 0,
                                            upto(3) ? floor * between(0.9, 3) : 0,
                                            "16.8 ms",
                                            "21.2 ms",
                                            "22.0 ms",
                                            upto(2) ? "76 %" : NULL};
        }
        struct measured_data data = {.rows = rows, .n_rows = upto(6)};
        check_drawing("measured", measured_draw, &data, upto(1) ? 487.6 : 328.8, measured_height(&data),
                      NULL);
    }
}

static void test_any_runs(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        static struct runs_point points[6][SOME];
        struct runs_panel panels[6];
        size_t n = upto(6);
        for (size_t i = 0; i < 6; i++) {
            double batch = 1, floor = magnitude(1e-4, 1e3);
            for (size_t j = 0; j < SOME; j++, batch *= 1 + (double)upto(3), floor *= between(1, 4))
                points[i][j] =
                    (struct runs_point){batch, upto(9) ? floor : 0, upto(3) ? floor * between(1, 3) : 0,
                                        upto(5) ? floor * between(0.5, 4) : 0};
            panels[i] = (struct runs_panel){upto(9) ? "2,048 + 128 tokens" : NULL,
                                            upto(2) ? NULL : "FasterTransformer, 10 tokens out", points[i],
                                            upto(SOME)};
        }
        struct runs_data data = {.words = upto(3) ? NULL : &runs_words_zh, .panels = panels, .n_panels = n};
        check_drawing("runs", runs_draw, &data, n > 3 ? 487.6 : 328.8, between(140, 200), NULL);
    }
}

static void test_any_spectrum(void **state) {
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct spectrum_part parts[5][4];
        struct spectrum_row rows[5];
        double greatest = magnitude(2, 1e6);
        for (size_t i = 0; i < 5; i++) {
            double from = 1;
            size_t n = 1 + upto(3);
            for (size_t j = 0; j < n; j++) {
                double to = j + 1 < n ? fmin(from * magnitude(1, 20), greatest) : greatest;
                parts[i][j] = (struct spectrum_part){from, to, some_term()};
                from = to;
            }
            rows[i] = (struct spectrum_row){some_words(), parts[i], n,
                                            upto(1) ? magnitude(1, greatest * 2) : 0, "full at 743"};
        }
        struct spectrum_data data = {.least = 1, .greatest = greatest, .rows = rows, .n_rows = upto(5)};
        check_drawing("spectrum", spectrum_draw, &data, upto(1) ? 487.6 : 328.8,
                      34 + 24.0 * (double)data.n_rows, NULL);
    }
}

static void test_any_allreduce(void **state) {
    (void)state;
    for (int64_t n = 1; n <= 40; n++) {
        struct allreduce_data data = {.n = n, .remark = n % 3 ? "14 sends of 2,048 bytes" : NULL};
        check_drawing("allreduce", allreduce_draw, &data, 328.8, 110, NULL);
        check_drawing("allreduce", allreduce_draw, &data, 487.6, 90, NULL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_roofline),  cmocka_unit_test(test_any_crossing),
        cmocka_unit_test(test_any_shards),    cmocka_unit_test(test_any_pareto),
        cmocka_unit_test(test_any_memory),    cmocka_unit_test(test_any_latency),
        cmocka_unit_test(test_any_capacity),  cmocka_unit_test(test_any_measured),
        cmocka_unit_test(test_any_runs),      cmocka_unit_test(test_any_spectrum),
        cmocka_unit_test(test_any_allreduce),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
