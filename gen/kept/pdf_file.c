/* See pdf_file.h. */
#include "pdf_file.h"

#include "inflate.h"

#include <string.h>

enum place_kind { PLACE_UNKNOWN, PLACE_FREE, PLACE_PLAIN, PLACE_PACKED };

/* Where an object lies: its offset, or an object stream and its index there. */
struct place {
    enum place_kind kind;
    uint64_t at, index;
    const struct pdf_value *value; /* once it was read */
    bool being_read;
};

struct packed { /* an object stream, inflated */
    int64_t number;
    const char *bytes;
    size_t length, first, count;
    const int64_t *index; /* number and offset of each object, in turn */
    struct packed *next;
};

struct pdf_file {
    struct arena *arena;
    const struct source *source;
    struct place *places;
    size_t n_places;
    struct pdf_value trailer;
    struct packed *packed;
    size_t values, inflated, n_read;
    const char *fault;
};

static void *fault(struct pdf_file *file, const char *why) {
    if (!file->fault)
        file->fault = why;
    return NULL;
}

static struct pdf_cursor cursor_at(struct pdf_file *file, const char *at, const char *end) {
    return (struct pdf_cursor){file->arena, at, end, &file->values};
}

static struct pdf_cursor file_at(struct pdf_file *file, uint64_t offset) {
    const char *text = file->source->text;
    size_t length = file->source->length;
    return cursor_at(file, text + (offset < length ? offset : length), text + length);
}

/* ---- streams --------------------------------------------------------------------------------------------
 */

/* A whole number of a dictionary, or `otherwise`. */
static int64_t integer_of(struct pdf_file *file, const struct pdf_value *dict, const char *key,
                          int64_t otherwise) {
    const struct pdf_value *value = pdf_file_find(file, dict, key);
    return value && value->kind == PDF_INTEGER ? value->integer : otherwise;
}

/* The stream's one filter: none or FlateDecode. False: another, or several. */
static bool is_deflated(struct pdf_file *file, const struct pdf_value *dict, bool *deflated) {
    const struct pdf_value *filter = pdf_file_find(file, dict, "Filter");
    if (filter && filter->kind == PDF_ARRAY && filter->length <= 1)
        filter = filter->length ? pdf_file_resolve(file, &filter->items[0]) : NULL;
    *deflated = pdf_is_name(filter, "FlateDecode");
    return !filter || filter->kind == PDF_NULL || *deflated;
}

static const char *decode(struct pdf_file *file, const struct pdf_value *dict, const char *bytes,
                          size_t length, size_t *out_length) {
    bool deflated;
    if (!is_deflated(file, dict, &deflated))
        return fault(file, "has a stream in a form that is not read here");
    struct text out = {0};
    size_t room = PDF_MOST_INFLATED - file->inflated;
    room = room < PDF_MOST_STREAM ? room : PDF_MOST_STREAM;
    if (!deflated && length <= room)
        text_bytes(&out, bytes, length);
    else if (!deflated || !inflate_bounded(bytes, length, room, &out)) {
        text_drop(&out);
        return fault(file, "has a stream that is damaged, or longer than the limit");
    }
    file->inflated += out.length;
    const struct pdf_value *parameters = pdf_file_find(file, dict, "DecodeParms");
    bool sound = integer_of(file, parameters, "Predictor", 1) < 10 ||
                 inflate_unpredict(&out, integer_of(file, parameters, "Columns", 1));
    const char *kept = sound ? arena_copy(file->arena, text_get(&out), out.length)
                             : fault(file, "has a stream that is damaged");
    *out_length = out.length;
    text_drop(&out);
    return kept;
}

