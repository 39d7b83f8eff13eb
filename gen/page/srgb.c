/* See srgb.h. ICC.1:2001-04: 6.1 header, 6.2 tag table, 6.5 tag types. Numbers are big-endian. */
#include "srgb.h"

#include <math.h>
#include <string.h>

enum { HEADER = 128, CURVE_POINTS = 256 };

static void number(struct text *out, uint32_t value, int bytes) {
    while (bytes-- > 0)
        text_char(out, (char)(value >> (8 * bytes) & 0xFF));
}

static void zeros(struct text *out, size_t count) {
    while (count-- > 0)
        text_char(out, 0);
}

static void fixed(struct text *out, double value) { /* s15Fixed16Number */
    number(out, (uint32_t)lround(value * 65536), 4);
}

static void type(struct text *out, const char signature[4]) {
    text_bytes(out, signature, 4);
    zeros(out, 4);
}

static void point(struct text *out, const double xyz[3]) {
    type(out, "XYZ ");
    for (int i = 0; i < 3; i++)
        fixed(out, xyz[i]);
}

static void description(struct text *out, const char *ascii) {
    type(out, "desc");
    number(out, (uint32_t)strlen(ascii) + 1, 4);
    text_bytes(out, ascii, strlen(ascii) + 1);
    zeros(out, 4 + 4 + 2 + 1 + 67); /* no Unicode and no Macintosh form of it */
}

/* From the encoded to the linear value. */
static void curve(struct text *out) {
    type(out, "curv");
    number(out, CURVE_POINTS, 4);
    for (int i = 0; i < CURVE_POINTS; i++) {
        double c = i / (CURVE_POINTS - 1.0);
        double linear = c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
        number(out, (uint32_t)lround(linear * 65535), 2);
    }
}

static void header(struct text *out, uint32_t size, const double white[3]) {
    number(out, size, 4);
    zeros(out, 4);
    number(out, 0x02100000, 4);
    text_string(out, "mntrRGB XYZ ");
    const uint32_t published[6] = {1999, 10, 18, 0, 0, 0}; /* the day of IEC 61966-2-1 */
    for (int i = 0; i < 6; i++)
        number(out, published[i], 2);
    text_string(out, "acsp");
    zeros(out, 4 + 4 + 4 + 4 + 8 + 4); /* no platform, flags, maker, model, attributes; perceptual */
    for (int i = 0; i < 3; i++)
        fixed(out, white[i]);
    zeros(out, 4 + 44);
}

void srgb_profile(struct text *out) {
    /* The primaries of sRGB, adapted from D65 to D50 after Bradford, as the profile's space asks. */
    static const double white[3] = {0.9642, 1, 0.8249}, red[3] = {0.43607, 0.22249, 0.01392},
                        green[3] = {0.38515, 0.71687, 0.09708}, blue[3] = {0.14307, 0.06061, 0.71410};
    static const char *const tags[] = {"desc", "cprt", "wtpt", "rXYZ", "gXYZ",
                                       "bXYZ", "rTRC", "gTRC", "bTRC"};
    enum { TAGS = sizeof tags / sizeof *tags, BODIES = TAGS - 2 }; /* the three curves are one */
    struct text bodies[BODIES] = {0};
    description(&bodies[0], "sRGB IEC61966-2.1");
    type(&bodies[1], "text");
    text_bytes(&bodies[1], "No rights reserved", sizeof "No rights reserved");
    point(&bodies[2], white);
    point(&bodies[3], red);
    point(&bodies[4], green);
    point(&bodies[5], blue);
    curve(&bodies[6]);
    uint32_t offsets[BODIES], size = HEADER + 4 + 12 * TAGS;
    for (int i = 0; i < BODIES; i++) {
        offsets[i] = size;
        size += (uint32_t)(bodies[i].length + 3) / 4 * 4;
    }
    size_t start = out->length;
    header(out, size, white);
    number(out, TAGS, 4);
    for (int i = 0; i < TAGS; i++) {
        int body = i < BODIES ? i : BODIES - 1;
        text_bytes(out, tags[i], 4);
        number(out, offsets[body], 4);
        number(out, (uint32_t)bodies[body].length, 4);
    }
    for (int i = 0; i < BODIES; i++) {
        text_bytes(out, bodies[i].bytes, bodies[i].length);
        zeros(out, start + (i + 1 < BODIES ? offsets[i + 1] : size) - out->length);
        text_drop(&bodies[i]);
    }
}
