/* Plot data of real cases for the tests of the figures: Llama-3.1-70B on eight H100-SXM (bf16, 989.5 TFLOP/s
 * and 3.35 TB/s each), 52B on four A100-40GB, 260B on sixteen. Computed by hand from the formulas of the
 * operator and article methods; what matters here is the layout. */
#ifndef TESTS_FIGURE_SAMPLES_H
#define TESTS_FIGURE_SAMPLES_H

#include "../figures/crossing.h"
#include "../figures/memory.h"
#include "../figures/pareto.h"
#include "../figures/capacity.h"
#include "../figures/latency.h"
#include "../figures/allreduce.h"
#include "../figures/measured.h"
#include "../figures/runs.h"
#include "../figures/spectrum.h"
#include "../figures/roofline.h"
#include "../figures/shards.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct roofline_point llama_matrices[] = {
    {1, 3.35e+12, "batch 1", COLOUR_WEIGHTS}, {2, 6.7e+12, "2", COLOUR_WEIGHTS},
    {4, 1.34e+13, "4", COLOUR_WEIGHTS},       {8, 2.68e+13, "8", COLOUR_WEIGHTS},
    {16, 5.36e+13, "16", COLOUR_WEIGHTS},     {32, 1.072e+14, "32", COLOUR_WEIGHTS},
    {64, 2.144e+14, "64", COLOUR_WEIGHTS},    {128, 4.288e+14, "128", COLOUR_WEIGHTS},
    {256, 8.576e+14, "256", COLOUR_WEIGHTS},
};
static const struct roofline_point llama_prompts[] = {
    {512, 9.895e+14, "512", COLOUR_COMPUTE},
    {2048, 9.895e+14, "2,048", COLOUR_COMPUTE},
    {8192, 9.895e+14, "8,192", COLOUR_COMPUTE},
};
static const struct roofline_point llama_attention[] = {
    {8, 2.68e+13, NULL, COLOUR_ATTENTION},
};
static const struct roofline_point llama_whole[] = {
    {1.03363, 2.32205e+12, NULL, COLOUR_COMM}, {2.05737, 4.62919e+12, NULL, COLOUR_COMM},
    {4.07575, 9.19929e+12, NULL, COLOUR_COMM}, {7.99985, 1.81667e+13, NULL, COLOUR_COMM},
    {15.4258, 3.544e+13, NULL, COLOUR_COMM},   {28.7864, 6.75578e+13, NULL, COLOUR_COMM},
    {50.7752, 1.23535e+14, NULL, COLOUR_COMM}, {82.1512, 2.10916e+14, NULL, COLOUR_COMM},
    {118.882, 3.26327e+14, NULL, COLOUR_COMM}, {153.111, 4.49236e+14, NULL, COLOUR_COMM},
};
static const struct roofline_point llama_strip_512[] = {
    {1.00844, 0, "1", COLOUR_WEIGHTS},   {2.01444, 0, "2", COLOUR_WEIGHTS},
    {4.01918, 0, "4", COLOUR_WEIGHTS},   {7.99985, 0, "8", COLOUR_WEIGHTS},
    {15.8478, 0, "16", COLOUR_WEIGHTS},  {31.1052, 0, "32", COLOUR_WEIGHTS},
    {59.9759, 0, "64", COLOUR_WEIGHTS},  {111.912, 0, "128", COLOUR_WEIGHTS},
    {197.368, 0, "256", COLOUR_WEIGHTS}, {319.261, 0, "512", COLOUR_COMPUTE},
};
static const struct roofline_point llama_strip_2048[] = {
    {1.03363, 0, "1", COLOUR_WEIGHTS},  {2.05737, 0, "2", COLOUR_WEIGHTS},
    {4.07575, 0, "4", COLOUR_WEIGHTS},  {7.99985, 0, "8", COLOUR_WEIGHTS},
    {15.4258, 0, "16", COLOUR_WEIGHTS}, {28.7864, 0, "32", COLOUR_WEIGHTS},
    {50.7752, 0, "64", COLOUR_WEIGHTS}, {82.1512, 0, "128", COLOUR_WEIGHTS},
    {118.882, 0, "256", COLOUR_CACHE},  {153.111, 0, "512", COLOUR_CACHE},
};
static const struct roofline_point llama_strip_8192[] = {
    {1.13262, 0, "1", COLOUR_WEIGHTS}, {2.22311, 0, "2", COLOUR_WEIGHTS},  {4.2868, 0, "4", COLOUR_WEIGHTS},
    {7.99987, 0, "8", COLOUR_WEIGHTS}, {14.1112, 0, "16", COLOUR_WEIGHTS}, {22.8322, 0, "32", COLOUR_WEIGHTS},
    {33.0429, 0, "64", COLOUR_CACHE},  {42.5593, 0, "128", COLOUR_CACHE},
};
static const struct roofline_ceiling llama_ceilings[] = {
    {"bf16", "989.5 TFLOP/s", 989.5e12}, {"fp8", "1,979 TFLOP/s", 1979e12}, {"fp32", "67 TFLOP/s", 67e12}};