/* The stream behind a dictionary just read. */
static const char *stream_behind(struct pdf_file *file, struct pdf_cursor *c, const struct pdf_value *dict,
                                 size_t *length) {
    int64_t stated = integer_of(file, dict, "Length", -1);
    if (dict->kind != PDF_DICT || !pdf_skip_word(c, "stream"))
        return fault(file, "lacks a stream where one should be");
    if (c->at < c->end && *c->at == '\r')
        c->at++;
    if (c->at < c->end && *c->at == '\n')
        c->at++;
    if (stated < 0 || stated > c->end - c->at)
        return fault(file, "ends within a stream");
    return decode(file, dict, c->at, (size_t)stated, length);
}

/* ---- objects --------------------------------------------------------------------------------------------
 */

/* "12 0 obj" and the value behind it. */
static bool read_plain(struct pdf_file *file, int64_t number, uint64_t at, struct pdf_cursor *c,
                       struct pdf_value *out) {
    int64_t found, generation;
    *c = file_at(file, at);
    return pdf_read_integer(c, &found) && found == number && pdf_read_integer(c, &generation) &&
           pdf_skip_word(c, "obj") && pdf_value_read(c, out);
}

static struct packed *open_packed(struct pdf_file *file, int64_t number) {
    for (struct packed *packed = file->packed; packed; packed = packed->next)
        if (packed->number == number)
            return packed;
    struct pdf_value reference = {.kind = PDF_REF, .integer = number};
    const struct pdf_value *dict;
    struct packed *packed = arena_alloc(file->arena, sizeof *packed);
    if ((size_t)number >= file->n_places || file->places[number].kind != PLACE_PLAIN)
        return NULL; /* never in another object stream */
    packed->bytes = pdf_file_stream(file, &reference, &dict, &packed->length);
    if (!packed->bytes || !pdf_is_name(pdf_file_find(file, dict, "Type"), "ObjStm"))
        return NULL;
    int64_t first = integer_of(file, dict, "First", -1), count = integer_of(file, dict, "N", -1);
    if (first < 0 || (uint64_t)first > packed->length || count < 0 || count > PDF_MOST_OBJECTS)
        return NULL;
    struct pdf_cursor c = cursor_at(file, packed->bytes, packed->bytes + first);
    int64_t *index = arena_array(file->arena, (size_t)count, 2 * sizeof *index);
    for (int64_t i = 0; i < 2 * count; i++)
        if (!pdf_read_integer(&c, &index[i]))
            return NULL;
    packed->index = index;
    packed->number = number;
    packed->first = (size_t)first;
    packed->count = (size_t)count;
    packed->next = file->packed;
    file->packed = packed;
    return packed;
}

static bool read_packed(struct pdf_file *file, int64_t number, const struct place *place,
                        struct pdf_value *out) {
    const struct packed *packed = open_packed(file, (int64_t)place->at);
    if (!packed || place->index >= packed->count)
        return false;
    int64_t found = packed->index[2 * place->index], offset = packed->index[2 * place->index + 1];
    if (found != number || offset < 0 || (uint64_t)offset > packed->length - packed->first)
        return false;
    struct pdf_cursor c =
        cursor_at(file, packed->bytes + packed->first + offset, packed->bytes + packed->length);
    return pdf_value_read(&c, out);
}

static const struct pdf_value *read_object(struct pdf_file *file, int64_t number) {
    if (number < 0 || (uint64_t)number >= file->n_places)
        return NULL;
    struct place *place = &file->places[number];
    if (place->value || place->kind == PLACE_UNKNOWN || place->kind == PLACE_FREE)
        return place->value;
    if (place->being_read || ++file->n_read > PDF_MOST_READ)
        return fault(file, "has objects that lead to themselves, or more than the limit");
    struct pdf_value *value = arena_alloc(file->arena, sizeof *value);
    struct pdf_cursor c;
    place->being_read = true;
    bool sound = place->kind == PLACE_PLAIN ? read_plain(file, number, place->at, &c, value)
                                            : read_packed(file, number, place, value);
    place->being_read = false;
    return place->value = sound ? value : fault(file, "has an object that is damaged");
}

