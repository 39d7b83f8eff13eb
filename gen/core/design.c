/* The names of a design's choices, as a spec writes them, and the bytes of number formats: scales of block
 * formats are not counted. */
#include "design.h"

const char *const dtype_names[DTYPE_COUNT + 1] = {
    [FP32] = "fp32", [TF32] = "tf32", [BF16] = "bf16", [FP16] = "fp16",
    [FP8] = "fp8",   [INT8] = "int8", [FP4] = "fp4",   [INT4] = "int4",
};

double dtype_bytes(enum dtype dtype) {
    static const double bytes[] = {
        [FP32] = 4, [TF32] = 4, [BF16] = 2, [FP16] = 2, [FP8] = 1, [INT8] = 1, [FP4] = 0.5, [INT4] = 0.5,
    };
    return bytes[dtype];
}

const char *const all_reduce_names[ALL_REDUCE_COUNT + 1] = {
    [ALL_REDUCE_MESH] = "mesh",
    [ALL_REDUCE_RING] = "ring",
    [ALL_REDUCE_ONE_SHOT] = "one-shot",
    [ALL_REDUCE_IN_NETWORK] = "in-network",
};

const char *const method_names[METHOD_COUNT + 1] = {
    [METHOD_OPERATOR] = "operator",
    [METHOD_ARTICLE] = "article",
};

_Static_assert(DTYPE_COUNT == 8 && ALL_REDUCE_COUNT == 4 && METHOD_COUNT == 2, "each has its name here");
