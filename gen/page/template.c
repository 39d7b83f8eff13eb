/* See template.h. One pass over the source: braces are read, conditions decided, what holds is copied. A line
 * that holds nothing but conditions vanishes with its newline, so that conditions can stand between the rows
 * of a table or the lines of a paragraph. */
#include "template.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NESTING = 64, MAX_WORDS = 8 };

struct condition {
    size_t offset; /* of its {{if}} */
    bool outer;    /* whether what is around it lives */
    bool truth;
    bool seen_else;
};

struct reader {
    struct arena *arena;
    const struct source *source;
    const struct names *names;
    struct diags *diags;
    struct text out;
    struct directive *directives;
    size_t n_directives, directives_capacity;
    struct template_piece *pieces;
    size_t n_pieces, pieces_capacity;
    struct condition stack[MAX_NESTING];
    size_t depth;
    size_t line_start;  /* of the line being copied, in `out` */
    size_t unclosed_to; /* up to there no braces are closed */
    bool line_condition, line_blank;
};

/* The words between the braces, each with its place. */
struct words {
    const char *word[MAX_WORDS];
    size_t offset[MAX_WORDS];
    size_t n;
    bool too_many;
};

static void add_piece(struct reader *reader, size_t source_offset) {
    reader->pieces = arena_grow(reader->arena, reader->pieces, reader->n_pieces, &reader->pieces_capacity,
                                sizeof *reader->pieces);
    reader->pieces[reader->n_pieces++] = (struct template_piece){reader->out.length, source_offset};
}

static bool alive(const struct reader *reader) {
    return !reader->depth || reader->stack[reader->depth - 1].truth;
}

static void complain(struct reader *reader, size_t offset, const char *hint, const char *what,
                     const char *word) {
    diag_add(reader->diags, DIAG_ERROR, mark_at(reader->source, offset), hint, what, word);
}

/* ---- looking names up --------------------------------------------------------------------------------- */

static const char *meant(struct reader *reader, const char *word, const char *const *names, size_t count,
                         const char *list) {
    const char *near = nearest_name(word, names, count);
    return near ? arena_printf(reader->arena, "did you mean `%s`?", near)
                : arena_printf(reader->arena, "`floorline list %s` names them all", list);
}

static const char *did_you_mean(struct reader *reader, const char *word, enum fact_kind kind) {
    static const char *const lists[] = {
        [FACT_QUANTITY] = "quantities", [FACT_TABLE] = "tables", [FACT_FIGURE] = "figures"};
    size_t count;
    const char *const *names = reader->names->list(kind, &count);
    return meant(reader, word, names, count, lists[kind]);
}

/* Among the quantities that have a formula. */
static const char *formula_meant(struct reader *reader, const char *word) {
    size_t count, n = 0;
    const char *const *names = reader->names->list(FACT_QUANTITY, &count);
    const char **having = arena_array(reader->arena, count, sizeof *having);
    struct formula formula;
    for (size_t i = 0; i < count; i++)
        if (reader->names->formula(reader->names->facts, names[i], &formula))
            having[n++] = names[i];
    return meant(reader, word, having, n, "quantities");
}

static bool is_named(struct reader *reader, const char *word, enum fact_kind kind) {
    size_t count;
    const char *const *names = reader->names->list(kind, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], word) == 0)
            return true;
    return false;
}

static bool read_truth(struct reader *reader, const char *word, size_t offset) {
    bool truth = false;
    if (!reader->names->truth(reader->names->facts, word, &truth))
        complain(reader, offset, did_you_mean(reader, word, FACT_QUANTITY), "there is no value `%s`", word);
    return truth;
}

/* NAME [as UNIT] [DECIMALS] */
static void read_value(struct reader *reader, struct directive *directive, const struct words *words) {
    const char *unit = NULL;
    int decimals = -1;
    directive->name = words->word[0];
    directive->words = "";
    size_t at = 1, unit_at = 0;
    if (at + 1 < words->n && strcmp(words->word[at], "as") == 0) {
        unit = words->word[at + 1];
        unit_at = at + 1;
        if (isdigit((unsigned char)unit[0]) && !unit[1]) { /* "as 1": decimals alone */
            decimals = unit[0] - '0';
            unit = NULL;
        }
        at += 2;
    }
    if (at < words->n && isdigit((unsigned char)words->word[at][0]) && !words->word[at][1])
        decimals = words->word[at++][0] - '0';
    if (at < words->n) {
        complain(reader, words->offset[at], "write {{NAME}} or {{NAME as UNIT DECIMALS}}",
                 "`%s` has no place here", words->word[at]);
        return;
    }
    struct text out = {0};
    const char *why = NULL;
    if (!reader->names->words(reader->names->facts, words->word[0], unit, decimals, &out, &why)) {
        if (why && unit)
            complain(reader, words->offset[unit_at], why, "the unit `%s` does not suit this value", unit);
        else
            complain(reader, words->offset[0], did_you_mean(reader, words->word[0], FACT_QUANTITY),
                     "there is no value `%s`", words->word[0]);
    }
    directive->words = arena_string(reader->arena, text_get(&out));
    text_drop(&out);
}