static const struct roofline_path llama_paths[] = {
    {"matrices alone,", "decoding, batch 1 … 512", MARK_CIRCLE, COLOUR_WEIGHTS, false, false, false, 0,
     llama_matrices, COUNT(llama_matrices)},
    {"prompts, tokens", NULL, MARK_SQUARE, COLOUR_COMPUTE, false, false, true, 0, llama_prompts,
     COUNT(llama_prompts)},
    {"whole step, 2,048 tokens of context,",
     "exchange not hidden: from 2.3 TFLOP/s at batch 1 to 342 at batch 512", MARK_TRIANGLE, COLOUR_COMM, true,
     true, false, 0, llama_whole, COUNT(llama_whole)},
    {"attention over the cache,", "8 at every batch and context", MARK_DIAMOND, COLOUR_ATTENTION, true, false,
     false, 2, llama_attention, COUNT(llama_attention)},
};
static const struct roofline_strip llama_strips[] = {
    {"512", NULL, MARK_CIRCLE, llama_strip_512, COUNT(llama_strip_512)},
    {"2,048", NULL, MARK_SQUARE, llama_strip_2048, COUNT(llama_strip_2048)},
    {"8,192", ", then full", MARK_DIAMOND, llama_strip_8192, COUNT(llama_strip_8192)}};
static const struct roofline_data llama_roofline = {.bandwidth_bytes_per_s = 3.35e12,
                                                    .bandwidth_name = "HBM3",
                                                    .bandwidth_value = "3.35 TB/s",
                                                    .ceilings = llama_ceilings,
                                                    .n_ceilings = COUNT(llama_ceilings),
                                                    .main = 0,
                                                    .paths = llama_paths,
                                                    .n_paths = COUNT(llama_paths),
                                                    .strips_title =
                                                        "whole step, batch 1 … 512, at contexts of",
                                                    .strips = llama_strips,
                                                    .n_strips = COUNT(llama_strips)};

static const struct crossing_panel two_panels[] = {
    {"52B on 4 × A100-40GB", 17.333e-3, 83.333e-6, 512, "17.3 ms", "42.7 ms", "computing, 83.3 µs a token",
     52, "full at 52 sequences"},
    {"Llama-3.1-70B on 8 × H100", 5.187e-3, 17.56e-6, 512, "5.2 ms", "9.0 ms", "computing, 17.6 µs a token",
     0, NULL}};
