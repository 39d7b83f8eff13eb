/* Text on a page (ISO 32000-1, 9.4): glyphs by number, words joined by spaces, and for what a glyph cannot
 * say itself the words beside it. See content_pdf.h. */
#include "content_pdf.h"
#include "content_put.h"
#include "han.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* In thousandths of the size. Words stand a quarter of it apart; two figures of a table more than a whole.
 * What is off by less than the tolerance is not corrected: a sixtieth of a point in running text. */
#define WORD_GAP_FROM  120.0
#define WORD_GAP_TO    1200.0
#define STEP_TOLERANCE 1.5

/* A run being shown: where it goes and what the stream must be told of it. */
struct showing {
    struct content *content;
    struct arena *arena;
    struct font_set *set;
    double size, tracking; /* tracking in thousandths, as written */
    double wanted;         /* where the next glyph belongs, from the line's beginning, in thousandths */
};

static void set_font(struct content *content, int face, double size) {
    if (content->face == face && content->size == size)
        return;
    content_end_array(content);
    content_put_word(content, "/F");
    content_put_scaled(content, face, 0);
    content_put(content, size, 3);
    content_put_word(content, "Tf\n");
    content->face = face;
    content->size = size;
}

static void set_rise(struct content *content, double rise) {
    if (content->rise == rise)
        return;
    content_end_array(content);
    content_put(content, rise, 3);
    content_put_word(content, "Ts\n");
    content->rise = rise;
}

/* Before a glyph that does not simply follow: its font and rise are set, the pen moves, and a string begins.
 */
static void begin_string(struct showing *showing, int face, double step, double rise) {
    struct content *content = showing->content;
    set_font(content, face, showing->size);
    set_rise(content, rise);
    if (!content->in_array)
        content_put_word(content, "[");
    content->in_array = true;
    if (fabs(step) >= STEP_TOLERANCE) {
        if (content->in_string)
            content_put_word(content, ")");
        content->in_string = false;
        int64_t whole = content_scaled(content, step, 0);
        content_put_scaled(content, -whole, 0);
        content->pen += (double)whole;
    }
    assert(!content->in_string);
    content_put_word(content, "(");
    content->in_string = true;
    content->strings = arena_grow(showing->arena, content->strings, content->n_strings,
                                  &content->strings_capacity, sizeof *content->strings);
    content->strings[content->n_strings++] =
        (struct glyph_string){.at = (uint32_t)content->bytes.length, .face = (uint8_t)face};
}

static inline void show_glyph(struct showing *showing, int face, uint16_t id, uint16_t width, double at,
                              double rise) {
    struct content *content = showing->content;
    double step = at - content->pen;
    if (!content->in_string || content->face != face || content->size != showing->size ||
        content->rise != rise || fabs(step) >= STEP_TOLERANCE)
        begin_string(showing, face, step, rise);
    const char bytes[2] = {(char)(id >> 8), (char)(id & 0xFF)};
    text_bytes(&content->bytes, bytes, sizeof bytes);
    content->strings[content->n_strings - 1].n_glyphs++;
    content->pen += width + showing->tracking;
}

static void show_space(struct showing *showing, enum face face, double at, double rise) {
    const struct used_glyph *space = font_set_space(showing->set, face);
    show_glyph(showing, (int)face, space->id, space->width, at, rise);
}

/* Spaces of every width are taken out of the document as plain ones, so that "40 GB" is found. */
static bool is_space(uint32_t c) {
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F;
}

