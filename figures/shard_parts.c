/* See shard_parts.h. */
#include "shard_parts.h"

#include <math.h>
#include <string.h>

static const double CELL_LINE = 0.6;

void part_matrix(struct ink *ink, double x, double y, double rows, double columns, double scale,
                 struct part row, struct part column, bool cells, struct colour colour) {
    double width = fmax(columns * scale, SHARD_LEAST), height = fmax(rows * scale, SHARD_LEAST);
    box_fill(ink, x, y, width, height, palette[COLOUR_PAPER]);
    double fill_x = x + column.from / columns * width, fill_y = y + row.from / rows * height;
    double fill_w = fmax((column.to - column.from) / columns * width, SHARD_LEAST);
    double fill_h = fmax((row.to - row.from) / rows * height, SHARD_LEAST);
    fill_x = fmin(fill_x, x + width - fill_w);
    fill_y = fmin(fill_y, y + height - fill_h);
    box_fill(ink, fill_x, fill_y, fill_w, fill_h, colour);
    if (cells) {
        for (double i = 1; i < columns; i++) {
            bool inside = i > column.from && i < column.to;
            line_draw(ink, x + i * scale, y, x + i * scale, y + height, palette[COLOUR_FAINT], 0.4);
            if (inside)
                line_draw(ink, x + i * scale, fill_y, x + i * scale, fill_y + fill_h, palette[COLOUR_PAPER],
                          CELL_LINE);
        }
        for (double i = 1; i < rows; i++) {
            bool inside = i > row.from && i < row.to;
            line_draw(ink, x, y + i * scale, x + width, y + i * scale, palette[COLOUR_FAINT], 0.4);
            if (inside)
                line_draw(ink, fill_x, y + i * scale, fill_x + fill_w, y + i * scale, palette[COLOUR_PAPER],
                          CELL_LINE);
        }
    }
    struct pen pen = {.colour = palette[COLOUR_HAIRLINE], .width = 0.5};
    ink_rectangle(ink, x, y, width, height);
    ink_stroke(ink, &pen);
}

double part_vector(struct ink *ink, double x, double y, double length, double scale, bool cells,
                   enum vector_style style, struct colour colour) {
    double width = fmax(length * scale, 1.6), left = x - width / 2, top = y - VECTOR_HEIGHT / 2;
    struct colour inside = style == VECTOR_PARTIAL ? colour_mix(colour, palette[COLOUR_PAPER], 0.66) : colour;
    if (style == VECTOR_FULL) /* a white rim parts it from the lane */
        box_fill(ink, left - 0.6, top - 0.6, width + 1.2, VECTOR_HEIGHT + 1.2, palette[COLOUR_PAPER]);
    box_fill(ink, left, top, width, VECTOR_HEIGHT, inside);
    struct colour line = style == VECTOR_PARTIAL ? colour : palette[COLOUR_PAPER];
    for (double i = 1; cells && i < length; i++)
        line_draw(ink, left + i * scale, top, left + i * scale, top + VECTOR_HEIGHT, line, CELL_LINE);
    if (style == VECTOR_PARTIAL)
        box_outline(ink, left, top, width, VECTOR_HEIGHT, colour, CELL_LINE);
    return width;
}

double part_mixed(struct ink *ink, double x, double y, double length, double scale, bool cells,
                  int64_t pieces) {
    double width = length * scale, left = x - width / 2, top = y - VECTOR_HEIGHT / 2, n = (double)pieces;
    box_fill(ink, left - 0.6, top - 0.6, width + 1.2, VECTOR_HEIGHT + 1.2, palette[COLOUR_PAPER]);
    if (pieces > 2)
        box_fill(ink, left, top, width, VECTOR_HEIGHT,
                 colour_mix(palette[COLOUR_HIDDEN], palette[COLOUR_PAPER], 0.45));
    box_fill(ink, left, top, width / n, VECTOR_HEIGHT, palette[COLOUR_LANE0]);
    if (pieces > 1)
        box_fill(ink, left + width - width / n, top, width / n, VECTOR_HEIGHT, palette[COLOUR_LANE1]);
    /* lines where they leave something to see */
    double lines = cells ? length : width / n > 1.8 ? n : 1;
    for (double i = 1; i < lines; i++)
        line_draw(ink, left + width * i / lines, top, left + width * i / lines, top + VECTOR_HEIGHT,
                  palette[COLOUR_PAPER], CELL_LINE);
    return width;
}

void part_send(struct ink *ink, double x0, double y0, double x1, double y1) {
    struct colour green = palette[COLOUR_COMM];
    struct pen pen = {.colour = green, .width = 1.0};
    double end = y1 - 3.4, middle = (y0 + end) / 2;
    ink_move(ink, x0, y0);
    ink_curve(ink, x0, middle + 3, x1, middle - 3, x1, end);
    ink_stroke(ink, &pen);
    arrow_head(ink, x1, y1, 0, 1, 4.6, green);
}

static enum face index_face(const char *index) {
    bool variable = strlen(index) == 1 && index[0] >= 'a' && index[0] <= 'z';
    return variable ? FACE_TEXT_ITALIC : FACE_TEXT;
}

double part_symbol_width(struct ink *ink, double size, const char *symbol, const char *index) {
    return ink_measure(ink, FACE_TEXT_ITALIC, size, symbol) +
           ink_measure(ink, index_face(index), size * 0.7, index) + 0.4;
}

double part_symbol(struct ink *ink, double x, double y, double size, enum align align, struct colour colour,
                   const char *symbol, const char *index) {
    double width = part_symbol_width(ink, size, symbol, index);
    double left = x - align_before(align, width);
    double main_width = ink_text(ink, left, y, FACE_TEXT_ITALIC, size, colour, ALIGN_LEFT, symbol);
    ink_text(ink, left + main_width + 0.4, y + size * 0.17, index_face(index), size * 0.7, colour, ALIGN_LEFT,
             index);
    return width;
}
