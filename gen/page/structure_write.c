/* Lays the structure tree down as dictionaries (declared in structure_pdf.h). */
#include "structure_tree.h"

#include <string.h>

/* Attributes that many cells share are written once. */
enum { SPANS = 32 };
struct attributes {
    HPDF_Doc doc;
    HPDF_Dict made[3][SPANS]; /* data cell, column's head, row's head */
};

static HPDF_Dict cell_attributes(struct attributes *shared, const struct element *element) {
    int span = element->part.span > 1 ? element->part.span : 1;
    int kind = element->part.role != ROLE_TH ? 0 : element->part.heads_row ? 2 : 1;
    HPDF_Dict *place = span < SPANS ? &shared->made[kind][span] : NULL;
    if (place && *place)
        return *place;
    HPDF_Dict dict = object_dict(shared->doc);
    HPDF_Dict_AddName(dict, "O", "Table");
    if (kind)
        HPDF_Dict_AddName(dict, "Scope", kind == 1 ? "Column" : "Row");
    if (span > 1)
        HPDF_Dict_AddNumber(dict, "ColSpan", span);
    if (place)
        *place = dict;
    return dict;
}

/* The language of an element's own text, where it is not the document's; NULL: it is. */
static const char *other_language(const struct structure *s, const struct element *element) {
    bool chinese = !strncmp(s->language, "zh", 2);
    if (chinese && element->latin && !element->han)
        return "en";
    return !chinese && element->han ? "zh" : NULL;
}

static void write_kid(const struct structure *s, HPDF_Doc doc, HPDF_Array kids, const struct kid *kid,
                      size_t page, HPDF_Page *pages, HPDF_Dict *links) {
    if (kid->kind == KID_ELEMENT) {
        HPDF_Array_Add(kids, s->elements[kid->number].dict);
        return;
    }
    if (kid->kind == KID_MARK && kid->page == page) {
        HPDF_Array_AddNumber(kids, (HPDF_INT32)kid->number);
        return;
    }
    HPDF_Dict dict = object_inline(doc);
    HPDF_Dict_AddName(dict, "Type", kid->kind == KID_MARK ? "MCR" : "OBJR");
    HPDF_Dict_Add(dict, "Pg", pages[kid->page]);
    if (kid->kind == KID_MARK)
        HPDF_Dict_AddNumber(dict, "MCID", (HPDF_INT32)kid->number);
    else
        HPDF_Dict_Add(dict, "Obj", links[kid->number]);
    HPDF_Array_Add(kids, dict);
}

static void write_element(struct structure *s, struct attributes *shared, size_t number, HPDF_Dict parent,
                          HPDF_Page *pages, HPDF_Dict *links) {
    struct element *element = &s->elements[number];
    HPDF_Doc doc = shared->doc;
    enum ink_role role = element->part.role;
    HPDF_Dict_AddName(element->dict, "S", element->tag);
    HPDF_Dict_Add(element->dict, "P", parent);
    size_t page = SIZE_MAX;
    for (size_t i = 0; i < element->n_kids && page == SIZE_MAX; i++)
        if (element->kids[i].kind == KID_MARK)
            page = element->kids[i].page;
    if (page != SIZE_MAX)
        HPDF_Dict_Add(element->dict, "Pg", pages[page]);
    if (element->n_kids == 1 && element->kids[0].kind == KID_MARK) {
        HPDF_Dict_AddNumber(element->dict, "K", (HPDF_INT32)element->kids[0].number);
    } else if (element->n_kids) {
        HPDF_Array kids = object_array(doc);
        for (size_t i = 0; i < element->n_kids; i++)
            write_kid(s, doc, kids, &element->kids[i], page, pages, links);
        HPDF_Dict_Add(element->dict, "K", kids);
    }
    if (element->part.words && (role == ROLE_FIGURE || role == ROLE_FORMULA))
        object_put_text(doc, element->dict, "Alt", element->part.words);
    if (role == ROLE_TH || (role == ROLE_TD && element->part.span > 1))
        HPDF_Dict_Add(element->dict, "A", cell_attributes(shared, element));
    const char *language = other_language(s, element);
    if (language)
        object_put_ascii(doc, element->dict, "Lang", language);
}