static const struct crossing_data two_crossings = {.panels = two_panels, .n_panels = 2};
static const struct crossing_data one_crossing = {.panels = two_panels, .n_panels = 1};
static const struct shards_data example_shards = {.n_lanes = 2,
                                                  .d_model = 4,
                                                  .n_heads = 2,
                                                  .n_kv_heads = 2,
                                                  .d_head = 2,
                                                  .d_ff = 16,
                                                  .activation = "gelu",
                                                  .sum = {"4 bytes", {"each way", NULL}},
                                                  .join = {"4 bytes", {"each way", NULL}}};
static const struct shards_data llama_shards = {.n_lanes = 8,
                                                .d_model = 8192,
                                                .n_heads = 64,
                                                .n_kv_heads = 8,
                                                .d_head = 128,
                                                .d_ff = 28672,
                                                .gated = true,
                                                .activation = "swiglu",
                                                .sum = {"7 × 2,048 B", {"a token,", "8.0 µs each"}},
                                                .join = {"7 × 2,048 B", {"a token,", "8.0 µs each"}}};
static const struct shards_data b52_shards = {.n_lanes = 4,
                                              .d_model = 8192,
                                              .n_heads = 128,
                                              .n_kv_heads = 128,
                                              .d_head = 64,
                                              .d_ff = 32768,
                                              .activation = "gelu",
                                              .sum = {"3 × 4,096 B", {"a token", NULL}},
                                              .join = {"3 × 4,096 B", {"a token", NULL}}};
/* DeepSeek-V3: latent attention, 256 experts apart on eight; Mixtral: a slice of each of eight experts. */
static const struct shards_data deepseek_shards = {.n_lanes = 8,
                                                   .d_model = 7168,
                                                   .n_heads = 128,
                                                   .n_kv_heads = 128,
                                                   .d_head = 128,
                                                   .d_ff = 2048,
                                                   .gated = true,
                                                   .activation = "swiglu",
                                                   .sum = {"7 × 1.79 kB", {"each way", "8.03 µs"}},
                                                   .join = {"7 × 1.79 kB", {"each way", "8.03 µs"}},
                                                   .q_rank = 1536,
                                                   .kv_rank = 512,
                                                   .d_rope = 64,
                                                   .d_value = 128,
                                                   .n_experts = 256,
                                                   .top_k = 8,
                                                   .d_expert = 2048,
                                                   .apart = true,
                                                   .shared = true,
                                                   .out = {"8 × 14.3 kB", {"a token, out", "8.22 µs"}},
                                                   .back = {"8 × 14.3 kB", {"a token, back", "8.22 µs"}}};
static const struct shards_data mixtral_shards = {.n_lanes = 4,
                                                  .d_model = 4096,
                                                  .n_heads = 32,
                                                  .n_kv_heads = 8,
                                                  .d_head = 128,
                                                  .d_ff = 14336,
                                                  .gated = true,
                                                  .activation = "swiglu",
                                                  .sum = {"3 × 2.05 kB", {"each way", NULL}},
                                                  .join = {"3 × 2.05 kB", {"each way", NULL}},
                                                  .n_experts = 8,
                                                  .top_k = 2,
                                                  .d_expert = 14336};
static const struct shards_data alone_shards = {.n_lanes = 1,
                                                .d_model = 5120,
                                                .n_heads = 40,
                                                .n_kv_heads = 40,
                                                .d_head = 128,
                                                .d_ff = 20480,
                                                .activation = "gelu"};
