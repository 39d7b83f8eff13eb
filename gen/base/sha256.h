/* SHA-256 of bytes in memory (FIPS 180-4), to name inputs exactly. Not for secrets. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>

/* Lower-case hexadecimal, NUL behind it. */
void sha256_hex(const void *bytes, size_t length, char out[65]);
/* Two at once, in less time than one after the other. */
void sha256_hex_two(const void *const bytes[2], const size_t lengths[2], char *const out[2]);
/* The same without the processor's own instructions, where it has them. */
void sha256_hex_plain(const void *bytes, size_t length, char out[65]);

#endif
