/* The tree behind structure_pdf.h: structure_pdf.c grows it, structure_write.c lays it down. */
#ifndef PAGE_STRUCTURE_TREE_H
#define PAGE_STRUCTURE_TREE_H

#include "structure_pdf.h"

/* What an element holds, in reading order. */
struct kid {
    enum { KID_ELEMENT, KID_MARK, KID_LINK } kind;
    size_t number; /* of the element, of the mark on its page, of the link */
    size_t page;
};

struct element {
    struct ink_part part; /* of the document itself: role ROLE_COUNT */
    const char *tag;
    long parent;
    bool made;       /* for text that stood where none may */
    bool han, latin; /* what its own text is written in */
    const char *link_words;
    struct kid *kids;
    size_t n_kids, kids_capacity;
};

struct page_marks { /* the elements of a page's marks, by number */
    long *elements;
    size_t n, capacity;
};

struct structure {
    struct arena *arena;
    const char *language;
    struct element *elements; /* 0 is the document */
    size_t n, capacity;
    long *open;
    size_t depth, open_capacity;
    struct page_marks *pages;
    size_t n_pages, pages_capacity;
    long *links; /* the element of each link */
    size_t n_links, links_capacity;
    int heading; /* level of the last */
};

#endif
