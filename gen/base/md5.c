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

static void take_block(uint32_t state[4], const uint8_t block[64]) {
    static const int turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    const uint32_t *t = sines();
    uint32_t x[16], a = state[0], b = state[1], c = state[2], d = state[3];
    for (int i = 0; i < 16; i++)
        x[i] = (uint32_t)block[4 * i] | (uint32_t)block[4 * i + 1] << 8 | (uint32_t)block[4 * i + 2] << 16 |
               (uint32_t)block[4 * i + 3] << 24;
    for (int i = 0; i < 64; i++) {
        uint32_t f;
        int k;
        switch (i / 16) {
        case 0:
            f = (b & c) | (~b & d), k = i;
            break;
        case 1:
            f = (d & b) | (~d & c), k = (5 * i + 1) % 16;
            break;
        case 2:
            f = b ^ c ^ d, k = (3 * i + 5) % 16;
            break;
        default:
            f = c ^ (b | ~d), k = 7 * i % 16;
        }
        f += a + x[k] + t[i];
        a = d, d = c, c = b;
        b += turned(f, turns[i / 16][i % 4]);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

void md5(const void *bytes, size_t length, uint8_t out[16]) {
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const uint8_t *at = bytes;
    size_t left = length;
    for (; left >= 64; left -= 64, at += 64)
        take_block(state, at);
    uint8_t tail[128] = {0};
    size_t end = left < 56 ? 64 : 128;
    if (left)
        memcpy(tail, at, left);
    tail[left] = 0x80;
    for (size_t i = 0; i < 8; i++)
        tail[end - 8 + i] = (uint8_t)((uint64_t)length * 8 >> (8 * i) & 0xFF);
    take_block(state, tail);
    if (end == 128)
        take_block(state, tail + 64);
    for (size_t i = 0; i < 16; i++)
        out[i] = (uint8_t)(state[i / 4] >> (8 * (i % 4)) & 0xFF);
}
