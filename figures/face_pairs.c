/* See face_pairs.h. That pairs are enough is a property of Charis and Lato, which no rule of theirs for three
 * signs contradicts: tests/test_face.c asks HarfBuzz of them. */
#include "face_pairs.h"

enum { SIGNS = '~' - ' ' + 1, NOT_A_SIGN = -1 };
enum { PAIR_UNKNOWN, PAIR_PLAIN, PAIR_OTHER };

struct face_pairs {
    bool known[SIGNS];
    struct letter letters[SIGNS]; /* id 0: the face lacks it */
    uint8_t kinds[SIGNS][SIGNS];
    int16_t moved[SIGNS][SIGNS]; /* what HarfBuzz adds to the advance of the first */
};

/* Its place among the printable signs of ASCII. */
static int sign_of(char c) {
    return c >= ' ' && c <= '~' ? c - ' ' : NOT_A_SIGN;
}

static const struct letter *letter_of(struct face_file *file, int sign, char c) {
    struct face_pairs *pairs = file->pairs;
    struct letter *letter = &pairs->letters[sign];
    hb_codepoint_t id;
    if (!pairs->known[sign] && hb_font_get_nominal_glyph(file->font, (unsigned char)c, &id)) {
        letter->id = (uint16_t)id;
        letter->advance = hb_font_get_glyph_h_advance(file->font, id);
    }
    pairs->known[sign] = true;
    return letter;
}

/* Whether HarfBuzz sets the two as their plain glyphs, and how far it moves them. */
static bool ask(const struct face_file *file, hb_buffer_t *scratch, const char *text, const struct letter *a,
                const struct letter *b, int16_t *moved) {
    unsigned n = 0;
    face_file_shape(file, scratch, text, 2, 0, 2);
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(scratch, &n);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(scratch, NULL);
    if (n != 2 || !a->id || !b->id || infos[0].codepoint != a->id || infos[1].codepoint != b->id)
        return false;
    for (int i = 0; i < 2; i++)
        if (places[i].x_offset || places[i].y_offset || places[i].y_advance)
            return false;
    hb_position_t move = places[0].x_advance - a->advance;
    *moved = (int16_t)move;
    return places[1].x_advance == b->advance && move == *moved;
}

bool pairs_set(struct face_file *file, struct arena *arena, hb_buffer_t *scratch, const char *text,
               size_t length, struct letter *out) {
    if (length < 2 || length > PAIRS_MOST_LETTERS)
        return false;
    for (size_t i = 0; i < length; i++)
        if (sign_of(text[i]) == NOT_A_SIGN)
            return false;
    if (!file->pairs)
        file->pairs = arena_alloc(arena, sizeof *file->pairs);
    struct face_pairs *pairs = file->pairs;
    int sign = sign_of(text[0]);
    out[0] = *letter_of(file, sign, text[0]);
    for (size_t i = 1; i < length; i++) {
        int before = sign;
        sign = sign_of(text[i]);
        const struct letter *a = letter_of(file, before, text[i - 1]), *b = letter_of(file, sign, text[i]);
        int16_t *moved = &pairs->moved[before][sign];
        if (pairs->kinds[before][sign] == PAIR_UNKNOWN)
            pairs->kinds[before][sign] =
                ask(file, scratch, text + i - 1, a, b, moved) ? PAIR_PLAIN : PAIR_OTHER;
        if (pairs->kinds[before][sign] == PAIR_OTHER)
            return false;
        out[i - 1].advance += *moved;
        out[i] = *b;
    }
    return true;
}
