/* The sRGB colour space as an ICC profile (version 2.1), computed from its definition in IEC 61966-2-1, so
 * that no file has to be shipped or found. The same bytes on every machine. */
#ifndef PAGE_SRGB_H
#define PAGE_SRGB_H

#include "../base/text.h"

void srgb_profile(struct text *out);

#endif
