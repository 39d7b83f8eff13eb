/* See math.h: the tree of a formula, set. Spaces between atoms follow their classes, as in TeX, with the
 * amounts of the pages: a word space around binary signs, twice that around relations. */
#include "math.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define SPACE_BINARY   .3
#define SPACE_RELATION .5
#define SPACE_OPERATOR .17
#define SPACE_COMMA    .2
#define SCRIPT_SIZE    .7
#define SCRIPT_RISE    .33 /* em of the base, above its baseline */
#define SCRIPT_DROP    .17
#define SCRIPT_GAP     .04
#define AXIS           .335 /* height of the fraction bar above the baseline */
#define BAR            .45  /* points */
#define BAR_GAP        .28  /* em, from the bar to what stands over and under it */
#define BAR_REACH      .16  /* em, past the wider part on both sides */
#define SLANT          .194 /* the tangent of 11 degrees, at which Charis SIL Italic leans */
#define CAP            .667 /* em: the height that lines are spaced by */

static enum face face_of(const struct math_style *style, enum math_face face) {
    static const enum face faces[] = {[MATH_UPRIGHT] = FACE_TEXT,
                                      [MATH_ITALIC] = FACE_TEXT_ITALIC,
                                      [MATH_BOLD] = FACE_TEXT_BOLD,
                                      [MATH_BOLD_ITALIC] = FACE_TEXT_BOLD_ITALIC};
    if (style->bold)
        return face == MATH_ITALIC || face == MATH_BOLD_ITALIC ? FACE_TEXT_BOLD_ITALIC : FACE_TEXT_BOLD;
    return faces[face];
}

static double space_between(enum math_class left, enum math_class right) {
    if (left == CLASS_SPACE || right == CLASS_SPACE)
        return 0;
    if (left == CLASS_RELATION || right == CLASS_RELATION)
        return SPACE_RELATION;
    if (left == CLASS_BINARY || right == CLASS_BINARY)
        return SPACE_BINARY;
    if (left == CLASS_COMMA)
        return SPACE_COMMA;
    if (left == CLASS_OPERATOR && right != CLASS_OPEN)
        return SPACE_OPERATOR;
    return right == CLASS_OPERATOR && left == CLASS_ORDINARY ? SPACE_OPERATOR : 0;
}

/* A sign without a left side is no binary sign: −1, and the class an atom has between these neighbours. */
static enum math_class class_after(enum math_class before, bool first, enum math_class class) {
    bool alone = first || before == CLASS_BINARY || before == CLASS_RELATION || before == CLASS_OPEN ||
                 before == CLASS_COMMA || before == CLASS_OPERATOR;
    return class == CLASS_BINARY && alone ? CLASS_ORDINARY : class;
}

static struct math_box set(struct arena *arena, const struct math_style *style, const struct math *math);

static void join(struct math_box *into, const struct math_box *part, double dx, double dy) {
    box_add(into->box, part->box, dx, dy);
    into->ascent = fmax(into->ascent, part->ascent - dy);
    into->descent = fmax(into->descent, part->descent + dy);
}

/* Whether an italic's glyph does not lean: one that is fallen back to, and the pi of Charis SIL Italic. */
static bool stands_upright(const struct glyph *glyph, enum face asked, const struct math *math) {
    static const char pi[] = "\u03C0";
    return glyph->face != asked || (math->length == strlen(pi) && !memcmp(math->text, pi, math->length));
}

static struct math_box set_run(struct arena *arena, const struct math_style *style, const struct math *math) {
    enum face face = face_of(style, math->face);
    const struct shaped *run = fonts_shape(style->fonts, face, math->text, math->length);
    bool big = math->class == CLASS_OPERATOR && math->length > 1 && (unsigned char)math->text[0] >= 0x80;
    double size = big ? style->size * 1.25 : style->size;
    struct math_box out = {.box = box_new(arena), .ascent = CAP * style->size};
    out.width = run->width * size;
    box_shaped(out.box, 0, big ? .08 * style->size : 0, run, size, 0, style->colour);
    if (math->face == MATH_ITALIC && run->n_glyphs && stands_upright(&run->glyphs[0], face, math))
        out.box->pieces[out.box->n - 1].slant = SLANT;
    return out;
}

