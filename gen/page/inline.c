/* See inline.h. */
#define _GNU_SOURCE /* memmem */
#include "inline.h"

#include "../facts/origin.h"
#include "han.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define RAISED_RISE .26
#define CODE_SIZE   .92
#define HAN_GAP     .25    /* em, between Han and Latin */
#define HAN_TAIL    .42    /* em, empty behind the ink of full-width punctuation in the text face */
#define HAN_LEAD    .5     /* em, empty before that of its opening brackets */
enum { SHORT_NUMBER = 7 }; /* bytes of a number that stays with what it counts: "999,999" */

struct cutter {
    const struct setting *setting;
    const struct type *type;
    const struct span *span;
    struct atoms out;
    uint32_t last; /* the character before, 0 at the beginning */
    bool space;    /* a space came since */
    bool upper;    /* set as capitals */
};

static struct atom *last_atom(struct cutter *c) {
    return c->out.n ? &c->out.atoms[c->out.n - 1] : NULL;
}

static enum face face_of(const struct type *type, unsigned style) {
    if (style & SPAN_RAISED)
        return FACE_LABEL_BOLD;
    if (style & SPAN_CODE)
        return style & SPAN_BOLD ? FACE_LABEL_BOLD : FACE_LABEL;
    if (style & SPAN_BOLD)
        return style & SPAN_ITALIC ? type->bold_italic : type->bold;
    return style & SPAN_ITALIC ? type->italic : type->regular;
}

/* What stands between the atom before and one that begins with `code`. */
static void close_gap(struct cutter *c, uint32_t code) {
    struct atom *before = last_atom(c);
    if (!before || before->must_break) {
        c->space = false;
        return;
    }
    bool han = han_is(c->last) || han_is(code);
    if (han) { /* a space in the source is no more than the quarter em, and none beside punctuation or other
                  Han */
        bool letter = han_is(c->last) ? han_is_letter(c->last) : han_is_letter(code);
        bool gap = han_gap(c->last, code) || (c->space && letter && han_is(c->last) != han_is(code));
        bool counted = before->length <= SHORT_NUMBER && han_counts(c->last, code);
        before->can_break = han_break(c->last, code) && !counted;
        before->stretches = before->can_break || gap;
        before->space = gap ? HAN_GAP * before->size : 0;
        if (before->tail > 0 && han_is(code) && !han_is_letter(code)) /* 。） and the like stand close */
            before->space = -before->tail;
    } else if (c->space) {
        before->spaced = before->can_break = before->stretches = true;
    }
    c->space = false;
}

static struct atom *add_atom(struct cutter *c, uint32_t first) {
    close_gap(c, first);
    c->out.atoms =
        arena_grow(c->setting->arena, c->out.atoms, c->out.n, &c->out.capacity, sizeof *c->out.atoms);
    struct atom *atom = &c->out.atoms[c->out.n++];
    *atom = (struct atom){.size = c->type->size,
                          .tracking = c->type->tracking,
                          .colour = style_colour(c->type),
                          .offset = c->span ? c->span->offset : 0,
                          .link = c->span ? c->span->link : NULL,
                          .face = c->type->regular};
    return atom;
}

static void add_text(struct cutter *c, const char *text, size_t length, uint32_t first, uint32_t last) {
    struct atom *atom = add_atom(c, first);
    unsigned style = c->span->style;
    atom->text = text;
    atom->length = length;
    atom->face = face_of(c->type, style);
    atom->verbatim = (style & SPAN_CODE) != 0;
    atom->fills = c->type->justified;
    if (atom->verbatim)
        atom->size *= CODE_SIZE;
    if (atom->face < FACE_LABEL) {
        atom->lead = han_opens(first) ? HAN_LEAD * atom->size : 0;
        atom->tail = han_closes(last) ? HAN_TAIL * atom->size : 0;
    }
    if (style & SPAN_RAISED) {
        atom->rise = RAISED_RISE * atom->size;
        atom->size *= RAISED_SIZE;
        atom->colour = palette[COLOUR_COMPUTE];
    }
    c->last = last;
}

/* A word may break behind a hyphen between letters, a dash, and the slashes of an address. */
static bool breaks_inside(uint32_t before, uint32_t code, uint32_t after, size_t length) {
    if (code == '-')
        return before < 0x80 && isalpha((int)before) && after < 0x80 && isalpha((int)after) && length > 2;
    return code == 0x2014 || (code == '/' && length > 20);
}

