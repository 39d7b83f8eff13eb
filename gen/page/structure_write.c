/* Lays the structure tree down (declared in structure_pdf.h). A report has more elements than all else that
 * is in its file, so they are written as text at once, without a dictionary of libharu's for each. */
#include "structure_tree.h"

#include "font_pdf.h"
#include "stream_pdf.h"

#include <string.h>

/* Attributes that many cells share are written once. */
enum { SPANS = 32 };
struct writing {
    struct structure *s;
    struct packed *out;
    struct text *text; /* of the object in hand */
    HPDF_Page *pages;
    HPDF_Dict *links;
    uint32_t first, next;    /* the object of element 0; of the next attributes */
    uint32_t made[3][SPANS]; /* data cell, column's head, row's head */
    struct text attributes;  /* objects that follow the elements */
    size_t *attribute_ends;
    size_t n_attributes, attributes_capacity;
};

static void put_reference(struct text *out, const char *key, uint32_t number) {
    text_string(out, key);
    text_whole(out, number);
    text_string(out, " 0 R");
}

/* As ISO 32000-1, 7.3.4.2 has a string: of ASCII; of anything else in UTF-16, hexadecimal. */
static void put_words(struct text *out, const char *utf8) {
    bool plain = true;
    for (const char *c = utf8; *c && plain; c++)
        plain = *c >= ' ' && *c <= '~';
    if (!plain) {
        text_string(out, "<FEFF");
        font_put_utf16(out, utf8, strlen(utf8));
        text_char(out, '>');
        return;
    }
    text_char(out, '(');
    for (; *utf8; utf8++) {
        if (*utf8 == '(' || *utf8 == ')' || *utf8 == '\\')
            text_char(out, '\\');
        text_char(out, *utf8);
    }
    text_char(out, ')');
}

static uint32_t element_object(const struct writing *w, size_t element) {
    return w->first + (uint32_t)element;
}

static uint32_t cell_attributes(struct writing *w, const struct element *element) {
    int span = element->part.span > 1 ? element->part.span : 1;
    int kind = element->part.role != ROLE_TH ? 0 : element->part.heads_row ? 2 : 1;
    bool kept = span < SPANS;
    if (kept && w->made[kind][span])
        return w->made[kind][span];
    struct text *out = &w->attributes;
    text_string(out, "<</O/Table");
    if (kind)
        text_string(out, kind == 1 ? "/Scope/Column" : "/Scope/Row");
    if (span > 1) {
        text_string(out, "/ColSpan ");
        text_whole(out, (uint64_t)span);
    }
    text_string(out, ">>\n");
    w->attribute_ends = arena_grow(w->s->arena, w->attribute_ends, w->n_attributes, &w->attributes_capacity,
                                   sizeof *w->attribute_ends);
    w->attribute_ends[w->n_attributes++] = out->length;
    uint32_t number = w->next++;
    if (kept)
        w->made[kind][span] = number;
    return number;
}

/* The language of an element's own text, where it is not the document's; NULL: it is. */
static const char *other_language(const struct structure *s, const struct element *element) {
    bool chinese = !strncmp(s->language, "zh", 2);
    if (chinese && element->latin && !element->han)
        return "en";
    return !chinese && element->han ? "zh" : NULL;
}

/* `page` is the one that marks are on where nothing else is said. */
static void put_kid(const struct writing *w, const struct kid *kid, size_t page) {
    struct text *out = w->text;
    if (kid->kind == KID_ELEMENT) {
        put_reference(out, " ", element_object(w, kid->number));
    } else if (kid->kind == KID_MARK && kid->page == page) {
        text_char(out, ' ');
        text_whole(out, kid->number);
    } else {
        bool mark = kid->kind == KID_MARK;
        text_string(out, mark ? "<</Type/MCR" : "<</Type/OBJR");
        put_reference(out, "/Pg ", object_number(w->pages[kid->page]));
        if (mark) {
            text_string(out, "/MCID ");
            text_whole(out, kid->number);
        } else {
            put_reference(out, "/Obj ", object_number(w->links[kid->number]));
        }
        text_string(out, ">>");
    }
}

static void put_kids(const struct writing *w, const struct element *element, size_t page) {
    struct text *out = w->text;
    if (!element->n_kids)
        return;
    bool one = element->n_kids == 1 && element->kids[0].kind == KID_MARK;
    text_string(out, one ? "/K" : "/K[");
    for (size_t i = 0; i < element->n_kids; i++)
        put_kid(w, &element->kids[i], page);
    if (!one)
        text_char(out, ']');
}

/* Notes are known by an identifier (ISO 14289-1, 7.9), numbered in their order. */
static void put_note_name(struct text *out, unsigned number) {
    text_printf(out, "(note%05u)", number);
}

