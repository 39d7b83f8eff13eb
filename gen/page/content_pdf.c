/* See content_pdf.h. Numbers, the graphics state and paths (ISO 32000-1, 8.4 and 8.5); text is in
 * content_text.c. */
#include "content_pdf.h"
#include "content_put.h"

#include <math.h>
#include <string.h>

/* ---- numbers ------------------------------------------------------------------------------------------ */

/* `value` times 10^decimals, rounded half away from zero. */
int64_t content_scaled(struct content *content, double value, int decimals) {
    static const double powers[] = {1, 10, 100, 1e3, 1e4, 1e5};
    if (!(fabs(value) <= CONTENT_FARTHEST)) {
        content->broken = true; /* LCOV_EXCL_LINE: figures/ink.c has refused it before */
        return 0;               /* LCOV_EXCL_LINE */
    }
    double scaled = value * powers[decimals], rest = scaled - (double)(int64_t)scaled;
    return (int64_t)scaled + (rest >= 0.5) - (rest <= -0.5); /* llround, without a call */
}

/* An integer of so many decimals, without needless zeros, and a space behind it. */
void content_put_scaled(struct content *content, int64_t value, int decimals) {
    char digits[2 * TEXT_FEW] = {0}, *end = digits + TEXT_FEW, *at = end;
    uint64_t rest = (uint64_t)(value < 0 ? -value : value);
    *--at = ' ';
    for (; decimals > 0 && rest % 10 == 0; decimals--)
        rest /= 10;
    if (decimals > 0) {
        for (; decimals > 0; decimals--, rest /= 10)
            *--at = (char)('0' + rest % 10);
        *--at = '.';
    }
    at = text_digits(at, rest);
    if (*at == ' ')
        *--at = '0';
    if (value < 0)
        *--at = '-';
    text_few(&content->bytes, at, (size_t)(end - at));
}

void content_put(struct content *content, double value, int decimals) {
    content_put_scaled(content, content_scaled(content, value, decimals), decimals);
}

static void put_point(struct content *content, double x, double y) {
    content_put(content, x, 2);
    content_put(content, content->height - y, 2);
}

/* ---- state -------------------------------------------------------------------------------------------- */

void content_begin(struct content *content, double height) {
    *content = (struct content){.height = height, .width = 1, .face = -1};
}

void content_drop(struct content *content) {
    text_drop(&content->bytes);
}

void content_end_array(struct content *content) {
    if (content->in_array)
        content_put_word(content, content->in_string ? ")]TJ\n" : "]TJ\n");
    content->in_string = content->in_array = false;
}

/* ISO 32000-1, 14.6.1: a stretch lies within one text object, or holds whole ones. */
void content_end_mark(struct content *content) {
    if (content->mark == MARK_NONE)
        return;
    content_end_array(content);
    if (content->mark == MARK_OUTSIDE && content->in_text) {
        content_put_word(content, "ET\n");
        content->in_text = false;
    }
    content_put_word(content, "EMC\n");
    content->mark = MARK_NONE;
}

void content_mark(struct content *content, const char *tag, long element, int number, bool inside,
                  bool joined) {
    content_end_mark(content);
    if (inside)
        content_begin_text(content);
    else
        content_end_text(content);
    content_put_word(content, "/");
    content_put_word(content, tag);
    if (number >= 0) {
        content_put_word(content, "<</MCID ");
        content_put_scaled(content, number, 0);
        content_put_word(content, ">>BDC\n");
    } else {
        content_put_word(content, " BMC\n");
    }
    content->mark = inside ? MARK_INSIDE : MARK_OUTSIDE;
    content->marked = element;
    if (!joined)
        content->after_space = true;
}

void content_begin_text(struct content *content) {
    if (content->in_text)
        return;
    content_put_word(content, "BT\n");
    content->line_x = content->line_y = 0;
    content->upright = content->in_text = true;
    content->shown = false;
}

void content_end_text(struct content *content) {
    if (content->mark == MARK_INSIDE)
        content_end_mark(content);
    content_end_array(content);
    if (content->in_text)
        content_put_word(content, "ET\n");
    content->in_text = false;
}

void content_set_colour(struct content *content, struct colour *now, struct colour colour,
                        const char *operator) {
    if (now->r == colour.r && now->g == colour.g && now->b == colour.b)
        return;
    bool grey = colour.r == colour.g && colour.g == colour.b; /* most are, and then "g" does for "rg" */
    content_end_array(content);
    content_put(content, colour.r, 3);
    if (!grey) {
        content_put(content, colour.g, 3);
        content_put(content, colour.b, 3);
    }
    content_put_word(content, operator+ grey);
    *now = colour;
}