/* A formula is a quantity's: the name must be one, and have one. */
static void check_formula(struct reader *reader, const char *name, size_t offset) {
    struct formula formula;
    if (reader->names->formula(reader->names->facts, name, &formula))
        return;
    if (is_named(reader, name, FACT_QUANTITY))
        complain(reader, offset, NULL, "`%s` has no formula", name);
    else
        complain(reader, offset, formula_meant(reader, name), "there is no formula `%s`", name);
}

static void check_name(struct reader *reader, enum directive_kind kind, const char *name, size_t offset) {
    if (kind == DIRECTIVE_FORMULA)
        check_formula(reader, name, offset);
    else if (kind == DIRECTIVE_TABLE && !is_named(reader, name, FACT_TABLE))
        complain(reader, offset, did_you_mean(reader, name, FACT_TABLE), "there is no table `%s`", name);
    else if (kind == DIRECTIVE_FIGURE && !is_named(reader, name, FACT_FIGURE))
        complain(reader, offset, did_you_mean(reader, name, FACT_FIGURE), "there is no figure `%s`", name);
}

/* ---- directives --------------------------------------------------------------------------------------- */

static const char *const directive_words[] = {
    [DIRECTIVE_VALUE] = "",          [DIRECTIVE_REF] = "ref",
    [DIRECTIVE_TABLE] = "table",     [DIRECTIVE_FIGURE] = "figure",
    [DIRECTIVE_FORMULA] = "formula", [DIRECTIVE_CONTENTS] = "contents",
    [DIRECTIVE_FIGURES] = "figures", [DIRECTIVE_TABLES] = "tables",
    [DIRECTIVE_STRIP] = "strip",     [DIRECTIVE_CORRECTED] = "corrected",
    [DIRECTIVE_PAGE] = "page",       [DIRECTIVE_FOOTER] = "footer",
};
_Static_assert(sizeof directive_words / sizeof *directive_words == DIRECTIVE_COUNT, "a word for each");

static enum directive_kind kind_of(const char *word) {
    for (int kind = 1; kind < DIRECTIVE_COUNT; kind++)
        if (strcmp(directive_words[kind], word) == 0)
            return (enum directive_kind)kind;
    return DIRECTIVE_VALUE;
}

static bool takes_name(enum directive_kind kind) {
    return kind == DIRECTIVE_TABLE || kind == DIRECTIVE_FIGURE || kind == DIRECTIVE_FORMULA;
}

static void read_named(struct reader *reader, struct directive *directive, const struct words *words,
                       size_t at) {
    if (at >= words->n) {
        complain(reader, words->offset[0], NULL, "`%s` needs a name", words->word[at - 1]);
        return;
    }
    directive->name = words->word[at];
    check_name(reader, directive->kind == DIRECTIVE_REF ? directive->what : directive->kind, directive->name,
               words->offset[at]);
    if (at + 1 < words->n && directive->kind != DIRECTIVE_REF && strcmp(words->word[at + 1], "bare") == 0) {
        directive->bare = true;
        at++;
    }
    if (at + 1 < words->n)
        complain(reader, words->offset[at + 1], NULL, "`%s` has no place here", words->word[at + 1]);
}

/* A formula or a figure that these facts have nothing for, say the exchange of a single accelerator: it
 * leaves no trace, so that one template serves every spec. */
static bool is_absent(struct reader *reader, const struct directive *directive) {
    struct formula formula;
    if (!directive->name)
        return false;
    if (directive->kind == DIRECTIVE_FORMULA)
        return reader->names->formula(reader->names->facts, directive->name, &formula) && !formula.symbols;
    return directive->kind == DIRECTIVE_FIGURE && is_named(reader, directive->name, FACT_FIGURE) &&
           !reader->names->figure(reader->names->facts, directive->name);
}