static void cut_words(struct cutter *c, const char *text, size_t length) {
    const char *at = text, *end = text + length, *word = NULL;
    uint32_t first = 0, before = 0;
    while (at < end) {
        const char *here = at;
        uint32_t code = utf8_next(&at, end);
        bool space = code == ' ' || code == '\t' || code == '\n';
        if (space || han_is(code)) {
            if (word)
                add_text(c, word, (size_t)(here - word), first, before);
            word = NULL;
            if (space)
                c->space = true;
            else
                add_text(c, here, (size_t)(at - here), code, code);
            before = code;
            continue;
        }
        if (!word)
            word = here, first = code, before = 0;
        const char *ahead = at;
        uint32_t after = at < end ? utf8_next(&ahead, end) : ' ';
        if (after != ' ' && breaks_inside(before, code, after, (size_t)(at - word))) {
            add_text(c, word, (size_t)(at - word), first, code);
            last_atom(c)->can_break = true;
            word = NULL;
        }
        before = code;
    }
    if (word)
        add_text(c, word, (size_t)(end - word), first, before);
}

static void cut_math(struct cutter *c, const struct span *span) {
    const struct setting *s = c->setting;
    struct math_words words = {span->text, span->length, span->places, span->offset, s->text};
    struct math_rows rows;
    if (!math_parse(s->arena, &words, s->diags, &rows))
        return;
    if (rows.n_rows > 1 || rows.rows[0].n_cells > 1) {
        diag_add(s->diags, DIAG_ERROR, template_mark(s->text, span->offset), "displays are written $$ … $$",
                 "& and \\\\ align displays; this formula stands within a line");
        return;
    }
    struct math_style style = {s->fonts, c->type->size, style_colour(c->type), (span->style & SPAN_BOLD) != 0,
                               false};
    size_t n;
    struct math_segment *segments = math_set_segments(s->arena, &style, rows.rows[0].cells[0], &n);
    for (size_t i = 0; i < n; i++) {
        struct atom *atom = add_atom(c, '0');
        atom->math = &segments[i].box;
        atom->notation = span->text;
        atom->n_notation = span->length;
        atom->width = segments[i].box.width;
        atom->space = segments[i].space;
        atom->can_break = i + 1 < n;
        atom->must_break = segments[i].ends_sum && c->type->size <= SIZE_CELL; /* where lines are short */
        atom->bond = segments[i].open ? BOND_FAST : BOND_NONE;
        c->last = '0';
    }
}

/* The letters of an atom: capitals where the type wants them, and curved apostrophes. */
static void put_letters(const struct cutter *c, const struct atom *atom, struct text *out) {
    for (size_t k = 0; k < atom->length; k++) {
        unsigned char letter = (unsigned char)atom->text[k];
        if (letter == '\'' && k && isalnum((unsigned char)atom->text[k - 1]) && !atom->verbatim)
            text_string(out, "\u2019");
        else
            text_char(out, (char)(c->upper ? toupper(letter) : letter));
    }
}

/* Where a fault of an atom's words is told: in the spec or another input where they come from there, and not
 * from the template itself. */
static struct mark place_of(const struct setting *s, const struct atom *atom, const char *words,
                            size_t length) {
    struct mark mark = template_mark(s->text, atom->offset), origin = {0};
    if (!memmem(mark.source->text, mark.source->length, words, length))
        origin = facts_origin(s->facts, words, length);
    return origin.source ? origin : mark;
}

/* A character that no face has; of an input once, whatever was to be set with it. */
static void complain_missing(const struct setting *s, const struct atom *atom, const char *at) {
    const char *behind = at;
    uint32_t code = utf8_next(&behind, atom->run->text + atom->run->length);
    struct mark own = template_mark(s->text, atom->offset),
                mark = place_of(s, atom, at, (size_t)(behind - at));
    if (mark.source != own.source)
        diag_add(s->diags, DIAG_ERROR, mark, NULL, "no font at hand has the character U+%04X",
                 (unsigned)code);
    else
        diag_add(s->diags, DIAG_ERROR, mark, NULL, "no font at hand has the character U+%04X (asked of %s)",
                 (unsigned)code, fonts_metrics(s->fonts, atom->face)->postscript_name);
}

/* Shapes every atom with the space behind it; says which characters no face has. */
static void shape_atoms(struct cutter *c) {
    const struct setting *s = c->setting;
    struct text words = {0};
    for (size_t i = 0; i < c->out.n; i++) {
        struct atom *atom = &c->out.atoms[i];
        if (!atom->text) {
            if (atom->spaced)
                atom->space = fonts_shape(s->fonts, c->type->regular, " ", 1)->width * atom->size;
            continue;
        }
        if (atom->spaced && atom->rise > 0) { /* the space behind a raised mark is as wide as any */
            atom->spaced = false;
            atom->space = fonts_shape(s->fonts, c->type->regular, " ", 1)->width * c->type->size;
        }
        text_clear(&words);
        put_letters(c, atom, &words);
        if (atom->spaced)
            text_char(&words, ' ');
        atom->run = fonts_shape(s->fonts, atom->face, text_get(&words), words.length);
        atom->width = (atom->run->width + atom->tracking * (double)atom->run->n_glyphs) * atom->size;
        for (size_t k = 0; k < atom->run->n_glyphs; k++)
            if (!atom->run->glyphs[k].id)
                complain_missing(s, atom, atom->run->text + atom->run->glyphs[k].cluster);
        if (atom->spaced) {
            const struct glyph *space = &atom->run->glyphs[atom->run->n_glyphs - 1];
            atom->space = (space->advance + atom->tracking) * atom->size;
            atom->width -= atom->space;
        }
    }
    text_drop(&words);
}

