/* See structure_pdf.h. The tree as it grows; structure_write.c lays it down. */
#include "structure_tree.h"

#include "../base/text.h"
#include "han.h"

#include <assert.h>
#include <string.h>

/* What each role is in the file, and what may stand in it. A role that groups holds no text of its own:
 * `inner` is made for it. */
static const struct {
    const char *tag;
    enum ink_role inner; /* ROLE_COUNT: text may stand in it */
    bool draws, heading;
} manners[ROLE_COUNT] = {
    [ROLE_ARTIFACT] = {"Artifact", ROLE_COUNT, true, false},
    [ROLE_TITLE] = {"H1", ROLE_COUNT, false, true},
    [ROLE_H1] = {"H1", ROLE_COUNT, false, true},
    [ROLE_H2] = {"H2", ROLE_COUNT, false, true},
    [ROLE_H3] = {"H3", ROLE_COUNT, false, true},
    [ROLE_P] = {"P", ROLE_COUNT, false, false},
    [ROLE_NOTE] = {"Note", ROLE_P, false, false},
    [ROLE_CAPTION] = {"Caption", ROLE_COUNT, false, false},
    [ROLE_FORMULA] = {"Formula", ROLE_COUNT, true, false},
    [ROLE_FIGURE] = {"Figure", ROLE_COUNT, true, false},
    [ROLE_TABLE] = {"Table", ROLE_TR, false, false},
    [ROLE_TR] = {"TR", ROLE_TD, false, false},
    [ROLE_TH] = {"TH", ROLE_COUNT, false, false},
    [ROLE_TD] = {"TD", ROLE_COUNT, false, false},
    [ROLE_LIST] = {"L", ROLE_LI, false, false},
    [ROLE_LI] = {"LI", ROLE_LBODY, false, false},
    [ROLE_LINK] = {"Link", ROLE_COUNT, false, false},
    [ROLE_TOC] = {"TOC", ROLE_TOCI, false, false},
    [ROLE_TOCI] = {"TOCI", ROLE_COUNT, false, false},
    [ROLE_SPAN] = {"Span", ROLE_COUNT, false, false},
    [ROLE_DIV] = {"Div", ROLE_P, false, false},
    [ROLE_LBL] = {"Lbl", ROLE_COUNT, false, false},
    [ROLE_LBODY] = {"LBody", ROLE_COUNT, false, false},
};

enum { DOCUMENT = 0 };

struct structure *structure_new(struct arena *arena, const char *language) {
    struct structure *s = arena_alloc(arena, sizeof *s);
    s->arena = arena;
    s->language = language ? language : "en";
    s->elements = arena_grow(arena, s->elements, 0, &s->capacity, sizeof *s->elements);
    s->elements[s->n++] = (struct element){.part.role = ROLE_COUNT, .tag = "Document", .parent = -1};
    return s;
}

/* ---- the tree -------------------------------------------------------------------------------------------
 */

static void add_kid(struct structure *s, long element, struct kid kid) {
    struct element *e = &s->elements[element];
    e->kids = arena_grow(s->arena, e->kids, e->n_kids, &e->kids_capacity, sizeof *e->kids);
    e->kids[e->n_kids++] = kid;
}

/* A heading is at most one level below the one before it (ISO 14289-1, 7.4.2). */
static const char *heading_tag(struct structure *s, enum ink_role role) {
    static const char *const tags[] = {"H1", "H2", "H3"};
    int level = role == ROLE_H3 ? 3 : role == ROLE_H2 ? 2 : 1;
    if (level > s->heading + 1)
        level = s->heading + 1;
    s->heading = level;
    return tags[level - 1];
}

static long new_element(struct structure *s, long parent, const struct ink_part *part) {
    s->elements = arena_grow(s->arena, s->elements, s->n, &s->capacity, sizeof *s->elements);
    struct element *element = &s->elements[s->n];
    *element = (struct element){.part = *part, .tag = manners[part->role].tag, .parent = parent};
    if (part->words)
        element->part.words = arena_string(s->arena, part->words);
    if (manners[part->role].heading)
        element->tag = heading_tag(s, part->role);
    add_kid(s, parent, (struct kid){.kind = KID_ELEMENT, .number = s->n});
    return (long)s->n++;
}

static long top(const struct structure *s) {
    return s->depth ? s->open[s->depth - 1] : DOCUMENT;
}

/* What a page begins in one place is fewer. */
enum { RESUMABLE = 2048 };

/* The element of the same parent that this part goes on with. Those of late come first, and alone: what is
 * resumed was left a page ago at the most. */
static long find_keyed(const struct structure *s, long parent, const struct ink_part *part) {
    const struct element *e = &s->elements[parent];
    size_t oldest = e->n_kids > RESUMABLE ? e->n_kids - RESUMABLE : 0;
    for (size_t i = e->n_kids; part->key && i-- > oldest;) {
        const struct kid *kid = &e->kids[i];
        if (kid->kind == KID_ELEMENT && s->elements[kid->number].part.key == part->key &&
            s->elements[kid->number].part.role == part->role)
            return (long)kid->number;
    }
    return -1;
}

