/* See template.h. One pass over the source: braces are read, conditions decided, what holds is copied. A line
 * that holds nothing but conditions vanishes with its newline, so that conditions can stand between the rows
 * of a table or the lines of a paragraph. */
#include "template.h"

#include "template_names.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NESTING = 64 };

struct condition {
    size_t offset; /* of its {{if}} */
    bool outer;    /* whether what is around it lives */
    bool truth;
    bool seen_else;
};

struct reader {
    struct lookup lookup;
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

static void add_piece(struct reader *reader, size_t source_offset) {
    reader->pieces = arena_grow(reader->lookup.arena, reader->pieces, reader->n_pieces,
                                &reader->pieces_capacity, sizeof *reader->pieces);
    reader->pieces[reader->n_pieces++] = (struct template_piece){reader->out.length, source_offset};
}

static bool alive(const struct reader *reader) {
    return !reader->depth || reader->stack[reader->depth - 1].truth;
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
        lookup_complain(&reader->lookup, words->offset[0], NULL, "`%s` needs a name", words->word[at - 1]);
        return;
    }
    directive->name = words->word[at];
    lookup_name(&reader->lookup, directive->kind == DIRECTIVE_REF ? directive->what : directive->kind,
                directive->name, words->offset[at]);
    if (at + 1 < words->n && directive->kind != DIRECTIVE_REF && strcmp(words->word[at + 1], "bare") == 0) {
        directive->bare = true;
        at++;
    }
    if (at + 1 < words->n)
        lookup_complain(&reader->lookup, words->offset[at + 1], NULL, "`%s` has no place here",
                        words->word[at + 1]);
}

static void read_directive(struct reader *reader, const struct words *words, size_t offset) {
    struct directive directive = {.kind = kind_of(words->word[0]), .offset = offset};
    if (directive.kind == DIRECTIVE_VALUE) {
        lookup_value(&reader->lookup, &directive, words);
    } else if (directive.kind == DIRECTIVE_REF) {
        directive.what = words->n > 1 ? kind_of(words->word[1]) : DIRECTIVE_VALUE;
        if (takes_name(directive.what))
            read_named(reader, &directive, words, 2);
        else
            lookup_complain(&reader->lookup, offset, NULL,
                            "write {{ref table NAME}}, {{ref figure NAME}} or {{ref formula NAME}}%s", "");
    } else if (takes_name(directive.kind)) {
        read_named(reader, &directive, words, 1);
    } else if (words->n > 1) {
        lookup_complain(&reader->lookup, words->offset[1], NULL, "`%s` has no place here", words->word[1]);
    }
    if (!alive(reader))
        return;
    if (lookup_absent(&reader->lookup, &directive)) {
        reader->line_condition = true;
        return;
    }
    reader->directives = arena_grow(reader->lookup.arena, reader->directives, reader->n_directives,
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
        lookup_complain(&reader->lookup, offset, NULL, "`%s` needs the name of a value", words->word[at - 1]);
    else
        truth = lookup_truth(&reader->lookup, words->word[at], words->offset[at]) != negated;
    if (at + 1 < words->n)
        lookup_complain(&reader->lookup, words->offset[at + 1], "one value at a time; conditions nest",
                        "`%s` has no place here", words->word[at + 1]);
    if (reader->depth == MAX_NESTING) {
        lookup_complain(&reader->lookup, offset, NULL, "conditions nest too deep%s", "");
        return;
    }
    bool outer = alive(reader);
    reader->stack[reader->depth++] =
        (struct condition){.offset = offset, .outer = outer, .truth = outer && truth};
}

static void read_else(struct reader *reader, size_t offset) {
    struct condition *condition = reader->depth ? &reader->stack[reader->depth - 1] : NULL;
    if (!condition || condition->seen_else) {
        lookup_complain(&reader->lookup, offset, NULL,
                        condition ? "a second {{else}}%s" : "{{else}} without {{if}}%s", "");
        return;
    }
    condition->seen_else = true;
    condition->truth = condition->outer && !condition->truth;
}

static void read_end(struct reader *reader, size_t offset) {
    if (!reader->depth)
        lookup_complain(&reader->lookup, offset, NULL, "{{end}} without {{if}}%s", "");
    else
        reader->depth--;
}

/* ---- the pass ----------------------------------------------------------------------------------------- */

static struct words split(struct reader *reader, size_t from, size_t to) {
    struct words words = {0};
    const char *text = reader->lookup.source->text;
    for (size_t i = from; i < to;) {
        while (i < to && (text[i] == ' ' || text[i] == '\t'))
            i++;
        size_t start = i;
        while (i < to && text[i] != ' ' && text[i] != '\t')
            i++;
        if (i == start)
            break;
        if (words.n == TEMPLATE_MOST_WORDS) {
            words.too_many = true;
            break;
        }
        words.offset[words.n] = start;
        words.word[words.n++] = arena_copy(reader->lookup.arena, text + start, i - start);
    }
    return words;
}

/* Reads the braces at `offset`; returns the offset behind them. */
static size_t read_braces(struct reader *reader, size_t offset) {
    const char *text = reader->lookup.source->text;
    size_t end = offset + 2;
    if (end < reader->unclosed_to)
        end = reader->unclosed_to;
    while (end + 1 < reader->lookup.source->length && text[end] != '\n' &&
           !(text[end] == '}' && text[end + 1] == '}'))
        end++;
    if (end + 1 >= reader->lookup.source->length || text[end] == '\n') {
        reader->unclosed_to = end;
        lookup_complain(&reader->lookup, offset, "for two literal braces write \\{{",
                        "{{ is not closed on its line%s", "");
        return offset + 2;
    }
    struct words words = split(reader, offset + 2, end);
    if (!words.n)
        lookup_complain(&reader->lookup, offset, NULL, "nothing is named between the braces%s", "");
    else if (words.too_many)
        lookup_complain(&reader->lookup, offset, NULL, "too many words between the braces%s", "");
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
    const char *text = reader->lookup.source->text;
    size_t length = reader->lookup.source->length;
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
            lookup_complain(&reader->lookup, i++, NULL, "a control character (0x%s) in a template", code);
        } else {
            copy(reader, text[i++]);
        }
    }
}

bool template_read(struct arena *arena, const struct source *source, const struct names *names,
                   struct diags *diags, struct template_text *out) {
    size_t errors = diags_errors(diags);
    struct reader reader = {.lookup = {arena, source, names, diags}};
    size_t good = utf8_check(source->text, source->length);
    if (good < source->length) {
        lookup_complain(&reader.lookup, good, "save it as UTF-8", "the template is not UTF-8%s", "");
        return false;
    }
    read_all(&reader);
    while (reader.depth)
        lookup_complain(&reader.lookup, reader.stack[--reader.depth].offset, NULL, "{{if}} without {{end}}%s",
                        "");
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
        return NULL; /* LCOV_EXCL_LINE: templates hold no such bytes of their own */
    *after = at + 1;
    return &text->directives[number];
}