/* What a line should not part. A formula is a number to the unit behind it. */
static void bind_atoms(struct cutter *c) {
    for (size_t i = 0; i + 1 < c->out.n; i++) {
        struct atom *atom = &c->out.atoms[i];
        const struct atom *next = atom + 1;
        if (!atom->spaced || !next->text)
            continue;
        if (atom->text)
            atom->bond = bind_words(atom->text, atom->length, next->text, next->length);
        else if (atom->bond == BOND_NONE)
            atom->bond = bind_words("0", 1, next->text, next->length);
    }
}

static void cut_span(struct cutter *c, const struct span *span) {
    const struct setting *s = c->setting;
    c->span = span;
    switch (span->kind) {
    case SPAN_WORDS:
        cut_words(c, span->text, span->length);
        break;
    case SPAN_MATH:
    case SPAN_DISPLAY:
        cut_math(c, span);
        break;
    case SPAN_REF: {
        struct span words = *span;
        words.text = s->reference ? s->reference(s->data, span->directive, &words.link) : "";
        words.length = strlen(words.text);
        c->span = &words;
        size_t first = c->out.n;
        cut_words(c, words.text, words.length);
        for (size_t i = first; i + 1 < c->out.n; i++)
            c->out.atoms[i].can_break = false; /* a number stays with what it numbers */
        c->span = span;
        break;
    }
    case SPAN_SOFT:
        c->space = true;
        break;
    case SPAN_BREAK:
        if (c->out.n)
            last_atom(c)->must_break = last_atom(c)->can_break = true;
        c->space = false;
        break;
    }
}

struct atoms inline_atoms(const struct setting *setting, const struct type *type, const struct span *spans,
                          size_t n_spans) {
    struct cutter cutter = {
        .setting = setting, .type = type, .upper = type->tracking > 0 && !setting->style->han};
    for (size_t i = 0; i < n_spans; i++)
        cut_span(&cutter, &spans[i]);
    bind_atoms(&cutter);
    shape_atoms(&cutter);
    if (cutter.out.n)
        last_atom(&cutter)->can_break = last_atom(&cutter)->must_break = true;
    return cutter.out;
}

struct atoms inline_words(const struct setting *setting, const struct type *type, const char *words) {
    struct span span = {
        .kind = SPAN_WORDS, .text = words, .length = strlen(words), .offset = setting->offset};
    return inline_atoms(setting, type, &span, 1);
}

/* One atom, cut so that each part fits; `out` takes the parts. */
static void cut_atom(const struct setting *s, const struct atom *atom, double measure, struct atoms *out) {
    size_t from = 0;
    double width = 0;
    const struct shaped *run = atom->run;
    for (size_t i = 0; i <= run->n_glyphs; i++) {
        bool last = i == run->n_glyphs;
        double advance = last ? 0 : (run->glyphs[i].advance + atom->tracking) * atom->size;
        size_t here = last ? run->length : run->glyphs[i].cluster;
        if (!last && (width + advance <= measure || here <= from)) {
            width += advance;
            continue;
        }
        out->atoms = arena_grow(s->arena, out->atoms, out->n, &out->capacity, sizeof *out->atoms);
        struct atom *part = &out->atoms[out->n++];
        *part = *atom;
        part->text = run->text + from;
        part->length = here - from;
        part->run = fonts_shape(s->fonts, atom->face, part->text, part->length);
        part->width = (part->run->width + atom->tracking * (double)part->run->n_glyphs) * atom->size;
        if (last) {
            part->width -= atom->spaced ? atom->space : 0;
        } else {
            part->spaced = part->stretches = part->must_break = false;
            part->space = 0;
            part->can_break = true;
        }
        from = here;
        width = advance;
    }
}

void inline_cut_long(const struct setting *s, struct atoms *atoms, double measure) {
    bool any = false;
    for (size_t i = 0; i < atoms->n && !any; i++)
        any = atoms->atoms[i].width > measure && atoms->atoms[i].run;
    if (!any || measure <= 0)
        return;
    struct atoms out = {0};
    for (size_t i = 0; i < atoms->n; i++) {
        const struct atom *atom = &atoms->atoms[i];
        if (atom->run && atom->width > measure) {
            diag_add(s->diags, DIAG_WARNING, place_of(s, atom, atom->text, atom->length), NULL,
                     "a word of %zu bytes is wider than its column, and is cut", atom->length);
            cut_atom(s, atom, measure, &out);
        } else {
            out.atoms = arena_grow(s->arena, out.atoms, out.n, &out.capacity, sizeof *out.atoms);
            out.atoms[out.n++] = *atom;
        }
    }
    *atoms = out;
}
