/* See ink_trace.h. */
#include "ink_trace.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct trace {
    struct ink ink; /* first: the device casts back */
    cairo_surface_t *surface;
    char *lines;
    size_t length, capacity;
};

static void write_text(struct ink *ink, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void write_text(struct ink *ink, const char *format, ...) {
    struct trace *trace = (struct trace *)ink;
    for (;;) {
        size_t room = trace->capacity - trace->length;
        va_list args;
        va_start(args, format);
        int need = vsnprintf(trace->lines + trace->length, room, format, args);
        va_end(args);
        if (need >= 0 && (size_t)need < room) {
            trace->length += (size_t)need;
            return;
        }
        char *grown = need < 0 ? NULL : realloc(trace->lines, 2 * trace->capacity + (size_t)need);
        if (!grown) { /* LCOV_EXCL_START: likewise */
            trace->lines[trace->length] = '\0';
            ink_fail(ink, "out of memory for the trace");
            return;
        } /* LCOV_EXCL_STOP */
        trace->lines = grown;
        trace->capacity = 2 * trace->capacity + (size_t)need;
    }
}

/* Minus zero would make two equal drawings differ. */
static void write_number(struct ink *ink, double value) {
    write_text(ink, " %.2f", fabs(value) < 0.005 ? 0.0 : value);
}

static unsigned to_byte(double part) {
    return (unsigned)lround(part * 255);
}

static void write_colour(struct ink *ink, struct colour c) {
    write_text(ink, " #%02x%02x%02x", to_byte(c.r), to_byte(c.g), to_byte(c.b));
}

static void write_path(struct ink *ink, const cairo_path_t *path) {
    static const char letters[] = {[CAIRO_PATH_MOVE_TO] = 'M',
                                   [CAIRO_PATH_LINE_TO] = 'L',
                                   [CAIRO_PATH_CURVE_TO] = 'C',
                                   [CAIRO_PATH_CLOSE_PATH] = 'Z'};
    write_text(ink, " :");
    for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
        write_text(ink, " %c", letters[path->data[i].header.type]);
        for (int j = 1; j < path->data[i].header.length; j++) {
            write_number(ink, path->data[i + j].point.x);
            write_number(ink, path->data[i + j].point.y);
        }
    }
    write_text(ink, "\n");
}

static void trace_stroke(struct ink *ink, const cairo_path_t *path, const struct pen *pen) {
    write_text(ink, "stroke");
    write_colour(ink, pen->colour);
    write_number(ink, pen->width);
    if (pen->round)
        write_text(ink, " round");
    if (pen->n_dash)
        write_text(ink, " dash");
    for (int i = 0; i < pen->n_dash; i++)
        write_number(ink, pen->dash[i]);
    write_path(ink, path);
}

static void trace_fill(struct ink *ink, const cairo_path_t *path, struct colour colour) {
    write_text(ink, "fill");
    write_colour(ink, colour);
    write_path(ink, path);
}

static const char *const face_words[] = {"text",         "text-italic",  "text-bold",  "text-bold-italic",
                                         "label",        "label-italic", "label-bold", "symbol-text",
                                         "symbol-label", "han-text",     "han-label"};
_Static_assert(sizeof face_words / sizeof *face_words == FACE_COUNT, "a face without its word");

static void trace_text(struct ink *ink, const struct shaped *run, const cairo_matrix_t *matrix,
                       double tracking, struct colour colour) {
    write_text(ink, "text %s", face_words[run->glyphs[0].face]);
    write_number(ink, hypot(matrix->xx, matrix->yx));
    write_colour(ink, colour);
    write_text(ink, " box");
    double width = run->width + tracking * (double)run->n_glyphs;
    double corners[4][2] = {{0, -TEXT_DROP}, {width, -TEXT_DROP}, {width, TEXT_RISE}, {0, TEXT_RISE}};
    for (int i = 0; i < 4; i++) {
        cairo_matrix_transform_point(matrix, &corners[i][0], &corners[i][1]);
        write_number(ink, corners[i][0]);
        write_number(ink, corners[i][1]);
    }
    write_text(ink, " : %.*s\n", (int)run->length, run->text);
}

static void trace_link(struct ink *ink, const double box[4], const char *target) {
    write_text(ink, "link");
    for (int i = 0; i < 4; i++)
        write_number(ink, box[i]);
    write_text(ink, " : %s\n", target);
}

static void trace_anchor(struct ink *ink, double x, double y, const char *name) {
    write_text(ink, "anchor");
    write_number(ink, x);
    write_number(ink, y);
    write_text(ink, " : %s\n", name);
}

static const char *const role_words[] = {
    "artifact", "title", "h1",   "h2", "h3",   "p",   "note", "caption", "formula", "figure", "table", "tr",
    "th",       "td",    "list", "li", "link", "toc", "toci", "span",    "div",     "lbl",    "lbody"};
_Static_assert(sizeof role_words / sizeof *role_words == ROLE_COUNT, "a role without its word");

static void trace_begin(struct ink *ink, const struct ink_part *part) {
    write_text(ink, "begin %s%s%s\n", role_words[part->role], part->words ? " : " : "",
               part->words ? part->words : "");
}

static void trace_end(struct ink *ink) {
    write_text(ink, "end\n");
}

static const struct ink_device device = {.stroke = trace_stroke,
                                         .fill = trace_fill,
                                         .text = trace_text,
                                         .link = trace_link,
                                         .anchor = trace_anchor,
                                         .begin = trace_begin,
                                         .end = trace_end};

struct ink *ink_trace_new(struct fonts *fonts) {
    struct trace *trace = calloc(1, sizeof *trace);
    if (!trace)
        return NULL; /* LCOV_EXCL_LINE: tests alone trace, and have memory */
    trace->capacity = 4096;
    trace->lines = calloc(1, trace->capacity);
    /* never painted on: only its path and transforms are used */
    trace->surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    trace->ink.cr = cairo_create(trace->surface);
    trace->ink.device = &device;
    trace->ink.fonts = fonts;
    if (!trace->lines || cairo_status(trace->ink.cr)) { /* LCOV_EXCL_START: likewise */
        ink_trace_drop(&trace->ink);
        return NULL;
    } /* LCOV_EXCL_STOP */
    return &trace->ink;
}

void ink_trace_drop(struct ink *ink) {
    struct trace *trace = (struct trace *)ink;
    if (!trace)
        return;
    cairo_destroy(trace->ink.cr);
    cairo_surface_destroy(trace->surface);
    free(trace->lines);
    free(trace);
}

const char *ink_trace_lines(const struct ink *ink) {
    return ((const struct trace *)ink)->lines;
}
