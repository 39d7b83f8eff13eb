/* The commands: one file each, one table of them all. A command gets its own arguments (argv[0] is its name)
 * and returns the exit status. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "../base/fail.h"
#include "../facts/about.h"
#include "../facts/facts.h"

struct command {
    const char *name;
    const char *usage;   /* what follows the name */
    const char *summary; /* one line */
    const char *help;    /* the rest of --help, NULL or whole lines */
    int (*run)(int argc, char **argv);
};

extern const struct command commands[];
extern const size_t n_commands;

int command_report(int argc, char **argv);
int command_calc(int argc, char **argv);
int command_table(int argc, char **argv);
int command_figure(int argc, char **argv);
int command_model(int argc, char **argv);
int command_import(int argc, char **argv);
int command_calibrate(int argc, char **argv);
int command_check(int argc, char **argv);
int command_list(int argc, char **argv);

/* What `floorline list` has, in the order of its usage; each is printed by list_NAME. */
#define LISTS(ROW)                                                                                           \
    ROW(models) ROW(accelerators) ROW(templates) ROW(figures) ROW(tables) ROW(quantities) ROW(keys)
/* Every key of every file that a user writes. */
void list_keys(void);

int command_verify(int argc, char **argv);
int command_diff(int argc, char **argv);

/* ---- the command line
 * --------------------------------------------------------------------------------------- */

/* One option of a command: "-o", "--output", whether it takes a value. */
struct option_row {
    char letter; /* 0: none */
    const char *name;
    bool takes_value;
};

enum { MOST_OPTIONS = 12 };

struct arguments {
    const char **operands; /* in order; in the caller's argv */
    int n_operands;
    const char *values[MOST_OPTIONS]; /* per option row: its value, "" for a flag that was given, NULL */
};

/* Splits argv by a table of options (--name value, --name=value, -x value, -xvalue, --). A wrong command line
 * is said on standard error and leaves false: the caller returns EXIT_USAGE. Operands overwrite argv's front.
 */
bool arguments_read(int argc, char **argv, const struct option_row *options, size_t n_options,
                    struct arguments *out);

/* "floorline: error: …" on standard error with "try `floorline NAME --help`"; EXIT_USAGE. */
int usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- what commands share
 * --------------------------------------------------------------------------------------- */

/* Where catalogues and templates lie: $FLOORLINE_PATH (folders between colons), then beside the program
 * (../specs, ../templates), then ../share/floorline. */
const struct search_path *search_folders(void);

/* A spec read, computed and ready to be named in `language` (NULL: the spec's own). NULL when it is wrong;
 * the diagnostics are printed either way. */
struct facts *facts_load(struct arena *arena, const char *path, const char *language,
                         const struct spec **spec);
/* The same, of the cell that `asked` names and with its question about the template. */
struct facts *facts_load_asking(struct arena *arena, const char *path, const struct search_path *asked,
                                const char *language, const struct spec **spec);

/* A spec that was read, computed. */
struct facts *facts_compute(struct arena *arena, const struct spec *spec, const char *language);

/* Tells the facts what this program is made with; `fonts`, `command`, `results` and `faces` as in
 * facts/about.h; a report without results carries no files. */
const struct library *about_libraries(struct arena *arena, size_t *count);
void about_add(struct arena *arena, struct facts *facts, struct fonts *fonts, const char *command,
               const struct made_file *results, const struct input_file *template_file, unsigned faces);
enum { ABOUT_FACES = (1 << FACE_CHOICE_COUNT) - 1 }; /* those of most reports */

/* Prints and forgets; true when there was an error. */
bool diags_say(struct diags *diags);

/* The fonts of this process, opened at first use. */
struct fonts *fonts_shared(void);

/* Opens, before workers share them, the faces that every report needs, and makes HarfBuzz read their tables.
 * A face that cannot be opened is left to the report that needs it. */
void fonts_warm(void);

/* Whether there is such a table or figure; else a usage error of that command says what there is. */
bool fact_is_named(const char *command, enum fact_kind kind, const char *name, const char *spec);

/* Whether a file's name has something before that end, in small letters or in capitals. */
bool output_ends_in(const char *output, const char *end);

/* Whether an output (NULL, "-": no file) is none of the files that it is made from; else that is said, and
 * the caller returns EXIT_USAGE. */
bool output_spares(const char *command, const char *output, const char *const *inputs, size_t n);

/* The same of all that a spec names, and of its template. */
bool output_spares_spec(const char *output, const struct spec *spec, const struct source *template);

/* Writes to standard output ("-") or a file. */
void output_write(const char *path, const struct text *text);

/* SOURCE_DATE_EPOCH as an ISO date; NULL where it is not set. False after a usage error: it is not a number
 * of seconds. */
bool date_of_epoch(struct arena *arena, const char *command, const char **date);

#define TEMPLATE_DEFAULT "procurement" /* where the spec does not say */

/* The template that the user names, or NULL: that of the spec; NULL with a diagnostic. By name it is the
 * search path's templates/NAME.md, in another language than English templates/NAME.LANGUAGE.md; by path,
 * FILE.LANGUAGE.md where that lies beside FILE.md, else FILE.md with a warning. A path of the spec's is seen
 * from its folder and bound by the rules of the other files that it names (catalogue.h). */
struct source *template_open(struct arena *arena, const char *name, const struct spec *spec,
                             enum language language, struct diags *diags);

/* For struct search_path: a diagnostic at the mark where the template that a spec names is not there. */
void template_named(struct arena *arena, const struct spec *spec, const char *language, struct diags *diags);

/* Names of the templates over the search path, sorted, each once; translations are not counted. */
size_t template_names(struct arena *arena, const char ***names);
/* How a report calls its template (`name` as the user asks for it, NULL: as the spec does): by the name under
 * which the search path has the same text, else in the spec's words, or by the name of the user's file, since
 * where that lay is the machine's. */
const char *template_called(struct arena *arena, const char *name, const struct spec *spec,
                            enum language language, const struct source *source);

#endif
