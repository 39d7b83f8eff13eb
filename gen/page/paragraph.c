/* See paragraph.h. */
#include "paragraph.h"

#include <math.h>
#include <string.h>

#define COST_LINE .002 /* no more lines than needed, other things equal */
#define COST_RUNT .08  /* a last line that is a mere word */
#define RUNT      .14  /* of the measure */
#define COST_OVER 50.0 /* a line that does not fit, which only an uncuttable atom makes */
#define DESCENDER .28  /* em */

static double line_cost(double width, double measure, bool last) {
    double over = width - measure;
    if (over > 1e-6)
        return COST_OVER * (1 + over / measure);
    if (last)
        return COST_LINE + (width < RUNT * measure ? COST_RUNT : 0);
    double empty = (measure - width) / measure;
    return COST_LINE + empty * empty;
}

double paragraph_cost(const struct atom *atoms, double measure, const size_t *ends, size_t n_ends) {
    double cost = 0;
    for (size_t line = 0, from = 0; line < n_ends; from = ends[line++]) {
        double width = 0;
        for (size_t i = from; i < ends[line]; i++)
            width += atoms[i].width + (i + 1 < ends[line] ? atoms[i].space : 0);
        cost += line_cost(width, measure, atoms[ends[line] - 1].must_break);
    }
    return cost;
}

/* A place where a line may end: behind `end` atoms. */
struct stop {
    size_t end;
    size_t before; /* index of the best stop before */
    double cost;
    double start_x; /* where a line that begins here begins, all atoms in a row */
    bool forced;
};

size_t paragraph_fit(const struct atom *atoms, size_t n, double measure, struct arena *arena, size_t *ends) {
    struct stop *stops = arena_array(arena, n + 1, sizeof *stops);
    size_t n_stops = 1;
    double x = 0;
    stops[0] = (struct stop){.forced = true};
    for (size_t i = 0; i < n; i++) {
        double end_x = x + atoms[i].width;
        x = end_x + atoms[i].space;
        bool last = i + 1 == n || atoms[i].must_break;
        if (!atoms[i].can_break && !last)
            continue;
        struct stop stop = {.end = i + 1, .cost = INFINITY, .start_x = x, .forced = last};
        for (size_t k = n_stops; k--;) {
            double width = end_x - stops[k].start_x;
            double cost = stops[k].cost + line_cost(width, measure, last);
            if (cost < stop.cost) {
                stop.cost = cost;
                stop.before = k;
            }
            if (stops[k].forced || width > measure)
                break;
        }
        stops[n_stops++] = stop;
    }
    size_t lines = 0;
    for (size_t k = n_stops - 1; k; k = stops[k].before)
        lines++;
    size_t at = lines;
    for (size_t k = n_stops - 1; k; k = stops[k].before)
        ends[--at] = stops[k].end;
    return lines;
}

/* ---- putting lines together --------------------------------------------------------------------------- */

static bool same_look(const struct atom *a, const struct atom *b) {
    return b->run && fabs(a->size - b->size) < 1e-9 && fabs(a->rise - b->rise) < 1e-9 &&
           fabs(a->tracking - b->tracking) < 1e-9 && a->colour.r == b->colour.r &&
           a->colour.g == b->colour.g && a->colour.b == b->colour.b;
}

/* Atoms of one size and colour become one run: their glyphs in a row, spaces with what they grew by. The last
 * atom of a line leaves its space behind. */
static const struct shaped *join_runs(struct arena *arena, const struct atom *atoms, size_t n, bool line_end,
                                      double grow) {
    size_t length = 0, n_glyphs = 0;
    for (size_t i = 0; i < n; i++) {
        length += atoms[i].run->length;
        n_glyphs += atoms[i].run->n_glyphs;
    }
    if (n == 1 && grow <= 0 && atoms[0].space <= 0)
        return atoms[0].run;
    struct shaped *run = arena_alloc(arena, sizeof *run);
    char *text = arena_alloc(arena, length + 1);
    struct glyph *glyphs = arena_array(arena, n_glyphs, sizeof *glyphs);
    for (size_t i = 0; i < n; i++) {
        const struct shaped *part = atoms[i].run;
        bool last = i + 1 == n;
        size_t keep = part->n_glyphs, bytes = part->length;
        if (last && line_end && atoms[i].spaced)
            keep--, bytes--;
        memcpy(text + run->length, part->text, bytes);
        for (size_t k = 0; k < keep; k++) {
            struct glyph *glyph = &glyphs[run->n_glyphs++];
            *glyph = part->glyphs[k];
            glyph->cluster += (uint32_t)run->length;
            if (k + 1 == keep && !(last && line_end)) {
                double more = (atoms[i].stretches ? grow : 0) + (atoms[i].spaced ? 0 : atoms[i].space);
                glyph->advance += (float)(more / atoms[i].size);
            }
            run->width += (double)glyph->advance;
        }
        run->length += bytes;
    }
    run->text = text;
    run->glyphs = glyphs;
    return run;
}

