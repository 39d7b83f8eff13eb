/* Number formats: their names and bytes. Scales of block formats are not counted. */
#include "design.h"

#include <string.h>

static const struct {
    const char *name;
    double bytes;
} dtypes[] = {
    [FP32] = {"fp32", 4}, [TF32] = {"tf32", 4}, [BF16] = {"bf16", 2}, [FP16] = {"fp16", 2},
    [FP8] = {"fp8", 1},   [INT8] = {"int8", 1}, [FP4] = {"fp4", 0.5}, [INT4] = {"int4", 0.5},
};
_Static_assert(sizeof dtypes / sizeof dtypes[0] == DTYPE_COUNT, "one row per dtype");

double dtype_bytes(enum dtype dtype) {
    return dtypes[dtype].bytes;
}

const char *dtype_name(enum dtype dtype) {
    return dtypes[dtype].name;
}

bool dtype_find(const char *name, enum dtype *out) {
    for (int i = 0; i < DTYPE_COUNT; i++) {
        if (strcmp(dtypes[i].name, name) == 0) {
            *out = (enum dtype)i;
            return true;
        }
    }
    return false;
}
