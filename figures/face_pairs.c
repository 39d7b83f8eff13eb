/* See face_pairs.h. That pairs are enough is a property of Charis and Lato, which no rule of theirs for three
 * signs contradicts: tests/test_face.c asks HarfBuzz of them. */
#include "face_pairs.h"

#include "../gen/base/text.h"

#include <string.h>

/* Printable ASCII has its places; other characters, and what is joined, take theirs when they come. */
enum { ASCII = '~' - ' ' + 1, SIGNS = 160, SIGN_BYTES = 8, NO_SIGN = -1 };
/* Of a pair: not asked yet; joined or replaced; or how far it is moved, PLAIN added. */
enum { UNKNOWN, JOINED, PLAIN = 1 << 14 };

struct sign {
    char text[SIGN_BYTES];
    uint8_t length;        /* of it; 0: not looked for yet */
    uint16_t id;           /* 0: the face lacks it, or makes several glyphs of it */
    hb_position_t advance; /* font units, as in the face */
};

struct face_pairs {
    struct sign signs[SIGNS];
    int n_signs; /* past ASCII */
    int16_t pairs[SIGNS][SIGNS];
};

bool pairs_is_figure(char c) {
    return c >= '0' && c <= '9';
}

bool pairs_is_numeric(char c) {
    return pairs_is_figure(c) || c == '.' || c == ',';
}

/* ---- signs -------------------------------------------------------------------------------------------- */

static void fill_sign(struct sign *sign, const char *text, size_t length) {
    memcpy(sign->text, text, length);
    sign->length = (uint8_t)length;
}

/* The place of a sign that is not ASCII, taken by it now if need be; NO_SIGN: all are taken. */
static int place_of(struct face_pairs *pairs, const char *text, size_t length) {
    for (int i = ASCII; i < ASCII + pairs->n_signs; i++)
        if (pairs->signs[i].length == length && !memcmp(pairs->signs[i].text, text, length))
            return i;
    return length > SIGN_BYTES || pairs->n_signs == SIGNS - ASCII ? NO_SIGN : ASCII + pairs->n_signs++;
}

/* Whether a character stands by itself, whatever is beside it. */
static bool stands_alone(uint32_t c) {
    switch (hb_unicode_general_category(hb_unicode_funcs_get_default(), c)) {
    case HB_UNICODE_GENERAL_CATEGORY_CONTROL:
    case HB_UNICODE_GENERAL_CATEGORY_FORMAT:
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
        return false;
    default:
        return c != 0xFFFD; /* which bad UTF-8 is read as */
    }
}

/* The sign of a character; NO_SIGN where it has none. */
static int find_sign(struct face_file *file, uint32_t c, const char *text, size_t length) {
    struct face_pairs *pairs = file->pairs;
    hb_codepoint_t id = 0;
    bool ascii = c >= ' ' && c <= '~';
    int place = ascii ? (int)(c - ' ') : NO_SIGN;
    if (!ascii && stands_alone(c) && hb_font_get_nominal_glyph(file->font, c, &id))
        place = place_of(pairs, text, length);
    if (place == NO_SIGN)
        return NO_SIGN;
    struct sign *sign = &pairs->signs[place];
    if (!sign->length) {
        fill_sign(sign, text, length);
        hb_font_get_nominal_glyph(file->font, c, &id);
        sign->id = (uint16_t)id;
        sign->advance = hb_font_get_glyph_h_advance(file->font, id);
    }
    return sign->id ? place : NO_SIGN;
}

/* The same; most are found at once. */
static inline int character_sign(struct face_file *file, uint32_t c, const char *text, size_t length) {
    bool known = c >= ' ' && c <= '~' && file->pairs->signs[c - ' '].id;
    return known ? (int)(c - ' ') : find_sign(file, c, text, length);
}

/* The sign of characters that HarfBuzz joins; NO_SIGN where it makes several glyphs of them. */
static int joined_sign(struct face_file *file, hb_buffer_t *scratch, const char *text, size_t length) {
    int place = place_of(file->pairs, text, length);
    if (place == NO_SIGN)
        return NO_SIGN;
    struct sign *sign = &file->pairs->signs[place];
    if (!sign->length) {
        unsigned n = 0;
        face_file_shape(file, scratch, text, length, 0, length);
        const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(scratch, &n);
        const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(scratch, NULL);
        fill_sign(sign, text, length);
        if (n == 1 && !places->x_offset && !places->y_offset && !places->y_advance) {
            sign->id = (uint16_t)infos->codepoint;
            sign->advance = places->x_advance;
        }
    }
    return sign->id ? place : NO_SIGN;
}

/* ---- pairs -------------------------------------------------------------------------------------------- */

