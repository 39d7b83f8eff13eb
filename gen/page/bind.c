/* See bind.h. */
#include "bind.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

static bool is_capital(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

static bool is_letter(char letter) {
    return is_capital(letter) || (letter >= 'a' && letter <= 'z');
}

static bool among(const char *word, size_t length, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (*words[i] == *word && strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
            return true;
    return false;
}

/* 40  1,522,499  3.35 */
static bool is_number(const char *word, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!is_digit(word[i]) && word[i] != ',' && word[i] != '.')
            return false;
    return length && is_digit(word[0]) && is_digit(word[length - 1]);
}

static bool is_unit(const char *word, size_t length) {
    static const char *const units[] = {"B",   "kB",  "MB",      "GB",      "TB",      "KiB",    "MiB",
                                        "GiB", "TiB", "B/s",     "GB/s",    "TB/s",    "s",      "ms",
                                        "µs",  "ns",  "FLOP",    "GFLOP",   "TFLOP",   "FLOP/s", "%",
                                        "W",   "kW",  "GFLOP/s", "TFLOP/s", "PFLOP/s", "tok/s"};
    return among(word, length, units, sizeof units / sizeof *units);
}

/* What is counted, in running words. */
static bool is_counted(const char *word, size_t length) {
    static const char *const counted[] = {"bytes", "tokens",  "sequences", "accelerators", "layers",
                                          "heads", "experts", "weights",   "operations"};
    return among(word, length, counted, sizeof counted / sizeof *counted);
}

/* A100  SXM  70B: capitals and figures, two at the least. */
static bool is_code(const char *word, size_t length) {
    bool capital = false;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(word[i]) && !is_capital(word[i]))
            return false;
        capital = capital || is_capital(word[i]);
    }
    return capital && length > 1;
}

/* Table  Llama  Anthropic */
static bool is_name(const char *word, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!is_letter(word[i]))
            return false;
    return length > 1 && is_capital(word[0]);
}

static bool is_sign(const char *word, size_t length) {
    static const char *const signs[] = {"=", "≈", "×", "<", ">", "≤", "≥", "+", "−", "/"};
    return among(word, length, signs, sizeof signs / sizeof *signs);
}

enum bond bind_words(const char *before, size_t n_before, const char *after, size_t n_after) {
    while (n_before && *before == '(')
        before++, n_before--;
    while (n_after && strchr(".,;:!?)", after[n_after - 1]))
        n_after--;
    if (!n_before || !n_after)
        return BOND_NONE;
    if (is_sign(before, n_before))
        return BOND_FAST;
    bool times = n_after == strlen("×") && memcmp(after, "×", n_after) == 0;
    bool code = is_code(after, n_after), figures = is_number(after, n_after) || (is_digit(*after) && code);
    bool fast = is_number(before, n_before)
                    ? times || code || is_unit(after, n_after)
                    : figures && (is_code(before, n_before) || is_name(before, n_before));
    if (fast)
        return BOND_FAST;
    bool loose = code ? is_code(before, n_before) : is_number(before, n_before) && is_counted(after, n_after);
    return loose ? BOND_LOOSE : BOND_NONE;
}
