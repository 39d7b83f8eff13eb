/* Running the program under test ($FLOORLINE) and other tools, for end-to-end tests. */
#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H

#include "../gen/base/text.h"

/* Runs a shell command; its standard output goes to `out` (NULL: dropped). Returns the exit status, or 128
 * and more for a signal. `%s` style arguments are put in first. */
int run(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The program's path: $FLOORLINE, or build/floorline. */
const char *program(void);

/* A new private folder, removed when the process ends. */
const char *private_folder(void);

/* Writes a file into the private folder; returns its path (static storage, overwritten by the eighth next
 * call). */
const char *private_file(const char *name, const char *content);
const char *private_bytes(const char *name, const char *bytes, size_t length);

/* Runs a bash script with `set -e` on, $F the program and $D a fresh folder: `functions`, which several
 * scripts may share, then `lines`. What it prints goes to `said`, emptied first. Returns the exit status. */
int script_run(struct text *said, const char *functions, const char *lines);

/* The same, and the status must be 0; else the lines and what they printed are shown. */
void script_holds(struct text *said, const char *functions, const char *lines);

/* A line of such a script: the command ends with this status. */
#define STATUS(n, command) "s=0; " command " || s=$?; [ $s = " #n " ] || { echo \"status $s\"; exit 9; }\n"

/* Makes the locale de_DE.UTF-8, whose decimal sign is a comma, in the private folder (once), whatever is
 * installed; fails the test where that cannot be done. Returns the value that LOCPATH must have for it. */
const char *german_locale(void);

#endif
