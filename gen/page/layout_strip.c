/* See layout.h: the strip of key figures. */
#include "layout.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define STRIP_GAP     11.3
#define STRIP_CLEAR   17.0 /* the white that tells two key figures apart */
#define STRIP_VALUE_Y 24.1
#define UNIT_GAP      1.8 /* between a key figure and its unit */

/* The lines of an item: cut at the ends of lines in the source. */
static size_t item_lines(const struct node *item, const struct span **from, size_t *count, size_t most) {
    const struct node *node = item->first;
    size_t n = 0;
    for (size_t i = 0; node && i < node->n_spans && n < most;) {
        size_t j = i;
        while (j < node->n_spans && node->spans[j].kind != SPAN_SOFT && node->spans[j].kind != SPAN_BREAK)
            j++;
        from[n] = &node->spans[i];
        count[n++] = j - i;
        i = j + 1;
    }
    return n;
}

/* A key figure: the number large, its unit small behind it. */
struct key_figure {
    const char *value, *unit; /* unit: NULL when it has none */
    double unit_width;        /* with the gap before it */
};

/* Cut at its last space. */
static struct key_figure key_figure_of(const struct setting *s, const struct span *spans, size_t n) {
    struct node node = {.spans = (struct span *)spans, .n_spans = n};
    const char *words = tree_words(s->arena, &node);
    const char *unit = strrchr(words, ' ');
    const char *narrow = strstr(words, "\u00A0"), *thin = strstr(words, "\u202F");
    size_t length = unit ? (size_t)(unit - words) : strlen(words), skip = 1;
    if (narrow)
        length = (size_t)(narrow - words), unit = narrow, skip = strlen("\u00A0");
    if (thin)
        length = (size_t)(thin - words), unit = thin, skip = strlen("\u202F");
    struct key_figure key = {.value = arena_copy(s->arena, words, length), .unit = unit ? unit + skip : NULL};
    if (key.unit)
        key.unit_width = fonts_width(s->fonts, FACE_TEXT, SIZE_GROUP, key.unit) + UNIT_GAP;
    return key;
}

/* An item of a strip: its key figure, and the words below it, set. */
struct strip_item {
    struct key_figure key;
    size_t n;              /* how many of the two kinds of words there are */
    struct lines words[2]; /* the label, and the note below it */
    double value_width, width;
};

static struct strip_item strip_item_of(const struct setting *s, const struct node *node, double room) {
    const struct span *from[3];
    size_t count[3], lines = item_lines(node, from, count, 3);
    struct strip_item item = {0};
    if (!lines)
        return item;
    item.key = key_figure_of(s, from[0], count[0]);
    double size = s->style->types[TYPE_STRIP_VALUE].size;
    item.value_width = fonts_width(s->fonts, FACE_TEXT, size, item.key.value) + item.key.unit_width;
    item.width = fmin(item.value_width, room);
    item.n = lines - 1;
    for (size_t i = 0; i < item.n; i++) {
        const struct type *type = &s->style->types[i ? TYPE_STRIP_NOTE : TYPE_STRIP_LABEL];
        item.words[i] = paragraph_lines(s, type, inline_atoms(s, type, from[i + 1], count[i + 1]), room + 3);
        item.width = fmax(item.width, item.words[i].width);
    }
    return item;
}

/* Draws an item into a column with so much room; returns its last baseline. */
static double put_strip_item(const struct setting *s, struct box *box, const struct strip_item *item,
                             double x, double room) {
    const struct key_figure *key = &item->key;
    double size = s->style->types[TYPE_STRIP_VALUE].size, y = STRIP_VALUE_Y;
    if (item->value_width > room)
        size *= fmax(.5, (room - key->unit_width) / (item->value_width - key->unit_width));
    if (key->value) {
        double end =
            box_label(box, s->fonts, x, y, FACE_TEXT, size, 0, palette[COLOUR_INK], ALIGN_LEFT, key->value);
        if (key->unit)
            box_label(box, s->fonts, x + end + UNIT_GAP, y, FACE_TEXT, SIZE_GROUP, 0, palette[COLOUR_INK],
                      ALIGN_LEFT, key->unit);
    }
    for (size_t i = 0; i < item->n; i++)
        for (size_t k = 0; k < item->words[i].n; k++) {
            double leading = s->style->types[i ? TYPE_STRIP_NOTE : TYPE_STRIP_LABEL].leading;
            y += k ? leading : i ? 10.6 : 10.86;
            box_add(box, item->words[i].lines[k].box, x, y);
        }
    return y;
}

/* How far it is from the beginning of an item to that of the next: the same for all, unless one would come
 * near its neighbour; then the white between them is the same. */
static void strip_steps(const struct strip_item *items, size_t n, double full, double *steps) {
    double column = (full + STRIP_GAP) / (double)n, sum = 0;
    bool crowded = false;
    for (size_t i = 0; i < n; i++) {
        steps[i] = column;
        sum += items[i].width;
        crowded = crowded || (i + 1 < n && items[i].width + STRIP_CLEAR > column);
    }
    double gap = n > 1 ? (full - sum) / (double)(n - 1) : 0;
    for (size_t i = 0; i < n && crowded && gap > STRIP_GAP; i++)
        steps[i] = items[i].width + gap;
}

struct block *layout_strip(struct layout *layout, const struct node *node) {
    const struct setting *s = &layout->setting;
    const double full = layout->paper->full;
    struct block *block = block_new(s->arena, ROLE_LIST, SPACE_STRIP, SPACE_STRIP + 2);
    size_t n = 0;
    for (const struct node *item = node->first->first; item; item = item->next)
        n++;
    assert(n); /* a Markdown list has items */
    struct strip_item *items = arena_array(s->arena, n, sizeof *items);
    double *steps = arena_array(s->arena, n, sizeof *steps);
    double room = (full + STRIP_GAP) / (double)n - STRIP_GAP, x = 0, lowest = 0;
    size_t at = 0;
    for (const struct node *item = node->first->first; item; item = item->next)
        items[at++] = strip_item_of(s, item, room);
    strip_steps(items, n, full, steps);
    struct slice *slice = block_slice(s->arena, block, 0);
    for (size_t i = 0; i < n; x += steps[i++]) {
        box_begin(slice->box, ROLE_LI, NULL);
        box_begin(slice->box, ROLE_LBODY, NULL);
        lowest = fmax(lowest, put_strip_item(s, slice->box, &items[i], x, fmax(room, items[i].width)));
        box_end(slice->box);
        box_end(slice->box);
    }
    box_begin(slice->box, ROLE_ARTIFACT, NULL);
    box_rect(slice->box, 0, -.4, full, .8, palette[COLOUR_INK]);
    box_rect(slice->box, 0, lowest + 8.8, full, .4, palette[COLOUR_INK]);
    box_end(slice->box);
    slice->height = lowest + 9;
    block->wide = true;
    return block;
}
