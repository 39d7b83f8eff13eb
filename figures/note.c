/* See note.h. */
#include "note.h"

#include <string.h>

static void add(struct note *note, enum face face, struct colour colour, const char *words, size_t length,
                bool breaks) {
    if (!words || length == 0 || note->n_spans == NOTE_SPANS)
        return;
    note->spans[note->n_spans] = (struct span){words, length, face, colour, breaks && note->n_spans > 0};
    note->n_spans++;
}

void note_add(struct note *note, enum face face, struct colour colour, const char *words) {
    add(note, face, colour, words, words ? strlen(words) : 0, false);
}

void note_line(struct note *note, enum face face, struct colour colour, const char *words) {
    add(note, face, colour, words, words ? strlen(words) : 0, true);
}

struct note note_of(enum face face, struct colour colour, const char *words) {
    struct note note = {0};
    note_add(&note, face, colour, words);
    return note;
}

static double size_of(const struct note *note) {
    return note->size > 0 ? note->size : LABEL_SIZE;
}

static double leading_of(const struct note *note) {
    return note->leading > 0 ? note->leading : size_of(note) * (LABEL_LEADING / LABEL_SIZE);
}

/* The byte after the character at `at`. */
static size_t past(const char *words, size_t at) {
    at++;
    while (((unsigned char)words[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* Whether a line may end before the character at `at`: after a space, or before a Han character (three bytes
 * from U+3000 on, closing punctuation kept with what it closes). */
static bool may_break(const char *words, size_t at) {
    static const char *const closing[] = {"，", "。", "、", "；", "：", "）", "”", "！", "？"};
    if (words[at - 1] == ' ')
        return true;
    if ((unsigned char)words[at] < 0xE3 || (unsigned char)words[at] > 0xE9)
        return false;
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (strncmp(words + at, closing[i], strlen(closing[i])) == 0)
            return false;
    return true;
}

/* What a line measures and how sure that is: the words one by one, which come again in other lines, and for
 * each space what may be kerned over it (Lato: up to 0.04 em). */
struct guess {
    double em, doubt;
    size_t to;
};
#define KERN_DOUBT 0.06

static void guess_on(struct guess *guess, struct ink *ink, enum face face, const char *words, size_t to) {
    guess->em += fonts_shape(ink->fonts, face, words + guess->to, to - guess->to)->width;
    guess->doubt += KERN_DOUBT;
    guess->to = to;
}

static bool is_too_wide(const struct guess *guess, struct ink *ink, enum face face, double em,
                        const char *words, size_t start, size_t end, double width) {
    if ((guess->em - guess->doubt) * em > width)
        return true;
    return (guess->em + guess->doubt) * em > width &&
           fonts_shape(ink->fonts, face, words + start, end - start)->width * em > width;
}

/* Where the next line ends that begins at `start`: as many words as fit, at least one. `*next` is where the
 * line after it begins. */
static size_t line_end(struct ink *ink, enum face face, double em, const char *words, size_t start,
                       double width, size_t *next) {
    size_t length = strlen(words), end = length;
    struct guess guess = {.to = start};
    *next = length;
    for (size_t at = past(words, start), fits = 0; at <= length; at = past(words, at)) {
        if (at < length && !may_break(words, at))
            continue;
        size_t trimmed = at;
        while (trimmed > start && words[trimmed - 1] == ' ')
            trimmed--;
        guess_on(&guess, ink, face, words, trimmed > guess.to ? trimmed : guess.to);
        if (fits && is_too_wide(&guess, ink, face, em, words, start, trimmed, width))
            break;
        fits = end = trimmed;
        *next = at;
        if (at == length)
            break;
    }
    return end;
}

static int count_lines(struct ink *ink, enum face face, double em, const char *words, double width) {
    int lines = 0;
    for (size_t start = 0, length = strlen(words); start < length; lines++)
        line_end(ink, face, em, words, start, width, &start);
    return lines;
}

void note_wrap(struct note *note, struct ink *ink, enum face face, struct colour colour, const char *words,
               double width) {
    if (!words || !words[0])
        return;
    double em = size_of(note), narrowest = 0;
    int lines = count_lines(ink, face, em, words, width);
    /* no narrower than that many lines ask, so that none is left with a single word */
    for (int i = 0; i < 7 && lines > 1; i++) {
        double middle = (narrowest + width) / 2;
        if (count_lines(ink, face, em, words, middle) > lines)
            narrowest = middle;
        else
            width = middle;
    }
    for (size_t start = 0, next, length = strlen(words); start < length; start = next) {
        size_t end = line_end(ink, face, em, words, start, width, &next);
        add(note, face, colour, words + start, end - start, true);
    }
}

static double span_width(struct ink *ink, const struct note *note, int i) {
    const struct span *span = &note->spans[i];
    return fonts_shape(ink->fonts, span->face, span->words, span->length)->width * size_of(note);
}

static double line_width(struct ink *ink, const struct note *note, int from, int *to) {
    double width = 0;
    int i = from;
    do
        width += span_width(ink, note, i++);
    while (i < note->n_spans && !note->spans[i].breaks);
    *to = i;
    return width;
}

void note_measure(struct ink *ink, const struct note *note, double *width, double *height) {
    int lines = 0;
    *width = 0;
    for (int from = 0, to; from < note->n_spans; from = to, lines++) {
        double line = line_width(ink, note, from, &to);
        *width = line > *width ? line : *width;
    }
    *height = lines ? (lines - 1) * leading_of(note) + (TEXT_RISE + TEXT_DROP) * size_of(note) : 0;
}

void note_draw(struct ink *ink, const struct note *note, double x, double y) {
    double width, height, baseline = y + TEXT_RISE * size_of(note);
    note_measure(ink, note, &width, &height);
    for (int from = 0, to; from < note->n_spans; from = to) {
        double room = width - line_width(ink, note, from, &to);
        double at = x + align_before(note->align, room);
        for (int i = from; i < to; i++) {
            const struct span *span = &note->spans[i];
            ink_shaped(ink, at, baseline, fonts_shape(ink->fonts, span->face, span->words, span->length),
                       size_of(note), 0, span->colour);
            at += span_width(ink, note, i);
        }
        baseline += leading_of(note);
    }
}