/* What HarfBuzz does with two signs. Figures do not move, nor what stands inside a number. */
static int16_t ask(const struct face_file *file, hb_buffer_t *scratch, const struct sign *a,
                   const struct sign *b) {
    if (pairs_is_numeric(*a->text) && pairs_is_figure(*b->text))
        return PLAIN;
    char text[2 * SIGN_BYTES];
    memcpy(text, a->text, a->length);
    memcpy(text + a->length, b->text, b->length);
    size_t length = (size_t)a->length + b->length;
    unsigned n = 0;
    face_file_shape(file, scratch, text, length, 0, length);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(scratch, &n);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(scratch, NULL);
    if (n != 2 || infos[0].codepoint != a->id || infos[1].codepoint != b->id)
        return JOINED;
    for (int i = 0; i < 2; i++)
        if (places[i].x_offset || places[i].y_offset || places[i].y_advance)
            return JOINED; /* LCOV_EXCL_LINE: no face here moves a letter up or down */
    hb_position_t move = places[0].x_advance - a->advance;
    if (places[1].x_advance != b->advance || move <= -PLAIN / 2 || move >= PLAIN / 2)
        return JOINED; /* LCOV_EXCL_LINE: no face here moves the second letter, nor any as far as that */
    return (int16_t)(PLAIN + (pairs_is_figure(*a->text) ? 0 : move));
}

/* Since no figure moves, what follows one is asked of the nought alone. */
static int16_t ask_once(struct face_file *file, hb_buffer_t *scratch, int before, int sign) {
    struct face_pairs *pairs = file->pairs;
    int of = pairs_is_figure(*pairs->signs[before].text) ? find_sign(file, '0', "0", 1) : before;
    if (pairs->pairs[of][sign] == UNKNOWN)
        pairs->pairs[of][sign] = ask(file, scratch, &pairs->signs[of], &pairs->signs[sign]);
    return pairs->pairs[of][sign];
}

static inline int16_t pair_of(struct face_file *file, hb_buffer_t *scratch, int before, int sign) {
    int16_t *pair = &file->pairs->pairs[before][sign];
    if (*pair == UNKNOWN)
        *pair = ask_once(file, scratch, before, sign);
    return *pair;
}

/* ---- words -------------------------------------------------------------------------------------------- */

/* Characters that are joined, or one. */
struct stretch {
    const char *from, *to;
    int sign; /* of its last character */
    bool joined;
};

/* A text being set. */
struct word {
    struct face_file *file;
    hb_buffer_t *scratch;
    const char *text;
    struct letter *out;
    size_t n;
    int before; /* sign */
};

static bool put_stretch(struct word *word, const struct stretch *stretch) {
    struct face_file *file = word->file;
    size_t length = (size_t)(stretch->to - stretch->from);
    int place =
        stretch->joined ? joined_sign(word->file, word->scratch, stretch->from, length) : stretch->sign;
    if (place == NO_SIGN || word->n == PAIRS_MOST_LETTERS)
        return false;
    if (word->n) {
        int16_t pair = pair_of(file, word->scratch, word->before, place);
        if (pair == JOINED)
            return false; /* LCOV_EXCL_LINE: what joins a ligature here joins its last letter too */
        word->out[word->n - 1].advance += pair - PLAIN;
    }
    const struct sign *sign = &file->pairs->signs[place];
    struct letter *letter = &word->out[word->n++];
    *letter = (struct letter){sign->id, (uint32_t)(stretch->from - word->text), sign->advance, 0};
    if (pairs_is_figure(*sign->text)) {
        letter->offset = (file->figure - sign->advance) / 2;
        letter->advance = file->figure;
    }
    word->before = place;
    return true;
}

size_t pairs_set(struct face_file *file, struct arena *arena, hb_buffer_t *scratch, const char *text,
                 size_t length, struct letter *out) {
    if (!file->pairs)
        file->pairs = arena_alloc(arena, sizeof *file->pairs);
    struct word word = {.file = file, .scratch = scratch, .text = text, .out = out};
    struct stretch stretch = {.from = NULL};
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        const char *from = at;
        uint32_t c = utf8_next(&at, end);
        int sign = character_sign(file, c, from, (size_t)(at - from));
        if (sign == NO_SIGN)
            return 0;
        bool joined = stretch.from && pair_of(file, scratch, stretch.sign, sign) == JOINED;
        if (stretch.from && !joined && !put_stretch(&word, &stretch))
            return 0;
        stretch = (struct stretch){joined ? stretch.from : from, at, sign, joined};
    }
    if (!stretch.from || !put_stretch(&word, &stretch))
        return 0;
    return word.n == 1 && !pairs_is_figure(*text) ? 0 : word.n;
}