/* Characters that leave no mark: HarfBuzz gives them an empty glyph, which would be taken out as a space. */
static bool is_markless(uint32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

/* The glyphs [from, to) of one cluster and the characters that they stand for together. */
struct cluster {
    const struct glyph *glyphs;
    size_t n_glyphs;
    const char *text;
    size_t length, n_characters;
    uint32_t first; /* character */
};

static struct cluster next_cluster(const struct shaped *run, size_t from) {
    struct cluster cluster = {.glyphs = &run->glyphs[from]};
    size_t to = from + 1, start = run->glyphs[from].cluster;
    while (to < run->n_glyphs && run->glyphs[to].cluster == start)
        to++;
    size_t end = to < run->n_glyphs ? run->glyphs[to].cluster : run->length;
    cluster.n_glyphs = to - from;
    cluster.text = run->text + start;
    cluster.length = end > start ? end - start : 0;
    if (cluster.length == 1 && *cluster.text > ' ') { /* ASCII: most are */
        cluster.n_characters = 1;
        cluster.first = (unsigned char)*cluster.text;
        return cluster;
    }
    const char *at = cluster.text;
    for (; at < cluster.text + cluster.length; cluster.n_characters++) {
        uint32_t c = utf8_next(&at, cluster.text + cluster.length);
        if (cluster.n_characters == 0)
            cluster.first = c;
    }
    if (cluster.n_characters == 1 && is_space(cluster.first)) {
        cluster.text = " ";
        cluster.length = 1;
        cluster.first = ' ';
    }
    return cluster;
}

static bool stands_for(const struct used_glyph *glyph, const char *text, size_t length) {
    return glyph->text && glyph->length == length && *glyph->text == *text &&
           memcmp(glyph->text, text, length) == 0;
}

/* Notes the glyphs as used, and the first of them in `*first`. False when they do not say what they stand
 * for: when one of them stands for something else elsewhere, or when characters and glyphs cannot be told
 * apart. */
static bool use_cluster(struct font_set *set, const struct cluster *cluster, struct used_glyph *first) {
    bool paired = cluster->n_glyphs == cluster->n_characters, speaks = paired || cluster->n_glyphs == 1;
    const char *at = cluster->text, *end = cluster->text + cluster->length;
    for (size_t i = 0; i < cluster->n_glyphs; i++) {
        const struct glyph *glyph = &cluster->glyphs[i];
        const char *text = at;
        if (paired)
            utf8_next(&at, end);
        else
            at = end;
        size_t length = (size_t)(at - text);
        const struct used_glyph *used =
            font_set_use(set, glyph->face, glyph->id, length && glyph->id ? text : NULL, length);
        speaks = speaks && stands_for(used, text, length);
        if (i == 0)
            *first = *used;
    }
    return speaks;
}

static void show_cluster(struct showing *showing, const struct cluster *cluster) {
    struct content *content = showing->content;
    struct used_glyph first;
    bool speaks = use_cluster(showing->set, cluster, &first);
    if (!speaks) { /* ISO 32000-1, 14.9.4: the text is said beside the glyphs */
        content_end_array(content);
        content_put_word(content, "/Span<</ActualText<FEFF");
        font_put_utf16(&content->bytes, cluster->text, cluster->length);
        content_put_word(content, ">>>BDC\n");
    }
    for (size_t i = 0; i < cluster->n_glyphs; i++) {
        const struct glyph *glyph = &cluster->glyphs[i];
        const struct used_glyph *used =
            i ? font_set_use(showing->set, glyph->face, glyph->id, NULL, 0) : &first;
        show_glyph(showing, glyph->face, used->id, used->width, showing->wanted + glyph->dx * 1000.0,
                   glyph->dy * showing->size);
        if (glyph->id == 0 && !content->missing)
            content->missing = cluster->first;
        showing->wanted += glyph->advance * 1000.0 + showing->tracking;
    }
    if (!speaks) {
        content_end_array(content);
        content_put_word(content, "EMC\n");
    }
    content->after_space = cluster->first == ' ';
}

/* What most glyphs are: the one of a sign of ASCII that it stands for everywhere. NULL: it is anything else.
 */
static inline const struct sign_glyph *sign_of(const struct sign_glyph *signs, const struct shaped *run,
                                               size_t i) {
    const struct glyph *glyph = &run->glyphs[i];
    size_t end = i + 1 < run->n_glyphs ? glyph[1].cluster : run->length;
    unsigned char sign = (unsigned char)run->text[glyph->cluster];
    const struct sign_glyph *known = &signs[sign % SIGNS];
    return end == glyph->cluster + (size_t)1 && sign < SIGNS && known->id && known->id == glyph->id ? known
                                                                                                    : NULL;
}

/* Appends to the string in hand those signs from `i` on that simply follow. Returns how far that goes. */
static size_t show_following(struct showing *showing, const struct shaped *run, size_t i) {
    struct content *content = showing->content;
    const struct sign_glyph *signs = font_set_signs(showing->set, (enum face)content->face), *sign;
    double pen = content->pen, wanted = showing->wanted;
    text_reserve(&content->bytes, 2 * (run->n_glyphs - i));
    char *const from = content->bytes.bytes + content->bytes.length, *to = from;
    for (; i < run->n_glyphs && (sign = sign_of(signs, run, i)); i++) {
        const struct glyph *glyph = &run->glyphs[i];
        if (glyph->face != content->face || glyph->dy * showing->size != content->rise ||
            fabs(wanted + glyph->dx * 1000.0 - pen) >= STEP_TOLERANCE)
            break;
        *to++ = (char)(sign->id >> 8);
        *to++ = (char)(sign->id & 0xFF);
        pen += sign->width + showing->tracking;
        wanted += glyph->advance * 1000.0 + showing->tracking;
    }
    *to = '\0';
    content->bytes.length += (size_t)(to - from);
    content->strings[content->n_strings - 1].n_glyphs += (uint32_t)(to - from) / 2;
    content->pen = pen;
    showing->wanted = wanted;
    return i;
}

/* All signs from `i` on. Returns how far that goes. */
static size_t show_signs(struct showing *showing, const struct shaped *run, size_t i) {
    struct content *content = showing->content;
    size_t from = i;
    while (i < run->n_glyphs) {
        const struct glyph *glyph = &run->glyphs[i];
        const struct sign_glyph *sign = sign_of(font_set_signs(showing->set, glyph->face), run, i);
        if (!sign)
            break;
        show_glyph(showing, glyph->face, sign->id, sign->width, showing->wanted + glyph->dx * 1000.0,
                   glyph->dy * showing->size);
        showing->wanted += glyph->advance * 1000.0 + showing->tracking;
        i = show_following(showing, run, i + 1);
    }
    if (i > from) {
        content->last = (unsigned char)run->text[run->glyphs[i - 1].cluster];
        content->after_space = content->last == ' ';
    }
    return i;
}

/* Where a run is put: PDF's matrix, the size taken out of it. */
struct placement {
    double a, b, c, d, x, y, size;
    bool upright;
};

static struct placement placement_of(const struct content *content, const cairo_matrix_t *matrix) {
    struct placement place = {.a = matrix->xx,
                              .b = -matrix->yx,
                              .c = matrix->xy,
                              .d = -matrix->yy,
                              .x = matrix->x0,
                              .y = content->height - matrix->y0};
    double size = sqrt(place.a * place.a + place.b * place.b);
    place.size = round(size * 1000) / 1000;
    place.a /= size, place.b /= size, place.c /= size, place.d /= size;
    const double least = 1e-6;
    place.upright = fabs(place.a - 1) < least && fabs(place.b) < least && fabs(place.c) < least &&
                    fabs(place.d - 1) < least;
    return place;
}

/* From the end of what was shown to the place, in thousandths of the size. */
static double gap_to(const struct content *content, const struct placement *place) {
    return (place->x - (double)content->line_x / 100) / place->size * 1000 - content->pen;
}

/* Whether words that begin a line of their own want a space before them: those of one paragraph, or the
 * labels of a figure, but neither an index beside its letter, nor Han, nor what follows a hyphen. */
static bool wants_space(const struct content *content, const struct shaped *run,
                        const struct placement *place) {
    const char *at = run->text;
    uint32_t first = utf8_next(&at, run->text + run->length), last = content->last;
    if (!content->spaced_words || !content->goes_on || content->after_space || !last || is_space(first) ||
        han_is(last) || han_is(first) || last == '-' || last == 0x2014)
        return false;
    double gap = place->x - content->end_x, drop = fabs(place->y - content->end_y);
    bool beside = place->upright && drop < .6 * content->end_size &&
                  fabs(gap) < .12 * fmin(content->end_size, place->size);
    return !beside;
}

static bool continues_line(struct content *content, const struct placement *place, double tracking) {
    if (!content->in_text || !content->shown || !content->upright || !place->upright ||
        place->size != content->size || tracking != content->tracking ||
        content_scaled(content, place->y, 2) != content->line_y)
        return false;
    double gap = gap_to(content, place);
    return gap > -WORD_GAP_FROM && gap < WORD_GAP_TO;
}

/* Begins a line at the place: a step from the line before, or a whole matrix where text is turned. */
static void begin_line(struct content *content, const struct placement *place) {
    content_end_array(content);
    content_begin_text(content);
    content->shown = true;
    content->after_space = true;
    content->pen = 0;
    int64_t x = content_scaled(content, place->x, 2), y = content_scaled(content, place->y, 2);
    if (place->upright && content->upright) {
        content_put_scaled(content, x - content->line_x, 2);
        content_put_scaled(content, y - content->line_y, 2);
        content_put_word(content, "Td\n");
    } else {
        content_put(content, place->a, 5);
        content_put(content, place->b, 5);
        content_put(content, place->c, 5);
        content_put(content, place->d, 5);
        content_put_scaled(content, x, 2);
        content_put_scaled(content, y, 2);
        content_put_word(content, "Tm\n");
    }
    content->upright = place->upright;
    content->line_x = x;
    content->line_y = y;
}

static void set_tracking(struct content *content, double tracking) {
    if (content->tracking == tracking)
        return;
    content_end_array(content);
    content_put(content, tracking, 3);
    content_put_word(content, "Tc\n");
    content->tracking = tracking;
}

void content_text(struct content *content, struct arena *arena, struct font_set *set,
                  const struct shaped *run, const cairo_matrix_t *matrix, double tracking,
                  struct colour colour) {
    struct placement place = placement_of(content, matrix);
    if (!(place.size > 0) || place.size > CONTENT_FARTHEST) {
        content->broken = true; /* LCOV_EXCL_LINE: figures/ink.c has refused it before */
        return;                 /* LCOV_EXCL_LINE */
    }
    double points = round(tracking * place.size * 1000) / 1000;
    bool joined = continues_line(content, &place, points);
    bool lacking = !joined && wants_space(content, run, &place);
    if (lacking && content->in_text && content->shown &&
        content->size > 0) { /* at the end of the line before */
        struct showing before = {.content = content, .arena = arena, .set = set, .size = content->size};
        show_space(&before, (enum face)content->face, content->pen, content->rise);
        lacking = false;
    }
    if (!joined)
        begin_line(content, &place);
    set_tracking(content, points);
    content_set_colour(content, &content->fill, colour, "rg\n");

    struct showing showing = {.content = content,
                              .arena = arena,
                              .set = set,
                              .size = place.size,
                              .tracking = points / place.size * 1000};
    const struct glyph *first = run->glyphs;
    if (joined && gap_to(content, &place) > WORD_GAP_FROM && !content->after_space && *run->text != ' ')
        show_space(&showing, first->face, content->pen, 0);
    if (lacking) /* under the first letter: it takes no room */
        show_space(&showing, first->face, 0, 0);
    showing.wanted = place.upright ? (place.x - (double)content->line_x / 100) / place.size * 1000 : 0;
    for (size_t i = show_signs(&showing, run, 0); i < run->n_glyphs; i = show_signs(&showing, run, i)) {
        struct cluster cluster = next_cluster(run, i);
        i += cluster.n_glyphs;
        if (cluster.n_characters == 1 && is_markless(cluster.first))
            continue;
        show_cluster(&showing, &cluster);
        content->last = cluster.first;
    }
    content->end_x = (double)content->line_x / 100 + content->pen * place.size / 1000; /* as it is drawn */
    content->end_y = place.y;
    content->end_size = place.size;
}

/* Inside a string these have a meaning of their own, and a bare carriage return would be read as a line feed
 * (ISO 32000-1, 7.3.4.2). */
static const char escapes[256] = {['('] = '(', [')'] = ')', ['\\'] = '\\', ['\r'] = 'r'};

/* Returns where the next byte goes. */
static char *put_escaped(char *to, unsigned byte) {
    if (escapes[byte])
        *to++ = '\\';
    *to++ = escapes[byte] ? escapes[byte] : (char)byte;
    return to;
}

enum { LONGEST_GLYPH = 4 }; /* two bytes, each escaped */

/* Strings are written byte by byte: in hexadecimal a page would be half as long again, and take that much
 * longer to deflate, which is the greater part of writing it. */
void content_finish(struct content *content, const struct font_set *set) {
    content_end_text(content);
    content_end_mark(content);
    struct text out = {0};
    size_t done = 0;
    text_reserve(&out, content->bytes.length);
    for (size_t i = 0; i < content->n_strings; i++) {
        const struct glyph_string *string = &content->strings[i];
        const unsigned char *glyph = (const unsigned char *)content->bytes.bytes + string->at;
        text_bytes(&out, content->bytes.bytes + done, string->at - done);
        text_reserve(&out, LONGEST_GLYPH * (size_t)string->n_glyphs);
        const uint16_t *ids = font_set_cut_ids(set, string->face);
        char *to = out.bytes + out.length;
        for (uint32_t n = 0; n < string->n_glyphs; n++, glyph += 2) {
            uint16_t id = ids[glyph[0] << 8 | glyph[1]];
            if (id < 256 && !escapes[id]) { /* most are */
                *to++ = '\0';
                *to++ = (char)id;
            } else {
                to = put_escaped(to, id >> 8);
                to = put_escaped(to, id & 0xFF);
            }
        }
        out.length = (size_t)(to - out.bytes);
        done = string->at + 2 * (size_t)string->n_glyphs;
    }
    text_bytes(&out, text_get(&content->bytes) + done, content->bytes.length - done);
    text_drop(&content->bytes);
    content->bytes = out;
}
