/* See sha256.h. Names of functions and variables are those of FIPS 180-4, sections 4.1.2 and 6.2.2. */
#include "sha256.h"

#include "sha256_fast.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 64 };

const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotr(uint32_t x, int n) {
    return x >> n | x << (32 - n);
}

static void hash_block(uint32_t hash[8], const unsigned char *block) {
    const uint32_t *K = sha256_constants;
    uint32_t w[64];
    for (int t = 0; t < 16; t++)
        w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
               (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
    for (int t = 16; t < 64; t++) {
        uint32_t s0 = rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
        uint32_t s1 = rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
    uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3];
    uint32_t e = hash[4], f = hash[5], g = hash[6], h = hash[7];
    for (int t = 0; t < 64; t++) {
        uint32_t t1 = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t];
        uint32_t t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    hash[0] += a, hash[1] += b, hash[2] += c, hash[3] += d;
    hash[4] += e, hash[5] += f, hash[6] += g, hash[7] += h;
}

static void hash_blocks(uint32_t hash[8], const unsigned char *blocks, size_t count, bool fast) {
    if (fast && sha256_blocks_fast(hash, blocks, count))
        return;
    for (size_t i = 0; i < count; i++)
        hash_block(hash, blocks + i * BLOCK);
}

/* The message's end, a one bit, zeros, and its length in bits: one block or two. Section 5.1.1. */
static void hash_end(uint32_t hash[8], const unsigned char *rest, size_t n, uint64_t length, bool fast) {
    unsigned char blocks[2 * BLOCK] = {0};
    size_t count = n + 9 <= BLOCK ? 1 : 2;
    if (n)
        memcpy(blocks, rest, n);
    blocks[n] = 0x80;
    for (size_t i = 0; i < 8; i++)
        blocks[count * BLOCK - 1 - i] = (unsigned char)(length * 8 >> 8 * i);
    hash_blocks(hash, blocks, count, fast);
}

/* Section 5.3.3. */
static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* What is left of a message once `done` blocks are taken. */
static void hash_rest(uint32_t hash[8], const unsigned char *bytes, size_t done, size_t length, char out[65],
                      bool fast) {
    size_t whole = length / BLOCK;
    hash_blocks(hash, bytes + done * BLOCK, whole - done, fast);
    hash_end(hash, bytes + whole * BLOCK, length % BLOCK, length, fast);
    for (int i = 0; i < 64; i++)
        out[i] = "0123456789abcdef"[hash[i / 8] >> (28 - i % 8 * 4) & 15];
    out[64] = '\0';
}

static void hash_hex(const void *bytes, size_t length, char out[65], bool fast) {
    uint32_t hash[8];
    memcpy(hash, start, sizeof hash);
    hash_rest(hash, bytes, 0, length, out, fast);
}

void sha256_hex(const void *bytes, size_t length, char out[65]) {
    hash_hex(bytes, length, out, true);
}

void sha256_hex_two(const void *const bytes[2], const size_t lengths[2], char *const out[2]) {
    uint32_t hash[2][8];
    uint32_t *const hashes[2] = {hash[0], hash[1]};
    const unsigned char *const at[2] = {bytes[0], bytes[1]};
    size_t both = (lengths[0] < lengths[1] ? lengths[0] : lengths[1]) / BLOCK;
    for (int i = 0; i < 2; i++)
        memcpy(hash[i], start, sizeof start);
    if (!sha256_blocks_two(hashes, at, both))
        both = 0; /* LCOV_EXCL_LINE: a processor without sha256_fast.c's instructions */
    for (int i = 0; i < 2; i++)
        hash_rest(hash[i], at[i], both, lengths[i], out[i], true);
}

void sha256_hex_plain(const void *bytes, size_t length, char out[65]) {
    hash_hex(bytes, length, out, false);
}
