/* See sha256_fast.h. x86's SHA extensions (Intel 64 manual, volume 2: SHA256RNDS2, SHA256MSG1, SHA256MSG2).
 * The instructions keep the eight words as two vectors, a b e f and c d g h, the first word highest. */
#include "sha256_fast.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <cpuid.h>
#include <immintrin.h>

/* CPUID: leaf 1, ECX bit 9 (SSSE3) and 19 (SSE4.1); leaf 7, EBX bit 29 (SHA). */
static bool is_able(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 9 & 1) || !(c >> 19 & 1))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

/* Four steps: w are the words of the schedule. */
__attribute__((target("sha,sse4.1"))) static inline void four_steps(__m128i *abef, __m128i *cdgh, __m128i w,
                                                                    int t) {
    __m128i sum = _mm_add_epi32(w, _mm_loadu_si128((const __m128i *)(const void *)(sha256_constants + t)));
    *cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sum);
    *abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

__attribute__((target("sha,sse4.1"))) static void take_blocks(uint32_t hash[8], const unsigned char *block,
                                                              size_t count) {
    const __m128i turned = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203); /* big-endian words */
    __m128i *halves = (__m128i *)(void *)hash;
    __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(halves), 0xB1);
    __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128(halves + 1), 0x1B);
    __m128i abef = _mm_alignr_epi8(badc, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
    for (; count > 0; count--, block += 64) {
        __m128i w[4], abef_before = abef, cdgh_before = cdgh;
        for (int i = 0; i < 4; i++) {
            w[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
            w[i] = _mm_shuffle_epi8(w[i], turned);
            four_steps(&abef, &cdgh, w[i], 4 * i);
        }
        for (int t = 16; t < 64; t += 4) {
            __m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
            w[0] = w[1], w[1] = w[2], w[2] = w[3];
            w[3] = _mm_sha256msg2_epu32(next, w[2]);
            four_steps(&abef, &cdgh, w[3], t);
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128(halves, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(halves + 1, _mm_alignr_epi8(dchg, feba, 8));
}

bool sha256_blocks_fast(uint32_t hash[8], const unsigned char *blocks, size_t count) {
    static int able; /* 0: not asked yet */
    if (!able)
        able = is_able() ? 1 : -1;
    if (able < 0)
        return false;
    take_blocks(hash, blocks, count);
    return true;
}

#else

bool sha256_blocks_fast(uint32_t hash[8], const unsigned char *blocks, size_t count) {
    (void)hash, (void)blocks, (void)count;
    return false;
}

#endif