static void put_element(struct writing *w, size_t number, uint32_t parent, unsigned *notes) {
    const struct element *element = &w->s->elements[number];
    struct text *out = w->text;
    enum ink_role role = element->part.role;
    text_string(out, "<</S/");
    text_string(out, element->tag);
    put_reference(out, "/P ", parent);
    size_t page = SIZE_MAX;
    for (size_t i = 0; i < element->n_kids && page == SIZE_MAX; i++)
        if (element->kids[i].kind == KID_MARK)
            page = element->kids[i].page;
    if (page != SIZE_MAX)
        put_reference(out, "/Pg ", object_number(w->pages[page]));
    put_kids(w, element, page);
    if (element->part.words && (role == ROLE_FIGURE || role == ROLE_FORMULA)) {
        text_string(out, "/Alt");
        put_words(out, element->part.words);
    }
    if (role == ROLE_TH || (role == ROLE_TD && element->part.span > 1))
        put_reference(out, "/A ", cell_attributes(w, element));
    const char *language = other_language(w->s, element);
    if (language) {
        text_string(out, "/Lang");
        put_words(out, language);
    }
    if (role == ROLE_NOTE) {
        text_string(out, "/ID");
        put_note_name(out, ++*notes);
    }
    text_string(out, ">>\n");
    packed_end(w->out);
}

/* From the names of notes to their elements, in the order of the names. */
static void put_note_names(const struct writing *w) {
    struct text *out = w->text;
    unsigned n = 0;
    for (size_t i = 0; i < w->s->n; i++) {
        if (w->s->elements[i].part.role != ROLE_NOTE)
            continue;
        text_string(out, n ? "" : "/IDTree<</Names[");
        put_note_name(out, ++n);
        put_reference(out, " ", element_object(w, i));
    }
    text_string(out, n ? "]>>" : "");
}

/* From a page's marks, and from a link, to their elements: the keys are first the pages', then the links'. */
static void put_parents(const struct writing *w, size_t n_pages, size_t n_links) {
    const struct structure *s = w->s;
    struct text *out = w->text;
    text_string(out, "/ParentTree<</Nums[");
    for (size_t i = 0; i < n_pages; i++) {
        text_whole(out, i);
        text_char(out, '[');
        for (size_t k = 0; i < s->n_pages && k < s->pages[i].n; k++)
            put_reference(out, k ? " " : "", element_object(w, (size_t)s->pages[i].elements[k]));
        text_char(out, ']');
    }
    for (size_t i = 0; i < n_links; i++) {
        text_string(out, i ? " " : "");
        text_whole(out, n_pages + i);
        put_reference(out, " ", element_object(w, (size_t)s->links[i]));
    }
    text_string(out, "]>>/ParentTreeNextKey ");
    text_whole(out, n_pages + n_links);
}

/* What libharu writes itself: how catalog, pages and links lead to the tree. */
static HPDF_Dict write_ways_in(HPDF_Doc doc, HPDF_Page *pages, size_t n_pages, HPDF_Dict *links,
                               size_t n_links) {
    for (size_t i = 0; i < n_pages; i++) {
        HPDF_Dict_AddNumber(pages[i], "StructParents", (HPDF_INT32)i);
        HPDF_Dict_AddName(pages[i], "Tabs", "S");
    }
    for (size_t i = 0; i < n_links; i++)
        HPDF_Dict_AddNumber(links[i], "StructParent", (HPDF_INT32)(n_pages + i));
    HPDF_Dict root = object_dict(doc), marked = object_inline(doc);
    HPDF_Dict_Add(doc->catalog, "StructTreeRoot", root);
    HPDF_Dict_AddBoolean(marked, "Marked", HPDF_TRUE);
    HPDF_Dict_Add(doc->catalog, "MarkInfo", marked);
    return root;
}

void structure_write(struct structure *s, HPDF_Doc doc, HPDF_Page *pages, size_t n_pages, HPDF_Dict *links,
                     size_t n_links, struct packed *out) {
    struct writing *w = arena_alloc(s->arena, sizeof *w);
    uint32_t root = object_number(write_ways_in(doc, pages, n_pages, links, n_links));
    packed_begin(out, s->arena, streams_of(doc->catalog), root);
    *w = (struct writing){.s = s, .out = out, .pages = pages, .links = links, .first = root + 1};
    w->text = packed_out(out);
    w->next = w->first + (uint32_t)s->n;
    text_string(w->text, "<</Type/StructTreeRoot");
    put_reference(w->text, "/K ", w->first);
    put_note_names(w);
    put_parents(w, n_pages, n_links);
    text_string(w->text, ">>\n");
    packed_end(out);
    unsigned notes = 0;
    for (size_t i = 0; i < s->n; i++)
        put_element(w, i, i ? element_object(w, (size_t)s->elements[i].parent) : root, &notes);
    for (size_t i = 0, from = 0; i < w->n_attributes; from = w->attribute_ends[i++]) {
        text_bytes(w->text, w->attributes.bytes + from, w->attribute_ends[i] - from);
        packed_end(out);
    }
    packed_close(out);
    text_drop(&w->attributes);
}
