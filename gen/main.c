/* floorline: the command line leads to a command. */
#include "base/version.h"
#include "command/command.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A closed standard stream would give its number to the next file opened, and messages would land in a
 * report. Standard output is opened for reading: what is written there fails, and is not lost in silence. */
static void open_standard_streams(void) {
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY) != fd)
            _exit(EXIT_ENVIRONMENT); /* LCOV_EXCL_LINE: a machine without /dev/null */
}

/* Here and below: test_machine and test_faults come by, but `make coverage` does not see it, since a process
 * that a signal or _exit ends leaves no counts. */
static void stopped(int number) {
    fail_clean();
    signal(number, SIG_DFL);
    raise(number);
}

/* Fonts are mapped into memory: one that is cut short under the program is found out by touching it. */
static void font_vanished(int number) {
    static const char message[] = "floorline: error: a font file was cut short while it was being read\n";
    (void)number;
    fail_clean();
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written; /* nobody is left to be told */
    _exit(EXIT_ENVIRONMENT);
}

static void print_usage(FILE *out) {
    fputs("Usage: floorline COMMAND [ARGUMENT...]\n\n"
          "Turns a YAML spec of a transformer model and a cluster into a PDF report.\n\n",
          out);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\n'floorline COMMAND --help' tells more of one. '-' is standard input or output where a file is "
          "expected.\n"
          "Exit status: 0 done; 1 the spec, model file or template is wrong; 2 the command line is wrong;\n"
          "3 the environment failed (file, disk, font, memory).\n",
          out);
}

static void print_help(const struct command *command) {
    printf("Usage: floorline %s %s\n\n%s.\n", command->name, command->usage, command->summary);
    if (command->help)
        printf("\n%s", command->help);
}

static int finish(int status) {
    if (fflush(stdout) != 0 || ferror(stdout))
        fail_output(NULL);
    return status;
}

static int no_command(const char *name) {
    const char *names[32];
    for (size_t i = 0; i < n_commands; i++)
        names[i] = commands[i].name;
    const char *nearest = nearest_name(name, names, n_commands);
    if (nearest)
        return usage_error("", "there is no command '%s' (did you mean '%s'?)", name, nearest);
    return usage_error("", "there is no command '%s'", name);
}

static int help_of(const char *name) {
    for (size_t i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].name, name)) {
            print_help(&commands[i]);
            return EXIT_DONE;
        }
    return no_command(name);
}

int main(int argc, char **argv) {
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};
    open_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file-size limit is then a failing write, and says so */
    for (size_t i = 0; i < sizeof stopping / sizeof stopping[0]; i++)
        signal(stopping[i], stopped);
    signal(SIGBUS, font_vanished);
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "help") && argc > 2)
        return finish(help_of(argv[2]));
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        print_usage(stdout);
        return finish(EXIT_DONE);
    }
    if (!strcmp(argv[1], "--version")) {
        puts("floorline " FLOORLINE_VERSION);
        return finish(EXIT_DONE);
    }
    for (size_t i = 0; i < n_commands; i++) {
        if (strcmp(commands[i].name, argv[1]) != 0)
            continue;
        for (int j = 2; j < argc && strcmp(argv[j], "--") != 0; j++)
            if (!strcmp(argv[j], "--help") || !strcmp(argv[j], "-h")) {
                print_help(&commands[i]);
                return finish(EXIT_DONE);
            } else if (!strcmp(argv[j], "--version")) {
                puts("floorline " FLOORLINE_VERSION);
                return finish(EXIT_DONE);
            }
        return finish(commands[i].run(argc - 1, argv + 1));
    }
    return no_command(argv[1]);
}
