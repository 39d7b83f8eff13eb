/* See md5.h. Names of variables and steps as in RFC 1321, 3.4. */
#include "md5.h"

#include <math.h>
#include <string.h>

static uint32_t turned(uint32_t x, int bits) {
    return x << bits | x >> (32 - bits);
}

/* The RFC's table: 2^32 times the sines of 1, 2, … radians. */
static const uint32_t *sines(void) {
    static uint32_t table[64];
    for (int i = 0; i < 64 && !table[63]; i++)
        table[i] = (uint32_t)floor(fabs(sin(i + 1.0)) * 4294967296.0);
    return table;
}

/* One step, but for the function of the round, which `f` is the value of. */
static uint32_t step(uint32_t a, uint32_t b, uint32_t f, uint32_t x, uint32_t t, int turns) {
    return b + turned(a + f + x + t, turns);
}

static void take_block(uint32_t state[4], const uint8_t block[64], const uint32_t t[64]) {
    uint32_t x[16], a = state[0], b = state[1], c = state[2], d = state[3];
    for (int i = 0; i < 16; i++)
        x[i] = (uint32_t)block[4 * i] | (uint32_t)block[4 * i + 1] << 8 | (uint32_t)block[4 * i + 2] << 16 |
               (uint32_t)block[4 * i + 3] << 24;
    for (int i = 0; i < 16; i += 4) {
        a = step(a, b, (b & c) | (~b & d), x[i], t[i], 7);
        d = step(d, a, (a & b) | (~a & c), x[i + 1], t[i + 1], 12);
        c = step(c, d, (d & a) | (~d & b), x[i + 2], t[i + 2], 17);
        b = step(b, c, (c & d) | (~c & a), x[i + 3], t[i + 3], 22);
    }
    for (int i = 16; i < 32; i += 4) {
        a = step(a, b, (d & b) | (~d & c), x[(5 * i + 1) % 16], t[i], 5);
        d = step(d, a, (c & a) | (~c & b), x[(5 * i + 6) % 16], t[i + 1], 9);
        c = step(c, d, (b & d) | (~b & a), x[(5 * i + 11) % 16], t[i + 2], 14);
        b = step(b, c, (a & c) | (~a & d), x[5 * i % 16], t[i + 3], 20);
    }
    for (int i = 32; i < 48; i += 4) {
        a = step(a, b, b ^ c ^ d, x[(3 * i + 5) % 16], t[i], 4);
        d = step(d, a, a ^ b ^ c, x[(3 * i + 8) % 16], t[i + 1], 11);
        c = step(c, d, d ^ a ^ b, x[(3 * i + 11) % 16], t[i + 2], 16);
        b = step(b, c, c ^ d ^ a, x[(3 * i + 14) % 16], t[i + 3], 23);
    }
    for (int i = 48; i < 64; i += 4) {
        a = step(a, b, c ^ (b | ~d), x[7 * i % 16], t[i], 6);
        d = step(d, a, b ^ (a | ~c), x[(7 * i + 7) % 16], t[i + 1], 10);
        c = step(c, d, a ^ (d | ~b), x[(7 * i + 14) % 16], t[i + 2], 15);
        b = step(b, c, d ^ (c | ~a), x[(7 * i + 21) % 16], t[i + 3], 21);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

void md5(const void *bytes, size_t length, uint8_t out[16]) {
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const uint8_t *at = bytes;
    const uint32_t *t = sines();
    size_t left = length;
    for (; left >= 64; left -= 64, at += 64)
        take_block(state, at, t);
    uint8_t tail[128] = {0};
    size_t end = left < 56 ? 64 : 128;
    if (left)
        memcpy(tail, at, left);
    tail[left] = 0x80;
    for (size_t i = 0; i < 8; i++)
        tail[end - 8 + i] = (uint8_t)((uint64_t)length * 8 >> (8 * i) & 0xFF);
    take_block(state, tail, t);
    if (end == 128)
        take_block(state, tail + 64, t);
    for (size_t i = 0; i < 16; i++)
        out[i] = (uint8_t)(state[i / 4] >> (8 * (i % 4)) & 0xFF);
}
