/* Drawing figures in tests: no label over another, nothing outside of the figure's box. Include it behind
 * cmocka.h. */
#ifndef TESTS_FIGURE_CHECK_H
#define TESTS_FIGURE_CHECK_H

#include "figure_lines.h"
#include "path_pairs.h"

#include "../figures/ink_trace.h"

#include <stdlib.h>

static struct fonts *fonts;

static inline void font_missing(const char *message) {
    fail_msg("%s", message);
    abort();
}

static inline int open_fonts(void **state) {
    (void)state;
    fonts = fonts_new(font_missing);
    return 0;
}

static inline int close_fonts(void **state) {
    (void)state;
    fonts_drop(fonts);
    return 0;
}

typedef void drawing(struct ink *ink, const void *data, double width, double height);

/* Half of a mark may stand over an axis's end. */
static inline void check_paths(const char *name, const char *lines, double width, double height) {
    const double over = 6;
    for (const char *line = lines; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, "stroke", 6) != 0 && strncmp(line, "fill", 4) != 0)
            continue;
        const char *end = strchr(line, '\n'), *at = find_in_line(line, " : ");
        assert_non_null(at);
        double pair[2];
        for (at += 3; next_pair(&at, end, pair);)
            if (pair[0] < -over || pair[0] > width + over || pair[1] < -over || pair[1] > height + over)
                fail_msg("%s: a line leaves the box at (%.1f, %.1f)", name, pair[0], pair[1]);
    }
}

/* `also` (or NULL) sees the trace. */
static inline void check_drawing(const char *name, drawing *draw, const void *data, double width,
                                 double height, void (*also)(const char *name, const char *lines)) {
    struct ink *ink = ink_trace_new(fonts);
    assert_non_null(ink);
    draw(ink, data, width, height);
    if (ink_error(ink))
        fail_msg("%s: %s", name, ink_error(ink));
    check_labels(name, ink_trace_lines(ink), width, height);
    check_lines(name, ink_trace_lines(ink));
    check_paths(name, ink_trace_lines(ink), width, height);
    if (also)
        also(name, ink_trace_lines(ink));
    ink_trace_drop(ink);
}

#endif
