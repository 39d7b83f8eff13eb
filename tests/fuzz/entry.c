/* libFuzzer's door to one target; -DTARGET=fuzz_spec says which. */
#include "targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    TARGET(bytes, length);
    return 0;
}
