/* Words that fill pages, and where they came to stand. */
#ifndef TESTS_PAGE_FIND_H
#define TESTS_PAGE_FIND_H

#include "page_fake.h"

/* The baseline of the first run with these words on a page, or -1. */
static inline double find(const struct pages *pages, size_t page, const char *words, double *x) {
    for (size_t i = 0; page < pages->n && i < pages->boxes[page]->n; i++) {
        const struct piece *piece = &pages->boxes[page]->pieces[i];
        if (piece->kind == PIECE_TEXT && strstr(piece->run->text, words)) {
            if (x)
                *x = piece->x;
            return piece->y;
        }
    }
    return -1;
}

static inline void repeat(struct text *out, const char *words, size_t times) {
    for (size_t i = 0; i < times; i++)
        text_string(out, words);
}

#define SENTENCE "Every step reads all of the weights once, however many sequences share it, and no more. "

#endif
