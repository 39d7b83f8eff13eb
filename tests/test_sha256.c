/* gen/base/sha256 against the examples published for FIPS 180-4 (NIST, "SHA-256" example values). */
#include "../gen/base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_hash(const char *bytes, size_t length, const char *expected) {
    char hex[65];
    sha256_hex(bytes, length, hex);
    assert_string_equal(hex, expected);
}

static void gives_the_published_values(void **state) {
    (void)state;
    assert_hash("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void hashes_many_blocks(void **state) {
    (void)state;
    char *bytes = malloc(1000000);
    memset(bytes, 'a', 1000000);
    assert_hash(bytes, 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(bytes);
}

/* Lengths on both sides of every boundary between blocks, with and without the processor's instructions. */
static void is_the_same_with_and_without_the_processors_instructions(void **state) {
    (void)state;
    unsigned char bytes[1000];
    char fast[65], plain[65];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * i * 7 + i / 3);
    for (size_t length = 0; length < sizeof bytes; length++) {
        sha256_hex(bytes, length, fast);
        sha256_hex_plain(bytes, length, plain);
        assert_string_equal(fast, plain);
        char other[65], other_plain[65]; /* with the rest of the bytes beside it */
        const void *const both[2] = {bytes, bytes + length};
        const size_t lengths[2] = {length, sizeof bytes - length};
        char *const out[2] = {fast, other};
        sha256_hex_two(both, lengths, out);
        sha256_hex_plain(bytes + length, sizeof bytes - length, other_plain);
        assert_string_equal(fast, plain);
        assert_string_equal(other, other_plain);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_published_values),
        cmocka_unit_test(hashes_many_blocks),
        cmocka_unit_test(is_the_same_with_and_without_the_processors_instructions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
