/* See node.h. The only file that includes <yaml.h>: it takes libyaml's events one by one and stops at the
 * first limit reached, so that what libyaml is slow at (deeply nested brackets) is never asked of it. Its
 * line numbers are not used: places come from its count of characters. */
#include "node.h"

#include "../base/fail.h"
#include "../base/text.h"
#include "node_text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { ALIASES_TOLD = 3 }; /* a bomb of them need not fill the screen */

struct reader {
    struct arena *arena;
    struct diags *diags;
    const struct source *source;
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event, stopped;
    size_t n_nodes, n_aliases;
    size_t *lines; /* count of characters before each line */
    size_t n_lines, line_capacity;
};

static void index_lines(struct reader *reader) {
    const char *at = reader->source->text, *end = at + reader->source->length;
    size_t characters = 0;
    bool begins = true;
    for (; at < end; at++) {
        if (begins || at == reader->source->text) {
            reader->lines = arena_grow(reader->arena, reader->lines, reader->n_lines, &reader->line_capacity,
                                       sizeof *reader->lines);
            reader->lines[reader->n_lines++] = characters;
        }
        begins = *at == '\n';
        characters += ((unsigned char)*at & 0xC0) != 0x80;
    }
}

static struct mark mark_of(const struct reader *reader, yaml_mark_t mark) {
    size_t low = 0, high = reader->n_lines;
    assert(high); /* nothing is read from a file without lines */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (reader->lines[middle] <= mark.index)
            low = middle;
        else
            high = middle;
    }
    return (struct mark){reader->source, (int)low + 1, (int)(mark.index - reader->lines[low]) + 1};
}

/* ---- what libyaml says, in other words ------------------------------------------------------------------
 */

struct wording {
    const char *problem; /* libyaml's */
    const char *what, *hint;
    bool at_context; /* the beginning of the construct is the better place */
};

static const struct wording wordings[] = {
    {"mapping values are not allowed in this context", "a second `:` where a value is being read",
     "quote a text that has a colon in it, or mind the indentation", false},
    {"did not find expected key", "this does not line up with the keys above",
     "all keys of one mapping begin in the same column", false},
    {"did not find expected '-' indicator", "this does not line up with the list above",
     "all items of one list begin with `- ` in the same column", false},
    {"block sequence entries are not allowed in this context", "a list item may not begin here",
     "put it on a line of its own", false},
    {"could not find expected ':'", "this is no `key: value`", "a colon and a space follow a key", true},
    {"did not find expected ',' or ']'", "the list in brackets is not closed", "add the missing `,` or `]`",
     false},
    {"did not find expected ',' or '}'", "the mapping in braces is not closed", "add the missing `,` or `}`",
     false},
    {"did not find expected node content", "a value is missing here", NULL, false},
    {"found unexpected end of stream", "the quotation that begins here is not closed", NULL, true},
    {"found unexpected document indicator", "the quotation that begins here is not closed", NULL, true},
    {"found unknown escape character", "an unknown escape after `\\`",
     "in single quotes a backslash is just a backslash", false},
    {"did not find expected hexdecimal number", "this escape lacks hexadecimal digits", NULL, false},
    {"found invalid Unicode character escape code", "this escape names no character",
     "half of a surrogate pair is none", false},
    {"found undefined tag handle", "tags (`!name`) are not supported", "leave it out", true},
    {"did not find expected <document start>", "a second document may not follow", "keep one per file",
     false},
    {"found incompatible YAML document", "this version of YAML is not supported", "leave the line out", true},
};

static struct wording wording_of(const char *problem) {
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
        if (!strcmp(problem, wordings[i].problem))
            return wordings[i];
    return (struct wording){problem, problem, NULL, false};
}

/* The character where libyaml stumbled, for the faults that it words alike. */
static struct wording wording_of_character(const struct reader *reader, yaml_mark_t mark) {
    const char *at = reader->source->text, *end = at + reader->source->length;
    for (size_t i = 0; i < mark.index && at < end; i++)
        utf8_next(&at, end);
    if (at < end && *at == '\t')
        return (struct wording){NULL, "a tab may not indent", "use spaces", false};
    return (struct wording){NULL, "a value may not begin with this character", "quote it", false};
}

