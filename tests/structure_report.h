/* Finished reports with their structure trees, walked with the reader of `verify`: what stands where, in what
 * order, and with which words. For one test program. */
#ifndef TESTS_STRUCTURE_REPORT_H
#define TESTS_STRUCTURE_REPORT_H

#include "program.h"

#include "../gen/base/arena.h"
#include "../gen/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "page_text.h"

#define SPEC "specs/llama-3.1-70b-8xh100-sxm.yaml"

static const struct {
    const char *name, *command;
    int status;
    bool small; /* has little to be counted */
} reports[] = {{"procurement", "report " SPEC " -t procurement", 0, false},
               {"handout", "report " SPEC " -t handout", 0, false},
               {"archive", "report " SPEC " -t archive", 0, false},
               {"chinese", "report " SPEC " -t procurement --lang zh", 0, false},
               {"differences", "diff " SPEC " specs/llama-3.1-70b-4xa100-80gb.yaml", 1, true}};
enum { REPORTS = sizeof reports / sizeof *reports, MOST_ELEMENTS = 20000 };

static struct text output;

static inline int make_reports(void **state) {
    (void)state;
    for (size_t i = 0; i < REPORTS; i++)
        if (run(NULL, "%s %s -o %s/%s.pdf", program(), reports[i].command, private_folder(),
                reports[i].name) != reports[i].status)
            return -1;
    return 0;
}

struct element {
    int64_t number, parent; /* objects */
    const char *tag;
    const struct pdf_value *dict;
    size_t from, to; /* of the report's words: its own and its children's */
};

struct report {
    const char *name;
    bool small;
    struct arena *arena;
    struct pdf_file *file;
    const struct pdf_value *catalog, *root;
    struct element elements[MOST_ELEMENTS]; /* in reading order */
    size_t n;
    int64_t pages[MOST_PAGES]; /* objects */
    size_t n_pages;
    int64_t claimed[MOST_PAGES][MOST_MARKS]; /* the element that claims a mark; 0: none */
    int64_t links[MOST_MARKS];               /* annotations that an element holds */
    size_t n_links;
    struct page_reader reader;
    struct page_text *texts[MOST_PAGES];
    struct text words; /* of all elements in reading order, each in a line of its own */
};

static inline size_t page_index(const struct report *r, int64_t page) {
    for (size_t i = 0; i < r->n_pages; i++)
        if (r->pages[i] == page)
            return i;
    fail_msg("object %ld is no page", (long)page);
    return 0;
}

static inline void list_pages(struct report *r, const struct pdf_value *reference) {
    const struct pdf_value *node = pdf_file_resolve(r->file, reference),
                           *kids = pdf_file_find(r->file, node, "Kids");
    if (!kids) {
        assert_true(r->n_pages < MOST_PAGES);
        r->pages[r->n_pages++] = reference->integer;
        return;
    }
    for (size_t i = 0; i < kids->length; i++)
        list_pages(r, &kids->items[i]);
}

static inline void claim(struct report *r, const struct element *element, const struct pdf_value *page,
                         int64_t mark) {
    assert_non_null(page);
    size_t i = page_index(r, page->integer);
    assert_in_range(mark, 0, MOST_MARKS - 1);
    assert_int_equal(r->claimed[i][mark], 0); /* once */
    r->claimed[i][mark] = element->number;
    const struct page_text *text = r->texts[i];
    text_bytes(&r->words, text_get(&text->words) + text->from[mark], text->to[mark] - text->from[mark]);
}

static inline void walk(struct report *r, const struct pdf_value *reference, int64_t parent);

static inline void walk_kid(struct report *r, const struct element *element, const struct pdf_value *kid) {
    const struct pdf_value *page = pdf_find(element->dict, "Pg"), *dict;
    if (kid->kind == PDF_INTEGER) {
        claim(r, element, page, kid->integer);
    } else if (kid->kind == PDF_REF) {
        walk(r, kid, element->number);
    } else {
        dict = kid;
        assert_int_equal(dict->kind, PDF_DICT);
        if (pdf_is_name(pdf_find(dict, "Type"), "MCR")) {
            claim(r, element, pdf_find(dict, "Pg"), pdf_find(dict, "MCID")->integer);
        } else {
            assert_true(pdf_is_name(pdf_find(dict, "Type"), "OBJR"));
            assert_string_equal(element->tag, "Link");
            r->links[r->n_links++] = pdf_find(dict, "Obj")->integer;
        }
    }
}

