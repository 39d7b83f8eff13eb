/* The command line by a table of options (declared in command.h). */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int usage_error(const char *command, const char *format, ...) {
    va_list args;
    fputs("floorline: error: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nTry 'floorline %s%s--help'.\n", command, *command ? " " : "");
    return EXIT_USAGE;
}

static bool set_option(const char *command, const struct option_row *row, const char *value,
                       const char **slot) {
    if (*slot) {
        usage_error(command, "--%s is given twice", row->name);
        return false;
    }
    if (row->takes_value && !*value) {
        usage_error(command, "--%s has an empty value", row->name);
        return false;
    }
    *slot = value;
    return true;
}

static size_t find_option(const struct option_row *options, size_t n, const char *name, size_t length) {
    size_t i = 0;
    while (i < n && (strncmp(options[i].name, name, length) != 0 || options[i].name[length]))
        i++;
    return i;
}

static bool long_option(char **argv, int argc, int *at, const struct option_row *options, size_t n,
                        struct arguments *out) {
    const char *name = argv[*at] + 2, *value = strchr(name, '=');
    size_t length = value ? (size_t)(value - name) : strlen(name), i = find_option(options, n, name, length);
    if (i == n) {
        const char *names[MOST_OPTIONS];
        for (size_t j = 0; j < n; j++)
            names[j] = options[j].name;
        const char *nearest = nearest_name(name, names, n);
        if (nearest)
            usage_error(argv[0], "there is no option --%.*s (did you mean --%s?)", (int)length, name,
                        nearest);
        else
            usage_error(argv[0], "there is no option --%.*s", (int)length, name);
        return false;
    }
    if (!options[i].takes_value && value) {
        usage_error(argv[0], "--%s takes no value", options[i].name);
        return false;
    }
    if (options[i].takes_value && !value) {
        if (*at + 1 >= argc) {
            usage_error(argv[0], "--%s needs a value", options[i].name);
            return false;
        }
        value = argv[++*at];
    } else {
        value = value ? value + 1 : "";
    }
    return set_option(argv[0], &options[i], value, &out->values[i]);
}

static bool short_option(char **argv, int argc, int *at, const struct option_row *options, size_t n,
                         struct arguments *out) {
    const char *word = argv[*at];
    size_t i = 0;
    while (i < n && options[i].letter != word[1])
        i++;
    if (i == n) {
        usage_error(argv[0], "there is no option -%c", word[1]);
        return false;
    }
    const char *value = word + 2;
    if (!options[i].takes_value && *value) {
        usage_error(argv[0], "-%c takes no value", word[1]);
        return false;
    }
    if (options[i].takes_value && !*value) {
        if (*at + 1 >= argc) {
            usage_error(argv[0], "-%c needs a value", word[1]);
            return false;
        }
        value = argv[++*at];
    }
    return set_option(argv[0], &options[i], value, &out->values[i]);
}

bool arguments_read(int argc, char **argv, const struct option_row *options, size_t n_options,
                    struct arguments *out) {
    bool only_operands = false;
    *out = (struct arguments){.operands = (const char **)(void *)(argv + 1)};
    for (int at = 1; at < argc; at++) {
        const char *word = argv[at];
        if (!*word) {
            usage_error(argv[0], "an argument is empty");
            return false;
        }
        if (only_operands || word[0] != '-' || !word[1]) {
            out->operands[out->n_operands++] = word;
        } else if (!strcmp(word, "--")) {
            only_operands = true;
        } else if (!(word[1] == '-' ? long_option(argv, argc, &at, options, n_options, out)
                                    : short_option(argv, argc, &at, options, n_options, out))) {
            return false;
        }
    }
    return true;
}