static const struct pareto_point pareto_512[] = {
    {192.573, 192.573, 1, COLOUR_WEIGHTS, false}, {192.341, 384.683, 2, COLOUR_WEIGHTS, false},
    {192.11, 576.33, 0, COLOUR_WEIGHTS, false},   {191.879, 767.517, 4, COLOUR_WEIGHTS, false},
    {191.649, 958.246, 0, COLOUR_WEIGHTS, false}, {191.42, 1148.52, 0, COLOUR_WEIGHTS, false},
    {191.19, 1338.33, 0, COLOUR_WEIGHTS, false},  {190.962, 1527.69, 8, COLOUR_WEIGHTS, false},
    {190.506, 1905.06, 0, COLOUR_WEIGHTS, false}, {190.279, 2093.07, 0, COLOUR_WEIGHTS, false},
    {189.827, 2467.75, 0, COLOUR_WEIGHTS, false}, {189.153, 3026.45, 16, COLOUR_WEIGHTS, false},
    {188.483, 3581.18, 0, COLOUR_WEIGHTS, false}, {187.598, 4314.75, 0, COLOUR_WEIGHTS, false},
    {186.721, 5041.46, 0, COLOUR_WEIGHTS, false}, {185.636, 5940.35, 32, COLOUR_WEIGHTS, false},
    {184.35, 7005.31, 0, COLOUR_WEIGHTS, false},  {182.873, 8229.29, 0, COLOUR_WEIGHTS, false},
    {181.008, 9774.44, 0, COLOUR_WEIGHTS, false}, {178.98, 11454.7, 64, COLOUR_WEIGHTS, false},
    {176.605, 13422, 0, COLOUR_WEIGHTS, false},   {173.724, 15808.9, 0, COLOUR_WEIGHTS, false},
    {170.571, 18421.7, 0, COLOUR_WEIGHTS, false}, {167.004, 21376.6, 128, COLOUR_WEIGHTS, false},
    {162.917, 24763.3, 0, COLOUR_WEIGHTS, false}, {158.236, 28640.8, 0, COLOUR_WEIGHTS, false},
    {153.081, 32912.4, 0, COLOUR_WEIGHTS, false}, {147.293, 37707.1, 256, COLOUR_WEIGHTS, false},
    {141.051, 42879.4, 0, COLOUR_WEIGHTS, false}, {134.179, 48572.7, 0, COLOUR_WEIGHTS, false},
    {126.828, 54662.9, 0, COLOUR_WEIGHTS, false}, {110.166, 56405, 512, COLOUR_COMPUTE, false},
};
static const struct pareto_point pareto_2048[] = {
    {191.879, 191.879, 1, COLOUR_WEIGHTS, false}, {190.962, 381.924, 2, COLOUR_WEIGHTS, false},
    {190.053, 570.159, 0, COLOUR_WEIGHTS, false}, {189.153, 756.611, 4, COLOUR_WEIGHTS, false},
    {188.261, 941.306, 0, COLOUR_WEIGHTS, false}, {187.378, 1124.27, 0, COLOUR_WEIGHTS, false},
    {186.503, 1305.52, 0, COLOUR_WEIGHTS, false}, {185.636, 1485.09, 8, COLOUR_WEIGHTS, false},
    {183.926, 1839.26, 0, COLOUR_WEIGHTS, false}, {183.083, 2013.91, 0, COLOUR_WEIGHTS, false},
    {181.419, 2358.45, 0, COLOUR_WEIGHTS, false}, {178.98, 2863.68, 16, COLOUR_WEIGHTS, false},
    {176.605, 3355.5, 0, COLOUR_WEIGHTS, false},  {173.536, 3991.32, 0, COLOUR_WEIGHTS, false},
    {170.571, 4605.41, 0, COLOUR_WEIGHTS, false}, {167.004, 5344.14, 32, COLOUR_WEIGHTS, false},
    {162.917, 6190.83, 0, COLOUR_WEIGHTS, false}, {158.393, 7127.7, 0, COLOUR_WEIGHTS, false},
    {152.934, 8258.45, 0, COLOUR_WEIGHTS, false}, {147.293, 9426.78, 64, COLOUR_WEIGHTS, false},
    {141.051, 10719.8, 0, COLOUR_WEIGHTS, false}, {133.954, 12189.8, 0, COLOUR_WEIGHTS, false},
    {126.727, 13686.6, 0, COLOUR_WEIGHTS, false}, {119.164, 15253, 128, COLOUR_WEIGHTS, false},
    {111.201, 16902.5, 0, COLOUR_WEIGHTS, false}, {102.892, 18623.5, 0, COLOUR_WEIGHTS, false},
    {94.6047, 20340, 0, COLOUR_CACHE, false},     {86.2294, 22074.7, 256, COLOUR_CACHE, false},
    {78.1316, 23752, 0, COLOUR_CACHE, false},     {70.1692, 25401.2, 0, COLOUR_CACHE, false},
    {62.5818, 26972.8, 0, COLOUR_CACHE, false},   {55.5328, 28432.8, 512, COLOUR_CACHE, false},
    {42.0314, 31229.3, 0, COLOUR_CACHE, true},
};
static const struct pareto_point pareto_8192[] = {
    {189.153, 189.153, 1, COLOUR_WEIGHTS, false}, {185.636, 371.272, 2, COLOUR_WEIGHTS, false},
    {182.247, 546.741, 0, COLOUR_WEIGHTS, false}, {178.98, 715.92, 4, COLOUR_WEIGHTS, false},
    {175.828, 879.139, 0, COLOUR_WEIGHTS, false}, {172.785, 1036.71, 0, COLOUR_WEIGHTS, false},
    {169.845, 1188.92, 0, COLOUR_WEIGHTS, false}, {167.004, 1336.04, 8, COLOUR_WEIGHTS, false},
    {161.598, 1615.98, 0, COLOUR_WEIGHTS, false}, {159.024, 1749.27, 0, COLOUR_WEIGHTS, false},
    {154.115, 2003.49, 0, COLOUR_WEIGHTS, false}, {147.293, 2356.7, 16, COLOUR_WEIGHTS, false},
    {141.051, 2679.96, 0, COLOUR_WEIGHTS, false}, {133.506, 3070.64, 0, COLOUR_WEIGHTS, false},
    {126.727, 3421.64, 0, COLOUR_WEIGHTS, false}, {119.164, 3813.26, 32, COLOUR_WEIGHTS, false},
    {111.201, 4225.63, 0, COLOUR_WEIGHTS, false}, {103.158, 4642.1, 0, COLOUR_WEIGHTS, false},
    {94.3811, 5096.58, 0, COLOUR_CACHE, false},   {86.2294, 5518.68, 64, COLOUR_CACHE, false},
    {78.1316, 5938, 0, COLOUR_CACHE, false},      {69.9235, 6363.03, 0, COLOUR_CACHE, false},
    {62.4839, 6748.26, 0, COLOUR_CACHE, false},   {55.5328, 7108.2, 128, COLOUR_CACHE, false},
    {48.9926, 7446.87, 0, COLOUR_CACHE, false},   {42.889, 7762.92, 0, COLOUR_CACHE, false},
    {42.1645, 7800.43, 0, COLOUR_CACHE, true},
};
static const struct pareto_curve pareto_curves[] = {
    {"512 tokens of context", NULL, MARK_CIRCLE, pareto_512, COUNT(pareto_512)},
    {"2,048 tokens", "full at 743 sequences", MARK_SQUARE, pareto_2048, COUNT(pareto_2048)},
    {"8,192 tokens", "full at 185 sequences", MARK_DIAMOND, pareto_8192, COUNT(pareto_8192)}};