static bool line_is_long_key(const struct reader *reader, yaml_mark_t mark) {
    struct mark place = mark_of(reader, mark);
    return place.column > NODE_LONGEST_KEY;
}

static void tell_syntax(struct reader *reader) {
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        fail_environment("out of memory while reading '%s'",
                         reader->source->name); /* LCOV_EXCL_LINE: malloc has ended the program before */
    const char *problem = parser->problem ? parser->problem : "this cannot be read as YAML";
    struct wording wording = wording_of(problem);
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR)
        mark = (yaml_mark_t){0}; /* LCOV_EXCL_LINE: node_text.c has refused what libyaml's reader does */
    if (strstr(problem, "cannot start any token") || strstr(problem, "found a tab character"))
        wording = wording_of_character(reader, mark);
    else if ((strstr(problem, "mapping values") || strstr(problem, "expected ':'")) &&
             line_is_long_key(reader, mark))
        wording = (struct wording){NULL, "a key may have at most 1,023 characters", NULL, true};
    struct mark place = mark_of(reader, wording.at_context && parser->context ? parser->context_mark : mark);
    if (strstr(problem, "did not find expected ',' or")) {
        struct mark opened = mark_of(reader, parser->context_mark);
        diag_add(reader->diags, DIAG_ERROR, place, wording.hint, "%s; it begins at line %d, column %d",
                 wording.what, opened.line, opened.column);
        return;
    }
    diag_add(reader->diags, DIAG_ERROR, place, wording.hint, "%s", wording.what);
}

/* ---- events into nodes ----------------------------------------------------------------------------------
 */

static bool next_event(struct reader *reader) {
    if (reader->has_event)
        yaml_event_delete(&reader->event);
    reader->has_event = false;
    if (reader->stopped)
        return false;
    if (yaml_parser_parse(&reader->parser, &reader->event)) {
        reader->has_event = true;
        return true;
    }
    tell_syntax(reader);
    reader->stopped = true;
    return false;
}

static void complain(struct reader *reader, struct mark mark, const char *hint, const char *what) {
    diag_add(reader->diags, DIAG_ERROR, mark, hint, "%s", what);
}

/* Escapes can bring in what node_text.c keeps out of the text itself. */
static bool check_escaped(struct reader *reader, const struct node *node) {
    const char *at = node->text, *end = at + node->length;
    while (at < end) {
        const char *sign = at;
        uint32_t c = utf8_next(&at, end);
        if (node_text_forbidden(c)) {
            diag_add(reader->diags, DIAG_ERROR, node->mark, "leave the escape out",
                     "the text has the control character U+%04X in it", (unsigned)c);
            return false;
        }
        if (!node_text_turns_direction(c))
            continue;
        const char *raw = arena_copy(reader->arena, sign, (size_t)(at - sign));
        if (!strstr(reader->source->text, raw))
            diag_add(reader->diags, DIAG_WARNING, node->mark, NULL,
                     "U+%04X turns the direction of text: what you see is not what is read", (unsigned)c);
    }
    return true;
}

static bool says_nothing(const char *text) {
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(text, words[i]))
            return true;
    return false;
}

static void read_scalar(struct reader *reader, struct node *node) {
    const char *value = (const char *)reader->event.data.scalar.value;
    size_t length = reader->event.data.scalar.length;
    yaml_scalar_style_t style = reader->event.data.scalar.style;
    node->kind = NODE_SCALAR;
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    node->text = arena_copy(reader->arena, value, length);
    node->length = length;
    if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && !check_escaped(reader, node))
        node->kind = NODE_FAULTY;
    if (!node->quoted && says_nothing(node->text))
        node->kind = NODE_NULL;
}