static void read_directive(struct reader *reader, const struct words *words, size_t offset) {
    struct directive directive = {.kind = kind_of(words->word[0]), .offset = offset};
    if (directive.kind == DIRECTIVE_VALUE) {
        read_value(reader, &directive, words);
    } else if (directive.kind == DIRECTIVE_REF) {
        directive.what = words->n > 1 ? kind_of(words->word[1]) : DIRECTIVE_VALUE;
        if (takes_name(directive.what))
            read_named(reader, &directive, words, 2);
        else
            complain(reader, offset, NULL,
                     "write {{ref table NAME}}, {{ref figure NAME}} or {{ref formula NAME}}%s", "");
    } else if (takes_name(directive.kind)) {
        read_named(reader, &directive, words, 1);
    } else if (words->n > 1) {
        complain(reader, words->offset[1], NULL, "`%s` has no place here", words->word[1]);
    }
    if (!alive(reader))
        return;
    if (is_absent(reader, &directive)) {
        reader->line_condition = true;
        return;
    }
    reader->directives = arena_grow(reader->arena, reader->directives, reader->n_directives,
                                    &reader->directives_capacity, sizeof *reader->directives);
    reader->directives[reader->n_directives] = directive;
    add_piece(reader, offset);
    text_printf(&reader->out, "%c%zu%c", DIRECTIVE_OPEN, reader->n_directives++, DIRECTIVE_CLOSE);
    reader->line_blank = false;
}

static void read_if(struct reader *reader, const struct words *words, size_t offset) {
    bool negated = words->n > 1 && strcmp(words->word[1], "not") == 0;
    size_t at = negated ? 2 : 1;
    bool truth = false;
    if (at >= words->n)
        complain(reader, offset, NULL, "`%s` needs the name of a value", words->word[at - 1]);
    else
        truth = read_truth(reader, words->word[at], words->offset[at]) != negated;
    if (at + 1 < words->n)
        complain(reader, words->offset[at + 1], "one value at a time; conditions nest",
                 "`%s` has no place here", words->word[at + 1]);
    if (reader->depth == MAX_NESTING) {
        complain(reader, offset, NULL, "conditions nest too deep%s", "");
        return;
    }
    bool outer = alive(reader);
    reader->stack[reader->depth++] =
        (struct condition){.offset = offset, .outer = outer, .truth = outer && truth};
}

static void read_else(struct reader *reader, size_t offset) {
    struct condition *condition = reader->depth ? &reader->stack[reader->depth - 1] : NULL;
    if (!condition || condition->seen_else) {
        complain(reader, offset, NULL, condition ? "a second {{else}}%s" : "{{else}} without {{if}}%s", "");
        return;
    }
    condition->seen_else = true;
    condition->truth = condition->outer && !condition->truth;
}

static void read_end(struct reader *reader, size_t offset) {
    if (!reader->depth)
        complain(reader, offset, NULL, "{{end}} without {{if}}%s", "");
    else
        reader->depth--;
}

/* ---- the pass ----------------------------------------------------------------------------------------- */

static struct words split(struct reader *reader, size_t from, size_t to) {
    struct words words = {0};
    const char *text = reader->source->text;
    for (size_t i = from; i < to;) {
        while (i < to && (text[i] == ' ' || text[i] == '\t'))
            i++;
        size_t start = i;
        while (i < to && text[i] != ' ' && text[i] != '\t')
            i++;
        if (i == start)
            break;
        if (words.n == MAX_WORDS) {
            words.too_many = true;
            break;
        }
        words.offset[words.n] = start;
        words.word[words.n++] = arena_copy(reader->arena, text + start, i - start);
    }
    return words;
}

