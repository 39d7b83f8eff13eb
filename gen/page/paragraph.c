/* See paragraph.h. */
#include "paragraph.h"

#include <math.h>
#include <string.h>

#define COST_RUNT_FILLED .012 /* a single letter, where a line may end behind any */
#define RUNT_FILLED      .06
#define COST_LINE        .002 /* no more lines than needed, other things equal */
#define COST_RUNT        .08  /* a last line that is a mere word */
#define RUNT             .14  /* of the measure */
#define COST_OVER        50.0 /* a line that does not fit, which only an uncuttable atom makes */
#define COST_TIGHT       .004 /* a line whose punctuation has closed up altogether */
#define GIVE             .6   /* of the room behind punctuation, inside a line */
#define MOST_GROW        .09  /* em, between letters: a tenth is a space to readers of the page */
#define MOST_WIDEN       .25 /* em, on top of it where there is a space anyhow; past that a line stays ragged */

/* A line as the fit sees it. */
struct fit {
    double width, give; /* give: by how much its punctuation can close up */
    bool last, fills;
    enum bond torn; /* what bound its end to the next line */
};

/* A line that ends where its words belong together. */
static const double cost_torn[] = {[BOND_LOOSE] = .06, [BOND_FAST] = 4};

static double line_cost(struct fit line, double measure) {
    double over = line.width - measure;
    double cost = COST_LINE + cost_torn[line.torn];
    if (over > line.give + 1e-6)
        return COST_OVER * (1 + over / measure);
    if (over > 1e-6)
        return cost + COST_TIGHT * (over / line.give) * (over / line.give);
    if (line.last)
        return COST_LINE + (line.fills ? line.width < RUNT_FILLED * measure ? COST_RUNT_FILLED : 0
                            : line.width < RUNT * measure ? COST_RUNT
                                                          : 0);
    double empty = -over / measure;
    return cost + empty * empty;
}

/* What punctuation inside a line that is filled may give up. */
static double give_of(const struct atom *atom) {
    return atom->fills ? GIVE * atom->tail : 0;
}

static struct fit fit_of(const struct atom *atoms, size_t n) {
    const struct atom *end = &atoms[n - 1];
    struct fit line = {
        .last = end->must_break, .fills = end->fills, .torn = end->must_break ? BOND_NONE : end->bond};
    for (size_t i = 0; i + 1 < n; i++) {
        line.width += atoms[i].width + atoms[i].space;
        line.give += give_of(&atoms[i]);
    }
    line.width += end->width - end->tail - atoms[0].lead;
    return line;
}

double paragraph_cost(const struct atom *atoms, double measure, const size_t *ends, size_t n_ends) {
    double cost = 0;
    for (size_t line = 0, from = 0; line < n_ends; from = ends[line++])
        cost += line_cost(fit_of(atoms + from, ends[line] - from), measure);
    return cost;
}

/* A place where a line may end: behind `end` atoms. */
struct stop {
    size_t end;
    size_t before; /* index of the best stop before */
    double cost;
    double start_x, start_give; /* where a line that begins here begins, all atoms in a row */
    bool forced;
};

