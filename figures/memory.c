/* See memory.h. */
#include "memory.h"

#include "mark.h"
#include "note.h"

#include <math.h>
#include <stdio.h>

const struct memory_words memory_words_en = {.accelerator = "accelerator", .more = "more", .comma = ", "};
const struct memory_words memory_words_zh = {.accelerator = "加速卡", .more = "张从略", .comma = "、"};

static const double THINNEST = 1.7; /* a sequence lower than this is not drawn for itself */

struct bars {
    struct ink *ink;
    const struct memory_data *data;
    const struct memory_words *words;
    double top, foot, width, step; /* of one bar; its distance to the next */
    double per_byte;
};

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
    note_add(&rest, lacking ? FACE_LABEL_BOLD : FACE_LABEL,
             palette[lacking ? COLOUR_ATTENTION_WORDS : COLOUR_GREY], data->rest);
    double head_width, rest_width, height, rest_height;
    note_measure(ink, &head, &head_width, &height);
    note_measure(ink, &rest, &rest_width, &rest_height);
    double rest_y = head_width + rest_width + 8 > width && rest.n_spans ? LABEL_LEADING : 0;
    note_draw(ink, &head, 0, 0);
    note_draw(ink, &rest, width - rest_width, rest_y);
    return fmax(height, rest_y + rest_height);
}

/* A part of a bar from `from` bytes up, paler past the end of the memory; its value inside where there is
 * room.
 */
static void draw_part(const struct bars *bars, double x, double from, double bytes, struct colour colour,
                      struct colour words_colour, const char *value) {
    if (!(bytes > 0))
        return;
    double inside = fmax(fmin(bytes, bars->data->capacity_bytes - from), 0);
    double y = bars->foot - (from + bytes) * bars->per_byte, height = bytes * bars->per_byte;
    double line = bars->foot - (from + inside) * bars->per_byte, kept = inside * bars->per_byte;
    if (inside < bytes)
        box_fill(bars->ink, x, y, bars->width, height - kept,
                 colour_mix(colour, palette[COLOUR_PAPER], 0.62));
    if (inside > 0)
        box_fill(bars->ink, x, line, bars->width, kept, colour);
    bool above = kept < 10; /* the value stands on the larger ground */
    double room = above ? height - kept : kept, centre = above ? (y + line) / 2 : line + kept / 2;
    if (value && room >= 10 && ink_measure(bars->ink, FACE_LABEL, LABEL_SIZE, value) + 4 <= bars->width)
        ink_text(bars->ink, x + bars->width / 2, centre + 2.4, FACE_LABEL, LABEL_SIZE,
                 above ? palette[COLOUR_INK] : words_colour, ALIGN_CENTRE, value);
}

static void draw_sequences(const struct bars *bars, double x, double from) {
    const struct memory_data *data = bars->data;
    double one = data->sequence_bytes * bars->per_byte;
    bool apart = one >= THINNEST;
    draw_part(bars, x, from, data->sequence_bytes * (double)data->n_sequences, palette[COLOUR_CACHE],
              palette[COLOUR_INK], apart ? NULL : data->cache_value);
    for (int64_t i = 0; i < data->n_sequences && apart; i++) {
        double y = bars->foot - from * bars->per_byte - one * (double)i;
        line_draw(bars->ink, x, y, x + bars->width, y, palette[COLOUR_PAPER], 0.6);
    }
}

static void draw_bar(const struct bars *bars, double x) {
    const struct memory_data *data = bars->data;
    struct colour white = palette[COLOUR_PAPER];
    double used = total_bytes(data), line = bars->foot - data->capacity_bytes * bars->per_byte;
    draw_part(bars, x, 0, data->reserved_bytes, palette[COLOUR_HIDDEN], white, data->reserved_value);
    draw_part(bars, x, data->reserved_bytes, data->weights_bytes, palette[COLOUR_WEIGHTS], white,
              data->weights_value);
    if (data->n_sequences > 0)
        draw_sequences(bars, x, data->reserved_bytes + data->weights_bytes);
    if (used <= data->capacity_bytes)
        draw_part(bars, x, used, data->capacity_bytes - used, palette[COLOUR_FAINT], palette[COLOUR_GREY],
                  data->free_value);
    else
        line_draw(bars->ink, x, line, x + bars->width, line, palette[COLOUR_ATTENTION], 1.8);
}

/* "accelerator 0", then the numbers alone. */
static void draw_number(const struct bars *bars, double x, long long number) {
    char name[96];
    snprintf(name, sizeof name, number ? "%s%lld" : "%s %lld", number ? "" : bars->words->accelerator,
             number);
    double half = ink_measure(bars->ink, FACE_LABEL, LABEL_SIZE, name) / 2;
    ink_text(bars->ink, fmax(x + bars->width / 2, half), bars->foot + 9, FACE_LABEL, LABEL_SIZE,
             palette[COLOUR_GREY], ALIGN_CENTRE, name);
}

void memory_draw(struct ink *ink, const void *plot, double width, double height) {
    enum { ALL = 8, SOME = 4 };
    const struct memory_data *data = plot;
    struct bars bars = {.ink = ink, .data = data};
    bars.words = data->words ? data->words : &memory_words_en;
    bool all = data->n_accelerators <= ALL;
    int slots = all ? (int)data->n_accelerators : SOME + 1;
    double gap = slots > 5 ? 10 : 14;
    bars.step = (width + gap) / slots;
    bars.width = bars.step - gap;
    bars.top = draw_head(ink, data, bars.words, width) + 3;
    char more[64];
    bars.foot = height - 12;
    bars.per_byte = (bars.foot - bars.top) / fmax(fmax(data->capacity_bytes, total_bytes(data)), 1);
    for (int i = 0; i < slots; i++) {
        double x = i * bars.step;
        if (!all && i == SOME - 1) {
            snprintf(more, sizeof more, "… %lld %s", (long long)data->n_accelerators - SOME,
                     bars.words->more);
            ink_text(ink, x + bars.width / 2, (bars.top + bars.foot) / 2, FACE_LABEL, LABEL_SIZE,
                     palette[COLOUR_GREY], ALIGN_CENTRE, more);
            continue;
        }
        draw_bar(&bars, x);
        long long number = all || i < SOME - 1 ? i : (long long)data->n_accelerators - 1;
        draw_number(&bars, x, number);
    }
}
