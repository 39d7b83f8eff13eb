/* The one way out when the environment fails: memory, disk, a font.
 *
 * Faults of the user go to the diagnostics (diag.h); faults of the program are asserts. What is left, the
 * machine's, ends here: one message on standard error, temporaries removed, exit status 3. */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

enum exit_status { EXIT_DONE = 0, EXIT_SPEC = 1, EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3 };

/* Says what failed and leaves with status 3. Never returns. Removes the temporary registered below. */
_Noreturn void fail_environment(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same of standard output (`why` may be NULL), without a word where whoever read it has left, as `head`
 * does. */
_Noreturn void fail_output(const char *why);

/* The same where memory is short, perhaps inside of a library that holds locks: nothing is allocated or
 * flushed, no exit handler runs. */
_Noreturn void fail_memory(void);

/* Registers the one temporary that exists now (copied; a path or NULL). Signal handlers and fail_environment
 * remove it. */
void fail_temporary(const char *path);

/* Removes the registered temporary, if any. Safe in a signal handler. */
void fail_clean(void);

#endif
