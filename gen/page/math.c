/* See math.h: the notation, read into a tree. Recursive descent over bytes; the depth is bounded. */
#include "math.h"

#include "math_symbol.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

enum { MAX_DEPTH = 40 };

struct parser {
    struct arena *arena;
    struct diags *diags;
    const struct math_words *words;
    size_t at;
    int depth;
    bool failed; /* said once; the rest is skipped */
};

static const struct {
    const char *name;
    double em;
} spaces[] = {{"quad", 1}, {"qquad", 2}, {",", .17}, {":", .22}, {";", .28}, {"!", -.17}, {" ", .29}};

/* Commands that take words as they are. */
static const struct {
    const char *name;
    enum math_face face;
} texts[] = {{"text", MATH_UPRIGHT},  {"mathrm", MATH_UPRIGHT}, {"mathbf", MATH_BOLD},  {"textbf", MATH_BOLD},
             {"mathit", MATH_ITALIC}, {"bm", MATH_BOLD_ITALIC}, {"textit", MATH_ITALIC}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void fault(struct parser *p, size_t at, const char *hint, const char *what, const char *word) {
    if (p->failed)
        return;
    p->failed = true;
    size_t offset = p->words->offset;
    if (p->words->places && p->words->length)
        offset = p->words->places[at < p->words->length ? at : p->words->length - 1];
    diag_add(p->diags, DIAG_ERROR, template_mark(p->words->template_text, offset), hint, what, word);
}

static struct math *node_new(struct parser *p, enum math_kind kind, enum math_class class) {
    struct math *node = arena_alloc(p->arena, sizeof *node);
    node->kind = kind;
    node->class = class;
    return node;
}

static struct math *run_new(struct parser *p, const char *text, size_t length, enum math_class class,
                            enum math_face face) {
    struct math *node = node_new(p, MATH_RUN, class);
    node->text = text;
    node->length = length;
    node->face = face;
    return node;
}

static struct math *symbol_new(struct parser *p, const struct symbol *symbol, enum math_class class) {
    return run_new(p, symbol->text, strlen(symbol->text), class, symbol->face);
}

static bool more(const struct parser *p) {
    return !p->failed && p->at < p->words->length;
}

static char peek(const struct parser *p, size_t ahead) {
    return p->at + ahead < p->words->length ? p->words->text[p->at + ahead] : '\0';
}

static void skip_space(struct parser *p) {
    while (more(p) && (peek(p, 0) == ' ' || peek(p, 0) == '\t'))
        p->at++;
}

static struct math *parse_list(struct parser *p, char stop);
static struct math *parse_item(struct parser *p);

/* Goes past the opening brace of an argument, and says where it stood. */
static bool open_brace(struct parser *p, const char *whose, size_t *start) {
    skip_space(p);
    *start = p->at;
    if (peek(p, 0) != '{') {
        fault(p, *start, NULL, "%s needs its argument in braces", whose);
        return false;
    }
    p->at++;
    return true;
}

/* {…}, whose opening brace is next. */
static struct math *parse_group(struct parser *p, const char *whose) {
    size_t start;
    if (!open_brace(p, whose, &start))
        return node_new(p, MATH_LIST, CLASS_ORDINARY);
    struct math *list = parse_list(p, '}');
    if (peek(p, 0) != '}')
        fault(p, start, NULL, "{ is not closed%s", "");
    p->at++;
    return list;
}

/* The words of a value in braces, or NULL. */
static struct math *parse_value(struct parser *p, enum math_face face) {
    const char *after, *here = p->words->text + p->at;
    const struct directive *directive =
        template_directive(p->words->template_text, here, p->words->text + p->words->length, &after);
    if (!directive)
        return NULL; /* LCOV_EXCL_LINE: formulas hold no such bytes of their own */
    if (directive->kind != DIRECTIVE_VALUE) {
        fault(p, p->at, NULL, "only a value can stand in a formula%s", "");
        return node_new(p, MATH_LIST, CLASS_ORDINARY);
    }
    p->at += (size_t)(after - here);
    return run_new(p, directive->words, strlen(directive->words), CLASS_ORDINARY, face);
}

/* \text{…}: everything up to the closing brace, values filled in. */
static struct math *parse_text(struct parser *p, enum math_face face, const char *whose) {
    size_t start;
    if (!open_brace(p, whose, &start))
        return node_new(p, MATH_LIST, CLASS_ORDINARY);
    struct text words = {0};
    int depth = 0;
    for (; more(p) && (depth || peek(p, 0) != '}'); p->at++) {
        struct math *value = peek(p, 0) == DIRECTIVE_OPEN ? parse_value(p, face) : NULL;
        if (value) {
            text_bytes(&words, value->text, value->text ? value->length : 0);
            p->at--;
            continue;
        }
        char c = peek(p, 0);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (c == '\\' && peek(p, 1) && strchr("{}%$&_#\\", peek(p, 1)))
            c = peek(p, 1), p->at++;
        text_char(&words, c);
    }
    if (peek(p, 0) != '}')
        fault(p, start, NULL, "{ is not closed%s", "");
    p->at++;
    struct math *node =
        run_new(p, arena_copy(p->arena, text_get(&words), words.length), words.length, CLASS_ORDINARY, face);
    text_drop(&words);
    return node;
}

/* One of ( ) [ ] | . or a command for a floor, behind \left or \right. NULL past a fault. */
static const char *parse_delimiter(struct parser *p) {
    static const char *const plain[] = {"(", ")", "[", "]", "|", "."};
    static const char *const named[][2] = {{"\\lfloor", "⌊"}, {"\\rfloor", "⌋"}, {"\\lceil", "⌈"},
                                           {"\\rceil", "⌉"},  {"\\{", "{"},      {"\\}", "}"}};
    skip_space(p);
    for (size_t i = 0; i < COUNT(plain); i++)
        if (peek(p, 0) == plain[i][0]) {
            p->at++;
            return plain[i][0] == '.' ? "" : plain[i];
        }
    for (size_t i = 0; i < COUNT(named); i++) {
        size_t length = strlen(named[i][0]);
        if (p->words->length - p->at >= length && memcmp(p->words->text + p->at, named[i][0], length) == 0) {
            p->at += length;
            return named[i][1];
        }
    }
    fault(p, p->at, "one of ( ) [ ] | . \\lfloor \\rfloor \\lceil \\rceil", "a fence is missing here%s", "");
    return "";
}

static bool at_command(const struct parser *p, const char *name) {
    size_t length = strlen(name);
    return p->words->length - p->at > length && p->words->text[p->at] == '\\' &&
           memcmp(p->words->text + p->at + 1, name, length) == 0 &&
           !isalpha((unsigned char)peek(p, length + 1));
}

static struct math *parse_fence(struct parser *p, size_t start) {
    struct math *node = node_new(p, MATH_FENCE, CLASS_ORDINARY);
    node->text = parse_delimiter(p);
    node->first = parse_list(p, 'r');
    if (!at_command(p, "right")) {
        fault(p, start, NULL, "\\left without \\right%s", "");
        return node;
    }
    p->at += strlen("\\right");
    node->closing = parse_delimiter(p);
    return node;
}

static void unknown_command(struct parser *p, size_t start, const char *name) {
    static const char *const others[] = {"frac", "sqrt", "left", "right"};
    const char **names = arena_array(p->arena, math_n_commands + COUNT(texts) + COUNT(others), sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < math_n_commands; i++)
        names[n++] = math_commands[i].name;
    for (size_t i = 0; i < COUNT(texts); i++)
        names[n++] = texts[i].name;
    for (size_t i = 0; i < COUNT(others); i++)
        names[n++] = others[i];
    const char *near = nearest_name(name, names, n);
    fault(p, start, near ? arena_printf(p->arena, "did you mean \\%s?", near) : NULL,
          "\\%s is no notation known here", name);
}

static struct math *parse_command(struct parser *p) {
    size_t start = p->at++;
    size_t length = 0;
    while (isalpha((unsigned char)peek(p, length)))
        length++;
    if (!length && more(p))
        length = 1;
    const char *name = arena_copy(p->arena, p->words->text + p->at, length);
    p->at += length;
    for (size_t i = 0; i < math_n_commands; i++)
        if (*math_commands[i].name == *name && strcmp(math_commands[i].name, name) == 0)
            return symbol_new(p, &math_commands[i], math_commands[i].class);
    for (size_t i = 0; i < COUNT(texts); i++)
        if (strcmp(texts[i].name, name) == 0)
            return parse_text(p, texts[i].face, arena_printf(p->arena, "\\%s", name));
    for (size_t i = 0; i < COUNT(spaces); i++)
        if (strcmp(spaces[i].name, name) == 0) {
            struct math *space = node_new(p, MATH_SPACE, CLASS_SPACE);
            space->space = spaces[i].em;
            return space;
        }
    if (strcmp(name, "frac") == 0) {
        struct math *fraction = node_new(p, MATH_FRACTION, CLASS_ORDINARY);
        fraction->first = parse_group(p, "\\frac");
        fraction->second = parse_group(p, "\\frac");
        return fraction;
    }
    if (strcmp(name, "sqrt") == 0) {
        struct math *root = node_new(p, MATH_ROOT, CLASS_ORDINARY);
        root->first = parse_group(p, "\\sqrt");
        return root;
    }
    if (strcmp(name, "left") == 0)
        return parse_fence(p, start);
    unknown_command(p, start, name);
    return node_new(p, MATH_LIST, CLASS_ORDINARY);
}

/* Digits, with points and thousands commas between digits. */
static struct math *parse_number(struct parser *p) {
    size_t start = p->at;
    while (isdigit((unsigned char)peek(p, 0)) ||
           ((peek(p, 0) == '.' || peek(p, 0) == ',') && isdigit((unsigned char)peek(p, 1))))
        p->at++;
    return run_new(p, p->words->text + start, p->at - start, CLASS_ORDINARY, MATH_UPRIGHT);
}

static struct math *parse_sign(struct parser *p) {
    const char *here = p->words->text + p->at, *end = p->words->text + p->words->length, *after = here;
    uint32_t code = utf8_next(&after, end);
    size_t length = (size_t)(after - here);
    const struct symbol *sign = math_sign(here, length);
    if (sign) { /* a slash with spaces around it is a binary sign */
        bool spaced = *here == '/' && p->at && here[-1] == ' ' && peek(p, 1) == ' ';
        p->at += length;
        return symbol_new(p, sign, spaced ? CLASS_BINARY : sign->class);
    }
    if (code >= 0x80) { /* Greek is a variable; any other letter, Han too, stands for itself */
        p->at += length;
        enum math_face face = code >= 0x3B1 && code <= 0x3C9 ? MATH_ITALIC : MATH_UPRIGHT;
        return run_new(p, here, length, CLASS_ORDINARY, face);
    }
    fault(p, p->at, NULL, "`%s` has no place in a formula", arena_copy(p->arena, here, length));
    p->at += length;
    return node_new(p, MATH_LIST, CLASS_ORDINARY);
}

static struct math *parse_nucleus(struct parser *p) {
    char c = peek(p, 0);
    if (c == '{')
        return parse_group(p, "");
    if (c == '\\')
        return parse_command(p);
    if (c == DIRECTIVE_OPEN) {
        struct math *value = parse_value(p, MATH_UPRIGHT);
        if (value)
            return value;
    }
    if (isdigit((unsigned char)c))
        return parse_number(p);
    if (isalpha((unsigned char)c))
        return run_new(p, p->words->text + p->at++, 1, CLASS_ORDINARY, MATH_ITALIC);
    return parse_sign(p);
}

/* A nucleus with what is raised and lowered behind it. */
static struct math *parse_item(struct parser *p) {
    struct math *base;
    if (++p->depth > MAX_DEPTH) {
        fault(p, p->at, NULL, "the formula nests too deep%s", "");
        base = node_new(p, MATH_LIST, CLASS_ORDINARY);
    } else if (peek(p, 0) == '^' || peek(p, 0) == '_') {
        base = node_new(p, MATH_LIST, CLASS_ORDINARY);
    } else {
        base = parse_nucleus(p);
    }
    struct math *script = NULL;
    for (skip_space(p); more(p) && (peek(p, 0) == '^' || peek(p, 0) == '_'); skip_space(p)) {
        size_t start = p->at;
        bool raised = peek(p, 0) == '^';
        p->at++;
        skip_space(p);
        if (!script) {
            script =
                node_new(p, MATH_SCRIPT, base->class == CLASS_OPERATOR ? CLASS_OPERATOR : CLASS_ORDINARY);
            script->first = base;
        }
        struct math **slot = raised ? &script->second : &script->third;
        if (*slot || !more(p) || peek(p, 0) == '}')
            fault(p, start, NULL, *slot ? "a second %s" : "nothing follows %s", raised ? "^" : "_");
        else
            *slot = parse_nucleus(p);
    }
    p->depth--;
    return script ? script : base;
}

/* Items up to `stop` ('}', 'r' for \right) or the end of a cell; what stopped it is left. */
static struct math *parse_list(struct parser *p, char stop) {
    struct math *list = node_new(p, MATH_LIST, CLASS_ORDINARY), **tail = &list->first;
    for (skip_space(p); more(p); skip_space(p)) {
        char c = peek(p, 0);
        if (c == '}' || at_command(p, "right")) {
            if (stop != (c == '}' ? '}' : 'r'))
                fault(p, p->at, NULL, "%s without its beginning", c == '}' ? "}" : "\\right");
            return list;
        }
        if (c == '&' || (c == '\\' && peek(p, 1) == '\\')) {
            if (stop)
                fault(p, p->at, NULL, "%s inside a group", c == '&' ? "&" : "\\\\");
            return list;
        }
        *tail = parse_item(p);
        tail = &(*tail)->next;
    }
    return list;
}

static void add_cell(struct parser *p, struct math_row *row, size_t *capacity, struct math *cell) {
    row->cells = arena_grow(p->arena, row->cells, row->n_cells, capacity, sizeof *row->cells);
    row->cells[row->n_cells++] = cell;
}

bool math_parse(struct arena *arena, const struct math_words *words, struct diags *diags,
                struct math_rows *out) {
    struct parser parser = {.arena = arena, .diags = diags, .words = words}, *p = &parser;
    size_t rows_capacity = 0;
    *out = (struct math_rows){0};
    bool again = true;
    while (again && !p->failed) {
        struct math_row row = {0};
        size_t capacity = 0;
        add_cell(p, &row, &capacity, parse_list(p, 0));
        while (more(p) && peek(p, 0) == '&') {
            p->at++;
            add_cell(p, &row, &capacity, parse_list(p, 0));
        }
        out->rows = arena_grow(arena, out->rows, out->n_rows, &rows_capacity, sizeof *out->rows);
        out->rows[out->n_rows++] = row;
        again = more(p) && peek(p, 0) == '\\' && peek(p, 1) == '\\';
        p->at += again ? 2 : 0;
        skip_space(p);
        again = again && p->at < words->length; /* a last \\ ends a row, and begins none */
    }
    if (!p->failed && out->n_rows == 1 && out->rows[0].n_cells == 1 && !out->rows[0].cells[0]->first)
        fault(p, 0, NULL, "an empty formula%s", "");
    return !p->failed;
}