static const struct pareto_data llama_pareto = {
    .curves = pareto_curves,
    .n_curves = COUNT(pareto_curves),
    .remark =
        "Batch 32 at 8,192 tokens gives twenty times the tokens of one user alone, each at 63 % of that "
        "user’s speed.",
    .remark_curve = 2,
    .remark_point = 15};
static const struct memory_data b52_memory = {.n_accelerators = 4,
                                              .capacity_bytes = 40e9,
                                              .weights_bytes = 26e9,
                                              .sequence_bytes = 2048.0 * 2097152 / 4,
                                              .n_sequences = 13,
                                              .head = "40 GB each, drawn to scale:",
                                              .weights_name = "weights",
                                              .cache_name = "thirteen sequences of 2,048 tokens",
                                              .rest = "78 tokens left over",
                                              .weights_value = "26 GB",
                                              .cache_value = "14 GB",
                                              .free_value = "0.04 GB"};
static const struct memory_data llama_memory = {.n_accelerators = 8,
                                                .capacity_bytes = 80e9,
                                                .reserved_bytes = 8e9,
                                                .weights_bytes = 17.6e9,
                                                .sequence_bytes = 2048.0 * 327680 / 8,
                                                .n_sequences = 256,
                                                .head = "80 GB each, drawn to scale:",
                                                .reserved_name = "reserved",
                                                .weights_name = "weights",
                                                .cache_name = "256 sequences of 2,048 tokens",
                                                .rest = "32.9 GB free",
                                                .reserved_value = "8 GB",
                                                .weights_value = "17.6 GB",
                                                .cache_value = "21.5 GB",
                                                .free_value = "32.9 GB"};
