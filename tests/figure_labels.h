/* The boxes of labels in a drawing's trace (ink_trace.h): that none lies over another or leaves the figure.
 * For one test program; include it behind cmocka.h. */
#ifndef TESTS_FIGURE_LABELS_H
#define TESTS_FIGURE_LABELS_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct quad {
    double x[4], y[4], left, right, top, bottom;
    size_t order; /* number of its line in the trace */
    char words[64];
};

/* The distance that some edge's normal shows between two quads; negative where they overlap. */
static double quads_apart(const struct quad *a, const struct quad *b) {
    double most = -INFINITY;
    const struct quad *both[] = {a, b};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 2; i++) {
            double dx = both[k]->x[i + 1] - both[k]->x[i], dy = both[k]->y[i + 1] - both[k]->y[i];
            double length = hypot(dx, dy), low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
            if (length < 1e-6)
                continue;
            for (int q = 0; q < 2; q++)
                for (int j = 0; j < 4; j++) {
                    const struct quad *quad = q ? b : a;
                    double at = (-quad->x[j] * dy + quad->y[j] * dx) / length;
                    low[q] = fmin(low[q], at);
                    high[q] = fmax(high[q], at);
                }
            most = fmax(most, fmax(low[0] - high[1], low[1] - high[0]));
        }
    return most;
}

/* Where `words` begin before the line's end; NULL where nowhere. strstr would measure the whole trace, each
 * time. */
static const char *find_in_line(const char *line, const char *words) {
    size_t length = strlen(words);
    for (; *line && *line != '\n'; line++)
        if (strncmp(line, words, length) == 0)
            return line;
    return NULL;
}

enum { QUADS_MOST = 1024 };

static size_t read_quads(const char *lines, struct quad *quads) {
    size_t n = 0, order = 0;
    for (const char *line = lines; *line; line = strchr(line, '\n') + 1, order++) {
        if (strncmp(line, "text ", 5) != 0)
            continue;
        assert_true(n < QUADS_MOST);
        struct quad *quad = &quads[n++];
        quad->order = order;
        const char *box = find_in_line(line, " box ");
        assert_non_null(box);
        assert_int_equal(sscanf(box, " box %lf %lf %lf %lf %lf %lf %lf %lf : %63[^\n]", &quad->x[0],
                                &quad->y[0], &quad->x[1], &quad->y[1], &quad->x[2], &quad->y[2], &quad->x[3],
                                &quad->y[3], quad->words),
                         9);
        quad->left = fmin(fmin(quad->x[0], quad->x[1]), fmin(quad->x[2], quad->x[3]));
        quad->right = fmax(fmax(quad->x[0], quad->x[1]), fmax(quad->x[2], quad->x[3]));
        quad->top = fmin(fmin(quad->y[0], quad->y[1]), fmin(quad->y[2], quad->y[3]));
        quad->bottom = fmax(fmax(quad->y[0], quad->y[1]), fmax(quad->y[2], quad->y[3]));
    }
    return n;
}

/* Whether the upright boxes around two quads meet: most do not, and then neither do the quads. */
static bool quads_near(const struct quad *a, const struct quad *b) {
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static const double TOUCH = 0.3; /* neighbouring runs of one line may meet */

static void check_labels(const char *name, const char *lines, double width, double height) {
    static struct quad quads[QUADS_MOST];
    size_t n = read_quads(lines, quads);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++)
            if (quads_near(&quads[i], &quads[j]) && quads_apart(&quads[i], &quads[j]) < -TOUCH)
                fail_msg("%s: \"%s\" lies over \"%s\" (%.1f, %.1f)", name, quads[i].words, quads[j].words,
                         quads[j].x[0], quads[j].y[0]);
        for (int k = 0; k < 4; k++)
            if (quads[i].x[k] < -0.5 || quads[i].x[k] > width + 0.5 || quads[i].y[k] < -0.5 ||
                quads[i].y[k] > height + 0.5)
                fail_msg("%s: \"%s\" leaves the box (%.1f, %.1f)", name, quads[i].words, quads[i].x[k],
                         quads[i].y[k]);
    }
}

#endif