/* The items of a list in a row; `stop` (NULL: none) is where to end. Adds to `out`. */
static struct math_box set_items(struct arena *arena, const struct math_style *style, const struct math *from,
                                 const struct math *stop) {
    struct math_box out = {.box = box_new(arena)};
    enum math_class before = CLASS_ORDINARY;
    for (const struct math *item = from; item && item != stop; item = item->next) {
        if (item->kind == MATH_SPACE) {
            out.width += item->space * style->size;
            before = CLASS_SPACE;
            continue;
        }
        enum math_class class = class_after(before, item == from, item->class);
        if (item != from && !style->script)
            out.width += space_between(before, class) * style->size;
        struct math_box part = set(arena, style, item);
        join(&out, &part, out.width, 0);
        out.width += part.width;
        before = class;
    }
    return out;
}

static struct math_box set_fraction(struct arena *arena, const struct math_style *style,
                                    const struct math *math) {
    struct math_box over = set(arena, style, math->first), under = set(arena, style, math->second);
    double size = style->size, reach = BAR_REACH * size;
    struct math_box out = {.box = box_new(arena)};
    out.width = fmax(over.width, under.width) + 2 * reach;
    double up = AXIS * size + BAR_GAP * size + over.descent;
    double down = BAR_GAP * size + under.ascent - AXIS * size;
    join(&out, &over, (out.width - over.width) / 2, -up);
    join(&out, &under, (out.width - under.width) / 2, down);
    box_rect(out.box, 0, -AXIS * size - BAR / 2, out.width, BAR, style->colour);
    return out;
}

/* A raised whole number in the font's own raised figures, which copy as such: 10⁹, not 109. NULL: anything
 * else. */
