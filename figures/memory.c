/* See memory.h. */
#include "memory.h"

#include "mark.h"
#include "note.h"

#include <math.h>
#include <stdio.h>

const struct memory_words memory_words_en = {.accelerator = "accelerator", .more = "more", .comma = ", "};
const struct memory_words memory_words_zh = {.accelerator = "加速卡", .more = "张从略", .comma = "、"};

static const double THINNEST = 1.7, THINNEST_LYING = 3.2; /* a thinner sequence is not drawn for itself */
static const double LEAST = 10;                           /* a ground lower than this bears no words */
static const double HEAD = 14;

enum { MOST_LYING = 2 };

/* Bars stand, their bytes upwards from the foot; a few lie, their bytes to the right from `from`. */
struct bars {
    struct ink *ink;
    const struct memory_data *data;
    const struct memory_words *words;
    bool lie;
    double start; /* where the bytes begin: the foot, or the left end */
    double thickness, per_byte;
};

struct place {
    double x, y, width, height;
};

/* Some bytes of the bar whose side is at `side`: its left, or its top where bars lie. */
static struct place place_of(const struct bars *bars, double side, double from, double bytes) {
    double start = from * bars->per_byte, length = bytes * bars->per_byte;
    if (bars->lie)
        return (struct place){bars->start + start, side, length, bars->thickness};
    return (struct place){side, bars->start - start - length, bars->thickness, length};
}

static void fill_bytes(const struct bars *bars, double side, double from, double bytes,
                       struct colour colour) {
    struct place place = place_of(bars, side, from, bytes);
    if (bytes > 0)
        box_fill(bars->ink, place.x, place.y, place.width, place.height, colour);
}

/* A line across the bar at so many bytes. */
static void line_across(const struct bars *bars, double side, double at, struct colour colour, double line) {
    struct place place = place_of(bars, side, at, 0);
    line_draw(bars->ink, place.x, place.y, place.x + place.width, place.y + place.height, colour, line);
}

static double total_bytes(const struct memory_data *data) {
    return data->reserved_bytes + data->weights_bytes + data->sequence_bytes * (double)data->n_sequences;
}

/* The line above, on two lines where one is too short. Returns its height. */
static double draw_head(struct ink *ink, const struct memory_data *data, const struct memory_words *words,
                        double width) {
    struct note head = {0}, rest = {0};
    const char *names[] = {data->reserved_bytes > 0 ? data->reserved_name : NULL, data->weights_name,
                           data->n_sequences > 0 ? data->cache_name : NULL};
    struct colour colours[] = {palette[COLOUR_GREY], palette[COLOUR_WEIGHTS], palette[COLOUR_CACHE_WORDS]};
    note_add(&head, FACE_LABEL_BOLD, palette[COLOUR_INK], data->head);
    note_add(&head, FACE_LABEL, palette[COLOUR_INK], data->head ? " " : NULL);
    int named = 0;
    for (int i = 0; i < 3; i++) {
        if (!names[i])
            continue;
        note_add(&head, FACE_LABEL, palette[COLOUR_INK], named++ ? words->comma : NULL);
        note_add(&head, FACE_LABEL, colours[i], names[i]);
    }
    bool lacking = total_bytes(data) > data->capacity_bytes * (1 + 1e-9);
    note_add(&rest, lacking ? FACE_LABEL_BOLD : FACE_LABEL, palette[lacking ? COLOUR_INK : COLOUR_GREY],
             data->rest);
    double head_width, rest_width, height, rest_height;
    note_measure(ink, &head, &head_width, &height);
    note_measure(ink, &rest, &rest_width, &rest_height);
    double rest_y = head_width + rest_width + 8 > width && rest.n_spans ? LABEL_LEADING : 0;
    note_draw(ink, &head, 0, 0);
    note_draw(ink, &rest, width - rest_width, rest_y);
    return fmax(height, rest_y + rest_height);
}

/* Whether a value has room on a ground. */
static bool has_room(const struct bars *bars, const struct place *ground, const char *value) {
    return value && ground->height >= LEAST &&
           ink_measure(bars->ink, FACE_LABEL, LABEL_SIZE, value) + 4 <= ground->width;
}

static void draw_value(const struct bars *bars, const struct place *ground, struct colour colour,
                       const char *value) {
    if (has_room(bars, ground, value))
        ink_text(bars->ink, ground->x + ground->width / 2, ground->y + ground->height / 2 + 2.4, FACE_LABEL,
                 LABEL_SIZE, colour, ALIGN_CENTRE, value);
}

/* A part of a bar from `from` bytes on, paler past the end of the memory; its value inside where there is
 * room, on the larger ground, or one on each. */
static void draw_part(const struct bars *bars, double side, double from, double bytes, struct colour colour,
                      struct colour words_colour, const char *value, const char *past_value) {
    if (!(bytes > 0))
        return;
    double inside = fmax(fmin(bytes, bars->data->capacity_bytes - from), 0), past = bytes - inside;
    fill_bytes(bars, side, from + inside, past, colour_mix(colour, palette[COLOUR_PAPER], 0.62));
    fill_bytes(bars, side, from, inside, colour);
    struct place kept = place_of(bars, side, from, inside), other = place_of(bars, side, from + inside, past);
    double width = value ? ink_measure(bars->ink, FACE_LABEL, LABEL_SIZE, value) + 4 : 0;
    bool beyond = bars->lie ? kept.width < width : kept.height < LEAST;
    draw_value(bars, beyond && !past_value ? &other : &kept,
               beyond && !past_value ? palette[COLOUR_INK] : words_colour, value);
    draw_value(bars, &other, palette[COLOUR_INK], past_value);
}

