/* See appendix.h. */
#include "appendix.h"

#include "han.h"

#include <hb.h>
#include <string.h>

#define NO_BREAK_SPACE 0xA0
enum { TAB = 8, CHOICES = 2 };

/* Which characters can be printed; Han is settled by its faces. */
struct coverage {
    hb_set_t *faces[CHOICES];
};

static struct coverage coverage_new(struct fonts *fonts) {
    static const enum face choices[CHOICES] = {FACE_LABEL, FACE_SYMBOL_LABEL};
    struct coverage coverage;
    for (int i = 0; i < CHOICES; i++) {
        coverage.faces[i] = hb_set_create();
        hb_face_collect_unicodes(fonts_hb_face(fonts, choices[i]), coverage.faces[i]);
    }
    return coverage;
}

static void coverage_drop(struct coverage *coverage) {
    for (int i = 0; i < CHOICES; i++)
        hb_set_destroy(coverage->faces[i]);
}

static bool covers(const struct coverage *coverage, uint32_t code) {
    return han_is(code) || hb_set_has(coverage->faces[0], code) || hb_set_has(coverage->faces[1], code);
}

/* A line's words. Spaces that are not single are kept from being broken or joined: they are YAML's. */
static void put_line(const struct coverage *coverage, const char *at, const char *end, struct text *out) {
    size_t column = 0;
    uint32_t before = ' ';
    while (at < end) {
        uint32_t code = utf8_next(&at, end);
        if (code == '\r' || code == 0xFEFF)
            continue;
        bool single = code == ' ' && before != ' ' && at < end && *at != ' ';
        before = code;
        if (code == '\t') {
            do
                text_codepoint(out, NO_BREAK_SPACE);
            while (++column % TAB);
            continue;
        }
        column++;
        if (code == ' ' && !single)
            text_codepoint(out, NO_BREAK_SPACE);
        else if (covers(coverage, code))
            text_codepoint(out, code);
        else
            text_printf(out, "U+%04X", (unsigned)code);
    }
}

static struct node *add_node(struct arena *arena, struct node *document, enum node_kind kind,
                             size_t n_spans) {
    struct node *node = arena_alloc(arena, sizeof *node);
    node->kind = kind;
    node->spans = arena_array(arena, n_spans, sizeof *node->spans);
    if (document->last)
        document->last->next = node;
    else
        document->first = node;
    document->last = node;
    return node;
}

static void add_words(struct arena *arena, struct node *node, unsigned style, const struct text *words) {
    node->spans[node->n_spans++] = (struct span){.kind = SPAN_WORDS,
                                                 .style = style,
                                                 .text = arena_copy(arena, text_get(words), words->length),
                                                 .length = words->length};
}

void appendix_add(struct arena *arena, struct fonts *fonts, const char *title, const struct source *source,
                  struct node *document) {
    struct coverage coverage = coverage_new(fonts);
    struct text words = {0};
    text_string(&words, title);
    struct node *heading = add_node(arena, document, NODE_HEADING, 1);
    heading->level = 1;
    add_words(arena, heading, 0, &words);
    size_t lines = 1;
    for (size_t i = 0; i < source->length; i++)
        lines += source->text[i] == '\n';
    struct node *code = add_node(arena, document, NODE_CODE, 2 * lines);
    const char *end = source->text + source->length;
    for (const char *at = source->text; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        text_clear(&words);
        put_line(&coverage, at, stop, &words);
        if (!words.length) /* an empty line takes its room */
            text_codepoint(&words, NO_BREAK_SPACE);
        add_words(arena, code, SPAN_CODE, &words);
        code->spans[code->n_spans++] = (struct span){.kind = SPAN_BREAK};
        at = stop + 1;
    }
    text_drop(&words);
    coverage_drop(&coverage);
}
