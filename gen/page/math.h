/* Mathematics: a small TeX-like notation, set as placed runs of text. No mathematical font: fractions,
 * indices and sums are runs and rules, so that a formula can be searched and copied.
 *
 *     x \pi                       one letter, Latin or Greek: italic
 *     12 1.5 327,680              numbers: upright
 *     {...}  ^  _                 a group; raised, lowered (both at once too)
 *     \frac{}{}  \sqrt{}          a fraction; a root
 *     \left( ... \right)          fences as tall as what is inside
 *     \text{}  \mathrm{}          upright words
 *     \mathbf{}  \textbf{}        bold words
 *     \mathit{}  \bm{}            italic words; bold italic
 *     \sum \prod \max \min        operators, their bounds beside them; also \log \ln \exp
 *     + - = < > / ( ) [ ] | , ;   and the names in the table of math.c
 *     \quad  \,  \;  \!           spaces
 *     &  \\                       where lines are aligned; a new line (displays only)
 *
 * A value's braces may stand anywhere a word may. Anything else is a diagnostic at its place.
 * Lengths in points; a box's origin is the left end of its baseline. */
#ifndef PAGE_MATH_H
#define PAGE_MATH_H

#include "../base/diag.h"
#include "box.h"
#include "template.h"

enum math_kind {
    MATH_LIST,
    MATH_RUN,      /* text in one face */
    MATH_FRACTION, /* first over second */
    MATH_SCRIPT,   /* first; raised second; lowered third (either may be NULL) */
    MATH_ROOT,
    MATH_FENCE, /* text: opening; closing; first inside */
    MATH_SPACE,
    MATH_KIND_COUNT
};

enum math_class {
    CLASS_ORDINARY,
    CLASS_BINARY,
    CLASS_RELATION,
    CLASS_OPERATOR,
    CLASS_OPEN,
    CLASS_CLOSE,
    CLASS_COMMA,
    CLASS_SPACE
};

enum math_face { MATH_UPRIGHT, MATH_ITALIC, MATH_BOLD, MATH_BOLD_ITALIC };

struct math {
    enum math_kind kind;
    enum math_class class;
    enum math_face face;
    const char *text, *closing; /* UTF-8 */
    size_t length;
    double space;                               /* MATH_SPACE: em */
    struct math *first, *second, *third, *next; /* a list's items are chained from first by next */
};

/* What is parsed: `places` gives, for each byte, its offset in the template's Markdown text (NULL: the words
 * come from the program, and a fault in them is named at `offset`). */
struct math_words {
    const char *text;
    size_t length;
    const size_t *places;
    size_t offset;
    const struct template_text *template_text;
};

/* The rows of a formula and their cells, cut at \\ and &. At least one row of one cell. */
struct math_row {
    struct math **cells;
    size_t n_cells;
};
struct math_rows {
    struct math_row *rows;
    size_t n_rows;
};

/* False when the notation is wrong (diagnostics say where). Kept in the arena. */
bool math_parse(struct arena *arena, const struct math_words *words, struct diags *diags,
                struct math_rows *out);

struct math_style {
    struct fonts *fonts;
    double size;
    struct colour colour;
    bool bold;   /* everything */
    bool script; /* raised or lowered: signs stand close */
};

struct math_box {
    double width, ascent, descent; /* descent downwards, positive */
    struct box *box;
};

struct math_box math_set(struct arena *arena, const struct math_style *style, const struct math *math);

/* The same in pieces between which a line may break: cut before relations of the outermost list, and before
 * the signs of a sum that is too wide for most columns. */
struct math_segment {
    struct math_box box;
    double space;  /* behind it, when the line goes on */
    bool open;     /* it ends with a relation: something must follow */
    bool ends_sum; /* the last piece of a sum that was cut, before a relation */
};
struct math_segment *math_set_segments(struct arena *arena, const struct math_style *style, struct math *math,
                                       size_t *count);

/* A display: rows below one another, aligned at their first &. The relation stands at `relation_x`, what
 * follows at `right_x` (both are moved right together where a left side is wider). `ascent` is that of the
 * first row. Rows stand `gap` apart. last_baseline is that of the last row, from the first's. */
struct math_display {
    struct math_box box;
    double last_baseline, last_width;
};
struct math_display math_set_rows(struct arena *arena, const struct math_style *style,
                                  const struct math_rows *rows, double relation_x, double right_x, double gap,
                                  double pitch);

/* Rows whose right side is wider than the room go on below, before a sign of their sum, which then stands
 * below the row's relation. What has no such sign stays as it is. The last row, which a number may stand
 * beside, has a room of its own. */
void math_break_rows(struct arena *arena, const struct math_style *style, struct math_rows *rows, double room,
                     double last_room);

#endif