static double put_math(struct line *line, const struct atom *atom, double x, double cap) {
    box_add(line->box, atom->math->box, x, 0);
    line->above = fmax(line->above, atom->math->ascent - cap);
    line->below = fmax(line->below, atom->math->descent - DESCENDER * atom->size);
    return x + atom->width;
}

/* Where one link lies in the line: underlined, and open to a click. */
static void put_link(struct line *line, const char *link, double from, double to, const struct atom *atom) {
    box_rect(line->box, from, .2 * atom->size, to - from, .4, palette[COLOUR_GREY]);
    box_link(line->box, from, -.8 * atom->size, to - from, 1.1 * atom->size, link);
}

static struct line put_line(const struct setting *setting, const struct atom *atoms, size_t n, double grow,
                            double cap) {
    struct line line = {.box = box_new(setting->arena)};
    double x = 0;
    for (size_t i = 0; i < n;) {
        size_t j = i + 1;
        double from = x;
        if (atoms[i].math) {
            x = put_math(&line, &atoms[i], x, cap);
            if (j < n)
                x += atoms[i].space + (atoms[i].stretches ? grow : 0);
        } else {
            while (j < n && same_look(&atoms[i], &atoms[j]) && atoms[j].link == atoms[i].link)
                j++;
            const struct shaped *run = join_runs(setting->arena, &atoms[i], j - i, j == n, grow);
            box_shaped(line.box, x, -atoms[i].rise, run, atoms[i].size, atoms[i].tracking, atoms[i].colour);
            x += (run->width + atoms[i].tracking * (double)run->n_glyphs) * atoms[i].size;
        }
        double trailing = j < n && j > 0 ? atoms[j - 1].space + (atoms[j - 1].stretches ? grow : 0) : 0;
        if (atoms[i].link)
            put_link(&line, atoms[i].link, from, x - trailing, &atoms[i]);
        i = j;
    }
    line.width = x;
    return line;
}

/* How much each stretching space of a justified line grows. */
static double grow_of(const struct atom *atoms, size_t n, double measure) {
    double width = 0;
    size_t gaps = 0;
    for (size_t i = 0; i < n; i++) {
        width += atoms[i].width;
        if (i + 1 < n) {
            width += atoms[i].space;
            gaps += atoms[i].stretches;
        }
    }
    double empty = measure - width;
    return gaps && empty > 0 && empty < .25 * measure ? empty / (double)gaps : 0;
}

struct lines paragraph_lines(const struct setting *setting, const struct type *type, struct atoms atoms,
                             double measure) {
    struct lines out = {0};
    if (!atoms.n)
        return out;
    inline_cut_long(setting, &atoms, measure);
    size_t *ends = arena_array(setting->arena, atoms.n, sizeof *ends);
    out.n = paragraph_fit(atoms.atoms, atoms.n, measure, setting->arena, ends);
    out.lines = arena_array(setting->arena, out.n, sizeof *out.lines);
    double cap = style_cap(setting->fonts, type);
    for (size_t i = 0, from = 0; i < out.n; from = ends[i++]) {
        const struct atom *first = &atoms.atoms[from];
        size_t n = ends[i] - from;
        bool stretch = type->justified && !first[n - 1].must_break;
        out.lines[i] = put_line(setting, first, n, stretch ? grow_of(first, n, measure) : 0, cap);
        out.width = fmax(out.width, out.lines[i].width);
    }
    return out;
}
