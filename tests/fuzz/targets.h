/* What is fuzzed: each takes any bytes and must come back, whatever they are. libFuzzer calls one of them
 * (entry.c, `make fuzz`); tests/test_fuzz.c feeds all of them seeds and seeded mutations. */
#ifndef TESTS_FUZZ_TARGETS_H
#define TESTS_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

typedef void fuzz_target(const uint8_t *bytes, size_t length);

fuzz_target fuzz_spec;     /* a spec, its checks, the arithmetic, every table and figure of a sound one */
fuzz_target fuzz_config;   /* a config.json or model file, and what `import` makes of it */
fuzz_target fuzz_template; /* a template, set on pages for one spec */
fuzz_target fuzz_kept; /* a PDF, as `verify` and `diff` take it apart: attachments, manifest, spec, results */
fuzz_target fuzz_results; /* results as they are carried, compared with a spec's */
fuzz_target fuzz_formula; /* the notation of formulas, parsed and set */

#endif