void structure_begin(struct structure *s, const struct ink_part *part) {
    long parent = top(s), element = STRUCTURE_ARTIFACT;
    if (parent != STRUCTURE_ARTIFACT && part->role != ROLE_ARTIFACT) {
        element = find_keyed(s, parent, part);
        if (element < 0)
            element = new_element(s, parent, part);
    }
    s->open = arena_grow(s->arena, s->open, s->depth, &s->open_capacity, sizeof *s->open);
    s->open[s->depth++] = element;
}

void structure_end(struct structure *s) {
    assert(s->depth > 0);
    s->depth--;
}

/* ---- what is drawn --------------------------------------------------------------------------------------
 */

/* Latin words and Han characters tell the language of an element's own text. */
static void note_language(struct element *element, const char *utf8, size_t length) {
    const char *at = utf8, *end = utf8 + length;
    bool latin = element->latin, han = element->han;
    int letters = 0;
    while (at < end && !(latin && han)) {
        if ((unsigned char)*at < 0x80) { /* most are, and are no Han */
            letters = *at >= 'a' && *at <= 'z' ? letters + 1 : 0;
            latin = latin || letters >= 3;
            at++;
            continue;
        }
        uint32_t c = utf8_next(&at, end);
        letters = 0;
        han = han || (han_is(c) && han_is_letter(c));
    }
    element->latin = latin;
    element->han = han;
}

/* Where text may stand, in an element that may only group. */
static long inner_of(struct structure *s, long element) {
    enum ink_role role = element == DOCUMENT ? ROLE_DIV : s->elements[element].part.role;
    while (manners[role].inner != ROLE_COUNT) {
        const struct element *e = &s->elements[element];
        const struct kid *last = e->n_kids ? &e->kids[e->n_kids - 1] : NULL;
        role = manners[role].inner;
        bool again = last && last->kind == KID_ELEMENT && s->elements[last->number].made &&
                     s->elements[last->number].part.role == role;
        element = again ? (long)last->number : new_element(s, element, &(struct ink_part){.role = role});
        s->elements[element].made = true;
    }
    return element;
}

long structure_text(struct structure *s, const char *utf8, size_t length) {
    long element = top(s);
    if (element == STRUCTURE_ARTIFACT)
        return element;
    element = inner_of(s, element);
    note_language(&s->elements[element], utf8, length);
    for (long e = element; e > DOCUMENT; e = s->elements[e].parent)
        if (s->elements[e].part.role == ROLE_LINK) {
            const char *before = s->elements[e].link_words;
            s->elements[e].link_words = arena_printf(s->arena, "%s%s%.*s", before ? before : "",
                                                     before ? " " : "", (int)length, utf8);
        }
    return element;
}

long structure_path(const struct structure *s) {
    for (long e = top(s); e > DOCUMENT; e = s->elements[e].parent)
        if (manners[s->elements[e].part.role].draws)
            return e;
    return STRUCTURE_ARTIFACT;
}

static long enclosing_link(const struct structure *s) {
    for (long e = top(s); e > DOCUMENT; e = s->elements[e].parent)
        if (s->elements[e].part.role == ROLE_LINK)
            return e;
    return -1;
}

void structure_link(struct structure *s, size_t link, size_t page) {
    long element = enclosing_link(s);
    if (element < 0)
        element = new_element(s, top(s) == STRUCTURE_ARTIFACT ? DOCUMENT : top(s),
                              &(struct ink_part){.role = ROLE_LINK});
    add_kid(s, element, (struct kid){.kind = KID_LINK, .number = link, .page = page});
    while (s->n_links <= link) {
        s->links = arena_grow(s->arena, s->links, s->n_links, &s->links_capacity, sizeof *s->links);
        s->links[s->n_links++] = element;
    }
}

const char *structure_link_words(const struct structure *s, size_t link) {
    const char *words = link < s->n_links ? s->elements[s->links[link]].link_words : NULL;
    return words ? words : "";
}

int structure_mark(struct structure *s, long element, size_t page) {
    while (s->n_pages <= page) {
        s->pages = arena_grow(s->arena, s->pages, s->n_pages, &s->pages_capacity, sizeof *s->pages);
        s->pages[s->n_pages++] = (struct page_marks){0};
    }
    struct page_marks *marks = &s->pages[page];
    marks->elements =
        arena_grow(s->arena, marks->elements, marks->n, &marks->capacity, sizeof *marks->elements);
    marks->elements[marks->n] = element;
    add_kid(s, element, (struct kid){.kind = KID_MARK, .number = marks->n, .page = page});
    return (int)marks->n++;
}

const char *structure_tag(const struct structure *s, long element) {
    return element == STRUCTURE_ARTIFACT ? "Artifact" : s->elements[element].tag;
}

bool structure_draws(const struct structure *s, long element) {
    return element != STRUCTURE_ARTIFACT && element != DOCUMENT &&
           manners[s->elements[element].part.role].draws;
}

static bool holds(const struct structure *s, long one, long other) {
    for (; other > DOCUMENT; other = s->elements[other].parent)
        if (other == one)
            return true;
    return false;
}

bool structure_joined(const struct structure *s, long one, long other) {
    return one == other || (one > DOCUMENT && holds(s, one, other)) ||
           (other > DOCUMENT && holds(s, other, one));
}
