/* See math_symbol.h. */
#include "math_symbol.h"

#include <string.h>

/* Greek letters are variables: italic. */
const struct symbol math_commands[] = {
    {"alpha", "α", CLASS_ORDINARY, MATH_ITALIC},   {"beta", "β", CLASS_ORDINARY, MATH_ITALIC},
    {"gamma", "γ", CLASS_ORDINARY, MATH_ITALIC},   {"delta", "δ", CLASS_ORDINARY, MATH_ITALIC},
    {"epsilon", "ε", CLASS_ORDINARY, MATH_ITALIC}, {"eta", "η", CLASS_ORDINARY, MATH_ITALIC},
    {"theta", "θ", CLASS_ORDINARY, MATH_ITALIC},   {"kappa", "κ", CLASS_ORDINARY, MATH_ITALIC},
    {"lambda", "λ", CLASS_ORDINARY, MATH_ITALIC},  {"mu", "μ", CLASS_ORDINARY, MATH_ITALIC},
    {"nu", "ν", CLASS_ORDINARY, MATH_ITALIC},      {"pi", "π", CLASS_ORDINARY, MATH_ITALIC},
    {"rho", "ρ", CLASS_ORDINARY, MATH_ITALIC},     {"sigma", "σ", CLASS_ORDINARY, MATH_ITALIC},
    {"tau", "τ", CLASS_ORDINARY, MATH_ITALIC},     {"phi", "φ", CLASS_ORDINARY, MATH_ITALIC},
    {"omega", "ω", CLASS_ORDINARY, MATH_ITALIC},   {"Delta", "Δ", CLASS_ORDINARY, MATH_UPRIGHT},
    {"Sigma", "Σ", CLASS_ORDINARY, MATH_UPRIGHT},  {"Omega", "Ω", CLASS_ORDINARY, MATH_UPRIGHT},
    {"infty", "∞", CLASS_ORDINARY, MATH_UPRIGHT},  {"prime", "′", CLASS_ORDINARY, MATH_UPRIGHT},
    {"ldots", "…", CLASS_ORDINARY, MATH_UPRIGHT},  {"dots", "…", CLASS_ORDINARY, MATH_UPRIGHT},
    {"%", "%", CLASS_ORDINARY, MATH_UPRIGHT},      {"$", "$", CLASS_ORDINARY, MATH_UPRIGHT},
    {"_", "_", CLASS_ORDINARY, MATH_UPRIGHT},      {"cdot", "·", CLASS_BINARY, MATH_UPRIGHT},
    {"times", "×", CLASS_BINARY, MATH_UPRIGHT},    {"pm", "±", CLASS_BINARY, MATH_UPRIGHT},
    {"div", "÷", CLASS_BINARY, MATH_UPRIGHT},      {"approx", "≈", CLASS_RELATION, MATH_UPRIGHT},
    {"le", "≤", CLASS_RELATION, MATH_UPRIGHT},     {"leq", "≤", CLASS_RELATION, MATH_UPRIGHT},
    {"ge", "≥", CLASS_RELATION, MATH_UPRIGHT},     {"geq", "≥", CLASS_RELATION, MATH_UPRIGHT},
    {"ne", "≠", CLASS_RELATION, MATH_UPRIGHT},     {"neq", "≠", CLASS_RELATION, MATH_UPRIGHT},
    {"to", "→", CLASS_RELATION, MATH_UPRIGHT},     {"rightarrow", "→", CLASS_RELATION, MATH_UPRIGHT},
    {"sum", "∑", CLASS_OPERATOR, MATH_UPRIGHT},    {"prod", "∏", CLASS_OPERATOR, MATH_UPRIGHT},
    {"max", "max", CLASS_OPERATOR, MATH_UPRIGHT},  {"min", "min", CLASS_OPERATOR, MATH_UPRIGHT},
    {"log", "log", CLASS_OPERATOR, MATH_UPRIGHT},  {"ln", "ln", CLASS_OPERATOR, MATH_UPRIGHT},
    {"exp", "exp", CLASS_OPERATOR, MATH_UPRIGHT},  {"lfloor", "⌊", CLASS_OPEN, MATH_UPRIGHT},
    {"lceil", "⌈", CLASS_OPEN, MATH_UPRIGHT},      {"{", "{", CLASS_OPEN, MATH_UPRIGHT},
    {"rfloor", "⌋", CLASS_CLOSE, MATH_UPRIGHT},    {"rceil", "⌉", CLASS_CLOSE, MATH_UPRIGHT},
    {"}", "}", CLASS_CLOSE, MATH_UPRIGHT},
};

const size_t math_n_commands = sizeof math_commands / sizeof *math_commands;

static const struct symbol signs[] = {
    {"+", "+", CLASS_BINARY, MATH_UPRIGHT},   {"-", "−", CLASS_BINARY, MATH_UPRIGHT},
    {"−", "−", CLASS_BINARY, MATH_UPRIGHT},   {"·", "·", CLASS_BINARY, MATH_UPRIGHT},
    {"×", "×", CLASS_BINARY, MATH_UPRIGHT},   {"/", "/", CLASS_ORDINARY, MATH_UPRIGHT},
    {"=", "=", CLASS_RELATION, MATH_UPRIGHT}, {"<", "<", CLASS_RELATION, MATH_UPRIGHT},
    {">", ">", CLASS_RELATION, MATH_UPRIGHT}, {"≈", "≈", CLASS_RELATION, MATH_UPRIGHT},
    {"≤", "≤", CLASS_RELATION, MATH_UPRIGHT}, {"≥", "≥", CLASS_RELATION, MATH_UPRIGHT},
    {"(", "(", CLASS_OPEN, MATH_UPRIGHT},     {"[", "[", CLASS_OPEN, MATH_UPRIGHT},
    {")", ")", CLASS_CLOSE, MATH_UPRIGHT},    {"]", "]", CLASS_CLOSE, MATH_UPRIGHT},
    {"|", "|", CLASS_ORDINARY, MATH_UPRIGHT}, {",", ",", CLASS_COMMA, MATH_UPRIGHT},
    {";", ";", CLASS_COMMA, MATH_UPRIGHT},    {":", ":", CLASS_RELATION, MATH_UPRIGHT},
    {"!", "!", CLASS_ORDINARY, MATH_UPRIGHT}, {".", ".", CLASS_ORDINARY, MATH_UPRIGHT},
    {"%", "%", CLASS_ORDINARY, MATH_UPRIGHT}, {"'", "′", CLASS_ORDINARY, MATH_UPRIGHT},
    {"′", "′", CLASS_ORDINARY, MATH_UPRIGHT}, {"—", "—", CLASS_ORDINARY, MATH_UPRIGHT},
    {"…", "…", CLASS_ORDINARY, MATH_UPRIGHT}, {"?", "?", CLASS_ORDINARY, MATH_UPRIGHT},
};

const struct symbol *math_sign(const char *bytes, size_t length) {
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (*signs[i].name == *bytes && strlen(signs[i].name) == length &&
            memcmp(signs[i].name, bytes, length) == 0)
            return &signs[i];
    return NULL;
}
