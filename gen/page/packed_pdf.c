/* See packed_pdf.h. */
#include "packed_pdf.h"

#include "stream_pdf.h"

/* Small enough for two to share the work, large enough to lose little by beginning anew. */
enum { PIECE = 64 * 1024 };

void packed_begin(struct packed *packed, struct arena *arena, struct streams *streams, uint32_t root) {
    *packed = (struct packed){.arena = arena, .streams = streams, .root = root};
}

struct text *packed_out(struct packed *packed) {
    return &packed->objects;
}

static void close_piece(struct packed *packed) {
    struct piece *piece = arena_alloc(packed->arena, sizeof *piece);
    piece->n = packed->in_hand;
    piece->first = packed->index.length;
    text_bytes(&packed->index, packed->objects.bytes, packed->objects.length);
    piece->bytes = packed->index;
    packed->index = (struct text){0};
    text_clear(&packed->objects);
    packed->start = 0;
    packed->in_hand = 0;
    if (packed->last)
        packed->last->next = piece;
    else
        packed->first = piece;
    packed->last = piece;
    packed->n_pieces++;
    streams_ahead(packed->streams, piece->bytes.bytes, piece->bytes.length, PACKING_DEFLATED);
}

void packed_end(struct packed *packed) {
    text_whole(&packed->index, packed->root + packed->n++);
    text_char(&packed->index, ' ');
    text_whole(&packed->index, packed->start);
    text_char(&packed->index, ' ');
    packed->start = packed->objects.length;
    packed->in_hand++;
    if (packed->start >= PIECE)
        close_piece(packed);
}

void packed_close(struct packed *packed) {
    if (packed->in_hand)
        close_piece(packed);
}

void packed_drop(struct packed *packed) {
    text_drop(&packed->index);
    text_drop(&packed->objects);
    for (struct piece *piece = packed->first; piece; piece = piece->next)
        text_drop(&piece->bytes);
}