static const struct memory_data b260_memory = {.n_accelerators = 16,
                                               .capacity_bytes = 40e9,
                                               .weights_bytes = 32.5e9,
                                               .sequence_bytes = 44.0 * 5242880 / 16,
                                               .n_sequences = 1600,
                                               .head = "40 GB each, drawn to scale:",
                                               .weights_name = "weights",
                                               .cache_name = "1,600 sequences of 44 tokens",
                                               .rest = "short by 15.6 GB each",
                                               .weights_value = "32.5 GB",
                                               .cache_value = "23.1 GB"};
static const struct latency_row llama_latency_rows[] = {
    {"1", {0.00518657, 2.50406e-05, 1.82376e-05, 0.00225019}, 0.00521161, "5.21", "7.48", false, NULL},
    {"2", {0.00518657, 5.00812e-05, 3.64752e-05, 0.00226039}, 0.00523665, "5.24", "7.53", false, NULL},
    {"4", {0.00518657, 0.000100162, 7.29503e-05, 0.00228078}, 0.00528673, "5.29", "7.64", false, NULL},
    {"8", {0.00518657, 0.000200325, 0.000145901, 0.00232156}, 0.00538689, "5.39", "7.85", false, NULL},
    {"16", {0.00518657, 0.00040065, 0.000291801, 0.00240311}, 0.00558722, "5.59", "8.28", false, NULL},
    {"32", {0.00518657, 0.0008013, 0.000583603, 0.00256622}, 0.00598787, "5.99", "9.14", false, NULL},
    {"64", {0.00518657, 0.0016026, 0.00116721, 0.00289245}, 0.00678917, "6.79", "10.85", false, NULL},
    {"128", {0.00518657, 0.0032052, 0.00233441, 0.00354489}, 0.00839177, "8.39", "14.27", false, NULL},
    {"256", {0.00518657, 0.0064104, 0.00466882, 0.00484979}, 0.011597, "11.60", "21.12", false, NULL},
    {"512", {0.00518657, 0.0128208, 0.00933764, 0.00745958}, 0.0180074, "18.01", "34.80", false, NULL},
    {"1,024", {0, 0, 0, 0}, 0, NULL, NULL, true, "cache 188 GB too large"},
};
static const struct latency_data llama_latency = {.rows = llama_latency_rows,
                                                  .n_rows = COUNT(llama_latency_rows)};