const struct pdf_value *pdf_file_resolve(struct pdf_file *file, const struct pdf_value *value) {
    for (int steps = 0; value && value->kind == PDF_REF; steps++)
        value = steps < PDF_MOST_DEPTH ? read_object(file, value->integer) : NULL;
    return value;
}

const struct pdf_value *pdf_file_find(struct pdf_file *file, const struct pdf_value *dict, const char *key) {
    return pdf_file_resolve(file, pdf_find(dict, key));
}

const char *pdf_file_stream(struct pdf_file *file, const struct pdf_value *reference,
                            const struct pdf_value **dict, size_t *length) {
    struct pdf_value *value = arena_alloc(file->arena, sizeof *value);
    struct pdf_cursor c;
    if (!reference || reference->kind != PDF_REF || reference->integer < 0 ||
        (uint64_t)reference->integer >= file->n_places ||
        file->places[reference->integer].kind != PLACE_PLAIN || ++file->n_read > PDF_MOST_READ ||
        !read_plain(file, reference->integer, file->places[reference->integer].at, &c, value))
        return fault(file, "lacks a stream where one should be");
    *dict = value;
    return stream_behind(file, &c, value, length);
}

const char *pdf_file_fault(const struct pdf_file *file) {
    return file->fault;
}

const struct pdf_value *pdf_file_catalog(struct pdf_file *file) {
    return pdf_file_find(file, &file->trailer, "Root");
}

/* ---- the tables -----------------------------------------------------------------------------------------
 */

/* The newest section is read first: what it says of an object stands. */
static bool note_place(struct pdf_file *file, uint64_t number, enum place_kind kind, uint64_t at,
                       uint64_t index) {
    if (number >= PDF_MOST_OBJECTS)
        return false;
    if (number >= file->n_places) {
        size_t n = file->n_places ? file->n_places : 256;
        while (n <= number)
            n *= 2;
        struct place *places = arena_array(file->arena, n, sizeof *places);
        if (file->n_places)
            memcpy(places, file->places, file->n_places * sizeof *places);
        file->places = places;
        file->n_places = n;
    }
    if (file->places[number].kind == PLACE_UNKNOWN)
        file->places[number] = (struct place){.kind = kind, .at = at, .index = index};
    return true;
}

static bool read_table(struct pdf_file *file, struct pdf_cursor *c, struct pdf_value *trailer) {
    while (!pdf_skip_word(c, "trailer")) {
        int64_t first, count, offset, generation;
        if (!pdf_read_integer(c, &first) || !pdf_read_integer(c, &count) || first < 0 || count < 0)
            return false;
        for (int64_t i = 0; i < count; i++) {
            if (!pdf_read_integer(c, &offset) || !pdf_read_integer(c, &generation) || offset < 0)
                return false;
            bool used = pdf_skip_word(c, "n");
            if (!used && !pdf_skip_word(c, "f"))
                return false;
            if (!note_place(file, (uint64_t)(first + i), used ? PLACE_PLAIN : PLACE_FREE, (uint64_t)offset,
                            0))
                return false;
        }
    }
    return pdf_value_read(c, trailer) && trailer->kind == PDF_DICT;
}

static uint64_t field(const unsigned char **at, int64_t width) {
    uint64_t value = 0;
    for (int64_t i = 0; i < width; i++)
        value = value << 8 | *(*at)++;
    return value;
}

/* Rows of three numbers, each so many bytes wide; the first is left out where it is 1 for all. */
static bool note_rows(struct pdf_file *file, const int64_t widths[3], int64_t first, int64_t count,
                      const unsigned char **at, const unsigned char *end) {
    int64_t row = widths[0] + widths[1] + widths[2];
    static const enum place_kind kinds[] = {PLACE_FREE, PLACE_PLAIN, PLACE_PACKED};
    if (first < 0 || count < 0 || count > (end - *at) / row)
        return false;
    for (int64_t i = 0; i < count; i++) {
        uint64_t kind = widths[0] ? field(at, widths[0]) : 1, a = field(at, widths[1]),
                 b = field(at, widths[2]);
        if (kind < sizeof kinds / sizeof *kinds &&
            !note_place(file, (uint64_t)(first + i), kinds[kind], a, b))
            return false;
    }
    return true;
}

