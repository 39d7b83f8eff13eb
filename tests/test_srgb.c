/* The colour profile, read back by the rules of ICC.1:2001-04. */
#include "../gen/page/srgb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint32_t number_at(const struct text *profile, size_t offset, int bytes) {
    uint32_t value = 0;
    assert_true(offset + (size_t)bytes <= profile->length);
    for (int i = 0; i < bytes; i++)
        value = value << 8 | (unsigned char)profile->bytes[offset + (size_t)i];
    return value;
}

/* Offset of a tag's data. */
static size_t find_tag(const struct text *profile, const char *signature) {
    uint32_t count = number_at(profile, 128, 4);
    for (uint32_t i = 0; i < count; i++)
        if (memcmp(profile->bytes + 132 + 12 * i, signature, 4) == 0) {
            size_t offset = number_at(profile, 136 + 12 * i, 4), size = number_at(profile, 140 + 12 * i, 4);
            assert_true(offset % 4 == 0 && offset + size <= profile->length);
            return offset;
        }
    fail_msg("no tag %s", signature);
    return 0;
}

static double fixed_at(const struct text *profile, size_t offset) {
    return (int32_t)number_at(profile, offset, 4) / 65536.0;
}

static void header_says_what_it_is(void **state) {
    (void)state;
    struct text profile = {0};
    text_string(&profile, "before"); /* it is appended */
    srgb_profile(&profile);
    memmove(profile.bytes, profile.bytes + 6, profile.length -= 6);
    assert_int_equal(number_at(&profile, 0, 4), profile.length);
    assert_int_equal(number_at(&profile, 8, 4), 0x02100000);
    assert_memory_equal(profile.bytes + 12, "mntrRGB XYZ ", 12);
    assert_memory_equal(profile.bytes + 36, "acsp", 4);
    text_drop(&profile);
}

/* Red, green and blue together are the white of the profile's space, D50 (6.1.11: 0.9642, 1, 0.8249). */
static void primaries_add_up_to_white(void **state) {
    (void)state;
    struct text profile = {0};
    srgb_profile(&profile);
    const double white[3] = {0.9642, 1, 0.8249};
    for (size_t i = 0; i < 3; i++) {
        size_t at = 8 + 4 * i;
        double sum = fixed_at(&profile, find_tag(&profile, "rXYZ") + at) +
                     fixed_at(&profile, find_tag(&profile, "gXYZ") + at) +
                     fixed_at(&profile, find_tag(&profile, "bXYZ") + at);
        assert_true(sum > white[i] - 2e-4 && sum < white[i] + 2e-4);
    }
    text_drop(&profile);
}

/* IEC 61966-2-1: 128/255 is 0.2158605 of the light; the ends are 0 and 1. */
static void curve_is_that_of_srgb(void **state) {
    (void)state;
    struct text profile = {0};
    srgb_profile(&profile);
    const char *tags[] = {"rTRC", "gTRC", "bTRC"};
    for (size_t i = 0; i < 3; i++) {
        size_t at = find_tag(&profile, tags[i]);
        assert_int_equal(number_at(&profile, at + 8, 4), 256);
        assert_int_equal(number_at(&profile, at + 12, 2), 0);
        assert_int_equal(number_at(&profile, at + 12 + 2 * 128, 2), 14146); /* 0.2158605 × 65535 */
        assert_int_equal(number_at(&profile, at + 12 + 2 * 255, 2), 65535);
    }
    text_drop(&profile);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_says_what_it_is),
        cmocka_unit_test(primaries_add_up_to_white),
        cmocka_unit_test(curve_is_that_of_srgb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
