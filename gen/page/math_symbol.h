/* The signs of the notation: what a command or a character stands for. */
#ifndef PAGE_MATH_SYMBOL_H
#define PAGE_MATH_SYMBOL_H

#include "math.h"

struct symbol {
    const char *name, *text; /* UTF-8 */
    enum math_class class;
    enum math_face face;
};

/* Commands without arguments: `name` without its backslash. */
extern const struct symbol math_commands[];
extern const size_t math_n_commands;

/* Characters that stand for themselves, or for a better one. NULL: none of them. */
const struct symbol *math_sign(const char *bytes, size_t length);

#endif