size_t paragraph_fit(const struct atom *atoms, size_t n, double measure, struct arena *arena, size_t *ends) {
    struct stop *stops = arena_array(arena, n + 1, sizeof *stops);
    size_t n_stops = 1;
    double x = 0, give = 0;
    stops[0] = (struct stop){.forced = true, .start_x = n ? atoms[0].lead : 0};
    for (size_t i = 0; i < n; i++) {
        double end_x = x + atoms[i].width - atoms[i].tail, inside = give;
        x += atoms[i].width + atoms[i].space;
        give += give_of(&atoms[i]);
        bool last = i + 1 == n || atoms[i].must_break;
        if (!atoms[i].can_break && !last)
            continue;
        struct stop stop = {.end = i + 1, .cost = INFINITY, .start_x = x, .start_give = give, .forced = last};
        stop.start_x += i + 1 < n ? atoms[i + 1].lead : 0;
        for (size_t k = n_stops; k--;) {
            struct fit line = {end_x - stops[k].start_x, inside - stops[k].start_give, last, atoms[i].fills,
                               last ? BOND_NONE : atoms[i].bond};
            double cost = stops[k].cost + line_cost(line, measure);
            if (cost < stop.cost) {
                stop.cost = cost;
                stop.before = k;
            }
            if (stops[k].forced || line.width - line.give > measure)
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

/* How a line is made as wide as its measure: what each place that stretches grows by, what those with a space
 * grow by on top of it, and the share that punctuation gives up of the room behind it. */
struct filling {
    double grow, widen, squeeze;
};

static bool has_space(const struct atom *atom) {
    return atom->spaced || atom->space > 0;
}

static double growth(const struct atom *atom, struct filling filling) {
    return atom->stretches ? filling.grow + (has_space(atom) ? filling.widen : 0) : 0;
}

/* What stands behind an atom within its line, past the glyph of a space. */
static double behind(const struct atom *atom, struct filling filling) {
    return growth(atom, filling) + (atom->spaced ? 0 : atom->space) - filling.squeeze * give_of(atom);
}

/* Atoms of one size and colour become one run: their glyphs in a row, spaces with what they grew by. The last
 * atom of a line leaves its space behind. */
static const struct shaped *join_runs(struct arena *arena, const struct atom *atoms, size_t n, bool line_end,
                                      struct filling filling) {
    size_t length = 0, n_glyphs = 0;
    for (size_t i = 0; i < n; i++) {
        length += atoms[i].run->length;
        n_glyphs += atoms[i].run->n_glyphs;
    }
    if (n == 1 && fabs(behind(&atoms[0], filling)) < 1e-9 && atoms[0].space <= 0)
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
            if (k + 1 == keep && !(last && line_end))
                glyph->advance += (float)(behind(&atoms[i], filling) / atoms[i].size);
            run->width += (double)glyph->advance;
        }
        run->length += bytes;
    }
    run->text = text;
    run->glyphs = glyphs;
    return run;
}

static double put_math(struct line *line, const struct atom *atom, double x, double cap) {
    struct ink_part part = {.role = ROLE_FORMULA,
                            .words = arena_copy(line->box->arena, atom->notation, atom->n_notation),
                            .key = atom->notation};
    box_begin_part(line->box, &part);
    box_add(line->box, atom->math->box, x, 0);
    box_end(line->box);
    line->above = fmax(line->above, atom->math->ascent - cap);
    line->below = fmax(line->below, atom->math->descent - DESCENDER * atom->size);
    return x + atom->width;
}

/* Where one link lies in the line: underlined, and open to a click. */
static void put_link(struct line *line, const char *link, double from, double to, const struct atom *atom) {
    box_begin(line->box, ROLE_ARTIFACT, NULL);
    box_rect(line->box, from, .2 * atom->size, to - from, .4, palette[COLOUR_GREY]);
    box_end(line->box);
    box_link(line->box, from, -.8 * atom->size, to - from, 1.1 * atom->size, link);
}

static struct line put_line(const struct setting *setting, const struct atom *atoms, size_t n,
                            struct filling filling, double cap) {
    struct line line = {.box = box_new(setting->arena)};
    double x = -atoms[0].lead;
    for (size_t i = 0; i < n;) {
        size_t j = i + 1;
        double from = x;
        if (atoms[i].math) {
            x = put_math(&line, &atoms[i], x, cap);
            if (j < n)
                x += atoms[i].space + growth(&atoms[i], filling);
        } else {
            while (j < n && same_look(&atoms[i], &atoms[j]) && atoms[j].link == atoms[i].link)
                j++;
            if (atoms[i].link)
                box_begin(line.box, ROLE_LINK, NULL);
            const struct shaped *run = join_runs(setting->arena, &atoms[i], j - i, j == n, filling);
            box_shaped(line.box, x, -atoms[i].rise, run, atoms[i].size, atoms[i].tracking, atoms[i].colour);
            x += (run->width + atoms[i].tracking * (double)run->n_glyphs) * atoms[i].size;
        }
        double trailing = j < n && j > 0 ? atoms[j - 1].space + growth(&atoms[j - 1], filling) : 0;
        if (atoms[i].link)
            put_link(&line, atoms[i].link, from, x - trailing, &atoms[i]);
        if (atoms[i].link && !atoms[i].math)
            box_end(line.box);
        i = j;
    }
    line.width = x - atoms[n - 1].tail;
    return line;
}

static struct filling filling_of(const struct atom *atoms, size_t n, double measure) {
    struct fit line = fit_of(atoms, n);
    struct filling filling = {0};
    size_t gaps = 0, spaces = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        gaps += atoms[i].stretches;
        spaces += atoms[i].stretches && has_space(&atoms[i]);
    }
    double empty = measure - line.width, most = MOST_GROW * atoms[0].size * (double)gaps;
    if (empty < 0)
        filling.squeeze = line.give > 0 ? fmin(-empty / line.give, 1) : 0;
    else if (!line.last && gaps && empty < most)
        filling.grow = empty / (double)gaps;
    else if (!line.last && spaces && empty < most + MOST_WIDEN * atoms[0].size * (double)spaces)
        filling =
            (struct filling){.grow = MOST_GROW * atoms[0].size, .widen = (empty - most) / (double)spaces};
    return filling;
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
        struct filling filling = type->justified ? filling_of(first, n, measure) : (struct filling){0};
        out.lines[i] = put_line(setting, first, n, filling, cap);
        out.width = fmax(out.width, out.lines[i].width);
    }
    return out;
}