static bool same_dash(const struct pen *a, const struct pen *b) {
    return a->n_dash == b->n_dash && memcmp(a->dash, b->dash, (size_t)a->n_dash * sizeof *a->dash) == 0;
}

static void set_pen(struct content *content, const struct pen *pen) {
    content_set_colour(content, &content->stroke, pen->colour, "RG\n");
    if (content->width != pen->width) {
        content_put(content, pen->width, 3);
        content_put_word(content, "w\n");
        content->width = pen->width;
    }
    if (content->cap != pen->round) {
        content_put_word(content, pen->round ? "1 J 1 j\n" : "0 J 0 j\n");
        content->cap = pen->round;
    }
    if (!same_dash(&content->dashed, pen)) {
        content_put_word(content, "[");
        for (int i = 0; i < pen->n_dash; i++)
            content_put(content, pen->dash[i], 3);
        content_put_word(content, "]0 d\n");
        content->dashed = *pen;
    }
}

/* ---- paths -------------------------------------------------------------------------------------------- */

enum { RECTANGLE_DATA = 9 };

/* cairo's rectangles: move, three lines along the axes, close. Returns whether `data` begins with one. */
static bool is_rectangle(const cairo_path_data_t *data, int left) {
    static const cairo_path_data_type_t shape[] = {CAIRO_PATH_MOVE_TO, CAIRO_PATH_LINE_TO, CAIRO_PATH_LINE_TO,
                                                   CAIRO_PATH_LINE_TO};
    if (left < RECTANGLE_DATA || data[8].header.type != CAIRO_PATH_CLOSE_PATH)
        return false;
    for (int i = 0; i < 4; i++)
        if (data[2 * i].header.type != shape[i])
            return false;
    return data[1].point.y == data[3].point.y && data[3].point.x == data[5].point.x &&
           data[5].point.y == data[7].point.y && data[7].point.x == data[1].point.x;
}

static void put_rectangle(struct content *content, const cairo_path_data_t *data) {
    double x = data[1].point.x, y = data[1].point.y, x2 = data[5].point.x, y2 = data[5].point.y;
    /* Width and height come from the rounded corners, so that neighbours meet. */
    int64_t left = content_scaled(content, x, 2), top = content_scaled(content, content->height - y, 2);
    content_put_scaled(content, left, 2);
    content_put_scaled(content, top, 2);
    content_put_scaled(content, content_scaled(content, x2, 2) - left, 2);
    content_put_scaled(content, content_scaled(content, content->height - y2, 2) - top, 2);
    content_put_word(content, "re\n");
}

/* One step of the path. A move is written only once something follows it. */
static void put_step(struct content *content, const cairo_path_data_t *data, const cairo_path_data_t **move) {
    cairo_path_data_type_t type = data->header.type;
    if (type == CAIRO_PATH_MOVE_TO) {
        *move = data;
        return;
    }
    if (*move) {
        put_point(content, (*move)[1].point.x, (*move)[1].point.y);
        content_put_word(content, "m\n");
        *move = NULL;
    }
    for (int i = 1; i < data->header.length; i++)
        put_point(content, data[i].point.x, data[i].point.y);
    content_put_word(content, type == CAIRO_PATH_LINE_TO    ? "l\n"
                              : type == CAIRO_PATH_CURVE_TO ? "c\n"
                                                            : "h\n");
}

/* The path and the operator that paints it; neither when there is nothing but moves. */
static void put_path(struct content *content, const cairo_path_t *path, const char *operator) {
    size_t before = content->bytes.length;
    const cairo_path_data_t *move = NULL;
    for (int i = 0; i < path->num_data;) {
        const cairo_path_data_t *data = &path->data[i];
        if (is_rectangle(data, path->num_data - i)) {
            put_rectangle(content, data);
            move = NULL;
            i += RECTANGLE_DATA;
        } else {
            put_step(content, data, &move);
            i += data->header.length;
        }
    }
    if (content->bytes.length > before)
        content_put_word(content, operator);
}

void content_stroke(struct content *content, const cairo_path_t *path, const struct pen *pen) {
    content_end_text(content);
    set_pen(content, pen);
    put_path(content, path, "S\n");
}

void content_fill(struct content *content, const cairo_path_t *path, struct colour colour) {
    content_end_text(content);
    content_set_colour(content, &content->fill, colour, "rg\n");
    put_path(content, path, "f\n");
}
