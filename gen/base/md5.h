/* MD5 of bytes in memory (RFC 1321): the checksum that PDF asks for beside an embedded file. Never to tell
 * one input from another: that is SHA-256's office (sha256.h). */
#ifndef BASE_MD5_H
#define BASE_MD5_H

#include <stddef.h>
#include <stdint.h>

void md5(const void *bytes, size_t length, uint8_t out[16]);

#endif