static void draw_sequences(const struct bars *bars, double side, double from) {
    const struct memory_data *data = bars->data;
    bool apart = data->sequence_bytes * bars->per_byte >= (bars->lie ? THINNEST_LYING : THINNEST);
    draw_part(bars, side, from, data->sequence_bytes * (double)data->n_sequences, palette[COLOUR_CACHE],
              palette[COLOUR_INK], apart ? NULL : data->cache_value, NULL);
    for (int64_t i = 0; i < data->n_sequences && apart; i++)
        line_across(bars, side, from + data->sequence_bytes * (double)i, palette[COLOUR_PAPER], 0.6);
}

static void draw_bar(const struct bars *bars, double side) {
    const struct memory_data *data = bars->data;
    struct colour white = palette[COLOUR_PAPER];
    double used = total_bytes(data);
    draw_part(bars, side, 0, data->reserved_bytes, palette[COLOUR_HIDDEN], white, data->reserved_value, NULL);
    draw_part(bars, side, data->reserved_bytes, data->weights_bytes, palette[COLOUR_WEIGHTS], white,
              data->weights_value, data->lacking_value);
    if (data->n_sequences > 0)
        draw_sequences(bars, side, data->reserved_bytes + data->weights_bytes);
    if (used <= data->capacity_bytes)
        draw_part(bars, side, used, data->capacity_bytes - used, palette[COLOUR_FAINT], palette[COLOUR_GREY],
                  data->free_value, NULL);
    else
        line_across(bars, side, data->capacity_bytes, palette[COLOUR_INK], 1.8);
}

/* "accelerator 0", then the numbers alone; alone from the first where that would crowd the second. */
static void number_words_of(const struct bars *bars, long long number, bool alone, char words[96]) {
    if (number || alone)
        snprintf(words, 96, "%lld", number);
    else
        snprintf(words, 96, "%s 0", bars->words->accelerator);
}

static void draw_standing(struct bars *bars, double top, double width, double height) {
    enum { ALL = 8, SOME = 4 };
    long long n = (long long)bars->data->n_accelerators;
    bool all = n <= ALL;
    int slots = all ? (int)n : SOME + 1;
    double gap = slots > 5 ? 10 : 14, step = (width + gap) / slots;
    char words[96];
    bars->thickness = step - gap;
    bars->start = height - 12;
    bars->per_byte = (bars->start - top) / fmax(fmax(bars->data->capacity_bytes, total_bytes(bars->data)), 1);
    number_words_of(bars, 0, false, words);
    bool alone = ink_measure(bars->ink, FACE_LABEL, LABEL_SIZE, words) > bars->thickness;
    for (int i = 0; i < slots; i++) {
        double x = i * step, middle = x + bars->thickness / 2;
        if (!all && i == SOME - 1) {
            snprintf(words, sizeof words, "… %lld %s", n - SOME, bars->words->more);
            ink_text(bars->ink, middle, (top + bars->start) / 2, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY],
                     ALIGN_CENTRE, words);
            continue;
        }
        draw_bar(bars, x);
        number_words_of(bars, all || i < SOME - 1 ? i : n - 1, alone, words);
        ink_text(bars->ink, middle, bars->start + 9, FACE_LABEL, LABEL_SIZE, palette[COLOUR_GREY],
                 ALIGN_CENTRE, words);
    }
}

/* One above another, the numbers in a column at the left where there are several. */
static void draw_lying(struct bars *bars, double top, double width, double height) {
    const struct memory_data *data = bars->data;
    double gap = 6, step = (height - top + gap) / (double)data->n_accelerators;
    char words[96];
    number_words_of(bars, 0, false, words);
    bars->thickness = step - gap;
    if (data->n_accelerators > 1)
        bars->start = ink_measure(bars->ink, FACE_LABEL, LABEL_SIZE, words) + 6;
    bars->per_byte = (width - bars->start) / fmax(fmax(data->capacity_bytes, total_bytes(data)), 1);
    for (int i = 0; i < data->n_accelerators; i++) {
        double y = top + i * step;
        draw_bar(bars, y);
        number_words_of(bars, i, false, words);
        if (data->n_accelerators > 1)
            ink_text(bars->ink, bars->start - 6, y + bars->thickness / 2 + 2.4, FACE_LABEL, LABEL_SIZE,
                     palette[COLOUR_GREY], ALIGN_RIGHT, words);
    }
}

static bool lies(const struct memory_data *data) {
    return data->n_accelerators <= MOST_LYING;
}

double memory_height(const struct memory_data *data) {
    return lies(data) ? HEAD + 30 * (double)data->n_accelerators : 105;
}

void memory_draw(struct ink *ink, const void *plot, double width, double height) {
    const struct memory_data *data = plot;
    struct bars bars = {.ink = ink, .data = data, .lie = lies(data)};
    bars.words = data->words ? data->words : &memory_words_en;
    double top = draw_head(ink, data, bars.words, width) + 3;
    (bars.lie ? draw_lying : draw_standing)(&bars, top, width, height);
}
