/* The table of commands. */
#include "command.h"

/* "|models|accelerators": the first sign is left out. */
#define OR_LIST(name) "|" #name

const struct command commands[] = {
    {"report",
     "SPEC... [-o DIR-or-FILE.pdf] [-t TEMPLATE] [-j N] [--lang en|zh] [--paper a4|letter]\n"
     "                        [--pdfa 3b|1b] [--resume] [--shard I/N] [--quiet]",
     "Writes one PDF report for each spec",
     "  -o, --output PATH     a folder (made when missing), or FILE.pdf for a single spec, or - ; default "
     "out/\n"
     "  -t, --template NAME   a name in templates/, or a path; default: the spec's own\n"
     "      --lang LANGUAGE   en or zh; default: the spec's own\n"
     "      --paper PAPER     a4 or letter; default: the spec's own\n"
     "      --pdfa PART       3b (default): PDF/A-3b, with all files that it was made from inside;\n"
     "                        1b: PDF/A-1b, which carries no files: the spec is printed at the end\n"
     "  -j, --jobs N          reports made at once; default: the processors\n"
     "      --resume          leaves a report alone that says it was made from the same inputs\n"
     "      --shard I/N       only the Ith of N shares of the specs, by their names\n"
     "  -q, --quiet           says only what went wrong\n\n"
     "One bad spec does not stop the others; the exit status is the worst. SIGINT and SIGTERM let the\n"
     "reports at hand end and begin no other.\n"
     "A report bears a date only where the spec or SOURCE_DATE_EPOCH gives one.\n",
     command_report},
    {"calc", "SPEC", "Prints every result as JSON", NULL, command_calc},
    {"table", "NAME SPEC [--format text|csv|md|json]", "Prints one table",
     "  -f, --format FORMAT   text (default), md: as the report shows it; csv, json: the records in SI "
     "units\n\n"
     "'floorline list tables' names them.\n",
     command_table},
    {"figure", "NAME SPEC -o FILE.{svg,png,pdf} [--lang en|zh]", "Draws one figure",
     "  -o, --output FILE     its ending says the format\n"
     "      --lang LANGUAGE   en or zh; default: the spec's own\n\n'floorline list figures' names them.\n",
     command_figure},
    {"model", "FILE [--format text|json]",
     "Prints the parameters and the KV cache of a model file or config.json",
     "  -f, --format FORMAT   text (default) or json\n\n"
     "FILE is a model file, a Hugging Face config.json, or a name in specs/models/.\n",
     command_model},
    {"import", "CONFIG.json [-o MODEL.yaml]", "Turns a Hugging Face config.json into a model file",
     "  -o, --output FILE     default: standard output\n", command_import},
    {"calibrate", "MEASUREMENTS... [-o CALIBRATION.yaml]",
     "Fits efficiencies and overheads to measured times",
     "  -o, --output FILE     a calibration file, for `calibration: FILE` in a spec\n\n"
     "MEASUREMENTS are files as those in specs/measured/. The errors on measurements that a fit has not\n"
     "seen are printed with the factors.\n",
     command_calibrate},
    {"check", "SPEC...", "Says whether specs are sound, and what is wrong where", NULL, command_check},
    {"verify", "REPORT.pdf...", "Makes reports again from the files that they carry, and compares",
     "Nothing is written. Each report is said to be identical, of the same results in other bytes, or\n"
     "different; the exit status is 0 where all are identical, else 1.\n",
     command_verify},
    {"diff", "A B [--all] [-o FILE.pdf] [--lang en|zh] [--paper a4|letter]",
     "Says which inputs and figures differ between two reports or specs",
     "      --all             every row of every table, not its range alone\n"
     "  -o, --output FILE     the same as a PDF, with both results in it; - is standard output\n"
     "      --lang LANGUAGE   of the PDF: en (default) or zh\n"
     "      --paper PAPER     of the PDF: a4 (default) or letter\n\n"
     "A and B are reports (PDF) or specs. The exit status is 0 where they are alike, else 1.\n",
     command_diff},
    {"list", &(LISTS(OR_LIST))[1], "Lists what there is", NULL, command_list},
};
const size_t n_commands = sizeof commands / sizeof commands[0];