/* Notes are known by an identifier (ISO 14289-1, 7.9), in the order of their names. */
static void write_note_names(struct structure *s, HPDF_Doc doc, HPDF_Dict root) {
    HPDF_Array names = NULL;
    unsigned n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->elements[i].part.role != ROLE_NOTE)
            continue;
        names = names ? names : object_array(doc);
        const char *name = arena_printf(s->arena, "note%05u", ++n);
        object_put_ascii(doc, s->elements[i].dict, "ID", name);
        object_add_text(doc, names, name);
        HPDF_Array_Add(names, s->elements[i].dict);
    }
    if (!names)
        return;
    HPDF_Dict tree = object_inline(doc);
    HPDF_Dict_Add(tree, "Names", names);
    HPDF_Dict_Add(root, "IDTree", tree);
}

/* From a page's marks, and from a link, to their elements: the keys are first the pages', then the links'. */
static void write_parents(struct structure *s, HPDF_Doc doc, HPDF_Dict root, HPDF_Page *pages, size_t n_pages,
                          HPDF_Dict *links, size_t n_links) {
    HPDF_Array numbers = object_array(doc);
    for (size_t i = 0; i < n_pages; i++) {
        HPDF_Array elements = object_array(doc);
        for (size_t k = 0; i < s->n_pages && k < s->pages[i].n; k++)
            HPDF_Array_Add(elements, s->elements[s->pages[i].elements[k]].dict);
        HPDF_Array_AddNumber(numbers, (HPDF_INT32)i);
        HPDF_Array_Add(numbers, elements);
        HPDF_Dict_AddNumber(pages[i], "StructParents", (HPDF_INT32)i);
        HPDF_Dict_AddName(pages[i], "Tabs", "S");
    }
    for (size_t i = 0; i < n_links; i++) {
        HPDF_Array_AddNumber(numbers, (HPDF_INT32)(n_pages + i));
        HPDF_Array_Add(numbers, s->elements[s->links[i]].dict);
        HPDF_Dict_AddNumber(links[i], "StructParent", (HPDF_INT32)(n_pages + i));
    }
    HPDF_Dict tree = object_inline(doc);
    HPDF_Dict_Add(tree, "Nums", numbers);
    HPDF_Dict_Add(root, "ParentTree", tree);
    HPDF_Dict_AddNumber(root, "ParentTreeNextKey", (HPDF_INT32)(n_pages + n_links));
}

void structure_write(struct structure *s, HPDF_Doc doc, HPDF_Page *pages, size_t n_pages, HPDF_Dict *links,
                     size_t n_links) {
    struct attributes *shared = arena_alloc(s->arena, sizeof *shared);
    HPDF_Dict root = object_dict(doc), marked = object_inline(doc);
    shared->doc = doc;
    for (size_t i = 0; i < s->n; i++)
        s->elements[i].dict = object_dict(doc);
    for (size_t i = 0; i < s->n; i++)
        write_element(s, shared, i, i ? s->elements[s->elements[i].parent].dict : root, pages, links);
    HPDF_Dict_AddName(root, "Type", "StructTreeRoot");
    HPDF_Dict_Add(root, "K", s->elements[0].dict);
    write_note_names(s, doc, root);
    write_parents(s, doc, root, pages, n_pages, links, n_links);
    HPDF_Dict_Add(doc->catalog, "StructTreeRoot", root);
    HPDF_Dict_AddBoolean(marked, "Marked", HPDF_TRUE);
    HPDF_Dict_Add(doc->catalog, "MarkInfo", marked);
}
