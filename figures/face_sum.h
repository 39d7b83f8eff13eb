/* Checksums of the faces' files, each worked out once (fonts_sum and fonts_sha256 of face.h). Behind face.h;
 * nobody else includes this. */
#ifndef FIGURES_FACE_SUM_H
#define FIGURES_FACE_SUM_H

#include "face.h"

enum { FACE_SUM = 65 }; /* hexadecimal figures and a NUL */

/* Where the fonts keep the sum of a face's file: "" until it was asked for. */
char *fonts_sum_place(struct fonts *fonts, enum face face);

#endif