static const char *raised_figures(struct arena *arena, const struct math *math) {
    static const char *const figures[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    while (math && math->kind == MATH_LIST && math->first && !math->first->next)
        math = math->first;
    if (!math || math->kind != MATH_RUN || math->face == MATH_ITALIC || !math->length)
        return NULL;
    for (size_t i = 0; i < math->length; i++)
        if (math->text[i] < '0' || math->text[i] > '9')
            return NULL;
    struct text out = {0};
    for (size_t i = 0; i < math->length; i++)
        text_string(&out, figures[math->text[i] - '0']);
    return text_keep(arena, &out);
}

static struct math_box set_script(struct arena *arena, const struct math_style *style,
                                  const struct math *math) {
    struct math_style small = *style;
    small.size *= SCRIPT_SIZE;
    small.script = true;
    struct math_box out = set(arena, style, math->first);
    double x = out.width + SCRIPT_GAP * style->size, width = 0;
    double low = out.descent > .2 * style->size ? out.descent - .2 * style->size : 0;
    double high = out.ascent > CAP * style->size + .01 ? out.ascent - CAP * style->size : 0;
    double ascent = out.ascent, descent = out.descent;
    const char *raised =
        math->third || style->script || high > 0 ? NULL : raised_figures(arena, math->second);
    if (raised) {
        struct math figures = {.kind = MATH_RUN, .text = raised, .length = strlen(raised)};
        struct math_box part = set_run(arena, style, &figures);
        join(&out, &part, x, 0);
        width = part.width;
    } else if (math->second) {
        struct math_box part = set(arena, &small, math->second);
        join(&out, &part, x, -(SCRIPT_RISE * style->size + high));
        width = part.width;
    }
    if (math->third) {
        struct math_box part = set(arena, &small, math->third);
        join(&out, &part, x, SCRIPT_DROP * style->size + low);
        width = fmax(width, part.width);
    }
    out.width = x + width;
    /* Scripts reach into the space between lines, which is made for them. */
    out.ascent = fmax(ascent, out.ascent - .15 * style->size);
    out.descent = fmax(descent, out.descent - .2 * style->size);
    return out;
}

static struct math_box set_root(struct arena *arena, const struct math_style *style,
                                const struct math *math) {
    struct math_box body = set(arena, style, math->first);
    double size = style->size, gap = .16 * size;
    double scale = fmax(1, (body.ascent + body.descent + gap) / (.8 * size));
    const struct shaped *sign = fonts_shape(style->fonts, FACE_TEXT, "√", strlen("√"));
    struct math_box out = {.box = box_new(arena)};
    double sign_width = sign->width * size * scale;
    box_shaped(out.box, 0, body.descent, sign, size * scale, 0, style->colour);
    join(&out, &body, sign_width, 0);
    out.width = sign_width + body.width + .06 * size;
    out.ascent = body.ascent + gap;
    box_rect(out.box, sign_width, -out.ascent, out.width - sign_width, BAR, style->colour);
    return out;
}

static void set_delimiter(struct math_box *out, const struct math_style *style, const char *text,
                          double scale, double centre) {
    if (!text || !*text)
        return;
    const struct shaped *run = fonts_shape(style->fonts, FACE_TEXT, text, strlen(text));
    double size = style->size * scale;
    box_shaped(out->box, out->width, centre + .3 * size, run, size, 0, style->colour);
    out->width += run->width * size;
}

static struct math_box set_fence(struct arena *arena, const struct math_style *style,
                                 const struct math *math) {
    struct math_box body = set(arena, style, math->first), out = {.box = box_new(arena)};
    double size = style->size, height = body.ascent + body.descent;
    double scale = fmax(1, height / (.9 * size)), centre = (body.descent - body.ascent) / 2;
    set_delimiter(&out, style, math->text, scale, centre);
    join(&out, &body, out.width, 0);
    out.width += body.width;
    set_delimiter(&out, style, math->closing, scale, centre);
    return out;
}

static struct math_box set(struct arena *arena, const struct math_style *style, const struct math *math) {
    switch (math->kind) {
    case MATH_LIST:
        return set_items(arena, style, math->first, NULL);
    case MATH_RUN:
        return set_run(arena, style, math);
    case MATH_FRACTION:
        return set_fraction(arena, style, math);
    case MATH_SCRIPT:
        return set_script(arena, style, math);
    case MATH_ROOT:
        return set_root(arena, style, math);
    case MATH_FENCE:
        return set_fence(arena, style, math);
    case MATH_SPACE:
    case MATH_KIND_COUNT:
        break;
    }
    return (struct math_box){.box = box_new(arena)};
}

struct math_box math_set(struct arena *arena, const struct math_style *style, const struct math *math) {
    return set(arena, style, math);
}

static bool is_plus(const struct math *item) {
    return item->kind == MATH_RUN && item->class == CLASS_BINARY && item->length == 1 && *item->text == '+';
}

/* Whether what stands between two relations is too wide for most columns; it is not where it has no sum. */
static bool is_long_sum(struct arena *arena, const struct math_style *style, const struct math *from) {
    enum { LONG = 22 }; /* em */
    const struct math *end = from->next;
    bool sum = false;
    for (; end && (end->class != CLASS_RELATION || !end->next); end = end->next)
        sum |= is_plus(end);
    return sum && set_items(arena, style, from, end).width > LONG * style->size;
}

struct math_segment *math_set_segments(struct arena *arena, const struct math_style *style, struct math *math,
                                       size_t *count) {
    struct math_segment *segments = NULL;
    size_t capacity = 0, n = 0;
    struct math *from = math->kind == MATH_LIST ? math->first : math;
    bool long_sum = from && is_long_sum(arena, style, from);
    int depth = 0;
    for (struct math *item = from, *next; item; item = next) {
        next = item->next; /* cut not between two relations, nor before one that ends it */
        bool relation = next && next->class == CLASS_RELATION && next->next && item->class != CLASS_RELATION;
        depth += item->class == CLASS_OPEN ? 1 : item->class == CLASS_CLOSE ? -1 : 0;
        bool sum = next && long_sum && depth == 0 && is_plus(next);
        if (!relation && !sum && next)
            continue;
        bool ends_sum = relation && long_sum;
        if (relation)
            long_sum = is_long_sum(arena, style, next);
        segments = arena_grow(arena, segments, n, &capacity, sizeof *segments);
        segments[n].box = set_items(arena, style, from, next);
        segments[n].space = next ? SPACE_RELATION * style->size : 0;
        segments[n].open = item->class == CLASS_RELATION;
        segments[n].ends_sum = ends_sum;
        n++;
        from = next;
        if (sum)
            next->class = CLASS_RELATION; /* with its white behind it */
    }
    *count = n;
    return segments;
}

/* ---- displays ----------------------------------------------------------------------------------------- */

struct set_row {
    struct math_box left, relation, right;
    bool aligned;
};

/* A row's first cell, and its second cut behind the relation it begins with. */
static struct set_row set_row(struct arena *arena, const struct math_style *style,
                              const struct math_row *row) {
    struct set_row out = {.aligned = row->n_cells > 1};
    out.left = set(arena, style, row->cells[0]);
    if (!out.aligned)
        return out;
    const struct math *first = row->cells[1]->first;
    bool relation = first && first->class == CLASS_RELATION;
    if (relation)
        out.relation = set(arena, style, first);
    out.right = set_items(arena, style, relation ? first->next : first, NULL);
    for (size_t i = 2; i < row->n_cells; i++) { /* past the second, cells only follow one another */
        struct math_box cell = set(arena, style, row->cells[i]);
        out.right.width += style->size;
        join(&out.right, &cell, out.right.width, 0);
        out.right.width += cell.width;
    }
    return out;
}

/* Where a cell's items from `from` go on below: before the last sign of a sum in it that leaves what stands
 * before it no wider than the room, brackets kept whole. NULL: nowhere. */
static struct math *break_before(struct arena *arena, const struct math_style *style, struct math *from,
                                 double room) {
    struct math *before = NULL, *best = NULL;
    int depth = 0;
    for (struct math *item = from; item->next; item = item->next) {
        depth += item->class == CLASS_OPEN ? 1 : item->class == CLASS_CLOSE ? -1 : 0;
        const struct math *sign = item->next;
        if (depth || !is_plus(sign))
            continue;
        if (best && set_items(arena, style, from, sign).width > room)
            break;
        before = item;
        best = item->next;
    }
    if (before)
        before->next = NULL;
    return best;
}

/* Cuts a row whose right side is wider than the room; false: it is not, or cannot be. */
static bool break_row(struct arena *arena, const struct math_style *style, struct math_row *row, double room,
                      struct math_row *rest) {
    struct math *from = row->n_cells == 2 ? row->cells[1]->first : NULL;
    if (from && from->class == CLASS_RELATION)
        from = from->next;
    if (!from || set_items(arena, style, from, NULL).width <= room)
        return false;
    struct math *sign = break_before(arena, style, from, room);
    if (!sign)
        return false;
    sign->class = CLASS_RELATION; /* it stands below the = */
    *rest = (struct math_row){arena_array(arena, 2, sizeof *rest->cells), 2};
    for (size_t i = 0; i < 2; i++) {
        rest->cells[i] = arena_alloc(arena, sizeof **rest->cells);
        *rest->cells[i] = (struct math){.kind = MATH_LIST, .class = CLASS_ORDINARY, .first = i ? sign : NULL};
    }
    return true;
}

void math_break_rows(struct arena *arena, const struct math_style *style, struct math_rows *rows, double room,
                     double last_room) {
    struct math_rows out = {0};
    size_t capacity = 0;
    for (size_t i = 0; i < rows->n_rows; i++) {
        struct math_row row = rows->rows[i], rest = {0};
        bool more;
        do {
            more = break_row(arena, style, &row, i + 1 < rows->n_rows ? room : last_room, &rest);
            out.rows = arena_grow(arena, out.rows, out.n_rows, &capacity, sizeof *out.rows);
            out.rows[out.n_rows++] = row;
            row = rest;
        } while (more);
    }
    *rows = out;
}

/* The next step of the grid, if there is one; a hair's breadth past a step is on it. */
static double on_pitch(double baseline, double pitch) {
    return pitch > 0 ? ceil(baseline / pitch - .05) * pitch : baseline;
}

struct math_display math_set_rows(struct arena *arena, const struct math_style *style,
                                  const struct math_rows *rows, double relation_x, double right_x, double gap,
                                  double pitch) {
    struct set_row *set_rows = arena_array(arena, rows->n_rows, sizeof *set_rows);
    double left = 0, gap_left = .72 * style->size;
    for (size_t i = 0; i < rows->n_rows; i++) {
        set_rows[i] = set_row(arena, style, &rows->rows[i]);
        if (set_rows[i].aligned && set_rows[i].left.width > 0)
            left = fmax(left, set_rows[i].left.width + gap_left);
    }
    double shift = fmax(0, left - relation_x), relation = relation_x + shift, right = right_x + shift;
    struct math_display out = {.box = {.box = box_new(arena)}};
    double baseline = 0;
    for (size_t i = 0; i < rows->n_rows; i++) {
        struct set_row *row = &set_rows[i];
        double ascent = fmax(row->left.ascent, row->aligned ? row->right.ascent : 0);
        if (i)
            baseline = on_pitch(baseline + gap + ascent, pitch);
        else
            out.box.ascent = ascent;
        if (row->aligned) {
            box_add(out.box.box, row->left.box, relation - gap_left - row->left.width, baseline);
            if (row->relation.box)
                box_add(out.box.box, row->relation.box, relation, baseline);
            box_add(out.box.box, row->right.box, right, baseline);
            out.last_width = right + row->right.width;
        } else {
            double x = fmax(0, relation_x - .72 * style->size * 2);
            box_add(out.box.box, row->left.box, x, baseline);
            out.last_width = x + row->left.width;
        }
        out.box.width = fmax(out.box.width, out.last_width);
        double descent = fmax(row->left.descent, row->aligned ? row->right.descent : 0);
        out.last_baseline = baseline;
        baseline += descent;
    }
    out.box.descent = baseline;
    return out;
}