/* Reads the braces at `offset`; returns the offset behind them. */
static size_t read_braces(struct reader *reader, size_t offset) {
    const char *text = reader->source->text;
    size_t end = offset + 2;
    if (end < reader->unclosed_to)
        end = reader->unclosed_to;
    while (end + 1 < reader->source->length && text[end] != '\n' &&
           !(text[end] == '}' && text[end + 1] == '}'))
        end++;
    if (end + 1 >= reader->source->length || text[end] == '\n') {
        reader->unclosed_to = end;
        complain(reader, offset, "for two literal braces write \\{{", "{{ is not closed on its line%s", "");
        return offset + 2;
    }
    struct words words = split(reader, offset + 2, end);
    if (!words.n)
        complain(reader, offset, NULL, "nothing is named between the braces%s", "");
    else if (words.too_many)
        complain(reader, offset, NULL, "too many words between the braces%s", "");
    else if (strcmp(words.word[0], "if") == 0)
        read_if(reader, &words, offset), reader->line_condition = true;
    else if (strcmp(words.word[0], "else") == 0 && words.n == 1)
        read_else(reader, offset), reader->line_condition = true;
    else if (strcmp(words.word[0], "end") == 0 && words.n == 1)
        read_end(reader, offset), reader->line_condition = true;
    else
        read_directive(reader, &words, offset);
    add_piece(reader, end + 2);
    return end + 2;
}

static void end_line(struct reader *reader, size_t offset) {
    bool vanishes = reader->line_condition && reader->line_blank;
    if (vanishes)
        reader->out.length = reader->line_start;
    else if (alive(reader))
        text_char(&reader->out, '\n');
    while (reader->n_pieces && reader->pieces[reader->n_pieces - 1].start >= reader->out.length)
        reader->n_pieces--;
    add_piece(reader, offset + 1);
    reader->line_start = reader->out.length;
    reader->line_condition = false;
    reader->line_blank = true;
}

static void copy(struct reader *reader, char c) {
    if (!alive(reader))
        return;
    text_char(&reader->out, c);
    if (c != ' ' && c != '\t' && c != '>' && c != '\r')
        reader->line_blank = false;
}

static void read_all(struct reader *reader) {
    const char *text = reader->source->text;
    size_t length = reader->source->length;
    reader->line_blank = true;
    add_piece(reader, 0);
    for (size_t i = 0; i < length;) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\\' && i + 2 < length && text[i + 1] == '{' && text[i + 2] == '{') {
            copy(reader, text[i]), copy(reader, '{'), copy(reader, '\\'), copy(reader, '{');
            i += 3;
            add_piece(reader, i);
        } else if (c == '{' && i + 1 < length && text[i + 1] == '{') {
            i = read_braces(reader, i);
        } else if (c == '\n') {
            end_line(reader, i++);
        } else if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7F) {
            char code[8] = {"0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15], 0};
            complain(reader, i++, NULL, "a control character (0x%s) in a template", code);
        } else {
            copy(reader, text[i++]);
        }
    }
}

bool template_read(struct arena *arena, const struct source *source, const struct names *names,
                   struct diags *diags, struct template_text *out) {
    size_t errors = diags_errors(diags);
    struct reader reader = {.arena = arena, .source = source, .names = names, .diags = diags};
    size_t good = utf8_check(source->text, source->length);
    if (good < source->length) {
        complain(&reader, good, "save it as UTF-8", "the template is not UTF-8%s", "");
        return false;
    }
    read_all(&reader);
    while (reader.depth)
        complain(&reader, reader.stack[--reader.depth].offset, NULL, "{{if}} without {{end}}%s", "");
    *out = (struct template_text){.source = source,
                                  .markdown = arena_copy(arena, text_get(&reader.out), reader.out.length),
                                  .length = reader.out.length,
                                  .directives = reader.directives,
                                  .n_directives = reader.n_directives,
                                  .pieces = reader.pieces,
                                  .n_pieces = reader.n_pieces};
    text_drop(&reader.out);
    return diags_errors(diags) == errors;
}

struct mark template_mark(const struct template_text *text, size_t offset) {
    size_t low = 0, high = text->n_pieces;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (text->pieces[middle].start <= offset)
            low = middle;
        else
            high = middle;
    }
    const struct template_piece *piece = &text->pieces[low];
    bool directive = offset < text->length && text->markdown[piece->start] == DIRECTIVE_OPEN;
    return mark_at(text->source, piece->source_offset + (directive ? 0 : offset - piece->start));
}

const struct directive *template_directive(const struct template_text *text, const char *at, const char *end,
                                           const char **after) {
    if (at >= end || *at != DIRECTIVE_OPEN)
        return NULL;
    size_t number = 0;
    for (at++; at < end && isdigit((unsigned char)*at); at++)
        number = number * 10 + (size_t)(*at - '0');
    if (at >= end || *at != DIRECTIVE_CLOSE || number >= text->n_directives)
        return NULL;
    *after = at + 1;
    return &text->directives[number];
}
