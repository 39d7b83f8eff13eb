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
        return false; /* LCOV_EXCL_LINE: a processor without it */
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

#define FAST __attribute__((target("sha,sse4.1")))

/* One message on its way: the hash before the block and now, and sixteen words of the schedule. */
struct lane {
    __m128i abef, cdgh, abef_before, cdgh_before, w[4];
};

/* Four steps: w are the words of the schedule. */
FAST static inline void four_steps(struct lane *lane, __m128i w, int t) {
    __m128i sum = _mm_add_epi32(w, _mm_loadu_si128((const __m128i *)(const void *)(sha256_constants + t)));
    lane->cdgh = _mm_sha256rnds2_epu32(lane->cdgh, lane->abef, sum);
    lane->abef = _mm_sha256rnds2_epu32(lane->abef, lane->cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

FAST static inline void lane_begin(struct lane *lane, const uint32_t hash[8]) {
    const __m128i *halves = (const __m128i *)(const void *)hash;
    __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(halves), 0xB1);
    __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128(halves + 1), 0x1B);
    lane->abef = _mm_alignr_epi8(badc, hgfe, 8);
    lane->cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
}

FAST static inline void lane_end(const struct lane *lane, uint32_t hash[8]) {
    __m128i *halves = (__m128i *)(void *)hash;
    __m128i feba = _mm_shuffle_epi32(lane->abef, 0x1B), dchg = _mm_shuffle_epi32(lane->cdgh, 0xB1);
    _mm_storeu_si128(halves, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(halves + 1, _mm_alignr_epi8(dchg, feba, 8));
}

/* The first sixteen steps of a block, four at a time. */
FAST static inline void lane_read(struct lane *lane, const unsigned char *block, int i) {
    const __m128i turned = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203); /* big-endian words */
    if (i == 0)
        lane->abef_before = lane->abef, lane->cdgh_before = lane->cdgh;
    lane->w[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
    lane->w[i] = _mm_shuffle_epi8(lane->w[i], turned);
    four_steps(lane, lane->w[i], 4 * i);
}

/* The steps after them. */
FAST static inline void lane_step(struct lane *lane, int t) {
    __m128i *w = lane->w;
    __m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
    w[0] = w[1], w[1] = w[2], w[2] = w[3];
    w[3] = _mm_sha256msg2_epu32(next, w[2]);
    four_steps(lane, w[3], t);
    if (t == 60) {
        lane->abef = _mm_add_epi32(lane->abef, lane->abef_before);
        lane->cdgh = _mm_add_epi32(lane->cdgh, lane->cdgh_before);
    }
}

FAST static void take_blocks(uint32_t hash[8], const unsigned char *block, size_t count) {
    struct lane lane;
    lane_begin(&lane, hash);
    for (; count > 0; count--, block += 64) {
        for (int i = 0; i < 4; i++)
            lane_read(&lane, block, i);
        for (int t = 16; t < 64; t += 4)
            lane_step(&lane, t);
    }
    lane_end(&lane, hash);
}

/* Each instruction waits for the one before it; those of another message fill the gaps. */
FAST static void take_two(uint32_t *const hashes[2], const unsigned char *const blocks[2], size_t count) {
    const unsigned char *a = blocks[0], *b = blocks[1];
    struct lane one, two;
    lane_begin(&one, hashes[0]);
    lane_begin(&two, hashes[1]);
    for (; count > 0; count--, a += 64, b += 64) {
        for (int i = 0; i < 4; i++) {
            lane_read(&one, a, i);
            lane_read(&two, b, i);
        }
        for (int t = 16; t < 64; t += 4) {
            lane_step(&one, t);
            lane_step(&two, t);
        }
    }
    lane_end(&one, hashes[0]);
    lane_end(&two, hashes[1]);
}

static bool able(void) {
    static int answer; /* 0: not asked yet. Threads that ask at once find the same */
    int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (!known)
        __atomic_store_n(&answer, known = is_able() ? 1 : -1, __ATOMIC_RELAXED);
    return known > 0;
}

bool sha256_blocks_fast(uint32_t hash[8], const unsigned char *blocks, size_t count) {
    if (able())
        take_blocks(hash, blocks, count);
    return able();
}

bool sha256_blocks_two(uint32_t *const hashes[2], const unsigned char *const blocks[2], size_t count) {
    if (able())
        take_two(hashes, blocks, count);
    return able();
}

#else

bool sha256_blocks_fast(uint32_t hash[8], const unsigned char *blocks, size_t count) {
    (void)hash, (void)blocks, (void)count;
    return false;
}

bool sha256_blocks_two(uint32_t *const hashes[2], const unsigned char *const blocks[2], size_t count) {
    (void)hashes, (void)blocks, (void)count;
    return false;
}

#endif