static const struct capacity_point grow_1[] = {{128, 4.1943e+07}, {131072, 4.29497e+10}};
static const struct capacity_point grow_8[] = {{128, 3.35544e+08}, {131072, 3.43597e+11}};
static const struct capacity_point grow_32[] = {{128, 1.34218e+09}, {131072, 1.37439e+12}};
static const struct capacity_point grow_128[] = {{128, 5.36871e+09}, {131072, 5.49756e+12}};
static const struct capacity_point grow_512[] = {{128, 2.14748e+10}, {131072, 2.19902e+13}};
static const struct capacity_line llama_lines[] = {
    {"batch 1", NULL, 0, grow_1, 2},
    {"batch 8", NULL, 0, grow_8, 2},
    {"batch 32", "47,578", 47578.8, grow_32, 2},
    {"batch 128", "11,894", 11894.7, grow_128, 2},
    {"batch 512", "2,973", 2973.68, grow_512, 2},
};
static const struct capacity_data llama_capacity = {.room_bytes = 498.9e9,
                                                    .room_label = "499 GB of room",
                                                    .lines = llama_lines,
                                                    .n_lines = COUNT(llama_lines)};
static const struct measured_row gpt13_rows[] = {
    {"13B on 1 × A100-40GB", "batch 1, 512 tokens", 16.8, 21.2, 22.0, "16.8", "21.2", "22.0", "76 %"},
    {"13B on 2 × A100-40GB", "batch 1, 512 tokens", 8.4, 12.9, 13.5, "8.4", "12.9", "13.5", "62 %"}};
static const struct measured_data gpt13_measured = {.rows = gpt13_rows, .n_rows = COUNT(gpt13_rows)};
static const struct runs_point gpt20_short[] = {{1, 0.0795, 0.162, 0.147},
                                                {4, 0.0797, 0.162, 0.158},
                                                {16, 0.0911, 0.189, 0.191},
                                                {64, 0.155, 0.307, 0.314},
                                                {256, 0.460, 0.894, 0.844}};
static const struct runs_point gpt20_long[] = {{1, 2.005, 4.066, 3.544},
                                               {4, 2.092, 4.198, 3.876},
                                               {16, 2.438, 4.726, 4.672},
                                               {64, 3.821, 6.840, 7.256},
                                               {128, 5.666, 10.115, 10.538}};
static const struct runs_panel gpt20_panels[] = {
    {"20 + 8 tokens", NULL, gpt20_short, COUNT(gpt20_short)},
    {"200 + 200 tokens", "FasterTransformer", gpt20_long, COUNT(gpt20_long)}};
static const struct runs_data gpt20_runs = {.panels = gpt20_panels, .n_panels = COUNT(gpt20_panels)};
static const struct spectrum_part spectrum_512[] = {
    {1, 209, COLOUR_WEIGHTS}, {209, 330, COLOUR_CACHE}, {330, 1024, COLOUR_COMPUTE}};
static const struct spectrum_part spectrum_2048[] = {{1, 207, COLOUR_WEIGHTS}, {207, 1024, COLOUR_CACHE}};
static const struct spectrum_part spectrum_8192[] = {{1, 52, COLOUR_WEIGHTS}, {52, 1024, COLOUR_CACHE}};
static const struct spectrum_row llama_spectrum_rows[] = {
    {"512 tokens", spectrum_512, COUNT(spectrum_512), 0, NULL},
    {"2,048 tokens", spectrum_2048, COUNT(spectrum_2048), 743, "full at 743"},
    {"8,192 tokens", spectrum_8192, COUNT(spectrum_8192), 185, "full at 185"}};
static const struct spectrum_data llama_spectrum = {
    .least = 1, .greatest = 1024, .rows = llama_spectrum_rows, .n_rows = COUNT(llama_spectrum_rows)};
static const struct allreduce_data ring_4 = {.n = 4, .remark = "6 sends of 4,096 bytes, 8 µs each"};
static const struct allreduce_data ring_8 = {.n = 8, .remark = "14 sends of 2,048 bytes, 8 µs each"};
/* The operators of one step: decoding 32 sequences, and a prompt of 2,048 tokens. */
static const struct roofline_point operator_points[] = {
    {31.7, 106.2e12, NULL, COLOUR_WEIGHTS}, {7.9, 26.5e12, NULL, COLOUR_CACHE},
    {31.8, 106.5e12, NULL, COLOUR_WEIGHTS}, {31.9, 106.9e12, NULL, COLOUR_WEIGHTS},
    {30.9, 103.5e12, NULL, COLOUR_WEIGHTS}, {1024, 989.5e12, NULL, COLOUR_COMPUTE},
    {683, 989.5e12, NULL, COLOUR_COMPUTE},  {1670, 989.5e12, NULL, COLOUR_COMPUTE},
    {0.25, 0.84e12, NULL, COLOUR_CACHE}};