static inline void walk(struct report *r, const struct pdf_value *reference, int64_t parent) {
    assert_true(r->n < MOST_ELEMENTS);
    struct element *element = &r->elements[r->n++];
    if (r->words.length && r->words.bytes[r->words.length - 1] != '\n')
        text_char(&r->words, '\n');
    element->from = r->words.length;
    element->number = reference->integer;
    element->parent = parent;
    element->dict = pdf_file_resolve(r->file, reference);
    element->tag = pdf_find(element->dict, "S")->bytes;
    assert_int_equal(pdf_find(element->dict, "P")->integer, parent);
    const struct pdf_value *kids = pdf_file_find(r->file, element->dict, "K");
    for (size_t i = 0; kids && kids->kind == PDF_ARRAY && i < kids->length; i++)
        walk_kid(r, element, &kids->items[i]);
    if (kids && kids->kind != PDF_ARRAY)
        walk_kid(r, element, pdf_find(element->dict, "K"));
    element->to = r->words.length;
}

static inline const struct pdf_value *page_of(struct report *r, size_t i) {
    const struct pdf_value reference = {.kind = PDF_REF, .integer = r->pages[i]};
    return pdf_file_resolve(r->file, &reference);
}

static inline const char *content_of(struct report *r, size_t i, size_t *length) {
    const struct pdf_value *dict;
    const char *bytes = pdf_file_stream(r->file, pdf_find(page_of(r, i), "Contents"), &dict, length);
    assert_non_null(bytes);
    return bytes;
}

static inline void read_pages(struct report *r) {
    r->reader = (struct page_reader){.arena = r->arena, .file = r->file};
    for (size_t i = 0; i < r->n_pages; i++) {
        size_t length;
        const char *bytes = content_of(r, i, &length);
        r->texts[i] = arena_alloc(r->arena, sizeof *r->texts[i]);
        page_text_read(&r->reader, page_of(r, i), bytes, length, r->texts[i]);
    }
}

static inline struct report *open_report(const char *name) {
    struct arena *arena = arena_new();
    struct report *r = arena_alloc(arena, sizeof *r);
    struct source *source;
    const char *why;
    r->arena = arena;
    r->name = name;
    assert_int_equal(file_read(arena, arena_printf(arena, "%s/%s.pdf", private_folder(), name),
                               PDF_MOST_BYTES, &source, &why),
                     FILE_READ);
    r->file = pdf_file_open(arena, source, &why);
    assert_non_null(r->file);
    r->catalog = pdf_file_catalog(r->file);
    list_pages(r, pdf_find(r->catalog, "Pages"));
    r->root = pdf_file_find(r->file, r->catalog, "StructTreeRoot");
    assert_non_null(r->root);
    read_pages(r);
    walk(r, pdf_find(r->root, "K"), pdf_find(r->catalog, "StructTreeRoot")->integer);
    assert_string_equal(r->elements[0].tag, "Document");
    return r;
}

static inline void close_report(struct report *r) {
    assert_null(pdf_file_fault(r->file));
    for (size_t i = 0; i < r->n_pages; i++)
        text_drop(&r->texts[i]->words);
    text_drop(&r->words);
    arena_drop(r->arena);
}

static inline const struct element *element_of(const struct report *r, int64_t number) {
    for (size_t i = 0; i < r->n; i++)
        if (r->elements[i].number == number)
            return &r->elements[i];
    return NULL;
}

/* What a function finds wrong in any of the reports fails the test. */
static inline void in_every_report(void (*check)(struct report *)) {
    for (size_t i = 0; i < REPORTS; i++) {
        struct report *r = open_report(reports[i].name);
        r->small = reports[i].small;
        check(r);
        close_report(r);
    }
}

#endif
