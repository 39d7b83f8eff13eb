/* A figure alone, as SVG, and the same figure on a page of a report have the same lines and grounds in the
 * same places and colours: both are read back, the SVG as text, the page by mupdf, and laid beside the trace
 * that the goldens are made of. Points from the top left. (Pixels: `make browser`.) */
#define _POSIX_C_SOURCE 200809L /* mkdtemp, popen */
#include "ink_document.h"

#include "../figures/ink_cairo.h"
#include "../figures/ink_trace.h"
#include "figure_samples.h"
#include "path_pairs.h"

#include <math.h>

/* One stroke or fill: the box round its points, curves' control points too. */
struct painted {
    bool stroke;
    double colour[3], box[4];
};
enum { PAINTED_MOST = 4096 };
struct picture {
    struct painted all[PAINTED_MOST];
    size_t n;
};

static struct painted *begin(struct picture *picture, bool stroke) {
    assert_true(picture->n < PAINTED_MOST);
    struct painted *next = &picture->all[picture->n++];
    *next = (struct painted){.stroke = stroke, .box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    return next;
}

static void take(struct painted *painted, double x, double y) {
    painted->box[0] = fmin(painted->box[0], x);
    painted->box[1] = fmin(painted->box[1], y);
    painted->box[2] = fmax(painted->box[2], x);
    painted->box[3] = fmax(painted->box[3], y);
}

/* The points of a path, which ends before one of `ends`. */
static void take_path(struct painted *painted, const char *at, const char *ends) {
    double pair[2];
    for (const char *end = at + strcspn(at, ends); next_pair(&at, end, pair);)
        take(painted, pair[0], pair[1]);
}

/* ---- three ways to read one -------------------------------------------------------------------------- */

/* "stroke #0072b2 …: M …", "fill #edf5fa : M …" */
static void read_trace(struct picture *picture, const char *lines) {
    picture->n = 0;
    for (const char *line = lines; *line; line = strchr(line, '\n') + 1) {
        bool stroke = strncmp(line, "stroke ", 7) == 0;
        unsigned rgb;
        if (!stroke && strncmp(line, "fill ", 5) != 0)
            continue;
        struct painted *next = begin(picture, stroke);
        assert_int_equal(sscanf(strchr(line, '#'), "#%6x", &rgb), 1);
        for (int i = 0; i < 3; i++)
            next->colour[i] = (rgb >> (16 - 8 * i) & 0xFF) / 255.0;
        take_path(next, strstr(line, " : ") + 3, "\n");
    }
}

/* <path style="…fill:rgb(R%,G%,B%)…" d="M …"/>; a fill and a stroke of one path stand in one. Glyphs are the
 * paths of symbols, which stand before. */
static void read_svg(struct picture *picture, const char *svg) {
    static const char *const styles[] = {"fill:rgb(", "stroke:rgb("};
    picture->n = 0;
    const char *at = strstr(svg, "</defs>");
    for (at = strstr(at ? at : svg, "<path "); at; at = strstr(at + 1, "<path ")) {
        const char *end = strstr(at, "/>"), *path = strstr(at, " d=\""), *moved = strstr(at, "transform=");
        assert_true(end && path && path < end);
        if (moved && moved < end)
            assert_memory_equal(moved, "transform=\"matrix(1,0,0,1,0,0)\"", 31);
        for (int stroke = 0; stroke < 2; stroke++) {
            const char *rgb = strstr(at, styles[stroke]);
            if (!rgb || rgb > path)
                continue;
            struct painted *next = begin(picture, stroke);
            assert_int_equal(sscanf(strchr(rgb, '('), "(%lf%%,%lf%%,%lf%%)", &next->colour[0],
                                    &next->colour[1], &next->colour[2]),
                             3);
            for (int i = 0; i < 3; i++)
                next->colour[i] /= 100;
            take_path(next, path + 4, "\"");
        }
    }
}

/* What `mutool draw -F trace` says: <fill_path … color="R G B" … transform="a b c d e f"> and its steps. */
static void read_mupdf(struct picture *picture, const char *said, double left, double top) {
    struct painted *next = NULL;
    double m[6] = {1, 0, 0, 1, 0, 0};
    picture->n = 0;
    for (const char *line = said; line && *line; line = strchr(line, '\n')) {
        line += strspn(line, "\n ");
        bool stroke = strncmp(line, "<stroke_path", 12) == 0, fill = strncmp(line, "<fill_path", 10) == 0;
        if (stroke || fill) {
            const char *colour = strstr(line, " color=\""), *moved = strstr(line, " transform=\"");
            next = begin(picture, stroke);
            assert_true(colour && moved);
            int n = sscanf(colour + 8, "%lf %lf %lf", &next->colour[0], &next->colour[1], &next->colour[2]);
            assert_true(n == 1 || n == 3);
            if (n == 1) /* a grey */
                next->colour[1] = next->colour[2] = next->colour[0];
            assert_int_equal(
                sscanf(moved + 12, "%lf %lf %lf %lf %lf %lf", &m[0], &m[1], &m[2], &m[3], &m[4], &m[5]), 6);
        } else if (strncmp(line, "<fill_text", 10) == 0) {
            next = NULL;
        } else if (next && (strncmp(line, "<moveto", 7) == 0 || strncmp(line, "<lineto", 7) == 0 ||
                            strncmp(line, "<curveto", 8) == 0)) {
            const char *end = strstr(line, "/>");
            double pair[2];
            int have = 0;
            for (const char *at = strchr(line, '"'); at && at < end;
                 at = strchr(strchr(at + 1, '"') + 1, '"')) {
                pair[have++] = strtod(at + 1, NULL);
                if (have == 2)
                    take(next, m[0] * pair[0] + m[2] * pair[1] + m[4] - left,
                         m[1] * pair[0] + m[3] * pair[1] + m[5] - top);
                have %= 2;
            }
        }
    }
}

/* ---- the same drawing --------------------------------------------------------------------------------- */

static void compare(const char *name, const char *where, const struct picture *a, const struct picture *b,
                    double most) {
    if (a->n != b->n)
        fail_msg("%s: %zu strokes and fills, %s %zu", name, a->n, where, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct painted *one = &a->all[i], *other = &b->all[i];
        if (one->stroke != other->stroke)
            fail_msg("%s: number %zu is a %s, %s not", name, i, one->stroke ? "stroke" : "fill", where);
        for (int k = 0; k < 4; k++)
            if (!(fabs(one->box[k] - other->box[k]) <= most))
                fail_msg("%s: number %zu, side %d stands at %.3f, %s at %.3f", name, i, k, one->box[k], where,
                         other->box[k]);
        for (int k = 0; k < 3; k++)
            if (!(fabs(one->colour[k] - other->colour[k]) <= 0.003)) /* a step of 255 is 0.0039 */
                fail_msg("%s: number %zu has another colour %s", name, i, where);
    }
}

static void draw_svg(const struct sample *sample, struct text *svg) {
    struct ink_file_options file = {.width = sample->width, .height = sample->height};
    struct ink *ink = ink_cairo_new(fonts, INK_SVG, &file);
    unsigned char *bytes = NULL;
    size_t length;
    assert_non_null(ink);
    sample->draw(ink, sample->data, sample->width, sample->height);
    assert_null(ink_cairo_close(ink, &bytes, &length));
    text_bytes(svg, bytes, length);
    free(bytes);
    ink_cairo_drop(ink);
}

/* On a page, away from its corner. */
static const double LEFT = 51.02, TOP = 70.5;

static void draw_page(const struct sample *sample, struct text *said) {
    struct text file = {0};
    struct pdf *pdf = pdf_new(fonts, &info);
    struct ink *ink = pdf_page(pdf, 595.28, 841.89);
    cairo_translate(ink->cr, LEFT, TOP);
    sample->draw(ink, sample->data, sample->width, sample->height);
    assert_null(pdf_close(pdf, &file));
    save("figure.pdf", &file);
    text_drop(&file);
    pdf_drop(pdf);
    ask(said, "mutool draw -q -F trace figure.pdf 2>&1");
}

static void alone_and_on_a_page_figures_are_the_same(void **state) {
    (void)state;
    static struct picture traced, alone, placed;
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct text svg = {0}, said = {0};
        struct ink *ink = ink_trace_new(fonts);
        assert_non_null(ink);
        samples[i].draw(ink, samples[i].data, samples[i].width, samples[i].height);
        read_trace(&traced, ink_trace_lines(ink));
        ink_trace_drop(ink);
        assert_true(traced.n > 5);
        draw_svg(&samples[i], &svg);
        read_svg(&alone, text_get(&svg));
        compare(samples[i].name, "in the SVG", &traced, &alone, 0.01);
        draw_page(&samples[i], &said);
        read_mupdf(&placed, text_get(&said), LEFT, TOP);
        compare(samples[i].name, "on the page", &alone, &placed, 0.01);
        text_drop(&svg);
        text_drop(&said);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(alone_and_on_a_page_figures_are_the_same)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
