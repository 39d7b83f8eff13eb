/* See place.h: chapters, each set in the best of several ways. Blocks on pages: fill.h.
 *
 * Equations that follow one another stay together where that costs no page. A chapter whose last page would
 * be nearly empty is set again with less white and lower figures. It begins a page, unless on what room the
 * one before has left it comes out better. */
#include "fill.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define POOR .3  /* of a page: less on the last of a chapter is better on those before it */
#define HOLE .25 /* of a page: no more is left empty for the sake of equations */
#define LEFT .65 /* of a page: where no more is taken, a chapter may begin on it */

/* A title, up to what begins the next chapter, and the filler as it was before. */
struct chapter {
    struct block *first, *end;
    struct filler start;
    struct side side;
    size_t pieces; /* on the page that is there */
    int tightest;
    bool leads; /* there are equations to keep together */
};

/* One way to set a chapter. */
struct way {
    bool runs_on; /* on the page that is there */
    bool torn;
    int tight;
};

static void put_way(struct filler *f, const struct chapter *chapter, struct way way) {
    *f = chapter->start;
    f->side = side_copy(&chapter->side);
    f->page->n = chapter->pieces;
    if (!way.runs_on && !f->empty)
        fill_new_page(f);
    f->hole = 0;
    f->cuts = 0;
    f->torn = way.torn;
    f->tight = way.tight;
    for (struct block *block = chapter->first; block != chapter->end; block = block->next)
        fill_put(f, block, true);
    while (f->n_floats) /* what waits at the end has pages of its own */
        fill_new_page(f);
}

/* How much of the last page is taken, from 0 to 1. */
static double taken(const struct filler *f) {
    return (f->y - f->paper->top) / (f->paper->bottom - f->paper->top);
}

/* Where the last page of several would hold next to nothing, or there are more than `most`, all of them are
 * set tighter, if that does away with one. Returns how many pages there are. */
static size_t put_tighter(struct filler *f, const struct chapter *chapter, struct way *way, size_t most) {
    way->tight = 0;
    put_way(f, chapter, *way);
    size_t pages = f->pages.n, least = chapter->start.pages.n + !(way->runs_on || chapter->start.empty);
    bool poor = taken(f) < POOR || pages > most;
    while (poor && f->pages.n == pages && pages > least) {
        poor = ++way->tight <= chapter->tightest;
        way->tight = poor ? way->tight : 0;
        put_way(f, chapter, *way);
    }
    return f->pages.n;
}

/* Equations stay together, unless that takes a page more or leaves a hole in one. Returns the way taken. */
static struct way put_best(struct filler *f, const struct chapter *chapter, bool runs_on) {
    struct way way = {.runs_on = runs_on, .torn = true};
    size_t most = put_tighter(f, chapter, &way, SIZE_MAX);
    double hole = fmax(f->hole, HOLE * (f->paper->bottom - f->paper->top));
    if (!chapter->leads)
        return way;
    struct way torn = way;
    way.torn = false;
    if (put_tighter(f, chapter, &way, most) <= most && f->hole <= hole)
        return way;
    put_way(f, chapter, torn);
    return torn;
}

/* A chapter runs on below the one before where that saves a page, or where that page would be nearly empty
 * and none comes of it that is half as full: the chapter behind may then save it. A table is not cut
 * inside a group for a page that is fuller than that. Returns where it ends. */
static struct block *put_chapter(struct filler *f, struct block *first) {
    struct chapter chapter = {
        .first = first, .end = first, .start = *f, .side = side_copy(&f->side), .pieces = f->page->n};
    double gives = 0, before = taken(f);
    do {
        gives = fmax(gives, chapter.end->gives);
        chapter.leads = chapter.leads || chapter.end->leads;
        chapter.end = chapter.end->next;
    } while (chapter.end && !fill_begins_chapter(chapter.end));
    chapter.tightest = 1 + (int)ceil(gives / f->grid->step);
    struct way own = put_best(f, &chapter, false);
    if (chapter.start.empty || first->page_before || before > LEFT)
        return chapter.end;
    size_t pages = f->pages.n, cuts = f->cuts;
    bool poor = before < POOR || taken(f) < POOR;
    put_best(f, &chapter, true);
    bool saves = f->pages.n < pages && (poor || f->cuts <= cuts),
         fuller = f->pages.n == pages && before < POOR && taken(f) > before / 2;
    if (!saves && !fuller)
        put_way(f, &chapter, own);
    return chapter.end;
}

/* Which page each anchor came to stand on. */
static void find_anchors(struct filler *f, const struct box *box, size_t page) {
    for (size_t i = 0; i < box->n; i++) {
        const struct piece *piece = &box->pieces[i];
        if (piece->kind == PIECE_BOX)
            find_anchors(f, piece->box, page);
        if (piece->kind != PIECE_ANCHOR)
            continue;
        f->pages.anchors = arena_grow(f->arena, f->pages.anchors, f->pages.n_anchors,
                                      &f->pages.anchors_capacity, sizeof *f->pages.anchors);
        f->pages.anchors[f->pages.n_anchors++] = (struct page_anchor){piece->words, page};
    }
}

struct pages place_blocks(struct arena *arena, const struct paper *paper, const struct baselines *grid,
                          struct block *first) {
    struct filler filler = {.arena = arena, .paper = paper, .grid = grid, .side = {arena, paper, grid}},
                  *f = &filler;
    fill_begin_page(f);
    for (struct block *block = first; block;)
        block = put_chapter(f, block);
    side_settle(&f->side, f->page, paper->bottom);
    while (f->side.n) {
        fill_begin_page(f);
        side_settle(&f->side, f->page, paper->bottom);
    }
    for (size_t i = 0; i < f->pages.n; i++)
        find_anchors(f, f->pages.boxes[i], i + 1);
    return f->pages;
}

size_t place_page_of(const struct pages *pages, const char *anchor) {
    for (size_t i = 0; i < pages->n_anchors; i++)
        if (strcmp(pages->anchors[i].name, anchor) == 0)
            return pages->anchors[i].page;
    return 0;
}