/* Anchors, aliases and tags; `what` is none of them in a sound file. */
static bool refuse_properties(struct reader *reader, struct mark mark) {
    const yaml_event_t *event = &reader->event;
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (event->type == YAML_ALIAS_EVENT) {
        if (reader->n_aliases++ < ALIASES_TOLD)
            complain(reader, mark, "write the value out", "aliases (`*name`) are not supported");
        return true;
    }
    if (event->type == YAML_SCALAR_EVENT)
        anchor = event->data.scalar.anchor, tag = event->data.scalar.tag;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        anchor = event->data.sequence_start.anchor, tag = event->data.sequence_start.tag;
    else if (event->type == YAML_MAPPING_START_EVENT)
        anchor = event->data.mapping_start.anchor, tag = event->data.mapping_start.tag;
    if (anchor)
        complain(reader, mark, "leave it out", "anchors (`&name`) are not supported");
    if (tag)
        complain(reader, mark, "leave it out", "tags (`!name`) are not supported");
    return false;
}

static struct node *read_node(struct reader *reader, int depth);

static void read_sequence(struct reader *reader, struct node *node, int depth) {
    const struct node **items = NULL;
    size_t capacity = 0;
    while (next_event(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) {
        const struct node *item = read_node(reader, depth + 1);
        items = arena_grow(reader->arena, items, node->n_items, &capacity, sizeof *items);
        items[node->n_items++] = item;
    }
    node->items = items;
}

/* A key that is complained about is faulty from then on, so that nobody calls it unknown as well. */
static void check_key(struct reader *reader, struct node *key) {
    size_t before = diags_errors(reader->diags);
    if (key->kind == NODE_FAULTY)
        return;
    if (key->kind != NODE_SCALAR)
        diag_add(reader->diags, DIAG_ERROR, key->mark, NULL, "a key must be a word, but is %s",
                 node_kind_name(key->kind));
    else if (!key->quoted && !strcmp(key->text, "<<"))
        complain(reader, key->mark, "write the keys out", "merge keys (`<<`) are not supported");
    else if (key->length > NODE_LONGEST_KEY)
        complain(reader, key->mark, NULL, "a key may have at most 1,023 characters");
    if (diags_errors(reader->diags) > before)
        key->kind = NODE_FAULTY;
}

static int by_key(const void *a, const void *b) {
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    int order = strcmp(x->text, y->text);
    if (order)
        return order;
    if (x->mark.line != y->mark.line)
        return x->mark.line < y->mark.line ? -1 : 1;
    return x->mark.column < y->mark.column ? -1 : x->mark.column > y->mark.column;
}

static void check_duplicates(struct reader *reader, const struct node *mapping) {
    size_t n = 0;
    assert(mapping->pairs || !mapping->n_pairs);
    const struct node **keys = arena_array(reader->arena, mapping->n_pairs, sizeof *keys);
    for (size_t i = 0; i < mapping->n_pairs; i++)
        if (mapping->pairs[i].key->kind == NODE_SCALAR)
            keys[n++] = mapping->pairs[i].key;
    if (n < 2)
        return;
    qsort(keys, n, sizeof *keys, by_key);
    const struct node *first = keys[0];
    for (size_t i = 1; i < n; i++) {
        if (strcmp(keys[i]->text, first->text)) {
            first = keys[i];
            continue;
        }
        diag_add(reader->diags, DIAG_ERROR, keys[i]->mark, "keep one of them",
                 "the key `%s` is given twice; the first is at line %d, column %d", first->text,
                 first->mark.line, first->mark.column);
    }
}

static void read_mapping(struct reader *reader, struct node *node, int depth) {
    struct node_pair *pairs = NULL;
    size_t capacity = 0;
    while (next_event(reader) && reader->event.type != YAML_MAPPING_END_EVENT) {
        struct node *key = read_node(reader, depth + 1);
        if (!next_event(reader))
            break;
        check_key(reader, key);
        struct node_pair pair = {key, read_node(reader, depth + 1)};
        pairs = arena_grow(reader->arena, pairs, node->n_pairs, &capacity, sizeof *pairs);
        pairs[node->n_pairs++] = pair;
    }
    node->pairs = pairs;
    check_duplicates(reader, node);
}

static bool within_limits(struct reader *reader, struct mark mark, int depth) {
    if (depth > NODE_MOST_DEPTH)
        diag_add(reader->diags, DIAG_ERROR, mark, NULL, "nested deeper than the limit of %d",
                 NODE_MOST_DEPTH);
    else if (++reader->n_nodes > NODE_MOST_NODES)
        diag_add(reader->diags, DIAG_ERROR, mark, NULL, "more values than the limit of %d", NODE_MOST_NODES);
    else
        return true;
    reader->stopped = true;
    return false;
}

/* The node of the event at hand; goes on to the last event that belongs to it. */
static struct node *read_node(struct reader *reader, int depth) {
    struct node *node = arena_alloc(reader->arena, sizeof *node);
    node->kind = NODE_FAULTY;
    node->text = "";
    node->mark = mark_of(reader, reader->event.start_mark);
    if (!within_limits(reader, node->mark, depth) || refuse_properties(reader, node->mark))
        return node;
    if (reader->event.type == YAML_SCALAR_EVENT) {
        read_scalar(reader, node);
    } else if (reader->event.type == YAML_SEQUENCE_START_EVENT) {
        node->kind = NODE_SEQUENCE;
        read_sequence(reader, node, depth);
    } else {
        node->kind = NODE_MAPPING;
        read_mapping(reader, node, depth);
    }
    return node;
}

/* STREAM-START, DOCUMENT-START, the node, DOCUMENT-END, STREAM-END and nothing else. */
static const struct node *read_document(struct reader *reader) {
    if (!next_event(reader) || !next_event(reader))
        return NULL;
    if (reader->event.type == YAML_STREAM_END_EVENT) {
        complain(reader, (struct mark){reader->source, 1, 1}, NULL, "there is nothing in this file");
        return NULL;
    }
    if (!next_event(reader))
        return NULL;
    const struct node *root = read_node(reader, 1);
    if (!next_event(reader) || !next_event(reader))
        return NULL;
    if (reader->event.type != YAML_STREAM_END_EVENT)
        complain(reader, mark_of(reader, reader->event.start_mark), "keep one per file",
                 "a second document may not follow");
    return root;
}

static bool looks_like_json(const struct source *source) {
    return source->text[strspn(source->text, " \t\r\n")] == '{';
}

const struct node *node_read(struct arena *arena, const struct source *source, struct diags *diags) {
    return node_read_shaped(arena, source, NULL, diags);
}

const struct node *node_read_shaped(struct arena *arena, const struct source *source, const char *shape,
                                    struct diags *diags) {
    if (source->length > NODE_MOST_BYTES) {
        diag_add(diags, DIAG_ERROR, (struct mark){source, 0, 0}, NULL,
                 "the file is larger than the limit of %d bytes", NODE_MOST_BYTES);
        return NULL;
    }
    struct reader reader = {.arena = arena, .diags = diags};
    reader.source = node_text_clean(arena, source, diags);
    if (!reader.source)
        return NULL;
    index_lines(&reader);
    const struct source *text = reader.source;
    if (looks_like_json(text))
        text = node_text_pair_surrogates(arena, text);
    if (!yaml_parser_initialize(&reader.parser))
        fail_environment("out of memory while reading '%s'",
                         source->name); /* LCOV_EXCL_LINE: malloc has ended the program before */
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text->text, text->length);
    const struct node *root = read_document(&reader);
    if (reader.has_event)
        yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    if (root && root->kind != NODE_MAPPING) {
        if (root->kind != NODE_FAULTY)
            diag_add(diags, DIAG_ERROR, root->mark, shape ? shape : node_text_hint(source),
                     "the file must be a mapping of keys to values, but is %s", node_kind_name(root->kind));
        return NULL;
    }
    return root;
}

const char *node_library(void) {
    return yaml_get_version_string();
}