static bool read_stream_table(struct pdf_file *file, struct pdf_cursor *c, struct pdf_value *trailer) {
    int64_t number, generation, widths[3], row = 0;
    size_t length = 0;
    if (!pdf_read_integer(c, &number) || !pdf_read_integer(c, &generation) || !pdf_skip_word(c, "obj") ||
        !pdf_value_read(c, trailer) || !pdf_is_name(pdf_find(trailer, "Type"), "XRef"))
        return false;
    const struct pdf_value *w = pdf_find(trailer, "W"), *index = pdf_find(trailer, "Index");
    const char *bytes = stream_behind(file, c, trailer, &length);
    if (!bytes || !w || w->kind != PDF_ARRAY || w->length != 3)
        return false;
    for (int i = 0; i < 3; i++) {
        widths[i] = w->items[i].kind == PDF_INTEGER ? w->items[i].integer : -1;
        if (widths[i] < 0 || widths[i] > 8)
            return false;
        row += widths[i];
    }
    if (!row)
        return false;
    const unsigned char *at = (const unsigned char *)bytes, *end = at + length;
    if (!index)
        return note_rows(file, widths, 0, integer_of(file, trailer, "Size", -1), &at, end);
    if (index->kind != PDF_ARRAY || index->length % 2)
        return false;
    for (size_t i = 0; i < index->length; i += 2)
        if (index->items[i].kind != PDF_INTEGER || index->items[i + 1].kind != PDF_INTEGER ||
            !note_rows(file, widths, index->items[i].integer, index->items[i + 1].integer, &at, end))
            return false;
    return true;
}

/* The offset behind the last "startxref"; -1: none. */
static int64_t find_start(struct pdf_file *file) {
    static const char word[] = "startxref";
    enum { TAIL = 2048, LENGTH = sizeof word - 1 };
    const char *text = file->source->text, *end = text + file->source->length;
    const char *least = end - text > TAIL ? end - TAIL : text;
    for (const char *at = end - LENGTH; at >= least; at--) {
        if (memcmp(at, word, LENGTH) != 0)
            continue;
        struct pdf_cursor c = cursor_at(file, at + LENGTH, end);
        int64_t offset;
        return pdf_read_integer(&c, &offset) ? offset : -1;
    }
    return -1;
}

static bool read_tables(struct pdf_file *file) {
    int64_t at = find_start(file);
    for (int section = 0; at >= 0; section++) {
        struct pdf_value trailer = {0};
        struct pdf_cursor c = file_at(file, (uint64_t)at);
        if (section == PDF_MOST_SECTIONS || (uint64_t)at >= file->source->length)
            return false;
        if (pdf_skip_word(&c, "xref") ? !read_table(file, &c, &trailer)
                                      : !read_stream_table(file, &c, &trailer))
            return false;
        if (!section)
            file->trailer = trailer;
        const struct pdf_value *before = pdf_find(&trailer, "Prev");
        at = before && before->kind == PDF_INTEGER ? before->integer : -1;
    }
    return file->trailer.kind == PDF_DICT;
}

struct pdf_file *pdf_file_open(struct arena *arena, const struct source *source, const char **why) {
    struct pdf_file *file = arena_alloc(arena, sizeof *file);
    file->arena = arena;
    file->source = source;
    *why = NULL;
    if (source->length < 8 || memcmp(source->text, "%PDF-", 5) != 0)
        *why = "is not a PDF";
    else if (!read_tables(file))
        *why =
            file->fault ? file->fault : "is a PDF cut short or damaged: its table of objects cannot be read";
    else if (pdf_find(&file->trailer, "Encrypt"))
        *why = "is encrypted";
    return *why ? NULL : file;
}