#define OPERATOR(name, marker, colour, i)                                                                    \
    { name, NULL, marker, colour, false, false, false, 0, &operator_points[i], 1 }
static const struct roofline_path operator_paths[] = {
    OPERATOR("q, k, v", MARK_CIRCLE, COLOUR_WEIGHTS, 0),
    OPERATOR("attention", MARK_DIAMOND, COLOUR_CACHE, 1),
    OPERATOR("output projection", MARK_CIRCLE, COLOUR_WEIGHTS, 2),
    OPERATOR("feed-forward", MARK_CIRCLE, COLOUR_WEIGHTS, 3),
    OPERATOR("LM head", MARK_CIRCLE, COLOUR_WEIGHTS, 4),
    OPERATOR("q, k, v (prompt)", MARK_SQUARE, COLOUR_COMPUTE, 5),
    OPERATOR("attention (prompt)", MARK_SQUARE, COLOUR_COMPUTE, 6),
    OPERATOR("feed-forward (prompt)", MARK_SQUARE, COLOUR_COMPUTE, 7),
    OPERATOR("norms", MARK_DIAMOND, COLOUR_CACHE, 8)};
static const struct roofline_data llama_operators = {.bandwidth_bytes_per_s = 3.35e12,
                                                     .bandwidth_name = "HBM3",
                                                     .bandwidth_value = "3.35 TB/s",
                                                     .ceilings = llama_ceilings,
                                                     .n_ceilings = COUNT(llama_ceilings),
                                                     .paths = operator_paths,
                                                     .n_paths = COUNT(operator_paths)};

/* Each at the size that it is drawn at on a page. */
struct sample {
    const char *name;
    void (*draw)(struct ink *ink, const void *data, double width, double height);
    const void *data;
    double width, height;
};

static const struct sample samples[] = {
    {"roofline", roofline_draw, &llama_roofline, 487.6, 325},
    {"operators", roofline_draw, &llama_operators, 487.6, 280},
    {"crossing-two", crossing_draw, &two_crossings, 487.6, 190},
    {"crossing-one", crossing_draw, &one_crossing, 328.8, 180},
    {"shards-example", shards_draw, &example_shards, 487.6, 443},
    {"shards-llama", shards_draw, &llama_shards, 487.6, 480},
    {"shards-52b", shards_draw, &b52_shards, 487.6, 443},
    {"shards-alone", shards_draw, &alone_shards, 487.6, 380},
    {"shards-deepseek", shards_draw, &deepseek_shards, 487.6, 530},
    {"shards-mixtral", shards_draw, &mixtral_shards, 487.6, 480},
    {"pareto", pareto_draw, &llama_pareto, 328.8, 310},
    {"memory-52b", memory_draw, &b52_memory, 328.8, 100},
    {"memory-llama", memory_draw, &llama_memory, 328.8, 120},
    {"memory-260b", memory_draw, &b260_memory, 328.8, 120},
    {"latency", latency_draw, &llama_latency, 328.8, 187},
    {"capacity", capacity_draw, &llama_capacity, 328.8, 185},
    {"measured", measured_draw, &gpt13_measured, 328.8, 65},
    {"runs", runs_draw, &gpt20_runs, 328.8, 170},
    {"spectrum", spectrum_draw, &llama_spectrum, 328.8, 106},
    {"allreduce-4", allreduce_draw, &ring_4, 328.8, 90},
    {"allreduce-8", allreduce_draw, &ring_8, 487.6, 110},
};

#endif
