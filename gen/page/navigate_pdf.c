/* See navigate_pdf.h. ISO 32000-1, 12.3.2 (destinations), 12.3.3 (outlines), 12.5.6.5 (links). */
#include "navigate_pdf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct anchor {
    const char *name;
    size_t page;
    double x, y;
};

struct link {
    size_t page;
    double box[4];
    const char *target;
};

struct outline_entry {
    int level;
    const char *title, *anchor;
};

struct navigation {
    struct arena *arena;
    struct anchor *anchors;
    size_t n_anchors, anchors_capacity;
    struct link *links;
    size_t n_links, links_capacity;
    struct outline_entry *outline;
    size_t n_outline, outline_capacity;
    HPDF_Doc doc; /* while writing */
    const struct made_page *pages;
    HPDF_Dict *annotations;
    const char *error;
};

struct navigation *navigation_new(struct arena *arena) {
    struct navigation *n = arena_alloc(arena, sizeof *n);
    n->arena = arena;
    return n;
}

void navigation_anchor(struct navigation *n, size_t page, double x, double y, const char *name) {
    n->anchors = arena_grow(n->arena, n->anchors, n->n_anchors, &n->anchors_capacity, sizeof *n->anchors);
    n->anchors[n->n_anchors++] = (struct anchor){arena_string(n->arena, name), page, x, y};
}

size_t navigation_link(struct navigation *n, size_t page, const double box[4], const char *target) {
    n->links = arena_grow(n->arena, n->links, n->n_links, &n->links_capacity, sizeof *n->links);
    struct link *link = &n->links[n->n_links];
    link->page = page;
    link->target = arena_string(n->arena, target);
    memcpy(link->box, box, sizeof link->box);
    return n->n_links++;
}

void navigation_outline(struct navigation *n, int level, const char *title, const char *anchor) {
    assert(level >= 1);
    n->outline = arena_grow(n->arena, n->outline, n->n_outline, &n->outline_capacity, sizeof *n->outline);
    n->outline[n->n_outline++] =
        (struct outline_entry){level, arena_string(n->arena, title), arena_string(n->arena, anchor)};
}

/* ---- writing --------------------------------------------------------------------------------------------
 */

static HPDF_Array destination_of(struct navigation *n, const char *name) {
    for (size_t i = 0; i < n->n_anchors; i++) {
        const struct anchor *anchor = &n->anchors[i];
        if (strcmp(anchor->name, name) != 0)
            continue;
        const struct made_page *page = &n->pages[anchor->page];
        return object_destination(n->doc, page->page, anchor->x, page->height - anchor->y);
    }
    if (!n->error)
        n->error = arena_printf(n->arena, "a link leads to \"%s\", and no page has that place", name);
    return NULL;
}

/* An address as a URI: what is not ASCII is escaped, byte by byte (RFC 3986, 2.5). */
static const char *uri_of(struct arena *arena, const char *address) {
    char *uri = arena_alloc(arena, strlen(address) * 3 + 1), *at = uri;
    for (const unsigned char *c = (const unsigned char *)address; *c; c++) {
        if (*c > ' ' && *c < 0x7F)
            *at++ = (char)*c;
        else
            at += sprintf(at, "%%%02X", *c);
    }
    return uri;
}

static void put_target(struct navigation *n, HPDF_Dict annotation, const char *target) {
    if (target[0] == '#') {
        HPDF_Array place = destination_of(n, target + 1);
        if (place)
            HPDF_Dict_Add(annotation, "Dest", place);
        return;
    }
    HPDF_Dict action = object_inline(n->doc);
    HPDF_Dict_AddName(action, "S", "URI");
    object_put_ascii(n->doc, action, "URI", uri_of(n->arena, target));
    HPDF_Dict_Add(annotation, "A", action);
}

/* What is told of a link to who does not see it: its words, else where it leads. */
static const char *words_of(const struct link *link, const struct structure *structure, size_t number) {
    const char *words = structure_link_words(structure, number);
    return *words ? words : *link->target == '#' ? link->target + 1 : link->target;
}

static HPDF_Dict write_link(struct navigation *n, size_t number, const struct structure *structure) {
    const struct link *link = &n->links[number];
    const struct made_page *page = &n->pages[link->page];
    HPDF_Dict annotation = object_dict(n->doc);
    HPDF_Dict_AddName(annotation, "Type", "Annot");
    HPDF_Dict_AddName(annotation, "Subtype", "Link");
    HPDF_Array box = object_array(n->doc), border = object_array(n->doc);
    const double corners[4] = {link->box[0], page->height - link->box[3], link->box[2],
                               page->height - link->box[1]};
    for (int i = 0; i < 4; i++)
        HPDF_Array_AddReal(box, (HPDF_REAL)corners[i]);
    for (int i = 0; i < 3; i++)
        HPDF_Array_AddNumber(border, 0);
    HPDF_Dict_Add(annotation, "Rect", box);
    HPDF_Dict_Add(annotation, "Border", border);
    HPDF_Dict_AddNumber(annotation, "F", 4); /* printable */
    if (structure)
        object_put_text(n->doc, annotation, "Contents", words_of(link, structure, number));
    put_target(n, annotation, link->target);
    HPDF_Array annotations = HPDF_Dict_GetItem(page->page, "Annots", HPDF_OCLASS_ARRAY);
    if (!annotations) {
        annotations = object_array(n->doc);
        HPDF_Dict_Add(page->page, "Annots", annotations);
    }
    HPDF_Array_Add(annotations, annotation);
    return annotation;
}

enum { OUTLINE_LEVELS = 8 };

/* A level that was skipped hangs below the nearest one above it. */
static void write_outline(struct navigation *n) {
    HPDF_Outline open[OUTLINE_LEVELS + 1] = {0}; /* the entry last written at each level; 0 is the root */
    for (size_t i = 0; i < n->n_outline && !n->error; i++) {
        const struct outline_entry *entry = &n->outline[i];
        int level = entry->level < OUTLINE_LEVELS ? entry->level : OUTLINE_LEVELS, above = level - 1;
        while (above > 0 && !open[above])
            above--;
        HPDF_Outline made = HPDF_CreateOutline(n->doc, open[above], "", NULL);
        HPDF_Array place = destination_of(n, entry->anchor);
        if (made && place) {
            object_put_text(n->doc, made, "Title", entry->title);
            HPDF_Dict_RemoveElement(made, "Type"); /* libharu's; it belongs to the root alone */
            HPDF_Dict_Add(made, "Dest", place);
        }
        open[level] = made;
        for (int below = level + 1; below <= OUTLINE_LEVELS; below++)
            open[below] = NULL;
    }
}

const char *navigation_write(struct navigation *n, HPDF_Doc doc, const struct made_page *pages,
                             const struct structure *structure) {
    n->doc = doc;
    n->pages = pages;
    n->annotations = arena_array(n->arena, n->n_links, sizeof *n->annotations);
    for (size_t i = 0; i < n->n_links && !n->error; i++)
        n->annotations[i] = write_link(n, i, structure);
    write_outline(n);
    if (n->n_outline)
        HPDF_Dict_AddName(doc->catalog, "PageMode", "UseOutlines");
    return n->error;
}

HPDF_Dict *navigation_annotations(struct navigation *n, size_t *count) {
    *count = n->n_links;
    return n->annotations;
}
